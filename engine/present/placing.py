"""Places of a layered drawing: where each box, label and bend stands, in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .layers import Chain, Layers, Piece

PASSES = 120
ROUNDS = 6
BESIDE = 28
"""Room between two things of one level."""
GAP_MIN, GAP_MAX = 22, 64
PORTS = 16
"""Room between two arrows at one side of a box, and between an arrow and a corner."""

Point = tuple[int, int]
Stroke = tuple[Point, Point]
"""A straight downward piece of an arrow; strokes are joined by curves."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Left, top, width and height of each box; strokes and label centre of each arrow.

    Strokes go from the upper box to the lower one, also where an arrow points ``upward``.
    """

    boxes: dict[str, tuple[int, int, int, int]]
    strokes: dict[int, tuple[Stroke, ...]]
    upward: frozenset[int]
    labels: dict[int, Point]
    width: int
    height: int


def place(layers: Layers) -> Placed:
    """Return where everything stands; nothing covers anything."""
    _spread(layers.levels)
    _straighten(layers)
    left = min(piece.x - piece.width / 2 for level in layers.levels for piece in level)
    for level in layers.levels:
        for piece in level:
            piece.x -= left
    tops, bottoms = _heights(layers.levels)
    boxes = {
        name: (round(piece.x - piece.width / 2), tops[piece.level], piece.width, piece.height)
        for name, piece in layers.boxes.items()
    }
    ports = _ports(layers)
    strokes = {
        index: _strokes(chain, tops, bottoms, ports[index])
        for index, chain in layers.chains.items()
    }
    labels = {
        index: (
            round(chain.label.x),
            (tops[chain.label.level] + bottoms[chain.label.level]) // 2,
        )
        for index, chain in layers.chains.items()
    }
    right = max(piece.x + piece.width / 2 for level in layers.levels for piece in level)
    upward = frozenset(index for index, chain in layers.chains.items() if chain.is_up)
    return Placed(boxes, strokes, upward, labels, round(right), bottoms[-1])


def _spread(levels: Sequence[list[Piece]]) -> None:
    """Move each level towards its neighbours until arrows are short, then until they are straight.

    Least squares first, from which the sum of distances itself is approached by weighing
    each arrow piece with the inverse of its length: one clear bend instead of many small ones.
    """
    for level in levels:
        _settle(level, [(float(index), 1.0) for index in range(len(level))])
    for turn in range(PASSES):
        straighten = turn >= PASSES // 4
        for level in levels if turn % 2 == 0 else reversed(levels):
            _settle(level, [_pull(piece, straighten=straighten) for piece in level])


def _pull(piece: Piece, *, straighten: bool) -> tuple[float, float]:
    """Return where its neighbours want a piece, and how strongly."""
    total = weight = 0.0
    for each in piece.above + piece.below:
        # A long arrow is drawn straight: its bends hold together more than boxes pull.
        pull = (
            8.0 if not piece.box and not each.box else 2.0 if not (piece.box and each.box) else 1.0
        )
        if straighten:
            pull /= max(abs(each.x - piece.x), 1.0)
        total += pull * each.x
        weight += pull
    return (total / weight, weight) if weight else (piece.x, 0.001)


def _settle(level: list[Piece], pulls: Sequence[tuple[float, float]]) -> None:
    gaps = [_gap(left, right) for left, right in pairwise(level)]
    wanted, weights = [x for x, _ in pulls], [weight for _, weight in pulls]
    for piece, x in zip(level, keep_apart(wanted, gaps, weights), strict=True):
        piece.x = x


def _gap(left: Piece, right: Piece) -> float:
    room = BESIDE if left.width and right.width else BESIDE * 0.7
    return (left.width + right.width) / 2 + room


def _straighten(layers: Layers) -> None:
    """Give as many neighbouring bends of a long arrow as have the room one common place."""
    beside: dict[int, tuple[Piece | None, Piece | None]] = {}
    for level in layers.levels:
        for left, piece, right in zip([None, *level], level, [*level[1:], None], strict=False):
            beside[id(piece)] = (left, right)
    for _ in range(ROUNDS):
        for chain in layers.chains.values():
            run: list[Piece] = []
            low, high = -math.inf, math.inf
            for piece in chain.pieces[1:-1]:
                left, right = beside[id(piece)]
                least = left.x + _gap(left, piece) if left else -math.inf
                most = right.x - _gap(piece, right) if right else math.inf
                if max(low, least) > min(high, most):
                    _align(run, low, high)
                    run, low, high = [], -math.inf, math.inf
                run.append(piece)
                low, high = max(low, least), min(high, most)
            _align(run, low, high)


def _align(run: list[Piece], low: float, high: float) -> None:
    if run:
        middle = sorted(piece.x for piece in run)[len(run) // 2]
        for piece in run:
            piece.x = min(max(middle, low), high)


def keep_apart(
    wanted: Sequence[float], gaps: Sequence[float], weights: Sequence[float]
) -> list[float]:
    """Return the places nearest to ``wanted`` (least squares) that keep the gaps, in order."""
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    blocks: list[tuple[float, float, int]] = []
    for place_, offset, weight in zip(wanted, offsets, weights, strict=True):
        mean, heavy, count = place_ - offset, float(weight), 1
        while blocks and blocks[-1][0] > mean:
            before, held, many = blocks.pop()
            mean = (before * held + mean * heavy) / (held + heavy)
            heavy, count = heavy + held, count + many
        blocks.append((mean, heavy, count))
    means = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _heights(levels: Sequence[list[Piece]]) -> tuple[list[int], list[int]]:
    tops, bottoms, y = [], [], 0
    for level in levels:
        tops.append(y)
        y += max((piece.height for piece in level), default=0)
        bottoms.append(y)
        # An arrow that goes far sideways needs room to turn.
        aside = max((abs(piece.x - each.x) for piece in level for each in piece.below), default=0)
        y += round(min(GAP_MIN + aside * 0.07, GAP_MAX))
    return tops, bottoms


def _ports(layers: Layers) -> dict[int, tuple[int, int]]:
    """Return where each arrow leaves its upper box and reaches its lower one."""
    found: dict[int, list[int]] = {index: [0, 0] for index in layers.chains}
    for name, box in layers.boxes.items():
        for side in (0, 1):
            touching = [
                (chain.pieces[1 if side == 0 else -2].x, index)
                for index, chain in layers.chains.items()
                if chain.pieces[0 if side == 0 else -1].box == name
            ]
            touching.sort()
            room = max(box.width / 2 - PORTS, 0)
            step = min(PORTS, 2 * room / max(len(touching) - 1, 1))
            wanted = [min(max(x, box.x - room), box.x + room) for x, _ in touching]
            xs = (
                keep_apart(wanted, [step] * (len(touching) - 1), [1] * len(touching))
                if wanted
                else []
            )
            # Pushed over a corner by their neighbours, all of them step back together.
            over = max([0.0, *(x - box.x - room for x in xs)])
            under = max([0.0, *(box.x - room - x for x in xs)])
            for (_, index), x in zip(touching, xs, strict=True):
                found[index][side] = round(min(max(x - over + under, box.x - room), box.x + room))
    return {index: (top, end) for index, (top, end) in found.items()}


def _strokes(
    chain: Chain, tops: Sequence[int], bottoms: Sequence[int], ports: tuple[int, int]
) -> tuple[Stroke, ...]:
    first, last = chain.pieces[0], chain.pieces[-1]
    strokes = [((ports[0], tops[first.level] + first.height), (ports[0], bottoms[first.level]))]
    for piece in chain.pieces[1:-1]:
        x = round(piece.x)
        strokes.append(((x, tops[piece.level]), (x, bottoms[piece.level])))
    y = tops[last.level]
    strokes.append(((ports[1], y), (ports[1], y)))
    return tuple(strokes)

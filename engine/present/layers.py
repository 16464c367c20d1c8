"""Layers of a drawing: which box stands on which level, and in which order (deterministic).

The usual four steps: circles are broken, boxes ranked, long arrows cut into pieces of one
level, and the pieces ordered until few arrows cross. A label is a piece of its arrow, so
that it has a place of its own and covers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12
NONE = -1

Link = tuple[str, str]
"""An arrow by the names of its source and target."""


@dataclass(slots=True)
class Piece:
    """One thing on one level: a box (``box``), the label of an arrow, or a bend of it."""

    level: int
    width: int
    height: int
    box: str = ""
    link: int = -1
    above: list[Piece] = field(default_factory=list)
    below: list[Piece] = field(default_factory=list)
    order: float = 0.0
    x: float = 0.0


@dataclass(frozen=True, slots=True)
class Chain:
    """The pieces of one arrow from top to bottom; ``is_up`` where the arrow points upwards."""

    pieces: tuple[Piece, ...]
    label: Piece
    is_up: bool


@dataclass(frozen=True, slots=True)
class Layers:
    """All levels, each from left to right, and the chain of each arrow."""

    levels: tuple[list[Piece], ...]
    boxes: Mapping[str, Piece]
    chains: Mapping[int, Chain]


def arrange(
    sizes: Mapping[str, tuple[int, int]],
    links: Sequence[Link],
    labels: Sequence[tuple[int, int]],
) -> Layers:
    """Return the layers of a drawing.

    ``sizes`` are width and height of each box in reading order; ``labels`` of each link's
    label. A link from a box to itself is left to the caller.
    """
    upward = _upward(list(sizes), links)
    ranks = _ranks(list(sizes), links, upward)
    boxes = {name: Piece(2 * ranks[name], *sizes[name], box=name) for name in sizes}
    levels: list[list[Piece]] = [[] for _ in range(2 * max(ranks.values(), default=0) + 1)]
    for piece in boxes.values():
        levels[piece.level].append(piece)
    chains: dict[int, Chain] = {}
    for index, (source, target) in enumerate(links):
        if source != target:
            is_up = index in upward
            ends = (boxes[target], boxes[source]) if is_up else (boxes[source], boxes[target])
            chains[index] = _chain(index, *ends, labels[index], is_up=is_up)
            for piece in chains[index].pieces[1:-1]:
                levels[piece.level].append(piece)
    _sort(levels)
    return Layers(tuple(levels), boxes, chains)


def _upward(names: Sequence[str], links: Sequence[Link]) -> set[int]:
    """Return the links that close a circle, found by walking from the first box."""
    leaving: dict[str, list[int]] = {name: [] for name in names}
    for index, (source, _) in enumerate(links):
        leaving[source].append(index)
    found: set[int] = set()
    done: set[str] = set()
    for root in names:
        if root in done:
            continue
        path, waiting = {root}, [(root, iter(leaving[root]))]
        while waiting:
            name, rest = waiting[-1]
            index = next(rest, NONE)
            if index == NONE:
                waiting.pop()
                path.discard(name)
                done.add(name)
                continue
            target = links[index][1]
            if target in path:
                found.add(index)
            elif target not in done:
                path.add(target)
                waiting.append((target, iter(leaving[target])))
    return found


def _ranks(names: Sequence[str], links: Sequence[Link], upward: set[int]) -> dict[str, int]:
    """Return the level of each box: below all that lead to it, as high as possible."""
    pairs = [
        (target, source) if index in upward else (source, target)
        for index, (source, target) in enumerate(links)
        if source != target
    ]
    ranks = dict.fromkeys(names, 0)
    for _ in names:
        changed = False
        for upper, lower in pairs:
            if ranks[lower] <= ranks[upper]:
                ranks[lower], changed = ranks[upper] + 1, True
        if not changed:
            break
    led_to = {lower for _, lower in pairs}
    for name in names:
        below = [ranks[lower] for upper, lower in pairs if upper == name]
        # What nothing leads to stands just above what it leads to, not at the very top.
        if name not in led_to and below:
            ranks[name] = min(below) - 1
    return ranks


def _chain(index: int, top: Piece, end: Piece, size: tuple[int, int], *, is_up: bool) -> Chain:
    pieces = [top]
    labelled = end.level - 1 if is_up else top.level + 1
    for level in range(top.level + 1, end.level):
        width, height = size if level == labelled else (0, 0)
        pieces.append(Piece(level, width, height, link=index))
    pieces.append(end)
    for upper, lower in pairwise(pieces):
        upper.below.append(lower)
        lower.above.append(upper)
    label = next(piece for piece in pieces if piece.level == labelled)
    return Chain(tuple(pieces), label, is_up)


def _sort(levels: list[list[Piece]]) -> None:
    """Order each level so that few arrows cross; the best order seen is kept."""
    _number(levels)
    best, order = crossings(levels), [list(level) for level in levels]
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for level in levels if downwards else reversed(levels):
            for piece in level:
                beside = piece.above if downwards else piece.below
                if beside:
                    piece.order = sum(each.order for each in beside) / len(beside)
            level.sort(key=lambda piece: piece.order)
            _number([level])
        _swap(levels)
        found = crossings(levels)
        if found < best:
            best, order = found, [list(level) for level in levels]
    for level, kept in zip(levels, order, strict=True):
        level[:] = kept
    _number(levels)


def _number(levels: Iterable[list[Piece]]) -> None:
    for level in levels:
        for position, piece in enumerate(level):
            piece.order = float(position)


def _swap(levels: list[list[Piece]]) -> None:
    """Exchange neighbours wherever that saves a crossing."""
    for level in levels:
        for position in range(len(level) - 1):
            left, right = level[position], level[position + 1]
            if _between(left, right) > _between(right, left):
                level[position], level[position + 1] = right, left
                left.order, right.order = right.order, left.order


def _between(left: Piece, right: Piece) -> int:
    pairs = ((left.above, right.above), (left.below, right.below))
    return sum(a.order > b.order for ours, theirs in pairs for a in ours for b in theirs)


def crossings(levels: Iterable[Sequence[Piece]]) -> int:
    """Return how often arrows cross between neighbouring levels."""
    found = 0
    for level in levels:
        ends = [(piece.order, each.order) for piece in level for each in piece.below]
        found += sum(
            (a[0] - b[0]) * (a[1] - b[1]) < 0 for at, a in enumerate(ends) for b in ends[:at]
        )
    return found

"""Warmth of a drawn stage: where time goes and which ways are taken, as numbers and as colour.

Five tints of one hue from light to dark, with dark words readable on each; a box that nobody
reached is white and dashed. Colour never speaks alone: each box and arrow says its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from .chart import Arrow, ArrowKind, Box, Line, Panel
from .svg_parts import INK, MUTED, SIZE, text, text_width

TINTS = ("#fff8eb", "#ffeac4", "#ffd894", "#fbc263", "#f2a73b")
BOUNDS = (50, 150, 300, 500)
"""Thousandths of the whole time of a track at which a darker tint begins."""
COLD = "#ffffff"
THIN, THICK = 1.6, 9.0
"""How thick an arrow is that was taken once, and the one that was taken most."""

ArrowName = tuple[str, str, str, ArrowKind]
"""Panel, source, target and kind of an arrow."""


class Warm(msgspec.Struct, frozen=True):
    """One box: the thousandths of its track's time spent in it (None: never reached), its words."""

    thousandths: int | None
    words: tuple[str, ...]


class Taken(msgspec.Struct, frozen=True):
    """One arrow: how often it was taken, and by what, each in words with its number."""

    count: int
    words: tuple[str, ...]


class Heat(msgspec.Struct, frozen=True):
    """Warmth of one chart; ``legend`` are the words of its tints, ``width`` of its arrows."""

    boxes: Mapping[str, Warm]
    arrows: Mapping[ArrowName, Taken]
    legend: str
    zero: str
    width: str

    def ground(self, box: Box) -> str:
        """Return the colour a box stands on."""
        warm = self.boxes.get(box.key)
        return COLD if warm is None or warm.thousandths is None else tint(warm.thousandths)

    def is_cold(self, box: Box) -> bool:
        """Tell whether nobody reached a box."""
        return not box.mark and self.ground(box) == COLD

    def stroke(self, panel: str, arrow: Arrow) -> float:
        """Return how thick an arrow is: as wide as often it was taken; 0 for never."""
        most = max((each.count for each in self.arrows.values()), default=0)
        taken = self.arrows.get((panel, arrow.source, arrow.target, arrow.kind))
        if taken is None or not taken.count:
            return 0
        return THIN + (THICK - THIN) * taken.count / most

    def warmed(self, panel: Panel) -> Panel:
        """Return a panel with numbers in place of what waits in its states."""
        return replace(
            panel,
            boxes=tuple(map(self._box, panel.boxes)),
            arrows=tuple(self._arrow(panel.id, each) for each in panel.arrows),
            notes=(),
        )

    def _box(self, box: Box) -> Box:
        warm = self.boxes.get(box.key)
        if box.mark:
            return box
        words = warm.words if warm is not None else (self.zero,)
        return replace(box, lines=tuple(Line("", each) for each in words))

    def _arrow(self, panel: str, arrow: Arrow) -> Arrow:
        taken = self.arrows.get((panel, arrow.source, arrow.target, arrow.kind))
        if taken is None or not taken.count:
            return arrow
        # Its conditions are left out: how often each held is not counted.
        return replace(arrow, labels=taken.words, keys=((),) * len(taken.words))


def tint(thousandths: int) -> str:
    """Return the colour of a share of a track's time."""
    return TINTS[sum(thousandths >= bound for bound in BOUNDS)]


def heat_key(x: int, y: int, heat: Heat) -> tuple[str, int, int]:
    """Return what tints and widths mean, with the width and height of that."""
    parts = [text(x, y + SIZE, heat.legend, SIZE, INK, bold=True)]
    at = x
    for ground, words in _bands(heat):
        dash = ' stroke-dasharray="4 3"' if ground == COLD else ""
        parts.append(
            f'<rect x="{at}" y="{y + 22}" width="22" height="14" rx="3" fill="{ground}" '
            f'stroke="{MUTED}"{dash}/>'
        )
        parts.append(text(at + 28, y + 33, words, SIZE - 1, INK))
        at += 28 + text_width(words, SIZE - 1) + 18
    parts.append(text(x, y + 58, heat.width, SIZE - 1, INK))
    wide = max(at - x, text_width(heat.width, SIZE - 1), text_width(heat.legend, SIZE))
    return "\n".join(parts), wide, 76


def _bands(heat: Heat) -> Iterator[tuple[str, str]]:
    yield COLD, heat.zero
    for ground, (low, high) in zip(TINTS, pairwise((0, *BOUNDS, 1000)), strict=True):
        yield ground, f"{low // 10}–{high // 10}%"

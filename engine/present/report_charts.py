"""Small drawings of a report, as SVG without a size: across in percent, so that they fit a phone.

A drawing holds no number that the table beside it does not say; its title and description
tell the same to who does not see it. Colours are told apart by lightness too, and are named
by classes, so that one style sheet holds them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ..language.titles import Lang
from .quantities import DAY, HOUR, MINUTE, lasting
from .report_tables import Drawn
from .svg_parts import escape

BAR = 16
"""How high a bar is, in pixels."""
_GAP = 0.25
"""Between two parts of a bar, in percent."""
_TICKS = (MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY)
_LABELS_MAX = 5
_EDGE = 8
"""How near to an edge a centred word would not fit, in percent."""


class Part(msgspec.Struct, frozen=True):
    """One part of a bar: how much, and the class of its colour."""

    amount: int
    tint: str


def percent(part: float, of: float) -> str:
    """Return a length across a drawing."""
    return f"{100 * part / of:.2f}%" if of else "0%"


def drawing(height: int, shapes: Iterable[str], told: str) -> Drawn:
    """Return shapes as a drawing as wide as its place; ``told`` is what it shows."""
    inner = "".join(shapes)
    return Drawn(
        f'<svg width="100%" height="{height}" role="img" aria-label="{escape(told)}">'
        f"<title>{escape(told)}</title>{inner}</svg>"
    )


def bar(parts: Sequence[Part], whole: int, told: str) -> Drawn:
    """Return parts side by side, where ``whole`` is as long as the drawing."""
    return drawing(BAR, _parts(parts, whole), told)


def _parts(parts: Sequence[Part], whole: int) -> Iterator[str]:
    at = 0
    for each in parts:
        if each.amount and whole:
            # A part too thin to see would be a lie about nothing being there.
            wide = max(100 * each.amount / whole - _GAP, _GAP)
            left = percent(at, whole)
            size = f'width="{wide:.2f}%" height="{BAR - 2}"'
            yield f'<rect x="{left}" y="1" {size} class="{each.tint}"/>'
        at += each.amount
    yield f'<line x1="0" y1="0" x2="0" y2="{BAR}" class="rule"/>'


class Span(msgspec.Struct, frozen=True):
    """Three marks of how long something takes, in microseconds."""

    p50: int
    p90: int
    p99: int


class Scale(msgspec.Struct, frozen=True):
    """A scale of time on which each step multiplies, from ``low`` to ``high`` microseconds."""

    low: int
    high: int

    def at(self, microseconds: int) -> float:
        """Return where a length of time stands, in percent."""
        inside = min(max(microseconds, self.low), self.high)
        return min(100.0, 100 * math.log(inside / self.low) / math.log(self.high / self.low))

    @property
    def ticks(self) -> tuple[int, ...]:
        """The lengths of time that are written below."""
        return tuple(tick for tick in _TICKS if self.low <= tick <= self.high)


def scale_of(spans: Iterable[Span]) -> Scale:
    """Return one scale for all, so that they compare: from mark to mark around them."""
    marks = [mark for span in spans for mark in (span.p50, span.p90, span.p99) if mark]
    least, most = min(marks, default=HOUR), max(marks, default=DAY)
    low = max((tick for tick in _TICKS if tick <= least), default=MINUTE)
    high = min((tick for tick in _TICKS if tick >= most and tick > low), default=max(most, 2 * low))
    return Scale(low, high)


def spread(span: Span, scale: Scale, told: str) -> Drawn:
    """Return half, nine in ten and ninety-nine in a hundred as dot, bar and thin line."""
    middle = BAR // 2
    p50, p90, p99 = (scale.at(each) for each in (span.p50, span.p90, span.p99))
    shapes = [_upright(scale.at(tick), 0, BAR, "faint") for tick in scale.ticks]
    wide = f"{max(p90 - p50, 0):.2f}%"
    shapes += [
        f'<line x1="{p50:.2f}%" y1="{middle}" x2="{p99:.2f}%" y2="{middle}" class="thin"/>',
        f'<rect x="{p50:.2f}%" y="{middle - 4}" width="{wide}" height="8" class="span"/>',
        _upright(p99, middle - 4, middle + 4, "thin"),
        f'<circle cx="{p50:.2f}%" cy="{middle}" r="5" class="dot"/>',
    ]
    return drawing(BAR, shapes, told)


def _upright(x: float, top: int, low: int, tint: str) -> str:
    return f'<line x1="{x:.2f}%" y1="{top}" x2="{x:.2f}%" y2="{low}" class="{tint}"/>'


def scale_marks(scale: Scale, lang: Lang, apart: float = 0.0) -> Drawn:
    """Return the words of a scale, to stand above the drawings that share it.

    In a narrow place those are left out that come nearer than ``apart`` percent to one before.
    """
    shown: list[int] = []
    for tick in scale.ticks[:: math.ceil(len(scale.ticks) / _LABELS_MAX)]:
        if not shown or scale.at(tick) - scale.at(shown[-1]) >= apart:
            shown.append(tick)
    words = (_mark(scale.at(tick), 11, lasting(tick, lang)) for tick in shown)
    return Drawn(f'<svg width="100%" height="{BAR}" aria-hidden="true">{"".join(words)}</svg>')


def _mark(x: float, y: int, words: str) -> str:
    # At the edges a word stands inside, or it would be cut off.
    anchor = "start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle"
    place = f'x="{x:.2f}%" y="{y}" text-anchor="{anchor}"'
    return f'<text {place} class="mark">{escape(words)}</text>'


class Pillar(msgspec.Struct, frozen=True):
    """One column of a histogram: how much, its word below, and its number above."""

    amount: int
    word: str
    number: str


def pillars(listed: Sequence[Pillar], told: str) -> Drawn:
    """Return columns side by side, each with its number."""
    most = max((each.amount for each in listed), default=0) or 1
    room, top = 110, 18
    wide = 100 / max(len(listed), 1)
    shapes = []
    for index, each in enumerate(listed):
        high = round(room * each.amount / most)
        left, y = index * wide + 0.1 * wide, top + room - high
        shapes.append(
            f'<rect x="{left:.2f}%" y="{y}" width="{0.8 * wide:.2f}%" '
            f'height="{high}" class="span"/>'
        )
        for at, words in ((y - 5, each.number), (top + room + 15, each.word)):
            place = f'x="{left + 0.4 * wide:.2f}%" y="{at}" text-anchor="middle"'
            shapes.append(f'<text {place} class="mark">{escape(words)}</text>')
    shapes.append(f'<line x1="0" y1="{top + room}" x2="100%" y2="{top + room}" class="rule"/>')
    return drawing(top + room + 20, shapes, told)


class Week(msgspec.Struct, frozen=True):
    """One week of work: done, and what there was room for; None where nothing limits it."""

    worked: int
    capacity: int | None


def weeks(listed: Sequence[Week], most: int, told: str) -> Drawn:
    """Return the work of each week as columns, and capacity as a line over them.

    ``most`` is as high as the drawing. What is over the capacity has a colour of its own.
    """
    room = 64
    wide = 100 / max(len(listed), 1)
    shapes = []
    for index, each in enumerate(listed):
        left = index * wide
        over = each.capacity is not None and each.worked > each.capacity
        high = round(room * each.worked / most, 1) if most else 0
        shapes.append(
            f'<rect x="{left + 0.05 * wide:.2f}%" y="{room - high:.1f}" width="{0.9 * wide:.2f}%" '
            f'height="{high:.1f}" class="{"over" if over else "span"}"/>'
        )
    shapes += _capacity(listed, most, room, wide)
    shapes.append(f'<line x1="0" y1="{room}" x2="100%" y2="{room}" class="rule"/>')
    return drawing(room + 1, shapes, told)


def _capacity(listed: Sequence[Week], most: int, room: int, wide: float) -> Iterator[str]:
    """Yield a stepped line: one stroke for each run of weeks with the same capacity."""
    at, before = 0, None
    for capacity, run in itertools.groupby(each.capacity for each in listed):
        until = at + len(list(run))
        if capacity is not None and most:
            y = f"{room - room * capacity / most:.1f}"
            left, right = f"{at * wide:.2f}%", f"{until * wide:.2f}%"
            if before is not None:
                yield f'<line x1="{left}" y1="{before}" x2="{left}" y2="{y}" class="limit"/>'
            yield f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" class="limit"/>'
            before = y
        at = until

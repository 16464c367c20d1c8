"""Lengths of time compared without a calendar: only what holds in every calendar is said.

No unit converts into another (S3.2), so a length is a count per unit; one is longer than
another for sure when its least possible length is above the other's greatest.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..facts import write_span
from ..values import Span, Unit

_MINUTES: dict[Unit, tuple[int, int]] = {
    "minutes": (1, 1),
    "hours": (60, 60),
    "days": (23 * 60, 25 * 60),  # a date step over a change of the clocks
    "weeks": (7 * 24 * 60 - 60, 7 * 24 * 60 + 60),
    "months": (28 * 24 * 60, 31 * 24 * 60 + 60),
}
_BUSINESS: frozenset[Unit] = frozenset({"business_hours", "business_days"})
# The shift time a business day holds, in hours: short Fridays and long shifts.
_SHORTEST_DAY, _LONGEST_DAY = 4, 12
_DAY = 24 * 60
_LONGEST_HOLIDAYS = 10


@dataclass(frozen=True, slots=True)
class Length:
    """Spans one after the other: a count per unit, as ``2 business days, 4 business hours``."""

    counts: dict[Unit, int]

    def __add__(self, other: Length) -> Length:
        units = {**self.counts, **other.counts}
        return Length({unit: self.of(unit) + other.of(unit) for unit in units})

    def of(self, unit: Unit) -> int:
        """Return the count of one unit."""
        return self.counts.get(unit, 0)

    def __str__(self) -> str:
        """Return the spans as they are written, largest first."""
        written = [write_span(Span(count, unit)) for unit, count in self.counts.items() if count]
        return " + ".join(written) or write_span(Span(0, "minutes"))


def length(span: Span) -> Length:
    """Return a span as a length that can be added and compared."""
    return Length({span.unit: span.count})


def is_surely_longer(left: Length, right: Length) -> bool:
    """Return whether ``left`` is longer than ``right`` in every calendar."""
    # What both have in common cancels out, so that equal units compare exactly.
    units = {**left.counts, **right.counts}
    over = {unit: count for unit in units if (count := left.of(unit) - right.of(unit)) > 0}
    under = {unit: -count for unit in units if (count := left.of(unit) - right.of(unit)) < 0}
    if {*over, *under} <= _BUSINESS:
        return _least_hours(over) > _most_hours(under)
    return _least_minutes(over) > _most_minutes(under)


def _least_hours(counts: dict[Unit, int]) -> int:
    return counts.get("business_hours", 0) + counts.get("business_days", 0) * _SHORTEST_DAY


def _most_hours(counts: dict[Unit, int]) -> int:
    return counts.get("business_hours", 0) + counts.get("business_days", 0) * _LONGEST_DAY


def _least_minutes(counts: dict[Unit, int]) -> int:
    hours = counts.get("business_hours", 0)
    plain = sum(_MINUTES[unit][0] * count for unit, count in counts.items() if unit in _MINUTES)
    return plain + counts.get("business_days", 0) * (_DAY - 60) + hours * 60


def _most_minutes(counts: dict[Unit, int]) -> int:
    days = counts.get("business_days", 0) + -(-counts.get("business_hours", 0) // _SHORTEST_DAY)
    plain = sum(_MINUTES[unit][1] * count for unit, count in counts.items() if unit in _MINUTES)
    # Five days of seven are worked, and holidays come on top, once per fifty days at most.
    worked = days * 7 // 5 + 2 + _LONGEST_HOLIDAYS * (1 + days // 50) if days else 0
    return plain + worked * _DAY


def is_over_years(span: Span, years: int) -> bool:
    """Return whether a span is longer than so many years."""
    per_year: dict[Unit, int] = {
        "minutes": 525_600, "hours": 8_760, "days": 365, "weeks": 52, "months": 12,
        "business_hours": 2_000, "business_days": 250,
    }  # fmt: skip
    return span.count > years * per_year[span.unit]

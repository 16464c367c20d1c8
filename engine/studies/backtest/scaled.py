"""A program with all its deadlines longer or shorter by a share, to see how much hangs on them.

Scaled are the lengths of deadlines: of touchpoints, stalls, giving up, timeouts, clocks, tiers
and follow-ups, and how long before them is reminded; also where a variant sets them. What is said
by a fact, in a condition, a pattern, a repetition or a hold stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from ...language.calendars import Calendar
from ...language.program import FollowUp, Program, Tier, Touchpoint
from ...language.program_logic import Change
from ...language.program_watch import Clock, GiveUp, Stall, Timeout
from ...language.values import Moment, Span, Unit

Part = TypeVar("Part")

BAND = (80, 120)
"""Per cent of every deadline, for the band of sensitivity."""

_LENGTHS: Mapping[type, tuple[str, ...]] = {
    Touchpoint: ("due", "remind"), Stall: ("after", "at"), GiveUp: ("after",),
    Timeout: ("moment",), Clock: ("within", "remind"), Tier: ("after",), FollowUp: ("after",),
    Change: ("moment", "span"),
}  # fmt: skip
"""By part of a program, the fields that are the length of a deadline."""

_LATER = frozenset({"starts", "repeats"})
"""What a variant may set that is no deadline."""

_FINER: Mapping[Unit, tuple[int, Unit]] = {
    "months": (30, "days"), "weeks": (7, "days"), "days": (24, "hours"), "hours": (60, "minutes"),
}  # fmt: skip


def as_scaled(program: Program, percent: int, playbook: str) -> Program:
    """Return the program with every deadline at so many per cent of its length.

    A length that no whole number of its unit says is spelt in the next finer one: 5 days at 80 %
    are 4 days, 3 days are 3,456 minutes. A month counts 30 days then; a business day, which no
    unit converts into (S3.2), as many business hours as the calendar of ``playbook`` mostly has.
    Nothing finer than a minute or a business hour is said; no deadline comes to nothing.
    """
    calendar = program.calendars[program.stages[playbook].calendar]
    scaling = _Scaling(percent, hours_of(calendar))
    return replace(
        program,
        stages=scaling.part(program.stages),
        ladders=scaling.part(program.ladders),
        recoveries=scaling.part(program.recoveries),
    )


def hours_of(calendar: Calendar) -> int:
    """Return how many business hours most days of a calendar have, at least one."""
    days = [sum(end - begin for begin, end in shifts) for shifts in calendar.weekly]
    lengths = [length for length in days if length]
    usual = max(lengths, key=lambda each: (lengths.count(each), each), default=0)
    return max(1, round(usual / 60))


class _Scaling:
    def __init__(self, percent: int, business_hours: int) -> None:
        self.percent = percent
        self.finer: dict[Unit, tuple[int, Unit]] = {
            **_FINER, "business_days": (business_hours, "business_hours"),
        }  # fmt: skip

    def part(self, part: Part) -> Part:
        """Return a part of a program, all deadlines in it scaled."""
        value: Any = part
        if isinstance(value, dict):
            value = {name: self.part(each) for name, each in value.items()}
        elif isinstance(value, tuple):
            value = tuple(self.part(each) for each in value)
        elif isinstance(value, msgspec.Struct):
            value = self._struct(value)
        return value  # type: ignore[no-any-return]  # of the same type as it came

    def _struct(self, struct: msgspec.Struct) -> msgspec.Struct:
        fields = _LENGTHS.get(type(struct), ())
        if isinstance(struct, Change) and struct.field in _LATER:
            return struct
        changed = {}
        for name in struct.__struct_fields__:
            value = getattr(struct, name)
            scaled = self.length(value) if name in fields else self.part(value)
            if scaled is not value and scaled != value:
                changed[name] = scaled
        return replace(struct, **changed) if changed else struct

    def length(self, length: Span | Moment | None) -> Span | Moment | None:
        """Return a span, or a moment with its span, at its new length."""
        if isinstance(length, Moment):
            return replace(length, span=self.span(length.span))
        return self.span(length) if length is not None else None

    def span(self, span: Span) -> Span:
        """Return a span at its new length, in its own unit where that is whole."""
        count, unit = span.count * self.percent, span.unit
        while count % 100 and unit in self.finer:
            times, unit = self.finer[unit]
            count *= times
        return Span(max((count + 50) // 100, min(span.count, 1)), unit)

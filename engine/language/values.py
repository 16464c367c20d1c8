"""Values a fact can have, and the spans of time a playbook can name.

Everything here is data: frozen, comparable, and with a versionless JSON form that
reads back to an equal value. Floats never appear, so that a decision has one byte
form on every machine (S1.4).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

import msgspec

Instant = int
"""Microseconds since 1970-01-01T00:00Z: an exact, comparable UTC instant (S3.1, S3.8)."""

MICROSECONDS_PER_SECOND = 1_000_000
MICROSECONDS_PER_MINUTE = 60 * MICROSECONDS_PER_SECOND
MICROSECONDS_PER_HOUR = 60 * MICROSECONDS_PER_MINUTE

Unit = Literal["minutes", "hours", "days", "weeks", "months", "business_hours", "business_days"]


class Span(msgspec.Struct, frozen=True, tag="span", tag_field="type"):
    """A length of time in the unit the process owner wrote (S3.2).

    A plain day is a date step, a business hour is shift time, a business day is the
    same local time that many working days later: no unit converts into another.
    """

    count: int
    unit: Unit


NOTHING = Span(0, "minutes")
"""No time at all."""

UNITS: dict[str, Unit] = {
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "business hour": "business_hours",
    "business day": "business_days",
}
"""Words of units as written, in the singular."""


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """An instant to be worked out when its scope begins, or once its fact is known.

    ``span`` counts from the scope's start, or from the last of ``after`` (touchpoints
    done or signals seen during the visit), or, with ``fact``, ``before`` or ``after`` that
    date (a date fact, or ``DOCUMENT.expires``): before counts to the day's opening, after
    from its close. A ``fact`` that is a duration is the span itself. ``ends_day`` moves the
    result to the close of its day: ``end of 2 business days``, ``end of DATE``.
    ``next_opening`` begins at the next business day's opening. ``at_minute`` is a local
    time of day in minutes after midnight.
    """

    span: Span = NOTHING
    after: tuple[str, ...] = ()
    ends_day: bool = False
    fact: str = ""
    side: Literal["", "before", "after"] = ""
    next_opening: bool = False
    at_minute: int | None = None


class Repeat(msgspec.Struct, frozen=True, omit_defaults=True):
    """``every 3 business days up to 3 times``; ``up_to`` 0 means without end."""

    every: Span
    up_to: int = 0


class Limit(msgspec.Struct, frozen=True):
    """``2 times per 90 days``."""

    count: int
    per: Span


class Throttle(msgspec.Struct, frozen=True, omit_defaults=True):
    """How rarely a rule may act: once per journey, once per span, once after quiet (S6.2)."""

    kind: Literal["journey", "span", "quiet"]
    span: Span = NOTHING


class Day(msgspec.Struct, frozen=True, tag="day", tag_field="type", order=True):
    """A whole calendar date without a time of day."""

    on: dt.date


class Money(msgspec.Struct, frozen=True, tag="money", tag_field="type"):
    """An exact amount in one currency; never converted silently."""

    amount: Decimal
    currency: str


class Number(msgspec.Struct, frozen=True, tag="number", tag_field="type", order=True):
    """An exact number that is not whole."""

    amount: Decimal


class Percent(msgspec.Struct, frozen=True, tag="percent", tag_field="type", order=True):
    """Hundredths: ``Percent(Decimal(5))`` is 5 %."""

    amount: Decimal


Value = bool | int | str | Number | Percent | Money | Day | Span | tuple[str, ...]
"""What a fact can be; a tuple of texts is a set of tags in the order they were added."""

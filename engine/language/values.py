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
    """An instant to be worked out when its scope begins, and again when its fact changes.

    ``span`` counts from the scope's start, from the last of ``after`` (touchpoints done or
    signals seen during the visit), or to or from the date ``fact`` (a date fact, or a
    document's ``.expires``), by ``side``. A date is a whole day: ``before`` counts back from
    that day's opening, ``after`` on from its close. Without a side the moment is that day
    itself, which opens what ``starts`` and closes for everything else. ``span_fact`` is a
    duration fact that stands in the place of ``span``. While a fact is unknown the moment is
    too. ``ends_day`` moves the result to the close of its day: ``end of 2 business days``.
    ``next_day`` is the opening of the next working day. ``at_minute``, minutes after local
    midnight, puts the result at that time of its day; -1 leaves it where it is.
    """

    span: Span
    after: tuple[str, ...] = ()
    ends_day: bool = False
    fact: str = ""
    side: Literal["", "before", "after"] = ""
    span_fact: str = ""
    next_day: bool = False
    at_minute: int = -1

    @property
    def is_span(self) -> bool:
        """Whether it is nothing but a span from where its scope begins."""
        by_name = self.after or self.fact or self.span_fact
        return not by_name and not self.ends_day and not self.next_day and self.at_minute < 0


class Repeat(msgspec.Struct, frozen=True, omit_defaults=True):
    """``every 3 business days up to 3 times``; ``up_to`` 0 is without a bound."""

    every: Span
    up_to: int = 0


class Limit(msgspec.Struct, frozen=True, omit_defaults=True):
    """``2 times per 90 days``: at most so many in any stretch of that length."""

    count: int
    per: Span


class Throttle(msgspec.Struct, frozen=True, omit_defaults=True):
    """How often a rule fires: once a journey, once in ``span``, or after so much quiet (S6.2)."""

    kind: Literal["journey", "span", "quiet"]
    span: Span = NOTHING


class Pauses(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a clock stands still: while it is a party's turn, or during a hold (S3.5)."""

    waiting_for: str = ""
    hold: str = ""


class Validity(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long a document or fact holds; without a span, until the date written on it."""

    span: Span | None = None


class ClockRange(msgspec.Struct, frozen=True):
    """Times of day from ``opens`` to ``closes``, in minutes; past midnight where it is smaller."""

    opens: int
    closes: int


class Day(msgspec.Struct, frozen=True, tag="day", tag_field="type", order=True):
    """A whole calendar date without a time of day."""

    on: dt.date


class Money(msgspec.Struct, frozen=True, tag="money", tag_field="type"):
    """An exact amount in one currency; never converted silently.

    Without a currency it is nothing at all, which is as little in any (``starts_at: 0``).
    """

    amount: Decimal
    currency: str


class Number(msgspec.Struct, frozen=True, tag="number", tag_field="type", order=True):
    """An exact number that is not whole."""

    amount: Decimal


class Percent(msgspec.Struct, frozen=True, tag="percent", tag_field="type", order=True):
    """Hundredths: ``Percent(Decimal(5))`` is 5 %."""

    amount: Decimal


class Personal(msgspec.Struct, frozen=True, tag="personal", tag_field="type"):
    """The name that stands in a journal for a person's own value, kept elsewhere (S7.4).

    Nobody decides on one: a decision sees the value, or after an erasure nothing at all.
    """

    under: str


Value = bool | int | str | Number | Percent | Money | Day | Span | tuple[str, ...] | Personal
"""What a fact can be; a tuple of texts is a set of tags in the order they were added."""

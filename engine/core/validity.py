"""How long documents and facts hold: the last day, and the instant after it (S4.3, D2.7).

A span counts from when the thing came, and its last day counts whole: what is valid for a year
from 10 January is valid all that day a year later. After it the document is expired, the fact
unknown again.
"""

from __future__ import annotations

import datetime as dt

from ..language.program import Document, Fact
from ..language.values import Day, Instant, Span
from . import clock
from .calendar import FIRST_YEAR, LAST_YEAR, BusinessCalendar

_WHOLE_DAY = 1440

EXPIRES = ".expires"
"""What the date written on a document is called: ``business_licence.expires``."""


def fact_ends(fact: Fact, at: Instant, calendar: BusinessCalendar) -> Instant:
    """Return the first instant at which a fact that came at ``at`` is unknown again; 0 is never.

    Raises:
        NoSuchTime: it lies beyond the years that calendars reach.
    """
    return 0 if fact.valid is None else _after_last_day(fact.valid, at, calendar)


def document_ends(
    document: Document, at: Instant, own_date: Day | None, calendar: BusinessCalendar
) -> Instant:
    """Return the first instant at which a document is expired; 0 while that is not known.

    ``own_date`` is the date written on it, where it has one.

    Raises:
        NoSuchTime: it lies beyond the years that calendars reach.
    """
    if document.has_own_date:
        return 0 if own_date is None else end_of_day(own_date, calendar.data.zone)
    return 0 if document.valid is None else _after_last_day(document.valid, at, calendar)


def end_of_day(day: Day, zone: str) -> Instant:
    """Return the midnight that ends a day.

    Raises:
        NoSuchTime: no calendar reaches that day.
    """
    if not FIRST_YEAR <= day.on.year <= LAST_YEAR:
        raise clock.NoSuchTime(f"no calendar reaches {day.on}")
    return clock.on_date(day.on, _WHOLE_DAY, zone)


def last_day(ends: Instant, zone: str) -> Day:
    """Return the last day of what ends at an instant."""
    return Day(clock.local(ends - 1, zone).date())


def _after_last_day(span: Span, at: Instant, calendar: BusinessCalendar) -> Instant:
    last: dt.date = clock.local(calendar.add(at, span), calendar.data.zone).date()
    return clock.on_date(last, _WHOLE_DAY, calendar.data.zone)

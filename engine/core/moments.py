"""Moments: what a playbook's words for an instant come to, once what they read is known.

One grammar serves ``starts, due, at, after, timeout, ends`` (``language/moments``), and one
function here works all of it out. Nothing is counted in this room: a moment is first turned
into a :class:`Counting`, a start and a span on a calendar, and the calendar counts (S3.2).
Whoever explains a moment tells the same counting line by line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from ..language.values import NOTHING, Day, Instant, Moment, Span, Value
from .calendar import BusinessCalendar

Happened = Callable[[str], Instant | None]
"""When a touchpoint was done or a signal was seen, in the scope of the moment; None: not yet."""

Known = Callable[[str], Value | None]
"""A fact by its full name; a document's last day by ``DOCUMENT.expires``; None: unknown."""

_IN_SHIFTS = Span(0, "business_hours")


class Counting(NamedTuple):
    """A moment with everything in it known: from where to count, how far, and where it ends.

    ``origin`` names what ``start`` was taken from, empty for the scope's own beginning.
    A negative ``span`` counts back. ``may_precede``: the result may lie before ``start``, as
    a time of a date itself does.
    """

    origin: str
    start: Instant
    span: Span
    ends_day: bool = False
    next_day: bool = False
    at_minute: int = -1
    may_precede: bool = False


def instant_of(
    moment: Moment,
    calendar: BusinessCalendar,
    start: Instant,
    happened: Happened,
    known: Known,
    *,
    opens: bool = False,
) -> Instant | None:
    """Return the instant of a moment on a calendar, or None while a part of it is unknown.

    ``start`` is when its scope began. ``opens`` says which side of its day a bare date means:
    the opening for what ``starts``, the close for everything else. The result may well lie in
    the past: the caller says what then (S5.6).

    Raises:
        NoSuchTime: it leads outside the years that calendars reach.
    """
    counting = resolve(moment, calendar, start, happened, known, opens=opens)
    return None if counting is None else reach(counting, calendar)


def resolve(
    moment: Moment,
    calendar: BusinessCalendar,
    start: Instant,
    happened: Happened,
    known: Known,
    *,
    opens: bool = False,
) -> Counting | None:
    """Return what a moment counts, or None while a name, date or duration is unknown.

    Raises:
        NoSuchTime: a date lies outside the years that calendars reach.
    """
    span = length_of(moment, known)
    if span is None:
        return None
    if moment.fact:
        day = known(moment.fact)
        return _from_day(moment, calendar, day.on, span, opens) if isinstance(day, Day) else None
    origin, begin = "", start
    for name in moment.after:
        seen = happened(name)
        if seen is None:
            return None
        # The last of several decides; of two at one instant, the one written first.
        if not origin or seen > begin:
            origin, begin = name, seen
    return Counting(origin, begin, span, moment.ends_day, moment.next_day, moment.at_minute)


def length_of(moment: Moment, known: Known) -> Span | None:
    """Return how far a moment counts: its span, or the duration fact in its place."""
    if not moment.span_fact:
        return moment.span
    span = known(moment.span_fact)
    return span if isinstance(span, Span) else None


def reach(counting: Counting, calendar: BusinessCalendar) -> Instant:
    """Return the instant a counting ends at.

    A time of day is that of the result's own day. Where that would lie before what it
    follows (``after X at 16:00``, and X came at 17:00), it is the next day's.

    Raises:
        NoSuchTime: it leads outside the years that calendars reach.
    """
    start, span = counting.start, counting.span
    if counting.next_day:
        at = calendar.opening_of(calendar.next_working_day(calendar.date_of(start)))
    elif counting.ends_day:
        at = calendar.end_of(start, span)
    else:
        at = calendar.add(start, span)
    if counting.at_minute < 0:
        return at
    day = calendar.date_of(at)
    at = calendar.on_date(day, counting.at_minute)
    if at < start and not counting.may_precede:
        at = calendar.on_date(day + dt.timedelta(days=1), counting.at_minute)
    return at


def held_in(moment: Moment, known: Known) -> Span:
    """Return the span by whose unit a hold moves a moment's deadline (S3.5).

    Business units and days as wholes move by the shift time held, so that a hold at night
    moves nothing; plain units by the time on the wall.
    """
    span = length_of(moment, known) or NOTHING
    whole_days = moment.fact or moment.next_day or moment.ends_day
    return _IN_SHIFTS if whole_days and not span.count else span


def _from_day(
    moment: Moment, calendar: BusinessCalendar, day: dt.date, span: Span, opens: bool
) -> Counting:
    """Count from a whole day: back from its opening, on from its close, or the day itself."""
    name, minute = moment.fact, moment.at_minute
    if moment.side == "before":
        begin = calendar.open_after(day, span.unit)
        back = Span(-span.count, span.unit)
        return Counting(name, begin, back, at_minute=minute, may_precede=True)
    if moment.side == "after":
        return Counting(name, calendar.close_before(day, span.unit), span, at_minute=minute)
    opening = opens and not moment.ends_day
    begin = calendar.opening_of(day) if opening else calendar.end_of_date(day)
    return Counting(name, begin, NOTHING, at_minute=minute, may_precede=True)

"""Calendar arithmetic told line by line: what each day and each hour counted for (S6.4).

Values only, worded where they are shown: "Fri 26 Sep 10:00 + 3 business days: Sun 28 Sep
counts (make-up day) → Tue 30 Sep 10:00". The calendar stays the only one that counts; the
days told here are walked one by one beside it, and end where it ends.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

import msgspec

from ..language.values import Instant, Span
from .calendar import BusinessCalendar
from .moments import Counting, reach

Reason = Literal["", "make_up", "own_work", "weekend", "holiday", "own_off", "no_such_day"]
"""Why a date counts or not; empty for an ordinary working day."""

OwnDays = Collection[dt.date]
"""The organisation's own ``off`` and ``work`` dates, by which a holiday is told from its own."""

_NONE: frozenset[dt.date] = frozenset()
_DAY = dt.timedelta(days=1)


class _Step(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="step"):
    pass


class Began(_Step, frozen=True, tag="began"):
    """Where counting starts; ``name`` is the touchpoint, signal or fact, or empty."""

    at: Instant
    span: Span
    name: str = ""


class Entered(_Step, frozen=True, tag="entered"):
    """The start lay outside shifts: moved to the next opening, or back to the last closing."""

    at: Instant


class Skipped(_Step, frozen=True, tag="skipped"):
    """Dates that do not count, first to last, and why."""

    first: dt.date
    last: dt.date
    reason: Reason


class Counted(_Step, frozen=True, tag="counted"):
    """Dates that count, first to last; ``number`` is how many there are by the last."""

    first: dt.date
    last: dt.date
    number: int
    reason: Reason = ""


class Worked(_Step, frozen=True, tag="worked"):
    """A piece of shift time."""

    since: Instant
    until: Instant


class Clamped(_Step, frozen=True, tag="clamped"):
    """The same local time lay outside the day's shifts: moved into them."""

    at: Instant


class DayChosen(_Step, frozen=True, tag="day_chosen"):
    """The result moved within or to a day: its close, its opening, or a time of day."""

    at: Instant
    part: Literal["close", "opening", "time"]


class Held(_Step, frozen=True, tag="held"):
    """A hold from one instant to another added ``microseconds`` (S3.5)."""

    since: Instant
    until: Instant
    microseconds: int


class Ended(_Step, frozen=True, tag="ended"):
    """The result; provisional beyond the last year with published holidays (S3.4)."""

    at: Instant
    is_provisional: bool = False


class Measured(_Step, frozen=True, tag="measured"):
    """The shift time there is between two instants."""

    microseconds: int


Step = (
    Began | Entered | Skipped | Counted | Worked | Clamped | DayChosen | Held | Ended | Measured
)  # fmt: skip


def count_steps(
    counting: Counting, calendar: BusinessCalendar, own: OwnDays = _NONE
) -> tuple[Step, ...]:
    """Return how a moment comes to its instant: ``reach``, line by line.

    Raises:
        NoSuchTime: it leads outside the years that calendars reach.
    """
    start, span = counting.start, counting.span
    end = reach(counting, calendar)
    steps: list[Step] = [Began(start, span, counting.origin)]
    if counting.next_day:
        steps += _next_day(calendar, start, own)
    elif span.count and span.unit == "business_days":
        steps += _days(calendar, counting, own)
    elif span.count and span.unit == "business_hours":
        steps += _hours(calendar, start, calendar.add(start, span), own)
    if counting.ends_day:
        steps.append(DayChosen(calendar.end_of(start, span), "close"))
    if counting.at_minute >= 0:
        steps.append(DayChosen(end, "time"))
    return (*steps, Ended(end, calendar.is_provisional(end)))


def add_steps(
    calendar: BusinessCalendar, start: Instant, span: Span, own: OwnDays = _NONE
) -> tuple[Step, ...]:
    """Return how ``calendar.add(start, span)`` comes about."""
    return count_steps(Counting("", start, span), calendar, own)


def measure_steps(
    calendar: BusinessCalendar, start: Instant, end: Instant, own: OwnDays = _NONE
) -> tuple[Step, ...]:
    """Return how ``calendar.between(start, end)`` comes about, for ``start`` before ``end``."""
    total = calendar.between(start, end)
    return (*_hours(calendar, start, end, own), Measured(total))


def hold_steps(
    calendar: BusinessCalendar, due: Instant, holds: Iterable[tuple[Instant, Instant]], span: Span
) -> tuple[Step, ...]:
    """Return how holds move a deadline: united first, never summed (S3.5).

    ``span`` is what the deadline was counted in: business units move by the shift time held,
    plain ones by the time on the wall.
    """
    is_business = span.unit.startswith("business")
    steps: list[Step] = []
    for since, until in united(holds):
        moved = calendar.between(since, until) if is_business else until - since
        steps.append(Held(since, until, moved))
        due = calendar.add_shift_time(due, moved) if is_business else due + moved
    return (*steps, Ended(due, calendar.is_provisional(due)))


def united(holds: Iterable[tuple[Instant, Instant]]) -> list[tuple[Instant, Instant]]:
    """Return the time covered by any of the holds, as stretches that do not overlap."""
    joined: list[tuple[Instant, Instant]] = []
    for since, until in sorted(holds):
        if joined and since <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(until, joined[-1][1])
        elif since < until:
            joined.append((since, until))
    return joined


def _days(calendar: BusinessCalendar, counting: Counting, own: OwnDays) -> Iterator[Step]:
    start, count = counting.start, counting.span.count
    entered = calendar.entered(start, back=count < 0)
    if entered != start:
        yield Entered(entered)
    walked = _walk(calendar, calendar.date_of(entered), count)
    yield from _told(calendar, walked, own)
    plain = calendar.add(start, counting.span)
    if not counting.ends_day and _time(calendar, plain) != _time(calendar, entered):
        yield Clamped(plain)


def _walk(calendar: BusinessCalendar, date: dt.date, count: int) -> Iterator[dt.date]:
    """Every date gone over until ``count`` working ones are counted, the start's own left out."""
    counted, step = 0, _DAY if count > 0 else -_DAY
    while counted < abs(count):
        date += step
        counted += calendar.is_working_day(date)
        yield date


def _hours(
    calendar: BusinessCalendar, start: Instant, end: Instant, own: OwnDays
) -> Iterator[Step]:
    """The pieces of shift time on the way, in the direction of counting."""
    back = end < start
    pieces = calendar.stretches(min(start, end), max(start, end))
    reached = start
    for since, until in reversed(pieces) if back else pieces:
        near, far = (until, since) if back else (since, until)
        yield from _told(calendar, _dates_between(calendar, reached, near), own)
        if reached == start != near:
            yield Entered(near)
        yield Worked(since, until)
        reached = far


def _dates_between(
    calendar: BusinessCalendar, reached: Instant, near: Instant
) -> Iterator[dt.date]:
    """The dates gone over without work; a start on a date off is one of them."""
    first, last = calendar.date_of(reached), calendar.date_of(near)
    step = _DAY if first < last else -_DAY
    if calendar.is_working_day(first) and first != last:
        first += step
    while first != last:
        yield first
        first += step


def _next_day(calendar: BusinessCalendar, start: Instant, own: OwnDays) -> Iterator[Step]:
    date = calendar.date_of(start)
    following = calendar.next_working_day(date)
    dates = (date + _DAY * number for number in range(1, (following - date).days + 1))
    yield from _told(calendar, dates, own)
    yield DayChosen(calendar.opening_of(following), "opening")


def _told(calendar: BusinessCalendar, dates: Iterable[dt.date], own: OwnDays) -> Iterator[Step]:
    """Tell dates one after the other; neighbours of one kind stand on one line."""
    counted = 0
    reasons = _with_weekends([(date, _reason(calendar, date, own)) for date in dates])
    for reason, run in itertools.groupby(reasons, key=lambda each: each[1]):
        days = sorted(date for date, _ in run)
        if reason in _WORKED:
            counted += len(days)
            yield Counted(days[0], days[-1], counted, reason)
        else:
            yield Skipped(days[0], days[-1], reason)


def _with_weekends(days: list[tuple[dt.date, Reason]]) -> Iterator[tuple[dt.date, Reason]]:
    """A weekend between two holidays is part of them: nobody names it on its own."""
    for is_worked, group in itertools.groupby(days, key=lambda each: each[1] in _WORKED):
        run = list(group)
        holidays = [number for number, each in enumerate(run) if each[1] == "holiday"]
        for number, (date, reason) in enumerate(run):
            within = not is_worked and holidays and holidays[0] < number < holidays[-1]
            yield date, "holiday" if within and reason == "weekend" else reason


def _reason(calendar: BusinessCalendar, date: dt.date, own: OwnDays) -> Reason:
    ordinal, data = date.toordinal(), calendar.data
    if calendar.is_working_day(date):
        if ordinal not in data.work:
            return ""
        return "own_work" if date in own else "make_up"
    if ordinal in data.off:
        return "own_off" if date in own else "holiday"
    is_weekday = bool(data.weekly[date.weekday()])
    return "no_such_day" if is_weekday else "weekend"


def _time(calendar: BusinessCalendar, at: Instant) -> int:
    """Local time after the midnight of the date an instant belongs to."""
    return at - calendar.on_date(calendar.date_of(at), 0)


_WORKED = frozenset({"", "make_up", "own_work"})

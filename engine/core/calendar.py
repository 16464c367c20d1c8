"""Business time: what a span of a playbook means on a working calendar (S3.2-S3.8).

Three ideas carry the room:

* *Shift time* is measured along the union of all shifts, so that a 24-hour calendar or
  overlapping night shifts never count a moment twice. Prefix sums over that union make
  adding and measuring two binary searches.
* *Counting days* goes by the date that owns a shift: Monday's night shift belongs to
  Monday, also at two on Tuesday morning. The closing instant still belongs to its date.
* A deadline is the **earliest** instant at which its target is reached; counted
  backwards, the latest (S3.8).

The table of shifts covers two years at first and is widened on demand: a cache of pure
results, so equal calendars give equal answers whatever was asked before.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right

from ..language.calendars import Calendar
from ..language.values import MICROSECONDS_PER_HOUR, MICROSECONDS_PER_MINUTE, Instant, Span, Unit
from ..language.zones import zone_rules
from . import clock
from .shifts import DAYS_A_WEEK, NO_TABLE, ShiftTable, build_table

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years business time reaches; an instant or a result outside raises ValueError."""

_DAY = clock.MICROSECONDS_PER_DAY
_EPOCH = clock.EPOCH_ORDINAL
_DAY_MINUTES = 1440


class BusinessCalendar:
    """Calendar arithmetic on one expanded calendar.

    Instants are microseconds UTC. Methods raise ValueError for anything that lies or
    leads outside the years 1900 to 2199. Safe to share between threads.
    """

    def __init__(self, data: Calendar) -> None:
        """Raises ValueError for a calendar that means nothing.

        That is an unknown zone, no weekly shift at all, a malformed shift, make-up days
        without shifts, or a date both off and work: the compiler decides (S3.3).
        """
        _check(data)
        self.data = data
        self._table = NO_TABLE
        known, first = data.known_until, dt.date(min(data.known_until, LAST_YEAR) + 1, 1, 1)
        self.unknown_from = clock.on_date(first, 0, data.zone) if known <= LAST_YEAR else _NEVER

    def add(self, start: Instant, span: Span) -> Instant:
        """The earliest instant at which ``span`` has passed since ``start`` (S3.2, S3.8).

        Zero of any unit is ``start`` itself; a negative count counts back.
        """
        count, unit = span.count, span.unit
        if unit == "business_days" and count:
            return self._step_days(start, count)  # the unit of nearly every deadline
        return self._step(start, count, unit)

    def subtract(self, start: Instant, span: Span) -> Instant:
        """The latest instant that lies ``span`` before ``start``: ``add`` in a mirror.

        A start outside shifts counts back from the last closing (S3.2).
        """
        return self._step(start, -span.count, span.unit)

    def between(self, start: Instant, end: Instant) -> int:
        """Shift time from ``start`` to ``end``, microseconds; negative if ``end`` is earlier.

        A difference of instants: round the clock, a DST day has 23 or 25 hours (S3.7).
        """
        table = self._table
        if not (table.low <= start < table.high and table.low <= end < table.high):
            table = self._reach(start, end)
        return table.elapsed(end) - table.elapsed(start)

    def add_shift_time(self, start: Instant, microseconds: int) -> Instant:
        """The instant at which that much shift time has passed since ``start`` (S3.8).

        Reaching the target exactly at a closing gives the closing, never the next
        opening; counted back (negative), an opening rather than the closing before it.
        """
        if not microseconds:
            return start
        table = self._table
        if not table.low <= start < table.high:
            table = self._reach(start)
        while (found := table.moved(start, microseconds)) is None:
            table = self._widen(table, later=microseconds > 0)
        return found

    def next_opening(self, at: Instant) -> Instant:
        """``at`` itself while open, else the next instant at which a shift opens."""
        table = self._reach(at)
        block = bisect_right(table.opens, at) - 1
        return at if at < table.closes[block] else table.opens[block + 1]

    def is_open(self, at: Instant) -> bool:
        """Whether a shift is running; half-open, so closed at the closing instant (S3.3)."""
        table = self._reach(at)
        return at < table.closes[bisect_right(table.opens, at) - 1]

    def entered(self, start: Instant, *, back: bool = False) -> Instant:
        """``start`` moved into shifts, where counting days begins (S3.2).

        Outside them: on to the next opening, or back to the last closing.
        """
        return self._reach(start).anchor(start, back)[1]

    def stretches(self, start: Instant, end: Instant) -> list[tuple[Instant, Instant]]:
        """The shift time between two instants, piece by piece; ``between`` is its sum."""
        self._reach(start, end)
        table = self._table
        first = max(bisect_right(table.opens, start) - 1, 0)
        blocks = zip(
            table.opens[first : bisect_right(table.opens, end)], table.closes[first:], strict=False
        )
        cut = ((max(opening, start), min(closing, end)) for opening, closing in blocks)
        return [(since, until) for since, until in cut if since < until]

    def is_working_day(self, date: dt.date) -> bool:
        """Whether any shift opens on that date (a date a zone skipped has none, S3.7)."""
        table, day = self._working_day(date)
        return table.days[day] == date.toordinal()

    def next_working_day(self, date: dt.date) -> dt.date:
        """The first working date after ``date``: the one of ``next business day at …``."""
        table, day = self._working_day(date + dt.timedelta(days=1))
        return dt.date.fromordinal(table.days[day])

    def opening_of(self, date: dt.date) -> Instant:
        """The first opening of a working date; of a date off, the next working date's.

        Counting business days *before* a date starts here: two before a Saturday is
        Thursday, since Friday is one.
        """
        table, day = self._working_day(date)
        return table.shift_opens[table.first_shift[day]]

    def closing_of(self, date: dt.date) -> Instant:
        """The last closing of a working date; of a date off, the working date before's.

        Counting business days *after* a date starts here: two after a Saturday is
        Tuesday, since Monday is one. For *the end of* a date ask ``end_of_date``.
        """
        table, day = self._working_day(date)
        return table.closing(day if table.days[day] == date.toordinal() else day - 1)

    def end_of_date(self, date: dt.date) -> Instant:
        """``end of DATE``: its last closing; of a date off, the next working date's.

        A promise for a Saturday is not late on Friday (Civil Code of China art. 203,
        German BGB § 193).
        """
        table, day = self._working_day(date)
        return table.closing(day)

    def after_date(self, date: dt.date, span: Span) -> Instant:
        """``SPAN after DATE``: a date is a whole day, so counted from its close.

        Business units count from ``closing_of``; plain units on a date off from the
        midnight that ends it, so that one day after a Saturday is never a Saturday.
        """
        return self.add(self.close_before(date, span.unit), span)

    def before_date(self, date: dt.date, span: Span) -> Instant:
        """``SPAN before DATE``: back from its opening; dates off as in ``after_date``."""
        return self.subtract(self.open_after(date, span.unit), span)

    def close_before(self, date: dt.date, unit: Unit) -> Instant:
        """The instant from which ``after_date`` counts a unit."""
        if unit in _BUSINESS or self.is_working_day(date):
            return self.closing_of(date)
        return clock.on_date(date, _DAY_MINUTES, self.data.zone)

    def open_after(self, date: dt.date, unit: Unit) -> Instant:
        """The instant from which ``before_date`` counts a unit back."""
        if unit in _BUSINESS or self.is_working_day(date):
            return self.opening_of(date)
        return clock.on_date(date, 0, self.data.zone)

    def date_of(self, at: Instant) -> dt.date:
        """The date an instant belongs to: the owner's of a running shift, else the local one.

        Two in the morning of a night shift is still the evening before; so is its closing.
        """
        table = self._reach(at)
        shift = bisect_right(table.shift_opens, at) - 1
        if at <= table.last_closes[shift]:
            return dt.date.fromordinal(table.days[table.shift_day[shift]])
        return clock.local(at, self.data.zone).date()

    def on_date(self, date: dt.date, minute: int) -> Instant:
        """The instant of a time of day, in minutes after the date's midnight (S3.7)."""
        return clock.on_date(date, minute, self.data.zone)

    def end_of(self, start: Instant, span: Span) -> Instant:
        """``end of N business days``: the close of the date N working days later (S3.2).

        Zero is the close of the running working day. ValueError for any other unit.
        """
        if span.unit != "business_days":
            raise clock.NoSuchTime(
                f"the end of a span in {span.unit.replace('_', ' ')} is no moment"
            )
        table, day, _ = self._counted(start, span.count)
        return table.closing(day)

    def is_provisional(self, at: Instant) -> bool:
        """Whether official holidays were not yet published for the local year (S3.4)."""
        return at >= self.unknown_from

    def _step(self, start: Instant, count: int, unit: Unit) -> Instant:
        if not count:
            return start
        if unit == "business_hours":
            return self.add_shift_time(start, count * MICROSECONDS_PER_HOUR)
        if unit == "business_days":
            return self._step_days(start, count)
        if unit in _EXACT:
            end = start + count * _EXACT[unit]
            if not _FIRST_INSTANT <= end < _LAST_INSTANT:
                raise clock.NoSuchTime(_BEYOND)
            return end
        return self._step_dates(start, count, unit)

    def _step_dates(self, start: Instant, count: int, unit: Unit) -> Instant:
        """A date step keeps the local time and ignores shifts (S3.2, S3.7)."""
        table = self._reach(start)
        date, time = divmod(table.walls.wall(start), _DAY)
        if unit == "months":
            target = clock.months_later(date + _EPOCH, count)
        else:
            target = date + _EPOCH + count * (DAYS_A_WEEK if unit == "weeks" else 1)
        if not _FIRST_ORDINAL <= target <= _LAST_ORDINAL:
            raise clock.NoSuchTime(_BEYOND)
        return table.walls.instant(target, time)

    def _step_days(self, start: Instant, count: int) -> Instant:
        table = self._table
        if table.walls.is_steady and table.low <= start < table.high:
            # The same offset all the years: the dates between are as many whole days. This is
            # the hot path, so nothing is called twice and nothing is called that need not be.
            shift, at = table.anchor(start, count < 0)
            owner = table.shift_day[shift]
            day = owner + count
            if 0 <= day < len(table.days):
                at += (table.days[day] - table.days[owner]) * _DAY
                return table.clamped(day, at, count < 0)
        table, day, time = self._counted(start, count)
        at = table.walls.instant(table.days[day], time)
        return table.clamped(day, at, count < 0)

    def _counted(self, start: Instant, count: int) -> tuple[ShiftTable, int, int]:
        """The working day ``count`` from the start's own, and the local time to keep."""
        table = self._table
        if not table.low <= start < table.high:  # the call is dear, this is the hot path
            table = self._reach(start)
        while True:
            shift, at = table.anchor(start, count < 0)
            owner = table.shift_day[shift]
            if 0 <= owner + count < len(table.days):
                # After the owner's midnight: above 24 hours late in a night shift.
                time = table.walls.wall(at) - (table.days[owner] - _EPOCH) * _DAY
                return table, owner + count, time
            table = self._widen(table, later=count > 0)

    def _working_day(self, date: dt.date) -> tuple[ShiftTable, int]:
        """The first working day not before ``date``; the one before it is there as well."""
        table = self._reach((date.toordinal() - _EPOCH) * _DAY)
        while not 0 < (day := bisect_left(table.days, date.toordinal())) < len(table.days):
            table = self._widen(table, later=day > 0)
        return table, day

    def _reach(self, *instants: Instant) -> ShiftTable:
        """A table that covers all the instants."""
        table = self._table
        for at in instants:
            if not _FIRST_INSTANT <= at < _LAST_INSTANT:
                raise clock.NoSuchTime(_BEYOND)
            while not table.low <= at < table.high:
                year = clock.local(at, self.data.zone).year
                if table is NO_TABLE:
                    table = self._build(year, year + 1)
                else:
                    table = self._widen(table, later=at >= table.high, year=year)
        return table

    def _widen(self, table: ShiftTable, *, later: bool, year: int | None = None) -> ShiftTable:
        """Doubles the years at least, so that walking away from them stays cheap."""
        first, last = table.years
        if (last if later else first) == (LAST_YEAR if later else FIRST_YEAR):
            raise clock.NoSuchTime(_BEYOND)
        size = last - first + 1
        if later:
            return self._build(first, max(last + size, year or last))
        return self._build(min(first - size, year or first), last)

    def _build(self, first: int, last: int) -> ShiftTable:
        # One assignment of a finished, immutable value: threads may build the same table
        # twice, but never see half of one.
        self._table = build_table(self.data, max(first, FIRST_YEAR), min(last, LAST_YEAR))
        return self._table


_BEYOND = f"business time reaches from {FIRST_YEAR} to {LAST_YEAR} only"
_BUSINESS: frozenset[Unit] = frozenset({"business_hours", "business_days"})
_EXACT: dict[Unit, int] = {"minutes": MICROSECONDS_PER_MINUTE, "hours": MICROSECONDS_PER_HOUR}
_FIRST_ORDINAL = dt.date(FIRST_YEAR, 1, 1).toordinal()
_LAST_ORDINAL = dt.date(LAST_YEAR, 12, 31).toordinal()
_NEVER = (_LAST_ORDINAL + 2 - _EPOCH) * _DAY
# One day inside, since a zone's local year begins before or after the UTC year.
_FIRST_INSTANT = (_FIRST_ORDINAL + 1 - _EPOCH) * _DAY
_LAST_INSTANT = (_LAST_ORDINAL - 1 - _EPOCH) * _DAY


def _check(data: Calendar) -> None:
    zone_rules(data.zone)
    if len(data.weekly) != DAYS_A_WEEK or not any(data.weekly):
        raise ValueError(f'calendar "{data.id}" needs seven weekdays and a shift on one')
    for opening, closing in (*data.makeup, *(shift for day in data.weekly for shift in day)):
        if not 0 <= opening < min(closing, _DAY_MINUTES) or closing > 2 * _DAY_MINUTES:
            raise ValueError(f'calendar "{data.id}" has the impossible shift {opening}-{closing}')
    if data.work and not data.makeup:
        raise ValueError(f'calendar "{data.id}" has make-up days but no shifts for them')
    if both := set(data.off).intersection(data.work):
        date = dt.date.fromordinal(min(both))
        raise ValueError(f'calendar "{data.id}" has {date} both off and at work')

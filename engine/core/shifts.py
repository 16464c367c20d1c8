"""Shifts as tables: every opening and closing of some years, with their prefix sums (S3.3).

Built once per stretch of years; each question about them is a binary search.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from itertools import accumulate, chain

import msgspec

from ..language.calendars import Calendar, Shift
from ..language.values import MICROSECONDS_PER_MINUTE, Instant
from . import clock

DAYS_A_WEEK = 7

_DAY = clock.MICROSECONDS_PER_DAY
# A table needs a shift before its first instant and after its last, across any holiday.
_MARGIN_DAYS = 15

_Shifts = list[tuple[Instant, Instant]]


class ShiftTable(msgspec.Struct, frozen=True, gc=False):
    """All shifts of some years: merged for shift time, one by one for counting days.

    For ``low <= t < high`` the last closing before and the next opening after are known.
    """

    years: tuple[int, int]
    low: Instant
    high: Instant
    opens: list[Instant]  # the union of all shifts, ascending, disjoint
    closes: list[Instant]
    sums: list[int]  # shift time before each opening
    shift_opens: list[Instant]  # every shift, by opening
    shift_closes: list[Instant]
    last_closes: list[Instant]  # the latest closing up to each shift
    shift_day: list[int]  # index of the owning date in `days`
    days: list[int]  # ordinals of the working dates
    first_shift: list[int]  # of each working day, and one past the end
    walls: clock.WallClock

    def elapsed(self, at: Instant) -> int:
        """Shift time from the table's first opening to ``at``."""
        block = bisect_right(self.opens, at) - 1
        close = self.closes[block]
        return self.sums[block] + (at if at < close else close) - self.opens[block]

    def moved(self, start: Instant, microseconds: int) -> Instant | None:
        """``start`` moved by shift time, or None when that leaves the table."""
        sums = self.sums
        target = self.elapsed(start) + microseconds
        if microseconds > 0:
            # The block whose end reaches the target first, so a closing stays a closing.
            block = bisect_left(sums, target) - 1
            at = self.opens[block] + target - sums[block]
            return at if at <= self.high else None
        if target < 0:
            return None
        block = bisect_right(sums, target) - 1
        at = self.opens[block] + target - sums[block]
        return at if at >= self.low else None

    def anchor(self, start: Instant, back: bool) -> tuple[int, Instant]:
        """The shift day counting starts in, and the instant moved into it (S3.2)."""
        shift = bisect_right(self.shift_opens, start) - 1
        if start > self.last_closes[shift]:
            if not back:
                return shift + 1, self.shift_opens[shift + 1]
            start = self.last_closes[shift]
        # Where shifts overlap, the one that opened last: then a due time never lies behind
        # its start, even when a long shift outlasts a short one of the next date.
        return shift, start

    def clamped(self, day: int, at: Instant, back: bool) -> Instant:
        """``at`` moved into the day's shifts; out of a gap in the direction of counting."""
        first, end = self.first_shift[day], self.first_shift[day + 1]
        shift = bisect_right(self.shift_opens, at, first, end) - 1
        if shift < first:
            return self.shift_opens[first]
        close = self.shift_closes[shift]
        if at <= close:
            return at
        return close if back or shift + 1 == end else self.shift_opens[shift + 1]

    def closing(self, day: int) -> Instant:
        """The last closing of a working day."""
        return self.shift_closes[self.first_shift[day + 1] - 1]


NO_TABLE = ShiftTable((0, 0), 0, 0, [], [], [], [], [], [], [], [], [], clock.NO_WALLS)
"""The table that covers nothing: where a calendar begins."""


def build_table(data: Calendar, first: int, last: int) -> ShiftTable:
    """Return the shifts of the years from ``first`` to ``last``."""
    begin, end = dt.date(first, 1, 1).toordinal(), dt.date(last + 1, 1, 1).toordinal()
    walls = clock.WallClock.build(data.zone, begin - _MARGIN_DAYS, end + _MARGIN_DAYS)
    days, found = _working_days(data, range(begin - _MARGIN_DAYS, end + _MARGIN_DAYS), walls)
    shifts = list(chain.from_iterable(found))
    blocks = _united(shifts)
    low = max(walls.instant(begin, 0), blocks[0][0]) if blocks else 0
    high = min(walls.instant(end, 0), blocks[-1][1]) if blocks else 0
    sums = list(accumulate((closing - opening for opening, closing in blocks[:-1]), initial=0))
    closings = [closing for _, closing in shifts]
    owners = [day for day, each in enumerate(found) for _ in each]
    starts = list(accumulate(map(len, found), initial=0))
    return ShiftTable(
        (first, last), low, high, [a for a, _ in blocks], [b for _, b in blocks], sums,
        [a for a, _ in shifts], closings, list(accumulate(closings, max)), owners, days,
        starts, walls,
    )  # fmt: skip


def _working_days(
    data: Calendar, ordinals: range, walls: clock.WallClock
) -> tuple[list[int], list[_Shifts]]:
    """The dates that open a shift, and each date's shifts."""
    off, work = frozenset(data.off), frozenset(data.work)
    days, found = [], []
    for ordinal in ordinals:
        # Ordinal 1 was a Monday.
        pattern = data.makeup if ordinal in work else data.weekly[(ordinal - 1) % DAYS_A_WEEK]
        if pattern and ordinal not in off and (shifts := _shifts_on(ordinal, pattern, walls)):
            days.append(ordinal)
            found.append(shifts)
    return days, found


def _shifts_on(ordinal: int, pattern: tuple[Shift, ...], walls: clock.WallClock) -> _Shifts:
    """The shifts a date opens; none on a date the zone skipped (Apia, 2011-12-30)."""
    if walls.instant(ordinal, 0) == walls.instant(ordinal, _DAY):
        return []
    times = [[minutes * MICROSECONDS_PER_MINUTE for minutes in shift] for shift in sorted(pattern)]
    return _united([(walls.instant(ordinal, a), walls.instant(ordinal, b)) for a, b in times])


def _united(shifts: _Shifts) -> _Shifts:
    """Joins shifts that overlap or touch; drops those a clock change swallowed."""
    united: _Shifts = []
    for opening, closing in shifts:
        if united and opening <= united[-1][1]:
            united[-1] = united[-1][0], max(closing, united[-1][1])
        elif opening < closing:
            united.append((opening, closing))
    return united

"""Instants and local times: the only place that knows zone rules (S3.1, S3.7).

Nothing here asks the machine what time it is (S1.3). Zone rules are read from the
pinned package ``tzdata``, never from the operating system's copy: two machines with
different system updates must decide alike (S1.4), and a program's hash names the
version (S3.4).
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from bisect import bisect_right
from zoneinfo import ZoneInfo

import msgspec

from ..language.values import MICROSECONDS_PER_MINUTE, MICROSECONDS_PER_SECOND, Instant
from ..language.zones import zone_rules

MICROSECONDS_PER_DAY = 24 * 60 * MICROSECONDS_PER_MINUTE
EPOCH_ORDINAL = dt.date(1970, 1, 1).toordinal()

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LOCAL_EPOCH = _EPOCH.replace(tzinfo=None)
_MICROSECOND = dt.timedelta(microseconds=1)
_LOCAL_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?")


class NoSuchTime(ValueError):  # noqa: N818  # becomes an incident, like LoopFound
    """A time that no calendar reaches, or that means nothing; a decision makes it an incident."""


def local(at: Instant, zone: str) -> dt.datetime:
    """The wall-clock time of an instant, aware, with the offset of that moment (S3.7)."""
    return (_EPOCH + dt.timedelta(microseconds=at)).astimezone(zone_rules(zone))


def instant(moment: dt.datetime) -> Instant:
    """The instant of an aware datetime, in microseconds UTC (S3.7).

    An ambiguous local time means its first occurrence unless ``fold`` says the second,
    so ``instant(local(at, zone)) == at`` always; a skipped one means the end of the gap.
    Raises ValueError for a naive datetime: there is no default zone (S3.1).
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"a moment without a zone has no instant: {moment.isoformat(' ')}")
    first, second = ((moment.replace(fold=fold) - _EPOCH) // _MICROSECOND for fold in (0, 1))
    if first > second:
        # Skipped: the first reading uses the offset before the change and lands after it,
        # the second the reverse. The change between them is the end of the gap.
        return _change_between(second, first, moment.tzinfo)
    return second if moment.fold else first


def parse_local(text: str, zone: str) -> Instant:
    """The instant of ``YYYY-MM-DD HH:MM`` or ``YYYY-MM-DD HH:MM:SS`` local time (S3.7).

    Raises ValueError for any other spelling, an impossible date or an unknown zone.
    """
    if not _LOCAL_TEXT.fullmatch(text):
        raise ValueError(f'not a local time (YYYY-MM-DD HH:MM): "{text}"')
    return instant(dt.datetime.fromisoformat(text).replace(tzinfo=zone_rules(zone)))


def on_date(date: dt.date, minutes: int, zone: str) -> Instant:
    """The instant of a date's wall time, in minutes after its midnight (S3.7).

    1440 and more lie on the following dates, as a shift's closing does.
    """
    days = date.toordinal() - EPOCH_ORDINAL
    return _from_wall(days * MICROSECONDS_PER_DAY + minutes * MICROSECONDS_PER_MINUTE, zone)


def months_later(ordinal: int, count: int) -> int:
    """The same day of a later month, or that month's last day: 31 Jan + 1 month = 28 Feb.

    Takes and gives proleptic Gregorian ordinals (S3.2); a result past the year 9998, or
    before the year 1, raises ValueError.
    """
    date = dt.date.fromordinal(ordinal)
    year, month = divmod(date.year * 12 + date.month - 1 + count, 12)
    if not 1 <= year < dt.MAXYEAR:
        raise NoSuchTime(f"year {year} is out of range")
    following = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = following - dt.timedelta(days=1)
    return last.replace(day=min(date.day, last.day)).toordinal()


class WallClock(msgspec.Struct, frozen=True, gc=False):
    """A zone's offsets for a range of dates, tabled: several times quicker than the zone.

    Outside the range ``instant`` asks the zone, with equal answers; ``wall`` is for
    instants of the range only.
    """

    zone: str
    changes: list[Instant]  # where the offset changes, from the range's begin on
    offsets: list[int]  # local minus UTC from each change on, in microseconds
    first_ordinal: int
    steady: list[int | None]  # a date's offset, None where it changes or time is skipped
    is_steady: bool = False  # one offset for the whole range

    @classmethod
    def build(cls, zone: str, first_ordinal: int, end_ordinal: int) -> WallClock:
        """Tables for the dates from ``first_ordinal`` up to, not including, the end."""
        rules, day = zone_rules(zone), MICROSECONDS_PER_DAY
        first, end = ((each - EPOCH_ORDINAL) * day for each in (first_ordinal, end_ordinal))
        midnights = [_wall_offset(wall, rules) for wall in range(first, end + day, day)]
        # The same offset at both ends: no change in between, and one reading only.
        steady = [a if a == b else None for a, b in itertools.pairwise(midnights)]
        changes, offsets = [first - day], midnights[:1]
        for date, (before, after) in enumerate(itertools.pairwise(midnights)):
            if before != after:
                # A day earlier, since a midnight may itself be skipped. No zone has ever
                # changed twice within two days, so only one change lies in between.
                wall = first + date * day
                changes.append(_change_between(wall - before - day, wall + day - after, rules))
                offsets.append(after)
        return cls(zone, changes, offsets, first_ordinal, steady, len(offsets) == 1)

    def wall(self, at: Instant) -> int:
        """Local time in microseconds since 1970-01-01 00:00 local."""
        return at + self.offsets[bisect_right(self.changes, at) - 1]

    def instant(self, ordinal: int, time: int) -> Instant:
        """The instant of a local time, in microseconds after a date's midnight (S3.7)."""
        wall = (ordinal - EPOCH_ORDINAL) * MICROSECONDS_PER_DAY + time
        date = wall // MICROSECONDS_PER_DAY + EPOCH_ORDINAL - self.first_ordinal
        if 0 <= date < len(self.steady) and (offset := self.steady[date]) is not None:
            return wall - offset
        return _from_wall(wall, self.zone)


NO_WALLS = WallClock("UTC", [], [], 0, [])
"""A clock that knows no dates: where a table begins."""


def _from_wall(wall: int, zone: str) -> Instant:
    """The instant of a wall time, in microseconds since 1970-01-01 00:00 local."""
    naive = _LOCAL_EPOCH + dt.timedelta(microseconds=wall)
    return instant(naive.replace(tzinfo=zone_rules(zone)))


def _wall_offset(wall: int, rules: ZoneInfo) -> int:
    """The offset at a wall time; the earlier one where two apply or none does."""
    return _in_microseconds(rules.utcoffset(_LOCAL_EPOCH + dt.timedelta(microseconds=wall)))


def _change_between(low: Instant, high: Instant, rules: dt.tzinfo) -> Instant:
    """The first instant in (low, high] with the offset of ``high``; zones change on seconds."""
    target = _offset(high, rules)
    below, reached = low // MICROSECONDS_PER_SECOND, -(-high // MICROSECONDS_PER_SECOND)
    while reached - below > 1:
        middle = (below + reached) // 2
        if _offset(middle * MICROSECONDS_PER_SECOND, rules) == target:
            reached = middle
        else:
            below = middle
    return reached * MICROSECONDS_PER_SECOND


def _offset(at: Instant, rules: dt.tzinfo) -> int:
    moment = (_EPOCH + dt.timedelta(microseconds=at)).astimezone(rules)
    return _in_microseconds(moment.utcoffset())


def _in_microseconds(offset: dt.timedelta | None) -> int:
    if offset is None:
        raise ValueError("a zone without an offset")
    return offset // _MICROSECOND

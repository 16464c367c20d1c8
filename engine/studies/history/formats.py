"""Formats of dates and times: a text such as ``D/M/YYYY HH:mm`` → a quick reader of cells.

Nothing is guessed: a format says where day and month stand, and every sign that is no token
must stand in the cell as it stands in the format.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ...core.clock import EPOCH_ORDINAL, MICROSECONDS_PER_DAY
from ...language.values import (
    MICROSECONDS_PER_HOUR,
    MICROSECONDS_PER_MINUTE,
    MICROSECONDS_PER_SECOND,
)

NO_TIME = -1
"""The time of day of a cell that holds only a date."""


class Stamp(NamedTuple):
    """What a cell says: a date, a time of that day, and how far local time is ahead of UTC.

    ``ordinal`` counts as ``datetime.date.toordinal``; ``time`` and ``offset`` are microseconds,
    ``time`` since the wall's midnight or :data:`NO_TIME`. Without an offset (None) the moment is
    local to the column's zone.
    """

    ordinal: int
    time: int = NO_TIME
    offset: int | None = None


Reader = Callable[[str], Stamp | None]
"""Reads a cell; None where it is not written like that, or is no date there ever was."""


class BadFormat(ValueError):  # noqa: N818 - a state of the text, told with its place
    """A format that cannot be read: ``reason`` is a suffix of the catalogue's ``bad-format``.

    ``part`` is what of the format is meant, ``near`` what it probably should be.
    """

    def __init__(self, reason: str, part: str = "", near: str = "") -> None:
        """Keep all three."""
        super().__init__(f"{reason}: {part}")
        self.reason, self.part, self.near = reason, part, near


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is understood: as written, whether it tells a time of day, its reader."""

    text: str
    has_time: bool
    read: Reader


NAMED = ("iso", "unix seconds", "unix milliseconds", "excel")
"""Formats that have a name."""

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

_HOUR = "(?:[01][0-9]|2[0-3])"  # 24:00 is read by some versions of Python only
_AHEAD = f"[+-]{_HOUR}(?::?[0-5][0-9])?"
_TOKENS: dict[str, tuple[str, str]] = {
    "YYYY": ("year", r"(?P<year>[0-9]{4})"),
    "YY": ("year", r"(?P<year>[0-9]{2})"),
    "MMMM": ("month", r"(?P<name>[A-Za-z]{3,9})"),
    "MMM": ("month", r"(?P<name>[A-Za-z]{3})"),
    "MM": ("month", r"(?P<month>[0-9]{2})"),
    "M": ("month", r"(?P<month>[0-9]{1,2})"),
    "DD": ("day", r"(?P<day>[0-9]{2})"),
    "D": ("day", r"(?P<day>[0-9]{1,2})"),
    "HH": ("hour", r"(?P<hour>[0-9]{2})"),
    "H": ("hour", r"(?P<hour>[0-9]{1,2})"),
    "hh": ("hour", r"(?P<half>[0-9]{2})"),
    "h": ("hour", r"(?P<half>[0-9]{1,2})"),
    "mm": ("minute", r"(?P<minute>[0-9]{2})"),
    "m": ("minute", r"(?P<minute>[0-9]{1,2})"),
    "ss": ("second", r"(?P<second>[0-9]{2})"),
    "s": ("second", r"(?P<second>[0-9]{1,2})"),
    "SSSSSS": ("fraction", r"(?P<fraction>[0-9]{6})"),
    "SSS": ("fraction", r"(?P<fraction>[0-9]{3})"),
    "A": ("noon", r"(?P<noon>[AaPp][Mm]|上午|下午)"),
    "Z": ("offset", rf"(?P<offset>[Zz]|{_AHEAD})"),
}
"""Each token: the part of a moment it tells, and what it reads."""

TOKENS = tuple(_TOKENS)
"""Every token, for what is allowed."""

_PIECE = re.compile(
    r"\[(?P<quoted>[^\]]*)\]|(?P<run>(?P<letter>[A-Za-z])(?P=letter)*)|(?P<sign>.)", re.DOTALL
)
_OFTEN_MEANT = {
    "yyyy": "YYYY", "yy": "YY", "dd": "DD", "d": "D", "a": "A", "z": "Z", "SS": "SSS",
    "fff": "SSS", "ffffff": "SSSSSS", "AM": "A", "PM": "A", "aa": "A", "ZZ": "Z", "zz": "Z",
}  # fmt: skip
_LOOSE = frozenset({"M", "D", "H", "h", "m", "s"})
_NAMES = frozenset({"MMM", "MMMM"})
_NEEDS = {
    "minute": "hour",
    "second": "minute",
    "fraction": "second",
    "noon": "hour",
    "offset": "hour",
}
"""What makes no sense without what."""
_SIXTY, _HOURS, _HALF = 60, 24, 12
_DATE_ALONE = len("2015-03-02")
_CENTURY = 69
"""Two digits below it are of this century: 68 is 2068, 69 is 1969."""


@functools.cache
def read_format(text: str) -> Format:
    """Return a format that is understood, with its reader.

    Raises:
        BadFormat: it is none.
    """
    if text in _NAMED:
        return Format(text, has_time=True, read=_NAMED[text])
    pieces = list(_pieces(text))
    tokens = [each for each, is_token in pieces if is_token]
    _check(text, pieces, tokens)
    pattern = "".join(
        _TOKENS[each][1] if is_token else re.escape(each) for each, is_token in pieces
    )
    parts = {_TOKENS[each][0] for each in tokens}
    return Format(text, "hour" in parts, _reader(re.compile(pattern), tokens, parts))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a format in order: each with whether it is a token."""
    for match in _PIECE.finditer(text):
        run = match["run"]
        if match["quoted"] is not None:
            yield match["quoted"], False
        elif run is None:
            if match["sign"] == "[":
                raise BadFormat("bracket", "[")
            yield match["sign"], False
        elif run in _TOKENS:
            yield run, True
        elif run == "T":  # between date and time, as ISO 8601 has it
            yield run, False
        else:
            raise BadFormat("token", run, _OFTEN_MEANT.get(run, ""))


def _check(text: str, pieces: list[tuple[str, bool]], tokens: list[str]) -> None:
    """Refuse what tells no whole date, tells something twice, or could be read in two ways."""
    if not tokens:
        raise BadFormat("nothing", text)
    seen: dict[str, str] = {}
    for token in tokens:
        part = _TOKENS[token][0]
        if part in seen:
            raise BadFormat("twice", token, seen[part])
        seen[part] = token
    for part, example in (("year", "YYYY"), ("month", "MM"), ("day", "DD")):
        if part not in seen:
            raise BadFormat("day", example)
    for part, other in _NEEDS.items():
        if part in seen and other not in seen:
            raise BadFormat(
                "needs", seen[part], {"hour": "HH", "minute": "mm", "second": "ss"}[other]
            )
    if seen.get("hour", "H")[0] == "h" and "noon" not in seen:
        raise BadFormat("half", seen["hour"], seen["hour"].upper())
    if seen.get("hour", "h")[0] == "H" and "noon" in seen:
        raise BadFormat("whole", seen["hour"], seen["hour"].lower())
    for (token, is_token), (after, is_after) in itertools.pairwise(pieces):
        if is_token and is_after and token in _LOOSE and after not in _NAMES | {"A", "Z"}:
            raise BadFormat("beside", f"{token}{after}", token * 2)


def _reader(pattern: re.Pattern[str], tokens: list[str], parts: set[str]) -> Reader:
    """Return the reader of a format; one of dates alone does no more than it must."""
    day = _day_reader(tokens)
    match = pattern.fullmatch
    if "hour" not in parts:

        def read_date(text: str) -> Stamp | None:
            found = match(text)
            ordinal = day(found) if found else 0
            return Stamp(ordinal) if ordinal else None

        return read_date
    clock, offset = _clock_reader(tokens, parts), "offset" in parts

    def read_time(text: str) -> Stamp | None:
        found = match(text)
        if not found:
            return None
        ordinal, time = day(found), clock(found)
        if not ordinal or time < 0:
            return None
        return Stamp(ordinal, time, _offset(found["offset"]) if offset else None)

    return read_time


def _day_reader(tokens: list[str]) -> Callable[[re.Match[str]], int]:
    """Return what reads the day of a match: its ordinal, 0 where there is no such day."""
    is_short = "YY" in tokens
    months = _month_names(tokens)

    def day(found: re.Match[str]) -> int:
        year = int(found["year"])
        if is_short:
            year += 2000 if year < _CENTURY else 1900
        month = int(found["month"]) if not months else months.get(found["name"].lower(), 0)
        try:
            return dt.date(year, month, int(found["day"])).toordinal()
        except ValueError:
            return 0

    return day


def _month_names(tokens: list[str]) -> dict[str, int]:
    """Return the names of months that a format reads, in lower case; none where it has numbers."""
    if "MMMM" in tokens:
        return {name: number for number, name in enumerate(MONTHS, 1)}
    return {name[:3]: number for number, name in enumerate(MONTHS, 1)} if "MMM" in tokens else {}


def _clock_reader(tokens: list[str], parts: set[str]) -> Callable[[re.Match[str]], int]:
    """Return what reads the time of day of a match, in microseconds; less than 0 for none."""
    hour = _half_day if "noon" in parts else _whole_day
    has_minute, has_second, has_fraction = (
        each in parts for each in ("minute", "second", "fraction")
    )
    scale = 1 if "SSSSSS" in tokens else 1000

    def clock(found: re.Match[str]) -> int:
        minute = int(found["minute"]) if has_minute else 0
        second = int(found["second"]) if has_second else 0
        hours = hour(found)
        if hours < 0 or minute >= _SIXTY or second >= _SIXTY:
            return NO_TIME
        seconds = (hours * 60 + minute) * 60 + second
        fraction = int(found["fraction"]) * scale if has_fraction else 0
        return seconds * MICROSECONDS_PER_SECOND + fraction

    return clock


def _whole_day(found: re.Match[str]) -> int:
    hour = int(found["hour"])
    return hour if hour < _HOURS else -1


def _half_day(found: re.Match[str]) -> int:
    """Return the hour of a clock of twelve: 12 AM is midnight, 12 PM is noon."""
    half = int(found["half"])
    if not 1 <= half <= _HALF:
        return -1
    return half % _HALF + (_HALF if found["noon"] in {"下午"} or found["noon"][0] in "Pp" else 0)


def _offset(text: str) -> int:
    """Return how far local time is ahead of UTC, in microseconds: ``+08:00``, ``-0530``, ``Z``."""
    if text in {"Z", "z"}:
        return 0
    digits = text[1:].replace(":", "")
    span = int(digits[:2]) * MICROSECONDS_PER_HOUR + int(digits[2:] or 0) * MICROSECONDS_PER_MINUTE
    return -span if text[0] == "-" else span


# --- formats that have a name

_SECOND = dt.timedelta(seconds=1)
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"([T ]{_HOUR}:[0-9]{{2}}(:[0-9]{{2}}([.,][0-9]{{1,9}})?)?(Z|{_AHEAD})?)?"
)
_COUNT = re.compile(r"-?[0-9]{1,17}(\.[0-9]{1,17})?")
_EXCEL_EPOCH = dt.date(1899, 12, 30).toordinal()
_EXCEL_FIRST = 61
"""Days of a sheet before 1 March 1900 are off by one: there never was a 29 February 1900."""
_LAST_ORDINAL = dt.date.max.toordinal()


def _iso(text: str) -> Stamp | None:
    """Read ``2015-03-02``, ``2015-03-02T10:30``, with seconds, fractions and an offset."""
    if not _ISO.fullmatch(text):
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == _DATE_ALONE:
        return Stamp(found.toordinal())
    seconds = (found.hour * 60 + found.minute) * 60 + found.second
    ahead = found.utcoffset()
    offset = None if ahead is None else ahead // _SECOND * MICROSECONDS_PER_SECOND
    return Stamp(found.toordinal(), seconds * MICROSECONDS_PER_SECOND + found.microsecond, offset)


def _unix(unit: int) -> Reader:
    def read(text: str) -> Stamp | None:
        count = _number(text)
        if count is None:
            return None
        days, time = divmod(int(count * unit), MICROSECONDS_PER_DAY)
        return _stamp(days + EPOCH_ORDINAL, time, 0)

    return read


def _excel(text: str) -> Stamp | None:
    """Read a day number of a sheet, to the millisecond: it is a fraction that was rounded."""
    count = _number(text)
    if count is None or count < _EXCEL_FIRST:
        return None
    milliseconds = int((count * 86_400_000).to_integral_value())
    days, time = divmod(milliseconds * 1000, MICROSECONDS_PER_DAY)
    return _stamp(days + _EXCEL_EPOCH, time if "." in text else NO_TIME, None)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _COUNT.fullmatch(text) else None


def _stamp(ordinal: int, time: int, offset: int | None) -> Stamp | None:
    return Stamp(ordinal, time, offset) if 0 < ordinal <= _LAST_ORDINAL else None


_NAMED: dict[str, Reader] = {
    "iso": _iso,
    "unix seconds": _unix(MICROSECONDS_PER_SECOND),
    "unix milliseconds": _unix(1000),
    "excel": _excel,
}

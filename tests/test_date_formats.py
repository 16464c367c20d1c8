"""Formats of dates in logs: what they read, what they refuse, and that nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.studies.history.formats import (
    MONTHS,
    NAMED,
    NO_TIME,
    TOKENS,
    BadFormat,
    Stamp,
    read_format,
)

SECOND = 1_000_000
HOUR = 3600 * SECOND


def day(text: str) -> int:
    """Return the ordinal of a date."""
    return dt.date.fromisoformat(text).toordinal()


def time(text: str) -> int:
    """Return a time of day in microseconds."""
    found = dt.time.fromisoformat(text)
    seconds = (found.hour * 60 + found.minute) * 60 + found.second
    return seconds * SECOND + found.microsecond


@pytest.mark.parametrize(
    ("format_", "text", "stamp"),
    [
        ("M/D/YY", "3/12/14", Stamp(day("2014-03-12"))),
        ("D/M/YY", "3/12/14", Stamp(day("2014-12-03"))),
        ("M/D/YY", "03/02/69", Stamp(day("1969-03-02"))),
        ("M/D/YY", "03/02/68", Stamp(day("2068-03-02"))),
        ("D-MMM-YY", "2-Jun-06", Stamp(day("2006-06-02"))),
        ("D-MMM-YY", "29-FEB-16", Stamp(day("2016-02-29"))),
        ("D MMMM YYYY", "9 september 2015", Stamp(day("2015-09-09"))),
        ("YYYYMMDD", "20150302", Stamp(day("2015-03-02"))),
        ("YYYY[年]M[月]D[日]", "2015年3月2日", Stamp(day("2015-03-02"))),
        ("D/M/YYYY HH:mm", "29/2/2016 01:16", Stamp(day("2016-02-29"), time("01:16"))),
        ("D/M/YYYY H:m", "29/2/2016 9:5", Stamp(day("2016-02-29"), time("09:05"))),
        ("DD.MM.YYYY hh:mm A", "01.02.2003 12:05 am", Stamp(day("2003-02-01"), time("00:05"))),
        ("DD.MM.YYYY hh:mm A", "01.02.2003 12:05 PM", Stamp(day("2003-02-01"), time("12:05"))),
        ("DD.MM.YYYY hh:mm A", "01.02.2003 11:59 下午", Stamp(day("2003-02-01"), time("23:59"))),
        ("YYYY-MM-DD h[时]A", "2015-03-02 9时上午", Stamp(day("2015-03-02"), time("09:00"))),
        ("YYYY-MM-DDTHH:mm:ss.SSSZ", "2015-03-02T10:30:00.123+0130",
         Stamp(day("2015-03-02"), time("10:30:00.123"), HOUR * 3 // 2)),
        ("YYYY-MM-DD HH:mm:ss.SSSSSS Z", "2015-03-02 10:30:00.000001 -05",
         Stamp(day("2015-03-02"), time("10:30:00.000001"), -5 * HOUR)),
        ("HH:mmZ YYYY-MM-DD", "10:30Z 2015-03-02", Stamp(day("2015-03-02"), time("10:30"), 0)),
        ("iso", "2015-03-02", Stamp(day("2015-03-02"))),
        ("iso", "2015-03-02 10:30", Stamp(day("2015-03-02"), time("10:30"))),
        ("iso", "2015-03-02T10:30:00.5Z", Stamp(day("2015-03-02"), time("10:30:00.5"), 0)),
        ("iso", "2015-03-02T10:30:00+05:45",
         Stamp(day("2015-03-02"), time("10:30"), HOUR * 23 // 4)),
        ("iso", "2015-03-02T10:30:00-0330",
         Stamp(day("2015-03-02"), time("10:30"), -HOUR * 7 // 2)),
        ("unix seconds", "0", Stamp(day("1970-01-01"), 0, 0)),
        ("unix seconds", "-1", Stamp(day("1969-12-31"), time("23:59:59"), 0)),
        ("unix seconds", "1425292200.25", Stamp(day("2015-03-02"), time("10:30:00.25"), 0)),
        ("unix milliseconds", "1425292200001", Stamp(day("2015-03-02"), time("10:30:00.001"), 0)),
        ("excel", "42065", Stamp(day("2015-03-02"))),
        ("excel", "42065.4375", Stamp(day("2015-03-02"), time("10:30"))),
        ("excel", "42065.479166666664", Stamp(day("2015-03-02"), time("11:30"))),
        ("excel", "61", Stamp(day("1900-03-01"))),
    ],
)  # fmt: skip
def test_a_cell_is_read(format_: str, text: str, stamp: Stamp) -> None:
    """A date, or a moment with or without an offset."""
    found = read_format(format_)
    assert found.read(text) == stamp
    assert found.has_time or stamp.time == NO_TIME


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("M/D/YY", "13/1/14"),
        ("M/D/YY", "2/30/14"),
        ("M/D/YY", "3/12/2014"),
        ("M/D/YY", "3-12-14"),
        ("M/D/YY", " 3/12/14"),
        ("M/D/YY", "3/12/14\n"),
        ("M/D/YY", "003/12/14"),
        ("M/D/YY", "٣/12/14"),
        ("D-MMM-YY", "2-Jux-06"),
        ("D-MMM-YY", "2-June-06"),
        ("D MMMM YYYY", "9 Sep 2015"),
        ("YYYY-MM-DD", "0000-01-01"),
        ("D/M/YYYY HH:mm", "29/2/2015 01:16"),
        ("D/M/YYYY HH:mm", "28/2/2015 24:00"),
        ("D/M/YYYY HH:mm", "28/2/2015 01:60"),
        ("D/M/YYYY HH:mm:ss", "28/2/2015 01:16:60"),
        ("D/M/YYYY hh:mm A", "28/2/2015 00:16 AM"),
        ("D/M/YYYY hh:mm A", "28/2/2015 13:16 PM"),
        ("D/M/YYYY HH:mm Z", "28/2/2015 01:16 +8"),
        ("D/M/YYYY HH:mm Z", "28/2/2015 01:16 +24:00"),
        ("D/M/YYYY HH:mm Z", "28/2/2015 01:16 +08:60"),
        ("iso", "20150302"),
        ("iso", "2015-03-02T10:30:00+24:00"),
        ("iso", "2015-03-02T10:30:00+08:60"),
        ("iso", "2015-W10-1"),
        ("iso", "2015-03-02T24:00:00"),
        ("iso", "2015-03-02T10"),
        ("iso", "2015-02-29"),
        ("unix seconds", "1e9"),
        ("unix seconds", "1_000"),
        ("unix seconds", "nan"),
        ("unix seconds", "99999999999999999"),
        ("excel", "60"),
        ("excel", "9999999999"),
        ("excel", ""),
    ],
)
def test_a_cell_that_is_written_otherwise_is_not_read(format_: str, text: str) -> None:
    """No second reading is tried, no day that never was is moved to one that was."""
    assert read_format(format_).read(text) is None


@pytest.mark.parametrize(
    ("format_", "reason", "part", "near"),
    [
        ("", "nothing", "", ""),
        ("--", "nothing", "--", ""),
        ("[YYYY-MM-DD]", "nothing", "[YYYY-MM-DD]", ""),
        ("dd/MM/YYYY", "token", "dd", "DD"),
        ("YYYY-MM-DDD", "token", "DDD", ""),
        ("YYYY-MM-DD at", "token", "a", "A"),
        ("YYYY-MM-DD YY", "twice", "YY", "YYYY"),
        ("YYYY-MM-DD MM", "twice", "MM", "MM"),
        ("YYYY-MM-DD HH:MM", "twice", "MM", "MM"),
        ("YYYY-MM", "day", "DD", ""),
        ("DD.MM.", "day", "YYYY", ""),
        ("YYYY D", "day", "MM", ""),
        ("YYYY-MM-DD mm", "needs", "mm", "HH"),
        ("YYYY-MM-DD HH:ss", "needs", "ss", "mm"),
        ("YYYY-MM-DD HH:mm.SSS", "needs", "SSS", "ss"),
        ("YYYY-MM-DD Z", "needs", "Z", "HH"),
        ("YYYY-MM-DD A", "needs", "A", "HH"),
        ("YYYY-MM-DD h:mm", "half", "h", "H"),
        ("YYYY-MM-DD HH:mm A", "whole", "HH", "hh"),
        ("DMYYYY", "beside", "DM", "DD"),
        ("YYYYMDD", "beside", "MDD", "MM"),
        ("YYYY-MM-DD[", "bracket", "[", ""),
    ],
)
def test_a_format_that_says_too_little_is_refused(
    format_: str, reason: str, part: str, near: str
) -> None:
    """With the part that is wrong, and what is probably meant."""
    with pytest.raises(BadFormat) as raised:
        read_format(format_)
    assert (raised.value.reason, raised.value.part, raised.value.near) == (reason, part, near)


# Whatever is written.

_WRITTEN = {
    "YYYY": "{0.year:04}", "MMMM": "{1}", "MMM": "{1:.3}", "MM": "{0.month:02}", "M": "{0.month}",
    "DD": "{0.day:02}", "D": "{0.day}", "HH": "{0.hour:02}", "H": "{0.hour}", "hh": "{2:02}",
    "h": "{2}", "mm": "{0.minute:02}", "m": "{0.minute}", "ss": "{0.second:02}", "s": "{0.second}",
    "SSSSSS": "{0.microsecond:06}", "A": "{3}", "Z": "+08:00",
}  # fmt: skip


def _write(moment: dt.datetime, tokens: list[str], separator: str) -> str:
    half, noon = moment.hour % 12 or 12, "PM" if moment.hour >= 12 else "AM"
    month = MONTHS[moment.month - 1].title()
    return separator.join(_WRITTEN[each].format(moment, month, half, noon) for each in tokens)


@st.composite
def _formats(draw: st.DrawFn) -> list[str]:
    """Return tokens that tell a whole moment to the microsecond, in any order."""
    one = draw(st.booleans())
    picked = [
        "YYYY",
        draw(st.sampled_from(["M", "MM", "MMM", "MMMM"])),
        draw(st.sampled_from(["D", "DD"])),
        *(
            [draw(st.sampled_from(["h", "hh"])), "A"]
            if one
            else [draw(st.sampled_from(["H", "HH"]))]
        ),
        draw(st.sampled_from(["m", "mm"])),
        draw(st.sampled_from(["s", "ss"])),
        "SSSSSS",
        *(["Z"] if draw(st.booleans()) else []),
    ]
    return draw(st.permutations(picked))


@settings(max_examples=300, deadline=None)
@given(_formats(), st.datetimes(), st.sampled_from([" ", "/", "|", " . ", "年"]))
def test_what_a_format_writes_it_reads(
    tokens: list[str], moment: dt.datetime, separator: str
) -> None:
    """Any order of tokens, any moment from the year 1 on: the very same moment comes back."""
    found = read_format(separator.join(tokens)).read(_write(moment, tokens, separator))
    midnight = dt.datetime.combine(moment.date(), dt.time())
    offset = 8 * HOUR if "Z" in tokens else None
    since = (moment - midnight) // dt.timedelta(microseconds=1)
    assert found == Stamp(moment.toordinal(), since, offset)


_PIECES = st.lists(st.sampled_from([*TOKENS, *"/-: T[]Qy年", "[at]", "dd", "YYY"]), max_size=8).map(
    "".join
)
_CELLS = st.one_of(st.text(max_size=30), st.text(alphabet="0123456789/-: TZ+.apmJune", max_size=25))


@settings(max_examples=500, deadline=None)
@given(st.one_of(_PIECES, st.text(max_size=12), st.sampled_from(NAMED)), _CELLS)
def test_no_format_and_no_cell_raises(format_: str, cell: str) -> None:
    """A format is understood or refused, and what it reads is a real moment."""
    try:
        stamp = read_format(format_).read(cell)
    except BadFormat:
        return
    if stamp is not None:
        dt.date.fromordinal(stamp.ordinal)
        assert stamp.time == NO_TIME or 0 <= stamp.time < 24 * HOUR
        assert stamp.offset is None or abs(stamp.offset) < 24 * HOUR

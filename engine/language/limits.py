"""Small phrases that bound something: repeats, caps, throttles, pauses, validity, times of day."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Literal

from .facts import exact
from .pointing import point
from .problems import Problem, unknown
from .source import Scalar
from .spans import span_at
from .values import ClockRange, Limit, Pauses, Percent, Repeat, Span, Throttle, Validity

PARTIES = ("us", "customer", "partner")
MINUTES_PER_DAY = 1440

_TIMES = re.compile(r"(?P<count>[0-9]{1,4}) times?\Z")
_CAP = re.compile(r"(?P<count>[0-9]{1,4})(?: times?)? per (?P<span>.+)\Z")
_CLOCK = re.compile(r"(?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9])\Z")
_SHARE = re.compile(r"(?P<amount>[0-9]{1,3}(?:\.[0-9]{1,2})?)%\Z")


def parse_times(scalar: Scalar) -> tuple[int, list[Problem]]:
    """Read a bound such as ``3 times``; a bound of zero is refused."""
    text = scalar.text.strip()
    match = _TIMES.match(text)
    if match is None or int(match["count"]) == 0:
        return 0, [_wrong(scalar, "bad-times")]
    return int(match["count"]), []


def parse_repeat(scalar: Scalar) -> tuple[Repeat | None, list[Problem]]:
    """Read ``every 3 business days``, bounded or not by ``up to 3 times``."""
    text = scalar.text.strip()
    if not text.startswith("every "):
        return None, [_wrong(scalar, "bad-repeat")]
    written, bounded, times = text.removeprefix("every ").partition(" up to ")
    every, problems = _positive(scalar, scalar.text.index("every ") + 6, written, "bad-repeat")
    match = _TIMES.match(times.strip()) if bounded else None
    if bounded and (match is None or int(match["count"]) == 0):
        start = scalar.text.index(" up to ") + 7
        problems.append(point(scalar, start, max(len(times), 1), "bad-times", text=times))
    if every is None or problems:
        return None, problems
    return Repeat(every, int(match["count"]) if match else 0), []


def parse_limit(scalar: Scalar) -> tuple[Limit | None, list[Problem]]:
    """Read ``2 times per 90 days`` or ``3 per 7 days``."""
    text = scalar.text.strip()
    match = _CAP.match(text)
    if match is None or int(match["count"]) == 0:
        return None, [_wrong(scalar, "bad-limit")]
    start = scalar.text.index(text) + match.start("span")
    per, problems = _positive(scalar, start, match["span"], "bad-limit")
    return (Limit(int(match["count"]), per) if per else None), problems


def parse_throttle(scalar: Scalar) -> tuple[Throttle | None, list[Problem]]:
    """Read ``once per journey``, ``once per 7 days`` or ``once after quiet of 2 hours`` (S6.2)."""
    text = scalar.text.strip()
    if text == "once per journey":
        return Throttle("journey"), []
    forms: tuple[tuple[str, Literal["span", "quiet"]], ...] = (
        ("once per ", "span"),
        ("once after quiet of ", "quiet"),
    )
    for head, once in forms:
        if text.startswith(head):
            start = scalar.text.index(head) + len(head)
            span, problems = _positive(scalar, start, text.removeprefix(head), "bad-throttle")
            return (Throttle(once, span) if span else None), problems
    return None, [_wrong(scalar, "bad-throttle")]


def parse_pauses(scalar: Scalar, holds: Collection[str]) -> tuple[Pauses | None, list[Problem]]:
    """Read ``while waiting for customer``, or the name of a hold (S3.5)."""
    text = scalar.text.strip()
    head = "while waiting for "
    if text.startswith(head):
        party = text.removeprefix(head).strip()
        if party in PARTIES:
            return Pauses(waiting_for=party), []
        place = scalar.at(scalar.text.index(head) + len(head), len(party))
        return None, [unknown(place, "unknown-party", party, PARTIES)]
    if text in holds:
        return Pauses(hold=text), []
    if " " in text or not holds:
        return None, [_wrong(scalar, "bad-pauses")]
    return None, [unknown(scalar.place, "unknown-name", text, holds, kind="hold")]


def parse_valid(scalar: Scalar) -> tuple[Validity | None, list[Problem]]:
    """Read ``12 months``, or ``until its date`` for what carries its own last day."""
    if scalar.text.strip() == "until its date":
        return Validity(), []
    if scalar.text.strip().startswith("until"):
        return None, [_wrong(scalar, "bad-validity")]
    span, problems = _positive(scalar, 0, scalar.text, "bad-validity")
    return (Validity(span) if span else None), problems


def parse_clock_time(scalar: Scalar) -> tuple[int | None, list[Problem]]:
    """Read a time of day such as ``16:00``; return minutes after midnight, up to ``24:00``."""
    return clock_at(scalar, 0, scalar.text)


def parse_clock_range(scalar: Scalar) -> tuple[ClockRange | None, list[Problem]]:
    """Read ``20:00-08:30``; a range may go past midnight, but not be empty: ``00:00-24:00``."""
    head, dash, tail = scalar.text.partition("-")
    if not dash:
        return None, [_wrong(scalar, "bad-clock-range")]
    opens, problems = clock_at(scalar, 0, head)
    closes, more = clock_at(scalar, len(head) + 1, tail)
    if opens is None or closes is None:
        return None, problems + more
    if opens in {closes, MINUTES_PER_DAY}:
        return None, [_wrong(scalar, "bad-clock-range")]
    return ClockRange(opens, closes), []


def parse_share(scalar: Scalar) -> tuple[Percent | None, list[Problem]]:
    """Read a share of all such as ``5%``: more than nothing, at most everything."""
    match = _SHARE.match(scalar.text.strip())
    amount = exact(match["amount"]) if match else Decimal(0)
    if not 0 < amount <= 100:  # noqa: PLR2004  # per cent
        return None, [_wrong(scalar, "bad-share")]
    return Percent(amount), []


def clock_at(scalar: Scalar, offset: int, text: str) -> tuple[int | None, list[Problem]]:
    """Read a time of day that stands ``offset`` characters into a longer text."""
    offset += len(text) - len(text.lstrip())
    text = text.strip()
    match = _CLOCK.match(text)
    minutes = int(match["hour"]) * 60 + int(match["minute"]) if match else -1
    if 0 <= minutes <= MINUTES_PER_DAY:
        return minutes, []
    return None, [_bad_clock(scalar, offset, text)]


def write_clock(minutes: int) -> str:
    """Return minutes after midnight as a time of day, ``08:30``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


_NEAR_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:：.点时h](?P<minute>[0-9]{2})?分?)? ?(?P<half>am|pm|AM|PM)?\Z"
)


def _bad_clock(scalar: Scalar, offset: int, text: str) -> Problem:
    near = _NEAR_CLOCK.match(text)
    hour = int(near["hour"]) if near else 99
    half = (near["half"] or "").lower() if near else ""
    if half and 1 <= hour <= 12:  # noqa: PLR2004  # a twelve-hour clock
        hour = hour % 12 + (12 if half == "pm" else 0)
    minute = int((near["minute"] or "0") if near else "99")
    if near is None or hour > 23 or minute > 59:  # noqa: PLR2004  # a clock's own numbers
        return point(scalar, offset, max(len(text), 1), "bad-clock-time", text=text)
    cure = write_clock(hour * 60 + minute)
    case = "bad-clock-time.near"
    return point(scalar, offset, max(len(text), 1), case, fix=cure, text=text, cure=cure)


def _positive(
    scalar: Scalar, offset: int, text: str, case: str
) -> tuple[Span | None, list[Problem]]:
    """Read a duration longer than nothing: one of zero would never let time pass."""
    span, problems = span_at(scalar, offset, text)
    if span is not None and span.count == 0:
        return None, [point(scalar, offset, len(text), f"{case}.zero", text=text.strip())]
    return span, problems


def _wrong(scalar: Scalar, case: str) -> Problem:
    return point(scalar, 0, len(scalar.text), case, text=scalar.text)

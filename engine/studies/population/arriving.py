"""When customers come, as written: the rate and what changes it, and the time that is watched."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ...core.calendar import BusinessCalendar
from ...core.clock import on_date
from ...language.facts import read_value
from ...language.here import Here
from ...language.limits import parse_clock_range
from ...language.program import Fact
from ...language.source import Mapping as Tree
from ...language.spans import parse_span
from ...language.values import ClockRange, Day, Instant, Span
from .reader import Reader, inside
from .values import Arrivals

FOLLOW = Span(26, "weeks")
"""How long everybody is watched after the last has come, where nothing is said."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

_DATE = Fact("from", "date", "journey")
_RATE = re.compile(r"(?P<count>[0-9]{1,9}(\.[0-9]{1,6})?) per (?P<unit>hour|day|week|month|year)\Z")
_PER_WEEK = {
    "hour": 168.0,
    "day": 7.0,
    "week": 1.0,
    "month": 12 * 7 / 365.2425,
    "year": 7 / 365.2425,
}
_WEEKS_A_YEAR = 365.2425 / 7


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is simulated: when customers begin to come, stop coming, are watched last."""

    starts_on: dt.date
    begins_at: Instant
    arrivals_end_at: Instant
    ends_at: Instant


def read_rate(reader: Reader, here: Here) -> float:
    """Return how often something happens in a week: ``40 per week``, ``2 per year``."""
    match = _RATE.match(here.scalar.text.strip())
    count = float(match["count"]) if match else 0.0
    if match is None or not count:
        reader.add(here.place, "bad-rate", text=here.scalar.text)
        return 1.0
    return count * _PER_WEEK[match["unit"]]


def read_yearly(reader: Reader, here: Here) -> float:
    """Return how often something happens in a year."""
    return read_rate(reader, here) * _WEEKS_A_YEAR


def read_arrivals(reader: Reader, here: Here, *, even: bool) -> Arrivals:
    """Return when customers come."""
    weekdays = _factors(reader, here, "weekdays", WEEKDAYS)
    months = _factors(reader, here, "months", MONTHS)
    for word, factors in (("weekdays", weekdays), ("months", months)):
        if not any(factors):
            reader.add(here.into(word).key, "bad-rate.never", name=word)
    hours = ClockRange(0, 24 * 60)
    if (spot := inside(here, "hours")) is not None:
        read, problems = parse_clock_range(spot.scalar)
        reader.problems += problems
        hours = read or hours
    return Arrivals(read_rate(reader, here.into("rate")), weekdays, months, hours, even)


def _factors(reader: Reader, here: Here, word: str, names: tuple[str, ...]) -> tuple[float, ...]:
    spot = inside(here, word)
    if spot is None or not isinstance(spot.node, Tree):
        return (1.0,) * len(names)
    for name in spot.node.entries:
        reader.known(name, names, word.removesuffix("s"), spot.into(name))
    return tuple(reader.factor(inside(spot, name)) for name in names)


def read_window(reader: Reader) -> Window | None:
    """Return the time that is simulated; None after a problem, or without a calendar."""
    here, data = reader.file.here, reader.calendar
    day = _date(reader, here.into("from"))
    lasts, follows = _span(reader, here, "for"), _span(reader, here, "follow")
    if day is None or lasts is None or follows is None or data is None:
        return None
    try:
        calendar = BusinessCalendar(data)
    except ValueError:
        return None  # of a draft: what is wrong with the calendar is told where it stands
    try:
        begins = on_date(day, 0, data.zone)
        ends = calendar.add(begins, lasts)
        return Window(day, begins, ends, calendar.add(ends, follows))
    except (ValueError, OverflowError):
        reader.add(here.into("from").place, "bad-window.years")
        return None


def _date(reader: Reader, here: Here) -> dt.date | None:
    found = read_value(_DATE, here.scalar.text.strip())
    if isinstance(found, Day):
        return found.on
    reader.add(here.place, "bad-date", text=here.scalar.text)
    return None


def _span(reader: Reader, here: Here, word: str) -> Span | None:
    spot = inside(here, word)
    if spot is None:
        return FOLLOW if word == "follow" else None
    span, problems = parse_span(spot.scalar)
    reader.problems += problems
    if span is not None and not span.count and word == "for":
        reader.add(spot.place, "bad-window")
        return None
    return span

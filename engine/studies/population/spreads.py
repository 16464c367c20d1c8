"""Spreads as written → distributions: lengths of time, amounts and numbers alike."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from ...language.calendars import Calendar
from ...language.here import Here
from ...language.source import Mapping as Tree
from ...language.source import Sequence
from ...language.spans import parse_span
from ...language.values import Unit
from .reader import Reader, inside, millionths
from .values import WHOLE, Distribution, Duration

WORDS = ("constant", "uniform", "triangular", "exponential", "lognormal", "gamma", "table")
"""The words of a spread; exactly one of them is written."""

_P90 = 1.2815515655446004
"""How many standard deviations above the mean nine tenths of a normal distribution stay below."""

_SECONDS: dict[Unit, float] = {
    "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800, "months": 2_629_746,
    "business_hours": 3600,
}  # fmt: skip
_BUSINESS = frozenset({"business_hours", "business_days"})
_WHOLE_DAYS = frozenset({"days", "weeks", "months"})
_WORKDAY_MINUTES = 480
_BUSINESS_MINUTES = re.compile(r"(?P<count>[0-9]{1,6}) business minutes?\Z")
"""Shift time finer than hours, which only populations need: no deadline is that fine."""
_MINUTES = 60

Leaf = Callable[[Here], float | None]
"""Reads one value of a spread as a number, or notes what is wrong with it."""


def usual_shift(calendar: Calendar | None) -> float:
    """Return how many seconds a working day usually has: of most days of the week, else more."""
    lengths = [sum(closes - opens for opens, closes in day) for day in calendar.weekly] if (
        calendar is not None
    ) else []  # fmt: skip
    counted = Counter(length for length in lengths if length)
    minutes = max(counted, key=lambda each: (counted[each], each), default=_WORKDAY_MINUTES)
    return float(minutes * _MINUTES)


def read_duration(
    reader: Reader, here: Here | None, *, in_shifts: bool = False, calendar: Calendar | None = None
) -> Duration | None:
    """Read a length of time, always the same or spread; None after a problem.

    ``in_shifts`` it is somebody's working time, and hours are hours at work.
    """
    if here is None:
        return None
    lengths = _Lengths(reader, calendar or reader.calendar)
    found = read_spread(reader, here, lengths.read)
    if found is None:
        return None
    if in_shifts:
        if lengths.units & _WHOLE_DAYS:
            reader.add(here.key, "bad-spread.shifts")
        return Duration(found, "business")
    is_business = bool(lengths.units & _BUSINESS)
    if is_business and lengths.units - _BUSINESS:
        reader.add(here.key, "bad-spread.mixed")
        return None
    return Duration(found, "business" if is_business else "elapsed")


@dataclass
class _Lengths:
    """Reads lengths of time as seconds, and remembers in which units they were written."""

    reader: Reader
    calendar: Calendar | None
    units: set[Unit] = field(default_factory=set)

    def read(self, here: Here) -> float | None:
        minutes = _BUSINESS_MINUTES.match(here.scalar.text.strip())
        if minutes is not None:
            self.units.add("business_hours")
            return int(minutes["count"]) * _SECONDS["minutes"]
        span, problems = parse_span(here.scalar)
        if span is None:
            self.reader.problems += problems
            return None
        self.units.add(span.unit)
        if span.unit == "business_days":
            return span.count * usual_shift(self.calendar)
        return span.count * _SECONDS[span.unit]


def read_number(reader: Reader, here: Here) -> float | None:
    """Read a plain number of a spread."""
    value = here.scalar.value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        reader.add(here.place, "bad-spread.number", text=here.scalar.text)
        return None
    return float(value)


def read_spread(
    reader: Reader, here: Here, leaf: Leaf, *, signed: bool = False
) -> Distribution | None:
    """Read a spread whose values ``leaf`` reads; ``signed`` values may be nothing or less."""
    if not isinstance(here.node, Tree):
        value = leaf(here)
        return None if value is None else _checked(reader, here, "constant", (value,), signed)
    said = [word for word in here.node.entries if word in WORDS]
    strays = [word for word in here.node.entries if word not in WORDS]
    if len(said) != 1 or strays:
        reader.add(here.key, "bad-spread", found=", ".join(here.node.entries) or "–")
        return None
    word = said[0]
    parameters = _PARTS[word](reader, here.into(word), leaf)
    return None if parameters is None else _checked(reader, here, word, parameters, signed)


_Parameters = tuple[float, ...] | None


def _constant(_: Reader, here: Here, leaf: Leaf) -> _Parameters:
    value = leaf(here)
    return None if value is None else (value,)


def _listed(reader: Reader, here: Here, leaf: Leaf) -> _Parameters:
    """Read the two or three values of a list, which rise."""
    wanted = {"uniform": 2, "triangular": 3}[str(here.step)]
    if not isinstance(here.node, Sequence) or len(here.node.items) != wanted:
        reader.add(here.key, "bad-spread.count", name=here.step, wanted=wanted)
        return None
    values = [leaf(here.into(index)) for index in range(wanted)]
    read = tuple(value for value in values if value is not None)
    if len(read) < wanted:
        return None
    if any(before > after for before, after in pairwise(read)) or read[0] == read[-1]:
        reader.add(here.key, "bad-spread.order")
        return None
    return read


def _part(reader: Reader, here: Here, name: str, leaf: Leaf) -> float | None:
    spot = inside(here, name)
    if spot is None:
        reader.add(here.key, "bad-spread.part", name=name)
        return None
    return leaf(spot)


def _exponential(reader: Reader, here: Here, leaf: Leaf) -> _Parameters:
    mean = _part(reader, here, "mean", leaf)
    return None if mean is None else (mean,)


def _lognormal(reader: Reader, here: Here, leaf: Leaf) -> _Parameters:
    median, p90 = (_part(reader, here, name, leaf) for name in ("median", "p90"))
    if median is None or p90 is None:
        return None
    if median <= 0:
        reader.add(here.key, "bad-spread.zero")
        return None
    if p90 <= median:
        reader.add(here.key, "bad-spread.order")
        return None
    middle = math.log(median)
    return (middle, (math.log(p90) - middle) / _P90)


def _gamma(reader: Reader, here: Here, leaf: Leaf) -> _Parameters:
    mean = _part(reader, here, "mean", leaf)
    shape = _part(reader, here, "shape", lambda spot: read_number(reader, spot))
    if mean is None or shape is None:
        return None
    if mean <= 0 or shape <= 0:
        reader.add(here.key, "bad-spread.zero")
        return None
    return (shape, mean / shape)


def _table(reader: Reader, here: Here, leaf: Leaf) -> _Parameters:
    """Read shares that rise from 0 % to 100 %, each with a value that does not fall."""
    entries = here.node.entries if isinstance(here.node, Tree) else {}
    shares = [millionths(name) for name in entries]
    values = [leaf(here.into(name)) for name in entries]
    if any(value is None for value in values):
        return None
    told = [share for share in shares if share is not None]
    rises = len(told) == len(shares) > 1 and all(one < other for one, other in pairwise(told))
    read = [value for value in values if value is not None]
    falls = any(one > other for one, other in pairwise(read))
    if not rises or (told[0], told[-1]) != (0, WHOLE) or falls:
        reader.add(here.key, "bad-spread.table")
        return None
    pairs = zip(told, read, strict=True)
    return tuple(each for share, value in pairs for each in (share / WHOLE, value))


_PARTS: dict[str, Callable[[Reader, Here, Leaf], _Parameters]] = {
    "constant": _constant, "uniform": _listed, "triangular": _listed, "table": _table,
    "exponential": _exponential, "lognormal": _lognormal, "gamma": _gamma,
}  # fmt: skip

_Kind = Literal[
    "constant", "uniform", "exponential", "lognormal", "gamma", "triangular", "table"
]  # fmt: skip
_KINDS: dict[str, _Kind] = {
    "constant": "constant", "uniform": "uniform", "exponential": "exponential",
    "lognormal": "lognormal", "gamma": "gamma", "triangular": "triangular", "table": "table",
}  # fmt: skip


def _checked(
    reader: Reader, here: Here, word: str, parameters: tuple[float, ...], signed: bool
) -> Distribution | None:
    """Return a distribution; one that is nothing at all, or goes below it, is a problem."""
    values = parameters[1::2] if word == "table" else parameters
    if word == "exponential" and values[0] <= 0:
        reader.add(here.key, "bad-spread.zero")
        return None
    is_listed = word in {"constant", "uniform", "triangular", "table"}
    if is_listed and not signed and (values[0] < 0 or values[-1] <= 0):
        reader.add(here.key, "bad-spread.zero")
        return None
    return Distribution(_KINDS[word], parameters)

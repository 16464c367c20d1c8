"""Spreads as a population writes them: lengths of time and amounts, in whole small units."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from ..language.facts import write_span
from ..language.values import Span
from ..studies.calibration.families import Fitted
from ..studies.calibration.findings import Counts

Teller = Callable[[float], tuple[float, str]]
"""Rounds a value to what can be written, and writes it."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_FINE = 100 * _HOUR
"""Up to here lengths are told in minutes; from here on an hour is a two-hundredth at most."""
_LONG = 5_000 * _HOUR
_LONGEST_DAYS, _LONGEST_HOURS = 3_660, 30_000
_P90 = 1.2815515655446004


def lengths(counts: Counts, workday: float) -> Teller:
    """Return what writes seconds as lengths of time; ``workday`` are those of a business day."""
    return (lambda value: _business(value, workday)) if counts == "business" else _elapsed


def _elapsed(seconds: float) -> tuple[float, str]:
    minutes = max(round(seconds / _MINUTE), 0)
    days, rest = divmod(minutes * _MINUTE, _DAY)
    if (minutes and not rest) or seconds >= _LONG:
        days = min(days, _LONGEST_DAYS)
        return float(days * _DAY), write_span(Span(days, "days"))
    if seconds < _FINE:
        return float(minutes * _MINUTE), write_span(Span(minutes, "minutes"))
    hours = round(seconds / _HOUR)
    return float(hours * _HOUR), write_span(Span(hours, "hours"))


def _business(seconds: float, workday: float) -> tuple[float, str]:
    minutes = max(round(seconds / _MINUTE), 0)
    days, rest = divmod(minutes * _MINUTE, round(workday))
    if minutes and not rest and days <= _LONGEST_DAYS:
        return float(minutes * _MINUTE), write_span(Span(days, "business_days"))
    if seconds < _FINE:
        word = "business minute" if minutes == 1 else "business minutes"
        return float(minutes * _MINUTE), f"{minutes} {word}"
    hours = min(round(seconds / _HOUR), _LONGEST_HOURS)
    return float(hours * _HOUR), write_span(Span(hours, "business_hours"))


def days(value: float) -> tuple[float, str]:
    """Write so many days after a day; what lies before it is that day."""
    return _elapsed(max(value, 0.0) * _DAY)


def amounts(unit: str, digits: int) -> Teller:
    """Return what writes amounts of money (``unit`` is the currency), percentages, numbers."""
    after = {"number": "", "percent": "%"}.get(unit, f" {unit}")
    step = Decimal(1).scaleb(-digits)

    def tell(value: float) -> tuple[float, str]:
        exact = Decimal(repr(value)).quantize(step, ROUND_HALF_EVEN)
        return float(exact), f"{exact:f}{after}"

    return tell


def spread_text(fitted: Fitted, tell: Teller, *, is_length: bool = True) -> str:
    """Return a spread as it is written; where rounding spoils a family, the table as counted."""
    spread = fitted.spread
    if spread.kind == "constant":
        return _one(spread.parameters[0], tell, is_length)
    if spread.kind != "table":
        told = _family(spread.kind, spread.parameters, tell)
        if told:
            return told
    return _table(fitted.table, tell, is_length)


def _one(value: float, tell: Teller, is_length: bool) -> str:
    number, text = tell(value)
    return tell(_MINUTE)[1] if is_length and number <= 0.0 else text


def _family(kind: str, parameters: Sequence[float], tell: Teller) -> str:
    first, *rest = parameters
    if kind == "exponential":
        mean, text = tell(first)
        return f"{{exponential: {{mean: {text}}}}}" if mean > 0.0 else ""
    if kind == "gamma":
        mean, text = tell(first * rest[0])
        return f"{{gamma: {{mean: {text}, shape: {first:.4f}}}}}" if mean > 0.0 else ""
    if kind == "lognormal":
        median, text = tell(math.exp(first))
        slow, slow_text = tell(math.exp(first + _P90 * rest[0]))
        told = f"{{lognormal: {{median: {text}, p90: {slow_text}}}}}"
        return told if slow > median > 0.0 else ""
    low, text = tell(first)
    high, high_text = tell(rest[0])
    return f"{{uniform: [{text}, {high_text}]}}" if high > low else ""


def _table(table: Sequence[tuple[int, float]], tell: Teller, is_length: bool) -> str:
    pairs = [(share, *tell(value)) for share, value in table]
    if pairs[0][1] == pairs[-1][1]:
        return _one(pairs[0][1], tell, is_length)
    shown = [f"{share}%: {text}" for share, _, text in _corners(pairs)]
    return f"{{table: {{{', '.join(shown)}}}}}"


def _corners(pairs: Sequence[tuple[int, float, str]]) -> Iterator[tuple[int, float, str]]:
    """Yield a table without what lies between equal values: a straight line says it too."""
    for index, pair in enumerate(pairs):
        around = pairs[max(index - 1, 0)][1], pairs[min(index + 1, len(pairs) - 1)][1]
        if index in {0, len(pairs) - 1} or around != (pair[1], pair[1]):
            yield pair

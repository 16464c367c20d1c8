"""When cases begin: how many a week, and what weekday, month and hour make of that."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..population.arriving import MONTHS, WEEKDAYS
from ..simulation.drawing import gamma_share
from .findings import ArrivalFit, Factor
from .samples import Samples
from .special import count_interval

_WEEK = 7
_HOURS = 24
_ROUNDS = 200
_PRECISE = 1e-12
_SURE = 0.01
"""How unlikely by chance a difference between weekdays or months must be to be taken for one."""
_MOST_HOURS = 0.99


def fit_arrivals(samples: Samples) -> ArrivalFit:
    """Return when cases begin; there is at least one.

    The rate of a day is the product of a mean, its weekday and its month, fitted by greatest
    likelihood (each margin then adds up to what was seen). Factors that chance explains, by
    Pearson's test at 1 %, are left out, and months where the log holds less than a year.
    """
    first, last = min(samples.dates), max(samples.dates)
    days = _Days(samples.dates, first, last)
    has_year = days.count >= 365  # noqa: PLR2004 - days of a year
    has_weekdays = days.count >= 2 * _WEEK and days.differ(days.weekdays)
    has_months = has_year and days.differ(days.months)
    weekdays, months = days.factors(has_weekdays, has_months)
    cases = sum(samples.dates.values())
    expected = sum(weekdays[w] * months[m] for w, m in zip(days.weekdays, days.months, strict=True))
    per_day = cases / expected
    low, high = (each / cases for each in count_interval(float(cases)))
    opens, closes = _hours(samples.hours)
    return ArrivalFit(
        first_on=dt.date.fromordinal(first),
        last_on=dt.date.fromordinal(last),
        cases=cases,
        per_week=per_day * _WEEK,
        low=per_day * _WEEK * low,
        high=per_day * _WEEK * high,
        weekdays=days.told(WEEKDAYS, days.weekdays, weekdays) if has_weekdays else (),
        months=days.told(MONTHS, days.months, months) if has_months else (),
        opens=opens,
        closes=closes,
        hourly=tuple(samples.hours.get(hour, 0) for hour in range(_HOURS)),
        dispersion=days.dispersion([weekdays[w] * months[m] * per_day for w, m in days.pairs()]),
        has_year=has_year,
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """The days from the first case to the last, and how many began on each."""

    dates: dict[int, int]
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def weekdays(self) -> list[int]:
        return [(day - 1) % _WEEK for day in range(self.first, self.last + 1)]

    @property
    def months(self) -> list[int]:
        days = range(self.first, self.last + 1)
        return [dt.date.fromordinal(day).month - 1 for day in days]

    @property
    def seen(self) -> list[int]:
        return [self.dates.get(day, 0) for day in range(self.first, self.last + 1)]

    def pairs(self) -> Iterable[tuple[int, int]]:
        return zip(self.weekdays, self.months, strict=True)

    def differ(self, groups: Sequence[int]) -> bool:
        """Tell whether chance alone would hardly make groups of days so different."""
        cases, days = _sums(groups, self.seen), _sums(groups, [1] * self.count)
        mean = sum(cases.values()) / self.count
        off = sum((cases[each] - mean * days[each]) ** 2 / (mean * days[each]) for each in days)
        return 1.0 - gamma_share((len(days) - 1) / 2.0, off / 2.0) < _SURE if off > 0.0 else False

    def factors(self, has_weekdays: bool, has_months: bool) -> tuple[list[float], list[float]]:
        """Return the factors of weekdays and months, each with a mean of 1."""
        weekdays, months = [1.0] * len(WEEKDAYS), [1.0] * len(MONTHS)
        if not has_weekdays and not has_months:
            return weekdays, months
        by_weekday, by_month = _sums(self.weekdays, self.seen), _sums(self.months, self.seen)
        exposed: dict[tuple[int, int], int] = {}
        for pair in self.pairs():
            exposed[pair] = exposed.get(pair, 0) + 1
        for _ in range(_ROUNDS):
            before = [*weekdays, *months]
            if has_weekdays:
                for each in by_weekday:
                    room = sum(n * months[m] for (w, m), n in exposed.items() if w == each)
                    weekdays[each] = by_weekday[each] / room if room else 0.0
                weekdays = _scaled(weekdays)
            if has_months:
                for each in by_month:
                    room = sum(n * weekdays[w] for (w, m), n in exposed.items() if m == each)
                    months[each] = by_month[each] / room if room else 0.0
                months = _scaled(months)
            after = [*weekdays, *months]
            if all(abs(a - b) <= _PRECISE for a, b in zip(before, after, strict=True)):
                break
        return weekdays, months

    def told(
        self, names: Sequence[str], groups: Sequence[int], factors: Sequence[float]
    ) -> tuple[Factor, ...]:
        cases, days = _sums(groups, self.seen), _sums(groups, [1] * self.count)
        return tuple(
            Factor(name, factors[index], cases.get(index, 0), days.get(index, 0))
            for index, name in enumerate(names)
        )

    def dispersion(self, expected: Sequence[float]) -> float:
        """Return Pearson's measure of whole weeks: 1 where they differ by chance alone."""
        seen, off, weeks = self.seen, 0.0, 0
        for begin in range(0, self.count - _WEEK + 1, _WEEK):
            wanted = math.fsum(expected[begin : begin + _WEEK])
            if wanted > 0.0:
                off += (sum(seen[begin : begin + _WEEK]) - wanted) ** 2 / wanted
                weeks += 1
        return off / (weeks - 1) if weeks > 1 else 1.0


def _sums(groups: Sequence[int], numbers: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for group, number in zip(groups, numbers, strict=True):
        found[group] = found.get(group, 0) + number
    return dict(sorted(found.items()))


def _scaled(factors: Sequence[float]) -> list[float]:
    mean = math.fsum(factors) / len(factors)
    return [each / mean for each in factors] if mean else list(factors)


def _hours(hourly: dict[int, int]) -> tuple[int, int]:
    """Return the shortest run of whole hours, past midnight too, that holds nearly all cases."""
    wanted = sum(hourly.values()) * _MOST_HOURS
    for length in range(1, _HOURS):
        held = {
            begin: sum(hourly.get((begin + step) % _HOURS, 0) for step in range(length))
            for begin in range(_HOURS)
        }
        best = max(held, key=lambda begin: (held[begin], -begin))
        if held[best] >= wanted:
            return best, (best + length) % _HOURS or _HOURS
    return 0, _HOURS

"""When customers come: the rate of a population, summed over its days, and turned around.

A Poisson process of which the number is known is that many points, each by itself, spread over
time as the rate is. So customer ``i`` comes where the summed rate reaches ``N`` times a uniform
number of its own, and is known without any other.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ...core.clock import on_date
from ...language.values import Instant
from ..population.values import Arrivals, Population

DAYS_A_WEEK = 7
LONGEST_YEARS = 10
"""How far the time in which customers come may be stretched to hold the customers asked for."""

_DAY_MINUTES = 24 * 60
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """The hours in which customers come, and how many are expected by the end of each day's."""

    opens: tuple[Instant, ...]
    closes: tuple[Instant, ...]
    sums: tuple[float, ...]

    @property
    def total(self) -> float:
        """How many customers are expected in all."""
        return self.sums[-1] if self.sums else 0.0

    def reached(self, expected: float) -> Instant:
        """Return the instant at which so many customers are expected to have come."""
        day = min(bisect_left(self.sums, expected), len(self.sums) - 1)
        before = self.sums[day - 1] if day else 0.0
        share = (expected - before) / (self.sums[day] - before)
        return self.opens[day] + round((self.closes[day] - self.opens[day]) * min(share, 1.0))


def rate_of(population: Population) -> Rate:
    """Return the rate of a population from its beginning until its arrivals end."""
    return _rate(
        population.arrivals, population.zone, population.starts_on, population.begins_at,
        population.arrivals_end_at, 0.0,
    )  # fmt: skip


def stretched(population: Population, customers: int) -> Rate:
    """Return the rate from the beginning until so many are expected, at most ten years long."""
    begins = population.begins_at
    on = population.starts_on
    last = on_date(on.replace(year=on.year + LONGEST_YEARS, day=min(on.day, 28)), 0, "Etc/UTC")
    return _rate(population.arrivals, population.zone, on, begins, last, float(customers))


@lru_cache(maxsize=8)
def _rate(
    arrivals: Arrivals, zone: str, on: dt.date, since: Instant, until: Instant, enough: float
) -> Rate:
    """Sum the rate day by day until an instant, or until ``enough`` customers where it is one."""
    opens: list[Instant] = []
    closes: list[Instant] = []
    sums: list[float] = []
    expected = 0.0
    for opening, closing, customers in _days(arrivals, zone, on, until):
        first, last = max(opening, since), min(closing, until)
        if last <= first or customers <= 0.0:
            continue
        expected += customers * (last - first) / (closing - opening)
        opens.append(first)
        closes.append(last)
        sums.append(expected)
        if enough and expected >= enough:
            break
    return Rate(tuple(opens), tuple(closes), tuple(sums))


def _days(
    arrivals: Arrivals, zone: str, on: dt.date, until: Instant
) -> Iterator[tuple[Instant, Instant, float]]:
    """Yield the hours of each day and the customers expected in them, in order."""
    hours = arrivals.hours
    closes = hours.closes if hours.closes > hours.opens else hours.closes + _DAY_MINUTES
    daily = arrivals.per_week / DAYS_A_WEEK
    # The evening before may reach into the first day.
    date = on - _DAY
    while True:
        opening = on_date(date, hours.opens, zone)
        if opening >= until:
            return
        factor = arrivals.weekdays[date.weekday()] * arrivals.months[date.month - 1]
        yield opening, on_date(date, closes, zone), daily * factor
        date += _DAY

"""Little's law as a check on the counting: L = λ · W, each of them counted by itself.

How many were there is a head count at every whole hour of the run; how many came is counted as
they come, and how long they stayed as they go. Heads counted hour by hour differ from the time
they were there by less than an hour each: that much, and no more, may be between the two.
"""

from __future__ import annotations

from ...core.clock import MICROSECONDS_PER_DAY
from ...language.values import MICROSECONDS_PER_HOUR
from .results import LittleFigures
from .tally import Histogram, Tally

_MILLION = 1_000_000


def little_of(tally: Tally, of: str, length: int) -> LittleFigures:
    """Return the law for the journeys in stage ``of``, over a run of ``length`` microseconds."""
    came = tally.count("arrived", of)
    stays = tally.times.get(("stay", of), Histogram())
    heads = _head_counts(tally.present.get(of, {}), length)
    there = heads * MICROSECONDS_PER_HOUR
    # λ · W · length, with W from those who went and λ from those who came.
    stayed = came * stays.total // max(stays.count, 1)
    apart = abs(there - stayed)
    at_most = came * MICROSECONDS_PER_HOUR
    return LittleFigures(
        of=of,
        l=there * _MILLION // length,
        rate=came * MICROSECONDS_PER_DAY * _MILLION // length,
        w=stays.total // max(stays.count, 1),
        gap=apart * _MILLION // max(there, 1),
        allowed=at_most * _MILLION // max(there, 1),
        holds=apart <= at_most,
    )


def _head_counts(change: dict[int, int], length: int) -> int:
    """Return how many were there in all, when heads were counted at every whole hour."""
    hours = -(-length // MICROSECONDS_PER_HOUR)
    return sum((hours - hour) * number for hour, number in change.items() if hour < hours)

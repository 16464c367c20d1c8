"""History beside a simulation of the population fitted to it: how long, and to what end.

Both are counted by the same :class:`..figures.counting.Counter`, both are watched to the same
end: so what is still open is missing in both alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ...language.program import Program
from ...language.values import MICROSECONDS_PER_MINUTE
from ..figures.tally import Histogram, Tally, bin_of, end_of
from .sampling import state_name

_BY_CHANCE = 1.3581
_FINEST = bin_of(2 * MICROSECONDS_PER_MINUTE)

PERCENTS = (10, 25, 50, 75, 90, 99)
"""The percentages that are set side by side."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a state or a stage lasted, in history and in the simulation.

    ``track`` and ``state`` are empty for the stage as a whole. ``open`` are those that lasted
    still at the end. ``distance`` is how far the shares below a length differ at most.
    """

    stage: str
    track: str
    state: str
    history: Histogram
    simulated: Histogram
    history_open: int
    simulated_open: int

    @property
    def name(self) -> str:
        """The name of the state as a population has it, or the stage."""
        return state_name(self.stage, self.track, self.state) if self.state else self.stage

    @property
    def distance(self) -> float:
        """How far the shares below a length differ at most, among those that are over.

        Lengths of less than two minutes are alike: a population is written in minutes.
        """
        one, other = self.history, self.simulated
        if not one.count or not other.count:
            return 1.0 if one.count or other.count else 0.0
        reached = [0, 0]
        most = 0.0
        for number in sorted({*one.bins, *other.bins}):
            reached[0] += one.bins.get(number, 0)
            reached[1] += other.bins.get(number, 0)
            if number >= _FINEST:
                most = max(most, abs(reached[0] / one.count - reached[1] / other.count))
        return most

    @property
    def is_chance(self) -> bool:
        """Whether so much is off by chance alone in one of twenty (Smirnov 1948)."""
        one, other = self.history.count, self.simulated.count
        return self.distance <= _BY_CHANCE * math.sqrt((one + other) / (one * other))


@dataclass(frozen=True, slots=True)
class Ending:
    """How often a stage came to an end, of those who entered it; ``end`` empty: still open."""

    stage: str
    end: str
    history: int
    simulated: int


@dataclass(frozen=True, slots=True)
class Beside:
    """History beside a simulation: customers of both, lengths, and ends of stages."""

    history: int
    simulated: int
    seed: int
    lasting: tuple[Lasting, ...]
    endings: tuple[Ending, ...]
    entered: dict[str, tuple[int, int]]


def beside(program: Program, history: Tally, simulated: Tally, seed: int) -> Beside:
    """Return both side by side, in the order of the playbooks."""
    return Beside(
        history=history.count("journeys"),
        simulated=simulated.count("journeys"),
        seed=seed,
        lasting=tuple(_lasting(program, history, simulated)),
        endings=tuple(_endings(program, history, simulated)),
        entered={
            name: (history.count("entered", name), simulated.count("entered", name))
            for name in program.stages
        },
    )


def _lasting(program: Program, one: Tally, other: Tally) -> Iterator[Lasting]:
    for stage in program.stages.values():
        keys = [("", "")]
        for track in stage.tracks:
            keys += [(track.id, state.id) for state in track.states.values()]
        for track_id, state_id in keys:
            timed = ("state", stage.id, track_id, state_id) if state_id else ("stage", stage.id)
            still = ("state.open", stage.id, track_id, state_id) if state_id else ("open", stage.id)
            found = Lasting(
                stage.id, track_id, state_id,
                one.times.get(timed, Histogram()), other.times.get(timed, Histogram()),
                one.count(*still), other.count(*still),
            )  # fmt: skip
            if found.history.count or found.simulated.count:
                yield found


def _endings(program: Program, one: Tally, other: Tally) -> Iterator[Ending]:
    for stage in program.stages:
        ends = sorted({key[0] for tally in (one, other) for key in tally.under("end", stage)})
        for end in ends:
            yield Ending(stage, end, _count(one, stage, end), _count(other, stage, end))
        still = one.count("open", stage), other.count("open", stage)
        if any(still):
            yield Ending(stage, "", *still)


def _count(tally: Tally, stage: str, end: str) -> int:
    keys = [key for key in tally.under("end", stage) if key[0] == end]
    return sum(tally.count("end", stage, *key) for key in keys)


def cumulative(histogram: Histogram) -> list[tuple[int, float]]:
    """Return (length, share up to it) at the end of each bin, rising."""
    reached, found = 0, []
    for number in sorted(histogram.bins):
        reached += histogram.bins[number]
        found.append((end_of(number), reached / histogram.count))
    return found

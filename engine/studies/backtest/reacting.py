"""What customers might have done, had anybody done to them what the playbook says: an assumption.

A replay cannot know it: nobody wrote to them. A population says how likely a silent customer
answers a follow-up; between the first one alone and all of them lies what may be assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ...core import records as r
from ...core.identity import track_of
from ...core.journey import Journey, Signal
from ...core.link import LinkedProgram
from ...language.keys import MAIN
from ...language.values import Instant
from ..figures.tally import add_counts
from ..history.case import Case
from ..history.mapping import LogMapping
from ..population.values import WHOLE, Millionths, Population
from ..simulation.observing import Customer, Worked
from .findings import Reaction
from .work import Piece

Name = tuple[str, str]
"""A stage and a stall of it."""


class ReactionTally(msgspec.Struct):
    """Stalls that happened, those that history answered, and what a population would have."""

    stalls: dict[Name, int] = {}
    history: dict[Name, int] = {}
    least: dict[Name, int] = {}
    most: dict[Name, int] = {}

    def merge(self, other: ReactionTally) -> None:
        """Add all that another has counted."""
        for name in self.__struct_fields__:
            add_counts(getattr(self, name), getattr(other, name))

    def told(self) -> tuple[Reaction, ...]:
        """Return it by stage and stall."""
        return tuple(
            Reaction(
                *name, count, self.history.get(name, 0) * WHOLE, self.least.get(name, 0),
                self.most.get(name, 0),
            )
            for name, count in sorted(self.stalls.items())
        )  # fmt: skip


def decode(data: bytes) -> ReactionTally:
    """Read a tally back."""
    return msgspec.msgpack.decode(data, type=ReactionTally)


@dataclass(frozen=True, slots=True)
class ReactionWatch:
    """Assumes of silent customers what ``population`` says."""

    population: Population

    def look(
        self,
        program: LinkedProgram,
        mapping: LogMapping,
        piece: Piece,
        accounts: Mapping[int, Sequence[Case]],
    ) -> Reacting:
        """Begin to look at a piece."""
        del program, mapping, piece, accounts
        return Reacting(self.population)


class _Silence:
    """A stall that has not ended: where, and the follow-ups that were due in it."""

    def __init__(self, name: Name, state: tuple[str, str]) -> None:
        self.name, self.state = name, state
        self.steps: list[str] = []


class Reacting:
    """Counts stalls and follow-ups (an :class:`Observer`)."""

    def __init__(self, population: Population) -> None:
        """Nobody is silent yet."""
        self.tally = ReactionTally()
        self._population = population
        self._silences: dict[tuple[str, str], _Silence] = {}

    def came(self, customer: Customer) -> None:
        """Nobody is silent when they come."""

    def decided(
        self,
        customer: Customer,  # noqa: ARG002  # an Observer's list
        before: Journey,
        after: Journey,
        signal: Signal,  # noqa: ARG002
        decision: r.Decision,
        now: Instant,  # noqa: ARG002
    ) -> None:
        """Follow the stalls of a journey."""
        for record in decision.records:
            kind = type(record)
            if kind is r.Stalled:
                occurrence = record.occurrence  # type: ignore[union-attr]
                where = track_of(occurrence.track), record.state  # type: ignore[union-attr]
                name = before.playbook, occurrence.stall
                self._silences[before.id, occurrence.id] = _Silence(name, where)
            elif kind is r.TaskOpened and self._silences:
                self._step(before, after, record.id)  # type: ignore[union-attr]
            elif kind is r.StallEnded:
                silence = self._silences.pop((before.id, record.id), None)  # type: ignore[union-attr]
                if silence is not None:
                    outcome = record.outcome  # type: ignore[union-attr]
                    self._close(silence, is_answered=outcome == "recovered")

    def _step(self, before: Journey, after: Journey, name: str) -> None:
        task = after.tasks.get(name) or before.tasks.get(name)
        silence = self._silences.get((before.id, task.scope)) if task is not None else None
        if task is not None and silence is not None:
            silence.steps.append(task.name)

    def worked(self, worked: Worked) -> None:
        """Who worked how long, no log says."""

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Count those that are silent still."""
        del customer, journeys, at
        for silence in self._silences.values():
            self._close(silence, is_answered=False)
        self._silences.clear()

    def found(self) -> bytes:
        """Return what was counted, packed."""
        return msgspec.msgpack.encode(self.tally)

    # --- what is assumed

    def _close(self, silence: _Silence, *, is_answered: bool) -> None:
        tally, name = self.tally, silence.name
        least, most = self._chances(silence)
        for counts, more in (
            (tally.stalls, 1), (tally.history, int(is_answered)), (tally.least, least),
            (tally.most, most),
        ):  # fmt: skip
            counts[name] = counts.get(name, 0) + more

    def _chances(self, silence: _Silence) -> tuple[Millionths, Millionths]:
        """Return how likely the first step is answered, and any of them, over all segments."""
        least = most = 0
        (stage, _), (track, state) = silence.name, silence.state
        names = (f"{stage}.{track}.{state}", f"{stage}.{state}") if track != MAIN else (
            f"{stage}.{state}", f"{stage}.{track}.{state}",
        )  # fmt: skip
        for segment in self._population.segments:
            known = (segment.states[name] for name in names if name in segment.states)
            behaviour = next(known, None)
            if behaviour is None:
                continue
            reactions = behaviour.reactions
            chances = [
                found.chance
                for step in silence.steps
                if (found := reactions.get(step) or reactions.get("")) is not None
            ]
            least += segment.share * next(iter(chances), 0) // WHOLE
            most += segment.share * _any_of(chances) // WHOLE
        return least, most


def _any_of(chances: Sequence[Millionths]) -> Millionths:
    """Return how likely at least one of several comes true, each by itself, rounded down."""
    none = WHOLE
    for chance in chances:
        none = -(-none * (WHOLE - chance) // WHOLE)
    return WHOLE - none

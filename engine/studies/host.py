"""Where a story is played: in memory here, in a store elsewhere; the same ``decide`` in both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from msgspec.structs import replace

from ..core.decide import decide
from ..core.evolve import evolve, evolve_account
from ..core.journey import Context, Journey, Signal
from ..core.link import LinkedProgram
from ..core.records import Decision, FactSet, Record
from ..core.timers import next_timer, timer_signal
from ..language.values import Instant


class Host(Protocol):
    """What a story needs of the place it is played in."""

    def start(self, signal: Signal, context: Context, now: Instant) -> str:
        """Begin a journey and return its id."""

    def advance(self, journey_id: str, until: Instant, *, inclusive: bool) -> None:
        """Let time pass: fire what is due before (or at) ``until``."""

    def send(self, journey_id: str, signal: Signal, now: Instant) -> Decision:
        """Take one signal."""

    def history(self, journey_id: str) -> tuple[Record, ...]:
        """Return the journal."""

    def account_history(self, journey_id: str) -> tuple[FactSet, ...]:
        """Return what was recorded of the journey's account."""


@dataclass(slots=True)
class _Held:
    journey: Journey
    context: Context
    records: list[Record] = field(default_factory=list)
    account_records: list[FactSet] = field(default_factory=list)


class MemoryHost:
    """A host that keeps journeys in memory on a virtual clock."""

    def __init__(self, program: LinkedProgram) -> None:
        """Play by ``program``."""
        self._program = program
        self._held: dict[str, _Held] = {}

    def start(self, signal: Signal, context: Context, now: Instant) -> str:
        """Begin a journey and return its id."""
        journey_id = f"journey-{len(self._held) + 1}"
        self._held[journey_id] = _Held(Journey(journey_id), context)
        self.send(journey_id, signal, now)
        return journey_id

    def advance(self, journey_id: str, until: Instant, *, inclusive: bool) -> None:
        """Let time pass: fire what is due before (or at) ``until`` (S1.5)."""
        held = self._held[journey_id]
        while (timer := next_timer(held.journey)) is not None:
            if timer.due_at > until or (timer.due_at == until and not inclusive):
                return
            self.send(journey_id, timer_signal(timer), timer.due_at)

    def send(self, journey_id: str, signal: Signal, now: Instant) -> Decision:
        """Decide, and fold what was decided."""
        held = self._held[journey_id]
        decision = decide(self._program, held.context, held.journey, signal, now)
        for record in decision.records:
            held.journey = evolve(held.journey, record)
        for fact in decision.account_records:
            account = evolve_account(held.context.account, fact)
            held.context = replace(held.context, account=account)
        held.records += decision.records
        held.account_records += decision.account_records
        return decision

    def history(self, journey_id: str) -> tuple[Record, ...]:
        """Return the journal."""
        return tuple(self._held[journey_id].records)

    def account_history(self, journey_id: str) -> tuple[FactSet, ...]:
        """Return what was recorded of the journey's account."""
        return tuple(self._held[journey_id].account_records)

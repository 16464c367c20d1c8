"""Where a story is played: in memory here, in a store elsewhere; the same ``decide`` in both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from msgspec.structs import replace

from ..core.abilities import missing
from ..core.addresses import Candidate, is_alive
from ..core.decide import Step, step
from ..core.evolve import evolve_account
from ..core.exchange import deliver, spread
from ..core.journey import Absence, Account, Context, Directory, Journey, Signal, Timer
from ..core.link import LinkedProgram
from ..core.records import AccountRecord, Decision, Record, Why
from ..core.timers import next_timer, timer_signal
from ..language.values import Instant


class Host(Protocol):
    """What a story needs of the place it is played in.

    One journey may lead to others: children, new ones, one beside. All share one time.
    """

    def start(self, signal: Signal, context: Context, now: Instant) -> str:
        """Begin a journey and return its id."""

    def advance(
        self, journey_id: str, until: Instant, *, inclusive: bool, now: Instant = 0
    ) -> None:
        """Let time pass for all journeys of its account: fire what is due before (or at) ``until``.

        What fires is taken when it is due, or at ``now`` where that is later: after downtime.
        """

    def send(self, journey_id: str, signal: Signal, now: Instant) -> Decision:
        """Take one signal."""

    def post(self, signal: Signal, now: Instant) -> tuple[Decision, ...]:
        """Take one signal of which only the account is known (S7.2)."""

    def journeys(self, journey_id: str) -> tuple[str, ...]:
        """Return the ids of all journeys of that one's account, in the order they began."""

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands."""

    def be_away(self, person: str, absence: Absence) -> None:
        """Note in the directory that a person will be away (S4.4)."""

    def history(self, journey_id: str) -> tuple[Record, ...]:
        """Return the journal."""

    def account_history(self, journey_id: str) -> tuple[AccountRecord, ...]:
        """Return what was recorded of the journey's account, by all its journeys."""


@dataclass(slots=True)
class _Held:
    journey: Journey
    account: str
    records: list[Record] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)


class MemoryHost:
    """A host that keeps journeys in memory on a virtual clock."""

    def __init__(self, program: LinkedProgram) -> None:
        """Play by ``program``."""
        self.program = program
        self._held: dict[str, _Held] = {}
        self._accounts: dict[str, Account] = {}
        self._told: dict[str, list[AccountRecord]] = {}
        self._directory = Directory()

    def start(self, signal: Signal, context: Context, now: Instant) -> str:
        """Begin a journey and return its id; its account and directory hold from now on."""
        account = signal.address.account
        self._accounts.setdefault(account, context.account)
        self._directory = context.directory
        journey = Journey(f"journey-{len(self._held) + 1}")
        self._take(journey, signal, now)
        return journey.id

    def advance(
        self, journey_id: str, until: Instant, *, inclusive: bool, now: Instant = 0
    ) -> None:
        """Let time pass for the account's journeys: fire what is due by then (S1.5)."""
        account = self._held[journey_id].account
        while (due := self._next(account)) is not None:
            journey, timer = due
            if timer.due_at > until or (timer.due_at == until and not inclusive):
                return
            self._take(journey, timer_signal(timer), max(timer.due_at, now))

    def send(self, journey_id: str, signal: Signal, now: Instant) -> Decision:
        """Decide, and fold what was decided."""
        return self._take(self._held[journey_id].journey, signal, now)

    def be_away(self, person: str, absence: Absence) -> None:
        """Note in the directory that a person will be away (S4.4)."""
        known = self._directory.absences.get(person, ())
        absences = {**self._directory.absences, person: (*known, absence)}
        self._directory = replace(self._directory, absences=absences)

    def post(self, signal: Signal, now: Instant) -> tuple[Decision, ...]:
        """Take one signal of which only the account is known (S7.2)."""
        self._accounts.setdefault(signal.address.account, Account(signal.address.account))
        steps = deliver(self, signal, now)
        for each in steps:
            spread(self, each, now)
        return tuple(each.decision for each in steps)

    def journeys(self, journey_id: str) -> tuple[str, ...]:
        """Return the ids of all journeys of that one's account, in the order they began."""
        account = self._held[journey_id].account
        return tuple(name for name, held in self._held.items() if held.account == account)

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands."""
        return self._held[journey_id].journey

    def history(self, journey_id: str) -> tuple[Record, ...]:
        """Return the journal."""
        return tuple(self._held[journey_id].records)

    def why(self, journey_id: str) -> tuple[Why, ...]:
        """Return why each record was made."""
        return tuple(self._held[journey_id].why)

    def account_history(self, journey_id: str) -> tuple[AccountRecord, ...]:
        """Return what was recorded of the journey's account, by all its journeys."""
        return tuple(self._told.get(self._held[journey_id].account, ()))

    # --- what the exchange between journeys needs

    def lacking(self, playbook: str) -> tuple[str, ...]:
        """Return what the engine does not run of a playbook."""
        stages = self.program.program.stages
        return missing(self.program.program, playbook) if playbook in stages else ()

    def alive(self, account: str) -> list[Candidate]:
        """Return an account's running and dormant journeys, by id."""
        return [
            Candidate(held.journey, held.records[0].at)
            for _, held in sorted(self._held.items())
            if held.account == account and is_alive(held.journey)
        ]

    def decide(self, journey: Journey, signal: Signal, now: Instant) -> Step:
        """Decide one signal; nothing is kept yet."""
        account = journey.account or signal.address.account
        above = self._held.get(journey.parent or signal.address.parent)
        parent = above.journey.facts if above is not None else {}
        context = Context(self._accounts[account], self._directory, parent)
        return step(self.program, context, journey, signal, now)

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        """Keep what was decided, and return it."""
        decision = step.decision
        account = journey.account or signal.address.account
        held = self._held.setdefault(journey.id, _Held(journey, account))
        held.journey = step.after
        held.records += decision.records
        held.why += decision.why
        for record in decision.account_records:
            self._accounts[account] = evolve_account(self._accounts[account], record)
            self._told.setdefault(account, []).append(record)
        return step

    def _take(self, journey: Journey, signal: Signal, now: Instant) -> Decision:
        taken = self.keep(journey, self.decide(journey, signal, now), signal)
        spread(self, taken, now)
        return taken.decision

    def _next(self, account: str) -> tuple[Journey, Timer] | None:
        """Return the timer that comes due first; ties by which journey began first."""
        mine = [held.journey for held in self._held.values() if held.account == account]
        found = [(journey, next_timer(journey)) for journey in mine]
        timed = [(journey, timer) for journey, timer in found if timer is not None]
        return min(timed, key=lambda each: each[1].due_at, default=None)

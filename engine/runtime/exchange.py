"""Journeys of one store that begin, answer and look again because of each other (S2.6, S7.8).

All of it happens in the transaction of the decision that asked for it: a child that was
seeded is there, or the end of the stage that seeds it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from msgspec.structs import replace

from ..core.addresses import Candidate, twin
from ..core.decide import Step
from ..core.exchange import deliver, spread
from ..core.journey import Address, Journey, Signal
from ..core.link import LinkedProgram
from ..core.records import Send, Start
from ..core.timers import next_timer, timer_signal
from ..language.values import Instant
from . import rows
from .poison import parked
from .step import Receipt
from .working import Work


class Neighbours:
    """All journeys, as one transaction sees them and decides on them."""

    def __init__(
        self, work: Work, lacking: Callable[[LinkedProgram, str], tuple[str, ...]]
    ) -> None:
        """Decide what ``work`` holds; ``lacking`` says what is not run of a program's playbook."""
        self.work = work
        self.settled = 0
        """How many signals that waited were decided."""
        self._lacking = lacking
        self._receipts: dict[tuple[str, int], Receipt] = {}

    # --- one journey

    def take(self, journey: Journey, signal: Signal, now: Instant, account: str = "") -> Receipt:
        """Decide one signal, keep it, and do what it asks of others; its answer is not kept."""
        step = self.work.decide(journey, signal, now)
        receipt = self.work.keep(journey, step, account)
        self.spread(receipt, step, now, has_children=bool(journey.seeds))
        return receipt

    def settle(self, journey_id: str, now: Instant) -> Journey:
        """Decide what a journey has waiting, in order, and return it (S7.9).

        Raises:
            UnknownJourneyError: there is no such journey.
        """
        journey = self.work.journey(journey_id)
        for row in self.work.tx.waiting(journey_id):
            # Let go of first: what it leads to may come back here.
            self.work.tx.drop_waiting(journey_id, row.number)
            self.settled += 1
            signal = rows.read_waiting(self.work.tx, row)
            happened = replace(signal, at=signal.at or row.accepted_at)
            self.work.answer(self.take(journey, happened, now), signal)
            journey = self.work.journey(journey_id)
        return journey

    def fire(self, journey: Journey, until: Instant, now: Instant) -> Receipt | None:
        """Fire the first timer of a journey that has nothing waiting, if it is due by ``until``."""
        timer = next_timer(journey)
        if timer is None or timer.due_at > until:
            return None
        receipt = self.take(journey, timer_signal(timer), now)
        # A due timer is used up by its decision, or it would come due again for ever.
        assert receipt.records
        return receipt

    def forget_attempts(self, journey_id: str, *, is_fired: bool) -> None:
        """Let go of what workers tried of a journey, where its work is done by now (S7.6)."""
        if is_fired or self.settled:
            self.work.tx.end_attempts((journey_id,))

    def park(self, journey_id: str, signal: Signal, now: Instant, attempts: int) -> Receipt:
        """Put a signal aside that nobody survived deciding: an incident instead (S7.6)."""
        journey = self.work.journey(journey_id)
        names = (f"{attempts} attempts",)
        return self.work.keep(journey, parked(journey, signal, now, "poison", names))

    # --- the others

    @cached_property
    def program(self) -> LinkedProgram:
        """The program that new journeys take (S8.2)."""
        return self.work.program()

    def lacking(self, playbook: str) -> tuple[str, ...]:
        """Return what the engine does not run of a playbook."""
        return self._lacking(self.program, playbook)

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands now."""
        return self.work.journey(journey_id)

    def alive(self, account: str) -> list[Candidate]:
        """Return an account's running and dormant journeys, by id."""
        return self.work.alive(account)

    def decide(self, journey: Journey, signal: Signal, now: Instant) -> Step:
        """Decide one signal, after what its journey has waiting; it is not kept yet."""
        if journey.version:
            journey = self.settle(journey.id, now)
        return self.work.decide(journey, signal, now)

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        """Keep what was decided, and return it."""
        # As it stands by now: what it had waiting may have changed it.
        stands = self.work.find(journey.id) or journey
        receipt = self.work.keep(stands, step, signal.address.account)
        self._receipts[journey.id, step.after.version] = receipt
        return step

    def twin(self, address: Address) -> str | None:
        """Return the journey that already runs for what a new one is wanted for (S2.6)."""
        self.work.lock(address.account)
        alive = self.work.whereabouts(address.account)
        return twin(self.program, address, alive)

    def spread(
        self, receipt: Receipt, step: Step, now: Instant, *, has_children: bool = True
    ) -> None:
        """Do what a decision that was kept asks of other journeys."""
        asks = any(isinstance(effect, Start | Send) for effect in receipt.effects)
        if receipt.records and (asks or receipt.account_records or has_children):
            spread(self, step, now)

    def deliver(self, signal: Signal, now: Instant) -> list[Receipt]:
        """Take a signal of which only the account is known; empty where nobody serves."""
        steps = deliver(self, signal, now)
        for step in steps:
            spread(self, Step(step.decision, self.journey(step.after.id)), now)
        return [self._receipts[step.after.id, step.after.version] for step in steps]

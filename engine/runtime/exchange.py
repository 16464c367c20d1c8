"""Journeys of one store that begin, answer and look again because of each other (S2.6, S7.8).

All of it happens in the transaction of the decision that asked for it: a child that was
seeded is there, or the end of the stage that seeds it is not.
"""

from __future__ import annotations

from collections.abc import Callable

from ..core.addresses import Candidate, Whereabouts, is_alive, twin
from ..core.decide import Step
from ..core.exchange import deliver, spread
from ..core.journey import Address, Journey, Signal
from ..core.link import LinkedProgram
from ..core.records import Send, Start
from ..language.values import Instant
from . import rows
from .archive import journey_in
from .step import Receipt, Standing, Stepper
from .store import Writing


class Neighbours:
    """The other journeys, as one transaction sees them."""

    def __init__(
        self,
        tx: Writing,
        stepper: Stepper,
        program: LinkedProgram,
        lacking: Callable[[str], tuple[str, ...]],
    ) -> None:
        """Decide in ``tx``; new journeys take ``program``."""
        self.program = program
        self.lacking = lacking
        self._tx = tx
        self._stepper = stepper
        self._receipts: dict[tuple[str, int], Receipt] = {}

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands now."""
        return journey_in(self._tx, journey_id)

    def alive(self, account: str) -> list[Candidate]:
        """Return an account's running and dormant journeys, by id."""
        held = [
            rows.read_journey(self._tx, row) for row in self._tx.of_account(account, alive=True)
        ]
        return [Candidate(each, self._began(each.id)) for each in held if is_alive(each)]

    def decide(self, journey: Journey, signal: Signal, now: Instant) -> Step:
        """Decide one signal; nothing is written yet."""
        return self._stepper.decide(self._tx, self._standing(journey, signal), signal, now)

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        """Write what was decided, and return it."""
        receipt = self._stepper.keep(self._tx, self._standing(journey, signal), step)
        self._receipts[journey.id, journey.version] = receipt
        return step

    def twin(self, address: Address) -> str | None:
        """Return the journey that already runs for what a new one is wanted for (S2.6)."""
        if not self.program.grains.get(address.playbook):
            where = (address.account, address.line, address.playbook, address.key)
            return self._tx.alive(*where)
        alive = self._tx.of_account(address.account, alive=True)
        known = [Whereabouts(row.id, row.line, row.key, row.playbook) for row in alive]
        return twin(self.program, address, known)

    def spread(self, receipt: Receipt, now: Instant, *, has_children: bool = True) -> None:
        """Do what a decision just written asks of other journeys."""
        asks = any(isinstance(effect, Start | Send) for effect in receipt.effects)
        if receipt.records and (asks or receipt.account_records or has_children):
            spread(self, Step(receipt.decision(), self.journey(receipt.journey)), now)

    def deliver(self, signal: Signal, now: Instant) -> list[Receipt]:
        """Take a signal of which only the account is known; empty where nobody serves."""
        receipts = []
        for step in deliver(self, signal, now):
            before = step.after.version - len(step.decision.records)
            receipts.append(self._receipts[step.after.id, before])
        for receipt in receipts:
            self.spread(receipt, now)
        return receipts

    def _standing(self, journey: Journey, signal: Signal) -> Standing:
        account = journey.account or signal.address.account
        return Standing(journey, account, journey.program or self.program.id)

    def _began(self, journey_id: str) -> Instant:
        return rows.read_records(self._tx, self._tx.history(journey_id, 1, 1))[0].at

"""Everything that happened to one customer of a run: what a timeline of it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ...core import records as r
from ...core.evolve import evolve_account
from ...core.journey import Account, Journey, Signal
from ...language.values import Instant
from ..simulation.observing import Customer, Worked


class Fired(NamedTuple):
    """A stall or a tier that fired: its name, when, and all that was known just then.

    ``records`` and ``why`` are how many there were of the journey's own.
    """

    name: str
    at: Instant
    journey: Journey
    account: Account
    records: int
    why: int


@dataclass(slots=True)
class Remembered:
    """A journey with its journal, why each record was made, and what fired in it unasked."""

    records: list[r.Record] = field(default_factory=list)
    why: list[r.Why] = field(default_factory=list)
    fired: list[Fired] = field(default_factory=list)


class OneCustomer:
    """Remembers customer ``index`` of a run (an :class:`Observer`); the others are passed over."""

    def __init__(self, index: int) -> None:
        """Remember customer ``index``."""
        self.index = index
        self.customer: Customer | None = None
        self.journeys: dict[str, Remembered] = {}
        self._account = Account()

    def came(self, customer: Customer) -> None:
        """Note who it is."""
        if customer.index == self.index:
            self.customer = customer
            self._account = Account(customer.account)

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,  # noqa: ARG002  # an Observer's list
        decision: r.Decision,
        now: Instant,  # noqa: ARG002
    ) -> None:
        """Keep the records, and all that was known where something fired."""
        if customer.index != self.index:
            return
        for shared in decision.account_records:
            self._account = evolve_account(self._account, shared)
        if not self.is_wanted(after):
            return
        kept = self.journeys.setdefault(before.id, Remembered())
        kept.records += decision.records
        kept.why += decision.why
        many = len(kept.records), len(kept.why)
        for record in decision.records:
            name = _fired(record)
            if name:
                kept.fired.append(Fired(name, record.at, after, self._account, *many))

    def is_wanted(self, journey: Journey) -> bool:  # noqa: ARG002  # a case of history asks it
        """Tell whether a journey of the customer is remembered: here each."""
        return True

    def worked(self, worked: Worked) -> None:
        """A timeline tells what was done, not how long it took."""

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """All is there already."""


def _fired(record: r.Record) -> str:
    if isinstance(record, r.Stalled):
        return record.occurrence.stall
    return record.tier if isinstance(record, r.Escalated) else ""

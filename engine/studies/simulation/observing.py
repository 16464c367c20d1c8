"""What a simulation tells while it runs, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ...core.journey import Journey, Signal
from ...core.records import Decision
from ...language.values import Instant, Money


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer of a population: its number, kind, team, and when it comes.

    ``lifetime_value`` is what it is worth where that was drawn (D4.4); None where a fact says it.
    """

    index: int
    segment: str
    team: int
    arrives_at: Instant
    lifetime_value: Money | None = None

    @property
    def account(self) -> str:
        """The id of its account."""
        return f"customer-{self.index}"


@dataclass(frozen=True, slots=True)
class Worked:
    """One task that somebody worked on: asked for, begun, ended; ``microseconds`` of shift time.

    ``wasted``: when it was done nobody needed it any more.
    """

    customer: Customer
    journey: str
    stage: str
    name: str
    role: str
    person: str
    asked_at: Instant
    begun_at: Instant
    ended_at: Instant
    microseconds: int
    wasted: bool = False


class Observer(Protocol):
    """Who is told of everything that happens in one team, or to one customer, in order of time.

    It keeps what it needs: nothing else of a customer is kept once it has left.
    """

    def came(self, customer: Customer) -> None:
        """A customer arrives; its first journey begins next."""

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: Decision,
        now: Instant,
    ) -> None:
        """A decision was taken in one of the customer's journeys, and kept."""

    def worked(self, worked: Worked) -> None:
        """Somebody finished a piece of work."""

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """All is over with a customer, or the time is up: these are all its journeys."""

"""Two versions of a playbook met by the same customers: what differs, piece by piece.

The random numbers are common: customer i has the same facts, answers and moods under both, so
that the difference of one is free of what chance did to both alike. Sums are whole numbers,
kept by measure; a measure is a text ``KIND/SUBJECT``: ``recovered/contract.quote_unanswered``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ...core import records as r
from ...core.journey import Journey, Signal
from ...core.link import LinkedProgram
from ...language.values import Instant, Money
from ..population.values import Population
from ..simulation.observing import Customer, Observer, Worked
from ..simulation.plan import Chunk, Plan
from ..simulation.run import run_each
from .counting import standing_of
from .event_log import Several
from .worth import lifetime_value

HUNDREDTHS = 100


class Measure:
    """An observer that counts, for one piece under one version, what versions differ in.

    Times are microseconds, money hundredths of its currency. Who is lost, what it is worth and
    which contacts were made is as in the results (``figures.counting``).
    """

    def __init__(self, population: Population | None = None) -> None:
        """Count from nothing; ``population`` says when all ends, and which fact is a price."""
        self.customers = 0
        self.until = population.ends_at if population is not None else None
        self.worth = population.worth if population is not None else None
        self.priced_by = self.worth.monthly if self.worth is not None else ""
        self._monthly: dict[int, Money] = {}
        self.counts: Counter[str] = Counter()
        self._entered: dict[str, tuple[str, Instant]] = {}

    def came(self, customer: Customer) -> None:  # noqa: ARG002 - what every observer is told
        """Count a customer."""
        self.customers += 1

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,  # noqa: ARG002
        decision: r.Decision,
        now: Instant,
    ) -> None:
        """Count what a decision recorded."""
        stage = before.playbook or after.playbook
        for record in (*decision.records, *decision.account_records):
            name = _NAMED.get(type(record))
            if name is not None:
                self.counts[name(record, stage, before, after)] += 1
            elif type(record) is r.ContactSpent:
                # What was put off until after the end is no contact.
                is_made = self.until is None or record.to < self.until
                self.counts[f"contact/{record.channel}"] += is_made
            elif (
                type(record) is r.FactSet
                and record.name == self.priced_by
                and isinstance(record.value, Money)
            ):
                self._monthly[customer.index] = record.value
        if before.playbook != after.playbook or before.outcome != after.outcome:
            self._leave(before, now)
            if not after.outcome:
                self._entered[after.id] = (after.playbook, now)

    def worked(self, worked: Worked) -> None:
        """Count the time of a role."""
        self.counts[f"worked/{worked.role}"] += worked.microseconds

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Count how the customer's journeys ended, and the time of those that run still."""
        for journey in journeys:
            if journey.outcome:
                self.counts[f"ended/{journey.outcome}"] += 1
            self._leave(journey, at)
        worth, monthly = customer.lifetime_value, self._monthly.pop(customer.index, None)
        if worth is None and monthly is not None and self.worth is not None:
            worth = lifetime_value(monthly, self.worth.years)
        if worth is not None and standing_of(journeys) == "lost":
            lost = int((worth.amount * HUNDREDTHS).to_integral_value())
            self.counts[f"value_lost/{worth.currency}"] += lost

    def _leave(self, journey: Journey, now: Instant) -> None:
        stage, since = self._entered.pop(journey.id, ("", now))
        if stage:
            self.counts[f"time/{stage}"] += now - since


def _escalated(record: r.Escalated, stage: str, before: Journey, after: Journey) -> str:  # noqa: ARG001
    climb = after.climbs.get(record.climb) or before.climbs.get(record.climb)
    return f"escalated/{climb.ladder if climb is not None else ''}.{record.tier}"


_NAMED: Mapping[type, Callable[[Any, str, Journey, Journey], str]] = {
    r.Stalled: lambda record, stage, *_: f"stalled/{stage}.{record.occurrence.stall}",
    r.StallEnded: lambda record, stage, *_: f"{record.outcome}/{stage}.{record.stall}",
    r.Escalated: _escalated,
    r.TaskOverdue: lambda _, stage, *__: f"overdue/{stage}",
    r.IncidentRaised: lambda record, *_: f"incident/{record.code}",
}


class Sums(msgspec.Struct):
    """What the pieces' differences in one measure add up to (``figures.intervals``).

    ``first`` and ``second`` are the totals of the two versions; ``squares`` sums the squares of
    the differences, ``cross`` the differences times the customers of their piece.
    """

    first: int = 0
    second: int = 0
    squares: int = 0
    cross: int = 0


class Pairs(msgspec.Struct):
    """Two versions compared over any number of pieces; two of these add up to one, exactly."""

    pieces: int = 0
    customers: int = 0
    sizes: int = 0
    sums: dict[str, Sums] = {}

    def add(self, first: Measure, second: Measure) -> None:
        """Add one piece as it went under both versions."""
        size = first.customers
        self.pieces += 1
        self.customers += size
        self.sizes += size * size
        for measure in first.counts.keys() | second.counts.keys():
            sums = self.sums.setdefault(measure, Sums())
            one, other = first.counts[measure], second.counts[measure]
            difference = one - other
            sums.first += one
            sums.second += other
            sums.squares += difference * difference
            sums.cross += difference * size

    def merge(self, other: Pairs) -> None:
        """Add what was counted elsewhere."""
        self.pieces += other.pieces
        self.customers += other.customers
        self.sizes += other.sizes
        for measure, more in other.sums.items():
            sums = self.sums.setdefault(measure, Sums())
            sums.first += more.first
            sums.second += more.second
            sums.squares += more.squares
            sums.cross += more.cross


Version = tuple[LinkedProgram, Plan]
"""A program, and the plan by which the customers of both versions meet it."""


def compare_chunk(first: Version, second: Version, chunk: Chunk, also: Observer) -> Pairs:
    """Run the pieces of a chunk under both versions; ``also`` is told how the first went."""
    pairs, measured = Pairs(), list[Measure]()

    def observe() -> Several:
        measured.append(Measure(first[1].population))
        return Several((measured[-1], also))

    ones = run_each(*first, chunk, observe)
    others = run_each(*second, chunk, lambda: Measure(second[1].population))
    for _, other in zip(ones, others, strict=True):
        pairs.add(measured.pop(), other)
    return pairs

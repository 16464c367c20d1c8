"""A kit for tests of the simulator: populations written in Python, and an observer that keeps all.

``stage`` of :mod:`tests.journeys` makes the workspace; a population here comes from its one stage,
on the calendar ``office`` (UTC, Monday to Friday, nine to five), from Monday 5 January 2026 on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from engine.core import records as r
from engine.core.clock import local, parse_local
from engine.core.journey import Journey, Signal
from engine.core.link import LinkedProgram
from engine.language.facts import exact
from engine.language.titles import Title
from engine.language.values import ClockRange, Instant
from engine.studies.population.values import (
    WHOLE,
    Amount,
    Arrivals,
    Behaviour,
    Distribution,
    Drawn,
    Duration,
    Fixed,
    OneOf,
    Population,
    Reply,
    Segment,
    Work,
)
from engine.studies.simulation.observing import Customer, Observer, Worked
from engine.studies.simulation.plan import Chunk, Plan, chunks, plan_for
from engine.studies.simulation.run import run_chunk

__all__ = [
    "Amount", "Arrivals", "ClockRange", "Distribution", "Fixed", "OneOf", "Watcher", "answers",
    "dt", "exact", "lasting", "population", "reply", "run", "run_some", "segment", "time",
    "varying",
]  # fmt: skip

HOUR = 3_600_000_000
DAY = 24 * HOUR
BEGIN = parse_local("2026-01-05 00:00", "Etc/UTC")
PERCENT = WHOLE // 100
TITLE = Title("人群", "People")


def lasting(hours: float, counts: Any = "elapsed") -> Duration:
    """Return a length of time that is always the same."""
    return Duration(Distribution("constant", (hours * 3600,)), counts)


def varying(hours: float, counts: Any = "elapsed") -> Duration:
    """Return a length of time that is spread exponentially around a mean."""
    return Duration(Distribution("exponential", (hours * 3600,)), counts)


def reply(signal: str, percent: int, after: Duration, **more: Any) -> Reply:
    """Return something that comes from outside."""
    return Reply(signal, percent * PERCENT, after, **more)


def answers(*replies: Reply, **more: Any) -> Behaviour:
    """Return a behaviour; silence is what the replies leave."""
    silence = WHOLE - sum(each.chance for each in replies)
    return Behaviour(replies, silence, **more)


def segment(
    states: Mapping[str, Behaviour] | None = None,
    work: Mapping[str, Work] | None = None,
    facts: Mapping[str, Drawn] | None = None,
    **more: Any,
) -> Segment:
    """Return the one kind of customer there is."""
    plain = Work(lasting(1), lasting(0.5))
    given: dict[str, Any] = {"id": "all", "title": TITLE, "share": WHOLE, "anytime": {}, **more}
    return Segment(
        states=states or {}, work={"": plain, **(work or {})}, facts=facts or {}, **given
    )


def population(own: Segment, weeks: int = 10, **more: Any) -> Population:
    """Return a population of seven customers a week for some weeks, watched for a year more."""
    until = BEGIN + weeks * 7 * DAY
    given: dict[str, Any] = {
        "id": "people", "path": "people.yaml", "title": TITLE, "playbook": "stage", "line": "line",
        "calendar": "office", "begins_at": BEGIN, "arrivals_end_at": until,
        "ends_at": until + 365 * DAY, "starts_on": dt.date(2026, 1, 5),
        "arrivals": Arrivals(7.0), "segments": (own,), "zone": "Etc/UTC", **more,
    }  # fmt: skip
    return Population(**given)


@dataclass
class Watcher(Observer):
    """An observer that keeps all it is told."""

    people: Any = None
    came_: list[Customer] = field(default_factory=list)
    decisions: list[tuple[Customer, Journey, Signal, r.Decision, Instant]] = field(
        default_factory=list
    )
    works: list[Worked] = field(default_factory=list)
    left_: list[tuple[Customer, tuple[Journey, ...], Instant]] = field(default_factory=list)

    def came(self, customer: Customer) -> None:
        self.came_.append(customer)

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: r.Decision,
        now: Instant,
    ) -> None:
        del before
        self.decisions.append((customer, after, signal, decision, now))

    def worked(self, worked: Worked) -> None:
        self.works.append(worked)

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        self.left_.append((customer, journeys, at))

    # --- looking

    def records(self, kind: type[Any], customer: int | None = None) -> list[Any]:
        """Return all records of a kind, of all customers or of one."""
        return [
            record
            for who, _, _, decision, _ in self.decisions
            for record in decision.records
            if isinstance(record, kind) and customer in {None, who.index}
        ]

    def signals(self, kind: str) -> list[Signal]:
        """Return all signals of a kind that were decided."""
        return [signal for _, _, signal, _, _ in self.decisions if signal.type == kind]

    def states(self, customer: int) -> list[str]:
        """Return the states a customer went through, each with when it was entered."""
        return [f"{time(each.at)} {each.state}" for each in self.records(r.StateEntered, customer)]

    def outcomes(self) -> list[str]:
        """Return how all journeys ended."""
        return [journey.outcome for _, journeys, _ in self.left_ for journey in journeys]

    def digest(self, customer: int) -> str:
        """Return what all decisions about a customer come to: equal bytes, equal digests."""
        told = hashlib.blake2b(digest_size=12)
        for who, after, signal, decision, now in self.decisions:
            if who.index == customer:
                told.update(msgspec.json.encode((signal, decision, after, now)))
        return told.hexdigest()


def time(at: Instant) -> str:
    """Return an instant as ``Mo 05 09:30``."""
    return local(at, "Etc/UTC").strftime("%m-%d %H:%M")


def run(
    program: LinkedProgram, people: Population, seed: int = 1, journeys: int | None = None
) -> Watcher:
    """Run a population, all of it or as many journeys as wanted."""
    plan = plan_for(people, seed, journeys)
    found = run_some(program, plan, chunks(plan))
    found.people = people
    return found


def run_some(program: LinkedProgram, plan: Plan, some: tuple[Chunk, ...]) -> Watcher:
    """Run some chunks of a plan, in their order."""
    watcher = Watcher()
    for chunk in some:
        run_chunk(program, plan, chunk, watcher)
    return watcher

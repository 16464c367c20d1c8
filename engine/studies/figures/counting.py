"""From what a run tells to a tally: each record counts what it shows, and is forgotten.

This stands in the innermost loop: records are told apart by one look-up of their type. Of a
customer no more is kept than what is under way, and nothing once it has left.
"""

from __future__ import annotations

from typing import Literal

from ...core.identity import seeded_id
from ...core.journey import Journey, Signal
from ...core.link import LinkedProgram
from ...core.records import AccountRecord, Decision, PatternMatched, Record
from ...language.values import Instant
from ..population.values import Population
from ..simulation.observing import Customer, Worked
from . import of_journeys, of_work
from .tally import Key, Tally
from .under_way import NOWHERE, Counts, Known, Scene
from .weeks import Weeks
from .worth import lifetime_value, millionths

MOST_CONTACTS = 7
"""From so many contacts on, a customer's weeks are counted together."""

Standing = Literal["open", "success", "dormant", "lost"]

COUNTS: Counts = {**of_journeys.COUNTS, **of_work.COUNTS}
"""What counts each type of record."""

_SIGNALS: Key = ("signals",)
_RECORDS: Key = ("records",)


class Counter:
    """Counts a run (an :class:`Observer`); ``tally`` holds what has been counted so far."""

    def __init__(
        self, program: LinkedProgram, population: Population, counts: Counts = COUNTS
    ) -> None:
        """Count the journeys of ``population`` under ``program``, each record by ``counts``."""
        self._counts = counts
        zone = program.calendars[population.calendar].data.zone
        self._calendars = program.calendars
        self._scene = Scene(population, Weeks(population.begins_at, population.ends_at, zone))
        self._known: dict[int, Known] = {}

    @property
    def tally(self) -> Tally:
        """What has been counted so far."""
        return self._scene.tally

    def came(self, customer: Customer) -> None:
        """Count a customer that arrives."""
        self._known[customer.index] = Known()
        self._scene.add("customers", customer.segment)

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,  # noqa: ARG002  # an Observer's list
        signal: Signal,  # noqa: ARG002
        decision: Decision,
        now: Instant,  # noqa: ARG002
    ) -> None:
        """Count what one decision records."""
        table = self._counts
        scene, records, shared = self._scene, decision.records, decision.account_records
        counts = scene.tally.counts
        counts[_SIGNALS] = counts.get(_SIGNALS, 0) + 1
        counts[_RECORDS] = counts.get(_RECORDS, 0) + len(records) + len(shared)
        scene.customer, scene.journey = customer, before.id
        scene.known = known = self._known[customer.index]
        scene.visit = known.visits.get(before.id, NOWHERE)
        told: tuple[Record | AccountRecord, ...] = records
        if shared:
            # A match that the account remembers is told by its journey as well.
            told = (*records, *(each for each in shared if type(each) is not PatternMatched))
        for record in told:
            count = table.get(type(record))
            if count is not None:
                count(scene, record)

    def worked(self, worked: Worked) -> None:
        """Count a piece of work, week by week."""
        scene, role = self._scene, worked.role
        scene.add("work", role)
        scene.time(worked.begun_at - worked.asked_at, "waited", role)
        if worked.wasted:
            scene.add("wasted", role, by=worked.microseconds)
        loads = scene.tally.loads.setdefault(role, {})
        for week, length in self._weekly(worked):
            loads[week] = loads.get(week, 0) + length

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Count how a customer's journeys stand, and forget it."""
        scene = self._scene
        known = self._known.pop(customer.index)
        at = min(at, scene.population.ends_at)
        for journey in journeys:
            scene.add("ended", customer.segment, journey.outcome or "open")
            visit = known.visits.get(journey.id)
            if visit is not None:
                of_journeys.close(scene, visit, at, is_running=not journey.outcome)
        self._price(customer, known, journeys)
        self._spread_contacts(customer, known, at)

    def _price(self, customer: Customer, known: Known, journeys: tuple[Journey, ...]) -> None:
        worth, population = customer.lifetime_value, self._scene.population
        if worth is None and known.monthly is not None and population.worth is not None:
            worth = lifetime_value(known.monthly, population.worth.years)
        if worth is None:
            return
        standing = standing_of(journeys)
        said = ["all"]
        if standing in {"lost", "dormant"}:
            said.append(standing)
        elif known.is_won_back:
            said.append("saved")
        amounts = self.tally.amounts
        for name in said:
            key = name, worth.currency
            amounts[key] = amounts.get(key, 0) + millionths(worth)
        self._scene.add("priced", worth.currency)

    def _spread_contacts(self, customer: Customer, known: Known, at: Instant) -> None:
        weeks = self._scene.weeks
        first, last = weeks.of(customer.arrives_at), weeks.of(at)
        without = last - first + 1
        for week, number in known.contacts.items():
            self._scene.add("weekly", str(min(number, MOST_CONTACTS)))
            without -= first <= week <= last
        self._scene.add("weekly", "0", by=without)

    def _weekly(self, worked: Worked) -> list[tuple[int, int]]:
        """Return how much of a piece of work fell in which week, in all just what it took."""
        weeks, population = self._scene.weeks, self._scene.population
        first, last = weeks.of(worked.begun_at), weeks.of(worked.ended_at)
        rest, found = worked.microseconds, []
        if first != last:
            staff = population.staff.get(worked.role)
            calendar = self._calendars[staff.calendar if staff else population.calendar]
            for week in range(first, last):
                begins = max(weeks.begins[week], worked.begun_at)
                part = min(rest, calendar.between(begins, weeks.begins[week + 1]))
                found.append((week, part))
                rest -= part
        return [*found, (last, rest)]


def standing_of(journeys: tuple[Journey, ...]) -> Standing:
    """Return how a customer stands at the end: by those journeys that led to no other one.

    A journey that began a child or a new one has handed the customer on; what runs beside the
    lifecycle says nothing of it. One that is open or came to success keeps the customer.
    """
    by_id = {journey.id: journey for journey in journeys}
    outcomes: set[str] = set()
    waiting = [journey.id for journey in journeys if not journey.seeded_by][:1]
    while waiting:
        journey = by_id[waiting.pop()]
        led = [
            name
            for number, seed in journey.seeds.items()
            if seed.kind != "beside" and (name := seeded_id(journey.id, int(number))) in by_id
        ]
        waiting += led
        if not led:
            outcomes.add(journey.outcome or "open")
    order: tuple[Standing, ...] = ("open", "success", "dormant", "lost")
    return next((each for each in order if each in outcomes), "open")

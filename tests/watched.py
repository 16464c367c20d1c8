"""One customer in memory whose every decision is told to an observer, as a simulation tells it."""

from __future__ import annotations

from typing import Any

from engine.core import clock
from engine.core.decide import Step
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal
from engine.core.link import LinkedProgram
from engine.core.records import Decision
from engine.language.titles import Title
from engine.language.values import Instant, Money
from engine.studies.host import MemoryHost
from engine.studies.population.values import Arrivals, Population, Segment
from engine.studies.simulation.observing import Customer, Observer

ZONE = "Asia/Shanghai"


def population(**more: Any) -> Population:
    """Return a population of the small workspace: four weeks from a Monday at midnight."""
    begins_at = clock.parse_local("2026-03-02 00:00", ZONE)
    four_weeks = 28 * clock.MICROSECONDS_PER_DAY
    said: dict[str, Any] = {
        "id": "buyers", "path": "populations/buyers.yaml", "title": Title("买家", "Buyers"),
        "playbook": "offer", "line": "", "calendar": "office", "begins_at": begins_at,
        "arrivals_end_at": begins_at + four_weeks, "ends_at": begins_at + four_weeks,
        "starts_on": clock.local(begins_at, ZONE).date(), "arrivals": Arrivals(10.0),
        "segments": (Segment("all", Title("全部", "All"), 1_000_000, {}, {}, {}, {}),),
    }  # fmt: skip
    return Population(**{**said, **more})


class _Host(MemoryHost):
    def __init__(self, program: LinkedProgram, customer: Customer, observer: Observer) -> None:
        super().__init__(program)
        self.customer, self.observer = customer, observer
        self.told: list[tuple[Journey, Journey, Signal, Decision]] = []

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        kept = super().keep(journey, step, signal)
        after = kept.after
        self.observer.decided(self.customer, journey, after, signal, kept.decision, after.now)
        return kept


class Watched:
    """A customer that came to an observer, acts by hand, and leaves."""

    def __init__(
        self,
        program: LinkedProgram,
        observer: Observer,
        index: int = 0,
        at: str = "2026-03-02 09:00",
        worth: Money | None = None,
        segment: str = "all",
    ) -> None:
        """Let customer ``index`` come at a local time and begin an offer."""
        self.now = clock.parse_local(at, ZONE)
        self.customer = Customer(index, segment, 0, self.now, worth)
        self.observer, self.program = observer, program
        self.host = _Host(program, self.customer, observer)
        self.signals = 0
        observer.came(self.customer)

    def begin(self, playbook: str = "offer", **facts: Any) -> str:
        """Begin its first journey."""
        people = {role: role for role in self.program.program.roles}
        context = Context(Account(self.customer.account), Directory(1, people))
        address = Address(account=self.customer.account, playbook=playbook)
        return self.host.start(self._said("journey.started", facts, address), context, self.now)

    def until(self, at: str) -> Watched:
        """Go to a local time."""
        self.now = clock.parse_local(at, ZONE)
        self.host.advance("journey-1", self.now, inclusive=True)
        return self

    def say(self, kind: str, brings: tuple[str, ...] = (), **data: Any) -> Watched:
        """Send a signal to the journey."""
        self.host.send("journey-1", self._said(kind, data, Address(), brings), self.now)
        return self

    def leave(self, at: Instant | None = None) -> None:
        """Let the time be over for this customer, now or ``at`` an instant."""
        journeys = tuple(self.host.journey(each) for each in self.host.journeys("journey-1"))
        self.observer.left(self.customer, journeys, self.now if at is None else at)

    def _said(
        self, kind: str, data: dict[str, Any], address: Address, brings: tuple[str, ...] = ()
    ) -> Signal:
        self.signals += 1
        named = {name.replace("__", "."): value for name, value in data.items()}
        return Signal(kind, f"s{self.signals}", "test", "ann", self.now, named, brings, address)

"""One customer's account on the virtual clock: its journeys, its timers, and who is told.

What production does with a signal is done here by the same functions: ``step`` decides, the
exchange begins and wakes other journeys. No journal is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core import records as r
from ...core.addresses import Candidate, is_alive
from ...core.decide import STARTED, Step, step
from ...core.evolve import evolve_account
from ...core.exchange import spread
from ...core.journey import Account, Address, Context, Directory, Journey, Signal, Timer
from ...core.link import LinkedProgram
from ...core.timers import next_timer, timer_signal
from ...language.values import Instant, Value
from .agenda import OUTSIDE, TIMER, Agenda
from .chance import Chance
from .observing import Customer, Observer
from .setting import Setting

SOURCE = "simulation"
"""Where the signals of a simulation say they come from."""

Listener = Callable[[Journey, Journey, r.Decision], None]
"""Hears of each decision that was kept: the journey before and after, and what was decided."""

_OVER = frozenset({"success", "lost"})


class AccountHost:
    """The journeys of one account; an ``Outside`` for the exchange between them."""

    def __init__(
        self,
        setting: Setting,
        observer: Observer,
        agenda: Agenda,
        customer: Customer,
        chance: Chance,
    ) -> None:
        """An account without a journey yet."""
        self.setting, self.observer, self.agenda = setting, observer, agenda
        self.customer, self.chance = customer, chance
        self.program: LinkedProgram = setting.program
        self.directory: Directory = setting.directory
        self.account = Account(customer.account)
        self.journeys: dict[str, Journey] = {}
        self.now: Instant = customer.arrives_at
        self.listener: Listener | None = None
        self.pending = self.working = 0
        self.is_gone = False
        self._has_ended = False
        self._retired: set[str] = set()
        self._started: dict[str, Instant] = {}
        self._timers: dict[str, Timer] = {}
        self._due: Timer | None = None
        self._due_in = ""
        self._changed: list[str] = []
        self._entered: Instant | None = None
        self._signals = 0
        self._doing = ""

    # --- time

    def plan(self, at: Instant, action: Callable[[Any], None], about: Any) -> bool:
        """Plan something of this account; return whether its time will come."""
        is_planned = self.agenda.enter(max(at, self.now), OUTSIDE, self, action, about)
        self.pending += is_planned
        return is_planned

    def happen(self, at: Instant, action: Callable[[Any], None], about: Any) -> None:
        """Do what was planned; whatever goes wrong is this customer's alone."""
        if self.is_gone:
            return
        self.now = at
        self.pending -= 1
        try:
            action(about)
        except Exception as error:  # noqa: BLE001  # counted and named; the run goes on
            self._fail(error)
        self._settle()

    def fire(self, entered: Instant) -> None:
        """Take the timer that is due, unless none is by now."""
        self.pending += 1
        if entered != self._entered:
            return
        self._entered = None
        timer = self._due
        if timer is not None and timer.due_at <= self.now:
            self.take(self._due_in, timer_signal(timer))

    def _settle(self) -> None:
        """See that the next timer is waited for, and leave when all is over."""
        if self._changed:
            self._due = self._next()
        due = self._due
        # A deadline that moved on is met again when the old one comes up: most of them do move.
        if due is not None and (self._entered is None or due.due_at < self._entered):
            self._entered = due.due_at
            self.agenda.enter(due.due_at, TIMER, self, self.fire, due.due_at)
        if self._has_ended or not self.pending:
            self._leave_if_over()

    def _next(self) -> Timer | None:
        """Return the timer that comes due first; ties by which journey began first."""
        timers = self._timers
        for name in self._changed:
            found = None if name in self._retired else next_timer(self.journeys[name])
            if found is None:
                timers.pop(name, None)
            else:
                timers[name] = found
        self._changed = []
        first: Timer | None = None
        for name in self.journeys if len(timers) > 1 else timers:
            timer = timers.get(name)
            if timer is not None and (first is None or timer.due_at < first.due_at):
                first, self._due_in = timer, name
        return first

    def _leave_if_over(self) -> None:
        outcomes = [
            journey.outcome
            for name, journey in self.journeys.items()
            if journey.playbook and name not in self._retired
        ]
        if "" in outcomes or self.working:
            return
        asleep = "dormant" in outcomes and (self.pending or self._due is not None)
        if not asleep:
            self.leave(self.now)

    def retire(self, journey: str) -> None:
        """A journey goes on into a stage that is not rehearsed: nothing more happens to it."""
        self._retired.add(journey)
        self._has_ended = True

    def leave(self, at: Instant) -> None:
        """All is over with the customer, or the time is up."""
        if not self.is_gone:
            self.is_gone = True
            begun = tuple(each for each in self.journeys.values() if each.playbook)
            self.observer.left(self.customer, begun, at)

    def _fail(self, error: Exception) -> None:
        journey = self.journeys.get(self._doing) or Journey(self.customer.account)
        raised = r.IncidentRaised(
            self.now, "exception", "", (type(error).__name__, str(error)), taken_at=self.now
        )
        signal = Signal("simulation.failed", "", SOURCE, at=self.now)
        decision = r.Decision("incident", (raised,))
        self.observer.decided(self.customer, journey, journey, signal, decision, self.now)
        self.leave(self.now)

    # --- signals

    def begin(self, facts: dict[str, Value]) -> None:
        """Begin the first journey, as everybody's facts have it."""
        population = self.setting.population
        journey = Journey(self.customer.account)
        address = Address(
            account=self.account.id, line=population.line, playbook=population.playbook
        )
        self._take(
            journey,
            Signal(STARTED, self.signal_id(), SOURCE, at=self.now, data=facts, address=address),
        )

    def signal_id(self) -> str:
        """Return an id that no other signal has."""
        self._signals += 1
        return f"{self.account.id}:{self._signals}"

    def take(self, journey_id: str, signal: Signal) -> r.Decision:
        """Take one signal, and do what it leads to elsewhere in the account."""
        return self._take(self.journeys[journey_id], signal)

    def try_out(self, journey_id: str, signal: Signal) -> Step:
        """Return what a signal would lead to; nothing is kept."""
        return self.decide(self.journeys[journey_id], signal, self.now)

    def settle_for(self, journey_id: str, signal: Signal, step: Step) -> None:
        """Keep what was tried out, and do what it leads to elsewhere."""
        spread(self, self.keep(self.journeys[journey_id], step, signal), self.now)

    def _take(self, journey: Journey, signal: Signal) -> r.Decision:
        self._doing = journey.id
        taken = self.keep(journey, self.decide(journey, signal, self.now), signal)
        spread(self, taken, self.now)
        return taken.decision

    # --- what the exchange between journeys needs

    def lacking(self, playbook: str) -> tuple[str, ...]:
        """Return what the engine does not run of a playbook."""
        return self.setting.lacking(playbook)

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands."""
        return self.journeys[journey_id]

    def alive(self, account: str) -> list[Candidate]:
        """Return the account's running and dormant journeys, by id."""
        del account
        return [
            Candidate(journey, self._started[name])
            for name, journey in sorted(self.journeys.items())
            if is_alive(journey) and name not in self._retired
        ]

    def decide(self, journey: Journey, signal: Signal, now: Instant) -> Step:
        """Decide one signal; nothing is kept yet."""
        above = self.journeys.get(journey.parent or signal.address.parent)
        parent = above.facts if above is not None else {}
        context = Context(self.account, self.directory, parent)
        return step(self.program, context, journey, signal, now)

    def keep(self, journey: Journey, step: Step, signal: Signal) -> Step:
        """Take over the journey that was folded with the decision, and tell who listens."""
        decision, after = step.decision, step.after
        if journey.id not in self.journeys:
            self._started[journey.id] = self.now
        if after.outcome != journey.outcome:
            self._has_ended = True
        self.journeys[journey.id] = after
        self._changed.append(journey.id)
        for record in decision.account_records:
            self.account = evolve_account(self.account, record)
        self.observer.decided(self.customer, journey, after, signal, decision, self.now)
        if self.listener is not None:
            self.listener(journey, after, decision)
        return step

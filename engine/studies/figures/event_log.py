"""What happened to each journey as a list of events, for tools that mine processes."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any, Literal, NamedTuple

from ...core import records as r
from ...core.identity import track_of
from ...core.journey import Journey, Signal
from ...core.link import LinkedProgram
from ...core.records import Decision
from ...language.keys import MAIN
from ...language.values import Instant
from ..simulation.observing import Customer, Observer, Worked

Kind = Literal["task", "state", "signal", "stall", "tier", "end"]


class Event(NamedTuple):
    """One thing that happened; ``step`` is where in its life it is, in the words of XES.

    ``outcome`` is how a task turned out, where it can turn out in several ways.
    """

    at: Instant
    activity: str
    step: Literal["assign", "start", "complete", "manualskip", "withdraw"]
    kind: Kind
    stage: str
    resource: str = ""
    role: str = ""
    outcome: str = ""


class Trace(NamedTuple):
    """One journey: whose it is, what it came to, and its events in order of time."""

    journey: str
    customer: Customer
    outcome: str
    events: tuple[Event, ...]


class _Told:
    """The events of a journey that is under way, with who has which task."""

    def __init__(self, signals: Container[str]) -> None:
        self.signals = signals
        self.stage = ""
        self.events: list[Event] = []
        self.tasks: dict[str, str] = {}
        self.climbs: dict[str, str] = {}

    def add(self, record: r.Base, activity: str, kind: Kind, **more: Any) -> None:
        step = more.pop("step", "complete")
        self.events.append(Event(record.at, activity, step, kind, self.stage, **more))

    def own(self, name: str) -> str:
        return f"{self.stage}.{name}"

    # --- one method per kind of record

    def started(self, record: r.JourneyStarted) -> None:
        self.stage = record.playbook

    def went_on(self, record: r.StageEntered) -> None:
        self.stage = record.stage
        self.tasks.clear()

    def took(self, record: r.SignalTaken) -> None:
        if record.source != "engine" and record.type in self.signals:
            self.add(record, record.type, "signal", resource=record.by)

    def entered(self, record: r.StateEntered) -> None:
        track = track_of(record.track)
        name = record.state if track == MAIN else f"{track}.{record.state}"
        self.add(record, self.own(name), "state")

    def opened(self, record: r.TaskOpened) -> None:
        self.tasks[record.id] = record.role
        self.add(
            record, self.own(record.name), "task", step="assign", resource=record.owner,
            role=record.role,
        )  # fmt: skip

    def done(self, record: r.TaskDone) -> None:
        self._over(record, "complete", record.outcome)

    def skipped(self, record: r.TaskSkipped) -> None:
        self._over(record, "manualskip")

    def cancelled(self, record: r.TaskCancelled) -> None:
        self._over(record, "withdraw")

    def _over(
        self, record: r.TaskDone | r.TaskSkipped | r.TaskCancelled, step: str, outcome: str = ""
    ) -> None:
        role = self.tasks.pop(record.id, None)
        if role is not None:
            self.add(
                record, self.own(record.name), "task", step=step, resource=record.by, role=role,
                outcome=outcome,
            )  # fmt: skip

    def stalled(self, record: r.Stalled) -> None:
        self.add(record, self.own(record.occurrence.stall), "stall", step="start")

    def stall_over(self, record: r.StallEnded) -> None:
        self.add(record, self.own(record.stall), "stall", step="complete")

    def climbed(self, record: r.ClimbStarted) -> None:
        self.climbs[record.climb.id] = record.climb.ladder

    def reached(self, record: r.Escalated) -> None:
        activity = f"{self.climbs.get(record.climb, '')}.{record.tier}"
        self.add(record, activity, "tier", resource=record.person, role=record.role)

    def ended(self, record: r.JourneyEnded) -> None:
        self.add(record, self.own(record.state), "end")


class EventLog:
    """Listens to a run (an :class:`Observer`); a trace is handed on when its customer leaves."""

    def __init__(self, program: LinkedProgram, take: Callable[[Trace], None]) -> None:
        """Hand every trace to ``take``; nothing has happened yet."""
        self._take = take
        self._signals = program.program.signals
        self._told: dict[str, _Told] = {}

    def came(self, customer: Customer) -> None:
        """Nothing happens to a customer that only arrives."""

    def decided(
        self,
        customer: Customer,  # noqa: ARG002  # an Observer's list
        before: Journey,
        after: Journey,  # noqa: ARG002
        signal: Signal,  # noqa: ARG002
        decision: Decision,
        now: Instant,  # noqa: ARG002
    ) -> None:
        """Keep what one decision says, as events."""
        told = self._told.setdefault(before.id, _Told(self._signals))
        for record in decision.records:
            tell = _TELL.get(type(record))
            if tell is not None:
                tell(told, record)

    def worked(self, worked: Worked) -> None:
        """Keep when somebody began."""
        told = self._told.get(worked.journey)
        if told is not None and not worked.wasted:
            activity = f"{worked.stage}.{worked.name}"
            event = Event(worked.begun_at, activity, "start", "task", worked.stage)
            told.events.append(event._replace(resource=worked.person, role=worked.role))

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Finish the traces of a customer."""
        del at
        for journey in journeys:
            told = self._told.pop(journey.id, None)
            if told is not None:
                # A piece of work is told of at its end, and a late signal late.
                events = tuple(sorted(told.events, key=lambda event: event.at))
                self._take(Trace(journey.id, customer, journey.outcome or "open", events))


_TELL: dict[type, Callable[[_Told, Any], None]] = {
    r.JourneyStarted: _Told.started, r.StageEntered: _Told.went_on,
    r.SignalTaken: _Told.took, r.StateEntered: _Told.entered,
    r.TaskOpened: _Told.opened, r.TaskDone: _Told.done, r.TaskSkipped: _Told.skipped,
    r.TaskCancelled: _Told.cancelled, r.Stalled: _Told.stalled,
    r.StallEnded: _Told.stall_over, r.ClimbStarted: _Told.climbed,
    r.Escalated: _Told.reached, r.JourneyEnded: _Told.ended,
}  # fmt: skip


class Several:
    """Observers that hear of the same run, each in turn."""

    def __init__(self, observers: Iterable[Observer]) -> None:
        """Tell all of ``observers``."""
        self._observers = tuple(observers)

    def came(self, customer: Customer) -> None:
        """Tell all of them."""
        for each in self._observers:
            each.came(customer)

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: Decision,
        now: Instant,
    ) -> None:
        """Tell all of them."""
        for each in self._observers:
            each.decided(customer, before, after, signal, decision, now)

    def worked(self, worked: Worked) -> None:
        """Tell all of them."""
        for each in self._observers:
            each.worked(worked)

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Tell all of them."""
        for each in self._observers:
            each.left(customer, journeys, at)

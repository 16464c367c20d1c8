"""From what history or a run tells to samples: who came, what was answered, how soon work was done.

A visit of a state is over by a reply (a signal from outside that the state listens for), by what
may come at any time of its stage, or it is cut off: by our own work, by time, by a deviation, by
the end of the stage or of the log. Every length is kept as time and as shift time, because which
of the two an answer keeps to is seen only in all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from ...core import records as r
from ...core.calendar import BusinessCalendar
from ...core.clock import local
from ...core.decide import STARTED
from ...core.identity import track_of
from ...core.journey import Journey, Signal
from ...core.link import LinkedProgram
from ...core.records import Decision
from ...language.facts import read_value, write_value
from ...language.keys import MAIN
from ...language.program import State
from ...language.values import Day, Instant, Money, Number, Percent, Value
from ..simulation.observing import Customer, Worked
from .samples import Sample, Samples, Words

ENTRY = ""
"""The basis of lengths that count from the entry of a state, not from work done in it."""

Cut = Literal["log", "over", "work", "time", "anytime", "deviation"]
"""Why a visit was cut off: the log ended, the stage was over, our work or time came first …"""

_MILLION = 1_000_000
_NOTHING = r.SignalTaken(0, "", 0)


class _Visit:
    """A visit of a state that lasts: since when, what was done in it, and what else was heard."""

    __slots__ = ("at", "done", "heard", "key", "state")

    def __init__(self, key: str, state: State, at: Instant) -> None:
        self.key, self.state, self.at = key, state, at
        self.done: dict[str, Instant] = {}
        self.heard: dict[str, list[Instant]] = {}


class _Seen:
    """A journey that is followed: the stage it is in, its visits by lane, its open tasks by id."""

    __slots__ = ("entered_at", "stage", "tasks", "visits")

    def __init__(self, stage: str, at: Instant) -> None:
        self.stage, self.entered_at = stage, at
        self.visits: dict[str, _Visit] = {}
        self.tasks: dict[str, tuple[str, str, str, Instant]] = {}


class Sampler:
    """Collects samples (an :class:`Observer`); ``samples`` holds what was seen so far.

    ``calendar`` is the one shift time and days are counted in; ``ends_at`` the end of the log:
    whoever has not answered by then was cut off.
    """

    def __init__(
        self, program: LinkedProgram, calendar: BusinessCalendar, ends_at: Instant
    ) -> None:
        """Nothing has been seen yet."""
        self.samples = Samples()
        self._calendar, self._ends_at = calendar, ends_at
        self._signals, self._facts = program.program.signals, program.program.facts
        self._states = _states(program)
        self._known: dict[int, dict[str, _Seen]] = {}
        # What is being heard: of which journey, and what came from outside.
        self._seen, self._outside, self._after = _Seen("", 0), "", Journey("")
        self._signal, self._taken = Signal("", ""), _NOTHING
        self._left: dict[str, tuple[_Visit, Instant]] = {}
        self._deviated: set[str] = set()
        self._is_work = self._has_moved = False

    def came(self, customer: Customer) -> None:
        """Follow a customer that arrives."""
        self._known[customer.index] = {}

    def worked(self, worked: Worked) -> None:
        """History shows only when work was done, so nothing else is looked at."""

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: Decision,
        now: Instant,  # noqa: ARG002  # an Observer's list
    ) -> None:
        """Take what one decision shows."""
        known = self._known[customer.index]
        is_outside = signal.type in self._signals and decision.outcome == "taken"
        self._outside = signal.type if is_outside else ""
        self._after, self._is_work, self._has_moved = after, False, False
        self._signal, self._taken = signal, _NOTHING
        self._deviated.clear()
        if not before.playbook:
            known[before.id] = _Seen("", 0)
        self._seen = known[before.id]
        for record in decision.records:
            take = self._TAKE.get(type(record))
            if take is not None:
                take(self, record)
        for visit, at in self._left.values():
            self._finish(visit, at, "cut", "over")
        self._left.clear()
        if not before.playbook and signal.type == STARTED:
            self._begun(signal, decision)
        elif self._outside and not self._has_moved:
            self._heard()

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """The log ends, or all is over with a customer: what still lasts is cut off."""
        del journeys, at
        # Whoever sleeps is watched to the end, also where nobody waits for them any more.
        for seen in self._known.pop(customer.index).values():
            self._seen = seen
            self._came_out(self._ends_at, "over", "")
            self._close(seen, self._ends_at, "log")

    # --- who comes

    def _begun(self, signal: Signal, decision: Decision) -> None:
        began = [each for each in decision.records if isinstance(each, r.JourneyStarted)]
        if not began or began[0].seeded_by:
            return
        started = began[0]
        samples, at = self.samples, started.at
        samples.add("cases")
        samples.add("line", started.line)
        here = local(at, self._calendar.data.zone)
        day = here.date().toordinal()
        samples.dates[day] = samples.dates.get(day, 0) + 1
        samples.hours[here.hour] = samples.hours.get(here.hour, 0) + 1
        # As it was told, not as it was set: what the account knows already is not set again.
        for name, raw in signal.data.items():
            fact = self._facts.get(name)
            value = read_value(fact, raw) if fact is not None else None
            if value is not None:
                self._value(value, at, "fact", name)

    def _value(self, value: Value, at: Instant, *key: str) -> None:
        """Count a value: as a word, and where it can be spread as a number."""
        samples = self.samples
        samples.add("known", *key)
        if isinstance(value, Day):
            days = value.on.toordinal() - local(at, self._calendar.data.zone).date().toordinal()
            self._amount(days * _MILLION, 0, *key, "days")
            return
        words = samples.words.get(key)
        if words is None:
            words = samples.words[key] = Words()
        words.add(write_value(value))
        if isinstance(value, int) and not isinstance(value, bool):
            self._amount(value * _MILLION, 0, *key, "number")
        elif isinstance(value, Money | Number | Percent):
            exponent = value.amount.as_tuple().exponent
            digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
            kind = type(value).__name__.lower()
            unit = (value.currency,) if isinstance(value, Money) else ()
            self._amount(int(value.amount * _MILLION), digits, *key, kind, *unit)

    def _amount(self, millionths: int, digits: int, *key: str) -> None:
        sample = self.samples.amounts.get(key)
        if sample is None:
            sample = self.samples.amounts[key] = Sample()
        sample.add(millionths)
        self.samples.add("digits", *key, str(digits))

    # --- one method per kind of record

    def _started(self, record: r.JourneyStarted) -> None:
        self._enter(record.playbook, record.at)

    def _went_on(self, record: r.StageEntered) -> None:
        self._came_out(record.at, "over", "")
        self._close(self._seen, record.at, "over")
        self._enter(record.stage, record.at)

    def _enter(self, stage: str, at: Instant) -> None:
        self._seen.stage, self._seen.entered_at = stage, at
        self.samples.add("stage", stage)

    def _stage_over(self, record: r.StageEnded | r.JourneyEnded) -> None:
        self._came_out(record.at, "over", "")
        if record.outcome != "dormant":
            self._close(self._seen, record.at, "over")

    def _exit(self, record: r.ExitTaken) -> None:
        if self._outside:
            self._has_moved = True
            self._came_out(record.at, "anytime", self._outside)

    def _came_out(self, at: Instant, how: str, name: str) -> None:
        """The time in which something may come at any time of the stage is over."""
        seen = self._seen
        if seen.entered_at >= 0 and seen.stage:
            self._both(seen.entered_at, at, "stage", seen.stage, how, name)
            if name:
                self._inside(at, "stage", seen.stage, name)
        seen.entered_at = -1

    def _took(self, record: r.SignalTaken) -> None:
        if record.source != "engine":
            self._taken = record

    def _state_left(self, record: r.StateLeft) -> None:
        visit = self._seen.visits.pop(record.track, None)
        if visit is not None:
            self._left[record.track] = visit, record.at

    def _state_entered(self, record: r.StateEntered) -> None:
        self._has_moved |= bool(self._outside) and record.by == self._outside
        left = self._left.pop(record.track, None)
        if left is not None:
            visit, at = left
            self._finish(visit, at, *self._why(visit, record))
        track = track_of(record.track)
        found = self._states.get((self._seen.stage, track, record.state))
        if found is not None and (not found[1].end or found[1].wakes):
            self._seen.visits[record.track] = _Visit(*found, record.at)
            self.samples.add("visits", found[0])

    def _why(self, visit: _Visit, record: r.StateEntered) -> tuple[str, str]:
        if record.track in self._deviated:
            return "cut", "deviation"
        if self._outside and record.by == self._outside:
            self._said(visit)
            if record.by in visit.state.moves or record.by in visit.state.wakes:
                return "reply", record.by
            self._came_out(record.at, "anytime", record.by)
            return "anytime", record.by
        return "cut", "work" if self._is_work else "time"

    def _deviation(self, record: r.Deviated) -> None:
        if record.kind == "unmatched":
            self._deviated.add(record.track)

    def _opened(self, record: r.TaskOpened) -> None:
        task = self._after.tasks.get(record.id)
        if task is None or task.kind == "blocker":
            return
        stage = self._seen.stage
        key = f"{stage}.{record.name}" if task.kind == "touchpoint" else record.name
        since = max(record.at, record.contact_at)
        self._seen.tasks[record.id] = key, record.name, task.track, since
        self.samples.add("task", key)

    def _done(self, record: r.TaskDone) -> None:
        self._is_work = True
        found = self._seen.tasks.pop(record.id, None)
        if found is None:
            return
        key, name, lane, since = found
        self._both(since, record.at, "work", key, "done", "")
        self._inside(record.at, "work", key)
        if record.outcome:
            self.samples.add("outcome", key, record.outcome)
        # The visit it was done in may just have been left by it.
        left = self._left.get(lane)
        visit = left[0] if left is not None else self._seen.visits.get(lane)
        if visit is None or since < visit.at:
            return
        if any(each.id == name for each in visit.state.touchpoints):
            visit.done[name] = record.at

    def _undone(self, record: r.TaskCancelled | r.TaskSkipped) -> None:
        found = self._seen.tasks.pop(record.id, None)
        if found is not None:
            how = "skipped" if isinstance(record, r.TaskSkipped) else "cut"
            self._both(found[3], record.at, "work", found[0], how, "")

    # --- what came of visits

    def _heard(self) -> None:
        """Something came that moved nothing: it is told of the first state that lasts."""
        for visit in self._seen.visits.values():
            visit.heard.setdefault(self._outside, []).append(self._taken.at)
            self._said(visit)
            return

    def _said(self, visit: _Visit) -> None:
        """Count what a signal said and brought, beside what it always brings."""
        taken, kind = self._taken, self._signals[self._outside]
        for name, value in taken.data.items():
            if name in kind.data:
                self._value(value, taken.at, "said", visit.key, kind.name, name)
        for document in self._signal.brings:
            if document not in kind.brings:
                self.samples.add("brings", visit.key, kind.name, document)

    def _finish(self, visit: _Visit, at: Instant, how: str, name: str) -> None:
        """Count a visit that is over, from its entry and from each work done in it."""
        key = visit.key
        self._both(visit.at, at, "visit", key, how, name, ENTRY)
        for touchpoint, since in visit.done.items():
            self._both(since, at, "visit", key, how, name, touchpoint)
        if how != "cut":
            self._inside(at, "visit", key, name)
        for signal, instants in visit.heard.items():
            self._both(visit.at, instants[0], "also", key, signal, "first")
            self._both(visit.at, at, "also", key, signal, "lasted")
            self._inside(instants[0], "also", key, signal)
            self.samples.add("also", key, signal, by=len(instants))

    def _close(self, seen: _Seen, at: Instant, why: Cut) -> None:
        for visit in seen.visits.values():
            self._finish(visit, at, "cut", why)
        seen.visits.clear()
        for key, _, _, since in seen.tasks.values():
            self._both(since, at, "work", key, "cut", "")
        seen.tasks.clear()

    def _both(self, since: Instant, until: Instant, *key: str) -> None:
        """Count a length as time, and as shift time."""
        until = max(until, since)
        self.samples.time(until - since, *key, "elapsed")
        self.samples.time(self._calendar.between(since, until), *key, "business")

    def _inside(self, at: Instant, *key: str) -> None:
        """Count whether something happened in somebody's shift; its end is still in it."""
        is_open = self._calendar.is_open(at) or self._calendar.is_open(at - 1)
        self.samples.add("inside" if is_open else "outside", *key)

    _TAKE: ClassVar[Mapping[type[r.Record], Callable[[Sampler, Any], None]]] = {
        r.JourneyStarted: _started,
        r.StageEntered: _went_on,
        r.SignalTaken: _took,
        r.ExitTaken: _exit,
        r.StageEnded: _stage_over,
        r.JourneyEnded: _stage_over,
        r.StateLeft: _state_left,
        r.StateEntered: _state_entered,
        r.Deviated: _deviation,
        r.TaskOpened: _opened,
        r.TaskDone: _done,
        r.TaskCancelled: _undone,
        r.TaskSkipped: _undone,
    }


def state_name(stage: str, track: str, state: str) -> str:
    """Return how a population names a state: with its track where the stage has several."""
    return f"{stage}.{state}" if track == MAIN else f"{stage}.{track}.{state}"


def _states(program: LinkedProgram) -> dict[tuple[str, str, str], tuple[str, State]]:
    return {
        (stage.id, track.id, state.id): (state_name(stage.id, track.id, state.id), state)
        for stage in program.program.stages.values()
        for track in stage.tracks
        for state in track.states.values()
    }

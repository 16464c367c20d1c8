"""What the engine noticed by itself, told apart from what history told it (S3.9, S4.1, S5, S6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ...core import records as r
from ...core.identity import track_of
from ...core.journey import Journey, Signal, Task, Timer
from ...core.link import LinkedProgram
from ...core.timers import TIMER_DUE
from ...language.values import Instant
from .findings import Firing, WatchKind

CLAUSES: Mapping[WatchKind, str] = {
    "overdue": "S4.1", "reminder": "S4.1", "clock": "S3.6", "stall": "S5.1", "tier": "S5.3",
    "timeout": "S3.9", "rule": "S6.1", "pattern": "S6.1",
}  # fmt: skip
"""By which clause each kind of watch fires."""

LATE_ON_ARRIVAL = "S5.6"


class Key(NamedTuple):
    """What is watched: one line of the results."""

    kind: WatchKind
    stage: str
    name: str
    about: str = ""


class Noticed(NamedTuple):
    """One firing before anybody has said whose it is."""

    key: Key
    role: str
    due_at: Instant
    fired_at: Instant

    @property
    def clause(self) -> str:
        """The clause it fired by: its kind's, or that of what was late on arrival."""
        return LATE_ON_ARRIVAL if self.fired_at > self.due_at else CLAUSES[self.key.kind]

    def of(self, case: str, account: str) -> Firing:
        """Return it as the results have it."""
        key = self.key
        return Firing(
            case, account, key.kind, key.stage, key.name, key.about, self.role, self.due_at,
            self.fired_at, self.clause,
        )  # fmt: skip


class _Scene(NamedTuple):
    """One decision: the journey before and after it, its stage, and the timer that came due."""

    program: LinkedProgram
    before: Journey
    after: Journey
    decision: r.Decision
    stage: str
    timer: Timer | None

    def due(self, record: r.Base, purpose: str) -> Instant:
        """Return when what a record tells of came due: before it, if it was late on arrival."""
        timer = self.timer
        if timer is None or timer.purpose != purpose:
            return record.at
        return min(timer.due_at, record.at)

    def task(self, name: str) -> Task | None:
        return self.after.tasks.get(name) or self.before.tasks.get(name)

    def owner(self, lane: str) -> str:
        """Return the role whose state a lane stood in."""
        linked, stood = self.program.stages.get(self.stage), self.before.lanes.get(lane)
        track = linked.tracks.get(track_of(lane)) if linked is not None else None
        state = track.states.get(stood.state) if track is not None and stood is not None else None
        if state is not None:
            return state.owner
        return linked.stage.owner if linked is not None else ""


def noticed(
    program: LinkedProgram,
    before: Journey,
    after: Journey,
    signal: Signal,
    decision: r.Decision,
) -> Iterator[Noticed]:
    """Yield what one decision noticed, in the order it did."""
    timer = None
    if signal.type == TIMER_DUE:
        timer = before.timers.get(str(signal.data.get("timer", "")))
    scene = _Scene(program, before, after, decision, before.playbook, timer)
    # A match that the account remembers is recorded in the journey that completed it as well.
    for record in decision.records:
        kind = type(record)
        make = _MAKERS.get(kind)
        if make is not None:
            found = make(scene, record)
            if found is not None:
                yield found
        elif kind is r.JourneyStarted:
            scene = scene._replace(stage=record.playbook)  # type: ignore[union-attr]
        elif kind is r.StageEntered:
            scene = scene._replace(stage=record.stage)  # type: ignore[union-attr]


def _task_name(scene: _Scene, task: Task | None, name: str) -> str:
    """Return what a task is called: a follow-up after its play as well."""
    if task is None or task.kind != "follow_up":
        return name
    running = scene.after.stalls.get(task.scope) or scene.before.stalls.get(task.scope)
    # A play that a rule has begun is named by its scope.
    play = running.recovery if running is not None else task.scope.rpartition(":")[2]
    return f"{play}.{name}"


def _overdue(scene: _Scene, record: r.TaskOverdue) -> Noticed:
    task = scene.task(record.id)
    key = Key("overdue", scene.stage, _task_name(scene, task, record.name))
    role = task.role if task is not None else ""
    return Noticed(key, role, scene.due(record, "task.due"), record.at)


def _reminded(scene: _Scene, record: r.TaskReminded) -> Noticed:
    task = scene.task(record.id)
    key = Key("reminder", scene.stage, _task_name(scene, task, record.name))
    role = task.role if task is not None else ""
    return Noticed(key, role, scene.due(record, "task.remind"), record.at)


def _clock_reminded(scene: _Scene, record: r.ClockReminded) -> Noticed:
    key = Key("reminder", scene.stage, record.name)
    return Noticed(
        key, _clock_owner(scene, record.id), scene.due(record, "clock.remind"), record.at
    )


def _clock(scene: _Scene, record: r.ClockOverdue) -> Noticed:
    key = Key("clock", scene.stage, record.name)
    return Noticed(key, _clock_owner(scene, record.id), scene.due(record, "clock.due"), record.at)


def _clock_owner(scene: _Scene, name: str) -> str:
    clock = scene.before.clocks.get(name) or scene.after.clocks.get(name)
    return scene.owner(clock.track if clock is not None else "")


def _stalled(scene: _Scene, record: r.Stalled) -> Noticed:
    key = Key("stall", scene.stage, record.occurrence.stall)
    role = scene.owner(record.occurrence.track)
    return Noticed(key, role, scene.due(record, "stall"), record.at)


def _tier(scene: _Scene, record: r.Escalated) -> Noticed:
    climb = scene.after.climbs.get(record.climb) or scene.before.climbs.get(record.climb)
    if climb is None:  # begun and over in one breath
        begun = (each for each in scene.decision.records if isinstance(each, r.ClimbStarted))
        climb = next((each.climb for each in begun if each.climb.id == record.climb), None)
    ladder, subject = (climb.ladder, climb.subject) if climb is not None else ("", record.climb)
    key = Key("tier", scene.stage, f"{ladder}.{record.tier}", _about(scene, subject))
    return Noticed(key, record.role, scene.due(record, "tier"), record.at)


def _about(scene: _Scene, subject: str) -> str:
    """Return the name of what a ladder is climbed for."""
    for journey in (scene.after, scene.before):
        task, stall = journey.tasks.get(subject), journey.stalls.get(subject)
        clock = journey.clocks.get(subject)
        if task is not None:
            return _task_name(scene, task, task.name)
        if stall is not None or clock is not None:
            return stall.stall if stall is not None else clock.clock  # type: ignore[union-attr]
    return subject.partition("#")[0].rpartition(":")[2]


def _timed_out(scene: _Scene, record: r.TimedOut) -> Noticed | None:
    if not record.holds:
        return None
    linked = scene.program.stages[scene.stage]
    track = track_of(record.track)
    name = f"{track}.{record.state}" if len(linked.tracks) > 1 else record.state
    key = Key("timeout", scene.stage, name)
    return Noticed(key, scene.owner(record.track), scene.due(record, "timeout"), record.at)


def _rule(scene: _Scene, record: r.RuleFired) -> Noticed:
    return _logic(scene, record, "rule", record.rule, "rule")


def _pattern(scene: _Scene, record: r.PatternMatched) -> Noticed:
    return _logic(scene, record, "pattern", record.pattern, "absent")


def _logic(scene: _Scene, record: r.Base, kind: WatchKind, said: str, purpose: str) -> Noticed:
    stage, _, name = said.rpartition(".")
    linked = scene.program.stages.get(stage or scene.stage)
    role = linked.stage.owner if linked is not None else ""
    return Noticed(Key(kind, stage, name), role, scene.due(record, purpose), record.at)


_MAKERS: Mapping[type, Callable[[_Scene, Any], Noticed | None]] = {
    r.TaskOverdue: _overdue,
    r.TaskReminded: _reminded,
    r.ClockReminded: _clock_reminded,
    r.ClockOverdue: _clock,
    r.Stalled: _stalled,
    r.Escalated: _tier,
    r.TimedOut: _timed_out,
    r.RuleFired: _rule,
    r.PatternMatched: _pattern,
}

NOTICING = frozenset(_MAKERS)
"""Types of records by which something is noticed."""

"""Folding: records → journey. Needs no program (S1.1), so a journal refolds for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec.structs import replace

from . import records as r
from .journey import Account, Journey, Lane, Pending, Timer

Key = TypeVar("Key")
Held = TypeVar("Held")


def evolve(journey: Journey, record: r.Record) -> Journey:
    """Return the journey after one more record."""
    changes = _CHANGES.get(type(record), _unchanged)(journey, record)
    return replace(journey, version=journey.version + 1, **changes)


def refold(journey_id: str, history: Iterable[r.Record]) -> Journey:
    """Return the journey that a whole journal adds up to (S7.4)."""
    journey = Journey(journey_id)
    for record in history:
        journey = evolve(journey, record)
    return journey


def evolve_account(account: Account, record: r.FactSet) -> Account:
    """Return the account after one more account record."""
    facts = {**account.facts, record.name: record.value}
    return replace(account, version=account.version + 1, facts=facts)


Changes = dict[str, Any]


def _without(values: dict[Key, Held], keep: Callable[[Held], bool]) -> dict[Key, Held]:
    return {key: value for key, value in values.items() if keep(value)}


def _scope_over(journey: Journey, scope: str) -> dict[str, Timer]:
    return _without(journey.timers, lambda timer: timer.scope != scope)


def _unchanged(_journey: Journey, _record: Any) -> Changes:
    return {}


def _started(journey: Journey, record: r.JourneyStarted) -> Changes:
    return {
        "program": record.program, "account": record.account, "line": record.line,
        "key": record.key, "playbook": record.playbook, "now": max(journey.now, record.at),
    }  # fmt: skip


def _signal(journey: Journey, record: r.SignalTaken) -> Changes:
    now = max(journey.now, record.taken_at)
    if not record.is_awaited:
        return {"now": now}
    # The visit's memory of what was seen serves ``starts: after X`` (S4.5).
    lanes = {
        name: replace(lane, seen={**lane.seen, record.type: record.at})
        for name, lane in journey.lanes.items()
    }
    return {"lanes": lanes, "now": now}


def _refused(journey: Journey, record: r.SignalRefused) -> Changes:
    return {"now": max(journey.now, record.taken_at)}


def _fact(journey: Journey, record: r.FactSet) -> Changes:
    return {"facts": {**journey.facts, record.name: record.value}}


def _document(journey: Journey, record: r.DocumentBrought) -> Changes:
    return {"documents": {**journey.documents, record.name: record.at}}


def _left(journey: Journey, record: r.StateLeft) -> Changes:
    scope = f"visit:{record.track}#{record.visit}"
    return {"timers": _scope_over(journey, scope)}


def _entered(journey: Journey, record: r.StateEntered) -> Changes:
    lane = Lane(record.track, record.state, record.visit, record.at)
    return {"lanes": {**journey.lanes, record.track: lane}}


def _pending(journey: Journey, record: r.MovePending) -> Changes:
    pending = Pending(record.signal, record.blockers, record.to)
    lane = replace(journey.lanes[record.track], pending=pending)
    return {"lanes": {**journey.lanes, record.track: lane}}


def _dropped(journey: Journey, record: r.MoveDropped) -> Changes:
    lane = replace(journey.lanes[record.track], pending=None)
    return {"lanes": {**journey.lanes, record.track: lane}}


def _counted(journey: Journey, record: r.MoveCounted) -> Changes:
    return {"taken": {**journey.taken, record.move: journey.taken.get(record.move, 0) + 1}}


def _planned(journey: Journey, record: r.TaskPlanned) -> Changes:
    return {"tasks": {**journey.tasks, record.task.id: record.task}}


def _opened(journey: Journey, record: r.TaskOpened) -> Changes:
    task = replace(
        journey.tasks[record.id],
        status="open", role=record.role, owner=record.owner, opened_at=record.at,
        due_at=record.due_at,
    )  # fmt: skip
    return {"tasks": {**journey.tasks, task.id: task}}


def _closed(journey: Journey, record: r.TaskDone | r.TaskCancelled) -> Changes:
    tasks = {key: task for key, task in journey.tasks.items() if key != record.id}
    changes: Changes = {"tasks": tasks, "timers": _scope_over(journey, record.id)}
    closed = journey.tasks[record.id]
    if isinstance(record, r.TaskCancelled) and record.reason == "condition":
        # Left out by its condition: what comes after it need not wait for it (S4.5).
        lane = journey.lanes.get(closed.track)
        if lane is not None and lane.visit == closed.visit:
            seen = {**lane.seen, f"{record.name}.done": record.at}
            changes["lanes"] = {**journey.lanes, lane.track: replace(lane, seen=seen)}
    # Only touchpoints: a document asked for may bear the name of one that is ``once``.
    if isinstance(record, r.TaskDone) and journey.tasks[record.id].kind == "touchpoint":
        changes["done"] = {**journey.done, record.name: record.at}
    return changes


def _overdue(journey: Journey, record: r.TaskOverdue) -> Changes:
    task = replace(journey.tasks[record.id], is_overdue=True)
    return {"tasks": {**journey.tasks, task.id: task}}


def _reassigned(journey: Journey, record: r.TaskReassigned) -> Changes:
    task = replace(journey.tasks[record.id], role=record.role, owner=record.owner)
    return {"tasks": {**journey.tasks, task.id: task}}


def _armed(journey: Journey, record: r.TimerArmed) -> Changes:
    return {"timers": {**journey.timers, record.timer.id: record.timer}}


def _fired(journey: Journey, record: r.TimerFired) -> Changes:
    timers = {key: timer for key, timer in journey.timers.items() if key != record.id}
    return {"timers": timers, "now": max(journey.now, record.taken_at)}


def _disarmed(journey: Journey, record: r.TimerDisarmed) -> Changes:
    return {"timers": {key: each for key, each in journey.timers.items() if key != record.id}}


def _held(journey: Journey, record: r.TimerHeld) -> Changes:
    timer = journey.timers[record.id]
    # A late signal may hold from before the clock began to run (S3.5).
    held_at = timer.held_at if timer.holds else max(record.at, timer.armed_at)
    timer = replace(timer, holds=(*timer.holds, record.reason), held_at=held_at)
    return {"timers": {**journey.timers, timer.id: timer}}


def _released(journey: Journey, record: r.TimerReleased) -> Changes:
    timer = journey.timers[record.id]
    holds = tuple(hold for hold in timer.holds if hold != record.reason)
    timer = replace(timer, holds=holds, due_at=record.due_at, held_at=timer.held_at if holds else 0)
    changes: Changes = {"timers": {**journey.timers, timer.id: timer}}
    if timer.purpose == "task.due":
        task = replace(journey.tasks[timer.subject], due_at=record.due_at)
        changes["tasks"] = {**journey.tasks, task.id: task}
    return changes


def _stalled(journey: Journey, record: r.Stalled) -> Changes:
    return {"stalls": {**journey.stalls, record.occurrence.id: record.occurrence}}


def _stall_ended(journey: Journey, record: r.StallEnded) -> Changes:
    stalls = {key: each for key, each in journey.stalls.items() if key != record.id}
    return {"stalls": stalls, "timers": _scope_over(journey, record.id)}


def _climb(journey: Journey, record: r.ClimbStarted) -> Changes:
    return {"climbs": {**journey.climbs, record.climb.id: record.climb}}


def _tier(journey: Journey, record: r.Escalated | r.TierSkipped) -> Changes:
    climb = journey.climbs[record.climb]
    climb = replace(climb, fired=(*climb.fired, record.tier))
    return {"climbs": {**journey.climbs, climb.id: climb}}


def _quieted(journey: Journey, record: r.ClimbQuieted) -> Changes:
    climb = replace(journey.climbs[record.climb], quiet_until=record.until)
    return {"climbs": {**journey.climbs, climb.id: climb}}


def _climb_ended(journey: Journey, record: r.ClimbEnded) -> Changes:
    climbs = {key: each for key, each in journey.climbs.items() if key != record.climb}
    return {"climbs": climbs, "timers": _scope_over(journey, record.climb)}


def _incident(journey: Journey, record: r.IncidentRaised) -> Changes:
    return {"incidents": journey.incidents + 1, "now": max(journey.now, record.taken_at)}


def _ended(_journey: Journey, record: r.JourneyEnded) -> Changes:
    return {"outcome": record.outcome}


_CHANGES: dict[type, Callable[[Journey, Any], Changes]] = {
    r.JourneyStarted: _started,
    r.SignalTaken: _signal,
    r.SignalRefused: _refused,
    r.FactSet: _fact,
    r.DocumentBrought: _document,
    r.StateLeft: _left,
    r.StateEntered: _entered,
    r.MovePending: _pending,
    r.MoveDropped: _dropped,
    r.MoveCounted: _counted,
    r.TaskPlanned: _planned,
    r.TaskOpened: _opened,
    r.TaskDone: _closed,
    r.TaskCancelled: _closed,
    r.TaskOverdue: _overdue,
    r.TaskReassigned: _reassigned,
    r.TimerArmed: _armed,
    r.TimerFired: _fired,
    r.TimerDisarmed: _disarmed,
    r.TimerHeld: _held,
    r.TimerReleased: _released,
    r.Stalled: _stalled,
    r.StallEnded: _stall_ended,
    r.ClimbStarted: _climb,
    r.Escalated: _tier,
    r.TierSkipped: _tier,
    r.ClimbQuieted: _quieted,
    r.ClimbEnded: _climb_ended,
    r.JourneyPaused: lambda *_: {"is_paused": True},
    r.JourneyResumed: lambda *_: {"is_paused": False},
    r.JourneyEnded: _ended,
    r.IncidentRaised: _incident,
    r.JourneyWoken: lambda *_: {"outcome": ""},
}

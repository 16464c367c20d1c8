"""Touchpoints become tasks: planned, opened in order, gated, done, reminded, overdue (S4)."""

from __future__ import annotations

from ..language.facts import read_value
from ..language.program import Touchpoint
from ..language.values import Value
from . import deadlines, lateness, outreach, rounds, variants
from . import records as r
from .assigning import climb_for, flag_partner, hand_to, has_place, open_blocker, tell_owner
from .draft import Draft, Happening
from .escalation import end_climb
from .evaluate import HOLDS
from .follow_ups import retry_follow_up, step_of
from .gates import check_gate
from .items import named_item, open_item
from .journey import Lane, Task, Timer

# --- planning and opening


def plan_all(draft: Draft, lane: Lane) -> None:
    """Plan every touchpoint of the state just entered, in document order (S4.5)."""
    for touchpoint in draft.state(lane).touchpoints:
        if not _is_wanted(draft, lane, touchpoint):
            continue
        if touchpoint.id in draft.journey.unobserved:
            draft.record(r.TouchpointPassedOver(draft.at, lane.track, touchpoint.id))
            lane = draft.journey.lanes[lane.track]
            continue
        key = draft.key("touchpoint", touchpoint.id)
        plan(draft, lane, touchpoint, stays=touchpoint.stays, why=key)


def _is_wanted(draft: Draft, lane: Lane, touchpoint: Touchpoint) -> bool:
    name, track = touchpoint.id, lane.track
    for each in draft.journey.tasks.values():
        if each.name == name and each.kind == "touchpoint" and each.track == track:
            return False
    if draft.journey.timers and rounds.running(draft, lane, name):
        return False
    is_settled = touchpoint.once and deadlines.was_done(draft, lane, touchpoint.id)
    return not is_settled


def plan(draft: Draft, lane: Lane, touchpoint: Touchpoint, *, stays: bool, why: str) -> str:
    """Plan one touchpoint in a lane, open it if its start has come, and return its task's id.

    One that ``stays`` outlives the state, as does what a rule opens on demand (S6.3).
    """
    is_exempt = bool(draft.program.program.limits) and outreach.is_exception(draft, touchpoint)
    task = Task(
        f"{touchpoint.id}#{draft.journey.version + 1}", touchpoint.id, "touchpoint", lane.track,
        lane.visit, "planned", touchpoint.owner, stays=stays, variants=lane.variants,
        is_exempt=is_exempt,
    )  # fmt: skip
    draft.record(r.TaskPlanned(draft.at, task), why)
    _start(draft, lane, task)
    return task.id


def advance_all(draft: Draft, lane: Lane) -> None:
    """Open every planned task of a lane whose start has come; move what a fact moves."""
    for task in list(draft.journey.tasks.values()):
        if task.track != lane.track or task.kind == "blocker":
            continue
        if task.kind == "follow_up":
            if task.status == "planned":
                retry_follow_up(draft, task)
        elif task.status == "open":
            if lane.variants or task.name in draft.linked.moving:
                deadlines.review_due(draft, task)
        elif task.visit == lane.visit:
            advance(draft, lane, task)
        elif not _waits_for_start(draft, task):
            begin(draft, task)  # it stays from an earlier visit, and its start has come


def advance(draft: Draft, lane: Lane, task: Task) -> None:
    """Open a planned task if its start has come; else arm its start, or leave it waiting."""
    timer = deadlines.start_timer(draft, task)
    if timer is not None:
        # Its timer opens it, once: no signal does so while it is late or on hold; only a fact
        # that moves its start.
        if deadlines.review_start(draft, task, timer):
            begin(draft, task)
        return
    _start(draft, lane, task)


def _start(draft: Draft, lane: Lane, task: Task) -> None:
    touchpoint = variants.touchpoint(draft, task)
    if touchpoint.starts is not None or lane.entered_at > draft.at:
        starts = deadlines.starts(draft, lane, touchpoint)
        if starts is None:
            return
        if starts.at > draft.at:
            deadlines.arm_start(draft, task, starts)
            return
    _begin(draft, task, touchpoint)


def begin(draft: Draft, task: Task) -> None:
    """Open a task whose start has come, if its condition holds."""
    _begin(draft, task, variants.touchpoint(draft, task))


def _begin(draft: Draft, task: Task, touchpoint: Touchpoint) -> None:
    key, finding = draft.key("touchpoint", touchpoint.id), HOLDS
    if touchpoint.condition is not None:
        finding = draft.check_or_report(touchpoint.condition, key)
        ask_for(draft, draft.journey.lanes[task.track], task.id, finding.unknown)
    if finding.answer is None:
        return  # it waits for the fact, and is tried again on every one (S1.8)
    if finding.answer:
        _open(draft, task, touchpoint, key)
    else:
        cancelled = r.TaskCancelled(draft.at, task.id, task.name, "condition")
        draft.record(cancelled, key, finding)
    held = draft.journey.tasks.get(task.id)
    if held is not None and held.status == "planned":
        return  # its contact has no place yet: it is tried again on every signal (S4.6)
    if touchpoint.repeats is not None:
        rounds.arm_first(draft, task, touchpoint, is_left_out=not finding.answer)


def ask_for(draft: Draft, lane: Lane, scope: str, unknown: tuple[str, ...]) -> None:
    """Keep one open blocker for each fact a planned task or a timeout waits for (S1.7, S1.8)."""
    tasks = draft.journey.tasks.values()
    asked = {each.name: each for each in tasks if each.scope == scope}
    for name, blocker in asked.items():
        if name not in unknown:
            draft.record(r.TaskDone(draft.at, blocker.id, name, by="engine"))
    for name in unknown:
        if name not in asked:
            open_blocker(draft, lane, name, scope=scope)


def _waits_for_start(draft: Draft, task: Task) -> bool:
    return deadlines.start_timer(draft, task) is not None


def _open(draft: Draft, task: Task, touchpoint: Touchpoint, key: str) -> None:
    slot = outreach.reserve(draft, task, touchpoint)
    if slot.kind != "free" and not has_place(draft, task, slot):
        return
    # The deadline is the playbook's, also where the contact is deferred (S4.5).
    due = deadlines.due(draft, task, touchpoint, draft.at)
    due_at = due.at if due is not None else None
    if touchpoint.hands_over is not None:
        flag_partner(draft, touchpoint, key)
    hand_to(draft, task, touchpoint.owner, due_at, key, touchpoint.contact, slot)
    if touchpoint.message:
        outreach.opened(draft, draft.journey.tasks[task.id], touchpoint)
    if due is not None:
        deadlines.arm_due(draft, draft.journey.tasks[task.id], touchpoint, due)


# --- completing


def complete(draft: Draft, name: str, happening: Happening, outcome: str) -> r.SignalRefused | None:
    """Complete the open task of a touchpoint or follow-up; return a refusal or None.

    A refusal leaves everything as it was (S4.3).
    """
    task = open_task(draft, name)
    if task is None:
        return draft.refusal("task-not-open", (name,))
    if task.kind != "touchpoint":
        return _complete_formless(draft, task, happening, outcome)
    touchpoint = draft.linked.touchpoints[name]
    filled, refusal = check_gate(draft, task, touchpoint, happening, outcome)
    if refusal is not None:
        return refusal
    for fact, value in filled.facts.items():
        draft.set_fact(fact, value)
    for thing, table in filled.rows.items():
        for row in table:
            _, _, item_key = named_item(draft, thing, row).partition("/")
            open_item(draft, thing, item_key, row)
    finish(draft, task, touchpoint, outcome, happening.by)
    return None


def finish(draft: Draft, task: Task, touchpoint: Touchpoint, outcome: str, by: str) -> None:
    """Record a task as done, with all that follows from it by itself."""
    for document in produced(touchpoint, outcome):
        draft.bring(document)
    key = draft.key("touchpoint", task.name)
    if task.is_overdue:
        lateness.in_time_after_all(draft, task)
    outreach.done(draft, task, touchpoint)
    done = r.TaskDone(draft.at, task.id, task.name, outcome, by, touchpoint.mark)
    draft.record(done, key)
    if draft.journey.climbs:
        end_climb(draft, task.id)
    if touchpoint.repeats is not None:
        rounds.after_done(draft, task, touchpoint)


def open_task(draft: Draft, name: str) -> Task | None:
    """Return the open task of that name; the oldest where there are several.

    A touchpoint comes before a document that is asked for under the same name, also while
    it is only planned: asking must not open a way round its gate (S4.3).
    """
    lane, other = draft.view.lane, None
    is_own = False
    for task in draft.journey.tasks.values():
        if task.name != name or (lane and task.track != lane):
            continue
        if task.kind == "touchpoint":
            if task.status == "open":
                return task
            is_own = True
        elif other is None and task.status == "open":
            other = task
    return None if is_own else other


def awaiting(draft: Draft, touchpoint: Touchpoint) -> Task | None:
    """Return the task of a touchpoint that is open, or else planned and not one of many rounds."""
    lane = draft.view.lane
    own = [
        task
        for task in draft.journey.tasks.values()
        if task.name == touchpoint.id and task.kind == "touchpoint" and lane in {"", task.track}
    ]
    opened = next((task for task in own if task.status == "open"), None)
    planned = own[0] if own and touchpoint.repeats is None else None
    return opened or planned


def _complete_formless(
    draft: Draft, task: Task, happening: Happening, outcome: str
) -> r.SignalRefused | None:
    """Complete a follow-up, or a blocker whose document has come; neither has a form."""
    if outcome:
        return draft.refusal("outcome-unknown", (outcome,))
    if happening.data:
        return draft.refusal("field-wrong", tuple(happening.data))
    if happening.rows:
        return draft.refusal("field-wrong", tuple(happening.rows))
    documents = draft.program.program.documents
    if task.kind == "blocker" and not (task.name in documents and draft.has(task.name)):
        return draft.refusal("document-missing", (task.name,))
    step = step_of(draft, task)
    if step is not None:
        outreach.done(draft, task, step)
    draft.record(r.TaskDone(draft.at, task.id, task.name, by=happening.by))
    return None


def consequences(draft: Draft, name: str, outcome: str) -> list[str]:
    """Return the signals that completing a touchpoint counts as, in order."""
    touchpoint = draft.linked.touchpoints.get(name)
    if touchpoint is None:
        return []
    own = [f"{name}.{outcome}"] if outcome else []
    counted = [touchpoint.counts_as.get("done", ""), touchpoint.counts_as.get(outcome, "")]
    return [*own, *dict.fromkeys(each for each in counted if each)]


def carried(draft: Draft, counted: str, data: dict[str, Value]) -> dict[str, Value]:
    """Return what was filled in that serves the signal it counts as: the names are the same."""
    if not data:
        return {}
    kind = draft.program.program.signals.get(counted)
    thing = counted.partition(".")[0]
    carried = {
        name: data.get(name, data.get(f"{thing}.{name}"))
        for name in (sorted(kind.data) if kind else ())
    }
    typed = {
        name: read_value(kind.data[name], raw)
        for name, raw in carried.items()
        if kind is not None and raw is not None
    }
    return {name: value for name, value in typed.items() if value is not None}


def produced(touchpoint: Touchpoint, outcome: str) -> tuple[str, ...]:
    """Return the documents that a touchpoint brings, done with this outcome."""
    if not touchpoint.produces:
        return ()
    always = touchpoint.produces.get("done", ())
    return tuple(dict.fromkeys((*always, *touchpoint.produces.get(outcome, ()))))


# --- time


def task_reminded(draft: Draft, timer: Timer) -> None:
    """Remind the owner of a deadline to come."""
    task = draft.journey.tasks[timer.subject]
    draft.record(r.TaskReminded(draft.at, task.id, task.name), draft.key("touchpoint", task.name))
    tell_owner(draft, task.id, "reminded")


def task_overdue(draft: Draft, timer: Timer) -> None:
    """Mark a task overdue and climb its ladder."""
    task = draft.journey.tasks[timer.subject]
    key = draft.key("touchpoint", task.name)
    draft.record(r.TaskOverdue(draft.at, task.id, task.name), key)
    touchpoint = variants.touchpoint(draft, task)
    if lateness.on_arrival(timer) and touchpoint.late_on_arrival != "escalate":
        return  # past before anybody could act: recorded, nobody is told off (S5.6)
    climb_for(draft, draft.journey.tasks[task.id], key, timer.calendar)


def cancel_tasks(draft: Draft, lane: Lane) -> None:
    """Cancel what the state being left had open, except what stays (S4.5).

    What stays is open, or has a start with a date; nothing else could ever open it.
    """
    for task in list(draft.journey.tasks.values()):
        stays = task.stays and (task.status == "open" or _waits_for_start(draft, task))
        if task.track == lane.track and task.visit == lane.visit and not stays:
            if task.is_overdue:
                lateness.in_time_after_all(draft, task)
            draft.record(r.TaskCancelled(draft.at, task.id, task.name))
            if draft.journey.climbs:
                end_climb(draft, task.id)

"""Touchpoints become tasks: planned, opened in order, gated, done, reminded, overdue (S4)."""

from __future__ import annotations

from ..language.facts import read_value
from ..language.program import FollowUp, FormField, Need, Touchpoint
from ..language.values import NOTHING, Instant, Value
from . import records as r
from .draft import Draft, Happening
from .escalation import begin_climb, end_climb
from .journey import Climb, Lane, Task, Timer
from .people import resolve_owner
from .timers import Deadline, arm

# --- planning and opening


def plan_all(draft: Draft, lane: Lane) -> None:
    """Plan every touchpoint of the state just entered, in document order (S4.5)."""
    for touchpoint in draft.state(lane).touchpoints:
        tasks = draft.journey.tasks.values()
        survives = any((each.name, each.kind) == (touchpoint.id, "touchpoint") for each in tasks)
        if survives or (touchpoint.once and touchpoint.id in draft.journey.done):
            continue
        task = Task(
            f"{touchpoint.id}#{draft.number}", touchpoint.id, "touchpoint", lane.track,
            lane.visit, role=touchpoint.owner, stays=touchpoint.stays,
        )  # fmt: skip
        draft.record(r.TaskPlanned(draft.at, task), draft.key("touchpoint", touchpoint.id))
        advance(draft, lane, draft.journey.tasks[task.id])


def advance_all(draft: Draft, lane: Lane) -> None:
    """Open every planned task of a lane whose start has come."""
    for task in list(draft.journey.tasks.values()):
        if task.status != "planned" or task.track != lane.track:
            continue
        if task.visit == lane.visit:
            advance(draft, lane, task)
        elif not _waits_for_start(draft, task):
            begin(draft, task)  # it stays from an earlier visit, and its start has come


def advance(draft: Draft, lane: Lane, task: Task) -> None:
    """Open a planned task if its start has come; else arm its start, or leave it waiting."""
    if _waits_for_start(draft, task):
        return  # its timer opens it, once: no signal does so while it is late or on hold
    touchpoint = draft.linked.touchpoints[task.name]
    starts_at = _starts_at(draft, lane, touchpoint)
    if starts_at is None:
        return
    if starts_at > draft.at:
        _arm_start(draft, task, touchpoint, starts_at)
        return
    begin(draft, task)


def begin(draft: Draft, task: Task) -> None:
    """Open a task whose start has come, if its condition holds."""
    touchpoint = draft.linked.touchpoints[task.name]
    key = draft.key("touchpoint", touchpoint.id)
    finding = draft.check_or_report(touchpoint.condition, key)
    _ask_for(draft, task, finding.unknown)
    if finding.answer is None:
        return  # it waits for the fact, and is tried again on every one (S1.8)
    if finding.answer:
        _open(draft, task, touchpoint)
    else:
        cancelled = r.TaskCancelled(draft.at, task.id, task.name, "condition")
        draft.record(cancelled, key, finding)


def _ask_for(draft: Draft, task: Task, unknown: tuple[str, ...]) -> None:
    """Keep one open blocker for each fact a planned task still waits for (S1.7, S1.8)."""
    asked = {each.name: each for each in draft.journey.tasks.values() if each.scope == task.id}
    for name, blocker in asked.items():
        if name not in unknown:
            draft.record(r.TaskDone(draft.at, blocker.id, name, by="engine"))
    for name in unknown:
        if name not in asked:
            open_blocker(draft, draft.journey.lanes[task.track], name, scope=task.id)


def _starts_at(draft: Draft, lane: Lane, touchpoint: Touchpoint) -> Instant | None:
    moment = touchpoint.starts
    if moment is None:
        return lane.entered_at
    seen = [lane.seen.get(name, _done_before(draft, lane, name)) for name in moment.after]
    if None in seen:
        return None
    base = max([each for each in seen if each is not None], default=lane.entered_at)
    calendar = draft.program.calendars[draft.stage.calendar]
    return (
        calendar.end_of(base, moment.span) if moment.ends_day else calendar.add(base, moment.span)
    )


def _done_before(draft: Draft, lane: Lane, signal: str) -> Instant | None:
    # What is asked only once counts as done on every later visit, from its beginning.
    name, _, word = signal.partition(".")
    touchpoint = draft.linked.touchpoints.get(name)
    is_settled = touchpoint is not None and touchpoint.once and name in draft.journey.done
    return lane.entered_at if is_settled and word == "done" else None


def _waits_for_start(draft: Draft, task: Task) -> bool:
    timers = draft.journey.timers.values()
    return any(each.purpose == "task.start" and each.subject == task.id for each in timers)


def _arm_start(draft: Draft, task: Task, touchpoint: Touchpoint, starts_at: Instant) -> None:
    span = touchpoint.starts.span if touchpoint.starts else NOTHING
    key = draft.key("touchpoint", touchpoint.id)
    deadline = Deadline(starts_at, span, draft.stage.calendar)
    arm(draft, "task.start", task.id, deadline, scope=task.id, why=key)


def _open(draft: Draft, task: Task, touchpoint: Touchpoint) -> None:
    due_at = None
    calendar = draft.program.calendars[draft.stage.calendar]
    if touchpoint.due is not None:
        count = calendar.end_of if touchpoint.due.ends_day else calendar.add
        due_at = count(draft.at, touchpoint.due.span)
    key = draft.key("touchpoint", touchpoint.id)
    _hand_to(draft, task, touchpoint.owner, due_at, key)
    if due_at is None or touchpoint.due is None:
        return
    if touchpoint.remind is not None:
        remind_at = calendar.subtract(due_at, touchpoint.remind)
        # A reminder before the opening would only repeat the notice of the opening.
        if remind_at > draft.at:
            reminder = Deadline(remind_at, touchpoint.due.span, draft.stage.calendar)
            arm(draft, "task.remind", task.id, reminder, scope=task.id, why=key)
    deadline = Deadline(due_at, touchpoint.due.span, draft.stage.calendar)
    arm(draft, "task.due", task.id, deadline, scope=task.id, why=key)


def _hand_to(draft: Draft, task: Task, role: str, due_at: Instant | None, key: str) -> None:
    role, person = resolve_owner(draft, role)
    if not person:
        draft.record(draft.incident("owner-unresolved", key, (role,)), key)
    draft.record(r.TaskOpened(draft.at, task.id, task.name, role, person or role, due_at), key)
    draft.notify("assigned", role, person or role, task.id)


def open_follow_up(draft: Draft, lane: Lane, step: FollowUp, play: str, scope: str) -> None:
    """Open the task of one step of a recovery play."""
    key = f"followup/{play}.{step.id}"
    finding = draft.check_or_report(step.condition, key)
    if finding.answer is False:
        return
    task = Task(
        f"{step.id}#{draft.number}", step.id, "follow_up", lane.track, lane.visit, scope=scope
    )
    draft.record(r.TaskPlanned(draft.at, task), key, finding)
    _hand_to(draft, task, step.owner or draft.state(lane).owner, None, key)


def open_blocker(draft: Draft, lane: Lane, name: str, scope: str = "") -> None:
    """Open the task that asks for a missing document or fact (S1.8, S2.4).

    ``scope`` is the planned task that waits for it; without one, a move does.
    """
    task = Task(f"{name}#{draft.number}", name, "blocker", lane.track, lane.visit, scope=scope)
    draft.record(r.TaskPlanned(draft.at, task))
    _hand_to(draft, task, draft.state(lane).owner, None, draft.key("state", lane.state))


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
    facts, refusal = _gate(draft, touchpoint, happening, outcome)
    if refusal is not None:
        return refusal
    for fact, value in facts.items():
        draft.set_fact(fact, value)
    for document in _produced(touchpoint, outcome):
        draft.bring(document)
    key = draft.key("touchpoint", name)
    draft.record(r.TaskDone(draft.at, task.id, task.name, outcome, happening.by), key)
    end_climb(draft, task.id)
    return None


def open_task(draft: Draft, name: str) -> Task | None:
    """Return the open task of that name; the oldest where there are several.

    A touchpoint comes before a document that is asked for under the same name, also while
    it is only planned: asking must not open a way round its gate (S4.3).
    """
    named = [task for task in draft.journey.tasks.values() if task.name == name]
    own = [task for task in named if task.kind == "touchpoint"]
    return next((task for task in own or named if task.status == "open"), None)


def _complete_formless(
    draft: Draft, task: Task, happening: Happening, outcome: str
) -> r.SignalRefused | None:
    """Complete a follow-up, or a blocker whose document has come; neither has a form."""
    if outcome:
        return draft.refusal("outcome-unknown", (outcome,))
    if happening.data:
        return draft.refusal("field-wrong", tuple(happening.data))
    if task.kind == "blocker" and task.name not in draft.journey.documents:
        return draft.refusal("document-missing", (task.name,))
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


def _produced(touchpoint: Touchpoint, outcome: str) -> tuple[str, ...]:
    always = touchpoint.produces.get("done", ())
    return tuple(dict.fromkeys((*always, *touchpoint.produces.get(outcome, ()))))


def _gate(
    draft: Draft, touchpoint: Touchpoint, happening: Happening, outcome: str
) -> tuple[dict[str, Value], r.SignalRefused | None]:
    if touchpoint.outcomes and outcome not in touchpoint.outcomes:
        return {}, draft.refusal("outcome-missing", touchpoint.outcomes)
    if outcome and outcome not in touchpoint.outcomes:
        return {}, draft.refusal("outcome-unknown", (outcome,))
    facts, wrong = _form(draft, touchpoint, happening)
    if wrong:
        return {}, draft.refusal("field-wrong", wrong)
    missing = [
        field.fact
        for field in _fields(draft, touchpoint)
        # A field the customer has already answered is not asked twice.
        if field.required and field.fact not in facts and draft.fact(field.fact) is None
    ]
    if missing:
        return {}, draft.refusal("field-missing", tuple(missing))
    blockers = unmet(draft, touchpoint.needs)
    if blockers:
        return {}, draft.refusal("document-missing", blockers)
    return facts, None


def _fields(draft: Draft, touchpoint: Touchpoint) -> tuple[FormField, ...]:
    form = draft.program.program.forms.get(touchpoint.form)
    return form.fields if form is not None else ()


def _form(
    draft: Draft, touchpoint: Touchpoint, happening: Happening
) -> tuple[dict[str, Value], tuple[str, ...]]:
    fields = [field.fact for field in _fields(draft, touchpoint)]
    facts: dict[str, Value] = {}
    wrong: list[str] = []
    for name, raw in sorted(happening.data.items()):
        # A form may use the short name where only one of its facts ends so.
        full = [fact for fact in fields if name in {fact, fact.partition(".")[2]}]
        value = read_value(draft.program.program.facts[full[0]], raw) if len(full) == 1 else None
        if value is None:
            wrong.append(name)
        else:
            facts[full[0]] = value
    return facts, tuple(wrong)


# --- gates


def unmet(draft: Draft, needs: tuple[Need, ...]) -> tuple[str, ...]:
    """Return the ids of those needs that are not met; unknown is not met (S2.4)."""
    return tuple(need.id for need in needs if not _is_met(draft, need))


def _is_met(draft: Draft, need: Need) -> bool:
    if need.condition is not None:
        return draft.check(need.condition, f"need/{need.id}").answer is True
    if any(document in draft.journey.documents for document in need.documents):
        return True
    # A yes/no fact counts when it is yes; any other when it is known (S2.4).
    values = [draft.fact(fact) for fact in need.facts]
    return any(value is not None and value is not False for value in values)


# --- time


def task_reminded(draft: Draft, timer: Timer) -> None:
    """Remind the owner of a deadline to come."""
    task = draft.journey.tasks[timer.subject]
    draft.record(r.TaskReminded(draft.at, task.id, task.name), draft.key("touchpoint", task.name))
    draft.notify("reminded", task.role, task.owner, task.id)


def task_overdue(draft: Draft, timer: Timer) -> None:
    """Mark a task overdue and climb its ladder."""
    task = draft.journey.tasks[timer.subject]
    key = draft.key("touchpoint", task.name)
    draft.record(r.TaskOverdue(draft.at, task.id, task.name), key)
    touchpoint = draft.linked.touchpoints[task.name]
    calendar = draft.stage.calendar
    climb = Climb(task.id, touchpoint.escalate, task.id, task.role, draft.at, task.track, calendar)
    begin_climb(draft, climb, key)


def cancel_tasks(draft: Draft, lane: Lane) -> None:
    """Cancel what the state being left had open, except what stays (S4.5).

    What stays is open, or has a start with a date; nothing else could ever open it.
    """
    for task in list(draft.journey.tasks.values()):
        stays = task.stays and (task.status == "open" or _waits_for_start(draft, task))
        if task.track == lane.track and task.visit == lane.visit and not stays:
            draft.record(r.TaskCancelled(draft.at, task.id, task.name))
            end_climb(draft, task.id)

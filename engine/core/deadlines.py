"""When a touchpoint starts and is due: armed once known, moved when a fact moves (S4.5, S5.6)."""

from __future__ import annotations

from msgspec.structs import replace

from ..language.program import Touchpoint
from ..language.values import NOTHING, Instant, Moment
from . import records as r
from . import variants
from .draft import Draft
from .escalation import end_climb
from .identity import done_key
from .journey import Lane, Task, Timer
from .lateness import in_time_after_all, lies_before
from .moments import held_in, instant_of
from .timers import Deadline, arm, move_deadline


def moment_of(
    draft: Draft, lane: Lane, moment: Moment, calendar: str, start: Instant, *, opens: bool = False
) -> Deadline | None:
    """Return what a moment comes to as seen from a lane, or None while it is unknown.

    ``calendar`` is the name as written, empty for the track's own; ``start`` is when the
    moment's scope began.
    """
    named = draft.calendar_named(calendar or draft.calendar_of(lane))
    if moment.is_span:
        span = moment.span
        return Deadline(draft.program.calendars[named].add(start, span), span, named, start)

    def happened(name: str) -> Instant | None:
        return lane.seen.get(name, _done_before(draft, lane, name))

    at = instant_of(
        moment, draft.program.calendars[named], start, happened, draft.known, opens=opens
    )
    return None if at is None else Deadline(at, held_in(moment, draft.known), named, start)


def starts(draft: Draft, lane: Lane, touchpoint: Touchpoint) -> Deadline | None:
    """Return when a touchpoint opens; None while that is unknown. A bare date opens then."""
    if touchpoint.starts is None:
        return Deadline(lane.entered_at, NOTHING, draft.stage.calendar)
    start, calendar = lane.entered_at, touchpoint.calendar
    return moment_of(draft, lane, touchpoint.starts, calendar, start, opens=True)


def due(draft: Draft, task: Task, touchpoint: Touchpoint, opened_at: Instant) -> Deadline | None:
    """Return when a task is due, counted from its opening; None while that is unknown."""
    lane = draft.journey.lanes[task.track]
    if touchpoint.due is None:
        return None
    return moment_of(draft, lane, touchpoint.due, touchpoint.calendar, opened_at)


def arm_start(draft: Draft, task: Task, deadline: Deadline) -> None:
    """Let a planned task open by itself."""
    key = draft.key("touchpoint", task.name)
    arm(draft, "task.start", task.id, deadline, scope=task.id, why=key)


def arm_due(draft: Draft, task: Task, touchpoint: Touchpoint, deadline: Deadline) -> None:
    """Let a deadline run, and its reminder where that still lies ahead."""
    key = draft.key("due", task.name)
    if touchpoint.remind is not None:
        _arm_reminder(draft, task, touchpoint, deadline)
    arm(draft, "task.due", task.id, deadline, scope=task.id, why=key)


def start_timer(draft: Draft, task: Task) -> Timer | None:
    """Return the timer that will open a planned task, if it has one."""
    return _timer(draft, task, "task.start")


def review_start(draft: Draft, task: Task, timer: Timer) -> bool:
    """Work a running start out anew where a fact moves it; return whether it has come."""
    lane = draft.journey.lanes[task.track]
    touchpoint = variants.touchpoint(draft, task)
    if not _is_dated(touchpoint.starts) or lane.visit != task.visit:
        return False
    wanted = starts(draft, lane, touchpoint)
    if wanted is None:
        draft.record(r.TimerDisarmed(draft.at, timer.id))
        return False
    move_deadline(draft, timer, wanted, draft.key("touchpoint", task.name))
    moved = draft.journey.timers[timer.id]
    if moved.due_at > draft.at or moved.holds:
        return False
    draft.record(r.TimerDisarmed(draft.at, timer.id))
    return True


def review_due(draft: Draft, task: Task) -> None:
    """Work the deadline of an open task out anew where facts or other touchpoints decide it."""
    touchpoint = variants.touchpoint(draft, task)
    moment = touchpoint.due
    if moment is None or not (_is_dated(moment) or moment.after):
        return
    if moment.after and draft.journey.lanes[task.track].visit != task.visit:
        return  # it stays from an earlier visit, whose happenings are forgotten
    set_due(draft, task, touchpoint)


def set_due(draft: Draft, task: Task, touchpoint: Touchpoint) -> None:
    """Bring the deadline of an open task into line with what is known now (S4.5)."""
    wanted = due(draft, task, touchpoint, task.opened_at)
    timer = _timer(draft, task, "task.due")
    if wanted is None:
        for purpose in ("task.due", "task.remind"):
            running = _timer(draft, task, purpose)
            if running is not None:
                draft.record(r.TimerDisarmed(draft.at, running.id))
    elif timer is not None:
        key = draft.key("due", task.name)
        move_deadline(draft, timer, wanted, key)
        if draft.journey.timers[timer.id].due_at != timer.due_at:
            _move_reminder(draft, task, touchpoint, wanted)
    elif not task.is_overdue:
        arm_due(draft, task, touchpoint, wanted)
    elif wanted.at > draft.at:
        # Another day was agreed on: what is due then is not overdue now.
        draft.record(r.TaskInTime(draft.at, task.id, task.name), draft.key("due", task.name))
        end_climb(draft, task.id)
        arm_due(draft, task, touchpoint, wanted)


def undo_marks(draft: Draft, lane: Lane) -> None:
    """Take back the overdue marks that a hold reported late would have prevented (S5.5)."""
    for task in list(draft.journey.tasks.values()):
        if task.track != lane.track or not task.is_overdue or task.due_at is None:
            continue
        if lies_before(draft, task.due_at):
            in_time_after_all(draft, task)
            end_climb(draft, task.id)
            touchpoint = variants.touchpoint(draft, task)
            wanted = due(draft, task, touchpoint, task.opened_at)
            if wanted is not None:
                again = replace(wanted, at=task.due_at)
                key = draft.key("due", task.name)
                arm(draft, "task.due", task.id, again, scope=task.id, why=key)


def recompute(draft: Draft, lane: Lane) -> None:
    """Work out the running deadlines of a lane's tasks anew: a variant has flipped (S2.8)."""
    for task in list(draft.journey.tasks.values()):
        if task.track != lane.track or task.kind != "touchpoint":
            continue
        touchpoint = variants.touchpoint(draft, task)
        timer = start_timer(draft, task)
        wanted = starts(draft, lane, touchpoint)
        if timer is not None and wanted is not None and lane.visit == task.visit:
            move_deadline(draft, timer, wanted, draft.key("touchpoint", task.name))
        if task.status == "open" and not task.is_overdue and touchpoint.due is not None:
            set_due(draft, task, touchpoint)


def _is_dated(moment: Moment | None) -> bool:
    return moment is not None and bool(moment.fact or moment.span_fact)


def _done_before(draft: Draft, lane: Lane, signal: str) -> Instant | None:
    # What is asked only once counts as done on every later visit, from its beginning.
    name, _, word = signal.partition(".")
    touchpoint = draft.linked.touchpoints.get(name)
    if touchpoint is None or word != "done" or not was_done(draft, lane, name):
        return None
    # So does what stays, unless it is asked for again now (S4.5).
    tasks = draft.journey.tasks.values()
    is_asked = any((task.name, task.track) == (name, lane.track) for task in tasks)
    is_settled = touchpoint.once or (touchpoint.stays and not is_asked)
    return lane.entered_at if is_settled else None


def was_done(draft: Draft, lane: Lane, touchpoint: str) -> bool:
    """Tell whether a touchpoint was done before in this journey: each item's apart (S2.10)."""
    return done_key(lane.track, touchpoint) in draft.journey.done


def _timer(draft: Draft, task: Task, purpose: str) -> Timer | None:
    subject = task.id
    for timer in draft.journey.timers.values():
        if timer.subject == subject and timer.purpose == purpose:
            return timer
    return None


def _reminder(draft: Draft, touchpoint: Touchpoint, deadline: Deadline) -> Deadline | None:
    if touchpoint.remind is None:
        return None
    calendar = draft.program.calendars[deadline.calendar]
    at = calendar.subtract(deadline.at, touchpoint.remind)
    # A reminder before the opening would only repeat the notice of the opening.
    return replace(deadline, at=at) if at > draft.at else None


def _arm_reminder(draft: Draft, task: Task, touchpoint: Touchpoint, deadline: Deadline) -> None:
    reminder = _reminder(draft, touchpoint, deadline)
    if reminder is not None:
        key = draft.key("touchpoint", task.name)
        arm(draft, "task.remind", task.id, reminder, scope=task.id, why=key)


def _move_reminder(draft: Draft, task: Task, touchpoint: Touchpoint, deadline: Deadline) -> None:
    timer, reminder = _timer(draft, task, "task.remind"), _reminder(draft, touchpoint, deadline)
    if timer is None:
        _arm_reminder(draft, task, touchpoint, deadline)
    elif reminder is None:
        draft.record(r.TimerDisarmed(draft.at, timer.id))
    else:
        move_deadline(draft, timer, reminder, draft.key("touchpoint", task.name))

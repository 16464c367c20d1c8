"""The rounds of a touchpoint that repeats: when the next one is, and what ends them (S4.5)."""

from __future__ import annotations

from ..language.program import Touchpoint
from ..language.values import Instant, Repeat, Span
from . import records as r
from .draft import Draft
from .escalation import end_climb
from .journey import Lane, Task, Timer
from .timers import Deadline, arm, visit_scope


def arm_first(draft: Draft, task: Task, touchpoint: Touchpoint, *, is_left_out: bool) -> None:
    """Arm the round after the one that has just begun, or was left out by its condition.

    Counted from what was done, it is armed only then; a round left out is never done.
    """
    repeats = touchpoint.repeats
    if repeats is None or task.is_round:
        return
    if touchpoint.counted_from == "schedule" or is_left_out:
        done = 0 if is_left_out else 1
        arm_round(draft, draft.journey.lanes[task.track], touchpoint, draft.at, 1, done)


def after_done(draft: Draft, task: Task, touchpoint: Touchpoint) -> None:
    """Arm the next round of a touchpoint whose rounds count from when it was done."""
    lane = draft.journey.lanes[task.track]
    if touchpoint.repeats is not None and touchpoint.counted_from == "done":
        arm_round(draft, lane, touchpoint, draft.at, 1, task.round + 1)


def arm_round(
    draft: Draft, lane: Lane, touchpoint: Touchpoint, anchor: Instant, step: int, rounds: int
) -> None:
    """Arm the round that lies ``step`` steps after ``anchor``, unless ``rounds`` are enough."""
    repeats = touchpoint.repeats
    if repeats is None or (repeats.up_to and rounds >= repeats.up_to):
        return
    span, calendar = span_of(repeats, step), calendar_of(draft, lane, touchpoint)
    at = draft.program.calendars[calendar].add(anchor, span)
    scope = f"repeat:{touchpoint.id}@{lane.track}" if touchpoint.stays else visit_scope(lane)
    arm(
        draft, "repeat", touchpoint.id, Deadline(at, span, calendar, anchor), scope=scope,
        detail=str(rounds), why=draft.key("touchpoint", touchpoint.id),
    )  # fmt: skip


def calendar_of(draft: Draft, lane: Lane, touchpoint: Touchpoint) -> str:
    """Return the calendar that the rounds of a touchpoint go by."""
    return draft.calendar_named(touchpoint.calendar or draft.calendar_of(lane))


def span_of(repeats: Repeat, step: int) -> Span:
    """Return how far a round lies from the first: counted as one, so that months do not drift."""
    return Span(repeats.every.count * step, repeats.every.unit)


def hear(draft: Draft, lane: Lane, signal: str) -> bool:
    """End the touchpoints that ``signal`` stops: no more rounds, and what is open is cancelled."""
    stopped = draft.watched(lane).halts.get(signal, ())
    ended = False
    for name in stopped:
        for task in _tasks(draft, lane, name):
            draft.record(r.TaskCancelled(draft.at, task.id, task.name, "stopped"))
            end_climb(draft, task.id)
            ended = True
        for timer in running(draft, lane, name):
            draft.record(r.TimerDisarmed(draft.at, timer.id))
            ended = True
    return ended


def running(draft: Draft, lane: Lane, name: str) -> list[Timer]:
    """Return the timer of a touchpoint's next round, if there is one."""
    timers = draft.journey.timers.values()
    return [
        each for each in timers
        if each.purpose == "repeat" and each.subject == name and each.lane == lane.track
    ]  # fmt: skip


def is_going(draft: Draft, lane: Lane, name: str) -> bool:
    """Tell whether a round of a touchpoint is planned or open."""
    return bool(_tasks(draft, lane, name))


def _tasks(draft: Draft, lane: Lane, name: str) -> list[Task]:
    tasks = draft.journey.tasks.values()
    return [
        each for each in tasks
        if (each.name, each.kind, each.track) == (name, "touchpoint", lane.track)
    ]  # fmt: skip

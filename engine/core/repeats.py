"""Rounds come due: opened, left out, or caught up after downtime (S3.10, S4.5)."""

from __future__ import annotations

from ..language.program import Touchpoint
from ..language.values import MICROSECONDS_PER_HOUR, Instant
from . import records as r
from . import rounds, variants
from .draft import Draft
from .journey import Task, Timer
from .touchpoints import begin

MISSED_AFTER = MICROSECONDS_PER_HOUR
"""A round that is taken later than this was missed: the engine was down (S3.10)."""


def round_due(draft: Draft, timer: Timer) -> None:
    """Open the round whose time has come, and arm the one after it.

    Of rounds that were missed, ``once`` opens a single one, ``all`` each, ``skip`` none. While
    the round before is still open, another would only repeat it: it is left out, except where
    all are asked for.
    """
    lane = draft.journey.lanes[timer.lane]
    task = Task(
        f"{timer.subject}#{draft.number}", timer.subject, "touchpoint", lane.track, lane.visit,
        variants=lane.variants, round=int(timer.detail), is_round=True,
    )  # fmt: skip
    touchpoint = variants.touchpoint(draft, task)
    repeats = touchpoint.repeats
    if repeats is None:
        return  # a variant that holds by now has no rounds
    step = max(timer.span.count // repeats.every.count, 1) if repeats.every.count else 1
    was_missed, policy = draft.now - timer.due_at > MISSED_AFTER, touchpoint.catch_up or "once"
    if was_missed:
        draft.at = draft.now  # nobody could have done it before
        step = _caught_up(draft, timer, touchpoint, policy, step)
    is_left_out = was_missed and policy == "skip"
    if not is_left_out and policy != "all" and rounds.is_going(draft, lane, touchpoint.id):
        is_left_out = True
        _leave_out(draft, touchpoint, "still_open", 1)
    if not is_left_out:
        is_left_out = not _open(draft, task, touchpoint)
    is_waiting = touchpoint.counted_from == "done" and not is_left_out
    if not is_waiting:
        done = task.round if is_left_out else task.round + 1
        rounds.arm_round(draft, lane, touchpoint, timer.armed_at, step + 1, done)


def _open(draft: Draft, task: Task, touchpoint: Touchpoint) -> bool:
    """Plan and begin a round; return whether it counts: its condition did not leave it out."""
    planned = Task(
        f"{task.name}#{draft.number}", task.name, task.kind, task.track, task.visit,
        role=touchpoint.owner, stays=touchpoint.stays, variants=task.variants,
        round=task.round, is_round=True,
    )  # fmt: skip
    draft.record(r.TaskPlanned(draft.at, planned), draft.key("touchpoint", task.name))
    begin(draft, planned)
    return planned.id in draft.journey.tasks


def _caught_up(draft: Draft, timer: Timer, touchpoint: Touchpoint, policy: str, step: int) -> int:
    """Return the step of the last round that is past, leaving out those the policy does not ask."""
    if policy == "all" or touchpoint.repeats is None:
        return step
    last = step
    while _round_at(draft, timer, touchpoint, last * 2) <= draft.now:
        last *= 2
    above = last * 2
    while above - last > 1:
        middle = (last + above) // 2
        is_past = _round_at(draft, timer, touchpoint, middle) <= draft.now
        last, above = (middle, above) if is_past else (last, middle)
    skipped = last - step + (policy == "skip")
    if skipped:
        _leave_out(draft, touchpoint, "missed", skipped)
    return last


def _round_at(draft: Draft, timer: Timer, touchpoint: Touchpoint, step: int) -> Instant:
    assert touchpoint.repeats is not None
    span = rounds.span_of(touchpoint.repeats, step)
    return draft.program.calendars[timer.calendar].add(timer.armed_at, span)


def _leave_out(draft: Draft, touchpoint: Touchpoint, reason: r.WhyLeftOut, count: int) -> None:
    left_out = r.RoundsLeftOut(draft.at, touchpoint.id, reason, count)
    draft.record(left_out, draft.key("touchpoint", touchpoint.id))

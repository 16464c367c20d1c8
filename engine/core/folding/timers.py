"""Folding deadlines: armed, fired, withdrawn, held."""

from __future__ import annotations

from msgspec.structs import replace

from ...language.values import Instant
from .. import records as r
from ..journey import Timer
from .fold import Changes, Fold


def _armed(fold: Fold, record: r.TimerArmed) -> None:
    timer = record.timer
    fold.timers[timer.id] = timer
    if timer.purpose == "task.due":
        _keep_due(fold, timer, timer.due_at)
    if timer.due_at <= record.at:
        # Deadlines for this very instant are counted: they may arm each other for ever.
        journey = fold.journey
        fold.set("rounds", journey.rounds + 1 if journey.round_at == record.at else 1)
        fold.set("round_at", record.at)


def _fired(fold: Fold, record: r.TimerFired) -> None:
    fold.timers.pop(record.id, None)
    fold.see(record.taken_at)


def _disarmed(fold: Fold, record: r.TimerDisarmed) -> None:
    timer = fold.timers.pop(record.id, None)
    if timer is not None and timer.purpose == "task.due":
        _keep_due(fold, timer, None)


def _held(fold: Fold, record: r.TimerHeld) -> None:
    timer = fold.timers[record.id]
    # A late signal may hold from before the clock began to run, or from within a hold that is
    # over: united, never summed (S3.5).
    begins = max(record.at, timer.armed_at, timer.held_until)
    held_at = timer.held_at if timer.holds else begins
    fold.timers[timer.id] = replace(timer, holds=(*timer.holds, record.reason), held_at=held_at)


def _released(fold: Fold, record: r.TimerReleased) -> None:
    timer = fold.timers[record.id]
    holds = tuple(hold for hold in timer.holds if hold != record.reason)
    held_at = timer.held_at if holds else 0
    held_until = max(record.at, timer.held_until) if record.moved else timer.held_until
    stood = (*timer.stood, (record.since, record.at)) if record.since else timer.stood
    fold.timers[timer.id] = replace(
        timer,
        holds=holds, due_at=record.due_at, held_at=held_at,
        moved=record.moved or timer.moved, held_until=held_until, stood=stood,
    )  # fmt: skip
    if timer.purpose == "task.due":
        _keep_due(fold, timer, record.due_at)


def _moved(fold: Fold, record: r.TimerMoved) -> None:
    timer = fold.timers[record.id]
    late_at = record.at if record.due_at < record.at else 0
    fold.timers[timer.id] = replace(
        timer, due_at=record.due_at, span=record.span, late_at=late_at,
        is_provisional=record.is_provisional,
    )  # fmt: skip
    if timer.purpose == "task.due":
        _keep_due(fold, timer, record.due_at)


def _keep_due(fold: Fold, timer: Timer, due_at: Instant | None) -> None:
    """Show a task's deadline as it is by now: known only later, moved, or unknown again."""
    task = fold.tasks[timer.subject]
    if task.due_at != due_at:
        fold.tasks[task.id] = replace(task, due_at=due_at)


CHANGES: Changes = {
    r.TimerArmed: _armed,
    r.TimerFired: _fired,
    r.TimerDisarmed: _disarmed,
    r.TimerHeld: _held,
    r.TimerReleased: _released,
    r.TimerMoved: _moved,
}

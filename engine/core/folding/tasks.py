"""Folding tasks: planned, open, gone."""

from __future__ import annotations

from msgspec.structs import replace

from ...language.values import Instant
from .. import records as r
from ..identity import done_key
from ..journey import Task
from .fold import Changes, Fold


def _planned(fold: Fold, record: r.TaskPlanned) -> None:
    fold.tasks[record.task.id] = record.task


def _opened(fold: Fold, record: r.TaskOpened) -> None:
    fold.tasks[record.id] = replace(
        fold.tasks[record.id],
        status="open", role=record.role, owner=record.owner, opened_at=record.at,
        due_at=record.due_at, via=record.via, contact_at=record.contact_at,
    )  # fmt: skip


def _done(fold: Fold, record: r.TaskDone) -> None:
    closed = fold.tasks.pop(record.id)
    fold.end_scope(record.id)
    # Only touchpoints: a document asked for may bear the name of one that is ``once``.
    if closed.kind == "touchpoint":
        fold.table("done")[done_key(closed.track, record.name)] = record.at
    if record.mark:
        fold.table("marks")[record.mark] = record.at


def _cancelled(fold: Fold, record: r.TaskCancelled) -> None:
    closed = fold.tasks.pop(record.id)
    fold.end_scope(record.id)
    if record.reason in {"condition", "stopped", "contact_limit"}:
        _see_as_done(fold, closed, record.at)


def _skipped(fold: Fold, record: r.TaskSkipped) -> None:
    closed = fold.tasks.pop(record.id)
    fold.end_scope(record.id)
    _see_as_done(fold, closed, record.at)


def _see_as_done(fold: Fold, closed: Task, at: Instant) -> None:
    # Left out: what comes after it need not wait for it (S4.5).
    lane = fold.journey.lanes.get(closed.track)
    if lane is not None and lane.visit == closed.visit:
        seen = {**lane.seen, f"{closed.name}.done": at}
        fold.lanes[lane.track] = replace(lane, seen=seen)


def _overdue(fold: Fold, record: r.TaskOverdue) -> None:
    fold.tasks[record.id] = replace(fold.tasks[record.id], is_overdue=True)


def _in_time(fold: Fold, record: r.TaskInTime) -> None:
    fold.tasks[record.id] = replace(fold.tasks[record.id], is_overdue=False)


def _sent(fold: Fold, record: r.MessageSent) -> None:
    task = fold.journey.tasks.get(record.id)
    if task is not None:
        fold.tasks[task.id] = replace(task, is_sent=True)


def _reassigned(fold: Fold, record: r.TaskReassigned) -> None:
    task = replace(fold.tasks[record.id], role=record.role, owner=record.owner)
    fold.tasks[record.id] = task
    if record.is_handover:
        fold.set("handovers", fold.journey.handovers + 1)


CHANGES: Changes = {
    r.TaskPlanned: _planned,
    r.TaskOpened: _opened,
    r.TaskDone: _done,
    r.TaskCancelled: _cancelled,
    r.TaskSkipped: _skipped,
    r.MessageSent: _sent,
    r.TaskOverdue: _overdue,
    r.TaskInTime: _in_time,
    r.TaskReassigned: _reassigned,
}

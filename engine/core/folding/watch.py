"""Folding holds, clocks and variants."""

from __future__ import annotations

from msgspec.structs import replace

from .. import records as r
from .fold import Changes, Fold


def _hold_began(fold: Fold, record: r.HoldBegan) -> None:
    holds = fold.table("holds")
    holds[record.track] = (*holds.get(record.track, ()), record.reason)


def _hold_ended(fold: Fold, record: r.HoldEnded) -> None:
    holds = fold.table("holds")
    left = tuple(each for each in holds.pop(record.track, ()) if each != record.reason)
    if left:
        holds[record.track] = left
    fold.end_scope(f"{record.reason}@{record.track}")


def _clock_started(fold: Fold, record: r.ClockStarted) -> None:
    fold.table("clocks")[record.clock.id] = record.clock


def _clock_overdue(fold: Fold, record: r.ClockOverdue) -> None:
    clocks = fold.table("clocks")
    clocks[record.id] = replace(clocks[record.id], overdue_at=record.at)


def _clock_stopped(fold: Fold, record: r.ClockStopped) -> None:
    fold.table("clocks").pop(record.id, None)
    fold.end_scope(record.id)


def _variants(fold: Fold, record: r.VariantsChosen) -> None:
    lane = fold.lanes[record.track]
    fold.lanes[record.track] = replace(lane, variants=record.variants)


CHANGES: Changes = {
    r.HoldBegan: _hold_began,
    r.HoldEnded: _hold_ended,
    r.ClockStarted: _clock_started,
    r.ClockOverdue: _clock_overdue,
    r.ClockStopped: _clock_stopped,
    r.VariantsChosen: _variants,
}

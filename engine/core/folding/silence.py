"""Folding stalls, ladders and recovery."""

from __future__ import annotations

from msgspec.structs import replace

from .. import records as r
from ..journey import PastStall, Told
from .fold import Changes, Fold


def _stalled(fold: Fold, record: r.Stalled) -> None:
    fold.table("stalls")[record.occurrence.id] = record.occurrence


def _stall_ended(fold: Fold, record: r.StallEnded) -> None:
    over = fold.table("stalls").pop(record.id, None)
    fold.end_scope(record.id)
    if record.key and over is not None:
        past = PastStall(over.started_at, record.at, record.level)
        fold.table("past_stalls")[record.key] = past


def _climb(fold: Fold, record: r.ClimbStarted) -> None:
    fold.table("climbs")[record.climb.id] = record.climb


def _reached(fold: Fold, record: r.Escalated) -> None:
    climbs = fold.table("climbs")
    climb = climbs[record.climb]
    told = Told(record.tier, record.at, record.role, record.person)
    climbs[climb.id] = replace(
        climb,
        fired=(*climb.fired, record.tier), told=(*climb.told, told), is_unsaid=record.is_unsaid,
    )  # fmt: skip


def _skipped(fold: Fold, record: r.TierSkipped) -> None:
    climbs = fold.table("climbs")
    climb = climbs[record.climb]
    climbs[climb.id] = replace(climb, fired=(*climb.fired, record.tier))


def _notice(fold: Fold, record: r.NoticeGiven) -> None:
    climbs = fold.table("climbs")
    climbs[record.climb] = replace(climbs[record.climb], is_unsaid=False)


def _quieted(fold: Fold, record: r.ClimbQuieted) -> None:
    climbs = fold.table("climbs")
    climbs[record.climb] = replace(climbs[record.climb], quiet_until=record.until)


def _climb_ended(fold: Fold, record: r.ClimbEnded) -> None:
    fold.table("climbs").pop(record.climb, None)
    fold.end_scope(record.climb)


def _play(fold: Fold, record: r.RecoveryStarted) -> None:
    if record.key:
        fold.table("plays")[record.key] = (*record.earlier, record.at)


def _unfounded(fold: Fold, record: r.Unfounded) -> None:
    task = fold.journey.tasks.get(record.about)
    if task is not None:
        fold.tasks[task.id] = replace(task, is_overdue=False)
    clock = fold.journey.clocks.get(record.about)
    if clock is not None:
        fold.table("clocks")[clock.id] = replace(clock, overdue_at=0)


CHANGES: Changes = {
    r.Stalled: _stalled,
    r.StallEnded: _stall_ended,
    r.ClimbStarted: _climb,
    r.Escalated: _reached,
    r.TierSkipped: _skipped,
    r.ClimbQuieted: _quieted,
    r.ClimbEnded: _climb_ended,
    r.NoticeGiven: _notice,
    r.RecoveryStarted: _play,
    r.Unfounded: _unfounded,
}

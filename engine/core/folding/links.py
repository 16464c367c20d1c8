"""Folding the lifecycle: which stage a journey is in, what it seeded, and what waits."""

from __future__ import annotations

from msgspec.structs import replace

from .. import records as r
from ..identity import seed_key
from ..journey import PendingOnward
from .fold import Changes, Fold

_OF_A_STAGE = (
    "lanes", "tasks", "timers", "stalls", "climbs", "done", "taken", "holds", "clocks",
)  # fmt: skip
"""What ends with a stage: its playbook made it, and the next one may use the same names."""


def _entered(fold: Fold, record: r.StageEntered) -> None:
    for name in _OF_A_STAGE:
        fold.table(name).clear()
    fold.set("stages", (*fold.journey.stages, fold.journey.playbook))
    fold.set("playbook", record.stage)


def _ended(fold: Fold, _record: r.StageEnded) -> None:
    fold.set("onward", None)


def _pending(fold: Fold, record: r.OnwardPending) -> None:
    fold.set("onward", PendingOnward(record.end, record.outcome, record.blockers))


def _seeded(fold: Fold, record: r.JourneySeeded) -> None:
    # By its number, which it gets right after: the id of the new journey follows from it.
    fold.table("seeds")[seed_key(fold.journey.version + 1)] = record.seed


def _merged(fold: Fold, record: r.SeedMerged) -> None:
    seeds = fold.table("seeds")
    key = seed_key(record.seed)
    seeds[key] = replace(seeds[key], merged_into=record.into)


def _passed_over(fold: Fold, record: r.TouchpointPassedOver) -> None:
    lane = fold.lanes[record.track]
    seen = {**lane.seen, f"{record.name}.done": record.at}
    fold.lanes[record.track] = replace(lane, seen=seen)


def _deviated(fold: Fold, _record: r.Deviated) -> None:
    fold.set("deviations", fold.journey.deviations + 1)


CHANGES: Changes = {
    r.StageEntered: _entered,
    r.StageEnded: _ended,
    r.OnwardPending: _pending,
    r.JourneySeeded: _seeded,
    r.SeedMerged: _merged,
    r.TouchpointPassedOver: _passed_over,
    r.Deviated: _deviated,
}

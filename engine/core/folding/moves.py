"""Folding state machines: where each track stands, and what it waits for."""

from __future__ import annotations

from msgspec.structs import replace

from .. import records as r
from ..journey import Lane, Pending
from .fold import Changes, Fold


def _left(fold: Fold, record: r.StateLeft) -> None:
    fold.end_scope(f"visit:{record.track}#{record.visit}")


def _entered(fold: Fold, record: r.StateEntered) -> None:
    fold.lanes[record.track] = Lane(
        record.track, record.state, record.visit, record.at, variants=record.variants,
        item=record.item,
    )  # fmt: skip


def _pending(fold: Fold, record: r.MovePending) -> None:
    pending = Pending(
        record.signal, record.blockers, record.to, record.item, record.data, record.is_settled
    )
    # What waits for its start stands nowhere yet.
    lane = fold.lanes.get(record.track)
    if lane is None:
        item = record.item if "/" in record.track else ""
        lane = Lane(record.track, "", 0, record.at, item=item)
    fold.lanes[record.track] = replace(lane, pending=pending)


def _dropped(fold: Fold, record: r.MoveDropped) -> None:
    fold.lanes[record.track] = replace(fold.lanes[record.track], pending=None)


def _counted(fold: Fold, record: r.MoveCounted) -> None:
    taken = fold.table("taken")
    taken[record.move] = taken.get(record.move, 0) + 1


def _timed_out(fold: Fold, record: r.TimedOut) -> None:
    fold.lanes[record.track] = replace(fold.lanes[record.track], is_timed_out=True)


CHANGES: Changes = {
    r.StateLeft: _left,
    r.StateEntered: _entered,
    r.MovePending: _pending,
    r.MoveDropped: _dropped,
    r.MoveCounted: _counted,
    r.TimedOut: _timed_out,
}

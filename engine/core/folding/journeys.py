"""Folding what a journey heard, learnt, and how it began and ended."""

from __future__ import annotations

from msgspec.structs import replace

from .. import records as r
from ..journey import Heard
from .fold import Changes, Fold


def _started(fold: Fold, record: r.JourneyStarted) -> None:
    for name in ("program", "account", "line", "key", "playbook"):
        fold.set(name, getattr(record, name))
    for name in ("parent", "seeded_by", "unobserved"):
        fold.set(name, getattr(record, name))
    fold.see(record.at)


def _taken(fold: Fold, record: r.SignalTaken) -> None:
    fold.see(record.taken_at)
    if record.is_counted:
        _count(fold, record)
    if record.is_awaited:
        # The visit's memory of what was seen serves ``starts: after X`` (S4.5).
        for name, lane in list(fold.lanes.items()):
            if _is_of_another(lane.item, record.item):
                continue
            seen = {**lane.seen, record.type: record.at}
            fold.lanes[name] = replace(lane, seen=seen)


def _is_of_another(own: str, about: str) -> bool:
    """Tell whether an instance of one item hears of another item of the same thing (S2.10)."""
    alike = own.partition("/")[0] == about.partition("/")[0]
    return bool(own and about) and own != about and alike


def _count(fold: Fold, record: r.SignalTaken) -> None:
    before = fold.journey.heard.get(record.type, Heard(0, record.at))
    fold.table("heard")[record.type] = Heard(before.times + 1, max(before.last, record.at))


def _refused(fold: Fold, record: r.SignalRefused) -> None:
    fold.see(record.taken_at)


def _paused(fold: Fold, _record: r.JourneyPaused) -> None:
    fold.set("is_paused", True)


def _resumed(fold: Fold, _record: r.JourneyResumed) -> None:
    fold.set("is_paused", False)


def _ended(fold: Fold, record: r.JourneyEnded) -> None:
    fold.set("outcome", record.outcome)


def _woken(fold: Fold, _record: r.JourneyWoken) -> None:
    fold.set("outcome", "")


def _incident(fold: Fold, record: r.IncidentRaised) -> None:
    fold.set("incidents", fold.journey.incidents + 1)
    fold.see(record.taken_at)


CHANGES: Changes = {
    r.JourneyStarted: _started,
    r.SignalTaken: _taken,
    r.SignalRefused: _refused,
    r.JourneyPaused: _paused,
    r.JourneyResumed: _resumed,
    r.JourneyEnded: _ended,
    r.JourneyWoken: _woken,
    r.IncidentRaised: _incident,
}

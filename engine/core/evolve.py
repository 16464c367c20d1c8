"""Folding: records → journey. Needs no program (S1.1), so a journal refolds for ever."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import force_setattr, replace

from . import records as r
from .folding import items, journeys, links, logic, moves, silence, tasks, timers, watch
from .folding.accounts import CONTACT_CHANGES
from .folding.fold import Change, Fold
from .journey import Account, Journey

CHANGES: dict[type[r.Record], Change] = {
    **journeys.CHANGES, **moves.CHANGES, **tasks.CHANGES, **timers.CHANGES, **silence.CHANGES,
    **items.CHANGES, **watch.CHANGES, **logic.CHANGES, **links.CHANGES,
}  # fmt: skip
"""What each kind of record changes in a journey."""


def evolve(journey: Journey, record: r.Record) -> Journey:
    """Return the journey after one more record; the one given stays as it is."""
    fold = Fold(journey)
    apply(fold, record)
    return fold.journey


def apply(fold: Fold, record: r.Record) -> int:
    """Fold one more record into a journey that nobody else holds yet; return its number."""
    change = CHANGES.get(type(record))
    if change is not None:
        change(fold, record)
    journey = fold.journey
    number = journey.version + 1
    force_setattr(journey, "version", number)
    return number


def refold(journey_id: str, history: Iterable[r.Record]) -> Journey:
    """Return the journey that a whole journal adds up to (S7.4)."""
    return evolve_all(Journey(journey_id), history)


def evolve_all(journey: Journey, records: Iterable[r.Record]) -> Journey:
    """Return the journey after several records; copied once for all of them."""
    fold = Fold(journey)
    for record in records:
        apply(fold, record)
    return fold.journey


def evolve_account(account: Account, record: r.AccountRecord) -> Account:
    """Return the account after one more account record."""
    change = CONTACT_CHANGES.get(type(record))
    changes = change(account, record) if change else logic.account_changes(account, record)
    return replace(account, version=account.version + 1, **changes)

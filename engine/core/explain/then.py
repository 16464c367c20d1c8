"""A journey as it stood at an instant: what was recorded later is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...language.values import Instant
from .. import records as r
from ..evolve import evolve_account, refold
from ..journey import Account, Journey
from ..personal import forget


def taken_at(records: Iterable[r.Record]) -> Iterator[tuple[r.Record, Instant]]:
    """Yield every record with the instant its decision was made: later than its own if late."""
    now = 0
    for record in records:
        is_engines = isinstance(record, r.SignalTaken) and record.source == "engine"
        if isinstance(record, r.TimerFired | r.SignalTaken | r.SignalRefused) and not is_engines:
            now = record.taken_at
        yield record, max(now, record.at)


def journey_then(
    journey: str, history: Sequence[r.Record], at: Instant
) -> tuple[Journey, tuple[r.Record, ...]]:
    """Return a journey with its journal, by what had been taken until ``at`` (S7.7)."""
    known = tuple(record for record, taken in taken_at(history) if taken <= at)
    return forget(refold(journey, known)), known


def account_then(origin: Account, history: Iterable[r.AccountRecord], at: Instant) -> Account:
    """Return an account with what was recorded of it until ``at``."""
    account = origin
    for each in history:
        account = evolve_account(account, each) if each.at <= at else account
    return forget(account)

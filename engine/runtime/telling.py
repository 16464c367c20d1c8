"""Facts of an account: one commit keeps them and makes its journeys wait to look again (S7.9)."""

from __future__ import annotations

from typing import NamedTuple

from ..core.clock import NoSuchTime
from ..core.decide import CONTEXT_CHANGED
from ..core.happenings import ENGINE
from ..core.journey import Signal
from ..core.telling import told
from ..language.values import Instant
from . import rows
from .answering import check_same, escaped, waiting_row
from .exchange import Neighbours
from .failures import FactsRefusedError, UnacceptableError
from .store import InboxRow


class Changed(NamedTuple):
    """Which journeys are to look again, and the id of the signal that tells each of them."""

    journeys: tuple[str, ...]
    signal: str


def tell_account(all_: Neighbours, signal: Signal, now: Instant) -> tuple[Changed, bool]:
    """Keep the facts in ``signal``; return who is to look again, and whether it was a repeat.

    Raises:
        FactsRefusedError: naming those that are no facts of an account, or of another type.
        OtherBodyError: the id was used for something else.
        UnacceptableError: a fact would hold beyond the years that calendars reach.
    """
    work, account = all_.work, signal.address.account
    work.lock(account)
    before = work.asked(account, signal.source, signal.id)
    if before is not None:
        check_same(work.tx, before[0], signal)
        return _again(all_, account, before[0]), True
    held = work.account(account)
    try:
        made, refused = told(work.program(), held, signal.data, signal.at or now)
    except NoSuchTime as error:
        raise UnacceptableError("facts", str(error)) from None
    if refused:
        raise FactsRefusedError(account, refused)
    first = held.version + 1
    last = held.version + len(made)
    work.tell(account, made)
    kept = InboxRow(
        escaped(account), signal.source, signal.id, account, work.digest(account, signal), "taken",
        first, last,
    )  # fmt: skip
    work.remember(kept)
    return _make_wait(all_, account, kept, signal.by, now), False


def _make_wait(all_: Neighbours, account: str, kept: InboxRow, by: str, now: Instant) -> Changed:
    name = _name(kept)
    if kept.last < kept.first:
        return Changed((), name)
    work = all_.work
    journeys = tuple(each.id for each in work.whereabouts(account))
    work.tx.prefetch(journeys)
    for journey in journeys:
        waiting = work.tx.waiting(journey)
        number = waiting[-1].number + 1 if waiting else 1
        changed = Signal(CONTEXT_CHANGED, name, ENGINE, by)
        work.tx.add_waiting([waiting_row(journey, number, changed, now)])
    return Changed(journeys, name)


def _again(all_: Neighbours, account: str, kept: InboxRow) -> Changed:
    """Return who had to look again: all that did, or still wait to."""
    name, tx = _name(kept), all_.work.tx
    if kept.last < kept.first:
        return Changed((), name)
    found = []
    for row in tx.of_account(account, alive=False):
        waits = (rows.read_waiting(tx, each) for each in tx.waiting(row.id))
        is_told = tx.answered(row.id, ENGINE, name) is not None
        if is_told or any((each.source, each.id) == (ENGINE, name) for each in waits):
            found.append(row.id)
    return Changed(tuple(found), name)


def _name(kept: InboxRow) -> str:
    return f"{kept.journey}#{kept.last}"

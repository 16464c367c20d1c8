"""Answers found again, and names of new journeys (S7.2, S2.6)."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from ..core.journey import Address, Signal
from ..core.records import IncidentRaised, SignalRefused
from ..language.values import Instant
from . import rows
from .failures import OtherBodyError, StartRefusedError
from .personal import KEYED, Veil, digest_again
from .step import Receipt, recall
from .store import InboxRow, Reading, WaitingRow
from .working import Found, Work


def repeated(reading: Reading, before: Found, signal: Signal) -> Receipt:
    """Return the first answer to a signal again.

    Raises:
        OtherBodyError: it was another signal of the same id.
    """
    check_same(reading, before[0], signal)
    return recalled(reading, before)


def recalled(reading: Reading, before: Found) -> Receipt:
    """Return an answer again, marked as a duplicate."""
    row, receipt = before
    return recall(reading, row) if receipt is None else replace(receipt, is_duplicate=True)


def check_same(reading: Reading, before: InboxRow, signal: Signal) -> None:
    """Check that a signal is the one that was answered before.

    Raises:
        OtherBodyError: it is another signal of the same id.
    """
    first = before.digest
    if first.startswith(KEYED):
        journey = None if before.account else reading.journey(before.journey)
        account = before.account or (journey.account if journey else "")
        # What was erased cannot be compared; then a repeat is taken for what it says it is.
        found = digest_again(reading, account, signal) or first
    else:
        found = rows.digest(signal)
    if found != first:
        raise OtherBodyError(signal.source, signal.id, first, found)


def check_waiting(reading: Reading, row: WaitingRow, signal: Signal) -> bool:
    """Tell whether a signal waits already, as ``row``.

    Raises:
        OtherBodyError: another signal of the same id does.
    """
    held = rows.read_waiting(reading, row)
    if (held.source, held.id) != (signal.source, signal.id):
        return False
    first, found = rows.digest(held), rows.digest(signal)
    if first != found and not rows.is_erased(reading, row):
        raise OtherBodyError(signal.source, signal.id, first, found)
    return True


def all_repeated(work: Work, account: str, first: Found, signal: Signal) -> tuple[Receipt, ...]:
    """Return the first answers to a signal that several journeys of an account took.

    Raises:
        OtherBodyError: it was another signal of the same id.
    """
    found = (
        work.answered(row.id, signal.source, signal.id)
        for row in work.tx.of_account(account, alive=False)
    )
    others = [each for each in found if each is not None and each[0].journey != first[0].journey]
    return tuple(repeated(work.tx, each, signal) for each in (first, *others))


def new_id(work: Work, address: Address) -> str:
    """Return the id of a journey to begin: ``acme/steel/contract/1``."""
    number = work.tx.count(address.account, address.line, address.playbook) + 1
    begin = "/".join(escaped(each) for each in (address.account, address.line, address.playbook))
    # Those that went on to another stage keep the id they began with.
    while work.find(f"{begin}/{number}") is not None:
        number += 1
    return f"{begin}/{number}"


def escaped(name: str) -> str:
    """Return a name without a slash: with one, two journeys could share an id."""
    return name.replace("%", "%25").replace("/", "%2F")


def waiting_row(
    journey: str, number: int, signal: Signal, at: Instant, veil: Veil | None = None
) -> WaitingRow:
    """Return the row of a signal that is accepted now and decided later (S7.9)."""
    data = msgspec.json.encode(signal) if veil is None else veil.signal(signal)
    return WaitingRow(journey, number, data.decode(), at)


def start_refused(receipt: Receipt) -> StartRefusedError:
    """Return the error that says why a journey did not begin."""
    first = receipt.records[0]
    if isinstance(first, SignalRefused):
        return StartRefusedError(first.reason, first.names)
    if isinstance(first, IncidentRaised):
        return StartRefusedError(first.code, first.names)
    return StartRefusedError("unknown")

"""Answers found again, and names of new journeys (S7.2, S2.6)."""

from __future__ import annotations

from ..core.journey import Address, Signal
from ..core.records import IncidentRaised, SignalRefused
from . import rows
from .failures import OtherBodyError, StartRefusedError
from .step import Receipt, recall
from .store import InboxRow, Reading


def repeated(reading: Reading, before: InboxRow, signal: Signal) -> Receipt:
    """Return the first answer to a signal again.

    Raises:
        OtherBodyError: it was another signal of the same id.
    """
    found = rows.digest(signal)
    if found != before.digest:
        raise OtherBodyError(signal.source, signal.id, before.digest, found)
    return recall(reading, before)


def all_repeated(
    reading: Reading, account: str, first: InboxRow, signal: Signal
) -> tuple[Receipt, ...]:
    """Return the first answers to a signal that several journeys of an account took.

    Raises:
        OtherBodyError: it was another signal of the same id.
    """
    rows_ = (
        reading.answered(row.id, signal.source, signal.id)
        for row in reading.of_account(account, alive=False)
    )
    others = [row for row in rows_ if row is not None and row.journey != first.journey]
    return tuple(repeated(reading, row, signal) for row in (first, *others))


def new_id(reading: Reading, address: Address) -> str:
    """Return the id of a journey to begin: ``acme/steel/contract/1``."""
    number = reading.count(address.account, address.line, address.playbook) + 1
    parts = (address.account, address.line, address.playbook)
    # A slash inside a name would make two journeys share an id.
    begin = "/".join(each.replace("%", "%25").replace("/", "%2F") for each in parts)
    # Those that went on to another stage keep the id they began with.
    while reading.journey(f"{begin}/{number}") is not None:
        number += 1
    return f"{begin}/{number}"


def start_refused(receipt: Receipt) -> StartRefusedError:
    """Return the error that says why a journey did not begin."""
    first = receipt.records[0]
    if isinstance(first, SignalRefused):
        return StartRefusedError(first.reason, first.names)
    if isinstance(first, IncidentRaised):
        return StartRefusedError(first.code, first.names)
    return StartRefusedError("unknown")

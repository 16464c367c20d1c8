"""Folding the ledger of contacts that all journeys of a customer share (S4.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .. import records as r
from ..journey import Account, Contact

AccountChange = Callable[[Account, Any], dict[str, Any]]


def _reserved(account: Account, record: r.ContactReserved) -> dict[str, Any]:
    kept = {key: each for key, each in account.contacts.items() if key not in record.forgets}
    return {"contacts": {**kept, record.contact: Contact(record.channel, record.to)}}


def _held(account: Account, record: r.ContactHeld) -> dict[str, Any]:
    held = Contact(record.channel, record.at, "held")
    return {"contacts": {**account.contacts, record.contact: held}}


def _spent(account: Account, record: r.ContactSpent) -> dict[str, Any]:
    spent = Contact(record.channel, record.to, "spent")
    return {"contacts": {**account.contacts, record.contact: spent}}


def _gone(account: Account, record: r.ContactReleased | r.ContactSkipped) -> dict[str, Any]:
    kept = {key: each for key, each in account.contacts.items() if key != record.contact}
    return {"contacts": kept}


CONTACT_CHANGES: Mapping[type[r.AccountRecord], AccountChange] = {
    r.ContactReserved: _reserved,
    r.ContactHeld: _held,
    r.ContactSpent: _spent,
    r.ContactReleased: _gone,
    r.ContactSkipped: _gone,
}
"""Record of the ledger → the fields of the account it changes."""

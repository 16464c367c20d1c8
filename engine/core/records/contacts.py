"""Records of the account's ledger of contacts, which all its journeys share (S4.6)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Instant
from .base import Base


class ContactReserved(Base, frozen=True, tag="contact_reserved"):
    """A contact has its place in the budget at ``to``.

    ``forgets`` are contacts made so long ago that no cap reaches back to them.
    """

    contact: str
    channel: str
    to: Instant
    forgets: tuple[str, ...] = ()


class ContactDeferred(Base, frozen=True, tag="contact_deferred"):
    """A contact wanted now may be made ``to`` an instant at the earliest, and why."""

    contact: str
    channel: str
    to: Instant
    obstacle: Literal["quiet", "cap"]


class ContactHeld(Base, frozen=True, tag="contact_held"):
    """A contact waits for a person, or for room in the budget; it takes no place."""

    contact: str
    channel: str


class ContactSkipped(Base, frozen=True, tag="contact_skipped"):
    """A contact above the cap is not made."""

    contact: str
    channel: str


class ContactSpent(Base, frozen=True, tag="contact_spent"):
    """A contact is made at ``to``: it counts from then on."""

    contact: str
    channel: str
    to: Instant


class ContactReleased(Base, frozen=True, tag="contact_released"):
    """A contact that was planned will not be made; its place is free again."""

    contact: str

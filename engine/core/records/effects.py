"""Effects: what the outside must now do; performed at the edge (S7.3)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Instant, Value
from ..journey import Address
from ..kept import Kept

NotifyReason = Literal[
    "assigned", "reminded", "escalated", "taken_over", "incident", "unfounded", "rule",
    "handed_over", "contact_held", "provisional",
]  # fmt: skip


class Notify(Kept, frozen=True, tag="notify", tag_field="effect"):
    """Tell a person; ``record`` and ``index`` with the journey are the effect's id (S7.3).

    ``do`` is what a tier asks for; ``contact`` and ``via`` whom of the customer to contact and
    how, ``contact_at`` from when on where that is not at once (S4.6). In quiet hours the notice
    itself is ``deferred_to`` their end (S5.3). ``instead_of`` is who is absent (S4.4).
    """

    record: int
    index: int
    reason: NotifyReason
    role: str
    person: str
    about: str
    do: str = ""
    via: str = ""
    contact: str = ""
    contact_at: Instant = 0
    deferred_to: Instant = 0
    instead_of: str = ""


class Start(Kept, frozen=True, tag="start", tag_field="effect"):
    """Begin the journey that a record seeded, unless its twin already runs (S2.6)."""

    record: int
    index: int
    address: Address
    facts: dict[str, Value] = {}
    documents: tuple[str, ...] = ()


class Send(Kept, frozen=True, tag="send", tag_field="effect"):
    """A signal for other journeys of the account: all that run, or the one in a stage (S7.2)."""

    record: int
    index: int
    type: str
    address: Address
    data: dict[str, Value] = {}
    by: str = ""
    at: Instant = 0


class SendMessage(Kept, frozen=True, tag="send_message", tag_field="effect"):
    """Send a message to a contact of the customer, not before ``deferred_to`` (S4.6).

    ``texts`` are the filled message by language: the customer's alone, where it is known.
    """

    record: int
    index: int
    message: str
    contact: str
    via: str
    about: str
    texts: dict[str, str]
    deferred_to: Instant = 0


Effect = Notify | Start | Send | SendMessage

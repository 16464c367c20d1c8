"""What a store must do, the rows it keeps, and how it says no (S7).

A store keeps rows and hands them back; it decides nothing. Whatever one store accepts
every store accepts (X9), and ``tests/store_contract.py`` holds them to one behaviour.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Literal, Protocol

import msgspec

from ...language.values import Instant

Status = Literal["running", "dormant", "ended"]


class JourneyRow(msgspec.Struct, frozen=True):
    """Where a journey stands; ``version`` is the number of its last record (S7.1)."""

    id: str
    account: str
    line: str
    playbook: str
    key: str
    program: str
    version: int
    status: Status
    next_due: Instant | None
    shard: int
    snapshot: bytes


class JournalRow(msgspec.Struct, frozen=True):
    """One record of a journey, with why it was made; appended, never changed (S7.4)."""

    journey: str
    number: int
    record: str
    why: str


class AccountRow(msgspec.Struct, frozen=True):
    """What is known of an account; ``origin`` is what was known before its first record."""

    id: str
    version: int
    origin: bytes
    snapshot: bytes


class AccountJournalRow(msgspec.Struct, frozen=True):
    """One record of an account, and the decision that made it: journey and first record."""

    account: str
    number: int
    journey: str
    decision: int
    record: str


class InboxRow(msgspec.Struct, frozen=True):
    """A signal that was answered: its body's digest, and where the answer is (S7.2).

    ``account`` is set for the signals that asked for a journey: they are found by it.
    """

    journey: str
    source: str
    signal_id: str
    account: str | None
    digest: str
    outcome: str
    first: int
    last: int


class OutboxRow(msgspec.Struct, frozen=True):
    """An effect to be performed; journey, record and index are its id (S7.3)."""

    journey: str
    record: int
    index: int
    effect: str
    state: str = "pending"


class IncidentRow(msgspec.Struct, frozen=True):
    """Something a person must look at, found without reading journals."""

    journey: str
    record: int
    at: Instant
    code: str
    about: str
    state: str = "open"


class ConflictError(Exception):
    """Somebody else changed the same journey or account first: read again, decide again (S7.8)."""


class Reading(Protocol):
    """One view of the store; what it reads belongs together."""

    def program(self, program_id: str) -> bytes | None:
        """Return a program's data."""

    def directory(self) -> tuple[int, bytes] | None:
        """Return version and snapshot of who fills which role, None where nobody said."""

    def journey(self, journey_id: str) -> JourneyRow | None:
        """Return a journey."""

    def journeys(self) -> list[JourneyRow]:
        """Return all journeys by id."""

    def alive(self, account: str, line: str, playbook: str, key: str) -> str | None:
        """Return the running or dormant journey of that combination (S2.6)."""

    def of_account(self, account: str, *, alive: bool) -> list[JourneyRow]:
        """Return an account's journeys by id: all, or those that run or sleep."""

    def count(self, account: str, line: str, playbook: str) -> int:
        """Return how many journeys there ever were, whatever their key."""

    def history(self, journey: str, first: int = 1, last: int | None = None) -> list[JournalRow]:
        """Return records by number, from ``first`` to ``last``."""

    def account(self, account_id: str) -> AccountRow | None:
        """Return an account."""

    def account_history(self, account: str) -> list[AccountJournalRow]:
        """Return an account's records by number."""

    def account_records(self, journey: str, decision: int) -> list[AccountJournalRow]:
        """Return the account records one decision made."""

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        """Return the answer to a signal sent before (S7.2)."""

    def asked(self, account: str, source: str, signal_id: str) -> InboxRow | None:
        """Return the answer to a signal that asked for a journey of an account."""

    def due(self, until: Instant, passing_over: frozenset[str]) -> str | None:
        """Return the journey with the first timer due by then; ties by journey id (S1.5)."""

    def outbox(self, journey: str, first: int, last: int) -> list[OutboxRow]:
        """Return the effects of the records from ``first`` to ``last``."""

    def incidents(self) -> list[IncidentRow]:
        """Return all incidents, by journey and record."""


class Writing(Reading, Protocol):
    """One transaction: all of it is kept, or nothing (S7.1)."""

    def add_program(self, program_id: str, data: bytes) -> None:
        """Keep a program; the same one twice is no error."""

    def add_directory(self, version: int, snapshot: bytes) -> None:
        """Keep who fills which role from now on."""

    def add_records(self, rows: list[JournalRow]) -> None:
        """Append to a journal.

        Raises:
            ConflictError: a number is taken.
        """

    def save_journey(self, row: JourneyRow, expected: int) -> None:
        """Put a journey's snapshot in the place of version ``expected``; 0 begins it.

        Raises:
            ConflictError: it has another version, or its combination is alive already.
        """

    def save_account(self, row: AccountRow, expected: int | None) -> None:
        """Put an account's snapshot in the place of version ``expected``; None begins it.

        Raises:
            ConflictError: it has another version.
        """

    def add_account_records(self, rows: list[AccountJournalRow]) -> None:
        """Append to an account's journal.

        Raises:
            ConflictError: a number is taken.
        """

    def add_answer(self, row: InboxRow) -> None:
        """Remember the answer to a signal.

        Raises:
            ConflictError: it was answered before.
        """

    def add_effects(self, rows: list[OutboxRow]) -> None:
        """Queue effects."""

    def add_incidents(self, rows: list[IncidentRow]) -> None:
        """Report incidents."""


class Store(Protocol):
    """A place that survives: where rows are kept."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a view.

        Raises:
            StoreError: the store cannot be read.
        """

    def writing(self) -> AbstractContextManager[Writing]:
        """Open a transaction, one at a time; it commits when the block ends without an error.

        Raises:
            StoreError: the store cannot be written; nothing was kept.
            ConflictError: see :class:`Writing`.
        """

    def verify(self) -> None:
        """Read the whole store through.

        Raises:
            StoreError: it is damaged.
        """

    def close(self) -> None:
        """Let go of it; closing twice is no error."""

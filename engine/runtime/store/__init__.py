"""What a store must do, and how it says no (S7).

A store keeps rows and hands them back; it decides nothing. Whatever one store accepts
every store accepts (X9), and ``tests/store_contract.py`` holds them to one behaviour.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

from ...language.values import Instant
from .kept import (
    AccountJournalRow,
    AccountRow,
    Backlog,
    DeliveryRow,
    DeliveryState,
    DeploymentRow,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyFilter,
    JourneyRow,
    OutboxRow,
    Status,
    TaskFilter,
    TaskRow,
    WaitingRow,
    WorkerRow,
)

__all__ = [
    "AccountJournalRow",
    "AccountRow",
    "Backlog",
    "ConflictError",
    "DeliveryRow",
    "DeliveryState",
    "DeploymentRow",
    "InboxRow",
    "IncidentRow",
    "JournalRow",
    "JourneyFilter",
    "JourneyRow",
    "OutboxRow",
    "Reading",
    "Status",
    "Store",
    "TaskFilter",
    "TaskRow",
    "WaitingRow",
    "WorkerRow",
    "Writing",
]


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

    def account_history(
        self, account: str, first: int = 1, last: int | None = None
    ) -> list[AccountJournalRow]:
        """Return an account's records by number, from ``first`` to ``last``."""

    def account_records(self, journey: str, decision: int) -> list[AccountJournalRow]:
        """Return the account records one decision made."""

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        """Return the answer to a signal sent before (S7.2)."""

    def answers(self, journey: str) -> list[InboxRow]:
        """Return the answers to all signals of a journey, by source and id."""

    def asked(self, account: str, source: str, signal_id: str) -> InboxRow | None:
        """Return the answer to a signal that asked for a journey of an account."""

    def prefetch(
        self, journeys: Sequence[str], signals: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Load what is going to be read, in one go; a hint: without it all is the same but slower.

        Journeys with their accounts, parents, waiting signals and attempts; answers to
        signals by (journey, source, id).
        """

    def due(self, until: Instant, limit: int, passing_over: frozenset[str]) -> list[str]:
        """Return journeys with a timer due by then, by time, then journey id (S1.5)."""

    def next_due(self) -> Instant | None:
        """Return when the first of all timers comes due."""

    def select_journeys(self, wanted: JourneyFilter, after: str, limit: int) -> list[JourneyRow]:
        """Return journeys by id, from the first behind ``after``."""

    def tasks(self, wanted: TaskFilter, limit: int) -> list[TaskRow]:
        """Return tasks by due date, those without one last, then by journey and id."""

    def waiting(self, journey: str) -> list[WaitingRow]:
        """Return a journey's accepted signals that are not decided yet, in order (S7.9)."""

    def waiting_journeys(self, limit: int, passing_over: frozenset[str]) -> list[str]:
        """Return journeys that have waiting signals, the longest waiting first."""

    def attempts(self, journeys: Sequence[str]) -> dict[str, int]:
        """Return how often work on a journey was begun and not ended (S7.6); 0 is left out."""

    def account_ids(self, after: str, limit: int) -> list[str]:
        """Return accounts by id, from the first behind ``after``."""

    def program_ids(self) -> dict[str, int]:
        """Return every program kept, with how many running or dormant journeys are pinned to it."""

    def deployments(self) -> list[DeploymentRow]:
        """Return what was published, the newest first."""

    def workers(self) -> list[WorkerRow]:
        """Return the workers that said they were here, by id."""

    def pending_effects(self, limit: int) -> list[OutboxRow]:
        """Return effects that nobody has routed yet."""

    def effect(self, journey: str, record: int, index: int) -> OutboxRow | None:
        """Return one effect."""

    def deliveries(
        self, states: Sequence[DeliveryState], limit: int, journey: str | None = None
    ) -> list[DeliveryRow]:
        """Return deliveries in one of these states, by due time, then id."""

    def backlog(self) -> Backlog:
        """Count what is to be done, whatever of it is due."""

    def next_delivery(self) -> Instant | None:
        """Return when the first pending or leased delivery comes due."""

    def personal_key(self, account: str) -> bytes | None:
        """Return the key an account's personal values are named by (S7.4).

        None before the first of them, and after they were erased.
        """

    def personal(self, account: str) -> dict[str, str]:
        """Return an account's personal values as JSON, by name (S7.4)."""

    def now(self) -> Instant:
        """Return the database's time, by which leases are measured (F20)."""

    def outbox(self, journey: str, first: int, last: int) -> list[OutboxRow]:
        """Return the effects of the records from ``first`` to ``last``."""

    def incidents(self) -> list[IncidentRow]:
        """Return all incidents, by journey and record."""

    def strays(self, limit: int) -> list[tuple[str, str]]:
        """Return table and id where rows speak of a journey or account that is not there.

        Answers to what an account itself was told stand under a name that is no journey's:
        it holds no slash.
        """


class Writing(Reading, Protocol):
    """One transaction: all of it is kept, or nothing (S7.1).

    What it read and wrote nobody else changed before it ended, or it ends in a conflict.
    """

    def lock(self, account: str) -> None:
        """Keep everybody else from writing the account and its journeys until the end (S7.8).

        Wanted before anything is read that a transaction on another journey of the account
        could change: which journeys there are, what they say.

        Raises:
            ConflictError: what was read before has changed already.
        """

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

    def set_incident(self, journey: str, record: int, state: str) -> bool:
        """Say what became of an incident; tell whether there is one."""

    def add_waiting(self, rows: list[WaitingRow]) -> None:
        """Accept signals to be decided later (S7.9).

        Raises:
            ConflictError: a number is taken.
        """

    def drop_waiting(self, journey: str, number: int) -> None:
        """Take a signal from those that wait: it is decided."""

    def save_tasks(self, rows: list[TaskRow], gone: list[tuple[str, str]]) -> None:
        """Put tasks in place of what was said of them; take away ``gone``, by journey and id."""

    def begin_attempts(self, journeys: Sequence[str]) -> None:
        """Count one more attempt at each journey (S7.6)."""

    def end_attempts(self, journeys: Sequence[str]) -> None:
        """Forget the attempts at journeys: their work was done."""

    def route(self, rows: list[OutboxRow], deliveries: list[DeliveryRow]) -> None:
        """Mark effects as routed and queue where they go; deliveries there already stay."""

    def lease_deliveries(self, until: Instant, limit: int, seconds: float) -> list[DeliveryRow]:
        """Lease due deliveries, and those whose lease has run out, and return them as they are now.

        Due by ``until``; the lease is of the database's own time. Attempts and fence have
        risen. Nobody else gets the same ones.
        """

    def save_delivery(self, row: DeliveryRow) -> bool:
        """Say what became of a delivery; tell whether its fence still is the row's (F17)."""

    def add_deployment(self, row: DeploymentRow) -> None:
        """Publish a program.

        Raises:
            ConflictError: the number is taken.
        """

    def save_worker(self, row: WorkerRow) -> None:
        """Say that a worker is here."""

    def drop_worker(self, worker_id: str) -> None:
        """Say that a worker has gone."""

    def add_personal(self, account: str, key: bytes | None, values: dict[str, str]) -> None:
        """Keep personal values of an account by name; the same name twice is no error.

        ``key`` is given with the first of them.
        """

    def erase_personal(self, account: str) -> int:
        """Forget an account's personal values and their key for good; return how many (Z13)."""


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

    counts_aside: bool
    """Whether attempts can be committed while a claim is held; else they are before it (F28)."""

    def claiming(
        self,
        what: Literal["timers", "waiting"],
        until: Instant,
        limit: int,
        passing_over: frozenset[str] = frozenset(),
    ) -> AbstractContextManager[tuple[Writing, list[str]]]:
        """Open a transaction on journeys that nobody else is working on (S7.5).

        They have a timer due by ``until``, or signals that wait. Their accounts are locked;
        whoever dies with them gives them back by dying. The list is empty where others
        have them all.

        Raises:
            StoreError: as :meth:`writing`.
        """

    def wait(self, seconds: float) -> bool:
        """Wait until somebody has committed work for a worker, or for so long; tell which.

        A store that is told nothing just waits.
        """

    def wake(self) -> None:
        """End every :meth:`wait` of this process."""

    def backup(self, path: Path) -> None:
        """Write a copy of the whole store as one view of it.

        Raises:
            StoreError: it cannot be written, or this store is copied by tools of its own.
        """

    def describe(self) -> dict[str, str]:
        """Return the settings that what we promise rests on, for a doctor to read."""

    def scrub(self) -> None:
        """Make sure that what was deleted is gone from the files too, as far as we can (Z13)."""

    def verify(self) -> None:
        """Read the whole store through.

        Raises:
            StoreError: it is damaged.
        """

    def close(self) -> None:
        """Let go of it; closing twice is no error."""

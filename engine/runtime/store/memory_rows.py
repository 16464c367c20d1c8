"""The transaction of the store without a disk."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest

from ...language.values import Instant
from . import ConflictError
from .kept import (
    AccountJournalRow,
    AccountRow,
    Backlog,
    DeploymentRow,
    JournalRow,
    JourneyFilter,
    JourneyRow,
    WorkerRow,
)
from .memory_tables import Tables, test_for
from .memory_work import Work


class _Journeys(Tables):
    """Journeys and accounts: what is known, and the records of it."""

    def journey(self, journey_id: str) -> JourneyRow | None:
        """See :class:`~engine.runtime.store.Reading` and Writing, as for everything below."""
        return self._journeys.get(journey_id)

    def journeys(self) -> list[JourneyRow]:
        """List all by id."""
        return [row for _, row in sorted(self._journeys.items())]

    def select_journeys(self, wanted: JourneyFilter, after: str, limit: int) -> list[JourneyRow]:
        """List those asked for."""
        fits = test_for(wanted, "is_stalled")
        found = (
            row
            for row in self._journeys.values()
            if row.id > after and fits(row) and (row.stalls > 0 or not wanted.is_stalled)
        )
        return nsmallest(limit, found, key=lambda row: row.id)

    def alive(self, account: str, line: str, playbook: str, key: str) -> str | None:
        """Find the one of its combination."""
        for row in self._journeys.values():
            if row.status != "ended" and _combination(row) == (account, line, playbook, key):
                return row.id
        return None

    def of_account(self, account: str, *, alive: bool) -> list[JourneyRow]:
        """List an account's."""
        return [
            row
            for _, row in sorted(self._journeys.items())
            if row.account == account and not (alive and row.status == "ended")
        ]

    def count(self, account: str, line: str, playbook: str) -> int:
        """Count all there ever were."""
        found = [_combination(row)[:3] for row in self._journeys.values()]
        return found.count((account, line, playbook))

    def history(self, journey: str, first: int = 1, last: int | None = None) -> list[JournalRow]:
        """List records."""
        rows = [
            row
            for row in self._journal.get(journey, ())
            if first <= row.number and (last is None or row.number <= last)
        ]
        return sorted(rows, key=lambda row: row.number)

    def due(self, until: Instant, limit: int, passing_over: frozenset[str]) -> list[str]:
        """List those with a timer due."""
        found = (
            (row.next_due, row.id)
            for row in self._journeys.values()
            if row.next_due is not None and row.next_due <= until and row.id not in passing_over
        )
        return [name for _, name in nsmallest(limit, found)]

    def next_due(self) -> Instant | None:
        """Find the first of all timers."""
        dues = (row.next_due for row in self._journeys.values())
        return min((due for due in dues if due is not None), default=None)

    def add_records(self, rows: list[JournalRow]) -> None:
        """Append."""
        for row in rows:
            self._append(self._journal, row.journey, row, lambda each: each.number)

    def save_journey(self, row: JourneyRow, expected: int) -> None:
        """Compare and swap."""
        held = self._journeys.get(row.id)
        if (held.version if held else 0) != expected:
            raise ConflictError(row.id)
        twin = self.alive(*_combination(row))
        if row.status != "ended" and twin not in {None, row.id}:
            raise ConflictError(row.id)
        self._put(self._journeys, row.id, row)

    def account(self, account_id: str) -> AccountRow | None:
        """Find one."""
        return self._accounts.get(account_id)

    def account_ids(self, after: str, limit: int) -> list[str]:
        """List ids."""
        return nsmallest(limit, (each for each in self._accounts if each > after))

    def account_history(
        self, account: str, first: int = 1, last: int | None = None
    ) -> list[AccountJournalRow]:
        """List records."""
        rows = [
            row
            for row in self._account_journal.get(account, ())
            if first <= row.number and (last is None or row.number <= last)
        ]
        return sorted(rows, key=lambda row: row.number)

    def account_records(self, journey: str, decision: int) -> list[AccountJournalRow]:
        """List those of one decision."""
        return [
            row
            for account in sorted(self._account_journal)
            for row in self.account_history(account)
            if (row.journey, row.decision) == (journey, decision)
        ]

    def save_account(self, row: AccountRow, expected: int | None) -> None:
        """Compare and swap."""
        held = self._accounts.get(row.id)
        if (held.version if held else None) != expected:
            raise ConflictError(row.id)
        self._put(self._accounts, row.id, row)

    def add_account_records(self, rows: list[AccountJournalRow]) -> None:
        """Append."""
        for row in rows:
            self._append(self._account_journal, row.account, row, lambda each: each.number)

    def personal_key(self, account: str) -> bytes | None:
        """Find it."""
        return self._personal_keys.get(account)

    def personal(self, account: str) -> dict[str, str]:
        """List values by name."""
        return dict(sorted(self._personal.get(account, {}).items()))

    def add_personal(self, account: str, key: bytes | None, values: dict[str, str]) -> None:
        """Keep what is new."""
        if key is not None and account not in self._personal_keys:
            self._put(self._personal_keys, account, key)
        if values:
            self._put(self._personal, account, values | self._personal.get(account, {}))

    def erase_personal(self, account: str) -> int:
        """Delete values and key."""
        gone = len(self._personal.get(account, ()))
        self._drop(self._personal_keys, account)
        self._drop(self._personal, account)
        return gone


class MemoryTransaction(_Journeys, Work):
    """All of it, as one view and one transaction."""

    def program(self, program_id: str) -> bytes | None:
        """Find one."""
        return self._programs.get(program_id)

    def program_ids(self) -> dict[str, int]:
        """Count the living of each program."""
        alive = [row.program for row in self._journeys.values() if row.status != "ended"]
        return {each: alive.count(each) for each in sorted(self._programs)}

    def add_program(self, program_id: str, data: bytes) -> None:
        """Keep it, if it is new."""
        if program_id not in self._programs:
            self._put(self._programs, program_id, data)

    def directory(self) -> tuple[int, bytes] | None:
        """Find the newest."""
        version = max(self._directories, default=None)
        return None if version is None else (version, self._directories[version])

    def add_directory(self, version: int, snapshot: bytes) -> None:
        """Keep it."""
        self._add(self._directories, version, snapshot)

    def deployments(self) -> list[DeploymentRow]:
        """List them, the newest first."""
        return [row for _, row in sorted(self._deployments.items(), reverse=True)]

    def add_deployment(self, row: DeploymentRow) -> None:
        """Keep it."""
        self._add(self._deployments, row.number, row)

    def workers(self) -> list[WorkerRow]:
        """List them by id."""
        return [row for _, row in sorted(self._workers.items())]

    def save_worker(self, row: WorkerRow) -> None:
        """Put it."""
        self._put(self._workers, row.id, row)

    def drop_worker(self, worker_id: str) -> None:
        """Delete it."""
        self._drop(self._workers, worker_id)

    def backlog(self) -> Backlog:
        """Count."""
        waiting = [row.accepted_at for rows in self._waiting.values() for row in rows]
        states = sorted(row.state for row in self._deliveries.values() if row.state != "done")
        return Backlog(
            len(waiting),
            min(waiting, default=None),
            sum(row.state == "pending" for rows in self._outbox.values() for row in rows),
            {state: states.count(state) for state in dict.fromkeys(states)},
            sum(row.state == "open" for row in self._incidents.values()),
        )

    def prefetch(
        self, journeys: Sequence[str], signals: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Do nothing: everything is here."""

    def lock(self, account: str) -> None:
        """Do nothing: nobody else writes while this transaction is open."""


def _combination(row: JourneyRow) -> tuple[str, str, str, str]:
    return row.account, row.line, row.playbook, row.key

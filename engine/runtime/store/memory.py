"""The store without a disk: the twin that tests and rehearsals use."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from ...language.values import Instant
from ..failures import StoreError
from . import (
    AccountJournalRow,
    AccountRow,
    ConflictError,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyRow,
    OutboxRow,
    Reading,
    Writing,
)

Row = TypeVar("Row")
_Table = dict[Any, Any]


class MemoryStore:
    """Rows in dictionaries; a transaction that fails is undone step by step."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._transaction = _Transaction()
        self._is_closed = False

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a view."""
        with self._open():
            yield self._transaction

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open a transaction; it is undone when the block ends with an error."""
        with self._open():
            try:
                yield self._transaction
            except BaseException:
                self._transaction.undo()
                raise
            self._transaction.keep()

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._is_closed:
                raise StoreError("closed")
            yield

    def verify(self) -> None:
        """Do nothing: memory is not read back."""

    def close(self) -> None:
        """Let go of everything."""
        self._is_closed = True


class _Transaction:
    """The tables, and how to undo what was done to them since the last commit."""

    def __init__(self) -> None:
        self._programs: dict[str, bytes] = {}
        self._directories: dict[int, bytes] = {}
        self._journeys: dict[str, JourneyRow] = {}
        self._journal: dict[str, tuple[JournalRow, ...]] = {}
        self._accounts: dict[str, AccountRow] = {}
        self._account_journal: dict[str, tuple[AccountJournalRow, ...]] = {}
        self._inbox: dict[tuple[str, str, str], InboxRow] = {}
        self._asked: dict[tuple[str, str, str], InboxRow] = {}
        self._outbox: dict[str, tuple[OutboxRow, ...]] = {}
        self._incidents: dict[tuple[str, int], IncidentRow] = {}
        self._before: list[tuple[_Table, Any, Any]] = []

    def keep(self) -> None:
        self._before.clear()

    def undo(self) -> None:
        for table, key, row in reversed(self._before):
            if row is None:
                del table[key]
            else:
                table[key] = row
        self._before.clear()

    def _put(self, table: _Table, key: Any, row: Any) -> None:
        self._before.append((table, key, table.get(key)))
        table[key] = row

    def _add(self, table: _Table, key: Any, row: Any) -> None:
        if key in table:
            raise ConflictError(key)
        self._put(table, key, row)

    # --- reading

    def program(self, program_id: str) -> bytes | None:
        return self._programs.get(program_id)

    def directory(self) -> tuple[int, bytes] | None:
        version = max(self._directories, default=None)
        return None if version is None else (version, self._directories[version])

    def journey(self, journey_id: str) -> JourneyRow | None:
        return self._journeys.get(journey_id)

    def journeys(self) -> list[JourneyRow]:
        return [row for _, row in sorted(self._journeys.items())]

    def alive(self, account: str, line: str, playbook: str, key: str) -> str | None:
        for row in self._journeys.values():
            if row.status != "ended" and _combination(row) == (account, line, playbook, key):
                return row.id
        return None

    def of_account(self, account: str, *, alive: bool) -> list[JourneyRow]:
        return [
            row
            for _, row in sorted(self._journeys.items())
            if row.account == account and not (alive and row.status == "ended")
        ]

    def count(self, account: str, line: str, playbook: str) -> int:
        found = [_combination(row)[:3] for row in self._journeys.values()]
        return found.count((account, line, playbook))

    def history(self, journey: str, first: int = 1, last: int | None = None) -> list[JournalRow]:
        rows = [
            row
            for row in self._journal.get(journey, ())
            if first <= row.number and (last is None or row.number <= last)
        ]
        return sorted(rows, key=lambda row: row.number)

    def account(self, account_id: str) -> AccountRow | None:
        return self._accounts.get(account_id)

    def account_history(self, account: str) -> list[AccountJournalRow]:
        return list(self._account_journal.get(account, ()))

    def account_records(self, journey: str, decision: int) -> list[AccountJournalRow]:
        rows = self._account_journal.get(self._journeys[journey].account, ())
        return [row for row in rows if (row.journey, row.decision) == (journey, decision)]

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        return self._inbox.get((journey, source, signal_id))

    def asked(self, account: str, source: str, signal_id: str) -> InboxRow | None:
        return self._asked.get((account, source, signal_id))

    def due(self, until: Instant, passing_over: frozenset[str]) -> str | None:
        found = [
            (row.next_due, row.id)
            for row in self._journeys.values()
            if row.next_due is not None and row.next_due <= until and row.id not in passing_over
        ]
        return min(found)[1] if found else None

    def outbox(self, journey: str, first: int, last: int) -> list[OutboxRow]:
        return [row for row in self._outbox.get(journey, ()) if first <= row.record <= last]

    def incidents(self) -> list[IncidentRow]:
        return [self._incidents[key] for key in sorted(self._incidents)]

    # --- writing

    def add_program(self, program_id: str, data: bytes) -> None:
        if program_id not in self._programs:
            self._put(self._programs, program_id, data)

    def add_directory(self, version: int, snapshot: bytes) -> None:
        self._add(self._directories, version, snapshot)

    def add_records(self, rows: list[JournalRow]) -> None:
        for row in rows:
            self._append(self._journal, row.journey, row, lambda each: each.number)

    def save_journey(self, row: JourneyRow, expected: int) -> None:
        held = self._journeys.get(row.id)
        if (held.version if held else 0) != expected:
            raise ConflictError(row.id)
        twin = self.alive(*_combination(row))
        if row.status != "ended" and twin not in {None, row.id}:
            raise ConflictError(row.id)
        self._put(self._journeys, row.id, row)

    def save_account(self, row: AccountRow, expected: int | None) -> None:
        held = self._accounts.get(row.id)
        if (held.version if held else None) != expected:
            raise ConflictError(row.id)
        self._put(self._accounts, row.id, row)

    def add_account_records(self, rows: list[AccountJournalRow]) -> None:
        for row in rows:
            self._append(self._account_journal, row.account, row, lambda each: each.number)

    def add_answer(self, row: InboxRow) -> None:
        self._add(self._inbox, (row.journey, row.source, row.signal_id), row)
        if row.account is not None:
            self._add(self._asked, (row.account, row.source, row.signal_id), row)

    def add_effects(self, rows: list[OutboxRow]) -> None:
        for row in rows:
            self._append(self._outbox, row.journey, row, lambda each: (each.record, each.index))

    def add_incidents(self, rows: list[IncidentRow]) -> None:
        for row in rows:
            self._add(self._incidents, (row.journey, row.record), row)

    def _append(self, table: dict[str, tuple[Row, ...]], key: str, row: Row, number: Any) -> None:
        rows: Iterable[Row] = table.get(key, ())
        if number(row) in {number(each) for each in rows}:
            raise ConflictError(key)
        self._put(table, key, (*rows, row))


def _combination(row: JourneyRow) -> tuple[str, str, str, str]:
    return row.account, row.line, row.playbook, row.key

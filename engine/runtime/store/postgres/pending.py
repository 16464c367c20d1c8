"""What a transaction has written and not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from msgspec.structs import astuple

from .. import ConflictError
from .. import tables as t
from ..kept import AccountRow, JourneyRow, TaskRow
from .flush import Piece

Versions = Mapping[str, int]


class Pending:
    """Rows by what is done with them; of a row written twice the last writing counts."""

    def __init__(self) -> None:
        """Hold nothing."""
        self.journeys: dict[str, tuple[JourneyRow, int]] = {}
        self.accounts: dict[str, tuple[AccountRow, int | None]] = {}
        self.tasks: dict[tuple[str, str], TaskRow | None] = {}
        self.begun: dict[str, int] = {}
        self.ended: dict[str, None] = {}
        self.dropped: dict[tuple[str, int], None] = {}
        self.keys: dict[str, bytes] = {}
        self.personal: dict[tuple[str, str], str] = {}
        self.rows: dict[str, list[Any]] = {}
        self.has_work = False

    def __bool__(self) -> bool:
        return bool(
            self.journeys or self.accounts or self.tasks or self.begun or self.ended
            or self.dropped or self.keys or self.personal or any(self.rows.values())
        )  # fmt: skip

    def add(self, table: str, rows: Iterable[Any]) -> None:
        """Append rows to a table."""
        self.rows.setdefault(table, []).extend(rows)

    def added(self, table: str) -> list[Any]:
        """Return the rows appended to a table."""
        return self.rows.get(table, [])

    def save_journey(self, row: JourneyRow, expected: int) -> None:
        """Put a journey in the place of a version."""
        held = self.journeys.get(row.id)
        if held is not None and held[0].version != expected:
            raise ConflictError(row.id)
        self.journeys[row.id] = (row, held[1] if held else expected)

    def save_account(self, row: AccountRow, expected: int | None) -> None:
        """Put an account in the place of a version."""
        held = self.accounts.get(row.id)
        if held is not None and held[0].version != expected:
            raise ConflictError(row.id)
        self.accounts[row.id] = (row, held[1] if held else expected)

    def drop_waiting(self, journey: str, number: int) -> None:
        """Take a signal away, whether it was sent already or not."""
        added = self.added("waiting")
        left = [row for row in added if (row.journey, row.number) != (journey, number)]
        if len(left) < len(added):
            self.rows["waiting"] = left
        else:
            self.dropped[journey, number] = None

    def pieces(self, accounts: Versions, journeys: Versions) -> Iterator[Piece]:
        """Yield the parts of the statement that sends it all.

        ``accounts`` and ``journeys`` are the versions of what was read and must not have changed.
        """
        swapped = {row.id: was for row, was in self.accounts.values() if was is not None}
        yield from _checks(t.accounts, accounts, swapped)
        yield from _saved("accounts_saved", self.accounts, swapped)
        yield from _added("accounts", [row for row, was in self.accounts.values() if was is None])
        moved = {row.id: was for row, was in self.journeys.values() if was}
        yield from _checks(t.journeys, journeys, moved)
        yield from _saved("journeys_saved", self.journeys, moved)
        yield from _added("journeys", [row for row, was in self.journeys.values() if not was])
        for table in _APPENDED:
            yield from _added(table, self.added(table))
        yield from self._keyed()

    def _keyed(self) -> Iterator[Piece]:
        if self.dropped:
            yield Piece("waiting_dropped", [(*key, None, None) for key in self.dropped])
        yield from _added("tasks", [row for row in self.tasks.values() if row is not None])
        gone = [key for key, row in self.tasks.items() if row is None]
        if gone:
            nothing = (None,) * (len(t.tasks.columns) - 2)
            yield Piece("tasks_gone", [(*key, *nothing) for key in gone])
        if self.begun:
            yield Piece("attempts_begun", list(self.begun.items()))
        if self.ended:
            yield Piece("attempts_ended", [(journey, None) for journey in self.ended])
        if self.keys:
            yield Piece("personal_keys", list(self.keys.items()))
        if self.personal:
            yield Piece("personal", [(*key, value) for key, value in self.personal.items()])


_APPENDED = (
    "programs", "directories", "journal", "account_journal", "inbox", "outbox", "incidents",
    "outbox_routed", "deliveries", "waiting", "deployments",
)  # fmt: skip


def _added(table: str, rows: Sequence[Any]) -> Iterator[Piece]:
    if rows:
        yield Piece(table, [row if isinstance(row, tuple) else astuple(row) for row in rows])


def _saved(part: str, rows: Mapping[str, tuple[Any, Any]], versions: Versions) -> Iterator[Piece]:
    if versions:
        # By id: whoever changes several changes them in one order.
        names = sorted(versions)
        yield Piece(part, [astuple(rows[name][0]) for name in names], [versions[n] for n in names])


def _checks(table: sa.Table, read: Versions, saved: Versions) -> Iterator[Piece]:
    """What was read and is not saved; where both lock, all of it is locked in one order."""
    if read.keys() - saved.keys():
        versions = {**read, **saved}
        names = [column.name for column in table.columns]
        rows = [
            tuple({"id": name, "version": versions[name]}.get(column) for column in names)
            for name in sorted(versions)
        ]
        yield Piece(f"{table.name}_{'locked' if saved else 'read'}", rows)

"""What a transaction has written and not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import astuple

from .. import ConflictError
from ..kept import AccountRow, JourneyRow, TaskRow
from .flush import Piece

Versions = Mapping[str, int]


class Pending:
    """Rows by what is done with them; of a row written twice the last writing counts."""

    def __init__(self) -> None:
        """Hold nothing."""
        self.journeys: dict[str, tuple[JourneyRow, int | None]] = {}
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
        self.journeys[row.id] = (row, held[1] if held else expected or None)

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

    def pieces(self, accounts: Versions, journeys: Versions) -> list[Piece]:
        """Return the parts of the statement that sends it all.

        ``accounts`` and ``journeys`` are the versions of what was read and must not have changed.
        """
        found = _swaps("accounts", accounts, self.accounts)
        found += _swaps("journeys", journeys, self.journeys)
        for table in _APPENDED:
            rows = self.rows.get(table)
            if rows:
                found.append(Piece(table, _cells(rows)))
        if self.dropped:
            found.append(Piece("waiting_dropped", list(self.dropped)))
        if self.tasks:
            found += self._task_pieces()
        if self.begun:
            found.append(Piece("attempts_begun", list(self.begun.items())))
        if self.ended:
            found.append(Piece("attempts_ended", [(journey,) for journey in self.ended]))
        if self.keys:
            found.append(Piece("personal_keys", list(self.keys.items())))
        if self.personal:
            rows = [(*key, value) for key, value in self.personal.items()]
            found.append(Piece("personal", rows))
        return found

    def _task_pieces(self) -> Iterator[Piece]:
        put = [astuple(row) for row in self.tasks.values() if row is not None]
        gone = [key for key, row in self.tasks.items() if row is None]
        if put:
            yield Piece("tasks", put)
        if gone:
            yield Piece("tasks_gone", gone)


_APPENDED = (
    "programs", "directories", "journal", "account_journal", "inbox", "outbox", "incidents",
    "outbox_routed", "deliveries", "waiting", "deployments",
)  # fmt: skip


def _cells(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [row if isinstance(row, tuple) else astuple(row) for row in rows]


def _swaps(
    table: str, read: Versions, written: Mapping[str, tuple[Any, int | None]]
) -> list[Piece]:
    """Return what is looked at, what is swapped and what is begun, each by id.

    Whoever changes several changes them in one order, and where something is changed what
    is only read is locked as strongly, in the same order.
    """
    found = []
    swapped = {name: was for name, (_, was) in written.items() if was is not None}
    if read.keys() - swapped.keys():
        how = "locked" if swapped else "read"
        found.append(Piece(f"{table}_{how}", sorted({**read, **swapped}.items())))
    if swapped:
        rows = [(*astuple(written[name][0]), swapped[name]) for name in sorted(swapped)]
        found.append(Piece(f"{table}_saved", rows))
    if len(swapped) < len(written):
        begun = [row for row, was in written.values() if was is None]
        found.append(Piece(table, [astuple(row) for row in begun]))
    return found

"""What a transaction has written and not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import astuple

from .. import ConflictError
from ..kept import AccountRow, JourneyRow, TaskRow
from .flush import Columns

Versions = Mapping[str, int]
_MOVED = tuple(name for name in JourneyRow.__struct_fields__ if name != "id")


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

    def pieces(self, accounts: Versions, journeys: Versions) -> Iterator[tuple[str, Columns]]:
        """Yield the parts of the statement that sends it all, with their columns.

        ``accounts`` and ``journeys`` are the versions of what was read and must not have changed.
        """
        swapped = {row.id: was for row, was in self.accounts.values() if was is not None}
        yield from _checks("accounts", accounts, swapped)
        if swapped:
            kept = [self.accounts[name][0] for name in sorted(swapped)]
            yield "accounts_saved", (
                sorted(swapped), [swapped[row.id] for row in kept], [row.version for row in kept],
                [row.snapshot for row in kept], [row.head for row in kept],
            )  # fmt: skip
        yield from _rows("accounts", [row for row, was in self.accounts.values() if was is None])
        moved = {row.id: was for row, was in self.journeys.values() if was}
        yield from _checks("journeys", journeys, moved)
        if moved:
            kept_ = [self.journeys[name][0] for name in sorted(moved)]
            yield "journeys_saved", (
                sorted(moved), [moved[row.id] for row in kept_],
                *([getattr(row, name) for row in kept_] for name in _MOVED),
            )  # fmt: skip
        yield from _rows("journeys", [row for row, was in self.journeys.values() if not was])
        for table in _APPENDED:
            yield from _rows(table, self.added(table))
        yield from self._keyed()

    def _keyed(self) -> Iterator[tuple[str, Columns]]:
        if self.dropped:
            yield "waiting_dropped", tuple(zip(*self.dropped, strict=True))
        yield from _rows("tasks", [row for row in self.tasks.values() if row is not None])
        gone = [key for key, row in self.tasks.items() if row is None]
        if gone:
            yield "tasks_gone", tuple(zip(*gone, strict=True))
        if self.begun:
            yield "attempts_begun", (list(self.begun), list(self.begun.values()))
        if self.ended:
            yield "attempts_ended", (list(self.ended),)
        if self.keys:
            yield "personal_keys", (list(self.keys), list(self.keys.values()))
        if self.personal:
            names = tuple(zip(*self.personal, strict=True))
            yield "personal", (*names, list(self.personal.values()))


_APPENDED = (
    "programs", "directories", "journal", "account_journal", "inbox", "outbox", "incidents",
    "waiting", "deployments",
)  # fmt: skip


def _rows(table: str, rows: Sequence[Any]) -> Iterator[tuple[str, Columns]]:
    if rows:
        first = rows[0]
        cells = rows if isinstance(first, tuple) else [astuple(row) for row in rows]
        yield table, tuple(zip(*cells, strict=True))


def _checks(table: str, read: Versions, saved: Versions) -> Iterator[tuple[str, Columns]]:
    """What was read and is not saved; where both lock, all of it is locked in one order."""
    only_read = {name: version for name, version in read.items() if name not in saved}
    if not only_read:
        return
    versions = {**only_read, **saved}
    names = sorted(versions)
    how = "locked" if saved else "read"
    yield f"{table}_{how}", (names, [versions[name] for name in names])

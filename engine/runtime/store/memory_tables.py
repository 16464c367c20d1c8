"""Tables without a disk, and how to undo what was done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from . import ConflictError
from .kept import (
    AccountJournalRow,
    AccountRow,
    DeliveryRow,
    DeploymentRow,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyFilter,
    JourneyRow,
    OutboxRow,
    TaskFilter,
    TaskRow,
    WaitingRow,
    WorkerRow,
)

Row = TypeVar("Row")
DeliveryId = tuple[str, int, int, str]
_Table = dict[Any, Any]


class Tables:
    """The tables, and what stood there before this transaction."""

    def __init__(self) -> None:
        self._programs: dict[str, bytes] = {}
        self._directories: dict[int, bytes] = {}
        self._deployments: dict[int, DeploymentRow] = {}
        self._workers: dict[str, WorkerRow] = {}
        self._journeys: dict[str, JourneyRow] = {}
        self._journal: dict[str, tuple[JournalRow, ...]] = {}
        self._accounts: dict[str, AccountRow] = {}
        self._account_journal: dict[str, tuple[AccountJournalRow, ...]] = {}
        self._personal_keys: dict[str, bytes] = {}
        self._personal: dict[str, dict[str, str]] = {}
        self._inbox: dict[tuple[str, str, str], InboxRow] = {}
        self._asked: dict[tuple[str, str, str], InboxRow] = {}
        self._waiting: dict[str, tuple[WaitingRow, ...]] = {}
        self._attempts: dict[str, int] = {}
        self._tasks: dict[tuple[str, str], TaskRow] = {}
        self._outbox: dict[str, tuple[OutboxRow, ...]] = {}
        self._deliveries: dict[DeliveryId, DeliveryRow] = {}
        self._incidents: dict[tuple[str, int], IncidentRow] = {}
        self._before: list[tuple[_Table, Any, Any]] = []

    def keep(self) -> None:
        """Keep what was written."""
        self._before.clear()

    def undo(self) -> None:
        """Put everything back, the last change first."""
        for table, key, row in reversed(self._before):
            if row is None:
                table.pop(key, None)
            else:
                table[key] = row
        self._before.clear()

    def _put(self, table: _Table, key: Any, row: Any) -> None:
        self._before.append((table, key, table.get(key)))
        table[key] = row

    def _drop(self, table: _Table, key: Any) -> None:
        if key in table:
            self._before.append((table, key, table.pop(key)))

    def _add(self, table: _Table, key: Any, row: Any) -> None:
        if key in table:
            raise ConflictError(key)
        self._put(table, key, row)

    def _append(self, table: dict[str, tuple[Row, ...]], key: str, row: Row, number: Any) -> None:
        rows: Iterable[Row] = table.get(key, ())
        if number(row) in {number(each) for each in rows}:
            raise ConflictError(key)
        self._put(table, key, (*rows, row))


def test_for(wanted: JourneyFilter | TaskFilter, *apart: str) -> Callable[[Any], bool]:
    """Return a test for the fields that are asked about and are fields of the row too."""
    asked = {
        field: getattr(wanted, field)
        for field in wanted.__struct_fields__
        if field not in apart and getattr(wanted, field) is not None
    }
    return lambda row: all(getattr(row, field) == value for field, value in asked.items())

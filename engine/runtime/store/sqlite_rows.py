"""One transaction on SQLite: statements compiled once to text, sent through one cursor."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa
from msgspec.structs import astuple, replace
from sqlalchemy.dialects.sqlite import pysqlite

from ...language.values import Instant
from . import ConflictError
from . import statements as s
from . import tables as t
from .fairness import WINDOW, has_flood, shared_out
from .kept import (
    AccountJournalRow,
    AccountRow,
    DeliveryRow,
    DeploymentRow,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyRow,
    OutboxRow,
    TaskRow,
    WaitingRow,
    WorkerRow,
)
from .sql_reading import delivery_rows
from .sqlite_reading import SqliteHeld

_BY_PLACE = pysqlite.dialect()


def _text(statement: sa.ClauseElement) -> str:
    return str(statement.compile(dialect=_BY_PLACE))


def _insert(table: sa.Table, how: str = "") -> str:
    statement = sa.insert(table)
    return _text(statement.prefix_with(how) if how else statement)


def _where(table: sa.Table, *names: str) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(f"of_{name}") for name in names]


def _update(table: sa.Table, moving: Sequence[str], *named: str) -> str:
    """Return an UPDATE whose values are the moving columns, then those it is found by."""
    changes: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in moving}
    return _text(sa.update(table).where(*_where(table, *named)).values(changes))


def _delete(table: sa.Table, *named: str) -> str:
    return _text(sa.delete(table).where(*_where(table, *named)))


# What changes while it lives; the rest is written once. In the order of the columns, which
# is the order an UPDATE names them in.
_ACCOUNT_MOVING = ("version", "snapshot", "head")
_DELIVERY_MOVING = ("state", "attempts", "due_at", "lease_until", "error")
_DELIVERY_ID = ("journey", "record", "index", "target")

_SAVE_ACCOUNT = _update(t.accounts, _ACCOUNT_MOVING, "id", "version")
_SAVE_DELIVERY = _update(t.deliveries, _DELIVERY_MOVING, *_DELIVERY_ID, "fence")
_LEASE = _update(
    t.deliveries, ("state", "attempts", "lease_until", "fence"), *_DELIVERY_ID, "fence"
)
_SET_INCIDENT = _update(t.incidents, ("state",), "journey", "record")
_ROUTE = _update(t.outbox, ("state",), "journey", "record", "index")
_DROP_WAITING = _delete(t.waiting, "journey", "number")
_DROP_TASK = _delete(t.tasks, "journey", "id")
_DROP_WORKER = _delete(t.workers, "id")
_END_ATTEMPTS = _delete(t.attempts, "journey")
_FORGET = _delete(t.personal, "account")
_FORGET_KEY = _delete(t.personal_keys, "account")
_BEGIN_ATTEMPT = (
    "INSERT INTO attempts (journey, begun) VALUES (?, 1) "
    "ON CONFLICT (journey) DO UPDATE SET begun = begun + 1"
)
_ADD = {table.name: _insert(table) for table in t.metadata.sorted_tables}
_ADD_NEW = {
    table.name: _insert(table, "OR IGNORE")
    for table in (t.programs, t.deliveries, t.personal, t.personal_keys)
}
_PUT = {table.name: _insert(table, "OR REPLACE") for table in (t.tasks, t.workers)}


_PLACES = range(1, len(JourneyRow.__struct_fields__))
"""Of what may change in a journey's row: all but the id."""
_NOTHING = (object(),) * len(JourneyRow.__struct_fields__)


@cache
def _save_journey(changed: tuple[int, ...]) -> str:
    names = JourneyRow.__struct_fields__
    return _update(t.journeys, [names[place] for place in changed], "id", "version")


class SqliteWriting(SqliteHeld):
    """Reading and writing in one transaction, alone in the whole database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.has_work = False
        """Whether something was written that a worker may be waiting for."""

    def _many(self, text: str, rows: Iterable[tuple[Any, ...]]) -> int:
        return self._cursor.executemany(text, rows).rowcount

    def _add(self, table: str, rows: Sequence[Any], how: Mapping[str, str] = _ADD) -> None:
        if len(rows) == 1:
            self._cursor.execute(how[table], astuple(rows[0]))
        elif rows:
            self._cursor.executemany(how[table], map(astuple, rows))

    def _run(self, text: str, *values: Any) -> int:
        return self._cursor.execute(text, values).rowcount

    def claim(
        self,
        what: Literal["timers", "waiting"],
        until: Instant,
        limit: int,
        without: frozenset[str],
    ) -> list[str]:
        """Find journeys with work, fair to accounts; whoever writes has all of it to himself."""
        statement = s.DUE_CLAIMS if what == "timers" else s.WAITING_CLAIMS
        values = {"until": until} if what == "timers" else {}
        found: list[tuple[str, str]] = []
        for times in (1, WINDOW):
            count = limit * times + len(without)
            rows = self._fetch(statement, {**values, "limit": count})
            found = [(name, account) for name, account in rows if name not in without]
            if not has_flood(found, limit):
                break
        return shared_out(found, limit)

    def lock(self, account: str) -> None:
        """Do nothing: nobody else writes while this transaction is open."""

    # --- journeys and accounts

    def add_program(self, program_id: str, data: bytes) -> None:
        """Keep it, if it is new."""
        self._run(_ADD_NEW["programs"], program_id, data)

    def add_directory(self, version: int, snapshot: bytes) -> None:
        """Keep it."""
        self._said = None
        self._run(_ADD["directories"], version, snapshot)

    def add_records(self, rows: list[JournalRow]) -> None:
        """Append."""
        self._add("journal", rows)

    def save_journey(self, row: JourneyRow, expected: int) -> None:
        """Begin it, or compare and swap."""
        self.has_work = self.has_work or row.next_due is not None
        if not expected:
            self._add("journeys", [row])
        else:
            # An UPDATE writes the pages of every index on a column it names, changed or not.
            known = self._journeys.get(row.id)
            values, before = astuple(row), _NOTHING if known is None else astuple(known)
            changed = [n for n in _PLACES if values[n] != before[n]] or _PLACES
            moving = [values[n] for n in changed]
            self._swap(_save_journey(tuple(changed)), *moving, row.id, expected)
        self._journeys[row.id] = row

    def save_account(self, row: AccountRow, expected: int | None) -> None:
        """Begin it, or compare and swap."""
        if expected is None:
            self._add("accounts", [row])
        else:
            self._swap(_SAVE_ACCOUNT, row.version, row.snapshot, row.head, row.id, expected)
        held = self._accounts.get(row.id)
        # What it began with is written once, whatever a later row says.
        self._accounts[row.id] = row if held is None else replace(row, origin=held.origin)

    def _swap(self, text: str, *values: Any) -> None:
        # Of two who read the same version only one finds it still there.
        if self._run(text, *values) != 1:
            raise ConflictError(values[-2])

    def add_account_records(self, rows: list[AccountJournalRow]) -> None:
        """Append."""
        self._add("account_journal", rows)

    def add_personal(self, account: str, key: bytes | None, values: dict[str, str]) -> None:
        """Keep what is new."""
        if key is not None:
            self._run(_ADD_NEW["personal_keys"], account, key)
        self._many(_ADD_NEW["personal"], [(account, *each) for each in values.items()])

    def erase_personal(self, account: str) -> int:
        """Delete values and key."""
        self._run(_FORGET_KEY, account)
        return self._run(_FORGET, account)

    # --- signals and tasks

    def add_answer(self, row: InboxRow) -> None:
        """Keep it."""
        self._unanswered.discard((row.journey, row.source, row.signal_id))
        self._add("inbox", [row])

    def add_waiting(self, rows: list[WaitingRow]) -> None:
        """Keep them."""
        self.has_work = self.has_work or bool(rows)
        self._none_waits.difference_update([row.journey for row in rows])
        self._add("waiting", rows)

    def drop_waiting(self, journey: str, number: int) -> None:
        """Delete it."""
        self._run(_DROP_WAITING, journey, number)

    def begin_attempts(self, journeys: Sequence[str]) -> None:
        """Count up."""
        self._many(_BEGIN_ATTEMPT, [(each,) for each in journeys])

    def end_attempts(self, journeys: Sequence[str]) -> None:
        """Delete the counts."""
        self._many(_END_ATTEMPTS, [(each,) for each in journeys])

    def save_tasks(self, rows: list[TaskRow], gone: list[tuple[str, str]]) -> None:
        """Put and delete."""
        if gone:
            self._many(_DROP_TASK, gone)
        self._add("tasks", rows, _PUT)

    # --- effects and incidents

    def add_effects(self, rows: list[OutboxRow]) -> None:
        """Queue them."""
        self.has_work = self.has_work or bool(rows)
        self._add("outbox", rows)

    def route(self, rows: list[OutboxRow], deliveries: list[DeliveryRow]) -> None:
        """Mark and queue."""
        self.has_work = self.has_work or bool(deliveries)
        self._many(_ROUTE, [("routed", row.journey, row.record, row.index) for row in rows])
        self._add("deliveries", deliveries, _ADD_NEW)

    def lease_deliveries(self, until: Instant, limit: int, seconds: float) -> list[DeliveryRow]:
        """Take those whose lease has run out first: they have waited longest."""
        now = self.now()
        found = delivery_rows(self._fetch(s.LEASE_RUN_OUT, {"now": now, "limit": limit}))
        left = limit - len(found)
        if left > 0:
            found += delivery_rows(self._fetch(s.UNSENT, {"until": until, "limit": left}))
        lease_until = now + int(seconds * 1_000_000)
        leased = [
            replace(row, state="sending", attempts=row.attempts + 1, fence=row.fence + 1,
                    lease_until=lease_until)
            for row in found
        ]  # fmt: skip
        self._many(
            _LEASE,
            [
                ("sending", row.attempts, lease_until, row.fence, *_delivery_id(row), row.fence - 1)
                for row in leased
            ],
        )
        return leased

    def save_delivery(self, row: DeliveryRow) -> bool:
        """Write it, if the fence still is its own."""
        self.has_work = self.has_work or row.state == "pending"
        moving = (getattr(row, name) for name in _DELIVERY_MOVING)
        return self._run(_SAVE_DELIVERY, *moving, *_delivery_id(row), row.fence) == 1

    def add_incidents(self, rows: list[IncidentRow]) -> None:
        """Keep them."""
        self._add("incidents", rows)

    def set_incident(self, journey: str, record: int, state: str) -> bool:
        """Write the state."""
        return self._run(_SET_INCIDENT, state, journey, record) == 1

    # --- deployments and workers

    def add_deployment(self, row: DeploymentRow) -> None:
        """Keep it."""
        self._add("deployments", [row])

    def save_worker(self, row: WorkerRow) -> None:
        """Put it."""
        self._add("workers", [row], _PUT)

    def drop_worker(self, worker_id: str) -> None:
        """Delete it."""
        self._run(_DROP_WORKER, worker_id)


def _delivery_id(row: DeliveryRow) -> tuple[str, int, int, str]:
    return row.journey, row.record, row.index, row.target

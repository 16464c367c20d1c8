"""The floors: the same rows by a bare driver, and the classic seven round trips.

``same_rows_*`` write exactly what our engine wrote for the reference work, recorded beforehand:
nothing is decided, folded or encoded while the time runs. ``seven_*`` is what one would write by
hand for an engine without reasons, repeats or effects: begin, read the journey, insert an event,
update the journey, insert a task, put a timer, commit.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from msgspec.structs import astuple

from engine.runtime.store import tables

from .durable_work import BATCH, Call, Took, Watch
from .reference import FIELDS, HAPPENINGS, STATES

_TABLES = {
    "add_records": "journal", "add_answer": "inbox", "add_effects": "outbox",
    "add_incidents": "incidents", "add_account_records": "account_journal",
}  # fmt: skip
_MOVING = (
    "version",
    "program",
    "playbook",
    "key",
    "status",
    "next_due",
    "snapshot",
    "stalls",
    "head",
)
_ACCOUNT = ("version", "snapshot", "head")


class Statements:
    """The statements of our tables in the words of one driver."""

    def __init__(self, mark: str) -> None:
        """``mark`` is the driver's placeholder."""
        self._mark = mark
        self.insert = {
            name: self._insert(name, [each.name for each in table.columns])
            for name, table in tables.metadata.tables.items()
        }
        self.journey = self._update("journeys", _MOVING)
        self.account = self._update("accounts", _ACCOUNT)
        own = tables.metadata.tables["tasks"].columns
        rest = ", ".join(
            f"{each.name}=excluded.{each.name}" for each in own if not each.primary_key
        )
        keys = ", ".join(each.name for each in own if each.primary_key)
        self.task = f"{self.insert['tasks']} ON CONFLICT ({keys}) DO UPDATE SET {rest}"
        self.task_gone = f"DELETE FROM tasks WHERE journey={mark} AND id={mark}"  # noqa: S608
        self.read = f"SELECT version, snapshot FROM journeys WHERE id={mark}"  # noqa: S608

    def _insert(self, name: str, columns: Sequence[str]) -> str:
        marks = ", ".join(self._mark for _ in columns)
        names = ", ".join(f'"{each}"' for each in columns)
        return f"INSERT INTO {name} ({names}) VALUES ({marks})"  # noqa: S608

    def _update(self, name: str, moving: Sequence[str]) -> str:
        told = ", ".join(f'"{each}"={self._mark}' for each in moving)
        return f"UPDATE {name} SET {told} WHERE id={self._mark} AND version={self._mark}"  # noqa: S608


Sent = tuple[str, list[tuple[Any, ...]]]


def planned(statements: Statements, transactions: Iterable[list[Call]]) -> list[Sent]:
    """Return the statements of one or several transactions as one, each with all its rows."""
    sent: dict[str, list[tuple[Any, ...]]] = {}
    moved: dict[str, tuple[Any, int]] = {}
    for name, given in (call for calls in transactions for call in calls):
        if name == "save_journey":
            row, expected = given
            moved[row.id] = (row, moved[row.id][1] if row.id in moved else expected)
        elif name == "save_account":
            row, expected = given
            if expected is None:
                sent.setdefault(statements.insert["accounts"], []).append(astuple(row))
            else:
                values = tuple(getattr(row, each) for each in _ACCOUNT)
                sent.setdefault(statements.account, []).append((*values, row.id, expected))
        elif name == "save_tasks":
            rows, gone = given
            sent.setdefault(statements.task, []).extend(astuple(row) for row in rows)
            sent.setdefault(statements.task_gone, []).extend(gone)
        elif name in _TABLES:
            rows = given[0] if isinstance(given[0], list) else [given[0]]
            text = statements.insert[_TABLES[name]]
            sent.setdefault(text, []).extend(astuple(row) for row in rows)
        else:
            raise SystemExit(f"{name} is not in the floor")
    for row, expected in moved.values():
        if expected:
            values = tuple(getattr(row, each) for each in _MOVING)
            sent.setdefault(statements.journey, []).append((*values, row.id, expected))
        else:
            sent.setdefault(statements.insert["journeys"], []).append(astuple(row))
    return [(text, rows) for text, rows in sent.items() if rows]


def _journeys_of(transactions: Iterable[list[Call]]) -> list[str]:
    return list(dict.fromkeys(
        given[0].id for calls in transactions for name, given in calls if name == "save_journey"
    ))  # fmt: skip


class Plan:
    """A run of the floor: what is read and written, transaction by transaction."""

    def __init__(
        self, mark: str, opened: list[list[Call]], made: list[list[Call]], size: int
    ) -> None:
        """Plan to write ``made`` in transactions of ``size`` happenings, after ``opened``."""
        statements = Statements(mark)
        self.read = statements.read
        self.opened = planned(statements, opened)
        self.units = len(made)
        parts = [made[first : first + size] for first in range(0, len(made), size)]
        self.parts = [(_journeys_of(part), planned(statements, part)) for part in parts]


def same_rows_sqlite(path: Path, plan: Plan) -> Took:
    """Write the rows with ``sqlite3``: WAL, synchronous FULL, the same settings as ours."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "cache_size=-65536",
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    _create(connection.execute, sa.make_url("sqlite:///").get_dialect()())
    connection.execute("BEGIN")
    for text, rows in plan.opened:
        connection.executemany(text, rows)
    connection.execute("COMMIT")
    cursor = connection.cursor()
    execute, many = cursor.execute, cursor.executemany
    with Watch() as watch:
        for journeys, sent in plan.parts:
            execute("BEGIN IMMEDIATE")
            for journey in journeys:
                execute(plan.read, (journey,)).fetchone()
            for text, rows in sent:
                if len(rows) == 1:
                    execute(text, rows[0])
                else:
                    many(text, rows)
            execute("COMMIT")
    connection.close()
    return watch.took(plan.units)


def same_rows_postgres(url: str, plan: Plan) -> Took:
    """Write the rows with psycopg, one statement each."""
    import psycopg  # noqa: PLC0415  # an extra

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()
        _create(cursor.execute, sa.make_url(url).get_dialect()())
        for text, rows in plan.opened:
            cursor.executemany(text, rows)
        with Watch() as watch:
            for journeys, sent in plan.parts:
                with connection.transaction():
                    for journey in journeys:
                        cursor.execute(plan.read, (journey,), prepare=True).fetchone()
                    for text, rows in sent:
                        if len(rows) == 1:
                            cursor.execute(text, rows[0], prepare=True)
                        else:
                            cursor.executemany(text, rows)
    return watch.took(plan.units)


def _create(execute: Any, dialect: sa.Dialect) -> None:
    for table in tables.metadata.sorted_tables:
        execute(str(sa.schema.CreateTable(table).compile(dialect=dialect)))
        for index in table.indexes:
            execute(str(sa.schema.CreateIndex(index).compile(dialect=dialect)))


# --- seven round trips


_SEVEN = (
    "CREATE TABLE journey (id integer PRIMARY KEY, state text NOT NULL, data text NOT NULL,"
    " version integer NOT NULL, updated_at bigint NOT NULL)",
    "CREATE TABLE event (journey integer NOT NULL, number integer NOT NULL, name text NOT NULL,"
    " data text NOT NULL, source text NOT NULL, target text NOT NULL, at bigint NOT NULL,"
    " PRIMARY KEY (journey, number))",
    "CREATE TABLE task (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
    " journey integer NOT NULL, kind text NOT NULL, due_at bigint NOT NULL, status text NOT NULL)",
    "CREATE INDEX task_due ON task (status, due_at)",
    "CREATE TABLE timer (journey integer NOT NULL, name text NOT NULL, due_at bigint NOT NULL,"
    " PRIMARY KEY (journey, name))",
    "CREATE INDEX timer_due ON timer (due_at)",
)
_AT = 1_772_000_000


def seven_postgres(url: str, count: int) -> Took:
    """Step ``count`` journeys by hand-written psycopg: seven round trips a happening."""
    import psycopg  # noqa: PLC0415  # an extra

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()
        for text in _SEVEN:
            cursor.execute(text)
        zero = json.dumps(dict.fromkeys(FIELDS, 0))
        rows = [(number, STATES[0], zero, 0, _AT) for number in range(count)]
        cursor.executemany("INSERT INTO journey VALUES (%s, %s, %s, %s, %s)", rows)
        with Watch() as watch:
            for index, each in enumerate(HAPPENINGS):
                for number in range(count):
                    with connection.transaction():
                        _seven(cursor, number, index, each)
        last = cursor.execute("SELECT count(*) FROM journey WHERE state = %s", (STATES[-1],))
        assert last.fetchone() == (count,)
    return watch.took(count * len(HAPPENINGS))


def _seven(cursor: Any, journey: int, index: int, each: Any) -> None:
    read = "SELECT state, data, version FROM journey WHERE id = %s"
    state, text, version = cursor.execute(read, (journey,)).fetchone()
    data = json.loads(text)
    data[each.field] = each.value
    assert state == each.source
    assert data[each.field] >= 1
    cursor.execute(
        "INSERT INTO event VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (journey, index, each.word, json.dumps({each.field: each.value}), state, each.target, _AT),
    )
    cursor.execute(
        "UPDATE journey SET state=%s, data=%s, version=%s, updated_at=%s"
        " WHERE id=%s AND version=%s",
        (each.target, json.dumps(data), version + 1, _AT, journey, version),
    )
    cursor.execute(
        "INSERT INTO task (journey, kind, due_at, status) VALUES (%s, %s, %s, 'open')",
        (journey, f"work_{each.target}", _AT + 86_400),
    )
    cursor.execute(
        "INSERT INTO timer VALUES (%s, 'stall', %s)"
        " ON CONFLICT (journey, name) DO UPDATE SET due_at = excluded.due_at",
        (journey, _AT + 86_400),
    )


def plans(mark: str, opened: list[list[Call]], made: list[list[Call]]) -> tuple[Plan, Plan]:
    """Return the plans of one happening a transaction, and of a batch."""
    return Plan(mark, opened, made, 1), Plan(mark, opened, made, BATCH)

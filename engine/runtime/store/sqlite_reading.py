"""A view of a file of SQLite: statements compiled once to text, sent through one cursor."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import pysqlite

from ...language.values import Instant
from .. import clock
from . import statements as s
from .kept import AccountRow, InboxRow, JourneyRow, WaitingRow
from .sql_reading import SqlReading, Tuples

_BY_NAME = pysqlite.dialect(paramstyle="named")


@cache
def _compiled(statement: sa.ClauseElement) -> tuple[str, dict[str, Any]]:
    """Return a statement's text, its values by name, and the values it brings along."""
    compiled = statement.compile(dialect=_BY_NAME)
    return str(compiled), {
        name: value for name, value in compiled.params.items() if value is not None
    }


def _columns(alias: str, row: type[msgspec.Struct]) -> str:
    return ", ".join(f'{alias}."{field}"' for field in row.__struct_fields__)


_WORTH_IT = 4
"""Journeys from which on one long question is faster than several short ones."""

_JOURNEY_WIDTH = len(JourneyRow.__struct_fields__)
# What decisions on these journeys read, in one go: a list of any length is one value.
_AHEAD = (
    f"SELECT {_columns('j', JourneyRow)}, "  # noqa: S608  # our own names
    "EXISTS (SELECT 1 FROM waiting AS w WHERE w.journey = j.id), "
    f"{_columns('a', AccountRow)} FROM json_each(?) AS n "
    "CROSS JOIN journeys AS j ON j.id = n.value LEFT JOIN accounts AS a ON a.id = j.account"
)
_ANSWERED_AHEAD = (
    "SELECT i.journey, i.source, i.signal_id FROM json_each(?) AS n CROSS JOIN inbox AS i "
    "ON i.journey = n.value ->> 0 AND i.source = n.value ->> 1 AND i.signal_id = n.value ->> 2"
)


class SqliteReading(SqlReading):
    """The statements on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._cursor = connection.cursor()

    def now(self) -> Instant:
        """Return this machine's time: the database is part of the process."""
        return clock.now()

    def prefetch(
        self, journeys: Sequence[str], signals: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Do nothing: no question goes over a network."""

    def _fetch(self, statement: s.Statement, values: Mapping[str, Any]) -> Tuples:
        text, own = _compiled(statement)
        return self._cursor.execute(text, {**own, **values} if own else values).fetchall()


class SqliteHeld(SqliteReading):
    """A view that nobody else can change: what was read of it once need not be read again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._journeys: dict[str, JourneyRow] = {}
        self._accounts: dict[str, AccountRow] = {}
        self._said: tuple[tuple[int, bytes] | None] | None = None
        self._unanswered: set[tuple[str, str, str]] = set()
        self._none_waits: set[str] = set()

    def prefetch(
        self, journeys: Sequence[str], signals: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Read journeys and their accounts; note for which nothing waits, what has no answer."""
        if len(journeys) < _WORTH_IT:
            return
        for found in self._cursor.execute(_AHEAD, (_json(journeys),)).fetchall():
            row = JourneyRow(*found[:_JOURNEY_WIDTH])
            self._journeys[row.id] = row
            if not found[_JOURNEY_WIDTH]:
                self._none_waits.add(row.id)
            if found[-1] is not None:
                account = AccountRow(*found[_JOURNEY_WIDTH + 1 :])
                self._accounts[account.id] = account
        if signals:
            answered = self._cursor.execute(_ANSWERED_AHEAD, (_json(signals),)).fetchall()
            self._unanswered.update(signals)
            self._unanswered.difference_update(answered)

    def journey(self, journey_id: str) -> JourneyRow | None:
        """Find one, and hold it."""
        found = self._journeys.get(journey_id)
        if found is None:
            found = super().journey(journey_id)
            if found is not None:
                self._journeys[journey_id] = found
        return found

    def of_account(self, account: str, *, alive: bool) -> list[JourneyRow]:
        """List an account's, and hold them."""
        found = super().of_account(account, alive=alive)
        self._journeys.update((row.id, row) for row in found)
        return found

    def account(self, account_id: str) -> AccountRow | None:
        """Find one, and hold it."""
        found = self._accounts.get(account_id)
        if found is None:
            found = super().account(account_id)
            if found is not None:
                self._accounts[account_id] = found
        return found

    def directory(self) -> tuple[int, bytes] | None:
        """Find the newest, and hold it."""
        if self._said is None:
            self._said = (super().directory(),)
        return self._said[0]

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        """Find the answer, unless it is known that there is none."""
        if (journey, source, signal_id) in self._unanswered:
            return None
        return super().answered(journey, source, signal_id)

    def waiting(self, journey: str) -> list[WaitingRow]:
        """List them, unless it is known that there are none."""
        return [] if journey in self._none_waits else super().waiting(journey)


def _json(names: Sequence[Any]) -> str:
    return msgspec.json.encode(names).decode()

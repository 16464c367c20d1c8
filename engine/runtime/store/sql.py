"""The store on a database: SQLAlchemy Core, nothing here that only SQLite knows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from msgspec.structs import asdict
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

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
from . import tables as t

Row = TypeVar("Row")

WRITES = "touchline_writes"
"""Execution option of a connection that is going to write; dialects lock by it."""

_b = sa.bindparam

# What changes while a journey or an account lives; the rest is written once.
_MOVING = ("version", "status", "next_due", "snapshot")
_ACCOUNT_MOVING = ("version", "snapshot")

# Built once: a statement's compiled form is cached by its identity.
_PROGRAM = sa.select(t.programs.c.data).where(t.programs.c.id == _b("id"))
_ADD_PROGRAM = sa.insert(t.programs)
_DIRECTORY = (
    sa.select(t.directories.c.version, t.directories.c.snapshot)
    .order_by(t.directories.c.version.desc())
    .limit(1)
)
_ADD_DIRECTORY = sa.insert(t.directories)
_JOURNEY = sa.select(t.journeys).where(t.journeys.c.id == _b("id"))
_JOURNEYS = sa.select(t.journeys).order_by(t.journeys.c.id)
_OF_ACCOUNT = _JOURNEYS.where(t.journeys.c.account == _b("account"))
_ALIVE_OF_ACCOUNT = _OF_ACCOUNT.where(t.IS_ALIVE)
_ALIVE = sa.select(t.journeys.c.id).where(
    t.journeys.c.account == _b("account"),
    t.journeys.c.line == _b("line"),
    t.journeys.c.playbook == _b("playbook"),
    t.journeys.c.key == _b("key"),
    t.IS_ALIVE,
)
_COUNT = (
    sa.select(sa.func.count())
    .select_from(t.journeys)
    .where(
        t.journeys.c.account == _b("account"),
        t.journeys.c.line == _b("line"),
        t.journeys.c.playbook == _b("playbook"),
    )
)
_DUE = (
    sa.select(t.journeys.c.id)
    .where(
        t.journeys.c.next_due <= _b("until"),
        t.journeys.c.id.not_in(_b("passing_over", expanding=True)),
    )
    .order_by(t.journeys.c.next_due, t.journeys.c.id)
    .limit(1)
)
_ADD_JOURNEY = sa.insert(t.journeys)
_SAVE_JOURNEY = (
    sa.update(t.journeys)
    .where(t.journeys.c.id == _b("of"), t.journeys.c.version == _b("expected"))
    .values({name: _b(name) for name in _MOVING})
)
_HISTORY = (
    sa.select(t.journal)
    .where(t.journal.c.journey == _b("journey"), t.journal.c.number.between(_b("low"), _b("high")))
    .order_by(t.journal.c.number)
)
_ADD_RECORD = sa.insert(t.journal)
_ACCOUNT = sa.select(t.accounts).where(t.accounts.c.id == _b("id"))
_ADD_ACCOUNT = sa.insert(t.accounts)
_SAVE_ACCOUNT = (
    sa.update(t.accounts)
    .where(t.accounts.c.id == _b("of"), t.accounts.c.version == _b("expected"))
    .values({name: _b(name) for name in _ACCOUNT_MOVING})
)
_ACCOUNT_HISTORY = (
    sa.select(t.account_journal)
    .where(t.account_journal.c.account == _b("account"))
    .order_by(t.account_journal.c.number)
)
_ACCOUNT_RECORDS = (
    sa.select(t.account_journal)
    .where(
        t.account_journal.c.journey == _b("journey"),
        t.account_journal.c.decision == _b("decision"),
    )
    .order_by(t.account_journal.c.number)
)
_ADD_ACCOUNT_RECORD = sa.insert(t.account_journal)
_ANSWERED = sa.select(t.inbox).where(
    t.inbox.c.journey == _b("journey"),
    t.inbox.c.source == _b("source"),
    t.inbox.c.signal_id == _b("signal_id"),
)
_ASKED = sa.select(t.inbox).where(
    t.inbox.c.account == _b("account"),
    t.inbox.c.source == _b("source"),
    t.inbox.c.signal_id == _b("signal_id"),
)
_ADD_ANSWER = sa.insert(t.inbox)
_OUTBOX = (
    sa.select(t.outbox)
    .where(t.outbox.c.journey == _b("journey"), t.outbox.c.record.between(_b("low"), _b("high")))
    .order_by(t.outbox.c.record, t.outbox.c.index)
)
_ADD_EFFECT = sa.insert(t.outbox)
_INCIDENTS = sa.select(t.incidents).order_by(t.incidents.c.journey, t.incidents.c.record)
_ADD_INCIDENT = sa.insert(t.incidents)

_LAST = 2**63 - 1


class SqlStore:
    """A store on a database that :mod:`.opening` has prepared."""

    def __init__(
        self,
        engine: sa.Engine,
        translate: Callable[[SQLAlchemyError], StoreError],
        examine: Callable[[sa.Connection], None],
    ) -> None:
        """Keep a database; ``translate`` and ``examine`` are its dialect's own."""
        self._engine = engine
        self._translate = translate
        self._examine = examine
        self._writer = threading.Lock()
        self._is_closed = False

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a view."""
        with self._begun({}) as connection:
            yield _Transaction(connection)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open a transaction; writers of one process queue here, not in the database."""
        with self._writer, self._begun({WRITES: True}) as connection:
            yield _Transaction(connection)

    def verify(self) -> None:
        """Read the whole database through."""
        with self._begun({}) as connection:
            self._examine(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._is_closed = True
        self._engine.dispose()

    @contextmanager
    def _begun(self, options: dict[str, Any]) -> Iterator[sa.Connection]:
        if self._is_closed:
            raise StoreError("closed")
        try:
            with (
                self._engine.connect().execution_options(**options) as connection,
                connection.begin(),
            ):
                yield connection
        except IntegrityError as error:
            raise ConflictError(str(error.orig)) from error
        except SQLAlchemyError as error:
            raise self._translate(error) from error


class _Transaction:
    """The statements on one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def _one(self, row: type[Row], statement: sa.Select[Any], **values: Any) -> Row | None:
        found = self._connection.execute(statement, values).mappings().one_or_none()
        return None if found is None else row(**found)

    def _all(self, row: type[Row], statement: sa.Select[Any], **values: Any) -> list[Row]:
        return [row(**each) for each in self._connection.execute(statement, values).mappings()]

    def _add(self, statement: sa.Insert, rows: Sequence[Any]) -> None:
        if rows:
            self._connection.execute(statement, [asdict(row) for row in rows])

    # --- reading

    def program(self, program_id: str) -> bytes | None:
        return self._connection.execute(_PROGRAM, {"id": program_id}).scalar_one_or_none()

    def directory(self) -> tuple[int, bytes] | None:
        found = self._connection.execute(_DIRECTORY).one_or_none()
        return None if found is None else (found.version, found.snapshot)

    def journey(self, journey_id: str) -> JourneyRow | None:
        return self._one(JourneyRow, _JOURNEY, id=journey_id)

    def journeys(self) -> list[JourneyRow]:
        return self._all(JourneyRow, _JOURNEYS)

    def alive(self, account: str, line: str, playbook: str, key: str) -> str | None:
        values = {"account": account, "line": line, "playbook": playbook, "key": key}
        return self._connection.execute(_ALIVE, values).scalar_one_or_none()

    def of_account(self, account: str, *, alive: bool) -> list[JourneyRow]:
        return self._all(JourneyRow, _ALIVE_OF_ACCOUNT if alive else _OF_ACCOUNT, account=account)

    def count(self, account: str, line: str, playbook: str) -> int:
        values = {"account": account, "line": line, "playbook": playbook}
        return int(self._connection.execute(_COUNT, values).scalar_one())

    def history(self, journey: str, first: int = 1, last: int | None = None) -> list[JournalRow]:
        high = _LAST if last is None else last
        return self._all(JournalRow, _HISTORY, journey=journey, low=first, high=high)

    def account(self, account_id: str) -> AccountRow | None:
        return self._one(AccountRow, _ACCOUNT, id=account_id)

    def account_history(self, account: str) -> list[AccountJournalRow]:
        return self._all(AccountJournalRow, _ACCOUNT_HISTORY, account=account)

    def account_records(self, journey: str, decision: int) -> list[AccountJournalRow]:
        values = {"journey": journey, "decision": decision}
        return self._all(AccountJournalRow, _ACCOUNT_RECORDS, **values)

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        values = {"journey": journey, "source": source, "signal_id": signal_id}
        return self._one(InboxRow, _ANSWERED, **values)

    def asked(self, account: str, source: str, signal_id: str) -> InboxRow | None:
        values = {"account": account, "source": source, "signal_id": signal_id}
        return self._one(InboxRow, _ASKED, **values)

    def due(self, until: Instant, passing_over: frozenset[str]) -> str | None:
        values = {"until": until, "passing_over": sorted(passing_over)}
        return self._connection.execute(_DUE, values).scalar_one_or_none()

    def outbox(self, journey: str, first: int, last: int) -> list[OutboxRow]:
        return self._all(OutboxRow, _OUTBOX, journey=journey, low=first, high=last)

    def incidents(self) -> list[IncidentRow]:
        return self._all(IncidentRow, _INCIDENTS)

    # --- writing

    def add_program(self, program_id: str, data: bytes) -> None:
        if self.program(program_id) is None:
            self._connection.execute(_ADD_PROGRAM, {"id": program_id, "data": data})

    def add_directory(self, version: int, snapshot: bytes) -> None:
        self._connection.execute(_ADD_DIRECTORY, {"version": version, "snapshot": snapshot})

    def add_records(self, rows: list[JournalRow]) -> None:
        self._add(_ADD_RECORD, rows)

    def save_journey(self, row: JourneyRow, expected: int) -> None:
        self._save(row, expected or None, _ADD_JOURNEY, _SAVE_JOURNEY, _MOVING)

    def save_account(self, row: AccountRow, expected: int | None) -> None:
        self._save(row, expected, _ADD_ACCOUNT, _SAVE_ACCOUNT, _ACCOUNT_MOVING)

    def _save(
        self,
        row: JourneyRow | AccountRow,
        expected: int | None,
        add: sa.Insert,
        save: sa.Update,
        moving: tuple[str, ...],
    ) -> None:
        if expected is None:
            self._add(add, [row])
            return
        changing = asdict(row)
        values = {name: changing[name] for name in moving}
        values |= {"of": row.id, "expected": expected}
        # Compare and swap: of two who read the same version only one finds it still there.
        if self._connection.execute(save, values).rowcount != 1:
            raise ConflictError(row.id)

    def add_account_records(self, rows: list[AccountJournalRow]) -> None:
        self._add(_ADD_ACCOUNT_RECORD, rows)

    def add_answer(self, row: InboxRow) -> None:
        self._add(_ADD_ANSWER, [row])

    def add_effects(self, rows: list[OutboxRow]) -> None:
        self._add(_ADD_EFFECT, rows)

    def add_incidents(self, rows: list[IncidentRow]) -> None:
        self._add(_ADD_INCIDENT, rows)

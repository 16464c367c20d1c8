"""What schema 2 says of journeys and accounts that were there before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import asdict

from ....core.journey import Journey
from ....core.records import decode_record
from ... import chain, rows

_BATCH = 500
"""Journeys or accounts written at once: what is there need not fit in memory."""

_SAVE_JOURNEY = sa.text("UPDATE journeys SET began_at = :began_at, head = :head WHERE id = :id")
# Schema 1 left a journey that went on to another stage where it began. Where somebody has
# taken its place there meanwhile, it stays: `check --deep` names it.
_MOVE_ON = sa.text(
    "UPDATE journeys SET playbook = :playbook WHERE id = :id AND playbook <> :playbook "
    "AND (status = 'ended' OR NOT EXISTS (SELECT 1 FROM journeys AS other "
    "WHERE other.account = journeys.account AND other.line = journeys.line "
    "AND other.playbook = :playbook AND other.key = journeys.key "
    "AND other.status IN ('running', 'dormant')))"
)
_SAVE_STALLS = sa.text("UPDATE journeys SET stalls = :stalls WHERE id = :id")
_SAVE_RECORD = sa.text(
    "UPDATE journal SET hash = :hash WHERE journey = :journey AND number = :number"
)
_SAVE_ACCOUNT = sa.text("UPDATE accounts SET head = :head WHERE id = :id")
_SAVE_ACCOUNT_RECORD = sa.text(
    "UPDATE account_journal SET hash = :hash WHERE account = :account AND number = :number"
)
_ADD_TASK = sa.text(
    "INSERT INTO tasks (journey, id, account, name, owner, role, status, opened_at, due_at,"
    " is_overdue) VALUES (:journey, :id, :account, :name, :owner, :role, :status, :opened_at,"
    " :due_at, :is_overdue)"
)


def fill(connection: sa.Connection) -> None:
    """Chain every journal (Z11), and say when each journey began and what is to be done in it."""
    _fill_journals(connection)
    _fill_accounts(connection)
    for found in _batches(connection, "journeys", "snapshot"):
        stalls, playbooks, tasks = [], [], []
        for name, snapshot in found:
            journey = _read(snapshot)
            # Damage is for `check --deep` to name; the other journeys need not wait for it.
            if journey is not None and journey.id == name:
                stalls.append({"id": name, "stalls": len(journey.stalls)})
                playbooks.append({"id": name, "playbook": journey.playbook})
                tasks += [asdict(row) for row in rows.task_rows(journey)]
        _send(connection, _SAVE_STALLS, stalls)
        _send(connection, _MOVE_ON, playbooks)
        _send(connection, _ADD_TASK, tasks)


def _fill_journals(connection: sa.Connection) -> None:
    connection.execute(
        sa.text("UPDATE journeys SET began_at = 0, stalls = 0, head = :none"), {"none": b""}
    )
    names = "SELECT DISTINCT journey FROM journal ORDER BY journey"
    text = "SELECT number, record, why FROM journal WHERE journey = :name ORDER BY number"
    for name, journal in _each(connection, names, text):
        hashes = list(chain.journey_chain(name, [(row.record, row.why) for row in journal]))
        records = [
            {"journey": name, "number": row.number, "hash": each}
            for row, each in zip(journal, hashes, strict=True)
        ]
        _send(connection, _SAVE_RECORD, records)
        values = {"id": name, "began_at": _at(journal[0].record), "head": hashes[-1]}
        _send(connection, _SAVE_JOURNEY, [values])


def _fill_accounts(connection: sa.Connection) -> None:
    for found in _batches(connection, "accounts", "origin"):
        heads = [
            {"id": name, "head": next(chain.account_chain(name, origin, ()))}
            for name, origin in found
        ]
        _send(connection, _SAVE_ACCOUNT, heads)
    names = "SELECT DISTINCT account FROM account_journal ORDER BY account"
    text = (
        "SELECT j.number, j.journey, j.decision, j.record, a.origin "
        "FROM account_journal AS j JOIN accounts AS a ON a.id = j.account "
        "WHERE j.account = :name ORDER BY j.number"
    )
    for name, journal in _each(connection, names, text):
        made = [(row.journey, row.decision, row.record) for row in journal]
        _, *hashes = chain.account_chain(name, journal[0].origin, made)
        records = [
            {"account": name, "number": row.number, "hash": each}
            for row, each in zip(journal, hashes, strict=True)
        ]
        _send(connection, _SAVE_ACCOUNT_RECORD, records)
        _send(connection, _SAVE_ACCOUNT, [{"id": name, "head": hashes[-1]}])


def _each(connection: sa.Connection, names: str, text: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """Return what a statement finds for each name."""
    for name in connection.execute(sa.text(names)).scalars().all():
        yield name, connection.execute(sa.text(text), {"name": name}).all()


def _batches(connection: sa.Connection, table: str, column: str) -> Iterator[Sequence[Any]]:
    """Return id and one column of a table, some at a time; it is written in between."""
    after = ""
    statement = sa.text(
        f"SELECT id, {column} FROM {table} WHERE id > :after ORDER BY id LIMIT {_BATCH}"  # noqa: S608
    )
    while found := connection.execute(statement, {"after": after}).all():
        yield found
        after = found[-1][0]


def _send(
    connection: sa.Connection, statement: sa.TextClause, values: list[dict[str, Any]]
) -> None:
    if values:
        connection.execute(statement, values)


def _read(snapshot: bytes) -> Journey | None:
    # No value of schema 1 is personal: what the bytes say is all there is to it.
    try:
        return msgspec.json.decode(snapshot, type=Journey)
    except msgspec.MsgspecError:
        return None


def _at(record: str) -> int:
    try:
        return decode_record(record).at
    except msgspec.MsgspecError:
        return 0

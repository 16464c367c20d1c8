"""Everything a transaction wrote, as one statement.

Each kind of row is one part of it, a data-modifying CTE over an array of rows. The statement
itself looks at the versions it rests on and fails where one has changed: nothing is kept then.
Locks are taken in one order everywhere: accounts by id, then journeys by id (S7.8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from .. import kept, tables
from .. import tables as t
from .address import CHANNEL
from .records import RowTypes, numbers, rows, scalar
from .wire import Text, Values

# What may change while a journey or an account lives; the rest is written once.
_MOVING = tuple(name for name in kept.JourneyRow.__struct_fields__ if name != "id")
_ACCOUNT_MOVING = ("version", "snapshot", "head")

_EXPECTED = sa.Column("expected", sa.BigInteger)
Rows = Sequence[Sequence[Any]]


class Part(NamedTuple):
    """One part: its text, with ``{rows}`` for the rows it is about, called ``n`` in it.

    A row is ``columns``, in the order of the table. ``test`` must be true, or the whole
    statement fails; ``{count}`` is how many rows there are.
    """

    table: str
    columns: tuple[sa.Column[Any], ...]
    body: str
    test: str = ""


def _part(table: sa.Table, body: str, test: str = "") -> Part:
    return Part(table.name, tuple(table.columns), body, test)


def _insert(table: sa.Table, after: str = "") -> Part:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    body = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {{rows}} {after}"
    return _part(table, body.rstrip())


def _put(table: sa.Table) -> Part:
    key = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in key]
    values = ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
    named = ", ".join(f'"{name}"' for name in key)
    return _insert(table, f"ON CONFLICT ({named}) DO UPDATE SET {values}")


def _swap(table: sa.Table, moving: Sequence[str]) -> Part:
    """Compare and swap: of two who read one version only one finds it still there."""
    values = ", ".join(f'"{name}" = n."{name}"' for name in moving)
    body = (
        f'UPDATE {table.name} SET {values} FROM {{rows}} WHERE {table.name}."id" = n."id" '
        f'AND {table.name}."version" = n.expected RETURNING 1'
    )
    columns = (*table.columns, _EXPECTED)
    return Part(table.name, columns, body, "(SELECT count(*) FROM {part}) = {count}")


def _unchanged(table: sa.Table, strength: str) -> Part:
    """What was only read has the version it had, and keeps it until we have committed."""
    body = (
        f"SELECT 1 FROM {{rows}} JOIN {table.name} AS h "
        f'ON h."id" = n."id" AND h."version" = n."version" {strength} OF h'
    )
    return _named(table, ("id", "version"), body, "(SELECT count(*) FROM {part}) = {count}")


def _routed(table: sa.Table) -> Part:
    key = [column.name for column in table.primary_key]
    body = f"UPDATE {table.name} SET \"state\" = 'routed' FROM {{rows}} WHERE {_same(table, key)}"
    return _named(table, key, body)


def _delete(table: sa.Table, *names: str) -> Part:
    return _named(
        table, names, f"DELETE FROM {table.name} USING {{rows}} WHERE {_same(table, names)}"
    )


def _named(table: sa.Table, names: Sequence[str], body: str, test: str = "") -> Part:
    return Part(table.name, tuple(table.c[name] for name in names), body, test)


def _same(table: sa.Table, names: Sequence[str]) -> str:
    return " AND ".join(f'{table.name}."{name}" = n."{name}"' for name in names)


def _counted(part: Part) -> Part:
    """The same part, done where it stands and not after all others."""
    test = "(SELECT count(*) FROM {part}) >= 0"
    return part._replace(body=f"{part.body} RETURNING 1", test=test)


PARTS: dict[str, Part] = {
    # In the order in which they are tested, which is the order in which they lock.
    "accounts_locked": _unchanged(t.accounts, "FOR NO KEY UPDATE"),
    "accounts_read": _unchanged(t.accounts, "FOR SHARE"),
    "accounts_saved": _swap(t.accounts, _ACCOUNT_MOVING),
    "accounts": _counted(_insert(t.accounts)),
    "journeys_locked": _unchanged(t.journeys, "FOR NO KEY UPDATE"),
    "journeys_read": _unchanged(t.journeys, "FOR SHARE"),
    "journeys_saved": _swap(t.journeys, _MOVING),
    # After those that ended have made room for them (S2.6).
    "journeys": _counted(_insert(t.journeys)),
    # The rest as it comes: these rows are nobody else's.
    "programs": _insert(t.programs, "ON CONFLICT DO NOTHING"),
    "directories": _insert(t.directories),
    "journal": _insert(t.journal),
    "account_journal": _insert(t.account_journal),
    "inbox": _insert(t.inbox),
    "outbox": _insert(t.outbox),
    "outbox_routed": _routed(t.outbox),
    "deliveries": _insert(t.deliveries, "ON CONFLICT DO NOTHING"),
    "incidents": _insert(t.incidents),
    "waiting": _insert(t.waiting),
    "waiting_dropped": _delete(t.waiting, "journey", "number"),
    "tasks": _put(t.tasks),
    "tasks_gone": _delete(t.tasks, "journey", "id"),
    "attempts_begun": _insert(
        t.attempts,
        'ON CONFLICT ("journey") DO UPDATE SET "begun" = attempts."begun" + excluded."begun"',
    ),
    "attempts_ended": _delete(t.attempts, "journey"),
    "personal_keys": _insert(t.personal_keys, "ON CONFLICT DO NOTHING"),
    "personal": _insert(t.personal, "ON CONFLICT DO NOTHING"),
    "deployments": _insert(t.deployments),
}
"""Every part there is; a statement has those for which there are rows."""


class Piece(NamedTuple):
    """The rows of one part."""

    part: str
    rows: Rows


class _Shape(NamedTuple):
    """A part, and whether it is about one row: values are then cheaper than an array."""

    part: str
    is_one: bool


class Flush:
    """Makes the statements for one database."""

    def __init__(self, types: RowTypes) -> None:
        """Write rows as that database has them."""
        self._types = types
        self._statement = cache(self._made)
        self._scalars = {
            name: tuple(scalar(column) for column in part.columns) for name, part in PARTS.items()
        }

    def statement(self, pieces: Iterable[Piece], *, notifies: bool) -> tuple[Text, Values]:
        """Return the statement that writes these, and its values."""
        shapes: list[_Shape] = []
        values: list[bytes | None] = []
        for name, found in pieces:
            if len(found) == 1:
                shapes.append(_Shape(name, True))
                values += [
                    None if value is None else scalar.write(value)
                    for scalar, value in zip(self._scalars[name], found[0], strict=True)
                ]
            else:
                shapes.append(_Shape(name, False))
                values += self._arrays(PARTS[name], found)
        return self._statement(tuple(shapes), notifies), values

    def _arrays(self, part: Part, found: Rows) -> list[bytes]:
        """Return the rows as one array; and beside it what versions they expect."""
        type_ = self._types[part.table]
        if part.columns[-1] is _EXPECTED:
            expected = numbers([row[-1] for row in found])
            return [rows(type_, [row[:-1] for row in found]), expected]
        names = [column.name for column in part.columns]
        whole = [column.name for column in tables.metadata.tables[part.table].columns]
        if len(names) < len(whole):
            # The array is of whole rows; what the part does not ask about stays empty.
            places = [names.index(name) if name in names else None for name in whole]
            found = [[None if at is None else row[at] for at in places] for row in found]
        return [rows(type_, found)]

    def _made(self, shapes: tuple[_Shape, ...], notifies: bool) -> Text:
        bodies: list[str] = []
        tests: list[str] = []
        count = 0
        for name, is_one in shapes:
            part = PARTS[name]
            if is_one:
                found, many = self._one_row(name, count), "1"
                count += len(part.columns)
            else:
                found, many = (
                    self._many_rows(part, count),
                    f"cardinality(${count + 1}::{part.table}[])",
                )
                count += 2 if part.columns[-1] is _EXPECTED else 1
            bodies.append(f"p_{name} AS ({part.body.format(rows=found)})")
            if part.test:
                tests.append(part.test.format(part=f"p_{name}", count=many))
        # Division by zero is the one way in which a statement can say no by itself.
        told = [f"1 / ({' AND '.join(tests) or 'true'})::int"]
        told += [f"pg_notify('{CHANNEL}', '')"] if notifies else []
        opening = f"WITH {', '.join(bodies)} " if bodies else ""
        return Text(f"{opening}SELECT {', '.join(told)}", is_binary=True)

    def _one_row(self, name: str, count: int) -> str:
        cells = ", ".join(
            f'${count + place}::{scalar.name} AS "{column.name}"'
            for place, (scalar, column) in enumerate(
                zip(self._scalars[name], PARTS[name].columns, strict=True), 1
            )
        )
        return f"(SELECT {cells}) AS n"

    def _many_rows(self, part: Part, count: int) -> str:
        array = f"unnest(${count + 1}::{part.table}[])"
        if part.columns[-1] is not _EXPECTED:
            return f"{array} AS n"
        names = [column.name for column in tables.metadata.tables[part.table].columns]
        named = ", ".join(f'"{names[place]}"' for place in self._types[part.table].places)
        return f"ROWS FROM ({array}, unnest(${count + 2}::int8[])) AS n({named}, expected)"

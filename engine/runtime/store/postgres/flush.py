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

from .. import kept
from .. import tables as t
from .address import CHANNEL
from .records import RowTypes, numbers, rows
from .wire import Text

# What may change while a journey or an account lives; the rest is written once.
_MOVING = tuple(name for name in kept.JourneyRow.__struct_fields__ if name != "id")
_ACCOUNT_MOVING = ("version", "snapshot", "head")

Rows = Sequence[Sequence[Any]]


class Piece(NamedTuple):
    """The rows of one part; ``expected`` are the versions they take the place of."""

    part: str
    rows: Rows
    expected: Sequence[int] | None = None


class Part(NamedTuple):
    """One part: its text, with ``{0}`` for its rows and ``{1}`` for what versions they expect.

    ``test`` must be true, or the whole statement fails.
    """

    table: str
    body: str
    test: str = ""


def _names(table: sa.Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _rows(table: sa.Table) -> str:
    return f"unnest({{0}}::{table.name}[]) AS n"


def _insert(table: sa.Table, after: str = "") -> Part:
    names = _names(table)
    body = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {_rows(table)} {after}"
    return Part(table.name, body.rstrip())


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
        f"UPDATE {table.name} SET {values} FROM ROWS FROM (unnest({{0}}::{table.name}[]), "
        f'unnest({{1}}::int8[])) AS n({{columns}}, expected) WHERE {table.name}."id" = n."id" '
        f'AND {table.name}."version" = n.expected RETURNING 1'
    )
    return Part(table.name, body, "(SELECT count(*) FROM {part}) = cardinality({1}::int8[])")


def _unchanged(table: sa.Table, strength: str) -> Part:
    """What was only read has the version it had, and keeps it until we have committed."""
    body = (
        f"SELECT 1 FROM {_rows(table)} JOIN {table.name} AS h "
        f'ON h."id" = n."id" AND h."version" = n."version" {strength} OF h'
    )
    test = f"(SELECT count(*) FROM {{part}}) = cardinality({{0}}::{table.name}[])"
    return Part(table.name, body, test)


def _same(table: sa.Table, names: Sequence[str]) -> str:
    return " AND ".join(f'{table.name}."{name}" = n."{name}"' for name in names)


def _routed(table: sa.Table) -> Part:
    same = _same(table, [column.name for column in table.primary_key])
    body = f"UPDATE {table.name} SET \"state\" = 'routed' FROM {_rows(table)} WHERE {same}"
    return Part(table.name, body)


def _delete(table: sa.Table, *names: str) -> Part:
    same = _same(table, names)
    return Part(table.name, f"DELETE FROM {table.name} USING {_rows(table)} WHERE {same}")


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


class Flush:
    """Makes the statements for one database."""

    def __init__(self, types: RowTypes) -> None:
        """Write rows as that database has them."""
        self._types = types
        self._statement = cache(self._made)

    def statement(self, pieces: Iterable[Piece], *, notifies: bool) -> tuple[Text, list[bytes]]:
        """Return the statement that writes these, and its values."""
        names: list[str] = []
        values: list[bytes] = []
        for part, found, expected in pieces:
            names.append(part)
            values.append(rows(self._types[PARTS[part].table], found))
            if expected is not None:
                values.append(numbers(expected))
        return self._statement(tuple(names), notifies), values

    def _made(self, names: tuple[str, ...], notifies: bool) -> Text:
        bodies: list[str] = []
        tests: list[str] = []
        count = 0
        for name in names:
            part = PARTS[name]
            places = (f"${count + 1}", f"${count + 2}")
            count += 2 if "{1}" in part.body else 1
            bodies.append(f"p_{name} AS ({part.body.format(*places, columns=self._columns(part))})")
            if part.test:
                tests.append(part.test.format(*places, part=f"p_{name}"))
        # Division by zero is the one way in which a statement can say no by itself.
        told = [f"1 / ({' AND '.join(tests) or 'true'})::int"]
        told += [f"pg_notify('{CHANNEL}', '')"] if notifies else []
        opening = f"WITH {', '.join(bodies)} " if bodies else ""
        return Text(f"{opening}SELECT {', '.join(told)}", is_binary=True)

    def _columns(self, part: Part) -> str:
        names = [column.name for column in t.metadata.tables[part.table].columns]
        return ", ".join(f'"{names[place]}"' for place in self._types[part.table].places)

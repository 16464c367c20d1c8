"""Everything a transaction wrote, as one statement.

Each kind of row is one part of it, a data-modifying CTE over arrays. The statement itself
looks at the versions it rests on and fails where one has changed: nothing is kept then.
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
from .arrays import NUMBERS, TEXTS, Kind, kind_of
from .wire import Text

# What may change while a journey or an account lives; the rest is written once.
_MOVING = tuple(name for name in kept.JourneyRow.__struct_fields__ if name != "id")
_ACCOUNT_MOVING = ("version", "snapshot", "head")

Columns = Sequence[Sequence[Any]]


class Part(NamedTuple):
    """One part: its text with a name in braces for each array, and the arrays' kinds.

    ``test`` must be true, or the whole statement fails.
    """

    body: str
    kinds: tuple[Kind, ...]
    test: str = ""


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _arrays(kinds: Sequence[Kind]) -> str:
    return ", ".join(f"{{{place}}}::{kind.name}" for place, kind in enumerate(kinds))


def _rows(kinds: Sequence[Kind], names: Sequence[str]) -> str:
    return f"unnest({_arrays(kinds)}) AS n({_quoted(names)})"


def _insert(table: sa.Table, after: str = "") -> Part:
    kinds = tuple(kind_of(column) for column in table.columns)
    names = [column.name for column in table.columns]
    body = f"INSERT INTO {table.name} ({_quoted(names)}) SELECT * FROM unnest({_arrays(kinds)})"
    return Part(f"{body} {after}".rstrip(), kinds)


def _put(table: sa.Table) -> Part:
    key = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in key]
    values = ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
    return _insert(table, f"ON CONFLICT ({_quoted(key)}) DO UPDATE SET {values}")


def _swap(table: sa.Table, moving: Sequence[str]) -> Part:
    """Compare and swap: of two who read one version only one finds it still there."""
    names = ("of", "expected", *moving)
    kinds = (TEXTS, NUMBERS, *(kind_of(table.c[name]) for name in moving))
    values = ", ".join(f'"{name}" = n."{name}"' for name in moving)
    body = (
        f"UPDATE {table.name} SET {values} FROM {_rows(kinds, names)} "
        f'WHERE {table.name}."id" = n."of" AND {table.name}."version" = n."expected" RETURNING 1'
    )
    return Part(body, kinds, "(SELECT count(*) FROM {part}) = cardinality({0}::text[])")


def _unchanged(table: sa.Table, strength: str) -> Part:
    """What was only read has the version it had, and keeps it until we have committed."""
    body = f'SELECT "id", "version" FROM {table.name} WHERE "id" = ANY({{0}}::text[]) '
    test = (
        f"(SELECT count(*) FROM {{part}} JOIN {_rows((TEXTS, NUMBERS), ('id', 'version'))} "
        'USING ("id", "version")) = cardinality({0}::text[])'
    )
    return Part(f'{body}ORDER BY "id" {strength}', (TEXTS, NUMBERS), test)


def _delete(table: sa.Table, *names: str) -> Part:
    kinds = tuple(kind_of(table.c[name]) for name in names)
    same = " AND ".join(f'{table.name}."{name}" = n."{name}"' for name in names)
    return Part(f"DELETE FROM {table.name} USING {_rows(kinds, names)} WHERE {same}", kinds)


def _counted(part: Part) -> Part:
    """The same part, done where it stands and not after all others."""
    return Part(f"{part.body} RETURNING 1", part.kinds, "(SELECT count(*) FROM {part}) >= 0")


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


@cache
def statement(names: tuple[str, ...], *, notifies: bool) -> Text:
    """Return the statement with these parts, in the order of :data:`PARTS`."""
    bodies: list[str] = []
    tests: list[str] = []
    kinds: list[int] = []
    for name in names:
        part = PARTS[name]
        places = [f"${len(kinds) + place}" for place in range(1, len(part.kinds) + 1)]
        bodies.append(f"p_{name} AS ({part.body.format(*places)})")
        if part.test:
            tests.append(part.test.format(*places, part=f"p_{name}"))
        kinds += [kind.number for kind in part.kinds]
    # Division by zero is the one way in which a statement can say no by itself.
    told = [f"1 / ({' AND '.join(tests) or 'true'})::int"]
    told += [f"pg_notify('{CHANNEL}', '')"] if notifies else []
    opening = f"WITH {', '.join(bodies)} " if bodies else ""
    return Text(f"{opening}SELECT {', '.join(told)}", tuple(kinds))


def values(pieces: Iterable[tuple[str, Columns]]) -> tuple[tuple[str, ...], list[bytes]]:
    """Return the names of the parts, and the arrays they take one after the other."""
    names: list[str] = []
    found: list[bytes] = []
    for name, columns in pieces:
        names.append(name)
        writers = PARTS[name].kinds
        found += [kind.write(column) for kind, column in zip(writers, columns, strict=True)]
    return tuple(names), found

"""Everything a database holds, read past the engine: an oracle must not ask whom it judges."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Held = dict[str, list[Row]]
"""Rows by table; a table that this schema does not have yet is empty."""

_SQLITE = "sqlite:///"


def sqlite_path(url: str) -> Path | None:
    """Return the file behind an address, None for another kind of store."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def kind(url: str) -> str:
    """Return the name of a store as the fault table gives it."""
    return "sqlite" if sqlite_path(url) else "postgresql"


@contextlib.contextmanager
def connected(url: str) -> Iterator[Any]:
    """Open a connection of the database's own driver."""
    path = sqlite_path(url)
    if path is not None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            yield connection
        return
    import psycopg  # noqa: PLC0415  # an extra: needed only where there is such a server

    with psycopg.connect(url, autocommit=True) as session:
        yield session


def read(url: str) -> Held:
    """Return every row of every table."""
    with connected(url) as connection:
        return {name: list(_rows(connection, name)) for name in sorted(_names(connection, url))}


def integrity(url: str) -> str:
    """Return what the database itself says of its files: ``ok``, or what is wrong."""
    with connected(url) as connection:
        if sqlite_path(url):
            return str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        indexes = connection.execute(
            "SELECT indexrelid::regclass::text FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        try:
            connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            for (name,) in indexes:
                connection.execute("SELECT bt_index_check(%s::regclass, true)", (name,))
        except Exception as error:  # noqa: BLE001  # its words are the finding
            if "amcheck" in str(error):  # the server was built without it
                return "ok"
            return str(error)
    return "ok"


def change(url: str, statement: str, *values: object) -> None:
    """Break a database by hand; ``?`` marks the places of ``values``."""
    with connected(url) as connection:
        mark = "?" if sqlite_path(url) else "%s"
        connection.execute(statement.replace("?", mark), values)


def let_leases_run_out(url: str) -> None:
    """Let the time pass after which what a dead process held is anybody's."""
    with connected(url) as connection:
        if "deliveries" in _names(connection, url):
            connection.execute("UPDATE deliveries SET lease_until = 0 WHERE state = 'sending'")


def _names(connection: Any, url: str) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        if sqlite_path(url)
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    return [row[0] for row in found.fetchall()]


def _rows(connection: Any, name: str) -> Iterator[Row]:
    cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608  # a table's own name
    columns = [each[0] for each in cursor.description]
    for row in cursor.fetchall():
        yield dict(zip(columns, row, strict=True))

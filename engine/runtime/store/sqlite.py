"""Everything that only SQLite knows: locks, settings, whose file it is, its error codes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ..failures import StoreError
from . import tables
from .sql import WRITES, SqlStore

APPLICATION_ID = 0x546F7563
"""``Touc``: written in the file's header, so that nobody's database is mistaken for ours."""

BUSY_MILLISECONDS = 10_000

_CODES: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_IOERR: "disk-error",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_CANTOPEN: "cannot-open",
    sqlite3.SQLITE_PERM: "cannot-open",
    sqlite3.SQLITE_AUTH: "cannot-open",
    sqlite3.SQLITE_NOTADB: "not-a-database",
}


def open_sqlite(path: Path) -> SqlStore:
    """Open a database file, or make one in a folder that exists (F7, F8).

    Raises:
        StoreError: the file is not ours, newer, damaged, or cannot be written; it was
            not changed.
    """
    if not path.parent.is_dir():
        raise StoreError("folder-missing", folder=path.parent)
    engine = sa.create_engine(f"sqlite+pysqlite:///{path}")
    translate = _translator(path)
    _settle_in(engine, translate)
    try:
        _prepare(engine, path)
    except (SQLAlchemyError, sqlite3.Error) as error:
        engine.dispose()
        raise translate(error) from error
    except StoreError:
        engine.dispose()
        raise
    return SqlStore(engine, translate, lambda connection: _examine(connection, path))


def _settle_in(engine: sa.Engine, translate: Callable[[Exception], StoreError]) -> None:
    def connected(connection: Any, _record: Any) -> None:
        # We begin transactions ourselves, below; the driver must not.
        connection.isolation_level = None
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error as error:
            raise translate(error) from error

    def begun(connection: sa.Connection) -> None:
        # A lock taken late can fail where one taken first waits (F9).
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    sa.event.listen(engine, "connect", connected)
    sa.event.listen(engine, "begin", begun)


def _prepare(engine: sa.Engine, path: Path) -> None:
    with engine.connect() as connection, connection.begin():
        _is_empty(connection, path)
    # Only now: the setting is kept in the file, and a file not ours must not change.
    _keep_a_log(engine)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        # Asked again under the lock: two processes may open a new file at once.
        if _is_empty(connection, path):
            tables.metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {tables.SCHEMA}")


def _keep_a_log(engine: sa.Engine) -> None:
    # Below SQLAlchemy, which would begin a transaction, and inside one the mode is fixed.
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


def _is_empty(connection: sa.Connection, path: Path) -> bool:
    """Whether nothing was ever kept here; refuses what is not ours or too new."""
    owner = _pragma(connection, "application_id")
    if owner == 0 and not connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first():
        return True
    if owner != APPLICATION_ID:
        raise StoreError("foreign-database", path=path)
    found = _pragma(connection, "user_version")
    if found > tables.SCHEMA:
        raise StoreError("newer-schema", path=path, found=found, known=tables.SCHEMA)
    return False


def _examine(connection: sa.Connection, path: Path) -> None:
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if found != "ok":
        raise StoreError("corrupt", path=path, what=found)


def _pragma(connection: sa.Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def _translator(path: Path) -> Callable[[Exception], StoreError]:
    def translate(error: Exception) -> StoreError:
        cause = getattr(error, "orig", None) or error
        # The low byte is the code, the rest says more about it.
        code = _CODES.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "store-failed")
        return StoreError(code, path=path, what=str(cause).partition("\n")[0])

    return translate

"""A database file of SQLite: its connections and settings, whose it is, its error codes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ..failures import StoreError
from . import migrations, tables
from .sqlite_place import check_place, log_of

APPLICATION_ID = 0x546F7563
"""``Touc``: written in the file's header, so that nobody's database is mistaken for ours."""

BUSY_MILLISECONDS = 10_000
"""How long a statement waits for a lock; writers queue for theirs in another way."""

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


SYNCHRONOUS = ("full", "normal", "extra")
"""How a commit is synced; all but the first only for those who ask for it by name.

With ``normal`` a commit is acknowledged before it is on the disk: what was acknowledged
last is lost when the power fails.
"""

_SETTINGS = (
    f"busy_timeout = {BUSY_MILLISECONDS}",
    # What is erased is overwritten, not only forgotten (Z13).
    "secure_delete = ON",
    "cache_size = -65536",
    # A log that a long reader let grow is cut when the reader has gone (F10).
    "journal_size_limit = 67108864",
)
CHECKPOINT_PAGES = 4000
"""How long the log grows before it is moved into the file: fewer syncs, and 16 MB to read."""


class SqliteFile(NamedTuple):
    """Where a database lies, and how it is to be written."""

    path: Path
    synchronous: str = SYNCHRONOUS[0]
    only_reading: bool = False

    def connect(self, mode: str = "rw") -> sqlite3.Connection:
        """Open a connection of its own; transactions are begun by whoever uses it.

        Only by a ``mode`` with a ``c`` a file is made where none is: one that was moved away
        while it was open is not begun anew (F7).

        Raises:
            StoreError: it cannot be opened.
        """
        address = f"{self.path.absolute().as_uri()}?mode={self._reading_mode() or mode}"
        with self.telling():
            connection = sqlite3.connect(
                address, uri=True, isolation_level=None, check_same_thread=False,
                cached_statements=256,
            )  # fmt: skip
            try:
                own = (
                    f"synchronous = {self.synchronous}",
                    f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
                )
                for setting in (*_SETTINGS, *own):
                    connection.execute(f"PRAGMA {setting}")
                if self.only_reading:
                    connection.execute("PRAGMA query_only = ON")
            except sqlite3.Error:
                connection.close()
                raise
        return connection

    def _reading_mode(self) -> str:
        """Return the mode for who only reads; empty where it is as for all others.

        Who may write leaves no files of the log behind; who may not can read without a log
        only what nobody else is writing.
        """
        if not self.only_reading or os.access(self.path.parent, os.W_OK):
            return ""
        return "ro" if log_of(self.path).exists() else "ro&immutable=1"

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell SQLite's errors as ours.

        Raises:
            StoreError: in place of one of SQLite's.
        """
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self.translated(error) from error

    def translated(self, error: Exception) -> StoreError:
        """Return an error of SQLite's as ours."""
        cause = getattr(error, "orig", None) or error
        # The low byte is the code, the rest says more about it.
        code = _CODES.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "store-failed")
        return StoreError(code, path=self.path, what=str(cause).partition("\n")[0])


def prepare(file: SqliteFile) -> None:
    """Make the tables in a new file, or make sure that they are ours and of this version.

    Raises:
        StoreError: the file is not ours, newer, damaged, or cannot be written; it was
            not changed.
    """
    check_place(file.path, only_reading=file.only_reading)
    connection = file.connect("rw" if file.only_reading else "rwc")
    try:
        with file.telling():
            if file.only_reading:
                _check_finished(connection, file.path)
            else:
                _prepare(connection, file.path)
    finally:
        connection.close()


def _check_finished(connection: sqlite3.Connection, path: Path) -> None:
    if is_empty(connection, path):
        raise StoreError("database-missing", path=path)
    found = pragma(connection, "user_version")
    if found < tables.SCHEMA:
        raise StoreError("older-schema", path=path, found=found, known=tables.SCHEMA)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    is_empty(connection, path)
    # Only now: the setting is kept in the file, and a file not ours must not change.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    # Asked again under the lock: two processes may open a new file at once.
    if is_empty(connection, path):
        with core(connection) as on_it:
            migrations.make(on_it)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    elif (found := pragma(connection, "user_version")) < tables.SCHEMA:
        with core(connection) as on_it:
            migrations.upgrade(on_it, found)
    connection.execute(f"PRAGMA user_version = {tables.SCHEMA}")
    connection.execute("COMMIT")


@contextmanager
def core(connection: sqlite3.Connection) -> Iterator[sa.Connection]:
    """Lend a connection to SQLAlchemy, inside a transaction that stays the lender's."""
    engine = sa.create_engine(
        "sqlite+pysqlite://", creator=lambda: _Lent(connection), poolclass=sa.StaticPool
    )
    with engine.connect() as lent:
        yield lent


class _Lent:
    """A connection that whoever borrowed it neither ends nor commits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Leave it to the lender."""

    rollback = close = commit


def is_empty(connection: sqlite3.Connection, path: Path) -> bool:
    """Tell whether nothing was ever kept here.

    Raises:
        StoreError: it is not ours, or newer than we know.
    """
    owner = pragma(connection, "application_id")
    if owner == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        return True
    if owner != APPLICATION_ID:
        raise StoreError("foreign-database", path=path)
    check_version(connection, path)
    return False


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that the tables are not newer than we know: somebody may upgrade them (F32).

    Raises:
        StoreError: they are newer.
    """
    found = pragma(connection, "user_version")
    if found > tables.SCHEMA:
        raise StoreError("newer-schema", path=path, found=found, known=tables.SCHEMA)


def pragma(connection: sqlite3.Connection, name: str) -> Any:
    """Return a setting."""
    return connection.execute(f"PRAGMA {name}").fetchone()[0]

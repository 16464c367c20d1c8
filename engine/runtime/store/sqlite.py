"""The store on a file of SQLite: one writer at a time, readers beside it (F4–F10)."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from ...language.values import Instant
from ..failures import StoreError
from . import ConflictError, Reading, Writing
from .sqlite_file import BUSY_MILLISECONDS, SqliteFile, check_version, pragma, prepare
from .sqlite_rows import SqliteReading, SqliteWriting
from .waking import Bell


def open_sqlite(path: Path, synchronous: str = "full") -> SqliteStore:
    """Open a database file, or make one in a folder that exists (F7, F8).

    Raises:
        StoreError: the file is not ours, newer, damaged, or cannot be written; it was
            not changed.
    """
    file = SqliteFile(path, synchronous)
    prepare(file)
    return SqliteStore(file)


class SqliteStore:
    """A store on a file that :func:`open_sqlite` has prepared."""

    def __init__(self, file: SqliteFile) -> None:
        """Hold one connection to write by; readers get theirs as they come."""
        self._file = file
        self._turn = threading.Lock()
        self._writer = file.connect()
        # Its one wait is for the write lock, and that one is ours: see _begin_writing.
        self._writer.execute("PRAGMA busy_timeout = 0")
        self._idle: list[sqlite3.Connection] = []
        self._process = os.getpid()
        self._bell = Bell()
        self._is_closed = False
        self._is_broken = False

    # --- transactions

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a view."""
        self._check_open()
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._file.connect()
        try:
            with self._file.telling():
                connection.execute("BEGIN")
                check_version(connection, self._file.path)
                yield SqliteReading(connection)
        finally:
            self._put_back(connection)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open a transaction; writers of one process queue here, not in the database."""
        with self._turn:
            self._check_open()
            if self._is_broken:
                raise StoreError("restart-needed", path=self._file.path)
            with self._telling_a_writer():
                self._begin_writing()
                check_version(self._writer, self._file.path)
                tx = SqliteWriting(self._writer)
                yield tx
                self._writer.execute("COMMIT")
        if tx.has_work:
            self._bell.ring()

    @contextmanager
    def claiming(
        self,
        what: Literal["timers", "waiting"],
        until: Instant,
        limit: int,
        passing_over: frozenset[str] = frozenset(),
    ) -> Iterator[tuple[Writing, list[str]]]:
        """Open a transaction on work; whoever writes has all of it to himself."""
        with self.writing() as tx:
            if what == "timers":
                yield tx, tx.due(until, limit, passing_over)
            else:
                yield tx, tx.waiting_journeys(limit, passing_over)

    def _begin_writing(self) -> None:
        """Take the write lock, first come or by chance: SQLite keeps no queue (F9).

        A lock taken late can fail where one taken first waits.
        """
        patience = time.monotonic() + BUSY_MILLISECONDS / 1_000
        longest = 0.001
        while True:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() > patience:
                    raise
            # By chance, so that those who came together do not keep meeting.
            time.sleep(random.uniform(0.0002, longest))  # noqa: S311  # nobody need not guess it
            longest = min(longest * 1.5, 0.02)

    @contextmanager
    def _telling_a_writer(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise ConflictError(str(error)) from error
        except sqlite3.Error as error:
            told = self._file.translated(error)
            # What a failed fsync left in the cache, the next one may call written (F5).
            self._is_broken = self._is_broken or told.code == "disk-error"
            raise told from error
        finally:
            if self._writer.in_transaction:
                self._undo(self._writer)

    def _undo(self, connection: sqlite3.Connection) -> None:
        try:
            connection.execute("ROLLBACK")
        except sqlite3.Error:
            # Closing gives up what is left of it.
            connection.close()
            self._is_broken = True

    def _put_back(self, connection: sqlite3.Connection) -> None:
        try:
            connection.rollback()
        except sqlite3.Error:
            connection.close()
            return
        self._idle.append(connection)
        if self._is_closed:
            self._let_go()

    def _check_open(self) -> None:
        if self._is_closed:
            raise StoreError("closed")
        if os.getpid() != self._process:
            raise StoreError("forked")

    # --- around them

    def wait(self, seconds: float) -> bool:
        """Wait for work that this process commits; other processes are not heard."""
        return self._bell.wait(seconds)

    def wake(self) -> None:
        """End every wait."""
        self._bell.ring()

    def backup(self, path: Path) -> None:
        """Copy by SQLite's own online backup, while others read and write.

        Raises:
            StoreError: there is a file already, or it cannot be written.
        """
        self._check_open()
        if path.exists():
            raise StoreError("backup-exists", path=path)
        if not path.parent.is_dir():
            raise StoreError("folder-missing", folder=path.parent)
        target = SqliteFile(path)
        with self._lent() as source, target.telling():
            copy = sqlite3.connect(path)
            try:
                source.backup(copy)
            finally:
                copy.close()

    def scrub(self) -> None:
        """Move what the log holds into the file, and empty the log (Z13)."""
        with self._lent() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def describe(self) -> dict[str, str]:
        """Return settings as they are in force."""
        log = Path(f"{self._file.path}-wal")
        with self._lent() as connection:
            return {
                "store": "sqlite",
                "path": str(self._file.path),
                "version": sqlite3.sqlite_version,
                "schema": str(pragma(connection, "user_version")),
                "journal_mode": str(pragma(connection, "journal_mode")),
                "synchronous": self._file.synchronous,
                "wal_bytes": str(log.stat().st_size if log.exists() else 0),
            }

    def verify(self) -> None:
        """Read the whole file through."""
        with self._lent() as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError("corrupt", path=self._file.path, what=found)

    def close(self) -> None:
        """Let go of the file; readers that are under way do so when they end."""
        self._is_closed = True
        self._bell.ring()
        if os.getpid() == self._process:
            with self._turn:
                self._writer.close()
            self._let_go()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        self._check_open()
        connection = self._file.connect()
        try:
            with self._file.telling():
                yield connection
        finally:
            connection.close()

    def _let_go(self) -> None:
        while True:
            try:
                self._idle.pop().close()
            except IndexError:
                return

"""Transactions on a file of SQLite: writers take turns, readers have a view each (F5, F9, F34).

Plain classes, not generators: a step enters one of them, and the disk is not the only thing
that costs time.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from types import TracebackType

from ..failures import StoreError
from . import ConflictError
from .sqlite_file import SqliteFile, check_version
from .sqlite_reading import SqliteReading
from .sqlite_rows import SqliteWriting
from .waking import Bell

PATIENCE = 10.0
"""Seconds a writer waits for others before it says that the database is busy."""

_SHORTEST, _LONGEST = 0.0002, 0.02


class Process:
    """The process a store was opened by, and whether it still is open."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self.is_closed = False

    @property
    def is_ours(self) -> bool:
        """Whether this is the process: what it opened may not be used by its children."""
        return os.getpid() == self._process

    def check(self) -> None:
        """Make sure that the store may be used here and now.

        Raises:
            StoreError: it is closed, or was opened before a fork.
        """
        if self.is_closed:
            raise StoreError("closed")
        if not self.is_ours:
            raise StoreError("forked")


class Writer:
    """The one connection of a process that writes."""

    def __init__(self, file: SqliteFile, process: Process, bell: Bell) -> None:
        """Open it; ``bell`` rings after every commit that a worker may be waiting for."""
        self._file = file
        self._process = process
        self._bell = bell
        self._turn = threading.Lock()
        self._is_broken = False
        self._connection = file.connect()
        # Its one wait is for the write lock, and that one is ours.
        self._connection.execute("PRAGMA busy_timeout = 0")

    def begin(self) -> SqliteWriting:
        """Wait for a turn: writers of one process queue here, not in the database.

        Raises:
            StoreError: the database cannot be written.
        """
        self._process.check()
        self._turn.acquire()
        try:
            self._process.check()
            if self._file.only_reading:
                raise StoreError("read-only", path=self._file.path)
            if self._is_broken:
                raise StoreError("restart-needed", path=self._file.path)
            self._take_lock()
            check_version(self._connection, self._file.path)
        except BaseException as error:
            self._undo()
            self._turn.release()
            self._tell(error)
            raise
        return SqliteWriting(self._connection)

    def end(self, tx: SqliteWriting, error: BaseException | None) -> None:
        """Commit, or undo everything after an error.

        Raises:
            StoreError: the error was the database's, or it would not commit.
            ConflictError: a number was taken.
        """
        try:
            if error is None:
                try:
                    self._connection.execute("COMMIT")
                except sqlite3.Error as failure:
                    self._undo()
                    self._tell(failure)
            else:
                self._undo()
                self._tell(error)
        finally:
            self._turn.release()
        if error is None and tx.has_work:
            self._bell.ring()

    def close(self) -> None:
        """Close the connection when the last writer has ended; one that never ends keeps it."""
        if self._turn.acquire(timeout=PATIENCE):
            try:
                self._connection.close()
            finally:
                self._turn.release()

    def _take_lock(self) -> None:
        """Take the write lock: SQLite keeps no queue, so who comes again when is left to chance.

        Taken from the beginning, because one that is taken late can fail where this waits (F9).
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                raise
            self._keep_trying(time.monotonic() + PATIENCE)

    def _keep_trying(self, until: float) -> None:
        longest = 0.001
        while True:
            time.sleep(random.uniform(_SHORTEST, longest))  # noqa: S311  # anybody may guess it
            longest = min(longest * 1.5, _LONGEST)
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() > until:
                    raise
            else:
                return

    def _undo(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            # Closing gives up what is left of it; nobody can go on with this connection.
            self._is_broken = True
            self._connection.close()

    def _tell(self, error: BaseException) -> None:
        """Raise what an error of SQLite's is called here; leave others alone."""
        if isinstance(error, sqlite3.IntegrityError):
            raise ConflictError(str(error)) from error
        if isinstance(error, sqlite3.Error):
            told = self._file.translated(error)
            # What a failed fsync left in the cache, the next one may call written (F5).
            self._is_broken = self._is_broken or told.code == "disk-error"
            raise told from error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


class WriterTurn:
    """One transaction of a writer."""

    __slots__ = ("_tx", "_writer")

    _tx: SqliteWriting

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def __enter__(self) -> SqliteWriting:
        self._tx = self._writer.begin()
        return self._tx

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._writer.end(self._tx, error)


class Readers:
    """Connections that read: as many as there were readers at once."""

    def __init__(self, file: SqliteFile, process: Process) -> None:
        """Begin with none."""
        self._file = file
        self._process = process
        self._idle: list[sqlite3.Connection] = []

    def begin(self) -> sqlite3.Connection:
        """Return a connection with a view of its own.

        Raises:
            StoreError: the database cannot be read.
        """
        self._process.check()
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._file.connect()
        try:
            connection.execute("BEGIN")
            check_version(connection, self._file.path)
        except BaseException as error:
            self.end(connection, error)
            raise
        return connection

    def end(self, connection: sqlite3.Connection, error: BaseException | None) -> None:
        """End the view and keep the connection for the next one.

        Raises:
            StoreError: the error was the database's.
        """
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            connection.close()
        else:
            self._idle.append(connection)
        if self._process.is_closed:
            self.close()
        if isinstance(error, sqlite3.Error):
            raise self._file.translated(error) from error

    def close(self) -> None:
        """Close those that nobody reads by."""
        while True:
            try:
                self._idle.pop().close()
            except IndexError:
                return


class View:
    """One view of a reader."""

    __slots__ = ("_connection", "_readers")

    _connection: sqlite3.Connection

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def __enter__(self) -> SqliteReading:
        self._connection = self._readers.begin()
        return SqliteReading(self._connection)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._readers.end(self._connection, error)

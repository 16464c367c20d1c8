"""The store on a file of SQLite: one writer at a time, readers beside it (F4–F10)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

from ...language.values import Instant
from ..failures import StoreError
from . import Reading, Writing, tables
from .sqlite_file import SYNCHRONOUS, SqliteFile, pragma, prepare
from .sqlite_place import disk_kind, log_of
from .sqlite_turns import Process, Readers, View, Writer, WriterTurn
from .waking import Bell


def open_sqlite(
    path: Path, synchronous: str = SYNCHRONOUS[0], *, only_reading: bool = False
) -> SqliteStore:
    """Open a database file, or make one in a folder that exists (F7, F8).

    Who is ``only_reading`` makes and upgrades nothing, and changes no setting.

    Raises:
        StoreError: the file is not ours, newer, damaged, or cannot be written; it was
            not changed.
    """
    file = SqliteFile(path, synchronous, only_reading)
    prepare(file)
    return SqliteStore(file)


class SqliteStore:
    """A store on a file that :func:`open_sqlite` has prepared."""

    counts_aside = False

    def __init__(self, file: SqliteFile) -> None:
        """Hold one connection to write by; readers get theirs as they come."""
        self._file = file
        self._process = Process()
        self._bell = Bell()
        self._writer = Writer(file, self._process, self._bell)
        self._readers = Readers(file, self._process)

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a view."""
        return View(self._readers)

    def writing(self) -> AbstractContextManager[Writing]:
        """Open a transaction."""
        return WriterTurn(self._writer)

    @contextmanager
    def claiming(
        self,
        what: Literal["timers", "waiting"],
        until: Instant,
        limit: int,
        passing_over: frozenset[str] = frozenset(),
    ) -> Iterator[tuple[Writing, list[str]]]:
        """Open a transaction on work; whoever writes has all of it to himself."""
        with WriterTurn(self._writer) as tx:
            yield tx, tx.claim(what, until, limit, passing_over)

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
        self._process.check()
        if path.exists():
            raise StoreError("backup-exists", path=path)
        if not path.parent.is_dir():
            raise StoreError("folder-missing", folder=path.parent)
        # Under its name only when it is whole: half a copy must not pass for one.
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)
        try:
            with self._lent() as source, SqliteFile(path).telling():
                copy = sqlite3.connect(part)
                try:
                    source.backup(copy)
                finally:
                    copy.close()
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)

    def scrub(self) -> None:
        """Move what the log holds into the file, and empty the log (Z13).

        Raises:
            StoreError: somebody reads what was there before and does not end.
        """
        with self._lent() as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError("busy", path=self._file.path)

    def describe(self) -> dict[str, str]:
        """Return settings as they are in force."""
        log = log_of(self._file.path)
        with self._lent() as connection:
            return {
                "store": "sqlite",
                "path": str(self._file.path),
                "version": sqlite3.sqlite_version,
                "schema": str(pragma(connection, "user_version")),
                "schema_known": str(tables.SCHEMA),
                "journal_mode": str(pragma(connection, "journal_mode")),
                "synchronous": self._file.synchronous,
                "wal_autocheckpoint": str(pragma(connection, "wal_autocheckpoint")),
                "wal_bytes": str(log.stat().st_size if log.exists() else 0),
                "file_bytes": str(self._file.path.stat().st_size),
                "free_bytes": str(shutil.disk_usage(self._file.path.parent).free),
                "disk": disk_kind(self._file.path),
            }

    def verify(self) -> None:
        """Read the whole file through."""
        with self._lent() as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError("corrupt", path=self._file.path, what=found)

    def close(self) -> None:
        """Let go of the file; readers that are under way do so when they end."""
        is_first = not self._process.is_closed
        self._process.is_closed = True
        self._bell.ring()
        # A child closes nothing: it would take the locks of its parent away.
        if is_first and self._process.is_ours:
            self._writer.close()
            self._readers.close()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        self._process.check()
        connection = self._file.connect()
        try:
            with self._file.telling():
                yield connection
        finally:
            connection.close()

"""The store without a disk: the twin that tests and rehearsals use."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from ...language.values import Instant
from ..failures import StoreError
from . import Reading, Writing
from .fairness import WINDOW, shared_out
from .memory_rows import MemoryTransaction
from .waking import Bell


class MemoryStore:
    """Rows in dictionaries; a transaction that fails is undone step by step."""

    counts_aside = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._transaction = MemoryTransaction()
        self._bell = Bell()
        self._is_closed = False

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a view."""
        with self._open():
            yield self._transaction

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open a transaction; it is undone when the block ends with an error."""
        with self._open():
            try:
                yield self._transaction
            except BaseException:
                self._transaction.undo()
                raise
            self._transaction.keep()
        self._bell.ring()

    @contextmanager
    def claiming(
        self,
        what: Literal["timers", "waiting"],
        until: Instant,
        limit: int,
        passing_over: frozenset[str] = frozenset(),
    ) -> Iterator[tuple[Writing, list[str]]]:
        """Open a transaction on work; there is nobody else to leave it to."""
        with self.writing() as tx:
            wide = WINDOW * limit
            found = (
                tx.due(until, wide, passing_over)
                if what == "timers"
                else tx.waiting_journeys(wide, passing_over)
            )
            rows = ((each, tx.journey(each)) for each in found)
            yield (
                tx,
                shared_out([(each, row.account if row else each) for each, row in rows], limit),
            )

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._is_closed:
                raise StoreError("closed")
            yield

    def wait(self, seconds: float) -> bool:
        """Wait until something was committed."""
        return self._bell.wait(seconds)

    def wake(self) -> None:
        """End every wait."""
        self._bell.ring()

    def backup(self, path: Path) -> None:
        """Refuse: there is nothing that could be opened again.

        Raises:
            StoreError: always.
        """
        raise StoreError("no-backup", path=path, store="memory:", cure="sqlite:///journeys.db")

    def scrub(self) -> None:
        """Do nothing: what was deleted is gone."""

    def describe(self) -> dict[str, str]:
        """Say that nothing here survives the process."""
        return {"store": "memory"}

    def verify(self) -> None:
        """Do nothing: memory is not read back."""

    def close(self) -> None:
        """Let go of everything."""
        self._is_closed = True
        self._bell.ring()

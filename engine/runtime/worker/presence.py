"""A worker's name in the store: put there when it comes, renewed, taken out when it goes."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable

from ...language.values import Instant
from ..clock import Clock, now
from ..store import Store, WorkerRow

SECOND = 1_000_000
FORGOTTEN = 24 * 3600 * SECOND
"""How long a worker that died stays in the list, for people to find (µs)."""


class Presence:
    """Says in the store that a worker is here, by the database's time (F20)."""

    def __init__(
        self,
        store: Store,
        version: str,
        *,
        clock: Clock = now,
        random: Callable[[int], bytes] = secrets.token_bytes,
        host: str = "",
        renew: Callable[[], object] | None = None,
    ) -> None:
        """Make up a name that no other worker has; nothing is written yet.

        ``version`` is the one of this program. ``renew`` is called with each sign of life,
        such as to take up what was deployed since.
        """
        self._store, self._clock, self._renew = store, clock, renew
        self.host = host or socket.gethostname()
        self._version = version
        self.id = f"{self.host}:{os.getpid()}:{random(3).hex()}"
        self._since: Instant | None = None

    def beat(self) -> float:
        """Say that the worker is here, and return how far its clock is ahead, in seconds.

        The first time, those that have not been seen for a day are taken out.

        Raises:
            StoreError: the store failed.
        """
        with self._store.writing() as tx:
            there = tx.now()
            skew = (self._clock() - there) / SECOND
            if self._since is None:
                for row in tx.workers():
                    if row.seen_at < there - FORGOTTEN:
                        tx.drop_worker(row.id)
            since = self._since if self._since is not None else there
            tx.save_worker(WorkerRow(self.id, since, there, self.host, self._version))
        self._since = since
        if self._renew is not None:
            self._renew()
        return skew

    def leave(self) -> None:
        """Say that the worker has gone.

        Raises:
            StoreError: the store failed.
        """
        with self._store.writing() as tx:
            tx.drop_worker(self.id)

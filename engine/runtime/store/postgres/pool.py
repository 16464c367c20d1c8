"""Connections that are kept, and replaced when they have died (F11, F12, F34)."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from ...failures import StoreError
from .address import Address
from .faults import translated
from .wire import Wire

KEPT = 8
"""Connections that stay open while nobody uses them."""

MOST = 32
"""Connections of one process at most; more threads than that take turns."""

PATIENCE = 10.0
"""Seconds for which a server that does not answer is tried again."""

_PAUSE = 0.02
_LONGEST_PAUSE = 1.0
_PASSING = frozenset({"unreachable", "connection-lost", "server-starting", "too-many-connections"})


class Pool:
    """Lends connections to one database."""

    def __init__(self, address: Address, patience: float = PATIENCE) -> None:
        """Begin without any."""
        self.where = address.shown
        self._address = address
        self._patience = patience
        self._process = os.getpid()
        self._age = 0
        self._is_closed = False
        self._pool = QueuePool(
            self._connected,  # type: ignore[arg-type]  # psycopg's, not one of SQLAlchemy's own
            pool_size=KEPT, max_overflow=MOST - KEPT, timeout=PATIENCE,
            reset_on_return=None, use_lifo=True,
        )  # fmt: skip
        sa.event.listen(self._pool, "connect", self._note_age)
        sa.event.listen(self._pool, "checkout", self._check_age)

    def check(self) -> None:
        """Look whether it lends at all.

        Raises:
            StoreError: it is closed, or was opened by another process.
        """
        if self._is_closed:
            raise StoreError("closed")
        if os.getpid() != self._process:
            raise StoreError("forked")

    def borrow(self) -> Loan:
        """Lend a connection.

        Raises:
            StoreError: as :meth:`check`; or the server does not let us in.
        """
        self.check()
        while True:
            try:
                loan = Loan(self, self._pool.connect())
            except PoolTimeoutError as error:
                raise StoreError("busy") from error
            if loan.wire.is_alive():
                return loan
            self.outdate()
            loan.throw_away()

    @contextmanager
    def lent(self) -> Iterator[Wire]:
        """Lend a connection for a few statements of their own.

        Raises:
            StoreError: as :meth:`borrow`.
        """
        loan = self.borrow()
        try:
            yield loan.wire
        finally:
            loan.give_back()

    def outdate(self) -> None:
        """Have every connection made so far replaced before it is used again.

        When one has died the others are not to be trusted: a server that restarts takes all.
        """
        self._age += 1

    def close(self) -> None:
        """Let go of them all; those that are lent, when they come back."""
        self._is_closed = True
        if os.getpid() == self._process:
            self._pool.dispose()

    @property
    def is_closed(self) -> bool:
        """Whether it lends no more."""
        return self._is_closed

    def _connected(self) -> psycopg.Connection[Any]:
        return insisting(self._address.connect, self._address.shown, self._patience)

    def _note_age(self, _connection: Any, record: Any) -> None:
        record.info["age"] = self._age

    def _check_age(self, _connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["age"] != self._age:
            raise DisconnectionError


class Loan:
    """A connection that was lent."""

    def __init__(self, pool: Pool, proxy: PoolProxiedConnection) -> None:
        """Find what was prepared on it before."""
        self._pool = pool
        self._proxy = proxy
        info: dict[str, Any] = proxy.info
        if "wire" not in info:
            info["wire"] = Wire(proxy.dbapi_connection)  # type: ignore[arg-type]  # psycopg's
        self.wire: Wire = info["wire"]

    def give_back(self) -> None:
        """Give it back, undoing what is open; one that is not sound is thrown away."""
        if not self.wire.is_idle:
            try:
                self.wire.tell("ROLLBACK")
            except psycopg.Error:
                self.throw_away()
                return
        if self._pool.is_closed:
            self.throw_away()
        else:
            self._proxy.close()

    def throw_away(self) -> None:
        """Close it and tell the pool to have another made."""
        self._proxy.invalidate()


def insisting(
    connect: Callable[[], psycopg.Connection[Any]], where: str, patience: float
) -> psycopg.Connection[Any]:
    """Return a connection; while the server is away or starting, try again, ever less often.

    Raises:
        StoreError: it did not come back in time, or does not let us in.
    """
    deadline = time.monotonic() + patience
    pause = _PAUSE
    while True:
        try:
            return connect()
        except psycopg.Error as error:
            told = _told(error, where)
            left = deadline - time.monotonic()
            if told.code not in _PASSING or left <= 0:
                raise told from error
        # By chance, so that all who lost their connection together do not come back so.
        time.sleep(min(random.uniform(pause / 2, pause), left))  # noqa: S311
        pause = min(pause * 2, _LONGEST_PAUSE)


# Before a session has begun the driver is told why in words only. Where the server speaks
# another language all of them are "unreachable", with its words.
_REASONS = (
    ("no-such-database", re.compile(r'database ".*" does not exist')),
    ("server-starting", re.compile("starting up|shutting down|not yet accepting|recovery mode")),
    ("too-many-connections", re.compile("too many c|connection slots")),
    ("access-denied", re.compile("authentication|pg_hba|role .* does not exist|denied|password")),
)


def _told(error: psycopg.Error, where: str) -> StoreError:
    if error.sqlstate is not None:
        told = translated(error, where)
        return told if isinstance(told, StoreError) else StoreError("busy")
    said = str(error)
    code = next((code for code, reason in _REASONS if reason.search(said)), "unreachable")
    return StoreError(code, path=where, what=said.partition("\n")[0])

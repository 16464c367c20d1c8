"""Connections that are kept, and replaced when they have died (F11, F12, F34).

Not SQLAlchemy's pool: it wraps a connection anew for every transaction, which is a tenth of
what a plain signal costs us.
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import psycopg

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
    """Lends connections to one database, each to one thread at a time."""

    def __init__(self, address: Address, patience: float = PATIENCE) -> None:
        """Begin without any."""
        self.where = address.shown
        self._address = address
        self._patience = patience
        self._process = os.getpid()
        self._age = 0
        self._is_closed = False
        self._free = threading.BoundedSemaphore(MOST)
        self._idle: deque[Loan] = deque()

    def check(self) -> None:
        """Look whether it lends at all.

        Raises:
            StoreError: it is closed, or was opened by another process.
        """
        if self._is_closed:
            raise StoreError("closed")
        if not self.is_ours:
            raise StoreError("forked")

    def borrow(self) -> Loan:
        """Lend a connection, the one used last if it is still alive.

        Raises:
            StoreError: as :meth:`check`; or the server does not let us in.
        """
        self.check()
        if not self._free.acquire(timeout=PATIENCE):
            raise StoreError("busy")
        try:
            return self._living() or Loan(self._connected(), self._age)
        except BaseException:
            self._free.release()
            raise

    def give_back(self, loan: Loan) -> None:
        """Take a connection back, undoing what is open; one that is not sound is closed."""
        try:
            if not loan.wire.is_idle:
                loan.wire.tell("ROLLBACK")
            is_kept = not self._is_closed and len(self._idle) < KEPT
        except psycopg.Error:
            is_kept = False
        if is_kept:
            self._idle.append(loan)
        else:
            loan.wire.connection.close()
        self._free.release()
        if self._is_closed:
            self._let_go()

    def throw_away(self, loan: Loan) -> None:
        """Take back a connection that has died.

        The others are not to be trusted either: a server that restarts takes all of them.
        """
        self._age += 1
        loan.wire.connection.close()
        self._free.release()

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
            self.give_back(loan)

    def close(self) -> None:
        """Let go of them all; those that are lent, when they come back."""
        self._is_closed = True
        if self.is_ours:
            self._let_go()

    @property
    def is_ours(self) -> bool:
        """Whether this process made it, and not one that forked this one."""
        return os.getpid() == self._process

    @property
    def is_closed(self) -> bool:
        """Whether it lends no more."""
        return self._is_closed

    def _living(self) -> Loan | None:
        while True:
            try:
                loan = self._idle.pop()
            except IndexError:
                return None
            if loan.age == self._age and loan.wire.is_alive():
                return loan
            loan.wire.connection.close()

    def _let_go(self) -> None:
        while self._idle:
            with suppress(IndexError):
                self._idle.pop().wire.connection.close()

    def _connected(self) -> Wire:
        return Wire(insisting(self._address.connect, self._address.shown, self._patience))


class Loan(NamedTuple):
    """A connection that was lent; its age says which of them were made after the last death."""

    wire: Wire
    age: int


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

"""How a worker hears that there is work: LISTEN, on a connection of its own.

Who commits work says so in the same statement, but not every time: while a notification is
committed no other can be, and that would put all writers in one row. Within
:data:`SILENCE` of one notification the same process sends no other; who heard one therefore
looks once more when that time is over.
"""

from __future__ import annotations

import os
import random
import select
import threading
import time
from contextlib import suppress
from typing import Any

import psycopg

from ..waking import Bell
from .address import CHANNEL, Address

SILENCE = 0.1
"""Seconds for which one process does not repeat that there is work."""

_LONGEST_PAUSE = 5.0


class Speaking:
    """Whether it is time to say again that there is work."""

    def __init__(self) -> None:
        """Say it the first time."""
        self._next = 0.0

    def is_due(self) -> bool:
        """Tell whether to say it now; then it is not due for a while."""
        moment = time.monotonic()
        if moment < self._next:
            return False
        self._next = moment + SILENCE
        return True


class Hearing:
    """A thread that listens, begun by the first who waits; it rings the bell."""

    def __init__(self, address: Address, bell: Bell) -> None:
        """Do not listen yet."""
        self._address = address
        self._bell = bell
        self._begun = threading.Lock()
        self._tried = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends: tuple[int, int] | None = None

    def begin(self) -> None:
        """Listen from now on; what was said before may have been missed, so the bell rings."""
        with self._begun:
            if self._thread is None:
                self._ends = os.pipe()
                self._thread = threading.Thread(
                    target=self._listen, args=(self._ends[0],), name="touchline-listen", daemon=True
                )
                self._thread.start()
        self._tried.wait(_LONGEST_PAUSE)

    def end(self) -> None:
        """Listen no more."""
        with self._begun:
            if self._thread is not None and self._ends is not None:
                os.write(self._ends[1], b".")
                self._thread.join()
                for each in self._ends:
                    os.close(each)
                self._thread, self._ends = None, None

    def _listen(self, ended: int) -> None:
        pause = SILENCE
        while True:
            with suppress(psycopg.Error):
                connection = self._address.connect_plainly()
                try:
                    connection.execute(f"LISTEN {CHANNEL}".encode())
                    pause = SILENCE
                    # What was said while nobody listened is not repeated.
                    self._bell.ring()
                    self._tried.set()
                    if self._hear(connection, ended):
                        return
                finally:
                    connection.close()
            self._tried.set()
            # Until it is back there are the polls of those who wait.
            if select.select([ended], [], [], random.uniform(pause / 2, pause))[0]:  # noqa: S311
                return
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _hear(self, connection: psycopg.Connection[Any], ended: int) -> bool:
        """Ring for what is heard until the end (True) or the connection's death."""
        patience: float | None = None
        while True:
            ready = select.select([connection.fileno(), ended], [], [], patience)[0]
            if ended in ready:
                return True
            if ready:
                connection.pgconn.consume_input()
                heard = False
                while connection.pgconn.notifies() is not None:
                    heard = True
                if not heard:
                    continue
                patience = 2 * SILENCE
            else:
                patience = None
            self._bell.ring()

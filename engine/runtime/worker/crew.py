"""One thread's work: its chores in turns, a rest when there is nothing to do, and backing off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from ..failures import StoreError
from ..store.waking import Bell
from .budgets import Pace
from .witness import Witness

UNREADABLE = frozenset({"damaged", "newer-program", "newer-row", "program-missing"})
"""One journey's trouble: it is passed over, and nobody else waits longer for it (P8, F32)."""

FATAL = frozenset(
    {
        "bad-url", "closed", "corrupt", "disk-error", "folder-missing", "foreign-database",
        "foreign-tables", "forked", "newer-schema", "no-driver", "not-a-database", "not-utf8",
        "old-server", "older-schema", "read-only", "restart-needed", "server-corrupt",
        "store-not-yet", "tables-missing",
    }
)  # fmt: skip
"""Failures of a store that no waiting heals; ``disk-error``: after a failed fsync only a new
process knows what was kept (F5)."""

LATEST = 20
"""Doublings of a rest that are still counted: more would only make a number too large."""


class Chore:
    """One kind of work: a turn of it, and when it wants the next."""

    def __init__(
        self,
        name: str,
        work: Callable[[], int],
        due_in: Callable[[], float | None],
        pace: Pace,
        witness: Witness,
    ) -> None:
        """Keep a kind of work.

        ``work`` does one batch and returns how much that was. ``due_in`` looks whether there
        is any: in how many seconds, 0 for now, None where nobody knows of any to come. Looking
        is cheap; work takes locks even where it then finds nothing.
        """
        self.name = name
        self._work, self._due_in = work, due_in
        self._pace, self._witness = pace, witness
        self._empty = self._failures = 0
        self._unreadable = ""
        self.ready_at = 0.0

    @property
    def is_failing(self) -> bool:
        """Whether its last turn failed: a bell does not shorten its rest."""
        return bool(self._failures)

    def turn(self) -> int:
        """Do one batch; return how much that was, and remember when the next one is wanted.

        Raises:
            StoreError: what no waiting heals.
        """
        try:
            due_in = self._due_in()
            done = self.once() if due_in == 0.0 else 0
        except Exception as error:  # noqa: BLE001  # whatever it is, the worker goes on (F11, P8)
            self._take_amiss(error)
            return 0
        self._failures, self._unreadable = 0, ""
        if done:
            self._empty = 0
        self.ready_at = self._pace.seconds() + (0.0 if done else self._idle(due_in))
        return done

    def once(self) -> int:
        """Do one batch, tell it, and return how much it was; a failure is the caller's."""
        began = self._pace.seconds()
        with self._witness.around("batch", {"chore": self.name}):
            done = self._work()
        if done:
            self._witness.worked(self.name, done, self._pace.seconds() - began)
        return done

    def _take_amiss(self, error: Exception) -> None:
        """Rest after a failure, and tell it; the same unreadable journey is told once."""
        code = error.code if isinstance(error, StoreError) else ""
        if code in FATAL:
            raise error
        if code in UNREADABLE:
            self._failures = 0
            rest = self._pace.spread(self._pace.rhythm.poll)
            is_new, self._unreadable = str(error) != self._unreadable, str(error)
        else:
            self._failures = min(self._failures + 1, LATEST)
            rest, is_new = self._back_off(), True
        self.ready_at = self._pace.seconds() + rest
        if is_new:
            self._witness.failed(self.name, error, rest)

    def _idle(self, due_in: float | None) -> float:
        """How long to rest: until something is due, but neither long nor not at all.

        Something can be due and not to be had, because another worker has it.
        """
        rhythm = self._pace.rhythm
        poll = self._pace.spread(rhythm.poll)
        floor = min(poll, self._pace.spread(rhythm.floor * 2**self._empty))
        self._empty = min(self._empty + 1, LATEST)
        return poll if due_in is None else min(poll, max(floor, due_in))

    def _back_off(self) -> float:
        rhythm = self._pace.rhythm
        return self._pace.spread(min(rhythm.longest, rhythm.poll / 8 * 2**self._failures))


class Crew:
    """A thread's chores, each in its turn, until it is stopped."""

    def __init__(
        self,
        chores: Sequence[Chore],
        pace: Pace,
        bell: Bell,
        stop: threading.Event,
        *,
        breath: float = 0.0,
    ) -> None:
        """Keep the chores; see :class:`Rhythm` for the ``breath``."""
        self.chores = tuple(chores)
        self._bell, self._stop, self._seconds = bell, stop, pace.seconds
        self._floor, self._breath = pace.rhythm.floor, breath
        self._is_busy = self._is_woken = False
        self.came_round_at = self._seconds()

    def run(self) -> None:
        """Work until stopped; the batch in hand is always finished.

        Raises:
            StoreError: what no waiting heals.
        """
        while not self._stop.is_set():
            self.rest(self.round())

    def round(self) -> int:
        """Give every chore that is ready its turn; return how much was done.

        After a round in which anything was done all are ready, but those that fail: a
        signal that nobody rang for waits for one batch of timers, not for the last of them.
        """
        began = self.came_round_at = self._seconds()
        # Asked before the work: what is rung during it is heard when it is over.
        is_woken = self._bell.wait(0.0) or self._is_woken or self._is_busy
        self._is_woken, done = False, 0
        for chore in self.chores:
            if self._stop.is_set():
                break
            if chore.ready_at <= began or (is_woken and not chore.is_failing):
                done += chore.turn()
        self._is_busy = done > 0
        return done

    def rest(self, done: int) -> None:
        """Rest after a round: take breath, or wait until there may be work again."""
        now = self._seconds()
        if done:
            breath = (now - self.came_round_at) * self._breath
            if breath:
                self._stop.wait(breath)
            return
        # Whatever the bell says: somebody who always finds nothing must not run in circles.
        if not self._stop.wait(self._floor):
            until = min(chore.ready_at for chore in self.chores)
            self._is_woken = self._bell.wait(max(0.0, until - now - self._floor))

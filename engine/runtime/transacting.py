"""Transactions: tried again where others were first, told of when they are committed (S7.8)."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from ..core.abilities import missing
from ..core.link import LinkedProgram
from .clock import Clock
from .exchange import Neighbours
from .failures import StoreError
from .listing import Lists
from .step import Receipt
from .store import ConflictError, Store, Writing
from .working import Deciding, Told, Work

Result = TypeVar("Result")
Random = Callable[[int], bytes]
"""What the engine asks for randomness: so many bytes."""

ATTEMPTS = 12
"""How often a transaction is tried while others keep changing the same account first (S7.8)."""

LOCKS_AFTER = 2
"""After so many conflicts an account is locked before it is read."""

FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.2
"""Seconds between two tries: twice as long each time, more or less by chance."""

_LOG = logging.getLogger("touchline")


class Outfit(NamedTuple):
    """What an engine is given from outside, beside its store."""

    deciding: Deciding
    clock: Clock
    random: Random = secrets.token_bytes


class Subscription:
    """Somebody who hears of decisions until :meth:`close`, or until the ``with`` block ends."""

    def __init__(
        self,
        callback: Callable[[Receipt], None],
        journey: str | None,
        account: str | None,
        close: Callable[[Subscription], None],
    ) -> None:
        self._callback = callback
        self._journey = journey
        self._account = account
        self._close = close

    def close(self) -> None:
        """Hear no more; closing twice is no error."""
        self._close(self)

    def hear(self, told: Told) -> None:
        """Be told of a decision; what the callback raises is logged, and stops nobody."""
        if self._journey not in {None, told.receipt.journey}:
            return
        if self._account not in {None, told.account}:
            return
        try:
            self._callback(told.receipt)
        except Exception:  # noqa: BLE001  # whatever it is, the decision is kept
            name = getattr(self._callback, "__qualname__", repr(self._callback))
            _LOG.exception("subscriber %s failed on %s", name, told.receipt.journey)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


class Transactions(Lists):
    """A store that is written, one transaction for each call."""

    def __init__(self, store: Store, outfit: Outfit) -> None:
        """Write to an open store, with what was given from outside."""
        super().__init__(store, outfit.deciding.programs)
        self.conflicts = 0
        """How often others were first since this was opened; each time it was tried again."""
        self._outfit = outfit
        self._deciding = outfit.deciding
        self._reached = outfit.deciding.reached
        self._clock = outfit.clock
        self._newest = ""
        self._lacking_of: dict[tuple[str, str], tuple[str, ...]] = {}
        self._subscriptions: tuple[Subscription, ...] = ()
        self._subscribing = threading.Lock()

    @property
    def store(self) -> Store:
        """The store itself, for a worker and its courier."""
        return self._store

    def subscribe(
        self,
        callback: Callable[[Receipt], None],
        *,
        journey: str | None = None,
        account: str | None = None,
    ) -> Subscription:
        """Call ``callback`` with every receipt that this engine commits from now on.

        Of one journey or account, or of all. It is called on the thread that decided, after
        the commit, in order; what it raises is logged by its name and stops nobody. What
        other processes decide is not heard: ask for ``journeys``, or take the outbox.
        """
        made = Subscription(callback, journey, account, self._unsubscribe)
        with self._subscribing:
            self._subscriptions = (*self._subscriptions, made)
        return made

    def _unsubscribe(self, gone: Subscription) -> None:
        with self._subscribing:
            kept = tuple(each for each in self._subscriptions if each is not gone)
            self._subscriptions = kept

    # --- how

    def _transact(self, work: Callable[[Neighbours], Result]) -> Result:
        """Do ``work`` in one transaction, again while others are first.

        Raises:
            StoreError: the store failed; ``busy`` where others always were first.
        """
        for attempt in range(ATTEMPTS):
            if attempt:
                self.conflicts += 1
                time.sleep(self._pause(attempt))
            try:
                self._reached("before-begin")
                with self._store.writing() as tx:
                    self._reached("after-begin")
                    result, told = self._work(tx, work, locks_first=attempt >= LOCKS_AFTER)
                self._reached("after-commit")
            except ConflictError:
                continue
            self._tell(told)
            return result
        raise StoreError("busy")

    def _work(
        self, tx: Writing, work: Callable[[Neighbours], Result], *, locks_first: bool = False
    ) -> tuple[Result, list[Told]]:
        doing = Work(tx, self._deciding, self._newest, locks_first=locks_first)
        result = work(Neighbours(doing, self._lacking))
        doing.flush()
        self._reached("before-commit")
        return result, doing.receipts

    def _tell(self, told: list[Told]) -> None:
        for each in self._subscriptions:
            for one in told:
                each.hear(one)

    def _lacking(self, program: LinkedProgram, playbook: str) -> tuple[str, ...]:
        key = program.id, playbook
        if key not in self._lacking_of:
            known = playbook in program.stages
            self._lacking_of[key] = missing(program.program, playbook) if known else ()
        return self._lacking_of[key]

    def _pause(self, attempt: int) -> float:
        by_chance = int.from_bytes(self._outfit.random(2), "big") / 65_536
        return min(FIRST_PAUSE * 2.0**attempt, LONGEST_PAUSE) * (0.5 + by_chance)

    def _fresh_id(self) -> str:
        return self._outfit.random(16).hex()

"""A worker: decides waiting signals and due timers, delivers effects, until told to stop (S7.5)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Literal, Protocol

import msgspec

from ...language.values import Instant
from ..failures import StoreError
from ..store import Reading, Store
from ..store.waking import Bell
from .budgets import Budget, Pace
from .crew import Chore, Crew
from .presence import Presence
from .witness import Witness

SECOND = 1_000_000


class Decides(Protocol):
    """What a worker wants of an engine."""

    @property
    def store(self) -> Store:
        """Where its journeys are kept."""

    def drain(self, what: Literal["timers", "waiting"], limit: int) -> int:
        """Decide one batch that nobody else is at; return how many signals or timers that was.

        Attempts are counted before it (S7.6). 0: there is nothing to be had.
        """


class Delivers(Protocol):
    """What a worker wants of a courier; it never holds a transaction while it sends (F29)."""

    def route(self, limit: int) -> int:
        """Say of so many effects where they go; return how many that was."""

    def deliver(self, limit: int, stopping: Callable[[], bool]) -> int:
        """Attempt so many deliveries that are due; return how many that was.

        Once ``stopping`` says so, none is begun any more.
        """


class Done(msgspec.Struct, frozen=True):
    """What a worker did: turns' results added up, and what was left when it ended.

    ``is_whole``: nothing was in hand any more; otherwise deliveries are given back by their
    leases running out.
    """

    signals: int = 0
    timers: int = 0
    routed: int = 0
    delivered: int = 0
    is_whole: bool = True


class Worker:
    """Works on one store; as many as you like on one PostgreSQL, each a process.

    Deciding is one thread, delivering others, each with connections of its own: a sink that
    hangs holds no timer up, and 10^5 timers hold no fresh signal up (F16, F29). A worker
    that dies in the middle gives back what it had by dying: decisions are transactions,
    deliveries are leased and fenced (S7.5, F17).
    """

    def __init__(
        self,
        engine: Decides,
        courier: Delivers | None = None,
        *,
        budget: Budget | None = None,
        pace: Pace | None = None,
        witness: Witness | None = None,
        presence: Presence | None = None,
    ) -> None:
        """Work for an open engine; without a courier only decide, and leave effects in the outbox.

        ``presence`` registers the worker in the store; without one it works unseen.
        """
        self._engine, self._courier = engine, courier
        self._budget = budget or Budget()
        self._pace = pace or Pace()
        self._seconds, self._rhythm = self._pace.seconds, self._pace.rhythm
        self._witness = witness or Witness()
        self._presence = presence
        self._bell, self._stop = Bell(), threading.Event()
        self._wishes: SimpleQueue[BaseException | None] = SimpleQueue()
        self._counts = dict.fromkeys(("signals", "timers", "routing", "delivery"), 0)
        self._counting = threading.Lock()
        self.crews: tuple[Crew, ...] = ()

    # --- from outside

    def stop(self) -> None:
        """Take no more work, finish what is in hand, and end; from any thread or signal handler.

        Twice is no error; it does not hurry (a process that must end at once ends: what it
        had in hand is as if it had never been begun, or is leased).
        """
        self._wishes.put(None)

    def slowest(self) -> float:
        """Return how many seconds ago the thread that decides last began a round (healthz)."""
        return self._seconds() - self.crews[0].came_round_at if self.crews else 0.0

    # --- at work

    def run(self) -> Done:
        """Work until :meth:`stop`; then return what was done, within the grace of the rhythm.

        Raises:
            StoreError: what no waiting heals; everything in hand was finished or given back.
        """
        threads = [self._thread("deciding", Crew.run, self._crew(self._deciding(), True))]
        if self._courier is not None:
            threads += [
                self._thread(f"delivering-{number}", Crew.run, self._crew(self._delivering(number)))
                for number in range(self._budget.threads)
            ]
        self.crews = tuple(crew for _, crew in threads)
        listener = threading.Thread(target=self._listen, name="touchline-listening", daemon=True)
        # Each in a thread of its own: a database that is away must not keep us from hearing a stop.
        heart = threading.Thread(target=self._live, name="touchline-heart", daemon=True)
        self._witness.happened("begun", {})
        everybody = [*(thread for thread, _ in threads), listener, heart]
        for thread in everybody:
            thread.start()
        failure = self._wish()
        is_whole = self._end(everybody)
        done = self._done(is_whole)
        self._witness.happened("ended", {"whole": int(is_whole)})
        if failure is not None:
            raise failure
        return done

    def once(self) -> Done:
        """Do all there is to do now, here and in this thread, and return what that was.

        Raises:
            StoreError: the store failed; what was done stays done.
        """
        chores = [*self._deciding(), *(self._delivering() if self._courier is not None else ())]
        while not self._stop.is_set():
            if not sum([chore.once() for chore in chores]):
                break
        self._witness.happened("ended", {})
        return self._done(True)

    def _done(self, is_whole: bool) -> Done:
        counts = self._counts
        return Done(
            counts["signals"], counts["timers"], counts["routing"], counts["delivery"], is_whole
        )

    # --- how

    def _deciding(self) -> list[Chore]:
        drain, budget = self._engine.drain, self._budget
        return [
            # Signals first: they were accepted before the timers of their journeys fire (S7.9).
            self._chore(
                "signals",
                lambda: drain("waiting", budget.signals),
                lambda reading: bool(reading.waiting_journeys(1, frozenset())),
            ),
            self._chore(
                "timers",
                lambda: drain("timers", budget.timers),
                lambda reading: self._until(reading.next_due()),
            ),
        ]

    def _delivering(self, number: int = 0) -> list[Chore]:
        """Return the chores of one of the threads that deliver; the first one also routes."""
        courier, budget = self._courier, self._budget
        assert courier is not None
        delivery = self._chore(
            "delivery",
            lambda: courier.deliver(budget.delivery, self._stop.is_set),
            lambda reading: self._until(reading.next_delivery()),
        )
        if number:
            return [delivery]
        routing = self._chore(
            "routing",
            lambda: courier.route(budget.delivery),
            lambda reading: bool(reading.pending_effects(1)),
        )
        return [routing, delivery]

    def _until(self, due: Instant | None) -> float | None:
        """Return in how many seconds something is due: 0 where it is."""
        return None if due is None else max(0.0, (due - self._pace.clock()) / SECOND)

    def _chore(
        self, name: str, work: Callable[[], int], look: Callable[[Reading], float | bool | None]
    ) -> Chore:
        """Return a chore: ``look`` says whether there is work, or in how many seconds."""

        def counted() -> int:
            done = work()
            with self._counting:
                self._counts[name] += done
            return done

        def due_in() -> float | None:
            with self._engine.store.reading() as reading:
                found = look(reading)
            if isinstance(found, bool):
                return 0.0 if found else None
            return found

        return Chore(name, counted, due_in, self._pace, self._witness)

    def _crew(self, chores: Sequence[Chore], is_deciding: bool = False) -> Crew:
        breath = self._rhythm.breath if is_deciding else 0.0
        return Crew(chores, self._pace, self._bell, self._stop, breath=breath)

    def _thread(
        self, name: str, work: Callable[[Crew], None], crew: Crew
    ) -> tuple[threading.Thread, Crew]:
        def run() -> None:
            try:
                work(crew)
            except BaseException as error:  # noqa: BLE001  # raised again by the thread that waits
                self._wishes.put(error)

        # A daemon: what hangs in a sink beyond all its limits must not keep the process.
        return threading.Thread(target=run, name=f"touchline-{name}", daemon=True), crew

    def _listen(self) -> None:
        """Ring the bell when somebody commits work for a worker; one listener for all threads."""
        store = self._engine.store
        while not self._stop.is_set():
            try:
                if store.wait(self._rhythm.poll):
                    self._bell.ring()
            except StoreError:
                # Its crews meet the same failure, and tell it; nobody rings meanwhile.
                self._stop.wait(self._rhythm.poll)

    def _wish(self) -> BaseException | None:
        """Wait until somebody wants an end."""
        while True:
            try:
                return self._wishes.get(timeout=self._rhythm.heartbeat)
            except Empty:
                continue  # a wait without an end hears no signal on every system

    def _live(self) -> None:
        """Give signs of life until the end, and then say that the worker has gone."""
        while True:
            self._insist(self._beat)
            if self._stop.wait(self._rhythm.heartbeat):
                break
        if self._presence is not None:
            self._insist(self._presence.leave)

    def _beat(self) -> None:
        self._witness.beat(self._presence.beat() if self._presence is not None else 0.0)

    def _insist(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception as error:  # noqa: BLE001  # a worker that nobody sees still works
            self._witness.failed("heartbeat", error, self._rhythm.heartbeat)

    def _end(self, threads: Sequence[threading.Thread]) -> bool:
        """Stop every thread, wait for them as long as grace lasts, and tell whether all ended."""
        until = self._seconds() + self._rhythm.grace
        self._witness.happened("stopping", {})
        self._stop.set()
        self._engine.store.wake()
        self._bell.ring()
        for thread in threads:
            thread.join(max(0.0, until - self._seconds()))
        return not any(thread.is_alive() for thread in threads)

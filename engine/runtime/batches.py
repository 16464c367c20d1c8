"""Much at once: many signals in one transaction, and what a worker takes off the pile (S7.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Literal

from ..core.journey import Signal
from ..core.timers import next_timer, timer_signal
from ..language.values import Instant
from . import rows
from .accepting import check_signal, check_text
from .exchange import Neighbours
from .failures import EngineError, StoreError
from .intake import Intake
from .step import Receipt
from .store import ConflictError

What = Literal["timers", "waiting"]
Item = tuple[str, Signal]
Answer = Receipt | EngineError

BATCH = 200
"""How many signals are decided in one transaction at most."""

POISON_AFTER = 3
"""After so many attempts that nobody survived, work is put aside as an incident (S7.6)."""

_UNREADABLE = frozenset({"damaged", "newer-program", "newer-row", "program-missing"})


class Batches(Intake):
    """Journeys that take many signals at once, and timers that come due."""

    def signal_many(self, items: Sequence[Item]) -> tuple[Answer, ...]:
        """Take signals, each by the id of its journey, and return an answer for each, in order.

        Many share one transaction: when this returns all of them are kept. What goes wrong
        with one, such as an unknown journey, is its answer as an error, and stops no other.
        Repeats, also within the batch, answer as :meth:`signal` does.

        Raises:
            StoreError: the store failed; send the same signals again, repeats are safe.
        """
        answers: list[Answer] = []
        for first in range(0, len(items), BATCH):
            answers += self._many(items[first : first + BATCH])
        return tuple(answers)

    def tick(self, limit: int | None = None) -> int:
        """Decide what waits, then fire what has come due, in order; return how many (S3.10).

        One transaction each, ``limit`` at most. A journey whose program or snapshot cannot be
        read is passed over, and the error raised when all others are done (P8).

        Raises:
            StoreError: the store failed, or holds a journey that cannot be read.
        """
        moment, done = self._clock(), 0
        failed: dict[str, StoreError] = {}
        kinds: tuple[What, ...] = ("waiting", "timers")
        for what in kinds:
            while limit is None or done < limit:
                found = self._first(what, moment, frozenset(failed))
                if found is None:
                    break
                try:
                    done += self._transact(self._one(what, found, moment))
                except StoreError as error:
                    if error.code not in _UNREADABLE:
                        raise
                    failed[found] = error
        for unread in failed.values():
            raise unread
        return done

    def drain(self, what: What, limit: int) -> int:
        """Decide one batch of what waits or has come due; return how many, 0 where there is none.

        For workers, any number of them: each gets journeys that nobody else has (S7.5), and
        gives them back by dying. Attempts are counted before: journeys that somebody died
        with come alone, and after three such attempts the timer or signal that did it is put
        aside as the incident ``poison`` (S7.6). Journeys that cannot be read are passed over
        until all others are done.

        Raises:
            StoreError: the store failed, or nothing is left but journeys that cannot be read.
        """
        moment = self._clock()
        unreadable: dict[str, StoreError] = {}
        while True:
            known = len(unreadable)
            done, again = self._claimed(what, moment, limit, unreadable)
            for journey, attempts in again.items():
                done += self._alone(what, journey, moment, attempts, unreadable)
            if done or len(unreadable) == known:
                break
        if not done:
            for unread in unreadable.values():
                raise unread
        return done

    # --- many signals

    def _many(self, items: Sequence[Item]) -> list[Answer]:
        answers, good = self._checked(items)
        moment = self._clock()

        def work(all_: Neighbours) -> dict[int, Answer]:
            all_.work.tx.prefetch(
                list(dict.fromkeys(items[index][0] for index in good)),
                [(items[index][0], items[index][1].source, items[index][1].id) for index in good],
            )
            return {index: self._in_turn(all_, *items[index], moment) for index in good}

        try:
            answers |= self._transact(work)
        except Exception:  # noqa: BLE001  # whose fault it is shows one by one
            for index in good:
                try:
                    answers[index] = self._signal(*items[index])
                except EngineError as error:
                    if isinstance(error, StoreError) and error.code not in _UNREADABLE:
                        raise
                    answers[index] = error
        return [answers[index] for index in range(len(items))]

    def _checked(self, items: Sequence[Item]) -> tuple[dict[int, Answer], list[int]]:
        answers: dict[int, Answer] = {}
        for index, (journey, signal) in enumerate(items):
            try:
                check_signal(signal)
                check_text("journey", journey)
            except EngineError as error:
                answers[index] = error
        return answers, [index for index in range(len(items)) if index not in answers]

    def _in_turn(self, all_: Neighbours, journey: str, signal: Signal, moment: Instant) -> Answer:
        try:
            while (receipt := self._take(all_, journey, signal, moment)) is None:
                pass
        except StoreError:
            raise
        except EngineError as error:
            return error  # nothing of this one was decided
        return receipt

    # --- one piece of work

    def _first(self, what: What, until: Instant, passing_over: frozenset[str]) -> str | None:
        with self._store.reading() as reading:
            if what == "timers":
                found = reading.due(until, 1, passing_over)
            else:
                found = reading.waiting_journeys(1, passing_over)
        return found[0] if found else None

    def _one(self, what: What, journey: str, moment: Instant) -> Callable[[Neighbours], int]:
        def work(all_: Neighbours) -> int:
            all_.work.tx.prefetch((journey,))
            held = all_.settle(journey, moment)
            is_fired = what == "timers" and all_.fire(held, moment, moment) is not None
            all_.work.tx.end_attempts((journey,))
            return all_.settled + is_fired

        return work

    # --- a worker's batch

    def _claimed(
        self, what: What, until: Instant, limit: int, unreadable: dict[str, StoreError]
    ) -> tuple[int, dict[str, int]]:
        """Decide what nobody died with.

        Return how many, and how often each of the others has been tried: those are counted
        one by one, just before, so that nobody is blamed for what came before it (F28).
        """
        # Asked first: an idle worker must not take the lock that writers wait for.
        if self._first(what, until, frozenset(unreadable)) is None:
            return 0, {}
        if self._store.counts_aside:
            return self._batch(what, until, limit, None, unreadable)
        fresh, again = self._count(what, until, limit, frozenset(unreadable))
        passing_over = unreadable | dict.fromkeys(again)
        if not fresh:
            return 0, again
        done, more = self._batch(what, until, limit, fresh, passing_over)
        return done, again | more

    def _count(
        self, what: What, until: Instant, limit: int, passing_over: frozenset[str]
    ) -> tuple[set[str], dict[str, int]]:
        """Count an attempt at what nobody died with, committed before it is made."""
        try:
            with self._store.claiming(what, until, limit, passing_over) as (tx, found):
                before = tx.attempts(found)
                fresh = [each for each in found if each not in before]
                if fresh:
                    tx.begin_attempts(fresh)
        except ConflictError:
            self.conflicts += 1
            return set(), {}
        return set(fresh), before

    def _batch(
        self,
        what: What,
        until: Instant,
        limit: int,
        counted: set[str] | None,
        passing_over: Mapping[str, object],
    ) -> tuple[int, dict[str, int]]:
        """Decide a claim; what is not ``counted`` yet is, while nobody else can have it."""
        mine: list[str] = []
        again: dict[str, int] = {}
        try:
            with self._store.claiming(what, until, limit, frozenset(passing_over)) as (tx, found):
                again = tx.attempts(found) if counted is None else {}
                mine = [each for each in found if each not in again]
                if counted is None:
                    self._count_aside(mine)
                else:
                    mine = [each for each in mine if each in counted]

                def work(all_: Neighbours) -> int:
                    tx.prefetch(mine)
                    if what == "timers":
                        done = self._fire_in_order(all_, mine, until, limit)
                    else:
                        done = self._settle_all(all_, mine, until)
                    tx.end_attempts(mine)
                    return done

                done, told = self._work(tx, work)
        except (ConflictError, StoreError) as error:
            if isinstance(error, StoreError) and error.code not in _UNREADABLE:
                raise
            # Whose fault it is shows one by one.
            return 0, again | dict.fromkeys(sorted(counted or mine), 1)
        self._tell(told)
        return done, again

    def _count_aside(self, journeys: Sequence[str]) -> None:
        """Count attempts in a transaction of their own, beside the one that holds a claim."""
        if journeys:
            with self._store.writing() as aside:
                aside.begin_attempts(journeys)

    def _fire_in_order(
        self, all_: Neighbours, journeys: list[str], until: Instant, limit: int
    ) -> int:
        """Fire what is due in these journeys, in the order it came due in all of them (S1.5)."""
        fired, queue = 0, [(0, journey) for journey in sorted(journeys)]
        while queue and fired < limit:
            due_at, journey = heappop(queue)
            held = all_.settle(journey, until)
            timer = next_timer(held)
            if timer is None or timer.due_at > until:
                continue
            if timer.due_at > due_at:
                heappush(queue, (timer.due_at, journey))
            else:
                all_.fire(held, until, until)
                fired += 1
                heappush(queue, (0, journey))
        return fired + all_.settled

    def _settle_all(self, all_: Neighbours, journeys: list[str], until: Instant) -> int:
        for journey in journeys:
            all_.settle(journey, until)
        return all_.settled

    def _alone(
        self,
        what: What,
        journey: str,
        moment: Instant,
        attempts: int,
        unreadable: dict[str, StoreError],
    ) -> int:
        try:
            if attempts >= POISON_AFTER:
                return self._transact(self._put_aside(journey, moment, attempts))
            if self._store.counts_aside:
                return self._transact(self._held(what, journey, moment, attempts))
            if not self._transact(lambda all_: self._counts(all_, journey, attempts)):
                return 0
            return self._transact(self._one(what, journey, moment))
        except StoreError as error:
            if error.code not in _UNREADABLE:
                raise
            unreadable[journey] = error
            return 0

    def _counts(self, all_: Neighbours, journey: str, attempts: int) -> bool:
        """Count one more attempt, unless somebody else has since: then it is theirs."""
        is_ours = all_.work.tx.attempts((journey,)).get(journey, 0) == attempts
        if is_ours:
            all_.work.tx.begin_attempts((journey,))
        return is_ours

    def _held(
        self, what: What, journey: str, moment: Instant, attempts: int
    ) -> Callable[[Neighbours], int]:
        with self._store.reading() as reading:
            row = reading.journey(journey)
        one = self._one(what, journey, moment)

        def work(all_: Neighbours) -> int:
            assert row is not None
            all_.work.lock(row.account)  # whoever is at it is waited for
            if all_.work.tx.attempts((journey,)).get(journey, 0) != attempts:
                return 0  # theirs, or done by now
            self._count_aside((journey,))
            return one(all_)

        return work

    def _put_aside(
        self, journey: str, moment: Instant, attempts: int
    ) -> Callable[[Neighbours], int]:
        def work(all_: Neighbours) -> int:
            tx, held = all_.work.tx, all_.work.journey(journey)
            all_.work.lock(held.account)
            if tx.attempts((journey,)).get(journey, 0) < POISON_AFTER:
                return 0  # somebody survived it meanwhile
            tx.end_attempts((journey,))
            waiting = tx.waiting(journey)
            timer = next_timer(held)
            if waiting:
                tx.drop_waiting(journey, waiting[0].number)
                signal = rows.read_waiting(tx, waiting[0])
                all_.work.answer(all_.park(journey, signal, moment, attempts), signal)
                return 1
            if timer is None or timer.due_at > moment:
                return 0
            all_.park(journey, timer_signal(timer), moment, attempts)
            return 1

        return work

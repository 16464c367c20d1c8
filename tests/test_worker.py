"""A worker's turns, rests, backing off and ends; nothing here waits for a clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

from engine.runtime.failures import StoreError
from engine.runtime.store.waking import Bell
from engine.runtime.worker import Budget, Chore, Crew, Pace, Rhythm, Witness, Worker
from engine.runtime.worker.budgets import EMBEDDED

RHYTHM = Rhythm(poll=1.0, floor=0.1, longest=30.0, heartbeat=600.0, grace=600.0)


class Middle(Random):
    """A chance that always falls in the middle: a rest is as long as it is said to be."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


class Seconds:
    """A clock that runs when it is told to."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


class Seen(Witness):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.failures: list[tuple[str, str, float]] = []
        self.events: list[str] = []

    def failed(self, chore: str, error: BaseException, rest: float) -> None:
        self.failures.append((chore, type(error).__name__, rest))

    def happened(self, event: str, about: Any) -> None:  # noqa: ARG002
        self.events.append(event)


class Looked:
    """What a worker reads of a store before it rests."""

    def __init__(self, store: MadeUpStore) -> None:
        self._store = store

    def next_due(self) -> int | None:
        return self._store.due

    def waiting_journeys(self, limit: int, passing_over: frozenset[str]) -> list[str]:
        assert not passing_over
        return ["somebody's"] * limit

    def pending_effects(self, limit: int) -> list[str]:
        return ["something"] * limit

    def next_delivery(self) -> int | None:
        return 0


class MadeUpStore:
    """A store of which only the bell and the next due instant are real."""

    def __init__(self) -> None:
        self.due: int | None = 0
        self._woken = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[Looked]:
        yield Looked(self)

    def wait(self, seconds: float) -> bool:  # noqa: ARG002  # nobody commits anything here
        self._woken.wait()
        return False

    def wake(self) -> None:
        self._woken.set()


class MadeUpEngine:
    """Has so much of each kind of work; ``hooks`` are called within each drain."""

    def __init__(self, waiting: int = 0, timers: int = 0) -> None:
        self.store: Any = MadeUpStore()
        self.left = {"waiting": waiting, "timers": timers}
        self.turns: list[tuple[str, int]] = []
        self.hook: Callable[[str], None] = lambda _: None

    def drain(self, what: Any, limit: int) -> int:
        self.hook(what)
        taken = min(self.left[what], limit)
        self.left[what] -= taken
        if taken:
            self.turns.append((what, taken))
        return taken


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def pace(seconds: Seconds) -> Pace:
    return Pace(RHYTHM, lambda: 1_000_000, seconds, Middle())


def a_chore(
    pace: Pace,
    work: Callable[[], int],
    due_in: Callable[[], float | None] = lambda: 0.0,
    witness: Witness | None = None,
) -> Chore:
    return Chore("timers", work, due_in, pace, witness or Witness())


# --- one chore


def test_while_there_is_work_there_is_no_rest(pace: Pace, seconds: Seconds) -> None:
    chore = a_chore(pace, lambda: 7)
    assert chore.turn() == 7
    assert chore.ready_at == seconds.at


def test_the_rest_lasts_until_the_next_timer(pace: Pace, seconds: Seconds) -> None:
    chore = a_chore(pace, lambda: 0, lambda: 0.4)
    chore.turn()
    assert chore.ready_at == pytest.approx(seconds.at + 0.4)


def test_the_rest_is_never_longer_than_a_poll(pace: Pace, seconds: Seconds) -> None:
    chore = a_chore(pace, lambda: 0, lambda: 3600.0)
    chore.turn()
    assert chore.ready_at == pytest.approx(seconds.at + 1.0)


def test_what_is_due_and_not_to_be_had_is_not_asked_for_in_circles(
    pace: Pace, seconds: Seconds
) -> None:
    """Another worker has it: each look that finds nothing doubles the rest, up to a poll."""
    chore = a_chore(pace, lambda: 0, lambda: 0.0)
    rests = []
    for _ in range(6):
        chore.turn()
        rests.append(round(chore.ready_at - seconds.at, 3))
    assert rests == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]


def test_work_makes_the_rests_short_again(pace: Pace, seconds: Seconds) -> None:
    found = iter([0, 0, 0, 5, 0])
    chore = a_chore(pace, lambda: next(found), lambda: 0.0)
    for _ in range(5):
        chore.turn()
    assert chore.ready_at - seconds.at == pytest.approx(0.1)


@pytest.mark.fault("F11")
def test_a_database_that_is_away_is_asked_ever_more_seldom(pace: Pace, seconds: Seconds) -> None:
    """F11: backing off doubles up to its longest, and the worker goes on."""
    seen = Seen()

    def away() -> int:
        raise StoreError("store-failed", what="gone")

    chore = a_chore(pace, away, witness=seen)
    for _ in range(10):
        assert chore.turn() == 0
    rests = [rest for _, _, rest in seen.failures]
    assert rests == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert chore.ready_at == seconds.at + 30.0


def test_a_failure_of_ours_ends_no_worker(pace: Pace) -> None:
    """P8: whatever it is, it is told, and the others have their turns."""
    seen = Seen()

    def broken() -> int:
        raise ZeroDivisionError

    a_chore(pace, broken, witness=seen).turn()
    assert seen.failures[0][:2] == ("timers", "ZeroDivisionError")


@pytest.mark.parametrize("code", ["corrupt", "disk-error", "newer-schema", "closed"])
def test_what_no_waiting_heals_ends_the_worker(pace: Pace, code: str) -> None:
    """F5, F8, F32: the supervisor of the process starts it anew, or a person looks."""

    def over() -> int:
        raise StoreError(code)

    with pytest.raises(StoreError) as caught:
        a_chore(pace, over).turn()
    assert caught.value.code == code


@pytest.mark.fault("F19")
def test_no_two_workers_come_at_once() -> None:
    """F19: rests are spread from half to one and a half, each worker by chance of its own."""
    rests = {Pace(RHYTHM, random=Random(seed)).spread(10.0) for seed in range(50)}  # noqa: S311
    assert len(rests) == 50
    assert min(rests) >= 5.0
    assert max(rests) <= 15.0


@pytest.mark.fault("F32")
def test_one_journey_that_cannot_be_read_holds_up_no_other(pace: Pace, seconds: Seconds) -> None:
    """P8, F32: it is told once, and looked for again as after any other look."""
    seen = Seen()

    def unreadable() -> int:
        raise StoreError("newer-program", program="abc")

    chore = a_chore(pace, unreadable, witness=seen)
    for _ in range(9):
        chore.turn()
    assert chore.ready_at == seconds.at + RHYTHM.poll
    assert not chore.is_failing
    assert len(seen.failures) == 1


def test_nothing_is_locked_while_there_is_nothing_to_do(pace: Pace, seconds: Seconds) -> None:
    """F9: a worker at leisure reads; it takes no lock that a service waits for."""
    work = Counted(99)
    chore = a_chore(pace, work, lambda: None)
    for _ in range(5):
        assert chore.turn() == 0
    assert work.looks == 0
    assert chore.ready_at == seconds.at + RHYTHM.poll


# --- one thread's chores


class Counted:
    """A kind of work that is counted; ``left`` turns of it find something."""

    def __init__(self, left: int) -> None:
        self.left, self.looks = left, 0

    def __call__(self) -> int:
        self.looks += 1
        self.left -= 1
        return int(self.left >= 0)


def a_crew(pace: Pace, *work: Callable[[], int]) -> tuple[Crew, Bell, threading.Event]:
    bell, stop = Bell(), threading.Event()
    return Crew([a_chore(pace, each) for each in work], pace, bell, stop), bell, stop


@pytest.mark.fault("F16")
def test_chores_take_turns(pace: Pace) -> None:
    """F16: while there are timers, signals are looked for after each batch of them."""
    signals, timers = Counted(0), Counted(1000)
    crew, _, _ = a_crew(pace, signals, timers)
    for _ in range(10):
        crew.round()
    assert (signals.looks, timers.looks) == (10, 10)


def test_who_rests_is_not_asked(pace: Pace, seconds: Seconds) -> None:
    work = Counted(0)
    crew, bell, _ = a_crew(pace, work)
    crew.round()
    crew.round()
    assert work.looks == 1
    bell.ring()
    crew.round()
    assert work.looks == 2
    seconds.at += 60
    crew.round()
    assert work.looks == 3


def test_a_bell_does_not_shorten_backing_off(pace: Pace, seconds: Seconds) -> None:
    """A database that fails is not asked more often because others commit something."""
    looks = []

    def away() -> int:
        looks.append(seconds.at)
        raise StoreError("busy")

    crew, bell, _ = a_crew(pace, away)
    crew.round()
    for _ in range(5):
        bell.ring()
        crew.round()
    assert len(looks) == 1
    seconds.at += 60
    crew.round()
    assert len(looks) == 2


def test_a_ring_during_a_round_is_heard_after_it(pace: Pace) -> None:
    """What was committed while we looked is not waited for until the next poll."""
    looks: list[int] = []

    def ringing() -> int:
        looks.append(1)
        if len(looks) == 1:
            bell.ring()
        return 0

    crew, bell, _ = a_crew(pace, ringing)
    crew.round()
    crew.round()
    assert len(looks) == 2
    crew.round()
    assert len(looks) == 2


def test_a_stop_is_heard_between_two_chores(pace: Pace) -> None:
    """The batch in hand is finished, and no other is begun."""
    later = Counted(1)

    def stopping() -> int:
        stop.set()
        return 1

    crew, _, stop = a_crew(pace, stopping, later)
    crew.run()
    assert later.looks == 0


# --- the worker


def test_once_does_all_there_is(pace: Pace) -> None:
    engine = MadeUpEngine(waiting=25, timers=7)
    done = Worker(engine, budget=Budget(signals=10, timers=3), pace=pace).once()
    assert (done.signals, done.timers) == (25, 7)
    assert engine.turns == [
        ("waiting", 10), ("timers", 3), ("waiting", 10), ("timers", 3), ("waiting", 5),
        ("timers", 1),
    ]  # fmt: skip


def test_once_says_what_failed(pace: Pace) -> None:
    engine = MadeUpEngine(waiting=1)

    def failing(_: str) -> None:
        raise StoreError("busy")

    engine.hook = failing
    with pytest.raises(StoreError):
        Worker(engine, pace=pace).once()


@pytest.mark.fault("F33")
def test_it_works_until_it_is_stopped_and_then_ends(pace: Pace) -> None:
    """F33: asked in the middle of a batch, it finishes that one and begins no other."""
    engine, seen = MadeUpEngine(waiting=1000), Seen()
    worker = Worker(engine, budget=Budget(signals=10), pace=pace, witness=seen)

    def stopping(what: str) -> None:
        if what == "waiting" and engine.left["waiting"] == 900:
            worker.stop()
            worker._stop.wait()  # noqa: SLF001  # the batch in hand lasts until the stop is heard

    engine.hook = stopping
    done = worker.run()
    assert (done.signals, done.is_whole) == (110, True)
    assert seen.events == ["begun", "stopping", "ended"]
    assert not [each for each in threading.enumerate() if each.name.startswith("touchline-")]


def test_a_stop_before_it_runs_is_heard(pace: Pace) -> None:
    worker = Worker(MadeUpEngine(), pace=pace)
    worker.stop()
    worker.stop()
    assert worker.run().is_whole


def test_what_ends_one_thread_ends_the_worker(pace: Pace) -> None:
    engine = MadeUpEngine(waiting=1)

    def over(_: str) -> None:
        raise StoreError("corrupt", path="j.db", what="page 4")

    engine.hook = over
    with pytest.raises(StoreError) as caught:
        Worker(engine, pace=pace).run()
    assert caught.value.code == "corrupt"


class HangingCourier:
    """A sink that answers nobody until it is let go; ``sent`` counts what it was given."""

    def __init__(self) -> None:
        self.began, self.let_go = threading.Event(), threading.Event()

    def route(self, limit: int) -> int:  # noqa: ARG002
        return 0

    def deliver(self, limit: int, stopping: Callable[[], bool]) -> int:  # noqa: ARG002
        self.began.set()
        self.let_go.wait()
        return 1


@pytest.mark.fault("F29")
def test_a_slow_sink_holds_no_timer_up(pace: Pace) -> None:
    """F29: every timer fires while all threads that deliver hang."""
    engine, courier = MadeUpEngine(timers=500), HangingCourier()
    worker = Worker(engine, courier, budget=Budget(timers=50), pace=pace)

    def after_all(what: str) -> None:
        courier.began.wait()
        if what == "timers" and not engine.left["timers"]:
            courier.let_go.set()
            worker.stop()

    engine.hook = after_all
    done = worker.run()
    assert done.timers == 500
    assert done.is_whole


@pytest.mark.fault("F33")
def test_a_stop_does_not_wait_for_a_sink_that_hangs(seconds: Seconds) -> None:
    """F33: after its grace it goes; what was in hand is leased, and its lease runs out."""
    engine, courier = MadeUpEngine(), HangingCourier()
    hasty = Rhythm(poll=1.0, floor=0.1, heartbeat=600.0, grace=0.0)
    worker = Worker(engine, courier, pace=Pace(hasty, lambda: 0, seconds, Middle()))

    def stopping(_: str) -> None:
        courier.began.wait()
        worker.stop()

    engine.hook = stopping
    done = worker.run()
    courier.let_go.set()
    assert not done.is_whole


@pytest.mark.fault("F33")
def test_a_stop_does_not_wait_for_a_database_that_is_away(seconds: Seconds) -> None:
    """Nor does a sign of life that nobody takes keep the stop from being heard."""
    beats, away = threading.Event(), threading.Event()

    class Away:
        def beat(self) -> float:
            beats.set()
            away.wait()
            return 0.0

        def leave(self) -> None:
            raise AssertionError

    hasty = Rhythm(poll=1.0, floor=0.1, heartbeat=600.0, grace=0.0)
    pace, presence = Pace(hasty, lambda: 0, seconds, Middle()), Away()
    worker = Worker(MadeUpEngine(), pace=pace, presence=presence)  # type: ignore[arg-type]

    def stopping() -> None:
        beats.wait()
        worker.stop()

    threading.Thread(target=stopping).start()
    done = worker.run()
    away.set()
    assert not done.is_whole


def test_signs_of_life_go_on_whatever_they_meet() -> None:
    """And the last one says that the worker has gone."""
    told: list[str] = []

    class Flaky:
        def beat(self) -> float:
            told.append("beat")
            if told == ["beat"]:
                raise RuntimeError
            worker.stop()
            return 0.0

        def leave(self) -> None:
            told.append("leave")

    brisk = Pace(Rhythm(poll=0.01, floor=0.01, heartbeat=0.01, grace=600.0))
    worker = Worker(MadeUpEngine(), pace=brisk, presence=Flaky())  # type: ignore[arg-type]
    assert worker.run().is_whole
    assert told[:2] == ["beat", "beat"]
    assert told[-1] == "leave"


def test_beside_a_file_others_may_write_between_two_batches() -> None:
    """F9: a worker with a backlog leaves the lock alone for a share of the time it held it."""
    assert EMBEDDED.breath > 0
    rests: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            rests.append(timeout or 0.0)
            return False

    at = Seconds()

    def busy() -> int:
        at.at += 0.4
        return 1

    pace = Pace(EMBEDDED, seconds=at, random=Middle())
    crew = Crew([a_chore(pace, busy)], pace, Bell(), Stop(), breath=EMBEDDED.breath)
    crew.rest(crew.round())
    assert rests == [pytest.approx(0.1)]

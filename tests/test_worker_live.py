"""Workers on real stores: together, beside slow sinks, through an outage; nothing is timed.

Every wait here is for something to happen, with a guard that only a fault reaches.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.language.deliveries import Delivery, Target
from engine.runtime.clock import ManualClock
from engine.runtime.delivery.courier import Courier
from engine.runtime.delivery.message import Message, Outcome
from engine.runtime.delivery.targets import Targets
from engine.runtime.service import Engine
from engine.runtime.store import WorkerRow
from engine.runtime.store.opening import open_store
from engine.runtime.worker import Budget, Pace, Rhythm, Witness, Worker
from engine.runtime.worker.outlook import outlook
from engine.runtime.worker.presence import FORGOTTEN, Presence

from .harness import needs_harness
from .live import begin, kinds
from .postgres import PrivateServer
from .small_workspace import DAY, MONDAY

GUARD = 120.0
"""Seconds after which something that must happen has not."""
BRISK = Pace(Rhythm(poll=0.05, floor=0.005, longest=0.2, heartbeat=0.1, grace=60.0))


def brisk(clock: ManualClock) -> Pace:
    return Pace(BRISK.rhythm, clock)


class Counting(Witness):
    """Counts what is done and what fails, and rings when enough of it was seen."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.turns: list[tuple[str, int]] = []
        self.codes: Counter[str] = Counter()
        self._changed = threading.Condition()

    def worked(self, chore: str, count: int, seconds: float) -> None:  # noqa: ARG002
        with self._changed:
            self.counts[chore] += count
            self.turns.append((chore, count))
            self._changed.notify_all()

    def failed(self, chore: str, error: BaseException, rest: float) -> None:  # noqa: ARG002
        with self._changed:
            self.codes[getattr(error, "code", type(error).__name__)] += 1
            self._changed.notify_all()

    def wait(self, is_enough: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(is_enough, GUARD), (self.counts, self.codes)


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    pause, left = threading.Event(), GUARD
    while not is_so():
        assert left > 0
        pause.wait(0.02)
        left -= 0.02


@contextmanager
def running(*workers: Worker) -> Iterator[None]:
    """Run workers, each in a thread of its own, and stop them at the end."""
    failures: list[BaseException] = []

    def run(worker: Worker) -> None:
        try:
            worker.run()
        except BaseException as error:  # noqa: BLE001  # told to the test, which is another thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join(GUARD)
    assert failures == []
    assert not any(thread.is_alive() for thread in threads)


# --- together


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=needs_harness("postgres"))]
)
def test_two_workers_share_the_work_and_do_none_of_it_twice(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, workspace: Compiled
) -> None:
    """S7.5: signals flow while two workers drain them and the timers; each is decided once."""
    file = f"sqlite:///{tmp_path}/j.db"
    url = file if kind == "sqlite" else request.getfixturevalue("postgres_url")
    clock, seen = ManualClock(MONDAY), Counting()
    with Engine.open(url, workspace, clock=clock) as desk:
        journeys = [begin(desk, f"account-{number}") for number in range(30)]
        clock.set(MONDAY + 2 * DAY)  # each has an offer that is overdue by now
        due = sum(_is_due(desk, each, clock()) for each in journeys)
        assert due == len(journeys)
        engines = [Engine.open(url, workspace, clock=clock) for _ in range(2)]
        budget = Budget(signals=4, timers=4, threads=1)
        workers = [Worker(each, budget=budget, pace=brisk(clock), witness=seen) for each in engines]
        with running(*workers):
            for journey in journeys:
                desk.accept(journey, Signal("send_offer.done", "m-1"))
            until(lambda: not _left(desk, clock))
        for journey in journeys:
            told = kinds(desk, journey)
            assert told.count("TaskDone") == 1
            assert told.count("TaskOverdue") <= 1
            assert desk.check(journey)
        assert outlook(desk.store).backlog.waiting == 0
        for each in engines:
            each.close()


def _is_due(engine: Engine, journey: str, at: int) -> bool:
    timers = engine.journey(journey).timers.values()
    return any(timer.due_at <= at for timer in timers)


def _left(engine: Engine, clock: ManualClock) -> bool:
    found = outlook(engine.store)
    is_due = found.next_due is not None and found.next_due <= clock()
    return bool(found.backlog.waiting) or is_due


# --- budgets


@pytest.mark.fault("F16")
def test_a_fresh_signal_waits_for_one_batch_of_timers(
    workspace: Compiled, clock: ManualClock
) -> None:
    """F16: however many timers are due at once."""
    with Engine.open("memory:", workspace, clock=clock) as engine:
        fresh = begin(engine, "fresh")
        for number in range(60):
            begin(engine, f"account-{number}")
        clock.set(MONDAY + 2 * DAY)

        class Accepting(Counting):
            def worked(self, chore: str, count: int, seconds: float) -> None:
                super().worked(chore, count, seconds)
                if len(self.turns) == 1:
                    engine.accept(fresh, Signal("send_offer.done", "m-1"))

        seen = Accepting()
        Worker(engine, budget=Budget(timers=5), pace=brisk(clock), witness=seen).once()
        assert seen.turns[:3] == [("timers", 5), ("signals", 1), ("timers", 5)]
        assert seen.counts["timers"] > 50


# --- delivery


class Sink:
    """Answers nobody until it is let go."""

    def __init__(self) -> None:
        self.began, self.let_go = threading.Event(), threading.Event()
        self.got: list[str] = []

    def send(self, message: Message) -> Outcome:
        self.got.append(message.id)
        self.began.set()
        assert self.let_go.wait(GUARD)
        return Outcome("delivered")

    def close(self) -> None:
        """Nothing was opened."""


@pytest.mark.fault("F29")
def test_a_sink_that_hangs_holds_neither_timers_nor_the_database(
    tmp_path: Path, workspace: Compiled, clock: ManualClock
) -> None:
    """F29: while all attempts hang, timers fire and others write; no transaction is open."""
    sink, seen = Sink(), Counting()
    with Engine.open(f"sqlite:///{tmp_path}/j.db", workspace, clock=clock) as engine:
        targets = Targets(Delivery((Target("slow", "slow"),)), {"slow": sink})
        courier = Courier(engine.store, targets, clock=clock)
        worker = Worker(engine, courier, pace=brisk(clock), witness=seen)
        first = begin(engine)
        clock.set(MONDAY + 2 * DAY)
        with running(worker):
            assert sink.began.wait(GUARD)
            seen.wait(lambda: "TaskOverdue" in kinds(engine, first))
            with engine.store.writing() as tx:  # nobody holds the one lock there is
                tx.save_worker(WorkerRow("me", 0, 0, "here", "0"))
            assert not sink.let_go.is_set()
            sink.let_go.set()
            seen.wait(lambda: seen.counts["delivery"] > 0)
        assert len(sink.got) == len(set(sink.got))


@pytest.mark.fault("F33")
def test_what_is_under_way_at_a_stop_is_finished_and_nothing_else_begun(
    workspace: Compiled, clock: ManualClock
) -> None:
    """F33: of many effects one is on its way; all others are nobody's afterwards."""
    sink = Sink()
    with Engine.open("memory:", workspace, clock=clock) as engine:
        for number in range(10):
            begin(engine, f"account-{number}")
        targets = Targets(Delivery((Target("slow", "slow"),)), {"slow": sink})
        courier = Courier(engine.store, targets, clock=clock, parallel=1)
        worker = Worker(
            engine, courier, budget=Budget(threads=1), pace=brisk(clock), witness=Counting()
        )
        clock.set(MONDAY + DAY // 2)
        with running(worker):
            assert sink.began.wait(GUARD)
            worker.stop()
            assert worker._stop.wait(GUARD)  # noqa: SLF001
            sink.let_go.set()
        with engine.store.reading() as reading:
            found = reading.deliveries(("done", "pending", "sending"), 99)
        states = Counter(row.state for row in found)
        assert (states["done"], states["sending"]) == (1, 0)
        assert states["pending"] >= 9


# --- outages


@needs_harness("postgres")
@pytest.mark.fault("F11")
def test_a_worker_lives_through_an_outage_of_its_database(
    private_postgres: PrivateServer, workspace: Compiled, clock: ManualClock
) -> None:
    """F11: it backs off while the server is away, and takes up its work when it is back."""
    url, seen = private_postgres.fresh(), Counting()
    with Engine.open(url, workspace, clock=clock) as desk:
        journey = begin(desk)
        with Engine.open(url, workspace, clock=clock) as engine:
            worker = Worker(engine, pace=brisk(clock), witness=seen)
            with running(worker):
                private_postgres.kill()
                seen.wait(lambda: sum(seen.codes.values()) >= 1)
                private_postgres.start()
                _insist(lambda: desk.accept(journey, Signal("send_offer.done", "m-1")))
                seen.wait(lambda: seen.counts["signals"] == 1)
        assert desk.check(journey)


def _insist(do: Callable[[], object]) -> None:
    """Do it, however often the server is still coming back."""
    from engine.runtime.failures import StoreError  # noqa: PLC0415

    for _ in range(200):
        try:
            do()
        except StoreError:
            threading.Event().wait(0.05)
        else:
            return
    raise AssertionError("the server did not come back")


# --- presence


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/j.db"


def test_a_worker_is_seen_while_it_is_there(url: str) -> None:
    store = open_store(url)
    presence = Presence(store, "0.1.0", host="here", random=bytes)
    with store.writing() as tx:
        there = tx.now()
        tx.save_worker(WorkerRow("forgotten", 0, there - FORGOTTEN - DAY, "x", "0"))
        tx.save_worker(WorkerRow("lately", 0, there - FORGOTTEN + DAY, "x", "0"))
    presence.beat()
    with store.reading() as reading:
        rows = {row.id: row for row in reading.workers()}
    assert set(rows) == {presence.id, "lately"}
    assert rows[presence.id].started_at == rows[presence.id].seen_at
    presence.beat()
    with store.reading() as reading:
        again = {row.id: row for row in reading.workers()}[presence.id]
    assert again.seen_at >= rows[presence.id].seen_at
    assert again.started_at == rows[presence.id].started_at
    presence.leave()
    with store.reading() as reading:
        assert [row.id for row in reading.workers()] == ["lately"]
    store.close()


@pytest.mark.fault("F20")
def test_the_skew_is_against_the_database(url: str) -> None:
    """F20: by its clock, not by ours; told in seconds, ours minus its."""
    store = open_store(url)
    with store.reading() as reading:
        there = reading.now()
    ahead = Presence(store, "0", clock=lambda: there + 3600 * 1_000_000)
    assert 3590 < ahead.beat() <= 3600
    store.close()


def test_every_sign_of_life_takes_up_what_was_deployed(url: str) -> None:
    store, calls = open_store(url), Counter[str]()
    Presence(store, "0", renew=lambda: calls.update(["renewed"])).beat()
    assert calls["renewed"] == 1
    store.close()


def test_the_outlook_is_what_waits(workspace: Compiled, clock: ManualClock, url: str) -> None:
    with Engine.open(url, workspace, clock=clock) as engine:
        journey = begin(engine)
        engine.accept(journey, Signal("send_offer.done", "m-1"))
        found = outlook(engine.store)
        assert found.backlog.waiting == 1
        assert found.next_due is not None
        assert found.lag(found.next_due + 1_500_000) == 1.5
        assert found.lag(found.next_due) == 0.0

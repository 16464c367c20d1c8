"""Much at once: many signals in one transaction, a worker's batches, threads and tasks (S7.5)."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from msgspec.structs import replace

from engine.core import records as r
from engine.core.decide import FUTURE_TOLERANCE
from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.failures import (
    EngineError,
    OtherBodyError,
    StoreError,
    UnacceptableError,
    UnknownJourneyError,
)
from engine.runtime.service import Engine
from engine.runtime.step import Receipt
from engine.runtime.store import ConflictError, Store, Writing
from engine.runtime.store.memory import MemoryStore
from engine.runtime.store.opening import open_store

from . import small_story
from .harness import needs_harness
from .live import begin, is_sound, kinds
from .small_workspace import DAY, MONDAY, at

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")


class Died(BaseException):
    """The process ends here: nothing of the engine may catch it."""


def counting(commits: list[str]) -> Callable[[str], None]:
    def reached(point: str) -> None:
        if point == "after-commit":
            commits.append(point)

    return reached


# --- many signals


def test_many_signals_are_one_commit_and_answer_as_one_by_one(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    commits: list[str] = []
    engine = Engine(store, workspace, clock=clock, crash_point=counting(commits))
    twin = Engine.open("memory:", workspace, clock=clock)
    items: list[tuple[str, Signal]] = []
    for account in ("a", "b", "c"):
        journey = begin(engine, account)
        assert begin(twin, account) == journey
        items += [
            (journey, Signal("send_offer.done", f"{account}1", at=at("03-02 09:10"))),
            (journey, Signal("client.asked", f"{account}2", at=at("03-02 09:20"))),
            (journey, Signal("what.ever", f"{account}3", at=at("03-02 09:30"))),
        ]
    clock.set(at("03-02 10:00"))
    commits.clear()
    answers = engine.signal_many(items)
    assert len(commits) == 1
    assert answers == tuple(twin.signal(*item) for item in items)
    for row in engine.journeys():
        assert engine.history(row.id) == twin.history(row.id)
        assert engine.journey(row.id) == twin.journey(row.id)
        assert row == twin.journeys(account=row.account)[0]
    assert engine.tasks() == twin.tasks()
    assert is_sound(engine)
    again = engine.signal_many(items)
    assert all(isinstance(each, Receipt) and each.is_duplicate for each in again)


def test_one_bad_item_never_stops_the_others(engine: Engine) -> None:
    journey = begin(engine)
    done = Signal("send_offer.done", "1")
    answers = engine.signal_many(
        [
            (journey, done),
            ("no/such", Signal("client.asked", "2")),
            (journey, Signal("client.asked", "")),
            (journey, Signal("client.asked", "1")),
            (journey, done),
            (journey, Signal("client.accepted", "5")),
        ]
    )
    kinds_of = [type(each) for each in answers]
    assert kinds_of == [
        Receipt, UnknownJourneyError, UnacceptableError, OtherBodyError, Receipt, Receipt,
    ]  # fmt: skip
    first, repeat, last = answers[0], answers[4], answers[5]
    assert isinstance(first, Receipt)
    assert isinstance(repeat, Receipt)
    assert repeat.is_duplicate
    assert repeat.decision() == first.decision()
    assert isinstance(last, Receipt)
    assert last.outcome == "taken"
    assert engine.journey(journey).outcome == "success"
    assert is_sound(engine)


def test_timers_due_between_two_signals_of_a_batch_fire_between_them(
    engine: Engine, clock: ManualClock
) -> None:
    journey = begin(engine)
    clock.set(at("03-20 09:00"))
    engine.signal_many(
        [
            (journey, Signal("send_offer.done", "1", at=at("03-02 12:00"))),
            (journey, Signal("client.accepted", "2", at=at("03-04 12:00:01"))),
        ]
    )
    found = kinds(engine, journey)
    assert found.index("TimerFired") < found.index("StallEnded")
    assert found.count("TimerFired") == 1


def test_a_batch_that_fails_is_done_one_by_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys = [begin(engine, account) for account in "abc"]
    whole = Engine._in_turn  # noqa: SLF001

    def broken(self: Engine, *arguments: object) -> object:
        if arguments[1] == journeys[1]:
            raise ValueError("the engine's own fault")
        return whole(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "_in_turn", broken)
    items = [(journey, Signal("send_offer.done", "1")) for journey in journeys]
    answers = engine.signal_many(items)
    assert [isinstance(each, Receipt) and each.is_duplicate for each in answers] == [False] * 3
    assert is_sound(engine)


def test_signals_to_a_seeded_account_in_one_batch_meet_its_new_state(engine: Engine) -> None:
    journey = begin(engine)
    other = begin(engine, key="K")
    engine.complete(journey, "send_offer")
    engine.complete(other, "send_offer")
    answers = engine.signal_many(
        [
            (journey, Signal("facts.set", "1", data={"client.on_hold": True})),
            (other, Signal("facts.set", "2", data={"client.on_hold": False})),
        ]
    )
    assert [isinstance(each, Receipt) and each.outcome for each in answers] == ["taken"] * 2
    assert engine.account("acme").facts["client.on_hold"] is False
    for each in (journey, other):
        assert kinds(engine, each).count("TimerHeld") == 1
        assert kinds(engine, each).count("TimerReleased") == 1
    assert is_sound(engine)


# --- a worker's batches


@pytest.mark.clause("S7.5")
def test_a_batch_is_one_commit_beside_the_count_of_its_attempts(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    engine = Engine(store, workspace, clock=clock)
    for number in range(30):
        begin(engine, f"a{number:02}")
    clock.set(at("03-02 14:00"))
    assert engine.drain("timers", 12) == 12
    assert engine.drain("timers", 12) == 12
    assert engine.drain("timers", 12) == 6
    assert engine.drain("timers", 12) == 0
    assert len(engine.tasks(overdue=True)) == 30
    journeys = [row.id for row in engine.journeys()]
    with store.reading() as reading:
        assert reading.attempts(journeys) == {}
    assert is_sound(engine)


@pytest.mark.clause("S1.5", "S7.5")
def test_a_batch_leads_to_what_a_tick_leads_to(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    drained = Engine(store, workspace, clock=clock)
    ticked = Engine.open("memory:", workspace, clock=clock)
    for engine in (drained, ticked):
        for account in ("a", "b"):
            for key in ("1", "2"):
                engine.complete(begin(engine, account, key), "send_offer", id="x")
    clock.set(at("04-30 09:00"))
    assert ticked.tick() == sum(iter(lambda: drained.drain("timers", 3), 0))
    for row in ticked.journeys():
        assert drained.history(row.id) == ticked.history(row.id)


@pytest.mark.clause("S1.5")
def test_one_batch_fires_in_the_order_of_time_across_journeys(
    engine: Engine, clock: ManualClock
) -> None:
    for number, account in enumerate("abc"):
        clock.set(MONDAY + number * 600_000_000)
        engine.complete(begin(engine, account), "send_offer")
    clock.set(at("03-09 09:00"))
    fired: list[int] = []

    def heard(receipt: Receipt) -> None:
        fired.extend(each.at for each in receipt.records if isinstance(each, r.TimerFired))

    with engine.subscribe(heard):
        assert engine.drain("timers", 100) > 6
    assert fired == sorted(fired)


@pytest.mark.clause("S7.9")
def test_what_waits_is_drained_and_counted(engine: Engine) -> None:
    journeys = [begin(engine, account) for account in "abcd"]
    for journey in journeys:
        engine.accept(journey, Signal("send_offer.done", "1"))
        engine.accept(journey, Signal("client.accepted", "2"))
    assert sum(iter(lambda: engine.drain("waiting", 3), 0)) == 8
    assert {engine.journey(each).outcome for each in journeys} == {"success"}
    assert is_sound(engine)


@pytest.mark.clause("S7.6")
@pytest.mark.fault("F28")
@pytest.mark.parametrize("what", ["timers", "waiting"])
def test_poison_is_put_aside_after_its_attempts_and_the_others_go_on(
    store: Store, workspace: Compiled, clock: ManualClock, what: str
) -> None:
    """A journey whose decision ends the process never takes the others with it for long."""
    engine = Engine(store, workspace, clock=clock)
    journeys = [begin(engine, account) for account in "abc"]
    poisoned = journeys[1]
    if what == "waiting":
        for journey in journeys:
            engine.accept(journey, Signal("send_offer.done", "1"))
    clock.set(at("03-02 14:00"))

    class Poison:
        def __call__(self, _name: str, about: dict[str, str], /) -> object:
            if about["journey_id"] == poisoned:
                raise Died
            return _quiet()

    deaths = 0
    for _ in range(20):
        worker = Engine(store, workspace, clock=clock, around=Poison())  # type: ignore[arg-type]
        try:
            while worker.drain(what, 10):  # type: ignore[arg-type]
                pass
        except Died:
            deaths += 1
        else:
            break
    assert 3 <= deaths <= 4
    (incident,) = engine.incidents()
    assert (incident.journey, incident.code) == (poisoned, "poison")
    kind = "TimerFired" if what == "timers" else "TaskDone"
    for journey in (journeys[0], journeys[2]):
        assert kinds(engine, journey).count(kind) == 1
    raised = engine.history(poisoned)[-1]
    assert isinstance(raised, r.IncidentRaised)
    if what == "waiting":
        assert raised.parked is not None
        assert raised.parked.type == "send_offer.done"
    assert engine.drain(what, 10) == 0  # type: ignore[arg-type]
    assert is_sound(engine)


class _quiet:  # noqa: N801  # a context manager used as one
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.mark.clause("S7.6")
@pytest.mark.fault("F28")
@pytest.mark.parametrize("ends", ["signal", "fire"])
def test_what_a_dead_worker_tried_is_forgotten_once_it_is_done(
    engine: Engine, clock: ManualClock, store: Store, ends: str
) -> None:
    journey = begin(engine)
    with store.writing() as tx:
        tx.begin_attempts([journey])  # and its process died
    clock.set(at("03-02 14:00"))
    if ends == "signal":
        engine.note(journey, "a timer comes first", by="wang")
    else:
        assert engine.fire(journey)
    with store.reading() as reading:
        assert reading.attempts([journey]) == {}


class Watched:
    """A store on which somebody does something after every commit."""

    def __init__(self, inner: Store, after: Callable[[], object]) -> None:
        self._inner, self._after = inner, after

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with self._inner.writing() as tx:
            yield tx
        self._after()

    @contextmanager
    def claiming(self, *asked: object) -> Iterator[object]:
        with self._inner.claiming(*asked) as claimed:  # type: ignore[arg-type]  # handed on
            yield claimed
        self._after()


@needs_harness("postgres")
@pytest.mark.clause("S7.5", "S7.6")
@pytest.mark.fault("F28")
def test_nobody_is_blamed_for_what_another_worker_has_in_hand(
    postgres_url: str, workspace: Compiled, clock: ManualClock
) -> None:
    other = Engine.open(postgres_url, workspace, clock=clock)
    for account in "abc":
        begin(other, account)
    took: list[int] = []
    with other, closing(open_store(postgres_url)) as store:
        watched = Watched(store, lambda: took.append(other.drain("timers", 10)))
        engine = Engine(watched, workspace, clock=clock)  # type: ignore[arg-type]  # by attribute
        clock.set(at("03-02 14:00"))
        assert engine.drain("timers", 10) == 3
        assert is_sound(other)
    # It looked whenever anything was committed, the count of attempts too, and found nothing.
    assert len(took) >= 3
    assert set(took) == {0}


@pytest.mark.clause("S7.6")
def test_a_journey_that_cannot_be_read_stops_no_batch(
    engine: Engine, clock: ManualClock, store: Store
) -> None:
    journeys = [begin(engine, account) for account in "abc"]
    with store.writing() as tx:
        row = tx.journey(journeys[0])
        assert row is not None
        tx.save_journey(replace(row, snapshot=b"{"), expected=row.version)
    clock.set(at("03-02 14:00"))
    assert engine.drain("timers", 10) == 2
    with pytest.raises(StoreError) as caught:
        engine.drain("timers", 10)
    assert caught.value.code == "damaged"
    assert len(engine.tasks(overdue=True)) == 2


# --- others at the same time


class Flaky(MemoryStore):
    """A store whose commits meet others' so often."""

    def __init__(self) -> None:
        super().__init__()
        self.conflicts = 0
        self.locked: list[str] = []

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with super().writing() as tx:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(tx, "lock", self.locked.append, raising=False)
                yield tx
            if self.conflicts:
                self.conflicts -= 1
                raise ConflictError("somebody else was first")


@pytest.mark.clause("S7.8")
def test_who_meets_others_tries_again_and_locks_first(workspace: Compiled) -> None:
    store = Flaky()
    engine = Engine(store, workspace, clock=ManualClock(MONDAY))
    journey = begin(engine)
    store.locked.clear()
    store.conflicts = 3
    assert engine.complete(journey, "send_offer", id="1").outcome == "taken"
    assert engine.conflicts == 3
    assert store.locked == ["acme", "acme"]  # not on the first two tries
    before = engine.history(journey)
    store.conflicts = 99
    with pytest.raises(StoreError) as caught:
        engine.complete(journey, "send_offer", id="2")
    assert caught.value.code == "busy"
    store.conflicts = 0
    assert engine.history(journey) == before
    assert is_sound(engine)


def test_pauses_between_tries_are_by_the_given_chance(workspace: Compiled) -> None:
    engine = Engine.open("memory:", workspace, random=lambda count: b"\xff" * count)
    least = Engine.open("memory:", workspace, random=bytes)
    for attempt in range(1, 12):
        assert 0 < least._pause(attempt) < engine._pause(attempt) < 0.31  # noqa: SLF001
        assert least._pause(attempt) <= least._pause(attempt + 1)  # noqa: SLF001


def test_ids_are_drawn_from_the_given_randomness(workspace: Compiled) -> None:
    drawn = (bytes([number]) * 16 for number in itertools.count(1))
    engine = Engine.open("memory:", workspace, random=lambda _count: next(drawn))
    journey = begin(engine)
    engine.note(journey, "x", by="seller")
    noted = engine.history(journey)[-1]
    assert isinstance(noted, r.SignalTaken)
    assert noted.id == "01" * 16


@pytest.mark.fault("F25", "F34")
def test_32_threads_on_one_engine_lose_and_double_nothing(engine: Engine) -> None:
    journeys = [begin(engine, f"a{number % 4}", f"k{number}") for number in range(8)]
    outcomes: Counter[str] = Counter()
    errors: list[BaseException] = []
    barrier = threading.Barrier(32)

    def work(number: int) -> None:
        try:
            barrier.wait()
            for turn in range(4):
                journey = journeys[(number + turn) % 8]
                # Four threads send each of these.
                same = Signal("journey.noted", f"n{number % 8}-{turn}", data={"text": "x"})
                outcomes[str(engine.signal(journey, same).is_duplicate)] += 1
            engine.set_facts(f"a{number % 4}", {"client.tags": (f"t{number}",)}, id=f"t{number}")
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert outcomes == {"False": 32, "True": 96}
    for number in range(4):
        tags = engine.account(f"a{number}").facts["client.tags"]
        assert isinstance(tags, tuple)
        assert sorted(tags) == sorted(f"t{each}" for each in range(number, 32, 4))
    assert is_sound(engine)


@pytest.mark.fault("F34")
def test_from_asyncio_it_is_called_on_threads(engine: Engine) -> None:
    journeys = [begin(engine, account) for account in "abcdef"]

    async def main() -> list[Receipt]:
        calls = [
            asyncio.to_thread(engine.complete, journey, "send_offer", by="seller")
            for journey in journeys
        ]
        return list(await asyncio.gather(*calls))

    assert [each.outcome for each in asyncio.run(main())] == ["taken"] * 6
    assert is_sound(engine)


@needs_fork
@pytest.mark.fault("F34")
def test_in_a_forked_child_it_is_safe_or_says_so(engine: Engine) -> None:
    """In memory the child has a copy of its own; a connection is never used by two."""
    journey = begin(engine)
    before = engine.history(journey)
    child = os.fork()
    if child == 0:
        try:
            engine.complete(journey, "send_offer", id="child")
        except StoreError as error:
            os._exit(7 if error.code == "forked" else 1)
        except BaseException:  # noqa: BLE001
            os._exit(1)
        os._exit(8)
    _, status = os.waitpid(child, 0)
    is_memory = isinstance(engine.store, MemoryStore)
    assert os.waitstatus_to_exitcode(status) == (8 if is_memory else 7)
    assert engine.history(journey) == before
    assert engine.complete(journey, "send_offer", id="parent").outcome == "taken"
    assert is_sound(engine)


# --- late, early, out of order, after the end


@pytest.mark.clause("S7.7")
@pytest.mark.fault("F27")
@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_signals_come_nothing_breaks(
    engine: Engine, clock: ManualClock, seed: int
) -> None:
    """Late, from the future, shuffled, after the end: a receipt each, and no ended one goes on."""
    chance = random.Random(seed)  # noqa: S311  # the same shuffle every time
    journey = engine.begin(small_story.BEGIN, small_story.CONTEXT).journey
    signals = [replace(each, id=f"{each.id}+{turn}") for each in small_story.SIGNALS
               for turn in range(2)]  # fmt: skip
    chance.shuffle(signals)
    ended = False
    for each in signals:
        clock.set(clock() + chance.randrange(0, 3 * DAY))
        sent = replace(each, at=clock() + chance.randrange(-30 * DAY, DAY))
        receipt = engine.signal(journey, sent)
        assert receipt.outcome in {"taken", "ignored", "refused", "incident"}
        if sent.at > clock() + FUTURE_TOLERANCE:
            assert receipt.reason == "in-the-future"
        outcome = engine.journey(journey).outcome
        assert not ended or outcome in {"success", "lost"}
        ended = outcome in {"success", "lost"}
        again = engine.signal(journey, sent)
        assert again.is_duplicate
        assert again.decision() == receipt.decision()
    assert is_sound(engine)


# --- without a workspace


def test_without_a_workspace_the_newest_deployment_serves(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    with pytest.raises(EngineError) as caught:
        Engine(store, clock=clock)
    assert caught.value.code == "nothing-deployed"
    deployed = Engine(store, workspace, clock=clock).deploy(workspace, by="boss")
    engine = Engine(store, clock=clock)
    assert engine.refresh() == deployed.program
    assert engine.complete(begin(engine), "send_offer").outcome == "taken"


def test_an_address_that_is_no_store_leaves_nothing_open() -> None:
    with pytest.raises(StoreError):
        Engine.open("nonsense://x")

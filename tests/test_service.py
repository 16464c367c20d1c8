"""The engine's face: starting, signals, time, repeats, threads and old programs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core import records as r
from engine.core.decide import Step, step
from engine.core.journey import Account, Address, Context, Signal
from engine.core.link import link
from engine.language.compiler import Compiled
from engine.language.program import encode
from engine.language.values import Instant, Money, Number, Value
from engine.runtime.clock import ManualClock, now
from engine.runtime.failures import (
    OtherBodyError,
    StartRefusedError,
    StoreError,
    UnacceptableError,
    UnknownAccountError,
    UnknownJourneyError,
)
from engine.runtime.rehearsing import StoredHost
from engine.runtime.service import Engine
from engine.runtime.store import ConflictError, Store
from engine.runtime.store.memory import MemoryStore
from engine.runtime.store.opening import open_store
from engine.studies.host import Host, MemoryHost

from . import small_story
from .small_workspace import DAY, MONDAY, at, compiled

Facts = dict[str, Value]
SMALL: Facts = {"offer.amount": Money(Decimal(500), "CNY")}


def begin(engine: Engine, account: str = "acme", facts: Facts | None = None) -> str:
    return engine.start(account, line="steel", playbook="offer", facts=facts or SMALL)


def sent(kind: str, number: int = 1, when: str = "", **data: Value) -> Signal:
    return Signal(kind, f"m-{number}", at=at(when) if when else 0, data=data)


def kinds(history: tuple[r.Record, ...]) -> list[str]:
    return [type(record).__name__ for record in history]


def state(engine: Engine, journey: str) -> str:
    return engine.journey(journey).lanes["main"].state


# --- beginning


@pytest.mark.clause("S2.6")
def test_a_second_start_answers_with_the_journey_that_runs(engine: Engine) -> None:
    first = begin(engine)
    assert first == "acme/steel/offer/1"
    assert begin(engine, facts={"offer.amount": Money(Decimal(9), "CNY")}) == first
    assert engine.journey(first).facts == SMALL
    assert len(engine.journeys()) == 1


@pytest.mark.clause("S2.6")
def test_a_sleeping_journey_still_counts_and_an_ended_one_does_not(
    engine: Engine, clock: ManualClock
) -> None:
    first = begin(engine)
    clock.set(at("03-02 10:00"))
    engine.signal(first, sent("send_offer.done"))
    clock.set(at("03-30 10:00"))
    engine.tick()
    assert engine.journey(first).outcome == "dormant"
    assert begin(engine) == first
    engine.signal(first, sent("client.accepted", 2))
    engine.signal(first, sent("client.withdrew", 3))
    assert engine.journey(first).outcome == "lost"
    assert begin(engine) == "acme/steel/offer/2"


def test_ids_are_readable_and_never_shared(engine: Engine) -> None:
    wanted = (
        ("中钢/上海", "steel", ""),
        ("中钢", "上海/steel", ""),
        ("a%2Fb", "", ""),
        ("中钢", "上海/steel", "K-2"),
    )
    made = [
        engine.start(account, line=line, playbook="offer", key=key) for account, line, key in wanted
    ]
    assert made == [
        "中钢%2F上海/steel/offer/1", "中钢/上海%2Fsteel/offer/1", "a%252Fb//offer/1",
        "中钢/上海%2Fsteel/offer/2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "where", "reason", "names"),
    [
        ({"no.such": 1}, {}, "field-wrong", ("no.such",)),
        ({"offer.amount": "much"}, {}, "field-wrong", ("offer.amount",)),
        ({}, {"playbook": "none"}, "unknown-playbook", ("none",)),
        ({}, {"state": "nowhere"}, "unknown-state", ("nowhere",)),
    ],
)
def test_a_start_that_is_refused_leaves_nothing(
    engine: Engine, facts: Facts, where: Mapping[str, str], reason: str, names: tuple[str, ...]
) -> None:
    wanted = {"line": "steel", "playbook": "offer", **where}
    with pytest.raises(StartRefusedError) as caught:
        engine.start("acme", facts=facts, **wanted)  # type: ignore[arg-type]
    assert (caught.value.reason, caught.value.names) == (reason, names)
    assert engine.journeys() == ()
    with pytest.raises(UnknownAccountError):
        engine.account("acme")
    assert begin(engine) == "acme/steel/offer/1"


def test_a_journey_may_begin_where_it_already_stands(engine: Engine) -> None:
    journey = engine.start(
        "acme", line="steel", playbook="offer", state="waiting", at=at("03-02 08:00")
    )
    assert state(engine, journey) == "waiting"
    assert engine.history(journey)[0].at == at("03-02 08:00")


@pytest.mark.clause("S7.2")
def test_a_start_with_an_id_finds_its_journey_even_after_the_end(engine: Engine) -> None:
    wanted = small_story.BEGIN
    first = engine.begin(wanted, small_story.CONTEXT)
    engine.signal(first.journey, sent("client.withdrew"))
    assert engine.journey(first.journey).outcome == "lost"
    again = engine.begin(wanted, small_story.CONTEXT)
    assert (again.journey, again.is_duplicate) == (first.journey, True)
    assert again.decision() == first.decision()
    with pytest.raises(OtherBodyError):
        engine.begin(replace(wanted, data={}))
    assert len(engine.journeys()) == 1


@pytest.mark.clause("S2.6", "S7.2")
def test_a_start_that_met_a_running_twin_stays_with_it(engine: Engine) -> None:
    first = engine.begin(small_story.BEGIN)
    second = replace(small_story.BEGIN, id="another")
    assert engine.begin(second).journey == first.journey
    engine.signal(first.journey, sent("client.withdrew"))
    assert engine.begin(second).journey == first.journey
    assert engine.begin(replace(second, id="third")).journey != first.journey


def test_only_a_start_begins_a_journey(engine: Engine) -> None:
    with pytest.raises(UnacceptableError):
        engine.begin(replace(small_story.BEGIN, type="client.accepted"))
    with pytest.raises(UnacceptableError):
        engine.begin(replace(small_story.BEGIN, address=Address(line="steel", playbook="offer")))


# --- signals


@pytest.mark.clause("S1.5")
def test_timers_due_before_a_signal_fire_before_it(engine: Engine, clock: ManualClock) -> None:
    journey = begin(engine)
    clock.set(at("03-20 09:00"))
    engine.signal(journey, sent("send_offer.done", when="03-02 12:00"))
    assert "TimerFired" not in kinds(engine.history(journey))
    engine.signal(journey, sent("client.accepted", 2, when="03-04 12:00:01"))
    found = kinds(engine.history(journey))
    assert found.count("TimerFired") == 1
    assert found.index("Stalled") < found.index("StallEnded")
    assert engine.journey(journey).outcome == "success"


@pytest.mark.clause("S1.5")
def test_a_signal_comes_before_a_timer_of_the_same_instant(
    engine: Engine, clock: ManualClock
) -> None:
    journey = begin(engine)
    clock.set(at("03-02 13:00"))  # the offer is due at exactly this instant
    engine.signal(journey, sent("send_offer.done"))
    assert engine.tick() == 0
    assert "TimerFired" not in kinds(engine.history(journey))


@pytest.mark.clause("S7.2")
def test_a_repeat_answers_with_the_first_answer(engine: Engine, clock: ManualClock) -> None:
    journey = begin(engine)
    signal = sent("client.asked", tags=("b", "a"))
    engine.signal(journey, sent("send_offer.done", 7))
    clock.set(MONDAY + DAY)
    first = engine.signal(journey, signal)
    assert (first.outcome, first.is_duplicate) == ("taken", False)
    assert first.account_records
    assert first.effects
    assert first.why
    clock.set(MONDAY + 30 * DAY)
    before = engine.history(journey)
    again = engine.signal(journey, signal)
    assert again == replace(first, is_duplicate=True)
    assert again.records == before[first.first - 1 : first.last]
    assert engine.history(journey) == before  # not even the timers that are due by now


@pytest.mark.clause("S7.2")
@pytest.mark.parametrize(
    "other",
    [
        {"type": "client.accepted"},
        {"by": "somebody"},
        {"at": MONDAY},
        {"data": {"tags": ("b",)}},
        {"brings": ("offer_sheet",)},
    ],
)
def test_the_same_id_with_another_body_is_an_error(
    engine: Engine, other: dict[str, object]
) -> None:
    journey = begin(engine)
    signal = sent("client.asked", tags=("a",))
    engine.signal(journey, signal)
    before = engine.history(journey)
    with pytest.raises(OtherBodyError):
        engine.signal(journey, replace(signal, **other))
    assert engine.history(journey) == before


@pytest.mark.clause("S7.2")
def test_an_id_belongs_to_its_source_and_journey(engine: Engine) -> None:
    one, two = begin(engine), begin(engine, "other")
    signal = sent("client.asked")
    receipts = [
        engine.signal(one, signal),
        engine.signal(two, signal),
        engine.signal(one, replace(signal, source="mail")),
    ]
    assert [receipt.is_duplicate for receipt in receipts] == [False, False, False]


def test_a_refused_and_an_ignored_signal_are_recorded_and_answered_alike(engine: Engine) -> None:
    journey = begin(engine)
    for number, (kind, outcome) in enumerate(
        (("check_terms.done", "refused"), ("no.such_signal", "ignored"))
    ):
        first = engine.signal(journey, sent(kind, number))
        assert first.outcome == outcome
        assert engine.signal(journey, sent(kind, number)) == replace(first, is_duplicate=True)


def test_nobody_s_journey(engine: Engine) -> None:
    for look in (engine.journey, engine.history, engine.check, engine.why, engine.fire):
        with pytest.raises(UnknownJourneyError):
            look("acme/steel/offer/9")
    with pytest.raises(UnknownJourneyError):
        engine.signal("acme/steel/offer/9", sent("client.asked"))
    with pytest.raises(UnacceptableError):
        engine.journey("\ud800")


@pytest.mark.parametrize(
    "signal",
    [
        Signal("", "1"),
        Signal("client.asked", ""),
        Signal("client.asked", "1", source=""),
        Signal("client.asked", "\0"),
        Signal("client.asked", "1", by="\ud800"),
        Signal("client.asked", "1", at=-1),
        Signal("client.asked", "1", at=2**63),
        Signal("client.asked", "1", data={"n": 2**63}),
        Signal("client.asked", "1", data={"n": Number(Decimal("NaN"))}),
        Signal("client.asked", "1", data={"n": Money(Decimal("Infinity"), "CNY")}),
        Signal("client.asked", "1", data={"n": 0.5}),  # type: ignore[dict-item]
        Signal("client.asked", "1", data={"n": ["a"]}),  # type: ignore[dict-item]
        Signal("client.asked", "1", data={"n": ("a", "\0")}),
        Signal("client.asked", "1", data={"\0": 1}),
        Signal("client.asked", "1", brings=("\ud800",)),
        Signal("client.asked", "1", address=Address(key="\0")),
    ],
    ids=range(16),
)
def test_what_not_every_store_could_keep_none_keeps(engine: Engine, signal: Signal) -> None:
    journey = begin(engine)
    before = engine.history(journey)
    with pytest.raises(UnacceptableError):
        engine.signal(journey, signal)
    assert engine.history(journey) == before


# --- time


def test_ticking_fires_what_is_due_in_order_once(engine: Engine, clock: ManualClock) -> None:
    two, one = begin(engine, "b"), begin(engine, "a")
    clock.set(at("03-02 10:00"))
    later = begin(engine, "0")
    clock.set(at("03-02 12:59"))
    assert engine.tick() == 0
    clock.set(at("03-02 14:00"))
    order: list[str] = []
    note(engine, order)
    assert engine.tick() == 3
    assert order == [one, two, later]
    assert engine.tick() == 0
    for journey in (one, two, later):
        assert kinds(engine.history(journey)).count("TaskOverdue") == 1
        assert engine.check(journey)


def note(engine: Engine, order: list[str]) -> None:
    """Have every journey that changes from now on noted."""
    versions = {row.id: row.version for row in engine.journeys()}

    def reached(point: str) -> None:
        if point == "after-commit":
            for row in engine.journeys():
                if versions.get(row.id) != row.version:
                    versions[row.id] = row.version
                    order.append(row.id)

    engine._reached = reached  # noqa: SLF001


@pytest.mark.clause("S3.10")
def test_what_was_missed_fires_late_with_its_own_instant(
    engine: Engine, clock: ManualClock
) -> None:
    journey = begin(engine)
    clock.set(at("03-16 10:00"))
    engine.tick()
    fired = [each for each in engine.history(journey) if isinstance(each, r.TimerFired)]
    assert [each.at for each in fired] == [at("03-02 13:00"), at("03-03 13:00")]
    assert {each.taken_at for each in fired} == {at("03-16 10:00")}


def test_a_clock_that_steps_back_fires_nothing_early(engine: Engine, clock: ManualClock) -> None:
    journey = begin(engine)
    clock.set(MONDAY - DAY)
    assert engine.tick() == 0
    assert not engine.fire(journey)
    engine.signal(journey, sent("client.asked"))
    taken = [each for each in engine.history(journey) if isinstance(each, r.SignalTaken)]
    assert taken[-1].taken_at == MONDAY


def test_the_wall_clock_counts_microseconds() -> None:
    assert at("01-01 00:00") < now() < at("01-01 00:00") * 2
    assert now() <= now()


# --- accounts, people, programs


@pytest.mark.clause("S1.2", "S7.1")
def test_a_fact_of_the_account_is_known_in_all_its_journeys(engine: Engine) -> None:
    one = engine.start("acme", line="steel", playbook="offer", facts={"client.on_hold": True})
    two = engine.start("acme", line="iron", playbook="offer")
    engine.signal(two, sent("send_offer.done"))
    engine.signal(two, sent("client.asked", 2, tags=("quick",)))
    assert engine.account("acme").facts == {"client.on_hold": True, "client.tags": ("quick",)}
    assert engine.account("acme").version == 2
    told, by_one = engine.account_history("acme"), engine.account_history("acme", journey=one)
    assert [each.value for each in told if isinstance(each, r.FactSet)] == [True, ("quick",)]
    assert [each.value for each in by_one if isinstance(each, r.FactSet)] == [True]
    assert engine.check_account("acme")
    # A stall of one journey waits because of what the other one learnt.
    engine.signal(two, sent("send_offer.done", 3))
    (timer,) = engine.journey(two).timers.values()
    assert timer.holds == ("unless",)


def test_a_newcomer_is_taken_as_introduced_an_old_acquaintance_is_not(engine: Engine) -> None:
    known = Account("acme/中国", facts={"client.on_hold": True}, owners={"seller/steel": "小李"})
    engine.begin(small_story.BEGIN, Context(known))
    assert engine.account("acme/中国").owners == {"seller/steel": "小李"}
    assert engine.check_account("acme/中国")
    other = replace(small_story.BEGIN, id="2", address=replace(small_story.ADDRESS, key="K-2"))
    engine.begin(other, Context(Account("acme/中国", owners={})))
    assert engine.account("acme/中国").owners == {"seller/steel": "小李"}


@pytest.mark.clause("S1.2")
def test_people_fill_roles_as_last_said(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    def owner(engine: Engine, account: str) -> str:
        (task,) = engine.journey(begin(engine, account)).tasks.values()
        return task.owner

    assert owner(Engine(store, workspace, clock=clock), "a") == "seller"
    assert owner(Engine(store, workspace, clock=clock, directory={"seller": "小李"}), "b") == "小李"
    engine = Engine(store, workspace, clock=clock)
    assert owner(engine, "c") == "小李"
    engine.fill_roles({"seller": "小王"})
    engine.fill_roles({"seller": "小王"})
    assert owner(engine, "d") == "小王"
    with store.reading() as reading:
        directory = reading.directory()
    assert directory is not None
    assert directory[0] == 2


@pytest.mark.clause("S8.1")
def test_a_journey_keeps_to_the_program_it_began_with(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    old = begin(Engine(store, workspace, clock=clock))
    newer = compiled({"due: 4 business hours": "due: 2 business hours"})
    assert newer.id != workspace.id
    engine = Engine(store, newer, clock=clock)
    new = begin(engine, "other")
    for journey in (old, new):
        engine.signal(journey, sent("send_offer.done", 1))
        engine.signal(journey, sent("client.asked", 2))
    assert [engine.journey(each).program for each in (old, new)] == [workspace.id, newer.id]
    due = [task.due_at for each in (old, new) for task in engine.journey(each).tasks.values()]
    assert due == [at("03-02 13:00"), at("03-02 11:00")]


@pytest.mark.clause("S8.1")
def test_a_program_that_is_not_there_stops_only_its_own_journeys(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    engine = Engine(store, workspace, clock=clock)
    lost, well = begin(engine, "a"), begin(engine, "b")
    with store.writing() as tx:
        row = tx.journey(lost)
        assert row is not None
        snapshot = row.snapshot.replace(workspace.id.encode(), b"0123456789abcdef")
        tx.save_journey(replace(row, snapshot=snapshot), expected=row.version)
    clock.set(at("03-02 14:00"))
    with pytest.raises(StoreError) as caught:
        engine.tick()
    assert caught.value.code == "program-missing"
    assert "TaskOverdue" in kinds(engine.history(well))


def test_a_program_that_is_not_what_its_hash_says_is_damage(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    other = compiled({"due: 4 business hours": "due: 2 business hours"})
    with store.writing() as tx:
        tx.add_program(workspace.id, encode(other.program))
    journey = begin(Engine(store, workspace, clock=clock))
    engine = Engine(store, other, clock=clock)
    with pytest.raises(StoreError) as caught:
        engine.signal(journey, sent("client.asked"))
    assert caught.value.code == "damaged"


# --- durability


@pytest.mark.clause("S7.1")
@pytest.mark.parametrize(
    "point",
    ["after-begin", "after-read", "after-decide", "after-records", "after-snapshot",
     "after-account", "after-effects", "before-commit"],
)  # fmt: skip
def test_a_step_that_fails_on_the_way_leaves_nothing(
    store: Store, workspace: Compiled, clock: ManualClock, point: str
) -> None:
    def fail(reached: str) -> None:
        if reached == point:
            raise KeyboardInterrupt

    engine = Engine(store, workspace, clock=clock)
    journey = begin(engine)
    engine.signal(journey, sent("send_offer.done"))
    before = everything(store)
    failing = Engine(store, workspace, clock=clock, crash_point=fail)
    with pytest.raises(KeyboardInterrupt):
        failing.signal(journey, sent("client.asked", 2, tags=("a",)))
    assert everything(store) == before
    assert not engine.signal(journey, sent("client.asked", 2, tags=("a",))).is_duplicate


@pytest.mark.clause("S7.3")
def test_effects_wait_in_the_outbox_under_ids_of_their_own(engine: Engine, store: Store) -> None:
    journey = begin(engine)
    receipt = engine.signal(journey, sent("send_offer.done"))
    again = engine.signal(journey, sent("client.asked", 2))
    with store.reading() as reading:
        found = reading.outbox(journey, 1, 99)
    named = [(effect.record, effect.index) for effect in (*receipt.effects, *again.effects)]
    assert [(row.record, row.index) for row in found][1:] == named
    assert {row.state for row in found} == {"pending"}


@pytest.mark.clause("S7.4")
def test_checking_finds_a_journey_that_is_not_its_journal(engine: Engine, store: Store) -> None:
    journey = begin(engine)
    engine.signal(journey, sent("client.asked", tags=("a",)))
    assert engine.check(journey)
    assert engine.check_account("acme")
    with store.writing() as tx:
        row, account = tx.journey(journey), tx.account("acme")
        assert row is not None
        assert account is not None
        snapshot = row.snapshot.replace(b"500", b"501")
        tx.save_journey(replace(row, snapshot=snapshot), expected=row.version)
        told = account.snapshot.replace(b'"a"', b'"b"')
        tx.save_account(replace(account, snapshot=told), expected=account.version)
    assert not engine.check(journey)
    assert not engine.check_account("acme")


@pytest.mark.clause("S1.6", "S7.4")
def test_what_a_journey_holds_keeps_its_order(engine: Engine, clock: ManualClock) -> None:
    # Decisions go by the order in which things were made, not by their names.
    journey = begin(engine)
    engine.signal(journey, sent("send_offer.done"))
    clock.set(at("03-04 10:00"))
    engine.tick()
    made = [each.timer.id for each in engine.history(journey) if isinstance(each, r.TimerArmed)]
    running = list(engine.journey(journey).timers)
    assert running == [each for each in made if each in running]
    assert running != sorted(running)


def test_a_snapshot_that_does_not_read_back_is_damage(engine: Engine, store: Store) -> None:
    journey = begin(engine)
    with store.writing() as tx:
        row = tx.journey(journey)
        assert row is not None
        tx.save_journey(replace(row, snapshot=b"{"), expected=row.version)
    with pytest.raises(StoreError) as caught:
        engine.journey(journey)
    assert caught.value.code == "damaged"


@pytest.mark.clause("S7.8")
def test_a_step_is_decided_again_when_somebody_was_faster(
    workspace: Compiled, clock: ManualClock
) -> None:
    store = MemoryStore()
    failures = iter([True, True, False])

    def disturb(point: str) -> None:
        if point == "after-decide" and next(failures):
            raise ConflictError

    engine = Engine(store, workspace, clock=clock, crash_point=disturb)
    assert begin(engine) == "acme/steel/offer/1"
    assert next(failures, None) is None


@pytest.mark.clause("S1.9")
def test_what_the_core_cannot_decide_is_parked(
    engine: Engine, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = begin(engine, "a"), begin(engine, "b")

    def broken(*arguments: object) -> Step:
        if arguments[2].id == one:  # type: ignore[attr-defined]
            raise ZeroDivisionError("poison")
        return step(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("engine.runtime.step.step", broken)
    assert engine.signal(one, sent("client.asked")).outcome == "incident"
    clock.set(at("03-02 14:00"))
    assert engine.tick() == 2
    assert engine.tick() == 0
    assert [(row.journey, row.code) for row in engine.incidents()] == [(one, "engine-fault")] * 2
    assert "TaskOverdue" in kinds(engine.history(two))
    assert engine.check(one)


def test_threads_take_turns(engine: Engine) -> None:
    journey = begin(engine)
    failures: list[BaseException] = []

    def send(thread: int) -> None:
        try:
            for number in range(8):
                engine.signal(journey, sent("client.asked", 100 * thread + number))
                engine.signal(journey, sent("client.asked", 9_000 + number))
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    taken = [each.id for each in engine.history(journey) if isinstance(each, r.SignalTaken)]
    assert len(taken) == len(set(taken)) == 1 + 4 * 8 + 8
    assert engine.check(journey)


def test_an_engine_that_cannot_open_lets_go_of_its_store(
    workspace: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    monkeypatch.setattr("engine.runtime.service.open_store", lambda _url: store)
    with pytest.raises(UnacceptableError):
        Engine.open("memory:", workspace, directory={"seller": "\0"})
    with pytest.raises(StoreError) as caught, store.reading():
        pass
    assert caught.value.code == "closed"


# --- both stores, and stories


def everything(store: Store) -> list[object]:
    """Return all that a store keeps of journeys and accounts."""
    with store.reading() as reading:
        rows = reading.journeys()
        accounts = sorted({row.account for row in rows})
        return [
            rows,
            [reading.history(row.id) for row in rows],
            [reading.outbox(row.id, 1, 10_000) for row in rows],
            [reading.account(account) for account in accounts],
            [reading.account_history(account) for account in accounts],
            reading.incidents(),
        ]


SENDABLE: tuple[tuple[str, Facts], ...] = (
    ("send_offer.done", {}),
    ("call.done", {}),
    ("lead_calls.done", {}),
    ("check_terms.done", {"outcome": "rejected"}),
    ("client.accepted", {}),
    ("client.asked", {"tags": ("b", "a")}),
    ("client.asked", {"tags": ("c",)}),
    ("client.withdrew", {}),
    ("facts.set", {"offer.amount": Money(Decimal(2000), "CNY"), "client.on_hold": True}),
    ("facts.set", {"client.on_hold": False}),
    ("facts.set", {"offer.amount": "much"}),
    ("journey.paused", {"reason": "x"}),
    ("journey.resumed", {}),
    ("escalation.acknowledged", {"about": "unanswered"}),
    ("no.such", {}),
)
HOUR = DAY // 24
MOVES = st.one_of(
    st.tuples(st.just("start"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("wait"), st.integers(0, 200), st.just(0)),
    st.tuples(st.just("tick"), st.just(0), st.just(0)),
    st.tuples(st.just("repeat"), st.integers(0, 20), st.just(0)),
    st.tuples(st.just("send"), st.integers(0, len(SENDABLE) - 1), st.integers(-30, 2)),
    st.tuples(st.just("send"), st.integers(0, len(SENDABLE) - 1), st.integers(-30, 2)),
)


def run(store: Store, workspace: Compiled, moves: list[tuple[str, int, int]]) -> list[object]:
    """Do what the moves say; return every answer."""
    clock = ManualClock(MONDAY)
    engine = Engine(store, workspace, clock=clock)
    current = begin(engine)
    sendings: list[tuple[str, Signal]] = []
    answers: list[object] = []
    for number, (what, which, hours) in enumerate(moves):
        if what == "start":
            current = engine.start("ab"[which % 2], line="xy"[which // 2], playbook="offer")
            answers.append(current)
        elif what == "wait":
            clock.set(clock() + which * HOUR)
        elif what == "tick":
            answers.append(engine.tick())
        elif what == "repeat" and sendings:
            answers.append(engine.signal(*sendings[which % len(sendings)]))
        elif what == "send":
            kind, data = SENDABLE[which]
            signal = Signal(kind, str(number), at=clock() + hours * HOUR, data=data)
            sendings.append((current, signal))
            answers.append(engine.signal(current, signal))
    for row in engine.journeys():
        assert engine.check(row.id)
        assert engine.check_account(row.account)
    return answers


@pytest.mark.clause("S1.4", "S7.4")
@settings(deadline=None, max_examples=25)
@given(moves=st.lists(MOVES, max_size=40))
def test_both_stores_come_to_the_same(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int]]
) -> None:
    path = tmp_path_factory.mktemp("twin") / "journeys.db"
    memory, file = open_store("memory:"), open_store(f"sqlite:///{path}")
    assert run(memory, WORKSPACE, moves) == run(file, WORKSPACE, moves)
    assert everything(memory) == everything(file)
    file.close()


WORKSPACE = compiled()


def rehearse(host: Host, until: Callable[[int], bool] = lambda _: True) -> list[object]:
    journey = host.start(small_story.BEGIN, small_story.CONTEXT, MONDAY)
    decisions: list[object] = []
    for number, signal in enumerate(small_story.SIGNALS):
        if not until(number):
            break
        host.advance(journey, signal.at, inclusive=False)
        decisions.append(host.send(journey, signal, signal.at))
    return [*decisions, host.history(journey), host.account_history(journey)]


def test_a_story_on_a_store_is_the_story_in_memory(
    engine: Engine, clock: ManualClock, workspace: Compiled
) -> None:
    host = StoredHost(engine, clock)
    expected = rehearse(MemoryHost(link(workspace.program)))
    rehearse(host, lambda number: number < 4)
    assert rehearse(host) == expected
    assert rehearse(host) == expected


@pytest.mark.parametrize("inclusive", [True, False])
def test_time_passes_up_to_an_instant_or_just_before_it(
    engine: Engine, clock: ManualClock, inclusive: bool
) -> None:
    host = StoredHost(engine, clock)
    journey = host.start(small_story.BEGIN, small_story.CONTEXT, MONDAY)
    due: Instant = at("03-02 13:00")
    host.advance(journey, due, inclusive=inclusive)
    assert ("TaskOverdue" in kinds(host.history(journey))) is inclusive
    assert clock() == due


@pytest.mark.parametrize(
    "signal",
    [
        Signal("client.asked", id=7),  # type: ignore[arg-type]  # what a web caller might pass
        Signal("client.asked", id="x", by=5),  # type: ignore[arg-type]  # likewise
        Signal("client.asked", id="x", source=True),  # type: ignore[arg-type]  # likewise
        Signal("client.asked", id="x", address=Address(line=5)),  # type: ignore[arg-type]  # likewise
        Signal("client.asked", id="x", brings=["a"]),  # type: ignore[arg-type]  # likewise
        Signal("client.asked", id="x", data={"n": Decimal(1)}),  # type: ignore[dict-item]  # likewise
    ],
    ids=["id", "by", "source", "address", "brings", "decimal"],
)
def test_what_would_not_read_back_is_never_written(engine: Engine, signal: Signal) -> None:
    # X9: a number where a text belongs is refused at the door, not found as damage later.
    journey = begin(engine)
    before = engine.history(journey)
    with pytest.raises(UnacceptableError):
        engine.signal(journey, signal)
    assert engine.history(journey) == before
    assert engine.check(journey)


def test_a_journey_begins_with_texts_and_its_state_is_no_fact(engine: Engine) -> None:
    with pytest.raises(UnacceptableError):
        engine.start("acme", line="steel", playbook="offer", key=5)  # type: ignore[arg-type]  # a slip
    with pytest.raises(UnacceptableError):
        engine.start("acme", line="steel", playbook="offer", facts={"state": "waiting"})
    assert engine.journeys() == ()

"""Facts told of an account, and signals that wait: decided before any timer (S7.9)."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from engine.core import records as r
from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.language.values import Money
from engine.runtime.clock import ManualClock
from engine.runtime.failures import (
    FactsRefusedError,
    OtherBodyError,
    UnacceptableError,
    UnknownAccountError,
)
from engine.runtime.service import Engine
from engine.runtime.store import Store

from .live import begin, is_sound, kinds
from .small_workspace import MONDAY, at


def waiting(engine: Engine, journey: str) -> int:
    with engine.store.reading() as reading:
        return len(reading.waiting(journey))


class Died(BaseException):
    """The process ends here: nothing of the engine may catch it."""


def dies_after(store: Store, workspace: Compiled, clock: ManualClock, commits: int) -> Engine:
    """Return an engine that dies when it has committed so often."""
    counted = itertools.count(1)

    def reached(point: str) -> None:
        if point == "after-commit" and next(counted) == commits:
            raise Died

    return Engine(store, workspace, clock=clock, crash_point=reached)


# --- facts of an account


@pytest.mark.clause("S7.9")
def test_facts_are_kept_once_and_every_journey_looks_again(
    engine: Engine, clock: ManualClock
) -> None:
    first, second, other = begin(engine), begin(engine, key="K"), begin(engine, "beta")
    for journey in (first, second, other):
        engine.complete(journey, "send_offer")
    clock.set(at("03-03 10:00"))
    receipts = engine.set_facts("acme", {"client.on_hold": True}, by="crm", id="crm-1")
    assert [each.journey for each in receipts] == sorted([first, second])
    assert engine.account("acme").facts["client.on_hold"] is True
    (told,) = engine.account_history("acme")
    assert isinstance(told, r.FactSet)
    assert told.at == at("03-03 10:00")
    # Each holds its stall from then on, before the stall's time comes.
    for journey in (first, second):
        assert "TimerHeld" in kinds(engine, journey)
        assert waiting(engine, journey) == 0
    assert "TimerHeld" not in kinds(engine, other)
    clock.set(at("03-06 10:00"))
    engine.tick()
    assert [row.id for row in engine.journeys(stalled=True)] == [other]
    assert is_sound(engine)


@pytest.mark.clause("S7.9")
def test_a_repeat_answers_with_the_first_answers(engine: Engine, clock: ManualClock) -> None:
    journey = begin(engine)
    engine.complete(journey, "send_offer")
    first = engine.set_facts("acme", {"client.on_hold": True}, id="crm-1")
    clock.set(at("03-03 10:00"))
    later = begin(engine, key="K")
    again = engine.set_facts("acme", {"client.on_hold": True}, id="crm-1")
    assert [each.is_duplicate for each in (*first, *again)] == [False, True]
    assert [each.decision() for each in again] == [each.decision() for each in first]
    assert len(engine.account_history("acme")) == 1
    assert "context.changed" not in str(engine.history(later))
    with pytest.raises(OtherBodyError):
        engine.set_facts("acme", {"client.on_hold": False}, id="crm-1")
    # The same id of another source, or of another account, is another happening.
    assert engine.set_facts("acme", {"client.on_hold": False}, id="crm-1", source="web")
    assert engine.set_facts("beta", {"client.on_hold": True}, id="crm-1") == ()
    assert is_sound(engine)


@pytest.mark.clause("S7.9")
def test_what_is_known_already_leads_to_nothing(engine: Engine) -> None:
    begin(engine)
    assert engine.set_facts("acme", {"client.tags": ("a", "b")}, id="1")
    assert engine.set_facts("acme", {"client.tags": ("b",)}, id="2") == ()
    assert engine.set_facts("acme", {"client.tags": ("b",)}, id="2") == ()
    assert engine.set_facts("acme", {"client.tags": ("c",)}, id="3")
    assert engine.account("acme").facts["client.tags"] == ("a", "b", "c")


@pytest.mark.clause("S7.9")
@pytest.mark.parametrize(
    "facts",
    [
        {"client.on_hold": "yes"},
        {"offer.amount": Money(Decimal(5), "CNY")},
        {"no.such": 1},
    ],
)
def test_refused_facts_are_named_and_nothing_is_kept(
    engine: Engine, facts: dict[str, object]
) -> None:
    journey = begin(engine)
    before = engine.history(journey)
    with pytest.raises(FactsRefusedError) as caught:
        engine.set_facts("acme", {"client.tags": ("a",), **facts}, id="1")  # type: ignore[dict-item]
    assert caught.value.names == tuple(facts)
    assert all(name in caught.value.line("zh") for name in facts)
    assert engine.account("acme").facts == {}
    assert engine.history(journey) == before
    # The id was not used up by the mistake.
    assert len(engine.set_facts("acme", {"client.tags": ("a",)}, id="1")) == 1


def test_an_account_begins_with_its_first_facts(engine: Engine) -> None:
    with pytest.raises(UnknownAccountError):
        engine.account("acme")
    assert engine.set_facts("acme", {"client.on_hold": True}) == ()
    journey = begin(engine)
    assert engine.account("acme").facts == {"client.on_hold": True}
    assert engine.check_account("acme")
    assert engine.check(journey)


def test_facts_of_nobody_or_of_tomorrow_are_refused(engine: Engine) -> None:
    with pytest.raises(UnacceptableError):
        engine.set_facts("", {"client.on_hold": True})
    with pytest.raises(UnacceptableError):
        engine.set_facts("acme", {"client.on_hold": True}, at=MONDAY + 3_600_000_000)
    with pytest.raises(UnacceptableError):
        engine.set_facts("acme", {"client.on_hold": 0.5})  # type: ignore[dict-item]


@pytest.mark.clause("S7.9")
@pytest.mark.parametrize("commits", [1, 2])
def test_facts_whose_teller_died_still_come_before_the_next_timer(
    store: Store, workspace: Compiled, clock: ManualClock, commits: int
) -> None:
    engine = Engine(store, workspace, clock=clock)
    journeys = [begin(engine), begin(engine, key="K")]
    for journey in journeys:
        engine.complete(journey, "send_offer")
    clock.set(at("03-03 10:00"))
    dying = dies_after(store, workspace, clock, commits)
    with pytest.raises(Died):
        dying.set_facts("acme", {"client.on_hold": True}, id="crm-1")
    assert sum(waiting(engine, each) for each in journeys) == 3 - commits
    # Long after the stall was due: without the hold it would have begun.
    clock.set(at("03-20 10:00"))
    engine.tick()
    assert engine.journeys(stalled=True) == ()
    assert all("TimerHeld" in kinds(engine, each) for each in journeys)
    again = engine.set_facts("acme", {"client.on_hold": True}, id="crm-1")
    assert [each.journey for each in again] == sorted(journeys)
    assert len(engine.account_history("acme")) == 1
    assert is_sound(engine)


@pytest.mark.clause("S7.9")
def test_whoever_touches_a_journey_lets_what_waits_go_first(
    store: Store, workspace: Compiled, clock: ManualClock
) -> None:
    engine = Engine(store, workspace, clock=clock)
    journey = begin(engine)
    engine.complete(journey, "send_offer")
    clock.set(at("03-03 10:00"))
    with pytest.raises(Died):
        dies_after(store, workspace, clock, 1).set_facts("acme", {"client.on_hold": True})
    clock.set(at("03-20 10:00"))
    engine.signal(journey, Signal("client.accepted", "late", at=at("03-19 10:00")))
    found = kinds(engine, journey)
    assert "TimerHeld" in found
    assert "Stalled" not in found
    assert waiting(engine, journey) == 0


@pytest.mark.clause("S7.8", "S7.9")
def test_a_neighbour_that_is_told_decides_first_what_it_has_waiting(engine: Engine) -> None:
    first, second = begin(engine), begin(engine, key="K")
    engine.accept(second, Signal("send_offer.done", "waits"))
    engine.signal(first, Signal("facts.set", "told", data={"client.on_hold": True}))
    assert waiting(engine, second) == 0
    assert "TaskDone" in kinds(engine, second)
    assert is_sound(engine)


# --- signals accepted for later


@pytest.mark.clause("S7.9")
def test_what_is_accepted_waits_in_order_and_is_decided_once(
    engine: Engine, clock: ManualClock
) -> None:
    journey = begin(engine)
    done = Signal("send_offer.done", "1")
    engine.accept(journey, done)
    engine.accept(journey, Signal("client.asked", "2"))
    engine.accept(journey, done)
    assert waiting(engine, journey) == 2
    assert "TouchpointDone" not in kinds(engine, journey)
    with pytest.raises(OtherBodyError):
        engine.accept(journey, Signal("client.withdrew", "1"))
    clock.set(at("03-02 12:00"))
    assert engine.tick() == 2
    assert engine.journey(journey).lanes["main"].state == "making"
    taken = [each for each in engine.history(journey) if isinstance(each, r.SignalTaken)]
    assert [(each.id, each.at) for each in taken if each.source == "api"][-2:] == [
        ("1", MONDAY), ("2", MONDAY),
    ]  # fmt: skip
    # Accepted again after it was decided, it is what it was.
    engine.accept(journey, done)
    assert waiting(engine, journey) == 0
    answer = engine.signal(journey, done)
    assert (answer.outcome, answer.is_duplicate) == ("taken", True)


@pytest.mark.clause("S7.9")
def test_a_signal_that_waits_is_answered_to_who_sends_it_too(engine: Engine) -> None:
    journey = begin(engine)
    done = Signal("send_offer.done", "1")
    engine.accept(journey, done)
    receipt = engine.signal(journey, done)
    assert (receipt.outcome, receipt.is_duplicate) == ("taken", True)
    assert kinds(engine, journey).count("TaskDone") == 1
    assert is_sound(engine)

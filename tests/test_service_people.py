"""What people do with journeys, and the lists they work from: on every store."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.core import records as r
from engine.core.journey import Signal
from engine.runtime.clock import ManualClock
from engine.runtime.failures import (
    EngineError,
    OtherBodyError,
    RefusedError,
    StaleError,
    UnacceptableError,
    UnknownJourneyError,
    UnknownTaskError,
)
from engine.runtime.service import Engine
from engine.runtime.step import Receipt
from engine.runtime.store import TaskRow

from .live import begin, is_sound, kinds, last
from .small_workspace import DAY, MONDAY, at


def names(rows: tuple[TaskRow, ...]) -> list[tuple[str, str]]:
    return [(row.name, row.owner) for row in rows]


# --- tasks


def test_what_is_to_do_is_listed_and_done(engine: Engine) -> None:
    journey = begin(engine)
    (task,) = engine.tasks(owner="seller")
    assert (task.journey, task.name, task.status, task.account) == (
        journey, "send_offer", "open", "acme",
    )  # fmt: skip
    assert task.due_at == at("03-02 13:00")
    receipt = engine.complete(journey, "send_offer", by="seller", id="c-1")
    assert receipt.expect_taken() is receipt
    assert engine.tasks() == ()
    assert engine.journey(journey).lanes["main"].state == "waiting"
    again = engine.complete(journey, "send_offer", by="seller", id="c-1")
    assert (again.is_duplicate, again.decision()) == (True, receipt.decision())
    assert is_sound(engine)


def test_tasks_are_found_by_each_of_their_words(engine: Engine, clock: ManualClock) -> None:
    first, second = begin(engine, "acme"), begin(engine, "beta")
    assert names(engine.tasks(journey=first)) == [("send_offer", "seller")]
    assert [row.journey for row in engine.tasks(account="beta")] == [second]
    assert len(engine.tasks(role="seller", status="open")) == 2
    assert engine.tasks(owner="nobody") == engine.tasks(overdue=True) == ()
    assert len(engine.tasks(due_by=at("03-02 13:00"))) == 2
    assert engine.tasks(due_by=at("03-02 12:59")) == ()
    assert len(engine.tasks(limit=1)) == 1
    clock.set(at("03-02 14:00"))
    engine.tick()
    assert {row.is_overdue for row in engine.tasks(overdue=True)} == {True}
    engine.reassign(first, "send_offer", "lead", by="head")
    assert [row.journey for row in engine.tasks(owner="lead")] == [first]
    assert [row.journey for row in engine.tasks(owner="seller")] == [second]


def test_a_journeys_tasks_are_always_those_it_holds(engine: Engine, clock: ManualClock) -> None:
    journey = begin(engine)
    for number, kind in enumerate(
        ("send_offer.done", "client.asked", "send_offer.done", "client.accepted"), 1
    ):
        clock.set(MONDAY + number * DAY)
        engine.signal(journey, Signal(kind, f"s-{number}"))
        held = engine.journey(journey)
        listed = {row.id: row for row in engine.tasks(journey=journey)}
        assert set(listed) == set(held.tasks)
        for task in held.tasks.values():
            row = listed[task.id]
            assert (row.name, row.owner, row.status, row.due_at, row.is_overdue) == (
                task.name, task.owner, task.status, task.due_at, task.is_overdue,
            )  # fmt: skip
        (stands,) = engine.journeys()
        assert (stands.stalls, stands.began_at) == (len(held.stalls), MONDAY)


def test_a_refusal_says_why_and_changes_nothing_else(engine: Engine) -> None:
    journey = begin(engine)
    receipt = engine.complete(journey, "check_terms", outcome="passed")
    assert (receipt.outcome, receipt.reason, receipt.names) == (
        "refused", "task-not-open", ("check_terms",),
    )  # fmt: skip
    with pytest.raises(RefusedError, match="not open") as caught:
        receipt.expect_taken()
    assert (caught.value.reason, caught.value.names) == ("task-not-open", ("check_terms",))
    assert isinstance(last(engine, journey), r.SignalRefused)
    assert names(engine.tasks()) == [("send_offer", "seller")]


def test_work_that_nobody_declared_is_an_error_and_leaves_nothing(engine: Engine) -> None:
    journey = begin(engine)
    before = engine.history(journey)
    with pytest.raises(UnknownTaskError) as caught:
        engine.complete(journey, "no_such", id="x")
    assert caught.value.code == "unknown-task"
    assert "no_such" in caught.value.line("zh")
    for act in (engine.skip, engine.cancel):
        with pytest.raises(UnknownTaskError):
            act(journey, "no_such", by="lead", reason="why")
    with pytest.raises(UnknownTaskError):
        engine.reassign(journey, "no_such", "lead", by="head")
    assert engine.history(journey) == before
    # The id was not used up by the mistake.
    assert engine.complete(journey, "send_offer", id="x").outcome == "taken"


def test_nobody_acts_on_a_journey_that_is_not_there(engine: Engine) -> None:
    for act in (
        lambda: engine.complete("no/such", "send_offer"),
        lambda: engine.note("no/such", "text", by="seller"),
        lambda: engine.accept("no/such", Signal("client.accepted", "1")),
        lambda: engine.close_incident("no/such", 1),
        lambda: engine.explain("no/such"),
    ):
        with pytest.raises(UnknownJourneyError):
            act()


def test_what_a_caller_saw_may_be_over(engine: Engine) -> None:
    journey = begin(engine)
    seen = engine.journey(journey).version
    engine.note(journey, "先说一声", by="seller")
    with pytest.raises(StaleError) as caught:
        engine.complete(journey, "send_offer", expected_version=seen, id="c-1")
    assert (caught.value.expected, caught.value.found) == (seen, seen + 1)
    with pytest.raises(StaleError):
        engine.signal(journey, Signal("client.withdrew", "w"), expected_version=seen)
    done = engine.complete(journey, "send_offer", expected_version=seen + 1, id="c-1")
    assert done.outcome == "taken"
    # A repeat is answered whatever was seen.
    again = engine.complete(journey, "send_offer", expected_version=seen + 1, id="c-1")
    assert again.is_duplicate


def test_skipped_cancelled_and_handed_over(engine: Engine) -> None:
    first, second, third = begin(engine), begin(engine, "beta"), begin(engine, "gamma")
    assert engine.skip(first, "send_offer", by="lead", reason="客户不要").outcome == "taken"
    assert "TaskSkipped" in kinds(engine, first)
    assert engine.cancel(second, "send_offer", by="lead").outcome == "taken"
    assert "TaskCancelled" in kinds(engine, second)
    moved = engine.reassign(third, "send_offer", "lead", by="head", instead_of="nobody")
    assert (moved.outcome, moved.reason) == ("refused", "not-the-owner")
    moved = engine.reassign(third, "send_offer", "lead", by="head", instead_of="seller")
    assert moved.outcome == "taken"
    assert {(row.journey, row.owner) for row in engine.tasks()} == {(third, "lead")}


def test_paused_resumed_and_acknowledged(engine: Engine, clock: ManualClock) -> None:
    journey = begin(engine)
    assert engine.pause(journey, "展会", by="lead", id="p").outcome == "taken"
    assert engine.journey(journey).is_paused
    clock.set(at("03-02 15:00"))
    assert engine.tick() == 0
    assert engine.pause(journey, "again", by="lead").reason == "already-paused"
    assert engine.resume(journey, by="lead").outcome == "taken"
    clock.set(at("03-04 15:00"))
    engine.tick()
    (overdue,) = engine.tasks(overdue=True)
    assert engine.acknowledge(journey, overdue.id, by="lead").outcome == "taken"
    assert engine.acknowledge(journey, "nothing", by="lead").outcome == "refused"
    assert is_sound(engine)


def test_a_note_is_kept_even_after_the_end(engine: Engine) -> None:
    journey = begin(engine)
    assert engine.end(journey, by="lead", reason="没有预算", outcome="lost").outcome == "taken"
    assert engine.journey(journey).outcome == "lost"
    before = engine.journey(journey)
    assert engine.note(journey, "客户说明年再来", by="seller").outcome == "taken"
    found = last(engine, journey)
    assert isinstance(found, r.SignalTaken)
    assert (found.data, found.by) == ({"text": "客户说明年再来"}, "seller")
    after = engine.journey(journey)
    assert replace(after, version=before.version, now=before.now) == before
    assert engine.note(journey, " ", by="seller").reason == "field-missing"


@pytest.mark.fault("F26")
def test_an_id_makes_a_repeat_safe_and_none_makes_another(engine: Engine) -> None:
    journey = begin(engine)
    engine.note(journey, "一", by="seller", id="n")
    engine.note(journey, "一", by="seller", id="n")
    with pytest.raises(OtherBodyError):
        engine.note(journey, "二", by="seller", id="n")
    assert kinds(engine, journey).count("SignalTaken") == 2
    engine.note(journey, "一", by="seller")
    engine.note(journey, "一", by="seller")
    assert kinds(engine, journey).count("SignalTaken") == 4


@pytest.mark.clause("S7.2")
def test_a_start_by_an_id_is_found_again_after_its_end(engine: Engine) -> None:
    first = engine.start("acme", line="steel", playbook="offer", by="seller", id="crm-7")
    engine.end(first, by="lead")
    assert engine.start("acme", line="steel", playbook="offer", by="seller", id="crm-7") == first
    assert engine.start("acme", line="steel", playbook="offer", id="crm-8") != first


# --- lists


def test_journeys_are_found_by_each_of_their_words(engine: Engine, clock: ManualClock) -> None:
    made = [begin(engine, account, key) for account in ("acme", "beta") for key in ("", "K")]
    engine.complete(made[0], "send_offer")
    assert {row.id for row in engine.journeys()} == set(made)
    assert {row.id for row in engine.journeys(account="acme")} == set(made[:2])
    assert {row.id for row in engine.journeys(key="K")} == {made[1], made[3]}
    assert engine.journeys(line="wire") == engine.journeys(playbook="none") == ()
    clock.set(at("03-05 10:00"))
    engine.tick()
    assert [row.id for row in engine.journeys(stalled=True)] == [made[0]]
    engine.end(made[3], by="lead")
    assert [row.id for row in engine.journeys(status="ended")] == [made[3]]
    pages = engine.journeys(limit=3)
    assert [*pages, *engine.journeys(after=pages[-1].id, limit=3)] == list(engine.journeys())


def test_an_incident_is_closed_once_and_by_somebody(engine: Engine) -> None:
    engine.fill_roles({})
    journey = begin(engine)
    one = engine.incidents()[0]
    assert (one.journey, one.code) == (journey, "owner-unresolved")
    assert engine.close_incident(one.journey, one.record, by="head") is True
    assert engine.close_incident(one.journey, one.record, by="head") is False
    assert one.record not in {row.record for row in engine.incidents()}
    assert {row.state for row in engine.incidents(state=None)} >= {"closed"}
    found = last(engine, journey)
    assert isinstance(found, r.SignalTaken)
    assert (found.by, found.data) == ("head", {"closes": one.record})
    assert engine.close_incident(journey, 1) is False
    # Open again, as what could not be delivered a second time is.
    with engine.store.writing() as tx:
        assert tx.set_incident(one.journey, one.record, "open")
    assert engine.close_incident(one.journey, one.record, by="lead") is True
    assert engine.close_incident(one.journey, one.record, by="lead") is False
    notes = [each for each in engine.history(journey) if isinstance(each, r.SignalTaken)]
    assert [each.by for each in notes if "closes" in each.data] == ["head", "lead"]
    assert is_sound(engine)


def test_why_is_asked_of_the_store_and_of_an_earlier_day(
    engine: Engine, clock: ManualClock
) -> None:
    journey = begin(engine)
    engine.complete(journey, "send_offer")
    clock.set(at("03-05 10:00"))
    engine.tick()
    assert engine.timeline(journey) == engine.history(journey)
    (now,) = engine.explain(journey, "unanswered")
    (then,) = engine.explain(journey, "unanswered", at=at("03-03 09:00"))
    assert (now.verdict, then.verdict) == ("happened", "running")
    assert engine.explain(journey, "no such thing") == ()
    assert engine.explain(journey)[0].kind == "journey"


# --- who listens


def test_a_subscriber_hears_what_was_committed_and_nothing_else(engine: Engine) -> None:
    heard: list[Receipt] = []
    of_beta: list[Receipt] = []
    journey = begin(engine)
    with engine.subscribe(heard.append) as every:
        engine.subscribe(of_beta.append, account="beta")
        done = engine.complete(journey, "send_offer", id="1")
        engine.complete(journey, "send_offer", id="1")
        with pytest.raises(EngineError):
            engine.complete(journey, "no_such")
        other = begin(engine, "beta")
        assert [receipt.journey for receipt in heard] == [journey, other]
        assert heard[0] == done
        every.close()
    engine.note(other, "x", by="seller")
    assert [receipt.journey for receipt in heard] == [journey, other]
    assert [receipt.journey for receipt in of_beta] == [other, other]


def test_a_subscriber_that_fails_is_named_and_stops_nobody(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    journey = begin(engine)
    heard: list[Receipt] = []

    def breaks(_receipt: Receipt) -> None:
        raise ValueError("mine")

    engine.subscribe(breaks, journey=journey)
    engine.subscribe(heard.append, journey=journey)
    assert engine.complete(journey, "send_offer").outcome == "taken"
    assert len(heard) == 1
    assert "breaks" in caplog.text
    assert "mine" in caplog.text


def test_a_texts_limits_hold_for_people_too(engine: Engine) -> None:
    journey = begin(engine)
    with pytest.raises(UnacceptableError):
        engine.note(journey, "half \ud800", by="seller")
    with pytest.raises(UnacceptableError):
        engine.complete(journey, "send_offer", data={"amount": float("nan")})  # type: ignore[dict-item]

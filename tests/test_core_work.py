"""Touchpoints and tasks (S4), each clause shown on a small stage."""

from __future__ import annotations

import msgspec
import pytest

from engine.core import records as r

from .journeys import CLINIC, Play, linked_program, stage
from .stages import WORK, finished


@pytest.mark.clause("S4.1", "S4.2")
def test_a_task_is_planned_opened_reminded_overdue_and_done() -> None:
    play = Play(WORK, "2025-09-26 09:00")
    task = play.task("first")
    assert (task.status, task.role, task.owner) == ("open", "worker", "worker")
    assert play.time(task.due_at or 0) == "2025-09-26 13:00"
    assert play.task("then").status == "planned"
    play.until("2025-09-26 13:00")
    assert play.when(r.TaskReminded) == ["2025-09-26 12:00"]
    assert play.task("first").is_overdue
    finished(play)
    assert [each.name for each in play.seen(r.TaskDone)] == ["first"]
    assert play.seen(r.TaskDone)[0].by == "somebody"


@pytest.mark.clause("S4.3")
@pytest.mark.parametrize(
    ("data", "brings", "reason", "names"),
    [
        ({}, ("offer",), "outcome-missing", ("no_", "yes_")),
        ({"outcome": "maybe"}, ("offer",), "outcome-missing", ("no_", "yes_")),
        ({"outcome": "yes_"}, ("offer",), "field-missing", ("deal.amount",)),
        ({"outcome": "yes_", "amount": "much"}, ("offer",), "field-wrong", ("amount",)),
        ({"outcome": "yes_", "colour": "red"}, ("offer",), "field-wrong", ("colour",)),
        ({"outcome": "yes_", "amount": "5 EUR"}, (), "document-missing", ("offer",)),
        ({"outcome": "yes_"}, ("photo",), "unknown-document", ("photo",)),
    ],
)
def test_a_refused_completion_leaves_everything_as_it_was(
    data: dict[str, object], brings: tuple[str, ...], reason: str, names: tuple[str, ...]
) -> None:
    play = Play(WORK, "2025-09-26 10:00")
    before = play.journey
    decision = play.done("first", brings=brings, **data)
    assert decision.outcome == "refused"
    assert (decision.effects, decision.account_records) == ((), ())
    [refusal] = decision.records
    assert isinstance(refusal, r.SignalRefused)
    assert (refusal.reason, refusal.names) == (reason, names)
    same = msgspec.structs.replace(play.journey, version=before.version)
    assert msgspec.json.encode(same) == msgspec.json.encode(before)


@pytest.mark.clause("S4.3")
def test_a_form_fills_facts_of_journey_and_account_under_short_names() -> None:
    play = Play(WORK, "2025-09-26 10:00")
    play.done("first", brings=("offer",), outcome="no_", amount="5 EUR", tier="A")
    assert [getattr(each, "name", "") for each in play.account_records] == ["client.tier"]
    assert list(play.journey.facts) == ["deal.amount"]
    assert list(play.journey.documents) == ["offer"]


@pytest.mark.clause("S4.3")
def test_what_is_already_known_is_not_asked_again() -> None:
    play = Play(WORK, "2025-09-26 10:00", facts={"deal.amount": "5 EUR"})
    assert play.done("first", brings=("offer",), outcome="yes_").outcome == "taken"


@pytest.mark.clause("S4.3")
@pytest.mark.parametrize("name", ["then", "nothing"])
def test_what_is_not_open_cannot_be_done(name: str) -> None:
    play = Play(WORK, "2025-09-26 10:00")
    assert play.done(name).outcome == "refused"
    assert play.seen(r.SignalRefused)[0].reason == "task-not-open"


@pytest.mark.clause("S4.3", "S2.4")
def test_asking_for_a_document_opens_no_way_round_the_touchpoint_of_that_name() -> None:
    linked = stage("""
        start: a
        states:
          a:
            touchpoints:
              before: {}
              draft: {starts: after before, produces: draft, needs: [offer], once: true}
            moves: {draft.done: c, deal.accepted: b}
          b: {needs: [draft], moves: {deal.asked: a}}
          c: {end: success}
        """)
    play = Play(linked, "2025-09-26 10:00")
    play.signal("deal.accepted")
    assert play.open == ["before", "draft"]
    assert play.done("draft").outcome == "refused"
    assert play.state == "a"
    play.signal("deal.checked", brings=("draft",))
    assert play.state == "b"
    play.signal("deal.asked")
    assert [task.name for task in play.journey.tasks.values()] == ["before", "draft"]


@pytest.mark.clause("S4.4")
@pytest.mark.parametrize(
    ("people", "owners", "owner", "role"),
    [
        ({"worker": "wu", "lead": "li"}, {"worker/line": "wang"}, "wang", "worker"),
        ({"worker": "wu", "lead": "li"}, {"worker/other": "wang"}, "wu", "worker"),
        ({"lead": "li"}, {}, "li", "lead"),
        ({"boss": "bo"}, {}, "bo", "boss"),
    ],
)
def test_the_owner_is_the_accounts_for_the_line_else_the_role_else_who_is_above(
    people: dict[str, str], owners: dict[str, str], owner: str, role: str
) -> None:
    play = Play(WORK, "2025-09-26 10:00", people=people, owners=owners)
    assert (play.task("first").owner, play.task("first").role) == (owner, role)
    assert play.seen(r.IncidentRaised) == []
    told = [each for each in play.decisions[0].effects if isinstance(each, r.Notify)]
    assert {effect.person for effect in told} == {owner}


@pytest.mark.clause("S4.4")
def test_nobody_at_all_is_an_incident_and_never_an_unowned_task() -> None:
    play = Play(WORK, "2025-09-26 10:00", people={})
    assert {each.code for each in play.seen(r.IncidentRaised)} == {"owner-unresolved"}
    assert all(task.owner for task in play.journey.tasks.values() if task.status == "open")


@pytest.mark.clause("S4.5")
def test_a_touchpoint_starts_after_another_and_its_deadline_counts_from_there() -> None:
    play = Play(WORK, "2025-09-26 09:00")
    finished(play.at("2025-09-26 11:00"))
    assert play.open == ["then", "kept"]
    assert play.due("task.due", "then") == "2025-09-29 11:00"
    play.until("2025-09-29 09:00")
    assert "soon" in play.open


@pytest.mark.clause("S4.5")
def test_leaving_cancels_what_is_open_except_what_stays() -> None:
    play = Play(WORK, "2025-09-26 09:00")
    play.at("2025-09-26 10:00").signal("deal.asked")
    assert {task.name for task in play.journey.tasks.values()} == {"kept", "soon"}
    assert {timer.purpose for timer in play.journey.timers.values()} == {
        "task.start", "task.due", "task.remind",
    }  # fmt: skip
    play.until("2025-09-29 09:00")
    assert play.open == ["kept", "soon"], "one that stays opens at its time in any state"
    play.signal("deal.asked")
    assert [task.name for task in play.journey.tasks.values()].count("kept") == 1
    assert play.done("kept").outcome == "taken"


@pytest.mark.clause("S4.5")
def test_what_is_asked_once_is_not_asked_again_and_holds_nothing_up() -> None:
    play = Play(WORK, "2025-09-26 09:00")
    finished(play)
    play.done("then")
    assert "last" in play.open
    play.signal("deal.asked")
    play.signal("deal.asked")
    assert "then" not in [task.name for task in play.journey.tasks.values()]
    assert "last" in play.open, "what comes after it starts with the visit"


@pytest.mark.clause("S4.5", "S1.8")
def test_a_task_under_a_condition_waits_for_the_fact_then_opens_or_is_cancelled() -> None:
    for value, opened, cancelled in [("public", ["check_file", "ask_insurer"], []),
                                     ("private", ["check_file"], ["ask_insurer"])]:  # fmt: skip
        play = Play(linked_program(CLINIC), "2025-11-20 09:00")
        assert play.open == ["check_file", "patient.insurance"], "somebody is asked for it"
        play.learn("patient.insurance", value)
        assert play.open == opened
        assert [each.name for each in play.seen(r.TaskCancelled)] == cancelled


@pytest.mark.clause("S4.3", "S2.3")
def test_an_outcome_counts_as_a_signal_and_carries_on() -> None:
    play = Play(
        linked_program(CLINIC), "2025-11-20 09:00", state="calling", facts={"recall.is_free": True}
    )
    play.done("phone_patient", outcome="reached")
    assert play.state == "booked"
    assert [each.type for each in play.seen(r.SignalTaken)][-3:] == [
        "phone_patient.done", "phone_patient.reached", "patient.booked",
    ]  # fmt: skip


@pytest.mark.clause("S4.5", "S1.8")
def test_one_that_stays_waits_for_its_fact_in_any_state() -> None:
    linked = stage("""
        start: a
        states:
          a:
            touchpoints: {soon: {starts: 1 day, stays: true, if: deal.urgent}}
            moves: {deal.asked: b}
          b: {moves: {deal.signed: c}}
          c: {end: success}
        """)
    play = Play(linked, "2025-09-26 10:00")
    play.signal("deal.asked")
    play.until("2025-09-27 10:00")
    assert play.open == ["deal.urgent"]
    play.learn("deal.urgent", True)
    assert play.open == ["soon"]


@pytest.mark.clause("S4.5", "S3.10", "S3.6")
def test_a_start_that_is_late_or_on_hold_opens_its_task_once_and_not_with_a_signal() -> None:
    linked = stage("""
        start: a
        states:
          a: {touchpoints: {work: {starts: 1 day, due: 1 day}}, moves: {deal.signed: b}}
          b: {end: success}
        """)
    late = Play(linked, "2025-09-26 10:00").down_until("2025-09-27 12:00")
    late.learn("deal.urgent", True)
    assert late.open == []
    late.catch_up()
    assert late.when(r.TaskOpened) == ["2025-09-27 10:00"]
    assert late.due("task.due") == "2025-09-28 10:00"
    paused = Play(linked, "2025-09-26 10:00")
    paused.take("journey.paused", {})
    paused.at("2025-09-28 12:00").learn("deal.urgent", True)
    assert paused.open == []

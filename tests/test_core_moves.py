"""States and moves: the clauses of S2, each shown on a small stage."""

from __future__ import annotations

import pytest

from engine.core import records as r
from engine.core.decide import decide
from engine.core.journey import Context, Journey, Signal

from .journeys import CLINIC, Play, linked_program, stage
from .stages import REVIEW, review


@pytest.mark.clause("S2.1", "S7.4")
def test_a_stage_ends_when_its_track_does_and_closes_what_is_left() -> None:
    linked = stage("""
        start: a
        overdue: {escalate: ladder}
        states:
          a:
            touchpoints: {work: {due: 1 business hour, stays: true}, rest: {}}
            moves: {deal.signed: b}
          b: {end: success}
        """)
    play = Play(linked, "2025-09-26 10:00").until("2025-09-26 12:00")
    play.signal("deal.signed")
    ended = play.journey
    assert ended.outcome == "success"
    assert (ended.tasks, ended.timers, ended.climbs, ended.stalls) == ({}, {}, {}, {})
    assert [each.name for each in play.seen(r.TaskCancelled)] == ["rest", "work"]
    assert len(play.seen(r.ClimbEnded)) == 1


@pytest.mark.clause("S2.3")
@pytest.mark.parametrize(("amount", "to"), [("1000 EUR", "review"), ("999.99 EUR", "drafting")])
def test_alternatives_are_tried_in_order_and_the_last_is_otherwise(amount: str, to: str) -> None:
    play = review(deal__amount=amount)
    play.signal("deal.accepted", brings=("offer",))
    assert play.state == to


@pytest.mark.clause("S1.7", "S2.4")
def test_a_paper_that_comes_with_facts_is_there() -> None:
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.accepted: b}}
          b: {needs: [offer], end: success}
        """)
    play = Play(linked, "2025-09-26 10:00")
    play.signal("deal.accepted")
    play.signal("facts.set", brings=("ofer",), deal__amount="5 EUR")
    assert play.seen(r.SignalRefused)[-1].reason == "unknown-document"
    play.signal("facts.set", brings=("offer",), deal__amount="5 EUR")
    assert play.state == "b"


@pytest.mark.clause("S2.3")
def test_a_bounded_move_takes_its_else_afterwards() -> None:
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.asked: {to: b, up_to: 2 times, else: c}}}
          b: {moves: {deal.checked: a}}
          c: {end: lost}
        """)
    play = Play(linked, "2025-09-26 10:00")
    for _ in range(2):
        play.signal("deal.asked")
        assert play.state == "b"
        play.signal("deal.checked")
    play.signal("deal.asked")
    assert play.state == "c"


@pytest.mark.clause("S2.3")
def test_a_bounded_stay_is_counted_too() -> None:
    play = review()
    states = []
    for _ in range(3):
        play.signal("deal.asked")
        states.append(play.state)
    assert states == ["asking", "asking", "lost"]


@pytest.mark.clause("S2.3")
def test_a_bounded_move_that_waits_is_counted_once_when_it_goes() -> None:
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.asked: {to: b, up_to: 1 times, else: c}}}
          b: {needs: [offer], moves: {deal.checked: a}}
          c: {end: lost}
        """)
    play = Play(linked, "2025-09-26 10:00")
    play.signal("deal.asked")
    play.signal("deal.asked")
    assert (play.state, play.journey.taken) == ("a", {})
    play.signal("deal.checked", brings=("offer",))
    assert (play.state, list(play.journey.taken.values())) == ("b", [1])
    play.signal("deal.checked")
    play.signal("deal.asked")
    assert play.state == "c"


@pytest.mark.clause("S2.4", "S1.8")
def test_an_acceptance_without_its_document_waits_and_the_document_releases_it() -> None:
    play = review(deal__amount="5 EUR")
    decision = play.signal("deal.accepted")
    assert (decision.outcome, play.state, play.open) == ("taken", "asking", ["deal.count", "offer"])
    play.signal("deal.accepted")
    assert play.open == ["deal.count", "offer"], "asked once"
    play.at("2025-09-26 16:00").signal("deal.checked", brings=("offer",))
    assert (play.state, play.open) == ("drafting", [])
    assert play.seen(r.StateEntered)[-1].by == "deal.accepted"


@pytest.mark.clause("S2.4")
def test_a_blocker_is_not_done_by_saying_so() -> None:
    play = review(deal__amount="5 EUR")
    play.signal("deal.accepted")
    assert play.done("offer").outcome == "refused"
    assert play.open == ["deal.count", "offer"]
    assert play.done("offer", brings=("offer",)).outcome == "taken"
    assert (play.state, play.open) == ("drafting", [])


@pytest.mark.clause("S2.4", "S1.7")
def test_a_pending_move_that_is_no_longer_possible_is_dropped_and_nobody_is_asked() -> None:
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.accepted: [{if: deal.amount >= large, to: b}]}}
          b: {end: success}
        """)
    play = Play(linked, "2025-09-26 10:00")
    play.signal("deal.accepted")
    assert play.open == ["deal.amount"]
    play.learn("deal.amount", "5 EUR")
    assert [each.signal for each in play.seen(r.MoveDropped)] == ["deal.accepted"]
    assert (play.open, play.journey.lanes["main"].pending) == ([], None)
    play.learn("deal.amount", "5000 EUR")
    assert play.state == "a"


@pytest.mark.clause("S2.4")
def test_a_second_blocked_move_takes_the_place_of_the_first_and_says_so() -> None:
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.accepted: b, deal.asked: c}}
          b: {needs: [offer], end: success}
          c: {needs: [draft], end: lost}
        """)
    play = Play(linked, "2025-09-26 10:00")
    play.signal("deal.accepted")
    play.signal("deal.asked")
    assert play.open == ["draft"]
    assert [each.signal for each in play.seen(r.MoveDropped)] == ["deal.accepted"]
    play.signal("deal.checked", brings=("draft",))
    assert play.state == "c"


@pytest.mark.clause("S2.4")
@pytest.mark.parametrize(
    ("brings", "facts", "state"),
    [
        ((), {}, "waiting"),
        (("consent",), {}, "booked"),
        ((), {"recall.is_free": True}, "booked"),
        ((), {"recall.is_free": False}, "waiting"),
        (("consent",), {"recall.sessions": 0}, "waiting"),
    ],
)
def test_a_gate_of_any_and_of_a_condition(
    brings: tuple[str, ...], facts: dict[str, object], state: str
) -> None:
    priced = {"recall.fee": "100 EUR"} | ({"recall.sessions": 1} | facts)
    play = Play(linked_program(CLINIC), "2025-11-20 09:00", state="waiting", facts=priced)
    if facts.get("recall.sessions") == 0:
        assert play.signal("patient.booked", brings=brings).outcome == "incident"
    else:
        play.signal("patient.booked", brings=brings)
    assert play.state == state


@pytest.mark.clause("S2.7")
def test_an_exit_is_taken_in_any_state_while_a_move_is_pending() -> None:
    play = review(deal__amount="5 EUR", deal__urgent=True)
    play.signal("deal.accepted")
    play.signal("client.called")
    assert (play.state, play.open, play.journey.outcome) == ("lost", [], "lost")


@pytest.mark.clause("S2.6")
def test_a_journey_is_started_once() -> None:
    play = review()
    assert play.take("journey.started", {}).outcome == "refused"
    assert (
        decide(REVIEW, Context(), Journey("other"), Signal("deal.asked", "1"), play.now).outcome
        == "refused"
    )

"""One pure core: the clauses of S1, each shown on a small stage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.core import draft
from engine.core import records as r
from engine.core.decide import decide
from engine.core.evolve import evolve
from engine.core.journey import Context, Signal
from engine.core.timers import timer_signal
from engine.language.values import Money

from .journeys import CONTRACT, Play, linked_program, stage
from .stages import REVIEW, review


@pytest.mark.clause("S1.1")
def test_deciding_changes_nothing_that_was_given() -> None:
    play = review(deal__amount="5 EUR")
    before = (play.journey, play.account, len(play.records))
    signal = Signal("deal.accepted", "x", at=play.now)
    decide(REVIEW, Context(play.account, play.directory), play.journey, signal, play.now)
    assert (play.journey, play.account, len(play.records)) == before


@pytest.mark.clause("S1.2")
def test_a_record_carries_the_values_its_guard_read() -> None:
    play = review(deal__amount="1500 EUR")
    play.signal("deal.accepted")
    entered = play.seen(r.StateEntered)[-1]
    assert entered.state == "review"
    assert entered.used["deal.amount"] == Money(Decimal(1500), "EUR")
    assert entered.used["large"] == Money(Decimal(1000), "EUR")


@pytest.mark.clause("S1.3")
def test_a_clock_stepping_back_uses_the_journeys_last_now() -> None:
    play = review()
    later = play.now
    decision = play.decide(Signal("deal.asked", "y"), later - 3_600_000_000)
    taken = decision.records[0]
    assert isinstance(taken, r.SignalTaken)
    assert (taken.at, taken.taken_at) == (later, later)


@pytest.mark.clause("S1.3")
def test_deadlines_count_from_when_it_happened_not_from_when_it_was_heard() -> None:
    play = Play(linked_program(CONTRACT), "2025-09-26 09:00")
    play.at("2025-09-26 09:30").done("confirm_needs", order__wanted_on="2025-11-20")
    play.at("2025-09-26 11:00").signal("send_quote.done", happened="2025-09-26 10:00")
    assert play.due("stall") == "2025-09-30 10:00"


@pytest.mark.clause("S1.3")
def test_a_signal_from_the_future_is_refused_but_a_fast_clock_is_forgiven() -> None:
    play = review()
    ahead = play.take("deal.asked", {}, at=play.now + 5 * 60_000_000)
    assert ahead.outcome == "taken"
    assert ahead.records[0].at == play.now
    refused = play.take("deal.asked", {}, at=play.now + 5 * 60_000_000 + 1)
    assert refused.outcome == "refused"
    assert play.seen(r.SignalRefused)[0].reason == "in-the-future"


STALLING = stage("""
    start: waiting
    states:
      waiting:
        waits_for: customer
        stalls:
          quiet: {after: 2 business hours, silent: customer}
          silent: {after: 2 business hours, without: deal.signed}
          sullen: {after: 1 business hour, without: deal.signed}
        moves: {deal.signed: won}
      won: {end: success}
    """)


@pytest.mark.clause("S1.5")
def test_a_signal_comes_before_a_timer_of_the_same_instant() -> None:
    play = Play(STALLING, "2025-09-26 10:00")
    play.at("2025-09-26 12:00").signal("deal.asked")
    play.until("2025-09-26 12:00")
    assert [each.occurrence.stall for each in play.seen(r.Stalled)] == ["sullen", "silent"]
    assert play.due("stall", "quiet") == "2025-09-26 14:00"


@pytest.mark.clause("S1.5")
def test_timers_fire_by_instant_then_in_the_order_they_were_armed() -> None:
    play = Play(STALLING, "2025-09-26 10:00").until("2025-09-26 12:00")
    assert [each.occurrence.stall for each in play.seen(r.Stalled)] == ["sullen", "quiet", "silent"]


@pytest.mark.clause("S1.5")
def test_ties_between_timers_count_numbers_rather_than_spell_them() -> None:
    play = Play(STALLING, "2025-09-26 10:00")
    for _ in range(40):  # record numbers 9, 10 and 99, 100 must not sort as text
        play.signal("deal.asked")
        ids = [int(each.id.rpartition("#")[2]) for each in play.journey.timers.values()]
        assert len(ids) == 3
    play.until("2025-09-26 12:00")
    assert [each.occurrence.stall for each in play.seen(r.Stalled)] == ["sullen", "silent", "quiet"]


@pytest.mark.clause("S1.6", "S2.7")
def test_an_exit_comes_before_a_move() -> None:
    play = review(deal__urgent=True)
    play.signal("client.called")
    assert play.state == "lost"


@pytest.mark.clause("S1.6", "S2.7")
def test_an_exit_that_does_not_apply_leaves_the_signal_to_the_moves() -> None:
    play = review(deal__urgent=False)
    play.signal("client.called", brings=("offer",))
    assert play.state == "drafting"


@pytest.mark.clause("S1.6")
def test_facts_and_documents_of_a_signal_come_before_the_move_it_makes() -> None:
    play = stage("""
        start: a
        states:
          a: {moves: {deal.priced: [{if: deal.amount >= large, to: big}, {to: small}]}}
          big: {needs: [offer], end: success}
          small: {end: lost}
        """)
    big = Play(play, "2025-09-26 10:00")
    big.signal("deal.priced", brings=("offer",), amount="2000 EUR")
    assert big.state == "big"
    assert [type(each) for each in big.decisions[-1].records][:4] == [
        r.SignalTaken, r.FactSet, r.DocumentBrought, r.StateLeft,
    ]  # fmt: skip


@pytest.mark.clause("S1.6")
def test_a_loop_is_an_incident_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    play = review()
    before = play.journey
    monkeypatch.setattr(draft, "MAX_STEPS", 0)
    decision = play.signal("deal.asked", brings=("offer",))
    assert decision.outcome == "incident"
    [incident] = decision.records
    assert isinstance(incident, r.IncidentRaised)
    assert (incident.code, incident.names) == ("loop", ("deal.asked",))
    assert (play.journey.documents, play.journey.taken) == (before.documents, before.taken)


@pytest.mark.clause("S1.6")
def test_a_thousand_steps_are_the_limit() -> None:
    play = review()
    working = draft.Draft(
        REVIEW, Context(), play.journey, Signal("x", "x"), play.now, play.now, play.account
    )
    for _ in range(1_000):
        working.step("x")
    with pytest.raises(draft.LoopFound):
        working.step("x")


@pytest.mark.clause("S1.7")
@pytest.mark.parametrize(
    ("kind", "reason"), [("deal.checked", "nobody-waits"), ("deal.sold", "unknown-signal")]
)
def test_what_nobody_waits_for_is_recorded_with_the_reason(kind: str, reason: str) -> None:
    play = Play(STALLING, "2025-09-26 10:00")
    decision = play.signal(kind)
    assert decision.outcome == "ignored"
    assert play.seen(r.SignalIgnored)[0].reason == reason


@pytest.mark.clause("S1.7")
def test_what_comes_after_the_end_is_recorded_as_ignored() -> None:
    play = review()
    play.signal("deal.signed")
    assert play.journey.outcome == "success"
    assert play.signal("deal.asked").outcome == "ignored"
    assert play.seen(r.SignalIgnored)[0].reason == "journey-ended"


@pytest.mark.clause("S1.7", "S4.5")
def test_the_first_of_two_signals_a_touchpoint_waits_for_is_not_ignored() -> None:
    play = review()
    assert play.signal("deal.checked").outcome == "taken"
    play.signal("deal.asked")
    assert play.open == ["deal.count", "call"]


@pytest.mark.clause("S1.7")
def test_why_names_the_missing_fact() -> None:
    decision = review().signal("deal.accepted")
    assert [(why.key, why.unknown) for why in decision.why if why.unknown] == [
        ("move/stage.asking.deal.accepted", ("deal.amount",))
    ]


@pytest.mark.clause("S1.8")
def test_an_unknown_amount_never_falls_to_otherwise() -> None:
    play = review()
    play.signal("deal.accepted", brings=("offer",))
    assert play.state == "asking"
    assert play.open == ["deal.count", "deal.amount"]
    play.learn("deal.amount", "1500 EUR")
    assert (play.state, play.open) == ("review", [])


@pytest.mark.clause("S1.8")
def test_the_blocker_of_an_amount_in_another_currency_names_it() -> None:
    play = review(deal__amount="900000 JPY")
    play.signal("deal.accepted")
    assert play.state == "asking"
    assert play.open == ["deal.count", "large (JPY)"]


@pytest.mark.clause("S1.8")
def test_amounts_in_two_currencies_are_unknown_and_somebody_is_asked() -> None:
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.accepted: [{if: deal.amount - deal.cost > 5 EUR, to: b}, {to: c}]}}
          b: {end: success}
          c: {end: lost}
        """)
    facts = {"deal.amount": "9 EUR", "deal.cost": "1 USD"}
    play = Play(linked, "2025-09-26 10:00", facts=facts)
    play.signal("deal.accepted")
    assert play.state == "a"
    assert len(play.open) == 1
    play.learn("deal.cost", "1 EUR")
    assert (play.state, play.open) == ("b", [])


@pytest.mark.clause("S1.8")
def test_a_pending_move_is_retried_until_the_state_is_left() -> None:
    play = review()
    play.signal("deal.accepted")
    play.learn("deal.urgent", True)
    assert play.state == "asking"
    play.signal("deal.signed")
    assert (play.state, play.open) == ("won", [])
    play.learn("deal.amount", "1 EUR")
    assert play.state == "won"


@pytest.mark.clause("S1.8")
def test_an_unknown_tier_condition_fires_the_tier() -> None:
    linked = stage(
        """
        start: a
        states:
          a:
            waits_for: customer
            stalls: {quiet: {after: 1 business day, silent: customer, escalate: ladder}}
            moves: {deal.signed: b}
          b: {end: success}
        """,
        escalations="""
        ladder: {tiers: [{id: first, level: team, after: 0 days, do: remind, if: deal.urgent}]}
        """,
    )
    for facts, reached in [({}, 1), ({"deal.urgent": True}, 1), ({"deal.urgent": False}, 0)]:
        play = Play(linked, "2025-09-25 10:00", facts=facts).until("2025-09-26 10:00")
        assert len(play.seen(r.Escalated)) == reached, facts
        assert [each.reason for each in play.seen(r.TierSkipped)] == ["condition"] * (1 - reached)


@pytest.mark.clause("S1.8", "S5.1")
def test_an_unknown_unless_does_not_hold_the_clock() -> None:
    linked = stage("""
        start: a
        states:
          a:
            waits_for: customer
            stalls: {quiet: {after: 1 business day, silent: customer, unless: client.on_hold}}
            moves: {deal.signed: b}
          b: {end: success}
        """)
    assert Play(linked, "2025-09-25 10:00").due("stall") == "2025-09-26 10:00"
    held = Play(linked, "2025-09-25 10:00", account={"client.on_hold": True})
    assert held.due("stall") == "held"


DIVIDING = stage("""
    start: a
    states:
      a:
        moves: {deal.accepted: [{if: deal.amount / deal.parts > 5 EUR, to: b}, {to: c}]}
        touchpoints: {work: {if: 10 / deal.count > 2, starts: 1 business hour}}
      b: {end: success}
      c: {end: lost}
    """)


@pytest.mark.clause("S1.9")
def test_a_division_by_zero_is_an_incident_and_nothing_is_half_applied() -> None:
    facts = {"deal.amount": "9 EUR", "deal.parts": 0, "deal.count": 1}
    play = Play(DIVIDING, "2025-09-26 10:00", facts=facts)
    before = play.journey
    decision = play.signal("deal.accepted", brings=("offer",))
    assert decision.outcome == "incident"
    [incident] = decision.records
    assert isinstance(incident, r.IncidentRaised)
    assert incident.key == "move/stage.a.deal.accepted", "the playbook line, S1.9"
    assert (incident.signal, incident.source, incident.id) == ("deal.accepted", "test", "s2")
    assert play.journey.incidents == 1, "the journey is flagged"
    assert play.journey.documents == before.documents
    assert play.signal("deal.asked").outcome == "ignored", "the journey goes on"
    play.learn("deal.parts", 1)
    play.signal("deal.accepted")
    assert play.state == "b"


@pytest.mark.clause("S1.9", "S3.9")
def test_a_timer_that_meets_an_error_is_used_up_and_not_fired_for_ever() -> None:
    play = Play(DIVIDING, "2025-09-26 10:00", facts={"deal.count": 0}).until("2025-09-30 10:00")
    assert [each.code for each in play.seen(r.IncidentRaised)] == ["condition-error"]
    assert len(play.seen(r.TimerFired)) == 1
    assert not play.journey.timers


@pytest.mark.clause("S1.9")
def test_a_time_beyond_every_calendar_is_an_incident() -> None:
    linked = stage("""
        start: a
        states:
          a:
            touchpoints: {work: {starts: after deal.asked, due: 120 months}}
            moves: {work.done: b}
          b: {end: success}
        """)
    play = Play(linked, "2195-09-26 10:00")
    assert play.signal("deal.asked").outcome == "incident"
    assert play.state == "a"


@pytest.mark.clause("S1.1")
def test_a_timer_signal_is_all_a_shell_needs() -> None:
    play = Play(STALLING, "2025-09-26 10:00")
    timer = next(iter(play.journey.timers.values()))
    signal = timer_signal(timer)
    assert (signal.type, signal.id, signal.at) == ("timer.due", timer.id, timer.due_at)
    assert evolve(
        play.journey, r.TimerFired(timer.due_at, timer.id, timer.due_at)
    ).timers.keys() == (play.journey.timers.keys() - {timer.id})

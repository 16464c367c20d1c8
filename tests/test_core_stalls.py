"""Stalls, ladders, recovery (S5), each clause shown on a small stage."""

from __future__ import annotations

import pytest

from engine.core import records as r

from .journeys import CLINIC, CONTRACT, Play, linked_program, stage
from .stages import STALL, WORK, finished

THURSDAY = "2025-09-25 10:00"


@pytest.mark.clause("S5.1")
def test_the_silence_clock_starts_on_entry_and_only_its_signals_reset_it() -> None:
    play = Play(STALL, THURSDAY)
    play.at("2025-09-25 12:00").signal("deal.checked")
    assert play.due("stall", "quiet") == "2025-09-26 10:00", "a partner is not the customer"
    play.at("2025-09-25 13:00").done("ours")
    assert play.due("stall", "quiet") == "2025-09-26 10:00", "our own work is no answer"
    play.at("2025-09-25 14:00").signal("client.called")
    assert play.due("stall", "quiet") == "2025-09-26 14:00"
    assert play.due("stall", "unsigned") == "2025-09-30 10:00", "another clock"


@pytest.mark.clause("S5.1", "S5.2")
def test_two_stalls_of_one_state_run_and_end_by_themselves() -> None:
    play = Play(STALL, THURSDAY).until("2025-09-30 10:00")
    assert play.stalled == {"quiet", "unsigned"}
    play.signal("deal.asked")
    assert play.stalled == {"unsigned"}
    assert play.due("stall", "quiet") == "2025-10-01 10:00", "the silence begins again"
    play.signal("deal.signed")
    assert play.journey.stalls == {}
    assert [(each.stall, each.outcome) for each in play.seen(r.StallEnded)] == [
        ("quiet", "recovered"), ("unsigned", "recovered"),
    ]  # fmt: skip


@pytest.mark.clause("S5.2")
def test_leaving_ends_a_stall_and_disarms_its_tiers() -> None:
    play = Play(linked_program(CONTRACT), "2025-09-26 09:00", state="signing")
    play.until("2025-10-11 10:00")
    assert play.stalled == {"signature_missing"}
    play.take("account.withdrew", {})
    assert play.seen(r.StallEnded)[0].outcome == "lost", "S5.4"
    assert (play.journey.climbs, play.journey.timers, play.journey.tasks) == ({}, {}, {})


@pytest.mark.clause("S5.3")
def test_a_ladder_is_climbed_tier_by_tier_each_once() -> None:
    play = Play(STALL, THURSDAY).until("2025-10-02 10:00")
    tiers = [
        (each.tier, each.do, each.person, play.time(each.at)) for each in play.seen(r.Escalated)
    ]
    assert tiers == [
        ("first", "remind", "lead", "2025-09-26 10:00"),
        ("second", "take_over", "boss", "2025-09-29 10:00"),
    ]  # fmt: skip
    [climb] = play.journey.climbs.values()
    assert climb.fired == ("first", "second")
    [stalled] = [d for d in play.decisions if any(isinstance(x, r.Stalled) for x in d.records)][:1]
    assert any(isinstance(each, r.Escalated) for each in stalled.records), "at once is at once"


@pytest.mark.clause("S5.3")
def test_take_over_moves_the_open_work_of_the_track() -> None:
    play = Play(STALL, THURSDAY).until("2025-09-29 10:00")
    assert {(task.name, task.owner) for task in play.journey.tasks.values()} == {
        ("ours", "boss"), ("ring", "boss"),
    }  # fmt: skip
    assert len(play.seen(r.TaskReassigned)) == 2
    told = [each for each in play.decisions[-1].effects if isinstance(each, r.Notify)]
    reasons = [each.reason for each in told]
    assert reasons == ["escalated", "taken_over", "taken_over"]


@pytest.mark.clause("S5.3")
def test_an_overdue_ladder_takes_over_that_task_only_and_ends_when_it_is_done() -> None:
    play = Play(WORK, "2025-09-26 09:00").until("2025-09-29 13:00")
    assert play.task("first").owner == "boss"
    assert play.task("kept").owner == "worker"
    overdue = Play(WORK, "2025-09-26 09:00").until("2025-09-26 14:00")
    assert len(overdue.journey.climbs) == 1
    finished(overdue)
    assert overdue.journey.climbs == {}
    assert overdue.due("tier") == "none"
    assert len(overdue.until("2025-09-29 13:30").seen(r.Escalated)) == 1


@pytest.mark.clause("S5.3")
def test_tiers_at_or_below_the_owner_and_tiers_with_nobody_are_skipped() -> None:
    linked = stage(
        """
        start: a
        overdue: {escalate: ladder}
        states:
          a: {owner: lead, touchpoints: {work: {due: 1 business hour}}, moves: {deal.signed: b}}
          b: {end: success}
        """,
        escalations="""
        ladder:
          tiers:
            - {id: staff, level: staff, after: 0 minutes, do: remind}
            - {id: team, level: team, after: 1 business hour, do: remind}
            - {id: unit, level: unit, after: 2 business hours, do: take_over}
        """,
    )
    people = {"worker": "wu", "lead": "li"}
    play = Play(linked, "2025-09-26 09:00", people=people).until("2025-09-26 14:00")
    assert [(each.tier, each.reason) for each in play.seen(r.TierSkipped)] == [
        ("staff", "owner_level"), ("team", "owner_level"), ("unit", "nobody"),
    ]  # fmt: skip
    assert play.task("work").owner == "li"


@pytest.mark.clause("S5.3")
def test_an_acknowledgment_stops_the_climb_for_a_business_day() -> None:
    play = Play(STALL, THURSDAY).at("2025-09-29 09:00")
    assert play.take("escalation.acknowledged", {"about": "nothing"}).outcome == "refused"
    play.take("escalation.acknowledged", {"about": "quiet"})
    play.until("2025-09-29 10:00")
    assert [each.tier for each in play.seen(r.Escalated)] == ["first"]
    play.until("2025-09-30 09:00")
    assert play.when(r.Escalated) == ["2025-09-26 10:00", "2025-09-30 09:00"]


@pytest.mark.clause("S5.4")
def test_a_play_opens_its_steps_and_carries_its_cause() -> None:
    play = Play(STALL, THURSDAY).until("2025-09-26 10:00")
    assert play.open == ["ours", "ring"]
    assert play.seen(r.Stalled)[0].occurrence.cause == "sales"
    play.done("ring")
    play.until("2025-09-30 10:00")
    assert play.task("visit").role == "lead"
    play.signal("client.called")
    assert play.open == ["ours"], "an answer closes the play"
    assert [each.reason for each in play.seen(r.TaskCancelled)] == ["stall_ended"]


@pytest.mark.clause("S5.4", "S5.3")
def test_recovery_is_given_up_and_the_dormant_journey_wakes() -> None:
    play = Play(STALL, THURSDAY).until("2025-10-03 10:00")
    assert (play.state, play.journey.outcome) == ("asleep", "dormant")
    assert [each.outcome for each in play.seen(r.StallEnded)] == ["gave_up", "left"]
    assert (play.journey.tasks, play.journey.timers, play.journey.climbs) == ({}, {}, {})
    assert play.signal("deal.accepted").outcome == "ignored"
    assert play.signal("deal.asked").outcome == "taken"
    assert (play.state, play.journey.outcome) == ("a", "")
    assert len(play.seen(r.JourneyWoken)) == 1
    assert play.due("stall", "quiet") == "2025-10-06 10:00"


@pytest.mark.clause("S5.4")
def test_a_follow_up_under_a_false_condition_is_left_out() -> None:
    for refuses, opened in [(True, []), (False, ["ring_up"]), (None, ["ring_up"])]:
        account = {} if refuses is None else {"patient.refuses_contact": refuses}
        play = Play(linked_program(CLINIC), "2025-11-03 09:00", state="waiting", account=account)
        play.until("2025-11-21 09:00")
        assert [name for name in play.open if name == "ring_up"] == opened


@pytest.mark.clause("S1.8", "S1.9")
def test_an_unless_that_cannot_be_computed_does_not_hold_and_is_reported_once() -> None:
    linked = stage("""
        start: a
        states:
          a:
            waits_for: customer
            moves: {deal.signed: b}
            stalls:
              quiet: {after: 2 business days, silent: customer,
                      unless: deal.count / deal.parts > 1}
          b: {end: success}
        """)
    facts = {"deal.count": 1, "deal.parts": 0}
    play = Play(linked, "2025-09-25 10:00", facts=facts)
    assert play.decisions[0].outcome == "taken", "the journey begins all the same"
    [incident] = play.seen(r.IncidentRaised)
    assert (incident.code, incident.key) == ("condition-error", "stall/stage.quiet")
    assert play.journey.incidents == 1, "the journey is flagged"
    play.at("2025-09-26 09:00").signal("deal.checked")
    assert len(play.seen(r.IncidentRaised)) == 1
    assert play.due("stall") == "2025-09-29 10:00", "it runs"


@pytest.mark.clause("S5.3")
def test_a_ladder_and_its_acknowledgment_count_in_the_stalls_own_calendar() -> None:
    linked = stage(
        """
        start: a
        states:
          a:
            waits_for: customer
            moves: {deal.signed: b}
            stalls:
              quiet: {after: 1 business day, silent: customer, calendar: weekend,
                      escalate: ladder}
          b: {end: success}
        """,
        calendars="""
        weekend: {zone: Etc/UTC, weekly: {saturday to sunday: ["09:00-17:00"]}}
        """,
    )
    play = Play(linked, "2025-09-26 10:00").until("2025-09-28 09:00")
    assert play.when(r.Escalated) == ["2025-09-28 09:00"], "Saturday's opening, one day later"
    assert play.due("tier") == "2025-10-04 09:00"
    play.take("escalation.acknowledged", {"about": "quiet"})
    play.until("2025-10-05 12:00")
    assert play.when(r.ClimbQuieted) == ["2025-09-28 09:00"]
    assert play.when(r.Escalated)[-1] == "2025-10-04 09:00"

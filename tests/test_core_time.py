"""Time: deadlines, holds, pauses, what is late (S3), each shown on a small stage."""

from __future__ import annotations

import pytest

from engine.core import records as r
from engine.core.timers import timer_signal

from .journeys import CLINIC, CONTRACT, Play, linked_program, stage

WAITING = stage("""
    start: waiting
    states:
      waiting:
        waits_for: customer
        stalls:
          office: {after: 8 business hours, silent: customer, unless: client.on_hold}
          wall: {after: 20 hours, without: deal.signed, unless: client.on_hold}
        moves: {deal.signed: won}
      won: {end: success}
    """)
WORKING = stage("""
    start: working
    overdue: {remind: 1 business hour before due, escalate: ladder}
    states:
      working:
        touchpoints:
          day: {due: 1 business day}
          hours: {due: 4 business hours}
          plain: {due: 1 day}
          closing: {due: end of 1 business day}
          later: {starts: 2 business hours}
        moves: {day.done: won}
      won: {end: success}
    """)


def held(play: Play, on_hold: bool) -> None:
    play.signal("client.held", on_hold=on_hold)


@pytest.mark.clause("S3.2", "S3.8")
def test_every_unit_means_its_own_thing() -> None:
    play = Play(WORKING, "2025-09-26 13:00")  # a Friday; shifts are 09:00 to 17:00
    assert play.due("task.due", "day") == "2025-09-29 13:00"
    assert play.due("task.due", "plain") == "2025-09-27 13:00"
    assert play.due("task.due", "closing") == "2025-09-29 17:00"
    assert play.due("task.start", "later") == "2025-09-26 15:00"


@pytest.mark.clause("S3.8")
def test_due_exactly_at_closing_is_the_closing_and_not_the_next_opening() -> None:
    play = Play(WORKING, "2025-09-26 13:00")
    assert play.due("task.due", "hours") == "2025-09-26 17:00"
    play.at("2025-09-26 17:00").done("hours")
    play.until("2025-09-26 17:00")
    assert "hours" not in [each.name for each in play.seen(r.TaskOverdue)]
    late = Play(WORKING, "2025-09-26 13:00").until("2025-09-26 17:00")
    assert [each.name for each in late.seen(r.TaskOverdue)] == ["hours"]


@pytest.mark.clause("S3.2")
def test_holidays_and_make_up_days_count_as_the_country_has_them() -> None:
    play = Play(linked_program(CONTRACT), "2025-09-26 09:00")
    play.at("2025-09-26 09:30").done("confirm_needs", order__wanted_on="2025-11-20")
    play.at("2025-09-26 10:00").done("send_quote")
    play.until("2025-10-11 10:00")
    assert play.when(r.Stalled) == ["2025-09-30 10:00"], "Sunday 28 is a make-up working day"
    assert play.when(r.Escalated) == [
        "2025-09-30 10:00", "2025-10-09 10:00", "2025-10-11 10:00",
    ], "1 to 8 October are off, Saturday 11 is worked"  # fmt: skip


@pytest.mark.clause("S3.2")
def test_the_berlin_practice_keeps_its_own_days_and_its_own_clock() -> None:
    play = Play(linked_program(CLINIC), "2025-10-02 16:00", account={"patient.insurance": "public"})
    assert play.due("task.due", "check_file") == "2025-10-02 18:00"
    # 3 October is a holiday; Monday and Tuesday are the next working days.
    assert play.due("task.due", "ask_insurer") == "2025-10-07 18:00"
    play.done("check_file", recall__last_seen="2025-04-01")
    play.at("2025-10-02 17:00").done("send_invitation")
    # Ten plain days keep the local time; phone hours run on Saturday too.
    assert play.due("stall", "no_answer") == "2025-10-12 17:00"
    assert play.due("stall", "no_call") == "2025-10-04 09:00"


@pytest.mark.clause("S3.2")
def test_a_plain_day_keeps_the_local_time_over_the_change_of_the_clocks() -> None:
    play = Play(linked_program(CLINIC), "2025-10-20 09:00", state="waiting")
    assert play.due("stall", "no_answer") == "2025-10-30 09:00"
    [timer] = [each for each in play.journey.timers.values() if each.subject == "no_answer"]
    assert timer.due_at - play.now == (10 * 24 + 1) * 3_600_000_000


@pytest.mark.clause("S3.5", "S5.1")
def test_a_hold_moves_the_deadline_by_its_overlap_with_shifts() -> None:
    play = Play(WAITING, "2025-09-25 13:00")
    assert play.due("stall", "office") == "2025-09-26 13:00"
    held(play.at("2025-09-25 16:00"), True)
    assert play.due("stall", "office") == "held"
    held(play.at("2025-09-26 10:00"), False)
    assert play.due("stall", "office") == "2025-09-26 15:00", "16 to 17 and 9 to 10"
    assert play.due("stall", "wall") == "2025-09-27 03:00", "18 hours of wall time"


@pytest.mark.clause("S3.5", "S3.6")
def test_a_hold_over_a_night_moves_nothing() -> None:
    for begin, end in [
        (("client.held", {"on_hold": True}), ("client.held", {"on_hold": False})),
        (("journey.paused", {}), ("journey.resumed", {})),
    ]:
        play = Play(WAITING, "2025-09-25 13:00")
        play.at("2025-09-25 17:00").take(*begin)
        play.at("2025-09-26 09:00").take(*end)
        assert play.due("stall", "office") == "2025-09-26 13:00"


@pytest.mark.clause("S3.5", "S3.6")
def test_overlapping_holds_are_united_never_summed() -> None:
    play = Play(WAITING, "2025-09-25 09:00")
    assert play.due("stall", "office") == "2025-09-25 17:00"
    held(play.at("2025-09-25 10:00"), True)
    play.at("2025-09-25 11:00").take("journey.paused", {})
    held(play.at("2025-09-25 12:00"), False)
    assert play.due("stall", "office") == "held"
    play.at("2025-09-25 13:00").take("journey.resumed", {})
    assert play.due("stall", "office") == "2025-09-26 12:00", "10 to 13, not 2 hours and 2 hours"


@pytest.mark.clause("S3.5")
def test_unless_turning_twice_adds_both_holds() -> None:
    play = Play(WAITING, "2025-09-25 09:00")
    for begin, end in [("10:00", "11:00"), ("12:00", "14:00")]:
        held(play.at(f"2025-09-25 {begin}"), True)
        held(play.at(f"2025-09-25 {end}"), False)
    assert play.due("stall", "office") == "2025-09-26 12:00"


@pytest.mark.clause("S3.5")
def test_nothing_comes_due_while_held_and_the_original_due_is_kept() -> None:
    play = Play(WAITING, "2025-09-25 09:00")
    held(play.at("2025-09-25 10:00"), True)
    play.until("2025-10-30 10:00")
    assert play.seen(r.TimerFired) == []
    [office] = [each for each in play.journey.timers.values() if "office" in each.id]
    assert play.time(office.due_at) == "2025-09-25 17:00"
    assert play.decide(timer_signal(office), play.now).outcome == "nothing"


@pytest.mark.clause("S3.5")
def test_a_hold_told_late_counts_from_when_the_clock_began() -> None:
    play = Play(WAITING, "2025-09-25 13:00")
    play.at("2025-09-25 14:00").signal("client.held", happened="2025-09-25 09:00", on_hold=True)
    held(play.at("2025-09-25 15:00"), False)
    assert play.due("stall", "office") == "2025-09-26 15:00"


@pytest.mark.clause("S3.5", "S4.2")
def test_the_task_shows_the_deadline_that_moved() -> None:
    play = Play(WORKING, "2025-09-26 09:00")
    play.at("2025-09-26 10:00").take("journey.paused", {})
    play.at("2025-09-26 12:00").take("journey.resumed", {})
    assert play.due("task.due", "hours") == "2025-09-26 15:00"
    assert play.time(play.task("hours").due_at or 0) == "2025-09-26 15:00"


@pytest.mark.clause("S3.6")
def test_a_pause_holds_every_timer_and_signals_go_on() -> None:
    play = Play(WORKING, "2025-09-26 09:00")
    play.at("2025-09-26 10:00").take("journey.paused", {})
    assert all(timer.holds for timer in play.journey.timers.values())
    play.until("2025-09-30 10:00")
    assert play.seen(r.TimerFired) == []
    assert play.done("hours").outcome == "taken"
    play.take("journey.resumed", {})
    assert play.due("task.due", "plain") == "2025-10-01 09:00", "wall time: four days"
    assert play.due("task.due", "day") == "2025-09-30 17:00", "16 hours of shifts"


@pytest.mark.clause("S3.6")
def test_what_is_armed_in_a_paused_journey_begins_on_hold() -> None:
    play = Play(linked_program(CONTRACT), "2025-09-26 09:00")
    play.done("confirm_needs", order__wanted_on="2025-11-20")
    play.take("journey.paused", {"reason": "audit"})
    play.done("send_quote")
    assert play.due("stall") == "held"
    play.at("2025-09-26 10:00").take("journey.resumed", {})
    assert play.due("stall") == "2025-09-30 10:00"
    assert play.seen(r.JourneyPaused)[0].reason == "audit"


@pytest.mark.clause("S3.5", "S4.5")
def test_a_start_in_business_time_is_not_moved_by_a_pause_over_night() -> None:
    play = Play(WORKING, "2025-09-25 16:00")
    assert play.due("task.start", "later") == "2025-09-26 10:00"
    play.at("2025-09-25 17:00").take("journey.paused", {})
    play.at("2025-09-26 09:00").take("journey.resumed", {})
    assert play.due("task.start", "later") == "2025-09-26 10:00"


@pytest.mark.clause("S3.6", "S1.7")
def test_pausing_twice_and_resuming_what_runs_is_ignored() -> None:
    play = Play(WORKING, "2025-09-26 09:00")
    assert play.take("journey.resumed", {}).outcome == "ignored"
    play.take("journey.paused", {})
    assert play.take("journey.paused", {}).outcome == "ignored"
    assert [each.reason for each in play.seen(r.SignalIgnored)] == ["not-paused", "already-paused"]


@pytest.mark.clause("S3.9")
def test_a_timer_is_data_and_its_id_works_once() -> None:
    play = Play(WAITING, "2025-09-25 09:00")
    [office] = [each for each in play.journey.timers.values() if "office" in each.id]
    assert (office.purpose, office.subject, office.calendar) == ("stall", "office", "office")
    early = play.decide(timer_signal(office), office.due_at - 1)
    assert (early.outcome, early.records) == ("nothing", ())
    assert play.decide(timer_signal(office), office.due_at).outcome == "taken"
    before = play.journey
    assert play.decide(timer_signal(office), office.due_at).outcome == "nothing"
    assert play.journey == before


@pytest.mark.clause("S3.9")
def test_a_disarmed_timer_is_a_no_op() -> None:
    play = Play(WAITING, "2025-09-25 09:00")
    timers = list(play.journey.timers.values())
    play.at("2025-09-25 10:00").signal("deal.signed")
    assert play.journey.timers == {}
    assert [play.decide(timer_signal(each), each.due_at).outcome for each in timers] == [
        "nothing", "nothing",
    ]  # fmt: skip


@pytest.mark.clause("S3.10")
def test_after_downtime_timers_fire_late_in_due_order_and_count_from_their_due() -> None:
    play = Play(linked_program(CONTRACT), "2025-09-26 09:00")
    play.at("2025-09-26 09:30").done("confirm_needs", order__wanted_on="2025-11-20")
    play.at("2025-09-26 10:00").done("send_quote")
    live = Play(linked_program(CONTRACT), "2025-09-26 09:00")
    live.at("2025-09-26 09:30").done("confirm_needs", order__wanted_on="2025-11-20")
    live.at("2025-09-26 10:00").done("send_quote")
    live.until("2025-10-20 10:00")
    play.down_until("2025-10-20 10:00").catch_up()
    fired = play.seen(r.TimerFired)
    assert [each.at for each in fired] == sorted(each.at for each in fired)
    assert {play.time(each.taken_at) for each in fired} == {"2025-10-20 10:00"}
    assert play.when(r.Escalated) == live.when(r.Escalated)
    assert play.journey.timers == live.journey.timers
    number = len(play.records)
    play.catch_up()
    assert len(play.records) == number, "a second sweep does nothing"


@pytest.mark.clause("S3.10")
def test_a_climb_after_downtime_sees_its_tiers_in_order() -> None:
    play = Play(WORKING, "2025-09-26 09:00").down_until("2025-10-20 10:00").catch_up()
    fired = [each.at for each in play.seen(r.TimerFired)]
    assert fired == sorted(fired)
    tiers = [each.tier for each in play.seen(r.Escalated)]
    assert sorted(tiers) == ["first"] * 4 + ["second"] * 4
    assert play.when(r.Escalated) == sorted(play.when(r.Escalated))

"""Ladders after downtime, late words, holds, what is late on arrival: what a story cannot say."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core import records as r
from engine.core.timers import MAX_ROUNDS
from engine.language.values import MICROSECONDS_PER_HOUR, Money, Span

from .journeys import Play, stage

MONDAY = "2025-09-22 10:00"
THREE = """
    ladder:
      tiers:
        - {id: first, level: team, after: 0 minutes, do: remind}
        - {id: second, level: unit, after: 1 business day, do: notify}
        - {id: third, level: group, after: 2 business days, do: notify, if: deal.amount >= large}
    """
PEOPLE = """
    levels: [staff, team, unit, group]
    roles:
      worker: {level: staff, reports_to: lead, one_for_each: [account, line]}
      lead: {level: team, reports_to: boss}
      boss: {level: unit, reports_to: chief}
      chief: {level: group}
    """


def quiet_stage(more: str = "", **shared: str) -> Play:
    """A customer's silence of a day under a ladder of three tiers."""
    linked = stage(
        f"""
        start: a
        states:
          a:
            waits_for: customer
            moves: {{deal.signed: b}}
            stalls: {{quiet: {{after: 1 business day, silent: customer, escalate: ladder{more}}}}}
          b: {{end: success}}
        """,
        **{"escalations": THREE, "people": PEOPLE, **shared},
    )
    return Play(linked, MONDAY, facts={"deal.amount": "5000 EUR"})


def notices(play: Play) -> list[tuple[str, str]]:
    """Who was told what of an escalation, in order."""
    told = [effect for decision in play.decisions for effect in decision.effects]
    return [
        (effect.reason, effect.person)
        for effect in told
        if isinstance(effect, r.Notify) and effect.reason in {"escalated", "unfounded"}
    ]


@pytest.mark.clause("S5.3", "S3.10")
def test_downtime_across_three_tiers_is_three_records_and_one_notice() -> None:
    play = quiet_stage().down_until("2025-09-30 12:00").catch_up()
    assert [(each.tier, play.time(each.at)) for each in play.seen(r.Escalated)] == [
        ("first", "2025-09-23 10:00"), ("second", "2025-09-24 10:00"),
        ("third", "2025-09-25 10:00"),
    ]  # fmt: skip
    assert notices(play) == [("escalated", "chief")]


@pytest.mark.clause("S5.3")
def test_all_may_be_told_after_downtime() -> None:
    play = quiet_stage(", catch_up: all").down_until("2025-09-30 12:00").catch_up()
    assert notices(play) == [("escalated", "lead"), ("escalated", "boss"), ("escalated", "chief")]


@pytest.mark.clause("S5.3")
def test_the_highest_tier_that_was_reached_has_the_notice() -> None:
    play = quiet_stage()
    play.learn("deal.amount", "5 EUR")
    play.down_until("2025-09-30 12:00").catch_up()
    assert [each.tier for each in play.seen(r.TierSkipped)] == ["third"]
    assert notices(play) == [("escalated", "boss")]
    assert [each.tier for each in play.seen(r.NoticeGiven)] == ["second"]


@pytest.mark.clause("S5.3")
def test_without_downtime_each_tier_has_its_notice() -> None:
    play = quiet_stage().until("2025-09-30 12:00")
    assert notices(play) == [("escalated", "lead"), ("escalated", "boss"), ("escalated", "chief")]


@pytest.mark.clause("S5.3")
def test_quiet_hours_defer_the_notice_and_not_the_level() -> None:
    calendars = """
        office: {zone: Etc/UTC, weekly: {monday to friday: ["09:00-17:00"]},
                 quiet: ["10:00-11:30"]}
        """
    play = quiet_stage(calendars=calendars).until("2025-09-23 11:29")
    assert play.when(r.Escalated) == ["2025-09-23 10:00"]
    assert notices(play) == []
    play.until("2025-09-23 11:30")
    assert notices(play) == [("escalated", "lead")]
    assert play.when(r.NoticeGiven) == ["2025-09-23 11:30"]


@pytest.mark.clause("S5.3", "S5.5")
def test_a_notice_that_waits_is_not_given_once_the_stall_is_over() -> None:
    calendars = """
        office: {zone: Etc/UTC, weekly: {monday to friday: ["09:00-17:00"]},
                 quiet: ["10:00-11:30"]}
        """
    play = quiet_stage(calendars=calendars).at("2025-09-23 11:00")
    play.signal("deal.asked")
    play.until("2025-09-23 12:00")
    assert notices(play) == []


@pytest.mark.clause("S5.5", "S7.7")
def test_those_who_were_told_of_an_unfounded_stall_are_told_so() -> None:
    play = quiet_stage(", recover: play").until("2025-09-24 11:00")
    play.signal("deal.asked", happened="2025-09-23 09:30")
    assert [(each.stall, each.outcome) for each in play.seen(r.StallEnded)] == [
        ("quiet", "unfounded")
    ]
    assert [(each.name, each.reason) for each in play.seen(r.TaskCancelled)] == [
        ("ring", "unfounded")
    ]
    assert notices(play)[-2:] == [("unfounded", "lead"), ("unfounded", "boss")]
    assert play.journey.past_stalls == {}, "it counts for nothing, not even for a bounce"
    assert play.journey.climbs == {}


@pytest.mark.clause("S5.5")
def test_a_late_word_older_than_the_silence_ends_no_stall() -> None:
    play = quiet_stage().at("2025-09-22 15:00")
    play.signal("deal.asked")
    play.until("2025-09-23 16:00")
    assert play.stalled == {"quiet"}
    play.signal("client.called", happened="2025-09-22 12:00")
    assert play.stalled == {"quiet"}, "it would have prevented nothing: more was heard later"


@pytest.mark.clause("S5.4")
def test_a_stall_carries_the_money_its_ladder_weighs() -> None:
    play = quiet_stage().until("2025-09-23 10:00")
    [stalled] = play.seen(r.Stalled)
    amount = stalled.occurrence.at_stake["deal.amount"]
    assert isinstance(amount, Money)
    assert amount == Money(Decimal(5000), "EUR")


@pytest.mark.clause("S5.4")
def test_where_no_line_weighs_money_the_largest_sums_of_the_journey_are_at_stake() -> None:
    plain = """
        ladder:
          tiers: [{id: first, level: team, after: 0 minutes, do: remind}]
        """
    play = quiet_stage(escalations=plain)
    play.learn("deal.cost", "9000 EUR")
    play.until("2025-09-23 10:00")
    [stalled] = play.seen(r.Stalled)
    assert list(stalled.occurrence.at_stake) == ["deal.cost"]


# --- late on arrival

DATED = """
    start: a
    states:
      a: {{moves: {{deal.asked: b}}}}
      b:
        moves: {{deal.signed: c, deal.asked: {{to: stay}}}}
        stalls: {{late: {{at: end of deal.wanted_on, escalate: ladder, recover: play{more}}}}}
      c: {{end: success}}
    """


@pytest.mark.clause("S5.6")
def test_what_is_late_on_arrival_is_recorded_and_climbs_only_where_it_says_so() -> None:
    for more, tiers in [("", []), (", late_on_arrival: escalate", ["first"])]:
        linked = stage(DATED.format(more=more))
        play = Play(linked, MONDAY, facts={"deal.wanted_on": "2025-09-19"})
        play.at("2025-09-22 12:00").signal("deal.asked")
        play.until("2025-09-22 12:00")
        assert play.when(r.Stalled) == ["2025-09-22 12:00"], "noticed on arrival, not before"
        assert [each.tier for each in play.seen(r.Escalated)] == tiers
        assert bool(play.seen(r.RecoveryStarted)) is bool(tiers)


@pytest.mark.clause("S5.1")
def test_a_moment_makes_one_stall_a_stay_unless_it_is_moved_on() -> None:
    linked = stage(DATED.format(more=", recovered_by: deal.asked"))
    play = Play(linked, MONDAY, state="b", facts={"deal.wanted_on": "2025-09-23"})
    play.until("2025-09-23 17:00")
    assert play.stalled == {"late"}
    play.at("2025-09-24 10:00").signal("deal.asked")
    assert play.stalled == set()
    assert play.due("stall") == "none", "the same moment is not missed twice"
    play.learn("deal.wanted_on", "2025-09-26")
    assert play.due("stall") == "2025-09-26 17:00"


# --- holds

HELD = stage(
    """
    start: a
    holds:
      later: {begins: deal.asked, ends: deal.accepted}
      other: {begins: deal.priced, ends: deal.checked}
    states:
      a:
        touchpoints: {call: {due: 12 business hours}, wall: {due: 30 hours}}
        moves: {deal.signed: end}
        stalls: {unsigned: {after: 2 business days, without: deal.signed}}
      end: {end: success}
    """
)
_BEGINS = ("deal.asked", "deal.priced", "journey.paused")
_ENDS = ("deal.accepted", "deal.checked", "journey.resumed")
HALF = MICROSECONDS_PER_HOUR // 2


@pytest.mark.clause("S3.5", "S3.6")
@given(
    st.lists(
        st.tuples(st.integers(0, 15), st.integers(1, 90), st.sampled_from([0, 1, 2])),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_due_is_the_target_plus_the_union_of_all_holds(
    holds: list[tuple[int, int, int]],
) -> None:
    """Whatever overlaps: ``due = add(add(start, target), business_overlap(union))``."""
    play = Play(HELD, MONDAY)
    start, calendar = play.now, HELD.calendars["office"]
    events = sorted(
        {(begin, _BEGINS[kind]) for begin, _, kind in holds}
        | {(begin + length, _ENDS[kind]) for begin, length, kind in holds}
    )
    held: set[str] = set()
    changes = [(start, False)]
    for half, kind in events:
        play.now = max(play.now, start + half * HALF)
        due_by_now = [t for t in play.journey.timers.values() if not t.holds]
        if any(timer.due_at <= play.now for timer in due_by_now):
            return  # something has come due: this property is about what is still to come
        play.take(kind, {})
        held = held | {kind} if kind in _BEGINS else held - {_BEGINS[_ENDS.index(kind)]}
        changes.append((play.now, bool(held)))
    assert not held
    spells = [(a, b) for (a, is_held), (b, _) in pairwise(changes) if is_held]
    shift = sum(calendar.between(begin, end) for begin, end in spells)
    wall = sum(end - begin for begin, end in spells)
    due = {timer.subject.partition("#")[0]: timer.due_at for timer in play.journey.timers.values()}
    twelve = calendar.add(start, Span(12, "business_hours"))
    assert due["call"] == calendar.add_shift_time(twelve, shift)
    assert due["wall"] == start + 30 * MICROSECONDS_PER_HOUR + wall
    two_days = calendar.add(start, Span(2, "business_days"))
    assert due["unsigned"] == calendar.add_shift_time(two_days, shift)


# --- deadlines of no length

CIRCLE = stage("""
    start: a
    states:
      a:
        waits_for: customer
        moves: {deal.signed: end}
        stalls: {one: {after: 0 minutes, without: deal.signed, give_up: {after: 0 minutes, to: b}}}
      b:
        waits_for: customer
        moves: {deal.signed: end}
        stalls: {two: {after: 0 minutes, without: deal.signed, give_up: {after: 0 minutes, to: a}}}
      end: {end: success}
    """)


STANDARD = stage(
    """
    start: working
    clocks:
      answer:
        starts: journey.started
        stops: deal.signed
        within: 12 business hours
        pauses: while waiting for customer
        escalate: ladder
    variants:
      quick: {if: deal.urgent, at: once, set: {answer.within: 30 hours}}
    states:
      working: {waits_for: us, moves: {deal.asked: waiting, deal.signed: end}}
      waiting: {waits_for: customer, moves: {deal.accepted: working, deal.signed: end}}
      end: {end: success}
    """
)
EVENING, MORNING = "2025-09-22 16:00", "2025-09-23 11:00"


@pytest.mark.clause("S3.5", "S2.8")
@pytest.mark.parametrize(
    ("urgent", "due"),
    [
        # Three hours of shifts were held, nineteen on the wall.
        ([], "2025-09-23 17:00"),
        ([MORNING], "2025-09-24 11:00"),
        ([EVENING], "2025-09-24 11:00"),
        ([MORNING, "2025-09-23 12:00"], "2025-09-23 17:00"),
    ],
    ids=["business", "after the hold", "before the hold", "there and back"],
)
def test_a_hold_counts_in_the_time_of_the_standard_there_is_by_then(
    urgent: list[str], due: str
) -> None:
    """A variant that turns from business hours to hours on the wall, or back, takes holds along."""
    play = Play(STANDARD, MONDAY)
    moments = {EVENING: "deal.asked", MORNING: "deal.accepted"}
    for at in sorted({*moments, *urgent}):
        play.until(at)
        if at in moments:
            play.signal(moments[at])
        if at in urgent:
            play.learn("deal.urgent", urgent.index(at) == 0)
    assert play.due("clock.due") == due


@pytest.mark.clause("S1.6")
def test_deadlines_of_no_length_that_arm_each_other_end_in_an_incident() -> None:
    play = Play(CIRCLE, MONDAY).until(MONDAY)
    [incident] = play.seen(r.IncidentRaised)
    assert incident.code == "loop"
    assert any("stall" in name for name in incident.names)
    assert MAX_ROUNDS <= len(play.seen(r.TimerArmed)) < 2 * MAX_ROUNDS
    assert play.signal("deal.signed").outcome == "taken", "the journey itself goes on"

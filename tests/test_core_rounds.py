"""Rounds, restored timers, and deadlines that wait for next year's calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core import clock
from engine.core import records as r
from engine.core.calendar import BusinessCalendar
from engine.core.evolve import refold
from engine.core.journey import Journey
from engine.core.link import LinkedProgram
from engine.core.timers import timer_signal

from .journeys import Play, stage


def repeating(catch_up: str) -> Play:
    """A weekly round that nobody could open from the second week to the fifth."""
    linked = stage(f"""
        start: a
        states:
          a:
            touchpoints:
              meet: {{repeats: every 7 days, catch_up: {catch_up}, due: 1 business day}}
            moves: {{deal.signed: end}}
          end: {{end: success}}
        """)
    play = Play(linked, "2025-09-01 10:00")
    play.at("2025-09-02 10:00").done("meet")
    return play.down_until("2025-09-24 09:00").catch_up()


@pytest.mark.clause("S3.10")
@pytest.mark.parametrize(
    ("catch_up", "opened", "left_out", "following"),
    [
        ("once", 1, [("missed", 2)], "2025-09-29 10:00"),
        ("all", 3, [], "2025-09-29 10:00"),
        ("skip", 0, [("missed", 3)], "2025-09-29 10:00"),
    ],
)
def test_rounds_missed_while_the_engine_was_down(
    catch_up: str, opened: int, left_out: list[tuple[str, int]], following: str
) -> None:
    """Due on the 8th, 15th and 22nd; the engine is back on the 24th."""
    play = repeating(catch_up)
    assert len(play.open) == opened
    assert [(each.reason, each.count) for each in play.seen(r.RoundsLeftOut)] == left_out
    assert play.due("repeat") == following
    if opened:
        assert play.due("task.due") == "2025-09-25 09:00", "nobody could have met an older one"
    records = len(play.records)
    play.catch_up()
    assert len(play.records) == records, "a second sweep does nothing"


@pytest.mark.clause("S3.10", "S4.5")
def test_a_round_whose_last_is_still_open_is_left_out() -> None:
    linked = stage("""
        start: a
        states:
          a:
            touchpoints: {meet: {repeats: every 7 days up to 2 times}}
            moves: {deal.signed: end}
          end: {end: success}
        """)
    play = Play(linked, "2025-09-01 10:00").until("2025-09-16 10:00")
    assert play.open == ["meet"]
    assert [each.reason for each in play.seen(r.RoundsLeftOut)] == ["still_open", "still_open"]
    play.done("meet")
    play.until("2025-09-22 10:00")
    assert play.open == ["meet"], "a round left out does not count among the two"
    play.done("meet")
    assert play.due("repeat") == "none"


@pytest.mark.clause("S4.5")
def test_months_do_not_drift() -> None:
    """From 31 January: the end of February, and 31 March again."""
    linked = stage("""
        start: a
        states:
          a:
            touchpoints: {meet: {repeats: every 1 month}}
            moves: {deal.signed: end}
          end: {end: success}
        """)
    play = Play(linked, "2025-01-31 10:00")
    play.done("meet")
    assert play.due("repeat") == "2025-02-28 10:00"
    play.until("2025-02-28 10:00").done("meet")
    assert play.due("repeat") == "2025-03-31 10:00"


@pytest.mark.clause("S4.5")
def test_what_stays_goes_on_repeating_and_ends_with_the_journey() -> None:
    linked = stage("""
        start: a
        states:
          a:
            touchpoints: {meet: {repeats: every 7 days, stays: true}}
            moves: {deal.asked: b}
          b: {moves: {deal.signed: end, deal.asked: a}}
          end: {end: success}
        """)
    play = Play(linked, "2025-09-01 10:00")
    play.done("meet")
    play.at("2025-09-02 10:00").signal("deal.asked")
    play.until("2025-09-08 10:00")
    assert (play.state, play.open) == ("b", ["meet"])
    play.signal("deal.asked")
    assert [task.name for task in play.journey.tasks.values()] == ["meet"], "not planned twice"
    play.signal("deal.asked")
    play.signal("deal.signed")
    assert play.journey.timers == {}


# Next year's calendar.

CHINA = """
    schema: calendars/1
    listed: true
    office: {zone: Asia/Shanghai, weekly: {monday to friday: [09:00-17:00]}, holidays: CN}
    """


def _next_year(linked: LinkedProgram, off: dt.date) -> LinkedProgram:
    """The same program with the holidays of one more year published."""
    data = linked.calendars["office"].data
    newer = msgspec.structs.replace(data, off=(*data.off, off.toordinal()), known_until=2027)
    return replace(linked, calendars={"office": BusinessCalendar(newer)})


@pytest.mark.clause("S3.4")
def test_a_deadline_beyond_the_published_years_is_provisional_until_they_are() -> None:
    linked = stage(
        """
        start: a
        states:
          a:
            waits_for: customer
            touchpoints: {book: {due: 5 business days}, soon: {due: 3 days}}
            moves: {deal.signed: end}
            stalls: {quiet: {after: 3 business days, silent: customer}}
          end: {end: success}
        """,
        calendars=CHINA,
    )
    play = Play(linked, "2026-12-30 10:00")
    due = {each.subject.partition("#")[0]: each for each in play.journey.timers.values()}
    assert {name: each.is_provisional for name, each in due.items()} == {
        "book": True, "soon": False, "quiet": True,
    }  # fmt: skip
    notices = [each for each in play.decisions[0].effects if isinstance(each, r.Notify)]
    told = [each for each in notices if each.reason == "provisional"]
    assert {each.about for each in told} == {due["book"].id, due["quiet"].id}
    assert (play.due("task.due", "book"), play.due("stall")) == (
        "2027-01-06 10:00", "2027-01-04 10:00",
    )  # fmt: skip
    play.linked = _next_year(linked, dt.date(2027, 1, 1))
    play.at("2026-12-31 10:00").take("calendar.updated", {})
    assert (play.due("task.due", "book"), play.due("stall")) == (
        "2027-01-07 10:00", "2027-01-05 10:00",
    )  # fmt: skip
    assert {each.is_provisional for each in play.journey.timers.values()} == {False}
    assert len(play.seen(r.TimerMoved)) == 2, "a day that nobody's calendar decides stays"
    assert play.take("calendar.updated", {}).records[1:] == (), "nothing changes twice"


@pytest.mark.clause("S3.11")
def test_a_restored_journey_keeps_the_instants_it_had() -> None:
    """Folded again much later, every timer comes due when it would have."""
    linked = stage("""
        start: a
        states:
          a:
            touchpoints: {book: {due: 5 business days}}
            moves: {deal.signed: end}
            timeout: {after: 9 days, to: end}
          end: {end: success}
        """)
    play = Play(linked, "2025-09-01 10:00")
    restored = refold("journey-1", play.records)
    assert restored == play.journey
    written = msgspec.json.decode(msgspec.json.encode(restored), type=Journey)
    assert {each.due_at for each in written.timers.values()} == {
        clock.parse_local("2025-09-08 10:00", "UTC"), clock.parse_local("2025-09-10 10:00", "UTC"),
    }  # fmt: skip
    fired = timer_signal(min(written.timers.values(), key=lambda each: each.due_at))
    play.journey = written
    assert play.decide(fired, clock.parse_local("2026-09-01 10:00", "UTC")).outcome == "taken"
    assert play.when(r.TaskOverdue) == ["2025-09-08 10:00"]


@pytest.mark.clause("S4.3")
def test_a_paper_ends_on_its_own_date_whenever_that_is_told() -> None:
    linked = stage(
        """
        start: a
        states:
          a:
            moves: {deal.accepted: [{if: licence.expired, to: end}]}
            timeout: {at: 5 days before licence.expires, to: end}
          end: {end: success}
        """,
        vocabulary="""
        things:
          deal:
            scope: journey
            facts: {urgent: {type: yes_no}}
            documents: {licence: {valid: until its date}}
            signals: {accepted: {from: customer}, signed: {from: customer, brings: [licence]}}
        """,
        forms="forms: {}\nterms: {fields: {deal.urgent: optional}}",
    )
    play = Play(linked, "2025-09-01 10:00")
    play.signal("deal.signed", licence__expires="2025-09-30")
    assert play.seen(r.DocumentBrought)[0].ends == clock.parse_local("2025-10-01 00:00", "UTC")
    assert play.seen(r.SignalTaken)[-1].data == {}
    assert play.due("timeout") == "2025-09-25 09:00"
    play.take("facts.set", {"licence.expires": "2025-11-10"})
    assert play.due("timeout") == "2025-11-05 09:00"
    assert play.take("facts.set", {"licence.expires": "soon"}).outcome == "refused"
    assert play.due("expiry") == "2025-11-11 00:00"


RICH = stage(
    """
    start: a
    overdue: {remind: 1 business hour before due, escalate: ladder}
    states:
      a:
        waits_for: customer
        touchpoints:
          meet: {if: not client.on_hold, repeats: every 3 days up to 4 times, stops: deal.asked}
          kept: {repeats: every 2 days, counted_from: done, stays: true, due: 4 hours}
          book: {starts: 3 business days before deal.wanted_on, due: end of deal.wanted_on}
          then: {due: 2 business hours after meet, late_on_arrival: escalate}
        timeout: {at: deal.wanted_on at 10:00, to: b, if: deal.urgent}
        moves: {deal.accepted: b, deal.signed: end}
        stalls: {quiet: {at: 2 business days after deal.wanted_on,
                         unless: today < deal.wanted_on, escalate: ladder}}
      b:
        needs: [paper]
        timeout: {after: 20 days, signal: deal.asked}
        moves: {deal.asked: a, deal.signed: end}
      end: {end: success}
    """,
    vocabulary="""
        things:
          deal:
            scope: journey
            facts:
              amount: {type: money}
              urgent: {type: yes_no, valid: 10 days}
              wanted_on: {type: date}
            documents: {paper: {valid: 5 days}}
            signals:
              accepted: {from: customer}
              asked: {from: customer}
              signed: {from: customer}
              filed: {from: us, brings: [paper]}
          client:
            scope: account
            facts:
              on_hold: {type: yes_no, valid: 1 month}
              tier: {type: choice, choices: {A: 甲 | A, B: 乙 | B}}
            signals: {called: {from: customer}}
        """,
)
DOINGS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["deal.accepted", "deal.asked", "deal.filed", "journey.paused",
                     "journey.resumed", "calendar.updated", "meet.done", "kept.done",
                     "book.done", "then.done", "client.called"]).map(lambda kind: (kind, {})),
    st.dates(dt.date(2025, 8, 1), dt.date(2026, 1, 1)).map(
        lambda day: ("facts.set", {"deal.wanted_on": str(day)})),
    st.booleans().map(lambda yes: ("facts.set", {"deal.urgent": yes})),
    st.booleans().map(lambda yes: ("facts.set", {"client.on_hold": yes})),
)  # fmt: skip
HOURS = st.integers(0, 24 * 12)


@pytest.mark.clause("S1.4", "S3.9", "S3.10")
@settings(deadline=None)
@given(st.lists(st.tuples(HOURS, st.booleans(), DOINGS), max_size=12))
def test_whatever_happens_when_time_goes_on_and_its_journal_says_the_same(
    doings: list[tuple[int, bool, tuple[str, dict[str, Any]]]],
) -> None:
    """Nothing raises, nothing fires twice, and the fold of the records is the journey."""
    play = Play(RICH, "2025-09-01 10:00", account={"client.on_hold": False})
    for hours, is_down, (kind, data) in doings:
        later = clock.local(play.now + hours * 3_600_000_000, "UTC").strftime("%Y-%m-%d %H:%M")
        if is_down:
            play.down_until(later).catch_up()
        else:
            play.at(later)
        play.take(kind, data)
    fired = [each.id for each in play.seen(r.TimerFired)]
    assert len(fired) == len(set(fired))
    assert refold("journey-1", play.records) == play.journey
    assert not any(isinstance(each, r.IncidentRaised) for each in play.records)
    tasks = play.journey.tasks
    for timer in play.journey.timers.values():
        if timer.purpose == "task.due":
            assert tasks[timer.subject].due_at == timer.due_at

"""Colleagues: queues of a team in shift time, forgotten tasks, and how a task is reported as done."""

from __future__ import annotations

from typing import Any

import pytest

from engine.core import records as r
from engine.language.values import Day, Money
from engine.studies.population.values import (
    WHOLE,
    DateIn,
    LatestKey,
    NextKey,
    PartOf,
    Row,
    Staff,
    Work,
)

from . import simulated as s
from .journeys import stage

COUNTER = stage("""
    start: waiting
    states:
      waiting:
        touchpoints: {serve: {due: 2 business days}}
        moves: {serve.done: gone, client.called: lost}
      gone: {end: success}
      lost: {end: lost}
    """)


def served(
    takes: float, people: int = 1, hours: tuple[int, int] = (540, 600), **more: Any
) -> s.Watcher:
    """Run customers who come evenly between two times of Monday, four of them by default."""
    work = {"serve": Work(s.lasting(0), s.lasting(takes))}
    own = more.pop("own", None) or s.segment(work=work)
    arrivals = s.Arrivals(28.0, even=True, hours=s.ClockRange(*hours))
    staff = {"worker": Staff("worker", people, "office", **more.pop("staff", {}))}
    journeys = more.pop("journeys", 4)
    people_ = s.population(own, arrivals=arrivals, teams=1, staff=staff, **more)
    return s.run(COUNTER, people_, journeys=journeys)


def spans(found: s.Watcher) -> list[tuple[str, str, str]]:
    return [(s.time(w.begun_at), s.time(w.ended_at), w.person[:8]) for w in found.works]


# --- the queue


def test_one_person_takes_the_task_that_has_waited_longest() -> None:
    found = served(2)
    assert [each.customer.index for each in found.works] == [0, 1, 2, 3]
    assert spans(found) == [
        ("01-05 09:07", "01-05 11:07", "worker 1"),
        ("01-05 11:07", "01-05 13:07", "worker 1"),
        ("01-05 13:07", "01-05 15:07", "worker 1"),
        ("01-05 15:07", "01-06 09:07", "worker 1"),
    ]
    assert [s.time(each.asked_at) for each in found.works] == [
        "01-05 09:07", "01-05 09:22", "01-05 09:37", "01-05 09:52",
    ]  # fmt: skip


def test_two_people_work_side_by_side_and_who_is_free_longest_goes_first() -> None:
    found = served(2, people=2)
    assert spans(found) == [
        ("01-05 09:07", "01-05 11:07", "worker 1"),
        ("01-05 09:22", "01-05 11:22", "worker 2"),
        ("01-05 11:07", "01-05 13:07", "worker 1"),
        ("01-05 11:22", "01-05 13:22", "worker 2"),
    ]
    assert [each.person for each in found.works[:2]] == ["worker 1@team 0", "worker 2@team 0"]


def test_closing_interrupts_and_the_weekend_does_not_count() -> None:
    found = served(12, hours=(16 * 60, 17 * 60), journeys=1)
    ((begun, ended, _),) = spans(found)
    assert (begun, ended) == ("01-05 16:30", "01-07 12:30")
    assert found.works[0].microseconds == 12 * s.HOUR


def test_whoever_comes_at_night_waits_for_the_opening() -> None:
    found = served(1, hours=(120, 180))
    assert spans(found)[0] == ("01-05 09:00", "01-05 10:00", "worker 1")
    assert [each.customer.index for each in found.works] == [0, 1, 2, 3]


def test_who_is_away_begins_nothing_and_goes_on_afterwards() -> None:
    often = {"away_per_year": 200.0, "away_for": s.lasting(30)}
    found = served(30, journeys=3, staff=often)
    directories = [
        directory for directory in {id(d): d for d in _directories(found)}.values()
    ]
    absences = directories[0].absences["worker 1@team 0"]
    assert len(absences) > 50
    assert len(found.works) == 3
    from engine.core.calendar import BusinessCalendar

    office: BusinessCalendar = COUNTER.calendars["office"]
    for each in found.works:
        away = sum(
            office.between(max(each.begun_at, absence.begins), min(each.ended_at, absence.until))
            for absence in absences
            if absence.begins < each.ended_at and absence.until > each.begun_at
        )
        assert office.between(each.begun_at, each.ended_at) == each.microseconds + away
        assert not any(absence.begins <= each.begun_at < absence.until for absence in absences)


def test_a_task_that_is_cancelled_leaves_the_queue() -> None:
    own = s.segment(
        {"stage.waiting": s.answers(s.reply("client.called", 100, s.lasting(1.5)))},
        {"serve": Work(s.lasting(0), s.lasting(2))},
    )
    found = served(2, own=own)
    # All are called after an hour and a half: the first while it is being served.
    assert [(each.customer.index, each.wasted) for each in found.works] == [(0, True), (3, False)] \
        or [(each.customer.index, each.wasted) for each in found.works] == [(0, True)]
    assert not found.signals("serve.done")
    assert set(found.outcomes()) == {"lost"}


def test_teams_share_nobody() -> None:
    work = {"serve": Work(s.lasting(0), s.lasting(2))}
    arrivals = s.Arrivals(28.0, even=True, hours=s.ClockRange(540, 600))
    staff = {"worker": Staff("worker", 1, "office")}
    people = s.population(s.segment(work=work), arrivals=arrivals, teams=2, staff=staff)
    found = s.run(COUNTER, people, journeys=4)
    begun = {each.customer.index: (s.time(each.begun_at), each.person) for each in found.works}
    assert begun == {
        0: ("01-05 09:07", "worker 1@team 0"),
        1: ("01-05 09:22", "worker 1@team 1"),
        2: ("01-05 11:07", "worker 1@team 0"),
        3: ("01-05 11:22", "worker 1@team 1"),
    }
    assert {each.index: each.team for each in found.came_} == {0: 0, 1: 1, 2: 0, 3: 1}


def test_without_teams_everybody_is_served_as_if_alone() -> None:
    work = {"serve": Work(s.lasting(1), s.lasting(2))}
    arrivals = s.Arrivals(28.0, even=True, hours=s.ClockRange(540, 600))
    people = s.population(s.segment(work=work), arrivals=arrivals)
    found = s.run(COUNTER, people, journeys=4)
    assert [s.time(each.begun_at) for each in found.works] == [
        "01-05 10:07", "01-05 10:22", "01-05 10:37", "01-05 10:52",
    ]  # fmt: skip
    assert {each.person for each in found.works} == {"worker"}


def _directories(found: s.Watcher) -> list[Any]:
    return found.directories


# --- forgotten


def test_a_forgotten_task_is_done_after_a_reminder() -> None:
    program = stage("""
        start: waiting
        overdue: {remind: 4 business hours before due, escalate: ladder}
        states:
          waiting: {touchpoints: {serve: {due: 2 business days}}, moves: {serve.done: gone}}
          gone: {end: success}
        """)
    work = {"serve": Work(s.lasting(1), s.lasting(1), forgotten=WHOLE)}
    arrivals = s.Arrivals(7.0, even=True, hours=s.ClockRange(540, 600))
    found = s.run(program, s.population(s.segment(work=work), arrivals=arrivals), journeys=1)
    (reminded,) = found.records(r.TaskReminded)
    assert s.time(reminded.at) == "01-06 13:30"
    assert s.time(found.works[0].begun_at) == "01-06 14:30"
    # It was wanted from the beginning: that is how long it waited.
    assert s.time(found.works[0].asked_at) == "01-05 09:30"


def test_who_is_not_moved_by_a_reminder_may_be_by_a_tier() -> None:
    work = {
        "serve": Work(s.lasting(1), s.lasting(1), forgotten=WHOLE, reminded=0),
    }
    found = s.run(COUNTER, s.population(s.segment(work=work)), journeys=5)
    assert found.records(r.Escalated)
    assert not found.works
    assert set(found.outcomes()) == {""}


# --- reporting


FORM = """
    schema: forms/1
    listed: true
    terms:
      fields: {deal.amount: required, deal.urgent: required, deal.wanted_on: optional,
               deal.count: {required_if: deal.urgent}, client.tier: optional}
    """
FILLED = stage("""
    start: asking
    states:
      asking:
        touchpoints:
          ask: {form: terms, needs: [offer], outcomes: [yes_, no_], produces: {yes_: order_form}}
        moves: {ask.yes_: checking, ask.no_: lost}
      checking:
        needs: [order_form, draft]
        touchpoints: {check: {outcomes: [approved, rejected]}}
        moves: {check.approved: won, check.rejected: lost}
      won: {end: success}
      lost: {end: lost}
    """, forms=FORM, people="""
    roles:
      worker: {level: staff, reports_to: lead, one_for_each: [account, line]}
      lead: {level: team, reports_to: boss, may: {approve: 100 EUR}}
      boss: {level: unit, may: {approve: true}}
    """)  # fmt: skip


def filled(form: Any = None, facts: Any = None, **more: Any) -> s.Watcher:
    """Run one customer through a form, a gate, a document that is missing, and an approval."""
    work = {
        "ask": Work(s.lasting(1), s.lasting(1), outcomes=(("yes_", WHOLE),), form=form or {}),
        "check": Work(s.lasting(1), s.lasting(1), outcomes=(("approved", WHOLE),)),
    }
    return s.run(FILLED, s.population(s.segment(work=work, facts=facts), **more), journeys=1)


def test_what_must_be_filled_and_nobody_speaks_of_is_filled_plainly() -> None:
    found = filled()
    (asked,) = found.signals("ask.done")
    date = asked.data.pop("deal.wanted_on", None)
    assert date is None
    assert asked.data == {
        "outcome": "yes_",
        "deal.amount": Money(amount=s.exact("1"), currency="EUR"),
        "deal.urgent": True,
        "deal.count": 1,
    }
    assert asked.brings == ("offer",)
    assert not [d for *_, d, _ in found.decisions if d.outcome == "refused"]


def test_what_the_population_says_is_filled_in() -> None:
    form = {
        "amount": s.Fixed(Money(s.exact("80"), "EUR")),
        "deal.urgent": s.Fixed(False),
        "deal.wanted_on": DateIn(s.lasting(48)),
    }
    found = filled(form, {"client.tier": s.Fixed("B"), "deal.count": s.Fixed(4)})
    (asked,) = found.signals("ask.done")
    assert asked.data["deal.amount"] == Money(s.exact("80"), "EUR")
    assert asked.data["deal.urgent"] is False
    assert isinstance(asked.data["deal.wanted_on"], Day)
    assert "client.tier" not in asked.data
    assert "deal.count" not in asked.data


def test_a_document_that_is_missing_is_brought_by_who_is_asked_for_it() -> None:
    found = filled()
    (draft,) = found.signals("draft.done")
    assert draft.brings == ("draft",)
    assert [each.split()[2] for each in found.states(0)] == ["asking", "checking", "won"]
    # What a touchpoint produces, nobody brings.
    assert not found.signals("order_form.done")


@pytest.mark.parametrize(("amount", "by"), [("80", "lead"), ("800", "boss")])
def test_who_may_not_approve_leaves_it_to_the_next_above(amount: str, by: str) -> None:
    found = filled({"amount": s.Fixed(Money(s.exact(amount), "EUR"))})
    (checked,) = found.signals("check.done")
    assert (checked.by, found.outcomes()) == (by, ["success"])
    assert found.works[-1].person == "worker"


def test_a_task_of_a_team_is_done_by_a_person() -> None:
    found = filled(teams=1, staff={"worker": Staff("worker", 2, "office")})
    assert {each.person for each in found.works} <= {"worker 1@team 0", "worker 2@team 0"}
    assert found.signals("ask.done")[0].by == found.works[0].person
    opened = found.records(r.TaskOpened)[0]
    assert opened.owner == "worker 1@team 0"


def test_a_task_that_nobody_can_report_is_refused_and_left_lying() -> None:
    program = stage("""
        start: asking
        states:
          asking: {touchpoints: {ask: {needs: [deal.asked]}}, moves: {ask.done: won}}
          won: {end: success}
        """)
    found = s.run(program, s.population(s.segment()), journeys=1)
    assert [d.outcome for *_, d, _ in found.decisions] == ["taken", "refused"]
    assert found.outcomes() == [""]


# --- items


ITEMS = stage("""
    tracks:
      ordering:
        start: planning
        states:
          planning: {touchpoints: {plan: {form: parts}}, moves: {plan.done: planned}}
          planned: {end: success}
      sending:
        each: box
        opened_by: box.packed
        start: packed
        states:
          packed: {waits_for: customer, moves: {box.came: here}}
          here: {touchpoints: {check: }, moves: {check.done: fine}}
          fine: {end: success}
    ends: {done: {end: success, when: {ordering: planned, sending: fine}}}
    """, forms="""
    schema: forms/1
    listed: true
    parts: {rows: {box: {box.number: required, box.weight: required, box.price: optional}}}
    """, vocabulary="""
    things:
      deal:
        scope: journey
        facts: {amount: {type: money}}
      box:
        scope: journey
        key: number
        facts: {number: {type: text}, weight: {type: number}, price: {type: money}}
        signals:
          packed: {from: us, data: {number: text}}
          came: {from: partner, data: {number: text}}
    """) if False else None

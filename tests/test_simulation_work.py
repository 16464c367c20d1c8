"""Colleagues: queues of a team in shift time, forgotten tasks, and how one is reported done."""

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
    Reply,
    Row,
    Staff,
    Work,
)
from engine.studies.simulation.agenda import Agenda
from engine.studies.simulation.plan import plan_for
from engine.studies.simulation.setting import Setting
from engine.studies.simulation.staff import Team

from . import simulated as s
from .journeys import ORDERS, linked_program, stage

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
    # Whose customer it is is dealt in turn, whoever does the work (D3.1).
    owners = [record.owner for record in found.records(r.TaskOpened)]
    assert owners == ["worker 1@team 0", "worker 2@team 0"] * 2


def test_who_has_been_free_longest_is_next() -> None:
    persons = [person for _, _, person in spans(served(0.1, people=2))]
    assert persons == ["worker 1", "worker 2", "worker 1", "worker 2"]


def test_closing_interrupts_and_the_weekend_does_not_count() -> None:
    found = served(12, hours=(16 * 60, 17 * 60), journeys=1)
    ((begun, ended, _),) = spans(found)
    assert (begun, ended) == ("01-05 16:07", "01-07 12:07")
    assert found.works[0].microseconds == 12 * s.HOUR


def test_whoever_comes_at_night_waits_for_the_opening() -> None:
    found = served(1, hours=(120, 180))
    assert spans(found)[0] == ("01-05 09:00", "01-05 10:00", "worker 1")
    assert [each.customer.index for each in found.works] == [0, 1, 2, 3]


def test_who_is_away_begins_nothing_and_goes_on_afterwards() -> None:
    often = {"away_per_year": 200.0, "away_for": s.lasting(30)}
    found = served(30, journeys=3, staff=often)
    plan = plan_for(found.people, 1, 3)
    setting = Setting(COUNTER, plan)
    absences = Team(setting, Agenda(plan.population.ends_at), 0).absences["worker 1@team 0"]
    assert len(absences) > 50
    assert len(found.works) == 3
    office = COUNTER.calendars["office"]
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
        {"stage.waiting": s.answers(s.reply("client.called", 100, s.lasting(1.4)))},
        {"serve": Work(s.lasting(0), s.lasting(2))},
    )
    found = served(2, own=own)
    # All give up after an hour and 24 minutes: two while they wait, two while they are served.
    works = [(each.customer.index, s.time(each.begun_at), each.wasted) for each in found.works]
    assert works == [(0, "01-05 09:07", True), (3, "01-05 11:07", True)]
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


# --- forgotten


REMINDED = stage("""
        start: waiting
        overdue: {remind: 4 business hours before due, escalate: ladder}
        states:
          waiting: {touchpoints: {serve: {due: 2 business days}}, moves: {serve.done: gone}}
          gone: {end: success}
        """)


def test_a_forgotten_task_is_done_after_a_reminder() -> None:
    work = {"serve": Work(s.lasting(1), s.lasting(1), forgotten=WHOLE)}
    arrivals = s.Arrivals(7.0, even=True, hours=s.ClockRange(540, 600))
    found = s.run(REMINDED, s.population(s.segment(work=work), arrivals=arrivals), journeys=1)
    (reminded,) = found.records(r.TaskReminded)
    assert s.time(reminded.at) == "01-06 13:30"
    assert s.time(found.works[0].begun_at) == "01-06 14:30"
    # It was wanted from the beginning: that is how long it waited.
    assert s.time(found.works[0].asked_at) == "01-05 09:30"


@pytest.mark.parametrize(("reminded", "done"), [(0, 0), (30, 20), (100, 30)])
def test_each_reminder_moves_some(reminded: int, done: int) -> None:
    chance = reminded * s.PERCENT
    work = {"serve": Work(s.lasting(1), s.lasting(1), forgotten=WHOLE, reminded=chance)}
    found = s.run(REMINDED, s.population(s.segment(work=work)), journeys=30)
    # A reminder, the deadline and two tiers: four times somebody hears of it.
    assert len(found.records(r.Escalated)) >= 60 - 2 * done
    assert abs(len(found.works) - done) <= (4 if 0 < reminded < 100 else 0)


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
        moves: {ask.yes_: [{if: deal.amount > 0 EUR, to: checking}], ask.no_: lost}
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
    # As soon as it can be done, it is: without more work, and without another refusal.
    asked = s.answers(also=(s.reply("deal.asked", 100, s.lasting(50)),))
    found = s.run(program, s.population(s.segment({"stage.asking": asked})), journeys=1)
    assert [d.outcome for *_, d, _ in found.decisions] == ["taken", "refused", "taken", "taken"]
    assert found.outcomes() == ["success"]
    assert len(found.works) == 1
    assert found.signals("ask.done")[1].at == found.signals("deal.asked")[0].at


def test_a_task_waits_unrefused_for_the_colleague_who_brings_its_paper() -> None:
    program = stage("""
        start: asking
        states:
          asking:
            touchpoints:
              write: {produces: draft}
              ask: {needs: [{if: draft.present, title: 写好了 | Written}]}
            moves: {ask.done: won}
          won: {end: success}
        """)
    slow = {"write": Work(s.lasting(1), s.lasting(3))}
    found = s.run(program, s.population(s.segment(work=slow)), journeys=1)
    assert not [d for *_, d, _ in found.decisions if d.outcome == "refused"]
    assert found.outcomes() == ["success"]
    done = {each.name: each.at for each in found.records(r.TaskDone)}
    assert done["ask"] == done["write"]


# --- items


ITEMS = stage("""
    start: planning
    states:
      planning: {touchpoints: {plan: {form: parts}}, moves: {plan.done: planned}}
      planned: {end: success}
    """, forms="""
    schema: forms/1
    listed: true
    terms: {fields: {deal.amount: required}}
    parts:
      rows:
        box: {box.number: required, box.weight: required, box.price: optional}
        bill: {bill.number: required, bill.box: required, bill.amount: required}
    """, vocabulary="""
    things:
      deal: {scope: journey, facts: {amount: {type: money}}}
      box:
        scope: journey
        many: {key: number}
        facts: {number: {type: text}, weight: {type: number}, price: {type: money}}
        signals: {packed: {from: us}}
      bill:
        scope: journey
        many: {key: number}
        facts: {number: {type: text}, box: {type: text}, amount: {type: money}}
        signals: {billed: {from: us}}
      client: {scope: account, signals: {called: {from: customer}}}
    """)  # fmt: skip


def planned(rows: Any, **facts: Any) -> dict[str, Any]:
    """Run one customer, and return the items there are at the end, with their facts."""
    work = {"plan": Work(s.lasting(1), s.lasting(1), rows=rows)}
    named = {name.replace("__", "."): value for name, value in facts.items()}
    found = s.run(ITEMS, s.population(s.segment(work=work, facts=named)), journeys=1)
    ((journey,),) = [journeys for _, journeys, _ in found.left_]
    return {name: item.facts for name, item in journey.items.items()}


def test_a_table_has_its_rows_and_some_a_row_for_each_of_another() -> None:
    price = s.Fixed(Money(s.exact("50"), "EUR"))
    boxes = (
        Row({"box.number": NextKey("B"), "box.weight": s.Fixed(3), "box.price": price}),
        Row({"box.number": NextKey("B"), "box.weight": s.Fixed(9)}, chance=0),
        Row({"number": NextKey("B"), "weight": s.Fixed(5)}),
    )
    bills = (Row({"bill.number": NextKey("R"), "bill.box": LatestKey("box"),
                  "bill.amount": PartOf("deal.amount", 30 * s.PERCENT)}, per="box"),)  # fmt: skip
    amount = s.Fixed(Money(s.exact("200.10"), "EUR"))
    assert planned({"box": boxes, "bill": bills}, deal__amount=amount) == {
        "box/B1": {
            "box.number": "B1",
            "box.weight": 3,
            "box.price": Money(s.exact("50"), "EUR"),
        },
        "box/B2": {"box.number": "B2", "box.weight": 5},
        "bill/R1": _bill("R1", "B1"),
        "bill/R2": _bill("R2", "B2"),
    }


def _bill(number: str, box: str) -> dict[str, Any]:
    amount = Money(s.exact("60.03"), "EUR")
    return {"bill.number": number, "bill.box": box, "bill.amount": amount}


def test_a_table_nobody_speaks_of_has_one_plain_row() -> None:
    assert planned({}) == {
        "box/box-1": {"box.number": "box-1", "box.weight": 1},
        "bill/bill-1": {
            "bill.number": "bill-1",
            "bill.box": "-",
            "bill.amount": Money(s.exact("1"), "EUR"),
        },
    }


def test_each_item_is_served_and_answered_in_its_own_lane() -> None:
    orders = linked_program(ORDERS)
    states = {
        "orders.delivery.preparing": s.answers(s.reply("shipment.left", 100, s.varying(60))),
        "orders.delivery.on_the_way": s.answers(s.reply("shipment.accepted", 100, s.varying(20))),
    }
    opened = Reply(
        "shipment.planned", WHOLE, s.lasting(1), {"number": NextKey("S")}, times=3,
        apart=s.lasting(1),
    )  # fmt: skip
    work = {
        "file_damage": Work(s.lasting(9_000), s.lasting(1)),
        "pack": Work(s.lasting(1), s.lasting(1), form={"shipment.fragile": s.Fixed(False)}),
    }
    own = s.segment(states, work, anytime={"orders": (opened,)})
    found = s.run(orders, s.population(own, playbook="orders"), journeys=3)
    assert not [d for *_, d, _ in found.decisions if d.outcome in {"refused", "incident"}]
    for customer in range(3):
        entered = found.records(r.StateEntered, customer)
        lanes = {each.track for each in entered if each.state == "on_the_way"}
        assert lanes == {"delivery/S1", "delivery/S2", "delivery/S3"}
    left = found.signals("shipment.left")
    assert [sorted({str(each.data["number"]) for each in left})] == [["S1", "S2", "S3"]]
    packed = found.signals("pack.done")
    assert {each.data["shipment.number"] for each in packed} == {"S1", "S2", "S3"}


# --- only some stages


def test_a_stage_that_is_not_rehearsed_is_the_end_of_it() -> None:
    work = {"serve": Work(s.lasting(1), s.lasting(1))}
    people = s.population(s.segment(work=work), stages=("other",))
    found = s.run(COUNTER, people, journeys=2)
    assert len(found.decisions) == 2
    assert not found.works
    assert len(found.left_) == 2


# --- from role to role

RISING = stage("""
    start: waiting
    overdue: {escalate: ladder}
    states:
      waiting: {touchpoints: {serve: {due: 2 business hours}}, moves: {serve.done: gone}}
      gone: {end: success}
    """)


@pytest.mark.parametrize("roles", [("worker",), ("worker", "boss"), ("boss",)])
def test_a_task_that_is_taken_over_goes_to_the_other_queue(roles: tuple[str, ...]) -> None:
    """The second tier, a business day after the deadline, takes the task over."""
    work = {"serve": Work(s.lasting(20, "business"), s.lasting(16))}
    staff = {role: Staff(role, 1, "office") for role in roles}
    arrivals = s.Arrivals(14.0, even=True, hours=s.ClockRange(540, 600))
    people = s.population(s.segment(work=work), arrivals=arrivals, teams=1, staff=staff)
    found = s.run(RISING, people, journeys=2)
    done = {each.customer.index: (each.person, s.time(each.begun_at)) for each in found.works}
    taken_over = [record.role for record in found.records(r.TaskReassigned)]
    assert taken_over[-1] == "boss"
    if "worker" in roles:
        assert done[0] == ("worker 1@team 0", "01-05 09:15")
        # The second waits for the first: two days of work; the boss has it after a day and more.
        person = "boss 1@team 0" if "boss" in roles else "boss"
        begun = "01-06 11:45" if "boss" in roles else "01-08 15:45"
        assert done[1] == (person, begun)
    else:
        assert set(done) == {0, 1}
        assert done[0][0] == "boss 1@team 0"

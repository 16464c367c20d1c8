"""Customers, replies, silence and time: what a simulated customer meets (decision 0021)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.core import records as r
from engine.core.decide import step as real_step
from engine.studies.population.values import (
    WHOLE,
    Chaos,
    Population,
    Reaction,
    Reply,
    Staff,
)
from engine.studies.simulation import hosting
from engine.studies.simulation.plan import Chunk, chunks, plan_for
from engine.studies.simulation.run import run_customer

from . import simulated as s
from .journeys import stage

QUOTE = stage("""
    start: making
    overdue: {remind: 1 business hour before due, escalate: ladder}
    anytime: {client.called: lost}
    states:
      making:
        touchpoints: {quote: {due: 4 business hours}}
        moves: {quote.done: waiting}
      waiting:
        waits_for: customer
        touchpoints: {chase: {with: customer.buyer, starts: 2 business days}}
        moves: {deal.accepted: won, deal.asked: making}
        stalls:
          quiet: {after: 5 business days, silent: customer, cause: sales, escalate: ladder,
                  give_up: {after: 20 business days, to: asleep}}
      won: {end: success}
      lost: {end: lost}
      asleep: {end: dormant, wakes: {deal.asked: making}}
    """, vocabulary="contacts: {buyer: 采购 | Buyer}")  # fmt: skip
CHANCY = s.segment(
    {
        "stage.waiting": s.answers(
            s.reply("deal.accepted", 50, s.varying(40)),
            s.reply("deal.asked", 20, s.varying(10, "business")),
            reactions={"chase": Reaction(40 * s.PERCENT, s.varying(8))},
        ),
        "stage.asleep": s.answers(s.reply("deal.asked", 30, s.varying(900))),
    },
    anytime={"stage": (s.reply("client.called", 10, s.varying(90)),)},
)


def one(own: Any, **more: Any) -> s.Watcher:
    """Run one customer, who comes on Monday at half past three at night."""
    even = s.Arrivals(7.0, even=True, hours=s.ClockRange(0, 7 * 60))
    return s.run(QUOTE, s.population(own, arrivals=even, **more), journeys=1)


# --- determinism


def test_every_customer_is_the_same_however_the_work_is_cut() -> None:
    plan = plan_for(s.population(CHANCY), 5, 40)
    whole = s.run_some(QUOTE, plan, chunks(plan))
    cuts = (Chunk(0, 30, 40), Chunk(1, 0, 7), Chunk(2, 7, 30))
    cut = s.run_some(QUOTE, plan, cuts)
    assert sorted(each.index for each in cut.came_) == list(range(40))
    assert {i: whole.digest(i) for i in range(40)} == {i: cut.digest(i) for i in range(40)}
    assert len({whole.digest(i) for i in range(40)}) == 40


def test_every_team_is_the_same_in_any_order() -> None:
    staff = {"worker": Staff("worker", 1, "office", away_per_year=8.0, away_for=s.varying(60))}
    plan = plan_for(s.population(CHANCY, teams=4, staff=staff), 5, 40)
    whole = s.run_some(QUOTE, plan, chunks(plan))
    cut = s.run_some(QUOTE, plan, (Chunk(0, 3, 4), Chunk(1, 0, 1), Chunk(2, 1, 3)))
    assert {i: whole.digest(i) for i in range(40)} == {i: cut.digest(i) for i in range(40)}
    again = s.Watcher()
    run_customer(QUOTE, plan, 23, again)
    assert {who.index % 4 for who in again.came_} == {3}
    assert again.digest(23) == whole.digest(23)


def test_one_customer_again_is_what_it_was_among_all() -> None:
    plan = plan_for(s.population(CHANCY), 5, 40)
    again = s.Watcher()
    run_customer(QUOTE, plan, 23, again)
    assert [each.index for each in again.came_] == [23]
    assert again.digest(23) == s.run_some(QUOTE, plan, chunks(plan)).digest(23)


def test_another_seed_is_another_world() -> None:
    people = s.population(CHANCY)
    assert s.run(QUOTE, people, 1, 5).digest(3) != s.run(QUOTE, people, 2, 5).digest(3)


SCRIPT = """
import sys
from tests.test_simulation import CHANCY, QUOTE
from tests import simulated as s
found = s.run(QUOTE, s.population(CHANCY), 5, 12)
sys.stdout.write(" ".join(found.digest(index) for index in range(12)))
"""


def test_no_hash_seed_changes_anything(root: Path) -> None:
    told = set()
    for seed in ("0", "4242"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, cwd=root, check=True,
                              capture_output=True)  # fmt: skip
        told.add(done.stdout)
    assert len(told) == 1
    assert len(told.pop().split()) == 12


# --- replies


def test_a_reply_comes_so_long_after_the_state_was_entered() -> None:
    own = s.segment({"stage.waiting": s.answers(s.reply("deal.accepted", 100, s.lasting(30)))})
    found = one(own)
    # Asked for an hour, half an hour's work, in shift time; then thirty hours by the clock.
    assert found.states(0) == ["01-05 03:30 making", "01-05 09:30 waiting", "01-06 15:30 won"]
    assert found.outcomes() == ["success"]
    assert found.left_[0][2] == found.decisions[-1][4]


def test_business_time_is_that_of_the_populations_calendar() -> None:
    after = s.lasting(10, "business")
    own = s.segment({"stage.waiting": s.answers(s.reply("deal.accepted", 100, after))})
    # Seven and a half hours on Monday, two and a half on Tuesday.
    assert one(own).states(0)[-1] == "01-06 11:30 won"


def test_the_name_of_a_state_with_its_track_is_as_good() -> None:
    own = s.segment({"stage.main.waiting": s.answers(s.reply("deal.accepted", 100, s.lasting(1)))})
    assert one(own).states(0)[-1] == "01-05 10:30 won"


def test_a_reply_is_sent_only_while_its_visit_lasts() -> None:
    own = s.segment(
        {
            "stage.waiting": s.answers(
                s.reply("deal.accepted", 100, s.lasting(48)),
                also=(s.reply("deal.asked", 100, s.lasting(4)),),
            )
        }
    )
    found = one(own)
    # Each question sends it back to the making, before the answer was due.
    assert not found.signals("deal.accepted")
    assert found.states(0)[:4] == [
        "01-05 03:30 making",
        "01-05 09:30 waiting",
        "01-05 13:30 making",
        "01-05 15:00 waiting",
    ]


def test_silence_ends_in_the_stall_of_the_playbook() -> None:
    found = one(s.segment({"stage.waiting": s.answers()}))
    assert [each.occurrence.stall for each in found.records(r.Stalled)] == ["quiet"]
    assert found.states(0)[-1] == "02-09 09:30 asleep"
    assert found.outcomes() == ["dormant"]


def test_nobody_is_called_back_where_nobody_ever_answers() -> None:
    """A reaction answers by the proportions of the replies; where all are nothing, so is it."""
    touched = {"chase": Reaction(WHOLE, s.lasting(1))}
    never = s.answers(s.reply("deal.asked", 0, s.lasting(1)), reactions=touched)
    found = one(s.segment({"stage.waiting": never}))
    assert "chase" in {record.name for record in found.records(r.TaskDone)}
    assert not found.signals("deal.asked")


def test_a_silent_customer_answers_what_touches_it() -> None:
    touched = {"chase": Reaction(WHOLE, s.lasting(3))}
    # The second reply is the only one there is: it is what the customer says after all.
    replies = (s.reply("deal.accepted", 0, s.lasting(1)), s.reply("deal.asked", 1, s.lasting(1)))
    silent = s.answers(*replies, reactions=touched)
    found = one(s.segment({"stage.waiting": silent}))
    done = [record.at for record in found.records(r.TaskDone) if record.name == "chase"]
    assert s.time(done[0]) == "01-07 11:00"
    assert s.time(found.signals("deal.asked")[0].at) == "01-07 14:00"


@pytest.mark.parametrize(("contact", "answers"), [("customer.buyer", 1), ("internal", 0)])
def test_any_other_touch_counts_if_the_customer_can_feel_it(contact: str, answers: int) -> None:
    program = stage(f"""
        start: waiting
        states:
          waiting:
            waits_for: customer
            touchpoints: {{look: {{with: {contact}}}}}
            moves: {{deal.accepted: won}}
          won: {{end: success}}
        """, vocabulary="contacts: {buyer: 采购 | Buyer}")  # fmt: skip
    silent = s.answers(
        s.reply("deal.accepted", 1, s.lasting(1)), reactions={"": Reaction(WHOLE, s.lasting(3))}
    )
    found = s.run(program, s.population(s.segment({"stage.waiting": silent})), journeys=1)
    assert len(found.signals("deal.accepted")) == answers


def test_who_has_an_answer_on_the_way_is_not_asked_again() -> None:
    touched = {"chase": Reaction(WHOLE, s.lasting(1))}
    own = s.answers(s.reply("deal.accepted", 100, s.lasting(24 * 6)), reactions=touched)
    found = one(s.segment({"stage.waiting": own}))
    assert found.states(0)[-1] == "01-11 09:30 won"


def test_who_was_touched_twice_answers_once() -> None:
    program = stage("""
        start: waiting
        states:
          waiting:
            waits_for: customer
            touchpoints: {phone: {}, letter: {}}
            moves: {deal.asked: {to: stay}, deal.accepted: won}
          won: {end: success}
        """)
    touched = {"phone": Reaction(WHOLE, s.lasting(50)), "letter": Reaction(WHOLE, s.lasting(60))}
    silent = s.answers(s.reply("deal.asked", 1, s.lasting(1)), reactions=touched)
    found = s.run(program, s.population(s.segment({"stage.waiting": silent})), journeys=1)
    assert len(found.records(r.TaskDone)) == 2
    assert len(found.signals("deal.asked")) == 1


def test_a_burst_is_so_many_in_a_row() -> None:
    burst = s.reply("client.held", 100, s.lasting(1), times=3, apart=s.lasting(0.5))
    found = one(s.segment({"stage.waiting": s.answers(also=(burst,))}))
    told = [s.time(each.at) for each in found.signals("client.held")]
    assert told == ["01-05 10:30", "01-05 11:00", "01-05 11:30"]
    assert len({each.id for each in found.signals("client.held")}) == 3


def test_at_one_instant_what_comes_from_outside_is_before_what_falls_due() -> None:
    """And two things from outside are in the order they were planned in (S1.5)."""
    program = stage("""
        start: waiting
        states:
          waiting:
            waits_for: customer
            moves: {client.called: {to: stay}}
            timeout: {after: 24 hours, to: gone}
          gone: {end: lost}
        """)
    twice = s.reply("client.held", 100, s.lasting(12), times=2, apart=s.lasting(12))
    once = s.reply("client.called", 100, s.lasting(24))
    own = s.segment({"stage.waiting": s.answers(also=(twice, once))})
    found = s.run(program, s.population(own), journeys=1)
    # The second of the two was planned last of all, after the deadline too.
    told = [signal.type for _, _, signal, _, _ in found.decisions]
    assert told == [
        "journey.started", "client.held", "client.called", "client.held", "timer.due",
    ]  # fmt: skip


def test_what_may_come_at_any_time_comes_once_a_stage() -> None:
    own = s.segment(anytime={"stage": (s.reply("client.called", 100, s.lasting(100)),)})
    found = one(own)
    assert s.time(found.signals("client.called")[0].at) == "01-09 07:30"
    assert found.outcomes() == ["lost"]


def test_who_sleeps_may_come_back() -> None:
    own = s.segment(
        {
            "stage.waiting": s.answers(),
            "stage.asleep": s.answers(s.reply("deal.asked", 100, s.lasting(24))),
        }
    )
    found = one(own)
    assert [each.split()[2] for each in found.states(0)[:4]] == [
        "making", "waiting", "asleep", "making",
    ]  # fmt: skip
    assert len(found.left_) == 1


def test_once_work_is_done_the_replies_are_drawn() -> None:
    after_it = s.answers(s.reply("deal.accepted", 100, s.lasting(1)), once_done=("chase",))
    found = one(s.segment({"stage.waiting": after_it}))
    assert found.states(0)[-1] == "01-07 12:00 won"


# --- chaos


def chaotic(**chaos: Any) -> tuple[s.Watcher, Population]:
    own = s.segment({"stage.waiting": s.answers(s.reply("deal.accepted", 100, s.lasting(30)))})
    people = s.population(own, chaos=Chaos(**chaos))
    return s.run(QUOTE, people, journeys=60), people


def test_what_is_lost_never_arrives() -> None:
    found, _ = chaotic(lost=30 * s.PERCENT)
    assert 30 < len(found.signals("deal.accepted")) < 54


def test_what_arrives_twice_is_decided_once() -> None:
    found, _ = chaotic(duplicated=WHOLE)
    assert len(found.signals("deal.accepted")) == 60
    twice, _ = chaotic(duplicated=WHOLE, late=50 * s.PERCENT, late_by=s.lasting(10))
    # The one that comes late may come first or second: it is one signal all the same.
    assert len({each.id for each in twice.signals("deal.accepted")}) == 60
    assert len(twice.signals("deal.accepted")) == 60


def test_what_is_late_says_when_it_happened() -> None:
    found, _ = chaotic(late=WHOLE, late_by=s.lasting(10))
    told = [(each, now) for _, _, each, _, now in found.decisions if each.type == "deal.accepted"]
    assert len(told) == 60
    assert {now - each.at for each, now in told} == {10 * s.HOUR}


def test_chaos_changes_nobody_it_does_not_touch() -> None:
    calm, wild = chaotic(), chaotic(lost=30 * s.PERCENT)
    same = [i for i in range(60) if calm[0].digest(i) == wild[0].digest(i)]
    assert len(same) == len(wild[0].signals("deal.accepted"))


# --- what goes wrong, and the end


def test_an_exception_is_counted_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(program: Any, context: Any, journey: Any, signal: Any, now: Any) -> Any:
        if context.account.id == "customer-3" and signal.type == "deal.accepted":
            raise KeyError("broken")
        return real_step(program, context, journey, signal, now)

    monkeypatch.setattr(hosting, "step", breaking)
    own = s.segment({"stage.waiting": s.answers(s.reply("deal.accepted", 100, s.lasting(30)))})
    found = s.run(QUOTE, s.population(own), journeys=6)
    (raised,) = found.records(r.IncidentRaised)
    assert (raised.code, raised.names) == ("exception", ("KeyError", "'broken'"))
    assert found.decisions[[d[3].outcome for d in found.decisions].index("incident")][0].index == 3
    assert sorted(found.outcomes()) == ["", *["success"] * 5]
    assert sorted(who.index for who, _, _ in found.left_) == list(range(6))


def test_an_incident_is_decided_and_the_customer_goes_on() -> None:
    program = stage("""
        start: a
        states:
          a:
            waits_for: customer
            moves:
              deal.asked: [{if: deal.count / deal.parts > 1, to: won}]
              deal.accepted: won
          won: {end: success}
        """)
    own = s.segment(
        {
            "stage.a": s.answers(
                s.reply("deal.accepted", 100, s.lasting(5)),
                also=(s.reply("deal.asked", 100, s.lasting(1)),),
            )
        },
        facts={"deal.count": s.Fixed(1), "deal.parts": s.Fixed(0)},
    )
    found = s.run(program, s.population(own), journeys=1)
    assert [d.outcome for *_, d, _ in found.decisions] == ["taken", "incident", "taken"]
    assert found.outcomes() == ["success"]


def test_what_runs_at_the_end_is_left_open() -> None:
    own = s.segment({"stage.waiting": s.answers(s.reply("deal.accepted", 100, s.varying(24 * 30)))})
    people = s.population(own, weeks=4, ends_at=s.BEGIN + 6 * 7 * s.DAY)
    found = s.run(QUOTE, people)
    assert len(found.came_) == 28
    assert 0 < found.outcomes().count("") < 28
    assert max(now for *_, now in found.decisions) < people.ends_at
    open_ = [at for _, journeys, at in found.left_ if any(not each.outcome for each in journeys)]
    assert set(open_) == {people.ends_at}


def test_nothing_that_is_told_runs_backwards() -> None:
    plan = plan_for(s.population(CHANCY, teams=1), 5, 30)
    found = s.run_some(QUOTE, plan, chunks(plan))
    times = [now for *_, now in found.decisions]
    assert times == sorted(times)
    assert "nothing" not in {decision.outcome for *_, decision, _ in found.decisions}
    assert len({who.index for who, _, _ in found.left_}) == len(found.left_) == 30


def test_facts_are_those_drawn_for_the_customer() -> None:
    shares = s.OneOf(("A", "B"), (30 * s.PERCENT, 70 * s.PERCENT))
    spread = s.Amount("money", s.Distribution("uniform", (100.0, 200.0)), "EUR", 2)
    own = s.segment(facts={"client.tier": shares, "deal.amount": spread})
    found = s.run(QUOTE, s.population(own), journeys=200)
    tiers = [
        record.value
        for _, _, _, decision, _ in found.decisions
        for record in decision.account_records
        if isinstance(record, r.FactSet)
    ]
    assert 40 < tiers.count("A") < 80
    assert len(tiers) == 200
    amounts = [record.value for record in found.records(r.FactSet) if record.name == "deal.amount"]
    assert all(100 <= each.amount <= 200 and each.currency == "EUR" for each in amounts)
    assert any(each.amount != int(each.amount) for each in amounts)


def test_segments_come_by_their_shares() -> None:
    key = s.segment(id="key", share=20 * s.PERCENT)
    plain = s.segment(id="plain", share=80 * s.PERCENT)
    people = s.population(key, segments=(key, plain))
    found = s.run(QUOTE, people, journeys=300)
    assert 40 < [each.segment for each in found.came_].count("key") < 80


def test_a_reply_says_what_is_drawn_and_brings_what_it_brings() -> None:
    told = Reply("deal.priced", WHOLE, s.lasting(1), {"count": s.Fixed(7)}, ("draft",))
    found = one(s.segment({"stage.waiting": s.answers(also=(told,))}))
    (signal,) = found.signals("deal.priced")
    assert (signal.data, signal.brings) == ({"count": 7}, ("draft",))
    assert found.records(r.DocumentBrought)[0].name == "draft"

"""What is counted of a run: each figure from hand-made histories whose truth is known."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from engine.core import clock
from engine.core import records as r
from engine.core.journey import Signal
from engine.core.link import LinkedProgram, link
from engine.language.values import Money
from engine.studies.figures import tally as counted
from engine.studies.figures.counting import Counter
from engine.studies.figures.results import Results, Spread
from engine.studies.figures.summing import results
from engine.studies.figures.tally import Histogram, Incident, Tally, bin_of, end_of
from engine.studies.figures.worth import lifetime_value
from engine.studies.population.values import Costs, Population, Staff, Worth
from engine.studies.simulation.observing import Worked

from . import small_workspace
from .watched import ZONE, Watched, population

HOUR = 3_600_000_000


@functools.cache
def program() -> LinkedProgram:
    return link(small_workspace.compiled().program)


def summed(counter: Counter, people: Population, customers: int = 1) -> Results:
    plan: Any = SimpleNamespace(population=people, seed=7, customers=customers)
    return results(counter.tally, program(), plan)


# --- histograms and tallies

LENGTHS = st.integers(0, 10**16)


@given(LENGTHS)
def test_a_bin_is_at_most_a_thirty_second_wide(value: int) -> None:
    number = bin_of(value)
    assert value <= end_of(number) <= value + value // 32
    assert bin_of(end_of(number)) == number
    assert bin_of(end_of(number) + 1) == number + 1


@given(st.lists(LENGTHS, min_size=1, max_size=60), st.sampled_from([50, 90, 99]))
def test_a_quantile_is_the_end_of_the_bin_of_the_one_in_its_place(
    values: list[int], percent: int
) -> None:
    histogram = Histogram()
    for each in values:
        histogram.add(each)
    ranked = sorted(values)[math.ceil(len(values) * percent / 100) - 1]
    assert histogram.quantile(percent) == end_of(bin_of(ranked))
    assert histogram.spread.mean == sum(values) // len(values)


def test_nothing_seen_has_no_length() -> None:
    assert Tally().time("stage", "offer") == Spread(0, 0, 0, 0, 0)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    made = Tally()
    for name in draw(st.lists(st.sampled_from("abc"), max_size=4)):
        made.counts[name, "x"] = made.counts.get((name, "x"), 0) + 1
        made.times.setdefault((name,), Histogram()).add(draw(st.integers(0, 10**9)))
        made.present.setdefault(name, {})[draw(st.integers(0, 3))] = draw(st.integers(-2, 2))
        made.amounts[name, "CNY"] = draw(st.integers(0, 9))
        made.loads.setdefault(name, {})[1] = draw(st.integers(1, 9))
        made.see(("code", name), Incident(1, draw(st.integers(0, 5)), "journey"))
    return made


@given(tallies(), tallies(), tallies())
def test_merging_is_associative_and_keeps_what_was_sent(a: Tally, b: Tally, c: Tally) -> None:
    def sum_of(*several: Tally) -> Tally:
        total = Tally()
        for each in several:
            total.merge(counted.decode(counted.encode(each)))
        return total

    assert sum_of(sum_of(a, b), c) == sum_of(a, sum_of(b, c)) == sum_of(c, a, b)


def test_a_match_that_the_account_remembers_counts_once() -> None:
    """Its journey and its account both record it (S6.1)."""
    counter = Counter(program(), population())
    watched = Watched(program(), counter)
    journey = watched.host.journey(watched.begin())
    matched = r.PatternMatched(watched.now, "two_quotes", (), of_account=True)
    told = r.Decision("taken", (matched,), account_records=(matched,))
    counter.decided(watched.customer, journey, journey, Signal("x", "1"), told, watched.now)
    assert counter.tally.count("pattern", "two_quotes") == 1


# --- a customer counted by hand


def quiet_customer(counter: Counter, index: int = 0, worth: Money | None = None) -> Watched:
    """Offer sent an hour after it came, silence, called, accepted a day after the call."""
    watched = Watched(program(), counter, index, worth=worth)
    watched.begin(offer__amount=Money(Decimal(500), "CNY"))
    watched.until("2026-03-02 10:00").say("send_offer.done")
    # Two business days of silence: Wednesday at ten; the call is due at once.
    watched.until("2026-03-04 11:00").say("call.done")
    watched.until("2026-03-05 11:00").say("client.accepted")
    return watched


def test_a_quiet_customer_is_counted_from_end_to_end() -> None:
    people = population()
    counter = Counter(program(), people)
    quiet_customer(counter).leave()
    found = summed(counter, people)
    assert (found.customers, found.journeys, found.success, found.open) == (1, 1, 1, 0)
    (stage,) = found.stages
    assert (stage.stage, stage.entered, stage.open) == ("offer", 1, 0)
    assert [(end.end, end.outcome, end.count) for end in stage.ends] == [("won", "success", 1)]
    assert stage.time.mean == (3 * 24 + 2) * HOUR
    assert [(each.state, each.visits) for each in found.states] == [
        ("making", 1), ("waiting", 1), ("won", 1),
    ]  # fmt: skip
    assert [(each.source, each.target, each.by, each.count) for each in found.moves] == [
        ("making", "waiting", "send_offer.done", 1), ("waiting", "won", "client.accepted", 1),
    ]  # fmt: skip
    (stall,) = found.stalls
    assert (stall.stall, stall.cause, stall.count, stall.recovered) == ("unanswered", "sales", 1, 1)
    assert [(each.by, each.count) for each in stall.recovered_by] == [
        ("followup/call_again.call", 1)
    ]
    assert stall.time.mean == 25 * HOUR
    assert [(each.tier, each.reached) for each in found.tiers] == [("team", 1), ("unit", 1)]
    tasks = {(each.kind, each.name): each for each in found.touchpoints}
    assert tasks["touchpoint", "send_offer"].in_time == 1
    assert tasks["touchpoint", "send_offer"].time.mean == HOUR
    assert tasks["follow_up", "call_again.call"].opened == 1
    assert not found.is_partial
    assert found.incidents == ()


def test_who_is_late_and_who_is_watched_no_more() -> None:
    """A deadline of four business hours missed; then the end of the run, with work open."""
    people = population()
    counter = Counter(program(), people)
    late = Watched(program(), counter, 0)
    late.begin()
    late.until("2026-03-02 16:00").say("send_offer.done").leave(people.ends_at)
    still = Watched(program(), counter, 1)
    still.begin()
    still.leave(people.ends_at)
    found = summed(counter, people, 3)
    (sent,) = [each for each in found.touchpoints if each.name == "send_offer"]
    assert (sent.opened, sent.in_time, sent.late, sent.open) == (2, 0, 1, 1)
    assert (found.open, found.stages[0].open, found.stages[0].time.count) == (2, 2, 0)
    assert {each.state: each.open for each in found.states} == {"making": 1, "waiting": 1}
    assert (found.customers, found.asked, found.is_partial) == (2, 3, True)


def test_one_that_sleeps_and_wakes_ends_once() -> None:
    people = population()
    counter = Counter(program(), people)
    watched = Watched(program(), counter)
    watched.begin(offer__amount=Money(Decimal(5), "CNY"))
    watched.until("2026-03-02 10:00").say("send_offer.done")
    watched.until("2026-03-20 10:00")
    assert watched.host.journey("journey-1").outcome == "dormant"
    watched.say("client.accepted").say("send_offer.done").say("client.accepted").leave()
    found = summed(counter, people)
    (stage,) = found.stages
    assert stage.entered == sum(end.count for end in stage.ends) + stage.open == 1
    assert [end.end for end in stage.ends] == ["won"]
    # Eight business days of silence: asleep on the 12th at ten, and no time passes while it is.
    assert stage.time.mean == (10 * 24 + 1) * HOUR
    (stall,) = found.stalls
    assert (stall.gave_up, stall.recovered, stall.recovered_by) == (1, 0, ())
    assert found.little[0].holds


def test_a_call_nobody_made_recovered_nothing() -> None:
    people = population()
    counter = Counter(program(), people)
    watched = Watched(program(), counter)
    watched.begin(offer__amount=Money(Decimal(5), "CNY"))
    watched.until("2026-03-02 10:00").say("send_offer.done")
    watched.until("2026-03-04 11:00").say("client.accepted").leave()
    (stall,) = summed(counter, people).stalls
    assert [(each.by, each.count) for each in stall.recovered_by] == [("", 1)]


def test_what_is_refused_is_named_with_the_first_customer() -> None:
    people = population()
    counter = Counter(program(), people)
    for index in (4, 9):
        watched = Watched(program(), counter, index)
        watched.begin()
        watched.say("check_terms.done").leave()
    (incident,) = summed(counter, people, 2).incidents
    assert (incident.code, incident.key) == ("refused.task-not-open", "check_terms.done")
    assert (incident.count, incident.first_customer) == (2, 4)


def test_nothing_is_kept_of_who_has_left() -> None:
    """The same history a hundred times takes the room of one."""
    people = population()
    sizes = []
    for times in (1, 100):
        counter = Counter(program(), people)
        for index in range(times):
            quiet_customer(counter, index).leave()
        assert not counter._known  # noqa: SLF001 - what is kept is the very point
        tally = counter.tally
        parts = (tally.counts, tally.times, tally.amounts, tally.present[""])
        sizes.append([len(each) for each in parts])
    assert sizes[0] == sizes[1]


def test_counted_in_parts_and_merged_it_comes_to_the_same() -> None:
    people = population()
    whole, parts = Counter(program(), people), []
    for index in range(4):
        part = Counter(program(), people)
        for counter in (whole, part):
            quiet_customer(counter, index, Money(Decimal(7), "CNY")).leave()
        parts.append(part)
    merged = Counter(program(), people)
    for part in parts:
        merged.tally.merge(part.tally)
    assert summed(merged, people, 4) == summed(whole, people, 4)


def test_contacts_fall_in_the_weeks_of_their_customer() -> None:
    """Three in the first week, eight in the third, none in the second: three weeks in all."""
    people = population()
    counter = Counter(program(), people)
    watched = Watched(program(), counter)
    watched.begin()
    days = [("03-02", 3), ("03-18", 8), ("04-20", 1)]
    spent = tuple(
        r.ContactSpent(
            0, f"journey-1:{number}", "phone", clock.parse_local(f"2026-{day} 10:00", ZONE)
        )
        for day, times in days
        for number in range(times)
    )
    deferred = r.ContactDeferred(0, "journey-1:9", "visit", 0, "quiet")
    journey = watched.host.journey("journey-1")
    decision = r.Decision("taken", (), (*spent, deferred))
    signal = Signal("client.asked", "s9")
    counter.decided(watched.customer, journey, journey, signal, decision, 0)
    watched.until("2026-03-20 10:00").leave()
    contacts = summed(counter, people).contacts
    # The one put off until after the end of the run is not made in it.
    assert [(each.channel, each.contacts) for each in contacts.channels] == [("phone", 11)]
    assert (contacts.contacts, contacts.deferred) == (11, 1)
    assert contacts.per_week == (1, 0, 0, 1, 0, 0, 0, 1)


# --- Little's law


def test_littles_law_holds_and_a_lost_head_shows() -> None:
    people = population()
    counter = Counter(program(), people)
    for index in range(20):
        quiet_customer(counter, index).leave()
    for law in summed(counter, people, 20).little:
        assert law.holds
        assert law.rate == 20 * 1_000_000 // 28
        assert law.w == 74 * HOUR
        assert law.gap <= law.allowed <= 14_000
    counter.tally.counts["arrived", "offer"] += 1
    assert [law.holds for law in summed(counter, people, 20).little] == [True, False]


# --- work, money, value


def worked(begun: str, ended: str, hours: float, *, wasted: bool = False) -> Worked:
    at = [clock.parse_local(f"2026-{each}", "Asia/Shanghai") for each in (begun, begun, ended)]
    customer = Watched(program(), Counter(program(), population())).customer
    return Worked(
        customer, "journey-1", "offer", "send_offer", "seller", "seller 1@team 1",
        at[0] - HOUR, at[1], at[2], round(hours * HOUR), wasted,
    )  # fmt: skip


def test_a_weeks_work_stands_against_what_its_people_have() -> None:
    people = population(teams=3, staff={"seller": Staff("seller", 2, "office")})
    counter = Counter(program(), people)
    counter.worked(worked("03-02 09:00", "03-02 11:00", 2))
    # Two hours on Friday, and one more on Monday: each in its own week.
    counter.worked(worked("03-06 15:00", "03-09 10:00", 3, wasted=True))
    (role,) = summed(counter, people).roles
    assert (role.people, role.tasks, role.worked, role.wasted) == (6, 2, 5 * HOUR, 3 * HOUR)
    assert role.waited.mean == HOUR
    assert [week.worked for week in role.weeks] == [4 * HOUR, HOUR, 0, 0]
    assert {week.capacity for week in role.weeks} == {6 * 40 * HOUR}
    assert [week.begins_on for week in role.weeks] == [
        dt.date(2026, 3, 2) + dt.timedelta(days=7 * n) for n in range(4)
    ]


def test_a_budget_is_hours_contacts_and_rooms() -> None:
    def cny(amount: int) -> Money:
        return Money(Decimal(amount), "CNY")

    costs = Costs("CNY", {"seller": cny(180), "": cny(150)}, {"phone": cny(2)}, {"room": cny(310)})
    people = population(costs=costs)
    counter = Counter(program(), people)
    counter.worked(worked("03-02 09:00", "03-02 11:00", 2.5))
    counter.tally.counts["contact", "phone"] = 3
    budget = summed(counter, people).budget
    assert budget is not None
    # 28 of March's 31 days.
    assert [each.amount for each in (budget.labour, budget.contacts, budget.sites)] == [450, 6, 280]
    assert budget.total == Money(Decimal("736.00"), "CNY")


def test_the_known_example_of_a_customers_value() -> None:
    """1,500 a month × 12 × 10 years."""
    assert lifetime_value(Money(Decimal(1500), "USD"), 10) == Money(Decimal(180_000), "USD")


def test_what_is_lost_and_what_is_won_back_is_priced() -> None:
    people = population()
    counter = Counter(program(), people)
    worth = lifetime_value(Money(Decimal(1500), "USD"), 10)
    quiet_customer(counter, 0, worth).leave()
    lost = Watched(program(), counter, 1, worth=worth)
    lost.begin()
    lost.say("client.withdrew").leave()
    sleeps = Watched(program(), counter, 2, worth=worth)
    sleeps.begin()
    sleeps.say("send_offer.done").until("2026-03-20 10:00").leave()
    # One never fell silent, one came back by itself: neither was won back.
    for index, answered in ((3, "2026-03-02 11:00"), (4, "2026-03-04 11:00")):
        kept = Watched(program(), counter, index, worth=worth)
        kept.begin(offer__amount=Money(Decimal(5), "USD"))
        kept.say("send_offer.done").until(answered).say("client.accepted").leave()
    value = summed(counter, people, 5).value
    assert value is not None
    amounts = [value.all, value.lost, value.dormant, value.saved]
    assert [each.amount for each in amounts] == [900_000, 180_000, 180_000, 180_000]
    assert (value.customers, value.all.currency) == (5, "USD")


def test_a_fact_may_say_what_a_customer_is_worth() -> None:
    people = population(worth=Worth("offer.amount", 10))
    counter = Counter(program(), people)
    quiet_customer(counter).leave()
    value = summed(counter, people).value
    assert value is not None
    assert value.all.amount == 500 * 12 * 10


def test_results_survive_being_written() -> None:
    people = population()
    counter = Counter(program(), people)
    quiet_customer(counter).leave()
    found = summed(counter, people)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Results) == found


def test_every_kind_of_order_leaves_the_same_results() -> None:
    """Whatever order the parts come back in, the bytes are one."""
    people = population()
    parts = []
    for index in range(3):
        part = Counter(program(), people)
        quiet_customer(part, index).leave()
        parts.append(part.tally)
    seen = set()
    for order in itertools.permutations(parts):
        counter = Counter(program(), people)
        for each in order:
            counter.tally.merge(each)
        seen.add(msgspec.json.encode(summed(counter, people, 3)))
    assert len(seen) == 1

"""The shipped populations, counted once more by a naive observer: every figure is what it saw.

It knows nothing of visits and keeps no tally. It keeps each decision whole, and walks afterwards
through the records of one journey after the other.
"""

from __future__ import annotations

import functools
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from engine.core import records as r
from engine.core.link import LinkedProgram, link
from engine.language.values import MICROSECONDS_PER_HOUR
from engine.studies.figures.counting import Counter as Counting
from engine.studies.figures.event_log import Several
from engine.studies.figures.pairs import Measure
from engine.studies.figures.results import Results
from engine.studies.figures.summing import results
from engine.studies.population.reading import prepare_population
from engine.studies.population.values import Population
from engine.studies.simulation.plan import chunks, plan_for
from engine.studies.simulation.run import run_chunk

from . import rehearsed, small_workspace
from . import simulated as s
from .kit import compiled_shipped

Run = tuple[s.Watcher, Results, Measure]
SHIPPED = (("contract_quotes", 200), ("industrial_year", 40))
HOW = {r.TaskSkipped: "skipped", r.TaskCancelled: "cancelled"}


@functools.cache
def shipped() -> LinkedProgram:
    return link(compiled_shipped().program)


@functools.cache
def small() -> LinkedProgram:
    return link(small_workspace.compiled().program)


@functools.cache
def people(name: str) -> Population:
    compiled = compiled_shipped()
    file = next(each for each in compiled.populations if each.path.endswith(f"{name}.yaml"))
    found, problems = prepare_population(compiled, file)
    assert found is not None, problems
    return found


def counted(program: LinkedProgram, population: Population, seed: int, customers: int) -> Run:
    plan = plan_for(population, seed, customers)
    watcher, measure = s.Watcher(people=plan.population), Measure(plan.population)
    counting = Counting(program, plan.population)
    for chunk in chunks(plan):
        run_chunk(program, plan, chunk, Several((watcher, counting, measure)))
    return watcher, results(counting.tally, program, plan), measure


@functools.cache
def seen(name: str, customers: int) -> Run:
    return counted(shipped(), people(name), 7, customers)


shipped_runs = pytest.mark.parametrize(("name", "customers"), SHIPPED)


def histories(watcher: s.Watcher) -> dict[tuple[int, str], list[r.Record]]:
    """Return the records of every journey, in the order they were made."""
    found: dict[tuple[int, str], list[r.Record]] = {}
    for who, after, _, decision, _ in watcher.decisions:
        found.setdefault((who.index, after.id), []).extend(decision.records)
    return found


def staged(records: list[r.Record]) -> list[tuple[str, r.Record]]:
    """Return the records of a journey, each with the stage it was made in."""
    stage, found = "", []
    for each in records:
        if isinstance(each, r.JourneyStarted):
            stage = each.playbook
        elif isinstance(each, r.StageEntered):
            stage = each.stage
        found.append((stage, each))
    return found


@shipped_runs
def test_the_funnel_is_what_was_seen(name: str, customers: int) -> None:
    watcher, told, _ = seen(name, customers)
    entered: Counter[str] = Counter()
    over: Counter[str] = Counter()
    for records in histories(watcher).values():
        story = staged(records)
        entered.update(
            stage for stage, each in story if isinstance(each, r.JourneyStarted | r.StageEntered)
        )
        # Of a stage a journey went on from, and of one it ended and did not wake up in.
        over.update(each.stage for _, each in story if isinstance(each, r.StageEnded))
    assert {each.stage: each.entered for each in told.stages} == dict(entered)
    finals = [(each.playbook, each.outcome) for _, js, _ in watcher.left_ for each in js]
    assert told.journeys == len(finals) == sum(map(len, (js for _, js, _ in watcher.left_)))
    for outcome in ("success", "lost", "dormant"):
        assert getattr(told, outcome) == sum(each == outcome for _, each in finals)
    assert told.open == sum(not each for _, each in finals)
    for stage in told.stages:
        assert stage.entered == stage.open + sum(each.count for each in stage.ends)
        assert stage.open == finals.count((stage.stage, ""))


@shipped_runs
def test_tasks_are_in_time_or_late_as_was_seen(name: str, customers: int) -> None:
    watcher, told, _ = seen(name, customers)
    found: Counter[tuple[str, str, str]] = Counter()
    for records in histories(watcher).values():
        names: dict[str, str] = {}
        opened: set[str] = set()
        late: set[str] = set()
        for stage, each in staged(records):
            if isinstance(each, r.TaskPlanned) and each.task.kind != "follow_up":
                names[each.task.id] = each.task.name
            if isinstance(each, r.TaskOpened) and each.id in names:
                opened.add(each.id)
                found[stage, names[each.id], "opened"] += 1
            if isinstance(each, r.TaskOverdue):
                late.add(each.id)
            if isinstance(each, r.TaskInTime):
                late.discard(each.id)
            if isinstance(each, r.Unfounded):
                late.discard(each.about)
            if isinstance(each, r.TaskDone) and each.id in opened:
                how = "late" if each.id in late else "in_time"
                found[stage, names[each.id], how] += 1
            if type(each) in HOW and each.id in opened:  # type: ignore[union-attr]
                found[stage, names[each.id], HOW[type(each)]] += 1  # type: ignore[union-attr]
    kinds = ("opened", "in_time", "late", "skipped")
    assert {key: n for key, n in found.items() if key[2] in kinds} == {
        (each.stage, each.name, kind): n
        for each in told.touchpoints
        for kind in kinds
        if each.kind != "follow_up" and (n := getattr(each, kind))
    }
    for figure in told.touchpoints:
        ends = (figure.in_time, figure.late, figure.skipped, figure.cancelled, figure.open)
        assert figure.opened == sum(ends), figure


@shipped_runs
def test_stalls_and_tiers_are_what_was_seen(name: str, customers: int) -> None:
    watcher, told, _ = seen(name, customers)
    stalls: Counter[tuple[str, str, str]] = Counter()
    tiers: Counter[tuple[str, str]] = Counter()
    for records in histories(watcher).values():
        ladders: dict[str, str] = {}
        for stage, each in staged(records):
            if isinstance(each, r.Stalled):
                stalls[stage, each.occurrence.stall, "count"] += 1
            elif isinstance(each, r.StallEnded):
                stalls[stage, each.stall, each.outcome] += 1
            elif isinstance(each, r.ClimbStarted):
                ladders[each.climb.id] = each.climb.ladder
            elif isinstance(each, r.Escalated):
                tiers[ladders[each.climb], each.tier] += 1
    ways = ("count", "recovered", "gave_up", "lost", "unfounded")
    summed: Counter[tuple[str, str, str]] = Counter()
    for figure in told.stalls:
        for way in ways:
            summed[figure.stage, figure.stall, way] += getattr(figure, way)
        ended = (figure.recovered, figure.gave_up, figure.lost, figure.left, figure.unfounded)
        assert figure.count == sum(ended) + figure.open
        assert sum(each.count for each in figure.recovered_by) == figure.recovered
    assert +summed == Counter({key: n for key, n in stalls.items() if key[2] in ways})
    assert {(each.ladder, each.tier): each.reached for each in told.tiers if each.reached} == tiers


@shipped_runs
def test_work_contacts_and_their_cost_are_what_was_seen(name: str, customers: int) -> None:
    watcher, told, measure = seen(name, customers)
    worked: Counter[str] = Counter()
    for each in watcher.works:
        worked[each.role] += each.microseconds
    assert {each.role: each.worked for each in told.roles if each.worked} == worked
    contacts: Counter[str] = Counter()
    for *_, decision, _ in watcher.decisions:
        for shared in decision.account_records:
            if isinstance(shared, r.ContactSpent) and shared.to < watcher.people.ends_at:
                contacts[shared.channel] += 1
    assert {each.channel: each.contacts for each in told.contacts.channels} == contacts
    assert told.contacts.contacts == contacts.total()
    costs = watcher.people.costs
    for role in told.roles:
        rate = costs.hours.get(role.role, costs.hours.get(""))
        exact = Fraction(rate.amount) * worked[role.role] / MICROSECONDS_PER_HOUR
        assert role.cost is not None
        assert abs(Fraction(role.cost.amount) - exact) <= Fraction(1, 200)
        assert sum(week.worked for week in role.weeks) == role.worked
    assert told.budget is not None
    assert told.budget.labour.amount == sum(each.cost.amount for each in told.roles if each.cost)
    # A comparison counts the same.
    for channel, count in contacts.items():
        assert measure.counts[f"contact/{channel}"] == count
    for role_name, time in worked.items():
        assert measure.counts[f"worked/{role_name}"] == time


@shipped_runs
def test_value_is_lost_with_the_customers_that_were_seen_to_go(name: str, customers: int) -> None:
    """Lost is who has nothing open, won or asleep, of the journeys that began no other (D4.4)."""
    watcher, told, measure = seen(name, customers)
    sums = dict.fromkeys(("all", "lost", "dormant"), Decimal(0))
    for who, journeys, _ in watcher.left_:
        beside = {
            f"{each.id}/{number}/"
            for each in journeys
            for number, seed in each.seeds.items()
            if seed.kind == "beside"
        }
        own = [each for each in journeys if not f"{each.id}/".startswith((*beside,))]
        before = {each.id.rpartition("/")[0] for each in own}
        last = {each.outcome for each in own if each.id not in before}
        assert who.lifetime_value is not None
        worth = who.lifetime_value.amount
        sums["all"] += worth
        sums["lost"] += worth * (last == {"lost"})
        sums["dormant"] += worth * ("dormant" in last and last <= {"dormant", "lost"})
    assert told.value is not None
    assert {each: getattr(told.value, each).amount for each in sums} == sums
    assert measure.counts[f"value_lost/{told.value.lost.currency}"] == sums["lost"] * 100


@pytest.mark.parametrize("seed", range(6))
def test_what_must_add_up_does(seed: int) -> None:
    watcher, told, _ = counted(small(), rehearsed.buyers(), seed, 60)
    assert told.customers == len(watcher.came_) == len(watcher.left_) == 60
    assert told.journeys == told.success + told.lost + told.dormant + told.open
    for stage in told.stages:
        assert stage.entered == stage.open + sum(each.count for each in stage.ends)
    for task in told.touchpoints:
        ends = (task.in_time, task.late, task.skipped, task.cancelled, task.open)
        assert task.opened == sum(ends)
    for stall in told.stalls:
        ended: Any = (stall.recovered, stall.gave_up, stall.lost, stall.left, stall.unfounded)
        assert stall.count == sum(ended) + stall.open
    for role in told.roles:
        assert role.worked == sum(week.worked for week in role.weeks)
        assert role.tasks == sum(each.role == role.role for each in watcher.works)
    assert told.contacts.contacts == sum(each.contacts for each in told.contacts.channels)
    assert told.signals == len(watcher.decisions)
    assert all(each.holds for each in told.little)

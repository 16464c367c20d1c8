"""What is to be simulated: when customers come, and the pieces the work falls into."""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
from collections import Counter
from typing import Any

import pytest

from engine.core.clock import local, parse_local
from engine.studies.population.values import Population, Staff
from engine.studies.simulation.arrivals import rate_of
from engine.studies.simulation.plan import Plan, chunks, plan_for

from . import simulated as s


def people(per_week: float = 70.0, weeks: int = 10, **more: Any) -> Population:
    """Return a population that comes by a rate."""
    rate = {key: more.pop(key) for key in ("weekdays", "months", "hours", "even") if key in more}
    arrivals = s.Arrivals(per_week, **rate)
    return s.population(s.segment(), weeks, arrivals=arrivals, **more)


def arrivals(plan: Plan) -> list[dt.datetime]:
    """Return when all customers come, local to the population's zone."""
    rate = rate_of(plan.population)
    found = sorted(plan.arrives_at(index, rate) for index in range(plan.customers))
    return [local(at, plan.population.zone) for at in found]


def test_so_many_come_as_the_rate_says() -> None:
    plan = plan_for(people(70.5, 10), 1)
    assert plan.customers == 705
    assert (plan.population.ends_at, plan.seed) == (people().ends_at, 1)


def test_the_customers_asked_for_come_at_the_rate_there_is() -> None:
    plan = plan_for(people(70.0, 10), 1, 35)
    half_a_week = s.BEGIN + 7 * s.DAY // 2
    assert abs(plan.population.arrivals_end_at - half_a_week) < 1_000_000
    assert plan.population.ends_at - plan.population.arrivals_end_at == 365 * s.DAY
    longer = plan_for(people(70.0, 10), 1, 1_400).population
    assert abs(longer.arrivals_end_at - (s.BEGIN + 140 * s.DAY)) < 1_000_000


def test_more_than_ten_years_of_customers_come_side_by_side() -> None:
    staff = {"worker": Staff("worker", 2, "office")}
    plan = plan_for(people(70.0, 52, teams=3, staff=staff), 1, 100_000)
    # Ten years hold 36,500 of them: three times as many come, to three times the teams.
    assert plan.population.arrivals.per_week == pytest.approx(210.0)
    assert plan.population.teams == 9
    years = (plan.population.arrivals_end_at - s.BEGIN) / s.DAY / 365.25
    assert 9 < years < 10
    assert plan_for(people(70.0, 52, teams=3, staff=staff), 1, 30_000).population.teams == 3


def test_arrivals_are_those_of_a_poisson_process() -> None:
    daily = Counter(at.date() for at in arrivals(plan_for(people(70.0, 100), 3)))
    first = dt.date(2026, 1, 5)
    counts = [daily[first + dt.timedelta(days=day)] for day in range(700)]
    assert statistics.fmean(counts) == pytest.approx(10, rel=0.02)
    # Its variance is its mean; 700 days tell it to within a fifth.
    assert statistics.variance(counts) == pytest.approx(10, rel=0.2)


def test_even_arrivals_are_at_equal_distances() -> None:
    found = arrivals(plan_for(people(7.0, 2, even=True), 3))
    assert [each.strftime("%d %H:%M") for each in found[:3]] == ["05 12:00", "06 12:00", "07 12:00"]
    assert {b - a for a, b in itertools.pairwise(found)} == {dt.timedelta(days=1)}


def test_weekdays_months_and_hours_shape_the_rate() -> None:
    weekdays = (1.0, 1.0, 1.0, 1.0, 2.0, 0.0, 0.0)
    months = (1.0, 0.0, *[1.0] * 10)
    shaped = people(
        70.0, 52, weekdays=weekdays, months=months, hours=s.ClockRange(540, 600),
        zone="Asia/Shanghai", begins_at=parse_local("2026-01-05 00:00", "Asia/Shanghai"),
    )  # fmt: skip
    found = arrivals(plan_for(shaped, 3))
    assert {each.hour for each in found} == {9}
    days = Counter(each.weekday() for each in found)
    assert days[5] == days[6] == 0
    assert days[4] / days[0] == pytest.approx(2, rel=0.15)
    assert not [each for each in found if each.month == 2]
    # Sixty a week, in the weeks that are not February's.
    assert len(found) == pytest.approx(60 * 48, rel=0.01)


def test_hours_past_midnight_belong_to_the_evening_before() -> None:
    night = people(70.0, 52, hours=s.ClockRange(22 * 60, 2 * 60), weekdays=(1.0, *[0.0] * 6))
    found = arrivals(plan_for(night, 3))
    assert {(each.weekday(), each.hour) for each in found} == {(0, 22), (0, 23), (1, 0), (1, 1)}
    # The evening before the first day reaches into it.
    nightly = arrivals(plan_for(people(700.0, 1, hours=s.ClockRange(22 * 60, 2 * 60)), 3))
    assert [each for each in nightly if each.day == 5 and each.hour < 2]


def test_an_hour_that_the_zone_skips_has_no_customers() -> None:
    berlin = people(
        700.0, 20, zone="Europe/Berlin", begins_at=parse_local("2026-01-05 00:00", "Europe/Berlin")
    )
    found = arrivals(plan_for(berlin, 3))
    day = [each for each in found if each.date() == dt.date(2026, 3, 29)]
    assert day
    assert 2 not in {each.hour for each in day}


def test_who_comes_when_does_not_hang_on_how_many_there_are_of_a_kind() -> None:
    one, other = people(70.0, 10), people(70.0, 10, ends_at=s.BEGIN + 400 * s.DAY)
    assert arrivals(plan_for(one, 5)) == arrivals(plan_for(other, 5))
    assert arrivals(plan_for(one, 5)) != arrivals(plan_for(one, 6))


@pytest.mark.parametrize(
    ("customers", "teams"), [(1, 0), (249, 0), (10_001, 0), (1, 5), (600, 4), (9_999, 100)]
)
def test_chunks_hold_everybody_once(customers: int, teams: int) -> None:
    plan = plan_for(people(70.0, 52, teams=teams), 1, customers)
    cut = chunks(plan)
    assert [each.index for each in cut] == list(range(len(cut)))
    members = [
        index for each in cut for piece in range(each.first, each.until)
        for index in plan.members(piece)
    ]  # fmt: skip
    assert sorted(members) == list(range(customers))
    assert sum(each.customers(plan) for each in cut) == customers
    for index in range(0, customers, 97):
        assert index in plan.members(plan.piece_of(index))
        assert plan.piece_of(index) < plan.pieces


def test_nobody_comes_where_nobody_is_expected() -> None:
    plan = plan_for(people(0.0, 10), 1)
    assert (plan.customers, chunks(plan)) == (0, ())

"""Fits by themselves: families, shares where not all were watched, arrivals; and how they merge."""

from __future__ import annotations

import datetime as dt
import math
import random

import pytest

from engine.studies.calibration.arriving import fit_arrivals
from engine.studies.calibration.families import Fitted, Weighted, fitted, weighted
from engine.studies.calibration.incidence import Curve, incidence, share_interval
from engine.studies.calibration.samples import (
    MOST_DIFFERENT,
    MOST_WORDS,
    Sample,
    Samples,
    Words,
    decode,
    encode,
)
from engine.studies.calibration.special import (
    count_interval,
    digamma,
    kolmogorov_p,
    normal_share,
    trigamma,
)
from engine.studies.calibration.timing import less
from engine.studies.calibration.valuing import fit_value
from engine.studies.population.values import Distribution
from engine.studies.simulation.drawing import draw

EULER = 0.5772156649015329
MANY = 400


def sample_of(spread: Distribution, count: int = MANY) -> Weighted:
    """Return the values of a distribution at evenly spaced shares: a sample without luck."""
    return weighted([(draw(spread, (index + 0.5) / count), 1, 1.0) for index in range(count)])


def parameters(found: Fitted) -> dict[str, float]:
    assert found.best is not None
    return {each.name: each.value for each in found.best.parameters}


# --- functions


def test_special_functions_agree_with_their_closed_forms() -> None:
    assert digamma(1.0) == pytest.approx(-EULER, abs=1e-12)
    assert digamma(0.5) == pytest.approx(-EULER - 2 * math.log(2), abs=1e-12)
    assert digamma(10.0) == pytest.approx(sum(1 / n for n in range(1, 10)) - EULER, abs=1e-12)
    assert trigamma(1.0) == pytest.approx(math.pi**2 / 6, abs=1e-12)
    assert trigamma(0.5) == pytest.approx(math.pi**2 / 2, abs=1e-12)
    assert normal_share(1.959963984540054) == pytest.approx(0.975, abs=1e-12)


def test_kolmogorovs_chances_are_those_of_the_table() -> None:
    """1.358 over the root of n is the 5 % point of many; of 10 it is 0.409."""
    assert kolmogorov_p(1.3581 / math.sqrt(1e6), 1e6) == pytest.approx(0.05, abs=0.001)
    assert kolmogorov_p(1.6276 / math.sqrt(1e6), 1e6) == pytest.approx(0.01, abs=0.0005)
    assert kolmogorov_p(0.40925, 10.0) == pytest.approx(0.05, abs=0.004)
    assert kolmogorov_p(0.0, 10.0) == 1.0


def test_the_interval_of_a_count_is_garwoods() -> None:
    """As printed in every table: of 0 it is 0 to 3.69, of 10 it is 4.80 to 18.39."""
    assert list(count_interval(0.0)) == pytest.approx([0.0, 3.6889], abs=1e-4)
    assert list(count_interval(10.0)) == pytest.approx([4.7954, 18.3904], abs=1e-4)


def test_the_interval_of_a_share_is_wilsons() -> None:
    of_fifty = share_interval(0.1, 50.0)
    assert list(of_fifty) == pytest.approx([0.0435, 0.2136], abs=1e-4)
    assert share_interval(0.0, 0.0) == (0.0, 1.0)


# --- families


@pytest.mark.parametrize(
    ("spread", "wanted"),
    [
        (Distribution("exponential", (7200.0,)), {"mean": 7200.0}),
        (
            Distribution("lognormal", (math.log(86400.0), 0.8)),
            {"median": 86400.0, "p90": 86400.0 * math.exp(0.8 * 1.2815515655446004)},
        ),
        (Distribution("gamma", (3.0, 4000.0)), {"mean": 12000.0, "shape": 3.0}),
        (Distribution("uniform", (3600.0, 90000.0)), {"low": 3600.0, "high": 90000.0}),
    ],
    ids=lambda each: each.kind if isinstance(each, Distribution) else "",
)
def test_a_family_is_told_from_the_others_and_its_parameters_found(
    spread: Distribution, wanted: dict[str, float]
) -> None:
    found = fitted(sample_of(spread))
    assert (found.reason, found.spread.kind) == ("best", spread.kind)
    assert found.best is not None
    for each in found.best.parameters:
        # The ends of a uniform sample lie inside by half a step.
        off = 110.0 if spread.kind == "uniform" else 0.02 * wanted[each.name]
        assert each.value == pytest.approx(wanted[each.name], abs=off), each.name
        assert each.low <= each.value <= each.high
    assert found.best.distance < 0.01
    assert found.best.p > 0.99
    assert {each.spread.kind for each in found.fits} == {
        "exponential", "lognormal", "gamma", "uniform",
    }  # fmt: skip


def test_what_is_no_family_stays_a_table_as_it_was_counted() -> None:
    """Two heaps: within the hour, or after ten days."""
    heaps = [(float(minute * 60), 1, 1.0) for minute in range(1, 51)]
    heaps += [(864_000.0 + minute * 60, 1, 1.0) for minute in range(50)]
    found = fitted(weighted(heaps))
    assert found.reason == "none"
    assert found.spread.kind == "table"
    assert dict(found.table)[50] == 3000.0
    assert dict(found.table)[60] > 864_000.0
    assert [draw(found.spread, u) for u in (1e-9, 1 - 1e-9)] == [
        pytest.approx(60.0), pytest.approx(866_940.0),
    ]  # fmt: skip


def test_a_few_are_not_fitted_and_the_same_is_constant() -> None:
    few = fitted(weighted([(float(value), 1, 1.0) for value in (60, 600, 6000)]))
    assert (few.reason, few.spread.kind, few.fits) == ("few", "table", ())
    same = fitted(weighted([(3600.0, 30, 30.0)]))
    assert (same.reason, same.spread) == ("same", Distribution("constant", (3600.0,)))


def test_many_of_whom_one_stands_for_most_are_few() -> None:
    """Thirty, of whom the last stands for a thousand others: no family is told from another."""
    found = fitted(weighted([*((60.0 * n, 1, 1.0) for n in range(1, 30)), (9000.0, 1, 1000.0)]))
    assert found.sample.seen == 30
    assert (found.reason, found.fits) == ("few", ())


def test_nothing_at_all_keeps_the_families_away_that_cannot_hold_it() -> None:
    """Of lengths of no time there is no logarithm."""
    found = fitted(weighted([(0.0, 40, 40.0), (86_400.0, 60, 60.0)]))
    assert {each.spread.kind for each in found.fits} == {"exponential", "uniform"}
    assert found.reason == "none"


def test_unequal_weights_are_worth_less_than_they_are() -> None:
    """Kish: 1, 1 and 2 weigh as much as 16/6 equal ones; a heap of equal ones loses nothing."""
    assert weighted([(1.0, 1, 1.0), (2.0, 1, 1.0), (3.0, 1, 2.0)]).size == pytest.approx(16 / 6)
    assert weighted([(1.0, 1, 1.0), (3.0, 3, 3.0)]).size == pytest.approx(4.0)


# --- who was not watched to the end


def curve(curves: object, name: str) -> Curve:
    assert isinstance(curves, dict)
    found = curves[name]
    assert isinstance(found, Curve)
    return found


def test_with_nobody_cut_off_shares_are_those_counted() -> None:
    found = incidence({"yes": Sample({10: 30, 20: 30}), "no": Sample({15: 20})}, Sample({30: 20}))
    assert {name: each.share for name, each in found.curves.items()} == {
        "yes": pytest.approx(0.6), "no": pytest.approx(0.2),
    }  # fmt: skip
    assert found.silence == pytest.approx(0.2)
    yes = curve(found.curves, "yes")
    assert (yes.low, yes.high) == pytest.approx(share_interval(0.6, 100.0))
    assert [(at, times) for at, times, _ in yes.steps] == [(10, 30), (20, 30)]


def test_who_was_cut_off_counts_as_long_as_watched() -> None:
    """Worked by hand: of 20, 10 say yes at 1; 5 are cut off at 2; 2 of the 5 left say no at 3."""
    found = incidence({"yes": Sample({1: 10}), "no": Sample({3: 2})}, Sample({2: 5, 9: 3}))
    assert curve(found.curves, "yes").share == pytest.approx(0.5)
    assert curve(found.curves, "no").share == pytest.approx(0.5 * 2 / 5)
    assert found.silence == pytest.approx(0.3)
    assert (found.visits, found.cut, found.beyond) == (20, 8, 0)
    # Less is known than of twenty who were all watched to the end.
    known = share_interval(0.2, 20.0)
    told = curve(found.curves, "no")
    assert told.high - told.low > known[1] - known[0]


def test_a_reply_comes_before_a_cut_of_the_same_instant() -> None:
    found = incidence({"yes": Sample({5: 1})}, Sample({5: 1}))
    assert curve(found.curves, "yes").share == pytest.approx(0.5)


def test_the_last_of_many_who_were_cut_off_do_not_speak_for_all() -> None:
    """One of two left answers late: it would stand for half of those who were asked."""
    found = incidence({"yes": Sample({1: 10, 50: 1})}, Sample({2: 88, 60: 1}))
    assert curve(found.curves, "yes").share == pytest.approx(0.1)
    assert (found.beyond, found.until) == (1, 2)


# --- samples


def random_samples(seed: int, count: int) -> Samples:
    luck, found = random.Random(seed), Samples()  # noqa: S311
    for _ in range(count):
        found.time(luck.randrange(10**12), "visit", luck.choice("ab"))
        found.add("cases")
        found.words.setdefault(("fact", "x"), Words()).add(f"word {luck.randrange(30)}")
        found.amounts.setdefault(("fact", "y"), Sample()).add(luck.randrange(-(10**9), 10**9))
        day = luck.randrange(738_000, 738_100)
        found.dates[day] = found.dates.get(day, 0) + 1
    return found


@pytest.mark.parametrize("count", [50, 900], ids=["exact", "coarse"])
def test_merging_is_the_same_in_any_order(count: int) -> None:
    """Also where parts are exact and the whole is too large to be."""

    def merged(order: list[int]) -> Samples:
        total = Samples()
        for seed in order:
            total.merge(decode(encode(random_samples(seed, count))))
        return total

    one, other = merged([1, 2, 3, 4]), merged([4, 2, 1, 3])
    assert one == other
    is_coarse = one.sample("visit", "a").is_coarse
    assert is_coarse == (count * 4 / 2 > MOST_DIFFERENT)
    assert one.sample("visit", "a").count + one.sample("visit", "b").count == 4 * count


def test_a_coarse_length_is_off_by_a_sixtyfourth_at_most() -> None:
    luck = random.Random(5)  # noqa: S311
    exact = [luck.randrange(1, 10**13) for _ in range(3 * MOST_DIFFERENT)]
    sample = Sample()
    for value in exact:
        sample.add(value)
    assert sample.is_coarse
    assert len(sample.seen) < MOST_DIFFERENT
    rising = [value for value, times in sorted(sample.seen.items()) for _ in range(times)]
    for value, told in zip(sorted(exact), rising, strict=True):
        assert abs(told - value) <= value / 64 + 1


def test_too_many_different_words_are_no_choice() -> None:
    words = Words()
    for number in range(MOST_WORDS + 1):
        words.add(f"word {number}")
    words.add("word 0")
    assert words == Words(is_open=True)


def test_those_who_were_heard_leave_the_others() -> None:
    whole = Sample({5: 3, 9: 2})
    assert less(whole, Sample({5: 1, 9: 2})) == Sample({5: 2})


# --- values


def test_an_amount_of_few_values_is_told_one_by_one_and_of_many_as_spread() -> None:
    few, many = Samples(), Samples()
    for number in range(100):
        few.add("known", "fact", "f")
        few.words.setdefault(("fact", "f"), Words()).add(["10 CNY", "25 CNY"][number % 4 == 0])
        few.amounts.setdefault(("fact", "f", "money", "CNY"), Sample()).add(10**7)
        value = 1000 + 17 * number
        many.add("known", "fact", "f")
        many.words.setdefault(("fact", "f"), Words()).add(f"{value} CNY")
        many.amounts.setdefault(("fact", "f", "money", "CNY"), Sample()).add(value * 10**6)
        many.add("digits", "fact", "f", "money", "CNY", "0")
    told = fit_value(few, "f", "fact", "f")
    assert [(each.name, each.share) for each in told.shares] == [("10 CNY", 0.75), ("25 CNY", 0.25)]
    spread = fit_value(many, "f", "fact", "f")
    assert (spread.shares, spread.unit, spread.digits) == ((), "CNY", 0)
    assert spread.spread is not None
    assert spread.spread.spread == Distribution("uniform", (1000.0, 2683.0))


# --- arrivals


def dated(begin: str, weeks: int, weekdays: list[int], hours: dict[int, int]) -> Samples:
    first = dt.date.fromisoformat(begin).toordinal()
    found = Samples(hours=dict(hours))
    for day in range(weeks * 7):
        number = weekdays[(first + day - 1) % 7]
        if number:
            found.dates[first + day] = number
    return found


def test_weekdays_are_found_and_the_rate_is_of_the_mean_week() -> None:
    """Ten weeks of 4, 2, 2, 2, 2, 0, 0; the last two days saw nobody, so the log ends on Friday."""
    arrivals = fit_arrivals(dated("2026-03-02", 10, [4, 2, 2, 2, 2, 0, 0], {9: 60, 10: 60}))
    factors = {each.name: each.factor for each in arrivals.weekdays}
    monday, tuesday = factors["monday"], factors["tuesday"]
    assert monday == pytest.approx(2 * tuesday)
    assert factors["saturday"] == factors["sunday"] == 0.0
    assert sum(factors.values()) == pytest.approx(7.0)
    assert arrivals.per_week / 7 * monday == pytest.approx(4.0)
    assert arrivals.months == ()
    assert not arrivals.has_year
    assert (arrivals.opens, arrivals.closes) == (9, 11)
    assert (arrivals.first_on, arrivals.last_on) == (dt.date(2026, 3, 2), dt.date(2026, 5, 8))
    low, high = (each / 120 for each in count_interval(120.0))
    assert arrivals.low == pytest.approx(arrivals.per_week * low)
    assert arrivals.high == pytest.approx(arrivals.per_week * high)


def test_what_chance_explains_is_no_factor() -> None:
    arrivals = fit_arrivals(dated("2026-03-02", 10, [4, 5, 4, 3, 4, 5, 4], {0: 280}))
    assert arrivals.weekdays == ()
    assert arrivals.per_week == pytest.approx(29.0, rel=0.01)


def test_months_are_told_of_whole_years_beside_weekdays() -> None:
    """Twice as many in December, none on Sundays: both are found although they overlap."""
    found, first = Samples(hours={12: 1}), dt.date(2024, 1, 1)
    for number in range(731):
        day = first + dt.timedelta(days=number)
        if day.weekday() != 6:
            found.dates[day.toordinal()] = 12 if day.month == 12 else 6
    arrivals = fit_arrivals(found)
    months = {each.name: each.factor for each in arrivals.months}
    assert months["december"] == pytest.approx(2 * months["june"], rel=1e-6)
    weekdays = {each.name: each.factor for each in arrivals.weekdays}
    assert weekdays["sunday"] == 0.0
    assert weekdays["monday"] == pytest.approx(7 / 6, rel=1e-3)


def test_hours_may_pass_midnight() -> None:
    night = fit_arrivals(dated("2026-03-02", 4, [5] * 7, {22: 40, 23: 50, 0: 40, 1: 10}))
    assert (night.opens, night.closes) == (22, 2)

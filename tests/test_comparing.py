"""Two versions compared: intervals as published, sums that add up, sentences that say it."""

from __future__ import annotations

import math
import pickle
import random
from decimal import Decimal

import msgspec
import pytest

from engine.core import records as r
from engine.core.journey import Journey, Seed, Signal
from engine.core.link import link
from engine.language.values import Money
from engine.present.compared import compared_section, compared_text
from engine.studies.figures.counting import Counter
from engine.studies.figures.event_log import Several
from engine.studies.figures.findings import Comparison, findings
from engine.studies.figures.intervals import half_width, t_quantile
from engine.studies.figures.pairs import Measure, Pairs
from engine.studies.population.values import Worth
from engine.studies.simulation.observing import Customer

from . import small_workspace
from .kit import compiled_shipped
from .watched import Watched, population


@pytest.mark.parametrize(
    ("freedom", "published"),
    [(1, 12.7062), (2, 4.30265), (3, 3.18245), (5, 2.57058), (10, 2.22814), (30, 2.04227),
     (100, 1.98397), (300, 1.96790), (500, 1.96472), (1000, 1.96234)],
)  # fmt: skip
def test_quantiles_are_the_published_ones(freedom: int, published: float) -> None:
    """Student's t, 97.5 %, from the tables; beyond 300 by the expansion."""
    assert t_quantile(freedom) == pytest.approx(published, abs=6e-6 * published)


def test_one_customer_a_piece_gives_the_ordinary_interval() -> None:
    """Differences 3, -1, 2, 0, 1: mean 1, standard deviation 1.5811, half width 1.9632."""
    differences = [3, -1, 2, 0, 1]
    half = half_width(5, 5, 5, sum(each * each for each in differences), 5, 5)
    assert half == pytest.approx(2.776445 * 1.581139 / math.sqrt(5), rel=1e-6)


def test_one_piece_alone_has_no_interval() -> None:
    """However many customers it has: they share people, so they are one observation."""
    assert half_width(1, 7, 1000, 49, 7000, 1_000_000) == math.inf


def _piece(rnd: random.Random, customers: int, odds: float) -> Measure:
    measure = Measure()
    measure.customers = customers
    for _ in range(customers):
        measure.counts["stalled/contract.quote_unanswered"] += 1
        measure.counts["recovered/contract.quote_unanswered"] += rnd.random() < odds
        measure.counts["worked/account_manager"] += rnd.randrange(10**10)
        measure.counts["ended/lost"] += rnd.random() < 0.3
    return measure


def _pairs(seed: int, pieces: int, customers: int = 1, odds: float = 0.5) -> Pairs:
    rnd, pairs = random.Random(seed), Pairs()  # noqa: S311 - seeded on purpose
    for _ in range(pieces):
        pairs.add(_piece(rnd, customers, odds), _piece(rnd, customers, 0.3))
    return pairs


def test_what_was_counted_apart_adds_up_to_the_same_bytes() -> None:
    """Merging is exact and order plays no part in what is found."""
    whole, parts = Pairs(), [_pairs(seed, 40, 3) for seed in range(4)]
    for each in parts:
        whole.merge(each)
    backwards = Pairs()
    for each in reversed(parts):
        backwards.merge(each)
    assert findings(whole) == findings(backwards)
    assert whole.customers == 480
    assert pickle.loads(pickle.dumps(whole)) == whole  # noqa: S301 - how workers hand it back


def test_a_clear_difference_is_told_from_noise() -> None:
    found = {each.measure: each for each in findings(_pairs(7, 2000))}
    recovered = found["recovered/contract.quote_unanswered"]
    assert recovered.difference == recovered.first - recovered.second
    assert recovered.low is not None
    assert 0 < recovered.low < recovered.difference
    assert not recovered.is_noise
    assert found["ended/lost"].is_noise
    same = found["stalled/contract.quote_unanswered"]
    assert (same.low, same.high) == (0, 0)


def test_customers_of_one_team_count_as_one_observation() -> None:
    """The same customers in fewer pieces that go the same way: the interval is wider."""
    apart, together = Pairs(), Pairs()
    for team in range(20):
        one, other = Measure(), Measure()
        one.customers = other.customers = 10
        one.counts["ended/lost"] = 10 * (team % 2)
        together.add(one, other)
        for _ in range(10):
            single, empty = Measure(), Measure()
            single.customers = empty.customers = 1
            single.counts["ended/lost"] = team % 2
            apart.add(single, empty)
    wide, narrow = findings(together)[0], findings(apart)[0]
    assert wide.difference == narrow.difference == 100
    assert wide.high is not None
    assert narrow.high is not None
    assert wide.high - 100 > 3 * (narrow.high - 100)


def _comparison(pairs: Pairs) -> Comparison:
    return Comparison(
        first="aaaa", second="bbbb", population="quotes", seed=7, customers=pairs.customers,
        pieces=pairs.pieces, weeks=52, is_partial=False, findings=findings(pairs),
    )  # fmt: skip


def test_it_is_told_in_a_plain_sentence() -> None:
    pairs = _pairs(7, 2000)
    found = {each.measure: each for each in findings(pairs)}
    more = found["recovered/contract.quote_unanswered"]
    english = compared_text(_comparison(pairs), compiled_shipped(), "en")
    assert f"recovers {more.difference} more of 2,000 stalls [{more.low}, {more.high}]" in english
    assert "no change in anybody's workload" in english
    chinese = compared_text(_comparison(pairs), compiled_shipped(), "zh")
    assert f"报价无回音：这一版在 2,000 次停滞里多挽回 {more.difference} 次" in chinese


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (_pairs(3, 400, odds=0.3), "no difference can be told from chance"),
        (_pairs(3, 1, 50), "one piece only"),
        (Pairs(), "one piece only"),
    ],
    ids=["noise", "alone", "empty"],
)
def test_noise_is_said_to_be_noise(pairs: Pairs, says: str) -> None:
    assert says in compared_text(_comparison(pairs), compiled_shipped(), "en")


def test_the_section_of_the_page_is_escaped() -> None:
    pairs = _pairs(7, 10)
    pairs.sums["incident/<b>&"] = msgspec.structs.replace(pairs.sums["ended/lost"])
    section = compared_section(_comparison(pairs), compiled_shipped(), "zh")
    assert "<b>" not in section
    assert "&lt;b&gt;&amp;" in section


def test_a_comparison_prices_who_is_lost_as_the_results_do() -> None:
    """What a fact says is a price too, and who bought again is not lost with one offer."""
    people = population(worth=Worth("offer.amount", 1))
    program = link(small_workspace.compiled().program)
    measure, counting = Measure(people), Counter(program, people)
    both = Several((measure, counting))
    for index, signal in enumerate(("client.withdrew", "client.accepted")):
        buyer = Watched(program, both, index)
        buyer.begin(offer__amount=Money(Decimal(5), "CNY"))
        buyer.say("send_offer.done").say(signal).leave()
    again = Customer(2, "all", 0, people.begins_at, Money(Decimal(1000), "CNY"))
    both.came(again)
    seeds = {"1": Seed("offer", "new")}
    first = Journey("customer-2", playbook="offer", outcome="lost", seeds=seeds)
    both.left(again, (first, Journey("customer-2/1", playbook="offer")), people.ends_at)
    assert measure.counts["value_lost/CNY"] == 5 * 12 * 100
    assert counting.tally.amounts["lost", "CNY"] == 5 * 12 * 1_000_000


def test_a_contact_put_off_until_after_the_end_is_none() -> None:
    people = population()
    measure = Measure(people)
    spent = [r.ContactSpent(0, "c", "phone", people.ends_at + each) for each in (-1, 0, 1)]
    buyer, nobody = Customer(0, "all", 0, 0), Journey("customer-0")
    decision = r.Decision("taken", (), tuple(spent))
    measure.decided(buyer, nobody, nobody, Signal("a", "b", "c"), decision, 0)
    assert measure.counts["contact/phone"] == 1

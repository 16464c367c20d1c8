"""Intervals are honest: a known truth, simulated two hundred times, is in 92 to 98 % of them.

Five states are passed one after another; in each the customer answers after an exponential time.
One version calls it silence after some hours, the other after three times as many. So each
customer stalls, and is escalated, with a probability known exactly under both.
"""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from engine.core.link import LinkedProgram
from engine.studies.figures.findings import findings
from engine.studies.figures.pairs import Pairs, compare_chunk
from engine.studies.simulation.plan import chunks, plan_for

from .journeys import stage
from .simulated import Watcher, answers, population, reply, segment, varying

TIMES, CUSTOMERS = 200, 40
ANSWERS = {"s1": 16, "s2": 24, "s3": 32, "s4": 40, "s5": 60}
"""Mean hours until the answer, by state."""
FIRST, SECOND, TIER = 8, 24, 8
"""Hours of silence that each version allows, and hours more until the tier."""

LADDERS = "".join(
    f"climb_{each}: {{tiers: [{{id: up_{each}, after: {TIER} hours, level: team, do: notify}}]}}\n"
    for each in ANSWERS
)


def _version(hours: int) -> LinkedProgram:
    names = [*ANSWERS, "won"]
    states = "".join(
        f"  {name}:\n    waits_for: customer\n    moves: {{deal.asked: {following}}}\n"
        f"    stalls: {{quiet_{name}: {{after: {hours} hours, silent: customer,"
        f" escalate: climb_{name}}}}}\n"
        for name, following in pairwise(names)
    )
    return stage(f"start: s1\nstates:\n{states}  won: {{end: success}}\n", escalations=LADDERS)


def _truth() -> dict[str, float]:
    """Return the mean difference per customer of each figure: first minus second."""
    truth = {}
    for name, mean in ANSWERS.items():
        for kind, more in ((f"stalled/stage.quiet_{name}", 0), (_tier(name), TIER)):
            limits = (FIRST + more, SECOND + more)
            first, second = (math.exp(-limit / mean) for limit in limits)
            truth[kind] = first - second
    return truth


def _tier(name: str) -> str:
    return f"escalated/climb_{name}.up_{name}"


def test_the_truth_lies_in_about_95_of_100_intervals() -> None:
    """Pooled over ten figures and two hundred seeds."""
    people = population(
        segment({f"stage.{name}": answers(reply("deal.asked", 100, varying(mean)))
                 for name, mean in ANSWERS.items()})
    )  # fmt: skip
    versions, truth = (_version(FIRST), _version(SECOND)), _truth()
    inside = 0
    for seed in range(TIMES):
        plan, pairs = plan_for(people, seed, CUSTOMERS), Pairs()
        for chunk in chunks(plan):
            one, other = ((version, plan) for version in versions)
            pairs.merge(compare_chunk(one, other, chunk, Watcher()))
        found = {each.measure: each for each in findings(pairs)}
        for measure, mean in truth.items():
            each = found[measure]
            assert each.low is not None
            assert each.high is not None
            inside += each.low <= mean * CUSTOMERS <= each.high
    share = inside / (TIMES * len(truth))
    assert len(truth) >= 10
    assert 0.92 <= share <= 0.98, share


def test_the_difference_itself_is_unbiased() -> None:
    """Over many customers the mean of one figure comes out at its truth."""
    people = population(segment({"stage.s1": answers(reply("deal.asked", 100, varying(6)))}))
    plan, pairs = plan_for(people, 5, 1500), Pairs()
    for chunk in chunks(plan):
        one, other = ((_version(hours), plan) for hours in (FIRST, SECOND))
        pairs.merge(compare_chunk(one, other, chunk, Watcher()))
    (stalled,) = (each for each in findings(pairs) if each.measure == "stalled/stage.quiet_s1")
    expected = math.exp(-FIRST / 6) - math.exp(-SECOND / 6)
    assert stalled.difference / 1500 == pytest.approx(expected, abs=0.03)

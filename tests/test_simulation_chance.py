"""Streams of chance and draws: known answers, distances to what they claim, and no company."""

from __future__ import annotations

import itertools
import json
import math
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.studies.population.values import Distribution, Duration
from engine.studies.simulation import chance
from engine.studies.simulation.chance import GAMMA, MASK, Chance, bits, stream_key, unit
from engine.studies.simulation.drawing import (
    draw,
    gamma_quantile,
    gamma_share,
    microseconds,
    normal_quantile,
)

GOLDEN = Path(__file__).parent / "cases" / "simulation" / "draws.json"
DISTRIBUTIONS = {
    "constant": Distribution("constant", (3600.0,)),
    "uniform": Distribution("uniform", (60.0, 600.0)),
    "exponential": Distribution("exponential", (86_400.0,)),
    "lognormal": Distribution("lognormal", (11.0, 0.8)),
    "gamma": Distribution("gamma", (2.0, 43_200.0)),
    "gamma_below_one": Distribution("gamma", (0.5, 7_200.0)),
    "triangular": Distribution("triangular", (1_800.0, 3_600.0, 10_800.0)),
    "table": Distribution("table", (0.0, 3600.0, 0.5, 14_400.0, 0.9, 172_800.0, 1.0, 432_000.0)),
}


# --- streams


def test_the_mixing_is_that_of_splitmix64() -> None:
    # The first outputs for the seed 1234567, as published with the algorithm's other ports.
    state, found = 1234567, []
    for _ in range(5):
        state = state + GAMMA & MASK
        found.append(chance.mix(state))
    assert found == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_a_uniform_number_is_never_nothing_and_never_one() -> None:
    assert 0.0 < unit(0) < 1e-15
    assert 1.0 - 1e-15 < unit(MASK) < 1.0


def test_draws_are_the_same_for_ever() -> None:
    """The numbers of one seed are part of every published result."""
    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == golden()


def golden() -> dict[str, list[int]]:
    """Return raw bits by stream, and drawn microseconds by distribution."""
    found = {
        f"{seed}/{index}/{purpose}": [
            bits(stream_key(seed, index), purpose, number) for number in range(3)
        ]
        for seed, index, purpose in itertools.product(
            (0, 7, 2**70 + 1), (0, 999_999), ("arrival", "reply/contract.awaiting_answer", "报价")
        )
    }
    for name, spread in DISTRIBUTIONS.items():
        luck = Chance(7, 3)
        found[name] = [
            microseconds(Duration(spread), luck.uniform(f"test/{name}")) for _ in range(20)
        ]
    return found


def test_each_occasion_has_a_number_of_its_own() -> None:
    luck = Chance(1, 5)
    first = [luck.uniform("reply/a") for _ in range(3)]
    assert len(set(first)) == 3
    assert first == [unit(bits(stream_key(1, 5), "reply/a", number)) for number in range(3)]


def test_what_is_drawn_for_another_purpose_changes_no_number() -> None:
    alone, among = Chance(1, 5), Chance(1, 5)
    for _ in range(7):
        among.uniform("work/other")
    assert alone.uniform("reply/a") == among.uniform("reply/a")


@pytest.mark.parametrize("of", ["neighbours", "purposes", "seeds", "visits", "kinds"])
def test_streams_know_nothing_of_each_other(of: str) -> None:
    pairs: dict[str, Callable[[int], tuple[float, float]]] = {
        "neighbours": lambda i: (_number(1, i, "a"), _number(1, i + 1, "a")),
        "purposes": lambda i: (_number(1, i, "a"), _number(1, i, "b")),
        "seeds": lambda i: (_number(1, i, "a"), _number(2, i, "a")),
        "visits": lambda i: (_number(1, i, "a"), _number(1, i, "a", 1)),
        "kinds": lambda i: (_number(1, i, "a"), unit(bits(stream_key(1, i, "team"), "a", 0))),
    }
    drawn = [pairs[of](index) for index in range(20_000)]
    # Of independent numbers three standard deviations of the correlation are 3 / sqrt(n).
    assert abs(statistics.correlation(*zip(*drawn, strict=True))) < 3 / math.sqrt(len(drawn))


def _number(seed: int, index: int, purpose: str, number: int = 0) -> float:
    return unit(bits(stream_key(seed, index), purpose, number))


# --- draws


@pytest.mark.parametrize(
    ("u", "value"),
    [
        (0.5, 0.0),
        (0.9, 1.2815515655446004),
        (0.975, 1.959963984540054),
        (0.999, 3.090232306167813),
        (0.25, -0.6744897501960817),
        (1e-10, -6.361340902404056),
        (1e-20, -9.262340089798408),
    ],
)
def test_normal_quantiles_are_those_of_the_tables(u: float, value: float) -> None:
    assert normal_quantile(u) == pytest.approx(value, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize(
    ("freedom", "u", "value"),
    [
        # Chi-square tables: a gamma of half the degrees of freedom and scale 2.
        (1, 0.95, 3.841458820694124),
        (1, 0.05, 0.003932140000019522),
        (2, 0.99, 9.21034037197618),
        (10, 0.95, 18.307038053275146),
        (10, 0.5, 9.341817765591967),
        (30, 0.05, 18.49266098195347),
        (100, 0.995, 140.16948944231365),
    ],
)
def test_gamma_quantiles_are_those_of_the_tables(freedom: int, u: float, value: float) -> None:
    assert 2.0 * gamma_quantile(freedom / 2, u) == pytest.approx(value, rel=1e-10)


@pytest.mark.parametrize("shape", [0.1, 0.5, 1.0, 2.5, 40.0, 1_000.0])
def test_a_gamma_quantile_is_the_inverse_of_its_share(shape: float) -> None:
    for u in (1e-9, 0.001, 0.3, 0.5, 0.77, 0.999, 1 - 1e-9):
        assert gamma_share(shape, gamma_quantile(shape, u)) == pytest.approx(u, rel=1e-9)


def test_a_gamma_of_shape_one_is_exponential() -> None:
    for u in (0.01, 0.4, 0.99):
        one = draw(Distribution("gamma", (1.0, 60.0)), u)
        assert one == pytest.approx(draw(Distribution("exponential", (60.0,)), u), rel=1e-11)


SHARES: dict[str, Callable[[float], float]] = {
    "uniform": lambda x: (x - 60) / 540,
    "exponential": lambda x: 1 - math.exp(-x / 86_400),
    "lognormal": lambda x: 0.5 * (1 + math.erf((math.log(x) - 11.0) / 0.8 / math.sqrt(2))),
    "gamma": lambda x: 1 - math.exp(-x / 43_200) * (1 + x / 43_200),
    "gamma_below_one": lambda x: math.erf(math.sqrt(x / 7_200)),
    "triangular": lambda x: (
        (x - 1_800) ** 2 / (9_000 * 1_800) if x < 3_600 else 1 - (10_800 - x) ** 2 / (9_000 * 7_200)
    ),
    "table": lambda x: (
        0.5 * (x - 3600) / 10_800
        if x < 14_400
        else 0.5 + 0.4 * (x - 14_400) / 158_400
        if x < 172_800
        else 0.9 + 0.1 * (x - 172_800) / 259_200
    ),
}


@pytest.mark.parametrize("name", SHARES)
def test_draws_are_spread_as_they_claim(name: str) -> None:
    """Kolmogorov–Smirnov against the distribution written down otherwise; 1 % level."""
    count, share = 2_000, SHARES[name]
    values = sorted(
        draw(DISTRIBUTIONS[name], Chance(11, index).uniform(name)) for index in range(count)
    )
    distance = max(
        max((rank + 1) / count - share(value), share(value) - rank / count)
        for rank, value in enumerate(values)
    )
    assert distance < 1.63 / math.sqrt(count)


def test_a_length_of_time_is_whole_and_never_negative() -> None:
    early = Duration(Distribution("uniform", (-7200.0, -3600.0)))
    assert microseconds(early, 0.5) == 0
    assert microseconds(Duration(Distribution("constant", (1.2345678,))), 0.5) == 1_234_568


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(golden(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.parametrize("seed", [2**64, -(2**64), 2**70, -(2**70)])
def test_a_seed_of_any_size_is_a_world_of_its_own(seed: int) -> None:
    assert stream_key(seed, 3) not in {stream_key(0, 3), stream_key(-seed, 3)}

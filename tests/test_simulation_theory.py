"""The simulator against theory: queues, a funnel, and Little's law (``benchmarks/theory.py``)."""

from __future__ import annotations

import pytest

from benchmarks import theory


def test_a_queue_with_one_server_is_m_m_1() -> None:
    wait, utilisation = theory.queue(1, 0.6, 3_000, seed=3)
    assert wait.theory == pytest.approx(1.5)
    assert wait.is_inside, wait
    assert utilisation.is_inside, utilisation


def test_a_queue_with_three_servers_waits_as_erlang_says() -> None:
    wait, utilisation = theory.queue(3, 0.7, 3_000, seed=3)
    assert wait.is_inside, wait
    assert utilisation.is_inside, utilisation


@pytest.mark.parametrize(("servers", "load"), [(1, 0.6), (3, 0.7), (10, 0.9)])
def test_erlang_c_agrees_with_the_recursion_of_erlang_b(servers: int, load: float) -> None:
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = servers * load * blocked / (k + servers * load * blocked)
    waits = blocked / (1 - load * (1 - blocked))
    assert theory.erlang_c(servers, load) == pytest.approx(waits)


def test_a_funnel_keeps_its_probabilities() -> None:
    found = list(theory.funnel(3_000, seed=3))
    assert [each.name for each in found] == [
        "funnel: second",
        "funnel: third",
        "funnel: won",
        "funnel: lost",
    ]
    assert all(each.is_inside for each in found), found


def test_littles_law_holds_of_what_is_counted_apart() -> None:
    by_law, in_theory = theory.little(2_000, seed=3)
    assert by_law.simulated == pytest.approx(by_law.theory, rel=0.01)
    assert in_theory.is_inside, in_theory

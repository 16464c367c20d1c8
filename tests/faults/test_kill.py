"""Killed at every point and carried on: nothing lost, nothing twice (F1, F2, F3)."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from engine.language.compiler import Compiled
from engine.runtime.delivery.courier import COURIER_POINTS
from engine.runtime.step import CRASH_POINTS

from . import held, oracles, workload
from .killing import kill_at_point, lifetimes, needs_fork
from .ledger import FaultLedger
from .rounds import LONGEST, Calm, lived, play_round, quiet, world_in

KILLS = int(os.environ.get("TOUCHLINE_KILLS", "1000"))
PARTS = 4
SEED = 20261122


@needs_fork
@pytest.mark.fault("F1", "F3", "P1", "P2", "P3", "P4", "P5", "P7")
@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_kills(
    tmp_path: Path,
    workspace: Compiled,
    faults: FaultLedger,
    closing_lines: list[str],
    part: int,
) -> None:
    todo = workload.operations()
    calm = Calm(tmp_path / "calm", workspace, todo)
    life = lifetimes(SEED + part, LONGEST)
    kills = 0
    while kills < KILLS / PARTS:
        round_ = play_round(tmp_path / "killed", workspace, calm, life)
        kills += round_.kills
        lost, duplicated = oracles.losses(round_.found)
        faults.enter("F1 F3", "sqlite", tries=0, lost=lost, duplicated=duplicated)
        assert round_.found == [], f"after {kills} kills, seed {SEED + part}"
        assert round_.is_as_calm, f"after {kills} kills, seed {SEED + part}"
    faults.enter("F1 F3", "sqlite", tries=kills)
    closing_lines.append(f"kills on sqlite: part {part}, seed {SEED + part}")


@needs_fork
@pytest.mark.fault("F3", "P4")
@pytest.mark.parametrize("point", ["receiver-after", "delivery-after-send", "delivery-before-save"])
def test_sent_and_not_marked_as_sent(tmp_path: Path, workspace: Compiled, point: str) -> None:
    # Sent again under the same key; where that is forbidden, a person is asked.
    todo = workload.operations(who=workload.WHO[2:], lines=1)
    for time in (1, 2):  # the first target's delivery, then the second's
        world = world_in(tmp_path / "killed")
        assert lived(world, workspace, kill_at_point(point, time), todo)
        assert not lived(world, workspace, quiet, todo)
        rows = held.read(world.url)
        attempts = oracles.read_sink(world.sink)
        (again,) = {each.key for each in attempts if each.attempt > 1} or {""}
        unknown = [oracles.key_of(row) for row in rows["deliveries"] if row["state"] == "unknown"]
        assert bool(again) != bool(unknown)
        assert len({each.body for each in attempts if each.key == again}) <= 1
        if unknown:
            assert [row["code"] for row in rows["incidents"]] == ["delivery-unknown"]
        told = world.told(is_at_rest=True, horizon=workload.LAST)
        assert oracles.check(world.url, told) == []


@needs_fork
@pytest.mark.fault("F2")
@pytest.mark.parametrize("half", range(2))
def test_every_pair_of_points(
    tmp_path: Path, workspace: Compiled, faults: FaultLedger, half: int
) -> None:
    # Killed at one point, and the one that carries on at another: every point with every
    # point. Only where the second is not reached any more is there nothing to kill.
    todo = workload.operations(who=workload.WHO[2:], lines=1)
    calm = Calm(tmp_path / "calm", workspace, todo)
    names = sorted(set(calm.points))
    assert set(names) >= {*CRASH_POINTS, *COURIER_POINTS}
    kills = 0
    pairs = list(itertools.product(names, names))[half::2]
    for index, (first, second) in enumerate(pairs):
        world = world_in(tmp_path / "killed")
        time = 1 + index % calm.points.count(first)
        assert lived(world, workspace, kill_at_point(first, time), todo), (first, time)
        kills += 1
        if lived(world, workspace, kill_at_point(second), todo):
            kills += 1
            assert not lived(world, workspace, quiet, todo)
        found = calm.wrong(world)
        lost, duplicated = oracles.losses(found)
        faults.enter("F2", "sqlite", tries=1, lost=lost, duplicated=duplicated)
        assert found == [], (first, second)
        assert workload.everything(held.read(world.url)) == calm.everything, (first, second)
    assert kills > len(pairs) * 1.3

"""Killed at every point and carried on: nothing lost, nothing twice (F1, F2, F3)."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from engine.language.compiler import Compiled

from ..small_workspace import compiled
from . import held, oracles, workload
from .killing import in_a_process, kill_at_point, lifetimes, needs_fork
from .ledger import FaultLedger
from .workload import Operation, World

KILLS = int(os.environ.get("TOUCHLINE_KILLS", "1000"))
PARTS = 4
SEED = 20261122
LONGEST = 60
"""How many points a process passes at most before it is killed."""

Play = Callable[..., None]


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    return compiled()


def quiet(_point: str) -> None:
    """Pass every crash point."""


def world_in(folder: Path) -> World:
    """Return a new world in an emptied folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return World(f"sqlite:///{folder / 'journeys.db'}", folder)


class Calm:
    """What comes of the operations when nothing goes wrong, to compare with."""

    def __init__(self, folder: Path, workspace: Compiled, todo: list[Operation]) -> None:
        self.points: list[str] = []
        world = world_in(folder)
        workload.play(world, workspace, self.points.append, todo)
        self.held = held.read(world.url)
        self.resting = {row["id"]: row["status"] for row in self.held["journeys"]}
        self.everything = workload.everything(self.held)
        assert self.wrong(world) == []

    def wrong(self, world: World) -> list[oracles.Violation]:
        """Return what is wrong with a world that has come to rest."""
        told = world.told(is_at_rest=True, horizon=workload.LAST, resting=self.resting, sink=None)
        return oracles.check(world.url, told)


@needs_fork
@pytest.mark.fault("F1", "F3", "P1", "P2", "P3", "P7")
@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_kills(
    tmp_path: Path, workspace: Compiled, faults: FaultLedger, closing_lines: list[str], part: int
) -> None:
    todo = workload.operations()
    calm = Calm(tmp_path / "calm", workspace, todo)
    life = lifetimes(SEED + part, LONGEST)
    kills = 0
    while kills < KILLS / PARTS:
        world = world_in(tmp_path / "killed")
        while in_a_process(partial(workload.play, world, workspace, life(), todo), world.said):
            kills += 1
        found = calm.wrong(world)
        lost, duplicated = oracles.losses(found)
        faults.enter("F1 F3", "sqlite", tries=0, lost=lost, duplicated=duplicated)
        assert found == [], f"after {kills} kills, seed {SEED + part}"
        assert workload.everything(held.read(world.url)) == calm.everything
    faults.enter("F1 F3", "sqlite", tries=kills)
    closing_lines.append(f"kills on sqlite: part {part}, seed {SEED + part}")


@needs_fork
@pytest.mark.fault("F2")
def test_every_pair_of_points(tmp_path: Path, workspace: Compiled, faults: FaultLedger) -> None:
    # Killed at one point, and the one that carries on at another: every point with every
    # point. Only where the second is not reached any more is there nothing to kill.
    todo = workload.operations(who=workload.WHO[2:], lines=3)
    calm = Calm(tmp_path / "calm", workspace, todo)
    names = sorted(set(calm.points))
    kills = 0
    for index, (first, second) in enumerate(itertools.product(names, names)):
        world = world_in(tmp_path / "killed")
        times = 1 + index % calm.points.count(first)
        one = partial(workload.play, world, workspace, kill_at_point(first, times), todo)
        assert in_a_process(one, world.said), (first, times)
        kills += 1
        kills += in_a_process(
            partial(workload.play, world, workspace, kill_at_point(second), todo), world.said
        )
        assert not in_a_process(partial(workload.play, world, workspace, quiet, todo), world.said)
        found = calm.wrong(world)
        lost, duplicated = oracles.losses(found)
        faults.enter("F2", "sqlite", tries=1, lost=lost, duplicated=duplicated)
        assert found == [], (first, second)
        assert workload.everything(held.read(world.url)) == calm.everything, (first, second)
    assert kills > len(names) ** 2 * 1.5

"""Killed at every point and carried on: nothing lost, nothing twice (F1, F2, F3)."""

from __future__ import annotations

import itertools
import os
import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from engine.language.compiler import Compiled
from engine.runtime.delivery.courier import COURIER_POINTS
from engine.runtime.step import CRASH_POINTS

from ..small_workspace import compiled
from . import held, oracles, workload
from .killing import CrashPoint, in_a_process, kill_at_point, lifetimes, needs_fork, once_past
from .ledger import FaultLedger
from .workload import Operation, World

KILLS = int(os.environ.get("TOUCHLINE_KILLS", "1000"))
PARTS = 4
SEED = 20261122
MOST_DEATHS = 2
LONGEST = 60
"""How many points a process passes at most before it is killed."""


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
        told = world.told(is_at_rest=True, horizon=workload.LAST, resting=self.resting)
        return oracles.check(world.url, told)


def lived(world: World, workspace: Compiled, reached: CrashPoint, todo: list[Operation]) -> bool:
    """Let one process play; tell whether it was killed. What it held is then let go of."""
    killed = in_a_process(partial(workload.play, world, workspace, reached, todo), world.said)
    if killed:
        held.let_leases_run_out(world.url)
    return killed


def next_life(reached: CrashPoint, deaths: int) -> CrashPoint:
    """Return where the next process dies; not before this operation is over, if enough did."""
    return once_past("acknowledged", reached) if deaths >= MOST_DEATHS else reached


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
        world = world_in(tmp_path / "killed")
        # Whoever dies over the same work a third time is taken for poison (F28): that is
        # another test. Here an operation is killed twice at most.
        deaths: Counter[int] = Counter()
        while lived(world, workspace, next_life(life(), deaths[len(world.noted())]), todo):
            deaths[len(world.noted())] += 1
            kills += 1
        found = calm.wrong(world)
        lost, duplicated = oracles.losses(found)
        faults.enter("F1 F3", "sqlite", tries=0, lost=lost, duplicated=duplicated)
        assert found == [], f"after {kills} kills, seed {SEED + part}"
        assert workload.everything(held.read(world.url)) == calm.everything
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

"""One client killed again and again until its work is done, and what must be true then."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import partial
from pathlib import Path
from typing import NamedTuple

from engine.language.compiler import Compiled

from . import held, oracles, workload
from .killing import CrashPoint, Life, in_a_process, once_past
from .workload import Operation, World

MOST_DEATHS = 2
"""Whoever dies over the same work a third time is taken for poison (F28): that is another
test. Here an operation is killed twice at most."""

LONGEST = 60
"""How many points a process passes at most before it is killed."""


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
        self.todo = todo
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


class Round(NamedTuple):
    """How often processes were killed until all was done, and what was wrong then."""

    kills: int
    found: list[oracles.Violation]
    is_as_calm: bool


def play_round(folder: Path, workspace: Compiled, calm: Calm, life: Life) -> Round:
    """Kill and carry on until everything is done; look at everything."""
    world = world_in(folder)
    deaths: Counter[int] = Counter()
    while lived(world, workspace, next_life(life(), deaths[len(world.noted())]), calm.todo):
        deaths[len(world.noted())] += 1
    same = workload.everything(held.read(world.url)) == calm.everything
    return Round(deaths.total(), calm.wrong(world), same)

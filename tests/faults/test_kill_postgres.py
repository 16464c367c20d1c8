"""Four processes on one PostgreSQL that end at random points: nothing lost, nothing twice."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from engine.language.compiler import Compiled

from ..harness import needs_harness
from ..postgres import Server
from ..small_workspace import compiled
from . import held, killing, oracles, workload
from .killing import needs_fork
from .ledger import FaultLedger
from .workload import World

KILLS = int(os.environ.get("TOUCHLINE_KILLS_POSTGRES", "300"))
SEED = 20261122
WORKERS = 4
LONGEST = 70
PARTS = 2


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    return compiled()


class Crew:
    """Clients that also work: each plays its own story, and drains and delivers everybody's."""

    def __init__(self, url: str, folder: Path, workspace: Compiled, seed: int) -> None:
        folder.mkdir()
        self.kills = 0
        self.worlds = [World(url, folder / str(each), folder) for each in range(WORKERS)]
        self._todo = [
            workload.operations([(f"client-{each}", "a"), (f"client-{each}", "b")], lines=6)[:-3]
            for each in range(WORKERS)
        ]
        self._life = killing.lifetimes(seed, LONGEST)
        self._workspace = workspace
        for world in self.worlds:
            world.folder.mkdir()

    def work(self) -> None:
        """Let all of them play to the end, each a new process after every death."""
        living = {self._start(number): number for number in range(WORKERS)}
        while living:
            process, status = os.wait()
            number = living.pop(process)
            if killing.ended(status):
                self.kills += 1
                held.let_leases_run_out(self.worlds[number].url)
                living[self._start(number)] = number

    def rest(self) -> None:
        """Let one process do what is left."""
        held.let_leases_run_out(self.worlds[0].url)
        play = partial(
            workload.play, self.worlds[0], self._workspace, lambda _point: None, workload.ending()
        )
        assert not killing.in_a_process(play, self.worlds[0].said)

    def told(self) -> oracles.Told:
        """Return what all clients know."""
        told = [world.told(is_at_rest=True, horizon=workload.LAST) for world in self.worlds]
        accepted = tuple(sent for each in told for sent in each.accepted)
        return replace(told[0], accepted=accepted, said="".join(each.said for each in told))

    def _start(self, number: int) -> int:
        world, todo = self.worlds[number], self._todo[number]
        play = partial(workload.play, world, self._workspace, self._life(), todo)
        return killing.start(play, world.said)


@needs_fork
@needs_harness("postgres")
@pytest.mark.fault("F1", "F3", "F19", "P1", "P2", "P3", "P4", "P5", "P6", "P7")
@pytest.mark.parametrize("part", range(PARTS))
def test_three_hundred_kills_of_four_workers(  # fixtures
    postgres_server: Server,
    tmp_path: Path,
    workspace: Compiled,
    faults: FaultLedger,
    closing_lines: list[str],
    part: int,
) -> None:
    kills = rounds = 0
    while kills < KILLS / PARTS:
        url = postgres_server.fresh()
        crew = Crew(url, tmp_path / f"{rounds}", workspace, SEED + 100 * part + rounds)
        crew.work()
        crew.rest()
        found = oracles.check(url, crew.told())
        lost, duplicated = oracles.losses(found)
        numbers = "F1 F3 F19"
        faults.enter(numbers, "postgresql", tries=crew.kills, lost=lost, duplicated=duplicated)
        assert found == [], f"seed {SEED + 100 * part + rounds}"
        postgres_server.drop(url)
        kills += crew.kills
        rounds += 1
    closing_lines.append(f"kills on postgresql: part {part}, seed {SEED + 100 * part}")

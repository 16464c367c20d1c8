"""Several processes on one database, each killed at random points and begun anew."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.language.compiler import Compiled

from . import held, killing, oracles, workload
from .workload import World

WORKERS = 4
LONGEST = 70
"""How many points a process passes at most before it is killed."""


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
            process, status = self._ended(living)
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

    def _ended(self, living: Iterable[int]) -> tuple[int, int]:
        # Asked one by one: a server of the tests is a child of this process too.
        while True:
            for each in living:
                process, status = os.waitpid(each, os.WNOHANG)
                if process:
                    return process, status
            time.sleep(0.002)

    def _start(self, number: int) -> int:
        world, todo = self.worlds[number], self._todo[number]
        play = partial(workload.play, world, self._workspace, self._life(), todo)
        return killing.start(play, world.said)

"""Four processes on one PostgreSQL that end at random points: nothing lost, nothing twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.language.compiler import Compiled

from ..harness import needs_harness
from ..postgres import Server
from . import oracles
from .crew import Crew
from .killing import needs_fork
from .ledger import FaultLedger

KILLS = int(os.environ.get("TOUCHLINE_KILLS_POSTGRES", "300"))
SEED = 20261122
PARTS = 2


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

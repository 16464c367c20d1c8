"""The workload as a program of its own, for harnesses that stand around a process.

``python -m tests.faults.played FOLDER [normal] [OPERATIONS]`` plays on ``FOLDER/journeys.db``.
What was refused is noted beside what was acknowledged; nothing else is written. ``normal``
weakens SQLite's ``synchronous``: the harness of lost power must then find losses.
"""

from __future__ import annotations

import sqlite3
import sys
from functools import partial
from pathlib import Path
from typing import Any

from engine.runtime.clock import ManualClock
from engine.runtime.failures import EngineError
from engine.runtime.service import Engine

from ..small_workspace import MONDAY, compiled
from . import workload
from .workload import World


class _WeakCursor(sqlite3.Cursor):
    def execute(self, sql: str, *values: Any) -> _WeakCursor:
        return super().execute(_weakened(sql), *values)


class _WeakConnection(sqlite3.Connection):
    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        return super().execute(_weakened(sql), *values)

    def cursor(self, *_factory: Any) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(_WeakCursor)


def _weakened(sql: str) -> str:
    return "PRAGMA synchronous = NORMAL" if "synchronous" in sql.lower() else sql


def weaken() -> None:
    """Let every connection of this process sync less than the store asks for."""
    weak = partial(sqlite3.connect, factory=_WeakConnection)
    sqlite3.connect = sqlite3.dbapi2.connect = weak  # type: ignore[assignment]


def play(world: World, limit: int) -> None:
    """Play the first operations, each once; a refusal is noted and the next one is tried."""
    clock = ManualClock(MONDAY)
    try:
        with Engine.open(world.url, compiled(), clock=clock) as engine:
            hands = workload.hands_on(engine, world, clock)
            for operation in operations(limit):
                if operation.id in world.noted():
                    continue
                clock.set(operation.at)
                try:
                    world.note(operation.id, operation.do(hands))
                except EngineError as error:
                    world.refuse(operation.id, error)
    except EngineError as error:
        world.refuse("open", error)


def operations(limit: int) -> list[workload.Operation]:
    """Return what is played: one journey's story, or its first steps."""
    return workload.operations(who=workload.WHO[2:])[:limit]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    if "normal" in sys.argv:
        weaken()
    numbers = [int(each) for each in sys.argv[2:] if each.isdigit()]
    play(World(f"sqlite:///{folder / 'journeys.db'}", folder), numbers[0] if numbers else 10**6)

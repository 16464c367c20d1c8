"""Killed at every point of every step and carried on: as if nothing had happened (F1, F2)."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.core.evolve import refold
from engine.core.journey import Journey
from engine.core.records import SignalRefused, SignalTaken, decode_record
from engine.language.compiler import Compiled
from engine.runtime.step import CRASH_POINTS

from . import small_story
from .faults.killing import in_a_process, kill_at, needs_fork
from .small_workspace import compiled

SHORT = 3
"""How many lines the exhaustive kills play."""

Tables = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    return compiled()


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory, workspace: Compiled) -> Tables:
    path = tmp_path_factory.mktemp("unharmed") / "journeys.db"
    small_story.play(path, workspace)
    return small_story.everything(path)


def assert_sound(found: Tables) -> None:
    """Check what must hold of any database at any time."""
    for journey, *_, snapshot, _began_at, _stalls, _head in found["journeys"]:
        journal = sorted(row[1:3] for row in found["journal"] if row[0] == journey)
        assert [number for number, _ in journal] == list(range(1, len(journal) + 1))
        records = [decode_record(str(record)) for _, record in journal]
        assert msgspec.json.encode(refold(str(journey), records)) == snapshot
        arrivals = Counter(
            (record.source, record.id)
            for record in records
            if isinstance(record, SignalTaken | SignalRefused) and record.id
        )
        answered = {row[1:3] for row in found["inbox"] if row[0] == journey}
        assert set(arrivals) == answered
        assert set(arrivals.values()) == {1}
    effects = [row[:3] for row in found["outbox"]]
    assert len(set(effects)) == len(effects)


def test_the_story_is_worth_killing(unharmed: Tables) -> None:
    assert_sound(unharmed)
    (row,) = unharmed["journeys"]
    journey = msgspec.json.decode(row[-4], type=Journey)
    assert (journey.outcome, len(unharmed["inbox"])) == ("success", len(small_story.LINES) + 1)
    kinds = Counter(msgspec.json.decode(str(row[2]))["record"] for row in unharmed["journal"])
    assert {
        "timer_fired", "stalled", "escalated", "journey_woken", "signal_refused",
        "signal_ignored", "timer_held", "timer_released", "task_done",
    } <= set(kinds)  # fmt: skip
    assert unharmed["account_journal"]
    assert unharmed["outbox"]


@needs_fork
@pytest.mark.fault("F1")
@pytest.mark.clause("S7.1", "S7.2", "S7.4")
def test_killed_at_any_point_it_carries_on(tmp_path: Path, workspace: Compiled) -> None:
    # The first lines hold a step of each kind: beginning, completing, a fact of the
    # account, a refusal, a timer. Every point of every step is the end of one process.
    points: list[str] = []

    def play(name: str, crash_point: Callable[[str], None] = small_story.quiet) -> Tables:
        small_story.play(tmp_path / name, workspace, crash_point, lines=SHORT)
        return small_story.everything(tmp_path / name)

    unharmed = play("unharmed.db", points.append)
    assert set(points) == set(CRASH_POINTS)
    assert any("timer_fired" in str(row) for row in unharmed["journal"])
    assert unharmed["account_journal"]
    for number, point in enumerate(points, 1):
        name = f"{number}-{point}.db"
        assert in_a_process(partial(play, name, kill_at(number))), name
        assert_sound(small_story.everything(tmp_path / name))
        assert not in_a_process(partial(play, name)), name
        assert small_story.everything(tmp_path / name) == unharmed, name


@needs_fork
@pytest.mark.fault("F2")
@pytest.mark.clause("S7.1")
def test_killed_again_while_carrying_on(
    tmp_path: Path, workspace: Compiled, unharmed: Tables
) -> None:
    # F2: every process lives a little longer than the one before, so all but the first
    # are killed while they carry on from a kill.
    for start, stride in ((1, 3), (2, 5), (3, 11)):
        path = tmp_path / f"{start}.db"
        for number in itertools.count(start, stride):
            if not in_a_process(partial(small_story.play, path, workspace, kill_at(number))):
                break
            assert_sound(small_story.everything(path))
        assert small_story.everything(path) == unharmed


@pytest.mark.fault("P2")
@pytest.mark.clause("S7.2")
def test_played_twice_it_is_played_once(
    tmp_path: Path, workspace: Compiled, unharmed: Tables
) -> None:
    path = tmp_path / "journeys.db"
    small_story.play(path, workspace)
    small_story.play(path, workspace)
    assert small_story.everything(path) == unharmed


@pytest.mark.fault("P7")
@pytest.mark.clause("S1.4")
@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_every_seed_gives_the_same_bytes(
    tmp_path: Path, root: Path, unharmed: Tables, seed: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.small_story", str(tmp_path / "journeys.db")],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == repr(unharmed)

"""Stories: the process owner's tests, played in memory and on a database with one verdict."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.commands.playing import play_each
from engine.core import records as r
from engine.language.titles import Lang
from engine.present.story_told import story_text
from engine.runtime.clock import ManualClock
from engine.runtime.rehearsing import StoredHost
from engine.runtime.service import Engine
from engine.studies.host import MemoryHost
from engine.studies.script import Script
from engine.studies.stories import Played, play

from .kit import ROOT, compiled_shipped, linked_shipped, scripts_of

COMPILED = compiled_shipped()
SCRIPTS = scripts_of(COMPILED)[0]
GOLDEN = Path(__file__).parent / "cases" / "timelines"


def _name(script: Script) -> str:
    return Path(script.path).stem


# How a timeline reads shows in a few; all of them are played below.
TOLD = [
    each
    for each in SCRIPTS
    if _name(each)
    in {
        "clock_on_hold", "dormant_and_back", "overdue_and_acknowledged", "questions_without_end",
        "quiet_quote", "signed_after_review",
    }
]  # fmt: skip


@pytest.mark.parametrize("script", TOLD, ids=_name)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_story_is_told_as_its_golden_timeline(
    script: Script, lang: Lang, golden: Callable[[Path, str], None]
) -> None:
    """A shipped story reads exactly like its golden file."""
    played = play(script, MemoryHost(linked_shipped()))
    assert played.passed, [problem.line("en") for problem in played.problems]
    text = story_text(played, lang) + "\n"
    golden(GOLDEN / f"{_name(script)}.{lang}.txt", text)


@pytest.mark.clause("S1.1")
@pytest.mark.parametrize("script", SCRIPTS, ids=_name)
def test_memory_and_database_decide_alike(script: Script, tmp_path: Path) -> None:
    """Every shipped story passes, and gives the same records in memory and on SQLite."""
    in_memory = play(script, MemoryHost(linked_shipped()))
    assert in_memory.passed, [problem.line("en") for problem in in_memory.problems]
    clock = ManualClock()
    with Engine.open(f"sqlite:///{tmp_path}/story.db", COMPILED, clock=clock) as engine:
        stored = play(script, StoredHost(engine, clock))
    assert _told(stored) == _told(in_memory)
    assert stored.passed


_ANOTHERS = re.compile(rb'"(?:journey-[0-9]+|story:[^"#]*)(#[0-9]+(?:\.[0-9]+)?)?"')
"""The id of another journey, or of what it sent: named after it, and the record it was sent by."""


def _told(played: Played) -> list[bytes]:
    """Return its records; some name their journey, which each host numbers in its own way."""
    own = json.dumps(played.journey).encode()
    lines = [line.replace(own, b'""') for line in r.encode_records(played.records)]
    return [_ANOTHERS.sub(rb'"\1"', line) for line in lines]


# Every line of a story is a new process's first: quadratic, so the three liveliest do.
REOPENED = [
    each for each in SCRIPTS if _name(each) in {"quiet_quote", "clock_on_hold", "dormant_and_back"}
]


@pytest.mark.clause("S7.2")
@pytest.mark.parametrize("script", REOPENED, ids=_name)
def test_a_story_goes_on_after_every_line(script: Script, tmp_path: Path) -> None:
    """Closed and reopened between any two lines, the same journey goes on to the same end."""
    whole = play(script, MemoryHost(linked_shipped()))
    url = f"sqlite:///{tmp_path}/story.db"
    for count in range(1, len(script.steps) + 1):
        part = dataclasses.replace(script, steps=script.steps[:count])
        clock = ManualClock()
        with Engine.open(url, COMPILED, clock=clock) as engine:
            played = play(part, StoredHost(engine, clock))
            assert len(engine.journeys()) == 1
        assert played.records == whole.records[: len(played.records)]
    assert played.records == whole.records
    assert played.passed


def test_a_process_killed_between_two_signals_loses_nothing(tmp_path: Path) -> None:
    """Kill -9 in the middle of ``touchline test --db``; the next run goes on (P1, F1)."""
    url = f"sqlite:///{tmp_path}/journeys.db"
    story = "playbooks/scenarios/contract/quiet_quote.yaml"
    code = (
        "import os, signal, sys\n"
        "from engine.runtime.service import Engine\n"
        "taken, real = [], Engine.signal\n"
        "def signal_then_die(self, journey, sent):\n"
        "    taken.append(real(self, journey, sent))\n"
        "    if len(taken) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return taken[-1]\n"
        "Engine.signal = signal_then_die\n"
        "from cli import cli\n"
        f"cli(['test', {story!r}, '--db', {url!r}])\n"
    )
    killed = _run(["-c", code])
    assert killed.returncode == -signal.SIGKILL
    with Engine.open(url, COMPILED) as engine:
        (row,) = engine.journeys()
        halfway = engine.history(row.id)
        assert "awaiting_answer" in str(halfway[-3:])
    resumed = _run(["-m", "cli", "test", story, "--db", url])
    unbroken = _run(["-m", "cli", "test", story])
    assert resumed.stdout == unbroken.stdout
    assert resumed.returncode == 0, resumed.stderr
    with Engine.open(url, COMPILED) as engine:
        (again,) = engine.journeys()
        assert again.id == row.id
        assert engine.history(row.id)[: len(halfway)] == halfway
        assert engine.check(row.id)


@pytest.mark.clause("S1.4")
def test_a_story_reads_the_same_under_any_hash_seed() -> None:
    """Two processes with different PYTHONHASHSEED print the same bytes."""
    outputs = {
        _run(["-m", "cli", "test", "playbooks"], seed=seed).stdout for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert f"{len(SCRIPTS)} passed, 0 failed" in outputs.pop()


def _run(arguments: list[str], seed: str = "random") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.clause("S1.4", "S6.1")
def test_a_story_is_drawn_alike_whatever_was_told_before_it() -> None:
    """A rule that draws a share draws by the journey, and a story's journeys are its own."""
    drawn = [each for each in SCRIPTS if _name(each) == "fourth_order_drawn_for_a_visit"]
    alone = list(play_each(drawn, COMPILED, None, "en"))
    after = list(play_each([SCRIPTS[0], *drawn], COMPILED, None, "en"))
    assert [each.passed for each in alone] == [True]
    assert after[-1].others == alone[-1].others

"""The commands of people at work: whole days at a terminal, in both languages, as they print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from engine.commands.outcome import ENVIRONMENT

from .harness import needs_harness
from .kit import ROOT
from .sessions import played

SESSIONS = sorted((ROOT / "tests" / "cases" / "live").glob("*.session"))


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_a_session_prints_what_is_kept(
    session: Path, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    """What a process owner or an account manager sees, line for line."""
    golden(session, played(session.read_text("utf-8"), tmp_path))


@needs_harness("postgres")
def test_a_day_is_the_same_day_on_postgresql(
    tmp_path: Path, postgres_url: str, tested_stores: set[str]
) -> None:
    """Line for line; only a copy is made by tools of its own there."""
    tested_stores.add("postgresql")
    blocks = _days()[0].removesuffix("\n").split("\n\n")
    kept = [block for block in blocks if not block.startswith("$ touchline backup")]
    day = "\n\n".join(kept) + "\n"
    here = "sqlite:///desk.db"
    told = played(day.replace(here, shlex.quote(postgres_url)), tmp_path)
    assert told.replace(shlex.quote(postgres_url), here) == day
    copied = CliRunner(env={"TOUCHLINE_DB": postgres_url}).invoke(cli, ["backup", "copy.db"])
    assert (copied.exit_code, "pg_dump" in copied.stderr) == (ENVIRONMENT, True)


def test_both_days_are_the_same_day() -> None:
    """The Chinese session differs in words only: the same commands, the same ends."""
    commands = [
        [shlex.split(line)[:4] for line in day.splitlines() if line.startswith("$ touchline")]
        for day in _days()
    ]
    # A task by its title is asked for in the reader's language.
    assert [each[:3] for each in commands[0]] == [each[:3] for each in commands[1]]
    ends = [re.findall(r"^\(exit \d\)$", day, re.MULTILINE) for day in _days()]
    assert ends[0] == ends[1]


def test_every_next_command_of_a_day_works(tmp_path: Path) -> None:
    """What looks, of all that is named as next: each is a command and finds what it names."""
    day = _days()[0]
    shown = [line[2:] for line in day.splitlines() if line.startswith("→ touchline ")]
    looks = {"tasks", "journeys", "timeline", "explain", "check"}
    following = dict.fromkeys(line for line in shown if line.split()[1] in looks)
    assert {line.split()[1] for line in following} == looks
    again = "\n".join(f"$ {line}" for line in following)
    told = played(f"{day}\n{again}", tmp_path)
    tail = told[told.rindex(f"$ {next(iter(following))}") :]
    assert "(exit 2)" not in tail
    assert "(exit 3)" not in tail


def test_a_day_uses_every_command_for_people() -> None:
    """What is new here stands in a session, and so in both languages."""
    used = {line.split()[2] for line in _days()[0].splitlines() if line.startswith("$ touchline")}
    named = list(cli.commands)
    people = set(named[named.index("deploy") : named.index("schema")])
    # What these print is the machine's, and told elsewhere.
    assert people - used == {"doctor", "outbox", "worker"}


def _days() -> list[str]:
    folder = ROOT / "tests" / "cases" / "live"
    return [(folder / f"day.{lang}.session").read_text("utf-8") for lang in ("en", "zh")]

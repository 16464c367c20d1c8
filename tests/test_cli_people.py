"""The commands of people at work: whole days at a terminal, in both languages, as they print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from .kit import ROOT
from .sessions import played

SESSIONS = sorted((ROOT / "tests" / "cases" / "live").glob("*.session"))


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_a_session_prints_what_is_kept(
    session: Path, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    """What a process owner or an account manager sees, line for line."""
    golden(session, played(session.read_text("utf-8"), tmp_path))


def test_both_days_are_the_same_day() -> None:
    """The Chinese session differs in words only: the same commands, the same ends."""
    days = [
        (ROOT / "tests" / "cases" / "live" / f"day.{lang}.session").read_text("utf-8")
        for lang in ("en", "zh")
    ]
    commands = [
        [shlex.split(line)[:4] for line in day.splitlines() if line.startswith("$ touchline")]
        for day in days
    ]
    assert commands[0] == commands[1]
    ends = [re.findall(r"^\(exit \d\)$", day, re.MULTILINE) for day in days]
    assert ends[0] == ends[1]


def test_every_next_command_of_a_day_works(tmp_path: Path) -> None:
    """What a command names as the next one is a command, finds its journey, and shows no trace."""
    day = (ROOT / "tests" / "cases" / "live" / "day.en.session").read_text("utf-8")
    shown = [line for line in day.splitlines() if line.startswith("→ touchline ")]
    looks = {"tasks", "journeys", "timeline", "explain", "incidents", "check"}
    following = [line[2:] for line in shown if line.split()[2] in looks]
    assert len({line.split()[1] for line in following}) == len(looks)
    again = "\n".join(f"$ {line}" for line in dict.fromkeys(following))
    told = played(f"{day}\n{again}", tmp_path)
    tail = told[told.rindex(f"$ {following[0]}") :]
    assert "(exit 2)" not in tail
    assert "(exit 3)" not in tail

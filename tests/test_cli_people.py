"""The commands of people at work: whole days at a terminal, in both languages, as they print."""

from __future__ import annotations

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

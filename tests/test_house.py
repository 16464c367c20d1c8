"""Lint, format and types are tests: a green run means all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = {
    "ruff-check": ("ruff", "check", "."),
    "ruff-format": ("ruff", "format", "--check", "--diff", "."),
    "mypy": ("mypy",),
}


@pytest.mark.parametrize("arguments", TOOLS.values(), ids=TOOLS)
def test_the_tool_has_nothing_to_say(root: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=root,
        # Without colour, or the failure is unreadable in a log.
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout}{done.stderr}"

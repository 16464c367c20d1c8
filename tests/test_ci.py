"""``.ci/run`` runs the README's command, whatever that is, or says why it cannot."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

BASH = shutil.which("bash")


def run_ci(root: Path, project: Path, readme: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of ``.ci/run`` in a made-up project with this README."""
    assert BASH, "bash is part of what CI needs"
    (project / ".ci").mkdir()
    shutil.copy(root / ".ci" / "run", project / ".ci" / "run")
    (project / "README.md").write_text(readme, encoding="utf-8")
    return subprocess.run(
        [BASH, ".ci/run"],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_the_block_after_the_marker_runs_and_no_other(root: Path, tmp_path: Path) -> None:
    readme = (
        "```sh\necho before\n```\n\n<!-- test-command -->\n\n"
        '```sh\necho "CI is $CI"; cat\n```\n\n```sh\necho after\n```\n'
    )
    done = run_ci(root, tmp_path, readme)
    assert done.returncode == 0, done.stderr
    assert "\nCI is true\n" in done.stdout
    assert "\nbefore\n" not in done.stdout
    assert "\nafter\n" not in done.stdout


def test_a_red_command_is_a_red_run(root: Path, tmp_path: Path) -> None:
    assert run_ci(root, tmp_path, "<!-- test-command -->\n```\nexit 7\n```\n").returncode == 7


@pytest.mark.parametrize(
    "readme",
    [
        "```\necho no marker\n```\n",
        "<!-- test-command -->\nwords between\n```\necho x\n```\n",
        "<!-- test-command -->\n```\n\n```\n",
        "<!-- test-command -->\n```\necho never closed\n",
    ],
    ids=["no-marker", "words-between", "empty", "unclosed"],
)
def test_a_readme_without_the_command_is_refused(root: Path, tmp_path: Path, readme: str) -> None:
    done = run_ci(root, tmp_path, readme)
    assert done.returncode == 2
    assert done.stderr == (
        "README.md: no fenced block right after the line <!-- test-command -->\n"
    )


def test_the_readme_names_its_test_command(root: Path) -> None:
    lines = (root / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines.count("<!-- test-command -->") == 1


def test_ci_run_is_executable(root: Path) -> None:
    assert (root / ".ci" / "run").stat().st_mode & 0o111

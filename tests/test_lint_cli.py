"""Findings and pages on the command line, and what neither of them costs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine import Workspace
from engine.commands.outcome import FINDINGS, USAGE
from engine.language.lint.registry import rules

from .lint_cases import WORKSPACE


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The small workspace with one thing to find."""
    folder = tmp_path / "playbooks"
    shutil.copytree(WORKSPACE, folder)
    order = folder / "order.yaml"
    text = order.read_text("utf-8")
    bounded = "find_goods.found: {to: picking, up_to: 2 times, else: asking}"
    order.write_text(text.replace(bounded, "find_goods.found: picking"), encoding="utf-8")
    return folder


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def test_validate_tells_findings_and_where_they_are_explained(workspace: Path) -> None:
    """Exit 1, like any problem; the next command explains the first."""
    result = _run("validate", str(workspace), "--lang", "zh")
    assert result.exit_code == FINDINGS
    assert "可以无限绕圈" in result.stdout
    assert "explain-rule unbounded-loop --lang zh" in result.stderr


def test_json_leads_to_the_page(workspace: Path) -> None:
    """For editors: the page of the rule, from the project's root."""
    found = json.loads(_run("validate", str(workspace), "--format", "json").stdout)
    assert [each["url"] for each in found] == ["docs/rules/unbounded-loop.md"]


def test_findings_stop_no_story_and_no_engine(workspace: Path) -> None:
    """Advice keeps nobody from working."""
    assert _run("test", str(workspace)).exit_code == 0
    assert Workspace.load(workspace).id


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["为什么：", "不要这样：", "这样写：", "改法："]),
        ("en", ["Why: ", "Not like this:", "Like this:", "Cure: "]),
    ],
)
def test_a_rule_is_explained(lang: str, words: list[str]) -> None:
    """What, why, both examples and the cure, in the reader's language."""
    result = _run("explain-rule", "dead-end", "--lang", lang)
    assert result.exit_code == 0
    assert result.stdout.startswith("dead-end\n")
    assert all(word in result.stdout for word in words)
    assert "→ touchline validate" in result.stderr


def test_without_a_name_all_rules_are_listed() -> None:
    """By group, each with what it says."""
    result = _run("explain-rule", "--lang", "zh")
    assert result.exit_code == 0
    listed = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("  ")]
    assert listed == list(rules())


def test_a_misspelt_rule_is_answered() -> None:
    """With the one that is meant, or with where to find all; exit 2."""
    near = _run("explain-rule", "deadend")
    assert (near.exit_code, near.stdout) == (USAGE, "")
    assert 'did you mean "dead-end"?' in near.stderr
    far = _run("explain-rule", "xyz", "--lang", "zh")
    assert far.exit_code == USAGE
    assert "touchline explain-rule 列出所有规则" in far.stderr


def test_checking_reads_no_page() -> None:
    """The pages cost nothing where nobody asks for them."""
    code = (
        "import sys, engine.commands.checking\n"
        "print([name for name in sys.modules if 'lint.registry' in name or 'lint.pages' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"

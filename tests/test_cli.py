"""The command line: exit codes, streams, languages; never a traceback (house rule 7)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands.outcome import CONFLICT, ENVIRONMENT, FINDINGS, USAGE

from .kit import ROOT

STORY = "playbooks/scenarios/contract/quiet_quote.yaml"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped workspace to spoil, with the working directory beside it."""
    shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def _spoil(workspace: Path, file: str, old: str, new: str) -> None:
    path = workspace / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_alone_it_prints_examples() -> None:
    """No option wall: three examples."""
    result = _run()
    assert result.exit_code == 0
    assert result.stdout.count("touchline ") == 4


@pytest.mark.usefixtures("workspace")
def test_validate_is_silent_about_what_is_right() -> None:
    """A clean workspace: one line, exit 0, the next command on stderr."""
    result = _run("validate", "playbooks")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert "0 problems" in result.stdout
    assert result.stderr == "→ touchline test playbooks\n"


def test_validate_finds_a_typo(workspace: Path) -> None:
    """File, line, column, cure; exit 1."""
    _spoil(workspace, "playbooks/contract.yaml", "via: [visit, phone]", "vai: [visit, phone]")
    result = _run("validate", "playbooks")
    assert result.exit_code == FINDINGS
    assert result.stdout.startswith('playbooks/contract.yaml:22:9: unknown key "vai"')


def test_validate_speaks_json(workspace: Path) -> None:
    """For editors and services: a list of problems, empty when all is well."""
    assert json.loads(_run("validate", "playbooks", "--format", "json").stdout) == []
    _spoil(workspace, "playbooks/contract.yaml", "via: [visit, phone]", "vai: [visit, phone]")
    (found,) = json.loads(_run("validate", "playbooks", "--format", "json", "--lang", "zh").stdout)
    assert found["path"] == "playbooks/contract.yaml"
    assert (found["line"], found["column"], found["end_column"]) == (22, 9, 12)
    assert found["rule"] == "unknown-key"
    assert "via" in found["hint"]


def test_validate_checks_stories_too(workspace: Path) -> None:
    """A story's misspelt expectation is found without playing it."""
    _spoil(workspace, STORY, "stalled: quote_unanswered", "stalled: quote_unaswered")
    assert _run("validate", "playbooks").exit_code == FINDINGS


def test_a_changed_date_fails_at_its_own_line(workspace: Path) -> None:
    """The Show of the thread: change one date, and the story points at it."""
    _spoil(workspace, STORY, "at: 2025-10-09 10:00", "at: 2025-10-10 10:00")
    result = _run("test", "playbooks")
    assert result.exit_code == FINDINGS
    assert f"{STORY}:12:48: expected escalated: unit" in result.stdout
    stories = len(list((workspace / "playbooks" / "scenarios").rglob("*.yaml")))
    assert f"{stories} stories: {stories - 1} passed, 1 failed" in result.stdout


@pytest.mark.usefixtures("workspace")
def test_one_story_can_be_played_alone() -> None:
    """PATH may be a story; its workspace is found above it."""
    result = _run("test", STORY)
    assert result.exit_code == 0
    assert "1 story: 1 passed, 0 failed" in result.stdout


def test_a_file_that_is_no_story_is_answered(workspace: Path) -> None:
    """A playbook holds no story to play; saying 0 passed would be a false success."""
    result = _run("test", "playbooks/contract.yaml")
    assert result.exit_code == USAGE
    assert "no story" in result.stderr
    shutil.rmtree(workspace / "playbooks" / "scenarios")
    assert _run("test", "playbooks").exit_code == USAGE


@pytest.mark.usefixtures("workspace")
def test_a_missing_folder_is_a_usage_error() -> None:
    """Exit 2, with the path."""
    result = _run("validate", "nowhere")
    assert result.exit_code == USAGE
    assert "nowhere" in result.stdout


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "url", ["sqlite:///missing/folder.db", "sqlite:///playbooks/contract.yaml", "nonsense"]
)
def test_a_database_that_cannot_be_opened_is_an_environment_error(url: str) -> None:
    """Exit 3, one sentence and a cure on stderr, nothing created."""
    result = _run("test", "playbooks", "--db", url)
    assert result.exit_code == ENVIRONMENT
    assert result.stderr.count("\n") == 1
    assert not Path("missing").exists()


def test_the_same_line_with_another_body_is_a_conflict(workspace: Path) -> None:
    """Exit 4: a database that has seen the story's line say something else (S7.2)."""
    assert _run("test", STORY, "--db", "sqlite:///story.db").exit_code == 0
    _spoil(workspace, STORY, "order.wanted_on: 2025-11-20", "order.wanted_on: 2025-11-21")
    result = _run("test", STORY, "--db", "sqlite:///story.db")
    assert result.exit_code == CONFLICT
    assert result.stderr.startswith(f"{STORY}: this database has seen the story told otherwise")


def test_a_story_on_an_old_database_says_by_which_program_it_ran(workspace: Path) -> None:
    """A journey keeps its program (S8.1); a green story must not be read as today's."""
    assert "not today's" not in _run("test", STORY, "--db", "sqlite:///story.db").stderr
    _spoil(workspace, "playbooks/contract.yaml", "after: 3 business days", "after: 2 business days")
    assert _run("test", STORY).exit_code == FINDINGS
    again = _run("test", STORY, "--db", "sqlite:///story.db")
    assert again.exit_code == 0
    assert "not today's" in again.stderr


def test_a_folder_without_a_playbook_is_not_a_success(workspace: Path) -> None:
    """Shared files alone, or stories alone, are no workspace."""
    for folder in ("shared", "scenarios"):
        result = _run("validate", str(workspace / "playbooks" / folder))
        assert result.exit_code == FINDINGS
        assert "[empty-workspace]" in result.stdout


@pytest.mark.usefixtures("workspace")
def test_chinese_is_told_in_chinese() -> None:
    """``--lang zh`` reaches titles, words and weekdays."""
    output = _run("test", STORY, "--lang", "zh").stdout
    assert "停滞       报价无回音" in output
    assert "周二" in output
    assert "1 个情景，1 个通过，0 个不符" in output

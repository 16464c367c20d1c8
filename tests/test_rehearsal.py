"""``engine.simulate``: what other services call, and the first minute of an own workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import engine
from cli import cli
from engine.commands.outcome import FINDINGS, OK
from engine.studies.simulation import plan

from . import rehearsal_workspace


@pytest.fixture(autouse=True)
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the workspace ``offers``; chunks are small, so that there are several."""
    rehearsal_workspace.write(tmp_path / "offers")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plan, "CHUNK_CUSTOMERS", 20)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def test_the_call_comes_to_what_the_command_prints() -> None:
    """The same bytes: several chunks merged here are those of the command line."""
    found = engine.simulate(engine.Workspace.load("offers"), journeys=60, seed=7)
    printed = _run("simulate", "offers", "--journeys", "60", "--seed", "7", "--format", "json")
    assert found.customers == 60
    assert engine.results_json(found) == printed.stdout
    assert engine.results_hash(found) in printed.stderr


def test_the_call_says_what_it_cannot_do() -> None:
    """A wrong name, a wrong number and a wrong file each have their own error."""
    workspace = engine.Workspace.load("offers")
    with pytest.raises(LookupError, match="'nobody'; there are: "):
        engine.simulate(workspace, "nobody")
    with pytest.raises(ValueError, match="at least one"):
        engine.simulate(workspace, journeys=0)
    path = next(Path("offers/populations").iterdir())
    path.write_text(path.read_text("utf-8").replace("\nbegins: ", "\nbegins: x"), "utf-8")
    with pytest.raises(engine.PlaybookErrors) as caught:
        engine.simulate(engine.Workspace.load("offers"), path.stem)
    assert [each.rule for each in caught.value.problems] == ["unknown-name"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_init_writes_can_be_rehearsed(lang: str) -> None:
    """Everybody who comes ends, some after a stall that was recovered."""
    assert _run("init", "desk", "--lang", lang).exit_code == OK
    assert _run("simulate", "desk", "--lang", lang).exit_code == OK
    found = engine.simulate(engine.Workspace.load("desk"))
    assert found.customers == found.success + found.lost + found.dormant > 50
    assert [bool(each.recovered) for each in found.stalls] == [True]
    assert not found.incidents


def test_a_population_file_is_rehearsed_wherever_it_is_named() -> None:
    """As PATH, or after --population without one: its own workspace, and that very file."""
    _run("init", "desk")
    first = Path("desk/populations/one_quarter.yaml")
    second = first.with_name("second.yaml")
    text = first.read_text("utf-8").replace("rate: 8 per week", "rate: 2 per week")
    second.write_text(text, "utf-8")
    for words in (("--population", str(second)), (str(second),)):
        again = _run("simulate", *words)
        assert again.exit_code == OK, again.stderr
        assert "simulate desk --population second " in again.stderr


def test_a_population_that_is_nearly_named_is_meant() -> None:
    """One name, not the list of all."""
    _run("init", "desk")
    wrong = _run("simulate", "desk", "--population", "one_quartr")
    assert wrong.stderr == 'there is no population "one_quartr"; did you mean "one_quarter"?\n'


def test_a_problem_of_a_population_is_followed_by_its_page() -> None:
    """As after ``validate``: the next command explains the rule."""
    _run("init", "desk")
    path = Path("desk/populations/one_quarter.yaml")
    path.write_text(path.read_text("utf-8").replace("silence: 30%", "silence: 20%"), "utf-8")
    wrong = _run("simulate", "desk")
    assert wrong.exit_code == FINDINGS
    assert wrong.stderr.endswith("→ touchline explain-rule shares-not-whole\n")


def test_contacts_nobody_counts_cost_no_zero() -> None:
    """Without contact limits no contact is counted, and the summary says that, not 0 CNY."""
    _run("init", "desk")
    assert (
        "contacts not counted (no contact limits), sites 0 CNY" in _run("simulate", "desk").stdout
    )


def test_a_chinese_weekday_is_called_a_weekday() -> None:
    """What the name should have been, in the words of the reader."""
    _run("init", "desk")
    path = Path("desk/populations/one_quarter.yaml")
    path.write_text(path.read_text("utf-8").replace("{saturday: 0%", "{周六: 0%"), "utf-8")
    assert "没有叫“周六”的星期；" in _run("simulate", "desk", "--lang", "zh").stdout

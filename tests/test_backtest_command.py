"""``touchline backtest``: the same bytes whoever works, every firing in a file, cures named."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

import engine
from cli import cli
from engine.commands import replaying
from engine.commands.outcome import ENVIRONMENT, INTERRUPTED, OK, USAGE
from engine.language.logs import Log, LogFile
from engine.present.simulated_data import results_schema
from engine.runtime.pool import run_all
from engine.studies.backtest import work
from engine.studies.backtest.findings import Against, Backtest
from engine.studies.backtest.running import BacktestWork
from schemas.generate import FOLDER

from . import replay_workspace
from .kit import ROOT

CASES = ROOT / "tests" / "cases" / "backtest"
SMALL = ("backtest", "offers", "log.csv", "--mapping", "history")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the workspace ``offers`` and a log; pieces are small, so there are several."""
    replay_workspace.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(work, "PIECE_CASES", 10)
    monkeypatch.setattr(work.pieces, "__defaults__", (10,))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def found_by(*arguments: str) -> dict[str, Any]:
    answer = run(*SMALL, "--format", "json", "--workers", "1", *arguments)
    assert answer.exit_code == OK, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


# --- what is told


def test_the_results_are_those_of_the_log() -> None:
    found = found_by()
    assert (found["cases"], found["accounts"]) == (replay_workspace.CASES, 25)
    assert found["conformance"]["cases"] == found["quality"]["cases"] == replay_workspace.CASES
    (outcome,) = found["outcomes"]
    four = [outcome[each] for each in ("noticed", "missed", "false_alarms", "quiet")]
    assert sum(four) == replay_workspace.CASES
    assert all(each > 0 for each in four)
    assert [each["cases"] for each in found["groups"]] == [15]
    assert {each["kind"] for each in found["watches"]} == {"overdue", "stall", "tier"}


def test_the_same_bytes_whoever_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process or two, whatever the order of sets and dicts is (S1.4)."""
    alone = run(*SMALL, "--workers", "1", "--firings", "one.csv", "--report", "one.html")
    two = run(*SMALL, "--workers", "2", "--firings", "two.csv", "--report", "two.html")
    assert (alone.exit_code, alone.stdout) == (two.exit_code, two.stdout) == (OK, alone.stdout)
    for ending in ("csv", "html"):
        assert Path(f"one.{ending}").read_bytes() == Path(f"two.{ending}").read_bytes()
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    told = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *SMALL, "--workers", "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert told == alone.stdout


def test_every_firing_is_a_row(desk: Path) -> None:
    found = found_by("--firings", "all.csv")
    with (desk / "all.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts = {
        (each["kind"], each["name"], each["about"]): each["count"] for each in found["watches"]
    }
    told: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = row["kind"], row["rule"], row["about"]
        told[key] = told.get(key, 0) + 1
    assert told == counts
    first = next(row for row in rows if row["kind"] == "stall")
    assert first["clause"] == "S5.1"
    assert first["due_at"] == first["fired_at"]
    assert first["fired_at"].endswith("+08:00")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_case_is_told_with_reasons(lang: str, golden: Callable[[Path, str], None]) -> None:
    answer = run(*SMALL, "--case", "N016", "--lang", lang)
    assert answer.exit_code == OK, answer.stderr
    golden(CASES / f"case.{lang}.txt", answer.stdout)


def test_a_slice_is_judged_at_the_same_horizon() -> None:
    """What ``--where`` and ``--sample`` leave out is not replayed; the log ends when it did."""
    whole, large, some = found_by(), found_by("--where", "large"), found_by("--sample", "5")
    assert large["cases"] == 15
    assert some["accounts"] == 5
    assert whole["ends_at"] == large["ends_at"] == some["ends_at"]
    assert some["quality"]["rows"] == whole["quality"]["rows"]


def test_the_band_replays_with_deadlines_scaled() -> None:
    plain, found = found_by(), found_by("--band")
    assert plain["bands"] == []
    assert found["watches"] == plain["watches"]
    (stall,) = [each for each in found["bands"] if each["kind"] == "stall"]
    assert [each["percent"] for each in stall["points"]] == [80, 100, 120]
    counts = [each["count"] for each in stall["points"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[2]


def test_a_population_says_what_might_have_been_answered() -> None:
    found = found_by("--population", "buyers")
    (reaction,) = found["reactions"]
    stalls = next(each["count"] for each in found["watches"] if each["kind"] == "stall")
    assert (found["population"], reaction["stalls"]) == ("buyers", stalls)
    assert 0 < reaction["least"] <= reaction["most"] < stalls * 1_000_000


def test_two_workspaces_are_compared_on_the_same_history(desk: Path) -> None:
    """The same one differs in nothing; a shorter silence is noticed in more cases."""
    same = found_by("--against", "offers")
    assert same["schema"] == "backtest-against/1"
    assert same["first"]["watches"] == same["second"]["watches"]
    assert {(each["only_first"], each["only_second"]) for each in same["watches"]} == {(0, 0)}
    text = (desk / "offers" / "offer.yaml").read_text("utf-8")
    (desk / "offer.yaml").write_text(
        text.replace("after: 2 business days", "after: 1 business day", 1)
    )
    found = found_by("--against", "offer.yaml")
    stall = next(each for each in found["watches"] if each["kind"] == "stall")
    more = stall["second"]["cases"] - stall["first"]["cases"]
    assert more > 0
    assert (stall["only_first"], stall["only_second"]) == (0, more)
    assert stall["example_second"]
    told = run(*SMALL, "--against", "offer.yaml", "--firings", "a.csv", "--workers", "1")
    assert told.exit_code == OK
    assert len(Path("a.csv").read_text().splitlines()) == 1 + sum(
        each["count"] for each in found["first"]["watches"]
    )


def test_a_workspace_is_found_around_its_mapping() -> None:
    told = run("backtest", "log.csv", "--mapping", "offers/mappings/history.yaml", "--workers", "1")
    assert told.exit_code == OK
    assert told.stdout.splitlines()[-1] == run(*SMALL, "--workers", "1").stdout.splitlines()[-1]


def test_the_schemas_are_published_and_hold(golden: Callable[[Path, str], None]) -> None:
    for of, name, more in (
        (Backtest, "backtest", ("--band", "--population", "buyers")),
        (Against, "backtest-against", ("--against", "offers")),
    ):
        golden(FOLDER / f"{name}.schema.json", results_schema(of))
        schema = json.loads(results_schema(of))
        jsonschema.Draft202012Validator.check_schema(schema)
        checks = jsonschema.Draft202012Validator(schema)
        found = found_by(*more)
        checks.validate(found)
        del found["watches"][0]["kind"]
        assert [each.validator for each in checks.iter_errors(found)] == ["required"]


# --- interrupted, failed, refused


class Stubborn:
    """Work that does something else on its second piece."""

    def __init__(self, real: BacktestWork, instead: Callable[[], None]) -> None:
        self.real, self.instead = real, instead

    def __call__(self, piece: work.Piece) -> Any:
        if piece.first:
            self.instead()
        return self.real(piece)


def _instead(monkeypatch: pytest.MonkeyPatch, instead: Callable[[], None]) -> None:
    monkeypatch.setattr(
        replaying, "run_all", lambda job, *more: run_all(Stubborn(job, instead), *more)
    )


def test_ctrl_c_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    _instead(monkeypatch, lambda: signal.raise_signal(signal.SIGINT))
    answer = run(*SMALL, "--workers", "1", "--format", "json")
    assert answer.exit_code == INTERRUPTED
    found = json.loads(answer.stdout)
    assert found["is_partial"]
    assert 0 < found["cases"] < replay_workspace.CASES
    assert f"the {found['cases']} cases" in answer.stderr


def test_a_piece_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise MemoryError("no room")

    _instead(monkeypatch, fail)
    answer = run(*SMALL, "--workers", "1", "--report", "r.html", "--firings", "f.csv")
    assert answer.exit_code == ENVIRONMENT
    assert answer.stderr == "part 2 of the history could not be replayed: MemoryError: no room\n"
    assert not Path("r.html").exists()
    assert not Path("f.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--report", "r.txt"), "r.txt: a report goes to a file that ends in .html"),
        (("--firings", "f.xes"), "f.xes: the list of firings goes to a file that ends in .csv"),
        (("--case", "N001", "--band"), "--case shows one case; leave out --band"),
        (("--case", "none"), "the log has no case none"),
        (("--workers", "many"), "--workers many: write a number of processes"),
        (("--population", "nobody"), 'there is no population "nobody"'),
        (("--against", "log.csv"), "log.csv: the workspace has no file of that name"),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_said_before_anything_is_read(
    arguments: tuple[str, ...], said: str
) -> None:
    answer = run(*SMALL, *arguments)
    assert answer.exit_code == USAGE
    assert answer.stderr.startswith(said)


def test_one_log_is_named() -> None:
    answer = run("backtest", "a", "b", "c", "--mapping", "history")
    assert answer.exit_code == USAGE
    assert "touchline backtest [WORKSPACE] LOG --mapping M" in answer.stderr


# --- what other services call


def test_one_call_gives_what_the_command_gives(desk: Path) -> None:
    workspace = engine.Workspace.load("offers")

    def opened(how: LogFile) -> Log:
        return engine.open_log(desk / "log.csv", how)

    found = engine.backtest(workspace, "history", opened)
    told = found_by()
    assert found.watches
    mine = json.loads(engine.results_json(found))
    assert mine.pop("quality") == {**told.pop("quality"), "log": "history"}
    assert mine == told
    with pytest.raises(LookupError, match="there is no mapping 'other'; there are: history"):
        engine.backtest(workspace, "other", opened)

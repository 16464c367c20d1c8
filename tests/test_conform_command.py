"""``touchline conform``: the same bytes whoever works, counts that add up, cures named."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands import replaying
from engine.commands.outcome import OK, USAGE
from engine.present.simulated_data import results_schema
from engine.studies.backtest.work import pieces
from engine.studies.conformance.findings import Conformed
from schemas.generate import FOLDER

from . import scms_by_hand
from .harness import needs_harness
from .kit import ROOT
from .real_logs import SCMS, UCI, real_log

SLICE = ROOT / "examples" / "scms" / "data" / "delivery_history_slice.csv"
MAPPING = ROOT / "examples" / "scms" / "mappings" / "delivery_history.yaml"
SMALL = (str(SLICE), "--mapping", str(MAPPING))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["conform", *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    """What the slice comes to, as JSON."""
    answer = run(*SMALL, "--discover", "--format", "json")
    assert answer.exit_code == OK, answer.stderr
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def test_the_cases_that_fit_are_those_counted_by_hand(found: dict[str, object]) -> None:
    """Milestones that are there do not go backwards; every other case left once, first."""
    rows = scms_by_hand.rows_of(SLICE)
    in_order = scms_by_hand.figures(rows)["in order"]
    conformed = json.loads(json.dumps(found["conformance"]))
    assert (conformed["cases"], conformed["fitting"]) == (len(rows), len(in_order))
    left = sum(each["first"] for each in conformed["deviations"])
    assert len(in_order) + left == len(rows)
    for each in conformed["deviations"]:
        assert each["example"] not in in_order


def test_the_schema_is_published_and_holds(
    found: dict[str, object], golden: Callable[[Path, str], None]
) -> None:
    golden(FOLDER / "conformance.schema.json", results_schema(Conformed))
    schema = json.loads(results_schema(Conformed))
    jsonschema.Draft202012Validator.check_schema(schema)
    checks = jsonschema.Draft202012Validator(schema)
    checks.validate(found)
    assert found["schema"] == "conformance/1"
    broken = {**found, "conformance": {**dict(found["conformance"]), "fitting": "many"}}  # type: ignore[call-overload]  # a table
    assert [each.validator for each in checks.iter_errors(broken)] == ["type"]


def test_the_same_bytes_whoever_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One process, or two with pieces of a few cases; the page too."""
    pages = []
    answers = []
    for workers, size in (("1", 250), ("2", 40)):
        monkeypatch.setattr(replaying, "pieces", functools.partial(pieces, size=size))
        page = tmp_path / "fit.html"
        answer = run(*SMALL, "--discover", "--workers", workers, "--report", str(page))
        assert answer.exit_code == OK, answer.stderr
        answers.append(answer.stdout)
        pages.append(page.read_bytes())
    assert answers[0] == answers[1]
    assert pages[0] == pages[1]
    assert b"touchline conform " in pages[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_reads_how_many_fit_and_what_to_do_next(
    found: dict[str, object], lang: str
) -> None:
    answer = run(*SMALL, "--lang", lang)
    assert answer.exit_code == OK
    conformed = json.loads(json.dumps(found["conformance"]))
    assert f"{conformed['fitting']}" in answer.stdout
    assert {"zh": "在哪里离开剧本", "en": "Where they left the playbooks"}[lang] in answer.stdout
    # Without --discover nothing is said of the log's own graph.
    assert {"zh": "日志自己的样子", "en": "What the log itself shows"}[lang] not in answer.stdout
    assert answer.stderr.splitlines()[-1].startswith("→ touchline backtest ")


def test_a_part_of_the_log_is_compared_alone() -> None:
    """One word of one column; the next command means the same part."""
    rows = [row for row in scms_by_hand.rows_of(SLICE) if row["Country"] == "Zambia"]
    assert rows
    answer = run(*SMALL, "--where", "Country=Zambia", "--format", "json")
    assert json.loads(answer.stdout)["conformance"]["cases"] == len(rows)
    assert "--where Country=Zambia" in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((str(SLICE),), "--suggest"),
        ((*SMALL, "--report", "fit.pdf"), ".html"),
        ((*SMALL, "--workers", "some"), "some"),
        (("one", "two", "three", "--mapping", str(MAPPING)), "touchline conform"),
        ((str(SLICE), "--mapping", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_cure(arguments: tuple[str, ...], said: str) -> None:
    answer = run(*arguments)
    assert (answer.exit_code, answer.stdout) == (USAGE, "")
    assert said in answer.stderr


# --- the whole logs


@needs_harness("data")
def test_all_of_the_delivery_history_adds_up() -> None:
    """10,302 of 10,324 lines keep the order of their milestones."""
    path = real_log(SCMS)
    answer = run(str(path), "--mapping", str(MAPPING), "--format", "json")
    conformed = json.loads(answer.stdout)["conformance"]
    in_order = scms_by_hand.figures(scms_by_hand.rows_of(path))["in order"]
    assert (conformed["cases"], conformed["fitting"]) == (10_324, 10_302)
    assert len(in_order) == conformed["fitting"]
    assert sum(each["first"] for each in conformed["deviations"]) == 22


@needs_harness("data")
def test_all_of_the_service_tickets_add_up() -> None:
    """Every one of 20,769 tickets fits or has one first deviation, and took one way."""
    mapping = ROOT / "examples" / "uci" / "mappings" / "tickets.yaml"
    answer = run(str(real_log(UCI)), "--mapping", str(mapping), "--format", "json")
    conformed = json.loads(answer.stdout)["conformance"]
    firsts = sum(each["first"] for each in conformed["deviations"])
    ways = sum(each["cases"] for each in conformed["variants"])
    assert conformed["cases"] == conformed["fitting"] + firsts == 20_769
    assert ways + conformed["rest_cases"] == 20_769

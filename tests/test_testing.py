"""``touchline test``: a failure side by side, results for other programs, progress, folders."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands import testing
from engine.commands.outcome import FINDINGS, USAGE
from engine.present.width import width

from .kit import CONTRACT, ROOT

STORY = "playbooks/scenarios/contract/quiet_quote.yaml"
LINE = 12


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one stage to spoil, with the working directory beside it."""
    shutil.copytree(CONTRACT, tmp_path / "playbooks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def _spoil(old: str = "at: 2025-10-09 10:00", new: str = "at: 2025-10-10 10:00") -> None:
    path = Path(STORY)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_failure_shows_story_and_journal_side_by_side(lang: str) -> None:
    """The bar between them stands in one column of the screen, Chinese or not."""
    _spoil()
    result = _run("test", STORY, "--lang", lang)
    assert result.exit_code == FINDINGS
    shown = result.stdout.partition("\n\n")[2].partition("\n\n")[0].splitlines()
    bars = {width(line.partition("│")[0]) for line in shown if "│" in line}
    assert len(bars) == 1
    assert max(map(width, shown)) <= 120
    (missed,) = [line for line in shown if "✗" in line]
    said, _, seen = missed.partition("│")
    assert said.split()[-4:] == [str(LINE), "✗", "escalated:", "unit"]
    assert seen.split() == ["✗", "escalated:", "2025-10-09", "10:00"]
    told = {"zh": "升级       unit → ", "en": "escalated  unit → "}[lang]
    (actual,) = [line for line in shown if told in line]
    assert actual.split()[0] == "2025-10-09"
    assert f"{STORY}:{LINE}:48: " in result.stdout


@pytest.mark.usefixtures("workspace")
def test_what_never_happened_is_told_beside_what_was_expected() -> None:
    """Names that exist but are not seen; a fact with its own value."""
    _spoil("{escalated: unit}", "{gave_up: quote_unanswered, fact: {account.tier: A}}")
    shown = _run("test", STORY).stdout
    assert "✗ gave_up: quote_unanswered" in shown
    assert "│ ✗ did not happen: gave_up:" in " ".join(shown.split())
    assert "✗ fact: account.tier A" in shown
    assert "│ ✗ account.tier: B" in " ".join(shown.split())


@pytest.mark.usefixtures("workspace")
def test_a_line_that_was_not_taken_fails_beside_its_refusal() -> None:
    """Not an expectation, but a line without effect (S4.3)."""
    _spoil("done: send_quote", "done: send_draft")
    shown = _run("test", STORY).stdout
    assert "✗ send_draft.done" in shown


def test_nothing_is_ticked_where_there_is_no_journey_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An expectation of a journey that never began is missed whole, not met word by word."""
    shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks")
    monkeypatch.chdir(tmp_path)
    _spoil("{at: 2025-10-09 10:00, expect: {", "{at: 2025-10-09 10:00, journey: closure, expect: {")
    result = _run("test", STORY, "--lang", "en")
    assert result.exit_code == FINDINGS
    rows = [line for line in result.stdout.splitlines() if "│" in line]
    (row,) = [line for line in rows if "escalated: unit" in line]
    said, _, seen = row.partition("│")
    assert said.split()[-3:] == ["✗", "escalated:", "unit"]
    assert seen.split()[:5] == ["✗", "no", "journey", "is", "in"]


@pytest.mark.usefixtures("workspace")
def test_json_holds_every_story_and_its_problems() -> None:
    """As ``validate --format json`` words them; nothing else on stdout."""
    _spoil()
    result = _run("test", "playbooks", "--format", "json", "--lang", "zh")
    assert result.exit_code == FINDINGS
    stories = json.loads(result.stdout)["stories"]
    assert len(stories) == 6
    (failed,) = [each for each in stories if not each["passed"]]
    assert failed["path"] == STORY
    (problem,) = failed["problems"]
    assert (problem["line"], problem["rule"]) == (LINE, "expectation")
    assert "应有 escalated: unit" in problem["message"]


# Element → the attributes every schema in use asks for, those all of them allow, and the order
# of what stands inside: a number says whether it may stand never, once or as often as one likes.
SCHEMA: dict[str, tuple[set[str], set[str], list[str]]] = {
    "testsuites": (set(), set(), ["testsuite*"]),
    "testsuite": (
        {"name", "timestamp", "hostname", "tests", "failures", "errors", "time", "id", "package"},
        set(),
        ["properties", "testcase*", "system-out", "system-err"],
    ),
    "properties": (set(), set(), []),
    "testcase": ({"name", "classname", "time"}, set(), ["error?", "failure?"]),
    "failure": ({"type"}, {"message"}, []),
    "error": ({"type"}, {"message"}, []),
    "system-out": (set(), set(), []),
    "system-err": (set(), set(), []),
}


def _check(element: ET.Element) -> None:
    needed, allowed, order = SCHEMA[element.tag]
    assert needed <= set(element.keys()) <= needed | allowed, element.tag
    tags = [each.tag for each in element]
    for rule in order:
        tag = rule.rstrip("*?")
        count = 0
        while tags and tags[0] == tag:
            tags.pop(0)
            count += 1
        assert count == 1 or rule[-1] == "*" or (rule[-1] == "?" and count < 1), (tag, count)
    assert tags == [], element.tag
    for each in element:
        _check(each)


@pytest.mark.usefixtures("workspace")
def test_junit_fits_every_schema_in_use() -> None:
    """Suites of the Ant task, of Jenkins and of those who copied them: what all allow."""
    _spoil()
    _spoil("stalled: quote_unanswered", "waits_on: [quote]")
    result = _run("test", "playbooks", "--format", "junit", "--lang", "zh")
    assert result.exit_code == FINDINGS
    root = ET.fromstring(result.stdout)  # noqa: S314  # our own output
    _check(root)
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("6", "1", "0")
    assert len(suite.findall("testcase")) == 6
    ((failure),) = suite.iter("failure")
    assert f"{STORY}:{LINE}:48" in (failure.text or "")
    assert "│" in (failure.text or "")
    names = [each.get("name") for each in suite.iter("testcase")]
    assert len(set(names)) == 6


@pytest.mark.usefixtures("workspace")
def test_a_folder_of_stories_is_played_in_its_workspace() -> None:
    """Only the stories in it; a folder with neither is answered."""
    assert "6 stories: 6 passed" in _run("test", "playbooks/scenarios/contract").stdout
    other = Path("playbooks/scenarios/one")
    other.mkdir()
    shutil.copy(STORY, other / "alone.yaml")
    assert "1 story: 1 passed" in _run("test", str(other)).stdout
    Path("playbooks/scenarios/none").mkdir()
    assert _run("test", "playbooks/scenarios/none").exit_code == USAGE


@pytest.mark.usefixtures("workspace")
def test_progress_is_for_somebody_who_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal one line that is wiped again; otherwise nothing, and never on stdout."""
    silent = _run("test", "playbooks")
    assert "\x1b" not in silent.stdout + silent.stderr
    monkeypatch.setattr(testing, "shows_progress", lambda: True)
    watched = _run("test", "playbooks")
    assert watched.stdout == silent.stdout
    assert "[1/6] playbooks/scenarios/contract/clock_on_hold.yaml" in watched.stderr
    # What wipes the line is left out where it is not a terminal that reads it.
    assert watched.stderr.count("\r[") == 6
    assert watched.stderr.rindex("\r") > watched.stderr.rindex("[6/6]")

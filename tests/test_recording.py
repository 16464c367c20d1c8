"""``touchline record``: a journal becomes a story, and the story leads to the same journal."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from cli import cli
from engine.core import records as r
from engine.core.journey import Absence, Directory
from engine.core.link import link
from engine.language.compiler import Compiled
from engine.language.loader import load_file
from engine.present.recorded import recorded_text
from engine.studies.host import MemoryHost
from engine.studies.recording import record_story
from engine.studies.script import Script, prepare
from engine.studies.stories import Played, play

from .kept_journals import KEPT
from .kit import compiled_shipped, linked_shipped, scripts_of
from .semantics import Case, all_cases, compiled_case

SCRIPTS = scripts_of(compiled_shipped())[0]


def _bare(records: tuple[r.Record, ...]) -> list[object]:
    """Return records without what names the story they came from."""
    named = ("id", "source", "account", "seeded_by", "parked")
    bare: list[object] = []
    for record in records:
        told = msgspec.to_builtins(record)
        is_named = isinstance(record, r.SignalTaken | r.JourneyStarted | r.IncidentRaised)
        dropped = named if is_named else ()
        if isinstance(record, r.SignalTaken) and "task" in record.data:
            # A task is named by its id or by its name; a story knows only the name.
            told["data"]["task"] = str(record.data["task"]).partition("#")[0]
        bare.append({key: each for key, each in told.items() if key not in dropped})
    return bare


def _again(compiled: Compiled, script: Script) -> tuple[Played, Played, tuple[str, ...]]:
    """Play a story, record it, play what was recorded; also return what was left out."""
    is_shipped = compiled is compiled_shipped()
    program = linked_shipped() if is_shipped else link(compiled.program)
    played = play(script, MemoryHost(program))
    absences: dict[str, tuple[Absence, ...]] = {}
    for step in script.steps:
        if step.absent is not None:
            person, away = step.absent
            absences[person] = (*absences.get(person, ()), away)
    directory = Directory(1, script.context.directory.people, absences)
    recording = record_story(compiled.program, played.records, directory)
    assert recording is not None
    text = recorded_text(recording, "记录 | Recorded", "en")
    file, problems = load_file("recorded.yaml", text.encode())
    assert file is not None, text
    assert not problems, text
    again, problems = prepare(compiled, file)
    assert again is not None, "\n".join(each.line("en") for each in problems) + text
    return played, play(again, MemoryHost(program)), recording.left_out


def _is_whole(played: Played, left_out: tuple[str, ...]) -> bool:
    """Tell whether one journal can say it all: no refusal, and no other journey beside it."""
    return not left_out and not played.others


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_a_recorded_case_leads_to_the_same_journal(case: Case) -> None:
    """Every worked case of the semantics: downtime, late words, items, absences, incidents."""
    before, after, left_out = _again(*compiled_case(case))
    if _is_whole(before, left_out):
        assert _bare(after.records) == _bare(before.records)
        assert not after.problems


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: Path(script.path).stem)
def test_a_recorded_story_leads_to_the_same_journal(script: Script) -> None:
    before, after, left_out = _again(compiled_shipped(), script)
    if _is_whole(before, left_out):
        assert _bare(after.records) == _bare(before.records)
        assert not after.problems


def test_a_journal_file_becomes_a_story_that_passes(tmp_path: Path) -> None:
    """From the command line: what it writes lies in a workspace and is played there."""
    kept = KEPT / "story-quiet_quote.jsonl"
    story = tmp_path / "quiet.yaml"
    ran = CliRunner().invoke(cli, ["record", str(kept), "-o", str(story)])
    assert ran.exit_code == 0, ran.output
    text = story.read_text("utf-8")
    assert "{at: 2025-09-30 10:00, expect: {stalled: quote_unanswered, escalated: team}}" in text
    file, problems = load_file("quiet.yaml", text.encode())
    assert file is not None
    assert not problems
    script, problems = prepare(compiled_shipped(), file)
    assert script is not None
    assert not problems
    assert play(script, MemoryHost(linked_shipped())).passed


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, {"zh": "读不了", "en": "cannot be read"}),
        ("# no journal\n", {"zh": ":1：这一行不是日志记录", "en": ":1: this line is no record"}),
        ("", {"zh": "没有旅程", "en": "no journey"}),
    ],
    ids=["missing", "other", "empty"],
)
def test_what_is_no_journal_is_said(
    tmp_path: Path, content: str | None, says: dict[str, str], lang: str
) -> None:
    path = tmp_path / "journal.jsonl"
    if content is not None:
        path.write_text(content, "utf-8")
    ran = CliRunner().invoke(cli, ["record", str(path), "--lang", lang])
    assert ran.exit_code == 2
    assert says[lang] in ran.output


def test_a_journey_of_a_database_becomes_a_story(tmp_path: Path) -> None:
    """With --db the program, the people and the account's facts are the journey's own."""
    url = f"sqlite:///{tmp_path / 'journeys.db'}"
    story = "playbooks/scenarios/contract/dormant_and_back.yaml"
    runner = CliRunner()
    assert runner.invoke(cli, ["test", story, "--db", url]).exit_code == 0
    ids = _journeys(tmp_path / "journeys.db")
    ran = runner.invoke(cli, ["record", ids[0], "--db", url])
    assert ran.exit_code == 0, ran.output
    assert "account_manager: 李娜" in ran.output
    assert "{at: 2026-09-01 09:00, signal: quote.requested}" in ran.output
    ran = runner.invoke(cli, ["record", "nobody", "--db", url])
    assert ran.exit_code == 3


def _journeys(path: Path) -> list[str]:
    import sqlite3  # noqa: PLC0415 - the only test that looks into a file

    with sqlite3.connect(path) as database:
        return [row[0] for row in database.execute("select id from journeys")]

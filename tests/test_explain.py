"""Why, why not, when, and what would change it: explanations of recorded journeys (S6.4)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli import cli
from engine.commands.explaining import Recorded, answer, as_of, recorded_script
from engine.core import records as r
from engine.core.clock import parse_local
from engine.core.evaluate import Facts, evaluate
from engine.core.explain import values as x
from engine.core.explain.asking import explain, subjects
from engine.core.explain.clauses import clauses_of, flips_of
from engine.core.journey import Purpose
from engine.language.reckoning import ConditionError
from engine.language.terms import Paper, Term, walk
from engine.language.titles import Lang
from engine.present.phrases_explain import EXPLAINED

from .kit import CONTRACT, compiled_contract, scripts_of
from .semantics import Case, all_cases, compiled_case
from .terms import FACTS, conditions, world

CASES = Path(__file__).parent / "cases" / "explain"
STORIES = CONTRACT / "scenarios" / "contract"
ZONE = "Asia/Shanghai"

ASKED = {
    "stalled": ("quiet_quote", "2025-09-30 10:00", "quote_unanswered"),
    "stall-to-come": ("quiet_quote", "2025-09-29 10:00", "quote_unanswered"),
    "stall-on-hold": ("clock_on_hold", "2026-03-03 12:00", "quote_unanswered"),
    "stall-elsewhere": ("quiet_quote", "2025-09-26 09:30", "quote_unanswered"),
    "tier-reached": ("quiet_quote", "2025-10-09 10:00", "unit"),
    "tier-to-come": ("quiet_quote", "2025-10-09 10:00", "group"),
    "tier-acknowledged": ("overdue_and_acknowledged", "2025-09-28 11:00", "unit"),
    "tier-never": ("clock_on_hold", "2026-03-03 12:00", "unit"),
    "state-entered": ("signed_after_review", "2026-12-31 00:00", "legal_review"),
    "state-open-ways": ("quiet_quote", "2025-09-29 10:00", "drafting"),
    "state-far-away": ("quiet_quote", "2025-09-26 09:00", "signed"),
    "task-overdue": ("overdue_and_acknowledged", "2025-09-28 11:00", "confirm_needs"),
    "task-waiting": ("quiet_quote", "2025-09-26 09:10", "send_quote"),
    "task-elsewhere": ("quiet_quote", "2025-09-29 10:00", "file_contract"),
    "step-to-come": ("quiet_quote", "2025-10-09 10:00", "lead_visit"),
    "journey": ("quiet_quote", "2025-10-09 10:00", ""),
}
"""Name of the case → story, local time, and what is asked about."""


@functools.cache
def _recorded(story: str) -> Recorded:
    scripts, _ = scripts_of(compiled_contract())
    script = next(each for each in scripts if each.path.endswith(f"/{story}.yaml"))
    return recorded_script(compiled_contract(), script, None)


def _at(story: str, time: str) -> Recorded:
    return as_of(_recorded(story), parse_local(time, ZONE))


@pytest.mark.clause("S6.4")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ASKED)
def test_an_explanation_reads_like_this(
    name: str, lang: Lang, golden: Callable[[Path, str], None]
) -> None:
    story, time, subject = ASKED[name]
    told, _ = answer(_at(story, time), subject, compiled_contract().legend, "text", lang)
    golden(CASES / f"{name}.{lang}.txt", told + "\n")


@pytest.mark.clause("S6.4")
@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_every_worked_case_can_be_explained(case: Case) -> None:
    compiled, script = compiled_case(case)
    recorded = recorded_script(compiled, script, None)
    for at in sorted({record.at for record in recorded.history})[::3]:
        then = as_of(recorded, at)
        for names in subjects(then.program, then.journey).values():
            for name in names:
                told, _ = answer(then, name, compiled.legend, "text", "zh")
                assert told


def test_every_deadline_has_words() -> None:
    missing = [each for each in get_args(Purpose) if f"purpose.{each}" not in EXPLAINED]
    assert missing == []


@pytest.mark.clause("S6.4", "S3.8")
@pytest.mark.parametrize("story", sorted(path.stem for path in STORIES.glob("*.yaml")))
def test_whatever_is_asked_at_any_record_is_answered(story: str) -> None:
    recorded = _recorded(story)
    for at in sorted({record.at for record in recorded.history}):
        then = as_of(recorded, at)
        for names in subjects(then.program, then.journey).values():
            for name in names:
                assert _explained(then, name)
        assert _explained(then, "")


def _explained(recorded: Recorded, name: str) -> tuple[x.Explanation, ...]:
    return explain(
        recorded.program, recorded.context, recorded.journey, recorded.history, recorded.why,
        name, recorded.at,
    )  # fmt: skip


@pytest.mark.clause("S6.4", "S1.2")
@pytest.mark.parametrize("story", sorted(path.stem for path in STORIES.glob("*.yaml")))
def test_what_time_brought_is_counted_to_the_instant_it_came(story: str) -> None:
    recorded = _recorded(story)
    for record in recorded.history:
        name = _brought_by_time(record)
        if not name:
            continue
        counted = [
            part.due_at
            for each in _explained(recorded, name)
            for part in each.parts
            if isinstance(part, x.Counted)
        ]
        assert record.at in counted, (record, counted)


def _brought_by_time(record: r.Record) -> str:
    if isinstance(record, r.Stalled):
        return record.occurrence.stall
    return record.name if isinstance(record, r.TaskOverdue) else ""


@pytest.mark.clause("S6.4")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions("CNY", "USD"), st.integers(0, 10_000))
def test_a_change_that_is_named_turns_the_condition(term: Term, seed: int) -> None:
    known = world(seed)
    try:
        before = evaluate(term, known).answer
    except ConditionError:
        return
    for flip in flips_of(term, known, FACTS):
        after = evaluate(term, _changed(known, term, flip)).answer
        assert after is flip.answer
        assert after != before


def _changed(known: Facts, term: Term, flip: x.Flip) -> Facts:
    papers = {part.name for part in walk(term) if isinstance(part, Paper)}
    if flip.name in papers:
        there, gone = known.documents, known.expired
        return known._replace(
            documents=lambda name: flip.value is True if name == flip.name else there(name),
            expired=lambda name: name != flip.name and gone(name),
        )
    values = known.values
    return known._replace(values=lambda name: flip.value if name == flip.name else values(name))


@pytest.mark.clause("S6.4")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions("CNY", "USD"), st.integers(0, 10_000))
def test_the_first_clause_is_the_condition_itself(term: Term, seed: int) -> None:
    known = world(seed)
    try:
        answer_ = evaluate(term, known).answer
    except ConditionError:
        return
    clauses = clauses_of(term, known)
    assert clauses[0].answer is answer_
    assert clauses[0].depth == 0


def test_a_name_nobody_knows_is_a_sentence_not_a_traceback() -> None:
    run = CliRunner().invoke(cli, ["explain", str(STORIES / "quiet_quote.yaml"), "quote_unanserd"])
    assert run.exit_code == 2
    assert 'did you mean "quote_unanswered"?' in run.output


def test_a_journey_of_a_database_is_explained_as_the_story_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'journeys.db'}"
    story = str(STORIES / "quiet_quote.yaml")
    asked = ["unit", "--at", "2025-10-09 10:00"]
    runner = CliRunner()
    assert runner.invoke(cli, ["test", story, "--db", url]).exit_code == 0
    told = runner.invoke(cli, ["explain", story, *asked]).stdout
    journey = f"story:{story}/story/contract/1".replace("/", "%2F", story.count("/"))
    kept = runner.invoke(
        cli, ["explain", journey, *asked, "--db", url, "--workspace", str(CONTRACT)]
    )
    assert kept.stdout == told, kept.output


@pytest.mark.parametrize("time", ["yesterday", "2025-10-09"])
def test_a_time_that_is_none_is_said(time: str) -> None:
    run = CliRunner().invoke(cli, ["explain", str(STORIES / "quiet_quote.yaml"), "--at", time])
    assert run.exit_code == 2
    assert "2025-10-09 10:00" in run.output

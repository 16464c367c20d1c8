"""What this engine does not run: found before a journey begins, named in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from engine import Engine, NotYetRunError, Signal
from engine.core import abilities
from engine.core.abilities import missing, missing_everywhere
from engine.language.compiler import Compiled, check_files, compile_files
from engine.language.words import FEATURES
from engine.studies.script import prepare

from .journeys import CLINIC, program_of, stage
from .kit import SKETCH, compiled_shipped, sketch_files

START = "{title: 起 | Start, waits_for: us, moves: {deal.signed: won}}"


def _compiled_sketch() -> Compiled:
    compiled, problems = compile_files(sketch_files())
    assert compiled is not None, problems
    return compiled


def test_what_runs_today_lacks_nothing() -> None:
    """The contract stage and the clinic's recall are run in full."""
    assert missing(compiled_shipped().program, "contract") == ()
    assert missing(program_of(CLINIC), "recall") == ()
    assert missing_everywhere(program_of(CLINIC)) == ()


def test_every_feature_is_told_in_both_languages() -> None:
    """No feature without a name, no name without a feature."""
    known = {*abilities._FEATURES, *abilities._WIDE}  # noqa: SLF001  # the tables themselves
    assert known == FEATURES.keys()
    assert all(title.zh and title.en for title in FEATURES.values())


@pytest.mark.parametrize(
    ("states", "feature"),
    [
        ("a: {moves: {deal.signed: b}, timeout: {after: 3 days, to: b}}", "timeouts"),
        ("a: {touchpoints: {call: {repeats: every 2 days}}, moves: {deal.signed: b}}", "repeats"),
        ("a: {touchpoints: {call: {stops: deal.asked}}, moves: {deal.signed: b}}", "repeats"),
        (
            "a: {touchpoints: {call: {starts: 2 days before deal.wanted_on}}, "
            "moves: {deal.signed: b}}",
            "dates",
        ),
        (
            "a: {touchpoints: {call: {due: next business day at 16:00}}, moves: {deal.signed: b}}",
            "dates",
        ),
        (
            "a: {touchpoints: {call: {due: 2 days after deal.asked}}, moves: {deal.signed: b}}",
            "due-after",
        ),
        (
            "a: {touchpoints: {call: {late_on_arrival: escalate}}, moves: {deal.signed: b}}",
            "late-on-arrival",
        ),
        ("a: {needs: [offer], moves: {deal.signed: b}}", "needs-at-the-start"),
        (
            "a: {moves: {deal.signed: b}, stalls: {s: {after: 1 day, silent: customer, "
            "give_up: {after: 2 days, to: c}}}}, c: {needs: [offer], moves: {deal.signed: b}}",
            "needs-on-giving-up",
        ),
        ("a: {moves: {deal.signed: b}, stalls: {s: {after: 1 day, silent: customer, "
         "silence_from: call}}, touchpoints: {call: {}}}", "stall-at"),
        (
            "a: {moves: {deal.signed: b}, stalls: {s: {after: 1 day, silent: customer, "
            "recovered_by: deal.asked}}}",
            "recovered-by",
        ),
        ("a: {moves: {deal.signed: [{if: count(deal.asked) > 1, to: b}]}}", "counting"),
        ("a: {moves: {deal.signed: [{if: parent.deal.urgent, to: b}]}}", "wider-facts"),
        ("a: {moves: {deal.signed: [{if: offer.expired, to: b}]}}", "validity"),
        ("a: {moves: {deal.signed: b, task.handed_over: b}}", "engine-signals"),
        ("a: {needs: [], moves: {deal.signed: c}}, c: {needs: [deal.asked], "
         "moves: {deal.signed: b}}", "signal-gates"),
    ],
)  # fmt: skip
def test_each_feature_is_seen(states: str, feature: str) -> None:
    """One small stage for each thing the engine would otherwise pass over in silence."""
    linked = stage(f"{{start: a, states: {{{states}, b: {{end: success}}}}}}")
    assert missing(linked.program, "stage") == (feature,)


def test_the_sketch_uses_nearly_all_of_it() -> None:
    """Stage by stage what waits for the engine; nothing is seen that is not there."""
    program = _compiled_sketch().program
    seen = {name: set(missing(program, name)) for name in program.stages}
    assert seen["contract"] == seen["closure"] == set()
    assert seen["admission"] >= {"repeats", "messages", "validity", "rules", "variants"}
    assert not seen["admission"] & {"tracks", "holds", "clocks", "patterns"}
    assert seen["relationship"] >= {"tracks", "account-scope", "repeats", "stall-at"}
    assert seen["fulfillment"] >= {
        "tracks", "each", "conditional-start", "holds", "clocks", "track-stalls", "timeouts",
        "form-tables", "required-if", "recovery-limit", "items", "computed-facts", "patterns",
    }  # fmt: skip
    assert missing_everywhere(program) == ("lifecycle", "contact-limits", "quiet-hours")


def test_an_engine_refuses_to_begin_what_it_cannot_run() -> None:
    """Nothing is recorded, and the sentence names what is missing, in both languages."""
    with Engine.open("memory:", _compiled_sketch()) as engine:
        with pytest.raises(NotYetRunError) as caught:
            engine.start("acme", line="steel", playbook="relationship")
        assert "several tracks" in caught.value.line("en")
        assert "多条轨道" in caught.value.line("zh")
        assert engine.journeys() == ()
        assert engine.start("acme", line="steel", playbook="contract")


def test_a_signal_that_would_be_taken_half_is_refused() -> None:
    """A sum that would not grow, an item nobody keeps apart: refused whole, never lost (S1.7)."""
    with Engine.open("memory:", _compiled_sketch()) as engine:
        journey = engine.start("acme", line="steel", playbook="contract")
        receipt = engine.signal(journey, Signal("receivable.paid", "1", data={}))
        assert receipt.outcome == "refused"


def test_a_story_of_such_a_stage_is_no_mistake_but_cannot_be_played() -> None:
    """``validate`` has nothing to say; ``test`` says what is missing, at its place."""
    checked = check_files(sketch_files())
    for file in checked.draft.stories:
        script, problems = prepare(checked.draft, file)
        assert problems == []
        assert script is not None
        assert {each.rule for each in script.not_yet} == {"not-yet-run"}
    runner = CliRunner()
    validated = runner.invoke(cli, ["validate", str(SKETCH), "--format", "json"])
    assert "not-yet-run" not in validated.output
    tested = runner.invoke(cli, ["test", str(SKETCH), "--lang", "zh"])
    assert tested.exit_code == 1
    assert "[not-yet-run]" in tested.output
    assert "联系次数上限" in tested.output


def test_a_broken_shared_file_does_not_drown_the_playbooks() -> None:
    """Unknown names prove nothing then; a slip of grammar in a playbook is still told."""
    files = sketch_files()
    files["sketch/shared/vocabulary.yaml"] = b"schema: vocabulary/1\ntitle: [\n"
    path = "sketch/closure.yaml"
    files[path] = files[path].replace(b"due: 10 business days", "due: 十天".encode())
    found = check_files(files).problems
    assert {each.place.path for each in found} == {path, "sketch/shared/vocabulary.yaml"}
    assert len(found) < 5  # not one for each name


def test_stories_are_judged_beside_a_broken_playbook(tmp_path: Path) -> None:
    """What can be known of a story is told, what only its playbook breaks is not."""
    for path, data in sketch_files().items():
        file = tmp_path / path.removeprefix("sketch/")
        file.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("fulfillment.yaml"):
            data = data.replace(b"calendar: cn_office", b"calender: cn_office", 1)  # noqa: PLW2901
        if path.endswith("late_delivery.yaml"):
            data = data.replace(b"at: 2026-04-20 11:00", b"at: 2026-04-31 11:00", 1)  # noqa: PLW2901
        file.write_bytes(data)
    told = CliRunner().invoke(cli, ["validate", str(tmp_path)])
    assert "[unknown-key]" in told.output
    assert "[bad-instant]" in told.output
    assert "[unknown-name]" not in told.output

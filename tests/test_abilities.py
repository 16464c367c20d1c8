"""What this engine does not run: found before a journey begins, named in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from engine import Engine, NotYetRunError, Signal
from engine.core import abilities
from engine.core.abilities import missing
from engine.language.compiler import Compiled, check_files, compile_files
from engine.language.titles import Title
from engine.language.words import FEATURES
from engine.studies.script import prepare

from .journeys import CLINIC, program_of
from .kit import SKETCH, compiled_shipped, sketch_files


def _compiled_sketch() -> Compiled:
    compiled, problems = compile_files(sketch_files())
    assert compiled is not None, problems
    return compiled


def test_what_runs_today_lacks_nothing() -> None:
    """The contract stage and the clinic's recall are run in full."""
    assert missing(compiled_shipped().program, "contract") == ()
    assert missing(program_of(CLINIC), "recall") == ()


def test_every_feature_is_told_in_both_languages() -> None:
    """No feature without a name, no name without a feature."""
    known = {*abilities._FEATURES}  # noqa: SLF001  # the tables themselves
    assert known == FEATURES.keys()
    assert all(title.zh and title.en for title in FEATURES.values())


def test_the_sketch_is_run_whole() -> None:
    """No stage of the sketch, and nothing it declares for all of them, waits for the engine."""
    program = _compiled_sketch().program
    assert {name: missing(program, name) for name in program.stages} == dict.fromkeys(
        program.stages, ()
    )


@pytest.fixture
def without_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that does not run several tracks: what a later language may ask of this one."""
    features = {"tracks": lambda look: len(look.stage.tracks) > 1}
    monkeypatch.setattr(abilities, "_FEATURES", features)
    monkeypatch.setitem(FEATURES, "tracks", Title("多条轨道", "several tracks"))


@pytest.mark.usefixtures("without_tracks")
def test_an_engine_refuses_to_begin_what_it_cannot_run() -> None:
    """Nothing is recorded, and the sentence names what is missing, in both languages."""
    with Engine.open("memory:", _compiled_sketch()) as engine:
        with pytest.raises(NotYetRunError) as caught:
            engine.start("acme", line="steel", playbook="fulfillment")
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


@pytest.mark.usefixtures("without_tracks")
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
    assert "多条轨道" in tested.output


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

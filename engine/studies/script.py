"""A story as written → a script: instants, signals and expectations, or its problems.

Story times are local to the playbook's calendar. Names a story expects must exist, so
that a misspelt expectation can never pass by never happening.
"""

from __future__ import annotations

from collections.abc import Mapping

from schemas import scenario as written

from ..language.compiler import Checked, Compiled
from ..language.loader import File
from ..language.problems import Problem, unknown
from .lines import Lines
from .steps import Script, Step
from .sureness import sure_problems

__all__ = ["Script", "Step", "prepare", "story_problems"]


def prepare(
    compiled: Compiled, file: File, *, plays: bool = True
) -> tuple[Script | None, list[Problem]]:
    """Turn a story file into a script, or say everything that is wrong with it.

    Of a draft with problems (:class:`engine.language.compiler.Checked`) the story is judged as
    far as names are known; the script is then not to be played. Nobody ``plays`` it: then it
    is not asked what of it the engine cannot run (``not_yet``).
    """
    story = file.model
    assert isinstance(story, written.Story)
    stage = compiled.program.stages.get(story.playbook)
    if stage is None and "playbook/1" in compiled.unread:
        return None, []
    if stage is None:
        place = file.here.into("playbook").place
        names = compiled.program.stages
        return None, [unknown(place, "unknown-name", story.playbook, names, kind="playbook")]
    calendar = compiled.program.calendars.get(stage.calendar)
    reader = Lines(compiled, stage, file, calendar.zone if calendar else "Etc/UTC", plays)
    script = reader.script(story)
    return (None if reader.problems else script), reader.problems


def story_problems(checked: Checked, files: Mapping[str, bytes]) -> list[Problem]:
    """Return what is wrong with the stories of a workspace, also of one with problems."""
    stories = checked.draft.stories
    found = [each for story in stories for each in prepare(checked.draft, story, plays=False)[1]]
    told = {each.path for each in (*stories, *checked.draft.populations)}
    return sure_problems(found, checked, files, told)

"""A story as written → a script: instants, signals and expectations, or its problems.

Story times are local to the playbook's calendar. Names a story expects must exist, so
that a misspelt expectation can never pass by never happening.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from schemas import scenario as written

from ..language.compiler import Checked, Compiled
from ..language.loader import File
from ..language.problems import Problem, unknown
from .lines import Lines
from .steps import Script, Step

__all__ = ["Script", "Step", "prepare", "story_problems"]

_STAGE, _WORDS = frozenset({"playbook/1"}), frozenset({"vocabulary/1"})
_TASKS = frozenset({"playbook/1", "recoveries/1", "vocabulary/1"})
_DECLARED_BY: Mapping[str, Set[str]] = {
    **dict.fromkeys(("state", "track", "outcome", "pattern", "rule"), _STAGE),
    **dict.fromkeys(("playbook", "journey"), _STAGE),
    **dict.fromkeys(("touchpoint", "task", "stall", "signal"), _TASKS),
    **dict.fromkeys(("document", "cause", "thing"), _WORDS),
    "fact": {"vocabulary/1", "forms/1", "playbook/1"},
    "tier": {"escalations/1"}, "role": {"people/1"},
}  # fmt: skip
"""The kinds of files that can declare what a story names."""
_WORD = re.compile(r"[A-Za-z0-9_]+")


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
    """Return what is wrong with the stories of a workspace, also of one with problems.

    There a name may be missing only because its declaration is broken. It is told if no file
    that could declare it is broken, or if the broken one was mended without losing anything
    and the workspace mentions the name nowhere.
    """
    stories = checked.draft.stories
    found = [each for story in stories for each in prepare(checked.draft, story, plays=False)[1]]
    if not found or not checked.problems:
        return found
    told = {story.path for story in stories}
    texts = (text for path, text in files.items() if path not in told)
    words = frozenset(
        word for text in texts for word in _WORD.findall(text.decode("utf-8", "replace"))
    )
    wrong = {each.place.path for each in checked.problems}
    broken = {file.kind for file in checked.files if file.path in wrong} | checked.draft.unread
    damaged = {file.kind for file in checked.files if file.damage} | checked.draft.unread
    return [each for each in found if _is_sure(each, words, broken, damaged)]


def _is_sure(found: Problem, words: frozenset[str], broken: Set[str], damaged: Set[str]) -> bool:
    if found.rule not in {"unknown-name", "bad-fact"}:
        return True
    sources = _DECLARED_BY[found.values.get("kind", "fact")]
    if broken.isdisjoint(sources):
        return True
    if found.rule == "bad-fact" or not damaged.isdisjoint(sources):
        return False
    return not words.issuperset(_WORD.findall(found.values["name"]))

"""Which problems of a story, population or mapping are told beside a broken playbook: sure ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Set

from ..language.compiler import Checked
from ..language.problems import Problem

_STAGE, _WORDS = frozenset({"playbook/1"}), frozenset({"vocabulary/1"})
_TASKS = frozenset({"playbook/1", "recoveries/1", "vocabulary/1"})
_DECLARED_BY: Mapping[str, Set[str]] = {
    **dict.fromkeys(("state", "track", "outcome", "pattern", "rule"), _STAGE),
    **dict.fromkeys(("playbook", "journey"), _STAGE),
    **dict.fromkeys(("touchpoint", "task", "stall", "signal"), _TASKS),
    **dict.fromkeys(("document", "cause", "thing", "channel"), _WORDS),
    "fact": {"vocabulary/1", "forms/1", "playbook/1"},
    "field": {"vocabulary/1", "forms/1", "playbook/1"},
    "calendar": {"calendars/1"},
    "tier": {"escalations/1"}, "role": {"people/1"}, "alarm": _STAGE | _TASKS,
    "touchpoint or document": _TASKS,
}  # fmt: skip
"""The kinds of files that can declare what is named."""
_WORD = re.compile(r"[A-Za-z0-9_]+")
_OF_TYPES = frozenset({"bad-fact", "cannot-give"})
_OF_NAMES = _OF_TYPES | {"unknown-name"}
_OF_PLAYBOOKS = frozenset({"no-behaviour", "outcome-missing", "named-twice", "event-lacks"})
"""Rules that compare with whole playbooks: sure only where none of these is broken."""


def sure_problems(
    found: list[Problem], checked: Checked, files: Mapping[str, bytes], told: Collection[str]
) -> list[Problem]:
    """Return those problems that no broken file of the workspace could explain.

    There a name may be missing only because its declaration is broken. It is told if no file
    that could declare it is broken, or if the broken one was mended without losing anything
    and the workspace mentions the name nowhere outside the files that were ``told``.
    """
    if not found or not checked.problems:
        return found
    texts = (text for path, text in files.items() if path not in told)
    words = frozenset(
        word for text in texts for word in _WORD.findall(text.decode("utf-8", "replace"))
    )
    wrong = {each.place.path for each in checked.problems}
    broken = {file.kind for file in checked.files if file.path in wrong} | checked.draft.unread
    damaged = {file.kind for file in checked.files if file.damage} | checked.draft.unread
    return [each for each in found if _is_sure(each, words, broken, damaged)]


def _is_sure(found: Problem, words: frozenset[str], broken: Set[str], damaged: Set[str]) -> bool:
    if found.rule in _OF_PLAYBOOKS:
        return broken.isdisjoint({*_TASKS, "lifecycle/1"})
    if found.rule not in _OF_NAMES:
        return True
    sources = _DECLARED_BY.get(found.values.get("kind", "fact"), frozenset())
    if broken.isdisjoint(sources):
        return True
    if found.rule in _OF_TYPES or not damaged.isdisjoint(sources):
        return False
    return not words.issuperset(_WORD.findall(found.values["name"]))

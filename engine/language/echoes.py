"""What follows from a shape mistake and would only repeat it: told once the cause is mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .problems import Problem

_BY_TYPE = frozenset(
    {"condition-type", "not-ordered", "cannot-compute", "unknown-choice", "bad-fact"}
)
"""Rules that a fact breaks wherever it is used, when only its declaration is wrong."""

_WITHIN = {
    "document": ("thing",),
    "end": ("state", "track"),
    "fact": ("thing", "document", "threshold"),
    "signal": ("thing", "touchpoint", "outcome", "state", "track"),
    "state": ("track",),
    "tier": ("ladder",),
    "touchpoint": ("state", "track"),
}
"""Kinds whose loss takes names of another kind with it."""


_UNKNOWN = {
    "end-leads-nowhere": ("end",),
    "no-end": ("end",),
    "unknown-target": ("state",),
    "unknown-fact": ("fact",),
    "unknown-placeholder": ("fact",),
    "unknown-date": ("fact", "document"),
    "unknown-moment": ("touchpoint", "outcome", "signal", "fact", "document"),
}
"""What the names could have been that are missed, where the problem itself does not say."""


_TOO_MANY = "too-many-problems"


@dataclass(slots=True)
class Damage:
    """What shape mistakes took away: single names, and whole kinds of names."""

    names: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def __or__(self, other: Damage) -> Damage:
        """Return the damage of both."""
        return Damage(self.names | other.names, self.kinds | other.kinds)

    def __bool__(self) -> bool:
        """Whether anything was taken away."""
        return bool(self.names or self.kinds)


def without_echoes(
    problems: Iterable[Problem], damage: Damage, files: Mapping[str, bytes]
) -> list[Problem]:
    """Return the problems that would be there without the damage.

    Also leaves out what is said of placeholders: they stand nowhere, on line 0.
    """
    told = [each for each in problems if each.place.line]
    if not damage:
        return told
    lines: dict[str, list[str]] = {}
    for each in told:
        if each.rule in _BY_TYPE and each.place.path not in lines:
            text = files.get(each.place.path, b"").decode("utf-8-sig", "replace")
            lines[each.place.path] = text.split("\n")
    kept = [each for each in told if not _is_echo(each, damage, lines)]
    # That there are too many to tell is no news of a file whose others were all echoes.
    real = {each.place.path for each in kept if each.rule != _TOO_MANY}
    return [each for each in kept if each.rule != _TOO_MANY or each.place.path in real]


def _is_echo(problem: Problem, damage: Damage, lines: Mapping[str, list[str]]) -> bool:
    name, kind = problem.values.get("name", ""), problem.values.get("kind", "")
    kinds = _UNKNOWN.get(problem.rule, (kind,))
    if any(damage.kinds & {each, *_WITHIN.get(each, ())} for each in kinds):
        return True
    if problem.rule == "customer-calendar":
        # It rests on the scope of a thing and the type of a fact, and names neither.
        return True
    head, _, tail = name.partition(".")
    if name and {name, head, tail} & damage.names:
        return True
    if problem.rule not in _BY_TYPE:
        return False
    listed = lines[problem.place.path]
    line = listed[problem.place.line - 1] if problem.place.line <= len(listed) else ""
    return any(re.search(rf"\b{re.escape(each)}\b", line) for each in damage.names if "." in each)

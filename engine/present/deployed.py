"""A deployment in words: what changed since the one before, and who stays on which program."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..language.changes import NameChange
from ..language.program import Legend
from ..language.titles import Lang
from ..runtime.publishing import Comparison, Deployment
from .aligned import aligned
from .board import counted, iso
from .phrases_live import say

_UTC = "UTC"


class Told(NamedTuple):
    """A workspace beside what was published last, and its deployment where there was one."""

    compared: Comparison
    made: Deployment | None
    program: str
    legend: Legend

    @property
    def is_new(self) -> bool:
        """Whether something was published, or would be."""
        before = self.compared.before
        if self.made is not None:
            return before is None or before.number != self.made.number
        return before is None or (before.program, before.legend) != (self.program, self.legend)

    @property
    def changes(self) -> tuple[NameChange, ...]:
        """What changed; a first deployment changes everything, which nobody reads."""
        return self.compared.changes if self.compared.before is not None else ()


def deployed_text(told: Told, lang: Lang) -> str:
    """Return a deployment, what it changed, and the journeys under way by program."""
    before = told.compared.before
    number = told.made.number if told.made is not None else (before.number if before else 0)
    phrase = "deployed" if told.made is not None else "would-deploy"
    phrase = phrase if told.is_new else "deployed-same"
    lines = [say(phrase, lang, number=number, program=told.program)]
    rows = [_row(each, told, lang) for each in told.changes]
    if rows:
        lines.append(say("changed", lang, count=counted(len(rows), "change", lang)))
        lines += aligned(rows[0], rows[1:], texts=4)
    staying = told.compared.staying
    for program, count in sorted(staying.items(), key=lambda each: each[0] != told.program):
        own = "stay-new" if program == told.program else "stay"
        journeys = counted(count, "journey", lang)
        lines.append(say(own, lang, count=count, journeys=journeys, program=program))
    return "\n".join(lines)


def deployed_values(told: Told) -> dict[str, Any]:
    """Return a deployment as ids and values; without one, what it would be."""
    made = told.made
    return {
        "number": made.number if made is not None else None, "program": told.program,
        "at": iso(made.at, _UTC) if made is not None else None,
        "by": made.by if made is not None else "", "is_new": told.is_new,
        "changes": [
            {"kind": each.kind, "name": each.name, "how": each.how} for each in told.changes
        ],
        "journeys": dict(sorted(told.compared.staying.items())),
    }  # fmt: skip


def _row(each: NameChange, told: Told, lang: Lang) -> tuple[str, ...]:
    before = told.compared.before
    # What was taken out is called, and found, as it was.
    legend = before.legend if each.how == "removed" and before is not None else told.legend
    place = legend.places.get(each.key)
    return (say(f"how.{each.how}", lang), legend.title(each.key, lang), each.key, str(place or ""))

"""A deployment in words: what changed since the one before, and who stays on which program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..language.changes import NameChange
from ..language.program import Legend
from ..language.titles import Lang
from ..runtime.deployments import Deployment
from .aligned import aligned
from .board import counted, iso
from .phrases_live import say

_UTC = "UTC"


def deployed_text(
    made: Deployment,
    changed: Sequence[NameChange],
    legends: tuple[Legend, Legend],
    pinned: Mapping[str, int],
    *,
    is_new: bool,
    lang: Lang,
) -> str:
    """Return a deployment, what it changed, and the journeys under way by program.

    ``legends`` are the titles of now and of before: what was taken out is called as it was.
    """
    phrase = "deployed" if is_new else "deployed-same"
    lines = [say(phrase, lang, number=made.number, program=made.program)]
    rows = [_row(each, legends, lang) for each in changed]
    if rows:
        lines.append(say("changed", lang, count=counted(len(rows), "change", lang)))
        lines += aligned(rows[0], rows[1:], texts=4)
    for program, count in sorted(pinned.items(), key=lambda each: each[0] != made.program):
        if count:
            own = "stay-new" if program == made.program else "stay"
            journeys = counted(count, "journey", lang)
            lines.append(say(own, lang, count=count, journeys=journeys, program=program))
    return "\n".join(lines)


def deployed_values(
    made: Deployment, changed: Sequence[NameChange], pinned: Mapping[str, int], *, is_new: bool
) -> dict[str, Any]:
    """Return a deployment as ids and values."""
    return {
        "number": made.number, "program": made.program, "at": iso(made.at, _UTC), "by": made.by,
        "is_new": is_new,
        "changes": [{"kind": each.kind, "name": each.name, "how": each.how} for each in changed],
        "journeys": dict(sorted(pinned.items())),
    }  # fmt: skip


def _row(each: NameChange, legends: tuple[Legend, Legend], lang: Lang) -> tuple[str, ...]:
    legend = legends[1] if each.how == "removed" else legends[0]
    place = legend.places.get(each.key)
    title = legend.title(each.key, lang)
    return (say(f"how.{each.how}", lang), title, each.key, str(place or ""))

"""Mode ``observe``: history wins (S2.9). What the playbook forbids is noted and followed."""

from __future__ import annotations

from ..language.facts import read_value
from ..language.values import Value
from . import records as r
from .draft import Draft, Happening
from .escalation import end_climb
from .touchpoints import open_task


def unobserved_in(data: dict[str, Value]) -> tuple[str, ...]:
    """Take what history cannot show out of what a journey begins with."""
    said = data.pop("unobserved", ())
    return said if isinstance(said, tuple) else (str(said),)


def concede(draft: Draft, refusal: r.SignalRefused, name: str, happening: Happening) -> None:
    """Take a touchpoint as done although it was refused: what was readable fills its facts."""
    names = (refusal.reason, *refusal.names)
    draft.record(r.Deviated(draft.at, "refused", happening.type, names))
    facts = draft.program.program.facts
    for fact, raw in sorted(happening.data.items()):
        value = read_value(facts[fact], raw) if fact in facts else None
        if value is not None:
            draft.set_fact(fact, value)
    for document in draft.linked.touchpoints[name].produces.get("done", ()):
        draft.bring(document)
    task = open_task(draft, name)
    if task is not None:
        draft.record(r.TaskDone(draft.at, task.id, name, by=happening.by))
        end_climb(draft, task.id)

"""Mode ``observe``: history wins (S2.9). What the playbook forbids is noted and followed."""

from __future__ import annotations

from collections.abc import Iterable

from ..language.facts import read_value
from ..language.values import Value
from . import records as r
from .draft import Draft, Happening
from .happenings import ENGINE
from .touchpoints import awaiting, finish, produced


def tells_history(draft: Draft, *signals: str) -> None:
    """Note what history itself tells in this decision: only that may leave the playbook.

    What the engine says or does in time is the playbook's own.
    """
    if draft.stage.observe and draft.signal.source != ENGINE:
        draft.told = signals


def unobserved_in(data: dict[str, Value]) -> tuple[str, ...]:
    """Take what history cannot show out of what a journey begins with."""
    said = data.pop("unobserved", ())
    return said if isinstance(said, tuple) else (str(said),)


def deviate(draft: Draft, reason: str, names: Iterable[str] = ()) -> None:
    """Record that history's signal would have been refused; what can be taken of it is."""
    draft.record(r.Deviated(draft.at, "refused", draft.signal.type, (reason, *names)))


def concede(draft: Draft, refusal: r.SignalRefused, happening: Happening, outcome: str) -> None:
    """Take a touchpoint as done although it was refused: what was readable fills its facts.

    One that was only planned, for later, was done all the same, and is not asked for again.
    """
    deviate(draft, refusal.reason, refusal.names)
    facts = draft.program.program.facts
    for fact, raw in sorted(happening.data.items()):
        value = read_value(facts[fact], raw) if fact in facts else None
        if value is not None:
            draft.set_fact(fact, value)
    touchpoint = draft.linked.touchpoints[happening.type.removesuffix(".done")]
    outcome = outcome if outcome in touchpoint.outcomes else ""
    task = awaiting(draft, touchpoint)
    if task is not None:
        finish(draft, task, touchpoint, outcome, happening.by)
        return
    for document in produced(touchpoint, outcome):
        draft.bring(document)

"""The engine's own signals: given inside the decision that makes them true (S6.1).

A playbook may wait for them, count them and move on them like any other signal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..language.values import Value
from . import records as r
from .draft import Draft, Happening

Given = tuple[str, dict[str, Value]]


def give(draft: Draft) -> None:
    """Queue the engine's signals of what was recorded since it was last asked (S1.6).

    Only those that the stage speaks of: the others would fill the journal for nobody.
    """
    since, draft.given = draft.given, len(draft.records)
    if since == draft.given or not draft.journey.playbook or not draft.linked.heeds:
        return
    new = draft.records[since:]
    for record in new:
        made = _GIVEN.get(type(record))
        signal, data = made(record) if made is not None else ("", {})
        if signal in draft.linked.heeds:
            draft.queue.append(Happening(signal, "engine", data, item=_item(draft, record)))


def _item(draft: Draft, record: r.Record) -> str:
    """Return the item that a task belongs to: what is done about it is about that one (S2.10)."""
    task = draft.journey.tasks.get(getattr(record, "id", ""))
    return draft.item_of_lane(task.track) if task is not None else ""


def _handed_over(record: r.TaskReassigned) -> Given:
    people: dict[str, Value] = {"from": record.before, "to": record.owner}
    named = {name: person for name, person in people.items() if person}
    return "task.handed_over", {"about": record.name, **named}


_GIVEN: dict[type[r.Record], Callable[[Any], Given]] = {
    r.JourneyStarted: lambda _record: ("journey.started", {}),
    r.JourneyPaused: lambda _record: ("journey.paused", {}),
    r.JourneyResumed: lambda _record: ("journey.resumed", {}),
    r.TaskReassigned: _handed_over,
    r.TaskOverdue: lambda record: ("task.overdue", {"about": record.name}),
    r.Stalled: lambda record: ("stall.began", {"about": record.occurrence.stall}),
    r.StallEnded: lambda record: ("stall.ended", {"about": record.stall}),
    r.Escalated: lambda record: ("escalation.reached", {"about": record.tier}),
    r.ClimbQuieted: lambda record: (
        "escalation.acknowledged",
        {"about": record.climb.removeprefix("stall:").partition("#")[0]},
    ),
}

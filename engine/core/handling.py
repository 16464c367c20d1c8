"""What people do with a task beside doing it: hand it over, skip it, call it off (D3.1, D3.6).

These come as signals of the engine's own, with the task's name in ``task``, or its id where
several bear the name. A refusal says why, and leaves everything as it was (S4.3).
"""

from __future__ import annotations

from ..language.program import Partner
from . import records as r
from .draft import Draft
from .escalation import end_climb
from .journey import Task
from .partners import lacking_for
from .people import absence_of, covers, may, reassign

HAND_OVER = "task.hand_over"
SKIP = "task.skip"
CANCEL = "task.cancel"


def hand_over(draft: Draft) -> r.SignalRefused | None:
    """Give an open task to another person or to a partner; it counts as a handover (D3.1)."""
    task = _named(draft, "open")
    if task is None:
        return _not_open(draft)
    before, after = _text(draft, "from"), _text(draft, "to")
    if not after:
        return draft.refusal("field-missing", ("to",))
    if before and before != task.owner:
        return draft.refusal("not-the-owner", (task.owner,))
    if after == task.owner:
        return draft.refusal("already-the-owner", (after,))
    partner = draft.program.program.partners.get(after)
    lacking = _lacking(draft, task, partner) if partner is not None else ()
    if lacking:
        return draft.refusal("partner-not-able", lacking)
    absence = absence_of(draft, after)
    if absence is not None and (task.due_at is None or covers(absence, task.due_at)):
        return draft.refusal("person-absent", (after,))
    reassign(draft, task, task.role, after)
    draft.notify("handed_over", task.role, after, task.id)
    return None


def skip(draft: Draft) -> r.SignalRefused | None:
    """Leave a task out this time; what comes after it need not wait for it (D3.6)."""
    return _end(draft, SKIP)


def cancel(draft: Draft) -> r.SignalRefused | None:
    """Call a task off; nothing that waits for it begins (D3.6)."""
    return _end(draft, CANCEL)


def _end(draft: Draft, how: str) -> r.SignalRefused | None:
    task = _named(draft, "open") or _named(draft, "planned")
    # What is asked for stays asked for: without it the move or task could never go on.
    if task is None or task.kind == "blocker":
        return _not_open(draft)
    by = draft.signal.by
    if not may(draft, by, "skip"):
        return draft.refusal("no-authority", ("skip",))
    if how == SKIP:
        draft.record(r.TaskSkipped(draft.at, task.id, task.name, by, _text(draft, "reason")))
    else:
        draft.record(r.TaskCancelled(draft.at, task.id, task.name, "by_hand", by))
    end_climb(draft, task.id)
    draft.changed_facts = True  # what waits for it is looked at anew
    return None


def _lacking(draft: Draft, task: Task, partner: Partner) -> tuple[str, ...]:
    touchpoint = draft.linked.touchpoints.get(task.name) if task.kind == "touchpoint" else None
    needed = touchpoint.hands_over if touchpoint is not None else None
    return lacking_for(needed, partner.able) if needed is not None else ()


def _named(draft: Draft, status: str) -> Task | None:
    about = _text(draft, "task")
    found = [task for task in draft.journey.tasks.values() if about in {task.id, task.name}]
    found.sort(key=lambda task: task.kind != "touchpoint")
    return next((task for task in found if task.status == status), None)


def _not_open(draft: Draft) -> r.SignalRefused:
    return draft.refusal("task-not-open", (_text(draft, "task"),))


def _text(draft: Draft, name: str) -> str:
    value = draft.signal.data.get(name, "")
    return value if isinstance(value, str) else ""

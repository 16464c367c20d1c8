"""Follow-ups: the steps of a recovery play as tasks (S5.4)."""

from __future__ import annotations

from ..language.program import FollowUp
from . import outreach
from . import records as r
from .assigning import hand_to, has_place
from .draft import Draft
from .journey import Lane, Task


def open_follow_up(draft: Draft, lane: Lane, step: FollowUp, play: str, scope: str) -> None:
    """Open the task of one step of a recovery play."""
    key = f"followup/{play}.{step.id}"
    finding = draft.check_or_report(step.condition, key)
    if finding.answer is False:
        return
    owner = step.owner or draft.state(lane).owner
    task = Task(
        f"{step.id}#{draft.number}", step.id, "follow_up", lane.track, lane.visit, role=owner,
        scope=scope,
    )  # fmt: skip
    draft.record(r.TaskPlanned(draft.at, task), key, finding)
    _begin(draft, task, step, play)


def retry_follow_up(draft: Draft, task: Task) -> None:
    """Try a follow-up again that was held for want of room in the contact budget (S4.6)."""
    step = step_of(draft, task)
    if step is not None:
        _begin(draft, task, step, _play_of(draft, task))


def step_of(draft: Draft, task: Task) -> FollowUp | None:
    """Return the step of a play that a task stands for, or nothing for any other task."""
    return draft.program.follow_ups.get((_play_of(draft, task), task.name))


def _play_of(draft: Draft, task: Task) -> str:
    occurrence = draft.journey.stalls.get(task.scope)
    # A play that a rule has begun is named by its scope.
    return occurrence.recovery if occurrence is not None else task.scope.rpartition(":")[2]


def _begin(draft: Draft, task: Task, step: FollowUp, play: str) -> None:
    slot = outreach.reserve(draft, task, step)
    if has_place(draft, task, slot):
        hand_to(draft, task, task.role, None, f"followup/{play}.{step.id}", step.contact, slot)

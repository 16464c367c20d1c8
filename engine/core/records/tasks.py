"""Records of tasks: planned, opened, done, cancelled, late (S4)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Instant
from ..journey import Task
from .base import Base


class TaskPlanned(Base, frozen=True, tag="task_planned"):
    """A task is known and waits for its start."""

    task: Task


class TaskOpened(Base, frozen=True, tag="task_opened"):
    """A task can be worked on."""

    id: str
    name: str
    role: str
    owner: str
    due_at: Instant | None = None
    via: str = ""
    contact_at: Instant = 0


class TaskDone(Base, frozen=True, tag="task_done"):
    """A task was completed; ``mark`` is the step of the short process it stands for (D2.3)."""

    id: str
    name: str
    outcome: str = ""
    by: str = ""
    mark: str = ""


class TaskSkipped(Base, frozen=True, tag="task_skipped"):
    """Somebody who may do so decided that a task is not done this time (D3.6)."""

    id: str
    name: str
    by: str = ""
    reason: str = ""


class TaskCancelled(Base, frozen=True, tag="task_cancelled"):
    """A task ended without being done; ``by`` names who did it by hand."""

    id: str
    name: str
    reason: Literal[
        "left", "condition", "stall_ended", "once", "unfounded", "stopped",
        "contact_limit", "by_hand",
    ] = "left"  # fmt: skip
    by: str = ""


WhyLeftOut = Literal["missed", "still_open"]


class RoundsLeftOut(Base, frozen=True, tag="rounds_left_out"):
    """Rounds of a touchpoint that repeats were not opened: missed, or the last still open."""

    name: str
    reason: WhyLeftOut
    count: int = 1


class MessageSent(Base, frozen=True, tag="message_sent"):
    """A message goes to a contact of the customer, for the task it is about (S4.6).

    It goes at ``to``, which is later than the decision in quiet hours or above a cap.
    """

    id: str
    name: str
    message: str
    contact: str
    via: str
    to: Instant


class TaskReminded(Base, frozen=True, tag="task_reminded"):
    """The owner was reminded of a deadline to come."""

    id: str
    name: str


class TaskOverdue(Base, frozen=True, tag="task_overdue"):
    """A deadline passed."""

    id: str
    name: str


class TaskInTime(Base, frozen=True, tag="task_in_time"):
    """The deadline of an overdue task moved to a later day: it is not overdue any more."""

    id: str
    name: str


class TaskReassigned(Base, frozen=True, tag="task_reassigned"):
    """Ownership moved; ``before`` is who had it. A handover counts (D3.1)."""

    id: str
    name: str
    role: str
    owner: str
    before: str = ""
    is_handover: bool = False

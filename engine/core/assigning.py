"""Who gets a task, and who is told of it (S4.4, D3.1)."""

from __future__ import annotations

from typing import Any

from ..language.program import Touchpoint
from ..language.values import Instant
from . import records as r
from . import variants
from .contacts import Slot
from .draft import Draft
from .escalation import begin_climb
from .journey import Climb, Lane, Task
from .partners import lacking_for
from .people import owner_to_tell, reassign, resolve_owner

NO_SLOT = Slot("free", "", 0)
"""The slot of what is no contact with the customer."""


def hand_to(
    draft: Draft,
    task: Task,
    role: str,
    due_at: Instant | None,
    key: str,
    contact: str = "",
    slot: Slot = NO_SLOT,
) -> None:
    """Open a task for who fills a role, and tell the owner or who stands in (S4.4).

    Where nobody is found all the way up it is an incident, and its ladder is climbed at once.
    """
    owner = resolve_owner(draft, role)
    contact_at = slot.at if slot.obstacle else 0
    if not owner.person:
        draft.record(draft.incident("owner-unresolved", key, (role,)), key)
    opened = r.TaskOpened(
        draft.at, task.id, task.name, owner.role, owner.person or owner.role, due_at,
        slot.channel, contact_at,
    )  # fmt: skip
    draft.record(opened, key)
    tell_owner(draft, task.id, "assigned", via=slot.channel, contact=contact, contact_at=contact_at)
    if not owner.person:
        climb_for(draft, draft.journey.tasks[task.id], key)


def tell_owner(draft: Draft, task_id: str, reason: r.NotifyReason, **more: Any) -> None:
    """Tell the owner of a task, or who stands in; the task moves with an absence (S4.4)."""
    task = draft.journey.tasks[task_id]
    if not draft.context.directory.absences:
        draft.notify(reason, task.role, task.owner, task_id, **more)
        return
    told, moves = owner_to_tell(draft, task)
    if moves:
        reassign(draft, task, told.role, told.person)
    instead_of = told.instead_of
    draft.notify(reason, told.role, told.person, task.id, instead_of=instead_of, **more)


def climb_for(draft: Draft, task: Task, key: str, calendar: str = "") -> None:
    """Climb the ladder of a task that is late, or that nobody can be found for (S4.4)."""
    if task.kind != "touchpoint":
        return
    ladder, counted_in = variants.touchpoint(draft, task).escalate, calendar or draft.stage.calendar
    climb = Climb(task.id, ladder, task.id, task.role, draft.at, task.track, counted_in)
    begin_climb(draft, climb, key)


def has_place(draft: Draft, task: Task, slot: Slot) -> bool:
    """Tell whether a contact has its place; one above the cap is skipped, or waits (S4.6)."""
    if slot.kind == "skipped":
        draft.record(r.TaskCancelled(draft.at, task.id, task.name, "contact_limit"))
        draft.changed_facts = True  # what comes after it need not wait
    return slot.kind in {"free", "deferred"}


def flag_partner(draft: Draft, touchpoint: Touchpoint, key: str) -> None:
    """Flag work that goes to a partner who lacks what it takes (D3.5)."""
    if touchpoint.hands_over is None:
        return
    partner = draft.program.program.partners.get(touchpoint.contact.partition(".")[2])
    lacking = lacking_for(touchpoint.hands_over, partner.able) if partner else ()
    if lacking:
        draft.record(draft.incident("partner-not-able", key, lacking), key)


def open_blocker(draft: Draft, lane: Lane, name: str, scope: str = "") -> None:
    """Open the task that asks for a missing document or fact (S1.8, S2.4).

    ``scope`` is the planned task that waits for it; without one, a move does.
    """
    task = Task(f"{name}#{draft.number}", name, "blocker", lane.track, lane.visit, scope=scope)
    draft.record(r.TaskPlanned(draft.at, task))
    # Before its start a track stands nowhere: who will be asked there is asked now.
    track = draft.track(lane.track)
    asked_at = (lane.state, lane.pending.to if lane.pending else "", track.start)
    to = next(name for name in asked_at if name in track.states)
    key = draft.track_key("state", lane.track, to)
    hand_to(draft, task, track.states[to].owner, None, key)

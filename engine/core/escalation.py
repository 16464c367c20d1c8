"""Escalation: a ladder climbed tier by tier (S5.3).

Its tiers and offsets are those of the program the journey is pinned to, so a ladder that
began cannot change under the climb.
"""

from __future__ import annotations

from ..language.program import Tier
from ..language.values import Span
from . import records as r
from .draft import Draft
from .journey import Climb, Task, Timer
from .people import is_above, person_in, role_at
from .timers import Deadline, arm, count

ACK_HOLDS = Span(1, "business_days")
"""How long an acknowledgment stops the climb unless its ladder says otherwise (S5.3)."""


def begin_climb(draft: Draft, climb: Climb, key: str) -> None:
    """Start a climb; tiers at once are reached in this decision, the others get timers."""
    if not climb.ladder or climb.id in draft.journey.climbs:
        return
    draft.record(r.ClimbStarted(draft.at, climb), key)
    for tier in draft.program.program.ladders[climb.ladder].tiers:
        deadline = count(draft, tier.after, climb.calendar)
        if deadline.at <= draft.at:
            _reach(draft, climb.id, tier)
        else:
            why = f"tier/{climb.ladder}.{tier.id}"
            arm(draft, "tier", climb.id, deadline, scope=climb.id, detail=tier.id, why=why)


def end_climb(draft: Draft, origin: str) -> None:
    """End the climb of ``origin``, if there is one; its tiers are disarmed (S5.2)."""
    if origin in draft.journey.climbs:
        draft.record(r.ClimbEnded(draft.at, origin))


def tier_due(draft: Draft, timer: Timer) -> None:
    """Reach the tier whose time has come, or wait while the climb is acknowledged."""
    climb = draft.journey.climbs[timer.subject]
    if climb.quiet_until > draft.at:
        later = Deadline(climb.quiet_until, timer.span, timer.calendar)
        why = f"tier/{climb.ladder}.{timer.detail}"
        arm(draft, "tier", climb.id, later, scope=climb.id, detail=timer.detail, why=why)
        return
    _reach(draft, climb.id, draft.program.tiers[climb.ladder, timer.detail])


def acknowledge(draft: Draft, origin: str, by: str) -> None:
    """Stop a climb for a declared time, counted in the deadline's calendar (S5.3)."""
    climb = draft.journey.climbs[origin]
    holds = draft.program.program.ladders[climb.ladder].ack_holds or ACK_HOLDS
    until = count(draft, holds, climb.calendar).at
    draft.record(r.ClimbQuieted(draft.at, origin, by, until))


def _reach(draft: Draft, origin: str, tier: Tier) -> None:
    climb = draft.journey.climbs[origin]
    key = f"tier/{climb.ladder}.{tier.id}"
    finding = draft.check_or_report(tier.condition, key)
    # An unknown tier condition fires the tier: better one notice too many (S1.8).
    if finding.answer is False:
        skipped = r.TierSkipped(draft.at, origin, tier.id, "condition", finding.used)
        draft.record(skipped, key, finding)
        return
    role = role_at(draft, climb.role, tier.level)
    if not is_above(draft, tier.level, climb.role):
        draft.record(r.TierSkipped(draft.at, origin, tier.id, "owner_level"), key)
        return
    if not role or not person_in(draft, role):
        draft.record(r.TierSkipped(draft.at, origin, tier.id, "nobody"), key)
        return
    person = person_in(draft, role)
    reached = r.Escalated(
        draft.at, origin, tier.id, tier.level, tier.do, role, person, finding.used
    )
    draft.record(reached, key, finding)
    draft.notify("escalated", role, person, climb.subject)
    if tier.do == "take_over":
        _take_over(draft, climb, role, person, key)


def _take_over(draft: Draft, climb: Climb, role: str, person: str, key: str) -> None:
    for task in _tasks_of(draft, climb):
        if task.owner != person:
            moved = r.TaskReassigned(draft.at, task.id, task.name, role, person)
            draft.record(moved, key)
            draft.notify("taken_over", role, person, task.id)


def _tasks_of(draft: Draft, climb: Climb) -> list[Task]:
    # A climb over one overdue task takes that task; one over a stall, the track's open work.
    tasks = draft.journey.tasks
    if climb.subject in tasks:
        return [tasks[climb.subject]]
    return [task for task in tasks.values() if task.status == "open" and task.track == climb.track]

"""What comes late: marks that were never true, and deadlines past when they are armed (S5.5, S5.6).

Nothing that was decided is rewritten (S7.7). A mark that a late word shows to be wrong is
closed as unfounded: those who were told of it are told that it was nothing.
"""

from __future__ import annotations

from ..language.values import Instant
from . import records as r
from .draft import Draft
from .journey import Occurrence, Task, Timer


def on_arrival(timer: Timer) -> bool:
    """Tell whether a deadline was already past when it was armed (S5.6)."""
    return timer.late_at > 0


def lies_before(draft: Draft, mark: Instant) -> bool:
    """Tell whether what is reported late happened before a mark was made, or just then.

    A signal comes before a timer of the same instant (S1.5).
    """
    return draft.at < draft.now and draft.at <= mark


def close_unfounded(draft: Draft, about: str, name: str, why: str) -> None:
    """Record that a mark was wrong, and tell those who heard of it."""
    climb = draft.journey.climbs.get(about)
    tiers = tuple(each.tier for each in climb.told) if climb is not None else ()
    draft.record(r.Unfounded(draft.at, about, name, tiers), why)
    tell(draft, about)


def in_time_after_all(draft: Draft, task: Task) -> None:
    """Close the overdue mark of a task that is over by an instant before its due time (S5.5)."""
    if task.is_overdue and task.due_at is not None and lies_before(draft, task.due_at):
        close_unfounded(draft, task.id, task.name, draft.key("touchpoint", task.name))


def tiers_after_the_end(draft: Draft, occurrence: Occurrence) -> None:
    """Close the tiers that were climbed after a stall was over, as is now known (S5.5)."""
    climb = draft.journey.climbs.get(occurrence.id)
    told = climb.told if climb is not None else ()
    tiers = tuple(each.tier for each in told if lies_before(draft, each.at))
    if tiers:
        key = draft.key("stall", occurrence.stall)
        draft.record(r.Unfounded(draft.at, occurrence.id, occurrence.stall, tiers), key)
        tell(draft, occurrence.id)


def tell(draft: Draft, about: str) -> None:
    """Tell those who heard of a climb for nothing: of each tier reached after what is known now."""
    climb = draft.journey.climbs.get(about)
    told = climb.told if climb is not None else ()
    people = {each.person: each for each in told if lies_before(draft, each.at)}
    for each in people.values():
        draft.notify("unfounded", each.role, each.person, about)

"""Variants: what differs for some, chosen when a state is entered and kept for the visit (S2.8)."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import replace

from ..language.program import Clock, Stall, Touchpoint
from ..language.program_logic import Change
from . import records as r
from .draft import Draft
from .journey import Lane, Task

Changed = TypeVar("Changed", Touchpoint, Stall, Clock)


def chosen(draft: Draft) -> tuple[str, ...]:
    """Return the variants whose condition holds now; unknown does not (S2.8)."""
    if not draft.stage.variants:
        return ()
    return tuple(
        each.id
        for each in draft.stage.variants
        if draft.check_or_report(each.condition, draft.key("variant", each.id)).answer is True
    )


def stand(draft: Draft) -> bool:
    """Tell whether the variants of the visit are those that hold now: no fact has turned one.

    They were chosen when the decision began, or where it entered a state since.
    """
    turning, only = draft.linked.turning, draft.linked.only_track
    if turning is None:
        return False
    for record in reversed(draft.records):
        if type(record) is r.FactSet and record.name in turning:
            return False
        if only and type(record) is r.StateEntered:
            return True
    return True


def on_entry(draft: Draft, lane: Lane | None) -> tuple[str, ...]:
    """Return the variants of a visit that begins; ``lane`` is as it was before, if at all."""
    if not draft.stage.variants:
        return ()
    # What turns at once was asked in every decision while the journey went on.
    is_going = lane is not None and lane.state and not draft.state(lane).end
    if lane is None or not is_going or draft.journey.outcome or not draft.linked.only_track:
        return chosen(draft)
    return lane.variants if stand(draft) else chosen(draft)


def flipped(draft: Draft, lane: Lane) -> tuple[str, ...]:
    """Return what holds for a visit by now: those ``at: once`` are asked again, no others."""
    now = chosen(draft)
    return tuple(
        each.id
        for each in draft.stage.variants
        if each.id in (now if each.at_once else lane.variants)
    )


def touchpoint(draft: Draft, task: Task) -> Touchpoint:
    """Return the touchpoint of a task as it is for its visit."""
    if not draft.stage.variants:
        return draft.linked.touchpoints[task.name]
    return _changed(draft, "touchpoint", draft.linked.touchpoints[task.name], _of(draft, task))


def stall(draft: Draft, lane: Lane, plain: Stall) -> Stall:
    """Return a stall as it is for the visit."""
    return _changed(draft, "stall", plain, lane.variants)


def clock(draft: Draft, lane: Lane, plain: Clock) -> Clock:
    """Return a clock as it is for the visit."""
    return _changed(draft, "clock", plain, lane.variants)


def _of(draft: Draft, task: Task) -> tuple[str, ...]:
    """Return the variants of a task: those of its visit, except where they hold at once."""
    lane = draft.journey.lanes.get(task.track)
    if lane is None or lane.visit == task.visit or not draft.stage.variants:
        return lane.variants if lane is not None else ()
    at_once = {each.id for each in draft.stage.variants if each.at_once}
    return tuple(
        each.id
        for each in draft.stage.variants
        if each.id in (lane.variants if each.id in at_once else task.variants)
    )


def _changed(draft: Draft, kind: str, plain: Changed, active: tuple[str, ...]) -> Changed:
    if not active:
        return plain
    for variant, change in draft.linked.changes.get((kind, plain.id), ()):
        if variant in active:
            plain = replace(plain, **{change.field: _value(plain, change)})
    return plain


def _value(plain: Any, change: Change) -> Any:
    value = change.moment or change.span or change.repeat or change.word
    if change.field == "give_up":
        return replace(plain.give_up, after=value)
    return value

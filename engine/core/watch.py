"""What is watched across states, in one order: holds, clocks, variants, stalls (S1.6)."""

from __future__ import annotations

from typing import Literal

from . import clocks, deadlines, holds, stalls, timeouts, variants
from . import records as r
from .draft import Draft
from .journey import Lane, Timer
from .timers import recount

_COUNTED = frozenset({"follow_up", "give_up", "repeat"})
"""Purposes whose span is what was counted from where they were armed."""


def hear(draft: Draft, lane: Lane, signal: str) -> bool:
    """Begin and end what ``signal`` begins and ends in a lane; return whether there was any."""
    began = draft.journey.holds.get(lane.track)
    used = holds.hear(draft, lane, signal)
    if used and draft.at < draft.now and draft.journey.holds.get(lane.track) != began:
        undo_marks(draft, lane)
    used |= clocks.hear_start(draft, lane, signal)
    if used:
        clocks.review_turn(draft, lane)
    return used


def undo_marks(draft: Draft, lane: Lane) -> None:
    """Take back what a hold or a pause reported late would have prevented (S5.5)."""
    deadlines.undo_marks(draft, lane)
    stalls.undo_marks(draft, lane)
    clocks.undo_marks(draft, lane)


def close(draft: Draft, lane: Lane, outcome: Literal["lost", "left"]) -> None:
    """End all that watches a lane whose stage is over (S2.2)."""
    for occurrence in list(draft.journey.stalls.values()):
        if occurrence.track == lane.track:
            stalls.end_stall(draft, occurrence, outcome)
    clocks.close(draft, lane)
    holds.close(draft, lane)


def hold_end_due(draft: Draft, timer: Timer) -> None:
    """End the hold whose moment has come; clocks that waited for it run on."""
    holds.end_due(draft, timer)
    clocks.review_turn(draft, draft.journey.lanes[timer.lane])


def review(draft: Draft) -> None:
    """Bring all that depends on what is known by now into line with it."""
    if draft.linked.asks_at_once:
        _flip(draft)
    for lane in draft.lanes:
        if draft.state(lane).timeout is not None:
            draft.view.look(lane.track)
            timeouts.review(draft, lane)
    holds.review(draft)
    stalls.review(draft)


def recompute(draft: Draft, lane: Lane) -> None:
    """Work out anew all that runs in a lane: what it is counted by has changed."""
    draft.view.look(lane.track)
    deadlines.recompute(draft, lane)
    timeouts.recompute(draft, lane)
    clocks.recompute(draft, lane)
    stalls.recompute(draft, lane)


def calendar_updated(draft: Draft) -> None:
    """Count again what was provisional: the holidays of another year are published (S3.4)."""
    for lane in draft.lanes:
        if not draft.state(lane).end:
            recompute(draft, lane)
    for timer in list(draft.journey.timers.values()):
        if timer.is_provisional and timer.purpose in _COUNTED:
            recount(draft, timer)


def _flip(draft: Draft) -> None:
    """Work out anew what a variant changes that turned while a visit lasts (S2.8)."""
    if variants.stand(draft):
        return
    for lane in draft.lanes:
        draft.view.look(lane.track)
        now = variants.flipped(draft, lane)
        if now == lane.variants or draft.state(lane).end:
            continue
        draft.record(r.VariantsChosen(draft.at, lane.track, now))
        lane = draft.journey.lanes[lane.track]  # noqa: PLW2901  # as it is by now
        recompute(draft, lane)

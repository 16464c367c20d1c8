"""Timers as data: armed, held, released, due in one order everywhere (S1.5, S3.5, S3.9)."""

from __future__ import annotations

import msgspec

from ..language.values import Instant, Span
from . import records as r
from .draft import TRAIL, Draft, LoopFound
from .journey import Journey, Lane, Purpose, Signal, Timer
from .people import acting_or_above

TIMER_DUE = "timer.due"
PAUSED = "paused"
UNLESS = "unless"
TURN = "turn"
MAX_ROUNDS = 1_000
"""How many deadlines of no length one instant bears; beyond, they only arm each other (S1.6)."""

_OURS = frozenset(
    {"task.start", "task.remind", "task.due", "stall", "tier", "follow_up", "give_up", "repeat"}
)
"""Purposes of the deadlines that a hold of their track freezes (S3.5)."""

_BUSINESS = frozenset({"business_hours", "business_days"})

_OF_TASK = frozenset({"task.start", "task.remind", "task.due"})

_TOLD = frozenset({"task.due", "stall", "timeout", "clock.due", "repeat"})
"""Purposes of the deadlines whose owner is told that they are provisional (S3.4)."""


def next_timer(journey: Journey) -> Timer | None:
    """Return the timer that comes due first; ties by the record that armed it (S1.5)."""
    first: Timer | None = None
    for timer in journey.timers.values():
        if timer.holds or (first is not None and timer.due_at > first.due_at):
            continue
        if (
            first is None
            or timer.due_at < first.due_at
            or _armed_number(timer) < _armed_number(first)
        ):
            first = timer
    return first


def timer_signal(timer: Timer) -> Signal:
    """Return the signal a due timer arrives as; its id is the timer's (S3.9)."""
    return Signal(TIMER_DUE, timer.id, "timer", at=timer.due_at, data={"timer": timer.id})


def _armed_number(timer: Timer) -> int:
    return int(timer.id.rpartition("#")[2])


class Deadline(msgspec.Struct, frozen=True, gc=False):
    """An instant to come, and what it was counted with: holds move it by the same calendar."""

    at: Instant
    span: Span
    calendar: str
    start: Instant | None = None


def visit_scope(lane: Lane) -> str:
    """Return the scope of what ends with a visit."""
    return f"visit:{lane.track}#{lane.visit}"


def count(draft: Draft, span: Span, calendar: str, start: Instant | None = None) -> Deadline:
    """Return the deadline ``span`` after an instant, by default this decision's (S1.3)."""
    begin = draft.at if start is None else start
    named = draft.calendar_named(calendar)
    return Deadline(draft.program.calendars[named].add(begin, span), span, named, begin)


def arm(
    draft: Draft,
    purpose: Purpose,
    subject: str,
    deadline: Deadline,
    *,
    scope: str,
    detail: str = "",
    why: str = "",
) -> None:
    """Start a deadline; in a paused journey, or under a hold, it starts on hold (S3.5, S3.6).

    Raises:
        LoopFound: deadlines of no length arm each other for ever.
    """
    journey, now = draft.journey, draft.at
    due_at, span, start = deadline.at, deadline.span, deadline.start
    named = draft.calendar_named(deadline.calendar)
    name = f"{purpose}:{subject}" if subject else str(purpose)
    name = f"{name}:{detail}" if detail else name
    if due_at <= now == journey.round_at and journey.rounds >= MAX_ROUNDS:
        raise LoopFound((*draft.trail[-TRAIL:], name))
    lane = _lane_of(draft, purpose, subject, scope)
    timer = Timer(
        f"{name}#{journey.version + 1}", purpose, subject, scope, now if start is None else start,
        due_at, named, span, detail, (), 0, lane, 0, 0, now if due_at < now else 0,
        span.unit in _BUSINESS and due_at >= draft.program.calendars[named].unknown_from,
    )  # fmt: skip
    draft.record(r.TimerArmed(now, timer), why)
    if timer.is_provisional and purpose in _TOLD:
        _warn(draft, timer, lane)
    if journey.is_paused:
        hold(draft, draft.journey.timers[timer.id], PAUSED)
    if journey.holds and purpose in _OURS:
        for reason in journey.holds.get(lane, ()):
            hold(draft, draft.journey.timers[timer.id], reason)


def _lane_of(draft: Draft, purpose: Purpose, subject: str, scope: str) -> str:
    """Return the lane that what a deadline is about belongs to."""
    journey = draft.journey
    if purpose in _OF_TASK:
        return journey.tasks[subject].track
    if purpose == "stall" and scope.startswith("visit:"):
        return scope[6:].rpartition("#")[0]
    if purpose in {"tier", "notice"}:
        return journey.climbs[subject].track
    if purpose in {"follow_up", "give_up"}:
        return journey.stalls[subject].track
    if purpose in {"clock.due", "clock.remind"}:
        return journey.clocks[subject].track
    # The rest belongs to a visit, ``visit:LANE#2``, or to a lane, ``watch:late@LANE``.
    kind, _, visited = scope.partition(":")
    return visited.rpartition("#")[0] if kind == "visit" else visited.partition("@")[2]


def freeze(draft: Draft, lane: str, reason: str) -> None:
    """Put all our deadlines of a lane on hold for a reason, those to come too (S3.5)."""
    if reason in draft.journey.holds.get(lane, ()):
        return
    draft.record(r.HoldBegan(draft.at, lane, reason))
    for timer in list(draft.journey.timers.values()):
        if timer.lane == lane and timer.purpose in _OURS:
            hold(draft, timer, reason)


def thaw(draft: Draft, lane: str, reason: str) -> None:
    """End one hold of a lane: its deadlines run on, unless another holds them."""
    if reason not in draft.journey.holds.get(lane, ()):
        return
    draft.record(r.HoldEnded(draft.at, lane, reason))
    for timer in list(draft.journey.timers.values()):
        if timer.lane == lane:
            release(draft, timer, reason)


def move_deadline(draft: Draft, timer: Timer, deadline: Deadline, why: str = "") -> None:
    """Set a running deadline anew; the time it was held counts on top, as before (S3.5)."""
    due_at = deadline.at
    stood = _stood(draft, timer, deadline.span, deadline.calendar)
    if stood and deadline.span.unit in _BUSINESS:
        due_at = draft.program.calendars[deadline.calendar].add_shift_time(due_at, stood)
    else:
        due_at += stood
    is_provisional = _is_provisional(draft, deadline, due_at)
    known = (timer.due_at, timer.span, timer.is_provisional)
    if (due_at, deadline.span, is_provisional) != known:
        moved = r.TimerMoved(draft.at, timer.id, due_at, deadline.span, is_provisional)
        draft.record(moved, why)


def _stood(draft: Draft, timer: Timer, span: Span, calendar: str) -> int:
    """Return how long a timer has stood still in all, in the time that ``span`` counts in.

    Measured anew: what was counted in business hours may count on the wall by now (S2.8).
    """
    if not timer.stood:
        return timer.moved  # nothing; or of a journal from before stretches were kept
    if span.unit not in _BUSINESS:
        return sum(until - since for since, until in timer.stood)
    between = draft.program.calendars[calendar].between
    return sum(between(since, until) for since, until in timer.stood)


def recount(draft: Draft, timer: Timer) -> None:
    """Count a provisional deadline again from its start, by the calendar as it is now (S3.4)."""
    move_deadline(draft, timer, count(draft, timer.span, timer.calendar, timer.armed_at))


def _is_provisional(draft: Draft, deadline: Deadline, due_at: Instant) -> bool:
    """Tell whether days not yet published decide a deadline (S3.4)."""
    if deadline.span.unit not in _BUSINESS:
        return False
    return draft.program.calendars[deadline.calendar].is_provisional(due_at)


def _warn(draft: Draft, timer: Timer, lane: str) -> None:
    standing = draft.journey.lanes.get(lane)
    is_there = standing is not None and bool(standing.state)
    role = draft.state(standing).owner if standing and is_there else draft.stage.owner
    told = acting_or_above(draft, role)
    draft.notify(
        "provisional", told.role, told.person or told.role, timer.id, instead_of=told.instead_of
    )


def pause(draft: Draft, reason: str) -> None:
    """Pause the journey: every timer is held (S3.6)."""
    draft.record(r.JourneyPaused(draft.at, reason))
    for timer in list(draft.journey.timers.values()):
        hold(draft, timer, PAUSED)


def resume(draft: Draft, reason: str) -> None:
    """Let the journey go on: every timer moves by the time it was held (S3.6)."""
    draft.record(r.JourneyResumed(draft.at, reason))
    for timer in list(draft.journey.timers.values()):
        release(draft, timer, PAUSED)


def hold(draft: Draft, timer: Timer, reason: str) -> None:
    """Put a timer on hold; holds are united, never summed (S3.5)."""
    if reason not in timer.holds:
        draft.record(r.TimerHeld(draft.at, timer.id, reason))


def release(draft: Draft, timer: Timer, reason: str) -> None:
    """End one hold; after the last, the deadline moves by the time it was held."""
    if reason not in timer.holds:
        return
    due_at, moved, since = timer.due_at, timer.moved, 0
    if timer.holds == (reason,):
        due_at, overlap = _moved(draft, timer)
        moved = overlap + _stood(draft, timer, timer.span, timer.calendar)
        since = timer.held_at if timer.held_at < draft.at else 0
    draft.record(r.TimerReleased(draft.at, timer.id, reason, due_at, moved, since))


def _moved(draft: Draft, timer: Timer) -> tuple[Instant, int]:
    """Return where the hold that ends now leaves a deadline, and how long it lasted."""
    # Wall targets add wall time; business targets add the overlap in shift time (S3.5, S3.6).
    if not timer.span.unit.startswith("business"):
        held = max(draft.at - timer.held_at, 0)
        return timer.due_at + held, held
    calendar = draft.program.calendars[timer.calendar]
    overlap = max(calendar.between(timer.held_at, draft.at), 0)
    return calendar.add_shift_time(timer.due_at, overlap), overlap

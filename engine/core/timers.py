"""Timers as data: armed, held, released, due in one order everywhere (S1.5, S3.5, S3.9)."""

from __future__ import annotations

from typing import NamedTuple

from ..language.values import Instant, Span
from . import records as r
from .draft import Draft
from .journey import Journey, Purpose, Signal, Timer

TIMER_DUE = "timer.due"
PAUSED = "paused"
UNLESS = "unless"


def next_timer(journey: Journey) -> Timer | None:
    """Return the timer that comes due first; ties by the record that armed it (S1.5)."""
    running = [timer for timer in journey.timers.values() if not timer.holds]
    return min(running, key=lambda timer: (timer.due_at, _armed_number(timer)), default=None)


def timer_signal(timer: Timer) -> Signal:
    """Return the signal a due timer arrives as; its id is the timer's (S3.9)."""
    return Signal(TIMER_DUE, timer.id, "timer", at=timer.due_at, data={"timer": timer.id})


def _armed_number(timer: Timer) -> int:
    return int(timer.id.rpartition("#")[2])


class Deadline(NamedTuple):
    """An instant to come, and what it was counted with: holds move it by the same calendar."""

    at: Instant
    span: Span
    calendar: str
    start: Instant | None = None


def count(draft: Draft, span: Span, calendar: str, start: Instant | None = None) -> Deadline:
    """Return the deadline ``span`` after an instant, by default this decision's (S1.3)."""
    begin = draft.at if start is None else start
    return Deadline(draft.program.calendars[calendar].add(begin, span), span, calendar, begin)


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
    """Start a deadline; in a paused journey it starts on hold (S3.6)."""
    name = ":".join(part for part in (purpose, subject, detail) if part)
    timer = Timer(
        id=f"{name}#{draft.number}",
        purpose=purpose,
        subject=subject,
        scope=scope,
        armed_at=draft.at if deadline.start is None else deadline.start,
        due_at=deadline.at,
        calendar=deadline.calendar,
        span=deadline.span,
        detail=detail,
    )
    draft.record(r.TimerArmed(draft.at, timer), why)
    if draft.journey.is_paused:
        hold(draft, draft.journey.timers[timer.id], PAUSED)


def hold(draft: Draft, timer: Timer, reason: str) -> None:
    """Put a timer on hold; holds are united, never summed (S3.5)."""
    if reason not in timer.holds:
        draft.record(r.TimerHeld(draft.at, timer.id, reason))


def release(draft: Draft, timer: Timer, reason: str) -> None:
    """End one hold; after the last, the deadline moves by the time it was held."""
    if reason not in timer.holds:
        return
    due_at = timer.due_at
    if timer.holds == (reason,):
        due_at = _moved(draft, timer)
    draft.record(r.TimerReleased(draft.at, timer.id, reason, due_at))


def _moved(draft: Draft, timer: Timer) -> Instant:
    # Wall targets add wall time; business targets add the overlap in shift time (S3.5, S3.6).
    if not timer.span.unit.startswith("business"):
        return timer.due_at + max(draft.at - timer.held_at, 0)
    calendar = draft.program.calendars[timer.calendar]
    overlap = calendar.between(timer.held_at, draft.at)
    return calendar.add_shift_time(timer.due_at, overlap) if overlap > 0 else timer.due_at

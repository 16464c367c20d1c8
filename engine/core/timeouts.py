"""Timeouts: what happens by itself when a state has lasted; normal, not a stall (S4.5, S1.8)."""

from __future__ import annotations

from ..language.program import State, Timeout
from . import records as r
from .deadlines import moment_of
from .draft import Draft, MoveRequest
from .items import emit
from .journey import Lane, Timer
from .timers import Deadline, arm, hold, move_deadline, release, visit_scope
from .touchpoints import ask_for

UNKNOWN = "unknown"


def review(draft: Draft, lane: Lane) -> None:
    """Arm a state's timeout once its moment is known, and move it when a fact moves it.

    One that waits for a fact its condition reads goes on as soon as that is known (S1.8).
    """
    state = draft.state(lane)
    timeout = state.timeout
    if timeout is None or state.end:
        return
    timer = _timer(draft, lane)
    if timer is None:
        if lane.is_timed_out:
            return
        wanted = _deadline(draft, lane, timeout)
        if wanted is not None:
            scope, key = visit_scope(lane), draft.track_key("timeout", lane.track, state.id)
            arm(draft, "timeout", state.id, wanted, scope=scope, why=key)
        return
    if UNKNOWN in timer.holds:
        _ask_again(draft, lane, state, timer)
    elif timeout.moment.fact or timeout.moment.span_fact or timeout.moment.after:
        recompute(draft, lane)


def recompute(draft: Draft, lane: Lane) -> None:
    """Work the running timeout of a lane out anew."""
    state, timer = draft.state(lane), _timer(draft, lane)
    if state.timeout is None or timer is None:
        return
    wanted = _deadline(draft, lane, state.timeout)
    if wanted is None:
        draft.record(r.TimerDisarmed(draft.at, timer.id))
    else:
        move_deadline(draft, timer, wanted, draft.track_key("timeout", lane.track, state.id))


def waits(draft: Draft, timer: Timer) -> bool:
    """Keep a timeout back whose condition reads an unknown fact, and ask for the fact (S1.8)."""
    lane = draft.journey.lanes[timer.lane]
    timeout = draft.state(lane).timeout
    if timeout is None or timeout.condition is None:
        return False
    key = draft.track_key("timeout", lane.track, timer.subject)
    finding = draft.check_or_report(timeout.condition, key)
    if finding.answer is not None:
        return False
    hold(draft, timer, UNKNOWN)
    ask_for(draft, lane, timer.id, finding.unknown)
    return True


def timeout_due(draft: Draft, timer: Timer) -> None:
    """Do what the time being up means: a signal, or a move; nothing where it does not apply."""
    lane = draft.journey.lanes[timer.lane]
    state = draft.state(lane)
    key = draft.track_key("timeout", lane.track, state.id)
    timeout = state.timeout
    if timeout is None:
        return
    finding = draft.check_or_report(timeout.condition, key)
    draft.record(r.TimedOut(draft.at, lane.track, state.id, finding.answer is not False),
                 key, finding)  # fmt: skip
    if finding.answer is False:
        return
    if timeout.signal:
        emit(draft, lane.track, timeout.signal, "")
    else:
        draft.queue.append(MoveRequest(lane.track, timeout.to, f"{state.id}.timeout"))


def _ask_again(draft: Draft, lane: Lane, state: State, timer: Timer) -> None:
    timeout = state.timeout
    if timeout is None:
        return
    finding = draft.check_or_report(
        timeout.condition, draft.track_key("timeout", lane.track, state.id)
    )
    ask_for(draft, lane, timer.id, finding.unknown)
    if finding.answer is not None:
        release(draft, timer, UNKNOWN)


def _deadline(draft: Draft, lane: Lane, timeout: Timeout) -> Deadline | None:
    calendar = draft.calendar_of(lane)
    return moment_of(draft, lane, timeout.moment, calendar, lane.entered_at)


def _timer(draft: Draft, lane: Lane) -> Timer | None:
    scope = visit_scope(lane)
    timers = draft.journey.timers.values()
    return next((t for t in timers if t.purpose == "timeout" and t.scope == scope), None)

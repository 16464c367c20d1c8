"""Clocks: deadlines across states that stand still while it is another's turn (S3.5, S3.6)."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from ..language.program import Clock
from ..language.values import Instant
from . import lateness, variants
from . import records as r
from .draft import Draft
from .escalation import begin_climb, end_climb
from .holds import running
from .journey import Climb, Lane, RunningClock, Timer
from .people import acting_or_above
from .timers import TURN, Deadline, arm, count, hold, move_deadline, release


def hear_stop(draft: Draft, lane: Lane, signal: str) -> bool:
    """Stop the clocks that ``signal`` stops; return whether any was running.

    One that is reported late, and came before the clock ran out, shows that it never was over
    (S5.5).
    """
    stopping = draft.watched(lane).stops.get(signal)
    if not stopping:
        return False
    names = [each.id for each in stopping]
    stopped = [each for each in _of(draft, lane) if each.clock in names]
    for each in stopped:
        _stop(draft, each, "stopped")
    return bool(stopped)


def hear_start(draft: Draft, lane: Lane, signal: str) -> bool:
    """Start the clocks that ``signal`` starts; one that runs already goes on as it was."""
    starting = draft.watched(lane).starts.get(signal)
    if not starting or draft.state(lane).end:
        return False
    going = {each.clock for each in _of(draft, lane)}
    for each in starting:
        if each.id not in going:
            _start(draft, lane, each)
    return bool(starting)


def review_turn(draft: Draft, lane: Lane) -> None:
    """Let clocks stand still while it is a party's turn for which they wait, or run on."""
    if not draft.journey.clocks:
        return
    for each in _of(draft, lane):
        pauses = draft.linked.clocks[each.clock].pauses
        for timer in _timers(draft, each):
            if _turns(draft, lane).isdisjoint(pauses):
                release(draft, timer, TURN)
            else:
                hold(draft, timer, TURN)


def undo_marks(draft: Draft, lane: Lane) -> None:
    """Take back the marks of clocks that a hold reported late would have prevented (S5.5)."""
    for each in _of(draft, lane):
        clock = draft.linked.clocks[each.clock]
        is_paused = draft.journey.is_paused or not _turns(draft, lane).isdisjoint(clock.pauses)
        if is_paused and lateness.lies_before(draft, each.overdue_at):
            lateness.close_unfounded(draft, each.id, clock.id, draft.key("clock", clock.id))
            end_climb(draft, each.id)
            due = Deadline(each.overdue_at, clock.within, clock.calendar, each.started_at)
            key = draft.key("clock", clock.id)
            arm(draft, "clock.due", each.id, due, scope=each.id, why=key)


def close(draft: Draft, lane: Lane) -> None:
    """Stop all clocks of a lane that is over."""
    for each in _of(draft, lane):
        _stop(draft, each, "ended")


def recompute(draft: Draft, lane: Lane) -> None:
    """Work out the deadlines of a lane's clocks anew: a variant has flipped (S2.8)."""
    for each in _of(draft, lane):
        clock = variants.clock(draft, lane, draft.linked.clocks[each.clock])
        due, remind = _deadlines(draft, clock, each.started_at)
        for timer in _timers(draft, each):
            wanted = due if timer.purpose == "clock.due" else remind
            if wanted is not None:
                move_deadline(draft, timer, wanted, draft.key("clock", clock.id))


def clock_due(draft: Draft, timer: Timer) -> None:
    """Mark a clock as over and climb its ladder, unless a stall of its lane climbs it already."""
    each = draft.journey.clocks[timer.subject]
    lane = draft.journey.lanes[each.track]
    clock = variants.clock(draft, lane, draft.linked.clocks[each.clock])
    key = draft.key("clock", clock.id)
    draft.record(r.ClockOverdue(draft.at, each.id, clock.id, clock.cause), key)
    is_late = lateness.on_arrival(timer)
    if (is_late and clock.late_on_arrival != "escalate") or _is_climbed(draft, each, clock):
        return
    climb = Climb(
        each.id, clock.ladder, each.id, draft.state(lane).owner, draft.at, each.track,
        clock.calendar,
    )  # fmt: skip
    begin_climb(draft, climb, key)


def clock_reminded(draft: Draft, timer: Timer) -> None:
    """Remind the owner of the state of a clock that will be over."""
    each = draft.journey.clocks[timer.subject]
    key = draft.key("clock", each.clock)
    draft.record(r.ClockReminded(draft.at, each.id, each.clock), key)
    role = draft.state(draft.journey.lanes[each.track]).owner
    told = acting_or_above(draft, role)
    person, instead_of = told.person or role, told.instead_of
    draft.notify("reminded", told.role or role, person, each.id, instead_of=instead_of)


def _of(draft: Draft, lane: Lane) -> list[RunningClock]:
    clocks = draft.journey.clocks
    return [each for each in clocks.values() if each.track == lane.track] if clocks else []


def _timers(draft: Draft, clock: RunningClock) -> list[Timer]:
    return [each for each in draft.journey.timers.values() if each.scope == clock.id]


def _turns(draft: Draft, lane: Lane) -> set[str]:
    """Return whose turn it is in a lane, and the holds that run: what a clock can wait for."""
    held = running(draft, lane)
    return {draft.state(lane).waits_for} | {
        name for each in held for name in (each.id, each.waits_for) if name
    }


def _start(draft: Draft, lane: Lane, clock: Clock) -> None:
    clock = variants.clock(draft, lane, clock)
    key = draft.key("clock", clock.id)
    started = RunningClock(f"{clock.id}#{draft.number}", clock.id, lane.track, draft.at)
    draft.record(r.ClockStarted(draft.at, started), key)
    due, remind = _deadlines(draft, clock, draft.at)
    arm(draft, "clock.due", started.id, due, scope=started.id, why=key)
    # A reminder before the start would only repeat it.
    if remind is not None and remind.at > draft.at:
        arm(draft, "clock.remind", started.id, remind, scope=started.id, why=key)


def _deadlines(draft: Draft, clock: Clock, start: Instant) -> tuple[Deadline, Deadline | None]:
    due = count(draft, clock.within, clock.calendar, start)
    if clock.remind is None:
        return due, None
    calendar = draft.program.calendars[due.calendar]
    return due, replace(due, at=calendar.subtract(due.at, clock.remind))


def _stop(draft: Draft, clock: RunningClock, outcome: Literal["stopped", "ended"]) -> None:
    key, overdue_at = draft.key("clock", clock.clock), clock.overdue_at
    if outcome == "stopped" and lateness.lies_before(draft, overdue_at):
        lateness.close_unfounded(draft, clock.id, clock.clock, key)
        overdue_at = 0
    draft.record(r.ClockStopped(draft.at, clock.id, clock.clock, outcome, overdue_at), key)
    end_climb(draft, clock.id)


def _is_climbed(draft: Draft, each: RunningClock, clock: Clock) -> bool:
    """Tell whether somebody hears of this matter by the same ladder already (S5.3)."""
    return any(
        climb.ladder == clock.ladder and climb.track == each.track
        for climb in draft.journey.climbs.values()
        if climb.id.startswith("stall:")
    )

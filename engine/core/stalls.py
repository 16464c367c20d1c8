"""Stalls and recovery: silence noticed, escalated, won back or given up (S5)."""

from __future__ import annotations

from ..language.program import Ending, Stall
from ..language.values import Instant
from . import records as r
from .draft import Draft, MoveRequest
from .escalation import begin_climb, end_climb
from .evaluate import ConditionError
from .journey import Climb, Lane, Occurrence, Timer
from .records import StallOutcome
from .timers import UNLESS, arm, count, hold, release
from .touchpoints import open_follow_up


def arm_all(draft: Draft, lane: Lane) -> None:
    """Start the silence clocks of the state just entered (S5.1)."""
    for stall in draft.state(lane).stalls:
        _arm(draft, lane, stall)


def heard(draft: Draft, lane: Lane, signal: str) -> bool:
    """Restart the clocks that ``signal`` resets, ending their stalls; return whether any did.

    What happened before the visit began is no answer within it; what is reported late never
    sets a clock back (S5.1).
    """
    if draft.at < lane.entered_at:
        return False
    resetting = [stall for stall in draft.state(lane).stalls if signal in stall.resets]
    for stall in resetting:
        start = draft.at
        occurrence = occurrence_of(draft, lane, stall)
        if occurrence is not None:
            end_stall(draft, occurrence, "recovered")
        timer = _silence_timer(draft, lane, stall)
        if timer is not None:
            start = max(start, timer.armed_at)
            draft.record(r.TimerDisarmed(draft.at, timer.id))
        _arm(draft, lane, stall, start)
    return bool(resetting)


def leave(draft: Draft, lane: Lane, by: str, ending: Ending) -> None:
    """End the stalls of a state being left (S5.2, S5.4).

    Recovered if the signal was an answer, unless it leads to the journey being lost: a
    customer who declines has answered, and is not won back.
    """
    for stall in draft.state(lane).stalls:
        occurrence = occurrence_of(draft, lane, stall)
        if occurrence is None:
            continue
        answered: StallOutcome = "recovered" if by in stall.resets else "left"
        end_stall(draft, occurrence, "lost" if ending == "lost" else answered)


def occurrence_of(draft: Draft, lane: Lane, stall: Stall) -> Occurrence | None:
    """Return the running occurrence of a stall in a lane."""
    running = draft.journey.stalls.values()
    return next((o for o in running if (o.stall, o.track) == (stall.id, lane.track)), None)


def end_stall(draft: Draft, occurrence: Occurrence, outcome: StallOutcome) -> None:
    """End a stall, its climb, and what its recovery play had open (S5.2)."""
    key = draft.key("stall", occurrence.stall)
    draft.record(r.StallEnded(draft.at, occurrence.id, occurrence.stall, outcome), key)
    end_climb(draft, occurrence.id)
    for task in list(draft.journey.tasks.values()):
        if task.scope == occurrence.id:
            draft.record(r.TaskCancelled(draft.at, task.id, task.name, "stall_ended"))


def review_holds(draft: Draft) -> None:
    """Hold or release silence clocks as their ``unless`` turns; unknown does not hold (S1.8)."""
    for lane in draft.lanes:
        for stall in draft.state(lane).stalls:
            timer = _silence_timer(draft, lane, stall)
            if timer is None or stall.unless is None:
                continue
            if _is_held(draft, stall, timer):
                hold(draft, timer, UNLESS)
            else:
                release(draft, timer, UNLESS)


def _is_held(draft: Draft, stall: Stall, timer: Timer) -> bool:
    key = draft.key("stall", stall.id)
    try:
        return draft.check(stall.unless, key).answer is True
    except ConditionError as error:
        # Asked again at every signal: parking each of them would stop the journey. It counts
        # as unknown, and is reported once per running clock (S1.8, S1.9).
        if timer.armed_at == draft.at:
            draft.record(draft.incident("condition-error", key, (str(error),)), key)
        return False


def holds_back(draft: Draft, timer: Timer) -> bool:
    """Hold a silence clock whose ``unless`` holds at the very instant it comes due (S5.1)."""
    stall = draft.linked.stalls[timer.subject]
    if stall.unless is None or not _is_held(draft, stall, timer):
        return False
    hold(draft, timer, UNLESS)
    return True


def stall_due(draft: Draft, timer: Timer) -> None:
    """Declare a stall: record it, climb its ladder, start its play (S5.1–S5.4)."""
    stall = draft.linked.stalls[timer.subject]
    lane = _lane_of(draft, timer)
    key = draft.key("stall", stall.id)
    occurrence = Occurrence(
        f"stall:{stall.id}#{draft.number}", stall.id, draft.at, lane.track, stall.cause,
        stall.recovery,
    )  # fmt: skip
    draft.record(r.Stalled(draft.at, occurrence, lane.state), key)
    role = draft.state(lane).owner
    climb = Climb(
        occurrence.id, stall.ladder, occurrence.id, role, draft.at, lane.track, stall.calendar
    )
    begin_climb(draft, climb, key)
    _start_play(draft, lane, stall, occurrence)
    if stall.give_up is not None:
        deadline = count(draft, stall.give_up.after, stall.calendar)
        to, scope = stall.give_up.to, occurrence.id
        arm(draft, "give_up", scope, deadline, scope=scope, detail=to, why=key)


def follow_up_due(draft: Draft, timer: Timer) -> None:
    """Open the step of a play whose time has come."""
    occurrence = draft.journey.stalls[timer.subject]
    lane = draft.journey.lanes[occurrence.track]
    step = draft.program.follow_ups[occurrence.recovery, timer.detail]
    open_follow_up(draft, lane, step, occurrence.recovery, occurrence.id)


def give_up_due(draft: Draft, timer: Timer) -> None:
    """Give a recovery up and ask for the move it leads to (S5.3)."""
    occurrence = draft.journey.stalls[timer.subject]
    end_stall(draft, occurrence, "gave_up")
    draft.queue.append(MoveRequest(occurrence.track, timer.detail, f"{occurrence.stall}.gave_up"))


def _arm(draft: Draft, lane: Lane, stall: Stall, start: Instant | None = None) -> None:
    deadline = count(draft, stall.after, stall.calendar, start)
    scope = visit_scope(lane)
    key = draft.key("stall", stall.id)
    arm(draft, "stall", stall.id, deadline, scope=scope, why=key)


def _start_play(draft: Draft, lane: Lane, stall: Stall, occurrence: Occurrence) -> None:
    if not stall.recovery:
        return
    key = f"recovery/{stall.recovery}"
    draft.record(r.RecoveryStarted(draft.at, stall.id, stall.recovery), key)
    for step in draft.program.program.recoveries[stall.recovery].steps:
        deadline = count(draft, step.after, stall.calendar)
        if deadline.at <= draft.at:
            open_follow_up(draft, lane, step, stall.recovery, occurrence.id)
        else:
            why, scope = f"followup/{stall.recovery}.{step.id}", occurrence.id
            arm(draft, "follow_up", scope, deadline, scope=scope, detail=step.id, why=why)


def visit_scope(lane: Lane) -> str:
    """Return the scope of what ends with a visit."""
    return f"visit:{lane.track}#{lane.visit}"


def _silence_timer(draft: Draft, lane: Lane, stall: Stall) -> Timer | None:
    wanted = ("stall", stall.id, visit_scope(lane))
    timers = draft.journey.timers.values()
    return next((t for t in timers if (t.purpose, t.subject, t.scope) == wanted), None)


def _lane_of(draft: Draft, timer: Timer) -> Lane:
    return next(lane for lane in draft.lanes if visit_scope(lane) == timer.scope)

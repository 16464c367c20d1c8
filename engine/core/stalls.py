"""Stalls: silence, or still being here at a moment; noticed, answered, ended (S5.1, S5.2, S5.5)."""

from __future__ import annotations

from typing import Literal

from ..language.program import Ending, Stall
from ..language.values import NOTHING, Instant
from . import lateness, recovery, variants
from . import records as r
from .deadlines import moment_of
from .draft import Draft, MoveRequest
from .escalation import begin_climb, end_climb, level_of
from .evaluate import ConditionError
from .journey import Climb, Lane, Occurrence, PastStall, Timer
from .records import StallOutcome
from .timers import UNLESS, Deadline, arm, count, hold, move_deadline, release, visit_scope
from .watched import begun_by


def arm_all(draft: Draft, lane: Lane) -> None:
    """Start the watches of the state just entered; those that go on are left alone (S5.1)."""
    for stall in draft.watched(lane).stalls[lane.state]:
        # A state's own ended with the visit before; one over several states may go on.
        if not stall.states or not _goes_on(draft, lane, stall):
            _arm(draft, lane, stall)


def _goes_on(draft: Draft, lane: Lane, stall: Stall) -> bool:
    running = occurrence_of(draft, lane, stall), _timer_of(draft, lane, stall)
    return running != (None, None)


def heard(draft: Draft, lane: Lane, signal: str) -> bool:
    """End the stalls that ``signal`` answers and restart their clocks; return whether any did.

    What happened before the visit began is no answer within it; what is reported late never
    sets a clock back (S5.1).
    """
    if draft.at < lane.entered_at:
        return False
    answered = draft.watched(lane).hearing[lane.state].get(signal, ())
    for stall in answered:
        occurrence = occurrence_of(draft, lane, stall)
        if occurrence is not None:
            _answer(draft, lane, stall, signal, occurrence)
        else:
            _reset(draft, lane, stall, signal)
    return bool(answered)


def _answer(draft: Draft, lane: Lane, stall: Stall, signal: str, occurrence: Occurrence) -> None:
    if draft.at < occurrence.since:
        return  # older than the silence: something later has been heard already
    was_unfounded = _would_have_prevented(draft, occurrence) and signal in stall.resets
    end_stall(draft, occurrence, "unfounded" if was_unfounded else "recovered")
    if stall.at is None:
        _arm(draft, lane, stall, draft.at)


def _reset(draft: Draft, lane: Lane, stall: Stall, signal: str) -> None:
    timer = _timer_of(draft, lane, stall)
    if timer is not None and signal in stall.resets:
        draft.record(r.TimerDisarmed(draft.at, timer.id))
        _arm(draft, lane, stall, max(draft.at, timer.armed_at))


def _would_have_prevented(draft: Draft, occurrence: Occurrence) -> bool:
    """Tell whether a late signal lies in the silence that led to a stall (S5.5).

    At its very last instant too: a signal comes before a timer (S1.5).
    """
    return occurrence.since < draft.at and lateness.lies_before(draft, occurrence.started_at)


def leave(draft: Draft, lane: Lane, by: str, to: str) -> None:
    """End the watches of a state being left that do not go on in the next (S5.2, S5.4).

    Recovered if the signal was an answer, unless it leads to the journey being lost: a
    customer who declines has answered, and is not won back. Unfounded if it happened before
    the stall did.
    """
    watched, running = draft.watched(lane), draft.journey.stalls
    going_on = watched.stalls[to]
    ending = draft.track(lane.track).states[to].end
    for stall in watched.stalls[lane.state]:
        if stall.states and any(each is stall for each in going_on):
            continue
        occurrence = occurrence_of(draft, lane, stall) if running else None
        if occurrence is not None:
            end_stall(draft, occurrence, _outcome(draft, stall, occurrence, by, ending))
        elif stall.states and (timer := _timer_of(draft, lane, stall)) is not None:
            draft.record(r.TimerDisarmed(draft.at, timer.id))


def _outcome(
    draft: Draft, stall: Stall, occurrence: Occurrence, by: str, ending: Ending
) -> StallOutcome:
    if _would_have_prevented(draft, occurrence):
        return "unfounded"
    if ending == "lost":
        return "lost"
    return "recovered" if by in stall.resets or by in stall.recovered_by else "left"


def occurrence_of(draft: Draft, lane: Lane, stall: Stall) -> Occurrence | None:
    """Return the running occurrence of a stall in a lane."""
    for each in draft.journey.stalls.values():
        if each.stall == stall.id and each.track == lane.track:
            return each
    return None


def end_stall(draft: Draft, occurrence: Occurrence, outcome: StallOutcome) -> None:
    """End a stall, its climb, and what its recovery play had open (S5.2, S5.5).

    What was reached is kept for a customer who bounces; of an unfounded one nothing is.
    """
    key, unfounded = draft.key("stall", occurrence.stall), outcome == "unfounded"
    kept = "" if unfounded else past_key(draft, occurrence.track, occurrence.stall)
    level = level_of(draft, occurrence.id)
    ended = r.StallEnded(draft.at, occurrence.id, occurrence.stall, outcome, kept, level)
    draft.record(ended, key)
    if unfounded:
        lateness.tell(draft, occurrence.id)
    else:
        lateness.tiers_after_the_end(draft, occurrence)
    end_climb(draft, occurrence.id)
    for task in list(draft.journey.tasks.values()):
        if task.scope == occurrence.id:
            cancelled = r.TaskCancelled(draft.at, task.id, task.name, _WHY[unfounded])
            draft.record(cancelled)


_WHY: dict[bool, Literal["unfounded", "stall_ended"]] = {True: "unfounded", False: "stall_ended"}


def past_key(draft: Draft, lane: str, stall: str) -> str:
    """Return what a stall is remembered under: its stage, its lane and its name."""
    return f"{draft.journey.playbook}.{lane}:{stall}"


def undo_marks(draft: Draft, lane: Lane) -> None:
    """Take back the stalls that a hold reported late would have prevented (S5.5).

    Their clocks run again as they did, and are held from when the hold began.
    """
    for stall in draft.watched(lane).stalls[lane.state]:
        occurrence = occurrence_of(draft, lane, stall)
        if occurrence is not None and _would_have_prevented(draft, occurrence):
            end_stall(draft, occurrence, "unfounded")
            span = variants.stall(draft, lane, stall).after
            due = Deadline(occurrence.started_at, span, stall.calendar, occurrence.since)
            key, scope = draft.key("stall", stall.id), _scope(lane, stall)
            arm(draft, "stall", stall.id, due, scope=scope, why=key)


# --- what is known: holding, starting, moving the clocks


def review(draft: Draft) -> None:
    """Hold, start or move the watches that depend on what is known by now (S5.1, S3.5)."""
    for lane in draft.lanes:
        reviewed = draft.watched(lane).reviewed.get(lane.state, ())
        if reviewed:
            draft.view.look(lane.track)
        for plain in reviewed:
            stall = variants.stall(draft, lane, plain) if lane.variants else plain
            timer = _timer_of(draft, lane, plain)
            if timer is None:
                _start_by_now(draft, lane, stall)
                timer = _timer_of(draft, lane, plain)
            elif stall.at is not None:
                _move(draft, lane, stall, timer)
                timer = _timer_of(draft, lane, plain)
            if timer is not None and stall.unless is not None:
                _review_unless(draft, stall, timer)


def recompute(draft: Draft, lane: Lane) -> None:
    """Work out the silence clocks of a lane anew: a variant has flipped (S2.8)."""
    for plain in draft.watched(lane).stalls[lane.state]:
        stall, timer = variants.stall(draft, lane, plain), _timer_of(draft, lane, plain)
        if timer is not None and stall.at is None:
            deadline = count(draft, stall.after, stall.calendar, timer.armed_at)
            move_deadline(draft, timer, deadline, draft.key("stall", stall.id))


def _review_unless(draft: Draft, stall: Stall, timer: Timer) -> None:
    if _is_held(draft, stall, timer):
        hold(draft, timer, UNLESS)
    else:
        release(draft, timer, UNLESS)


def _is_held(draft: Draft, stall: Stall, timer: Timer) -> bool:
    """Tell whether ``unless`` holds a clock; unknown does not (S1.8)."""
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


def _start_by_now(draft: Draft, lane: Lane, stall: Stall) -> None:
    """Start a watch whose beginning or moment has become known during the visit."""
    if occurrence_of(draft, lane, stall) is not None:
        return
    if stall.at is None:
        _arm(draft, lane, stall)
        return
    moment = _moment(draft, lane, stall, lane.entered_at)
    past = draft.journey.past_stalls.get(past_key(draft, lane.track, stall.id))
    # The same moment is no second stall of one stay: only one that was moved on is.
    if moment is not None and (past is None or past.started_at < moment.at):
        _arm(draft, lane, stall)


def _move(draft: Draft, lane: Lane, stall: Stall, timer: Timer) -> None:
    deadline = _moment(draft, lane, stall, timer.armed_at)
    if deadline is None:
        draft.record(r.TimerDisarmed(draft.at, timer.id))
        return
    move_deadline(draft, timer, deadline, draft.key("stall", stall.id))


def _moment(draft: Draft, lane: Lane, stall: Stall, start: Instant) -> Deadline | None:
    assert stall.at is not None
    return moment_of(draft, lane, stall.at, stall.calendar, start)


# --- time


def stall_due(draft: Draft, timer: Timer) -> None:
    """Declare a stall: record it, climb its ladder, start its play (S5.1-S5.4)."""
    lane = _lane_of(draft, timer)
    stall = variants.stall(draft, lane, draft.linked.stalls[timer.subject])
    key = draft.key("stall", stall.id)
    occurrence = Occurrence(
        f"stall:{stall.id}#{draft.number}", stall.id, draft.at, lane.track,
        stall.cause or recovery.cause_of(draft, stall), stall.recovery, timer.armed_at,
        recovery.at_stake(draft, stall),
    )  # fmt: skip
    draft.record(r.Stalled(draft.at, occurrence, lane.state), key)
    if lateness.on_arrival(timer) and stall.late_on_arrival != "escalate":
        return
    role = draft.state(lane).owner
    climb = Climb(
        occurrence.id, stall.ladder, occurrence.id, role, draft.at, lane.track, stall.calendar,
        tells_all=stall.catch_up == "all",
    )  # fmt: skip
    begin_climb(draft, climb, key, _resumed(draft, stall, climb, timer.armed_at))
    recovery.begin(draft, lane, stall, occurrence)
    if stall.give_up is not None:
        deadline = count(draft, stall.give_up.after, stall.calendar)
        to, scope = stall.give_up.to, occurrence.id
        arm(draft, "give_up", scope, deadline, scope=scope, detail=to, why=key)


def _resumed(draft: Draft, stall: Stall, climb: Climb, since: Instant) -> str:
    """Return the tier from which a customer who bounces is taken up again (S5.2).

    Bouncing is being silent anew within the ladder's span, from its first tier to its last,
    after the stall before was over.
    """
    past = draft.journey.past_stalls.get(past_key(draft, climb.track, stall.id))
    if past is None or not past.level:
        return ""
    return past.level if since <= _forgotten_at(draft, climb, past) else ""


def _forgotten_at(draft: Draft, climb: Climb, past: PastStall) -> Instant:
    ladder = draft.program.program.ladders.get(climb.ladder)
    last = ladder.tiers[-1].after if ladder is not None and ladder.tiers else NOTHING
    return count(draft, last, climb.calendar, past.ended_at).at


def give_up_due(draft: Draft, timer: Timer) -> None:
    """Give a recovery up and ask for the move it leads to (S5.3)."""
    occurrence = draft.journey.stalls[timer.subject]
    end_stall(draft, occurrence, "gave_up")
    draft.queue.append(MoveRequest(occurrence.track, timer.detail, f"{occurrence.stall}.gave_up"))


# --- the clock of a stall


def _scope(lane: Lane, stall: Stall) -> str:
    """Return the scope of a watch: its visit, or for one over several states, its track."""
    return f"watch:{stall.id}@{lane.track}" if stall.states else visit_scope(lane)


def _timer_of(draft: Draft, lane: Lane, stall: Stall) -> Timer | None:
    subject, scope = stall.id, _scope(lane, stall)
    for timer in draft.journey.timers.values():
        if timer.purpose == "stall" and timer.subject == subject and timer.scope == scope:
            return timer
    return None


def _lane_of(draft: Draft, timer: Timer) -> Lane:
    lanes = draft.journey.lanes
    if timer.lane:
        return lanes[timer.lane]
    return next(lane for lane in lanes.values() if visit_scope(lane) == timer.scope)


def _arm(draft: Draft, lane: Lane, plain: Stall, start: Instant | None = None) -> None:
    stall = variants.stall(draft, lane, plain) if lane.variants else plain
    key = draft.key("stall", stall.id)
    if stall.at is not None:
        moment = _moment(draft, lane, stall, draft.at)
        if moment is None:
            return  # armed once what it depends on is known
        deadline = moment
    else:
        begin = start
        if begin is None:
            begin = _begin(draft, lane, stall) if stall.silence_from else draft.at
        if begin is None:
            return
        deadline = count(draft, stall.after, stall.calendar, begin)
    scope = _scope(lane, stall) if stall.states else visit_scope(lane)
    arm(draft, "stall", stall.id, deadline, scope=scope, why=key)


def _begin(draft: Draft, lane: Lane, stall: Stall) -> Instant | None:
    """Return when silence begins to count: on entry, or once a touchpoint is done (S5.1)."""
    signal = begun_by(stall)
    if not signal:
        return draft.at
    touchpoint = draft.linked.touchpoints.get(stall.silence_from)
    once = touchpoint is not None and touchpoint.once and touchpoint.id in draft.journey.done
    return lane.seen.get(signal, lane.entered_at if once else None)

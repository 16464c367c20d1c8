"""Holds of a track: our deadlines frozen in place, signals from outside still moving (S3.5).

What a hold freezes is the business of ``timers``; here stands when it begins and when it is
over: by its signal, at its moment, or because the track has left the states it is for.
"""

from __future__ import annotations

from ..language.program import Hold
from ..language.values import Instant, Moment
from . import records as r
from .draft import Draft
from .journey import Lane, Timer
from .moments import held_in, instant_of
from .timers import Deadline, arm, freeze, move_deadline, thaw

_HOLD = "hold:"


def hear(draft: Draft, lane: Lane, signal: str) -> bool:
    """Begin and end the holds that ``signal`` is about; return whether there was any."""
    watched = draft.watched(lane)
    if signal not in watched.ends and signal not in watched.begins:
        return False
    ended = [each for each in watched.ends.get(signal, ()) if _is_running(draft, lane, each)]
    for each in ended:
        thaw(draft, lane.track, _HOLD + each.id)
    begun = [each for each in watched.begins.get(signal, ()) if _is_for(draft, lane, each)]
    for each in begun:
        if not _is_running(draft, lane, each):
            freeze(draft, lane.track, _HOLD + each.id)
            _watch_end(draft, lane, each)
    return bool(ended or begun)


def running(draft: Draft, lane: Lane) -> list[Hold]:
    """Return the holds of a lane that have begun and not ended, in the order written."""
    return [each for each in draft.track(lane.track).holds if _is_running(draft, lane, each)]


def arrive(draft: Draft, lane: Lane) -> None:
    """End the holds that are not for the state just entered."""
    if not draft.journey.holds:
        return
    for each in running(draft, lane):
        if not _is_for(draft, lane, each):
            thaw(draft, lane.track, _HOLD + each.id)


def close(draft: Draft, lane: Lane) -> None:
    """End every hold of a lane that is over, whatever began it."""
    for reason in draft.journey.holds.get(lane.track, ()):
        thaw(draft, lane.track, reason)


def review(draft: Draft) -> None:
    """Work out anew when the running holds end: a date may have moved."""
    if draft.journey.holds:
        for lane in draft.lanes:
            draft.view.look(lane.track)
            for each in running(draft, lane):
                _watch_end(draft, lane, each)


def end_due(draft: Draft, timer: Timer) -> None:
    """End the hold whose moment has come."""
    thaw(draft, timer.lane, _HOLD + timer.subject)


def _is_running(draft: Draft, lane: Lane, hold: Hold) -> bool:
    return _HOLD + hold.id in draft.journey.holds.get(lane.track, ())


def _is_for(draft: Draft, lane: Lane, hold: Hold) -> bool:
    if draft.state(lane).end:
        return False
    return not hold.states or lane.state in hold.states


def _watch_end(draft: Draft, lane: Lane, hold: Hold) -> None:
    """Keep one timer at the first of the moments that end a hold; a past one ends it at once."""
    if not hold.ends_at:
        return
    name = _HOLD + hold.id
    scope = f"{name}@{lane.track}"
    timer = next((t for t in draft.journey.timers.values() if t.scope == scope), None)
    began = timer.armed_at if timer is not None else draft.at
    moments = [(_instant(draft, lane, each, began), each) for each in hold.ends_at]
    known = [(at, each) for at, each in moments if at is not None]
    if not known:
        if timer is not None:
            draft.record(r.TimerDisarmed(draft.at, timer.id))
        return
    at, moment = min(known, key=lambda each: each[0])
    deadline = Deadline(at, held_in(moment, draft.fact), draft.calendar_of(lane), began)
    key = draft.key("hold", hold.id)
    if timer is not None:
        move_deadline(draft, timer, deadline, key)
    elif at <= draft.at:
        thaw(draft, lane.track, name)
    else:
        arm(draft, "hold.end", hold.id, deadline, scope=scope, why=key)


def _instant(draft: Draft, lane: Lane, moment: Moment, began: Instant) -> Instant | None:
    calendar = draft.program.calendars[draft.calendar_of(lane)]
    return instant_of(moment, calendar, began, lane.seen.get, draft.fact)

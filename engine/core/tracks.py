"""Tracks beside one another: begun, kept in step with their items, ended together (S2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from ..language.program import Track
from ..language.values import Value
from . import clocks, rounds, stalls, touchpoints, watch
from . import records as r
from .draft import Draft, Happening, StageOver
from .escalation import end_climb
from .evaluate import HOLDS
from .items import item_counted, record_item
from .journey import Lane
from .link import LinkedStage
from .machine import (
    BEGUN,
    Choice,
    conceded,
    enter,
    follow,
    gated,
    has_move,
    is_beginning,
    move,
    retry,
    stray,
)
from .sources import known_in

Ending = Literal["success", "lost", "dormant"]
_WORST: tuple[Ending, ...] = ("lost", "dormant", "success")


# --- beginning


def begin_tracks(
    draft: Draft, states: Mapping[str, str] | None = None, items: Iterable[str] = ()
) -> None:
    """Begin every track of the stage; one with instances begins with those of ``items``.

    ``states`` says where a track is found by somebody who knows; its gate is not asked then.
    """
    chosen = states or {}
    for track in draft.stage.tracks:
        for lane in _first_lanes(track, items):
            begin(draft, lane, BEGUN, chosen.get(track.id, ""))


def _first_lanes(track: Track, items: Iterable[str]) -> list[str]:
    if not track.each:
        return [track.id]
    named = [item.partition("/") for item in items]
    return [f"{track.id}/{key}" for thing, _, key in named if thing == track.each]


def begin(draft: Draft, lane: str, by: str, chosen: str = "") -> None:
    """Begin a lane where its start says; what that needs and lacks makes it wait (S2.10)."""
    draft.view.look(lane, draft.view.happening)
    if chosen:
        enter(draft, lane, chosen, by)
        return
    choice = _start(draft, lane)
    waiting = draft.journey.lanes.get(lane) or Lane(lane, "", 0, draft.at)
    follow(draft, waiting, BEGUN if choice.kind == "wait" else by, choice)


def _start(draft: Draft, lane: str) -> Choice:
    key = draft.track_key("move", lane, "start")
    for way in draft.track(lane).starts:
        finding = draft.check(way.condition, key)
        if finding.answer is None:
            return Choice("wait", way.to, finding.unknown, finding, key=key)
        if finding.answer:
            return gated(draft, lane, way.to, finding)
    # The language asks for a last way without a condition; a stage without one begins there.
    return gated(draft, lane, draft.track(lane).start, HOLDS)


def found_in(linked: LinkedStage, data: dict[str, Value]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Take out of the data where the tracks are found, by their names or for the one there is."""
    state = str(data.pop("state", ""))
    states = {name: str(data.pop(name)) for name in linked.tracks if name in data}
    if state:
        states |= {name: state for name, each in linked.tracks.items() if state in each.states}
        if state not in states.values():
            return {}, (state,)
    wrong = [each for name, each in states.items() if each not in linked.tracks[name].states]
    return states, tuple(wrong)


# --- a signal among the lanes


def admit(draft: Draft, happening: Happening) -> bool:
    """Record the item a signal opens, if it is not there yet; return whether it was not."""
    item = happening.item
    if not item or item in draft.journey.items:
        return False
    thing = item.partition("/")[0]
    field = draft.program.many[thing]
    facts = dict(happening.opens or {})
    if field in happening.data and happening.type.partition(".")[0] == thing:
        facts[f"{thing}.{field}"] = happening.data[field]
    record_item(draft, item, facts)
    return True


def lanes_for(draft: Draft, happening: Happening) -> list[tuple[str, bool]]:
    """Return the lanes a signal goes to in document order, and whether it begins them (S2.10).

    A signal about an item goes to that item's instance and to all other tracks.
    """
    only = draft.linked.only_track
    if only:
        return [(only, False)] if only in draft.journey.lanes else []
    found: list[tuple[str, bool]] = []
    thing, _, key = happening.item.partition("/")
    for track in draft.stage.tracks:
        if not track.each:
            if track.id in draft.journey.lanes:
                found.append((track.id, False))
        elif track.each != thing:
            prefix = f"{track.id}/"
            found += [(name, False) for name in draft.journey.lanes if name.startswith(prefix)]
        else:
            lane = f"{track.id}/{key}"
            if lane in draft.journey.lanes:
                found.append((lane, False))
            elif happening.type in track.opened_by:
                found.append((lane, True))
    return found


def spread(draft: Draft, happening: Happening) -> bool:
    """Let every lane that a signal goes to follow it; return whether any did."""
    used = False
    found = lanes_for(draft, happening)
    strays = happening.type in draft.told and not _has_moves(draft, found, happening)
    for name, begins in found:
        if draft.is_over:
            break
        draft.view.look(name, happening)
        if strays:
            _begin_at_last(draft, draft.journey.lanes.get(name), happening.type)
        if begins:
            begin(draft, name, happening.type)
            _watch(draft, draft.journey.lanes[name], happening.type)
            used = True
        else:
            used |= _move_lane(draft, name, happening.type, strays=strays)
    return used


def _has_moves(draft: Draft, lanes: list[tuple[str, bool]], happening: Happening) -> bool:
    """Tell whether one of several lanes has a way for a signal: the others need none (S2.9)."""
    for name, begins in lanes if len(lanes) > 1 else ():
        draft.view.look(name, happening)
        if begins or has_move(draft, draft.journey.lanes[name], happening.type):
            return True
    return False


def _begin_at_last(draft: Draft, lane: Lane | None, signal: str) -> None:
    """Begin a lane whose start waits at its gate when history is found to be past it (S2.9)."""
    if lane is None or not is_beginning(lane):
        return
    if signal in known_in(draft.track(lane.track)):
        choice = _start(draft, lane.track)
        follow(draft, lane, BEGUN, conceded(draft, lane.track, BEGUN, choice))


def _move_lane(draft: Draft, name: str, signal: str, *, strays: bool) -> bool:
    lane = draft.journey.lanes[name]
    if draft.watched(lane).is_heard_by_stalls_only:
        moved = _move(draft, lane, signal, strays=strays)
        after = draft.journey.lanes[name]
    else:
        stopped = clocks.hear_stop(draft, lane, signal)
        stopped |= rounds.hear(draft, lane, signal)
        moved = _move(draft, lane, signal, strays=strays) | stopped
        after = draft.journey.lanes[name]
        moved |= _watch(draft, after, signal)
    # A signal that moved the track on has done its work there (S1.6).
    if after.visit != lane.visit or _is_closed(draft, after):
        return moved
    return moved | stalls.heard(draft, after, signal)


def _move(draft: Draft, lane: Lane, signal: str, *, strays: bool) -> bool:
    return move(draft, lane, signal) or (strays and bool(lane.state) and stray(draft, lane, signal))


def _watch(draft: Draft, lane: Lane, signal: str) -> bool:
    return not _is_closed(draft, lane) and watch.hear(draft, lane, signal)


def _is_closed(draft: Draft, lane: Lane) -> bool:
    """Tell whether nothing runs in a lane: not begun, or closed while the journey sleeps."""
    is_asleep = draft.woken_by and lane.track not in draft.entered
    return not lane.state or bool(draft.journey.outcome or is_asleep)


def retry_all(draft: Draft) -> None:
    """Try again what any lane waits for, each on the signal it waits with (S1.8)."""
    for lane in draft.all_lanes:
        pending = lane.pending
        if pending is None or draft.is_over:
            continue
        draft.view.look(lane.track, Happening(pending.signal, data=pending.data, item=pending.item))
        start = _start(draft, lane.track) if is_beginning(lane) else Choice("none")
        if not retry(draft, lane, start) and not lane.state:
            begin(draft, lane.track, BEGUN)


# --- what a finished touchpoint counts as


def items_counted(
    draft: Draft, name: str, outcome: str, lane: str, data: dict[str, Value]
) -> list[tuple[str, str]]:
    """Return what a touchpoint counts as, each with its item; one it opens is there at once.

    So what its form says of the new item is kept with it.
    """
    counted = []
    for signal in touchpoints.consequences(draft, name, outcome):
        item, is_new = item_counted(draft, signal, lane, data)
        if is_new:
            record_item(draft, item, {})
        if item:
            draft.view.mean(item)
        counted.append((signal, item))
    return counted


# --- the end of the stage


def review_end(draft: Draft) -> None:
    """End the stage if a track has come to an end that says so (S2.2).

    A journey that was woken instead goes on with all its tracks.
    """
    if not draft.entered and not draft.woken_by:
        return
    entered, draft.entered = draft.entered, []
    woken_by, draft.woken_by = draft.woken_by, ""
    if not entered:
        return
    lanes = draft.all_lanes
    if draft.is_closed or not [each for each in lanes if each.state and draft.state(each).end]:
        end = None
    else:
        end = _declared(draft, lanes) if draft.stage.ends else _worst(draft, lanes)
    if end is not None:
        _close(draft, *end)
    elif woken_by:
        _resume(draft, entered, woken_by)


def _declared(draft: Draft, lanes: list[Lane]) -> tuple[str, Ending, str] | None:
    for end in draft.stage.ends:
        named = [lane for lane in lanes if draft.track(lane.track).id in end.when]
        begun = {draft.track(lane.track).id for lane in named}
        begun |= {track.id for track in draft.stage.tracks if track.each}
        # Over no item at all it holds; over several, each must have come there (S2.10).
        stand = all(lane.state in end.when[draft.track(lane.track).id] for lane in named)
        if stand and begun.issuperset(end.when):
            return end.id, end.end, draft.key("end", end.id)
    return None


def _worst(draft: Draft, lanes: list[Lane]) -> tuple[str, Ending, str] | None:
    ends = [draft.state(lane).end if lane.state else "" for lane in lanes]
    begun = {draft.track(lane.track).id for lane in lanes}
    if not all(ends) or any(t.id not in begun for t in draft.stage.tracks if not t.each):
        return None
    # Without declared ends a stage takes the worst of its tracks (S2.2).
    outcome = next(end for end in _WORST if end in ends)
    if len(draft.stage.tracks) > 1 or draft.stage.tracks[0].each:
        return outcome, outcome, ""
    return lanes[0].state, outcome, draft.track_key("state", lanes[0].track, lanes[0].state)


def _close(draft: Draft, name: str, outcome: Ending, key: str) -> None:
    """End the journey's stage; where that leads is asked once all of it is done (S2.5)."""
    close_all(draft, outcome)
    if draft.program.leads_on(draft.stage.id, name):
        draft.over = StageOver(name, outcome)
    else:
        draft.record(r.JourneyEnded(draft.at, name, outcome), key)


def close_all(draft: Draft, outcome: Ending) -> None:
    """Close what any track had running, each recorded (S2.2)."""
    for lane in draft.all_lanes:
        if lane.pending is not None:
            draft.record(r.MoveDropped(draft.at, lane.track, lane.pending.signal))
        watch.close(draft, lane, "lost" if outcome == "lost" else "left")
    for task in list(draft.journey.tasks.values()):
        draft.record(r.TaskCancelled(draft.at, task.id, task.name))
        end_climb(draft, task.id)
    for climb in list(draft.journey.climbs):
        end_climb(draft, climb)
    for timer in list(draft.journey.timers):
        draft.record(r.TimerDisarmed(draft.at, timer))


def _resume(draft: Draft, entered: list[str], by: str) -> None:
    """Let the tracks that were closed while the journey slept go on where they stood."""
    for lane in draft.all_lanes:
        if lane.track in entered:
            continue
        if not lane.state:
            begin(draft, lane.track, by)
        elif not draft.state(lane).end:
            enter(draft, lane.track, lane.state, by)

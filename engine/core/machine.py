"""State machines: moves guarded, gated, bounded, pending; one flat table per track (S2).

The hot path reads the program's own tables. ``transitions`` builds the same machine from
the same track and is the oracle the tests walk beside it; it is the only room that
imports that package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from ..language.program import Alternative, Track
from ..language.values import Value
from . import clocks, holds, stalls, variants
from . import records as r
from .assigning import open_blocker
from .draft import Draft
from .evaluate import HOLDS, Finding
from .gates import unmet
from .journey import Lane, Task
from .touchpoints import cancel_tasks, plan_all

if TYPE_CHECKING:
    from transitions import Machine

STAY = "stay"
BEGUN = "journey.started"
"""By what a track begins that no signal opens."""


class Choice(msgspec.Struct, frozen=True, gc=False):
    """What the alternatives of a move come to: go somewhere, wait, or nothing."""

    kind: Literal["go", "wait", "none"]
    to: str = ""
    blockers: tuple[str, ...] = ()
    finding: Finding = HOLDS
    counted: str = ""
    key: str = ""


NOTHING = Choice("none")


def move(draft: Draft, lane: Lane, signal: str) -> bool:
    """Follow the move of ``signal`` out of a lane's state; return whether it had one.

    A missing document or an unknown fact leaves the move pending (S1.8, S2.4); history is
    followed all the same (S2.9).
    """
    choice = _choose(draft, lane, signal)
    if choice.kind == "none":
        return False
    if signal in draft.told:
        choice = conceded(draft, lane.track, signal, choice)
    follow(draft, lane, signal, choice)
    return True


def conceded(draft: Draft, lane: str, signal: str, choice: Choice) -> Choice:
    """Return where history went although the playbook would have waited, and record that."""
    if choice.kind != "wait":
        return choice
    waiting = r.Deviated(draft.at, "pending", signal, choice.blockers, lane)
    draft.record(waiting, choice.key, choice.finding)
    return replace(choice, kind="go")


def has_move(draft: Draft, lane: Lane, signal: str) -> bool:
    """Tell whether a signal leads a lane anywhere, be it to wait."""
    return _choose(draft, lane, signal).kind != "none"


def stray(draft: Draft, lane: Lane, signal: str) -> bool:
    """Follow history where the playbook knows no such move; return whether there was a way (S2.9).

    It is taken from the nearest state that has one. Where the state itself has, and its
    conditions say no, nobody can tell where history went. Who is told again of the end that a
    track has come to by itself learns nothing.
    """
    state = draft.state(lane)
    source = draft.linked.sources.get((draft.track(lane.track).id, lane.state, signal))
    if source is None:
        return False
    found = _choose(draft, lane, signal, source)
    if found.kind == "none" or (state.end and found.to == lane.state):
        return found.kind != "none"
    skipped = r.Deviated(draft.at, "unmatched", signal, (lane.state, source), lane.track)
    draft.record(skipped, found.key, found.finding)
    follow(draft, lane, signal, conceded(draft, lane.track, signal, found))
    return True


def move_to(draft: Draft, track: str, to: str, by: str) -> None:
    """Make a move that time has decided; at a gate it waits like any other (S2.4)."""
    lane = draft.journey.lanes[track]
    choice = gated(draft, track, to, HOLDS)
    if choice.kind == "wait":
        _wait(draft, lane, by, choice, is_settled=True)
    else:
        enter(draft, track, to, by)


def retry(draft: Draft, lane: Lane, begin: Choice) -> bool:
    """Try a pending move again, after something changed (S1.8); return whether it still counts.

    ``begin`` is what the start of the track comes to now, for a lane that waits for it.
    """
    pending = lane.pending
    if pending is None:
        return True
    if pending.is_settled:
        choice = gated(draft, lane.track, pending.to, HOLDS)
    elif is_beginning(lane):
        choice = begin
    else:
        choice = _choose(draft, lane, pending.signal)
    close_blockers(draft, lane, choice.blockers)
    if choice.kind != "none":
        follow(draft, lane, pending.signal, choice)
    if choice.kind == "none" or (choice.kind == "go" and choice.to == STAY):
        draft.record(r.MoveDropped(draft.at, lane.track, pending.signal))
        return False
    return True


def is_beginning(lane: Lane) -> bool:
    """Tell whether a lane waits for its start, and not for an exit that came before it."""
    return not lane.state and lane.pending is not None and lane.pending.signal == BEGUN


def follow(draft: Draft, lane: Lane, signal: str, choice: Choice) -> None:
    """Go where a choice leads, or wait for what it needs."""
    if choice.kind == "wait":
        pending = lane.pending
        is_settled = pending is not None and pending.signal == signal and pending.is_settled
        _wait(draft, lane, signal, choice, is_settled=is_settled)
        return
    if choice.counted:
        draft.record(r.MoveCounted(draft.at, choice.counted))
    if choice.to != STAY:
        enter(draft, lane.track, choice.to, signal, choice.finding)


def enter(draft: Draft, track: str, to: str, by: str, finding: Finding = HOLDS) -> None:
    """Leave the state a track stands in, if any, and enter ``to``."""
    journey = draft.journey
    draft.view.look(track, draft.view.happening)
    visit = 1
    lane = journey.lanes.get(track)
    if lane is not None:
        _leave(draft, lane, to, by)
        visit = lane.visit + 1
    if journey.outcome:
        draft.woken_by = by
        draft.record(r.JourneyWoken(draft.at, by), draft.track_key("state", track, to))
    item = draft.item_of_lane(track)
    chosen = variants.on_entry(draft, lane)
    entered = r.StateEntered(draft.at, track, to, visit, by, finding.used, chosen, item)
    draft.record(entered, draft.track_key("state", track, to), finding)
    lane = journey.lanes[track]
    draft.entered.append(track)
    if len(draft.stage.tracks) > 1:
        # Where a track stands is read by the conditions of the others (S2.1).
        draft.changed_facts = True
    if draft.state(lane).end:
        holds.close(draft, lane)
        clocks.close(draft, lane)
    else:
        if journey.holds:
            holds.arrive(draft, lane)
        plan_all(draft, lane)
        stalls.arm_all(draft, lane)
        if journey.clocks:
            clocks.review_turn(draft, lane)


def _leave(draft: Draft, lane: Lane, to: str, by: str) -> None:
    if lane.pending is not None and lane.pending.signal != by:
        draft.record(r.MoveDropped(draft.at, lane.track, lane.pending.signal))
    if lane.state:
        stalls.leave(draft, lane, by, to)
    cancel_tasks(draft, lane)
    if lane.state:
        draft.record(r.StateLeft(draft.at, lane.track, lane.state, lane.visit))


def _choose(draft: Draft, lane: Lane, signal: str, source: str = "") -> Choice:
    """Return where a signal leads a lane; with ``source`` as if it stood there instead (S2.9)."""
    track, name = draft.track(lane.track), source or lane.state
    # Before its start a track stands in no state; only what may come at any time counts.
    state = track.states.get(name)
    if state is not None and state.end:
        target = state.wakes.get(signal)
        return gated(draft, lane.track, target, HOLDS) if target else NOTHING
    if not source and (draft.is_closed or draft.woken_by):
        return NOTHING  # closed while the journey sleeps, until all its tracks are resumed
    # Exits come before moves (S1.6), on every signal (S2.7).
    if signal in track.anytime:
        choice = _first(draft, track.anytime[signal], lane.track, f"anytime.{signal}")
        if choice.kind != "none":
            return choice
    if state is None:
        return NOTHING
    return _first(draft, state.moves.get(signal, ()), lane.track, f"{name}.{signal}")


def _first(draft: Draft, alternatives: tuple[Alternative, ...], track: str, source: str) -> Choice:
    key = draft.track_key("move", track, source)
    for index, each in enumerate(alternatives):
        finding = draft.check(each.condition, key)
        if finding.answer is None:
            # Never on to "otherwise": an unknown amount must not bypass legal review (S1.8).
            return Choice("wait", each.to, finding.unknown, finding, key=key)
        if finding.answer is False:
            continue
        counted = f"{track}.{source}#{index}" if each.up_to else ""
        to = each.to
        if counted and draft.journey.taken.get(counted, 0) >= each.up_to:
            if not each.otherwise:
                continue
            to, counted = each.otherwise, ""
        choice = gated(draft, track, to, finding, counted)
        return replace(choice, key=key) if choice.kind == "wait" else choice
    return NOTHING


def gated(draft: Draft, track: str, to: str, finding: Finding, counted: str = "") -> Choice:
    """Return whether the gate of a state lets a move through, or what it waits for (S2.4)."""
    if to == STAY:
        return Choice("go", STAY, (), finding, counted)
    blockers = unmet(draft, draft.track(track).states[to].needs)
    if blockers:
        return Choice("wait", to, blockers, finding)
    return Choice("go", to, (), finding, counted)


def _wait(
    draft: Draft, lane: Lane, signal: str, choice: Choice, *, is_settled: bool = False
) -> None:
    pending = lane.pending
    if pending and (pending.signal, pending.blockers) == (signal, choice.blockers):
        return
    if pending and pending.signal != signal:
        # One move waits at a time, the latest word; the other is not silently lost (S1.7).
        draft.record(r.MoveDropped(draft.at, lane.track, pending.signal))
    close_blockers(draft, lane, choice.blockers)
    item, said = _about(draft, lane)
    data = dict(sorted(said.items()))
    waiting = r.MovePending(
        draft.at, lane.track, signal, choice.blockers, choice.to, item, data, is_settled
    )
    draft.record(waiting, choice.key, choice.finding)
    asked = {task.name for task in _blocker_tasks(draft, lane)}
    for name in choice.blockers:
        if name not in asked:
            open_blocker(draft, draft.journey.lanes[lane.track], name)


def _about(draft: Draft, lane: Lane) -> tuple[str, dict[str, Value]]:
    # What a move was asked for with is read again when it is retried (S2.10).
    happening = draft.view.happening
    if happening is None:
        return draft.item_of_lane(lane.track), {}
    return happening.item or draft.item_of_lane(lane.track), happening.data


def close_blockers(draft: Draft, lane: Lane, still: tuple[str, ...]) -> None:
    """Close what a lane asked for and needs no more: done if it has come, else cancelled."""
    for task in _blocker_tasks(draft, lane):
        if task.name not in still:
            has_come = _is_there(draft, task.name) or draft.fact(task.name) is not None
            if has_come:
                draft.record(r.TaskDone(draft.at, task.id, task.name, by="engine"))
            else:
                draft.record(r.TaskCancelled(draft.at, task.id, task.name, "condition"))


def _is_there(draft: Draft, name: str) -> bool:
    return name in draft.program.program.documents and draft.has(name)


def _blocker_tasks(draft: Draft, lane: Lane) -> list[Task]:
    tasks = list(draft.journey.tasks.values())
    return [
        task for task in tasks
        if task.kind == "blocker" and task.track == lane.track and not task.scope
    ]  # fmt: skip


def build_oracle(track: Track) -> Machine:
    """Return a ``transitions`` machine of the same states and moves, guards left out.

    Every alternative becomes one transition with a trigger of its own, so that a walk can
    follow exactly the alternative the engine chose.
    """
    from transitions import Machine  # noqa: PLC0415  # the hot path does without it

    machine = Machine(
        model=None, states=sorted(track.states), initial=track.start, auto_transitions=False
    )
    for source, trigger, target in legal_moves(track):
        machine.add_transition(trigger, source, source if target == STAY else target)
    return machine


def legal_moves(track: Track) -> list[tuple[str, str, str]]:
    """Return every move of a track as (state, trigger, target), exits included.

    A trigger is ``signal#index``, counted through the exits and then the state's own
    alternatives; beyond the bound of one, ``signal#index.else``; giving up is
    ``stall.gave_up#0``.
    """
    moves: list[tuple[str, str, str]] = []
    for name, state in sorted(track.states.items()):
        exits = {} if state.end else track.anytime
        for signal in sorted({*exits, *state.moves}):
            alternatives = (*exits.get(signal, ()), *state.moves.get(signal, ()))
            for index, each in enumerate(alternatives):
                moves.append((name, f"{signal}#{index}", each.to))
                if each.otherwise:
                    moves.append((name, f"{signal}#{index}.else", each.otherwise))
        moves += [(name, f"{signal}#0", to) for signal, to in sorted(state.wakes.items())]
        given_up = [(stall.id, stall.give_up.to) for stall in state.stalls if stall.give_up]
        moves += [(name, f"{stall}.gave_up#0", to) for stall, to in given_up]
    return moves

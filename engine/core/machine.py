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
from . import records as r
from . import stalls
from .draft import Draft
from .escalation import end_climb
from .evaluate import HOLDS, Finding
from .journey import Lane, Task
from .touchpoints import cancel_tasks, open_blocker, plan_all, unmet

if TYPE_CHECKING:
    from transitions import Machine

STAY = "stay"
_WORST: tuple[Literal["lost", "dormant", "success"], ...] = ("lost", "dormant", "success")


class _Choice(msgspec.Struct, frozen=True):
    """What the alternatives of a move come to: go somewhere, wait, or nothing."""

    kind: Literal["go", "wait", "none"]
    to: str = ""
    blockers: tuple[str, ...] = ()
    finding: Finding = HOLDS
    counted: str = ""
    key: str = ""


def move(draft: Draft, lane: Lane, signal: str) -> bool:
    """Follow the move of ``signal`` out of a lane's state; return whether it had one.

    A missing document or an unknown fact leaves the move pending (S1.8, S2.4).
    """
    choice = _choose(draft, lane, signal)
    if choice.kind == "none":
        return False
    _follow(draft, lane, signal, choice)
    return True


def retry(draft: Draft, lane: Lane) -> None:
    """Try a pending move again, after a fact or document came (S1.8)."""
    if lane.pending is None:
        return
    choice = _choose(draft, lane, lane.pending.signal)
    _close_blockers(draft, lane, choice.blockers)
    if choice.kind == "none":
        draft.record(r.MoveDropped(draft.at, lane.track, lane.pending.signal))
        return
    _follow(draft, lane, lane.pending.signal, choice)
    if choice.to == STAY:
        draft.record(r.MoveDropped(draft.at, lane.track, lane.pending.signal))


def _follow(draft: Draft, lane: Lane, signal: str, choice: _Choice) -> None:
    if choice.kind == "wait":
        _wait(draft, lane, signal, choice)
        return
    if choice.counted:
        draft.record(r.MoveCounted(draft.at, choice.counted))
    if choice.to != STAY:
        enter(draft, lane.track, choice.to, signal, choice.finding)


def enter(draft: Draft, track: str, to: str, by: str, finding: Finding = HOLDS) -> None:
    """Leave the state a track stands in, if any, and enter ``to``."""
    visit = 1
    lane = draft.journey.lanes.get(track)
    if lane is not None:
        visit = lane.visit + 1
        if lane.pending is not None and lane.pending.signal != by:
            draft.record(r.MoveDropped(draft.at, track, lane.pending.signal))
        stalls.leave(draft, lane, by, draft.track(track).states[to].end)
        cancel_tasks(draft, lane)
        draft.record(r.StateLeft(draft.at, track, lane.state, lane.visit))
    if draft.journey.outcome == "dormant":
        draft.record(r.JourneyWoken(draft.at, by), draft.key("state", to))
    entered = r.StateEntered(draft.at, track, to, visit, by, finding.used)
    draft.record(entered, draft.key("state", to), finding)
    lane = draft.journey.lanes[track]
    if draft.state(lane).end:
        _end(draft, to)
    else:
        plan_all(draft, lane)
        stalls.arm_all(draft, lane)


def _choose(draft: Draft, lane: Lane, signal: str) -> _Choice:
    state = draft.state(lane)
    anytime = {} if state.end else draft.track(lane.track).anytime
    # Exits come before moves (S1.6), on every signal (S2.7).
    if signal in anytime:
        choice = _first(draft, anytime[signal], lane.track, f"anytime.{signal}")
        if choice.kind != "none":
            return choice
    if state.end:
        target = state.wakes.get(signal)
        return _gated(draft, target, HOLDS, "") if target else _Choice("none")
    return _first(draft, state.moves.get(signal, ()), lane.track, f"{lane.state}.{signal}")


def _first(draft: Draft, alternatives: tuple[Alternative, ...], track: str, source: str) -> _Choice:
    key = draft.key("move", source)
    for index, each in enumerate(alternatives):
        finding = draft.check(each.condition, key)
        if finding.answer is None:
            # Never on to "otherwise": an unknown amount must not bypass legal review (S1.8).
            return _Choice("wait", each.to, finding.unknown, finding, key=key)
        if finding.answer is False:
            continue
        counted = f"{track}.{source}#{index}" if each.up_to else ""
        to = each.to
        if counted and draft.journey.taken.get(counted, 0) >= each.up_to:
            if not each.otherwise:
                continue
            to, counted = each.otherwise, ""
        return replace(_gated(draft, to, finding, counted), key=key)
    return _Choice("none")


def _gated(draft: Draft, to: str, finding: Finding, counted: str) -> _Choice:
    if to == STAY:
        return _Choice("go", STAY, (), finding, counted)
    state = next(track.states[to] for track in draft.stage.tracks if to in track.states)
    blockers = unmet(draft, state.needs)
    if blockers:
        return _Choice("wait", to, blockers, finding)
    return _Choice("go", to, (), finding, counted)


def _wait(draft: Draft, lane: Lane, signal: str, choice: _Choice) -> None:
    pending = lane.pending
    if pending and (pending.signal, pending.blockers) == (signal, choice.blockers):
        return
    if pending and pending.signal != signal:
        # One move waits at a time, the latest word; the other is not silently lost (S1.7).
        draft.record(r.MoveDropped(draft.at, lane.track, pending.signal))
    _close_blockers(draft, lane, choice.blockers)
    waiting = r.MovePending(draft.at, lane.track, signal, choice.blockers, choice.to)
    draft.record(waiting, choice.key, choice.finding)
    asked = {task.name for task in _blocker_tasks(draft, lane)}
    for name in choice.blockers:
        if name not in asked:
            open_blocker(draft, draft.journey.lanes[lane.track], name)


def _close_blockers(draft: Draft, lane: Lane, still: tuple[str, ...]) -> None:
    for task in _blocker_tasks(draft, lane):
        if task.name not in still:
            has_come = task.name in draft.journey.documents or draft.fact(task.name) is not None
            if has_come:
                draft.record(r.TaskDone(draft.at, task.id, task.name, by="engine"))
            else:
                draft.record(r.TaskCancelled(draft.at, task.id, task.name, "condition"))


def _blocker_tasks(draft: Draft, lane: Lane) -> list[Task]:
    tasks = list(draft.journey.tasks.values())
    return [
        task for task in tasks
        if task.kind == "blocker" and task.track == lane.track and not task.scope
    ]  # fmt: skip


def _end(draft: Draft, state: str) -> None:
    ends = [draft.state(lane).end for lane in draft.lanes]
    if len(ends) < len(draft.stage.tracks) or not all(ends):
        return
    # Without declared ends a stage takes the worst of its tracks (S2.2).
    outcome = next(end for end in _WORST if end in ends)
    for task in list(draft.journey.tasks.values()):
        draft.record(r.TaskCancelled(draft.at, task.id, task.name))
        end_climb(draft, task.id)
    draft.record(r.JourneyEnded(draft.at, state, outcome), draft.key("state", state))


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

"""Why a state was entered, and how it could be from where the journey stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...language.program import Alternative, State
from .. import records as r
from ..gates import unmet
from ..journey import Lane
from .question import Answer, Question
from .values import Blocked, Comes, Line, Part, Told, Way

_Moves = Mapping[str, tuple[Alternative, ...]]


def about_state(asked: Question, name: str) -> Answer:
    """Answer for a state: each time it was entered, or the moves that lead to it."""
    parts: list[Part] = [Line(asked.key("state", name))]
    entered = asked.told(r.StateEntered, state=name)
    for told in entered:
        parts.append(told)
        parts += _taken(asked, told)
    if any(lane.state == name for lane in asked.lanes):
        return "happened", parts
    found = list(ways(asked, name))
    for lane in asked.lanes:
        if lane.pending is not None and lane.pending.to == name:
            found.append(Blocked("need", lane.pending.blockers))
    if found:
        return ("happened" if entered else "blocked"), [*parts, *found]
    if entered:
        return "happened", parts
    return "elsewhere", [*parts, Blocked("state", _before(asked, name))]


def _taken(asked: Question, told: Told) -> Iterator[Part]:
    """The alternative that was taken, on the values it read then."""
    record = told.record
    assert isinstance(record, r.StateEntered)
    before = asked.history[: told.number]
    left = [each for each in before if isinstance(each, r.StateLeft) and each.track == record.track]
    if not left:
        return
    track = asked.draft.track(record.track)
    state = track.states.get(left[-1].state)
    if state is None:
        return  # it came from another stage, whose end led here
    tried = (*track.anytime.get(record.by, ()), *state.moves.get(record.by, ()))
    for each in tried:
        if record.state in {each.to, each.otherwise} and each.condition is not None:
            yield from asked.condition_then(each.condition, record.used)
            return


def ways(asked: Question, name: str) -> Iterator[Part]:
    """Yield the moves that lead to a state from where the journey stands, as they would go now."""
    for lane in asked.lanes:
        track, state = asked.draft.track(lane.track), asked.draft.state(lane)
        if name not in track.states or lane.state == name:
            continue
        moves = moves_to(state, name, {} if state.end else track.anytime)
        for signal, alternatives in moves.items():
            yield Comes(signal, lane.state)
            yield from _alternatives(asked, lane, alternatives, name)
        missing = unmet(asked.draft, track.states[name].needs) if moves else ()
        if missing:
            yield Blocked("need", missing)


def _alternatives(
    asked: Question, lane: Lane, alternatives: tuple[Alternative, ...], name: str
) -> Iterator[Part]:
    if len(alternatives) == 1 and alternatives[0].condition is None:
        return
    for each in alternatives:
        yield Way(each.to, each.condition is None)
        yield from asked.condition(each.condition, lane)
        if each.to == name:
            return


def moves_to(state: State, name: str, anytime: _Moves) -> _Moves:
    """Return the moves of a state that can lead to another, by signal; bare ones without more."""
    found = {
        signal: alternatives
        for signal, alternatives in (*anytime.items(), *state.moves.items())
        if any(name in {each.to, each.otherwise} for each in alternatives)
    }
    found |= {signal: () for signal, to in state.wakes.items() if to == name}
    for stall in state.stalls:
        if stall.give_up is not None and stall.give_up.to == name:
            found[f"{stall.id}.gave_up"] = ()
    return found


def _before(asked: Question, name: str) -> tuple[str, ...]:
    return tuple(
        state.id
        for track in asked.draft.stage.tracks
        if name in track.states
        for state in track.states.values()
        if moves_to(state, name, {})
    )

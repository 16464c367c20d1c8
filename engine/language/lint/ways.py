"""The ways from state to state that a track has, whatever takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from ..program import Alternative, Stage, Stall, State, Track

By = Literal["move", "anytime", "timeout", "give_up", "rule", "wake"]

ANYWHERE = ""
"""The source of ways that hold in every state that is no end."""


class Way(NamedTuple):
    """One way to a state; ``signal`` is empty where time or a rule takes it."""

    source: str
    to: str
    by: By
    signal: str = ""
    is_bounded: bool = False


def ways_of(stage: Stage, track: Track) -> dict[str, tuple[Way, ...]]:
    """Return the ways out of each state of a track, in one pass over it."""
    out: dict[str, list[Way]] = {ANYWHERE: [], **{name: [] for name in track.states}}
    for way in (*_own(track), *_of_stalls(track), *_of_rules(stage, track)):
        if way.source in out and way.to in track.states:
            out[way.source].append(way)
    return {source: tuple(ways) for source, ways in out.items()}


def _own(track: Track) -> Iterator[Way]:
    for state in track.states.values():
        for signal, alternatives in state.moves.items():
            yield from _of_moves(state.id, "move", signal, alternatives)
        for signal, to in state.wakes.items():
            yield Way(state.id, to, "wake", signal)
        if state.timeout is not None:
            yield from _of_timeout(state)
    for signal, alternatives in track.anytime.items():
        yield from _of_moves(ANYWHERE, "anytime", signal, alternatives)


def _of_moves(
    source: str, by: By, signal: str, alternatives: Iterable[Alternative]
) -> Iterator[Way]:
    for each in alternatives:
        yield Way(source, each.to, by, signal, each.up_to > 0)
        if each.otherwise:
            yield Way(source, each.otherwise, by, signal)


def _of_timeout(state: State) -> Iterator[Way]:
    assert state.timeout is not None
    if state.timeout.to:
        yield Way(state.id, state.timeout.to, "timeout")


def _of_stalls(track: Track) -> Iterator[Way]:
    for source, stall in stalls_of(track):
        if stall.give_up is not None:
            yield Way(source, stall.give_up.to, "give_up")


def stalls_of(track: Track) -> Iterator[tuple[str, Stall]]:
    """Yield each stall with each state it watches; those of a track watch the states it names."""
    for state in track.states.values():
        yield from ((state.id, stall) for stall in state.stalls)
    for stall in track.stalls:
        watched = stall.states or [state.id for state in track.states.values() if not state.end]
        yield from ((name, stall) for name in watched)


def _of_rules(stage: Stage, track: Track) -> Iterator[Way]:
    for rule in stage.rules:
        for action in rule.actions:
            if action.verb == "move" and action.track == track.id:
                for source in rule.states or (ANYWHERE,):
                    yield Way(source, action.name, "rule")
    for pattern in stage.patterns:
        for action in pattern.actions:
            if action.verb == "move" and action.track == track.id:
                yield Way(ANYWHERE, action.name, "rule")


def reach(ways: Mapping[str, tuple[Way, ...]], begin: Iterable[str]) -> frozenset[str]:
    """Return the states that can be come to from ``begin``, those included."""
    found: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += (way.to for way in ways[name])
    return frozenset(found)

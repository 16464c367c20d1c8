"""Where history must have been when a signal came that its track does not wait for (S2.9)."""

from __future__ import annotations

from ..language.program import Stage, State, Track


def sources_in(stage: Stage) -> dict[tuple[str, str, str], str]:
    """Return, by track, state and signal, the nearest state in which history must have been.

    Only where that is another state: worked out once, for a log asks it of every signal.
    """
    found: dict[tuple[str, str, str], str] = {}
    for track in stage.tracks:
        states = track.states.values()
        signals = {*track.anytime, *(each for state in states for each in state.moves)}
        signals |= {each for state in states for each in state.wakes}
        for name in track.states:
            for signal in sorted(signals):
                source = source_of(track, name, signal)
                if source not in {"", name}:
                    found[track.id, name, signal] = source
    return found


def source_of(track: Track, stands: str, signal: str) -> str:
    """Return the nearest state that a signal may lead out of, or nothing.

    Nearest by moves from where the track stands, ties by name; failing that, any.
    """
    seen, nearest = {stands}, [stands]
    while nearest:
        for name in nearest:
            if knows(track, name, signal):
                return name
        further = {to for name in nearest for to in _targets(track.states[name])}
        further = (further & track.states.keys()) - seen
        seen |= further
        nearest = sorted(further)
    return min((name for name in track.states if knows(track, name, signal)), default="")


def knows(track: Track, name: str, signal: str) -> bool:
    """Tell whether a signal may lead out of a state, be it by an exit or by waking (S1.6, S5.4)."""
    state = track.states[name]
    if state.end:
        return signal in state.wakes
    return signal in state.moves or signal in track.anytime


def _targets(state: State) -> set[str]:
    ways = [each for alternatives in state.moves.values() for each in alternatives]
    named = {to for each in ways for to in (each.to, each.otherwise)}
    given_up = {stall.give_up.to for stall in state.stalls if stall.give_up is not None}
    timed = {state.timeout.to} if state.timeout is not None else set()
    return named | given_up | timed | {*state.wakes.values()}

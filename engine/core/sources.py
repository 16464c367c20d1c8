"""Where history must have been when a signal came that its track does not wait for (S2.9)."""

from __future__ import annotations

from ..language.program import Stage, State, Track


def sources_in(stage: Stage) -> dict[tuple[str, str, str], str]:
    """Return, by track, state and signal, the nearest state in which history must have been.

    Only where that is another state, and nothing of this one starts after the signal: worked
    out once, for a log asks it of every signal.
    """
    found: dict[tuple[str, str, str], str] = {}
    for track in stage.tracks:
        signals = sorted(known_in(track))
        for name, state in track.states.items():
            for signal in signals:
                source = source_of(track, name, signal)
                if source != name and not _is_expected(state, signal):
                    found[track.id, name, signal] = source
    return found


def known_in(track: Track) -> set[str]:
    """Return the signals that lead out of any state of a track: moves, exits, what wakes it."""
    ways = [{*state.moves, *state.wakes} for state in track.states.values()]
    return {*track.anytime}.union(*ways)


def source_of(track: Track, stands: str, signal: str) -> str:
    """Return the nearest state that a signal leads out of.

    Nearest by moves from where the track stands, ties by name; failing that, any.
    """
    seen, nearest = {stands}, [stands]
    while nearest:
        for name in nearest:
            if _knows(track, name, signal):
                return name
        further = {to for name in nearest for to in _targets(track.states[name])}
        further = (further & track.states.keys()) - seen
        seen |= further
        nearest = sorted(further)
    return min((name for name in track.states if _knows(track, name, signal)), default=stands)


def _knows(track: Track, name: str, signal: str) -> bool:
    state = track.states[name]
    if state.end:
        return signal in state.wakes
    return signal in state.moves or signal in track.anytime


def _is_expected(state: State, signal: str) -> bool:
    """Tell whether something of a state itself starts after a signal: it came at its place."""
    starts = (each.starts for each in state.touchpoints)
    return any(moment is not None and signal in moment.after for moment in starts)


def _targets(state: State) -> set[str]:
    ways = [each for alternatives in state.moves.values() for each in alternatives]
    named = {to for each in ways for to in (each.to, each.otherwise)}
    given_up = {stall.give_up.to for stall in state.stalls if stall.give_up is not None}
    timed = {state.timeout.to} if state.timeout is not None else set()
    return named | given_up | timed | {*state.wakes.values()}

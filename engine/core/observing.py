"""Mode ``observe``: history wins (S2.9). What the playbook forbids is noted and followed."""

from __future__ import annotations

from collections.abc import Iterable

from ..language.facts import read_value
from ..language.program import State, Track
from ..language.values import Value
from . import records as r
from .draft import Draft, Happening
from .happenings import ENGINE
from .journey import Lane
from .touchpoints import awaiting, finish, produced


def tells_history(draft: Draft, *signals: str) -> None:
    """Note what history itself tells in this decision: only that may leave the playbook.

    What the engine says or does in time is the playbook's own.
    """
    if draft.stage.observe and draft.signal.source != ENGINE:
        draft.told = signals


def unobserved_in(data: dict[str, Value]) -> tuple[str, ...]:
    """Take what history cannot show out of what a journey begins with."""
    said = data.pop("unobserved", ())
    return said if isinstance(said, tuple) else (str(said),)


def deviate(draft: Draft, reason: str, names: Iterable[str] = ()) -> None:
    """Record that history's signal would have been refused; what can be taken of it is."""
    draft.record(r.Deviated(draft.at, "refused", draft.signal.type, (reason, *names)))


def concede(draft: Draft, refusal: r.SignalRefused, happening: Happening, outcome: str) -> None:
    """Take a touchpoint as done although it was refused: what was readable fills its facts.

    One that was only planned, for later, was done all the same, and is not asked for again.
    """
    deviate(draft, refusal.reason, refusal.names)
    facts = draft.program.program.facts
    for fact, raw in sorted(happening.data.items()):
        value = read_value(facts[fact], raw) if fact in facts else None
        if value is not None:
            draft.set_fact(fact, value)
    touchpoint = draft.linked.touchpoints[happening.type.removesuffix(".done")]
    outcome = outcome if outcome in touchpoint.outcomes else ""
    task = awaiting(draft, touchpoint)
    if task is not None:
        finish(draft, task, touchpoint, outcome, happening.by)
        return
    for document in produced(touchpoint, outcome):
        draft.bring(document)


# --- moves


def is_expected(state: State, signal: str) -> bool:
    """Tell whether something of a state itself starts after a signal: it came at its place."""
    starts = (each.starts for each in state.touchpoints)
    return any(moment is not None and signal in moment.after for moment in starts)


def source_of(track: Track, lane: Lane, signal: str) -> str:
    """Return the nearest state in which history must have been when a signal came, or nothing.

    Nearest by moves from where the lane stands, ties by name; failing that, any.
    """
    seen, nearest = {lane.state}, [lane.state]
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

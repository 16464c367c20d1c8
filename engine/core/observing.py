"""Mode ``observe``: history wins (S2.9). What the playbook forbids is noted and followed."""

from __future__ import annotations

from ..language.facts import read_value
from ..language.program import State, Track
from ..language.values import Value
from . import records as r
from .draft import Draft, Happening
from .escalation import end_climb
from .journey import Lane
from .touchpoints import open_task


def unobserved_in(data: dict[str, Value]) -> tuple[str, ...]:
    """Take what history cannot show out of what a journey begins with."""
    said = data.pop("unobserved", ())
    return said if isinstance(said, tuple) else (str(said),)


def concede(draft: Draft, refusal: r.SignalRefused, name: str, happening: Happening) -> None:
    """Take a touchpoint as done although it was refused: what was readable fills its facts."""
    names = (refusal.reason, *refusal.names)
    draft.record(r.Deviated(draft.at, "refused", happening.type, names))
    facts = draft.program.program.facts
    for fact, raw in sorted(happening.data.items()):
        value = read_value(facts[fact], raw) if fact in facts else None
        if value is not None:
            draft.set_fact(fact, value)
    for document in draft.linked.touchpoints[name].produces.get("done", ()):
        draft.bring(document)
    task = open_task(draft, name)
    if task is not None:
        draft.record(r.TaskDone(draft.at, task.id, name, by=happening.by))
        end_climb(draft, task.id)


def source_of(track: Track, lane: Lane, signal: str) -> str:
    """Return the nearest state in which history must have been when a signal came, or nothing.

    Nearest by moves from where the lane stands, ties by name; failing that, any.
    """
    seen, nearest = {lane.state}, [lane.state]
    while nearest:
        for name in nearest:
            if signal in track.states[name].moves:
                return name
        further = {to for name in nearest for to in _targets(track.states[name])}
        further = (further & track.states.keys()) - seen
        seen |= further
        nearest = sorted(further)
    return min((name for name, state in track.states.items() if signal in state.moves), default="")


def _targets(state: State) -> set[str]:
    ways = [each for alternatives in state.moves.values() for each in alternatives]
    named = {to for each in ways for to in (each.to, each.otherwise)}
    given_up = {stall.give_up.to for stall in state.stalls if stall.give_up is not None}
    timed = {state.timeout.to} if state.timeout is not None else set()
    return named | given_up | timed | {*state.wakes.values()}

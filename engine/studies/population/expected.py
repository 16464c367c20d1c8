"""What a population must say: an answer in every state that waits for somebody outside."""

from __future__ import annotations

from collections.abc import Iterable

from ...language.program import Program, State
from .reader import Reader
from .values import Segment

OUTSIDE = frozenset({"customer", "partner"})
"""Parties that no colleague speaks for."""


def reached(program: Program, begins: str) -> tuple[str, ...]:
    """Return the stages that a customer can come to from where it begins, as they lie in order."""
    lifecycle = program.lifecycle
    onward: dict[str, list[str]] = {}
    for each in lifecycle.stages if lifecycle is not None else ():
        ways = [way for listed in each.ends.values() for way in listed]
        onward[each.id] = [way.to or way.new_journey for way in ways]
    found, waiting = {begins}, [begins]
    while waiting:
        for name in onward.get(waiting.pop(), ()):
            if name in program.stages and name not in found:
                found.add(name)
                waiting.append(name)
    for name in lifecycle.beside if lifecycle is not None else ():
        stage = program.stages.get(name)
        if stage is not None and any(each.partition(".")[0] in found for each in stage.started_by):
            found.add(name)
    return tuple(name for name in program.stages if name in found)


def check_complete(reader: Reader, stages: frozenset[str], segments: Iterable[Segment]) -> None:
    """Note every state that waits for somebody outside and is told nothing, and every outcome."""
    program, here = reader.program, reader.file.here
    listed = list(segments)
    place = here.into("customers").key if "customers" in _keys(reader) else here.into("begins").key
    for name, (stage, state) in reader.states.items():
        if stage.id not in stages or not needs_an_answer(program, state):
            continue
        if name not in reader.meant and any(name not in each.states for each in listed):
            reader.add(place, "no-behaviour", name=name, allowed=_awaited(program, state))
    place = here.into("work").key if "work" in _keys(reader) else here.into("begins").key
    for full, touchpoint in reader.touchpoints.items():
        if full.partition(".")[0] not in stages or not touchpoint.outcomes:
            continue
        if not reader.meant.isdisjoint({full, touchpoint.id}):
            continue
        if any(full not in each.work or not each.work[full].outcomes for each in listed):
            outcomes = ", ".join(f"{outcome}: …%" for outcome in touchpoint.outcomes)
            reader.add(place, "outcome-missing.all", name=full, allowed=outcomes)


def _keys(reader: Reader) -> Iterable[str]:
    return getattr(reader.file.here.node, "entries", {})


def needs_an_answer(program: Program, state: State) -> bool:
    """Tell whether a state can only be left, or is meant to be, by somebody outside."""
    if state.end:
        return False
    ours = {name for each in state.touchpoints for name in each.counts_as.values()}
    from_outside = [_is_outside(program, each) and each not in ours for each in state.moves]
    return state.waits_for in OUTSIDE or (bool(from_outside) and all(from_outside))


def _is_outside(program: Program, signal: str) -> bool:
    kind = program.signals.get(signal)
    return kind is not None and kind.party in OUTSIDE


def _awaited(program: Program, state: State) -> str:
    """Return the signals from outside that such a state listens for."""
    heard = [signal for signal in state.moves if _is_outside(program, signal)]
    return ", ".join(heard) or "–"

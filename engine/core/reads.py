"""What the conditions of a stage read that time alone can change: made once, at linking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ..language.program import Program, Stage, State
from ..language.terms import All, Among, Compare, Either, Known, Name, Not, walk
from ..language.values import Value

TODAY = "today"

_InState = frozenset[tuple[str, str]]
_SURE = (All, Among, Compare, Either, Known, Name, Not)


def expiring_in(program: Program, stage: Stage) -> tuple[str, ...]:
    """Return the facts and documents a stage names, itself or by what it uses, that end."""
    ending = {name for name, fact in program.facts.items() if fact.valid is not None}
    ending |= {
        name
        for name, paper in program.documents.items()
        if paper.valid is not None or paper.has_own_date
    }
    if not ending:
        return ()
    shared = (program.forms, program.ladders, program.recoveries)
    used = {name.removesuffix(".expires") for part in (stage, shared) for name in texts(part)}
    return tuple(sorted(ending & used))


def daily_in(stage: Stage) -> tuple[_InState, _InState]:
    """Return the states in which midnight must be noticed: always, or while a move is pending.

    Not for a rule that answers a signal, nor for what a rule sets: they are read when it acts.
    """
    turning = tuple(each.condition for each in stage.rules if not each.when)
    always = any(_reads_today(each) for each in (turning, stage.variants))
    daily: set[tuple[str, str]] = set()
    pending: set[tuple[str, str]] = set()
    for track in stage.tracks:
        watching = any(_reads_today(each) for each in (track.stalls, track.anytime))
        for name, state in track.states.items():
            if always or watching or _is_daily(state):
                daily.add((track.id, name))
            if _reads_today(state.moves) or any(
                _reads_today(each.needs) for each in track.states.values()
            ):
                pending.add((track.id, name))
    return frozenset(daily), frozenset(pending)


def turning_in(stage: Stage, plain: Mapping[str, Value | None]) -> frozenset[str] | None:
    """Return the facts by which alone the variants of a stage turn, all of them at once.

    None where one is chosen on entry, reads more than ``plain`` facts, or may fail: then
    each has to be asked every time.
    """
    if not all(each.at_once for each in stage.variants):
        return None
    terms = [term for each in stage.variants for term in walk(each.condition)]
    names = frozenset(each.name for each in terms if isinstance(each, Name))
    is_sure = all(isinstance(each, _SURE) for each in terms)
    return names if is_sure and names <= plain.keys() else None


def _is_daily(state: State) -> bool:
    return any(_reads_today(part) for part in (state.touchpoints, state.stalls, state.timeout))


def _reads_today(part: object) -> bool:
    return any(isinstance(each, Name) and each.name == TODAY for each in _structs(part))


def _structs(part: object) -> Iterator[msgspec.Struct]:
    """Yield every struct in a part, in the order they stand."""
    if isinstance(part, msgspec.Struct):
        yield part
    for each in _inner(part):
        yield from _structs(each)


def texts(part: object) -> Iterator[str]:
    """Yield every text in a part: names of facts, documents and signals among them."""
    if isinstance(part, str):
        yield part
    for each in _inner(part):
        yield from texts(each)


def _inner(part: object) -> tuple[Any, ...]:
    if isinstance(part, msgspec.Struct):
        return tuple(getattr(part, name) for name in part.__struct_fields__)
    if isinstance(part, dict):
        return (*part.keys(), *part.values())
    return tuple(part) if isinstance(part, tuple) else ()

"""What each track watches, found by state and by signal: made once, when a program is linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..language.program import Clock, Hold, Program, Stall, State, Track
from ..language.terms import Name, Term, walk
from ..language.values import Moment

Watch = TypeVar("Watch", bound=Hold | Clock)


@dataclass(frozen=True, slots=True)
class Watched:
    """What of a track is watched: stalls by state, holds and clocks by signal.

    ``stalls`` are a state's own and the track's that watch it; ``hearing`` those of them that a
    signal ends or resets; ``reviewed`` those that what is known can hold, start or move.
    ``halts`` are the touchpoints that a signal stops. ``is_heard_by_stalls_only``: no signal
    begins, ends or stops anything else in this track.
    """

    stalls: Mapping[str, tuple[Stall, ...]]
    hearing: Mapping[str, Mapping[str, tuple[Stall, ...]]]
    reviewed: Mapping[str, tuple[Stall, ...]]
    awaited: Mapping[str, frozenset[str]]
    begins: Mapping[str, tuple[Hold, ...]]
    ends: Mapping[str, tuple[Hold, ...]]
    starts: Mapping[str, tuple[Clock, ...]]
    stops: Mapping[str, tuple[Clock, ...]]
    halts: Mapping[str, tuple[str, ...]]
    is_heard_by_stalls_only: bool


def watched_by(track: Track, asked_anywhere: tuple[Moment, ...] = ()) -> Watched:
    """Return what a track watches, each thing in the order it is written (S1.6)."""
    stalls = {
        name: (*state.stalls, *(each for each in track.stalls if name in each.states))
        for name, state in track.states.items()
    }
    halts = _halts(track)
    return Watched(
        stalls,
        {name: _hearing(each) for name, each in stalls.items()},
        {name: tuple(s for s in each if _is_reviewed(s)) for name, each in stalls.items()},
        {
            name: frozenset((*_awaited(each), *_counted_from(track.states[name], asked_anywhere)))
            for name, each in stalls.items()
        },
        _by_signal(track.holds, "begins"),
        _by_signal(track.holds, "ends"),
        _by_signal(track.clocks, "starts"),
        _by_signal(track.clocks, "stops"),
        halts,
        not (track.holds or track.clocks or halts),
    )


def begun_by(stall: Stall) -> str:
    """Return the signal a stall's silence is counted from; empty where entering is it (S5.1)."""
    return f"{stall.silence_from}.done" if stall.silence_from else ""


def _hearing(stalls: tuple[Stall, ...]) -> dict[str, tuple[Stall, ...]]:
    heard: dict[str, tuple[Stall, ...]] = {}
    for stall in stalls:
        for signal in dict.fromkeys((*stall.resets, *stall.recovered_by)):
            heard[signal] = (*heard.get(signal, ()), stall)
    return heard


def _is_reviewed(stall: Stall) -> bool:
    return stall.unless is not None or stall.at is not None or bool(stall.silence_from)


def _awaited(stalls: tuple[Stall, ...]) -> Iterable[str]:
    for stall in stalls:
        yield from stall.at.after if stall.at is not None else ()
        if stall.silence_from:
            yield begun_by(stall)


def _counted_from(state: State, asked_anywhere: tuple[Moment, ...]) -> Iterable[str]:
    """Yield what the moments of a state, and those asked in any, are counted from (S4.5)."""
    own = [moment for each in state.touchpoints for moment in (each.starts, each.due)]
    own.append(state.timeout.moment if state.timeout is not None else None)
    for moment in (*own, *asked_anywhere):
        yield from moment.after if moment is not None else ()


def _halts(track: Track) -> dict[str, tuple[str, ...]]:
    """Return the touchpoints that each signal stops (S4.5)."""
    found: dict[str, tuple[str, ...]] = {}
    for touchpoint in (each for state in track.states.values() for each in state.touchpoints):
        for signal in touchpoint.stops:
            found[signal] = (*found.get(signal, ()), touchpoint.id)
    return found


def _by_signal(watches: tuple[Watch, ...], word: str) -> dict[str, tuple[Watch, ...]]:
    found: dict[str, tuple[Watch, ...]] = {}
    for watch in watches:
        for signal in getattr(watch, word):
            found[signal] = (*found.get(signal, ()), watch)
    return found


def stakes_of(program: Program, stall: Stall) -> tuple[str, ...]:
    """Return the money facts that a stall's own lines weigh: what it is about (S5.4, D4.4)."""
    ladder, play = program.ladders.get(stall.ladder), program.recoveries.get(stall.recovery)
    terms: list[Term | None] = [stall.unless]
    terms += [tier.condition for tier in (ladder.tiers if ladder else ())]
    terms += [step.condition for step in (play.steps if play else ())]
    named = (part.name for term in terms if term for part in walk(term) if isinstance(part, Name))
    return tuple(dict.fromkeys(name for name in named if _is_money(program, name)))


def _is_money(program: Program, name: str) -> bool:
    fact = program.facts.get(name)
    return fact is not None and fact.type == "money"

"""What a workspace uses of what it declares: every mention of a signal and of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..problems import Place
from ..program import Need, Program, Stall, Touchpoint, Track
from ..program_logic import Action
from ..terms import Elapsed, Expiry, Paper, Tally, Term, walk
from ..values import Moment
from .views import StageView


class Condition(NamedTuple):
    """A compiled condition and the place of its text."""

    place: Place
    term: Term


@dataclass(frozen=True)
class Uses:
    """Names mentioned: signals somebody waits for, signals something of ours sends, documents."""

    awaited: frozenset[str]
    sent: frozenset[str]
    documents: frozenset[str]


def uses_of(program: Program, stages: Iterable[StageView], conditions: Iterable[Condition]) -> Uses:
    """Collect every use, in one pass over the program."""
    awaited = {name for limits in program.limits for name in limits.exceptions}
    documents = {name for kind in program.signals.values() for name in kind.brings}
    sent: set[str] = set()
    for kind in program.signals.values():
        documents.update(name for term in kind.computes.values() for name in _papers(term))
    # One term stands for all conditions of one text.
    for term in {id(each.term): each.term for each in conditions}.values():
        awaited.update(_awaited_by_term(term))
        documents.update(_papers(term))
    for view in stages:
        awaited.update(_awaited_by_stage(view))
        # In one go each: a stall on silence is ended by every signal of its party.
        awaited.update(*(stall.resets for track in view.stage.tracks for stall in _stalls(track)))
        sent.update(_sent_by_stage(view))
        documents.update(_documents_of(view))
    return Uses(frozenset(awaited), frozenset(sent), frozenset(documents))


def _awaited_by_term(term: Term) -> Iterator[str]:
    for each in walk(term):
        if isinstance(each, Elapsed):
            yield each.signal
        elif isinstance(each, Tally):
            yield each.name


def _documents_of(view: StageView) -> Iterator[str]:
    for touchpoint in view.touchpoints.values():
        for names in touchpoint.produces.values():
            yield from names
        yield from _needed(touchpoint.needs)
        yield from _expiring((touchpoint.starts, touchpoint.due))
    for track in view.stage.tracks:
        yield from _expiring(_moments(track))
        for state in track.states.values():
            yield from _needed(state.needs)


def _papers(term: Term) -> Iterator[str]:
    return (each.name for each in walk(term) if isinstance(each, Paper | Expiry))


def _needed(needs: Iterable[Need]) -> Iterator[str]:
    return (name for need in needs for name in need.documents)


def _expiring(moments: Iterable[Moment | None]) -> Iterator[str]:
    return (each.fact.partition(".")[0] for each in moments if each is not None and each.fact)


def _moments(track: Track) -> Iterator[Moment | None]:
    yield from (moment for hold in track.holds for moment in hold.ends_at)
    yield from (stall.at for stall in track.stalls)
    for state in track.states.values():
        yield from (stall.at for stall in state.stalls)
        yield state.timeout.moment if state.timeout else None


def _awaited_by_stage(view: StageView) -> Iterator[str]:
    yield from view.stage.started_by
    for track in view.stage.tracks:
        yield from _awaited_by_track(track)
    for touchpoint in view.touchpoints.values():
        yield from _awaited_by_touchpoint(touchpoint)
    for rule in view.stage.rules:
        yield from rule.when
    for pattern in view.stage.patterns:
        yield from pattern.signals
        yield from pattern.after
        yield from pattern.without
        yield from (step.signal for step in pattern.steps)


def _awaited_by_track(track: Track) -> Iterator[str]:
    yield from track.anytime
    yield from track.opened_by
    for hold in track.holds:
        yield from (*hold.begins, *hold.ends)
    for clock in track.clocks:
        yield from (*clock.starts, *clock.stops)
    yield from (name for stall in _stalls(track) for name in stall.recovered_by)
    for state in track.states.values():
        yield from (*state.moves, *state.wakes)
        yield from (name for need in state.needs for name in need.signals)


def _stalls(track: Track) -> Iterator[Stall]:
    yield from track.stalls
    yield from (stall for state in track.states.values() for stall in state.stalls)


def _awaited_by_touchpoint(touchpoint: Touchpoint) -> Iterator[str]:
    yield from touchpoint.stops
    yield from (name for need in touchpoint.needs for name in need.signals)
    for moment in (touchpoint.starts, touchpoint.due):
        yield from moment.after if moment else ()


def _sent_by_stage(view: StageView) -> Iterator[str]:
    for touchpoint in view.touchpoints.values():
        yield from touchpoint.counts_as.values()
    for track in view.stage.tracks:
        yield from (state.timeout.signal for state in track.states.values() if state.timeout)
    for rule in view.stage.rules:
        yield from _emitted(rule.actions)
    for pattern in view.stage.patterns:
        yield from _emitted(pattern.actions)


def _emitted(actions: Iterable[Action]) -> Iterator[str]:
    return (action.name for action in actions if action.verb == "emit")

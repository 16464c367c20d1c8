"""Playbooks nobody would write: random tracks, guards, gates, bounds, ends and starts.

Drawn as compiled programs, not as text: the reader and compiler have tests of their own, and
a walk must reach what no sensible person asks of an engine.
"""

from __future__ import annotations

import functools
from typing import Any

import msgspec
from hypothesis import strategies as st

from engine.core.link import LinkedProgram, link
from engine.language.program import (
    Alternative,
    Ending,
    Need,
    Program,
    Stage,
    StageEnd,
    Start,
    State,
    Track,
)
from engine.language.terms import All, Compare, Either, Known, Limit, Name, Not, Paper, Term
from engine.language.values import Value

from .journeys import stage

SIGNALS = ("client.called", "client.held", "deal.accepted", "deal.asked", "deal.checked",
           "deal.priced", "deal.signed")  # fmt: skip
PAPERS = ("draft", "offer", "order_form")
ENDINGS: tuple[Ending, ...] = ("success", "lost", "dormant")
STAY = "stay"


class Event(msgspec.Struct, frozen=True):
    """One thing that happens to a journey."""

    type: str
    data: dict[str, Value] = {}
    brings: tuple[str, ...] = ()


class Playbook(msgspec.Struct, frozen=True):
    """A random stage, what its journey begins with, and what happens to it."""

    stage: Stage
    begin: dict[str, Value]
    events: tuple[Event, ...]

    def linked(self) -> LinkedProgram:
        """Return the program with this one stage, ready to decide with."""
        program = msgspec.structs.replace(_words(), stages={"stage": self.stage})
        return link(program, "random")


@functools.cache
def _words() -> Program:
    return stage("{start: a, states: {a: {moves: {deal.signed: b}}, b: {end: success}}}").program


@st.composite
def playbooks(draw: st.DrawFn, *, max_events: int = 25) -> Playbook:
    """A playbook of one to three tracks with a walk through it."""
    names = [f"t{number}" for number in range(draw(st.integers(1, 3)))]
    sizes = {name: draw(st.integers(2, 8)) for name in names}
    states = {name: [f"{name}s{each}" for each in range(size)] for name, size in sizes.items()}
    if len(names) == 1:
        states = {"main": states["t0"]}
    guards = conditions(states if len(states) > 1 else {})
    tracks = tuple(draw(_tracks(name, listed, guards)) for name, listed in states.items())
    ends = draw(_ends(tracks)) if len(tracks) > 1 and draw(st.booleans()) else ()
    return Playbook(
        Stage("stage", "office", "worker", tracks, ends=ends),
        draw(_known()),
        tuple(draw(st.lists(events(), min_size=10, max_size=max_events))),
    )


def conditions(states: dict[str, list[str]]) -> st.SearchStrategy[Term]:
    """Conditions over the facts, papers and tracks of a playbook; many are often unknown."""
    leaves: list[st.SearchStrategy[Term]] = [
        st.sampled_from([Name("deal.urgent"), Name("client.on_hold")]),
        st.builds(
            Compare,
            st.just(Name("deal.count")),
            st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
            st.integers(0, 3).map(Known),
        ),
        st.builds(
            Compare, st.just(Name("deal.amount")), st.sampled_from(["<", ">="]),
            st.just(Limit("large")),
        ),
        st.builds(Paper, st.sampled_from(PAPERS), st.sampled_from(["present", "missing"])),
    ]  # fmt: skip
    for track, listed in states.items():
        name = st.just(Name(f"track.{track}.state"))
        leaves.append(st.builds(Compare, name, st.just("=="), st.sampled_from(listed).map(Known)))
    return st.recursive(
        st.one_of(leaves),
        lambda parts: st.one_of(
            st.builds(Not, parts),
            st.builds(All, st.tuples(parts, parts)),
            st.builds(Either, st.tuples(parts, parts)),
        ),
        max_leaves=3,
    )


@st.composite
def _tracks(
    draw: st.DrawFn, name: str, states: list[str], guards: st.SearchStrategy[Term]
) -> Track:
    last = draw(st.integers(1, max(1, len(states) // 2)))
    working, ended = states[:-last], states[-last:]
    made = {each: draw(_working(each, states, guards)) for each in working}
    made |= {each: draw(_ended(each, working, guards)) for each in ended}
    ways = [
        Start(draw(st.sampled_from(working)), draw(guards))
        for _ in range(draw(st.sampled_from([0, 0, 1, 2])))
    ]
    anytime = draw(_moves(states, guards, most=1))
    return Track(name, (*ways, Start(draw(st.sampled_from(working)))), anytime, made)


@st.composite
def _working(
    draw: st.DrawFn, name: str, states: list[str], guards: st.SearchStrategy[Term]
) -> State:
    needs = draw(_needs(name, guards))
    return State(name, "us", "worker", needs=needs, moves=draw(_moves(states, guards, most=6)))


@st.composite
def _ended(
    draw: st.DrawFn, name: str, working: list[str], guards: st.SearchStrategy[Term]
) -> State:
    end = draw(st.sampled_from(ENDINGS))
    wakes: dict[str, str] = {}
    if end == "dormant":
        wakes = draw(
            st.dictionaries(st.sampled_from(SIGNALS), st.sampled_from(working), max_size=2)
        )
    return State(name, "", "worker", end=end, needs=draw(_needs(name, guards)), wakes=wakes)


@st.composite
def _needs(draw: st.DrawFn, state: str, guards: st.SearchStrategy[Term]) -> tuple[Need, ...]:
    kind = draw(st.sampled_from(["", "", "", "", "paper", "any", "condition"]))
    if not kind:
        return ()
    if kind == "condition":
        return (Need(f"stage.{state}#1", condition=draw(guards)),)
    paper = draw(st.sampled_from(PAPERS))
    if kind == "paper":
        return (Need(paper, documents=(paper,)),)
    return (Need(f"stage.{state}#1", documents=(paper,), facts=("deal.urgent",)),)


@st.composite
def _moves(
    draw: st.DrawFn, states: list[str], guards: st.SearchStrategy[Term], *, most: int
) -> dict[str, tuple[Alternative, ...]]:
    signals = draw(
        st.lists(st.sampled_from(SIGNALS), min_size=most // 2, max_size=most, unique=True)
    )
    return {signal: draw(_alternatives(states, guards)) for signal in signals}


@st.composite
def _alternatives(
    draw: st.DrawFn, states: list[str], guards: st.SearchStrategy[Term]
) -> tuple[Alternative, ...]:
    targets = st.sampled_from([*states, *states[-2:], STAY])
    listed = [
        Alternative(draw(targets), draw(guards), *draw(_bound(targets)))
        for _ in range(draw(st.integers(0, 2)))
    ]
    if not listed or draw(st.booleans()):
        listed.append(Alternative(draw(targets), None, *draw(_bound(targets))))
    return tuple(listed)


@st.composite
def _bound(draw: st.DrawFn, targets: st.SearchStrategy[str]) -> tuple[int, str]:
    up_to = draw(st.sampled_from([0, 0, 1, 2]))
    return up_to, draw(targets) if up_to and draw(st.booleans()) else ""


@st.composite
def _ends(draw: st.DrawFn, tracks: tuple[Track, ...]) -> tuple[StageEnd, ...]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        numbers = st.integers(0, len(tracks) - 1)
        when = {}
        for track in [tracks[each] for each in draw(st.lists(numbers, min_size=1, unique=True))]:
            ended = [name for name, state in track.states.items() if state.end]
            when[track.id] = tuple(draw(st.lists(st.sampled_from(ended), min_size=1, unique=True)))
        end: Any = draw(st.sampled_from(ENDINGS))
        made.append(StageEnd(f"e{number}", end, when))
    return tuple(made)


def _known() -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional=dict(_VALUES))


_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "deal.urgent": st.booleans(),
    "client.on_hold": st.booleans(),
    "deal.count": st.integers(0, 3),
    "deal.amount": st.sampled_from(["5 EUR", "5000 EUR", "5000 CNY"]),
}


@st.composite
def events(draw: st.DrawFn) -> Event:
    """A signal, a fact, or something that must be refused."""
    kind = draw(st.sampled_from(["signal"] * 8 + ["fact"] * 3 + ["wrong"]))
    if kind == "fact":
        name = draw(st.sampled_from(sorted(_VALUES)))
        return Event("facts.set", {name: draw(_VALUES[name])})
    if kind == "wrong":
        return draw(st.sampled_from(_WRONG))
    type_ = draw(st.sampled_from(SIGNALS))
    data: dict[str, Value] = {}
    if type_ == "deal.priced":
        filled = {name: each for name, each in _VALUES.items() if name.startswith("deal.")}
        short = {name.partition(".")[2]: each for name, each in filled.items()}
        data = draw(st.fixed_dictionaries({}, optional=short))
    if type_ == "client.held":
        data = draw(st.fixed_dictionaries({}, optional={"on_hold": st.booleans()}))
    brings = draw(st.lists(st.sampled_from(PAPERS), max_size=1))
    return Event(type_, data, tuple(brings))


_WRONG = (
    Event("deal.asked", {"nothing": 1}),
    Event("deal.priced", {"amount": "much"}),
    Event("deal.asked", {}, ("photo",)),
    Event("facts.set", {"deal.count": "x"}),
    Event("deal.unheard_of"),
    Event("journey.started"),
)

"""The shipped lifecycle, simulated with customers who do everything they can, in every stage."""

from __future__ import annotations

import functools

import pytest

from engine.core import records as r
from engine.core.link import LinkedProgram, link
from engine.language.program import Stage, Track
from engine.language.values import Day, Money, Percent, Span, Value
from engine.studies.population.values import (
    WHOLE,
    Behaviour,
    Drawn,
    LatestKey,
    NextKey,
    Population,
    Reaction,
    Reply,
    Work,
)

from . import simulated as s
from .kit import compiled_shipped


@functools.cache
def shipped() -> LinkedProgram:
    return link(compiled_shipped().program)


STAGES = tuple(sorted(shipped().stages))


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_runs_and_everybody_leaves(stage: str) -> None:
    program = shipped()
    found = s.run(program, everything(program, stage), seed=7, journeys=8)
    raised = {each.code for each in found.records(r.IncidentRaised)}
    # What the population leaves out may be missed; nothing breaks, and nothing goes round.
    assert raised <= {"message-incomplete"}
    assert sorted(who.index for who, _, _ in found.left_) == list(range(8))
    assert len(found.records(r.TaskDone)) > 8
    # Every deadline of every journey of an account is taken when it is due.
    assert all(each.at == each.taken_at for each in found.records(r.TimerFired))
    refused = [each for each in found.records(r.SignalRefused) if each.reason != "check-failed"]
    assert not refused


def everything(program: LinkedProgram, start: str) -> Population:
    """Return customers who send, in every state, each of the signals that lead on from it."""
    states: dict[str, Behaviour] = {}
    anytime: dict[str, tuple[Reply, ...]] = {}
    half_a_day = s.varying(8, "business")
    work = {"": Work(s.varying(1), s.varying(0.4), forgotten=2 * s.PERCENT)}
    for stage in program.program.stages.values():
        for track in stage.tracks:
            states |= _states(program, stage, track)
            for touchpoint in (each for state in track.states.values()
                               for each in state.touchpoints if each.outcomes):  # fmt: skip
                share = WHOLE // len(touchpoint.outcomes)
                outcomes = tuple((name, share) for name in touchpoint.outcomes)
                name = f"{stage.id}.{touchpoint.id}"
                work[name] = Work(s.varying(1), s.varying(0.4), outcomes=outcomes)
        opened = [name for track in stage.tracks for name in track.opened_by]
        exits = [name for track in stage.tracks for name in track.anytime]
        anytime[stage.id] = tuple(
            Reply(name, share * s.PERCENT, half_a_day, _data(program, name, name in opened))
            for names, share in ((opened, 90), (exits, 4))
            for name in dict.fromkeys(names)
            if name in program.program.signals
        )
    own = s.segment(states, work, anytime=anytime)
    calendar = program.program.stages[start].calendar
    zone = program.program.calendars[calendar].zone
    return s.population(own, playbook=start, calendar=calendar, zone=zone)


def _states(program: LinkedProgram, stage: Stage, track: Track) -> dict[str, Behaviour]:
    found = {}
    for state in track.states.values():
        names = [
            name
            for name in (*state.moves, *state.wakes)
            if name in program.program.signals and program.program.signals[name].party != "us"
        ]
        replies = tuple(
            Reply(name, 80 * s.PERCENT // len(names), s.varying(40), _data(program, name))
            for name in names
        )
        touched = {"": Reaction(30 * s.PERCENT, s.varying(4))}
        silence = WHOLE - sum(each.chance for each in replies)
        if replies:
            found[f"{stage.id}.{track.id}.{state.id}"] = Behaviour(
                replies, silence, reactions=touched
            )
    return found


def _data(program: LinkedProgram, name: str, is_new: bool = False) -> dict[str, Drawn]:
    kind, thing = program.program.signals[name], name.partition(".")[0]
    key = program.many.get(thing)
    return {
        field: (NextKey(f"{thing}-") if is_new else LatestKey(thing))
        if field == key
        else s.Fixed(_value(fact.type, fact.choices))
        for field, fact in kind.data.items()
    }


def _value(kind: str, choices: tuple[str, ...]) -> Value:
    simple: dict[str, Value] = {
        "number": 3, "yes_no": True, "tags": ("a",), "calendar": "cn_office",
        "percent": Percent(s.exact("5")), "money": Money(s.exact("1000"), "CNY"),
        "duration": Span(2, "business_days"), "date": Day(s.dt.date(2026, 6, 1)),
    }  # fmt: skip
    return choices[0] if choices else simple.get(kind, "text")

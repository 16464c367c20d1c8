"""Program → what ``decide`` takes: calendars built, lookups by name. No closures in a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from ..language.engine_signals import ENGINE_SIGNALS
from ..language.program import (
    SEMANTICS,
    Clock,
    FollowUp,
    Need,
    Program,
    Stage,
    Stall,
    Tier,
    Touchpoint,
    Track,
    program_hash,
)
from ..language.program_logic import Change, Onward
from ..language.terms import Elapsed, Tally
from ..language.values import Moment, Value
from .calendar import BusinessCalendar
from .evaluate import Conditions
from .logic_index import (
    PatternIndex,
    RuleIndex,
    index_account_patterns,
    index_patterns,
    index_rules,
)
from .patterns import Matcher, PythonMatcher
from .personal import Marks, marks_of
from .reads import daily_in, expiring_in, turning_in
from .sources import sources_in
from .validity import EXPIRES
from .watched import Watched, stakes_of, watched_by

STOP = "stop"
"""Where an end of a stage leads that is the last word."""


@dataclass(frozen=True, slots=True)
class LinkedStage:
    """One stage with its tracks, touchpoints, stalls and clocks by name.

    ``watched`` is what each track watches, ``changes`` what variants set of a thing of the
    stage, by kind and name, ``stakes`` the money that each stall is about; ``asks_at_once``
    where a variant may turn in mid-state; ``only_track`` is the name of its track, where it has
    one and that has one instance. ``moving`` are the touchpoints whose deadline may move while
    they are open, ``homes`` is the track of each touchpoint that stands in a state; ``rules``
    and ``patterns`` are found by what makes them act. ``expiring`` are the facts and documents
    it reads that end; ``daily`` the states, by track, in which a new day alone may turn a
    condition, ``daily_pending`` those where it may release a pending move. ``heeds`` are the
    engine's own signals that something in it waits for or counts, ``awaited`` the signals that
    something of any state is counted from. ``is_watched_still``: what is known may hold, start
    or move something there without a signal of its own. ``ends_by_itself``: a day or an expiry
    turns something. ``turning`` are the facts by which alone its variants turn, None where
    they are asked every time; ``sources`` where history must have been, by track, state and
    signal (S2.9).
    """

    stage: Stage
    tracks: dict[str, Track]
    touchpoints: dict[str, Touchpoint]
    stalls: dict[str, Stall]
    clocks: dict[str, Clock]
    watched: dict[str, Watched]
    changes: dict[tuple[str, str], tuple[tuple[str, Change], ...]]
    stakes: dict[str, tuple[str, ...]]
    asks_at_once: bool
    only_track: str
    moving: frozenset[str]
    homes: dict[str, str] = field(default_factory=dict)
    rules: RuleIndex = field(default_factory=RuleIndex)
    patterns: PatternIndex = field(default_factory=PatternIndex)
    expiring: tuple[str, ...] = ()
    daily: frozenset[tuple[str, str]] = frozenset()
    daily_pending: frozenset[tuple[str, str]] = frozenset()
    heeds: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()
    is_watched_still: bool = True
    ends_by_itself: bool = True
    turning: frozenset[str] | None = None
    sources: dict[tuple[str, str, str], str] = field(default_factory=dict)
    written: bytes = field(default=b"", compare=False, repr=False)

    def speaks_of(self, name: str) -> bool:
        """Tell whether anything in the stage bears a name, such as that of a signal."""
        return _is_in(self.written, name)

    def state_names(self) -> frozenset[str]:
        """Return the names of all states of all tracks."""
        return frozenset(name for track in self.stage.tracks for name in track.states)


@dataclass(frozen=True, slots=True)
class LinkedProgram:
    """A program ready to decide with; built once, shared by every journey.

    ``things`` are what vocabulary signals begin with: no touchpoint is named like one. ``many``
    gives the key of each thing that has several items; ``counted`` are the signals that
    conditions count or measure from; ``calendar_fact`` is where an account names its own
    calendar. ``conditions`` holds what was generated for the program's conditions so far.
    ``onward`` is where the ends of stages lead, by stage and end; ends that are the last word
    are not in it. ``starters`` are the playbooks that a signal or the end of a stage starts by
    itself; ``grains`` what each playbook is run once for (S2.5).
    ``patterns`` are those over all journeys of an account; ``matcher`` finds their matches.
    ``plain`` are the facts that a journey has one of and that never end, with what they start at.
    ``dated`` is how signals tell the dates written on
    documents. ``is_bounded``: contact limits or quiet hours may stand against a contact.
    ``personal`` is what a store keeps apart (S7.4).
    """

    program: Program
    id: str
    stages: dict[str, LinkedStage]
    calendars: dict[str, BusinessCalendar]
    tiers: dict[tuple[str, str], Tier]
    follow_ups: dict[tuple[str, str], FollowUp]
    things: frozenset[str]
    many: dict[str, str] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    calendar_fact: str = ""
    onward: dict[tuple[str, str], tuple[Onward, ...]] = field(default_factory=dict)
    starters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    grains: dict[str, str] = field(default_factory=dict)
    plain: dict[str, Value | None] = field(default_factory=dict)
    dated: frozenset[str] = frozenset()
    is_bounded: bool = True
    personal: Marks = field(default_factory=Marks)
    conditions: Conditions = field(default_factory=Conditions, compare=False, repr=False)
    patterns: PatternIndex = field(default_factory=PatternIndex)
    matcher: Matcher = field(default_factory=PythonMatcher, compare=False, repr=False)

    def leads_on(self, stage: str, end: str) -> bool:
        """Tell whether an end of a stage leads anywhere but to a stop (S2.5)."""
        return (stage, end) in self.onward or f"{stage}.{end}" in self.starters


def link(
    program: Program, program_id: str | None = None, matcher: Matcher | None = None
) -> LinkedProgram:
    """Prepare a program for :func:`engine.core.decide.decide`.

    ``program_id`` is the identity it is known by; without it, it is worked out. ``matcher``
    finds the matches of patterns; all of them find the same (S6.1).

    Raises:
        ValueError: the program was compiled for a semantics this engine does not have.
    """
    if program.semantics > SEMANTICS:
        raise ValueError(f"semantics {program.semantics}; this engine knows {SEMANTICS}")
    calendars = {name: BusinessCalendar(data) for name, data in program.calendars.items()}
    return LinkedProgram(
        program=program,
        id=program_id or program_hash(program),
        stages={
            name: _link_stage(program, stage, calendars) for name, stage in program.stages.items()
        },
        calendars=calendars,
        tiers={
            (name, tier.id): tier
            for name, ladder in program.ladders.items()
            for tier in ladder.tiers
        },
        follow_ups={
            (name, step.id): step
            for name, play in program.recoveries.items()
            for step in play.steps
        },
        things=frozenset(name.partition(".")[0] for name in program.signals),
        many={name: thing.key for name, thing in program.things.items() if thing.key},
        counted=frozenset(name for part in _judging(program) for name in _counted(part)),
        calendar_fact=next(
            (
                name
                for name, fact in sorted(program.facts.items())
                if fact.type == "calendar" and fact.scope == "account"
            ),
            "",
        ),
        onward=_onward(program),
        starters=_starters(program),
        grains=_grains(program),
        plain=_plain(program),
        dated=frozenset(
            name + EXPIRES for name, each in program.documents.items() if each.has_own_date
        ),
        is_bounded=bool(program.limits) or any(each.data.quiet for each in calendars.values()),
        personal=marks_of(program),
        patterns=index_account_patterns(program, calendars),
        matcher=matcher or PythonMatcher(),
    )


def _onward(program: Program) -> dict[tuple[str, str], tuple[Onward, ...]]:
    stages = program.lifecycle.stages if program.lifecycle else ()
    return {
        (stage.id, end): ways
        for stage in stages
        for end, ways in stage.ends.items()
        if any(way.new_journey or way.to not in {"", STOP} for way in ways)
    }


def _starters(program: Program) -> dict[str, tuple[str, ...]]:
    started: dict[str, list[str]] = {}
    for name, stage in sorted(program.stages.items()):
        for signal in stage.started_by:
            started.setdefault(signal, []).append(name)
    return {signal: tuple(names) for signal, names in started.items()}


def _grains(program: Program) -> dict[str, str]:
    grains = {stage.id: "account" for stage in program.stages.values() if stage.scope == "account"}
    if program.lifecycle is not None:
        grains |= {stage.id: stage.per for stage in program.lifecycle.stages}
    return grains


def _plain(program: Program) -> dict[str, Value | None]:
    many = {name for name, thing in program.things.items() if thing.key}
    return {
        name: fact.starts_at
        for name, fact in program.facts.items()
        if fact.scope != "account" and fact.valid is None and name.partition(".")[0] not in many
    }


def _judging(program: Program) -> tuple[object, ...]:
    """Return the parts of a program that hold conditions: calendars are long, and have none."""
    return (
        program.stages, program.forms, program.signals, program.ladders, program.recoveries,
        program.lifecycle,
    )  # fmt: skip


def _counted(part: object) -> Iterator[str]:
    """Yield the signals that a condition below a part counts or measures from, or a gate needs."""
    if isinstance(part, Tally) and part.function == "times":
        yield part.name
    if isinstance(part, Elapsed):
        yield part.signal
    if isinstance(part, Need):
        yield from part.signals
    if isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _counted(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from _counted(each)
    elif isinstance(part, dict):
        for each in part.values():
            yield from _counted(each)


def _link_stage(
    program: Program, stage: Stage, calendars: Mapping[str, BusinessCalendar]
) -> LinkedStage:
    written = msgspec.json.encode(stage)
    # A pattern over all journeys of an account watches them whatever stage they are in.
    watched = index_account_patterns(program, calendars).by_signal
    states = [state for track in stage.tracks for state in track.states.values()]
    stalls = {each.id: each for state in states for each in state.stalls}
    stalls |= {each.id: each for track in stage.tracks for each in track.stalls}
    watching = {track.id: watched_by(track, _moments_asked_later(stage)) for track in stage.tracks}
    expiring, (daily, daily_pending) = expiring_in(program, stage), daily_in(stage)
    at_once = any(variant.at_once for variant in stage.variants)
    return LinkedStage(
        stage,
        {track.id: track for track in stage.tracks},
        {
            each.id: each
            for touchpoints in (*(state.touchpoints for state in states), stage.on_demand)
            for each in touchpoints
        },
        stalls,
        {each.id: each for track in stage.tracks for each in track.clocks},
        watching,
        _changes(stage),
        {stall.id: stakes_of(program, stall) for stall in stalls.values()},
        at_once,
        "" if len(stage.tracks) > 1 or stage.tracks[0].each else stage.tracks[0].id,
        frozenset(_moving(stage)),
        _homes(stage),
        index_rules(program, stage),
        index_patterns(program, stage, calendars),
        expiring,
        daily,
        daily_pending,
        heeds=frozenset(
            name for name in ENGINE_SIGNALS if _is_in(written, name) or name in watched
        ),
        awaited=frozenset(
            name for each in watching.values() for names in each.awaited.values() for name in names
        ),
        is_watched_still=bool(stage.variants)
        or any(state.timeout is not None for state in states)
        or any(each for track in watching.values() for each in track.reviewed.values()),
        ends_by_itself=bool(expiring or daily or daily_pending),
        turning=turning_in(stage, _plain(program)),
        sources=sources_in(stage) if stage.observe else {},
        written=written,
    )


def _moving(stage: Stage) -> Iterator[str]:
    """Yield the touchpoints whose deadline what is known, or was done, can move."""
    states = [state for track in stage.tracks for state in track.states.values()]
    for each in (*stage.on_demand, *(each for state in states for each in state.touchpoints)):
        if each.due is not None and (each.due.fact or each.due.span_fact or each.due.after):
            yield each.id


def _is_in(written: bytes, name: str) -> bool:
    # By its bytes: looking through every part of every stage would slow each command.
    return b'"%b"' % name.encode() in written


def _homes(stage: Stage) -> dict[str, str]:
    return {
        each.id: track.id
        for track in stage.tracks
        for state in track.states.values()
        for each in state.touchpoints
    }


def _moments_asked_later(stage: Stage) -> tuple[Moment, ...]:
    """Return the moments that may be asked in any state: of variants, and of work on demand."""
    changed = [change.moment for variant in stage.variants for change in variant.changes]
    wanted = [moment for each in stage.on_demand for moment in (each.starts, each.due)]
    return tuple(moment for moment in (*changed, *wanted) if moment is not None)


def _changes(stage: Stage) -> dict[tuple[str, str], tuple[tuple[str, Change], ...]]:
    """Index what variants change; a later variant has the last word (S2.8)."""
    found: dict[tuple[str, str], tuple[tuple[str, Change], ...]] = {}
    for variant in stage.variants:
        for change in variant.changes:
            key = (change.kind, change.name)
            found[key] = (*found.get(key, ()), (variant.id, change))
    return found

"""Which parts of a playbook no story has reached: worked out from journals and the program alone.

A part is named by its key (:mod:`engine.language.keys`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

import msgspec

from ..core import records as r
from ..core.evaluate import ConditionError, Facts, evaluate
from ..core.evolve import evolve
from ..core.identity import track_of
from ..core.journey import Journey
from ..language.keys import BEYOND, alternative_keys, key_of
from ..language.program import Alternative, Program, Stage, State, Track
from ..language.values import Value

Kind = Literal[
    "state", "move", "touchpoint", "rule", "pattern", "variant", "stall", "tier", "follow_up"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_STAY = "stay"


class Part(msgspec.Struct, frozen=True):
    """One part of a stage that a story can reach."""

    kind: Kind
    key: str


class StageCoverage(msgspec.Struct, frozen=True):
    """The parts of one stage in document order, and the keys of those that were reached."""

    stage: str
    parts: tuple[Part, ...]
    reached: frozenset[str]

    def of(self, kind: Kind) -> tuple[Part, ...]:
        """Return the parts of one kind."""
        return tuple(part for part in self.parts if part.kind == kind)

    @property
    def missed(self) -> tuple[Part, ...]:
        """The parts that no journal reached."""
        return tuple(part for part in self.parts if part.key not in self.reached)


def coverage(program: Program, journals: Iterable[Sequence[r.Record]]) -> tuple[StageCoverage, ...]:
    """Return what the journals reached of every stage, in the order of the stages' names."""
    reached: dict[str, set[str]] = {name: set() for name in program.stages}
    for journal in journals:
        for stage, key in _Walk(program).keys(journal):
            reached[stage].add(key)
    return tuple(
        StageCoverage(name, tuple(parts(program, stage)), frozenset(reached[name]))
        for name, stage in program.stages.items()
    )


# --- what there is


def parts(program: Program, stage: Stage) -> Iterator[Part]:
    """Yield every part of a stage that a story can reach, each once, in document order."""
    found: dict[str, Kind] = {}
    for track in stage.tracks:
        for state in track.states.values():
            found.setdefault(key_of("state", stage, track, state.id), "state")
            found.update((key, "move") for key in _ways(stage, track, state))
            found.update((f"touchpoint/{stage.id}.{t.id}", "touchpoint") for t in state.touchpoints)
            found.update((f"stall/{stage.id}.{each.id}", "stall") for each in state.stalls)
        found.update((key, "move") for key in _exits(stage, track))
        found.update((f"stall/{stage.id}.{each.id}", "stall") for each in track.stalls)
        for each in track.stalls:
            if each.give_up is not None:
                found[f"give_up/{stage.id}.{each.id}"] = "move"
    found.update((f"touchpoint/{stage.id}.{each.id}", "touchpoint") for each in stage.on_demand)
    found.update((f"rule/{stage.id}.{each.id}", "rule") for each in stage.rules)
    found.update((f"pattern/{stage.id}.{each.id}", "pattern") for each in stage.patterns)
    found.update((f"variant/{stage.id}.{each.id}", "variant") for each in stage.variants)
    found.update((tier, "tier") for tier in _tiers(program, stage))
    for play in _plays(stage):
        steps = program.recoveries[play].steps
        found.update((f"followup/{play}.{step.id}", "follow_up") for step in steps)
    yield from (Part(kind, key) for key, kind in found.items())


def _ways(stage: Stage, track: Track, state: State) -> Iterator[str]:
    for signal, ways in state.moves.items():
        yield from (key for key, *_ in alternative_keys(stage, track, state.id, signal, ways))
    for signal in state.wakes:
        yield key_of("wake", stage, track, f"{state.id}.{signal}")
    if state.timeout is not None:
        yield key_of("timeout", stage, track, state.id)
    for stall in state.stalls:
        if stall.give_up is not None:
            yield f"give_up/{stage.id}.{stall.id}"


def _exits(stage: Stage, track: Track) -> Iterator[str]:
    for signal, ways in track.anytime.items():
        yield from (key for key, *_ in alternative_keys(stage, track, "anytime", signal, ways))


def _tiers(program: Program, stage: Stage) -> Iterator[str]:
    """Yield the tiers of the stage's ladders that stand above anybody who climbs them.

    The others are passed over by whoever is there: nobody is told of himself (S5.3).
    """
    lowest: dict[str, int] = {}
    for ladder, role in _climbs(stage):
        level = program.levels.index(program.roles[role].level) if role else -1
        lowest[ladder] = min(level, lowest.get(ladder, level))
    for ladder, level in lowest.items():
        for tier in program.ladders[ladder].tiers:
            if program.levels.index(tier.level) > level:
                yield f"tier/{ladder}.{tier.id}"


def _climbs(stage: Stage) -> Iterator[tuple[str, str]]:
    """Yield every ladder with each role that can climb it; no role where that is open."""
    states = [state for track in stage.tracks for state in track.states.values()]
    touchpoints = [*(each for state in states for each in state.touchpoints), *stage.on_demand]
    ladders = {each.id: each.escalate for each in touchpoints}
    found = [(each.escalate, each.owner) for each in touchpoints]
    for change in (each for variant in stage.variants for each in variant.changes):
        if change.field == "owner":
            found.append((ladders[change.name], change.word))
    found += [(stall.ladder, state.owner) for state in states for stall in state.stalls]
    for track in stage.tracks:
        owners = [state.owner for state in track.states.values() if not state.end]
        found += [(stall.ladder, owner) for stall in track.stalls for owner in owners]
        found += [(each.ladder, owner) for each in track.clocks for owner in owners]
    found += [(ladder, "") for ladder in _acted(stage, "escalate")]
    yield from ((ladder, role) for ladder, role in found if ladder)


def _plays(stage: Stage) -> Iterator[str]:
    states = [state for track in stage.tracks for state in track.states.values()]
    named = [stall.recovery for state in states for stall in state.stalls]
    named += [stall.recovery for track in stage.tracks for stall in track.stalls]
    yield from dict.fromkeys(name for name in [*named, *_acted(stage, "recover")] if name)


def _acted(stage: Stage, verb: str) -> list[str]:
    listed = [*(each.actions for each in stage.rules), *(each.actions for each in stage.patterns)]
    return [action.name for actions in listed for action in actions if action.verb == verb]


# --- what was reached


class _Waiting(msgspec.Struct, frozen=True):
    """Ways that stay where they are: they leave no record, so the signal's decision tells."""

    lane: str
    signal: str
    ways: tuple[tuple[str, Alternative], ...]


class _Walk:
    """One journal folded record by record; each record tells what it reached."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.journey = Journey("")
        self.waiting: list[_Waiting] = []

    def keys(self, journal: Sequence[r.Record]) -> Iterator[tuple[str, str]]:
        """Yield (stage, key) for everything the journal reached."""
        for record in journal:
            before = self.journey
            if _begins_a_decision(record):
                yield from self._stayed()
            self.journey = evolve(before, record)
            stage = self.program.stages.get(self.journey.playbook)
            if stage is not None:
                yield from (_of(stage, key) for key in self._reached(stage, before, record))
        yield from self._stayed()

    def _reached(self, stage: Stage, before: Journey, record: r.Record) -> Iterator[str]:
        match record:
            case r.SignalTaken():
                self.waiting += _stays(stage, before, record.type)
            case r.SignalIgnored():
                self._went("", record.type)
            case r.MovePending():
                self._went(record.track, record.signal)
            case r.StateEntered():
                yield from self._entered(stage, before, record)
            case r.MoveCounted():
                yield from self._counted(stage, before, record.move)
            case r.TaskOpened():
                yield from _opened(stage, before, record.id)
            case r.Escalated():
                yield f"tier/{before.climbs[record.climb].ladder}.{record.tier}"
            case _:
                yield from _named(stage, record)

    def _entered(self, stage: Stage, before: Journey, entered: r.StateEntered) -> Iterator[str]:
        self._went(entered.track, entered.by)
        track = _track(stage, entered.track)
        yield key_of("state", stage, track, entered.state)
        yield from (f"variant/{stage.id}.{name}" for name in entered.variants)
        lane = before.lanes.get(entered.track)
        if lane is None or not lane.state:
            return
        state = track.states[lane.state]
        if state.wakes.get(entered.by) == entered.state:
            yield key_of("wake", stage, track, f"{state.id}.{entered.by}")
            return
        ways = [
            (key, way)
            for key, way, to in _open_ways(stage, track, state, entered.by)
            if to == entered.state
        ]
        # Where several lead there, the one that held, on the values that were read (S1.2).
        held = (key for key, way in ways if self._held(way, entered.used) is True)
        if ways:
            yield next(held, ways[0][0])

    def _held(self, way: Alternative, values: Mapping[str, Value]) -> bool | None:
        documents = self.journey.documents.__contains__
        try:
            facts = Facts(values.get, documents, self.program.thresholds)
            return evaluate(way.condition, facts).answer
        except ConditionError:
            return None

    def _counted(self, stage: Stage, before: Journey, move: str) -> Iterator[str]:
        # The move is named after its lane, whose item may have dots in its key.
        for lane in before.lanes:
            if move.startswith(f"{lane}."):
                self._went(lane, "")
                way = move.removeprefix(f"{lane}.")
                yield key_of("alternative", stage, _track(stage, lane), way)

    def _went(self, lane: str, signal: str) -> None:
        """A signal led somewhere else, or nowhere: nothing stayed for it."""
        self.waiting = [
            each
            for each in self.waiting
            if not (lane in {"", each.lane} and signal in {"", each.signal})
        ]

    def _stayed(self) -> Iterator[tuple[str, str]]:
        for each in self.waiting:
            answers = ((key, self._held(way, self.journey.facts)) for key, way in each.ways)
            # Facts of the account are in no journal: what only they could deny is believed.
            stayed = next((key for key, answer in answers if answer is not False), None)
            if stayed is not None:
                yield self.journey.playbook, stayed
        self.waiting = []


def _named(stage: Stage, record: r.Record) -> Iterator[str]:
    """Yield what a record reaches that it names itself."""
    match record:
        case r.Stalled():
            yield f"stall/{stage.id}.{record.occurrence.stall}"
        case r.StallEnded(outcome="gave_up"):
            yield f"give_up/{stage.id}.{record.stall}"
        case r.VariantsChosen():
            yield from (f"variant/{stage.id}.{name}" for name in record.variants)
        case r.TimedOut(holds=True):
            yield key_of("timeout", stage, _track(stage, record.track), record.state)
        case r.RuleFired():
            yield f"rule/{record.rule}"
        case r.PatternMatched():
            yield f"pattern/{record.pattern}"


def _of(stage: Stage, key: str) -> tuple[str, str]:
    """Return a key with its stage: a pattern may be completed in another than its own (S7.8)."""
    kind, _, name = key.partition("/")
    return name.partition(".")[0] if kind == "pattern" else stage.id, key


def _begins_a_decision(record: r.Record) -> bool:
    return isinstance(record, r.TimerFired) or (
        isinstance(record, r.SignalTaken) and record.source != "engine"
    )


def _track(stage: Stage, lane: str) -> Track:
    # The instance of an item is named after its track: delivery/S1 (S2.10).
    return next(each for each in stage.tracks if each.id == track_of(lane))


def _opened(stage: Stage, before: Journey, task_id: str) -> Iterator[str]:
    task = before.tasks[task_id]
    if task.kind == "touchpoint":
        yield f"touchpoint/{stage.id}.{task.name}"
    elif task.kind == "follow_up" and task.scope in before.stalls:
        yield f"followup/{before.stalls[task.scope].recovery}.{task.name}"


def _open_ways(
    stage: Stage, track: Track, state: State, signal: str
) -> Iterator[tuple[str, Alternative, str]]:
    """Yield every way a signal may go out of a state: exits come first (S1.6)."""
    exits = () if state.end else track.anytime.get(signal, ())
    yield from alternative_keys(stage, track, "anytime", signal, exits)
    yield from alternative_keys(stage, track, state.id, signal, state.moves.get(signal, ()))


def _stays(stage: Stage, journey: Journey, signal: str) -> Iterator[_Waiting]:
    for lane in journey.lanes.values():
        if not lane.state:
            continue
        track = _track(stage, lane.track)
        ways = [
            (key, way)
            for key, way, to in _open_ways(stage, track, track.states[lane.state], signal)
            if to == _STAY and (not way.up_to or key.endswith(BEYOND))
        ]
        if ways:
            yield _Waiting(lane.track, signal, tuple(ways))

"""One playbook → one stage: names, durations, gates and ladders resolved once (S8.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from schemas import playbook as written
from schemas.touchpoint import Touchpoint

from .calendars import CUSTOMER
from .compilation import Compilation
from .compile_logic import compile_pattern, compile_promise, compile_rule
from .compile_touchpoint import Desk, compile_touchpoint, stage_signals
from .compile_track import compile_track
from .compile_variant import compile_variant
from .here import Here
from .keys import MAIN
from .loader import File
from .moments import MomentNames, parse_before_due
from .program import Stage, StageEnd, Track
from .program_logic import Promise

FLOW = ("start", "anytime", "holds", "clocks", "stalls", "states")
"""What belongs to a track, and to the playbook itself where it has one."""


@dataclass(frozen=True, slots=True)
class CompiledStage:
    """A stage, and what it promises, which changes no decision."""

    stage: Stage
    promises: tuple[Promise, ...]


def compile_stage(
    compilation: Compilation, file: File, starters: Collection[str]
) -> CompiledStage | None:
    """Compile one playbook; every problem found is kept in the compilation.

    ``starters`` are what can start a stage: every signal, and the end of every stage.
    """
    model, here = file.model, file.here
    assert isinstance(model, written.Playbook)
    if not compilation.declare("stage", model.id, model.title, here.into("id")):
        return None
    desk = _desk(compilation, model, here)
    tracks = _tracks(desk)
    on_demand = tuple(
        compile_touchpoint(desk, key, each, here.into("on_demand", key), owner=desk.owner)
        for key, each in sorted(model.on_demand.items())
    )
    _check_overdue(desk)
    stage = Stage(
        id=model.id,
        calendar=desk.calendar,
        owner=desk.owner,
        tracks=tracks,
        scope=model.scope,
        started_by=_started_by(desk, starters),
        observe=model.mode == "observe",
        ends=_ends(desk, tracks),
        on_demand=on_demand,
        rules=tuple(
            compile_rule(desk, key, each, here.into("rules", key))
            for key, each in model.rules.items()
        ),
        patterns=tuple(
            compile_pattern(desk, key, each, here.into("patterns", key))
            for key, each in model.patterns.items()
        ),
        variants=tuple(
            compile_variant(desk, key, each, here.into("variants", key))
            for key, each in model.variants.items()
        ),
    )
    promises = tuple(
        compile_promise(desk, key, each, here.into("promises", key))
        for key, each in model.promises.items()
    )
    return CompiledStage(stage, promises)


def _desk(compilation: Compilation, model: written.Playbook, here: Here) -> Desk:
    outcomes = {key: frozenset(each.outcomes) for key, each in touchpoints_of(model)}
    signals = stage_signals(compilation, outcomes)
    tracks = {name: tuple(sorted(track.states)) for name, track in model.tracks.items()}
    names = compilation.names_with(tracks=tracks, signals=signals)
    desk = Desk(
        compilation, model, here, names, MomentNames(names, outcomes), signals, outcomes,
        states=frozenset(name for flow in flows_of(model).values() for name in flow.states),
    )  # fmt: skip
    if model.calendar == CUSTOMER:
        compilation.add(here.into("calendar").place, "calendar-of-a-stage")
    else:
        desk.calendar = desk.calendar_of(model.calendar, here, "calendar")
    desk.owner = desk.role(model.owner, here, "owner")
    return desk


def flows_of(model: written.Playbook) -> Mapping[str, written.Flow]:
    """Return the machines of a playbook by their track's name."""
    return model.tracks or {MAIN: model}


def touchpoints_of(model: written.Playbook) -> Iterator[tuple[str, Touchpoint]]:
    """Yield every touchpoint of a playbook with its name, those on demand last."""
    for flow in flows_of(model).values():
        for state in flow.states.values():
            yield from state.touchpoints.items()
    yield from model.on_demand.items()


def endings_of(model: written.Playbook) -> tuple[str, ...]:
    """Return the names by which the lifecycle knows how a stage can end, dormancy aside.

    With tracks: its ``ends``, or what its tracks can come to where it declares none (S2.2).
    """
    if model.tracks and model.ends:
        return tuple(name for name, each in model.ends.items() if each.end != "dormant")
    states = [
        (name, state.end)
        for flow in flows_of(model).values()
        for name, state in flow.states.items()
    ]
    if model.tracks:
        return tuple(each for each in ("success", "lost") if any(end == each for _, end in states))
    return tuple(name for name, end in states if end in {"success", "lost"})


def _tracks(desk: Desk) -> tuple[Track, ...]:
    model, here = desk.model, desk.here
    compilation = desk.compilation
    if not model.tracks:
        if model.ends:
            compilation.add(here.into("ends").key, "ends-without-tracks")
        return (compile_track(desk, MAIN, model, here),)
    for word in FLOW:
        if here.into(word).is_written:
            compilation.add(here.into(word).key, "belongs-to-a-track", name=word)
    compiled = []
    for name, track in model.tracks.items():
        spot = here.into("tracks", name)
        desk.declare("track", name, track.title, spot)
        calendar = _track_calendar(desk, track, spot.into("calendar"))
        owner = desk.role(track.owner, spot, "owner")
        own = {"own_calendar": calendar, "own_owner": owner}
        compiled.append(compile_track(desk, name, track, spot, **own))
    return tuple(compiled)


def _track_calendar(desk: Desk, track: written.Track, here: Here) -> str:
    if track.calendar == CUSTOMER:
        desk.compilation.add(here.place, "calendar-of-a-stage")
        return ""
    return desk.calendar_of(track.calendar, here)


def _ends(desk: Desk, tracks: tuple[Track, ...]) -> tuple[StageEnd, ...]:
    by_name = {track.id: track for track in tracks}
    compiled = []
    for name, end in desk.model.ends.items():
        here = desk.here.into("ends", name)
        desk.declare("end", name, end.title, here)
        when: dict[str, tuple[str, ...]] = {}
        for track, states in end.when.items():
            spot = here.into("when", track)
            if not desk.compilation.known_at(track, by_name, "track", spot.key):
                continue
            known = {key: each for key, each in by_name[track].states.items() if each.end}
            when[track] = desk.compilation.set_of(states, known, "end", spot)
        if not end.when:
            desk.compilation.add(here.key, "end-without-when", name=name)
        compiled.append(StageEnd(name, end.end, when))
    return tuple(compiled)


def _started_by(desk: Desk, starters: Collection[str]) -> tuple[str, ...]:
    here = desk.here.into("started_by")
    return desk.compilation.set_of(desk.model.started_by, starters, "signal", here)


def _check_overdue(desk: Desk) -> None:
    """Check the default of all deadlines once, also where no touchpoint falls back on it."""
    overdue, here = desk.model.overdue, desk.here.into("overdue")
    desk.ladder(overdue.escalate, here, "escalate")
    if overdue.remind is not None:
        desk.compilation.parsed(here.into("remind"), parse_before_due)

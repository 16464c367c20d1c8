"""Program → what ``decide`` takes: calendars built, lookups by name. No closures in a program."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..language.program import (
    SEMANTICS,
    FollowUp,
    Program,
    Stage,
    Stall,
    Tier,
    Touchpoint,
    Track,
    program_hash,
)
from .calendar import BusinessCalendar
from .evaluate import Conditions


@dataclass(frozen=True, slots=True)
class LinkedStage:
    """One stage with its tracks, touchpoints and stalls by name."""

    stage: Stage
    tracks: dict[str, Track]
    touchpoints: dict[str, Touchpoint]
    stalls: dict[str, Stall]

    def state_names(self) -> frozenset[str]:
        """Return the names of all states of all tracks."""
        return frozenset(name for track in self.stage.tracks for name in track.states)


@dataclass(frozen=True, slots=True)
class LinkedProgram:
    """A program ready to decide with; built once, shared by every journey.

    ``things`` are what vocabulary signals begin with: no touchpoint is named like one.
    ``conditions`` holds what was generated for the program's conditions so far.
    """

    program: Program
    id: str
    stages: dict[str, LinkedStage]
    calendars: dict[str, BusinessCalendar]
    tiers: dict[tuple[str, str], Tier]
    follow_ups: dict[tuple[str, str], FollowUp]
    things: frozenset[str]
    conditions: Conditions = field(default_factory=Conditions, compare=False, repr=False)


def link(program: Program, program_id: str | None = None) -> LinkedProgram:
    """Prepare a program for :func:`engine.core.decide.decide`.

    ``program_id`` is the identity it is known by; without it, it is worked out.

    Raises:
        ValueError: the program was compiled for a semantics this engine does not have.
    """
    if program.semantics > SEMANTICS:
        raise ValueError(f"semantics {program.semantics}; this engine knows {SEMANTICS}")
    return LinkedProgram(
        program=program,
        id=program_id or program_hash(program),
        stages={name: _link_stage(stage) for name, stage in program.stages.items()},
        calendars={name: BusinessCalendar(data) for name, data in program.calendars.items()},
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
    )


def _link_stage(stage: Stage) -> LinkedStage:
    states = [state for track in stage.tracks for state in track.states.values()]
    return LinkedStage(
        stage,
        {track.id: track for track in stage.tracks},
        {each.id: each for state in states for each in state.touchpoints},
        {each.id: each for state in states for each in state.stalls},
    )

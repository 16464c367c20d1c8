"""What a story comes to: steps with instants, ready to be played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas import scenario as written

from ..core.journey import Absence, Context, Signal
from ..language.here import Here
from ..language.problems import Problem
from ..language.program import Legend
from ..language.values import Instant, Value


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story: a signal that is sent, or an expectation that is read.

    ``journey`` is the journey it is about where that is not the story's own: the name under
    which the story began it, else the newest in the stage of that name; ``account`` leaves it
    to the account (S7.2). With ``begins`` the signal begins a journey, under that name;
    ``under`` is the journey whose facts it reads as ``parent.``, if any (S2.5).
    ``tracks`` gives the thing of each track it may name. ``absent``: who is away from here on,
    and until when. ``down_until``: the engine is off from here on until then, and takes nothing.
    """

    at: Instant
    here: Here
    signal: Signal | None = None
    expect: written.Expect | None = None
    due: dict[str, Instant] = field(default_factory=dict)
    facts: dict[str, Value] = field(default_factory=dict)
    nothing_since: Instant | None = None
    journey: str = ""
    tracks: Mapping[str, str] = field(default_factory=dict)
    begins: bool = False
    under: str = ""
    down_until: Instant | None = None
    absent: tuple[str, Absence] | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A story ready to be played, unless ``not_yet`` says what the engine cannot play of it."""

    path: str
    title: str
    playbook: str
    zone: str
    legend: Legend
    begin: Step
    context: Context
    steps: tuple[Step, ...]
    not_yet: tuple[Problem, ...] = ()

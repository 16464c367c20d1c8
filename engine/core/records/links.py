"""Records of the lifecycle: from stage to stage, to other journeys, and out of it (S2)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Value
from ..journey import Seed
from .base import Base


class StageEnded(Base, frozen=True, tag="stage_ended"):
    """A stage is over by one of its ends; ``used`` is what its way on was chosen by (S2.5)."""

    stage: str
    end: str
    outcome: Literal["success", "lost", "dormant"]
    used: dict[str, Value] = {}


class StageEntered(Base, frozen=True, tag="stage_entered"):
    """The journey goes on in another stage of the same grain: facts and documents stay (S2.5)."""

    stage: str
    by: str


class OnwardPending(Base, frozen=True, tag="onward_pending"):
    """A stage is over, and where it leads waits for facts nobody knows (S1.8)."""

    stage: str
    end: str
    outcome: Literal["success", "lost", "dormant"]
    blockers: tuple[str, ...]


class JourneySeeded(Base, frozen=True, tag="journey_seeded"):
    """Another journey is to begin; its id follows from this record's number (S2.6)."""

    seed: Seed


class SeedMerged(Base, frozen=True, tag="seed_merged"):
    """What record ``seed`` seeded did not begin: ``into`` already ran for the same (S2.6)."""

    seed: int
    into: str


class SeedRefused(Base, frozen=True, tag="seed_refused"):
    """What record ``seed`` seeded did not begin; ``lacking`` is what the engine does not run."""

    seed: int
    reason: str = ""
    lacking: str = ""


class ExitTaken(Base, frozen=True, tag="exit_taken"):
    """An exit condition of the lifecycle holds (S2.7)."""

    exit: str
    used: dict[str, Value] = {}


class JourneyClosed(Base, frozen=True, tag="journey_closed"):
    """Somebody ended the journey by hand; ``into`` where it was merged into another (S2.7)."""

    by: str
    reason: str = ""
    into: str = ""


class TouchpointPassedOver(Base, frozen=True, tag="touchpoint_passed_over"):
    """A touchpoint that history cannot show counts as seen, and as nothing else (S2.9)."""

    track: str
    name: str


class Deviated(Base, frozen=True, tag="deviated"):
    """History did what the playbook does not allow, and is followed (S2.9)."""

    kind: Literal["refused", "pending", "unmatched"]
    signal: str
    names: tuple[str, ...] = ()
    track: str = ""

"""Records of holds, clocks and variants (S2.8, S3.5, S3.6)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Instant
from ..journey import RunningClock
from .base import Base


class HoldBegan(Base, frozen=True, tag="hold_began"):
    """Our deadlines of a track are frozen for ``reason``."""

    track: str
    reason: str


class HoldEnded(Base, frozen=True, tag="hold_ended"):
    """One hold of a track is over."""

    track: str
    reason: str


class ClockStarted(Base, frozen=True, tag="clock_started"):
    """A deadline across states began to run."""

    clock: RunningClock


class ClockReminded(Base, frozen=True, tag="clock_reminded"):
    """Somebody was reminded of a clock that will be over."""

    id: str
    name: str


class ClockOverdue(Base, frozen=True, tag="clock_overdue"):
    """A clock ran out; ``cause`` is what that is put down to."""

    id: str
    name: str
    cause: str = ""


class ClockStopped(Base, frozen=True, tag="clock_stopped"):
    """A clock stopped: by its signal, or because its track ended."""

    id: str
    name: str
    outcome: Literal["stopped", "ended"]
    overdue_at: Instant = 0


class VariantsChosen(Base, frozen=True, tag="variants_chosen"):
    """Which variants hold for a visit changed while it lasts (``at: once``, S2.8)."""

    track: str
    variants: tuple[str, ...]

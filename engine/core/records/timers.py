"""Records of deadlines: armed, fired, held, released (S3)."""

from __future__ import annotations

from ...language.values import Instant, Span
from ..journey import Timer
from .base import Base


class TimerArmed(Base, frozen=True, tag="timer_armed"):
    """A deadline began to run."""

    timer: Timer


class TimerFired(Base, frozen=True, tag="timer_fired"):
    """A deadline came due; ``taken_at`` is later than ``at`` after downtime (S3.10)."""

    id: str
    taken_at: Instant


class TimerDisarmed(Base, frozen=True, tag="timer_disarmed"):
    """A deadline was withdrawn while its scope goes on."""

    id: str


class TimerHeld(Base, frozen=True, tag="timer_held"):
    """A deadline is on hold for ``reason``."""

    id: str
    reason: str


class TimerReleased(Base, frozen=True, tag="timer_released"):
    """One hold ended; when it was the last, the deadline runs to ``due_at`` (S3.5).

    ``moved`` is how long the deadline has been held in all, in microseconds; ``since`` when
    it began to stand still, 0 where it still does.
    """

    id: str
    reason: str
    due_at: Instant
    moved: int = 0
    since: Instant = 0


class TimerMoved(Base, frozen=True, tag="timer_moved"):
    """A running deadline was worked out anew: a fact, a variant or the calendar changed.

    ``is_provisional``: it lies beyond the years whose holidays are published (S3.4).
    """

    id: str
    due_at: Instant
    span: Span
    is_provisional: bool = False

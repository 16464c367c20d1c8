"""Records of state machines: left, entered, pending, counted (S2)."""

from __future__ import annotations

from ...language.values import Value
from .base import Base


class StateLeft(Base, frozen=True, tag="state_left"):
    """A visit of a state ended; timers of the visit end with it."""

    track: str
    state: str
    visit: int


class StateEntered(Base, frozen=True, tag="state_entered"):
    """A visit of a state began; ``used`` are the facts its guards read, ``variants`` what holds.

    ``track`` is the lane's name; ``item`` the one it is the instance of.
    """

    track: str
    state: str
    visit: int
    by: str = ""
    used: dict[str, Value] = {}
    variants: tuple[str, ...] = ()
    item: str = ""


class MovePending(Base, frozen=True, tag="move_pending"):
    """A move, or the start of a track, waits for documents or facts (S1.8, S2.10).

    ``item`` and ``data`` are what its signal was about and said; ``is_settled`` where only the
    gate of ``to`` is asked again.
    """

    track: str
    signal: str
    blockers: tuple[str, ...]
    to: str = ""
    item: str = ""
    data: dict[str, Value] = {}
    is_settled: bool = False


class TimedOut(Base, frozen=True, tag="timed_out"):
    """The time of a state is up; nothing follows where its condition did not hold."""

    track: str
    state: str
    holds: bool


class MoveDropped(Base, frozen=True, tag="move_dropped"):
    """A pending move is no longer possible."""

    track: str
    signal: str


class MoveCounted(Base, frozen=True, tag="move_counted"):
    """A bounded move was taken once more."""

    move: str

"""What watches time in a program: stalls, timeouts, holds and clocks (S3.5, S3.6, S5)."""

from __future__ import annotations

import msgspec

from .terms import Term
from .values import Moment, Span


class GiveUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long after the stall recovery is given up, and the state that follows."""

    after: Span
    to: str


class Stall(msgspec.Struct, frozen=True, omit_defaults=True):
    """A limit on silence; ``resets`` are the signals that end it.

    With ``at`` it is a moment instead: still in one of ``states`` then, and not
    ``recovered_by`` a signal, is a stall. ``states`` is empty for a stall of one state.
    """

    id: str
    after: Span
    calendar: str
    resets: tuple[str, ...]
    unless: Term | None = None
    cause: str = ""
    ladder: str = ""
    recovery: str = ""
    give_up: GiveUp | None = None
    at: Moment | None = None
    states: tuple[str, ...] = ()
    silence_from: str = ""
    recovered_by: tuple[str, ...] = ()
    catch_up: str = ""
    late_on_arrival: str = ""


class Timeout(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happens by itself when a state has lasted: a signal, or a move to a state."""

    moment: Moment
    to: str = ""
    signal: str = ""
    condition: Term | None = None


class Hold(msgspec.Struct, frozen=True, omit_defaults=True):
    """What begins and ends a pause of our deadlines inside a state (S3.5)."""

    id: str
    begins: tuple[str, ...]
    ends: tuple[str, ...] = ()
    ends_at: tuple[Moment, ...] = ()
    states: tuple[str, ...] = ()
    waits_for: str = ""


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """A deadline across states; ``pauses`` are parties whose turn it is, or holds (S3.6)."""

    id: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    within: Span
    calendar: str
    pauses: tuple[str, ...] = ()
    cause: str = ""
    remind: Span | None = None
    ladder: str = ""
    late_on_arrival: str = ""

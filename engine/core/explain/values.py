"""What an explanation is made of: ids and values, never text."""

from __future__ import annotations

from typing import Literal

import msgspec

from ...language.terms import Term
from ...language.values import Instant, Span, Value
from ..records import Record

Kind = Literal[
    "journey", "touchpoint", "follow_up", "stall", "clock", "tier", "state", "rule", "pattern"
]
Verdict = Literal["happened", "running", "blocked", "elsewhere"]
"""Happened; on its way by itself; waiting for what is named; not served where the journey is."""

Blocker = Literal[
    "state", "not_started", "after", "fact", "need", "held", "paused", "acknowledged", "no_climb",
    "once", "ended", "rule_scope", "throttle", "order", "nobody", "deferred",
]  # fmt: skip


class Told(msgspec.Struct, frozen=True, tag="told"):
    """A record that is part of the story; its number finds it in the journal."""

    number: int
    record: Record


class Line(msgspec.Struct, frozen=True, tag="line"):
    """The playbook line it rests on, as a legend key."""

    key: str


class Clause(msgspec.Struct, frozen=True, omit_defaults=True, tag="clause"):
    """One part of a condition: its answer (None is unknown) and the values it read."""

    term: Term
    answer: bool | None
    used: dict[str, Value] = {}
    unknown: tuple[str, ...] = ()
    depth: int = 0


class Flip(msgspec.Struct, frozen=True, omit_defaults=True, tag="flip"):
    """The smallest change of one fact that turns a condition; ``was`` None: it is unknown.

    ``answer`` is what the condition would then be.
    """

    name: str
    value: Value
    answer: bool
    was: Value | None = None


class Stuck(msgspec.Struct, frozen=True, tag="stuck"):
    """No change of one fact alone turns the condition."""


class Earlier(msgspec.Struct, frozen=True, tag="earlier"):
    """The smallest change of one date: one of ``signals`` before ``before`` prevents it."""

    signals: tuple[str, ...]
    before: Instant


class Counted(msgspec.Struct, frozen=True, omit_defaults=True, tag="counted"):
    """How a deadline was reckoned: from ``start``, ``span`` on ``calendar``, to ``due_at``.

    ``purpose`` and ``about`` say which deadline it is; ``holds`` what moved it since.
    """

    purpose: str
    start: Instant
    span: Span
    calendar: str
    due_at: Instant
    holds: tuple[str, ...] = ()
    about: str = ""


class Expected(msgspec.Struct, frozen=True, tag="expected"):
    """When it would happen if nothing else comes."""

    at: Instant


class Blocked(msgspec.Struct, frozen=True, omit_defaults=True, tag="blocked"):
    """What it waits for now."""

    by: Blocker
    names: tuple[str, ...] = ()
    until: Instant = 0


class Comes(msgspec.Struct, frozen=True, tag="comes"):
    """A signal that would lead to it from where the journey stands; ``state`` is the one left."""

    signal: str
    state: str


class Waits(msgspec.Struct, frozen=True, tag="waits"):
    """A move that was asked for and waits in ``state``."""

    signal: str
    state: str


class Way(msgspec.Struct, frozen=True, tag="way"):
    """One alternative of a move, in the order they are tried; its clauses follow."""

    to: str
    otherwise: bool = False


Part = (
    Told | Line | Clause | Flip | Stuck | Earlier | Counted | Expected | Blocked | Comes | Waits
    | Way
)  # fmt: skip


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to one question about one thing of a journey at one instant."""

    kind: Kind
    subject: str
    verdict: Verdict
    at: Instant
    parts: tuple[Part, ...] = ()

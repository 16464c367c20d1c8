"""The values a decision is made of: what is known, what happened, what was decided.

All frozen, all with a JSON form that reads back equal. A journey is nothing but the
fold of its records (``engine.core.evolve``); every id is derived from the number of the
record that made it, so that the same decision has the same bytes everywhere (S1.4).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ..language.values import Instant, Span, Value

TaskStatus = Literal["planned", "open"]
TaskKind = Literal["touchpoint", "follow_up", "blocker"]
Purpose = Literal["task.start", "task.remind", "task.due", "stall", "tier", "follow_up", "give_up"]


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a signal goes: a journey, or an account with line and key (S7.2)."""

    journey: str = ""
    account: str = ""
    line: str = ""
    key: str = ""
    playbook: str = ""


class Signal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that happened.

    ``source`` and ``id`` together name it once and for all; ``by`` is who did it, ``at``
    when it happened (microseconds UTC), ``data`` what it says, ``brings`` the documents
    that came with it.
    """

    type: str
    id: str
    source: str = "api"
    by: str = ""
    at: Instant = 0
    data: dict[str, Value] = {}
    brings: tuple[str, ...] = ()
    address: Address = Address()


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """The customer company as a decision sees it: facts, and owners per ``role/line``."""

    id: str = ""
    version: int = 0
    facts: dict[str, Value] = {}
    owners: dict[str, str] = {}


class Directory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who fills which role today."""

    version: int = 0
    people: dict[str, str] = {}


class Context(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a decision may read besides the journey: one frozen, versioned slice (S1.2)."""

    account: Account = Account()
    directory: Directory = Directory()
    parent: dict[str, Value] = {}


class Task(msgspec.Struct, frozen=True, omit_defaults=True):
    """One piece of work in a journey; ``name`` is its touchpoint, follow-up or blocker."""

    id: str
    name: str
    kind: TaskKind
    track: str
    visit: int
    status: TaskStatus = "planned"
    role: str = ""
    owner: str = ""
    opened_at: Instant = 0
    due_at: Instant | None = None
    is_overdue: bool = False
    stays: bool = False
    scope: str = ""


class Timer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A deadline as data (S3.9): fires as a signal carrying its id, once.

    ``scope`` is the task, stall, climb or visit whose end disarms it. While ``holds`` is
    not empty ``due_at`` is the original due and the timer does not come due (S3.5).
    """

    id: str
    purpose: Purpose
    subject: str
    scope: str
    armed_at: Instant
    due_at: Instant
    calendar: str
    span: Span
    detail: str = ""
    holds: tuple[str, ...] = ()
    held_at: Instant = 0


class Climb(msgspec.Struct, frozen=True, omit_defaults=True):
    """One ladder being climbed; its tiers are the pinned program's (S5.3, S8.1)."""

    id: str
    ladder: str
    subject: str
    role: str
    started_at: Instant
    track: str
    calendar: str
    fired: tuple[str, ...] = ()
    quiet_until: Instant = 0


class Occurrence(msgspec.Struct, frozen=True, omit_defaults=True):
    """One stall that has happened and not ended (S5.2)."""

    id: str
    stall: str
    started_at: Instant
    track: str
    cause: str = ""
    recovery: str = ""


class Pending(msgspec.Struct, frozen=True, omit_defaults=True):
    """A move that waits for a document or a fact (S1.8, S2.4)."""

    signal: str
    blockers: tuple[str, ...]
    to: str = ""


class Lane(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where one track stands: its state, since when, and what was seen during the visit."""

    track: str
    state: str
    visit: int
    entered_at: Instant
    pending: Pending | None = None
    seen: dict[str, Instant] = {}


class Journey(msgspec.Struct, frozen=True, omit_defaults=True):
    """One account × line × key on its way; the fold of its records."""

    id: str
    version: int = 0
    now: Instant = 0
    program: str = ""
    account: str = ""
    line: str = ""
    key: str = ""
    playbook: str = ""
    outcome: Literal["", "success", "lost", "dormant"] = ""
    is_paused: bool = False
    incidents: int = 0
    lanes: dict[str, Lane] = {}
    facts: dict[str, Value] = {}
    documents: dict[str, Instant] = {}
    tasks: dict[str, Task] = {}
    timers: dict[str, Timer] = {}
    stalls: dict[str, Occurrence] = {}
    climbs: dict[str, Climb] = {}
    done: dict[str, Instant] = {}
    taken: dict[str, int] = {}

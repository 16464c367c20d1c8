"""The program: a compiled workspace as immutable data, identified by its meaning (S8.1).

Everything a decision depends on is in ``Program``; titles and places of the source are
in ``Legend``, beside it, so that changing a text never changes the program.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from .calendars import Calendar
from .problems import Place
from .terms import Term
from .titles import Title
from .values import Moment, Money, Span, Value

SEMANTICS = 1
"""Version of the engine's semantics; part of every program's hash."""

Ending = Literal["", "success", "lost", "dormant"]
FactType = Literal[
    "text", "number", "percent", "money", "date", "duration", "yes_no", "choice", "person",
    "tags", "calendar",
]  # fmt: skip


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Type and scope of one fact; ``choices`` only for type ``choice``."""

    name: str
    type: FactType
    scope: Literal["journey", "account"]
    choices: tuple[str, ...] = ()
    starts_at: Value | None = None


class SignalKind(msgspec.Struct, frozen=True, omit_defaults=True):
    """One declared signal: its party, typed data, and what it fills and brings."""

    name: str
    party: Literal["us", "customer", "partner", "system"]
    data: dict[str, Fact] = {}
    sets: dict[str, str] = {}
    brings: tuple[str, ...] = ()


class FormField(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field of a form: a fact, filled or not."""

    fact: str
    required: bool


class Role(msgspec.Struct, frozen=True, omit_defaults=True):
    """A role on a level; ``reports_to`` climbs the organisation."""

    id: str
    level: str
    reports_to: str = ""
    one_for_each: tuple[str, ...] = ()


class Tier(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rung of a ladder."""

    id: str
    level: str
    after: Span
    do: Literal["remind", "notify", "take_over"]
    condition: Term | None = None


class FollowUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of a recovery play, counted from the stall."""

    id: str
    after: Span
    owner: str = ""
    contact: str = ""
    via: tuple[str, ...] = ()
    condition: Term | None = None


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """One condition of a gate: any of several documents or facts, or a condition."""

    id: str
    documents: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    condition: Term | None = None


class Alternative(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way a move goes; ``to`` may be ``stay``; ``up_to`` 0 means unbounded."""

    to: str
    condition: Term | None = None
    up_to: int = 0
    otherwise: str = ""


class Touchpoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """A planned contact; ``form`` and needs are its gate, the rest what it plans and yields."""

    id: str
    owner: str
    contact: str = ""
    via: tuple[str, ...] = ()
    condition: Term | None = None
    starts: Moment | None = None
    due: Moment | None = None
    remind: Span | None = None
    escalate: str = ""
    form: str = ""
    needs: tuple[Need, ...] = ()
    produces: dict[str, tuple[str, ...]] = {}
    outcomes: tuple[str, ...] = ()
    counts_as: dict[str, str] = {}
    mark: str = ""
    once: bool = False
    stays: bool = False


class GiveUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long after the stall recovery is given up, and the state that follows."""

    after: Span
    to: str


class Stall(msgspec.Struct, frozen=True, omit_defaults=True):
    """A limit on silence in one state; ``resets`` are the signals that end it."""

    id: str
    after: Span
    calendar: str
    resets: tuple[str, ...]
    unless: Term | None = None
    cause: str = ""
    ladder: str = ""
    recovery: str = ""
    give_up: GiveUp | None = None


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """One state; moves keyed by signal, alternatives in order."""

    id: str
    waits_for: str
    owner: str
    end: Ending = ""
    needs: tuple[Need, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    moves: dict[str, tuple[Alternative, ...]] = {}
    stalls: tuple[Stall, ...] = ()
    wakes: dict[str, str] = {}


class Track(msgspec.Struct, frozen=True, omit_defaults=True):
    """A flat state machine; a stage without tracks has one, named ``main``."""

    id: str
    start: str
    anytime: dict[str, tuple[Alternative, ...]]
    states: dict[str, State]


class Stage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One compiled playbook."""

    id: str
    calendar: str
    owner: str
    tracks: tuple[Track, ...]


class Program(msgspec.Struct, frozen=True, omit_defaults=True):
    """A compiled workspace: names, durations and conditions resolved; data only."""

    semantics: int
    tzdata: str
    stages: dict[str, Stage]
    calendars: dict[str, Calendar]
    ladders: dict[str, tuple[Tier, ...]]
    recoveries: dict[str, tuple[FollowUp, ...]]
    levels: tuple[str, ...]
    roles: dict[str, Role]
    facts: dict[str, Fact]
    documents: tuple[str, ...]
    signals: dict[str, SignalKind]
    forms: dict[str, tuple[FormField, ...]]
    thresholds: dict[str, tuple[Money, ...]]


class Legend(msgspec.Struct, frozen=True, omit_defaults=True):
    """Titles and places of all in a program, keyed ``kind/name``: ``state/contract.lost``."""

    titles: dict[str, Title] = {}
    places: dict[str, Place] = {}

    def title(self, key: str, lang: Literal["zh", "en"]) -> str:
        """Return the title of ``key``, or the bare name where nobody wrote one."""
        title = self.titles.get(key)
        return title.text(lang) if title else key.partition("/")[2]


def encode(program: Program) -> bytes:
    """Return the program as JSON with sorted keys: one byte form per meaning."""
    return msgspec.json.encode(program, order="sorted")


def decode(data: bytes) -> Program:
    """Read a program back from :func:`encode`.

    Raises:
        msgspec.ValidationError: the bytes are not a program of this version.
    """
    return msgspec.json.decode(data, type=Program)


def program_hash(program: Program) -> str:
    """Return the identity of the program's meaning: 16 hex digits of SHA-256 (S8.1)."""
    return encoded_hash(encode(program))


def encoded_hash(data: bytes) -> str:
    """Return the identity of an encoded program, by its bytes.

    Defaults are left out of the bytes, so a field that a later version adds changes neither
    the bytes of what was compiled before nor its identity.
    """
    return hashlib.sha256(data).hexdigest()[:16]

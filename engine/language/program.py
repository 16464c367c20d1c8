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
from .program_logic import ContactLimits, Lifecycle, Message, Pattern, Rule, Variant
from .program_watch import Clock, GiveUp, Hold, Stall, Timeout
from .terms import Term
from .titles import Title
from .values import Limit, Moment, Money, Repeat, Span, Value

__all__ = [
    "SEMANTICS",
    "Alternative",
    "Check",
    "Clock",
    "Document",
    "Ending",
    "Fact",
    "FactType",
    "FollowUp",
    "Form",
    "FormField",
    "GiveUp",
    "HandsOver",
    "Hold",
    "Ladder",
    "Legend",
    "Need",
    "Partner",
    "Program",
    "Recovery",
    "Role",
    "SignalKind",
    "Stage",
    "StageEnd",
    "Stall",
    "Start",
    "State",
    "Thing",
    "Tier",
    "Timeout",
    "Touchpoint",
    "Track",
    "decode",
    "encode",
    "encoded_hash",
    "program_hash",
]  # fmt: skip

SEMANTICS = 1
"""Version of the engine's semantics; part of every program's hash."""

Ending = Literal["", "success", "lost", "dormant"]
FactType = Literal[
    "text", "number", "percent", "money", "date", "duration", "yes_no", "choice", "person",
    "tags", "calendar",
]  # fmt: skip


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Type and scope of one fact; ``choices`` only for type ``choice``.

    After ``valid`` it is unknown again; a ``personal`` one can be erased (S7.4).
    """

    name: str
    type: FactType
    scope: Literal["journey", "account"]
    choices: tuple[str, ...] = ()
    starts_at: Value | None = None
    valid: Span | None = None
    personal: bool = False


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """One kind of paper of a thing; expires ``valid`` after it came, or on a date of its own."""

    id: str
    thing: str
    valid: Span | None = None
    has_own_date: bool = False


class Thing(msgspec.Struct, frozen=True, omit_defaults=True):
    """A thing of the vocabulary; ``key`` is the fact that tells several items apart (S2.10)."""

    id: str
    scope: Literal["journey", "account"]
    key: str = ""


class SignalKind(msgspec.Struct, frozen=True, omit_defaults=True):
    """One declared signal: its party, typed data, and what it fills, computes and brings.

    ``sets`` maps a field of its data to the fact it fills, ``computes`` a fact to what it
    becomes; ``correlate`` says how an account-addressed one finds its journeys (S7.2).
    """

    name: str
    party: Literal["us", "customer", "partner", "system"]
    data: dict[str, Fact] = {}
    sets: dict[str, str] = {}
    computes: dict[str, Term] = {}
    brings: tuple[str, ...] = ()
    correlate: str = ""


class FormField(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field of a form: a fact, filled always, never by force, or where a condition holds."""

    fact: str
    required: bool
    required_if: Term | None = None


class Check(msgspec.Struct, frozen=True, omit_defaults=True):
    """What must hold of a filled form."""

    id: str
    condition: Term


class Form(msgspec.Struct, frozen=True, omit_defaults=True):
    """Fields, tables whose rows each open one item of a thing, and checks."""

    fields: tuple[FormField, ...] = ()
    rows: dict[str, tuple[FormField, ...]] = {}
    checks: tuple[Check, ...] = ()


class Role(msgspec.Struct, frozen=True, omit_defaults=True):
    """A role on a level; ``reports_to`` climbs the organisation; ``may`` is its authority (D3.6).

    An act maps to True, or to the amounts up to which it may be done.
    """

    id: str
    level: str
    reports_to: str = ""
    one_for_each: tuple[str, ...] = ()
    may: dict[str, bool | Money] = {}


class HandsOver(msgspec.Struct, frozen=True, omit_defaults=True):
    """Authority, tools and training: what a partner has, or what a handover needs (D3.5)."""

    authority: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    trained_in: tuple[str, ...] = ()


class Partner(msgspec.Struct, frozen=True, omit_defaults=True):
    """A company that works for us, the role it answers to, and what it is able to do."""

    id: str
    answers_to: str
    able: HandsOver


class Tier(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rung of a ladder."""

    id: str
    level: str
    after: Span
    do: Literal["remind", "notify", "take_over"]
    condition: Term | None = None


class Ladder(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tiers in the order they are climbed; an acknowledgment holds the climb for a while."""

    tiers: tuple[Tier, ...]
    ack_holds: Span | None = None


class FollowUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of a recovery play, counted from the stall."""

    id: str
    after: Span
    owner: str = ""
    contact: str = ""
    via: tuple[str, ...] = ()
    message: str = ""
    condition: Term | None = None


class Recovery(msgspec.Struct, frozen=True, omit_defaults=True):
    """A play: its steps, its cause by function, how often it may be started."""

    steps: tuple[FollowUp, ...]
    cause: str = ""
    limit: Limit | None = None


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """One condition of a gate: any of several documents, facts or signals, or a condition."""

    id: str
    documents: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    condition: Term | None = None


class Alternative(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way a move goes; ``to`` may be ``stay``; ``up_to`` 0 means unbounded."""

    to: str
    condition: Term | None = None
    up_to: int = 0
    otherwise: str = ""


class Touchpoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """A planned contact; ``form`` and needs are its gate, the rest what it plans and yields.

    ``calendar`` may be the word ``customer``: the calendar the account itself names.
    """

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
    calendar: str = ""
    repeats: Repeat | None = None
    counted_from: Literal["schedule", "done"] = "schedule"
    catch_up: str = ""
    stops: tuple[str, ...] = ()
    message: str = ""
    hands_over: HandsOver | None = None
    late_on_arrival: str = ""


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
    timeout: Timeout | None = None


class Start(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way a track begins; the first whose condition holds is taken."""

    to: str
    condition: Term | None = None


class Track(msgspec.Struct, frozen=True, omit_defaults=True):
    """A flat state machine; a stage without tracks has one, named ``main``.

    With ``each`` there is one instance per item of that thing, opened by ``opened_by``.
    ``calendar`` is its own; empty where it is the stage's.
    """

    id: str
    starts: tuple[Start, ...]
    anytime: dict[str, tuple[Alternative, ...]]
    states: dict[str, State]
    each: str = ""
    opened_by: tuple[str, ...] = ()
    endless: bool = False
    holds: tuple[Hold, ...] = ()
    clocks: tuple[Clock, ...] = ()
    stalls: tuple[Stall, ...] = ()
    calendar: str = ""

    @property
    def start(self) -> str:
        """The state it begins in when no condition decides otherwise: the last way's."""
        return self.starts[-1].to


class StageEnd(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way a stage is over: per track named, the ends that count (S2.2)."""

    id: str
    end: Literal["success", "lost", "dormant"]
    when: dict[str, tuple[str, ...]]


class Stage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One compiled playbook."""

    id: str
    calendar: str
    owner: str
    tracks: tuple[Track, ...]
    scope: Literal["journey", "account"] = "journey"
    started_by: tuple[str, ...] = ()
    observe: bool = False
    ends: tuple[StageEnd, ...] = ()
    on_demand: tuple[Touchpoint, ...] = ()
    rules: tuple[Rule, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    variants: tuple[Variant, ...] = ()


class Program(msgspec.Struct, frozen=True, omit_defaults=True):
    """A compiled workspace: names, durations and conditions resolved; data only."""

    semantics: int
    tzdata: str
    stages: dict[str, Stage]
    calendars: dict[str, Calendar]
    ladders: dict[str, Ladder]
    recoveries: dict[str, Recovery]
    levels: tuple[str, ...]
    roles: dict[str, Role]
    facts: dict[str, Fact]
    documents: dict[str, Document]
    signals: dict[str, SignalKind]
    forms: dict[str, Form]
    thresholds: dict[str, tuple[Money, ...]]
    things: dict[str, Thing] = {}
    partners: dict[str, Partner] = {}
    messages: dict[str, Message] = {}
    formats: dict[str, Title] = {}
    limits: tuple[ContactLimits, ...] = ()
    lifecycle: Lifecycle | None = None


class Legend(msgspec.Struct, frozen=True, omit_defaults=True):
    """Titles and places of all in a program, keyed ``kind/name``.

    What belongs to a stage is named after it: ``touchpoint/contract.send_quote``; a state
    also after its track, where the stage declares tracks: ``state/contract.lost``, but
    ``state/fulfillment.delivery.accepted``, because two tracks may have a state of one name.
    Places: ``move/STAGE.STATE.SIGNAL`` (``anytime`` for the state of an exit) and
    ``alternative/STAGE.STATE.SIGNAL#0``, ``timeout/STAGE.STATE``, ``due/STAGE.TOUCHPOINT``.
    """

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

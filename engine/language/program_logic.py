"""The rest of a program: rules, patterns, variants, messages, contact limits, lifecycle (S6)."""

from __future__ import annotations

from typing import Literal

import msgspec

from .terms import Term
from .values import Limit, Moment, Percent, Repeat, Span, Throttle

Verb = Literal[
    "open", "escalate", "recover", "notify", "set", "tag", "move", "pause", "resume", "emit"
]


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing a rule or pattern does: a verb and what it is done to (S6.3).

    ``name`` is the touchpoint, ladder, play, role, tag, state or signal; ``values`` what
    ``set`` computes, by fact; ``tier`` where an escalation begins; ``track`` the one whose
    state a move goes to.
    """

    verb: Verb
    name: str = ""
    track: str = ""
    tier: str = ""
    message: str = ""
    values: dict[str, Term] = {}


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """Fires once per turn to true; with ``lasting`` it holds ``hold`` as long as true (S6.1)."""

    id: str
    condition: Term | None = None
    lasting: bool = False
    when: tuple[str, ...] = ()
    sample: Percent | None = None
    states: tuple[str, ...] = ()
    hold: tuple[str, ...] = ()
    throttle: Throttle | None = None
    actions: tuple[Action, ...] = ()


class PatternStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """One signal of a sequence under a name that later conditions use."""

    alias: str
    signal: str
    condition: Term | None = None


class Pattern(msgspec.Struct, frozen=True, omit_defaults=True):
    """Several signals seen together; ``account`` is its scope where ``same`` names the account."""

    id: str
    kind: Literal["count", "twice", "sequence", "absent"]
    within: Span
    scope: Literal["journey", "account"] = "journey"
    signals: tuple[str, ...] = ()
    steps: tuple[PatternStep, ...] = ()
    after: tuple[str, ...] = ()
    at_least: int = 0
    same: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    condition: Term | None = None
    cause: str = ""
    throttle: Throttle | None = None
    actions: tuple[Action, ...] = ()


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing a variant sets: ``field`` of a touchpoint, stall or clock; one value is filled.

    ``field`` is the compiled thing's own; ``give_up`` is how long after the stall.
    """

    kind: Literal["touchpoint", "stall", "clock"]
    name: str
    field: str
    moment: Moment | None = None
    span: Span | None = None
    repeat: Repeat | None = None
    word: str = ""


class Variant(msgspec.Struct, frozen=True, omit_defaults=True):
    """What differs while a condition holds; chosen on entry, or ``at_once`` (S2.8)."""

    id: str
    condition: Term
    at_once: bool = False
    changes: tuple[Change, ...] = ()


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text to a customer: per language its parts, plain texts and names of facts in turn.

    Parts with an even index are texts, those with an odd index names.
    """

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Cap(msgspec.Struct, frozen=True, omit_defaults=True):
    """At most ``limit`` contacts, on some channels or, with none named, on all that count."""

    limit: Limit
    via: tuple[str, ...] = ()


class ContactLimits(msgspec.Struct, frozen=True, omit_defaults=True):
    """The contact budget of a customer over all journeys (S4.6)."""

    caps: tuple[Cap, ...]
    counts: tuple[str, ...] = ()
    above_limit: Literal["defer", "skip", "hold"] = "defer"
    exceptions: tuple[str, ...] = ()
    quiet: tuple[tuple[int, int], ...] = ()


class Onward(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an end of a stage leads: a stage, its children, a new journey, or a stop (S2.5)."""

    to: str = ""
    each: str = ""
    new_journey: str = ""
    carries: tuple[str, ...] = ()
    condition: Term | None = None


class LifecycleStage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One stage in its place, and where each of its ends leads."""

    id: str
    per: Literal["account", "line", "contract", "order"]
    ends: dict[str, tuple[Onward, ...]]


class Leave(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exit condition of every stage (S2.7)."""

    id: str
    condition: Term
    end: Literal["success", "lost", "dormant"]


class Lifecycle(msgspec.Struct, frozen=True, omit_defaults=True):
    """The stages in order, those beside them, and the exits."""

    id: str
    stages: tuple[LifecycleStage, ...]
    beside: tuple[str, ...] = ()
    leave: tuple[Leave, ...] = ()


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a playbook promises; checked by studies, part of no program.

    ``every`` journey, or in ``every`` span, ``reaches`` an end or what ``comes``; ``after`` a
    happening something ``comes``; ``never`` something where the condition holds; ``always`` a
    task, timer or person.
    """

    id: str
    kind: Literal["every", "after", "never", "always"]
    every: Span | None = None
    reaches: tuple[str, ...] = ()
    comes: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    condition: Term | None = None
    within: Span | None = None

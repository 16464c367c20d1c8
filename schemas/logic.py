"""Logic beside the machine: rules, patterns, variants, promises (S6, S2.8)."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from .text import Bilingual, Condition, Id, Maybe, OneOrMany, Words, Written


class Action(Written):
    """One thing a rule or pattern does; exactly one verb (S6.3)."""

    open: Maybe[Id] = None
    escalate: Maybe[Id] = None
    from_: Maybe[Id] = Field(default=None, alias="from")
    recover: Maybe[Id] = None
    notify: Maybe[Id] = None
    message: Maybe[Id] = None
    set: Maybe[dict[str, Any]] = None
    tag: Maybe[str] = None
    move: Maybe[Id] = None
    pause: Maybe[Bilingual] = None
    resume: Maybe[Bilingual] = None
    emit: Maybe[str] = None


Actions = Annotated[tuple[Action, ...], Field(min_length=1)]


class Rule(Written):
    """Fires once when ``if`` turns true, lasts as long as ``while``, or answers ``when`` (S6.1)."""

    title: Bilingual
    in_: OneOrMany = Field(default=(), alias="in")
    if_: Maybe[Condition] = Field(default=None, alias="if")
    while_: Maybe[Condition] = Field(default=None, alias="while")
    when: OneOrMany = ()
    sample: Maybe[Words] = None
    hold: OneOrMany = ()
    throttle: Maybe[Words] = None
    do: tuple[Action, ...] = ()


class Step(Written):
    """One signal of a sequence; later steps may compare with earlier ones by name."""

    as_: Id = Field(alias="as")
    signal: str
    if_: Maybe[Condition] = Field(default=None, alias="if")


class Pattern(Written):
    """Several signals of one journey or account seen together (S6.1)."""

    title: Bilingual
    cause: Maybe[Id] = None
    count: OneOrMany = ()
    twice: Maybe[str] = None
    sequence: tuple[Step, ...] = ()
    absent: OneOrMany = ()
    after: OneOrMany = ()
    at_least: Maybe[Annotated[StrictInt, Field(ge=1, le=500)]] = None
    within: Words
    same: OneOrMany = ()
    differ: OneOrMany = ()
    without: OneOrMany = ()
    if_: Maybe[Condition] = Field(default=None, alias="if")
    throttle: Maybe[Words] = None
    do: Actions


class Variant(Written):
    """Other durations, owners, ladders where a condition holds (S2.8)."""

    title: Bilingual
    if_: Condition = Field(alias="if")
    at: Literal["entry", "once"] = "entry"
    set: Annotated[dict[str, str], Field(min_length=1)]


class Promise(Written):
    """What a playbook promises; checked by simulation, backtest and verification."""

    title: Bilingual
    every: Maybe[Words] = None
    reaches: OneOrMany = ()
    comes: OneOrMany = ()
    after: OneOrMany = ()
    never: OneOrMany = ()
    always: tuple[Literal["task", "timer", "person"], ...] = ()
    if_: Maybe[Condition] = Field(default=None, alias="if")
    within: Maybe[Words] = None

"""Logic beside the machine: rules, patterns, variants, promises (S6, S2.8)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from .text import Bilingual, Condition, Id, OneOrMany, Words, Written


class Action(Written):
    """One thing a rule or pattern does; exactly one verb (S6.3)."""

    open: Id | None = None
    escalate: Id | None = None
    from_: Id | None = Field(default=None, alias="from")
    recover: Id | None = None
    notify: Id | None = None
    message: Id | None = None
    set: dict[str, Any] | None = None
    tag: str | None = None
    move: Id | None = None
    pause: Bilingual | None = None
    resume: Bilingual | None = None
    emit: str | None = None


Actions = Annotated[tuple[Action, ...], Field(min_length=1)]


class Rule(Written):
    """Fires once when ``if`` turns true, lasts as long as ``while``, or answers ``when`` (S6.1)."""

    title: Bilingual
    in_: OneOrMany = Field(default=(), alias="in")
    if_: Condition | None = Field(default=None, alias="if")
    while_: Condition | None = Field(default=None, alias="while")
    when: OneOrMany = ()
    sample: Words | None = None
    hold: OneOrMany = ()
    throttle: Words | None = None
    do: tuple[Action, ...] = ()


class Step(Written):
    """One signal of a sequence; later steps may compare with earlier ones by name."""

    as_: Id = Field(alias="as")
    signal: str
    if_: Condition | None = Field(default=None, alias="if")


class Pattern(Written):
    """Several signals of one journey or account seen together (S6.1)."""

    title: Bilingual
    cause: Id | None = None
    count: OneOrMany = ()
    twice: str | None = None
    sequence: tuple[Step, ...] = ()
    absent: OneOrMany = ()
    after: OneOrMany = ()
    at_least: Annotated[StrictInt, Field(ge=1, le=500)] | None = None
    within: Words
    same: OneOrMany = ()
    differ: OneOrMany = ()
    without: OneOrMany = ()
    if_: Condition | None = Field(default=None, alias="if")
    throttle: Words | None = None
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
    every: Words | None = None
    reaches: OneOrMany = ()
    comes: OneOrMany = ()
    after: OneOrMany = ()
    never: OneOrMany = ()
    always: tuple[Literal["task", "timer", "person"], ...] = ()
    if_: Condition | None = Field(default=None, alias="if")
    within: Words | None = None

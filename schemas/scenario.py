"""A story: what is done to one journey, and what must be seen, by date."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool

from .text import Bilingual, Id, Maybe, OneOrMany, Words, Written, left_out

Raw = Any
"""A fact as written: a number, a text such as ``800000 CNY``, yes or no, a list of tags."""


class Begin(Written):
    """When the journey begins, and in which state the story finds it.

    With tracks: the state of each, by the track's name, and the item, by its thing's name:
    ``{at: …, delivery: preparing, shipment: S1}``.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Id, str] = Field(init=False)

    at: Words
    in_: Maybe[Id] = Field(default=None, alias="in")


class Expect(Written):
    """A subset of what must be seen once everything due by then has happened.

    ``stalled, escalated, overdue, recovered, gave_up, pattern, rule, incident, skipped,
    cancelled, deferred, ignored, refused`` happened at exactly this instant; ``stage, ended,
    state, open, waits_on, held, running, due, fact, cause, unfounded`` hold now; ``never`` and
    ``nothing_since`` speak of the whole time before. With tracks: the state of each, by the
    track's name.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Id, str] = Field(init=False)

    stalled: OneOrMany = ()
    escalated: OneOrMany = ()
    overdue: OneOrMany = ()
    recovered: OneOrMany = ()
    gave_up: OneOrMany = ()
    unfounded: OneOrMany = ()
    pattern: OneOrMany = ()
    rule: OneOrMany = ()
    incident: OneOrMany = ()
    skipped: OneOrMany = ()
    cancelled: OneOrMany = ()
    deferred: OneOrMany = ()
    ignored: OneOrMany = ()
    refused: OneOrMany = ()
    stage: Maybe[Id] = None
    state: Maybe[Id] = None
    open: OneOrMany = ()
    task: OneOrMany = ()
    waits_on: OneOrMany = ()
    held: OneOrMany = ()
    running: OneOrMany = ()
    due: dict[Id, Words] = left_out()
    fact: dict[str, Raw] = left_out()
    cause: Maybe[Id] = None
    ended: Maybe[Id] = None
    never: OneOrMany = ()
    nothing_since: Maybe[Words] = None


class Line(Written):
    """One dated line: exactly one thing done, or one expectation."""

    at: Words
    journey: Maybe[str] = None
    signal: Maybe[str] = None
    data: dict[str, Raw] = left_out()
    brings: OneOrMany = ()
    done: Maybe[Id] = None
    form: dict[str, Raw] = left_out()
    outcome: Maybe[Id] = None
    by: Maybe[str] = None
    happened: Maybe[Words] = None
    facts: Maybe[dict[str, Raw]] = None
    ack: Maybe[Id] = None
    hand_over: Maybe[Id] = None
    from_: Maybe[str] = Field(default=None, alias="from")
    to: Maybe[str] = None
    skip: Maybe[Id] = None
    cancel: Maybe[Id] = None
    absent: Maybe[str] = None
    until: Maybe[Words] = None
    down: Maybe[StrictBool] = None
    begins: Maybe[Id] = None
    pause: Maybe[str] = None
    resume: Maybe[str] = None
    expect: Maybe[Expect] = None
    note: Maybe[str] = None


class Story(Written):
    """One customer's story; the process owner's own test of a playbook."""

    schema_: Literal["story/1"] = Field(alias="schema")
    title: Bilingual
    playbook: Id
    given: dict[str, Raw] = left_out()
    people: dict[Id, str] = left_out()
    begin: Begin
    timeline: Annotated[tuple[Line, ...], Field(min_length=1)]

"""A story: what is done to one journey, and what must be seen, by date."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, StrictBool

from .text import Bilingual, Id, OneOrMany, Words, Written

Raw = Any
"""A fact as written: a number, a text such as ``800000 CNY``, yes or no, a list of tags."""


class Begin(Written):
    """When the journey begins, and in which state the story finds it.

    With tracks: the state of each, by the track's name, and the item, by its thing's name:
    ``{at: …, delivery: preparing, shipment: S1}``.
    """

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)
    __pydantic_extra__: dict[str, str] = Field(init=False)

    at: Words
    in_: Id | None = Field(default=None, alias="in")


class Expect(Written):
    """A subset of what must be seen once everything due by then has happened.

    ``stalled, escalated, overdue, recovered, gave_up, ignored, refused`` happened at
    exactly this instant; ``state, open, waits_on, held, running, due, fact, cause`` hold
    now; ``never`` and ``nothing_since`` speak of the whole time before. With tracks: the
    state of each, by the track's name.
    """

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)
    __pydantic_extra__: dict[str, str] = Field(init=False)

    later: ClassVar[frozenset[str]] = frozenset({"pattern", "rule", "unfounded"})

    stalled: OneOrMany = ()
    escalated: OneOrMany = ()
    overdue: OneOrMany = ()
    recovered: OneOrMany = ()
    gave_up: OneOrMany = ()
    unfounded: OneOrMany = ()
    pattern: OneOrMany = ()
    rule: OneOrMany = ()
    ignored: OneOrMany = ()
    refused: OneOrMany = ()
    state: Id | None = None
    open: OneOrMany = ()
    task: OneOrMany = ()
    waits_on: OneOrMany = ()
    held: OneOrMany = ()
    running: OneOrMany = ()
    due: dict[Id, Words] = {}
    fact: dict[str, Raw] = {}
    cause: Id | None = None
    never: OneOrMany = ()
    nothing_since: Words | None = None


class Line(Written):
    """One dated line: exactly one thing done, or one expectation."""

    later: ClassVar[frozenset[str]] = frozenset(
        {"hand_over", "from_", "to", "absent", "until", "down", "journey"}
    )

    at: Words
    journey: str | None = None
    signal: str | None = None
    data: dict[str, Raw] = {}
    brings: OneOrMany = ()
    done: Id | None = None
    form: dict[str, Raw] = {}
    outcome: Id | None = None
    by: str | None = None
    facts: dict[str, Raw] | None = None
    ack: Id | None = None
    hand_over: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    absent: str | None = None
    until: Words | None = None
    down: StrictBool | None = None
    pause: str | None = None
    resume: str | None = None
    expect: Expect | None = None
    note: str | None = None


class Story(Written):
    """One customer's story; the process owner's own test of a playbook."""

    schema_: Literal["story/1"] = Field(alias="schema")
    title: Bilingual
    playbook: Id
    given: dict[str, Raw] = {}
    people: dict[Id, str] = {}
    begin: Begin
    timeline: Annotated[tuple[Line, ...], Field(min_length=1)]

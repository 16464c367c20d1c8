"""A touchpoint: one planned contact, what, how, by when, to what degree (D2.1)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from .text import Bilingual, Condition, Id, Maybe, OneOrMany, Text, Words, Written, left_out

Mark = Literal["need", "served", "satisfied"]
CatchUp = Literal["once", "all", "skip"]
LateOnArrival = Literal["record", "escalate"]


class Overdue(Written):
    """What a deadline does where its touchpoint says nothing: remind, then escalate (S4.1)."""

    remind: Maybe[Words] = None
    escalate: Maybe[Id] = None


class Need(Written):
    """One condition of a gate: a document, any of several things, or a fact (S2.4)."""

    any: OneOrMany = ()
    if_: Maybe[Condition] = Field(default=None, alias="if")
    title: Maybe[Bilingual] = None


def _as_need(value: Any) -> Any:
    return {"any": [value]} if isinstance(value, str) else value


Needs = tuple[Annotated[Need, BeforeValidator(_as_need, json_schema_input_type=Text | Need)], ...]


def _as_done(value: Any) -> Any:
    return {"done": value} if isinstance(value, str | list) else value


def _as_counted(value: Any) -> Any:
    return {"done": value} if isinstance(value, str) else value


Produced = Annotated[
    dict[Id, OneOrMany],
    BeforeValidator(
        _as_done, json_schema_input_type=Text | list[Text] | dict[Id, Text | list[Text]]
    ),
]
Counted = Annotated[
    dict[Id, Text], BeforeValidator(_as_counted, json_schema_input_type=Text | dict[Id, Text])
]


class HandsOver(Written):
    """What a partner must have before work is handed over: authority, tools, training (D3.5)."""

    authority: OneOrMany = ()
    tools: OneOrMany = ()
    trained_in: OneOrMany = ()


class Touchpoint(Written):
    """One planned contact: what, how, by when, to what degree (S4.1, S4.5, D2.1)."""

    title: Bilingual
    owner: Maybe[Id] = None
    with_: Maybe[str] = Field(default=None, alias="with")
    via: OneOrMany = ()
    calendar: Maybe[Id] = None
    if_: Maybe[Condition] = Field(default=None, alias="if")
    starts: Maybe[Words] = None
    due: Maybe[Words] = None
    repeats: Maybe[Words] = None
    counted_from: Literal["schedule", "done"] = "schedule"
    catch_up: Maybe[CatchUp] = None
    stops: OneOrMany = ()
    standard: Maybe[Bilingual] = None
    message: Maybe[Id] = None
    form: Maybe[Id] = None
    needs: Needs = ()
    produces: Produced = left_out()
    outcomes: dict[Id, Bilingual] = left_out()
    counts_as: Counted = left_out()
    mark: Maybe[Mark] = None
    once: StrictBool = False
    stays: StrictBool = False
    hands_over: Maybe[HandsOver] = None
    overdue: Maybe[Overdue] = None
    late_on_arrival: Maybe[LateOnArrival] = None

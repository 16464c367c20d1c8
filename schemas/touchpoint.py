"""A touchpoint: one planned contact, what, how, by when, to what degree (D2.1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from .text import Bilingual, Condition, Id, OneOrMany, Words, Written

Mark = Literal["need", "served", "satisfied"]
CatchUp = Literal["once", "all", "skip"]
LateOnArrival = Literal["record", "escalate"]


class Overdue(Written):
    """What a deadline does unless its touchpoint says otherwise: remind before, escalate after."""

    remind: Words | None = None
    escalate: Id | None = None


class Need(Written):
    """One condition of a gate: a document, any of several things, or a fact (S2.4)."""

    any: OneOrMany = ()
    if_: Condition | None = Field(default=None, alias="if")
    title: Bilingual | None = None


def _as_need(value: Any) -> Any:
    return {"any": [value]} if isinstance(value, str) else value


Needs = tuple[Annotated[Need, BeforeValidator(_as_need, json_schema_input_type=str | Need)], ...]


def _as_done(value: Any) -> Any:
    return {"done": value} if isinstance(value, str | list) else value


Produced = Annotated[
    dict[Id, OneOrMany],
    BeforeValidator(_as_done, json_schema_input_type=str | list[str] | dict[Id, str | list[str]]),
]
Counted = Annotated[
    dict[Id, str], BeforeValidator(_as_done, json_schema_input_type=str | dict[Id, str])
]


class HandsOver(Written):
    """What a partner must have before work is handed over: authority, tools, training (D3.5)."""

    authority: OneOrMany = ()
    tools: OneOrMany = ()
    trained_in: OneOrMany = ()


class Touchpoint(Written):
    """One planned contact: what, how, by when, to what degree (D2.1)."""

    title: Bilingual
    owner: Id | None = None
    with_: str | None = Field(default=None, alias="with")
    via: OneOrMany = ()
    calendar: Id | None = None
    if_: Condition | None = Field(default=None, alias="if")
    starts: Words | None = None
    due: Words | None = None
    repeats: Words | None = None
    counted_from: Literal["schedule", "done"] = "schedule"
    catch_up: CatchUp | None = None
    stops: OneOrMany = ()
    standard: Bilingual | None = None
    message: Id | None = None
    form: Id | None = None
    needs: Needs = ()
    produces: Produced = {}
    outcomes: dict[Id, Bilingual] = {}
    counts_as: Counted = {}
    mark: Mark | None = None
    once: StrictBool = False
    stays: StrictBool = False
    hands_over: HandsOver | None = None
    overdue: Overdue | None = None
    late_on_arrival: LateOnArrival | None = None

"""A stage playbook: states, touchpoints, moves, stalls (PLAYBOOK, page one)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, StrictBool

from .text import Bilingual, Condition, Id, OneOrMany, Words, Written

Party = Literal["us", "customer", "partner"]
Mark = Literal["need", "served", "satisfied"]
End = Literal["success", "lost", "dormant"]


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


class Alternative(Written):
    """One way a move can go; alternatives are tried in order (S2.3)."""

    if_: Condition | None = Field(default=None, alias="if")
    to: Id
    up_to: Words | None = None
    else_: Id | None = Field(default=None, alias="else")


def _as_alternatives(value: Any) -> Any:
    if isinstance(value, str):
        return [{"to": value}]
    return [value] if isinstance(value, dict) else value


Alternatives = Annotated[
    tuple[Alternative, ...],
    Field(min_length=1),
    BeforeValidator(_as_alternatives, json_schema_input_type=str | Alternative | list[Alternative]),
]


def _as_counts(value: Any) -> Any:
    return {"done": value} if isinstance(value, str) else value


def _as_produced(value: Any) -> Any:
    return {"done": value} if isinstance(value, str | list) else value


Produced = Annotated[
    dict[Id, OneOrMany],
    BeforeValidator(
        _as_produced, json_schema_input_type=str | list[str] | dict[Id, str | list[str]]
    ),
]
Counted = Annotated[
    dict[Id, str], BeforeValidator(_as_counts, json_schema_input_type=str | dict[Id, str])
]


class Touchpoint(Written):
    """One planned contact: what, how, by when, to what degree (D2.1)."""

    later: ClassVar[frozenset[str]] = frozenset(
        {"repeats", "counted_from", "missed", "stops", "message", "hands_over", "at"}
    )

    title: Bilingual
    owner: Id | None = None
    with_: str | None = Field(default=None, alias="with")
    via: OneOrMany = ()
    if_: Condition | None = Field(default=None, alias="if")
    starts: Words | None = None
    due: Words | None = None
    standard: str | None = None
    form: Id | None = None
    needs: Needs = ()
    produces: Produced = {}
    outcomes: dict[Id, Bilingual] = {}
    counts_as: Counted = {}
    mark: Mark | None = None
    once: StrictBool = False
    stays: StrictBool = False
    overdue: Overdue | None = None


class GiveUp(Written):
    """When recovery is given up, counted from the stall, and where the journey goes (S5.3)."""

    after: Words
    to: Id


class Stall(Written):
    """Silence beyond a limit in one state, and what is done about it (S5)."""

    later: ClassVar[frozenset[str]] = frozenset({"at", "in", "recovered_by"})

    title: Bilingual
    after: Words
    silent: Literal["customer", "partner"] | None = None
    without: OneOrMany = ()
    unless: Condition | None = None
    calendar: Id | None = None
    cause: Id | None = None
    escalate: Id | None = None
    recover: Id | None = None
    give_up: GiveUp | None = None


class State(Written):
    """One state of a stage: whose turn it is, what must happen, where it leads."""

    later: ClassVar[frozenset[str]] = frozenset({"timeout", "clocks"})

    title: Bilingual
    waits_for: Party | None = None
    owner: Id | None = None
    needs: Needs = ()
    touchpoints: dict[Id, Touchpoint] = {}
    moves: dict[str, Alternatives] = {}
    stalls: dict[Id, Stall] = {}
    end: End | None = None
    wakes: dict[str, Id] = {}


class Playbook(Written):
    """One stage of the lifecycle, as a process owner writes it."""

    later: ClassVar[frozenset[str]] = frozenset(
        {
            "tracks", "ends", "holds", "clocks", "stalls", "scope", "endless", "started_by",
            "on_demand", "patterns", "rules", "variants", "promises",
        }
    )  # fmt: skip

    schema_: Literal["playbook/1"] = Field(alias="schema")
    id: Id
    title: Bilingual
    calendar: Id
    owner: Id
    overdue: Overdue = Overdue()
    start: Id
    anytime: dict[str, Alternatives] = {}
    states: dict[Id, State]

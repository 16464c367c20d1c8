"""A stage playbook: tracks, states, moves, holds, clocks, ends (PLAYBOOK, pages one and two)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from .logic import Pattern, Promise, Rule, Variant
from .stall import Clock, Hold, Stall
from .text import Bilingual, Condition, Id, OneOrMany, Words, Written
from .touchpoint import Needs, Overdue, Touchpoint

Party = Literal["us", "customer", "partner"]
End = Literal["success", "lost", "dormant"]


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


class StartWay(Written):
    """One way a track can begin; ways are tried in order."""

    if_: Condition | None = Field(default=None, alias="if")
    to: Id


Start = Annotated[
    tuple[StartWay, ...],
    Field(min_length=1),
    BeforeValidator(_as_alternatives, json_schema_input_type=str | list[StartWay]),
]


class Timeout(Written):
    """What happens by itself when a state has lasted long enough: normal, not a stall."""

    title: Bilingual | None = None
    after: Words | None = None
    at: Words | None = None
    if_: Condition | None = Field(default=None, alias="if")
    to: Id | None = None
    signal: str | None = None


class State(Written):
    """One state of a track: whose turn it is, what must happen, where it leads."""

    title: Bilingual
    waits_for: Party | None = None
    owner: Id | None = None
    needs: Needs = ()
    touchpoints: dict[Id, Touchpoint] = {}
    moves: dict[str, Alternatives] = {}
    timeout: Timeout | None = None
    stalls: dict[Id, Stall] = {}
    end: End | None = None
    wakes: dict[str, Id] = {}


class Flow(Written):
    """What a track and a stage without tracks have alike: one flat state machine (S2.1)."""

    calendar: Id | None = None
    owner: Id | None = None
    endless: StrictBool = False
    start: Start | None = None
    anytime: dict[str, Alternatives] = {}
    holds: dict[Id, Hold] = {}
    clocks: dict[Id, Clock] = {}
    stalls: dict[Id, Stall] = {}
    states: dict[Id, State] = {}


class Track(Flow):
    """One of several machines that run side by side, once or once per item (S2.10)."""

    title: Bilingual
    each: Id | None = None
    opened_by: OneOrMany = ()


class StageEnd(Written):
    """One way a stage with tracks is over: the ends its tracks must have reached (S2.2)."""

    title: Bilingual
    end: End
    when: dict[Id, OneOrMany]


class Playbook(Flow):
    """One stage of the lifecycle, as a process owner writes it."""

    schema_: Literal["playbook/1"] = Field(alias="schema")
    id: Id
    title: Bilingual
    calendar: Id
    owner: Id
    scope: Literal["journey", "account"] = "journey"
    started_by: OneOrMany = ()
    mode: Literal["live", "observe"] = "live"
    overdue: Overdue = Overdue()
    tracks: dict[Id, Track] = {}
    ends: dict[Id, StageEnd] = {}
    on_demand: dict[Id, Touchpoint] = {}
    rules: dict[Id, Rule] = {}
    patterns: dict[Id, Pattern] = {}
    variants: dict[Id, Variant] = {}
    promises: dict[Id, Promise] = {}

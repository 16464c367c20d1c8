"""A stage playbook: tracks, states, moves, holds, clocks, ends (PLAYBOOK, pages one and two)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from .logic import Pattern, Promise, Rule, Variant
from .stall import Clock, Hold, Stall
from .text import AtLeastOne, Bilingual, Condition, Id, Maybe, OneOrMany, Words, Written, left_out
from .touchpoint import Needs, Overdue, Touchpoint

Party = Literal["us", "customer", "partner"]
End = Literal["success", "lost", "dormant"]


class Alternative(Written):
    """One way a move can go; alternatives are tried in order (S2.3)."""

    if_: Maybe[Condition] = Field(default=None, alias="if")
    to: Id
    up_to: Maybe[Words] = None
    else_: Maybe[Id] = Field(default=None, alias="else")


def _as_alternatives(value: Any) -> Any:
    if isinstance(value, str):
        return [{"to": value}]
    return [value] if isinstance(value, dict) else value


Alternatives = Annotated[
    tuple[Alternative, ...],
    Field(min_length=1),
    BeforeValidator(
        _as_alternatives, json_schema_input_type=Id | Alternative | AtLeastOne[Alternative]
    ),
]


class StartWay(Written):
    """One way a track can begin; ways are tried in order (S2.3)."""

    if_: Maybe[Condition] = Field(default=None, alias="if")
    to: Id


Start = Annotated[
    tuple[StartWay, ...],
    Field(min_length=1),
    BeforeValidator(_as_alternatives, json_schema_input_type=Id | StartWay | AtLeastOne[StartWay]),
]


class Timeout(Written):
    """What happens by itself when a state has lasted long enough: normal, not a stall (S5.6)."""

    title: Maybe[Bilingual] = None
    after: Maybe[Words] = None
    at: Maybe[Words] = None
    if_: Maybe[Condition] = Field(default=None, alias="if")
    to: Maybe[Id] = None
    signal: Maybe[str] = None


class State(Written):
    """One state of a track: whose turn it is, what must happen, where it leads (S2.1, S2.4)."""

    title: Bilingual
    waits_for: Maybe[Party] = None
    owner: Maybe[Id] = None
    needs: Needs = ()
    touchpoints: dict[Id, Touchpoint] = left_out()
    moves: dict[str, Alternatives] = left_out()
    timeout: Maybe[Timeout] = None
    stalls: dict[Id, Stall] = left_out()
    end: Maybe[End] = None
    wakes: dict[str, Id] = left_out()


class Flow(Written):
    """What a track and a stage without tracks have alike: one flat state machine (S2.1)."""

    calendar: Maybe[Id] = None
    owner: Maybe[Id] = None
    endless: StrictBool = False
    start: Maybe[Start] = None
    anytime: dict[str, Alternatives] = left_out()
    holds: dict[Id, Hold] = left_out()
    clocks: dict[Id, Clock] = left_out()
    stalls: dict[Id, Stall] = left_out()
    states: dict[Id, State] = left_out()


class Track(Flow):
    """One of several machines that run side by side, once or once per item (S2.10)."""

    title: Bilingual
    each: Maybe[Id] = None
    opened_by: OneOrMany = ()


class StageEnd(Written):
    """One way a stage with tracks is over: the ends its tracks must have reached (S2.2)."""

    title: Bilingual
    end: End
    when: dict[Id, OneOrMany]


class Playbook(Flow):
    """One stage of the lifecycle, as a process owner writes it (S2.1)."""

    schema_: Literal["playbook/1"] = Field(alias="schema")
    id: Id
    title: Bilingual
    calendar: Id
    owner: Id
    scope: Literal["journey", "account"] = "journey"
    started_by: OneOrMany = ()
    mode: Literal["live", "observe"] = "live"
    overdue: Overdue = Field(default_factory=Overdue)
    tracks: dict[Id, Track] = left_out()
    ends: dict[Id, StageEnd] = left_out()
    on_demand: dict[Id, Touchpoint] = left_out()
    rules: dict[Id, Rule] = left_out()
    patterns: dict[Id, Pattern] = left_out()
    variants: dict[Id, Variant] = left_out()
    promises: dict[Id, Promise] = left_out()

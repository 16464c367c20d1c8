"""The lifecycle: the order of the stages, and where each end leads (S2.5, S2.7, D1.5)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .text import AtLeastOne, Bilingual, Condition, Id, Maybe, OneOrMany, Written, left_out


class Onward(Written):
    """Where one end of a stage leads; tried in order, the last without a condition."""

    if_: Maybe[Condition] = Field(default=None, alias="if")
    to: Maybe[Id] = None
    each: Maybe[Id] = None
    new_journey: Maybe[Id] = None
    carries: OneOrMany = ()


def _as_onward(value: Any) -> Any:
    if isinstance(value, str):
        return [{"to": value}]
    return [value] if isinstance(value, dict) else value


Onwards = Annotated[
    tuple[Onward, ...],
    Field(min_length=1),
    BeforeValidator(_as_onward, json_schema_input_type=Id | Onward | AtLeastOne[Onward]),
]


class LifecycleStage(Written):
    """One stage in its place: what it is run for, and where its ends lead."""

    per: Literal["account", "line", "contract", "order"]
    ends: Annotated[dict[Id, Onwards], Field(min_length=1)]


class Leave(Written):
    """An exit condition, evaluated on every signal in every stage (S2.7)."""

    title: Bilingual
    if_: Condition = Field(alias="if")
    end: Literal["success", "lost", "dormant"]


class Lifecycle(Written):
    """The stages in order, and the languages this workspace is written in."""

    schema_: Literal["lifecycle/1"] = Field(alias="schema")
    id: Id
    title: Bilingual
    languages: Annotated[tuple[Literal["zh", "en"], ...], Field(min_length=1)] = ("zh", "en")
    stages: Annotated[dict[Id, LifecycleStage], Field(min_length=1)]
    beside: OneOrMany = ()
    leave: dict[Id, Leave] = left_out()

"""What a workspace speaks of: its vocabulary and its people (D2.5, D3, D4)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt

from .text import Bilingual, ChoiceId, Id, Maybe, OneOrMany, Words, Written, left_out

Party = Literal["us", "customer", "partner", "system"]
FactType = Literal[
    "text", "number", "percent", "money", "date", "duration", "yes_no", "choice", "person",
    "tags", "calendar",
]  # fmt: skip


class Fact(Written):
    """One typed fact a condition can read (S1.7)."""

    type: FactType
    title: Bilingual
    choices: dict[ChoiceId, Bilingual] = left_out()
    starts_at: Maybe[StrictInt] = None
    valid: Maybe[Words] = None
    personal: StrictBool = False


class Document(Written):
    """One kind of paper; a gate can need it (S2.4)."""

    title: Bilingual
    valid: Maybe[Words] = None


def _as_sets(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value)
    if isinstance(value, dict) and None in value.values():
        raise ValueError("a fact is set to nothing")
    return value


class Signal(Written):
    """Something that can happen, who it comes from, and what it fills (S7.2)."""

    title: Bilingual
    from_: Party = Field(alias="from")
    data: dict[Id, FactType] = left_out()
    sets: Annotated[
        dict[str, str | None],
        BeforeValidator(_as_sets, json_schema_input_type=list[str] | dict[str, str]),
    ] = {}
    brings: OneOrMany = ()
    correlate: Maybe[Literal["all", "newest", "refuse"]] = None


class Many(Written):
    """A journey can have several of the thing, told apart by one of its facts (S2.10)."""

    key: Id


class Thing(Written):
    """A thing of the business with its facts, documents and signals."""

    title: Bilingual
    scope: Literal["journey", "account"]
    many: Maybe[Many] = None
    facts: dict[Id, Fact] = left_out()
    documents: dict[Id, Document] = left_out()
    signals: dict[Id, Signal] = left_out()


class Threshold(Written):
    """A named amount, written once, in one or several currencies; never converted."""

    title: Bilingual
    amount: OneOrMany


class Vocabulary(Written):
    """Every name a playbook of this workspace may use."""

    schema_: Literal["vocabulary/1"] = Field(alias="schema")
    title: Bilingual
    channels: dict[Id, Bilingual] = left_out()
    contacts: dict[Id, Bilingual] = left_out()
    causes: dict[Id, Bilingual] = left_out()
    thresholds: dict[Id, Threshold] = left_out()
    things: dict[Id, Thing] = left_out()


class Role(Written):
    """A role, its level in the organisation, and whom it reports to (D3.2, D3.3)."""

    title: Bilingual
    level: Id
    reports_to: Maybe[Id] = None
    one_for_each: tuple[Literal["account", "line"], ...] = ()
    may: dict[Literal["acknowledge", "skip", "approve", "publish"], str | StrictBool] = left_out()


class Partner(Written):
    """A company that works for us, what it may do, has and knows (D3.5)."""

    title: Bilingual
    answers_to: Id
    authority: OneOrMany = ()
    tools: OneOrMany = ()
    trained_in: OneOrMany = ()


class People(Written):
    """Levels from low to high, the roles that stand on them, and the partners."""

    schema_: Literal["people/1"] = Field(alias="schema")
    title: Bilingual
    levels: tuple[Id, ...]
    roles: dict[Id, Role]
    partners: dict[Id, Partner] = left_out()

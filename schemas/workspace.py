"""Shared files of a workspace: vocabulary, people, calendars, ladders, plays, forms."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from .text import Bilingual, ChoiceId, Condition, Id, OneOrMany, Words, Written

Party = Literal["us", "customer", "partner", "system"]
FactType = Literal[
    "text", "number", "percent", "money", "date", "duration", "yes_no", "choice", "person",
    "tags", "calendar",
]  # fmt: skip


class Collection(Written):
    """A shared file whose own names stand beside ``schema`` and ``title``."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)


class Fact(Written):
    """One typed fact a condition can read."""

    later: ClassVar[frozenset[str]] = frozenset({"valid"})

    type: FactType
    title: Bilingual
    choices: dict[ChoiceId, Bilingual] = {}
    starts_at: StrictInt | None = None


class Document(Written):
    """One kind of paper; a gate can need it."""

    later: ClassVar[frozenset[str]] = frozenset({"valid"})

    title: Bilingual


class Signal(Written):
    """Something that can happen, who it comes from, and what it fills."""

    later: ClassVar[frozenset[str]] = frozenset({"correlate"})

    title: Bilingual
    from_: Party = Field(alias="from")
    data: dict[Id, FactType] = {}
    sets: tuple[Id, ...] = ()
    brings: OneOrMany = ()


class Thing(Written):
    """A thing of the business with its facts, documents and signals."""

    later: ClassVar[frozenset[str]] = frozenset({"many"})

    title: Bilingual
    scope: Literal["journey", "account"]
    facts: dict[Id, Fact] = {}
    documents: dict[Id, Document] = {}
    signals: dict[Id, Signal] = {}


class Threshold(Written):
    """A named amount, written once, in one or several currencies; never converted."""

    title: Bilingual
    amount: OneOrMany


class Vocabulary(Written):
    """Every name a playbook of this workspace may use."""

    schema_: Literal["vocabulary/1"] = Field(alias="schema")
    title: Bilingual
    channels: dict[Id, Bilingual] = {}
    contacts: dict[Id, Bilingual] = {}
    causes: dict[Id, Bilingual] = {}
    thresholds: dict[Id, Threshold] = {}
    things: dict[Id, Thing]


class Role(Written):
    """A role, its level in the organisation, and whom it reports to (D3.2, D3.3)."""

    later: ClassVar[frozenset[str]] = frozenset({"may"})

    title: Bilingual
    level: Id
    reports_to: Id | None = None
    one_for_each: tuple[Literal["account", "line"], ...] = ()


class People(Written):
    """Levels from low to high, and the roles that stand on them."""

    later: ClassVar[frozenset[str]] = frozenset({"partners"})

    schema_: Literal["people/1"] = Field(alias="schema")
    title: Bilingual
    levels: tuple[Id, ...]
    roles: dict[Id, Role]


class OwnDay(Written):
    """A date of one's own on which a calendar is closed (``off``) or open (``work``)."""

    date: str
    title: Bilingual


class Calendar(Written):
    """Weekly shifts in one zone, with a country's public holidays and own dates (S3.3)."""

    later: ClassVar[frozenset[str]] = frozenset({"quiet"})

    title: Bilingual
    zone: str
    weekly: dict[str, tuple[str, ...]]
    holidays: str | None = None
    off: tuple[OwnDay, ...] = ()
    work: tuple[OwnDay, ...] = ()


class Calendars(Collection):
    """Calendars by name."""

    later: ClassVar[frozenset[str]] = frozenset({"contact_limits"})

    schema_: Literal["calendars/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[str, Calendar] = Field(init=False)


class Tier(Written):
    """One rung: which level hears of it, when, and what it is asked to do (S5.3)."""

    id: Id
    level: Id
    after: Words
    do: Literal["remind", "notify", "take_over"]
    if_: Condition | None = Field(default=None, alias="if")


class Ladder(Written):
    """Tiers in the order they are climbed."""

    title: Bilingual
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]


class Escalations(Collection):
    """Escalation ladders by name."""

    schema_: Literal["escalations/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[str, Ladder] = Field(init=False)


class FollowUp(Written):
    """One step of a recovery play: another channel, person or seniority (D5.3)."""

    later: ClassVar[frozenset[str]] = frozenset({"message"})

    id: Id
    title: Bilingual
    after: Words
    owner: Id | None = None
    with_: str | None = Field(default=None, alias="with")
    via: OneOrMany = ()
    if_: Condition | None = Field(default=None, alias="if")


class Recovery(Written):
    """A bounded play that wins the contact back (S5.4)."""

    later: ClassVar[frozenset[str]] = frozenset({"up_to"})

    title: Bilingual
    cause: Id | None = None
    follow_ups: Annotated[tuple[FollowUp, ...], Field(min_length=1)]


class Recoveries(Collection):
    """Recovery plays by name."""

    schema_: Literal["recoveries/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[str, Recovery] = Field(init=False)


class FormField(Written):
    """Whether a field must be filled."""

    later: ClassVar[frozenset[str]] = frozenset({"required_if"})

    required: StrictBool = True


def _as_field(value: Any) -> Any:
    words = {"required": {"required": True}, "optional": {"required": False}}
    return words.get(value, value) if isinstance(value, str) else value


_Field = Annotated[
    FormField,
    BeforeValidator(_as_field, json_schema_input_type=Literal["required", "optional"] | FormField),
]


class Form(Written):
    """Fields to fill; types and titles come from the vocabulary (D2.2)."""

    later: ClassVar[frozenset[str]] = frozenset({"rows", "check"})

    title: Bilingual
    fields: dict[str, _Field]


class Forms(Collection):
    """Forms by name."""

    schema_: Literal["forms/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[str, Form] = Field(init=False)


__all__ = [
    "Calendar", "Calendars", "Condition", "Escalations", "Fact", "Form", "Forms", "Ladder",
    "People", "Recoveries", "Recovery", "Role", "Signal", "Thing", "Tier", "Vocabulary",
]  # fmt: skip

"""Shared policy: calendars, ladders, plays, forms, messages, contact limits."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from .text import Bilingual, Condition, Id, Maybe, OneOrMany, Text, Words, Written, left_out


class Collection(Written):
    """A shared file whose own names stand beside ``schema`` and ``title``."""

    model_config = ConfigDict(extra="allow")


class OwnDay(Written):
    """A date of one's own on which a calendar is closed (``off``) or open (``work``)."""

    date: str
    title: Bilingual


class Calendar(Written):
    """Weekly shifts in one zone, with a country's public holidays and own dates (S3.3)."""

    title: Bilingual
    zone: str
    weekly: dict[str, tuple[str, ...]]
    holidays: Maybe[str] = None
    off: tuple[OwnDay, ...] = ()
    work: tuple[OwnDay, ...] = ()
    quiet: OneOrMany = ()


class Calendars(Collection):
    """Calendars by name."""

    schema_: Literal["calendars/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[Id, Calendar] = Field(init=False)


class Tier(Written):
    """One rung: which level hears of it, when, and what it is asked to do (S5.3)."""

    id: Id
    level: Id
    after: Words
    do: Literal["remind", "notify", "take_over"]
    if_: Maybe[Condition] = Field(default=None, alias="if")


class Ladder(Written):
    """Tiers in the order they are climbed."""

    title: Bilingual
    ack_holds: Maybe[Words] = None
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]


class Escalations(Collection):
    """Escalation ladders by name."""

    schema_: Literal["escalations/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[Id, Ladder] = Field(init=False)


class FollowUp(Written):
    """One step of a recovery play: another channel, person or seniority (D5.3)."""

    id: Id
    title: Bilingual
    after: Words
    owner: Maybe[Id] = None
    with_: Maybe[str] = Field(default=None, alias="with")
    via: OneOrMany = ()
    message: Maybe[Id] = None
    if_: Maybe[Condition] = Field(default=None, alias="if")


class Recovery(Written):
    """A bounded play that wins the contact back (S5.4)."""

    title: Bilingual
    cause: Maybe[Id] = None
    up_to: Maybe[Words] = None
    follow_ups: Annotated[tuple[FollowUp, ...], Field(min_length=1)]


class Recoveries(Collection):
    """Recovery plays by name."""

    schema_: Literal["recoveries/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[Id, Recovery] = Field(init=False)


class FormField(Written):
    """Whether a field must be filled: always, never, or where a condition holds."""

    rule: Literal["required", "optional"] = "required"
    required_if: Maybe[Condition] = None


def _as_field(value: Any) -> Any:
    return {"rule": value} if isinstance(value, str) else value


Field_ = Annotated[
    FormField,
    BeforeValidator(
        _as_field,
        json_schema_input_type=Literal["required", "optional"] | FormField,
    ),
]
Fields = dict[str, Field_]


class Check(Written):
    """What must hold of a form once it is filled."""

    if_: Condition = Field(alias="if")
    title: Bilingual


class Form(Written):
    """Fields to fill; types and titles come from the vocabulary (D2.2)."""

    title: Bilingual
    fields: Fields = left_out()
    rows: dict[Id, Fields] = left_out()
    check: tuple[Check, ...] = ()


class Forms(Collection):
    """Forms by name."""

    schema_: Literal["forms/1"] = Field(alias="schema")
    title: Bilingual
    __pydantic_extra__: dict[Id, Form] = Field(init=False)


class Message(Written):
    """One text to a customer in both languages; ``{names}`` are facts."""

    title: Bilingual
    zh: Maybe[str] = None
    en: Maybe[str] = None


class Formats(Written):
    """How values look inside messages, shown by example."""

    date: Maybe[Bilingual] = None
    money: Maybe[Bilingual] = None


class Messages(Collection):
    """Message templates by name."""

    schema_: Literal["messages/1"] = Field(alias="schema")
    title: Bilingual
    formats: Formats = Field(default_factory=Formats)
    __pydantic_extra__: dict[Id, Message] = Field(init=False)


class Cap(Written):
    """At most so many contacts in a span, on some channels or on all."""

    limit: Words
    via: OneOrMany = ()


def _as_cap(value: Any) -> Any:
    return {"limit": value} if isinstance(value, str) else value


class ContactLimits(Written):
    """How often a customer may be contacted over all journeys (S4.6, D5.4)."""

    schema_: Literal["contact_limits/1"] = Field(alias="schema")
    title: Bilingual
    counts: OneOrMany = ()
    at_most: tuple[Annotated[Cap, BeforeValidator(_as_cap, json_schema_input_type=Text | Cap)], ...]
    quiet: OneOrMany = ()
    above_limit: Literal["defer", "skip", "hold"] = "defer"
    except_: OneOrMany = Field(default=(), alias="except")

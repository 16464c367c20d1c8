"""Building blocks of every schema: ids, titles, names, short forms.

A short form (one name where a list may stand) is normalised here, once, so that every
reader of a model sees one shape.
"""

from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

T = TypeVar("T")

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
LEVEL_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*$"

Id = Annotated[str, Field(pattern=ID_PATTERN)]
"""A permanent ASCII name: lower case, digits and underscores, first a letter."""

ChoiceId = Annotated[str, Field(pattern=LEVEL_PATTERN)]
"""The name of a choice; capitals are allowed, because tiers are written A, B, C."""

Text = Annotated[str, Field(min_length=1)]
"""Any text but an empty one."""

Bilingual = Annotated[Text, Field(json_schema_extra={"kind": "title"})]
"""``中文 | English``; free to change, never part of a decision."""

Condition = Annotated[Text, Field(json_schema_extra={"kind": "condition"})]
"""A condition of the ``if:`` language (S6.5), read by ``engine.language.conditions``."""

Words = Annotated[Text, Field(json_schema_extra={"kind": "words"})]
"""A duration or moment in words (S3.2), read by ``engine.language.moments``."""


class _LeftOut:
    """Reads ``T | None`` as ``T``: the key may be left out, but not written and left empty.

    ``due:`` with nothing behind it would otherwise pass for "no deadline", silently.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        (written,) = (each for each in get_args(source) if each is not type(None))
        return handler.generate_schema(written)


Maybe = Annotated[T | None, _LeftOut()]
"""A value that may be left out; None stands for what nobody wrote and is never written."""


def left_out() -> Any:
    """Return the default of a mapping nobody wrote: an empty one of its own for each model.

    A plain ``{}`` would be deep-copied for every model, a third of all validation.
    """
    return Field(default_factory=dict, json_schema_extra={"default": {}})


class Written(BaseModel):
    """Base of every shape: frozen, and a key nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


AtLeastOne = Annotated[list[T], Field(min_length=1)]
"""How a list that may not be empty is written."""


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


OneOrMany = Annotated[
    tuple[Text, ...], BeforeValidator(_one_or_many, json_schema_input_type=Text | list[Text])
]
"""A name or a list of names."""

OneOrMore = Annotated[
    tuple[Text, ...],
    Field(min_length=1),
    BeforeValidator(_one_or_many, json_schema_input_type=Text | AtLeastOne[Text]),
]
"""A name or a list of names that may not be empty."""

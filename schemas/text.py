"""Building blocks of every schema: ids, titles, names, short forms.

A short form (one name where a list may stand) is normalised here, once, so that every
reader of a model sees one shape.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
LEVEL_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*$"

Id = Annotated[str, Field(pattern=ID_PATTERN)]
"""A permanent ASCII name: lower case, digits and underscores, first a letter."""

ChoiceId = Annotated[str, Field(pattern=LEVEL_PATTERN)]
"""The name of a choice; capitals are allowed, because tiers are written A, B, C."""

Bilingual = Annotated[str, Field(min_length=1)]
"""``中文 | English``; free to change, never part of a decision."""

Condition = Annotated[str, Field(min_length=1)]
"""A condition of the ``if:`` language (S6.5), read by ``engine.language.conditions``."""

Words = Annotated[str, Field(min_length=1)]
"""A duration or moment in words (S3.2), read by ``engine.language.moments``."""


class Written(BaseModel):
    """Base of every shape: frozen, and a key nobody declared is an error.

    ``later`` names keys that belong to the frozen language but are not run by this
    version: they are answered as such, never as a typing mistake and never silently.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    later: ClassVar[frozenset[str]] = frozenset()


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


OneOrMany = Annotated[
    tuple[str, ...], BeforeValidator(_one_or_many, json_schema_input_type=str | list[str])
]
"""A name or a list of names."""

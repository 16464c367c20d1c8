"""Values as a mapping and a case carry them: texts, read back by the type of their fact."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ...language.facts import read_value, write_value
from ...language.program import Fact
from ...language.values import Value

_YES_NO = {"true": True, "false": False}


def value_of(fact: Fact, text: str) -> Value | None:
    """Return a text of a case as a value of its fact's type, or None where it is none.

    Texts are as :func:`text_of` writes them.
    """
    raw: object = text
    if fact.type == "yes_no":
        raw = _YES_NO.get(text)
    elif fact.type == "number":
        try:
            raw = Decimal(text)
        except InvalidOperation:
            return None
    elif fact.type == "tags":
        raw = [each for each in (tag.strip() for tag in text.split(",")) if each]
    return read_value(fact, raw)


def text_of(value: Value) -> str:
    """Return a value as a case carries it: as people write it, tags as ``one, two``."""
    return ", ".join(value) if isinstance(value, tuple) else write_value(value)

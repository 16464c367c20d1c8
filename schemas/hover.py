"""What an editor and a message show of every key: its meaning in two languages, an example.

Only data and its lookup; nothing that runs a playbook needs it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .hover_delivery import DELIVERY
from .hover_mapping import MAPPING
from .hover_population import POPULATION
from .hover_shared import SHARED
from .hover_stage import STAGE
from .hover_story import STORY
from .text import Written

HOVER = {**STAGE, **SHARED, **STORY, **POPULATION, **MAPPING, **DELIVERY}

SHOWN = 60
"""Characters of an example that a message shows."""


class Hover(NamedTuple):
    """What one key means, in Chinese and English, with values as people write them."""

    zh: str
    en: str
    examples: tuple[Any, ...]


def hover_of(model: type[Written], key: str) -> Hover:
    """Return what ``key`` of a shape means; a key it shares is looked up where it is shared.

    Raises:
        KeyError: no text is written for it.
    """
    for each in model.__mro__:
        entry = HOVER.get(each.__name__, {}).get(key)
        if entry is not None:
            zh, en, *examples = entry
            return Hover(zh, en, tuple(examples))
    raise KeyError(f"{model.__name__}.{key}")


def names_of(model: type[Written]) -> tuple[str, str]:
    """Return what a shape is called in Chinese and English."""
    zh, _, en = HOVER[model.__name__][""][0].partition(" | ")
    return zh, en


def meaning_of(model: type[Written]) -> tuple[str, str]:
    """Return what a shape is, in Chinese and English."""
    _, zh, en = HOVER[model.__name__][""]
    return zh, en


def noun_of(model: type[Written]) -> str:
    """Return what a shape is called in English: ``touchpoint``."""
    return names_of(model)[1]


def example_of(model: type[Written], key: str) -> str:
    """Return ``key: value`` as it could be written on one line."""
    try:
        value = _first(hover_of(model, key).examples[0])
    except KeyError:
        return f"{key}: …"
    told = as_yaml(value)
    return f"{key}: {told}" if len(told) <= SHOWN else f"{key}: {told[:SHOWN]}…"


def _first(value: Any) -> Any:
    """Return a long collection with its first entry only."""
    if len(as_yaml(value)) <= SHOWN:
        return value
    if isinstance(value, dict):
        return dict([next(iter(value.items()))])
    return value[:1] if isinstance(value, list) else value


def two_lines(model: type[Written], key: str) -> tuple[str, str]:
    """Return the first two lines of a list or mapping under ``key``."""
    try:
        value = hover_of(model, key).examples[0]
    except KeyError:
        value = {"name": {}}
    if isinstance(value, dict):
        name, inner = next(iter(value.items()))
        told = f"{name}: {as_yaml(inner)}" if not isinstance(inner, dict) else f"{name}: {{…}}"
    elif isinstance(value, list):
        told = f"- {as_yaml(value[0])}"
    else:
        told = f"- {as_yaml(value)}"
    return f"{key}:", f"  {told[:SHOWN]}"


def as_yaml(value: object) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_yaml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_yaml(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    breaks = any(sign in text for sign in (",", ": ", " #", "{", "[")) or text[:1] in "%&*!|>@`"
    return f'"{text}"' if breaks and isinstance(value, str) else text

"""One file of every kind in which every key of the language is written once.

Built from the examples of the hover texts, so that a key cannot be left out.
"""

from __future__ import annotations

from typing import Any

from engine.language.outline import into, keys_of, models_in, own_names
from schemas.generate import MODELS
from schemas.hover import hover_of
from schemas.text import Written


def sample(model: type[Written]) -> dict[str, Any]:
    """Return an instance with every key, as plain values."""
    filled: dict[str, Any] = {}
    for key, forms in keys_of(model).items():
        example = hover_of(model, key).examples[0]
        filled[key] = _fuller(example, forms)
    for part in models_in(own_names(model)):
        filled["first_one"] = sample(part)
    return filled


def _fuller(example: Any, forms: tuple[Any, ...]) -> Any:
    """Return an example with every key of the shapes inside it."""
    inner = models_in(forms)
    if inner and isinstance(example, dict):
        return sample(inner[0])
    if isinstance(example, dict):
        return {name: _fuller(each, into(forms, name)) for name, each in example.items()}
    if isinstance(example, list):
        return [_fuller(each, into(forms, index)) for index, each in enumerate(example)]
    return example


SAMPLES: dict[str, dict[str, Any]] = {name: sample(model) for name, model in MODELS.items()}
"""By kind of file."""

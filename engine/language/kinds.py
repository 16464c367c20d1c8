"""Which kind of file a text is meant to be, where its first line does not say so."""

from __future__ import annotations

from collections.abc import Mapping as Table

from schemas.text import Written

from .outline import keys_of, models_in, own_names, required_keys
from .source import Mapping

_COMMON = frozenset({"schema", "title", "id"})
"""Keys that say nothing about the kind."""


def kind_meant(
    tree: Mapping, kinds: Table[str, type[Written]], near: str | None = None
) -> str | None:
    """Return the kind that a file looks like most, None where it looks like none or two.

    ``near`` is the kind whose name is spelt nearly as written: right if the file has any
    key of it.
    """
    if near is not None and _own_keys(kinds[near], tree):
        return near
    scores = {
        kind: len(_own_keys(model, tree)) + _own_parts(model, tree) for kind, model in kinds.items()
    }
    best = max(scores.values())
    winners = [kind for kind, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else None


def _own_keys(model: type[Written], tree: Mapping) -> frozenset[str]:
    return frozenset(tree.entries.keys() & keys_of(model).keys() - _COMMON)


def _own_parts(model: type[Written], tree: Mapping) -> int:
    """Return how much of a file is what stands under names of one's own in a kind."""
    needed = [set(required_keys(part)) for part in models_in(own_names(model))]
    parts = [value for _, value in tree.entries.values() if isinstance(value, Mapping)]
    return sum(len(keys) for keys in needed for part in parts if keys <= part.entries.keys())

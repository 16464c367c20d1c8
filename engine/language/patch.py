"""Edits of a located tree, and placeholders for what is missing or cannot be read."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any, Literal, NamedTuple, get_args

from .outline import (
    Forms,
    Path,
    into,
    keys_of,
    models_in,
    origin_of,
    required_keys,
    shapes_of,
    words_of,
)
from .problems import Place
from .source import Mapping, Node, Scalar, Sequence

UNNAMED = "unnamed"


class Edit(NamedTuple):
    """What becomes of one spot: taken out, another key, another value, more keys in it."""

    gone: bool = False
    key: str = ""
    node: Node | None = None
    more: tuple[tuple[str, Node], ...] = ()


Edits = dict[Path, Edit]


def nowhere(place: Place) -> Place:
    """Return the place of what nobody wrote: problems there are never told."""
    return Place(place.path, 0, 1, 1)


def edited(node: Node, edits: Table[Path, Edit], path: Path = ()) -> Node:
    """Return a tree with every edit made; paths are those of the tree as it is now."""
    edit = edits.get(path, Edit())
    if edit.node is not None:
        return edit.node
    if isinstance(node, Sequence):
        items = enumerate(node.items)
        kept = (edited(item, edits, (*path, index)) for index, item in items)
        return Sequence(tuple(kept), node.place)
    if not isinstance(node, Mapping):
        return node
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, (label, value) in node.entries.items():
        change = edits.get((*path, key), Edit())
        if not change.gone:
            name = change.key or key
            label_now = Scalar(name, name, label.place) if change.key else label
            entries[name] = (label_now, edited(value, edits, (*path, key)))
    for name, value in edit.more:
        entries.setdefault(name, (Scalar(name, name, value.place), value))
    return Mapping(entries, node.place)


def text_at(place: Place, text: str) -> Scalar:
    """Return a text at a place."""
    return Scalar(text, text, place)


def placeholder(forms: Forms, place: Place) -> Node:
    """Return the smallest value of these forms; its place should be nowhere."""
    words, models, shapes = words_of(forms), models_in(forms), shapes_of(forms)
    if words:
        return text_at(place, words[0])
    if "text" in shapes or not shapes:
        return text_at(place, UNNAMED)
    if models:
        keys = keys_of(models[0])
        filled = {key: placeholder(keys[key], place) for key in required_keys(models[0])}
        return mapping_of(filled, place)
    if "key: value" in shapes:
        return _filled_mapping(forms, place)
    if "list" in shapes:
        return Sequence((placeholder(into(forms, 0), place),), place)
    return Scalar(1 if "whole number" in shapes else True, "1", place)


def _filled_mapping(forms: Forms, place: Place) -> Mapping:
    keys, values = next(get_args(form) for form in forms if origin_of(form) is dict)
    del values
    allowed = get_args(keys) if origin_of(keys) is Literal else (UNNAMED,)
    return mapping_of({allowed[0]: placeholder(into(forms, allowed[0]), place)}, place)


def mapping_of(values: Table[str, Node], place: Place) -> Mapping:
    """Return a mapping of values, its keys standing where the values do."""
    labels = {key: text_at(value.place, key) for key, value in values.items()}
    return Mapping({key: (labels[key], value) for key, value in values.items()}, place)


def as_mapping(listed: Sequence, forms: Forms) -> Mapping | None:
    """Read a list as the mapping that was wanted, where it can only mean one.

    ``- key: value`` lines become entries, items with an ``id`` or ``name`` stand under it,
    and a list of one mapping is that mapping.
    """
    items = [item for item in listed.items if isinstance(item, Mapping)]
    if not items or len(items) != len(listed.items):
        return None
    entries: dict[str, tuple[Scalar, Node]] = {}
    for item in items:
        named = [key for key in ("id", "name", "key") if key in item.entries]
        label = item.entries[named[0]][1] if named else None
        if len(item.entries) == 1:
            for key, entry in item.entries.items():
                entries.setdefault(key, entry)
        elif isinstance(label, Scalar) and label.text and not models_in(forms):
            rest = {key: entry for key, entry in item.entries.items() if key != named[0]}
            entries.setdefault(label.text, (label, Mapping(rest, item.place)))
        elif len(items) == 1:
            entries = item.entries
        else:
            return None
    return Mapping(entries, listed.place)


def as_list(mapping: Mapping, forms: Forms) -> Sequence | None:
    """Read a mapping as the list that was wanted, where it can only mean one.

    A single item stands without its dash, names stand before their items, or a list of
    names was written with colons.
    """
    items = into(forms, 0)
    keys = {key for model in models_in(items) for key in keys_of(model)}
    if keys & mapping.entries.keys():
        return Sequence((mapping,), mapping.place)
    values = [value for _, value in mapping.entries.values()]
    if "id" in keys and all(isinstance(value, Mapping) for value in values):
        named = (_under_id(*entry) for entry in mapping.entries.values())
        return Sequence(tuple(named), mapping.place)
    if values and all(isinstance(value, Scalar) and value.value is None for value in values):
        return Sequence(tuple(label for label, _ in mapping.entries.values()), mapping.place)
    return None


def _under_id(label: Scalar, value: Any) -> Mapping:
    return Mapping({"id": (text_at(label.place, "id"), label), **value.entries}, value.place)

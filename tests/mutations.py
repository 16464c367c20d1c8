"""One mistake at a time: every way a file's values can be spoilt at one spot.

Values are plain: what a reader makes of a file.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from engine.language.problems import Place
from engine.language.source import Mapping, Node, Scalar, Sequence

Spot = tuple[str | int, ...]

RUBBISH = "zzqx"
"""A word near to none of ours."""


def _other(value: Any) -> Any:
    if isinstance(value, dict):
        return [{key: each} for key, each in value.items()]
    return (
        {f"n{index}": each for index, each in enumerate(value)}
        if isinstance(value, list)
        else value
    )


SWAPS: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda _: None,
    "a number": lambda _: 7,
    "yes": lambda _: True,
    "no text": lambda _: "",
    "rubbish": lambda _: RUBBISH,
    "in a list": lambda value: [value],
    "under a key": lambda value: {RUBBISH: value},
    "the other collection": _other,
    "an empty list": lambda _: [],
    "an empty mapping": lambda _: {},
}

NAMES: dict[str, Callable[[str], str]] = {
    "rubbish": lambda _: RUBBISH,
    "a letter lost": lambda key: key[:-2] + key[-1:] if len(key) > 3 else key + "x",
    "capitals": str.upper,
    "dashes": lambda key: key.replace("_", "-"),
    "camel": lambda key: "".join([w.title() if i else w for i, w in enumerate(key.split("_"))]),
    "one or many": lambda key: key.removesuffix("s") if key.endswith("s") else key + "s",
    "Chinese": lambda _: "标题",
    "another of ours": lambda _: "via",
}


def paths(value: Any, path: Spot = ()) -> Iterator[Spot]:
    """Yield the path of every value below the top."""
    for key, each in _entries(value):
        yield (*path, key)
        yield from paths(each, (*path, key))


def _entries(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def mutations(value: Any, path: Spot) -> Iterator[tuple[str, Any]]:
    """Yield every spoilt copy for one spot, with a word for what was done."""
    key = path[-1]
    held = _held(value, path)
    entries = _entries(held)
    yield "gone", _with(value, path, [entry for entry in entries if entry[0] != key])
    for name, swap in SWAPS.items():
        swapped = [(each, swap(inner) if each == key else inner) for each, inner in entries]
        yield name, _with(value, path, swapped)
    for name, rename in NAMES.items() if isinstance(key, str) else ():
        renamed = [(rename(each) if each == key else each, inner) for each, inner in entries]
        yield f"key: {name}", _with(value, path, renamed)
    yield "one more", _with(value, path, [*entries, (RUBBISH, 1)])
    yield "twice", _with(value, path, [*entries, *(each for each in entries if each[0] == key)])


def _held(value: Any, path: Spot) -> Any:
    for step in path[:-1]:
        value = value[step]
    return value


def _with(value: Any, path: Spot, entries: list[tuple[Any, Any]]) -> Any:
    """Return a copy in which the collection that holds the spot has other entries."""
    held = _held(value, path)
    made: Any = dict(entries) if isinstance(held, dict) else [inner for _, inner in entries]
    if len(path) == 1:
        return made
    spoilt = copy.deepcopy(value)
    _held(spoilt, path[:-1])[path[-2]] = made
    return spoilt


def as_tree(value: Any, path: str = "file.yaml") -> Node:
    """Return a plain value as a reader's tree; every value and key has a line of its own."""
    return _node(value, path, itertools.count(1))


def _node(value: Any, path: str, lines: Iterator[int]) -> Node:
    place = Place(path, next(lines), 1, 2)
    if isinstance(value, dict):
        entries = {
            key: (Scalar(key, key, Place(path, next(lines), 1, 2)), _node(each, path, lines))
            for key, each in value.items()
        }
        return Mapping(entries, place)
    if isinstance(value, list):
        return Sequence(tuple(_node(each, path, lines) for each in value), place)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Scalar(value, "" if value is None else text, place)

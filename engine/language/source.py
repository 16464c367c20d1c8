"""Text → located tree: every key and value of a YAML file keeps its place.

The only room that imports ruamel.yaml. The tree is built from the parser's event
stream, so that size, depth, anchors and tags are judged before anything is built, and
so that a faster parser with the same events can take its place later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from .problems import Place, Problem, problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 50_000
MAX_DIGITS = 18

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)\Z")
# Numbers in YAML's eyes that nobody writes in a playbook, and that grow without bound.
_NOT_A_NUMBER = re.compile(
    r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+)\Z"
)
_WORDS = {
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its YAML 1.2 meaning, the text as written, its style and place."""

    value: object
    text: str
    place: Place
    style: str = ""

    def at(self, offset: int, length: int) -> Place:
        """Return the place of ``length`` characters from ``offset`` of the text.

        Falls back to the whole scalar where text and file columns differ (block
        scalars, texts over several lines, escapes inside quotes).
        """
        quotes = 1 if self.style in {"'", '"'} else 0
        width = self.place.end_column - self.place.column
        if self.style in {"|", ">"} or width != len(self.text) + 2 * quotes:
            return self.place
        start = self.place.column + quotes + offset
        return Place(self.place.path, self.place.line, start, start + max(length, 1))


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order written; keys are texts."""

    entries: dict[str, tuple[Scalar, Node]]
    place: Place


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class _Builder:
    path: str
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0


class _Refusal(Exception):  # noqa: N818  # control flow inside this room, never seen outside
    def __init__(self, found: Problem) -> None:
        self.found = found


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the text of a file, or why it cannot be one."""
    start = Place(path, 1, 1, 2)
    if len(data) > MAX_BYTES:
        return "", [problem(start, "file-too-large", bytes=len(data), limit=MAX_BYTES)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", [problem(Place(path, line, 1, 2), "not-utf8", byte=error.start)]


def read(text: str, path: str) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document.

    Returns the located tree, or None when the text has no usable tree, and every
    problem found on the way. Never raises on any text.
    """
    builder = _Builder(path)
    try:
        events = _events(text, path)
        tree = _document(builder, events)
    except _Refusal as refusal:
        return None, [*builder.problems, refusal.found]
    if tree is None and not builder.problems:
        builder.problems.append(problem(Place(path, 1, 1, 2), "empty-file"))
    return tree, builder.problems


def _events(text: str, path: str) -> Iterator[Any]:
    parser = YAML(typ="safe", pure=True)
    try:
        yield from parser.parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = str(error.problem or error.context or "unreadable")
        raise _Refusal(problem(_mark_place(path, mark), "yaml-syntax", reason=reason)) from None
    except _Refusal:
        raise
    except Exception as error:  # noqa: BLE001  # see below
        # ruamel leaks ValueError, AssertionError, NotImplementedError and more on bad input.
        place = Place(path, 1, 1, 2)
        raise _Refusal(problem(place, "yaml-syntax", reason=type(error).__name__)) from None


def _mark_place(path: str, mark: Any) -> Place:
    if mark is None:
        return Place(path, 1, 1, 2)
    return Place(path, mark.line + 1, mark.column + 1, mark.column + 2)


def _place(path: str, event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    one_line = start.line == end.line and end.column > start.column
    end_column = end.column + 1 if one_line else start.column + 2
    return Place(path, start.line + 1, start.column + 1, end_column)


def _document(builder: _Builder, events: Iterator[Any]) -> Node | None:
    tree: Node | None = None
    for event in events:
        name = type(event).__name__
        if name in {"StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"}:
            if name == "DocumentStartEvent" and tree is not None:
                builder.problems.append(problem(_place(builder.path, event), "second-document"))
                return tree
            continue
        if tree is None:
            tree = _node(builder, event, events, 0)
    if isinstance(tree, Scalar) and tree.value is None:
        return None
    return tree


def _node(builder: _Builder, event: Any, events: Iterator[Any], depth: int) -> Node:
    builder.nodes += 1
    place = _place(builder.path, event)
    if depth > MAX_DEPTH:
        raise _Refusal(problem(place, "too-deep", limit=MAX_DEPTH))
    if builder.nodes > MAX_NODES:
        raise _Refusal(problem(place, "too-many-values", limit=MAX_NODES))
    _refuse_anchor_and_tag(event, place)
    name = type(event).__name__
    if name == "ScalarEvent":
        return _scalar(builder, event, place)
    if name == "SequenceStartEvent":
        return _sequence(builder, events, place, depth)
    return _mapping(builder, events, place, depth)


def _refuse_anchor_and_tag(event: Any, place: Place) -> None:
    if type(event).__name__ == "AliasEvent" or event.anchor is not None:
        raise _Refusal(problem(place, "yaml-alias"))
    # ruamel gives the non-specific tag as None or "!"; anything else names a type.
    tag = event.ctag if hasattr(event, "ctag") else event.tag
    if tag is not None and str(tag) not in {"", "None", "!"}:
        raise _Refusal(problem(place, "yaml-tag", tag=str(tag)))


def _scalar(builder: _Builder, event: Any, place: Place) -> Scalar:
    style = event.style or ""
    text: str = event.value
    if style:
        return Scalar(text, text, place, style)
    if text in _WORDS:
        return Scalar(_WORDS[text], text, place)
    if _NOT_A_NUMBER.match(text):
        builder.problems.append(problem(place, "not-a-number", text=text))
        return Scalar(text, text, place)
    number = _INTEGER.match(text) or _DECIMAL.match(text)
    if number and len(text) > MAX_DIGITS:
        builder.problems.append(problem(place, "number-too-long", limit=MAX_DIGITS))
        return Scalar(text, text, place)
    if _INTEGER.match(text):
        return Scalar(int(text), text, place)
    return Scalar(Decimal(text) if number else text, text, place)


def _sequence(builder: _Builder, events: Iterator[Any], place: Place, depth: int) -> Sequence:
    items: list[Node] = []
    for event in events:
        if type(event).__name__ == "SequenceEndEvent":
            break
        items.append(_node(builder, event, events, depth + 1))
    return Sequence(tuple(items), place)


def _mapping(builder: _Builder, events: Iterator[Any], place: Place, depth: int) -> Mapping:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for event in events:
        if type(event).__name__ == "MappingEndEvent":
            break
        key = _node(builder, event, events, depth + 1)
        value = _node(builder, next(events), events, depth + 1)
        if not isinstance(key, Scalar):
            builder.problems.append(problem(key.place, "key-not-text"))
            continue
        if key.text in entries:
            first = entries[key.text][0].place
            found = problem(key.place, "duplicate-name", name=key.text, first=first)
            builder.problems.append(found)
            continue
        entries[key.text] = (key, _at_key(key, value))
    return Mapping(entries, place)


def _at_key(key: Scalar, value: Node) -> Node:
    # An empty value has no text of its own: point at its key, where the person looks.
    if isinstance(value, Scalar) and value.text == "" and not value.style:
        return Scalar(None, "", key.place)
    return value


def find(tree: Node, path: tuple[str | int, ...]) -> Node:
    """Return the node at ``path``; steps that the file does not have are passed over.

    Schemas accept short forms (one alternative without its list), so that a path of
    the model can hold steps that nobody wrote.
    """
    node = tree
    for step in path:
        if isinstance(node, Mapping) and str(step) in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def key_place(tree: Node, path: tuple[str | int, ...]) -> Place:
    """Return the place of the key at ``path``, or of the nearest node above it."""
    parent = find(tree, path[:-1])
    if path and isinstance(parent, Mapping) and str(path[-1]) in parent.entries:
        return parent.entries[str(path[-1])][0].place
    return find(tree, path).place


def plain(node: Node, without: frozenset[Place] = frozenset()) -> object:
    """Return the tree as plain values, leaving out the keys that stand ``without``."""
    if isinstance(node, Mapping):
        entries = node.entries.values()
        return {
            key.text: plain(value, without) for key, value in entries if key.place not in without
        }
    if isinstance(node, Sequence):
        return [plain(item, without) for item in node.items]
    return node.value

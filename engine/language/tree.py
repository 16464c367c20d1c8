"""Parser events → located tree, in one pass, with every limit judged on the way (X1–X5).

Size, depth, anchors and tags are seen on the stream, before anything is built from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from .characters import MAX_PROBLEMS, Lines
from .events import Events, Fault, fault_of, open_events
from .nodes import Mapping, Node, Scalar, Sequence
from .problems import Place, Problem, fixable, problem
from .scalars import MAX_DIGITS, meaning_of
from .traps import WIDE_COLON, Role, examine, is_suspect, swallowed_key

MAX_DEPTH = 40
MAX_NODES = 100_000

_ACCEPTED_AS_KEY = frozenset({"off"})
"""YAML 1.1 words that the language itself has as a key, for a list."""


class Stop(Exception):  # noqa: N818  # control flow inside this room, never seen outside
    """Nothing more is read of this file."""


class _Open(msgspec.Struct):
    """A list or mapping whose end has not come yet."""

    place: Place
    flow: bool
    items: list[Node]
    entries: dict[str, tuple[Scalar, Node]] | None
    key: Node | None = None
    strays: list[tuple[Node | None, Scalar]] | None = None


@dataclass(slots=True)
class Grower:
    """One pass over one text: what was found so far, and where the parser gave up."""

    lines: Lines
    problems: list[Problem] = field(default_factory=list)
    fault: Fault | None = None
    usable: bool = True
    _known: dict[str, object] = field(default_factory=dict)

    def grow(self, text: str, *, of_record: bool = False) -> Node | None:
        """Return the tree of a text, None where it has no usable one; never raises."""
        try:
            tree = self._grow(open_events(text, of_record=of_record))
            return None if isinstance(tree, Scalar) and tree.value is None else tree
        except Stop:
            self.usable = False
        except Exception as error:  # noqa: BLE001  # parsers leak ValueError and worse on bad input
            self.fault = self._inside(fault_of(error))
            self.usable = False
        return None

    def _inside(self, fault: Fault) -> Fault:
        """Behind the last line there is nothing to point at: its end is where the text ends."""
        last = len(self.lines.lines)
        if fault.line <= last:
            return fault
        since = fault.since if fault.since[0] <= last else (last, 1)
        return Fault(fault.reason, last, len(self.lines.content(last)) + 1, since)

    def tell(self, found: Problem) -> None:
        """Note a problem; past the limit nothing more is read."""
        self.problems.append(found)
        if len(self.problems) >= MAX_PROBLEMS:
            self.problems.append(problem(found.place, "too-many-problems", limit=MAX_PROBLEMS))
            raise Stop

    def _grow(self, events: Events) -> Node | None:  # noqa: PLR0912  # a case for each event
        # The one hot loop of reading: what is usual for a plain text is done in line.
        take, scalar, mapping_end, sequence_end = (
            events.take, events.scalar, events.mapping_end, events.sequence_end,
        )  # fmt: skip
        path, known, left = self.lines.path, self._known, MAX_NODES
        above: list[_Open] = []
        top: _Open | None = None
        root: Node | None = None
        while (event := take()) is not None:
            kind = event.__class__
            if kind is scalar:
                text, start, end = event.value, event.start_mark, event.end_mark
                line = start.line
                # Implicit first: a plain text without a tag, one look for both.
                usual = event.implicit[0] and end.line == line and not event.anchor
                if usual and (text in known or self._learn(text)):
                    place = Place(path, line + 1, start.column + 1, end.column + 1)
                    node: Node = Scalar(known[text], text, place)
                else:
                    node = self._unusual(event, top)
            elif kind is mapping_end or kind is sequence_end:
                assert top is not None
                node = self._close(top)
                top = above.pop() if above else None
            elif kind is events.mapping_start or kind is events.sequence_start:
                if top is not None:
                    above.append(top)
                top = self._open(event, kind is events.mapping_start, len(above))
                continue
            elif kind is events.alias:
                node = self._alias(event)
            elif kind is events.document_start and root is not None:
                self.tell(problem(self._place(event), "second-document"))
                return root
            else:
                continue
            left -= 1
            if left < 0:
                self._stop(node.place, "too-many-values", MAX_NODES)
            if top is None:
                root = node
            elif top.entries is None:
                top.items.append(node)
            elif top.key is None:
                top.key = node
            else:
                key, top.key = top.key, None
                if (
                    key.__class__ is not Scalar
                    or not key.text
                    or key.text in top.entries
                    or (node.__class__ is Scalar and not node.text)
                ):
                    self._enter(top, top.entries, key, node)
                else:
                    top.entries[key.text] = (key, node)
        return root

    def _stop(self, place: Place, case: str, limit: int) -> None:
        self.problems.append(problem(place, case, limit=limit))
        raise Stop

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column + 1
        one_line = end.line == line and end.column >= column
        return Place(self.lines.path, line + 1, column, end.column + 1 if one_line else column + 1)

    def _open(self, event: Any, is_mapping: bool, depth: int) -> _Open:
        place = self._place(event)
        if depth > MAX_DEPTH:
            self._stop(place, "too-deep", MAX_DEPTH)
        if _is_marked(event):
            self._refuse_mark(event, place)
        return _Open(place, bool(event.flow_style), [], {} if is_mapping else None)

    def _alias(self, event: Any) -> Scalar:
        place = self._place(event)
        self.usable = False
        self.tell(problem(place, "yaml-alias"))
        return Scalar(None, "", place, "*")

    def _refuse_mark(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self.usable = False
            self.tell(problem(place, "yaml-alias"))
        # "!" alone says "text" and names no type.
        if event.tag not in {None, "", "!"}:
            self.usable = False
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self.tell(problem(place, "yaml-tag", tag=tag))

    def _learn(self, text: str) -> bool:
        """Remember what a plain text means, if nothing is to be told of it."""
        value, case = meaning_of(text)
        # A mistake is never remembered: it is told at each place. Nor is an empty text, which
        # has no place of its own.
        if case or not text or is_suspect(text):
            return False
        self._known[text] = value
        return True

    def _unusual(self, event: Any, top: _Open | None) -> Scalar:
        """A scalar with a style, a mark, several lines, or a text of which something is told."""
        place = self._place(event)
        if _is_marked(event):
            self._refuse_mark(event, place)
        text: str = event.value
        style: str = event.style or ""
        over_lines = event.start_mark.line != event.end_mark.line and style not in {"|", ">"}
        if style:
            scalar = Scalar(text, text, place, style)
        else:
            value, case = meaning_of(text)
            scalar = Scalar(value, text, place)
            if case:
                self.tell(_refused(place, case, text))
            elif text and is_suspect(text):
                scalar = self._examined(scalar, top)
        if over_lines:
            self._over_lines(scalar, event)
        return scalar

    def _examined(self, scalar: Scalar, top: _Open | None) -> Scalar:
        role: Role = "value"
        key = ""
        if top is not None and top.entries is None:
            role = "item" if top.flow else "value"
        elif top is not None and top.key is None:
            if scalar.text in _ACCEPTED_AS_KEY:
                return scalar
            role = "key"
        elif top is not None and isinstance(top.key, Scalar):
            key = top.key.text
        meant, found = examine(scalar, role, key, self.lines.content)
        for each in found:
            # A key that became text is missed by everything that comes after.
            self.usable = self.usable and each.rule != "missing-space" and each.case != WIDE_COLON
            self.tell(each)
        return meant

    def _over_lines(self, scalar: Scalar, event: Any) -> None:
        """A text over several lines that has a ``key: value`` inside was not meant to be one."""
        first, last = event.start_mark.line + 1, event.end_mark.line + 1
        if scalar.style:
            margin = indent_of(self.lines.content(first))
            after = map(self.lines.content, range(first + 1, last + 1))
            # A text that goes on is indented further than its key.
            if any(indent_of(line) <= margin and looks_like_entry(line) for line in after):
                self.usable = False
                self.tell(problem(scalar.place, "unclosed-quote", sign=scalar.style))
            return
        for line in range(first + 1, last + 1):
            text = self.lines.content(line)
            found = swallowed_key(text, indent_of(text), Place(self.lines.path, line, 1, 2))
            if found:
                self.usable = False
                self.tell(found)

    def _enter(
        self, top: _Open, entries: dict[str, tuple[Scalar, Node]], key: Node, value: Node
    ) -> None:
        if not isinstance(key, Scalar) or (not key.text and not key.style):
            self.usable = False
            self.tell(problem(key.place, "key-not-text"))
            return
        if value.__class__ is Scalar and not value.text and not value.style:
            if top.flow and not self._has_colon(key):
                before = next(reversed(entries.values()), (None, None))[1]
                top.strays = top.strays or []
                top.strays.append((before, key))
                return
            # An empty value has no text of its own: point at its key, where the person looks.
            value = Scalar(None, "", key.place)
        if key.text in entries:
            first = entries[key.text][0].place
            self.tell(problem(key.place, "duplicate-name", name=key.text, first=first))
        else:
            entries[key.text] = (key, value)

    def _has_colon(self, key: Scalar) -> bool:
        after = self.lines.content(key.place.line)[key.place.end_column - 1 :]
        return after.lstrip(" ")[:1] in {":", ""}

    def _close(self, top: _Open) -> Node:
        if top.entries is None:
            return Sequence(tuple(top.items), top.place)
        if top.strays:
            for found in stray_keys(top.strays, self.lines):
                self.usable = self.usable and found.case == "comma-in-braces"
                self.tell(found)
        for word in _ACCEPTED_AS_KEY:
            if word in top.entries:
                self._check_accepted(*top.entries[word])
        return Mapping(top.entries, top.place)

    def _check_accepted(self, key: Scalar, value: Node) -> None:
        if isinstance(value, Scalar) and not key.style:
            self.tell(fixable(key.place, "yaml-1.1-word.key", f'"{key.text}"', name=key.text))


def _refused(place: Place, case: str, text: str) -> Problem:
    if case == "number-too-long":
        return problem(place, case, limit=MAX_DIGITS)
    return problem(place, case, text=text)


def _is_marked(event: Any) -> bool:
    return event.anchor is not None or event.tag is not None


def indent_of(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def looks_like_entry(line: str) -> bool:
    """Tell whether a line reads ``key: value`` or begins a list item with one."""
    stripped = line.lstrip(" ").removeprefix("- ").lstrip(" {")
    key, colon, rest = stripped.partition(":")
    is_name = key.replace("_", "").replace(".", "").isalnum() and key.isascii()
    return bool(colon) and is_name and (not rest or rest[0] == " ")


def stray_keys(strays: list[tuple[Node | None, Scalar]], lines: Lines) -> list[Problem]:
    """Return what is wrong with keys in braces that have no colon: one problem for each run."""
    found: list[Problem] = []
    runs: dict[Place | None, list[Scalar]] = {}
    for before, stray in strays:
        line = lines.content(stray.place.line)
        swallowed = swallowed_key(line, stray.place.column - 1, stray.place)
        if swallowed and not stray.style:
            found.append(swallowed)
        else:
            runs.setdefault(_text_before(before, stray), []).append(stray)
    for start, each in runs.items():
        found.append(_comma(start, each, lines))
    return found


def _text_before(before: Node | None, stray: Scalar) -> Place | None:
    if isinstance(before, Scalar) and before.text and not before.style:
        return before.place if before.place.line == stray.place.line else None
    return None


def _comma(start: Place | None, strays: list[Scalar], lines: Lines) -> Problem:
    first, last = strays[0].place, strays[-1].place
    if start is None or last.line != start.line:
        return problem(first, "comma-in-braces.alone", name=strays[0].text)
    place = Place(start.path, start.line, start.column, last.end_column)
    text = lines.content(start.line)[start.column - 1 : last.end_column - 1]
    return fixable(place, "comma-in-braces", quoted(text), text=text)


def quoted(text: str) -> str:
    """Return a text as YAML in quotes that keep every character of it."""
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

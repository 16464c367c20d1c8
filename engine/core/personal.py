"""Which values of a program are a person's own, and what is left where they were erased (S7.4)."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import msgspec

from ..language.program import Program
from ..language.terms import Name, walk

Kept = TypeVar("Kept")

_MARK = '"type":"personal"'
# In JSON this stands outside of texts only: inside, its quotes would be escaped.
_MARK_BYTES = _MARK.encode()


class Marks(NamedTuple):
    """Under which ``names`` personal values stand, and which ``messages`` tell of them.

    A fact stands under its full name, in data and forms also under its short one; the field
    that fills it under its own. Whatever has such a name counts as personal: too much can be
    erased, never too little.
    """

    names: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()

    def __or__(self, other: Marks) -> Marks:
        """Return what either marks."""
        return Marks(self.names | other.names, self.messages | other.messages)

    def cover(self, name: str) -> bool:
        """Tell whether a value of that name is personal, as ``signal.NAME`` or ``parent.`` too."""
        return name in self.names or name.partition(".")[2] in self.names


def marks_of(program: Program) -> Marks:
    """Return what a program marks as personal; nothing for most programs."""
    full = {name for name, fact in program.facts.items() if fact.personal}
    if not full:
        return Marks()
    names = full | {name.partition(".")[2] for name in full}
    for kind in program.signals.values():
        names |= {field for field, name in kind.sets.items() if name in full}
        for name in kind.computes.keys() & full:
            reads = (each.name for each in walk(kind.computes[name]) if isinstance(each, Name))
            names |= {read.partition(".")[2] for read in reads if read.startswith("signal.")}
    marks = Marks(frozenset(names))
    telling = {
        name
        for name, message in program.messages.items()
        # Texts and names in turn.
        if any(marks.cover(each) for each in (*message.zh[1::2], *message.en[1::2]))
    }
    return Marks(marks.names, frozenset(telling))


def is_named(data: str | bytes) -> bool:
    """Tell whether names of personal values stand in JSON."""
    return _MARK in data if isinstance(data, str) else _MARK_BYTES in data


def is_name(part: Any) -> bool:
    """Tell whether a part of JSON, as read, is the name of a personal value."""
    return isinstance(part, dict) and part.get("type") == "personal"


def known(text: str) -> str:
    """Return the JSON of a snapshot without what was erased: nobody knows it any more."""
    if not is_named(text):
        return text
    return msgspec.json.encode(_without(msgspec.json.decode(text))).decode()


def forget(snapshot: Kept) -> Kept:
    """Return what was folded from records without the values that were erased since."""
    text = msgspec.json.encode(snapshot)
    if not is_named(text):
        return snapshot
    return msgspec.json.decode(known(text.decode()), type=type(snapshot))


def _without(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without(each) for name, each in part.items() if not is_name(each)}
    return [_without(each) for each in part] if isinstance(part, list) else part

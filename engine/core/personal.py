"""Which values of a program are a person's own (S7.4)."""

from __future__ import annotations

from typing import NamedTuple

from ..language.program import Program
from ..language.terms import Name, walk


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

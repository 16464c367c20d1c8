"""Which values of a program are a person's own (S7.4)."""

from __future__ import annotations

from ..language.program import Program
from ..language.terms import Name, walk


def personal_names(program: Program) -> frozenset[str]:
    """Return the names under which personal values stand: of facts, and of fields that fill them.

    A fact by its full name, in data and forms also by its short one.
    """
    full = {name for name, fact in program.facts.items() if fact.personal}
    names = full | {name.partition(".")[2] for name in full}
    for kind in program.signals.values():
        names |= {field for field, name in kind.sets.items() if name in full}
        for name in kind.computes.keys() & full:
            reads = (each.name for each in walk(kind.computes[name]) if isinstance(each, Name))
            names |= {read.partition(".")[2] for read in reads if read.startswith("signal.")}
    return frozenset(names)

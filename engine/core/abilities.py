"""What this engine does not run yet, by feature: a stage that runs, runs fully.

A program can say more than this version does. Whatever would be silently ignored is found
here, before a journey begins or a story is played, and named to the person who asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from ..language.program import (
    Document,
    Fact,
    Program,
    SignalKind,
    Stage,
)


@dataclass(frozen=True)
class _Look:
    """All that one stage consists of and uses."""

    program: Program
    stage: Stage

    @cached_property
    def parts(self) -> list[Any]:
        """Every part of the stage, and of the forms, ladders and plays it uses."""
        program, own = self.program, list(_parts(self.stage))
        names = {name for part in own for name in _names(part)}
        shared = (program.forms, program.ladders, program.recoveries)
        used = [table[name] for table in shared for name in sorted(names & table.keys())]
        return [*own, *(part for each in used for part in _parts(each))]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every text in those parts: names of facts, documents and signals among them."""
        return frozenset(name for part in self.parts for name in _names(part))

    def each(self, kind: type) -> list[Any]:
        """Return all parts of one kind."""
        return [part for part in self.parts if isinstance(part, kind)]

    @cached_property
    def facts(self) -> list[Fact]:
        """The facts that are read or filled."""
        filled = (fact for kind in self.signals for fact in kind.sets.values())
        names = self.names.union(filled) & self.program.facts.keys()
        return [self.program.facts[name] for name in sorted(names)]

    @cached_property
    def documents(self) -> list[Document]:
        """The documents that are needed, read or yielded."""
        named = self.names.intersection(self.program.documents)
        return [self.program.documents[name] for name in sorted(named)]

    @cached_property
    def signals(self) -> list[SignalKind]:
        """The signals of the vocabulary that the stage waits for or gives."""
        names = self.names.intersection(self.program.signals)
        return [self.program.signals[name] for name in sorted(names)]


def missing(program: Program, stage_id: str) -> tuple[str, ...]:
    """Return the features of a stage that this engine does not run; none means all of it.

    Raises:
        KeyError: the program has no such stage.
    """
    look = _Look(program, program.stages[stage_id])
    return tuple(name for name, needs in _FEATURES.items() if needs(look))


_FEATURES: dict[str, Callable[[_Look], bool]] = {}
"""Feature → whether a stage uses it; titles stand in ``language/words.FEATURES``."""


def _parts(value: object) -> Iterator[Any]:
    """Yield a struct and every struct below it, in the order they stand."""
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from _parts(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _parts(each)


def _names(part: msgspec.Struct) -> Iterator[str]:
    for name in part.__struct_fields__:
        # Any answer of a party resets a silence: that alone uses nothing of the signal, and
        # one that cannot be taken yet is refused when it comes (engine.core.decide).
        value = () if name == "resets" else getattr(part, name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | dict):
            yield from (each for each in value if isinstance(each, str))
            if isinstance(value, dict):
                yield from (each for each in value.values() if isinstance(each, str))

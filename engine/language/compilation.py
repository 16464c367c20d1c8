"""What all parts of the compiler share: the names declared so far, and the problems found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from .calendars import Calendar
from .conditions import Names, compile_condition
from .loader import Here
from .moments import parse_span
from .problems import Place, Problem, problem, unknown
from .program import (
    Document,
    Fact,
    Form,
    Ladder,
    Legend,
    Recovery,
    Role,
    SignalKind,
    Thing,
)
from .source import Scalar
from .terms import Term
from .titles import Title
from .values import Money, Span

T = TypeVar("T")


@dataclass(slots=True)
class Compilation:
    """Collects what is declared, said and wrong while a workspace is compiled."""

    problems: list[Problem] = field(default_factory=list)
    titles: dict[str, Title] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    thresholds: dict[str, tuple[Money, ...]] = field(default_factory=dict)
    signals: dict[str, SignalKind] = field(default_factory=dict)
    channels: set[str] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)
    causes: set[str] = field(default_factory=set)
    levels: tuple[str, ...] = ()
    roles: dict[str, Role] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    ladders: dict[str, Ladder] = field(default_factory=dict)
    recoveries: dict[str, Recovery] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """What conditions may speak of."""
        return Names(self.facts, frozenset(self.documents), frozenset(self.thresholds))

    @property
    def legend(self) -> Legend:
        """Titles and places collected so far."""
        return Legend(dict(self.titles), dict(self.places))

    def add(self, place: Place, case: str, **values: object) -> None:
        """Record a problem of catalogue entry ``case``."""
        self.problems.append(problem(place, case, **values))

    def declare(self, kind: str, name: str, title: str | None, here: Here) -> bool:
        """Register a name with its title and place; a second declaration is a problem."""
        key = f"{kind}/{name}"
        if key in self.places:
            self.add(here.key, "duplicate-name", name=name, first=self.places[key])
            return False
        self.places[key] = here.key
        if title is not None:
            self.titles[key] = Title.split(title)
        return True

    def known(self, name: str | None, among: Iterable[str], kind: str, place: Place) -> str:
        """Return ``name`` if it is declared, else record an unknown name and return nothing."""
        if name is None:
            return ""
        allowed = list(among)
        if name in allowed:
            return name
        self.problems.append(unknown(place, "unknown-name", name, allowed, kind=kind))
        return ""

    def each_known(
        self, written: Iterable[str], among: Iterable[str], kind: str, here: Here
    ) -> tuple[str, ...]:
        """Return those of a list of names that are declared; record each that is not."""
        allowed = list(among)
        spots = ((name, here.into(index).place) for index, name in enumerate(written))
        return tuple(name for name, place in spots if self.known(name, allowed, kind, place))

    def condition(self, written: str | None, here: Here) -> Term | None:
        """Compile the condition at ``here``, or record why it cannot be."""
        if written is None:
            return None
        term, problems = compile_condition(here.scalar, self.names)
        self.problems += problems
        return term

    def span(self, here: Here) -> Span | None:
        """Read the duration at ``here``, or record why it is none."""
        return self.parsed(here, parse_span)

    def parsed(
        self, here: Here, parse: Callable[[Scalar], tuple[T | None, list[Problem]]]
    ) -> T | None:
        """Apply a parser to the text at ``here`` and keep its problems."""
        value, problems = parse(here.scalar)
        self.problems += problems
        return value

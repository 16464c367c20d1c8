"""What all parts of the compiler share: the names declared so far, and the problems found."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar, cast

from .calendars import Calendar
from .conditions import compile_condition, compile_expression
from .engine_signals import ENGINE_SIGNALS
from .here import Here
from .moments import MomentNames, parse_moment, parse_span
from .names import Names
from .problems import Place, Problem, problem, unknown
from .program import (
    Document,
    Fact,
    Form,
    Ladder,
    Legend,
    Partner,
    Recovery,
    Role,
    SignalKind,
    Thing,
)
from .program_logic import ContactLimits, Lifecycle, Message
from .source import Scalar
from .terms import Known, Term
from .titles import Lang, Title
from .values import Moment, Money, Span

T = TypeVar("T")
MAX_PROBLEMS = 100
"""How many problems the compiler tells of one file."""

NO_NAMES: Mapping[str, Any] = MappingProxyType({})
Parser = Callable[[Scalar], tuple[T | None, list[Problem]]]

UNREADABLE = Known(value=False)
"""Stands for a condition that has a problem; no program is ever made of it."""

DECLARED_IN = {
    **dict.fromkeys(
        ("thing", "fact", "document", "signal", "channel", "contact", "cause", "threshold"),
        "vocabulary/1",
    ),
    **dict.fromkeys(("role", "level", "partner"), "people/1"),
    "calendar": "calendars/1", "ladder": "escalations/1", "tier": "escalations/1",
    "recovery": "recoveries/1", "form": "forms/1", "message": "messages/1",
    "playbook": "playbook/1", "outcome": "playbook/1", "field": "vocabulary/1",
}  # fmt: skip
"""The kind of file that declares each kind of name."""

# Names that mean something only where they stand; a text without any reads alike everywhere.
_LOCAL = re.compile(r"\b(track|signal)\.|\b(count|since) ?\(")
_ABOUT_NAMES = frozenset(
    {
        "unknown-fact",
        "unknown-name",
        "unknown-choice",
        "unknown-function",
        "unknown-date",
        "unknown-moment",
        "unknown-placeholder",
        "not-a-date",
        "not-a-duration",
    }
)


@dataclass(slots=True)
class Compilation:
    """Collects what is declared, said and wrong while a workspace is compiled.

    ``unread`` are the kinds of files of which one could not be read: a name that such a
    file would declare proves nothing by being missing. ``spots`` holds where each legend
    key was declared, so that a finding can point at any field below it; ``conditions`` every
    condition that compiled, at the place of its text.
    """

    unread: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    titles: dict[str, Title] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    spots: dict[str, Here] = field(default_factory=dict)
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
    partners: dict[str, Partner] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    ladders: dict[str, Ladder] = field(default_factory=dict)
    recoveries: dict[str, Recovery] = field(default_factory=dict)
    follow_ups: dict[str, str] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    formats: dict[str, Title] = field(default_factory=dict)
    limits: tuple[ContactLimits, ...] = ()
    lifecycle: Lifecycle | None = None
    languages: tuple[Lang, ...] = ("zh", "en")
    conditions: list[tuple[Place, Term]] = field(default_factory=list)
    _names: Names | None = None
    _heard: dict[str, tuple[str, ...]] | None = None
    _told: dict[str, int] = field(default_factory=dict)
    _read: dict[tuple[int, str], tuple[object, object]] = field(default_factory=dict)

    @property
    def legend(self) -> Legend:
        """Titles and places collected so far."""
        return Legend(self.titles, self.places)

    @property
    def names(self) -> Names:
        """What any condition may speak of, wherever it stands."""
        if self._names is None:
            self._names = Names(
                facts=self.facts,
                documents=self.documents,
                thresholds=self.thresholds,
                things={name: thing.key for name, thing in self.things.items()},
                signals=self.signals,
                calendars=self.calendars,
                parent=True,
            )
        return self._names

    def names_with(
        self,
        *,
        tracks: Mapping[str, tuple[str, ...]] = NO_NAMES,
        signals: Collection[str] = (),
        signal: Mapping[str, Fact] = NO_NAMES,
        aliases: Mapping[str, Mapping[str, Fact]] = NO_NAMES,
        may_wake: bool = False,
    ) -> Names:
        """Return what a condition may speak of where more is known than the vocabulary."""
        return replace(
            self.names,
            tracks=tracks,
            signals=signals or self.signals,
            signal=signal,
            aliases=aliases,
            may_wake=may_wake,
        )

    def settle_vocabulary(self) -> None:
        """Forget what was worked out from a vocabulary that has grown since."""
        self._names = self._heard = None
        self._read.clear()

    def heard(self, party: str) -> tuple[str, ...]:
        """Return the signals that come from a party, sorted."""
        if self._heard is None:
            kinds = sorted(self.signals.values(), key=lambda kind: kind.name)
            self._heard = dict.fromkeys(("us", "customer", "partner", "system"), ())
            for kind in kinds:
                self._heard[kind.party] = (*self._heard[kind.party], kind.name)
        return self._heard.get(party, ())

    def kind_of(self, signal: str) -> SignalKind | None:
        """Return a signal's declaration, also where the engine itself gives it."""
        return self.signals.get(signal) or ENGINE_SIGNALS.get(signal)

    # --- saying what is wrong

    def add(self, place: Place, case: str, **values: object) -> None:
        """Record a problem of catalogue entry ``case``."""
        if self._has_room(place):
            self.problems.append(problem(place, case, **values))

    def _has_room(self, place: Place) -> bool:
        """Tell whether a file may be told one more problem; past the last it is told that.

        Looking for what a person might have meant costs far more than finding a mistake: the
        bound keeps any file answered soon (X7).
        """
        told = self._told.get(place.path, 0)
        self._told[place.path] = told + 1
        if told == MAX_PROBLEMS:
            self.problems.append(problem(place, "too-many-problems", limit=MAX_PROBLEMS))
        return told < MAX_PROBLEMS

    def declare(self, kind: str, name: str, title: str | None, here: Here) -> bool:
        """Register a name with its title and place; a second declaration is a problem."""
        key = f"{kind}/{name}"
        if key in self.places:
            self.add(here.key, "duplicate-name", name=name, first=self.places[key])
            return False
        self.places[key] = here.key
        self.spots[key] = here
        if title is not None:
            self.titles[key] = Title.split(title)
        return True

    def spot(self, key: str, here: Here) -> None:
        """Register a place that has no name of its own, such as one alternative of a move."""
        self.places.setdefault(key, here.place)
        self.spots.setdefault(key, here)

    def add_about(self, kind: str, place: Place, case: str, **values: object) -> None:
        """Record a problem that could not be, if a file that declares ``kind`` were read."""
        if DECLARED_IN.get(kind) not in self.unread:
            self.add(place, case, **values)

    def one_of(self, said: Mapping[str, bool], here: Here) -> str:
        """Return which of several words is written; none or several are a problem, and nothing."""
        found = [word for word, is_written in said.items() if is_written]
        if not found:
            self.add(here.key, "one-of.none", words=", ".join(said))
        elif len(found) > 1:
            self.add(here.key, "one-of", words=", ".join(said), found=len(found))
        return found[0] if len(found) == 1 else ""

    # --- names

    def known(
        self, name: str | None, among: Collection[str], kind: str, here: Here, *steps: str | int
    ) -> str:
        """Return ``name`` if it is declared, else record an unknown name and return nothing.

        Here and below, ``steps`` lead on from ``here`` to where the text stands; they are gone
        only when there is something to say, which for most texts is never.
        """
        if name is None:
            return ""
        if name in among:
            return name
        return self.known_at(name, among, kind, here.into(*steps).place)

    def target(self, name: str | None, states: Collection[str], here: Here) -> str:
        """Return the state that something leads to, or record that there is none such."""
        if name is None or name in states:
            return name or ""
        if self._has_room(here.place):
            self.problems.append(unknown(here.place, "unknown-target", name, states))
        return ""

    def known_at(self, name: str, among: Collection[str], kind: str, place: Place) -> str:
        """Like :meth:`known`, for a name that stands at ``place``, such as a key."""
        if name in among:
            return name
        if DECLARED_IN.get(kind) not in self.unread and self._has_room(place):
            self.problems.append(unknown(place, "unknown-name", name, among, kind=kind))
        return ""

    def each_known(
        self,
        written: Sequence[str],
        among: Collection[str],
        kind: str,
        here: Here,
        *steps: str | int,
    ) -> tuple[str, ...]:
        """Return those of a list of names that are declared, in their order, each once."""
        if not written:
            return ()
        found: list[str] = []
        for index, name in enumerate(written):
            if name in among:
                found.append(name)
            else:
                self.known_at(name, among, kind, here.into(*steps, index).place)
        return tuple(dict.fromkeys(found))

    def set_of(
        self,
        written: Sequence[str],
        among: Collection[str],
        kind: str,
        here: Here,
        *steps: str | int,
    ) -> tuple[str, ...]:
        """Return those of a list that are declared, sorted: their order means nothing."""
        if not written:
            return ()
        return tuple(sorted(self.each_known(written, among, kind, here, *steps)))

    # --- what has a grammar of its own

    def condition(
        self, written: str | None, here: Here, *steps: str | int, names: Names | None = None
    ) -> Term | None:
        """Compile the condition at ``here``, or record why it cannot be.

        Equal texts that may speak of the same names are compiled once.
        """
        if written is None:
            return None
        used = self.names
        if names is not None and (names.aliases or _LOCAL.search(written)):
            used = names

        def read(scalar: Scalar) -> tuple[Term | None, list[Problem]]:
            return compile_condition(scalar, used)

        # mypy joins the kinds of terms to what they all are.
        term = cast("Term | None", self._compiled(used, written, read, here, steps))
        if term is not None:
            self.conditions.append((here.into(*steps).place, term))
        return term

    def expression(self, here: Here, wanted: Fact, names: Names) -> Term | None:
        """Compile what a fact is set to, or record why it cannot be."""
        found, problems = compile_expression(here.scalar, names, wanted)
        self.keep(problems)
        return found

    def span(self, here: Here, *steps: str | int) -> Span | None:
        """Read the duration at ``here``, or record why it is none."""
        return self.parsed(here.into(*steps), parse_span)

    def moment(
        self, written: str | None, names: MomentNames, here: Here, *steps: str | int
    ) -> Moment | None:
        """Read the moment at ``here``, or record why it is none."""
        if written is None:
            return None
        # What counts from no happening reads alike in every stage.
        owner = names if "after " in written else parse_moment
        return self._compiled(
            owner, written, lambda scalar: parse_moment(scalar, names), here, steps
        )

    def parsed(self, here: Here, parse: Parser[T]) -> T | None:
        """Apply a parser to the text at ``here`` and keep its problems.

        Equal texts are read once; ``parse`` must look at the text alone.
        """
        return self._compiled(parse, here.scalar.text, parse, here)

    def _compiled(
        self,
        owner: object,
        written: str,
        read: Parser[T],
        here: Here,
        steps: tuple[str | int, ...] = (),
    ) -> T | None:
        """Read the text at ``here`` unless the same was read before, by the same owner.

        Only what is right is remembered: a problem has a place of its own each time. The
        owner is kept too, so that no other can ever have its identity.
        """
        key = (id(owner), written)
        cached = self._read.get(key)
        if cached is not None:
            return cached[1]  # type: ignore[return-value]  # what this owner read before
        if self._told.get(here.place.path, 0) > MAX_PROBLEMS:
            return None
        value, problems = read(here.into(*steps).scalar)
        if problems:
            self.keep(problems)
        elif value is not None:
            self._read[key] = (owner, value)
        return value

    def keep(self, problems: Iterable[Problem]) -> None:
        """Record what a reader found, less what only a file that could not be read explains."""
        if "vocabulary/1" in self.unread:
            problems = [each for each in problems if each.rule not in _ABOUT_NAMES]
        self.problems += [each for each in problems if self._has_room(each.place)]

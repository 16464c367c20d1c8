"""Conditions over facts with three answers: yes, no, and unknown (S1.7, Kleene 1952).

The program's conditions run as generated code. The walk over the typed tree here is slow and
plain on purpose: it is what the generated code is checked against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import msgspec

from ..language.codegen import Generated, generate
from ..language.functions import WRITTEN
from ..language.reckoning import ConditionError, amount_beside, compare, compute, gather
from ..language.terms import (
    All,
    Among,
    Compare,
    Compute,
    Either,
    Elapsed,
    Expiry,
    Has,
    Known,
    Limit,
    Name,
    Not,
    Paper,
    Tally,
    Term,
)
from ..language.values import Day, Money, Span, Value

__all__ = ["HOLDS", "UNKNOWN", "ConditionError", "Conditions", "Facts", "Finding", "evaluate"]


def _never(_name: str) -> bool:
    return False


def _no_day(_name: str) -> Day | None:
    return None


def _no_items(_name: str) -> tuple[Value | None, ...]:
    return ()


def _no_times(_name: str) -> int:
    return 0


def _not_seen(_signal: str, _span: Span) -> bool | None:
    return None


class Readable(Protocol):
    """What a condition reads, whoever has it: put together as :class:`Facts` or not."""

    @property
    def values(self) -> Callable[[str], Value | None]:
        """A fact by its full name."""

    @property
    def documents(self) -> Callable[[str], bool]:
        """Whether a document is there and valid."""

    @property
    def thresholds(self) -> Mapping[str, tuple[Money, ...]]:
        """The named amounts."""

    @property
    def expired(self) -> Callable[[str], bool]:
        """Whether a document was there and is no longer valid."""

    @property
    def expires(self) -> Callable[[str], Day | None]:
        """The last day of a document."""

    @property
    def column(self) -> Callable[[str], tuple[Value | None, ...]]:
        """A fact of every item of its thing."""

    @property
    def items(self) -> Callable[[str], int]:
        """How many items of a thing are open."""

    @property
    def times(self) -> Callable[[str], int]:
        """How often a signal was seen."""

    @property
    def elapsed(self) -> Callable[[str, Span], bool | None]:
        """Whether a signal was last seen at least so long ago."""


class Facts(NamedTuple):
    """What a condition reads, put together by hand.

    ``values`` gives a fact by its full name, ``parent.``, ``signal.``, ``track.`` and ``today``
    among them; ``documents`` tells whether one is there and valid, ``expired`` whether one that
    was there is no longer, ``expires`` its last day. ``column`` gives a fact of every item in the
    order they were opened, ``items`` how many of a thing are open, ``times`` how often a signal
    was seen, and ``elapsed`` whether it was last seen at least so long ago.
    """

    values: Callable[[str], Value | None]
    documents: Callable[[str], bool]
    thresholds: Mapping[str, tuple[Money, ...]]
    expired: Callable[[str], bool] = _never
    expires: Callable[[str], Day | None] = _no_day
    column: Callable[[str], tuple[Value | None, ...]] = _no_items
    items: Callable[[str], int] = _no_times
    times: Callable[[str], int] = _no_times
    elapsed: Callable[[str, Span], bool | None] = _not_seen


class Finding(msgspec.Struct, frozen=True, gc=False):
    """The answer (None is unknown), the values read, and the facts that were missing."""

    answer: bool | None
    used: dict[str, Value]
    unknown: tuple[str, ...]


HOLDS = Finding(True, {}, ())
"""What an absent condition finds."""

UNKNOWN = Finding(None, {}, ())
"""What a condition finds that cannot be computed."""


def evaluate(term: Term | None, facts: Readable) -> Finding:
    """Return whether ``term`` holds.

    Raises:
        ConditionError: the values lead to a division by zero.
    """
    if term is None:
        return HOLDS
    walk = _Walk(facts, {}, [])
    answer = walk.value(term)
    known = answer if isinstance(answer, bool) else None
    return Finding(known, walk.used, tuple(dict.fromkeys(walk.unknown)))


def evaluate_value(term: Term, facts: Readable) -> tuple[Value | None, tuple[str, ...]]:
    """Return the value of an expression, and the names that were missing.

    Raises:
        ConditionError: the values lead to a division by zero.
    """
    walk = _Walk(facts, {}, [])
    return walk.value(term), tuple(dict.fromkeys(walk.unknown))


class _Entry:
    """One condition: how often it was walked, and the function made for it since."""

    __slots__ = ("generated", "term", "walked")

    def __init__(self, term: Term) -> None:
        self.term, self.walked = term, 0
        self.generated: Generated | None = None


class Conditions:
    """The conditions of one program, as generated functions where they are asked often.

    Making a function costs as much as a hundred walks, so a condition is walked ``walks``
    times first: a command that asks once is not slowed by a worker that asks for ever.
    """

    def __init__(self, walks: int = 50) -> None:
        """Begin without any function; ``walks`` 0 makes each at once."""
        self._walks = walks
        self._entries: dict[int, _Entry] = {}

    def evaluate(self, term: Term | None, facts: Readable) -> Finding:
        """Return what :func:`evaluate` returns, sooner.

        Raises:
            ConditionError: the values lead to a division by zero.
        """
        if term is None:
            return HOLDS
        # By identity: hashing a tree costs as much as walking it. The entry keeps its term
        # alive, so that no other term can ever have the same identity.
        entry = self._entries.get(id(term))
        if entry is None:
            entry = self._entries[id(term)] = _Entry(term)
        find = entry.generated
        if find is None:
            if entry.walked < self._walks:
                entry.walked += 1
                return evaluate(term, facts)
            find = entry.generated = generate(term)
        used: dict[str, Value] = {}
        unknown: list[str] = []
        answer = find(facts, used, unknown)
        return Finding(answer, used, tuple(dict.fromkeys(unknown)) if unknown else ())


class _Walk(NamedTuple):
    facts: Readable
    used: dict[str, Value]
    unknown: list[str]

    def value(self, term: Term) -> Value | None:
        return _VALUES[type(term)](self, term)

    def note(self, name: str, value: Value | None) -> Value | None:
        """Keep what was read under its name, or that it is missing."""
        if value is None:
            self.unknown.append(name)
        else:
            self.used[name] = value
        return value

    def name(self, term: Name) -> Value | None:
        return self.note(term.name, self.facts.values(term.name))

    def paper(self, term: Paper) -> Value | None:
        is_there = self.facts.documents(term.name)
        self.used[term.name] = is_there
        if term.state == "present" or is_there:
            return is_there == (term.state == "present")
        return self.facts.expired(term.name) == (term.state == "expired")

    def expiry(self, term: Expiry) -> Value | None:
        return self.note(f"{term.name}.expires", self.facts.expires(term.name))

    def tally(self, term: Tally) -> Value | None:
        label = f"{WRITTEN[term.function]}({term.name})"
        if term.function == "items":
            return self.note(label, self.facts.items(term.name))
        if term.function == "times":
            return self.note(label, self.facts.times(term.name))
        value = gather(term, self.facts.column(term.name), self.unknown)
        return None if value is None else self.note(label, value)

    def elapsed(self, term: Elapsed) -> Value | None:
        span = self.value(term.span)
        if not isinstance(span, Span):
            return None
        return self.note(f"since({term.signal})", self.facts.elapsed(term.signal, span))

    def limit(self, term: Limit, beside: Value | None) -> Value | None:
        if not isinstance(beside, Money):
            return None
        amounts = self.facts.thresholds.get(term.name, ())
        money = amount_beside(term.name, amounts, beside, self.unknown)
        return None if money is None else self.note(term.name, money)

    def compare(self, term: Compare) -> Value | None:
        left = None if isinstance(term.left, Limit) else self.value(term.left)
        right = None if isinstance(term.right, Limit) else self.value(term.right)
        if isinstance(term.left, Limit):
            left = self.limit(term.left, right)
        if isinstance(term.right, Limit):
            right = self.limit(term.right, left)
        if left is None or right is None:
            return None
        return compare(term.operator, left, right, self.unknown)

    def among(self, term: Among) -> Value | None:
        # As many comparisons as there are values: two currencies stay incomparable.
        return self.either(Either(tuple(Compare(term.item, "==", Known(v)) for v in term.values)))

    def has(self, term: Has) -> Value | None:
        tags = self.value(term.tags)
        return term.word in tags if isinstance(tags, tuple) else None

    def both(self, term: All) -> Value | None:
        answers = [self.value(part) for part in term.parts]
        if False in answers:
            return False
        return None if None in answers else True

    def either(self, term: Either) -> Value | None:
        answers = [self.value(part) for part in term.parts]
        if True in answers:
            return True
        return None if None in answers else False

    def negate(self, term: Not) -> Value | None:
        answer = self.value(term.part)
        return None if answer is None else not answer

    def compute(self, term: Compute) -> Value | None:
        left, right = self.value(term.left), self.value(term.right)
        if left is None or right is None:
            return None
        return compute(term.operator, left, right, self.unknown)


_VALUES: dict[type, Callable[..., Value | None]] = {
    Known: lambda _walk, term: term.value,
    Name: _Walk.name,
    Paper: _Walk.paper,
    Expiry: _Walk.expiry,
    Tally: _Walk.tally,
    Elapsed: _Walk.elapsed,
    Limit: lambda _walk, _term: None,
    Compare: _Walk.compare,
    Among: _Walk.among,
    Has: _Walk.has,
    All: _Walk.both,
    Either: _Walk.either,
    Not: _Walk.negate,
    Compute: _Walk.compute,
}

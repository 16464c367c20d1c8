"""A condition taken apart: each clause with its answer, and the one change that would turn it.

A change is found by trying: every value the condition can tell from the present one is put in
the place of one fact, and the whole condition is worked out again. So what is named is never
a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ...language.program import Fact
from ...language.reckoning import ConditionError, amount_of, comparable
from ...language.terms import (
    All,
    Among,
    Compare,
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
    walk,
)
from ...language.values import Day, Money, Number, Percent, Span, Value
from ..evaluate import UNKNOWN, Facts, Finding, evaluate
from .values import Clause, Flip

_CENT = Decimal("0.01")


def clauses_of(term: Term | None, facts: Facts) -> tuple[Clause, ...]:
    """Return every clause of a condition in the order written, groups before their parts."""
    return tuple(_clauses(term, facts, 0)) if term is not None else ()


def _clauses(term: Term, facts: Facts, depth: int) -> Iterator[Clause]:
    found = _find(term, facts)
    yield Clause(term, found.answer, found.used, found.unknown, depth)
    if isinstance(term, All | Either):
        for part in term.parts:
            yield from _clauses(part, facts, depth + 1)


def _find(term: Term, facts: Facts) -> Finding:
    try:
        return evaluate(term, facts)
    except ConditionError:
        return UNKNOWN


def flips_of(term: Term | None, facts: Facts, declared: Mapping[str, Fact]) -> tuple[Flip, ...]:
    """Return, for each fact that alone can turn the condition, its smallest change that does.

    Nearest first: a known amount by how far it would have to go, then what is unknown yet.
    """
    if term is None:
        return ()
    now = _find(term, facts).answer
    found: list[tuple[tuple[int, Decimal], Flip]] = []
    for name, candidates in sorted(_candidates(term, facts, declared).items()):
        turned = [
            (_distance(was, value), Flip(name, value, answer, was))
            for was, value, changed in candidates
            if (answer := _find(term, changed).answer) is not None and answer != now
        ]
        # Unknown turns either way: told is what makes the condition hold, where anything does.
        wanted = [each for each in turned if each[1].answer] if now is None else turned
        found += [min(wanted or turned, key=lambda each: each[0])] if turned else []
    return tuple(flip for _, flip in sorted(found, key=lambda each: each[0]))


_Tries = list[tuple[Value | None, Value, Facts]]


def _candidates(term: Term, facts: Facts, declared: Mapping[str, Fact]) -> dict[str, _Tries]:
    tries: dict[str, _Tries] = {}
    for part in walk(term):
        if isinstance(part, Paper):
            is_there = facts.documents(part.name)
            changed = _with_paper(facts, part.name, is_there=not is_there)
            tries.setdefault(part.name, []).append((is_there, not is_there, changed))
        for name, value in _values(part, facts, declared):
            was = facts.values(name)
            if value != was:
                tries.setdefault(name, []).append((was, value, _with(facts, name, value)))
    return tries


def _with(facts: Facts, name: str, value: Value) -> Facts:
    def values(asked: str) -> Value | None:
        return value if asked == name else facts.values(asked)

    return facts._replace(values=values)


def _with_paper(facts: Facts, name: str, *, is_there: bool) -> Facts:
    def documents(asked: str) -> bool:
        return is_there if asked == name else facts.documents(asked)

    def expired(asked: str) -> bool:
        return asked != name and facts.expired(asked)

    return facts._replace(documents=documents, expired=expired)


def _values(part: Term, facts: Facts, declared: Mapping[str, Fact]) -> Iterator[tuple[str, Value]]:
    if isinstance(part, Compare):
        for own, other in ((part.left, part.right), (part.right, part.left)):
            if isinstance(own, Name):
                literals = list(_literals(other, own, facts))
                yield from ((own.name, value) for each in literals for value in _beside(each))
    elif isinstance(part, Among) and isinstance(part.item, Name):
        yield from ((part.item.name, value) for value in part.values)
        fact = declared.get(part.item.name)
        yield from ((part.item.name, choice) for choice in (fact.choices if fact else ()))
    elif isinstance(part, Has) and isinstance(part.tags, Name):
        held = facts.values(part.tags.name)
        tags = held if isinstance(held, tuple) else ()
        without = tuple(tag for tag in tags if tag != part.word)
        yield part.tags.name, (without if part.word in tags else (*tags, part.word))
    elif isinstance(part, Name):
        fact = declared.get(part.name)
        if fact is not None:
            yield from ((part.name, choice) for choice in fact.choices)
            if fact.type == "yes_no":
                yield from ((part.name, answer) for answer in (True, False))


def _literals(other: Term, own: Name, facts: Facts) -> Iterable[Value]:
    if isinstance(other, Known):
        return [other.value]
    if isinstance(other, Limit):
        held = facts.values(own.name)
        amounts = facts.thresholds.get(other.name, ())
        own_currency = [each for each in amounts if each.currency == getattr(held, "currency", "")]
        return own_currency or amounts
    if isinstance(other, Not | Paper | Expiry | Elapsed | Tally):
        return []
    try:
        value = _find_value(other, facts)
    except ConditionError:
        return []
    return [] if value is None else [value]


def _find_value(term: Term, facts: Facts) -> Value | None:
    return facts.values(term.name) if isinstance(term, Name) else None


def _beside(value: Value) -> tuple[Value, ...]:
    """A literal, and what lies just below and just above it in its own type."""
    if isinstance(value, bool):
        return (True, False)
    if isinstance(value, int):
        return (value, value - 1, value + 1)
    if isinstance(value, Money):
        return (value, Money(value.amount - _CENT, value.currency),
                Money(value.amount + _CENT, value.currency))  # fmt: skip
    if isinstance(value, Percent):
        return (value, Percent(value.amount - _CENT), Percent(value.amount + _CENT))
    if isinstance(value, Number):
        return (value, Number(value.amount - _CENT), Number(value.amount + _CENT))
    if isinstance(value, Day):
        day = dt.timedelta(days=1)
        return (value, Day(value.on - day), Day(value.on + day))
    if isinstance(value, Span):
        return (value, Span(value.count - 1, value.unit), Span(value.count + 1, value.unit))
    return (value,)


def _distance(was: Value | None, value: Value) -> tuple[int, Decimal]:
    """How far a change goes; what is unknown, or has no measure, counts as far."""
    if was is None:
        return 2, Decimal(0)
    pair = comparable(was, value)
    if pair is None or isinstance(value, bool | str | tuple):
        return 1, Decimal(0)
    if isinstance(value, Day) and isinstance(was, Day):
        return 0, Decimal(abs((value.on - was.on).days))
    if isinstance(value, Span) and isinstance(was, Span):
        return 0, Decimal(abs(value.count - was.count))
    return 0, abs(amount_of(value) - amount_of(was))

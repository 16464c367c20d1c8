"""Conditions over facts with three answers: yes, no, and unknown (S1.7, Kleene 1952).

A walk over the typed tree. It is slow and plain on purpose: generated code, when it
comes, is checked against it, and explanations read their clause values from it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Context as Precision
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from ..language.terms import (
    All,
    Among,
    Compare,
    Compute,
    Either,
    Has,
    Known,
    Limit,
    Name,
    Not,
    Paper,
    Term,
)
from ..language.values import Day, Money, Number, Percent, Value

_PRECISION = Precision(prec=34)
"""Decimal128's precision; an own context, so that no global setting can change a decision."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class ConditionError(ArithmeticError):
    """A condition cannot be computed, such as a division by zero (S1.9).

    ``key`` is the legend key of the playbook line, once somebody up the call knows it.
    """

    key: str = ""


class Facts(NamedTuple):
    """What a condition reads: facts, documents that are there, named amounts."""

    values: Callable[[str], Value | None]
    documents: Callable[[str], bool]
    thresholds: Mapping[str, tuple[Money, ...]]


class Finding(msgspec.Struct, frozen=True):
    """The answer (None is unknown), the values read, and the facts that were missing."""

    answer: bool | None
    used: dict[str, Value]
    unknown: tuple[str, ...]


HOLDS = Finding(True, {}, ())
"""What an absent condition finds."""

UNKNOWN = Finding(None, {}, ())
"""What a condition finds that cannot be computed."""


def evaluate(term: Term | None, facts: Facts) -> Finding:
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


class _Walk(NamedTuple):
    facts: Facts
    used: dict[str, Value]
    unknown: list[str]

    def value(self, term: Term) -> Value | None:
        return _VALUES[type(term)](self, term)

    def name(self, term: Name) -> Value | None:
        value = self.facts.values(term.name)
        if value is None:
            self.unknown.append(term.name)
        else:
            self.used[term.name] = value
        return value

    def paper(self, term: Paper) -> Value | None:
        is_there = self.facts.documents(term.name)
        self.used[term.name] = is_there
        return is_there == (term.state == "present")

    def limit(self, term: Limit, beside: Value | None) -> Value | None:
        if not isinstance(beside, Money):
            return None
        for money in self.facts.thresholds.get(term.name, ()):
            if money.currency == beside.currency:
                self.used[term.name] = money
                return money
        self.unknown.append(f"{term.name} ({beside.currency})")
        return None

    def compare(self, term: Compare) -> Value | None:
        left = None if isinstance(term.left, Limit) else self.value(term.left)
        right = None if isinstance(term.right, Limit) else self.value(term.right)
        if isinstance(term.left, Limit):
            left = self.limit(term.left, right)
        if isinstance(term.right, Limit):
            right = self.limit(term.right, left)
        if left is None or right is None:
            return None
        pair = _comparable(left, right)
        if pair is None:
            self.mixed(left, right)
            return None
        return _COMPARE[term.operator](*pair)

    def mixed(self, left: Value, right: Value) -> None:
        """Name two currencies that meet: unknown must always say what is missing (S1.7)."""
        if isinstance(left, Money) and isinstance(right, Money):
            self.unknown.append(f"{left.currency} ≠ {right.currency}")

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
        if isinstance(left, Money) and isinstance(right, Money) and left.currency != right.currency:
            self.mixed(left, right)
            return None
        amount = _arithmetic(term.operator, _amount(left), _amount(right))
        if isinstance(left, Money):
            return Money(amount, left.currency)
        if isinstance(left, Percent):
            return Percent(amount)
        whole = amount == amount.to_integral_value()
        return int(amount) if whole else Number(amount)


_VALUES: dict[type, Callable[..., Value | None]] = {
    Known: lambda _walk, term: term.value,
    Name: _Walk.name,
    Paper: _Walk.paper,
    Limit: lambda _walk, _term: None,
    Compare: _Walk.compare,
    Among: _Walk.among,
    Has: _Walk.has,
    All: _Walk.both,
    Either: _Walk.either,
    Not: _Walk.negate,
    Compute: _Walk.compute,
}


def _amount(value: Value) -> Decimal:
    if isinstance(value, Money | Number | Percent):
        return value.amount
    return Decimal(value) if isinstance(value, int) else Decimal(0)


def _arithmetic(sign: str, left: Decimal, right: Decimal) -> Decimal:
    if sign == "+":
        return _PRECISION.add(left, right)
    if sign == "-":
        return _PRECISION.subtract(left, right)
    if sign == "*":
        return _PRECISION.multiply(left, right)
    if right == 0:
        raise ConditionError("division by zero")
    return _PRECISION.divide(left, right)


def _comparable(left: Value, right: Value) -> tuple[object, object] | None:
    """Return two things Python compares exactly, or None where the comparison is unknown."""
    if isinstance(left, Money) and isinstance(right, Money):
        # Never converted silently: different currencies are not comparable.
        return (left.amount, right.amount) if left.currency == right.currency else None
    if isinstance(left, Day) and isinstance(right, Day):
        return left.on, right.on
    if isinstance(left, bool) or isinstance(right, bool):
        return left, right
    if isinstance(left, int | Number) and isinstance(right, int | Number):
        return _amount(left), _amount(right)
    if isinstance(left, Percent) and isinstance(right, Percent):
        return left.amount, right.amount
    return left, right

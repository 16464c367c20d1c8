"""Conditions that can only come out one way: ``x > 5 and x < 3``, ``a or not a``.

Every fact is cut into the few values that the condition can tell apart (below 3, 3, between,
5, above), and the condition is worked out for all combinations at once, one bit each. What is
not understood counts as free to be anything, and dependent facts as independent: more is
thought possible than is, so a verdict is never wrong, only sometimes missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .program import Fact
from .reckoning import COMPARE, comparable
from .terms import (
    All,
    Among,
    Compare,
    Comparison,
    Either,
    Elapsed,
    Has,
    Known,
    Name,
    Not,
    Paper,
    Tally,
    Term,
    walk,
)
from .values import NOTHING, Money, Span, Value

MAX_COMBINATIONS = 1 << 14
MAX_PARTS = 120

_MIRRORED: dict[Comparison, Comparison] = {
    "==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<=",
}  # fmt: skip


def decide_constant(term: Term, facts: Mapping[str, Fact] | None = None) -> bool | None:
    """Return False if a condition can never hold, True if it can never fail, else None.

    Both are meant once everything is known: while a fact is unknown, so is the condition.
    ``facts`` gives the closed choices. Work is bounded: past ``MAX_PARTS`` parts of a condition,
    or ``MAX_COMBINATIONS`` of its cases, there is no verdict.
    """
    if sum(1 for _ in walk(term)) > MAX_PARTS:
        return None
    table = _Table(facts or {})
    table.cut(term)
    if math.prod(len(cases) for cases in table.cases.values()) > MAX_COMBINATIONS:
        return None
    table.lay_out()
    may_hold, may_fail = table.masks(term)
    if not may_hold:
        return False
    # Neither holding nor failing is two currencies that meet: no verdict that all is well.
    return True if not may_fail and may_hold == table.everything else None


@dataclass(frozen=True, slots=True)
class _Case:
    """One value of a fact that the condition tells from others: at a literal, or beside it.

    ``step`` is -1 just below ``at``, 0 at it, 1 just above; ``at`` None is a fact without any
    literal of its kind.
    """

    at: Value | None
    step: int = 0


_Cases = list[Any]
_Masks = tuple[int, int]
"""Combinations in which a term may hold, and in which it may fail, one bit each."""


@dataclass(slots=True)
class _Table:
    facts: Mapping[str, Fact]
    cases: dict[Hashable, _Cases] = field(default_factory=dict)
    strides: dict[Hashable, int] = field(default_factory=dict)
    total: int = 1

    # --- which cases there are

    def cut(self, term: Term) -> None:
        literals: dict[Term, list[Value]] = {}
        for part in walk(term):
            if isinstance(part, Compare):
                variable, known, _ = _sides(part)
                if isinstance(known, bool) or isinstance(variable, Known):
                    continue
                if known is not None:
                    literals.setdefault(variable, []).append(known)
                else:
                    self.cases[_pair(part)[0]] = [-1, 0, 1]
            elif isinstance(part, Among):
                literals.setdefault(part.item, []).extend(part.values)
            elif isinstance(part, Paper):
                self.cases["document", part.name] = ["present", "missing", "expired"]
            elif isinstance(part, Has | Elapsed):
                self.cases[part] = [True, False]
            elif isinstance(part, Name):
                self.cases.setdefault(("truth", part), [True, False])
        for variable, values in literals.items():
            self.cases[variable] = self.cases_of(variable, values)
        self.drop_unasked(term)

    def drop_unasked(self, term: Term) -> None:
        """Leave out the truth of facts that never stand as a condition by themselves."""
        asked = {("truth", part) for part in _conditions(term) if isinstance(part, Name)}
        for key in [key for key in self.cases if _is_truth(key) and key not in asked]:
            del self.cases[key]

    def cases_of(self, variable: Term, values: Iterable[Value]) -> _Cases:
        known = list(dict.fromkeys(values))
        fact = self.facts.get(variable.name) if isinstance(variable, Name) else None
        if fact is not None and fact.type == "choice":
            return list(fact.choices)
        if all(isinstance(value, str) for value in known) and not isinstance(variable, Tally):
            beside = [_Case(value, step) for value in known for step in (-1, 1)]
            return [*known, *beside]
        cases = [_Case(value, step) for value in known for step in (-1, 0, 1)]
        # Nothing at all meets every currency, and every kind of time.
        cases += [_Case(Money(Decimal(0), ""))] if _any_is(known, Money) else []
        cases += [_Case(NOTHING)] if _any_is(known, Span) else []
        if isinstance(variable, Tally) and variable.function in {"items", "times"}:
            cases = [case for case in [*cases, _Case(0)] if _is_count(case)]
        return cases

    # --- in which combinations a term holds

    def lay_out(self) -> None:
        for key, cases in self.cases.items():
            self.strides[key] = self.total
            self.total *= max(len(cases), 1)

    def bits(self, key: Hashable, test: Callable[[Any], bool]) -> int:
        """Return the combinations in which the case of ``key`` passes a test."""
        stride, cases = self.strides[key], self.cases[key]
        block = 0
        for index, case in enumerate(cases):
            if test(case):
                block |= ((1 << stride) - 1) << (index * stride)
        period = stride * len(cases)
        return block * (((1 << self.total) - 1) // ((1 << period) - 1))

    @property
    def everything(self) -> int:
        return (1 << self.total) - 1

    def masks(self, term: Term) -> _Masks:
        if isinstance(term, Not):
            holds, fails = self.masks(term.part)
            return fails, holds
        if isinstance(term, All | Either):
            return self.joined(term)
        if isinstance(term, Compare):
            return self.compared(term)
        if isinstance(term, Among):
            return self.either(self.literal(term.item, "==", value) for value in term.values)
        if isinstance(term, Known):
            return (self.everything, 0) if term.value is True else (0, self.everything)
        if isinstance(term, Paper):
            holds = self.bits(("document", term.name), lambda case: case == term.state)
            return holds, self.everything & ~holds
        key: Hashable = ("truth", term) if isinstance(term, Name) else term
        if key not in self.cases:
            return self.everything, self.everything
        holds = self.bits(key, lambda case: case is True)
        return holds, self.everything & ~holds

    def joined(self, term: All | Either) -> _Masks:
        parts = [self.masks(part) for part in term.parts]
        if isinstance(term, Either):
            return self.either(parts)
        fails, holds = self.either((fails, holds) for holds, fails in parts)
        return holds, fails

    def either(self, parts: Iterable[_Masks]) -> _Masks:
        holds, fails = 0, self.everything
        for may_hold, may_fail in parts:
            holds |= may_hold
            fails &= may_fail
        return holds, fails

    def compared(self, term: Compare) -> _Masks:
        variable, known, operator = _sides(term)
        if isinstance(known, bool) and operator in {"==", "!="}:
            holds, fails = self.masks(variable)
            return (holds, fails) if known == (operator == "==") else (fails, holds)
        if known is not None:
            return self.literal(variable, operator, known)
        key, turned = _pair(term)
        sign = _MIRRORED[term.operator] if turned else term.operator
        holds = self.bits(key, lambda order: bool(COMPARE[sign](order, 0)))
        return holds, self.everything & ~holds

    def literal(self, variable: Term, operator: Comparison, known: Value) -> _Masks:
        if isinstance(variable, Known):
            answer = _answer(_Case(variable.value), operator, known)
            return self.everything * (answer is not False), self.everything * (answer is not True)
        holds = self.bits(variable, lambda case: _answer(case, operator, known) is not False)
        fails = self.bits(variable, lambda case: _answer(case, operator, known) is not True)
        # A case of another currency or kind of time leaves it unknown: neither holds nor fails.
        never = self.bits(variable, lambda case: _is_apart(case, known))
        return holds & ~never, fails & ~never


def _any_is(values: Iterable[Value], kind: type) -> bool:
    return any(isinstance(value, kind) for value in values)


def _answer(case: Any, operator: Comparison, known: Value) -> bool | None:
    """Return whether a case compares so with a literal; None where it may go either way."""
    if not isinstance(case, _Case):
        return bool(COMPARE[operator](case, known)) if type(case) is type(known) else None
    assert case.at is not None
    pair = comparable(case.at, known)
    if pair is None:
        return None
    left, right = pair
    if left == right and case.step:
        return bool(COMPARE[operator](case.step, 0))
    try:
        return bool(COMPARE[operator](left, right))
    except TypeError:
        return None


def _is_apart(case: Any, known: Value) -> bool:
    """Whether a case is of a currency or kind of time that never meets the literal's."""
    at = case.at if isinstance(case, _Case) else None
    return isinstance(at, Money | Span) and comparable(at, known) is None


def _is_count(case: _Case) -> bool:
    """Whether a number of items can be so: none is negative, and nothing is just below zero."""
    at = comparable(case.at, 0) if case.at is not None else None
    if at is None or not isinstance(case.at, int):
        return True
    return case.at > 0 or (case.at == 0 and case.step >= 0)


def _sides(term: Compare) -> tuple[Term, Value | None, Comparison]:
    """Return what is compared, with which literal if any, and the sign from the former's side."""
    if isinstance(term.right, Known):
        return term.left, term.right.value, term.operator
    if isinstance(term.left, Known):
        return term.right, term.left.value, _MIRRORED[term.operator]
    return term.left, None, term.operator


def _pair(term: Compare) -> tuple[Hashable, bool]:
    """Return the key of two compared terms in one order, and whether they stand turned."""
    first, second = sorted((term.left, term.right), key=repr)
    return ("order", first, second), first != term.left


def _conditions(term: Term) -> Iterable[Term]:
    """Yield the terms that stand as conditions, not inside a comparison."""
    if isinstance(term, All | Either):
        for part in term.parts:
            yield from _conditions(part)
    elif isinstance(term, Not):
        yield from _conditions(term.part)
    elif isinstance(term, Compare) and isinstance(_sides(term)[1], bool):
        yield from _conditions(_sides(term)[0])
    else:
        yield term


def _is_truth(key: Hashable) -> bool:
    return isinstance(key, tuple) and key[0] == "truth"

"""Meaning of a condition: every name declared, every comparison between like and like (S6.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from .facts import exact
from .grammar import Branch, ConditionFault, Leaf, Token, Tree, parse
from .problems import Problem, problem, unknown
from .program import Fact
from .source import Scalar
from .terms import (
    All,
    Among,
    Arithmetic,
    Compare,
    Comparison,
    Compute,
    Either,
    Has,
    Known,
    Limit,
    Name,
    Not,
    Paper,
    PaperState,
    Term,
)
from .values import Day, Money, Number, Percent, Value

_ORDERED = frozenset({"number", "percent", "money", "date", "text"})


@dataclass(frozen=True, slots=True)
class Names:
    """What a condition may speak of."""

    facts: Mapping[str, Fact]
    documents: frozenset[str]
    thresholds: frozenset[str]

    def all(self) -> list[str]:
        """Return every name a condition may begin with."""
        papers = [f"{name}.{state}" for name in self.documents for state in ("present", "missing")]
        return [*self.facts, *self.thresholds, *papers]


@dataclass(frozen=True, slots=True)
class _Typed:
    term: Term
    type: str
    token: Token
    choices: tuple[str, ...] = ()


class _Refused(Exception):  # noqa: N818  # control flow inside this room
    pass


def compile_condition(scalar: Scalar, names: Names) -> tuple[Term | None, list[Problem]]:
    """Turn the text of an ``if:`` into a typed tree, or say at which word it fails."""
    try:
        tree = parse(scalar.text)
    except ConditionFault as fault:
        place = scalar.at(fault.start, fault.length)
        return None, [problem(place, f"bad-condition.{fault.kind}", found=fault.found)]
    checker = _Checker(scalar, names)
    try:
        typed = checker.check(tree)
        checker.want(typed, "yes_no")
    except _Refused:
        return None, checker.problems
    return typed.term, checker.problems


@dataclass(slots=True)
class _Checker:
    scalar: Scalar
    names: Names
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, token: Token, case: str, **values: object) -> _Refused:
        place = self.scalar.at(token.start, len(token.text))
        self.problems.append(problem(place, case, **values))
        return _Refused()

    def want(self, typed: _Typed, kind: str) -> None:
        if typed.type != kind:
            raise self.refuse(typed.token, "condition-type", wanted=kind, type=typed.type)

    def check(self, tree: Tree) -> _Typed:
        if isinstance(tree, Leaf):
            return self.leaf(tree.token)
        if tree.operator in {"and", "or"}:
            return self.logic(tree)
        if tree.operator == "not":
            part = self.check(tree.parts[0])
            self.want(part, "yes_no")
            return _Typed(Not(part.term), "yes_no", tree.token)
        if tree.operator == "has":
            return self.has(tree)
        if tree.operator == "in":
            return self.among(tree)
        if tree.operator in {"+", "-", "*", "/"}:
            return self.compute(tree)
        return self.compare(tree)

    def logic(self, tree: Branch) -> _Typed:
        parts = [self.check(part) for part in tree.parts]
        for part in parts:
            self.want(part, "yes_no")
        terms = tuple(part.term for part in parts)
        return _Typed(All(terms) if tree.operator == "and" else Either(terms), "yes_no", tree.token)

    def compare(self, tree: Branch) -> _Typed:
        left = self.check(tree.parts[0])
        right = self.beside(tree.parts[1], left)
        if left.type == "threshold":
            left, kind = _Typed(left.term, right.type, left.token), right.type
        else:
            kind = left.type
        if right.type not in {kind, "threshold"} or (right.type == "threshold" and kind != "money"):
            raise self.refuse(right.token, "condition-type", wanted=kind, type=right.type)
        if tree.operator not in {"==", "!="} and kind not in _ORDERED:
            raise self.refuse(tree.token, "not-ordered", type=kind, operator=tree.operator)
        operator = cast(Comparison, tree.operator)
        return _Typed(Compare(left.term, operator, right.term), "yes_no", tree.token)

    def beside(self, tree: Tree, left: _Typed) -> _Typed:
        """Read the right side; a bare word beside a choice is one of its choices."""
        if isinstance(tree, Leaf) and left.type == "choice" and tree.token.kind == "name":
            return self.choice(tree.token, left)
        if isinstance(tree, Leaf) and left.type == "person" and tree.token.kind == "text":
            return _Typed(Known(tree.token.text[1:-1]), "person", tree.token)
        return self.check(tree)

    def choice(self, token: Token, left: _Typed) -> _Typed:
        if token.text in left.choices:
            return _Typed(Known(token.text), "choice", token, left.choices)
        place = self.scalar.at(token.start, len(token.text))
        self.problems.append(unknown(place, "unknown-choice", token.text, left.choices))
        raise _Refused

    def has(self, tree: Branch) -> _Typed:
        tags = self.check(tree.parts[0])
        self.want(tags, "tags")
        word = cast(Leaf, tree.parts[1]).token
        if word.kind == "text":
            return _Typed(Has(tags.term, word.text[1:-1]), "yes_no", tree.token)
        if word.kind != "name" or word.text in self.names.all() or "." in word.text:
            raise self.refuse(word, "bad-tag", text=word.text)
        return _Typed(Has(tags.term, word.text), "yes_no", tree.token)

    def among(self, tree: Branch) -> _Typed:
        item = self.check(tree.parts[0])
        values: list[Value] = []
        for part in tree.parts[1:]:
            typed = self.beside(part, item)
            if typed.type != item.type or not isinstance(typed.term, Known):
                raise self.refuse(typed.token, "condition-type", wanted=item.type, type=typed.type)
            values.append(typed.term.value)
        return _Typed(Among(item.term, tuple(values)), "yes_no", tree.token)

    def compute(self, tree: Branch) -> _Typed:
        left, right = self.check(tree.parts[0]), self.check(tree.parts[1])
        kinds = (left.type, right.type)
        additive = tree.operator in {"+", "-"}
        alike = left.type == right.type and left.type in {"number", "percent", "money"}
        scaled = not additive and kinds in {("money", "number"), ("percent", "number")}
        numeric = kinds == ("number", "number")
        if not (numeric or (additive and alike) or scaled):
            found = f"{left.type} {tree.operator} {right.type}"
            raise self.refuse(tree.token, "cannot-compute", found=found)
        operator = cast(Arithmetic, tree.operator)
        return _Typed(Compute(left.term, operator, right.term), left.type, left.token)

    def leaf(self, token: Token) -> _Typed:
        if token.kind == "name":
            return self.name(token)
        if token.kind == "text":
            return _Typed(Known(token.text[1:-1]), "text", token)
        if token.kind == "date":
            try:
                return _Typed(Known(Day(dt.date.fromisoformat(token.text))), "date", token)
            except ValueError:
                raise self.refuse(token, "bad-date", text=token.text) from None
        return _number(token)

    def name(self, token: Token) -> _Typed:
        text = token.text
        if text in {"true", "false"}:
            return _Typed(Known(text == "true"), "yes_no", token)
        fact = self.names.facts.get(text)
        if fact is not None:
            return _Typed(Name(text), fact.type, token, fact.choices)
        if text in self.names.thresholds:
            return _Typed(Limit(text), "threshold", token)
        paper, _, state = text.partition(".")
        if paper in self.names.documents and state in {"present", "missing"}:
            return _Typed(Paper(paper, cast(PaperState, state)), "yes_no", token)
        place = self.scalar.at(token.start, len(text))
        self.problems.append(unknown(place, "unknown-fact", text, self.names.all()))
        raise _Refused


def _number(token: Token) -> _Typed:
    text = token.text
    if text.endswith("%"):
        return _Typed(Known(Percent(exact(text[:-1]))), "percent", token)
    amount, _, currency = text.partition(" ")
    if currency:
        return _Typed(Known(Money(exact(amount), currency)), "money", token)
    number = exact(amount)
    whole = number == number.to_integral_value()
    return _Typed(Known(int(number) if whole else Number(number)), "number", token)

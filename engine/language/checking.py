"""Meaning of a condition: every name declared, every comparison between like and like (S6.5)."""

from __future__ import annotations

from typing import cast

from .checked import EXAMPLES, Desk, Refused, Typed, zero
from .facts import read_value
from .grammar import Branch, Call, Leaf, Tree
from .lexer import Token
from .naming import check_call, check_leaf
from .problems import Problem
from .program import Fact, FactType
from .reckoning import kind_of
from .terms import (
    All,
    Among,
    Arithmetic,
    Compare,
    Comparison,
    Compute,
    Either,
    Elapsed,
    Has,
    Known,
    Not,
    Term,
)
from .values import Span, Value

_ORDERED = frozenset({"number", "percent", "money", "date", "text", "duration"})
_SPELT: tuple[FactType, ...] = ("money", "percent", "date", "duration")
_YES_NO = {"yes": "true", "no": "false", "y": "true", "n": "false", "True": "true",
           "False": "false", "TRUE": "true", "FALSE": "false"}  # fmt: skip


def check_condition(desk: Desk, tree: Tree) -> tuple[Term | None, list[Problem]]:
    """Return the typed tree of a condition, or None and what is wrong with it."""
    try:
        typed = _check(desk, tree)
        desk.want(typed, "yes_no")
    except Refused:
        return None, desk.problems
    return typed.term, desk.problems


def check_expression(desk: Desk, tree: Tree, wanted: Fact) -> tuple[Term | None, list[Problem]]:
    """Return the typed tree of what a fact is set to, or None and what is wrong with it."""
    try:
        beside = Typed(Known(""), wanted.type, Token("name", wanted.name, 0, 1), wanted.choices)
        typed = _beside(desk, tree, beside)
        if typed.is_zero and wanted.type == "money":
            typed = zero(typed)
        if typed.type != wanted.type:
            raise _mismatch(desk, typed, wanted.type)
    except Refused:
        return None, desk.problems
    return typed.term, desk.problems


def _check(desk: Desk, tree: Tree) -> Typed:
    if isinstance(tree, Leaf):
        return check_leaf(desk, tree)
    if isinstance(tree, Call):
        return check_call(desk, tree)
    if tree.operator in {"and", "or"}:
        return _logic(desk, tree)
    if tree.operator == "not":
        part = _check(desk, tree.parts[0])
        desk.want(part, "yes_no")
        return Typed(Not(part.term), "yes_no", tree.token)
    if tree.operator == "has":
        return _has(desk, tree)
    if tree.operator == "in":
        return _among(desk, tree)
    if tree.operator in {"+", "-", "*", "/"}:
        return _compute(desk, tree)
    return _compare(desk, tree)


def _logic(desk: Desk, tree: Branch) -> Typed:
    terms: list[Term] = []
    for part in tree.parts:
        # Each part is looked at, so that two mistakes are told at once.
        try:
            typed = _check(desk, part)
            desk.want(typed, "yes_no")
            terms.append(typed.term)
        except Refused:
            continue
    if len(terms) < len(tree.parts):
        raise Refused
    joined = All(tuple(terms)) if tree.operator == "and" else Either(tuple(terms))
    return Typed(joined, "yes_no", tree.token)


# --- comparisons


def _compare(desk: Desk, tree: Branch) -> Typed:
    left = _check(desk, tree.parts[0])
    if left.type == "elapsed":
        return _elapsed(desk, tree, left)
    right = _beside(desk, tree.parts[1], left)
    if right.type == "elapsed":
        raise desk.refuse(right.token, "since-alone")
    if left.type == "money" and right.is_zero:
        right = zero(right)
    if right.type == "money" and left.is_zero:
        left = zero(left)
    kind = _common(desk, left, right)
    if tree.operator not in {"==", "!="} and kind not in _ORDERED:
        raise desk.refuse(tree.token, "not-ordered", type=kind, operator=tree.operator)
    _refuse_unlike(desk, tree.token, left, right)
    operator = cast(Comparison, tree.operator)
    return Typed(Compare(left.term, operator, right.term), "yes_no", tree.token)


def _common(desk: Desk, left: Typed, right: Typed) -> str:
    """Return the type of both sides; a threshold is money beside money."""
    kinds = {left.type, right.type}
    if kinds == {"money", "threshold"}:
        return "money"
    if kinds == {"threshold"}:
        raise desk.refuse(right.token, "threshold-alone", name=right.token.text)
    if len(kinds) == 1:
        if left.type == "choice" and not set(left.choices) & set(right.choices):
            raise desk.refuse(right.token, "choices-differ", name=right.token.text)
        return left.type
    literal, fact = (left, right) if isinstance(left.term, Known) else (right, left)
    if left.type == "threshold":
        literal, fact = right, left
    wanted = "money" if fact.type == "threshold" else fact.type
    raise _mismatch(desk, literal, wanted)


def _mismatch(desk: Desk, found: Typed, wanted: str) -> Refused:
    text, pair = found.token.text, (found.type, wanted)
    is_literal = isinstance(found.term, Known)
    if is_literal and pair == ("number", "percent"):
        return desk.refuse(found.token, "percent-or-number", text=text, cure=f"{text}%")
    if is_literal and pair == ("percent", "number"):
        return desk.refuse(found.token, "percent-or-number", text=text, cure=text[:-1])
    if is_literal and pair == ("number", "money"):
        return desk.refuse(found.token, "money-without-currency", text=text, cure=f"{text} CNY")
    if is_literal and found.type == "text" and wanted in _SPELT:
        bare = text[1:-1]
        if read_value(Fact("", wanted, "journey"), bare) is not None:
            return desk.refuse(found.token, "quoted-value", fix=bare, text=text, cure=bare)
    example = EXAMPLES[wanted]
    return desk.refuse(
        found.token, "condition-type", wanted=wanted, type=found.type, example=example
    )


def _refuse_unlike(desk: Desk, token: Token, left: Typed, right: Typed) -> None:
    """Refuse two sides that could never be compared, whatever the facts are."""
    ours, theirs = left.currencies, right.currencies
    if ours is not None and theirs is not None and not ours & theirs:
        found, other = (" ".join(sorted(codes)) for codes in (theirs, ours))
        raise desk.refuse(right.token, "mixed-currency", found=found, other=other)
    kinds = [_kind(side) for side in (left, right)]
    if all(kinds) and kinds[0] != kinds[1]:
        raise desk.refuse(token, "duration-kinds", found=" / ".join(sorted(kinds)))


def _kind(side: Typed) -> str:
    """Return the kind of time of a literal duration, empty where any may come."""
    known = side.term.value if isinstance(side.term, Known) else None
    return kind_of(known) if isinstance(known, Span) else ""


def _elapsed(desk: Desk, tree: Branch, left: Typed) -> Typed:
    span = _check(desk, tree.parts[1])
    desk.want(span, "duration")
    assert isinstance(left.term, Known)
    elapsed = Elapsed(str(left.term.value), span.term)
    if tree.operator == ">=":
        return Typed(elapsed, "yes_no", tree.token)
    if tree.operator == "<":
        return Typed(Not(elapsed), "yes_no", tree.token)
    raise desk.refuse(tree.token, "since-alone")


def _beside(desk: Desk, tree: Tree, left: Typed) -> Typed:
    """Read the right side; a bare word beside a choice is one of its choices."""
    if not isinstance(tree, Leaf):
        return _check(desk, tree)
    token = tree.token
    if left.type == "choice" and token.kind in {"name", "text", "word"}:
        return _choice(desk, token, left)
    if left.type == "person" and token.kind == "text":
        return Typed(Known(token.text[1:-1], quoted=True), "person", token)
    if left.type == "calendar" and token.kind in {"name", "text"}:
        return _calendar(desk, token)
    if left.type == "yes_no" and token.text in _YES_NO:
        cure = _YES_NO[token.text]
        raise desk.refuse(token, "bad-condition.sign", fix=cure, found=token.text, cure=cure)
    return check_leaf(desk, tree)


def _choice(desk: Desk, token: Token, left: Typed) -> Typed:
    if token.kind == "name":
        if token.text in left.choices:
            return Typed(Known(token.text), "choice", token, left.choices)
        if desk.names.fact(token.text) is not None:
            return check_leaf(desk, Leaf(token))
    bare = token.text[1:-1]
    if token.kind == "text" and bare in left.choices:
        raise desk.refuse(token, "quoted-value", fix=bare, text=token.text, cure=bare)
    raise desk.unknown(token, "unknown-choice", left.choices)


def _calendar(desk: Desk, token: Token) -> Typed:
    if token.kind == "text":
        bare = token.text[1:-1]
        raise desk.refuse(token, "quoted-value", fix=bare, text=token.text, cure=bare)
    if desk.names.fact(token.text) is not None:
        return check_leaf(desk, Leaf(token))
    if desk.names.calendars and token.text not in desk.names.calendars:
        raise desk.unknown(token, "unknown-name", desk.names.calendars, kind="calendar")
    return Typed(Known(token.text), "calendar", token)


# --- membership and arithmetic


def _has(desk: Desk, tree: Branch) -> Typed:
    tags = _check(desk, tree.parts[0])
    if tags.type == "text":
        raise desk.refuse(tree.token, "bad-condition.no-matching", found=desk.written(tree.token))
    desk.want(tags, "tags")
    word = tree.parts[1].token
    is_word = isinstance(tree.parts[1], Leaf) and word.kind in {"name", "word"}
    if word.kind != "text" and (not is_word or "." in word.text):
        raise desk.refuse(word, "bad-tag", text=word.text)
    bare = word.text[1:-1] if word.kind == "text" else word.text
    return Typed(Has(tags.term, bare), "yes_no", tree.token)


def _among(desk: Desk, tree: Branch) -> Typed:
    item = _check(desk, tree.parts[0])
    values: list[Value] = []
    quoted = False
    for part in tree.parts[1:]:
        try:
            known = _listed(desk, part, item)
        except Refused:
            continue
        values.append(known.value)
        quoted = quoted or known.quoted
    if len(values) < len(tree.parts) - 1:
        raise Refused
    return Typed(Among(item.term, tuple(values), quoted), "yes_no", tree.token)


def _listed(desk: Desk, part: Tree, item: Typed) -> Known:
    typed = _beside(desk, part, item)
    if typed.type != item.type:
        raise _mismatch(desk, typed, item.type)
    if not isinstance(typed.term, Known):
        raise desk.refuse(typed.token, "choice-not-known", name=typed.token.text)
    return typed.term


def _compute(desk: Desk, tree: Branch) -> Typed:
    left, right = _check(desk, tree.parts[0]), _check(desk, tree.parts[1])
    kinds = (left.type, right.type)
    additive = tree.operator in {"+", "-"}
    alike = left.type == right.type and left.type in {"number", "percent", "money"}
    scaled = not additive and kinds in {("money", "number"), ("percent", "number")}
    numeric = kinds == ("number", "number")
    if not (numeric or (additive and alike) or scaled):
        found = f"{left.token.text} {tree.operator} {right.token.text}"
        raise desk.refuse(tree.token, "cannot-compute", found=found)
    _refuse_unlike(desk, tree.token, left, right)
    operator = cast(Arithmetic, tree.operator)
    term = Compute(left.term, operator, right.term)
    either = left.currencies if left.currencies is not None else right.currencies
    return Typed(term, left.type, left.token, currencies=either if additive else left.currencies)

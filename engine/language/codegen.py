"""Typed trees → Python functions: the only room that executes generated code (S6.5).

A function is built node by node as Python's own syntax tree, never from text: what people
wrote appears in it as constants and nothing else, names of variables are counted, and the
builtins are out of its reach. It reads, notes and answers exactly as the tree walk of
``core.evaluate`` does: every part is read, none is cut short, for ``why`` tells them all.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .functions import WRITTEN
from .reckoning import amount_beside, compare, compute, gather
from .terms import (
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
from .values import Day, Money, Number, Percent, Span, Value

Generated = Callable[[Any, dict[str, Value], list[str]], bool | None]
"""``(facts, used, unknown) → answer``; notes what it read in ``used`` and missed in ``unknown``."""

_OPERATORS: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq, "!=": ast.NotEq, "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE,
}  # fmt: skip
# The attribute that alone decides a comparison of two values of one type.
_DECIDES: dict[type, str] = {Money: "amount", Percent: "amount", Number: "amount", Day: "on"}


def generate(term: Term) -> Generated:
    """Return the function that evaluates ``term``."""
    writer = _Writer()
    answer = writer.value(term)
    is_bool = _is_type(_load(answer), "bool")
    writer.body.append(ast.Return(_choose(is_bool, _load(answer), ast.Constant(None))))
    parameters = ("facts", "used", "unknown")
    generated: Generated = function_of(parameters, writer.body, _SUPPORT | writer.constants)
    return generated


def function_of(
    parameters: Sequence[str], body: list[ast.stmt], known: Mapping[str, object]
) -> Callable[..., Any]:
    """Return a function of our own syntax tree that reaches nothing but what is ``known``."""
    function = ast.FunctionDef(
        name="generated",
        args=ast.arguments(
            posonlyargs=[],
            args=[ast.arg(name) for name in parameters],
            kwonlyargs=[],
            kw_defaults=[],
            defaults=[],
        ),
        body=body,
        decorator_list=[],
    )
    module = ast.fix_missing_locations(ast.Module([function], type_ignores=[]))
    room: dict[str, Any] = {"__builtins__": {}, **known}
    exec(compile(module, "<generated>", "exec"), room)  # noqa: S102  # our own tree, no text
    made: Callable[..., Any] = room["generated"]
    return made


def _note(name: str, value: Value | None, used: dict[str, Value], unknown: list[str]) -> Any:
    if value is None:
        unknown.append(name)
    else:
        used[name] = value
    return value


def _limit(
    name: str, thresholds: Mapping[str, tuple[Money, ...]], beside: Value | None,
    used: dict[str, Value], unknown: list[str],
) -> Money | None:  # fmt: skip
    if type(beside) is not Money:
        return None
    money = amount_beside(name, thresholds.get(name, ()), beside, unknown)
    if money is not None:
        used[name] = money
    return money


_SUPPORT: dict[str, object] = {
    "amount_beside": amount_beside, "compare": compare, "compute": compute, "gather": gather,
    "limit": _limit, "note": _note, "type": type, "bool": bool, "int": int, "str": str,
    "tuple": tuple, "Money": Money, "Percent": Percent, "Number": Number, "Day": Day, "Span": Span,
}  # fmt: skip


class _Writer:
    """Writes one function as a run of plain assignments, so that no tree makes it deep."""

    def __init__(self) -> None:
        self.body: list[ast.stmt] = []
        self.constants: dict[str, object] = {}
        self.read: dict[Term, str] = {}

    def assign(self, expression: ast.expr) -> str:
        name = f"v{len(self.body)}"
        self.body.append(ast.Assign([ast.Name(name, ast.Store())], expression))
        return name

    def constant(self, value: object) -> ast.expr:
        if isinstance(value, bool | int | str):
            return ast.Constant(value)
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return _load(name)

    def value(self, term: Term) -> str:
        """Write what computes ``term``; return the variable that then holds its value."""
        if isinstance(term, Name | Expiry | Tally | Paper):
            # Asked twice, a fact answers alike: it is read once.
            if term not in self.read:
                self.read[term] = self.assign(self.expression(term))
            return self.read[term]
        return self.assign(self.expression(term))

    def expression(self, term: Term) -> ast.expr:
        write: Callable[[_Writer, Any], ast.expr] = _EXPRESSIONS[type(term)]
        return write(self, term)

    def note(self, name: str, value: ast.expr) -> ast.expr:
        return _call("note", ast.Constant(name), value, _load("used"), _load("unknown"))

    def known(self, term: Known) -> ast.expr:
        return self.constant(term.value)

    def name(self, term: Name) -> ast.expr:
        # What :func:`_note` does, in place: names are most of what conditions read.
        value = self.assign(_ask("values", term.name))
        name = ast.Constant(term.name)
        missed = ast.Call(_attribute("unknown", "append"), [name], [])
        kept = ast.Subscript(_load("used"), name, ast.Store())
        self.body.append(
            ast.If(_is(_load(value), None), [ast.Expr(missed)], [ast.Assign([kept], _load(value))])
        )
        return _load(value)

    def expiry(self, term: Expiry) -> ast.expr:
        return self.note(f"{term.name}.expires", _ask("expires", term.name))

    def paper(self, term: Paper) -> ast.expr:
        is_there = self.assign(_ask("documents", term.name))
        slot = ast.Subscript(_load("used"), ast.Constant(term.name), ast.Store())
        self.body.append(ast.Assign([slot], _load(is_there)))
        if term.state == "present":
            return _load(is_there)
        expired = _ask("expired", term.name)
        other = expired if term.state == "expired" else ast.UnaryOp(ast.Not(), expired)
        return _choose(_load(is_there), ast.Constant(False), other)

    def tally(self, term: Tally) -> ast.expr:
        label = f"{WRITTEN[term.function]}({term.name})"
        if term.function in {"items", "times"}:
            return self.note(label, _ask(term.function, term.name))
        values = _ask("column", term.name)
        found = self.assign(_call("gather", self.constant(term), values, _load("unknown")))
        return self.unless_none([found], self.note(label, _load(found)))

    def elapsed(self, term: Elapsed) -> ast.expr:
        span = self.value(term.span)
        seen = ast.Call(_facts("elapsed"), [ast.Constant(term.signal), _load(span)], [])
        noted = self.note(f"since({term.signal})", seen)
        return _choose(_is_type(_load(span), "Span"), noted, ast.Constant(None))

    def unless_none(self, names: list[str], expression: ast.expr) -> ast.expr:
        tests = [_is(_load(name), None) for name in names]
        return _choose(_any(tests), ast.Constant(None), expression)

    def compare(self, term: Compare) -> ast.expr:
        if isinstance(term.left, Limit) or isinstance(term.right, Limit):
            return self.beside_limit(term)
        if isinstance(term.right, Known) and not isinstance(term.left, Known):
            left = self.value(term.left)
            return self.unless_none([left], self.with_constant(left, term.operator, term.right))
        left, right = self.value(term.left), self.value(term.right)
        return self.unless_none([left, right], self.slowly(term.operator, left, _load(right)))

    def slowly(self, operator: str, left: str, right: ast.expr) -> ast.expr:
        sign = ast.Constant(operator)
        return _call("compare", sign, _load(left), right, _load("unknown"))

    def with_constant(self, left: str, operator: str, right: Known) -> ast.expr:
        value = right.value
        if isinstance(value, str | bool):
            return _compare(_load(left), operator, self.constant(value))
        slow = self.slowly(operator, left, self.constant(value))
        if isinstance(value, int):
            quick = _compare(_load(left), operator, ast.Constant(value))
            return _choose(_is_type(_load(left), "int"), quick, slow)
        decides = _DECIDES.get(type(value))
        if decides is None:
            return slow
        alike: ast.expr = _is_type(_load(left), type(value).__name__)
        if isinstance(value, Money):
            currency = _compare(_attribute(left, "currency"), "==", ast.Constant(value.currency))
            alike = ast.BoolOp(ast.And(), [alike, currency])
        constant = self.constant(getattr(value, decides))
        return _choose(alike, _compare(_attribute(left, decides), operator, constant), slow)

    def beside_limit(self, term: Compare) -> ast.expr:
        if isinstance(term.left, Limit) and isinstance(term.right, Limit):
            return ast.Constant(None)
        is_left = isinstance(term.left, Limit)
        limit, other = (term.left, term.right) if is_left else (term.right, term.left)
        assert isinstance(limit, Limit)
        beside = self.value(other)
        found = self.assign(
            _call(
                "limit", ast.Constant(limit.name), _facts("thresholds"), _load(beside),
                _load("used"), _load("unknown"),
            )
        )  # fmt: skip
        # An amount is only found beside money that it compares with.
        pair = (found, beside) if is_left else (beside, found)
        amounts = [_attribute(name, "amount") for name in pair]
        return self.unless_none([found], _compare(amounts[0], term.operator, amounts[1]))

    def among(self, term: Among) -> ast.expr:
        item = self.value(term.item)
        if all(isinstance(value, str) for value in term.values):
            found = ast.Compare(_load(item), [ast.In()], [self.constant(term.values)])
            return self.unless_none([item], found)
        answers = [
            self.assign(self.unless_none([item], self.with_constant(item, "==", Known(value))))
            for value in term.values
        ]
        return _kleene(answers, decides=True)

    def has(self, term: Has) -> ast.expr:
        tags = self.value(term.tags)
        found = ast.Compare(ast.Constant(term.word), [ast.In()], [_load(tags)])
        return _choose(_is_type(_load(tags), "tuple"), found, ast.Constant(None))

    def both(self, term: All) -> ast.expr:
        return _kleene([self.value(part) for part in term.parts], decides=False)

    def either(self, term: Either) -> ast.expr:
        return _kleene([self.value(part) for part in term.parts], decides=True)

    def negate(self, term: Not) -> ast.expr:
        part = self.value(term.part)
        return self.unless_none([part], ast.UnaryOp(ast.Not(), _load(part)))

    def compute(self, term: Compute) -> ast.expr:
        left, right = self.value(term.left), self.value(term.right)
        sign = ast.Constant(term.operator)
        found = _call("compute", sign, _load(left), _load(right), _load("unknown"))
        return self.unless_none([left, right], found)


_EXPRESSIONS: dict[type, Callable[..., ast.expr]] = {
    Known: _Writer.known,
    Name: _Writer.name,
    Limit: lambda _writer, _term: ast.Constant(None),
    Paper: _Writer.paper,
    Expiry: _Writer.expiry,
    Tally: _Writer.tally,
    Elapsed: _Writer.elapsed,
    Compare: _Writer.compare,
    Among: _Writer.among,
    Has: _Writer.has,
    Compute: _Writer.compute,
    All: _Writer.both,
    Either: _Writer.either,
    Not: _Writer.negate,
}


def _kleene(answers: list[str], *, decides: bool) -> ast.expr:
    """Three answers in one: the deciding one wins, then unknown, then the other."""
    decided = _any([_is(_load(name), decides) for name in answers])
    unknown = _any([_is(_load(name), None) for name in answers])
    otherwise = _choose(unknown, ast.Constant(None), ast.Constant(not decides))
    return _choose(decided, ast.Constant(decides), otherwise)


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _facts(attribute: str) -> ast.Attribute:
    return ast.Attribute(_load("facts"), attribute, ast.Load())


def _attribute(name: str, attribute: str) -> ast.Attribute:
    return ast.Attribute(_load(name), attribute, ast.Load())


def _ask(question: str, name: str) -> ast.Call:
    return ast.Call(_facts(question), [ast.Constant(name)], [])


def _call(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(_load(function), list(arguments), [])


def _choose(test: ast.expr, body: ast.expr, otherwise: ast.expr) -> ast.IfExp:
    return ast.IfExp(test, body, otherwise)


def _is(value: ast.expr, constant: bool | None) -> ast.Compare:
    return ast.Compare(value, [ast.Is()], [ast.Constant(constant)])


def _is_type(value: ast.expr, name: str) -> ast.Compare:
    return ast.Compare(_call("type", value), [ast.Is()], [_load(name)])


def _any(tests: Sequence[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), list(tests))


def _compare(left: ast.expr, operator: str, right: ast.expr) -> ast.Compare:
    return ast.Compare(left, [_OPERATORS[operator]()], [right])

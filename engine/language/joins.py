"""Joins: what several sightings must have to do with each other, as loops made to measure.

A pattern is one of four shapes; each becomes nested loops over rows that conditions on one
sighting have already chosen. The loops are built node by node (``codegen.function_of``), and
what people wrote appears in them nowhere: conditions come as functions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from .codegen import function_of


class Join(msgspec.Struct, frozen=True):
    """A chain of ``parts`` rows, each later than the one before, the last within the first's reach.

    All have one ``key``. The ``differing`` values of each two differ. No row of ``none`` with
    the same key stands ``between`` the first and the last, or after the first ``until`` its
    reach: then the reach must be over. ``checks`` are the places whose condition reads earlier
    rows.
    """

    parts: int
    differing: int = 0
    none: Literal["", "between", "until"] = ""
    checks: tuple[int, ...] = ()


class Row(NamedTuple):
    """One sighting as a join sees it: ``place`` orders, ``number`` names, ``reach`` is its end."""

    place: tuple[int, int]
    number: int
    at: int
    reach: int
    key: tuple[object, ...]
    differs: tuple[object, ...]


Check = Callable[..., bool]
Find = Callable[
    [Sequence[Sequence[Row]], Sequence[Row], Sequence[Check], int], list[tuple[int, ...]]
]
"""``(rows of each part, rows of none, checks by number, now) → numbers of each match``."""


def generate_join(join: Join) -> Find:
    """Return the loops of a join."""
    emit = ast.Expr(
        ast.Call(
            ast.Attribute(_load("found"), "append", ast.Load()),
            [ast.Tuple([_of(f"r{place}", "number") for place in range(join.parts)], ast.Load())],
            [],
        )
    )
    body: list[ast.stmt] = _unless_blocked(join, emit) if join.none else [emit]
    for place in reversed(range(join.parts)):
        body = _loop(join, place, body)
    start = ast.Assign([ast.Name("found", ast.Store())], ast.List([], ast.Load()))
    whole = [start, *body, ast.Return(_load("found"))]
    return function_of(("rows", "none", "checks", "now"), whole, {})


def _loop(join: Join, place: int, body: list[ast.stmt]) -> list[ast.stmt]:
    row, tests = f"r{place}", list[ast.expr]()
    if place:
        tests.append(_compare(_of(row, "place"), ast.Gt(), _of(f"r{place - 1}", "place")))
        tests.append(_compare(_of(row, "at"), ast.LtE(), _of("r0", "reach")))
        tests.append(_compare(_of(row, "key"), ast.Eq(), _of("r0", "key")))
    if join.none == "until":
        tests.append(_compare(_of(row, "reach"), ast.LtE(), _load("now")))
    tests += [
        _compare(
            _at(_of(row, "differs"), field), ast.NotEq(), _at(_of(f"r{before}", "differs"), field)
        )
        for before in range(place)
        for field in range(join.differing)
    ]
    if place in join.checks:
        numbers = [_of(f"r{each}", "number") for each in range(place + 1)]
        check = _at(_load("checks"), join.checks.index(place))
        tests.append(ast.Call(check, list[ast.expr](numbers), []))
    if tests:
        body = [ast.If(_every(tests), body, [])]
    return [ast.For(ast.Name(row, ast.Store()), _at(_load("rows"), place), body, [])]


def _unless_blocked(join: Join, emit: ast.stmt) -> list[ast.stmt]:
    tests = [
        _compare(_of("w", "key"), ast.Eq(), _of("r0", "key")),
        _compare(_of("w", "place"), ast.Gt(), _of("r0", "place")),
        _compare(_of("w", "place"), ast.Lt(), _of(f"r{join.parts - 1}", "place"))
        if join.none == "between"
        else _compare(_of("w", "at"), ast.LtE(), _of("r0", "reach")),
    ]
    stop = ast.If(_every(tests), [ast.Break()], [])
    return [ast.For(ast.Name("w", ast.Store()), _load("none"), [stop], [emit])]


def _load(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _of(row: str, field: str) -> ast.expr:
    return ast.Attribute(_load(row), field, ast.Load())


def _at(value: ast.expr, index: int) -> ast.expr:
    return ast.Subscript(value, ast.Constant(index), ast.Load())


def _compare(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [sign], [right])


def _every(tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)

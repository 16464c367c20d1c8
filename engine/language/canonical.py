"""Typed terms → the one text of each: reading it again gives the same term.

Parentheses stand only where the tree needs them, so that two people who mean the same
condition read the same line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .facts import write_value
from .functions import WRITTEN
from .grammar import KEYWORDS
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
from .values import Value

# How tightly each operator binds; a part that binds no tighter than asked for is enclosed.
_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _LEAF = range(7)
_BINDS: dict[type, int] = {
    Either: _OR, All: _AND, Not: _NOT, Compare: _COMPARE, Among: _COMPARE, Has: _COMPARE,
    Elapsed: _COMPARE,
}  # fmt: skip
_WORD = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]*|[\u3400-\u4dbf\u4e00-\u9fff]+)\Z")


def write_term(term: Term) -> str:
    """Return a condition as a person would write it, in one form per meaning."""
    write: Callable[[Any], str] = _WRITERS[type(term)]
    return write(term)


def binding(term: Term) -> int:
    """Return how tightly the outermost operator of a term binds."""
    if isinstance(term, Compute):
        return _PRODUCT if term.operator in {"*", "/"} else _SUM
    return _BINDS.get(type(term), _LEAF)


def _inside(term: Term, least: int) -> str:
    text = write_term(term)
    return text if binding(term) >= least else f"({text})"


def _value(value: Value, *, quoted: bool) -> str:
    if not quoted:
        return write_value(value)
    text = str(value)
    return f"'{text}'" if '"' in text else f'"{text}"'


def _has(term: Has) -> str:
    is_word = _WORD.match(term.word) and term.word not in KEYWORDS
    word = term.word if is_word else _value(term.word, quoted=True)
    return f"{_inside(term.tags, _SUM)} has {word}"


def _among(term: Among) -> str:
    listed = " or ".join(_value(value, quoted=term.quoted) for value in term.values)
    return f"{_inside(term.item, _SUM)} in ({listed})"


def _compare(term: Compare) -> str:
    return f"{_inside(term.left, _SUM)} {term.operator} {_inside(term.right, _SUM)}"


def _compute(term: Compute) -> str:
    own = binding(term)
    return f"{_inside(term.left, own)} {term.operator} {_inside(term.right, own + 1)}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Known: lambda term: _value(term.value, quoted=term.quoted),
    Name: lambda term: term.name,
    Limit: lambda term: term.name,
    Paper: lambda term: f"{term.name}.{term.state}",
    Expiry: lambda term: f"{term.name}.expires",
    Tally: lambda term: f"{WRITTEN[term.function]}({term.name})",
    Elapsed: lambda term: f"since({term.signal}) >= {_inside(term.span, _SUM)}",
    Compare: _compare,
    Among: _among,
    Has: _has,
    Compute: _compute,
    All: lambda term: " and ".join(_inside(part, _AND + 1) for part in term.parts),
    Either: lambda term: " or ".join(_inside(part, _OR + 1) for part in term.parts),
    Not: lambda term: f"not {_inside(term.part, _NOT)}",
}

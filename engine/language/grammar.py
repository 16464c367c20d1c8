"""Shape of a condition: text → tree with offsets, nothing yet known about its names (S6.5).

Recursive descent over a linear-time lexer; depth and length are bounded, so that no
text can make it slow or deep. Nothing here evaluates anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MAX_LENGTH = 2_000
MAX_DEPTH = 30

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
    |(?P<number>[0-9]{1,15}(\.[0-9]{1,6})?(\ [A-Z]{3}\b|%)?)
    |(?P<name>[A-Za-z][A-Za-z0-9_]*(\.[a-z][a-z0-9_]*)?)
    |(?P<text>"[^"\n]*"|'[^'\n]*')
    |(?P<operator>==|!=|<=|>=|<|>|\+|-|\*|/|\(|\))""",
    re.VERBOSE,
)
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
KEYWORDS = frozenset({"and", "or", "not", "in", "has", "true", "false"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a condition and where it stands."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset just behind the word."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A name or literal as written."""

    token: Token


@dataclass(frozen=True, slots=True)
class Branch:
    """An operator over its parts: ``and or not in has == != < <= > >= + - * /``."""

    operator: str
    parts: tuple[Tree, ...]
    token: Token


Tree = Leaf | Branch
FaultKind = Literal["character", "end", "expected", "left-over", "too-long", "too-deep"]


class ConditionFault(Exception):  # noqa: N818  # a value on its way to becoming a Problem
    """The text is not a condition: what kind of fault, at which offset and length."""

    def __init__(self, kind: FaultKind, start: int, length: int, found: str = "") -> None:
        """Keep where the fault stands."""
        super().__init__(kind)
        self.kind, self.start, self.length, self.found = kind, start, length, found


def parse(text: str) -> Tree:
    """Return the tree of a condition.

    Raises:
        ConditionFault: at the first word that cannot stand where it stands.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionFault("too-long", 0, 1)
    reader = _Reader(text, _tokens(text))
    tree = reader.either(0)
    if reader.token is not None:
        left = reader.token
        raise ConditionFault("left-over", left.start, len(left.text), left.text)
    return tree


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ConditionFault("character", position, 1, text[position])
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match[0], position))
        position = match.end()
    return tokens


class _Reader:
    """One pass over the tokens; each method reads one level of precedence."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens, self.position = text, tokens, 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self, *texts: str) -> Token | None:
        token = self.token
        if token is not None and token.kind != "text" and token.text in texts:
            self.position += 1
            return token
        return None

    def must(self, text: str) -> Token:
        token = self.take(text)
        if token is None:
            raise self.fault(text)
        return token

    def fault(self, expected: str) -> ConditionFault:
        token = self.token
        if token is None:
            return ConditionFault("end", max(len(self.text) - 1, 0), 1, expected)
        return ConditionFault("expected", token.start, len(token.text), token.text)

    def either(self, depth: int) -> Tree:
        return self.chain("or", self.both, depth)

    def both(self, depth: int) -> Tree:
        return self.chain("and", self.negation, depth)

    def chain(self, word: str, part: Callable[[int], Tree], depth: int) -> Tree:
        parts = [part(depth)]
        first: Token | None = None
        while (token := self.take(word)) is not None:
            first = first or token
            parts.append(part(depth))
        return parts[0] if first is None else Branch(word, tuple(parts), first)

    def negation(self, depth: int) -> Tree:
        token = self.take("not")
        if token is None:
            return self.comparison(depth)
        if depth > MAX_DEPTH:
            raise ConditionFault("too-deep", token.start, 3)
        return Branch("not", (self.negation(depth + 1),), token)

    def comparison(self, depth: int) -> Tree:
        left = self.sum(depth)
        token = self.take(*_COMPARISONS)
        if token is not None:
            return Branch(token.text, (left, self.sum(depth)), token)
        token = self.take("has")
        if token is not None:
            return Branch("has", (left, self.leaf()), token)
        token = self.take("in")
        return left if token is None else Branch("in", (left, *self.choices()), token)

    def choices(self) -> list[Tree]:
        self.must("(")
        items = [self.leaf()]
        while self.take("or") is not None:
            items.append(self.leaf())
        self.must(")")
        return items

    def sum(self, depth: int) -> Tree:
        tree = self.product(depth)
        while (token := self.take("+", "-")) is not None:
            tree = Branch(token.text, (tree, self.product(depth)), token)
        return tree

    def product(self, depth: int) -> Tree:
        tree = self.atom(depth)
        while (token := self.take("*", "/")) is not None:
            tree = Branch(token.text, (tree, self.atom(depth)), token)
        return tree

    def atom(self, depth: int) -> Tree:
        token = self.take("(")
        if token is None:
            return self.leaf()
        if depth > MAX_DEPTH:
            raise ConditionFault("too-deep", token.start, 1)
        tree = self.either(depth + 1)
        self.must(")")
        return tree

    def leaf(self) -> Tree:
        token = self.token
        keyword = token is not None and token.text in KEYWORDS - {"true", "false"}
        if token is None or token.kind == "operator" or keyword:
            raise self.fault("a name or a value")
        self.position += 1
        return Leaf(token)

"""Shape of a condition: text → tree with offsets, nothing yet known about its names (S6.5).

Recursive descent over a linear-time lexer. Length, depth of nesting and height of the tree
are bounded, so that no text can make it slow or deep. Nothing here evaluates anything. There
is no matching of patterns: a pattern a person cannot read is no rule a process owner signs,
and most engines for them can be made to run for hours (RELIABILITY X10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .functions import FUNCTIONS
from .lexer import OTHER_WORDS, Fault, FaultKind, Stop, Token, tokens_of

MAX_DEPTH = 30
MAX_HEIGHT = 60

_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
_NO_MATCHING = frozenset({"matches", "match", "like", "regex", "regexp", "startswith", "endswith"})
KEYWORDS = frozenset({"and", "or", "not", "in", "has", "true", "false"})


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
    height: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function over one name: ``count(shipment)``."""

    token: Token
    name: Token


Tree = Leaf | Branch | Call


def parse(text: str) -> tuple[Tree | None, list[Fault]]:
    """Return the tree of a condition and everything wrong with its words.

    A slip whose meaning is clear leaves a tree, so that the rest can be checked too; there
    is none where no word can be made to fit.
    """
    faults: list[Fault] = []
    try:
        tokens, faults = tokens_of(text)
        reader = _Reader(text, tokens, faults)
        tree = reader.either(0)
        if reader.token is not None:
            raise reader.left_over(reader.token)
    except Stop as stop:
        return None, [*faults, stop.fault]
    return tree, faults


class _Reader:
    """One pass over the tokens; each method reads one level of precedence."""

    def __init__(self, text: str, tokens: list[Token], faults: list[Fault]) -> None:
        self.text, self.tokens, self.faults, self.position = text, tokens, faults, 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def look(self, ahead: int) -> str:
        at = self.position + ahead
        return self.tokens[at].text if at < len(self.tokens) else ""

    def take(self, *texts: str) -> Token | None:
        token = self.token
        if token is None or token.kind == "text":
            return None
        if token.text in texts:
            self.position += 1
            return token
        ours = OTHER_WORDS.get(token.text) if token.kind == "name" else None
        if ours not in texts:
            return None
        self.position += 1
        # Whether "has" fits hangs on what stands before it: nobody should mend that unseen.
        self.slip("sign", token, ours, "" if ours == "has" else ours)
        return Token(token.kind, ours, token.start, token.length)

    def must(self, text: str) -> Token:
        token = self.take(text)
        if token is None:
            raise self.fault(text)
        return token

    def slip(self, kind: FaultKind, token: Token, cure: str, fix: str = "") -> None:
        found = self.text[token.start : token.end]
        self.faults.append(Fault(kind, token.start, token.length, found, cure, fix))

    def stop(self, kind: FaultKind, token: Token, cure: str = "") -> Stop:
        return Stop(Fault(kind, token.start, token.length, token.text, cure))

    def fault(self, expected: str) -> Stop:
        token = self.token
        if token is None:
            kind: FaultKind = "open" if expected == ")" else "end"
            return Stop(Fault(kind, max(len(self.text) - 1, 0), 1, expected))
        return self.stop("expected", token)

    def left_over(self, token: Token) -> Stop:
        if token.text in _NO_MATCHING:
            return self.stop("no-matching", token)
        return self.stop("left-over", token)

    def written(self, begin: int) -> str:
        """Return the text from token ``begin`` up to here."""
        first, last = self.tokens[begin], self.tokens[self.position - 1]
        return self.text[first.start : last.end]

    def branch(self, operator: str, parts: tuple[Tree, ...], token: Token) -> Branch:
        heights = [part.height for part in parts if isinstance(part, Branch)]
        height = 1 + max(heights, default=0)
        if height > MAX_HEIGHT:
            raise self.stop("too-deep", token)
        return Branch(operator, parts, token, height)

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
        return parts[0] if first is None else self.branch(word, tuple(parts), first)

    def negation(self, depth: int) -> Tree:
        token = self.take("not")
        if token is None:
            return self.comparison(depth)
        if depth > MAX_DEPTH:
            raise self.stop("too-deep", token)
        return self.branch("not", (self.negation(depth + 1),), token)

    def comparison(self, depth: int) -> Tree:
        begin = self.position
        left = self.sum(depth)
        if (token := self.take(*_COMPARISONS)) is not None:
            return self.compared(left, token, begin, depth)
        if (token := self.take("has")) is not None:
            return self.branch("has", (left, self.leaf()), token)
        if self.look(0) == "between":
            return self.between(left, begin, depth)
        if self.look(0) == "not" and self.look(1) == "in":
            return self.not_in(left, begin)
        if (token := self.take("in")) is not None:
            return self.branch("in", (left, *self.choices(begin)), token)
        return left

    def compared(self, left: Tree, token: Token, begin: int, depth: int) -> Tree:
        first = self.written(begin)
        if token.text == "==" and (negation := self.take("not")) is not None:
            token = self.is_not(token, negation)
        middle = self.position
        right = self.sum(depth)
        shared = self.written(middle)
        tree = self.branch(token.text, (left, right), token)
        again = self.take(*_COMPARISONS)
        if again is None:
            return tree
        sign = self.position
        last = self.sum(depth)
        cure = f"{first} {shared} and {shared} {again.text} {self.written(sign)}"
        self.slip("chained", again, cure)
        second = self.branch(again.text, (right, last), again)
        return self.branch("and", (tree, second), again)

    def is_not(self, token: Token, negation: Token) -> Token:
        """Take ``is not`` as one slip, or two fixes side by side would spoil the text."""
        self.faults[:] = [each for each in self.faults if each.start != token.start]
        both = Token(token.kind, "!=", token.start, negation.end - token.start)
        self.slip("sign", both, "!=", "!=")
        return both

    def between(self, left: Tree, begin: int, depth: int) -> Tree:
        name, token = self.written(begin), self.tokens[self.position]
        self.position += 1
        low_at = self.position
        low = self.sum(depth)
        cure_low = self.written(low_at)
        self.must("and")
        high_at = self.position
        high = self.sum(depth)
        cure = f"{name} >= {cure_low} and {name} <= {self.written(high_at)}"
        self.slip("between", token, cure)
        parts = [self.branch(">=", (left, low), token), self.branch("<=", (left, high), token)]
        return self.branch("and", tuple(parts), token)

    def not_in(self, left: Tree, begin: int) -> Tree:
        name, token = self.written(begin), self.tokens[self.position]
        self.position += 2
        choices_at = self.position
        choices = self.choices(begin)
        self.slip("not-in", token, f"not {name} in {self.written(choices_at)}")
        return self.branch("not", (self.branch("in", (left, *choices), token),), token)

    def choices(self, begin: int) -> list[Tree]:
        opened = self.take("(")
        if opened is None and self.token is None:
            raise self.fault("(")
        first_at = self.position
        items = [self.leaf()]
        while self.take("or") is not None:
            items.append(self.leaf())
        if opened is not None:
            self.must(")")
        else:
            first = self.tokens[first_at]
            name = self.text[self.tokens[begin].start : first.start].strip()
            self.slip("brackets", first, f"{name} ({self.written(first_at)})")
        return items

    def sum(self, depth: int) -> Tree:
        tree = self.product(depth)
        while (token := self.take("+", "-")) is not None:
            tree = self.branch(token.text, (tree, self.product(depth)), token)
        return tree

    def product(self, depth: int) -> Tree:
        tree = self.atom(depth)
        while (token := self.take("*", "/")) is not None:
            tree = self.branch(token.text, (tree, self.atom(depth)), token)
        return tree

    def atom(self, depth: int) -> Tree:
        token = self.take("(")
        if token is None:
            return self.leaf()
        if depth > MAX_DEPTH:
            raise self.stop("too-deep", token)
        tree = self.either(depth + 1)
        self.must(")")
        return tree

    def leaf(self) -> Tree:
        token = self.token
        if token is not None and token.text == "-" and self.is_number(1):
            return self.negative(token)
        keyword = token is not None and token.kind == "name" and token.text in _RESERVED
        if token is None or token.kind == "operator" or keyword:
            raise self.fault("a name or a value")
        self.position += 1
        if token.kind == "name" and self.look(0) == "(":
            return self.call(token)
        return Leaf(token)

    def is_number(self, ahead: int) -> bool:
        at = self.position + ahead
        return at < len(self.tokens) and self.tokens[at].kind == "number"

    def negative(self, sign: Token) -> Leaf:
        number = self.tokens[self.position + 1]
        self.position += 2
        return Leaf(Token("number", f"-{number.text}", sign.start, number.end - sign.start))

    def call(self, function: Token) -> Call:
        if function.text not in FUNCTIONS:
            raise self.stop("function", function)
        self.must("(")
        name = self.token
        if name is None or name.kind != "name" or self.look(1) != ")":
            raise self.stop("call", function, FUNCTIONS[function.text])
        self.position += 2
        return Call(function, name)


_RESERVED = KEYWORDS - {"true", "false"}

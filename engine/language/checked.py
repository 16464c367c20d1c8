"""What checking a condition yields word by word: a term with its type, or a problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from .lexer import Token
from .names import Names
from .pointing import point
from .problems import Problem, unknown
from .source import Scalar
from .terms import Known, Term
from .values import Money

EXAMPLES = {
    "number": "3", "percent": "5%", "money": "500000 CNY", "date": "2025-11-20",
    "duration": "3 business days", "text": '"…"', "person": '"…"', "yes_no": "true",
    "calendar": "cn_office", "threshold": "500000 CNY", "choice": "account.tier == A",
    "tags": "account.tags has vip",
}  # fmt: skip
"""A literal of each type, for the cure of a problem."""


class Refused(Exception):  # noqa: N818  # control flow between the rooms that check
    """The part cannot be understood; its problem is already told."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked part: its term, type and place, and what is certain about its currency.

    ``type`` is a fact's type, or ``threshold``, or ``elapsed`` for ``since(…)``, which only
    means something once it is compared. ``currencies`` is None where any may come.
    """

    term: Term
    type: str
    token: Token
    choices: tuple[str, ...] = ()
    currencies: frozenset[str] | None = None

    @property
    def is_zero(self) -> bool:
        """Whether this is a bare ``0``, which is as little in every currency."""
        return isinstance(self.term, Known) and self.type == "number" and self.term.value == 0

    @property
    def example(self) -> str:
        """A whole comparison with this part, as a person would write it."""
        name = self.token.text
        if self.type == "choice":
            return f"{name} == {self.choices[0] if self.choices else '…'}"
        if self.type == "tags":
            return f"{name} has vip"
        if self.type == "threshold":
            return f"contract.amount >= {name}"
        sign = "==" if self.type in {"text", "person", "calendar"} else ">="
        return f"{name} {sign} {EXAMPLES.get(self.type, '…')}"


@dataclass(slots=True)
class Desk:
    """Where problems of one condition are collected."""

    scalar: Scalar
    names: Names
    problems: list[Problem] = field(default_factory=list)

    def tell(self, token: Token, case: str, /, fix: str = "", **values: object) -> None:
        """Record a problem at a word."""
        self.problems.append(point(self.scalar, token.start, token.length, case, fix, **values))

    def written(self, token: Token) -> str:
        """Return a word as the person wrote it."""
        return self.scalar.text[token.start : token.end]

    def refuse(self, token: Token, case: str, /, fix: str = "", **values: object) -> Refused:
        """Record a problem at a word and give up the part around it."""
        self.tell(token, case, fix=fix, **values)
        return Refused()

    def unknown(self, token: Token, case: str, allowed: Iterable[str], **values: object) -> Refused:
        """Record a name nobody declared, offering the nearest."""
        place = self.scalar.at(token.start, token.length)
        self.problems.append(unknown(place, case, token.text, allowed, **values))
        return Refused()

    def want(self, typed: Typed, kind: str) -> None:
        """Refuse a part of another type than ``kind``.

        Raises:
            Refused: it is another.
        """
        if typed.type == kind:
            return
        if typed.type == "elapsed":
            raise self.refuse(typed.token, "since-alone")
        if kind == "yes_no" and not isinstance(typed.term, Known):
            raise self.refuse(
                typed.token, "needs-comparison", name=typed.token.text, type=typed.type,
                cure=typed.example,
            )  # fmt: skip
        example = EXAMPLES[kind]
        raise self.refuse(
            typed.token, "condition-type", wanted=kind, type=typed.type, example=example
        )


def zero(typed: Typed) -> Typed:
    """Return a bare ``0`` as no money at all."""
    return Typed(Known(Money(Decimal(0), "")), "money", typed.token)

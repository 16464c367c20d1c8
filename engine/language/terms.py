"""Typed trees of the condition language: data that a program carries (S6.5, S8.1)."""

from __future__ import annotations

from typing import Literal

import msgspec

from .values import Value

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Arithmetic = Literal["+", "-", "*", "/"]
PaperState = Literal["present", "missing"]


class Known(msgspec.Struct, frozen=True, omit_defaults=True, tag="known"):
    """A literal value."""

    value: Value


class Name(msgspec.Struct, frozen=True, omit_defaults=True, tag="fact"):
    """The value of a fact, or unknown."""

    name: str


class Limit(msgspec.Struct, frozen=True, omit_defaults=True, tag="threshold"):
    """A named amount; its value is the one in the currency it is compared with."""

    name: str


class Paper(msgspec.Struct, frozen=True, omit_defaults=True, tag="document"):
    """Whether a document is present or missing: never unknown."""

    name: str
    state: PaperState


class Compare(msgspec.Struct, frozen=True, omit_defaults=True, tag="compare"):
    """``left operator right``; unknown when a side is, or when currencies differ."""

    left: Term
    operator: Comparison
    right: Term


class Among(msgspec.Struct, frozen=True, omit_defaults=True, tag="among"):
    """``item in (a or b or c)``."""

    item: Term
    values: tuple[Value, ...]


class Has(msgspec.Struct, frozen=True, omit_defaults=True, tag="has"):
    """``tags has word``."""

    tags: Term
    word: str


class Compute(msgspec.Struct, frozen=True, omit_defaults=True, tag="compute"):
    """``left operator right`` on numbers or money of one currency."""

    left: Term
    operator: Arithmetic
    right: Term


class All(msgspec.Struct, frozen=True, omit_defaults=True, tag="and"):
    """Every part holds (Kleene)."""

    parts: tuple[Term, ...]


class Either(msgspec.Struct, frozen=True, omit_defaults=True, tag="or"):
    """Some part holds (Kleene)."""

    parts: tuple[Term, ...]


class Not(msgspec.Struct, frozen=True, omit_defaults=True, tag="not"):
    """The part does not hold; unknown stays unknown."""

    part: Term


Term = Known | Name | Limit | Paper | Compare | Among | Has | Compute | All | Either | Not

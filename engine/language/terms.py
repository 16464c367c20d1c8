"""Typed trees of the condition language: data that a program carries (S6.5, S8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from .values import Value

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Arithmetic = Literal["+", "-", "*", "/"]
PaperState = Literal["present", "missing", "expired"]
Gathering = Literal["items", "times", "sum", "largest", "smallest", "latest"]


class Known(msgspec.Struct, frozen=True, omit_defaults=True, tag="known"):
    """A literal value; ``quoted`` tells a text from one of the choices of a fact."""

    value: Value
    quoted: bool = False


class Name(msgspec.Struct, frozen=True, omit_defaults=True, tag="fact"):
    """The value of a fact, or unknown.

    Beside the vocabulary's own, the name may begin with ``parent.`` (a fact of the parent
    journey), ``signal.`` (a field of the signal at hand) or a pattern's alias, or be ``today``
    or ``track.NAME.state``.
    """

    name: str


class Limit(msgspec.Struct, frozen=True, omit_defaults=True, tag="threshold"):
    """A named amount; its value is the one in the currency it is compared with."""

    name: str


class Paper(msgspec.Struct, frozen=True, omit_defaults=True, tag="document"):
    """Whether a document is there and valid, missing, or expired: one of the three, always."""

    name: str
    state: PaperState


class Expiry(msgspec.Struct, frozen=True, omit_defaults=True, tag="expires"):
    """The last day a document is valid; unknown where it is not there or never expires."""

    name: str


class Tally(msgspec.Struct, frozen=True, omit_defaults=True, tag="tally"):
    """One value out of many: open items of a thing, times of a signal, or a fact over all items.

    ``nothing`` is what a sum over no item is: zero of its type.
    """

    function: Gathering
    name: str
    nothing: Value | None = None


class Elapsed(msgspec.Struct, frozen=True, omit_defaults=True, tag="elapsed"):
    """``since(signal) >= span``: last seen at least so long ago; unknown if never seen (S3.12)."""

    signal: str
    span: Term


class Compare(msgspec.Struct, frozen=True, omit_defaults=True, tag="compare"):
    """``left operator right``; unknown when a side is, or when currencies differ."""

    left: Term
    operator: Comparison
    right: Term


class Among(msgspec.Struct, frozen=True, omit_defaults=True, tag="among"):
    """``item in (a or b or c)``."""

    item: Term
    values: tuple[Value, ...]
    quoted: bool = False


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


Term = (
    Known | Name | Limit | Paper | Expiry | Tally | Elapsed | Compare | Among | Has | Compute
    | All | Either | Not
)  # fmt: skip


def parts_of(term: Term) -> tuple[Term, ...]:
    """Return the terms a term is made of, in the order written."""
    if isinstance(term, All | Either):
        return term.parts
    if isinstance(term, Compare | Compute):
        return term.left, term.right
    if isinstance(term, Not):
        return (term.part,)
    if isinstance(term, Among):
        return (term.item,)
    if isinstance(term, Has):
        return (term.tags,)
    return (term.span,) if isinstance(term, Elapsed) else ()


def walk(term: Term) -> Iterator[Term]:
    """Yield a term and all it is made of, in the order written."""
    yield term
    for part in parts_of(term):
        yield from walk(part)

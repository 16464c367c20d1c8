"""Values as written → how they come about: always the same, one of several, spread, of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ...language.facts import describe_type, read_money, read_value
from ...language.here import Here
from ...language.problems import Place, problem
from ...language.program import Fact
from ...language.source import Mapping as Tree
from ...language.source import Node, Scalar, plain
from ...language.values import Value
from .reader import Reader, inside, millionths
from .spreads import WORDS, read_duration, read_number, read_spread
from .values import (
    WHOLE,
    Amount,
    DateIn,
    Drawn,
    Fixed,
    LatestKey,
    Millionths,
    NextKey,
    OneOf,
    PartOf,
)

_OWN_WORDS = frozenset({"next", "same", "of", "after", *WORDS})
_SPREADABLE: Mapping[str, Literal["money", "percent", "number"]] = {
    "money": "money", "percent": "percent", "number": "number",
}  # fmt: skip


def read_values(
    reader: Reader, here: Here | None, allowed: Mapping[str, Fact], kind: str = "fact"
) -> dict[str, Drawn]:
    """Return what stands under the names of facts or fields; a name nobody declared is a problem.

    Fields may be named short, ``amount``, or in full; they come back as ``allowed`` has them.
    """
    if here is None or not isinstance(here.node, Tree):
        return {}
    found: dict[str, Drawn] = {}
    for name in here.node.entries:
        spot = here.into(name)
        if reader.known(name, allowed, kind, spot):
            value = read_drawn(reader, spot, allowed[name])
            if value is not None:
                found[name] = value
    return found


def read_drawn(reader: Reader, here: Here, fact: Fact) -> Drawn | None:
    """Return how a value of a fact's type comes about, or None after a problem."""
    node = here.node
    if isinstance(node, Tree):
        if node.entries.keys() & _OWN_WORDS and not _are_shares(node):
            return _worked_out(reader, here, fact)
        return _one_of(reader, here, fact)
    if fact.type == "yes_no" and isinstance(node, Scalar) and node.text.endswith("%"):
        share = reader.share(here)
        return OneOf((True, False), (share, WHOLE - share))
    value = _value(reader, fact, plain(node), here.place)
    return None if value is None else Fixed(value)


def _are_shares(node: Tree) -> bool:
    return all(isinstance(each, Scalar) and _is_share(each) for _, each in node.entries.values())


def _is_share(node: Node) -> bool:
    return isinstance(node, Scalar) and millionths(node.text) is not None


def _value(reader: Reader, fact: Fact, raw: object, place: Place) -> Value | None:
    """Return a value of the fact's type; what is none is a problem."""
    value = read_value(fact, raw)
    if value is None:
        wanted = describe_type(fact)
        reader.add(place, "bad-fact", name=fact.name, found=raw, wanted=wanted)
    elif fact.type == "calendar" and value not in reader.program.calendars:
        there = Here(Scalar(value, str(value), place))
        reader.known(str(value), reader.program.calendars, "calendar", there, by_value=True)
    return value


def _one_of(reader: Reader, here: Here, fact: Fact) -> Drawn | None:
    """Return one of several values by shares; of tags, what is left has none."""
    assert isinstance(here.node, Tree)
    values: list[Value] = []
    shares: list[Millionths] = []
    for name, (label, _) in here.node.entries.items():
        shares.append(reader.share(here.into(name)))
        raw = [label.text] if fact.type == "tags" else label.value
        if raw is not None and not isinstance(raw, int | Decimal | bool | list):
            raw = label.text
        value = _value(reader, fact, raw, label.place)
        if value is not None:
            values.append(value)
    if len(values) < len(shares):
        return None
    if fact.type == "tags" and sum(shares) < WHOLE:
        values.append(())
        shares.append(WHOLE - sum(shares))
    reader.whole(shares, here)
    return OneOf(tuple(values), tuple(shares))


def _worked_out(reader: Reader, here: Here, fact: Fact) -> Drawn | None:
    """Return a value that is spread, a new or known key, a date to come, or part of another."""
    if (spot := inside(here, "of")) is not None:
        return _part_of(reader, here, spot, fact)
    if fact.type == "date" and (spot := inside(here, "after")) is not None:
        length = read_duration(reader, spot)
        return None if length is None else DateIn(length)
    if fact.type == "text" and (spot := inside(here, "next")) is not None:
        return NextKey(spot.scalar.text)
    if fact.type == "text" and (spot := inside(here, "same")) is not None:
        name = spot.scalar.text
        many = {thing.id for thing in reader.program.things.values() if thing.key}
        return LatestKey(name) if reader.known(name, many, "thing", spot, by_value=True) else None
    if fact.type in _SPREADABLE:
        return _Amounts(reader, fact).read(here)
    assert isinstance(here.node, Tree)
    found = ", ".join(here.node.entries)
    reader.add(here.key, "bad-fact", name=fact.name, found=found, wanted=describe_type(fact))
    return None


def _part_of(reader: Reader, here: Here, spot: Here, fact: Fact) -> Drawn | None:
    name, facts = spot.scalar.text, reader.program.facts
    if not reader.known(name, facts, "fact", spot, by_value=True):
        return None
    share = reader.share(inside(here, "share"), WHOLE)
    if facts[name].type != fact.type or (share != WHOLE and fact.type not in _SPREADABLE):
        wanted = describe_type(fact)
        reader.add(spot.place, "bad-fact", name=fact.name, found=name, wanted=wanted)
        return None
    return PartOf(name, share)


@dataclass
class _Amounts:
    """Reads a spread of money, percentages or numbers, each as exact as it is written."""

    reader: Reader
    fact: Fact
    currency: str = ""
    digits: int = 0

    def read(self, here: Here) -> Amount | None:
        """Return the amount to be drawn, or None after a problem."""
        found = read_spread(self.reader, here, self._one, signed=True)
        if found is None:
            return None
        kind = _SPREADABLE[self.fact.type]
        whole = kind == "number" and not self.digits
        return Amount("whole" if whole else kind, found, self.currency, self.digits)

    def _one(self, here: Here) -> float | None:
        if self.fact.type == "number":
            number = read_number(self.reader, here)
            self._precise(here.scalar.value)
            return number
        if self.fact.type == "money":
            return self._money(here)
        share = millionths(here.scalar.text)
        if share is None:
            self.reader.add(here.place, "bad-chance", text=here.scalar.text)
            return None
        self._precise(Decimal(here.scalar.text.rstrip("%")))
        return share / (WHOLE // 100)

    def _money(self, here: Here) -> float | None:
        money = read_money(here.scalar.text)
        if money is None:
            self.reader.problems.append(problem(here.place, "bad-money", text=here.scalar.text))
            return None
        if self.currency and money.currency != self.currency:
            self.reader.add(here.place, "other-currency", wanted=self.currency)
            return None
        self.currency = money.currency
        self._precise(money.amount)
        return float(money.amount)

    def _precise(self, value: object) -> None:
        if isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            self.digits = max(self.digits, -exponent if isinstance(exponent, int) else 0)

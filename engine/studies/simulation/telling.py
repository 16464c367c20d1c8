"""What customers and colleagues say: values of facts, forms and signals, drawn as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...core.clock import local
from ...core.journey import Item, Journey
from ...language.facts import exact
from ...language.program import Fact
from ...language.values import Day, Money, Number, Percent, Span, Value
from ..population.values import (
    WHOLE,
    Amount,
    DateIn,
    Drawn,
    Fixed,
    Millionths,
    NextKey,
    OneOf,
    PartOf,
)
from .drawing import draw
from .hosting import AccountHost

UNSAID = "-"
"""What is written where a form wants a text and nobody said which."""

CENTS = Decimal("0.01")


@dataclass(slots=True)
class Scene:
    """Where something is said: in which journey, of which item, in which row of a form.

    ``keys`` are those of the rows that were drawn before in the same form, by thing.
    """

    host: AccountHost
    journey: Journey
    item: str = ""
    row: Mapping[str, Value] = field(default_factory=dict)
    keys: Mapping[str, Value] = field(default_factory=dict)

    def key_of(self, thing: str) -> Value | None:
        """Return the key of the item that is meant: the lane's own, a row's, or the newest."""
        if thing == self.item.partition("/")[0] and self.item in self.journey.items:
            return self._key(self.journey.items[self.item])
        if thing in self.keys:
            return self.keys[thing]
        own = [each for each in self.journey.items.values() if each.thing == thing]
        return self._key(own[-1]) if own else None

    def _key(self, item: Item) -> Value:
        return item.facts.get(f"{item.thing}.{self.host.program.many[item.thing]}", item.key)

    def value(self, fact: str) -> Value | None:
        """Return what a fact is here: of the item, the row, the journey, the account, above it."""
        journeys = self.host.journeys
        item, above = self.journey.items.get(self.item), journeys.get(self.journey.parent)
        places: tuple[Mapping[str, Value], ...] = (
            item.facts if item is not None else {},
            self.row,
            self.journey.facts,
            self.host.account.facts,
            above.facts if above is not None else {},
        )
        return next((each[fact] for each in places if fact in each), None)


def chosen(shares: Sequence[Millionths], u: float) -> int:
    """Return which of several shares a uniform number falls into; their count where in none."""
    reached = 0
    for index, share in enumerate(shares):
        reached += share
        if u * WHOLE < reached:
            return index
    return len(shares)


def amount(drawn: Amount, u: float) -> Value:
    """Return a drawn number in its own unit, rounded to its last digit."""
    digits = 0 if drawn.kind == "whole" else drawn.digits
    whole = round(draw(drawn.spread, u) * 10**digits)
    number = exact(str(Decimal(whole).scaleb(-digits)))
    if drawn.kind == "money":
        return Money(number, drawn.currency)
    if drawn.kind == "percent":
        return Percent(number)
    return int(number) if number == int(number) else Number(number)


def tell(scene: Scene, drawn: Drawn, purpose: str) -> Value | None:
    """Return one value, drawn for a purpose; nothing where it is part of what nobody knows."""
    host = scene.host
    if isinstance(drawn, Fixed):
        return drawn.value
    if isinstance(drawn, OneOf):
        index = chosen(drawn.shares, host.chance.uniform(purpose))
        return drawn.values[min(index, len(drawn.values) - 1)]
    if isinstance(drawn, Amount):
        return amount(drawn, host.chance.uniform(purpose))
    if isinstance(drawn, DateIn):
        at = host.setting.after(host.now, drawn.after, host.chance.uniform(purpose))
        return Day(local(at, host.setting.calendar.data.zone).date())
    if isinstance(drawn, NextKey):
        return f"{drawn.prefix}{host.chance.count(f'key/{drawn.prefix}') + 1}"
    if isinstance(drawn, PartOf):
        return part_of(scene.value(drawn.fact), drawn.share)
    return scene.key_of(drawn.thing)


def part_of(whole: Value | None, share: Millionths) -> Value | None:
    """Return a share of a value, an amount of money to the cent; the whole of any value."""
    if whole is None or share == WHOLE:
        return whole
    if isinstance(whole, Money):
        return Money(exact(str((whole.amount * share / WHOLE).quantize(CENTS))), whole.currency)
    if isinstance(whole, Percent):
        return Percent(exact(str((whole.amount * share / WHOLE).quantize(CENTS))))
    if isinstance(whole, Number):
        return Number(exact(str((whole.amount * share / WHOLE).quantize(CENTS))))
    return whole * share // WHOLE if isinstance(whole, int) else whole


def tell_all(scene: Scene, drawn: Mapping[str, Drawn], purpose: str) -> dict[str, Value]:
    """Return several values by name, in the order they stand there, those that are known."""
    told = {name: tell(scene, each, f"{purpose}/{name}") for name, each in drawn.items()}
    return {name: value for name, value in told.items() if value is not None}


def plain(host: AccountHost, fact: Fact, by: str) -> Value:
    """Return what is written into a field that must be filled and of which nothing is said."""
    setting = host.setting
    if fact.type == "date":
        return Day(local(host.now, setting.calendar.data.zone).date())
    if fact.type == "money":
        return Money(Decimal(1), setting.currency)
    if fact.type == "choice":
        return fact.choices[0]
    simple: dict[str, Value] = {
        "number": 1, "percent": Percent(Decimal(1)), "yes_no": True, "tags": (UNSAID,),
        "duration": Span(1, "business_days"), "person": by, "calendar": setting.calendar.data.id,
    }  # fmt: skip
    return simple.get(fact.type, UNSAID)

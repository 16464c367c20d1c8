"""What customers and colleagues say: values of facts, forms and signals, drawn as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ...core.clock import local
from ...core.journey import Journey
from ...language.program import Fact
from ...language.values import Day, Instant, Money, Number, Percent, Span, Value
from ..population.values import (
    WHOLE,
    Amount,
    DateIn,
    Drawn,
    Fixed,
    LatestKey,
    Millionths,
    NextKey,
    OneOf,
)
from .chance import Chance
from .drawing import draw
from .setting import Setting

UNSAID = "-"
"""What is written where a form wants a text and nobody said which."""


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
    if drawn.kind == "whole" or (drawn.kind == "number" and not digits):
        return whole
    exact = Decimal(whole).scaleb(-digits)
    # In its one form: 5.50 is 5.5, and 500 is never 5E+2.
    exact = Decimal(int(exact)) if exact == int(exact) else exact.normalize()
    if drawn.kind == "money":
        return Money(exact, drawn.currency)
    if drawn.kind == "percent":
        return Percent(exact)
    return int(exact) if exact == int(exact) else Number(exact)


def tell(
    setting: Setting, chance: Chance, drawn: Drawn, purpose: str, now: Instant, journey: Journey
) -> Value:
    """Return one value, drawn for a purpose."""
    if isinstance(drawn, Fixed):
        return drawn.value
    if isinstance(drawn, OneOf):
        index = chosen(drawn.shares, chance.uniform(purpose))
        return drawn.values[min(index, len(drawn.values) - 1)]
    if isinstance(drawn, Amount):
        return amount(drawn, chance.uniform(purpose))
    if isinstance(drawn, DateIn):
        at = setting.after(now, drawn.after, chance.uniform(purpose))
        return Day(local(at, setting.calendar.data.zone).date())
    if isinstance(drawn, NextKey):
        return f"{drawn.prefix}{chance.count(f'key/{drawn.prefix}') + 1}"
    return latest_key(setting, journey, drawn)


def latest_key(setting: Setting, journey: Journey, drawn: LatestKey) -> Value:
    """Return the key of the newest item of a thing; a text that names none where there is none."""
    own = [item for item in journey.items.values() if item.thing == drawn.thing]
    return key_of_item(setting, journey, f"{drawn.thing}/{own[-1].key}") if own else UNSAID


def key_of_item(setting: Setting, journey: Journey, item: str) -> Value:
    """Return the key of an item as its fact has it."""
    held = journey.items[item]
    return held.facts.get(f"{held.thing}.{setting.program.many[held.thing]}", held.key)


def tell_all(
    setting: Setting,
    chance: Chance,
    drawn: Mapping[str, Drawn],
    purpose: str,
    now: Instant,
    journey: Journey,
) -> dict[str, Value]:
    """Return several values by name, in the order they stand there."""
    return {
        name: tell(setting, chance, each, f"{purpose}/{name}", now, journey)
        for name, each in drawn.items()
    }


def plain(setting: Setting, fact: Fact, now: Instant) -> Value:
    """Return what is written into a field that must be filled and of which nothing is said."""
    if fact.type == "date":
        return Day(local(now, setting.calendar.data.zone).date())
    if fact.type == "money":
        return Money(Decimal(1), _currency(setting))
    if fact.type == "choice":
        return fact.choices[0]
    if fact.type == "calendar":
        return setting.calendar.data.id
    simple: dict[str, Value] = {
        "number": 1, "percent": Percent(Decimal(1)), "yes_no": True, "tags": (UNSAID,),
        "duration": Span(1, "business_days"),
    }  # fmt: skip
    return simple.get(fact.type, UNSAID)


def _currency(setting: Setting) -> str:
    costs = setting.population.costs
    if costs is not None:
        return costs.currency
    amounts = [each for amounts in setting.program.program.thresholds.values() for each in amounts]
    return next((each.currency for each in amounts if each.currency), "CNY")


__all__ = [
    "UNSAID", "amount", "chosen", "key_of_item", "latest_key", "plain", "tell", "tell_all",
]  # fmt: skip

"""A small population of the small workspace, rehearsed: buyers who answer, ask, or fall silent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from engine.language.titles import Title
from engine.language.values import Money
from engine.studies.population.values import (
    Amount,
    Behaviour,
    Chaos,
    Costs,
    Distribution,
    Duration,
    Fixed,
    Population,
    Reaction,
    Reply,
    Segment,
    Staff,
    Work,
    Worth,
)

from .watched import population

HOURS = 3600.0


def lasting(hours: float, *, business: bool = False) -> Duration:
    """Return an exponential length of time with that mean."""
    spread = Distribution("exponential", (hours * HOURS,))
    return Duration(spread, "business" if business else "elapsed")


def exactly(hours: float) -> Duration:
    """Return a length of time that is always the same."""
    return Duration(Distribution("constant", (hours * HOURS,)))


def cny(amount: int) -> Money:
    """Return an amount in yuan."""
    return Money(Decimal(amount), "CNY")


def buyers(**more: Any) -> Population:
    """Return twelve weeks of buyers, served by two teams."""
    waiting = Behaviour(
        replies=(
            Reply("client.accepted", 400_000, lasting(24)),
            Reply("client.asked", 200_000, lasting(10)),
            Reply("client.withdrew", 100_000, lasting(40)),
        ),
        silence=300_000,
        reactions={"call": Reaction(500_000, lasting(6)), "": Reaction(100_000, lasting(12))},
    )
    work = {
        "": Work(lasting(1, business=True), exactly(0.5)),
        "send_offer": Work(lasting(1, business=True), exactly(1), 100_000, 500_000),
        "check_terms": Work(
            exactly(0), exactly(1), outcomes=(("passed", 800_000), ("rejected", 200_000))
        ),
    }
    facts = {
        "offer.amount": Amount("money", Distribution("lognormal", (6.5, 0.7)), "CNY", 2),
    }

    def segment(name: str, title: Title, share: int) -> Segment:
        return Segment(name, title, share, facts, {"offer.waiting": waiting}, {}, work)

    said: dict[str, Any] = {
        "segments": (
            segment("key", Title("重点", "Key accounts"), 250_000),
            segment("plain", Title("普通", "Others"), 750_000),
        ),
        "teams": 2,
        "staff": {"seller": Staff("seller", 1, "office"), "lead": Staff("lead", 1, "office")},
        "costs": Costs("CNY", {"seller": cny(180), "": cny(150)}, {"phone": cny(2)}),
        "worth": Worth(Fixed(cny(1500)), 10),
        "chaos": Chaos(5_000, 10_000, 20_000, lasting(24)),
    }
    return replace(population(), zone="Asia/Shanghai", **{**said, **more})

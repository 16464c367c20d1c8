"""Typed terms and facts for them, drawn by Hypothesis: all that a condition can say."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal

from hypothesis import strategies as st

from engine.core.evaluate import Facts
from engine.language.conditions import Names
from engine.language.facts import exact
from engine.language.program import Fact, FactType
from engine.language.terms import (
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
)  # fmt: skip
from engine.language.values import Day, Money, Number, Percent, Span, Unit, Value

CHOICES = ("A", "B", "prepaid")
KINDS: dict[str, FactType] = {
    "deal.count": "number", "deal.weight": "number", "deal.amount": "money", "deal.cost": "money",
    "deal.share": "percent", "deal.rate": "percent", "deal.on": "date", "deal.until": "date",
    "deal.term": "duration", "deal.odd": "yes_no", "deal.rush": "yes_no", "deal.kind": "choice",
    "deal.tags": "tags", "deal.note": "text", "deal.by": "person", "deal.calendar": "calendar",
    "item.number": "text", "item.price": "money", "item.pieces": "number", "item.on": "date",
    "item.share": "percent",
}  # fmt: skip
FACTS = {
    name: Fact(name, kind, "journey", CHOICES if kind == "choice" else ())
    for name, kind in KINDS.items()
}
PAPERS = ("paper", "report")
STATES = ("present", "missing", "expired")
SIGNALS = ("deal.sent", "item.opened")
LIMITS = {
    "large": (Money(Decimal(500), "CNY"), Money(Decimal(70), "USD")),
    "small": (Money(Decimal(5), "CNY"), Money(Decimal("0.5"), "USD")),
}
NAMES = Names(
    FACTS, PAPERS, LIMITS, things={"item": "number", "deal": ""},
    tracks={"delivery": ("waiting", "accepted")}, signals=SIGNALS,
    signal={"amount": Fact("amount", "money", "journey")},
    aliases={"b": {"promised_on": Fact("b.promised_on", "date", "journey")}},
    parent=True, may_wake=True,
)  # fmt: skip
SOME_NUMBERS: tuple[Value, ...] = (-2, 0, 1, 3, Number(Decimal("1.5")), 500)
UNITS: tuple[Unit, ...] = (
    "minutes", "hours", "days", "weeks", "months", "business_hours", "business_days",
)  # fmt: skip

_decimals = st.decimals(-1000, 1000, places=2, allow_nan=False).map(lambda d: exact(str(d)))
_small = st.integers(-5, 5)


def _plain(number: Decimal) -> Value:
    return int(number) if number == number.to_integral_value() else Number(number)


def _names(*names: str) -> st.SearchStrategy[Term]:
    return st.sampled_from([Name(name) for name in names])


def _known(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Term]:
    return values.map(Known)


numbers = _small.map(int) | _decimals.map(_plain)
percents = _decimals.map(Percent)
days = st.dates(dt.date(2025, 1, 1), dt.date(2027, 1, 1)).map(Day)
spans = st.builds(Span, st.integers(0, 40), st.sampled_from(UNITS))
texts = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\"'"), max_size=8)
words = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True) | st.sampled_from(["汇报", "VIP"])


def moneys(*codes: str) -> st.SearchStrategy[Value]:
    """Amounts in some of the currencies."""
    return st.builds(Money, _decimals, st.sampled_from(codes))


def _sums(
    leaves: st.SearchStrategy[Term], by: st.SearchStrategy[Term] | None = None
) -> st.SearchStrategy[Term]:
    """Arithmetic over amounts of one kind; ``by`` is what they are multiplied with."""

    def grow(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        added = st.builds(Compute, parts, st.sampled_from(["+", "-"]), parts)
        return added | st.builds(
            Compute, parts, st.sampled_from(["*", "/"]), parts if by is None else by
        )

    return st.recursive(leaves, grow, max_leaves=4)


def _comparisons(
    left: st.SearchStrategy[Term], right: st.SearchStrategy[Term], *, ordered: bool = True
) -> st.SearchStrategy[Term]:
    signs = ["==", "!=", "<", "<=", ">", ">="] if ordered else ["==", "!="]
    return st.builds(Compare, left, st.sampled_from(signs), right)


def conditions(*codes: str) -> st.SearchStrategy[Term]:
    """Conditions whose amounts are in the given currencies."""
    number = _sums(
        _names("deal.count", "deal.weight")
        | st.sampled_from([Tally("items", "item"), Tally("times", "deal.sent")])
        | st.just(Tally("sum", "item.pieces", 0))
    )
    money = _sums(
        _names("deal.amount", "deal.cost", "parent.deal.amount", "signal.amount")
        | st.just(Tally("sum", "item.price", Money(Decimal(0), "")))
        | st.sampled_from([Tally("largest", "item.price"), Tally("latest", "item.price")]),
        number | _known(numbers),
    )
    percent = _sums(
        _names("deal.share", "deal.rate")
        | st.just(Tally("sum", "item.share", Percent(Decimal(0)))),
        number | _known(numbers),
    )  # fmt: skip
    date: st.SearchStrategy[Term] = _names(
        "deal.on", "deal.until", "today", "b.promised_on"
    ) | st.sampled_from([Expiry("report"), Tally("smallest", "item.on")])
    zero = st.just(Known(Money(Decimal(0), "")))
    text = texts.map(lambda each: Known(each, quoted=True))
    choice = st.sampled_from([Known(each) for each in CHOICES])
    rush = _names("deal.rush") | _known(st.booleans())
    leaves = (
        _names("deal.odd", "deal.rush")
        | st.builds(Paper, st.sampled_from(PAPERS), st.sampled_from(STATES))
        | _comparisons(number, number | _known(numbers))
        | _comparisons(money, money | _known(moneys(*codes)) | zero)
        | _comparisons(money, st.sampled_from([Limit("large"), Limit("small")]))
        | st.builds(Compare, st.just(Limit("large")), st.sampled_from(["<", ">="]), money)
        | _comparisons(percent, percent | _known(percents))
        | _comparisons(date, date | _known(days))
        | _comparisons(_names("deal.term"), _known(spans))
        | _comparisons(_names("deal.note", "item.number"), text)
        | _comparisons(_names("deal.by"), text, ordered=False)
        | _comparisons(_names("deal.kind"), choice, ordered=False)
        | _comparisons(_names("deal.calendar"), st.just(Known("cn_office")), ordered=False)
        | _comparisons(
            _names("track.delivery.state"), st.just(Known("accepted")), ordered=False
        )
        | _comparisons(_names("deal.odd"), rush, ordered=False)
        | st.builds(Has, _names("deal.tags"), words | texts)
        | st.builds(Elapsed, st.sampled_from(SIGNALS), _known(spans) | _names("deal.term"))
        | st.builds(Among, _names("deal.kind"), _tuples(st.sampled_from(CHOICES)))
        | st.builds(Among, _names("deal.note"), _tuples(texts), st.just(True))
        | st.builds(Among, number, _tuples(numbers))
        | st.builds(Among, money, _tuples(moneys(*codes)))
        | st.builds(Among, date, _tuples(days))
    )  # fmt: skip
    return st.recursive(leaves, _logic, max_leaves=6)


def _tuples(values: st.SearchStrategy[Value]) -> st.SearchStrategy[tuple[Value, ...]]:
    return st.lists(values, min_size=1, max_size=3).map(tuple)


def _logic(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(Either, several) | st.builds(Not, parts)


# --- worlds: what is known, drawn from a seed, many for one term


def world(seed: int) -> Facts:
    """Return facts of every type, each unknown now and then."""
    chance = random.Random(seed)  # noqa: S311  # cases, not secrets

    def money() -> Money:
        amount = exact(str(chance.choice([-5, 0, 1, 5, 70, 500, 501, Decimal("0.5")])))
        return Money(amount, chance.choice(["CNY", "CNY", "USD", "EUR"]))

    draw: dict[str, Callable[[], Value]] = {
        "number": lambda: chance.choice(SOME_NUMBERS),
        "money": lambda: chance.choice([money(), money(), Money(Decimal(0), "")]),
        "percent": lambda: Percent(Decimal(chance.choice([0, 5, 7, 100]))),
        "date": lambda: Day(dt.date(2026, chance.randint(1, 12), 1)),
        "duration": lambda: Span(chance.choice([0, 1, 3, 7, 24]), chance.choice(UNITS)),
        "yes_no": lambda: chance.random() < 0.5,
        "choice": lambda: chance.choice(CHOICES),
        "tags": lambda: tuple(chance.sample(["vip", "a", "汇报", "VIP"], 2)),
        "text": lambda: chance.choice(["", "a", "b", "x y"]),
        "person": lambda: chance.choice(["li", "wang"]),
        "calendar": lambda: chance.choice(["cn_office", "de_office"]),
    }
    kinds = {
        **KINDS, "today": "date", "parent.deal.amount": "money", "signal.amount": "money",
        "b.promised_on": "date", "track.delivery.state": "state",
    }  # fmt: skip
    draw["state"] = lambda: chance.choice(["waiting", "accepted"])
    gaps = chance.choice([0, 0, 1, 4])
    known: dict[str, Value] = {
        name: draw[kind]() for name, kind in kinds.items() if chance.randint(1, 10) > gaps
    }
    items = chance.randint(0, 3)
    columns: dict[str, tuple[Value | None, ...]] = {
        name: tuple(draw[kind]() if chance.randint(1, 10) > gaps else None for _ in range(items))
        for name, kind in KINDS.items()
        if name.startswith("item.")
    }
    there = {paper for paper in PAPERS if chance.random() < 0.5}
    lapsed = {paper for paper in PAPERS if chance.random() < 0.5} - there
    seen = {signal: chance.randint(0, 3) for signal in SIGNALS}
    return Facts(
        known.get,
        there.__contains__,
        LIMITS,
        lapsed.__contains__,
        {paper: Day(dt.date(2026, 6, 1)) for paper in there | lapsed}.get,
        columns.__getitem__,
        lambda _thing: items,
        seen.__getitem__,
        lambda signal, span: None if not seen[signal] else span.count <= seen[signal],
    )

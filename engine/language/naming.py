"""Words of a condition → typed terms: names, literals and functions, each miss with its cure."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from decimal import Decimal
from typing import cast

from .checked import Desk, Refused, Typed
from .currencies import CURRENCIES
from .facts import exact, read_span
from .functions import FUNCTIONS
from .grammar import Call, Leaf
from .lexer import Token
from .names import DOCUMENT_STATES
from .terms import Expiry, Gathering, Known, Limit, Name, Paper, PaperState, Tally
from .values import Day, Money, Number, Percent, Value

MAX_LISTED = 12

_OTHER_CODES = {
    "RMB": "CNY", "CNH": "CNY", "NTD": "TWD", "YEN": "JPY", "STG": "GBP", "DEM": "EUR",
}  # fmt: skip
_NOTHING = frozenset(
    {"null", "none", "None", "NULL", "Null", "nil", "unknown", "empty", "undefined"}
)
_SUMMED: dict[str, Value] = {
    "number": 0,
    "money": Money(Decimal(0), ""),
    "percent": Percent(Decimal(0)),
}
_ORDERED = frozenset({"number", "percent", "money", "date", "duration"})


def check_leaf(desk: Desk, leaf: Leaf) -> Typed:
    """Return the typed term of a name or literal.

    Raises:
        Refused: it is none; the problem is told.
    """
    token = leaf.token
    if token.kind == "name":
        return _name(desk, token)
    if token.kind == "word":
        raise desk.refuse(token, "bad-condition.chinese-word", found=token.text)
    if token.kind == "text":
        return Typed(Known(token.text[1:-1], quoted=True), "text", token)
    if token.kind == "date":
        try:
            return Typed(Known(Day(dt.date.fromisoformat(token.text))), "date", token)
        except ValueError:
            raise desk.refuse(token, "bad-date", text=token.text) from None
    if token.kind == "span":
        span = read_span(token.text)
        assert span is not None
        return Typed(Known(span), "duration", token)
    return _number(desk, token)


def _number(desk: Desk, token: Token) -> Typed:
    text = token.text
    if text.endswith("%"):
        return Typed(Known(Percent(exact(text[:-1]))), "percent", token)
    amount, _, currency = text.partition(" ")
    if currency and currency not in CURRENCIES:
        code = Token("name", currency, token.end - len(currency), len(currency))
        ours = _OTHER_CODES.get(currency)
        if ours is not None:
            raise desk.refuse(code, "unknown-currency.near", fix=ours, name=currency, near=ours)
        raise desk.unknown(code, "unknown-currency", CURRENCIES)
    if currency:
        money = Money(exact(amount), currency)
        return Typed(Known(money), "money", token, currencies=frozenset({currency}))
    number = exact(amount)
    whole = number == number.to_integral_value()
    return Typed(Known(int(number) if whole else Number(number)), "number", token)


def _name(desk: Desk, token: Token) -> Typed:
    text, names = token.text, desk.names
    if text in {"true", "false"}:
        return Typed(Known(text == "true"), "yes_no", token)
    fact = names.fact(text)
    if fact is not None:
        return Typed(Name(text), fact.type, token, fact.choices)
    if text in names.thresholds:
        codes = frozenset(money.currency for money in names.amounts(text)) or None
        return Typed(Limit(text), "threshold", token, currencies=codes)
    paper, _, state = text.partition(".")
    if paper in names.documents and state in DOCUMENT_STATES:
        return Typed(Paper(paper, cast(PaperState, state)), "yes_no", token)
    if paper in names.documents and state == "expires":
        return Typed(Expiry(paper), "date", token)
    raise _nobody(desk, token)


def _nobody(desk: Desk, token: Token) -> Refused:
    """Answer a name that is none, by what the person probably meant."""
    text, names = token.text, desk.names
    if text in _NOTHING:
        return desk.refuse(token, "unknown-fact.nothing", name=text)
    if text in names.documents:
        return desk.refuse(token, "unknown-fact.document", name=text, cure=f"{text}.present")
    if text in names.signals:
        return desk.refuse(token, "unknown-fact.signal", name=text, cure=f"count({text}) > 0")
    own = names.facts_of(text)
    if own:
        return desk.refuse(token, "unknown-fact.thing", name=text, allowed=_listed(own))
    fact = names.with_choice(text)
    if fact is not None:
        others = [choice for choice in fact.choices if choice != text][:1]
        cure = f"{fact.name} in ({' or '.join([*others, text])})"
        return desk.refuse(token, "unknown-fact.choice", name=text, cure=cure)
    if text in FUNCTIONS:
        return desk.refuse(token, "bad-condition.call", found=text, cure=FUNCTIONS[text])
    return _misspelt(desk, token)


def _misspelt(desk: Desk, token: Token) -> Refused:
    text, names = token.text, desk.names
    first, _, last = text.rpartition(".")
    beside = {name.rpartition(".")[2]: name for name in names.all() if name.startswith(f"{first}.")}
    if not first or not beside:
        return _far(desk, token)
    # Of a thing there is, only the last word can be wrong: the first would make all alike.
    near = difflib.get_close_matches(last, beside, n=1)
    if near:
        return desk.refuse(token, "unknown-fact.near", name=text, near=beside[near[0]])
    return desk.refuse(token, "unknown-fact", name=text, allowed=_listed(beside.values()))


def _far(desk: Desk, token: Token) -> Refused:
    refused = desk.unknown(token, "unknown-fact", desk.names.all())
    if desk.problems[-1].case == "unknown-fact":
        # Nothing is near: the facts say more than every word there is.
        desk.problems.pop()
        allowed = _listed(sorted(desk.names.facts))
        return desk.refuse(token, "unknown-fact", name=token.text, allowed=allowed)
    return refused


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in list(names)[:MAX_LISTED])


# --- functions


def check_call(desk: Desk, call: Call) -> Typed:
    """Return the typed term of a function over one name; ``since`` still wants its comparison.

    Raises:
        Refused: the name is not one it takes; the problem is told.
    """
    if call.token.text == "count":
        return _count(desk, call)
    if call.token.text == "since":
        return _since(desk, call)
    return _gathered(desk, call)


def _count(desk: Desk, call: Call) -> Typed:
    names, name = desk.names, call.name.text
    if name in names.signals:
        return Typed(Tally("times", name), "number", call.token)
    if names.things.get(name):
        return Typed(Tally("items", name), "number", call.token)
    if name in names.things or name in names.facts:
        raise desk.refuse(call.name, "not-many", name=name, function="count")
    allowed = [*names.signals, *(thing for thing, key in names.things.items() if key)]
    raise desk.unknown(call.name, "unknown-name", allowed, kind="signal")


def _since(desk: Desk, call: Call) -> Typed:
    if not desk.names.may_wake:
        raise desk.refuse(call.token, "time-in-condition", name=call.name.text)
    if call.name.text not in desk.names.signals:
        raise desk.unknown(call.name, "unknown-name", desk.names.signals, kind="signal")
    return Typed(Known(call.name.text), "elapsed", call.token)


def _gathered(desk: Desk, call: Call) -> Typed:
    names, name = desk.names, call.name.text
    function = cast(Gathering, call.token.text)
    fact = names.facts.get(name)
    many = [each for each in names.facts if names.things.get(each.partition(".")[0])]
    if fact is None:
        raise desk.unknown(call.name, "unknown-fact", many or names.facts)
    if name not in many:
        raise desk.refuse(call.name, "not-many", name=name, function=function)
    nothing = _SUMMED.get(fact.type) if function == "sum" else None
    fits = {"sum": fact.type in _SUMMED, "latest": True}.get(function, fact.type in _ORDERED)
    if not fits:
        raise desk.refuse(call.name, "not-gathered", name=name, type=fact.type, function=function)
    return Typed(Tally(function, name, nothing), fact.type, call.token, fact.choices)

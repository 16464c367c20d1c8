"""Facts as people write them → typed values, and back to text."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from .currencies import CURRENCIES
from .values import UNITS, Day, Money, Number, Percent, Personal, Span, Value

if TYPE_CHECKING:
    from .program import Fact

MAX_TEXT = 10_000
MAX_TAGS = 200
MAX_WHOLE = 10**15

_MONEY = re.compile(r"(?P<amount>-?[0-9]{1,15}(\.[0-9]{1,6})?) (?P<currency>[A-Z]{3})\Z")
_PERCENT = re.compile(r"(?P<amount>-?[0-9]{1,6}(\.[0-9]{1,6})?)%\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SPAN = re.compile(r"(?P<count>[0-9]{1,6}) (?P<unit>[a-z ]+?)s?\Z")


def read_value(fact: Fact, raw: object) -> Value | None:
    """Return ``raw`` as a value of the fact's type, or None where it is not one.

    Accepts typed values and the forms people write: ``800000 CNY``, ``5%``,
    ``2025-11-20``, ``3 business days``, true and false, a list of tags.
    """
    if fact.type == "number":
        return raw if type(raw) is int and -MAX_WHOLE < raw < MAX_WHOLE else _number(raw)
    if fact.type == "yes_no":
        return raw if isinstance(raw, bool) else None
    if fact.type == "choice":
        return raw if isinstance(raw, str) and raw in fact.choices else None
    if fact.type == "tags":
        return _tags(raw)
    if fact.type in {"text", "person", "calendar"}:
        return raw if isinstance(raw, str) and raw.strip() and _is_clean(raw) else None
    return _spelt(fact.type, raw)


def exact(text: str) -> Decimal:
    """Return a number in its one form: ``500000.00`` is ``500000``, never ``5E+5``."""
    number = Decimal(text)
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def read_money(text: str) -> Money | None:
    """Return an amount as people write it, ``800000 CNY``, or None where it is none."""
    match = _MONEY.match(text)
    is_money = match is not None and match["currency"] in CURRENCIES
    return Money(exact(match["amount"]), match["currency"]) if match and is_money else None


def read_span(text: str) -> Span | None:
    """Return a duration as people write it, ``3 business days``, or None where it is none."""
    match = _SPAN.match(text)
    unit = UNITS.get(match["unit"]) if match else None
    return Span(int(match["count"]), unit) if match and unit else None


def describe_type(fact: Fact) -> str:
    """Return what a fact of this type looks like, for the cure of a problem."""
    if fact.type == "choice":
        return " | ".join(fact.choices)
    return {
        "yes_no": "true | false", "number": "42", "percent": "5%", "money": "800000 CNY",
        "date": "2025-11-20", "duration": "3 business days", "tags": "[tag, tag]",
    }.get(fact.type, fact.type)  # fmt: skip


def write_value(value: Value) -> str:
    """Return a value as people write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}".strip()
    if isinstance(value, Percent):
        return f"{value.amount}%"
    if isinstance(value, Number):
        return str(value.amount)
    if isinstance(value, Day):
        return value.on.isoformat()
    if isinstance(value, Span):
        return write_span(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    # What was erased stays countable in a journal, and says nothing (S7.4).
    return "***" if isinstance(value, Personal) else str(value)


def write_span(span: Span) -> str:
    """Return a span in words: ``3 business days``, ``1 hour``."""
    word = span.unit.replace("_", " ")
    return f"{span.count} {word.removesuffix('s') if span.count == 1 else word}"


def _is_clean(text: str) -> bool:
    # What one store accepts every store accepts: no NUL, no lone surrogate, bounded.
    if len(text) > MAX_TEXT or "\0" in text:
        return False
    return text.isascii() or not any("\ud800" <= each <= "\udfff" for each in text)


def _number(raw: object) -> Value | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return raw if abs(raw) < MAX_WHOLE else None
    if isinstance(raw, Number):
        return raw
    if isinstance(raw, Decimal) and raw.is_finite() and abs(raw) < MAX_WHOLE:
        return int(raw) if raw == raw.to_integral_value() else Number(raw)
    return None


def _tags(raw: object) -> Value | None:
    if not isinstance(raw, list | tuple) or len(raw) > MAX_TAGS:
        return None
    tags = [tag for tag in raw if isinstance(tag, str) and _is_clean(tag)]
    return tuple(dict.fromkeys(tags)) if len(tags) == len(raw) else None


def _spelt(kind: str, raw: object) -> Value | None:
    typed = {"money": Money, "percent": Percent, "date": Day, "duration": Span}[kind]
    if isinstance(raw, Money | Percent | Day | Span):
        # A typed value is held to the same bounds as its text.
        return _spelt_text(kind, write_value(raw)) if isinstance(raw, typed) else None
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime) and kind == "date":
        return Day(raw)
    if kind == "money" and type(raw) is int and raw == 0:
        return _spelt_text(kind, "0")
    return _spelt_text(kind, raw) if isinstance(raw, str) else None


def _spelt_text(kind: str, text: str) -> Value | None:
    if kind == "money":
        # Nothing is as little in any currency (``starts_at: 0``); all else needs one.
        return Money(Decimal(0), "") if text == "0" else read_money(text)
    if kind == "percent" and (match := _PERCENT.match(text)):
        return Percent(exact(match["amount"]))
    if kind == "duration":
        return read_span(text)
    if kind == "date" and _DATE.match(text):
        try:
            return Day(dt.date.fromisoformat(text))
        except ValueError:
            return None
    return None

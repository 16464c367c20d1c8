"""How values are compared and computed: the one arithmetic of walked and generated conditions.

Amounts are exact decimals of 34 digits; currencies and kinds of time are never converted
into each other. What cannot be compared is unknown (None), never an error (S1.7).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Context as Precision
from decimal import Decimal
from typing import Any

from .facts import write_value
from .terms import Comparison, Tally
from .values import Day, Money, Number, Percent, Span, Unit, Value

_PRECISION = Precision(prec=34)
"""Decimal128's precision; an own context, so that no global setting can change a decision."""

COMPARE: dict[Comparison, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

# What one unit is worth in the smallest of its kind. Only units that convert exactly share a
# kind: a day has no fixed number of hours, a month no fixed number of days (S3.2).
_KINDS: dict[Unit, tuple[str, int]] = {
    "minutes": ("clock", 1),
    "hours": ("clock", 60),
    "days": ("days", 1),
    "weeks": ("days", 7),
    "months": ("months", 1),
    "business_hours": ("business hours", 1),
    "business_days": ("business days", 1),
}


class ConditionError(ArithmeticError):
    """A condition cannot be computed, such as a division by zero (S1.9).

    ``key`` is the legend key of the playbook line, once somebody up the call knows it.
    """

    key: str = ""


def kind_of(span: Span) -> str:
    """Return the kind of time a span is of; spans of one kind compare, zero with any."""
    return _KINDS[span.unit][0] if span.count else ""


def comparable(left: Value, right: Value) -> tuple[object, object] | None:
    """Return two things Python compares exactly, or None where the comparison is unknown."""
    if isinstance(left, Money) and isinstance(right, Money):
        # Never converted silently: different currencies are not comparable.
        alike = left.currency == right.currency or not left.currency or not right.currency
        return (left.amount, right.amount) if alike else None
    if isinstance(left, Day) and isinstance(right, Day):
        return left.on, right.on
    if isinstance(left, Span) and isinstance(right, Span):
        return _spans(left, right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left, right
    if isinstance(left, int | Number) and isinstance(right, int | Number):
        return amount_of(left), amount_of(right)
    if isinstance(left, Percent) and isinstance(right, Percent):
        return left.amount, right.amount
    return left, right


def _spans(left: Span, right: Span) -> tuple[int, int] | None:
    if kind_of(left) != kind_of(right) and left.count and right.count:
        return None
    return left.count * _KINDS[left.unit][1], right.count * _KINDS[right.unit][1]


def likeness(value: Value) -> tuple[str, object]:
    """Return the kind of a value and what tells it apart from others of its kind.

    Two values are the same where both are: 5 is 5.0 but neither 5 % nor "5"; amounts in two
    currencies differ. Within a kind the second part has an order.
    """
    if isinstance(value, bool):
        return "yes_no", value
    if isinstance(value, int | Number):
        return "number", amount_of(value)
    if isinstance(value, Percent):
        return "percent", value.amount
    if isinstance(value, Money):
        return f"money {value.currency}", value.amount
    if isinstance(value, Span):
        return f"duration {kind_of(value)}", value.count * _KINDS[value.unit][1]
    if isinstance(value, tuple):
        return "tags", tuple(sorted(value))
    return ("date", value.on) if isinstance(value, Day) else ("text", value)


def compare(sign: Comparison, left: Value, right: Value, unknown: list[str]) -> bool | None:
    """Return whether ``left sign right``; where it is unknown, say why in ``unknown``."""
    pair = comparable(left, right)
    if pair is None:
        unknown.append(unlike(left, right))
        return None
    return COMPARE[sign](*pair)


def unlike(left: Value, right: Value) -> str:
    """Name two values that do not meet: unknown must always say what is missing (S1.7)."""
    if isinstance(left, Money) and isinstance(right, Money):
        return f"{left.currency} ≠ {right.currency}"
    return f"{write_value(left)} ≠ {write_value(right)}"


def amount_of(value: Value) -> Decimal:
    """Return the bare number of an amount."""
    if isinstance(value, Money | Number | Percent):
        return value.amount
    return Decimal(value) if isinstance(value, int) else Decimal(0)


def compute(sign: str, left: Value, right: Value, unknown: list[str]) -> Value | None:
    """Return ``left sign right``, of the type of ``left``; None where two currencies meet.

    Raises:
        ConditionError: a division by zero.
    """
    amount = None
    if isinstance(left, Money) and isinstance(right, Money):
        if comparable(left, right) is None:
            unknown.append(unlike(left, right))
            return None
        amount = _arithmetic(sign, left.amount, right.amount)
        return Money(amount, left.currency or right.currency)
    amount = _arithmetic(sign, amount_of(left), amount_of(right))
    if isinstance(left, Money):
        return Money(amount, left.currency)
    if isinstance(left, Percent):
        return Percent(amount)
    whole = amount == amount.to_integral_value()
    return int(amount) if whole else Number(amount)


def _arithmetic(sign: str, left: Decimal, right: Decimal) -> Decimal:
    if sign == "+":
        return _PRECISION.add(left, right)
    if sign == "-":
        return _PRECISION.subtract(left, right)
    if sign == "*":
        return _PRECISION.multiply(left, right)
    if right == 0:
        raise ConditionError("division by zero")
    return _PRECISION.divide(left, right)


def amount_beside(
    name: str, amounts: Sequence[Money], beside: Value, unknown: list[str]
) -> Money | None:
    """Return the amount of a threshold in the currency of what stands beside it."""
    currency = beside.currency if isinstance(beside, Money) else ""
    for money in amounts:
        if money.currency == currency:
            return money
    # Nothing at all is as far from every positive amount, whatever its currency.
    if not currency and amounts and all(money.amount > 0 for money in amounts):
        return amounts[0]
    unknown.append(f"{name} ({currency})" if currency else name)
    return None


def gather(term: Tally, values: Sequence[Value | None], unknown: list[str]) -> Value | None:
    """Return the sum, largest, smallest or latest of a fact over all items; None if unknown.

    One unknown item makes the whole unknown, but for the latest, which is one item's value.
    No item at all is unknown too, but for a sum, which is then nothing.
    """
    if term.function == "latest":
        values = values[-1:]
    found = term.nothing
    for number, value in enumerate(values):
        if value is None:
            unknown.append(term.name)
            return None
        found = _beyond(term, found, value, unknown) if number else value
        if found is None:
            return None
    if found is None:
        unknown.append(term.name)
    return found


def _beyond(term: Tally, found: Value | None, value: Value, unknown: list[str]) -> Value | None:
    assert found is not None
    if term.function == "sum":
        return compute("+", found, value, unknown)
    is_larger = compare(">", value, found, unknown)
    if is_larger is None:
        return None
    return value if is_larger == (term.function == "largest") else found

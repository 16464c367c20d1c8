"""What a customer is worth, and amounts of money as whole numbers that add up exactly (D4.4)."""

from __future__ import annotations

from decimal import Decimal

from ...language.values import Money

MONTHS_PER_YEAR = 12
_FINENESS = 1_000_000
CENT = Decimal("0.01")
"""To what amounts are rounded."""


def lifetime_value(monthly: Money, years: int) -> Money:
    """Return what a customer is worth over ``years``: its month, twelve times a year (D4.4)."""
    return Money(monthly.amount * MONTHS_PER_YEAR * years, monthly.currency)


def millionths(money: Money) -> int:
    """Return an amount in millionths of its currency, so that sums need no decimals."""
    return int((money.amount * _FINENESS).to_integral_value())


def money(count: int, currency: str) -> Money:
    """Return so many millionths as an amount, rounded to hundredths."""
    return Money((Decimal(count) / _FINENESS).quantize(CENT), currency)

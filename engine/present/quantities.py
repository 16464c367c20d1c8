"""Numbers as people read them: counts, shares, amounts and lengths of time, in either language.

All from whole numbers and by whole-number arithmetic, so that a text never depends on how a
machine rounds.
"""

from __future__ import annotations

from decimal import Decimal

from ..language.titles import Lang
from ..language.values import Money

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOTHING = "–"
"""What stands where there is nothing to count."""
_CENT = Decimal("0.01")
_FINE = 10
"""From here on a number is told without decimals."""


def count(number: int) -> str:
    """Return a count with thousands separators: ``4,212``."""
    return f"{number:,}".replace("-", "−")


def share(part: int, of: int) -> str:
    """Return how much of a whole, ``42.1%``; a dash of nothing; never 0 or all by rounding.

    Always with its decimal, so that a column of them lines up; only all and nothing are bare.
    """
    if not of:
        return NOTHING
    if part in {0, of}:
        return "100%" if part else "0%"
    tenths = _rounded(part * 1000, of)
    if not tenths:
        return "<0.1%"
    if tenths == 1000 and part < of:  # noqa: PLR2004 - all of it, in tenths of a percent
        return ">99.9%"
    return f"{count(tenths // 10)}.{tenths % 10}%"


def money(value: Money) -> str:
    """Return an amount with its currency: ``1,234,567 CNY``; parts of a cent are rounded."""
    amount = value.amount
    amount = amount.quantize(Decimal(1) if amount == amount.to_integral_value() else _CENT)
    return f"{amount:,f} {value.currency}".replace("-", "−").strip()


def lasting(microseconds: int, lang: Lang) -> str:
    """Return a length of time in its largest fitting unit: ``25 min``, ``4.5 h``, ``2.3 days``."""
    for unit, zh, en, most in (
        (SECOND, "秒", "s", 60),
        (MINUTE, "分钟", "min", 60),
        (HOUR, "小时", "h", 24),
    ):
        if _rounded(microseconds * 10, unit) < most * 10 - 5:
            return f"{_fitting(microseconds, unit)} {zh if lang == 'zh' else en}"
    days = _fitting(microseconds, DAY)
    return f"{days} 天" if lang == "zh" else f"{days} day{'' if days == '1' else 's'}"


def hours(microseconds: int, lang: Lang) -> str:
    """Return work in hours, whatever its size, so that columns compare: ``1,234 h``."""
    return f"{_fitting(microseconds, HOUR)} {'小时' if lang == 'zh' else 'h'}"


def thousandths(millionths: int) -> str:
    """Return a number that is kept in millionths, to three decimals at most."""
    number = (Decimal(millionths) / 1_000_000).quantize(Decimal("0.001"))
    text = f"{number:,f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def _fitting(amount: int, unit: int) -> str:
    if _rounded(amount * 10, unit) >= _FINE * 10:
        return count(_rounded(amount, unit))
    return _tenths(_rounded(amount * 10, unit))


def _tenths(number: int) -> str:
    whole, rest = divmod(number, 10)
    return f"{count(whole)}.{rest}" if rest else count(whole)


def _rounded(part: int, of: int) -> int:
    """Divide, half up."""
    return (2 * part + of) // (2 * of)

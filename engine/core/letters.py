"""Messages to customers, filled from facts in each language they are written in (S4.6, D2.5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Literal, NamedTuple

from ..language.facts import write_span, write_value
from ..language.program_logic import Message
from ..language.templates import Blank, Part, fill_message
from ..language.titles import Title
from ..language.values import Day, Money, Span, Value

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class Filled(NamedTuple):
    """The texts of a message by language; with names ``missing`` it must not be sent."""

    texts: dict[str, str]
    missing: tuple[str, ...] = ()
    is_too_long: bool = False


def fill(
    message: Message,
    known: Callable[[str], Value | None],
    formats: dict[str, Title],
    language: Value | None = None,
) -> Filled:
    """Fill a message in every language it has, or in the customer's alone where it has that one.

    One name nobody knows, in one of them, and nothing is sent.
    """
    wanted = [each for each in LANGUAGES if getattr(message, each)]
    if language in wanted:
        wanted = [each for each in wanted if each == language]
    texts: dict[str, str] = {}
    missing: list[str] = []
    is_too_long = False
    for lang in wanted:
        letter = fill_message(_parts(getattr(message, lang)), _teller(known, formats, lang))
        missing += letter.missing
        is_too_long |= letter.is_too_long
        texts[lang] = letter.text
    if missing or is_too_long:
        return Filled({}, tuple(dict.fromkeys(missing)), is_too_long)
    return Filled(texts)


def _parts(parts: tuple[str, ...]) -> list[Part]:
    # Texts and names in turn.
    return [Blank(part) if index % 2 else part for index, part in enumerate(parts)]


def _teller(
    known: Callable[[str], Value | None], formats: dict[str, Title], lang: Lang
) -> Callable[[str], str | None]:
    def tell(name: str) -> str | None:
        value = known(name)
        return None if value is None else written(value, formats, lang)

    return tell


def written(value: Value, formats: dict[str, Title], lang: Lang) -> str:
    """Return a value as a message shows it: dates and money like the examples of ``formats``."""
    if isinstance(value, bool):
        return _YES[lang] if value else _NO[lang]
    if isinstance(value, Day) and "date" in formats:
        return _date(value, formats["date"].text(lang))
    if isinstance(value, Money) and "money" in formats:
        return _money(value, formats["money"].text(lang))
    if isinstance(value, tuple):
        return _COMMA[lang].join(value)
    if isinstance(value, Span) and lang == "zh":
        return f"{value.count} {_UNITS[value.unit]}"
    return write_span(value) if isinstance(value, Span) else write_value(value)


_YES = {"zh": "是", "en": "yes"}
_NO = {"zh": "否", "en": "no"}
_COMMA = {"zh": "、", "en": ", "}
_UNITS = {
    "minutes": "分钟", "hours": "小时", "days": "天", "weeks": "周", "months": "个月",
    "business_hours": "个工作小时", "business_days": "个工作日",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DATE_PART = re.compile(r"2026|March|Mar|03|05|3|5")
_AMOUNT = re.compile(r"12(?P<group>[^0-9]?)345(?:(?P<point>[^0-9])(?P<places>0+))?")


def _date(value: Day, example: str) -> str:
    """Write a date like an example of 5 March 2026."""
    date = value.on
    month = _MONTHS[date.month - 1]
    parts = {
        "2026": f"{date.year:04}", "March": month, "Mar": month[:3], "03": f"{date.month:02}",
        "05": f"{date.day:02}", "3": str(date.month), "5": str(date.day),
    }  # fmt: skip
    return _DATE_PART.sub(lambda match: parts[match[0]], example)


def _money(value: Money, example: str) -> str:
    """Write an amount like an example of twelve thousand three hundred and forty-five."""
    match = _AMOUNT.search(example)
    if match is None:
        return write_value(value)
    places = len(match["places"] or "")
    # Never rounded: an amount with more places than the example shows them all.
    amount = value.amount.quantize(Decimal(1).scaleb(-places))
    if amount != value.amount:
        amount = value.amount
    whole, _, rest = f"{abs(amount):,f}".partition(".")
    text = whole.replace(",", match["group"])
    text += f"{match['point'] or '.'}{rest}" if rest else ""
    sign = "-" if amount < 0 else ""
    shown = f"{example[: match.start()]}{sign}{text}{example[match.end() :]}"
    return re.sub(r"[A-Z]{3}", value.currency, shown, count=1)

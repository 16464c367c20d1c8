"""Durations in words, ``3 business days``, and an own answer for whatever is nearly one (S3.2).

A unit is never guessed where two could be meant: days and hours ask which, and only what
has one meaning carries a fix.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from .facts import write_span
from .pointing import point
from .problems import Problem, unknown
from .source import Scalar
from .values import UNITS, Span, Unit

UNIT_WORDS = tuple(form for word in UNITS for form in (word, word + "s"))
LONGEST: dict[Unit, int] = {
    "minutes": 999_999, "hours": 87_840, "days": 3_660, "weeks": 522, "months": 120,
    "business_hours": 30_000, "business_days": 3_660,
}  # fmt: skip
"""Ten years of each unit, two of minutes: what is longer is a slip of the finger."""

_PLAIN = re.compile(r"(?P<count>[0-9]{1,6}) +(?P<unit>[A-Za-z].*)\Z")
_CHINESE = re.compile(
    r"(?P<count>半|[0-9]{1,6}|[零一二两三四五六七八九十]{1,3}) *个? *半?"
    r"(?P<unit>工作日|工作天|工作小时|自然日|日历日|自然小时|小时|钟头|分钟|分|天|日|周|星期|礼拜|月|季度|年)"
    r" *(?:之?内|以内|之?后|以后)?\Z"
)
_CHINESE_UNITS: dict[str, tuple[Unit, int]] = {
    "工作日": ("business_days", 1), "工作天": ("business_days", 1), "自然日": ("days", 1),
    "日历日": ("days", 1), "工作小时": ("business_hours", 1), "自然小时": ("hours", 1),
    "分钟": ("minutes", 1), "分": ("minutes", 1), "周": ("weeks", 1), "星期": ("weeks", 1),
    "礼拜": ("weeks", 1), "月": ("months", 1), "季度": ("months", 3), "年": ("months", 12),
}  # fmt: skip
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30,
}  # fmt: skip
_OTHER_UNITS: dict[str, tuple[Unit, int]] = {
    "workday": ("business_days", 1), "work day": ("business_days", 1),
    "working day": ("business_days", 1), "office day": ("business_days", 1),
    "businessday": ("business_days", 1), "business-day": ("business_days", 1),
    "bd": ("business_days", 1), "wd": ("business_days", 1),
    "working hour": ("business_hours", 1), "work hour": ("business_hours", 1),
    "office hour": ("business_hours", 1), "businesshour": ("business_hours", 1),
    "business-hour": ("business_hours", 1), "bh": ("business_hours", 1),
    "calendar day": ("days", 1), "natural day": ("days", 1), "min": ("minutes", 1),
    "wk": ("weeks", 1), "w": ("weeks", 1), "mo": ("months", 1), "quarter": ("months", 3),
    "year": ("months", 12), "yr": ("months", 12), "y": ("months", 12),
}  # fmt: skip
_COMPACT = re.compile(r"(?P<count>[0-9]{1,6}) *(?P<unit>[A-Za-z][A-Za-z -]*)\Z")
_SPELT = re.compile(r"(?P<count>[A-Za-z]+) +(?P<unit>[A-Za-z][A-Za-z -]*)\Z")
_ISO = re.compile(r"P(?=.)[0-9.YMWD]*(?:T[0-9.HMS]*)?\Z")
_AT_ONCE = frozenset(
    {
        "asap", "immediately", "now", "instantly", "at once", "right away",
        "立即", "立刻", "马上", "尽快",
    }
)  # fmt: skip
_HALF_AN_HOUR = frozenset({"半小时", "半个小时", "half an hour", "half hour"})
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bad-duration.half", re.compile(r"(?:half|半|[0-9]+ *(?:个|天)?半)")),
    ("bad-duration.iso", _ISO),
    ("bad-duration.negative", re.compile(r"[-−] *[0-9]")),
    ("bad-duration.fraction", re.compile(r"[0-9]+[.,][0-9]")),
    ("bad-duration.compound", re.compile(r".*[0-9][^0-9]+[0-9]")),
    ("bad-duration.too-long", re.compile(r"[0-9]{7}")),
    ("bad-duration.no-unit", re.compile(r"[0-9]+\Z")),
)


def parse_span(scalar: Scalar) -> tuple[Span | None, list[Problem]]:
    """Read a duration such as ``4 business hours``.

    Returns the span, or the problem at the exact word.
    """
    return span_at(scalar, 0, scalar.text)


def span_at(scalar: Scalar, offset: int, text: str) -> tuple[Span | None, list[Problem]]:
    """Read a duration that stands ``offset`` characters into a longer text."""
    offset += len(text) - len(text.lstrip())
    text = text.strip()
    match = _PLAIN.match(text)
    unit = _unit(match["unit"]) if match else None
    if match is None or unit is None:
        return None, [_nearly(scalar, offset, text)]
    span = Span(int(match["count"]), unit)
    if span.count > LONGEST[unit]:
        longest = write_span(Span(LONGEST[unit], unit))
        case = "bad-duration.too-long"
        return None, [point(scalar, offset, len(text), case, text=text, cure=longest)]
    return span, []


def _unit(word: str) -> Unit | None:
    return UNITS.get(word) or UNITS.get(word.removesuffix("s"))


def _nearly(scalar: Scalar, offset: int, written: str) -> Problem:
    text = unicodedata.normalize("NFKC", written)

    def told(case: str, **values: object) -> Problem:
        return point(scalar, offset, len(written), case, text=written, **values)

    if text.lower() in _AT_ONCE:
        return told("bad-duration.at-once")
    if text in _HALF_AN_HOUR:
        return _cured(told, "bad-duration.write", Span(30, "minutes"))
    chinese = _CHINESE.match(text)
    if chinese and "半" not in text:
        return _chinese(told, chinese)
    compact = _COMPACT.match(text)
    if compact:
        return _compact(scalar, offset, written, compact, told)
    spelt = _SPELT.match(text)
    if spelt and spelt["count"].lower() in _NUMBERS:
        unit = _unit(" ".join(spelt["unit"].lower().split()))
        if unit:
            span = Span(_NUMBERS[spelt["count"].lower()], unit)
            return _cured(told, "bad-duration.write", span)
    for case, shape in _SHAPES:
        if shape.match(text):
            return told(case, cure=write_span(Span(LONGEST["days"], "days")))
    return told("bad-duration")


def _chinese(told: Callable[..., Problem], match: re.Match[str]) -> Problem:
    count, word = _counted(match["count"]), match["unit"]
    if word in {"天", "日"}:
        return _asked(told, "bare-day", count, "days", "business_days")
    if word in {"小时", "钟头"}:
        return _asked(told, "bare-hour", count, "hours", "business_hours")
    unit, times = _CHINESE_UNITS[word]
    return _cured(told, "chinese-duration", Span(count * times, unit))


def _asked(told: Callable[..., Problem], case: str, count: int, one: Unit, other: Unit) -> Problem:
    """Ask which of two units is meant."""
    return told(case, plain=write_span(Span(count, one)), business=write_span(Span(count, other)))


def _cured(told: Callable[..., Problem], case: str, span: Span) -> Problem:
    """Answer with the one duration that is meant, unless it is too long to be meant."""
    cure = write_span(span)
    if span.count > LONGEST[span.unit]:
        longest = write_span(Span(LONGEST[span.unit], span.unit))
        return told("bad-duration.too-long", cure=longest)
    return told(case, fix=cure, cure=cure)


def _counted(text: str) -> int:
    """Return a number up to 99 written with Chinese characters, or any in digits."""
    if text.isdecimal() and text.isascii():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[character]) for character in text))
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _compact(
    scalar: Scalar, offset: int, written: str, match: re.Match[str], told: Callable[..., Problem]
) -> Problem:
    count = int(match["count"])
    word = " ".join(match["unit"].lower().split())
    single = word.removesuffix("s") if word not in {"s", "ms"} else word
    if word in {"d", "ds"}:
        return _asked(told, "bare-day", count, "days", "business_days")
    if single in {"h", "hr"}:
        return _asked(told, "bare-hour", count, "hours", "business_hours")
    if word == "m":
        return _asked(told, "bad-duration.m", count, "minutes", "months")
    if single in {"s", "sec", "second", "ms"}:
        return told("bad-duration.second")
    unit, times = _OTHER_UNITS.get(single, (_unit(word), 1))
    if unit is not None:
        return _cured(told, "bad-duration.write", Span(count * times, unit))
    if _SHAPES[4][1].match(written):
        return told("bad-duration.compound")
    start = offset + match.start("unit")
    place = scalar.at(start, len(match["unit"]))
    return unknown(place, "unknown-unit", match["unit"], UNIT_WORDS)

"""Durations and moments in words: ``3 business days``, ``after a and b`` (S3.2).

A small grammar of its own; a misspelt unit, a bare Chinese duration and a missing
number each get their own answer.
"""

from __future__ import annotations

import re

from .problems import Problem, problem, unknown
from .source import Scalar
from .values import NOTHING, UNITS, Moment, Span

UNIT_WORDS = tuple(form for word in UNITS for form in (word, word + "s"))

_COUNT = re.compile(r"(?P<count>[0-9]{1,6}) +(?P<unit>.+)\Z")
_TIMES = re.compile(r"(?P<count>[0-9]{1,4}) times?\Z")
_CHINESE = re.compile(
    r"(?P<count>[0-9]+) *个?(?P<unit>工作日|工作天|工作小时|小时|分钟|天|日|周|月)\Z"
)
_CHINESE_UNITS = {
    "工作日": "business days",
    "工作天": "business days",
    "工作小时": "business hours",
    "小时": "hours",
    "分钟": "minutes",
    "周": "weeks",
    "月": "months",
}
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?\Z")


def parse_span(scalar: Scalar) -> tuple[Span | None, list[Problem]]:
    """Read a duration such as ``4 business hours``.

    Returns the span, or the problem at the exact word.
    """
    return _span(scalar, scalar.text.strip(), 0)


def parse_times(scalar: Scalar) -> tuple[int, list[Problem]]:
    """Read a bound such as ``3 times``; a bound of zero is refused."""
    match = _TIMES.match(scalar.text.strip())
    if match is None or int(match["count"]) == 0:
        return 0, [problem(scalar.place, "bad-times", text=scalar.text)]
    return int(match["count"]), []


def parse_moment(scalar: Scalar) -> tuple[Moment | None, list[Problem]]:
    """Read a moment: ``SPAN``, ``end of SPAN``, ``after X and Y``, ``SPAN after X and Y``."""
    text = scalar.text.strip()
    if text.startswith("next ") or " before " in text:
        return None, [problem(scalar.place, "not-yet", name=text)]
    if text.startswith("end of "):
        span, problems = _span(scalar, text[7:], 7)
        if span is not None and span.unit != "business_days":
            return None, [problem(scalar.place, "bad-moment", text=scalar.text)]
        return (Moment(span, ends_day=True) if span else None), problems
    head, found, tail = text.partition("after ")
    if not found:
        span, problems = _span(scalar, text, 0)
        return (Moment(span) if span else None), problems
    span, problems = _span(scalar, head.strip(), 0) if head.strip() else (NOTHING, [])
    names = tuple(name.strip() for name in tail.split(" and "))
    for name in names:
        if not _NAME.match(name):
            place = scalar.at(max(scalar.text.find(name), 0), len(name))
            problems = [*problems, problem(place, "bad-moment", text=scalar.text)]
    return (Moment(span, names) if span and not problems else None), problems


def parse_before_due(scalar: Scalar) -> tuple[Span | None, list[Problem]]:
    """Read ``SPAN before due``: how long before a deadline its owner is reminded."""
    head, found, tail = scalar.text.strip().partition(" before ")
    if not found or tail.strip() != "due":
        return None, [problem(scalar.place, "bad-reminder", text=scalar.text)]
    return _span(scalar, head, 0)


def _span(scalar: Scalar, text: str, offset: int) -> tuple[Span | None, list[Problem]]:
    text = text.strip()
    place = scalar.at(offset, len(text))
    chinese = _CHINESE.match(text)
    if chinese:
        return None, [_chinese_answer(scalar, chinese)]
    match = _COUNT.match(text)
    if match is None:
        return None, [problem(place, "bad-duration", text=text)]
    word = match["unit"].strip()
    unit = UNITS.get(word) or UNITS.get(word.removesuffix("s"))
    if unit is None:
        at = scalar.at(offset + match.start("unit"), len(word))
        return None, [unknown(at, "unknown-unit", word, UNIT_WORDS)]
    return Span(int(match["count"]), unit), []


def _chinese_answer(scalar: Scalar, match: re.Match[str]) -> Problem:
    count, unit = match["count"], match["unit"]
    if unit in {"天", "日"}:
        return problem(scalar.place, "bare-day", text=match[0], count=count)
    word = _CHINESE_UNITS[unit]
    cure = f"{count} {word.removesuffix('s') if count == '1' else word}"
    return problem(scalar.place, "chinese-duration", text=match[0], cure=cure)

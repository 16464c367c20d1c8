"""Moments in words: one grammar for ``due, starts, after, at, timeout, ends`` (S3.2).

``3 business days`` · ``after a and b`` · ``2 business days after X`` ·
``2 business days before shipment.promised_on at 10:00`` · ``end of DATE`` ·
``end of 2 business days`` · ``next business day at 16:00`` · a date fact or a document's
``.expires`` · a duration fact. X is a touchpoint, its outcome, a signal or a date.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .facts import write_span
from .limits import clock_at, parse_times, write_clock
from .names import Names
from .pointing import point
from .problems import Problem, unknown
from .source import Scalar
from .spans import UNIT_WORDS, parse_span, span_at
from .values import NOTHING, Moment, Span

__all__ = [
    "UNIT_WORDS", "MomentNames", "parse_before_due", "parse_moment", "parse_span", "parse_times",
    "write_moment",
]  # fmt: skip

MAX_LENGTH = 500
MAX_NAMES = 20

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,2}\Z")
_AT = re.compile(r"(?<=\S) +at +(?=\S)")
_WORD = re.compile(r"\S+")
_NEXT_DAY = "next business day"
_END_OF_DAY = frozenset({"day", "the day", "today", "business day", "the business day"})
_INTO_A_DAY = frozenset({"minutes", "hours", "business_hours"})


@dataclass(frozen=True, slots=True)
class MomentNames:
    """What a moment may count from: dates and durations, touchpoints with outcomes, signals."""

    names: Names
    touchpoints: Mapping[str, Collection[str]] = field(default_factory=dict)

    def happenings(self) -> list[str]:
        """Return everything that may stand behind ``after`` and is no date."""
        outcomes = [f"{name}.{each}" for name, all_ in self.touchpoints.items() for each in all_]
        return [*self.touchpoints, *outcomes, *self.names.signals]


def parse_moment(
    scalar: Scalar, names: MomentNames | None = None
) -> tuple[Moment | None, list[Problem]]:
    """Read a moment; without ``names`` its words are taken as they stand.

    Touchpoints become their signal: ``send_quote`` is ``send_quote.done``.
    """
    reader = _Reader(scalar, names)
    moment = reader.moment()
    return (None if reader.problems else moment), reader.problems


def parse_before_due(scalar: Scalar) -> tuple[Span | None, list[Problem]]:
    """Read ``SPAN before due``: how long before a deadline its owner is reminded."""
    head, found, tail = scalar.text.partition(" before ")
    if not found or tail.strip() != "due":
        return None, [point(scalar, 0, len(scalar.text), "bad-reminder", text=scalar.text)]
    return span_at(scalar, 0, head)


def write_moment(moment: Moment) -> str:
    """Return a moment as people write it; reading it again gives the same moment."""
    span = moment.span_fact or write_span(moment.span)
    is_bare = moment.span == NOTHING and not moment.span_fact
    names = " and ".join(name.removesuffix(".done") for name in moment.after) or moment.fact
    if moment.next_day:
        core = _NEXT_DAY
    elif moment.ends_day:
        core = f"end of {moment.fact or span}"
    elif moment.after or moment.side == "after":
        core = f"after {names}" if is_bare else f"{span} after {names}"
    elif moment.side == "before":
        core = f"{span} before {moment.fact}"
    else:
        core = moment.fact or span
    return core if moment.at_minute < 0 else f"{core} at {write_clock(moment.at_minute)}"


@dataclass(slots=True)
class _Reader:
    """Reads one moment; every part knows how far into the text it stands."""

    scalar: Scalar
    names: MomentNames | None
    problems: list[Problem] = field(default_factory=list)

    def tell(self, start: int, text: str, case: str, /, fix: str = "", **values: object) -> None:
        values.setdefault("text", text)
        length = max(len(text), 1)
        self.problems.append(point(self.scalar, start, length, case, fix=fix, **values))

    def moment(self) -> Moment | None:
        written = self.scalar.text
        start = len(written) - len(written.lstrip())
        text = written.strip()
        if len(text) > MAX_LENGTH:
            self.tell(start, text, "bad-moment.too-long", text=f"{text[:40]}…")
            return None
        if text.startswith("at "):
            self.tell(start, text, "bad-moment.at-alone", cure=f"{_NEXT_DAY} {text}")
            return None
        times = list(_AT.finditer(text))
        if not times:
            return self.core(start, text)
        cut = times[-1]
        minute, found = clock_at(self.scalar, start + cut.end(), text[cut.end() :])
        self.problems += found
        moment = self.core(start, text[: cut.start()])
        if moment is None or minute is None:
            return None
        return self.at_time(moment, minute, start + cut.start() + 1, text[cut.start() + 1 :])

    def at_time(self, moment: Moment, minute: int, start: int, text: str) -> Moment | None:
        """Put a moment at a time of its day, where it has a day."""
        into_a_day = moment.span.count > 0 and moment.span.unit in _INTO_A_DAY
        if moment.ends_day or into_a_day:
            self.tell(start, text, "bad-moment.at-time")
            return None
        return Moment(
            moment.span, moment.after, moment.ends_day, moment.fact, moment.side,
            moment.span_fact, moment.next_day, minute,
        )  # fmt: skip

    def core(self, start: int, text: str) -> Moment | None:
        if text in {"after", "before", "end of", "next"} or text.startswith("before "):
            self.tell(start, text, "bad-moment.before-due" if "due" in text else "bad-moment")
            return None
        if text.startswith("next "):
            return self.next(start, text)
        if text.startswith("end of "):
            return self.end(start + 7, text[7:])
        head, found, tail = text.partition(" before ")
        if found:
            return self.before(start, head, start + len(head) + 8, tail)
        head, found, tail = text.rpartition("after ")
        if found and (not head or head.endswith(" ")):
            return self.after(start, head, start + len(head) + 6, tail)
        if _NAME.match(text) and ("." in text or self.is_named(text)):
            return self.bare(start, text)
        span = self.span(start, text)
        return Moment(span) if span is not None else None

    def is_named(self, text: str) -> bool:
        """Whether a single word is one that could stand behind ``after``."""
        return self.names is not None and text in self.names.touchpoints

    def next(self, start: int, text: str) -> Moment | None:
        if text == _NEXT_DAY:
            return Moment(NOTHING, next_day=True)
        self.tell(start, text, "bad-moment.next", cure=_NEXT_DAY)
        return None

    def end(self, start: int, text: str) -> Moment | None:
        if text in _END_OF_DAY:
            cure = "end of 0 business days"
            self.tell(start - 7, f"end of {text}", "bad-moment.end-of-day", fix=cure, cure=cure)
            return None
        if _NAME.match(text):
            return Moment(NOTHING, ends_day=True, fact=text) if self.date(start, text) else None
        span = self.span(start, text)
        if span is not None and span.unit != "business_days":
            self.tell(start, text, "bad-moment.end")
            return None
        return Moment(span, ends_day=True) if span is not None else None

    def before(self, start: int, head: str, at: int, tail: str) -> Moment | None:
        if tail.strip() == "due":
            self.tell(at, tail, "bad-moment.before-due")
            return None
        span, fact = self.length(start, head)
        at += len(tail) - len(tail.lstrip())
        tail = tail.strip()
        is_date = self.date(at, tail)
        if span is None or not is_date:
            return None
        return Moment(span, fact=tail, side="before", span_fact=fact)

    def after(self, start: int, head: str, at: int, tail: str) -> Moment | None:
        span, fact = self.length(start, head.strip()) if head.strip() else (NOTHING, "")
        listed = self.listed(at, tail)
        if span is None or not listed:
            return None
        if len(listed) == 1 and self.is_date(listed[0]):
            return Moment(span, fact=listed[0], side="after", span_fact=fact)
        return Moment(span, tuple(listed), span_fact=fact)

    def listed(self, start: int, text: str) -> list[str]:
        """Read ``a and b``: names, each of which must be one that can happen."""
        found: list[str] = []
        words = list(_WORD.finditer(text))
        for number, word in enumerate(words[: 2 * MAX_NAMES]):
            at = start + word.start()
            if number % 2:
                if word[0] != "and":
                    case = "bad-moment.or" if word[0] == "or" else "bad-moment"
                    self.tell(at, word[0], case, text=self.scalar.text)
                    return []
                continue
            if not _NAME.match(word[0]):
                is_listed = word[0].strip("，,、") != word[0]
                case = "bad-moment.comma" if is_listed else "bad-moment"
                self.tell(at, word[0], case, text=self.scalar.text)
                return []
            name = self.happening(at, word[0], alone=len(words) == 1)
            found += [name] if name else []
        if len(words) % 2 == 0 or len(words) > 2 * MAX_NAMES:
            case = "bad-moment.too-long" if words and len(words) % 2 else "bad-moment"
            self.tell(start, text, case, text=self.scalar.text[:60])
        return found

    def happening(self, start: int, word: str, *, alone: bool) -> str:
        """Return the signal a word stands for, or the date where only one word stands."""
        if self.names is None:
            return word
        if word in self.names.touchpoints:
            return f"{word}.done"
        touchpoint, _, outcome = word.partition(".")
        if outcome == "done" and touchpoint in self.names.touchpoints:
            return word
        if outcome in self.names.touchpoints.get(touchpoint, ()):
            return word
        if word in self.names.names.signals:
            return word
        if self.is_date(word):
            if not alone:
                self.tell(start, word, "bad-moment.date-among", name=word)
            return word
        outcomes = [f"{touchpoint}.{each}" for each in self.names.touchpoints.get(touchpoint, ())]
        allowed = outcomes or [*self.names.happenings(), *self.dates()]
        place = self.scalar.at(start, len(word))
        self.problems.append(unknown(place, "unknown-moment", word, allowed))
        return ""

    def bare(self, start: int, text: str) -> Moment | None:
        """Read a fact alone: a date is that day, a duration counts from the start."""
        if self.names is not None:
            fact = self.names.names.fact(text)
            if fact is not None and fact.type == "duration":
                return Moment(NOTHING, span_fact=text)
            if text in self.names.happenings():
                cure = f"after {text}"
                self.tell(start, text, "bad-moment.after-missing", fix=cure, cure=cure)
                return None
        return Moment(NOTHING, fact=text) if self.date(start, text, also="duration") else None

    def length(self, start: int, text: str) -> tuple[Span | None, str]:
        """Read a duration, or a duration fact that stands in for one."""
        if not _NAME.match(text) or "." not in text:
            return self.span(start, text), ""
        fact = self.names.names.fact(text) if self.names is not None else None
        if self.names is None or (fact is not None and fact.type == "duration"):
            return NOTHING, text
        self.tell(start, text, "not-a-duration", name=text)
        return None, ""

    def span(self, start: int, text: str) -> Span | None:
        span, problems = span_at(self.scalar, start, text)
        self.problems += problems
        return span

    def dates(self) -> list[str]:
        assert self.names is not None
        known = self.names.names
        expiries = [f"{name}.expires" for name in known.documents]
        return [*(fact.name for fact in known.facts.values() if fact.type == "date"), *expiries]

    def is_date(self, name: str) -> bool:
        if self.names is None:
            return False
        known = self.names.names
        fact = known.fact(name)
        paper, _, word = name.partition(".")
        return (fact is not None and fact.type == "date") or (
            word == "expires" and paper in known.documents
        )

    def date(self, start: int, name: str, *, also: str = "") -> bool:
        """Tell whether a word names a date, and record it where it does not."""
        if not _NAME.match(name) or "." not in name:
            self.tell(start, name, "bad-moment.not-a-name", text=name)
            return False
        if self.names is None or self.is_date(name):
            return True
        fact = self.names.names.fact(name)
        if fact is not None:
            case = "not-a-date.or-duration" if also else "not-a-date"
            self.tell(start, name, case, name=name, type=fact.type)
            return False
        place = self.scalar.at(start, len(name))
        self.problems.append(unknown(place, "unknown-date", name, self.dates()))
        return False

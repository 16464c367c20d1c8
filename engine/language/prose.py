"""Conditions and moments as sentences in Chinese and English, with the titles people gave.

What a process owner signs off: every word comes from the typed tree, so that the sentence
cannot say more, or less, than the engine does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .canonical import binding
from .limits import write_clock
from .program import Fact, Legend
from .terms import (
    All,
    Among,
    Compare,
    Comparison,
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
)
from .titles import Lang
from .values import NOTHING, Day, Moment, Money, Number, Percent, Span
from .voice import Voice

_OPPOSITE: dict[Comparison, Comparison] = {
    "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip
_MIRRORED: dict[Comparison, Comparison] = {
    "==": "==", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">=",
}  # fmt: skip
_ZH: dict[str, dict[Comparison, str]] = {
    "amount": {
        ">=": "达到或超过", ">": "超过", "<": "低于", "<=": "不超过", "==": "等于", "!=": "不等于",
    },
    "date": {
        ">=": "不早于", ">": "晚于", "<": "早于", "<=": "不晚于", "==": "是", "!=": "不是",
    },
    "duration": {
        ">=": "不短于", ">": "长于", "<": "短于", "<=": "不长于", "==": "等于", "!=": "不等于",
    },
}  # fmt: skip
_EN: dict[str, dict[Comparison, str]] = {
    "amount": {
        ">=": "is at least", ">": "is more than", "<": "is less than", "<=": "is at most",
        "==": "is", "!=": "is not",
    },
    "date": {
        ">=": "is on or after", ">": "is after", "<": "is before", "<=": "is on or before",
        "==": "is", "!=": "is not",
    },
    "duration": {
        ">=": "is at least", ">": "is longer than", "<": "is shorter than", "<=": "is at most",
        "==": "is", "!=": "is not",
    },
}  # fmt: skip
_SIGNS = {
    "+": ("加", " plus "), "-": ("减", " minus "), "*": ("乘以", " times "),
    "/": ("除以", " divided by "),
}  # fmt: skip
_GATHERED = {
    "sum": ("各{thing}的{fact}合计", 'the total of "{fact}" over every {thing}'),
    "largest": ("各{thing}中最大的{fact}", 'the largest "{fact}" of any {thing}'),
    "smallest": ("各{thing}中最小的{fact}", 'the smallest "{fact}" of any {thing}'),
    "latest": ("最新一项{thing}的{fact}", 'the "{fact}" of the latest {thing}'),
}
_NAMED = frozenset({"choice", "text", "person", "calendar"})


def say_term(
    term: Term, legend: Legend, lang: Lang, *, facts: Mapping[str, Fact] | None = None,
    thresholds: Mapping[str, tuple[Money, ...]] | None = None, stage: str = "",
) -> str:  # fmt: skip
    """Return a condition as a sentence without its full stop.

    ``facts`` gives the types, so that dates are "before" and amounts "less than"; with
    ``thresholds`` the amounts stand beside their names; ``stage`` finds states' titles.
    """
    voice = Voice(legend, lang, facts or {}, thresholds or {}, stage)
    return voice.tidy(_sentence(voice, term, holds=True))


def say_moment(moment: Moment, legend: Legend, lang: Lang, *, stage: str = "") -> str:
    """Return a moment in words: ``“发送报价”完成后 2 个工作日``."""
    voice = Voice(legend, lang, stage=stage)
    return voice.tidy(_moment(voice, moment))


def say_span(span: Span, lang: Lang) -> str:
    """Return a duration in words: ``3 个工作日``."""
    return Voice(Legend(), lang).span(span)


# --- sentences


def _sentence(voice: Voice, term: Term, *, holds: bool) -> str:
    if isinstance(term, Not):
        return _sentence(voice, term.part, holds=not holds)
    if isinstance(term, All | Either):
        return _joined(voice, term, holds=holds)
    say: Callable[..., str] = _SENTENCES.get(type(term), _plain)
    return say(voice, term, holds)


def _joined(voice: Voice, term: All | Either, *, holds: bool) -> str:
    parts = [
        f"（{text}）" if voice.lang == "zh" and is_group else f"({text})" if is_group else text
        for part in term.parts
        for text, is_group in [(_sentence(voice, part, holds=True), _is_group(part))]
    ]
    word = ("，并且", ", and ") if isinstance(term, All) else ("，或者", ", or ")
    text = voice.pick(*word).join(parts)
    return text if holds else voice.pick(f"并非（{text}）", f"it is not so that ({text})")


def _is_group(term: Term) -> bool:
    return _is_group(term.part) if isinstance(term, Not) else isinstance(term, All | Either)


def _plain(voice: Voice, term: Term, holds: bool) -> str:
    subject = _subject(voice, term)
    answer = voice.pick("是", "yes") if holds else voice.pick("否", "no")
    return voice.pick(f"{subject}：{answer}", f"{subject.removeprefix('the ')}: {answer}")


def _paper(voice: Voice, term: Paper, holds: bool) -> str:
    title = voice.document(term.name)
    told = {
        ("present", True): ("已有{}", "{} is there"),
        ("present", False): ("没有有效的{}", "{} is not there"),
        ("missing", True): ("缺{}", "{} is missing"),
        ("missing", False): ("不缺{}", "{} is not missing"),
        ("expired", True): ("{}已过期", "{} has expired"),
        ("expired", False): ("{}没有过期", "{} has not expired"),
    }[term.state, holds]
    return voice.pick(*told).format(title)


def _elapsed(voice: Voice, term: Elapsed, holds: bool) -> str:
    seen = voice.quoted(voice.title("signal", term.signal))
    span = _subject(voice, term.span)
    zh = f"{seen}之后已满 {span}" if holds else f"{seen}之后未满 {span}"
    return voice.pick(zh, f"{'at least' if holds else 'less than'} {span} have passed since {seen}")


def _has(voice: Voice, term: Has, holds: bool) -> str:
    tags, word = _subject(voice, term.tags), voice.quoted(term.word)
    is_in = ("含", "is among") if holds else ("不含", "is not among")
    return voice.pick(f"{tags}{is_in[0]}{word}", f"{word} {is_in[1]} {tags}")


def _among(voice: Voice, term: Among, holds: bool) -> str:
    item = _subject(voice, term.item)
    listed = [_subject(voice, Known(value), term.item) for value in term.values]
    if len(listed) == 1:
        is_one = voice.pick("是", " is ") if holds else voice.pick("不是", " is not ")
        return f"{item}{is_one}{listed[0]}"
    if holds:
        return voice.pick(f"{item}是{'或'.join(listed)}", f"{item} is {' or '.join(listed)}")
    zh = f"{item}不是{'、'.join(listed)}中的任何一个"
    return voice.pick(zh, f"{item} is neither {' nor '.join(listed)}")


def _compare(voice: Voice, term: Compare, holds: bool) -> str:
    left, right, operator = term.left, term.right, term.operator
    if isinstance(left, Known | Limit) and not isinstance(right, Known | Limit):
        left, right, operator = right, left, _MIRRORED[operator]
    operator = operator if holds else _OPPOSITE[operator]
    if isinstance(right, Known) and isinstance(right.value, bool) and operator in {"==", "!="}:
        return _sentence(voice, left, holds=right.value == (operator == "=="))
    if isinstance(left, Tally) and (told := _whether_any(voice, left, operator, right)):
        return told
    kind = _kind(voice, left, right)
    if kind in _NAMED and operator in {"==", "!="}:
        words = ("是", "is") if operator == "==" else ("不是", "is not")
    else:
        table = kind if kind in _ZH else "amount"
        words = _ZH[table][operator], _EN[table][operator]
    subject, other = _subject(voice, left, right), _subject(voice, right, left)
    return voice.pick(f"{subject}{words[0]}{other}", f"{subject} {words[1]} {other}")


def _whether_any(voice: Voice, tally: Tally, operator: str, right: Term) -> str:
    """Say ``count(x) > 0`` as "there is one"; empty where it says more than that."""
    bound = right.value if isinstance(right, Known) else None
    some = (operator, bound) in {(">", 0), (">=", 1), ("!=", 0)}
    none = (operator, bound) in {("==", 0), ("<", 1), ("<=", 0)}
    if tally.function not in {"items", "times"} or not (some or none):
        return ""
    if tally.function == "items":
        thing = voice.thing(tally.name)
        zh = f"有未了结的{thing}" if some else f"没有未了结的{thing}"
        return voice.pick(zh, f"{'at least one' if some else 'no'} {thing} is open")
    seen = voice.quoted(voice.title("signal", tally.name))
    zh = f"{seen}发生过" if some else f"{seen}没有发生过"
    return voice.pick(zh, f"{seen} has {'' if some else 'not '}happened")


def _kind(voice: Voice, *terms: Term) -> str:
    """Return the type both sides share, as far as it is known."""
    for term in terms:
        kind = _kind_of(voice, term)
        if kind:
            return kind
    return ""


_VALUE_KINDS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((Day,), "date"), ((Span,), "duration"), ((str,), "text"),
    ((int, Number, Percent, Money), "number"),
)  # fmt: skip


def _kind_of(voice: Voice, term: Term) -> str:
    if isinstance(term, Known):
        return next((kind for types, kind in _VALUE_KINDS if isinstance(term.value, types)), "")
    if isinstance(term, Expiry) or (isinstance(term, Name) and term.name == "today"):
        return "date"
    if isinstance(term, Tally) and term.function in {"items", "times"}:
        return "number"
    if isinstance(term, Name | Tally):
        if term.name.startswith("track."):
            return "choice"
        fact = voice.facts.get(term.name.removeprefix("parent."))
        return fact.type if fact is not None else ""
    return _kind_of(voice, term.left) if isinstance(term, Compute) else ""


# --- what is compared


def _subject(voice: Voice, term: Term, beside: Term | None = None) -> str:
    """Return what a term stands for; a choice is told by the titles of the fact beside it."""
    if isinstance(term, Known):
        if isinstance(term.value, str) and not term.quoted and isinstance(beside, Name):
            return voice.choice(beside.name, term.value)
        return voice.value(term.value)
    if isinstance(term, Name):
        return voice.fact(term.name)
    if isinstance(term, Limit):
        return voice.threshold(term.name)
    if isinstance(term, Expiry):
        title = voice.document(term.name)
        return voice.pick(f"{title}的到期日", f"the expiry date of {title}")
    if isinstance(term, Tally):
        return _tally(voice, term)
    if isinstance(term, Compute):
        return _compute(voice, term)
    return _grouped(voice, _sentence(voice, term, holds=True))


def _tally(voice: Voice, term: Tally) -> str:
    if term.function == "items":
        thing = voice.thing(term.name)
        return voice.pick(f"未了结的{thing}数", f"the number of open items of {thing}")
    if term.function == "times":
        seen = voice.quoted(voice.title("signal", term.name))
        return voice.pick(f"{seen}的次数", f"the number of times {seen} happened")
    told = voice.pick(*_GATHERED[term.function])
    thing = voice.thing(term.name.partition(".")[0])
    return told.format(thing=thing, fact=voice.title("fact", term.name))


def _compute(voice: Voice, term: Compute) -> str:
    own = binding(term)
    left = _operand(voice, term.left, own)
    right = _operand(voice, term.right, own + 1)
    return f"{left}{voice.pick(*_SIGNS[term.operator])}{right}"


def _operand(voice: Voice, term: Term, least: int) -> str:
    text = _subject(voice, term)
    return text if binding(term) >= least else _grouped(voice, text)


def _grouped(voice: Voice, text: str) -> str:
    return voice.pick(f"（{text}）", f"({text})")


_SENTENCES: dict[type, Callable[[Voice, Any, bool], str]] = {
    Paper: _paper,
    Elapsed: _elapsed,
    Has: _has,
    Among: _among,
    Compare: _compare,
}


# --- moments


def _moment(voice: Voice, moment: Moment) -> str:
    clock = write_clock(moment.at_minute) if moment.at_minute >= 0 else ""
    if moment.next_day:
        zh = f"下一个工作日 {clock}" if clock else "下一个工作日上班时"
        en = f"on the next business day at {clock}" if clock else "when the next business day opens"
        return voice.pick(zh, en)
    told = _day(voice, moment) if moment.ends_day else _counted(voice, moment)
    return voice.pick(f"{told}的 {clock}", f"{told} at {clock}") if clock else told


def _day(voice: Voice, moment: Moment) -> str:
    if moment.fact:
        fact = _date(voice, moment.fact)
        return voice.pick(f"{fact}当天下班时", f"at the close of business on {fact}")
    count = moment.span.count
    if not count:
        return voice.pick("当天下班时", "at the close of business")
    span = voice.span(moment.span)
    return voice.pick(f"{span}后的下班时", f"at the close of business {span} later")


def _counted(voice: Voice, moment: Moment) -> str:
    length = voice.fact(moment.span_fact) if moment.span_fact else voice.span(moment.span)
    # Chinese puts the length behind: a count as it is, a named period with "when it is full".
    behind = f"，满{length}" if moment.span_fact else f" {length}"
    if moment.span == NOTHING and not moment.span_fact:
        length = behind = ""
    if moment.fact:
        fact = _date(voice, moment.fact)
        zh, en = {"": ("当天", "on"), "before": ("前", "before"), "after": ("后", "after")}[
            moment.side
        ]
        return voice.pick(f"{fact}{zh}{behind}", f"{length} {en} {fact}".strip())
    if moment.after:
        names = [voice.happening(name) for name in moment.after]
        zh = "、".join(names[:-1]) + ("和" if names[1:] else "") + names[-1]
        return voice.pick(f"{zh}后{behind}", f"{length} after {' and '.join(names)}".strip())
    if not length:
        return voice.pick("一开始", "at the start")
    if moment.span_fact:
        return voice.pick(f"{length}满时", f"when {length} is over")
    return voice.pick(f"开始后{behind}", f"{length} from the start")


def _date(voice: Voice, name: str) -> str:
    paper, _, word = name.partition(".")
    if word == "expires" and f"document/{paper}" in voice.legend.titles:
        title = voice.document(paper)
        return voice.pick(f"{title}到期日", f"the expiry date of {title}")
    return voice.fact(name)

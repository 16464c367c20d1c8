"""Every near miss in a condition, duration, moment, phrase or message has its own answer.

``tests/cases/answers/NAME.txt`` holds one text a line; ``NAME.zh.txt`` and ``NAME.en.txt``
what is answered, with the words it points at and the fix where there is one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.language.conditions import compile_condition
from engine.language.limits import (
    parse_clock_range,
    parse_clock_time,
    parse_limit,
    parse_pauses,
    parse_repeat,
    parse_share,
    parse_throttle,
    parse_times,
    parse_valid,
)
from engine.language.messages_logic import LOGIC
from engine.language.messages_time import TIME
from engine.language.moments import MomentNames, parse_before_due, parse_moment
from engine.language.names import Names
from engine.language.problems import Place, Problem
from engine.language.source import Scalar
from engine.language.spans import parse_span
from engine.language.templates import MAX_TEMPLATE, parse_message
from engine.language.titles import Lang

from .terms import FACTS, NAMES

CASES = Path(__file__).parent / "cases" / "answers"
MOMENTS = MomentNames(NAMES, {"send_quote": ("done",), "settle": ("agreed", "dropped")})
PHRASES: dict[str, Callable[[Scalar], tuple[object, list[Problem]]]] = {
    "repeat": parse_repeat,
    "limit": parse_limit,
    "throttle": parse_throttle,
    "pauses": lambda scalar: parse_pauses(scalar, ("postponed",)),
    "valid": parse_valid,
    "before_due": parse_before_due,
    "times": parse_times,
    "clock": parse_clock_time,
    "range": parse_clock_range,
    "share": parse_share,
}
# Answers that take a text too long for a table, or a place without names.
ELSEWHERE = {
    "bad-condition.too-deep", "bad-condition.too-long", "bad-moment.too-long", "message-too-long",
    "time-in-condition", "choices-differ",
}  # fmt: skip


def scalar(text: str, style: str = "") -> Scalar:
    """Return a text as if it stood alone on the first line of a file."""
    return Scalar(text, text, Place("x.yaml", 1, 1, 1 + len(text) + 2 * bool(style)), style)


def answer(table: str, line: str) -> list[Problem]:
    """Return what is wrong with one line of a table."""
    if table == "conditions":
        return compile_condition(scalar(line), NAMES)[1]
    if table == "durations":
        return parse_span(scalar(line))[1]
    if table == "moments":
        return parse_moment(scalar(line), MOMENTS)[1]
    if table == "messages":
        return parse_message(scalar(line), NAMES)[1]
    kind, _, text = line.partition("\t")
    return PHRASES[kind](scalar(text))[1]


@functools.cache
def lines_of(table: str) -> list[str]:
    """Return the texts of a table."""
    return (CASES / f"{table}.txt").read_text("utf-8").splitlines()


TABLES = ("conditions", "durations", "moments", "phrases", "messages")


def _told(table: str, line: str, lang: Lang) -> str:
    text = line.partition("\t")[2] or line
    told = [line]
    for problem in answer(table, line):
        words = text[problem.place.column - 1 : problem.place.end_column - 1]
        fix = f"  ⇒ {problem.fix}" if problem.fix else ""
        said = problem.line(lang).partition(": ")[2]
        told.append(f"    [{words}]{fix}  {said}")
    return "\n".join(told) + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("table", TABLES)
def test_each_near_miss_has_its_answer(
    table: str, lang: Lang, golden: Callable[[Path, str], None]
) -> None:
    """The words at fault, what is wrong with them, and the cure."""
    golden(
        CASES / f"{table}.{lang}.txt", "".join(_told(table, line, lang) for line in lines_of(table))
    )


@pytest.mark.parametrize("table", TABLES)
def test_each_line_of_a_table_is_a_mistake(table: str) -> None:
    """But for the one that shows Chinese tags need no quotes."""
    fine = [line for line in lines_of(table) if not answer(table, line)]
    assert fine == (["deal.tags has 汇报"] if table == "conditions" else [])


def test_every_wording_of_these_rooms_is_shown() -> None:
    """No message of conditions, durations, moments and messages is untried."""
    shown = {
        problem.case
        for table in TABLES
        for line in lines_of(table)
        for problem in answer(table, line)
    }
    assert (LOGIC.keys() | TIME.keys()) - shown == ELSEWHERE


@pytest.mark.parametrize(
    ("case", "problems"),
    [
        ("bad-condition.too-deep", compile_condition(scalar("(" * 40 + "deal.odd"), NAMES)[1]),
        ("bad-condition.too-deep", compile_condition(scalar("1" + "+1" * 99 + ">1"), NAMES)[1]),
        ("bad-condition.too-long", compile_condition(scalar("deal.odd " * 300), NAMES)[1]),
        ("bad-moment.too-long", parse_moment(scalar("after a" + " and a" * 99))[1]),
        ("bad-moment.too-long", parse_moment(scalar("after a" + " and a" * 40))[1]),
        ("message-too-long", parse_message(scalar("x" * (MAX_TEMPLATE + 1)), NAMES)[1]),
        (
            "time-in-condition",
            compile_condition(
                scalar("since(deal.sent) >= 3 days"), Names(FACTS, signals=("deal.sent",))
            )[1],
        ),
        ("unknown-function", compile_condition(scalar("zzz(item)"), NAMES)[1]),
        (
            "choices-differ",
            compile_condition(scalar("deal.kind == track.delivery.state"), NAMES)[1],
        ),
    ],
)
def test_what_no_table_can_show(case: str, problems: list[Problem]) -> None:
    """Long and deep texts, and places where a name is not allowed."""
    assert [problem.case for problem in problems] == [case]


@pytest.mark.parametrize("table", TABLES)
def test_every_fix_mends_its_line(table: str) -> None:
    """All fixes of a line put in place leave none to make, and only what needs a person."""
    for line in lines_of(table):
        kind, tab, text = line.rpartition("\t")
        found = [problem for problem in answer(table, line) if problem.fix]
        if not found:
            continue
        for problem in sorted(found, key=lambda each: each.place, reverse=True):
            begin, end = problem.place.column - 1, problem.place.end_column - 1
            text = text[:begin] + str(problem.fix) + text[end:]
        left = answer(table, f"{kind}{tab}{text}")
        fixed = {problem.case for problem in found}
        assert not any(problem.fix for problem in left), (line, text)
        assert not {problem.case for problem in left} & fixed - {"unknown-choice"}, (line, text)


def test_a_fix_never_ends_the_quotes_around_it() -> None:
    """In ``"deal.note == “x”"`` plain quotes would close the YAML text; at its start too."""
    inside = compile_condition(scalar("deal.note == “x”", '"'), NAMES)[1]
    assert [(problem.case, problem.fix) for problem in inside] == [("bad-condition.sign", None)]
    first = compile_condition(scalar("“x” == deal.note"), NAMES)[1]
    assert [(problem.case, problem.fix) for problem in first] == [("bad-condition.sign", None)]

"""No text leads out of the small languages: each attempt is a problem with a place (X10, X11, X13).

Also what reading costs: steps are counted, not timed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language import grammar, lexer
from engine.language.conditions import compile_condition
from engine.language.facts import MAX_TEXT
from engine.language.moments import parse_moment
from engine.language.problems import Problem
from engine.language.source import Scalar
from engine.language.templates import (
    MAX_MESSAGE,
    MAX_TEMPLATE,
    Blank,
    fill_message,
    parse_message,
)

from .terms import NAMES
from .test_conditions_answers import MOMENTS, scalar

ATTEMPTS = [
    line.split("\t", 1)
    for line in (Path(__file__).parent / "cases" / "escapes.txt").read_text("utf-8").split("\n")
    if line
]
READERS: dict[str, Callable[[Scalar], tuple[object, list[Problem]]]] = {
    "condition": lambda text: compile_condition(text, NAMES),
    "moment": lambda text: parse_moment(text, MOMENTS),
    "message": lambda text: parse_message(text, NAMES),
}


@pytest.mark.clause("S6.5")
@pytest.mark.parametrize(("kind", "text"), ATTEMPTS)
def test_an_escape_attempt_fails_at_load(kind: str, text: str) -> None:
    """Each is answered on the line it stands, at characters it has."""
    found, problems = READERS[kind](scalar(text))
    assert problems
    assert found is None or kind == "message"
    for problem in problems:
        assert 1 <= problem.place.column < problem.place.end_column <= len(text) + 2
        assert problem.message("zh")
        assert problem.message("en")


def test_there_are_attempts_enough() -> None:
    assert len(ATTEMPTS) >= 60
    assert len({text for _, text in ATTEMPTS}) == len(ATTEMPTS)


LONG = [
    "(" * 100_000,
    "not " * 50_000,
    "1+" * 50_000 + "1",
    "deal.odd and " * 10_000 + "deal.odd",
    "a" * 100_000,
    "9" * 100_000,
    '"' + "x" * 100_000,
    "deal." * 20_000,
    "，" * 50_000,
    "且" * 50_000,
    "１" * 50_000,
    "50万" * 20_000,
    "1,000" * 20_000,
    "{" * 100_000,
    "after " + "a and " * 20_000,
    "3 days " * 20_000,
    " " * 100_000,
]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:6])
def test_a_text_without_end_is_refused_unread(kind: str, text: str) -> None:
    """Its length is looked at first: no more than a few hundred steps are taken (X2)."""
    assert _calls(lambda: READERS[kind](scalar(text))) < 2_000
    assert READERS[kind](scalar(text))[1]


def _calls(run: Callable[[], object]) -> int:
    """Return how many functions, ours and Python's own, are called while ``run`` runs."""
    called = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return called


PATTERNS = [
    "deal.odd and ", "(deal.odd) or ", "not ", "(", "1+", "deal.count + ", "=", "&&", "and ",
    "deal.count ≥ 3 且 ", "５", "5万 ", "1,000 ", '"x" ', "“x”", "deal.kind in (A, ", "1 < ", "-5 ",
    "count(item) + ", "3 business days ", "2026-01-01 ", "dup.", ".", "CNY 5 ", "x between ",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_reading_takes_steps_with_the_length(pattern: str) -> None:
    """Twice the text, about twice the steps: nothing in the lexer or grammar grows faster (X10)."""

    def steps(length: int) -> int:
        text = pattern * (length // len(pattern))
        return _calls(lambda: grammar.parse(text))

    half, full = steps(lexer.MAX_LENGTH // 2), steps(lexer.MAX_LENGTH)
    assert full <= 2.5 * half + 200
    assert full <= 60 * lexer.MAX_LENGTH


@given(st.text(max_size=80) | st.text("deal.odcun ()<>=!&|+-*/\"'且（）≥，5%万 \n", max_size=120))
@settings(max_examples=3_000, deadline=None)
def test_no_text_breaks_a_reader(text: str) -> None:
    """Any text is something or a problem, in all three languages."""
    for kind, read in READERS.items():
        found, problems = read(scalar(text))
        assert kind == "message" or (found is None) == bool(problems)


# --- messages


def test_a_message_is_text_and_blanks() -> None:
    """Doubled braces are braces; all else is as it was written."""
    parts, problems = parse_message(scalar("Dear {deal.by}, {{5}} % \\n {deal.note}!"), NAMES)
    assert problems == []
    assert parts == (
        "Dear ", Blank("deal.by"), ", ", "{", "5", "}", " % \\n ", Blank("deal.note"), "!",
    )  # fmt: skip
    told = {"deal.by": "{deal.note}", "deal.note": "%s {0} {{x}}"}
    letter = fill_message(parts, told.get)
    assert letter.can_be_sent
    assert letter.text == "Dear {deal.note}, {5} % \\n %s {0} {{x}}!"


def test_a_message_with_a_gap_is_not_sent() -> None:
    """It says which facts are missing, each once (PLAYBOOK, messages)."""
    parts, _ = parse_message(scalar("{deal.by} {deal.note} {deal.by}"), NAMES)
    letter = fill_message(parts, {"deal.note": "x"}.get)
    assert (letter.text, letter.missing, letter.can_be_sent) == ("", ("deal.by",), False)


def test_a_message_has_an_end() -> None:
    """However long the facts are, no more than the cap is put together (X13)."""
    parts, problems = parse_message(scalar("{deal.note}" * (MAX_TEMPLATE // 11)), NAMES)
    assert problems == []
    asked: list[str] = []

    def tell(name: str) -> str:
        asked.append(name)
        return "x" * MAX_TEXT

    letter = fill_message(parts, tell)
    assert (letter.text, letter.is_too_long, letter.can_be_sent) == ("", True, False)
    assert len(asked) == MAX_MESSAGE // MAX_TEXT + 1

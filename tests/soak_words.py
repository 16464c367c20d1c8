"""Random words for the small languages: ``python -m tests.soak_words 1000000 [SEED]``.

Conditions, moments, limits and message texts as a tired person, a wrong habit or an attacker
might write them. Each is answered with a value or with problems inside the text, never with
an exception; what reads as a condition is written back and reads alike.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial

from engine.language import limits, moments, spans
from engine.language.canonical import write_term
from engine.language.conditions import compile_condition
from engine.language.constants import decide_constant
from engine.language.names import Names
from engine.language.problems import Place, Problem
from engine.language.source import Scalar
from engine.language.templates import parse_message

from .kit import compiled_shipped

Parser = Callable[[Scalar], tuple[object, list[Problem]]]

TOKENS = (
    "and", "or", "not", "in", "has", "(", ")", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/",
    "=", "&&", "||", "!", "is", "between", "null", "None", "true", "false", "unknown", ",", ".",
    "0", "1", "-0", "7", "99999999999999999999", "1.5", "5%", "500000 CNY", "70000 USD", "1 XXX",
    "2026-05-01", "2026-13-45", "3 business days", "3个工作日", "三天", "4小时", "2h", "PT4H",
    "today", "count(", "sum(", "since(", "latest(", "largest(", "eval(", "__class__", "lambda",
    '"text"', "'text'", "\"", "'", "（", "）", "＞", "≥", "且", "或", "非", "大于", "\\", "{", "}",
    "{{", "}}", "{account.name}", "${account.name}", "{0}", "every", "up to", "times", "per",
    "once", "after", "before", "end of", "next business day", "at", "10:00", "25:99", "while",
    "waiting for", "customer", "until its date", "due", "days", "business hours", "months", "😀",
    "\u200b", "\u202e", "\ud800", "\x00", "\n", "\t", "９", "е",
)  # fmt: skip


@cache
def _names() -> Names:
    program = compiled_shipped().program
    return Names(
        facts=program.facts,
        documents=frozenset(program.documents),
        thresholds=program.thresholds,
        things={name: thing.key for name, thing in program.things.items()},
        signals=frozenset(program.signals),
        tracks={"delivery": ("preparing", "accepted")},
        may_wake=True,
    )


@cache
def _parsers() -> dict[str, Parser]:
    names = _names()
    moment_names = moments.MomentNames(names, {"send_quote": ("done", "agreed")})
    return {
        "condition": partial(compile_condition, names=names),
        "moment": partial(moments.parse_moment, names=moment_names),
        "message": partial(parse_message, names=names),
        "span": spans.parse_span,
        "reminder": moments.parse_before_due,
        "repeat": limits.parse_repeat,
        "limit": limits.parse_limit,
        "throttle": limits.parse_throttle,
        "pauses": partial(limits.parse_pauses, holds=("postponed",)),
        "valid": limits.parse_valid,
        "clock": limits.parse_clock_range,
        "share": limits.parse_share,
        "times": limits.parse_times,
    }


def texts(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield a kind of text and a random text for it, the same for one seed."""
    chance = random.Random(seed)  # noqa: S311  # cases, not secrets
    names = _names()
    words = [*TOKENS, *TOKENS, *names.facts, *names.signals, *names.documents, *names.thresholds]
    kinds = list(_parsers())
    for _ in range(count):
        # Conditions and moments have the most to say: they get most of the cases.
        kind = chance.choice(("condition", "condition", "condition", "moment", "moment", *kinds))
        parts = chance.choices(words, k=chance.randint(1, 9))
        yield kind, chance.choice((" ", " ", " ", "")).join(parts)


def check(kind: str, text: str) -> str:
    """Read one text; return what became of it.

    Raises:
        AssertionError: the answer breaks a promise.
    """
    scalar = Scalar(text, text, Place("x.yaml", 3, 5, 5 + max(len(text), 1)), "")
    value, problems = _parsers()[kind](scalar)
    for each in problems:
        place = each.place
        assert place.line == 3, each.line("en")
        assert 5 <= place.column < place.end_column <= 6 + max(len(text), 1), each.line("en")
        assert each.line("zh")
        assert each.line("en")
    if problems or value is None:
        assert problems, f"{kind}: neither a value nor a problem"
        return "problems"
    if kind == "condition":
        _read_back(value)
    return "read"


def _read_back(term: object) -> None:
    text = write_term(term)  # type: ignore[arg-type]  # what compile_condition gave
    scalar = Scalar(text, text, Place("x.yaml", 1, 1, 1 + len(text)), "")
    again, problems = compile_condition(scalar, _names())
    assert not problems, f"{text}: {problems[0].line('en')}"
    assert again == term, text
    decide_constant(again, _names().facts)  # type: ignore[arg-type]


def run(count: int, seed: int = 0) -> Counter[str]:
    """Check ``count`` texts; return how many read and how many were answered with problems."""
    seen: Counter[str] = Counter()
    for number, (kind, text) in enumerate(texts(count, seed)):
        try:
            seen[check(kind, text)] += 1
        except Exception as error:
            error.add_note(f"seed {seed}, case {number}: {kind} {text!r}")
            raise
    return seen


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    sys.stdout.write(f"words: {wanted} texts from seed {first}: {dict(run(wanted, first))}\n")

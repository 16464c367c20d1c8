"""Conditions that can only come out one way are found, and none other is ever accused."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.core.evaluate import Conditions, Facts, evaluate
from engine.language.conditions import compile_condition
from engine.language.constants import MAX_COMBINATIONS, decide_constant
from engine.language.terms import (
    All,
    Among,
    Compare,
    Either,
    Has,
    Known,
    Name,
    Not,
    Paper,
    Term,
    walk,
)
from engine.language.values import Day, Money, Percent, Span, Value

from .terms import CHOICES, FACTS, LIMITS, NAMES, conditions, world
from .test_conditions_answers import scalar

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def _read(text: str) -> Term:
    term, problems = compile_condition(scalar(text), NAMES)
    assert term is not None, (text, [problem.line("en") for problem in problems])
    return term


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("deal.count > 5 and deal.count < 3", False),
        ("deal.count > 3 and deal.count < 5", None),
        ("deal.count >= 3 and deal.count <= 3", None),
        ("deal.count > 3 and deal.count < 3", False),
        ("deal.count > 3 or deal.count <= 3", True),
        ("deal.count > 3 or deal.count < 3", None),
        ("3 < deal.count and deal.count < 3", False),
        ("deal.count == 3 and deal.count == 4", False),
        ("deal.count != 3 or deal.count != 4", True),
        ("deal.odd or not deal.odd", True),
        ("deal.odd and not deal.odd", False),
        ("deal.odd and deal.odd == false", False),
        ("deal.odd == deal.rush", None),
        ("deal.kind in (A or B or prepaid)", True),
        ("deal.kind in (A or B)", None),
        ("deal.kind == A and deal.kind == B", False),
        ("deal.kind != A or deal.kind != B", True),
        ("deal.kind == A and not deal.kind in (A or B)", False),
        ("not deal.kind == A and not deal.kind == B and not deal.kind == prepaid", False),
        ("deal.note == 'x' and deal.note == 'y'", False),
        ("deal.note == 'x' or deal.note != 'x'", True),
        ("deal.note > 'x' and deal.note < 'a'", False),
        ("deal.amount >= large and deal.amount < large", False),
        ("deal.amount >= large or large > deal.amount", True),
        ("deal.amount >= large or deal.amount < small", None),
        ("deal.amount > 5 CNY or deal.amount <= 5 CNY", True),
        ("deal.amount == 5 CNY and deal.amount == 5 USD", False),
        ("deal.amount > 5 CNY or deal.amount <= 5 USD", None),
        ("deal.amount > 0 and deal.amount < 0", False),
        ("deal.cost > deal.amount and deal.amount > deal.cost", False),
        ("deal.cost > deal.amount or deal.cost <= deal.amount", True),
        ("deal.cost > deal.amount and deal.amount > parent.deal.amount", None),
        ("deal.amount - deal.cost > 5 CNY and deal.amount - deal.cost < 5 CNY", False),
        ("deal.amount - deal.cost > 5 CNY and deal.amount < 5 CNY", None),
        ("deal.share > 5% or deal.share <= 5%", True),
        ("deal.on < 2026-01-01 and deal.on > 2026-01-02", False),
        ("deal.term < 3 days and deal.term > 3 weeks", False),
        ("deal.term < 3 days and deal.term > 3 months", False),
        ("deal.term != 7 days and deal.term != 2 business days", None),
        ("deal.amount != 5 CNY and deal.amount != 5 USD", None),
        ("count(item) < 0", False),
        ("count(item) >= 0", True),
        ("count(item) > 0", None),
        ("sum(item.pieces) < 0", None),
        ("paper.present and paper.missing", False),
        ("paper.present or paper.missing", None),
        ("paper.present or paper.missing or paper.expired", True),
        ("deal.tags has a and not deal.tags has a", False),
        ("deal.tags has a and not deal.tags has b", None),
        ("since(deal.sent) >= 3 days or since(deal.sent) < 3 days", True),
        ("since(deal.sent) >= 3 days or since(deal.sent) < 4 days", None),
        ("1 > 2", False),
        ("2 > 1 or deal.odd", True),
        ("true", True),
        ("deal.odd and false", False),
        ("deal.odd and (deal.rush or deal.count > 5) and not deal.rush and deal.count < 3", False),
    ],
)
def test_a_verdict_is_what_it_should_be(text: str, verdict: bool | None) -> None:
    assert decide_constant(_read(text), FACTS) is verdict


# Few values, so that all there is can be tried, and terms over them, often contradictory.
_DOMAIN: dict[str, tuple[Value, ...]] = {
    "deal.count": (-1, 0, 1, 2, 3),
    "deal.amount": (
        Money(Decimal(0), ""),
        *(Money(Decimal(amount), code) for amount in (-1, 0, 1, 2) for code in ("CNY", "USD")),
    ),
    "deal.kind": CHOICES,
    "deal.odd": (True, False),
    "deal.note": ("", "a", "b", "c"),
    "deal.on": tuple(Day(dt.date(2026, 1, day)) for day in (1, 2, 3)),
    "deal.term": (Span(0, "days"), Span(7, "days"), Span(1, "weeks"), Span(2, "business_days")),
    "deal.tags": ((), ("a",), ("b",), ("a", "b")),
    "deal.share": (Percent(Decimal(0)), Percent(Decimal(5))),
}
_SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def _atoms(*names: str) -> st.SearchStrategy[Term]:
    compared = [
        st.builds(Compare, st.just(Name(name)), _SIGNS, st.sampled_from(values).map(Known))
        for name, values in _DOMAIN.items()
        if name in names and name not in {"deal.kind", "deal.tags", "deal.odd"}
    ]
    kind = st.sampled_from(CHOICES)
    equal = st.sampled_from(["==", "!="])
    others: list[st.SearchStrategy[Term]] = [
        st.just(Name("deal.odd")),
        st.builds(Compare, st.just(Name("deal.odd")), equal, st.booleans().map(Known)),
        st.builds(Compare, st.just(Name("deal.kind")), equal, kind.map(Known)),
        st.builds(Among, st.just(Name("deal.kind")), st.lists(kind, min_size=1).map(tuple)),
        st.builds(Has, st.just(Name("deal.tags")), st.sampled_from(["a", "b"])),
        st.builds(Compare, st.just(Known(1)), _SIGNS, st.just(Name("deal.count"))),
        st.builds(Paper, st.just("paper"), st.sampled_from(["present", "missing", "expired"])),
    ]
    return st.one_of(*compared, *others)


def _logic(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(Either, several) | st.builds(Not, parts)


_SHOWN = ("present", "expired")


def _answers(term: Term) -> set[bool | None]:
    """Return every answer there is, over all values of the facts a term reads."""
    read = sorted({part.name for part in walk(term) if isinstance(part, Name)})
    has_paper = any(isinstance(part, Paper) for part in walk(term))
    ready, answers = Conditions(walks=0), set[bool | None]()
    for values in itertools.product(*(_DOMAIN[name] for name in read)):
        known: dict[str, Value] = dict(zip(read, values, strict=True))
        for state in ("present", "missing", "expired") if has_paper else ("missing",):
            is_there, is_lapsed = (("paper",) if state == each else () for each in _SHOWN)
            facts = Facts(known.get, is_there.__contains__, LIMITS, is_lapsed.__contains__)
            answers.add(ready.evaluate(term, facts).answer)
    return answers


_BESIDE = sorted(_DOMAIN.keys() - {"deal.odd", "deal.kind", "deal.tags", "deal.count"})
# One fact of many values at a time: all combinations are tried.
_TERMS = st.one_of(
    *(st.recursive(_atoms("deal.count", name), _logic, max_leaves=8) for name in _BESIDE)
)


@given(_TERMS)
@settings(max_examples=600, deadline=None, suppress_health_check=SLOW)
def test_no_verdict_is_ever_wrong(term: Term) -> None:
    """Whatever the facts are, a verdict holds: all of them are tried."""
    verdict = decide_constant(term, FACTS)
    if verdict is not None:
        assert (not verdict) not in _answers(term), (term, verdict)


@given(conditions("CNY", "USD"), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
def test_no_verdict_is_wrong_about_any_term(term: Term, seed: int) -> None:
    """Arithmetic, tallies, two currencies and all: no drawn world contradicts a verdict."""
    for whole in (term, All((term, Not(term))), Either((term, Not(term)))):
        verdict = decide_constant(whole, FACTS)
        if verdict is None:
            continue
        for number in range(20):
            try:
                answer = evaluate(whole, world(seed + number)).answer
            except ArithmeticError:
                continue
            assert answer is not (not verdict)


def test_too_many_cases_give_no_verdict() -> None:
    """Work is bounded: past the limit it says nothing rather than taking long."""
    tags = [Has(Name("deal.tags"), f"tag{number}") for number in range(20)]
    assert MAX_COMBINATIONS < 2**20
    assert decide_constant(All((*tags, Not(tags[0])))) is None
    assert decide_constant(All((*tags[:10], Not(tags[0])))) is False
    assert decide_constant(All((Name("a"), *[Not(Name("a"))] * 80))) is None

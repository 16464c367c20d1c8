"""Generated conditions against the walk over the tree: the same answers, values and gaps."""

from __future__ import annotations

import ast
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.core.evaluate import ConditionError, Conditions, Facts, Finding, evaluate
from engine.language import codegen
from engine.language.terms import All, Compare, Compute, Known, Limit, Name, Not, Term, walk
from engine.language.values import Money, Number, Value

from .terms import LIMITS, conditions, world

WORLDS = 30


def _found(evaluated: object) -> object:
    """Return a finding with the order of what it read, which the journal keeps."""
    assert isinstance(evaluated, Finding)
    return evaluated.answer, list(evaluated.used.items()), evaluated.unknown


def _walked(term: Term, facts: Facts) -> object:
    try:
        return _found(evaluate(term, facts))
    except ConditionError as error:
        return str(error)


def _generated(term: Term, facts: Facts, ready: Conditions) -> object:
    try:
        return _found(ready.evaluate(term, facts))
    except ConditionError as error:
        return str(error)


@pytest.mark.clause("S6.5", "S1.7")
@given(conditions("CNY", "USD", "EUR"), st.integers(0, 2**32))
@settings(max_examples=700, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_code_finds_what_the_walk_finds(term: Term, seed: int) -> None:
    """21,000 pairs: zero divisors, mixed currencies, unknown facts and items among them."""
    ready = Conditions(walks=0)
    for number in range(WORLDS):
        facts = world(seed + number)
        assert _generated(term, facts, ready) == _walked(term, facts)


def _facts(**known: Value) -> Facts:
    return Facts({f"deal.{name}": value for name, value in known.items()}.get, bool, LIMITS)


@pytest.mark.parametrize("finds", [evaluate, Conditions(walks=0).evaluate])
def test_amounts_are_exact_to_34_digits(finds: object) -> None:
    """A third of a third, nine times, is not one: at 34 digits, whatever the context says."""
    third = Compute(Name("deal.count"), "/", Known(3))
    term = Compare(third, "==", Known(Number(Decimal("0." + "3" * 34))))
    assert callable(finds)
    assert finds(term, _facts(count=1)).answer is True


@pytest.mark.parametrize("finds", [evaluate, Conditions(walks=0).evaluate])
def test_a_zero_divisor_is_an_error_in_both(finds: object) -> None:
    assert callable(finds)
    with pytest.raises(ConditionError):
        finds(Compare(Compute(Known(1), "/", Name("deal.count")), ">", Known(1)), _facts(count=0))


@pytest.mark.parametrize("finds", [evaluate, Conditions(walks=0).evaluate])
@pytest.mark.clause("S1.7")
def test_two_currencies_say_which(finds: object) -> None:
    assert callable(finds)
    facts = _facts(amount=Money(Decimal(5), "EUR"), cost=Money(Decimal(5), "CNY"))
    assert finds(Compare(Name("deal.amount"), ">", Name("deal.cost")), facts).unknown == (
        "EUR ≠ CNY",
    )
    assert finds(Compare(Name("deal.amount"), ">", Limit("large")), facts).unknown == (
        "large (EUR)",
    )


def test_a_condition_asked_seldom_is_only_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making a function pays after many askings, each condition for itself."""
    built: list[Term] = []

    def build(term: Term) -> codegen.Generated:
        built.append(term)
        return codegen.generate(term)

    monkeypatch.setattr("engine.core.evaluate.generate", build)
    ready, often, seldom = Conditions(walks=3), Name("deal.odd"), Name("deal.rush")
    found = [ready.evaluate(often, _facts(odd=True)) for _ in range(5)]
    ready.evaluate(seldom, _facts(rush=True))
    assert built == [often]
    assert found == [found[0]] * 5


def test_a_condition_is_generated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again, nothing is built again; an equal tree at another place is another entry."""
    built: list[Term] = []

    def build(term: Term) -> codegen.Generated:
        built.append(term)
        return codegen.generate(term)

    monkeypatch.setattr("engine.core.evaluate.generate", build)
    ready = Conditions(walks=0)
    term = Not(Name("deal.odd"))
    for odd in (True, False, True):
        assert ready.evaluate(term, _facts(odd=odd)).answer is (not odd)
    assert built == [term]


HOSTILE = "'''); __import__('os').system('x') #\n\\"


def test_texts_of_people_are_only_constants(monkeypatch: pytest.MonkeyPatch) -> None:
    """However they look, texts and names never become code (X11)."""
    trees: list[ast.Module] = []

    def watched(tree: ast.Module, *rest: str) -> object:
        trees.append(tree)
        return compile(tree, *rest)

    monkeypatch.setattr(codegen, "compile", watched, raising=False)
    name = Name(HOSTILE)
    term = All((Compare(name, "==", Known(HOSTILE, quoted=True)), Not(Compare(name, "!=", name))))
    function = codegen.generate(term)
    used: dict[str, Value] = {}
    facts = Facts({HOSTILE: HOSTILE}.get, bool, LIMITS)
    assert function(facts, used, []) is True
    assert used == {HOSTILE: HOSTILE}
    words = {node.id for node in ast.walk(trees[0]) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(trees[0]) if isinstance(node, ast.Attribute)}
    assert all(word.isidentifier() and "__" not in word for word in words | attributes)


def test_generated_code_reaches_no_builtins() -> None:
    """Its room holds our own few functions and types."""
    function = codegen.generate(Name("deal.odd"))
    room = function.__globals__
    assert room["__builtins__"] == {}
    assert not {"open", "eval", "exec", "getattr", "__import__"} & room.keys()


@given(conditions("CNY"))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_code_grows_with_its_term(term: Term) -> None:
    """Cost is bounded by the text: at most four statements a part."""
    writer = codegen._Writer()  # noqa: SLF001  # its statements are the cost
    writer.value(term)
    values = sum(len(getattr(part, "values", ())) for part in walk(term))
    assert len(writer.body) <= 4 * (sum(1 for _ in walk(term)) + values)

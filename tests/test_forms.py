"""Reading a filled form: typed, complete, checked; nothing is changed (S4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from engine.core.evaluate import UNKNOWN, Facts, Finding, evaluate
from engine.core.forms import Filled, Vocabulary, Wrong, read_form
from engine.language.program import Check, Fact, FactType, Form, FormField, Thing
from engine.language.terms import Compare, Known, Name, Term
from engine.language.values import Money, Value

KINDS: dict[str, tuple[FactType, tuple[str, ...]]] = {
    "order.terms": ("choice", ("prepaid", "open")),
    "order.amount": ("money", ()),
    "order.prepaid": ("money", ()),
    "order.note": ("text", ()),
    "deal.note": ("text", ()),
    "shipment.number": ("text", ()),
    "shipment.kind": ("choice", ("air", "sea")),
    "shipment.port": ("text", ()),
}
WORDS = Vocabulary(
    {name: Fact(name, kind, "journey", choices) for name, (kind, choices) in KINDS.items()},
    {"shipment": Thing("shipment", "journey", "number"), "order": Thing("order", "journey")},
)
LARGE = Money(Decimal(500), "EUR")
PREPAID = Compare(Name("order.terms"), "==", Known("prepaid"))
NOT_ABOVE = Compare(Name("order.amount"), "<=", Name("deal.limit"))
ORDER = Form(
    (
        FormField("order.amount", True),
        FormField("order.note", False),
        FormField("order.prepaid", False, PREPAID),
        FormField("order.terms", False),
    ),
    checks=(Check("order#1", NOT_ABOVE),),
)
TABLE = Form(
    rows={
        "shipment": (
            FormField("shipment.kind", True),
            FormField("shipment.number", True),
            FormField("shipment.port", False, Compare(Name("shipment.kind"), "==", Known("sea"))),
        )
    }
)


def read(
    form: Form, data: dict[str, Any], held: Mapping[str, Value] | None = None, **rows: Any
) -> Filled | Wrong:
    known = {"deal.limit": LARGE} if held is None else dict(held)

    def asked(term: Term, filled: Mapping[str, Value]) -> Finding:
        return evaluate(term, Facts({**known, **filled}.get, lambda _: False, {}))

    return read_form(form, WORDS, data, rows, known.get, asked)


@pytest.mark.clause("S4.3")
def test_a_filled_form_is_typed_under_full_names() -> None:
    read_ = read(ORDER, {"amount": "100 EUR", "order.terms": "open", "note": "早点"})
    assert read_ == Filled(
        {"order.amount": Money(Decimal(100), "EUR"), "order.terms": "open", "order.note": "早点"},
        {},
    )


@pytest.mark.clause("S4.3")
@pytest.mark.parametrize(
    ("data", "reason", "names"),
    [
        ({"amount": "much", "colour": "red"}, "field-wrong", ("amount", "colour")),
        ({"amount": "5 EUR", "order.amount": "5 EUR"}, "field-wrong", ("order.amount",)),
        ({}, "field-missing", ("order.amount", "order.prepaid")),
        ({"amount": "5 EUR", "terms": "prepaid"}, "field-missing", ("order.prepaid",)),
        ({"amount": "501 EUR", "terms": "open"}, "check-failed", ("order#1",)),
    ],
)
def test_a_refusal_names_what_is_wrong(
    data: dict[str, Any], reason: str, names: tuple[str, ...]
) -> None:
    assert read(ORDER, data) == Wrong(reason, names)


@pytest.mark.clause("S4.3", "S1.8")
def test_a_field_required_under_an_unknown_condition_is_required() -> None:
    assert read(ORDER, {"amount": "5 EUR"}) == Wrong("field-missing", ("order.prepaid",))
    assert isinstance(read(ORDER, {"amount": "5 EUR", "terms": "open"}), Filled)


@pytest.mark.clause("S4.3")
def test_what_is_known_is_not_asked_again_and_counts_in_the_checks() -> None:
    known = {"deal.limit": LARGE, "order.amount": Money(Decimal(900), "EUR")}
    assert read(ORDER, {"terms": "open"}, known) == Wrong("check-failed", ("order#1",))


@pytest.mark.clause("S4.3", "S1.8")
def test_a_check_is_passed_over_only_for_want_of_a_field_that_may_be_empty() -> None:
    optional = Form((FormField("order.amount", False),), checks=ORDER.checks)
    assert isinstance(read(optional, {}), Filled)
    assert read(optional, {"amount": "5 EUR"}, {}) == Wrong("check-failed", ("order#1",))
    assert read(optional, {"amount": "5 USD"}) == Wrong("check-failed", ("order#1",))


@pytest.mark.clause("S4.3", "S1.8")
def test_a_check_that_is_unknown_for_no_named_reason_does_not_pass() -> None:
    form = Form(checks=(Check("order#1", NOT_ABOVE),))
    unknown = read_form(form, WORDS, {}, {}, lambda _: None, lambda _term, _seen: UNKNOWN)
    assert unknown == Wrong("check-failed", ("order#1",))


@pytest.mark.clause("S4.3", "S2.10")
def test_rows_are_typed_and_their_conditions_read_their_own_row() -> None:
    found = read(TABLE, {}, shipment=({"number": "1", "kind": "air"},))
    assert found == Filled({}, {"shipment": ({"shipment.kind": "air", "shipment.number": "1"},)})


@pytest.mark.clause("S4.3", "S2.10")
@pytest.mark.parametrize(
    ("rows", "reason", "names"),
    [
        ({"shipment": ({"number": "1", "kind": "road"},)}, "field-wrong", ("shipment[1].kind",)),
        ({"cart": ()}, "field-wrong", ("cart",)),
        ({"shipment": ({"number": "1", "kind": "air"}, {"number": "2", "kind": "sea"})},
         "field-missing", ("shipment[2].port",)),
        ({"shipment": ({"number": "1"},)},
         "field-missing", ("shipment[1].kind", "shipment[1].port")),
        ({"shipment": ({"kind": "air"},)}, "field-missing", ("shipment[1].number",)),
        ({"shipment": ({"number": "1", "kind": "air"}, {"number": "1", "kind": "air"})},
         "row-twice", ("shipment[2].number",)),
        ({}, "rows-missing", ("shipment",)),
        ({"shipment": ()}, "rows-missing", ("shipment",)),
    ],
)  # fmt: skip
def test_a_refused_table_names_row_and_column(
    rows: dict[str, Any], reason: str, names: tuple[str, ...]
) -> None:
    assert read(TABLE, {}, **rows) == Wrong(reason, names)

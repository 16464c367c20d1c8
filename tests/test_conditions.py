"""What a condition can say: every name, type and function, and what it then answers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from engine.core.evaluate import Conditions, Facts, Finding
from engine.language.conditions import Names, compile_condition
from engine.language.currencies import CURRENCIES
from engine.language.program import Fact
from engine.language.terms import Elapsed, Known, Not, Tally, Term
from engine.language.values import Day, Money, Percent, Span, Value

from .journeys import Play, stage
from .terms import FACTS, LIMITS, NAMES
from .test_conditions_answers import scalar

KNOWN: dict[str, Value] = {
    "deal.count": 3, "deal.amount": Money(Decimal(600), "CNY"), "deal.share": Percent(Decimal(5)),
    "deal.on": Day(dt.date(2026, 3, 2)), "deal.term": Span(2, "weeks"), "deal.odd": True,
    "deal.kind": "A", "deal.tags": ("vip", "汇报"), "deal.note": "x", "deal.by": "李娜",
    "deal.calendar": "cn_office", "today": Day(dt.date(2026, 3, 1)),
    "parent.deal.amount": Money(Decimal(70), "USD"), "signal.amount": Money(Decimal(5), "CNY"),
    "b.promised_on": Day(dt.date(2026, 3, 3)), "track.delivery.state": "accepted",
    "deal.cost": Money(Decimal(0), ""),
}  # fmt: skip
COLUMNS: dict[str, tuple[Value | None, ...]] = {
    "item.price": (Money(Decimal(5), "CNY"), Money(Decimal(7), "CNY"), Money(Decimal(6), "CNY")),
    "item.pieces": (1, 5, 2),
    "item.on": (Day(dt.date(2026, 1, 5)), Day(dt.date(2026, 1, 2)), Day(dt.date(2026, 1, 3))),
    "item.share": (),
    "item.number": ("a", "b", "c"),
}


def _term(text: str, names: Names = NAMES) -> Term:
    term, problems = compile_condition(scalar(text), names)
    assert term is not None, [problem.line("en") for problem in problems]
    return term


def _find(text: str, known: dict[str, Value] | None = None, **more: object) -> Finding:
    held = KNOWN if known is None else known
    asked: dict[str, object] = {
        "expired": {"report"}.__contains__,
        "expires": {"report": Day(dt.date(2026, 2, 1))}.get,
        "column": COLUMNS.__getitem__,
        "items": lambda _thing: 3,
        "times": {"deal.sent": 2, "item.opened": 0}.__getitem__,
        "elapsed": lambda _signal, span: span.count <= 3,
    }
    facts = Facts(held.get, {"paper"}.__contains__, LIMITS)._replace(**{**asked, **more})  # type: ignore[arg-type]  # each is its own function
    return Conditions(walks=0).evaluate(_term(text), facts)


@pytest.mark.clause("S6.5")
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("deal.on > today", True),
        ("b.promised_on > deal.on", True),
        ("parent.deal.amount >= large", True),
        ("signal.amount < deal.amount", True),
        ("parent.deal.amount > deal.amount", None),
        ("track.delivery.state == accepted", True),
        ("track.delivery.state in (waiting or accepted)", True),
        ("deal.term == 14 days", True),
        ("deal.term > 1 week", True),
        ("deal.term > 3 business days", None),
        ("deal.term > 0 business days", True),
        ("60 minutes == 1 hour", True),
        ("deal.count > -5", True),
        ("deal.count - -1 == 4", True),
        ("deal.amount > 0", True),
        ("0 < deal.amount", True),
        ("deal.cost == 0", True),
        ("deal.cost + deal.amount == 600 CNY", True),
        ("deal.cost < large", True),
        ("deal.tags has 汇报", True),
        ("deal.calendar == cn_office", True),
        ("deal.by == '李娜'", True),
        ("deal.note in ('x' or 'y')", True),
        ("paper.present and not paper.missing and not paper.expired", True),
        ("report.expired and not report.present and not report.missing", True),
        ("report.expires < 2026-02-02", True),
        ("paper.expires < 2026-02-02", None),
        ("count(item) == 3", True),
        ("count(deal.sent) >= 2", True),
        ("count(item.opened) == 0", True),
        ("sum(item.price) == 18 CNY", True),
        ("sum(item.pieces) / count(item) > 2.5", True),
        ("sum(item.share) == 0%", True),
        ("largest(item.price) == 7 CNY", True),
        ("smallest(item.on) == 2026-01-02", True),
        ("latest(item.on) == 2026-01-03", True),
        ("latest(item.number) == 'c'", True),
        ("largest(item.share) > 5%", None),
        ("since(deal.sent) >= 3 days", True),
        ("since(deal.sent) < 3 days", False),
        ("since(deal.sent) >= deal.term", True),
    ],
)
def test_what_can_be_said_answers(text: str, answer: bool | None) -> None:
    assert _find(text).answer is answer


@pytest.mark.clause("S1.7")
@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("deal.on > today", ("deal.on", "today")),
        ("parent.deal.amount > 0", ("parent.deal.amount",)),
        ("paper.expires > today", ("paper.expires", "today")),
        ("deal.odd or deal.odd", ("deal.odd",)),
        ("since(deal.sent) >= deal.term", ("deal.term",)),
        ("largest(item.share) > 5%", ("item.share",)),
    ],
)
def test_unknown_says_what_is_missing(text: str, unknown: tuple[str, ...]) -> None:
    finding = _find(text, {})
    assert (finding.answer, finding.unknown) == (None, unknown)


@pytest.mark.clause("S1.7")
def test_what_does_not_compare_is_named() -> None:
    """Kinds of time and currencies of items, as they meet."""
    assert _find("deal.term > 3 business days").unknown == ("2 weeks ≠ 3 business days",)
    mixed = {"item.price": (Money(Decimal(5), "CNY"), Money(Decimal(7), "USD"))}
    found = _find("sum(item.price) > 5 CNY", column=mixed.__getitem__)
    assert found.unknown == ("CNY ≠ USD",)
    gap = _find("sum(item.price) > 5 CNY", column=lambda _name: (Money(Decimal(5), "CNY"), None))
    assert gap.unknown == ("item.price",)
    never = _find("since(deal.sent) >= 3 days", elapsed=lambda _signal, _span: None)
    assert never.unknown == ("since(deal.sent)",)


def test_what_was_read_is_kept_under_its_name() -> None:
    """So that an old decision explains itself (S1.2)."""
    found = _find("count(item) > 1 and sum(item.pieces) > 1 and report.expires < today")
    assert found.used == {
        "count(item)": 3,
        "sum(item.pieces)": 8,
        "report.expires": Day(dt.date(2026, 2, 1)),
        "today": Day(dt.date(2026, 3, 1)),
    }


@pytest.mark.clause("S3.12")
def test_time_only_where_something_wakes() -> None:
    """In a rule since(…) is a term with its span; elsewhere it is refused, whatever the sign."""
    assert _term("since(deal.sent) >= 3 days") == Elapsed("deal.sent", Known(Span(3, "days")))
    assert _term("since(deal.sent) < 3 days") == Not(Elapsed("deal.sent", Known(Span(3, "days"))))
    still = Names(FACTS, signals=("deal.sent",))
    for sign in (">=", "<", ">"):
        _, problems = compile_condition(scalar(f"since(deal.sent) {sign} 3 days"), still)
        assert [problem.rule for problem in problems] == ["time-in-condition"]


def test_a_place_has_its_own_names() -> None:
    """Without tracks, aliases, a signal or a parent, none may be named."""
    bare = Names(FACTS, {"paper"}, {"large"})
    for text in (
        "parent.deal.odd", "signal.amount > 0", "b.promised_on > today", "count(item) > 0",
        "track.delivery.state == accepted", "count(deal.sent) > 0",
    ):  # fmt: skip
        assert compile_condition(scalar(text), bare)[0] is None, text
    assert compile_condition(scalar("deal.amount >= large"), bare)[0] is not None


def test_an_alias_comes_before_a_thing() -> None:
    """A pattern's own name for a signal hides a thing of that name."""
    names = Names(FACTS, aliases={"deal": {"odd": Fact("odd", "number", "journey")}})
    assert compile_condition(scalar("deal.odd > 3"), names)[0] is not None


def test_the_empty_sum_has_the_type_of_its_fact() -> None:
    assert _term("sum(item.price) > 5 CNY").left == Tally(  # type: ignore[union-attr]  # a comparison
        "sum", "item.price", Money(Decimal(0), "")
    )
    empty = _find("sum(item.price) >= large", column=lambda _name: ())
    assert empty.answer is False


def test_all_mistakes_of_a_line_come_at_once() -> None:
    """Words, names and types, each at its place."""
    text = "deal.odd && deal.kidn == A or deal.share > 5"
    _, problems = compile_condition(scalar(text), NAMES)
    assert {(each.rule, each.place.column) for each in problems} == {
        ("bad-condition", text.index("&&") + 1),
        ("unknown-fact", text.index("deal.kidn") + 1),
        ("percent-or-number", text.index("5") + 1),
    }


def test_currencies_are_codes() -> None:
    assert {"CNY", "USD", "EUR", "JPY", "HKD"} <= CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)


@pytest.mark.clause("S3.1")
def test_today_is_the_date_where_the_calendar_is() -> None:
    """At 17:00 in London on the 25th it is the 26th in Shanghai."""
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.asked: [{if: "today == 2025-09-26", to: "yes"}, {to: "no"}]}}
          "yes": {end: success}
          "no": {end: lost}
        """)
    play = Play(linked, "2025-09-26 00:30")
    play.signal("deal.asked")
    assert play.state == "yes"

"""One canonical text, and sentences people can sign, for every condition and moment."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language.canonical import write_term
from engine.language.conditions import Names, compile_condition
from engine.language.moments import MomentNames, parse_moment, write_moment
from engine.language.program import Fact, FactType, Legend
from engine.language.prose import say_moment, say_span, say_term
from engine.language.terms import All, Either, Not, Term
from engine.language.titles import Lang, Title
from engine.language.values import NOTHING, Moment, Money, Span

from .terms import NAMES, UNITS, conditions
from .test_conditions_answers import MOMENTS, scalar

CASES = Path(__file__).parent / "cases" / "prose"
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

TYPES: dict[str, FactType] = {
    "contract.amount": "money", "contract.discount": "percent", "contract.terms": "choice",
    "contract.objection_period": "duration", "account.tier": "choice", "account.name": "text",
    "account.on_hold": "yes_no", "account.tags": "tags", "account.credit_used": "money",
    "account.credit_limit": "money", "order.amount": "money", "shipment.promised_on": "date",
    "receivable.amount": "money", "complaint.kind": "choice",
}  # fmt: skip
CHOICES = {
    "account.tier": ("A", "B", "C"), "contract.terms": ("prepaid", "credit"),
    "complaint.kind": ("quality", "damage"),
}  # fmt: skip
FACTS = {name: Fact(name, kind, "journey", CHOICES.get(name, ())) for name, kind in TYPES.items()}
TITLES = {
    "fact/contract.amount": "合同金额 | Contract amount",
    "fact/contract.discount": "折扣 | Discount",
    "fact/contract.terms": "付款条件 | Payment terms",
    "fact/contract.objection_period": "质量异议期 | Objection period",
    "fact/account.tier": "客户等级 | Account tier",
    "fact/account.name": "名称 | Name",
    "fact/account.on_hold": "客商冻结 | Account on hold",
    "fact/account.tags": "个性化需求标签 | Personal-request tags",
    "fact/account.credit_used": "已用额度 | Credit used",
    "fact/account.credit_limit": "信用额度 | Credit limit",
    "fact/order.amount": "订单金额 | Order amount",
    "fact/shipment.promised_on": "承诺到货日 | Promised date",
    "fact/receivable.amount": "应收金额 | Amount",
    "fact/complaint.kind": "类别 | Kind",
    "choice/account.tier.A": "重点 | Key",
    "choice/account.tier.B": "普通 | Normal",
    "choice/contract.terms.prepaid": "款到发货 | Prepaid",
    "choice/complaint.kind.quality": "质量 | Quality",
    "choice/complaint.kind.damage": "破损 | Damage",
    "thing/account": "客商 | Account",
    "thing/contract": "合同 | Contract",
    "thing/shipment": "批次 | Shipment",
    "thing/receivable": "应收款 | Receivable",
    "thing/complaint": "客诉 | Complaint",
    "threshold/large_order": "大额订单 | Large order",
    "document/risk_report": "第三方风险报告 | Third-party risk report",
    "signal/quote.sent": "报价已发出 | Quote sent",
    "track/fulfillment.delivery": "交付 | Delivery",
    "state/fulfillment.accepted": "已验收 | Accepted",
    "touchpoint/fulfillment.send_quote": "发送报价 | Send the quotation",
    "touchpoint/fulfillment.settle": "当面敲定 | Settle in person",
    "outcome/fulfillment.settle.agreed": "谈定 | Agreed",
}
LEGEND = Legend({key: Title.split(title) for key, title in TITLES.items()})
THRESHOLDS = {"large_order": (Money(Decimal(500000), "CNY"), Money(Decimal(70000), "USD"))}
SPOKEN = Names(
    FACTS, {"risk_report"}, THRESHOLDS, things={"shipment": "number", "receivable": "number"},
    tracks={"delivery": ("accepted", "cancelled")}, signals={"quote.sent"},
    signal={"amount": Fact("amount", "money", "journey")},
    aliases={"b": {"promised_on": Fact("promised_on", "date", "journey")}},
    parent=True, may_wake=True,
)  # fmt: skip
SPOKEN_MOMENTS = MomentNames(SPOKEN, {"send_quote": (), "settle": ("agreed",)})


def _read(text: str, names: Names) -> Term:
    term, problems = compile_condition(scalar(text), names)
    assert term is not None, (text, [problem.line("en") for problem in problems])
    return term


def _read_moment(text: str, names: MomentNames) -> Moment:
    moment, problems = parse_moment(scalar(text), names)
    assert moment is not None, (text, [problem.line("en") for problem in problems])
    return moment


# --- the canonical text


@given(conditions("CNY"))
@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
def test_a_written_condition_reads_as_itself(term: Term) -> None:
    """Term → text → the same term, and its text is its own canonical form."""
    text = write_term(term)
    assert _read(text, NAMES) == term
    assert write_term(_read(text, NAMES)) == text


@given(conditions("CNY"))
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
def test_parentheses_stand_only_where_they_matter(term: Term) -> None:
    """Leaving out any pair changes the meaning, or leaves no condition at all."""
    text = write_term(term)
    if len(text) > 200 or '"' in text or "'" in text:
        return
    for opened, closed in _pairs(text):
        if text[:opened].endswith(
            ("in ", "count", "sum", "largest", "smallest", "latest", "since")
        ):
            continue
        bare = f"{text[:opened]}{text[opened + 1 : closed]}{text[closed + 1 :]}"
        other, _ = compile_condition(scalar(bare), NAMES)
        assert other != term, (text, bare)


def _pairs(text: str) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for index, character in enumerate(text):
        if character == "(":
            opened.append(index)
        elif character == ")":
            pairs.append((opened.pop(), index))
    return pairs


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("( deal.odd )", "deal.odd"),
        ("deal.odd   and(deal.rush)", "deal.odd and deal.rush"),
        ("not(deal.odd)", "not deal.odd"),
        ("(deal.count+1)*2>3", "(deal.count + 1) * 2 > 3"),
        ("deal.count - (1 - 2) > 3", "deal.count - (1 - 2) > 3"),
        ("deal.amount >= 500.00 CNY", "deal.amount >= 500 CNY"),
        ("deal.note == 'x'", 'deal.note == "x"'),
        ("deal.note == 'say \"x\"'", "deal.note == 'say \"x\"'"),
        ('deal.tags has "vip"', "deal.tags has vip"),
        ('deal.tags has "a b"', 'deal.tags has "a b"'),
        ("deal.term > 1 days", "deal.term > 1 day"),
        ("since(deal.sent) < 3 days", "not since(deal.sent) >= 3 days"),
        ("deal.odd or deal.rush and deal.odd", "deal.odd or deal.rush and deal.odd"),
        ("deal.odd or (deal.rush and deal.odd)", "deal.odd or deal.rush and deal.odd"),
        ("deal.count > -5", "deal.count > -5"),
        ("deal.count - -5 > 0.50", "deal.count - -5 > 0.5"),
        ("deal.amount > 0", "deal.amount > 0"),
    ],
)
def test_one_text_for_one_meaning(written: str, canonical: str) -> None:
    """Spaces, needless parentheses, quotes and zeros do not survive."""
    assert write_term(_read(written, NAMES)) == canonical


_spans = st.builds(Span, st.integers(0, 120), st.sampled_from(UNITS))
_minutes = st.integers(-1, 24 * 60)
_days = _spans.filter(lambda span: "day" in span.unit or span.unit in {"weeks", "months"})
_events = st.lists(
    st.sampled_from(["send_quote.done", "settle.agreed", "deal.sent"]), min_size=1, max_size=3
).map(tuple)
_date_facts = st.sampled_from(["deal.on", "item.on", "report.expires"])
_moments = (
    st.builds(Moment, _spans)
    | st.builds(Moment, _days, at_minute=_minutes)
    | st.builds(Moment, _days, after=_events, at_minute=_minutes)
    | st.builds(Moment, st.just(NOTHING) | _spans, after=_events)
    | st.builds(
        Moment, _days, fact=_date_facts, side=st.sampled_from(["before", "after"]),
        at_minute=_minutes,
    )
    | st.builds(Moment, st.just(NOTHING), fact=_date_facts, side=st.just("after"))
    | st.builds(Moment, st.just(NOTHING), fact=_date_facts, at_minute=_minutes)
    | st.builds(Moment, st.just(NOTHING), fact=_date_facts, ends_day=st.just(True))
    | st.builds(
        Moment, st.builds(Span, st.integers(0, 9), st.just("business_days")),
        ends_day=st.just(True),
    )
    | st.builds(Moment, st.just(NOTHING), next_day=st.just(True), at_minute=_minutes)
    | st.builds(Moment, st.just(NOTHING), span_fact=st.just("deal.term"))
    | st.builds(Moment, st.just(NOTHING), after=_events, span_fact=st.just("deal.term"))
    | st.builds(
        Moment, st.just(NOTHING), fact=_date_facts, side=st.sampled_from(["before", "after"]),
        span_fact=st.just("deal.term"),
    )
)  # fmt: skip


@given(_moments)
@settings(max_examples=1_000, deadline=None)
def test_a_written_moment_reads_as_itself(moment: Moment) -> None:
    """Moment → text → the same moment."""
    assert _read_moment(write_moment(moment), MOMENTS) == moment


# --- sentences


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_conditions_read_as_sentences(lang: Lang, golden: Callable[[Path, str], None]) -> None:
    """Titles, choices and amounts in the reader's language, and nothing of the syntax."""
    told: list[str] = []
    for text in (CASES / "conditions.txt").read_text("utf-8").splitlines():
        said = say_term(
            _read(text, SPOKEN), LEGEND, lang, facts=FACTS, thresholds=THRESHOLDS,
            stage="fulfillment",
        )  # fmt: skip
        told.append(f"{text}\n    {said}\n")
    golden(CASES / f"conditions.{lang}.txt", "".join(told))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_moments_read_as_phrases(lang: Lang, golden: Callable[[Path, str], None]) -> None:
    """Before and after what, and when in the day."""
    told: list[str] = []
    for text in (CASES / "moments.txt").read_text("utf-8").splitlines():
        moment = _read_moment(text, SPOKEN_MOMENTS)
        assert write_moment(moment) == text
        told.append(f"{text}\n    {say_moment(moment, LEGEND, lang, stage='fulfillment')}\n")
    golden(CASES / f"moments.{lang}.txt", "".join(told))


@given(conditions("CNY", "USD"), st.sampled_from(["zh", "en"]))
@settings(max_examples=200, deadline=None, suppress_health_check=SLOW)
def test_any_condition_can_be_said(term: Term, lang: Lang) -> None:
    """Without any title too; and a condition never reads like its opposite."""
    said = say_term(term, Legend(), lang)
    assert said
    assert said != say_term(Not(term), Legend(), lang)
    assert not any(sign in said for sign in ("==", "!=", ">=", "<="))


@given(conditions("CNY"), conditions("CNY"))
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
def test_and_never_reads_like_or(one: Term, other: Term) -> None:
    """Groups keep their parentheses, so that who signs need not know what binds tighter."""
    for lang in ("zh", "en"):
        both = say_term(All((one, Either((one, other)))), Legend(), lang)
        either = say_term(Either((All((one, one)), other)), Legend(), lang)
        assert both != either


def test_a_duration_is_said_in_both_languages() -> None:
    assert say_span(Span(3, "business_days"), "zh") == "3 个工作日"
    assert say_span(Span(1, "business_days"), "en") == "1 business day"
    assert say_span(Span(3, "days"), "zh") == "3 个自然日"

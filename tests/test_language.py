"""Grammars and the reader: what is accepted, what is refused, and that nothing ever raises."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine.core.evaluate import ConditionError, Facts, evaluate
from engine.language.compiler import compile_files
from engine.language.conditions import Names, compile_condition
from engine.language.facts import read_value, write_value
from engine.language.loader import load_file
from engine.language.moments import parse_moment, parse_span
from engine.language.problems import Place
from engine.language.program import Fact, decode, encode, program_hash
from engine.language.source import Mapping, Scalar, Sequence, find, read
from engine.language.terms import Term
from engine.language.values import Day, Moment, Money, Number, Percent, Span, Value

from .kit import compiled_contract, contract_files, edited

FACTS = {
    fact.name: fact
    for fact in (
        Fact("deal.amount", "money", "journey"),
        Fact("deal.cost", "money", "journey"),
        Fact("deal.count", "number", "journey"),
        Fact("deal.share", "percent", "journey"),
        Fact("deal.on", "date", "journey"),
        Fact("deal.odd", "yes_no", "journey"),
        Fact("deal.kind", "choice", "journey", ("A", "B", "prepaid")),
        Fact("deal.by", "person", "journey"),
        Fact("deal.tags", "tags", "journey"),
        Fact("deal.note", "text", "journey"),
    )
}
NAMES = Names(FACTS, frozenset({"paper"}), frozenset({"large"}))
LIMITS = {"large": (Money(Decimal(500), "CNY"), Money(Decimal(70), "USD"))}
KNOWN: dict[str, Value] = {
    "deal.amount": Money(Decimal(800), "CNY"), "deal.cost": Money(Decimal(1), "EUR"),
    "deal.count": 3, "deal.share": Percent(Decimal(5)), "deal.on": Day(dt.date(2026, 3, 2)),
    "deal.odd": True, "deal.kind": "A", "deal.by": "李娜", "deal.tags": ("晨间", "merged"),
    "deal.note": "x",
}  # fmt: skip


def _scalar(text: str) -> Scalar:
    return Scalar(text, text, Place("x.yaml", 1, 1, 1 + len(text)))


def _term(text: str) -> Term:
    term, problems = compile_condition(_scalar(text), NAMES)
    assert term is not None, [problem.line("en") for problem in problems]
    return term


def _answer(text: str, known: dict[str, Value] | None = None) -> bool | None:
    values = KNOWN if known is None else known
    return evaluate(_term(text), Facts(values.get, {"paper"}.__contains__, LIMITS)).answer


@pytest.mark.clause("S6.5")
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("deal.amount >= large", True),
        ("large < deal.amount", True),
        ("deal.cost >= large", None),
        ("deal.amount == 800 CNY", True),
        ("deal.amount > deal.cost", None),
        ("deal.amount + 200 CNY == 1000 CNY", True),
        ("deal.amount * 2 > 1599 CNY", True),
        ("deal.amount + deal.cost > 1 CNY", None),
        ("deal.count * 2 + 1 == 7", True),
        ("deal.count / 2 == 1.5", True),
        ("(deal.count - 1) * 2 == 4", True),
        ("deal.share >= 5%", True),
        ("deal.on < 2026-03-03", True),
        ("deal.odd", True),
        ("not deal.odd", False),
        ("deal.odd == false", False),
        ("deal.kind == A", True),
        ("deal.kind != prepaid", True),
        ("deal.kind in (B or prepaid)", False),
        ("not deal.kind in (B or prepaid)", True),
        ("deal.by == '李娜'", True),
        ("deal.tags has merged", True),
        ('deal.tags has "晨间"', True),
        ("deal.note == 'x' and paper.present", True),
        ("paper.missing or deal.count > 2 and deal.odd", True),
    ],
)
def test_a_condition_answers(text: str, answer: bool | None) -> None:
    """Each operator on each type of fact."""
    assert _answer(text) is answer


@pytest.mark.clause("S1.7")
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("deal.odd", None),
        ("not deal.odd", None),
        ("deal.odd and deal.count > 1", None),
        ("deal.odd and paper.missing", False),
        ("deal.odd or paper.present", True),
        ("deal.odd or paper.missing", None),
        ("deal.amount >= large", None),
        ("deal.count + 1 > 2", None),
        ("deal.kind in (A or B)", None),
        ("deal.tags has merged", None),
    ],
)
def test_what_is_not_known_is_unknown(text: str, answer: bool | None) -> None:
    """Kleene: unknown spreads unless the other side decides."""
    assert _answer(text, {}) is answer


def test_unknown_names_the_missing_fact() -> None:
    """``why`` can say which fact it lacks, and for which currency a threshold has no amount."""
    finding = evaluate(_term("deal.odd and deal.cost > large"), Facts(KNOWN.get, bool, LIMITS))
    assert finding.unknown == ("large (EUR)",)
    nothing: dict[str, Value] = {}
    empty = evaluate(_term("deal.odd or deal.count > 1"), Facts(nothing.get, bool, LIMITS))
    assert empty.unknown == ("deal.odd", "deal.count")


def test_division_by_zero_is_an_error_of_its_own() -> None:
    """Never a traceback of Python's, and never a silent false (S1.9)."""
    with pytest.raises(ConditionError):
        _answer("1 / (deal.count - 3) > 1")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "deal.__class__",
        "().__class__",
        "deal.odd.real",
        "9**9**9",
        "'a' * 1000000000",
        "lambda: 1",
        "[x for x in y]",
        "deal.odd; deal.odd",
        "eval('1')",
        "open('/etc/passwd')",
        "deal.odd if deal.odd else deal.odd",
        "{deal.odd}",
        "deal[odd]",
        "deal.count := 3",
        "f'{deal.odd}'",
        "deal.odd\nimport os",
        "not " * 100 + "deal.odd",
        "(" * 100 + "deal.odd" + ")" * 100,
        "deal.odd or " * 500 + "deal.odd",
        "deal.odd and and deal.odd",
        "",
        "１ == １",
        "deal.count > 99999999999999999999",
    ],
)
def test_an_escape_attempt_fails_at_load(text: str) -> None:
    """Nothing but the closed grammar is read; each attempt is a problem with a place (X11)."""
    term, problems = compile_condition(_scalar(text), NAMES)
    assert term is None
    assert problems


@given(st.text(max_size=60))
@settings(max_examples=2_000, deadline=None)
def test_no_text_breaks_the_condition_reader(text: str) -> None:
    """Any text is a condition or a problem."""
    term, problems = compile_condition(_scalar(text), NAMES)
    assert (term is None) == bool(problems)


_SIGNS = ["and", "or", "not", "in", "has", "(", ")", "==", ">=", "+", "-", "*", "/"]
_WORDS = [*FACTS, *_SIGNS, "true", "A", "3", "5%", "1.5", "8 CNY", "large"]


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join))
@settings(max_examples=2_000, deadline=None)
def test_no_condition_breaks_the_evaluator(text: str) -> None:
    """What compiles evaluates: to yes, no, unknown, or a division by zero."""
    term, _ = compile_condition(_scalar(text), NAMES)
    if term is None:
        return
    for known in (KNOWN, {}):
        try:
            finding = evaluate(term, Facts(known.get, bool, LIMITS))
        except ConditionError:
            continue
        assert finding.answer in {True, False, None}
        assert finding.answer is not None or finding.unknown or "deal." in text


@pytest.mark.clause("S3.2")
@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3 business days", Span(3, "business_days")),
        ("1 business day", Span(1, "business_days")),
        ("4 business hours", Span(4, "business_hours")),
        ("30 minutes", Span(30, "minutes")),
        ("0 days", Span(0, "days")),
        ("12 months", Span(12, "months")),
    ],
)
def test_a_duration_is_words(text: str, span: Span) -> None:
    """Count and unit, spelled out."""
    assert parse_span(_scalar(text)) == (span, [])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2 business days", Moment(Span(2, "business_days"))),
        ("after a and b.c", Moment(Span(0, "minutes"), ("a", "b.c"))),
        ("2 days after a", Moment(Span(2, "days"), ("a",))),
        ("end of 2 business days", Moment(Span(2, "business_days"), ends_day=True)),
    ],
)
def test_a_moment_is_words(text: str, moment: Moment) -> None:
    """A duration, after what, or the end of a day."""
    assert parse_moment(_scalar(text)) == (moment, [])


@given(st.text(max_size=40))
@settings(max_examples=2_000, deadline=None)
def test_no_text_breaks_the_moment_reader(text: str) -> None:
    """Any text is a moment or a problem."""
    moment, problems = parse_moment(_scalar(text))
    assert (moment is None) == bool(problems)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("money", "800000 CNY", Money(Decimal(800000), "CNY")),
        ("percent", "5%", Percent(Decimal(5))),
        ("number", Decimal("1.5"), Number(Decimal("1.5"))),
        ("number", 3, 3),
        ("date", "2026-02-28", Day(dt.date(2026, 2, 28))),
        ("duration", "3 business days", Span(3, "business_days")),
        ("tags", ["a", "b", "a"], ("a", "b")),
        ("yes_no", True, True),
        ("number", True, None),
        ("number", Decimal("NaN"), None),
        ("number", 10**15, None),
        ("yes_no", 1, None),
        ("date", "2026-02-30", None),
        ("money", "800,000 CNY", None),
        ("money", 5, None),
        ("text", "nul\0", None),
        ("text", "\ud800", None),
        ("tags", "a", None),
        ("choice", "Z", None),
    ],
)
def test_a_fact_is_read_by_its_type(kind: str, raw: object, value: Value | None) -> None:
    """What people write becomes a typed value, or nothing (X8, X9)."""
    fact = Fact("deal.x", kind, "journey", ("A",) if kind == "choice" else ())  # type: ignore[arg-type]  # each kind is one
    assert read_value(fact, raw) == value
    if value is not None and kind not in {"tags", "yes_no", "number"}:
        assert read_value(fact, write_value(value)) == value


# --- the reader


def test_every_value_knows_its_place() -> None:
    """Lines and columns count characters, also behind Chinese text."""
    tree, problems = read("标题: 合同 # 注\nb: [x, {时间: 2026-01-01 09:00}]\nc:\n", "x.yaml")
    assert problems == []
    assert isinstance(tree, Mapping)
    time = find(tree, ("b", 1, "时间"))
    assert isinstance(time, Scalar)
    assert (time.value, time.place) == ("2026-01-01 09:00", Place("x.yaml", 2, 13, 29))
    assert isinstance(find(tree, ("b",)), Sequence)
    assert find(tree, ("c",)).place == Place("x.yaml", 3, 1, 2)


@given(st.text(max_size=200) | st.text("ab:-[]{}#'\"\n &*!|>%?,~", max_size=80))
@settings(max_examples=1_500, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is a tree or a problem; hostile YAML raises nothing (X1–X6)."""
    tree, problems = read(text, "x.yaml")
    assert (tree is None) <= bool(problems)


@given(st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
def test_no_bytes_break_the_loader(data: bytes) -> None:
    """Any bytes are a file or a problem."""
    file, problems = load_file("x.yaml", data)
    assert file is not None or problems


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: [*x, *x]\n",
        "a: !!python/object/apply:os.system [id]\n",
        "[" * 200 + "]" * 200,
        "&a [*a]",
        "? [a: 1]\n: 2",
        "%YAML 1.3\n---\na: 1",
        "a: 1e999999999\n",
        "a: .inf\n",
        "\ufeff\ufeffa: 1\n\x00",
        "a:\n\tb: 1\n",
    ],
)
def test_hostile_yaml_is_refused_with_a_place(text: str) -> None:
    """RELIABILITY X1–X6 in small: a coded problem, nothing executed, no exception."""
    _, problems = read(text, "x.yaml")
    assert problems
    assert all(problem.place.line >= 1 and problem.rule for problem in problems)


# --- the program


@pytest.mark.clause("S8.1")
def test_a_program_is_data() -> None:
    """It reads back equal, with the same identity."""
    program = compiled_contract().program
    again = decode(encode(program))
    assert again == program
    assert program_hash(again) == program_hash(program)


UNCHANGED = [
    ("contract.yaml", "title: 报价中 | Quoting", "title: 正在报价 | Preparing the quotation"),
    ("contract.yaml", "# 按优先顺序", "# 换一条注释"),
    ("contract.yaml", "standard: 当面或电话确认，", "standard: 务必当面或电话确认，"),
    ("contract.yaml", "needs: [draft_contract]\n", "needs:\n          - draft_contract\n"),
    ("shared/forms.yaml", "title: 需求确认 | Requirement", "title: 需求 | Needs"),
    (
        "contract.yaml",
        "        form: quote_terms\n        produces: quotation\n",
        "        produces: quotation\n        form: quote_terms\n",
    ),
]
CHANGED = [
    ("contract.yaml", "after: 3 business days", "after: 2 business days"),
    ("contract.yaml", "via: [visit, phone]", "via: [phone, visit]"),
    ("contract.yaml", "needs: [requirement_form, quotation]", "needs: [quotation]"),
    ("contract.yaml", "up_to: 3 times", "up_to: 2 times"),
    ("contract.yaml", "unless: account.on_hold", "unless: not account.on_hold"),
    ("shared/escalations.yaml", "do: notify", "do: remind"),
    ("shared/calendars.yaml", "13:30-17:30", "13:30-18:00"),
    ("shared/people.yaml", "reports_to: legal_lead", "reports_to: team_lead"),
    ("shared/vocabulary.yaml", "500000 CNY", "600000 CNY"),
    ("shared/recoveries.yaml", "after: 2 business days", "after: 1 business day"),
]


@pytest.mark.clause("S8.1")
@pytest.mark.parametrize(("file", "old", "new"), UNCHANGED)
def test_texts_do_not_change_a_program(file: str, old: str, new: str) -> None:
    """Titles, comments, formatting and the order of independent keys are not meaning."""
    compiled, problems = compile_files(edited(contract_files(), file, old, new))
    assert compiled is not None, problems
    assert compiled.id == compiled_contract().id


@pytest.mark.clause("S8.1")
@pytest.mark.parametrize(("file", "old", "new"), CHANGED)
def test_meaning_changes_a_program(file: str, old: str, new: str) -> None:
    """Whatever can change a decision changes the identity."""
    compiled, problems = compile_files(edited(contract_files(), file, old, new))
    assert compiled is not None, problems
    assert compiled.id != compiled_contract().id


def test_the_core_decides_without_a_yaml_reader() -> None:
    """A service that runs a stored program loads neither ruamel.yaml nor pydantic."""
    code = (
        "import sys, engine.core.decide, engine.core.link\n"
        "print(sorted({'ruamel.yaml', 'pydantic', 'sqlalchemy', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_public_name_is_there() -> None:
    """What the package promises loads from the room it names, and nothing else does."""
    assert set(engine.__all__) == set(engine._ROOMS)  # noqa: SLF001  # the promise and its table
    assert all(
        getattr(engine, name).__name__ == name
        for name in engine.__all__
        if name[0].isupper() and name != "Record"
    )

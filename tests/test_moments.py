"""The whole grammar of moments, and the small phrases that bound something (S3.2, S6.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

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
from engine.language.moments import parse_before_due, parse_moment
from engine.language.program import decode, encode
from engine.language.spans import LONGEST, parse_span
from engine.language.values import (
    NOTHING,
    ClockRange,
    Limit,
    Moment,
    Pauses,
    Percent,
    Repeat,
    Span,
    Throttle,
    Validity,
)

from .kit import compiled_shipped
from .test_conditions_answers import MOMENTS, scalar

TWO = Span(2, "business_days")


@pytest.mark.clause("S3.2")
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2 business days", Moment(TWO)),
        ("4 business hours", Moment(Span(4, "business_hours"))),
        ("24 hours", Moment(Span(24, "hours"))),
        ("  2 business days ", Moment(TWO)),
        ("after send_quote", Moment(NOTHING, ("send_quote.done",))),
        ("after send_quote.done", Moment(NOTHING, ("send_quote.done",))),
        ("after settle.agreed and deal.sent", Moment(NOTHING, ("settle.agreed", "deal.sent"))),
        ("2 business days after deal.sent", Moment(TWO, ("deal.sent",))),
        ("2 business days after deal.on", Moment(TWO, fact="deal.on", side="after")),
        ("after deal.on", Moment(NOTHING, fact="deal.on", side="after")),
        ("2 business days before deal.on", Moment(TWO, fact="deal.on", side="before")),
        (
            "2 business days before deal.on at 10:00",
            Moment(TWO, fact="deal.on", side="before", at_minute=600),
        ),
        (
            "30 days before report.expires",
            Moment(Span(30, "days"), fact="report.expires", side="before"),
        ),
        ("end of 2 business days", Moment(TWO, ends_day=True)),
        ("end of deal.on", Moment(NOTHING, fact="deal.on", ends_day=True)),
        ("end of report.expires", Moment(NOTHING, fact="report.expires", ends_day=True)),
        ("next business day", Moment(NOTHING, next_day=True)),
        ("next business day at 16:00", Moment(NOTHING, next_day=True, at_minute=960)),
        ("deal.on", Moment(NOTHING, fact="deal.on")),
        ("deal.on at 09:30", Moment(NOTHING, fact="deal.on", at_minute=570)),
        ("report.expires", Moment(NOTHING, fact="report.expires")),
        ("deal.term", Moment(NOTHING, span_fact="deal.term")),
        ("deal.term after deal.sent", Moment(NOTHING, ("deal.sent",), span_fact="deal.term")),
        (
            "deal.term before deal.on",
            Moment(NOTHING, fact="deal.on", side="before", span_fact="deal.term"),
        ),
        ("3 days at 16:00", Moment(Span(3, "days"), at_minute=960)),
    ],
)
def test_a_moment_is_read_with_its_names(text: str, moment: Moment) -> None:
    """Touchpoints, outcomes, signals, dates and durations each find their place."""
    assert parse_moment(scalar(text), MOMENTS) == (moment, [])


def test_without_names_words_stay_as_they_are() -> None:
    """The grammar alone: what a word names is not known."""
    assert parse_moment(scalar("after a and b.c"))[0] == Moment(NOTHING, ("a", "b.c"))
    assert parse_moment(scalar("2 days before a.b"))[0] == Moment(
        Span(2, "days"), fact="a.b", side="before"
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("after send_quote and setle", (22, 27)),
        ("after  send_quot", (8, 17)),
        ("2 busines days after send_quote", (3, 15)),
        ("2 days before deal.onn", (15, 23)),
        ("  end of deal.count", (10, 20)),
        ("2 days before deal.on at 25:00", (26, 31)),
        ("deal.note after deal.sent", (1, 10)),
        ("every 3 days up to 0 times", (20, 27)),
        ("every 3 dys", (9, 12)),
    ],
)
def test_a_problem_stands_at_its_word(text: str, at: tuple[int, int]) -> None:
    """Columns count from 1, and end behind the word."""
    reader = parse_repeat if text.startswith("every") else None
    problems = (reader(scalar(text)) if reader else parse_moment(scalar(text), MOMENTS))[1]
    assert [(each.place.column, each.place.end_column) for each in problems] == [at]


def test_new_parts_of_a_moment_leave_old_programs_alone() -> None:
    """What a playbook does not say is not in its bytes, so no identity changes (S8.1)."""
    text = encode(compiled_shipped().program).decode()
    assert '"at_minute"' not in text
    assert '"quoted"' not in text
    assert decode(text.encode()) == compiled_shipped().program


@pytest.mark.parametrize("unit", LONGEST)
def test_ten_years_is_the_longest(unit: str) -> None:
    word = unit.replace("_", " ")
    longest = LONGEST[unit]  # type: ignore[index]  # each key is a unit
    assert parse_span(scalar(f"{longest} {word}"))[0] is not None
    assert [each.case for each in parse_span(scalar(f"{longest + 1} {word}"))[1]] in (
        ["bad-duration.too-long"],
    )


@pytest.mark.parametrize(
    ("text", "repeat"),
    [
        ("every 3 business days up to 3 times", Repeat(Span(3, "business_days"), 3)),
        ("every 1 business day up to 1 time", Repeat(Span(1, "business_days"), 1)),
        ("every 3 months", Repeat(Span(3, "months"))),
        (" every 4 months ", Repeat(Span(4, "months"))),
    ],
)
def test_a_repeat(text: str, repeat: Repeat) -> None:
    assert parse_repeat(scalar(text)) == (repeat, [])


@pytest.mark.parametrize(
    ("text", "cap"),
    [
        ("2 times per 90 days", Limit(2, Span(90, "days"))),
        ("1 time per 7 days", Limit(1, Span(7, "days"))),
        ("3 per 7 days", Limit(3, Span(7, "days"))),
        ("1 per 1 business day", Limit(1, Span(1, "business_days"))),
    ],
)
def test_a_limit(text: str, cap: Limit) -> None:
    assert parse_limit(scalar(text)) == (cap, [])


@pytest.mark.clause("S6.2")
@pytest.mark.parametrize(
    ("text", "throttle"),
    [
        ("once per journey", Throttle("journey")),
        ("once per 7 days", Throttle("span", Span(7, "days"))),
        ("once after quiet of 2 hours", Throttle("quiet", Span(2, "hours"))),
    ],
)
def test_a_throttle(text: str, throttle: Throttle) -> None:
    assert parse_throttle(scalar(text)) == (throttle, [])


def test_the_other_phrases() -> None:
    """Pauses, validity, reminders, bounds, times of day, shares."""
    holds = ("postponed",)
    assert parse_pauses(scalar("while waiting for customer"), holds)[0] == Pauses("customer")
    assert parse_pauses(scalar("postponed"), holds)[0] == Pauses(hold="postponed")
    assert parse_valid(scalar("12 months"))[0] == Validity(Span(12, "months"))
    assert parse_valid(scalar("until its date"))[0] == Validity()
    assert parse_before_due(scalar("2 business hours before due"))[0] == Span(2, "business_hours")
    assert parse_times(scalar("3 times")) == (3, [])
    assert parse_clock_time(scalar("16:00"))[0] == 960
    assert parse_clock_time(scalar("24:00"))[0] == 1440
    assert parse_clock_time(scalar("24:01"))[0] is None
    assert parse_clock_range(scalar("20:00-08:30"))[0] == ClockRange(1200, 510)
    assert parse_share(scalar("5%"))[0] == Percent(Decimal(5))
    assert parse_share(scalar("100%"))[0] == Percent(Decimal(100))

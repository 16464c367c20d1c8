"""Moments: the words of a playbook, worked out on a calendar when their facts are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core import clock
from engine.core.calendar import BusinessCalendar
from engine.core.moments import held_in, instant_of
from engine.language.moments import parse_moment
from engine.language.problems import Place
from engine.language.source import Scalar
from engine.language.values import NOTHING, Day, Instant, Moment, Span, Value

from .test_calendar import ALWAYS, OFFICE, SHORT_FRIDAY, calendar, cn_office, five_days, plain

START = "2025-09-26 10:00"  # a Friday; Sunday 28 is a make-up day, 1 to 8 October are off
DATES = frozenset({"deal.day", "paper.expires"})
DURATIONS = frozenset({"deal.period"})


def moment(text: str) -> Moment:
    """Read a moment by the language's own reader, then tell dates and durations apart."""
    read, problems = parse_moment(Scalar(text, text, Place("m.yaml", 1, 1, 1 + len(text))))
    assert read is not None, problems
    if read.fact in DURATIONS:
        return Moment(NOTHING, span_fact=read.fact)
    if read.after and read.after[0] in DATES:
        return Moment(
            read.span, (), read.ends_day, read.after[0], "after", read.span_fact,
            read.next_day, read.at_minute,
        )  # fmt: skip
    return read


def worked_out(
    text: str,
    *,
    name: str = "cn_office",
    start: str = START,
    seen: Mapping[str, str] | None = None,
    known: Mapping[str, Value] | None = None,
    opens: bool = False,
) -> str:
    """The moment as this calendar's wall shows it, or ``unknown``."""
    office = calendar(name)
    zone = office.data.zone
    at = {key: clock.parse_local(each, zone) for key, each in (seen or {}).items()}
    found = instant_of(
        moment(text), office, clock.parse_local(start, zone), at.get, (known or {}).get, opens=opens
    )
    return "unknown" if found is None else clock.local(found, zone).strftime("%Y-%m-%d %H:%M")


def _nothing(_name: str) -> None:
    return None


def day(text: str) -> dict[str, Value]:
    return {"deal.day": Day(dt.date.fromisoformat(text))}


@pytest.mark.clause("S3.2")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 business days", "2025-09-30 10:00"),
        ("4 business hours", "2025-09-26 15:30"),
        ("3 days", "2025-09-29 10:00"),
        ("90 minutes", "2025-09-26 11:30"),
        ("1 month", "2025-10-26 10:00"),
        ("0 business days", "2025-09-26 10:00"),
        ("end of 0 business days", "2025-09-26 17:30"),
        ("end of 1 business day", "2025-09-28 17:30"),
        ("next business day", "2025-09-28 08:30"),
        ("next business day at 16:00", "2025-09-28 16:00"),
        ("2 business days at 09:15", "2025-09-29 09:15"),
    ],
)
def test_a_moment_counts_from_where_its_scope_began(text: str, expected: str) -> None:
    assert worked_out(text) == expected


@pytest.mark.clause("S3.2", "S4.5")
def test_the_last_of_several_decides_and_all_must_have_happened() -> None:
    seen = {"a.done": "2025-09-26 11:00", "b.done": "2025-09-29 09:00"}
    assert worked_out("after a.done and b.done", seen=seen) == "2025-09-29 09:00"
    assert worked_out("1 business day after b.done and a.done", seen=seen) == "2025-09-30 09:00"
    assert worked_out("1 business day after a.done and c.done", seen=seen) == "unknown"


@pytest.mark.clause("S3.2")
@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        # Thursday 25 September: a working day
        ("2 business days before deal.day", "2025-09-25", "2025-09-23 08:30"),
        ("2 business days after deal.day", "2025-09-25", "2025-09-28 17:30"),
        ("end of deal.day", "2025-09-25", "2025-09-25 17:30"),
        ("deal.day", "2025-09-25", "2025-09-25 17:30"),
        ("2 business days before deal.day at 10:00", "2025-09-25", "2025-09-23 10:00"),
        ("deal.day at 10:00", "2025-09-25", "2025-09-25 10:00"),
        ("1 day after deal.day", "2025-09-25", "2025-09-26 17:30"),
        # Saturday 4 October, in the middle of the holiday
        ("2 business days before deal.day", "2025-10-04", "2025-09-29 08:30"),
        ("2 business days after deal.day", "2025-10-04", "2025-10-10 17:30"),
        ("end of deal.day", "2025-10-04", "2025-10-09 17:30"),
        ("1 day after deal.day", "2025-10-04", "2025-10-06 00:00"),
        ("2 days before deal.day", "2025-10-04", "2025-10-02 00:00"),
    ],
)
def test_a_date_is_a_whole_day(text: str, on: str, expected: str) -> None:
    """Before counts back from its opening, after on from its close (PLAYBOOK, moments)."""
    assert worked_out(text, known=day(on)) == expected


@pytest.mark.clause("S3.2")
def test_a_bare_date_opens_what_starts_and_closes_everything_else() -> None:
    working, off = day("2025-09-25"), day("2025-10-04")
    assert worked_out("deal.day", known=working, opens=True) == "2025-09-25 08:30"
    assert worked_out("deal.day", known=working) == "2025-09-25 17:30"
    assert worked_out("deal.day", known=off, opens=True) == "2025-10-09 08:30"
    assert worked_out("end of deal.day", known=working, opens=True) == "2025-09-25 17:30"


@pytest.mark.clause("S3.2", "S1.7")
@pytest.mark.parametrize(
    "text",
    [
        "deal.day", "end of deal.day", "2 days before deal.day", "2 days after deal.day",
        "30 days before paper.expires", "deal.period", "deal.period after a.done",
        "deal.period before deal.day",
    ],
)  # fmt: skip
def test_while_a_fact_is_unknown_the_moment_is_too(text: str) -> None:
    assert worked_out(text) == "unknown"
    wrong: dict[str, Value] = {"deal.day": 5, "deal.period": "soon", "paper.expires": "never"}
    assert worked_out(text, known=wrong) == "unknown", "a value of another type is no date"


@pytest.mark.clause("S3.2")
def test_a_duration_fact_stands_in_for_a_span() -> None:
    period: dict[str, Value] = {"deal.period": Span(3, "business_days")}
    assert worked_out("deal.period", known=period) == "2025-09-30 10:00"
    seen = {"a.done": "2025-09-26 11:00"}
    assert worked_out("deal.period after a.done", seen=seen, known=period) == "2025-09-30 11:00"
    both = {**period, **day("2025-09-26")}
    assert worked_out("deal.period before deal.day", known=both) == "2025-09-23 08:30"


@pytest.mark.clause("S3.2")
def test_a_time_of_day_never_lies_before_what_it_follows() -> None:
    """``after X at 16:00`` and X came at 17:00: the next day's 16:00, not this one's."""
    late, early = {"a.done": "2025-09-25 17:00"}, {"a.done": "2025-09-25 15:00"}
    assert worked_out("after a.done at 16:00", seen=late) == "2025-09-26 16:00"
    assert worked_out("after a.done at 16:00", seen=early) == "2025-09-25 16:00"
    assert worked_out("after deal.day at 10:00", known=day("2025-09-25")) == "2025-09-26 10:00"
    # Counted from a date a time of that very date is meant, though its close is later.
    assert worked_out("deal.day at 10:00", known=day("2025-09-25")) == "2025-09-25 10:00"


@pytest.mark.clause("S3.3")
def test_at_night_a_day_is_that_of_the_shift() -> None:
    """Two in the morning of Tuesday is still Monday's night, 22:00 to 06:00."""
    at = {"name": "night", "start": "2025-03-04 02:00"}
    assert worked_out("next business day", **at) == "2025-03-04 22:00"  # type: ignore[arg-type]
    assert worked_out("1 business day at 23:00", **at) == "2025-03-04 23:00"  # type: ignore[arg-type]
    noon = worked_out("next business day", name="night", start="2025-03-04 12:00")
    assert noon == "2025-03-05 22:00"


@pytest.mark.clause("S3.7")
@pytest.mark.parametrize(
    ("name", "text", "start", "expected"),
    [
        ("berlin_always", "1 day at 02:30", "2025-03-29 10:00", "2025-03-30 03:00"),
        ("new_york_always", "1 day at 01:30", "2025-11-01 10:00", "2025-11-02 01:30"),
        ("lord_howe_always", "1 day at 02:15", "2025-10-04 10:00", "2025-10-05 02:30"),
        ("apia_office", "next business day", "2011-12-29 12:00", "2012-01-02 08:00"),
    ],
)
def test_a_time_of_day_obeys_the_zone(name: str, text: str, start: str, expected: str) -> None:
    """A skipped time is the end of its gap; a date that never was is no day at all."""
    assert worked_out(text, name=name, start=start) == expected


@pytest.mark.clause("S3.7")
def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    office = calendar("new_york_always")
    start = clock.parse_local("2025-11-01 10:00", office.data.zone)
    found = instant_of(moment("1 day at 01:30"), office, start, _nothing, _nothing)
    assert found == clock.parse_local("2025-11-02 01:30", office.data.zone)
    assert clock.local(found, office.data.zone).isoformat() == "2025-11-02T01:30:00-04:00"


@pytest.mark.clause("S3.5")
@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("3 business days", "business_days"),
        ("2 days", "days"),
        ("4 business hours after a.done", "business_hours"),
        ("end of deal.day", "business_hours"),
        ("deal.day", "business_hours"),
        ("next business day at 16:00", "business_hours"),
        ("end of 0 business days", "business_hours"),
        ("2 days before deal.day", "days"),
        ("after a.done", "minutes"),
    ],
)
def test_what_a_hold_moves_a_moment_by(text: str, unit: str) -> None:
    """Whole days and business units by shift time held, plain ones by the wall."""
    assert held_in(moment(text), _nothing).unit == unit


SPANS = st.builds(
    Span,
    st.integers(0, 40),
    st.sampled_from(["minutes", "hours", "days", "weeks", "months", "business_hours",
                     "business_days"]),
)  # fmt: skip
MOMENTS = st.builds(
    Moment,
    SPANS,
    st.sampled_from([(), ("a.done",), ("a.done", "b.done")]),
    fact=st.sampled_from(["", "deal.day"]),
    side=st.sampled_from(["", "before", "after"]),
    span_fact=st.sampled_from(["", "deal.period"]),
    next_day=st.booleans(),
    at_minute=st.sampled_from([-1, 0, 150, 600, 1439]),
)
OFFICES = st.sampled_from(
    [
        BusinessCalendar(each)
        for each in (
            cn_office(), plain("Europe/Berlin", SHORT_FRIDAY), plain("Australia/Lord_Howe", ALWAYS),
            plain("Pacific/Apia", five_days(*OFFICE)),
        )
    ]
)  # fmt: skip
INSTANTS = st.integers(clock.parse_local("2011-12-01 00:00", "UTC"), 1_900_000_000_000_000)


@pytest.mark.clause("S3.2")
@settings(deadline=None)
@given(MOMENTS, OFFICES, INSTANTS, INSTANTS, st.dates(dt.date(2010, 1, 1), dt.date(2030, 1, 1)))
def test_any_moment_is_worked_out_and_follows_what_it_counts_from(
    any_moment: Moment, office: BusinessCalendar, start: Instant, seen: Instant, date: dt.date
) -> None:
    happened: dict[str, Instant] = {"a.done": start + 1, "b.done": max(seen, start)}
    known: dict[str, Value] = {"deal.day": Day(date), "deal.period": Span(2, "business_days")}
    for opens in (False, True):
        found = instant_of(any_moment, office, start, happened.get, known.get, opens=opens)
        assert found is not None
        if any_moment.fact or any_moment.next_day:
            continue
        assert found >= max([start, *(happened[name] for name in any_moment.after)])


@pytest.mark.clause("S3.2")
@pytest.mark.parametrize("on", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "text", ["deal.day", "deal.day at 10:00", "1 day before deal.day", "1 day after deal.day"]
)
def test_a_date_no_calendar_reaches_is_told(text: str, on: str) -> None:
    with pytest.raises(clock.NoSuchTime):
        worked_out(text, known=day(on))

"""Calendar arithmetic line by line: each line true, and the last one what the calendar says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core import steps as s
from engine.core.calendar import BusinessCalendar
from engine.core.moments import Counting, reach
from engine.language.values import Instant, Span

from .test_calendar import HOUR, NAMES, STARTS, at, calendar, shown
from .test_core_moments import INSTANTS

OWN_OFF, OWN_WORK = dt.date(2026, 12, 31), dt.date(2026, 12, 26)


def told(steps: Iterable[s.Step]) -> list[str]:
    """Steps in short English, for reading a whole calculation at a glance."""
    return [_line(step) for step in steps]


def _line(step: s.Step) -> str:
    match step:
        case s.Skipped(first, last, reason) | s.Counted(first, last, _, reason):
            number = f" = {step.number}" if isinstance(step, s.Counted) else " off"
            dates = f"{first:%d %b}" if first == last else f"{first:%d %b} to {last:%d %b}"
            return f"{dates}{number}" + (f" ({reason})" if reason else "")
        case s.Worked(since, until):
            return f"{shown(since)[5:16]} to {shown(until)[11:16]}"
        case s.Held(since, until, microseconds):
            return f"held {shown(since)[5:16]} to {shown(until)[5:16]}: {microseconds / HOUR} h"
        case s.Measured(microseconds):
            return f"{microseconds / HOUR} h"
        case _:
            return f"{type(step).__name__.lower()} {shown(step.at)[:16]}"


@pytest.mark.clause("S6.4")
def test_the_example_of_the_contract_over_the_national_day() -> None:
    steps = s.add_steps(calendar("cn_office"), at("2025-09-26 10:00"), Span(10, "business_days"))
    assert told(steps) == [
        "began 2025-09-26 10:00",
        "27 Sep off (weekend)",
        "28 Sep = 1 (make_up)",
        "29 Sep to 30 Sep = 3",
        "01 Oct to 08 Oct off (holiday)",
        "09 Oct to 10 Oct = 5",
        "11 Oct = 6 (make_up)",
        "12 Oct off (weekend)",
        "13 Oct to 16 Oct = 10",
        "ended 2025-10-16 10:00",
    ]


@pytest.mark.clause("S6.4")
def test_business_hours_are_told_shift_by_shift() -> None:
    steps = s.add_steps(calendar("cn_office"), at("2025-09-30 16:00"), Span(4, "business_hours"))
    assert told(steps)[1:] == [
        "09-30 16:00 to 17:30",
        "01 Oct to 08 Oct off (holiday)",
        "10-09 08:30 to 11:00",
        "ended 2025-10-09 11:00",
    ]


@pytest.mark.clause("S6.4")
def test_a_start_outside_shifts_is_moved_first() -> None:
    office = calendar("cn_office")
    days = s.add_steps(office, at("2025-10-04 11:00"), Span(1, "business_days"))
    assert told(days)[1:] == [
        "entered 2025-10-09 08:30", "10 Oct = 1", "ended 2025-10-10 08:30",
    ]  # fmt: skip
    hours = s.add_steps(office, at("2025-10-07 11:00"), Span(1, "business_hours"))
    assert told(hours)[1:] == [
        "07 Oct to 08 Oct off (holiday)", "entered 2025-10-09 08:30", "10-09 08:30 to 09:30",
        "ended 2025-10-09 09:30",
    ]  # fmt: skip


@pytest.mark.clause("S6.4")
def test_counting_back_is_told_backwards() -> None:
    office, start = calendar("cn_office"), at("2025-10-09 08:30")
    assert told(s.add_steps(office, start, Span(-3, "business_days")))[1:] == [
        "01 Oct to 08 Oct off (holiday)", "29 Sep to 30 Sep = 2", "28 Sep = 3 (make_up)",
        "ended 2025-09-28 08:30",
    ]  # fmt: skip
    assert told(s.add_steps(office, start, Span(-5, "business_hours")))[1:] == [
        "01 Oct to 08 Oct off (holiday)", "entered 2025-09-30 17:30", "09-30 13:30 to 17:30",
        "09-30 11:00 to 12:00", "ended 2025-09-30 11:00",
    ]  # fmt: skip


@pytest.mark.clause("S6.4")
def test_own_days_are_told_from_holidays() -> None:
    data = calendar("cn_office").data
    own = {OWN_OFF.toordinal()}, {OWN_WORK.toordinal()}
    office = BusinessCalendar(
        msgspec.structs.replace(
            data, off=tuple(sorted({*data.off, *own[0]})), work=tuple(sorted({*data.work, *own[1]}))
        )
    )
    span, start = Span(4, "business_days"), at("2026-12-25 10:00")
    steps = s.add_steps(office, start, span, {OWN_OFF, OWN_WORK})
    assert told(steps)[1:] == [
        "26 Dec = 1 (own_work)", "27 Dec off (weekend)", "28 Dec to 30 Dec = 4",
        "ended 2026-12-30 10:00",
    ]  # fmt: skip
    after = s.add_steps(office, start, Span(5, "business_days"), {OWN_OFF, OWN_WORK})
    assert told(after)[4:] == ["31 Dec off (own_off)", "01 Jan = 5", "ended 2027-01-01 10:00"]
    assert isinstance(after[-1], s.Ended)
    assert after[-1].is_provisional, "1 January 2027 is not published: it looks like a Friday"


@pytest.mark.clause("S6.4", "S3.7")
def test_a_date_that_never_was_and_a_time_moved_into_its_shift() -> None:
    apia = s.add_steps(calendar("apia_office"), at("2011-12-29 12:00-10:00"),
                       Span(1, "business_days"))  # fmt: skip
    skipped = [(each.first.day, each.reason) for each in apia if isinstance(each, s.Skipped)]
    assert skipped == [(30, "no_such_day"), (31, "weekend")]
    friday = s.add_steps(calendar("short_friday"), at("2025-03-06 16:00"), Span(1, "business_days"))
    assert told(friday)[1:] == ["07 Mar = 1", "clamped 2025-03-07 14:00", "ended 2025-03-07 14:00"]


@pytest.mark.clause("S6.4")
def test_what_a_moment_makes_of_the_count_is_told_too() -> None:
    office, start = calendar("cn_office"), at("2025-09-30 10:00")
    following = s.count_steps(Counting("", start, Span(0, "minutes"), next_day=True,
                                       at_minute=960), office)  # fmt: skip
    assert told(following)[1:] == [
        "01 Oct to 08 Oct off (holiday)", "09 Oct = 1", "daychosen 2025-10-09 08:30",
        "daychosen 2025-10-09 16:00", "ended 2025-10-09 16:00",
    ]  # fmt: skip
    closing = s.count_steps(Counting("a.done", start, Span(1, "business_days"), ends_day=True),
                            office)  # fmt: skip
    assert told(closing)[-2:] == ["daychosen 2025-10-09 17:30", "ended 2025-10-09 17:30"]
    assert closing[0] == s.Began(start, Span(1, "business_days"), "a.done")


@pytest.mark.clause("S3.5", "S6.4")
def test_holds_are_united_and_told_with_what_they_add() -> None:
    """ERPNext summed overlapping holds and counted the nights of others."""
    office, due = calendar("cn_office"), at("2025-03-05 10:00")
    holds = [
        (at("2025-03-03 10:00"), at("2025-03-03 12:00")),
        (at("2025-03-03 11:00"), at("2025-03-03 14:30")),
        (at("2025-03-03 17:30"), at("2025-03-04 08:30")),
    ]
    steps = s.hold_steps(office, due, holds, Span(2, "business_days"))
    assert told(steps) == [
        "held 03-03 10:00 to 03-03 14:30: 3.0 h", "held 03-03 17:30 to 03-04 08:30: 0.0 h",
        "ended 2025-03-05 14:30",
    ]  # fmt: skip
    plain = s.hold_steps(office, due, holds, Span(2, "days"))
    assert told(plain)[-1] == "ended 2025-03-06 05:30", "4.5 hours and 15 on the wall"


COUNTED = st.builds(
    Span, st.integers(-60, 60), st.sampled_from(["business_days", "business_hours"])
)


@pytest.mark.clause("S6.4")
@settings(deadline=None)
@given(NAMES, INSTANTS, COUNTED)
def test_the_lines_end_where_the_calendar_does(name: str, start: Instant, span: Span) -> None:
    """Two ways to the same instant: days walked one by one, and the calendar's tables."""
    office, counting = calendar(name), Counting("", start, span)
    steps = s.count_steps(counting, office)
    assert isinstance(steps[-1], s.Ended)
    assert steps[-1].at == office.add(start, span) == reach(counting, office)
    if span.unit == "business_days":
        counted = [each for each in steps if isinstance(each, s.Counted)]
        assert (counted[-1].number if counted else 0) == abs(span.count)
        if counted:
            last = counted[-1].last if span.count > 0 else counted[-1].first
            assert last == office.date_of(steps[-1].at)
    else:
        worked = [each.until - each.since for each in steps if isinstance(each, s.Worked)]
        assert sum(worked) == abs(span.count) * HOUR
        assert not any(isinstance(each, s.Counted) for each in steps), "a working day left out"


@pytest.mark.clause("S6.4", "S3.8")
@settings(deadline=None)
@given(NAMES, STARTS, st.integers(0, 40 * 24 * HOUR))
def test_what_is_measured_is_the_sum_of_its_pieces(name: str, start: Instant, length: int) -> None:
    office = calendar(name)
    steps = s.measure_steps(office, start, start + length)
    pieces = [each.until - each.since for each in steps if isinstance(each, s.Worked)]
    assert steps[-1] == s.Measured(sum(pieces)) == s.Measured(office.between(start, start + length))


HOLDS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), max_size=6)


@pytest.mark.clause("S3.5")
@settings(deadline=None)
@given(HOLDS, st.integers(0, 100))
def test_holds_cover_each_hour_once(holds: list[tuple[int, int]], due: int) -> None:
    """Against hours counted one by one: united, never summed; a night adds nothing."""
    office, base = calendar("cn_office"), at("2025-09-22 00:00")
    spans = [(base + a * HOUR, base + (a + length) * HOUR) for a, length in holds]
    half = HOUR // 2
    held = sum(
        half
        for moment in range(base, base + 300 * HOUR, half)
        if office.is_open(moment) and any(a <= moment < b for a, b in spans)
    )
    deadline = base + due * HOUR
    steps = s.hold_steps(office, deadline, spans, Span(1, "business_hours"))
    assert isinstance(steps[-1], s.Ended)
    assert office.between(deadline, steps[-1].at) == held
    assert steps[-1].at == office.add_shift_time(deadline, held)


def test_steps_read_back_as_they_were_written() -> None:
    steps = s.add_steps(calendar("cn_office"), at("2025-09-26 10:00"), Span(30, "business_hours"))
    data = msgspec.json.encode(steps)
    assert msgspec.json.decode(data, type=tuple[s.Step, ...]) == steps

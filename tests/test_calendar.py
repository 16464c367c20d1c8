"""Business time: tables of spans, zone changes, and what must hold on every calendar."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.core import clock
from engine.core.calendar import FIRST_YEAR, LAST_YEAR, BusinessCalendar
from engine.language import zones
from engine.language.calendars import Calendar, Shift
from engine.language.days import official_days
from engine.language.values import Instant, Span, Unit

CASES = Path(__file__).parent / "cases" / "calendar"
MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
OFFICE: tuple[Shift, ...] = ((510, 720), (810, 1050))
DAY_SHIFT: tuple[Shift, ...] = ((480, 1020),)


def five_days(*shifts: Shift) -> tuple[tuple[Shift, ...], ...]:
    return (shifts,) * 5 + ((), ())


def cn_office() -> Calendar:
    china = official_days("CN")
    assert china is not None
    return Calendar(
        id="cn_office",
        zone="Asia/Shanghai",
        weekly=five_days(*OFFICE),
        makeup=OFFICE,
        off=china.off_ordinals,
        work=china.work_ordinals,
        known_until=china.known_until,
    )


def plain(zone: str, weekly: tuple[tuple[Shift, ...], ...]) -> Calendar:
    return Calendar(id=zone, zone=zone, weekly=weekly, makeup=())


ALWAYS = (((0, 1440),),) * 7
SHORT_FRIDAY: tuple[tuple[Shift, ...], ...] = (
    DAY_SHIFT,
    DAY_SHIFT,
    ((480, 660), (900, 1020)),
    DAY_SHIFT,
    ((480, 840),),
    (),
    (),
)
CALENDARS: dict[str, Callable[[], Calendar]] = {
    "cn_office": cn_office,
    "short_friday": lambda: plain("Asia/Shanghai", SHORT_FRIDAY),
    "night": lambda: plain("Asia/Shanghai", five_days((1320, 1800))),
    "always": lambda: plain("Asia/Shanghai", ALWAYS),
    "berlin_always": lambda: plain("Europe/Berlin", ALWAYS),
    "berlin_office": lambda: plain("Europe/Berlin", five_days(*DAY_SHIFT)),
    "new_york_always": lambda: plain("America/New_York", ALWAYS),
    "lord_howe_always": lambda: plain("Australia/Lord_Howe", ALWAYS),
    "apia_office": lambda: plain("Pacific/Apia", five_days((480, 960))),
}


@functools.cache
def calendar(name: str) -> BusinessCalendar:
    return BusinessCalendar(CALENDARS[name]())


def at(text: str, zone: str = "Asia/Shanghai") -> Instant:
    """Local time, or any time with its own offset; read without the code under test."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def shown(instant: Instant, zone: str = "Asia/Shanghai") -> str:
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=instant)
    return moment.astimezone(ZoneInfo(zone)).isoformat(" ")


# Tables.

SPAN = re.compile(r"(end of )?(\d+) ([a-z ]+?)s?( before)?")


def answer(name: str, start: Instant, text: str) -> Instant:
    found = SPAN.fullmatch(text)
    assert found, f"not a span: {text}"
    end, count, unit, before = found.groups()
    units: dict[str, Unit] = {
        "minute": "minutes",
        "hour": "hours",
        "day": "days",
        "week": "weeks",
        "month": "months",
        "business hour": "business_hours",
        "business day": "business_days",
    }
    span = Span(int(count), units[unit])
    if end:
        return calendar(name).end_of(start, span)
    return calendar(name).subtract(start, span) if before else calendar(name).add(start, span)


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Every row of the folder; a file is named CALENDAR-WHAT.tsv, its first line says why."""
    for file in sorted(CASES.glob("*.tsv")):
        why, *lines = file.read_text(encoding="utf-8").splitlines()
        assert why.startswith("# "), f"{file.name} does not say why it is true"
        for line in lines:
            start, span, expected = line.split("\t")
            yield file.stem.partition("-")[0], start, span, expected


@pytest.mark.clause("S3.2", "S3.3", "S3.7", "S3.8")
@pytest.mark.parametrize(("name", "start", "span", "expected"), list(rows()))
def test_the_tables(name: str, start: str, span: str, expected: str) -> None:
    zone = calendar(name).data.zone
    assert shown(answer(name, at(start, zone), span), zone) == shown(at(expected, zone), zone)


def test_no_table_is_forgotten() -> None:
    assert {name for name, *_ in rows()} == set(CALENDARS)


# The clock.


@pytest.mark.clause("S3.7")
@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2025-03-30 02:30", "Europe/Berlin", "2025-03-30 01:00Z"),
        ("2025-03-30 02:00:00", "Europe/Berlin", "2025-03-30 01:00Z"),
        ("2025-03-30 03:00", "Europe/Berlin", "2025-03-30 01:00Z"),
        ("2025-03-30 01:59:59", "Europe/Berlin", "2025-03-30 00:59:59Z"),
        ("2025-10-26 02:30", "Europe/Berlin", "2025-10-26 00:30Z"),
        ("2025-10-26 03:00", "Europe/Berlin", "2025-10-26 02:00Z"),
        ("2025-03-09 02:59", "America/New_York", "2025-03-09 07:00Z"),
        ("2025-11-02 01:30", "America/New_York", "2025-11-02 05:30Z"),
        ("2025-10-05 02:15", "Australia/Lord_Howe", "2025-10-04 15:30Z"),
        ("2025-04-06 01:45", "Australia/Lord_Howe", "2025-04-05 14:45Z"),
        ("2011-12-30 00:00", "Pacific/Apia", "2011-12-30 10:00Z"),
        ("2011-12-30 13:00", "Pacific/Apia", "2011-12-30 10:00Z"),
        ("2011-12-31 00:00", "Pacific/Apia", "2011-12-30 10:00Z"),
        ("2026-02-14 09:30", "Asia/Shanghai", "2026-02-14 01:30Z"),
    ],
)
def test_a_local_time_is_one_instant(text: str, zone: str, utc: str) -> None:
    """Ambiguous: the first occurrence. Skipped: the end of the gap."""
    assert shown(clock.parse_local(text, zone), "UTC") == shown(at(utc), "UTC")


CHANGES = [
    at(text)
    for text in ("2025-03-30 01:00Z", "2025-10-26 01:00Z", "2025-04-05 15:00Z", "2011-12-30 10:00Z")
]


@pytest.mark.clause("S3.1", "S3.7")
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"])
@settings(deadline=None)
@given(st.sampled_from(CHANGES), st.integers(-3 * HOUR, 3 * HOUR))
def test_local_and_instant_undo_each_other(zone: str, change: Instant, near: int) -> None:
    moment = change + near
    assert clock.instant(clock.local(moment, zone)) == moment


@pytest.mark.clause("S3.7")
def test_the_second_occurrence_keeps_its_identity() -> None:
    second = at("2025-10-26 02:30+01:00")
    assert clock.local(second, "Europe/Berlin").isoformat(" ") == "2025-10-26 02:30:00+01:00"
    assert clock.instant(clock.local(second, "Europe/Berlin")) == second


@pytest.mark.clause("S3.1")
def test_without_a_zone_there_is_no_instant() -> None:
    naive = dt.datetime.fromisoformat("2025-01-01 10:00")
    with pytest.raises(ValueError, match="without a zone"):
        clock.instant(naive)


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-01",
        "2025-01-01T10:00",
        "2025-1-1 10:00",
        "2025-01-01 10:00Z",
        "2025-01-01 24:00",
        "2025-02-29 10:00",
        "２０２５-01-01 10:00",
        "2025-01-01 10:00\n",
    ],
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a local time|hour must be|day is out of range"):
        clock.parse_local(text, "Asia/Shanghai")


@pytest.mark.clause("S3.1")
@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../zones", "Asia", "asia/shanghai"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="unknown time zone"):
        clock.local(0, zone)


@pytest.mark.clause("S1.4", "S3.4")
def test_zone_rules_are_the_package_s_and_have_a_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the operating system believes about Berlin, Berlin is the package's."""
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
    assert re.fullmatch(r"20\d\d[a-z]", zones.TZDATA_VERSION)
    assert zones.zone_rules("Europe/Berlin") is zones.zone_rules("Europe/Berlin")
    assert zones.zone_rules("Europe/Berlin") is not ZoneInfo("Europe/Berlin")


@pytest.mark.clause("S3.7")
@pytest.mark.parametrize(
    "zone",
    [
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/Sao_Paulo",
        "America/Havana",
        "America/St_Johns",
        "Africa/Casablanca",
    ],
)
@settings(deadline=None)
@given(minutes=st.integers(0, 1440 * 365 * 3), seconds=st.integers(0, 59))
def test_the_wall_clock_is_the_zone_s(zone: str, minutes: int, seconds: int) -> None:
    """The tables answer as the zone does, also where midnight itself is skipped or twice."""
    walls = wall_clock(zone)
    first = dt.date(2010, 1, 1)
    wall = minutes * MINUTE + seconds * 1_000_000
    naive = dt.datetime.combine(first, dt.time()) + dt.timedelta(microseconds=wall)
    assert walls.instant(first.toordinal(), wall) == clock.parse_local(naive.isoformat(" "), zone)
    moment = at("2010-01-01 00:00", "UTC") + wall
    local = clock.local(moment, zone).replace(tzinfo=None)
    epoch = dt.datetime.fromisoformat("1970-01-01")
    assert walls.wall(moment) == (local - epoch) // dt.timedelta(microseconds=1)


@functools.cache
def wall_clock(zone: str) -> clock.WallClock:
    first, last = dt.date(2010, 1, 1), dt.date(2013, 1, 1)
    return clock.WallClock.build(zone, first.toordinal(), last.toordinal())


@pytest.mark.clause("S3.7")
def test_outside_its_tables_the_wall_clock_asks_the_zone() -> None:
    walls = wall_clock("Europe/Berlin")
    summer = dt.date(2025, 7, 1).toordinal()
    assert walls.instant(summer, 12 * HOUR) == at("2025-07-01 10:00Z")


def test_on_date_counts_minutes_from_midnight() -> None:
    spring = dt.date(2025, 3, 30)
    assert clock.on_date(spring, 0, "Europe/Berlin") == at("2025-03-29 23:00Z")
    assert clock.on_date(spring, 150, "Europe/Berlin") == at("2025-03-30 01:00Z")
    assert clock.on_date(spring, 1440 + 360, "Europe/Berlin") == at("2025-03-31 04:00Z")


# Open and closed; dates.


@pytest.mark.clause("S3.3")
def test_shifts_are_half_open() -> None:
    office = calendar("cn_office")
    assert office.is_open(at("2025-03-03 08:30"))
    assert office.is_open(at("2025-03-03 11:59:59"))
    assert not office.is_open(at("2025-03-03 12:00"))
    assert not office.is_open(at("2025-03-03 13:29"))
    assert office.is_open(at("2025-03-03 13:30"))
    assert not office.is_open(at("2025-03-03 17:30"))


@pytest.mark.clause("S3.3")
def test_the_next_opening_is_now_while_open() -> None:
    office = calendar("cn_office")
    assert office.next_opening(at("2025-03-03 09:00")) == at("2025-03-03 09:00")
    assert office.next_opening(at("2025-03-03 12:00")) == at("2025-03-03 13:30")
    assert office.next_opening(at("2025-09-30 17:30")) == at("2025-10-09 08:30")
    assert office.next_opening(at("2025-09-27 12:00")) == at("2025-09-28 08:30")


@pytest.mark.clause("S3.3")
def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    office = calendar("cn_office")
    worked = [date for date in range(26, 31) if office.is_working_day(dt.date(2025, 9, date))]
    assert worked == [26, 28, 29, 30]
    assert office.next_working_day(dt.date(2025, 9, 26)) == dt.date(2025, 9, 28)
    assert office.next_working_day(dt.date(2025, 9, 30)) == dt.date(2025, 10, 9)
    assert not calendar("apia_office").is_working_day(dt.date(2011, 12, 30))


@pytest.mark.clause("S3.3", "S3.7")
def test_a_date_that_never_was_opens_no_night_shift() -> None:
    """Apia's Thursday night ended with the date line; Friday's did not begin."""
    night = BusinessCalendar(plain("Pacific/Apia", five_days((1320, 1800))))
    assert night.is_open(at("2011-12-29 23:00-10:00"))
    assert not night.is_open(at("2011-12-31 03:00+14:00"))
    assert not night.is_working_day(dt.date(2011, 12, 30))
    week = at("2011-12-26 12:00-10:00"), at("2012-01-02 12:00+14:00")
    assert night.between(*week) == (3 * 8 + 2) * HOUR


@pytest.mark.clause("S3.3")
def test_a_make_up_day_has_its_own_shifts_even_where_the_week_has_some() -> None:
    saturday = dt.date(2025, 3, 8)
    weekly = (*five_days(*DAY_SHIFT)[:5], ((540, 720),), ())
    data = Calendar("six", "Asia/Shanghai", weekly, DAY_SHIFT, work=(saturday.toordinal(),))
    assert BusinessCalendar(data).closing_of(saturday) == at("2025-03-08 17:00")
    assert BusinessCalendar(data).closing_of(dt.date(2025, 3, 15)) == at("2025-03-15 12:00")


@pytest.mark.clause("S3.2")
def test_a_working_date_opens_first_and_closes_last() -> None:
    office, thursday = calendar("cn_office"), dt.date(2026, 4, 30)
    assert office.opening_of(thursday) == at("2026-04-30 08:30")
    assert office.closing_of(thursday) == at("2026-04-30 17:30")
    assert office.end_of_date(thursday) == at("2026-04-30 17:30")
    assert calendar("night").closing_of(dt.date(2025, 3, 7)) == at("2025-03-08 06:00")


@pytest.mark.clause("S3.2")
def test_a_date_off_opens_late_closed_early_and_ends_late() -> None:
    office, saturday = calendar("cn_office"), dt.date(2026, 5, 2)
    assert office.opening_of(saturday) == at("2026-05-06 08:30")
    assert office.closing_of(saturday) == at("2026-04-30 17:30")
    assert office.end_of_date(saturday) == at("2026-05-06 17:30")


@pytest.mark.clause("S3.2")
@pytest.mark.parametrize(
    ("date", "span", "after", "before"),
    [
        # a Wednesday
        ("2025-03-05", Span(2, "business_days"), "2025-03-07 17:30", "2025-03-03 08:30"),
        ("2025-03-05", Span(2, "days"), "2025-03-07 17:30", "2025-03-03 08:30"),
        ("2025-03-05", Span(2, "business_hours"), "2025-03-06 10:30", "2025-03-04 15:30"),
        # a Saturday: after it Monday is one, before it Friday is one
        ("2025-03-08", Span(2, "business_days"), "2025-03-11 17:30", "2025-03-06 08:30"),
        ("2025-03-08", Span(2, "business_hours"), "2025-03-10 10:30", "2025-03-07 15:30"),
        ("2025-03-08", Span(1, "days"), "2025-03-10 00:00", "2025-03-07 00:00"),
        ("2025-03-08", Span(48, "hours"), "2025-03-11 00:00", "2025-03-06 00:00"),
        # the promised date of story_late_delivery.yaml, for a key account
        ("2026-04-30", Span(12, "business_days"), "2026-05-20 17:30", "2026-04-14 08:30"),
    ],
)
def test_a_date_is_a_whole_day(date: str, span: Span, after: str, before: str) -> None:
    office = calendar("cn_office")
    assert shown(office.after_date(dt.date.fromisoformat(date), span)) == shown(at(after))
    assert shown(office.before_date(dt.date.fromisoformat(date), span)) == shown(at(before))


@pytest.mark.clause("S3.5")
def test_a_hold_adds_its_shift_time_to_the_due_time() -> None:
    """story_complaint_three_hands.yaml: 5 business days, held from the 14th to the 24th."""
    office = calendar("cn_office")
    held = office.between(at("2026-02-14 10:00"), at("2026-02-24 10:00"))
    assert held == 7.5 * HOUR
    due = office.add(at("2026-02-13 16:30"), Span(5, "business_days"))
    assert office.add_shift_time(due, held) == at("2026-02-28 16:30")
    assert office.between(at("2026-02-12 17:30"), at("2026-02-13 08:30")) == 0


@pytest.mark.clause("S3.4")
def test_past_the_last_published_year_a_deadline_is_provisional() -> None:
    """The year is the local one: at new year, Shanghai is eight hours ahead of UTC."""
    office = calendar("cn_office")
    assert not office.is_provisional(at("2026-12-31 23:59"))
    assert office.is_provisional(at("2027-01-01 00:00"))
    assert not calendar("always").is_provisional(at("2199-01-01 00:00"))


@pytest.mark.parametrize("unit", ["minutes", "hours", "days", "weeks", "months", "business_hours"])
def test_only_business_days_have_an_end(unit: Unit) -> None:
    with pytest.raises(ValueError, match="is no moment"):
        calendar("cn_office").end_of(0, Span(1, unit))


# What cannot be a calendar, and where calendars end.

SHIFT: Shift = (480, 1020)


@pytest.mark.clause("S3.1", "S3.3")
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (plain("Asia/Shanghai", ((),) * 7), "a shift on one"),
        (plain("Asia/Shanghai", ((SHIFT,),) * 6), "seven weekdays"),
        (plain("Asia/Nowhere", ((SHIFT,),) * 7), "unknown time zone"),
        (plain("Asia/Shanghai", (((600, 600),),) * 7), "impossible shift 600-600"),
        (plain("Asia/Shanghai", (((600, 540),),) * 7), "impossible shift 600-540"),
        (plain("Asia/Shanghai", (((-60, 540),),) * 7), "impossible shift -60-540"),
        (plain("Asia/Shanghai", (((1440, 1500),),) * 7), "impossible shift 1440-1500"),
        (plain("Asia/Shanghai", (((600, 2881),),) * 7), "impossible shift 600-2881"),
        (Calendar("x", "UTC", ((SHIFT,),) * 7, ((9, 8),)), "impossible shift 9-8"),
        (Calendar("x", "UTC", ((SHIFT,),) * 7, (), work=(1,)), "no shifts for them"),
        (
            Calendar("x", "UTC", ((SHIFT,),) * 7, (SHIFT,), off=(739_000,), work=(739_000,)),
            "2024-04-24 both off and at work",
        ),
    ],
)
def test_a_calendar_that_means_nothing_is_refused(data: Calendar, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BusinessCalendar(data)


@pytest.mark.parametrize("unit", list(Unit.__args__))  # type: ignore[attr-defined]
def test_a_span_beyond_the_years_is_an_error_not_an_endless_search(unit: Unit) -> None:
    office, start = calendar("night"), at("2025-03-03 23:00")
    with pytest.raises(ValueError, match=f"from {FIRST_YEAR} to {LAST_YEAR}|out of range"):
        office.add(start, Span(999_999_999, unit))
    with pytest.raises(ValueError, match=f"from {FIRST_YEAR} to {LAST_YEAR}|out of range"):
        office.subtract(start, Span(999_999_999, unit))


def test_an_instant_beyond_the_years_is_an_error() -> None:
    for beyond in (at("1899-12-31 00:00"), at("2200-01-02 00:00"), 10**30):
        with pytest.raises(ValueError, match=f"from {FIRST_YEAR} to {LAST_YEAR}"):
            calendar("always").between(beyond, 0)


def test_a_week_taken_off_for_ever_is_an_error_not_an_endless_search() -> None:
    first, last = dt.date(FIRST_YEAR - 1, 1, 1), dt.date(LAST_YEAR + 1, 12, 31)
    mondays = tuple(
        ordinal for ordinal in range(first.toordinal(), last.toordinal()) if ordinal % 7 == 1
    )
    weekly: tuple[tuple[Shift, ...], ...] = ((SHIFT,), *((),) * 6)
    closed = BusinessCalendar(Calendar("x", "UTC", weekly, (), off=mondays))
    with pytest.raises(ValueError, match=f"from {FIRST_YEAR} to {LAST_YEAR}"):
        closed.next_opening(0)


@pytest.mark.clause("S1.4")
def test_what_was_asked_before_changes_no_answer() -> None:
    """The table grows both ways; a new calendar and an old one agree."""
    asked = BusinessCalendar(cn_office())
    for year in (2024, 2008, 2050, 1990, 2026):
        start = at(f"{year}-04-10 10:07")
        fresh = BusinessCalendar(cn_office())
        for span in (Span(700, "business_days"), Span(-3000, "business_hours"), Span(9, "months")):
            assert asked.add(start, span) == fresh.add(start, span)
    far, near = at("1990-04-10 10:07"), at("2050-04-10 10:07")
    assert asked.between(far, near) == BusinessCalendar(cn_office()).between(far, near)


def test_a_closure_longer_than_the_table_s_margin_is_crossed() -> None:
    first = dt.date(2025, 12, 1).toordinal()
    data = Calendar("x", "UTC", five_days(SHIFT), (), off=tuple(range(first, first + 900)))
    start = at("2025-12-24 10:00Z")
    assert shown(BusinessCalendar(data).next_opening(start), "UTC").startswith("2028-05-19 08:00")
    assert BusinessCalendar(data).opening_of(dt.date(2026, 6, 1)) == at("2028-05-19 08:00Z")
    assert BusinessCalendar(data).closing_of(dt.date(2026, 6, 1)) == at("2025-11-28 17:00Z")
    back = BusinessCalendar(data).subtract(start, Span(1, "business_hours"))
    assert back == at("2025-11-28 16:00Z")


def test_a_closure_over_the_turn_of_the_year_is_crossed() -> None:
    """The first table of a calendar then begins with the date that is asked about."""
    first = dt.date(2025, 12, 10).toordinal()
    off = tuple(range(first, first + 33))
    data = Calendar("x", "Asia/Shanghai", ((SHIFT,),) * 7, (), off=off)
    assert BusinessCalendar(data).opening_of(dt.date(2026, 1, 12)) == at("2026-01-12 08:00")
    assert BusinessCalendar(data).closing_of(dt.date(2026, 1, 11)) == at("2025-12-09 17:00")


@pytest.mark.clause("S3.3")
def test_a_night_shift_runs_into_the_new_year() -> None:
    """Also where another shift opens at midnight, so that the year seems to begin open."""
    fresh = BusinessCalendar(plain("Asia/Shanghai", five_days((0, 120), (1320, 1800))))
    assert fresh.is_open(at("2026-01-01 03:00"))


# Properties.

STARTS = st.integers(at("2005-06-01 00:00"), at("2027-06-01 00:00"))
NAMES = st.sampled_from(sorted(CALENDARS))


@pytest.mark.clause("S3.2", "S3.8")
@settings(deadline=None)
@given(NAMES, STARTS, st.integers(-500, 500))
def test_between_undoes_add_for_shift_time(name: str, start: Instant, hours: int) -> None:
    end = calendar(name).add(start, Span(hours, "business_hours"))
    assert calendar(name).between(start, end) == hours * HOUR


@pytest.mark.clause("S3.8")
@settings(deadline=None)
@given(NAMES, STARTS, st.integers(1, 500 * HOUR))
def test_due_is_the_earliest_instant_that_reaches_the_target(
    name: str, start: Instant, time: int
) -> None:
    due = calendar(name).add_shift_time(start, time)
    assert calendar(name).between(start, due) == time
    assert calendar(name).between(start, due - 1) < time


@pytest.mark.clause("S3.8")
@settings(deadline=None)
@given(NAMES, STARTS, st.integers(1, 500 * HOUR))
def test_counted_back_it_is_the_latest(name: str, end: Instant, time: int) -> None:
    start = calendar(name).add_shift_time(end, -time)
    assert calendar(name).between(start, end) == time
    assert calendar(name).between(start + 1, end) < time


@pytest.mark.clause("S3.2")
@settings(deadline=None)
@given(NAMES, STARTS, st.integers(1, 500 * HOUR))
def test_subtract_undoes_add_when_the_start_is_open(name: str, start: Instant, time: int) -> None:
    office = calendar(name)
    opening = office.next_opening(start)
    assert office.add_shift_time(office.add_shift_time(opening, time), -time) == opening


@pytest.mark.clause("S3.2")
@settings(deadline=None)
@given(
    st.sampled_from(["cn_office", "short_friday", "night", "always"]),
    STARTS,
    st.integers(0, 10 * DAY),
    st.builds(
        Span,
        st.integers(-60, 60),
        st.sampled_from(["minutes", "hours", "days", "weeks", "business_hours", "business_days"]),
    ),
)
def test_a_later_start_is_never_due_earlier(
    name: str, start: Instant, later: int, span: Span
) -> None:
    """Not so for months, which end differently, and on days that repeat an hour."""
    assert calendar(name).add(start, span) <= calendar(name).add(start + later, span)


@pytest.mark.clause("S3.8")
@settings(deadline=None)
@given(NAMES, STARTS, STARTS, STARTS)
def test_between_is_additive(name: str, a: Instant, b: Instant, c: Instant) -> None:
    office = calendar(name)
    assert office.between(a, b) + office.between(b, c) == office.between(a, c)
    assert office.between(a, b) == -office.between(b, a)


@pytest.mark.clause("S3.2", "S3.3")
@settings(deadline=None)
@given(NAMES, STARTS, st.integers(0, 40))
def test_business_days_end_in_a_shift_of_their_date(name: str, start: Instant, days: int) -> None:
    office = calendar(name)
    due = office.add(start, Span(days, "business_days"))
    assume(days)
    assert office.is_open(due) or office.is_open(due - 1)
    assert due <= office.end_of(start, Span(days, "business_days"))


def counted_by_hand(start: dt.datetime, days: int) -> dt.datetime:
    """Business days of cn_office as a person counts them, one date after the other."""
    office, step = calendar("cn_office"), dt.timedelta(days=1 if days > 0 else -1)
    opens, noon, one, closes = dt.time(8, 30), dt.time(12), dt.time(13, 30), dt.time(17, 30)
    date, time = start.date(), start.time()
    gone = time > closes if days > 0 else time < opens
    if not office.is_working_day(date) or gone:
        date += step
        while not office.is_working_day(date):
            date += step
        time = opens if days > 0 else closes
    time = min(max(time, opens), closes)
    if noon < time < one:
        time = one if days > 0 else noon
    for _ in range(abs(days)):
        date += step
        while not office.is_working_day(date):
            date += step
    return dt.datetime.combine(date, time, start.tzinfo)


@pytest.mark.clause("S3.2")
@settings(deadline=None)
@given(
    st.integers(0, 20 * 365 * 96),
    st.sampled_from([0, 1, 999_999, 60_000_000]),
    st.integers(-40, 40).filter(bool),
)
def test_business_days_are_those_a_person_counts(quarters: int, rest: int, days: int) -> None:
    start = at("2006-06-01 00:00") + quarters * 15 * MINUTE + rest
    by_hand = counted_by_hand(clock.local(start, "Asia/Shanghai"), days)
    due = calendar("cn_office").add(start, Span(days, "business_days"))
    assert shown(due) == by_hand.isoformat(" ")


SIXTHS = st.builds(lambda opening, length: (opening * 360, (opening + length) * 360),
                   st.integers(0, 3), st.integers(1, 4))  # fmt: skip
WEEKS = st.lists(
    st.lists(SIXTHS, max_size=2).map(tuple), min_size=7, max_size=7
).map(tuple)  # fmt: skip


def is_open_by_hand(data: Calendar, moment: dt.datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    today, before = moment.weekday(), (moment.weekday() - 1) % 7
    return any(a <= minute < b for a, b in data.weekly[today]) or any(
        a <= minute + 1440 < b for a, b in data.weekly[before]
    )


@pytest.mark.clause("S3.3", "S3.7")
@settings(deadline=None)
@given(
    WEEKS,
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe"]),
    st.sampled_from(["2025-03-28", "2025-04-05", "2025-10-04", "2025-10-25", "2024-12-30"]),
)
def test_any_week_is_measured_as_half_hours_are_counted(
    weekly: tuple[tuple[Shift, ...], ...], zone: str, begin: str
) -> None:
    """Overlaps, midnights and clock changes: no moment is counted twice, and none is lost.

    Shifts change at 0, 6, 12 and 18 hours, where no clock does.
    """
    assume(any(weekly))
    office = BusinessCalendar(plain(zone, weekly))
    start, half = at(begin, "UTC"), 30 * MINUTE
    counted = 0
    for moment in range(start, start + 4 * DAY, half):
        is_open = is_open_by_hand(office.data, clock.local(moment, zone))
        assert office.is_open(moment) == is_open
        counted += half if is_open else 0
        assert office.between(start, moment + half) == counted
        if is_open:
            assert office.add_shift_time(start, counted) == moment + half


@settings(deadline=None)
@given(WEEKS, STARTS, st.integers(-9, 9).filter(bool))
def test_days_can_be_counted_on_any_week(
    weekly: tuple[tuple[Shift, ...], ...], start: Instant, days: int
) -> None:
    """A due time lies ahead of its start, even where a long shift outlasts the next one."""
    assume(any(weekly))
    office = BusinessCalendar(plain("Asia/Shanghai", weekly))
    due = office.add(start, Span(days, "business_days"))
    assert (due > start) == (days > 0)
    if office.is_open(start):
        worked = clock.local(due, "Asia/Shanghai").time()
        kept = clock.local(start, "Asia/Shanghai").time()
        assert worked == kept or worked.hour % 6 == 0


@pytest.mark.clause("S3.3")
def test_where_shifts_overlap_the_one_that_opened_last_owns_the_moment() -> None:
    """Monday 18:00 to Tuesday 18:00, and Tuesday 00:00 to 06:00: at ten it is Tuesday's."""
    weekly: tuple[tuple[Shift, ...], ...] = (((1080, 2520),), ((0, 360),), (), (), (), (), ())
    office, start = BusinessCalendar(plain("Asia/Shanghai", weekly)), at("2025-03-04 10:00")
    assert office.add(start, Span(1, "business_days")) == at("2025-03-10 18:00")
    assert office.add(start, Span(2, "business_days")) == at("2025-03-11 06:00")
    assert office.subtract(start, Span(1, "business_days")) == at("2025-03-03 18:00")
    assert office.between(at("2025-03-03 00:00"), at("2025-03-10 00:00")) == 24 * HOUR

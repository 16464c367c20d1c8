"""Official days: the committed Chinese table, and countries the library computes."""

from __future__ import annotations

import datetime as dt
import importlib.resources
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import msgspec
import pytest

from engine.core.calendar import BusinessCalendar
from engine.language.days import OfficialDays, expand_holidays, generate, official_days
from engine.language.values import Span

from .test_calendar import cn_office


def dates(first_year: int, last_year: int) -> Iterator[dt.date]:
    first, last = dt.date(first_year, 1, 1), dt.date(last_year, 12, 31)
    return map(dt.date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def is_worked(days: OfficialDays, date: dt.date) -> bool:
    return date in days.work if date.weekday() >= 5 else date not in days.off


@pytest.fixture(scope="module")
def china() -> OfficialDays:
    days = official_days("CN")
    assert days is not None
    return days


@pytest.fixture(scope="module")
def germany() -> OfficialDays:
    days = expand_holidays("DE", 2024, 2026)
    assert days is not None
    return days


@pytest.mark.clause("S3.3")
def test_china_agrees_with_a_second_source_on_every_day(
    china: OfficialDays, closing_lines: list[str]
) -> None:
    compared = list(dates(2006, 2026))
    differing = [
        date for date in compared if is_worked(china, date) != chinese_calendar.is_workday(date)
    ]
    assert differing == []
    assert len(compared) == 7670
    closing_lines.append(f"oracle chinesecalendar: {len(compared)} days of China agree")


@pytest.mark.clause("S3.2", "S3.3")
def test_business_days_of_china_are_those_of_the_second_source(closing_lines: list[str]) -> None:
    """From nine o'clock on every date, one to three business days on and one back."""
    worked = [date for date in dates(2006, 2026) if chinese_calendar.is_workday(date)]
    office, cases = BusinessCalendar(cn_office()), 0
    for index, date in enumerate(worked[1:-3], 1):
        start = office.on_date(date, 540)
        for count in (-1, 1, 2, 3):
            due = office.add(start, Span(count, "business_days"))
            assert due == office.on_date(worked[index + count], 540), f"{date} {count:+}"
            cases += 1
    closing_lines.append(f"oracle chinesecalendar: {cases} counts of business days agree")


@pytest.mark.clause("S3.3")
def test_off_holds_weekdays_and_work_weekends_in_order(china: OfficialDays) -> None:
    assert {date.weekday() for date in china.off} == {0, 1, 2, 3, 4}
    assert {date.weekday() for date in china.work} == {5, 6}
    assert list(china.off) == sorted(set(china.off))
    assert list(china.work) == sorted(set(china.work))
    assert (len(china.off), len(china.work)) == (375, 138)


@pytest.mark.clause("S3.4")
def test_china_is_known_from_2006_until_2026(china: OfficialDays) -> None:
    assert (china.country, china.first_year, china.known_until) == ("CN", 2006, 2026)


@pytest.mark.clause("S3.3")
@pytest.mark.parametrize(("country", "last"), [("CN", 2026), ("DE", 2036), ("US", 2036)])
def test_a_committed_table_is_what_the_generator_writes(country: str, last: int) -> None:
    """A newer library may name itself differently, but not move a published day."""
    table = official_days(country)
    assert table is not None
    written = generate.generate(country, 2006, last)
    assert msgspec.structs.replace(written, source=table.source) == table
    committed = importlib.resources.files("engine.language.days").joinpath(f"{country}.json")
    assert generate.render(table) == committed.read_bytes()


def test_main_writes_the_table_beside_it(
    tmp_path: Path, china: OfficialDays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "__file__", str(tmp_path / "generate.py"))
    generate.main(["CN", "2025", "2026"])
    written = msgspec.json.decode((tmp_path / "CN.json").read_bytes(), type=OfficialDays)
    assert written.work == tuple(date for date in china.work if date.year >= 2025)


@pytest.mark.clause("S3.4")
def test_the_generator_refuses_years_not_published() -> None:
    with pytest.raises(ValueError, match="CN is published for 2006 to 2026 only"):
        generate.generate("CN", 2006, 2030)
    with pytest.raises(ValueError, match='does not know "XX"'):
        generate.generate("XX", 2006, 2026)


def test_ordinals_are_those_of_the_dates(china: OfficialDays) -> None:
    assert china.off_ordinals[0] == dt.date(2006, 1, 2).toordinal()
    assert china.work_ordinals[-1] == dt.date(2026, 10, 10).toordinal()
    assert len(china.off_ordinals) == len(china.off)
    assert len(china.work_ordinals) == len(china.work)


@pytest.mark.parametrize("country", ["FR", "DE-BY", "XX", "cn", "", "../days/CN", "CN\n"])
def test_no_table_is_committed_for_others(country: str) -> None:
    assert official_days(country) is None


@pytest.mark.clause("S3.3")
def test_another_country_comes_from_the_library(germany: OfficialDays) -> None:
    assert dt.date(2025, 10, 3) in germany.off
    assert germany.work == ()
    assert (germany.first_year, germany.known_until) == (2024, 2026)
    # 3 October 2026 is a Saturday: not worked anyway, hence not listed.
    assert dt.date(2026, 10, 3) not in germany.off


def test_a_subdivision_has_its_own_days(germany: OfficialDays) -> None:
    bavaria = expand_holidays("DE-BY", 2024, 2026)
    assert bavaria is not None
    epiphany = dt.date(2025, 1, 6)
    assert epiphany in bavaria.off
    assert epiphany not in germany.off


@pytest.mark.parametrize("country", ["XX", "de", "", "DE-ZZ"])
def test_an_unknown_country_is_none(country: str) -> None:
    assert expand_holidays(country, 2025, 2025) is None


def test_a_new_year_observed_in_the_december_before_is_found() -> None:
    america = expand_holidays("US", 2021, 2021)
    assert america is not None
    assert dt.date(2021, 12, 31) in america.off
    assert {date.year for date in america.off} == {2021}


def test_the_weekend_is_the_country_s_own() -> None:
    """Fridays are no holidays in Saudi Arabia, and Sundays are not made up."""
    arabia = expand_holidays("SA", 2024, 2024)
    assert arabia is not None
    assert {date.weekday() for date in arabia.off} <= {6, 0, 1, 2, 3}
    assert dt.date(2024, 9, 23) in arabia.off
    assert arabia.work == ()


@pytest.mark.clause("S3.4")
@pytest.mark.parametrize("locale", ["C", "en_US", "ar_EG"])
def test_estimated_dates_are_not_known(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library marks dates as estimated in words; the machine's locale must not matter."""
    monkeypatch.setenv("LANGUAGE", locale)
    egypt = expand_holidays("EG", 2024, 2099)
    assert egypt is not None
    assert 2024 <= egypt.known_until < 2099


@pytest.mark.clause("S3.4")
def test_years_all_estimated_leave_nothing_known() -> None:
    egypt = expand_holidays("EG", 2090, 2099)
    assert egypt is not None
    assert egypt.known_until == 2089


@pytest.mark.clause("S3.4")
def test_china_is_not_known_past_its_last_notice() -> None:
    china = expand_holidays("CN", 2024, 2030)
    assert china is not None
    assert china.known_until == 2026


def test_the_library_s_own_range_limits_the_years() -> None:
    germany = expand_holidays("DE", 1985, 1992)
    assert germany is not None
    assert germany.first_year == 1991


def test_years_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="2026 to 2025"):
        expand_holidays("DE", 2026, 2025)


@pytest.mark.clause("S3.3")
def test_the_library_is_loaded_only_when_a_country_needs_it() -> None:
    code = (
        "import sys; from engine.language.days import official_days as d; "
        "print(all(map(d, ['CN', 'DE', 'US'])), 'holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True False"

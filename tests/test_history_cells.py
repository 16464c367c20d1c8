"""Cells are read as their column says, or not at all."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.clock import local, parse_local
from engine.language.facts import read_money
from engine.studies.history.cells import REMEMBERED, Cell, column_cells
from engine.studies.history.mapping import Column

from .logs import day, moment

SHANGHAI = "Asia/Shanghai"


def cell(column: Column, text: str | None) -> Cell:
    return column_cells(column)[text]


def test_a_day_happens_at_the_declared_minute_of_its_local_day() -> None:
    found = cell(day("day", "M/D/YY", zone=SHANGHAI), "3/2/15")
    assert (found.text, found.at) == ("2015-03-02", parse_local("2015-03-02 12:00", SHANGHAI))


def test_formats_are_tried_in_order() -> None:
    column = Column("day", "date", ("D-MMM-YY", "YYYY-MM-DD"))
    assert [cell(column, text).text for text in ("2-Jun-06", "2006-06-02")] == ["2006-06-02"] * 2
    assert cell(column, "6/2/06").rejects == "unreadable-date"


@pytest.mark.parametrize(
    ("text", "local_time"),
    [
        ("2025-03-30T01:59", "2025-03-30 01:59"),
        ("2025-03-30T02:30", "2025-03-30 03:00"),  # skipped: the end of the gap (S3.7)
        ("2025-10-26T02:30", "2025-10-26 02:30"),  # twice: the first
        ("2025-10-26T02:30:00+01:00", "2025-10-26 02:30"),  # said to be the second
        ("2025-07-01T10:00Z", "2025-07-01 12:00"),
    ],
)
def test_moments_where_clocks_change(text: str, local_time: str) -> None:
    found = cell(moment("at", zone="Europe/Berlin"), text)
    assert found.at is not None
    assert f"{local(found.at, 'Europe/Berlin'):%Y-%m-%d %H:%M}" == local_time
    if text.endswith("+01:00"):
        assert local(found.at, "Europe/Berlin").fold == 1


def test_the_day_of_a_moment_with_an_offset_is_the_columns_own() -> None:
    text = "2025-07-01T23:30:00-02:00"
    assert cell(moment("at", zone=SHANGHAI), text).text == "2025-07-02"
    of_day = cell(day("day", "iso", zone=SHANGHAI), text)
    assert of_day.at == parse_local("2025-07-02 12:00", SHANGHAI)


def test_a_time_is_not_made_of_a_day() -> None:
    assert cell(moment("at"), "2025-07-01").rejects == "unreadable-time"


@pytest.mark.parametrize("text", ["2015-02-29", "2015-13-01", "", " ", "x", "0000-01-01"])
def test_days_that_never_were(text: str) -> None:
    assert cell(day("day"), text).rejects == "unreadable-date"


def test_days_out_of_range() -> None:
    earliest = parse_local("2005-01-01 00:00", "Etc/UTC")
    column = day("day", earliest=earliest, latest=earliest + 86_400_000_000 - 1)
    assert [cell(column, f"200{text}").rejects for text in ("4-12-31", "5-01-01", "5-01-02")] == [
        "out-of-range", "", "out-of-range",
    ]  # fmt: skip
    assert cell(day("day"), "0999-12-31").rejects == "out-of-range"
    assert cell(day("day"), "9998-01-01").rejects == "out-of-range"


@pytest.mark.parametrize(
    ("kind", "style", "text", "read"),
    [
        ("number", {}, "1234.50", "1234.5"),
        ("number", {}, "-0.10", "-0.1"),
        ("number", {}, " +7 ", "7"),
        ("number", {}, "-0.0", "0"),
        ("number", {"thousands": ","}, "1,234,567.80", "1234567.8"),
        ("number", {"thousands": ","}, "1234567", "1234567"),
        ("number", {"thousands": ".", "decimal": ","}, "1.234,5", "1234.5"),
        ("number", {"thousands": "'"}, "12'345", "12345"),
        ("money", {"currency": "USD", "thousands": ","}, "5,200.00", "5200 USD"),
        ("percent", {}, "15%", "15%"),
        ("percent", {"decimal": ","}, "1,5 %", "1.5%"),
        ("yes_no", {}, "TRUE", "true"),
        ("yes_no", {}, "否", "false"),
    ],
)
def test_numbers_in_their_style(kind: str, style: dict[str, str], text: str, read: str) -> None:
    found = cell(Column("x", kind, **style), text)  # type: ignore[arg-type]
    assert (found.text, found.rejects) == (read, "")


@pytest.mark.parametrize(
    ("kind", "style", "text"),
    [
        ("number", {}, "1,234"),
        ("number", {"thousands": ","}, "12,34"),
        ("number", {"thousands": ","}, "1,2345"),
        ("number", {"thousands": ",", "decimal": "."}, "1.234,5"),
        ("number", {}, "1e5"),
        ("number", {}, "NaN"),
        ("number", {}, "١٢"),
        ("number", {}, "1" * 16),
        ("money", {"currency": "USD"}, "$5"),
        ("money", {"currency": "USD"}, "1.1234567"),
        ("percent", {}, "1%%"),
        ("yes_no", {}, "maybe"),
    ],
)
def test_numbers_that_are_none(kind: str, style: dict[str, str], text: str) -> None:
    found = cell(Column("x", kind, **style), text)  # type: ignore[arg-type]
    assert found.rejects.startswith("unreadable-")
    lenient = cell(Column("x", kind, unreadable="unknown", **style), text)  # type: ignore[arg-type]
    assert (lenient.rejects, lenient.text, lenient.note) == ("", None, found.rejects)


def test_words_for_nothing_and_words_nobody_named() -> None:
    words = {"New": "new", "Closed": "closed"}
    states = [("New", "new", "", ""), ("?", None, "", "unknown"), (None, None, "", "")]
    odd = {"reject": (None, "unknown-word", ""), "unknown": (None, "", "unknown-word"),
           "keep": ("Odd", "", "unknown-word")}  # fmt: skip
    for otherwise, expected in odd.items():
        column = Column("x", unknown=frozenset("?"), words=words, otherwise=otherwise)  # type: ignore[arg-type]
        for text, read, rejects, note in [*states, ("Odd", *expected)]:
            found = cell(column, text)
            assert (found.text, found.rejects, found.note) == (read, rejects, note)


def test_a_blank_text_is_told_and_a_long_one_is_refused() -> None:
    assert (cell(Column("x"), " ").text, cell(Column("x"), " ").note) == (" ", "blank")
    assert cell(Column("x"), "x" * 10_001).rejects == "too-long"


def test_what_is_remembered_is_bounded() -> None:
    cells = column_cells(Column("x"))
    for number in range(REMEMBERED + 10):
        assert cells[str(number)].text == str(number)
    assert len(cells) <= REMEMBERED


def test_a_cell_is_read_once() -> None:
    cells = column_cells(day("day"))
    assert cells["2015-03-02"] is cells["2015-03-02"]


DATES = st.dates(dt.date(1000, 1, 1), dt.date(8999, 12, 31))


@given(DATES, st.sampled_from(["YYYY-MM-DD", "D.M.YYYY", "MMMM D, YYYY"]))
def test_days_are_read_as_they_were_written(date: dt.date, form: str) -> None:
    written = {
        "YYYY-MM-DD": date.isoformat(),
        "D.M.YYYY": f"{date.day}.{date.month}.{date.year:04}",
        "MMMM D, YYYY": f"{date:%B} {date.day}, {date.year:04}",
    }[form]
    found = cell(day("day", form), written)
    assert found.text == date.isoformat()
    # What a cell is told as reads back as itself, and so does a fact made of it.
    assert cell(day("day"), found.text) == Cell(found.text, found.text, found.at, found.day)


@given(
    st.decimals(-(10**14), 10**14, places=4), st.sampled_from([(".", ","), (",", "."), (".", "")])
)
def test_numbers_are_read_as_they_were_written(number: Decimal, style: tuple[str, str]) -> None:
    decimal, thousands = style
    text = f"{number:,f}" if thousands else f"{number:f}"
    text = "".join({",": thousands, ".": decimal}.get(sign, sign) for sign in text)
    found = cell(Column("x", "number", decimal=decimal, thousands=thousands), text)
    assert found.number == number
    again = cell(Column("x", "number"), found.text)
    assert (again.text, again.number) == (found.text, number)
    money = cell(Column("x", "money", currency="CNY", decimal=decimal, thousands=thousands), text)
    amount = read_money(money.text or "")
    assert amount is not None
    assert (amount.amount, money.text) == (number, f"{found.text} CNY")

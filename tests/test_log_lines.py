"""JSON lines, CloudEvents and workbooks: rows like any other."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from pathlib import Path

import pytest

from engine.language.logs import WHOLE_ROW, BadRow, LogBroken, LogFile, LogRow
from engine.runtime.importers.opening import open_log
from engine.studies.history.case import Case, Entry
from engine.studies.history.mapping import Column, Condition, EventRule
from engine.studies.history.signals import BEGAN, signal_lines

from .harness import needs_harness
from .logs import mapping_of, moment, read, rows_of, written

LINES = LogFile("jsonl")


def test_values_are_found_by_their_paths(tmp_path: Path) -> None:
    said = {
        "id": "a", "data": {"amount": 12.50, "deep": {"er": True}, "a.b": 1}, "x.y": "whole",
        "x": {"y": "path"}, "none": None, "list": [1, "二"],
    }  # fmt: skip
    path = written(tmp_path / "log.jsonl.gz", json.dumps(said, ensure_ascii=False) + "\n\n{}\n")
    names = ("id", "data.amount", "data.deep.er", "data.a.b", "x.y", "none", "list", "no.such")
    assert rows_of(path, LINES, names) == [
        LogRow(1, ("a", "12.5", "true", "1", "whole", None, '[1, "二"]', None)),
        LogRow(2, (None,) * 8),
    ]


def test_numbers_keep_every_digit(tmp_path: Path) -> None:
    path = written(tmp_path / "log.jsonl", '{"n": 12345678901234567890.10}\n')
    assert rows_of(path, LINES, ["n"]) == [LogRow(1, ("12345678901234567890.10",))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "a"', "not-json"), (b"[1]", "not-json"), (b"1", "not-json"),
        (b'{"id": "\xff"}', "wrong-encoding"), (b'{"id": "' + b"x" * 2_000_000 + b'"}', "too-long"),
        (b'{"x": {"y": nope}}', "not-json"), (b"\0", "not-json"),
        (b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not-json"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_the_next_are_read(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = written(tmp_path / "log.jsonl", b'{"id": "a"}\n' + line + b'\n{"id": "c"}\n')
    first, bad, last = rows_of(path, LINES, ["id", "x.y"])
    assert (first, last) == (LogRow(1, ("a", None)), LogRow(3, ("c", None)))
    assert isinstance(bad, BadRow)
    assert (bad.number, bad.reason) == (2, reason)


def test_whole_lines_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path / "log.jsonl", '{"a":1,"b":1}\n{"a":1,"b":2}\n{"a":1,"b":1}')
    one, other, same = (row[1][1] for row in rows_of(path, LINES, ["a", WHOLE_ROW]))
    assert one == same != other


def test_nothing_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogBroken, match="empty"):
        open_log(written(tmp_path / "log.jsonl", ""), LINES)


def test_signals_written_are_read_back(tmp_path: Path) -> None:
    """What ``--events`` writes is a log of CloudEvents: imported, it tells the same."""
    at = 1_425_000_000_000_001
    entries = (
        Entry(at, "quote.sent", 3, {"amount": "5200 USD"}), Entry(at + 1, "order.placed", 4),
    )  # fmt: skip
    mapping = mapping_of([], [])
    cases = [
        Case("a", "甲", "export", at - 7, entries, 3, {"size": "12"}),
        Case("b", "b", "x", at, ()),
    ]
    text = b"".join(line for case in cases for line in signal_lines(case, mapping))
    assert [json.loads(line)["specversion"] for line in text.splitlines()] == ["1.0"] * 4
    path = written(tmp_path / "events.jsonl", text)
    rules = [
        EventRule(each.type, "time", Condition({"type": frozenset([each.type])}), data)
        for each, data in zip(entries, ({"amount": "data.amount"}, {}), strict=True)
    ]
    back = mapping_of(
        [moment("time"), Column("account"), Column("data.size")], rules,
        log=LogFile("cloudevents"), case="subject", account="account", line="line",
        starts=("time",), facts={"size": "data.size"}, at="time",
    )  # fmt: skip
    accounts, quality = read(path, back)
    found = {case.id: case for account in accounts for case in account}
    assert [(each.at, each.type, each.data) for each in found["a"].entries] == [
        (each.at, each.type, each.data) for each in entries
    ]
    assert (found["a"].account, found["a"].line, found["a"].facts) == (
        "甲",
        "export",
        {"size": "12"},
    )
    assert [each.begins_at for each in found.values()] == [at, at - 7] or [
        found[name].begins_at for name in "ab"
    ] == [at - 7, at]
    assert json.loads(text.splitlines()[0])["type"] == BEGAN
    assert quality.absent == ()


def test_without_openpyxl_there_is_a_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(LogBroken, match="no-openpyxl"):
        open_log(written(tmp_path / "log.xlsx", b"x"), LogFile("xlsx"))


@needs_harness("xlsx")
def test_a_workbook_is_a_table(tmp_path: Path) -> None:
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "订单"
    for row in (
        ["id", "day", "n", "ok"], ["a", dt.date(2015, 3, 2), 12.5, True], [None] * 4,
        ["b", dt.datetime.fromisoformat("2015-03-02T10:30"), 7.0, None],
        ["c", None, None, None, "beside"],
    ):  # fmt: skip
        sheet.append(row)
    path = tmp_path / "log.xlsx"
    book.save(path)
    how = LogFile("xlsx")
    assert open_log(path, how).columns == ("id", "day", "n", "ok")
    rows = rows_of(path, how)
    assert rows[:2] == [
        LogRow(1, ("a", "2015-03-02T00:00:00", "12.5", "true")),
        LogRow(2, ("b", "2015-03-02T10:30:00", "7", None)),
    ]
    assert isinstance(rows[2], BadRow)
    assert rows[2].reason == "ragged"
    assert rows_of(path, LogFile("xlsx", has_header=False), ["1"])[0] == LogRow(1, ("id",))
    with pytest.raises(LogBroken, match="no-sheet"):
        open_log(path, LogFile("xlsx", sheet="no"))
    book.create_sheet("more")
    book.save(path)
    with pytest.raises(LogBroken, match="which-sheet"):
        open_log(path, how)
    assert len(rows_of(path, LogFile("xlsx", sheet="订单"))) == 3
    path.write_bytes(path.read_bytes()[:-60])
    for bad in (b"", b"PK\x03\x04", b"no workbook", path.read_bytes()):
        with pytest.raises(LogBroken):
            open_log(written(tmp_path / "bad.xlsx", bad), how)

"""Tables as they come: every bad row is named, and no row after it is lost."""

from __future__ import annotations

import gzip
import zipfile
from collections import deque
from operator import attrgetter
from pathlib import Path

import pytest

from engine.language.logs import WHOLE_ROW, BadRow, LogBroken, LogFile, LogRow
from engine.runtime.importers import streams, tables
from engine.runtime.importers.opening import open_log

from .logs import CSV, rows_of, written

GOOD = "id,day,note\n1,2015-03-02,a\n2,2015-03-03,b\n"
ROWS = [LogRow(1, ("1", "2015-03-02", "a")), LogRow(2, ("2", "2015-03-03", "b"))]


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz", "log.zip"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_however_it_is_packed(
    tmp_path: Path, name: str, ends: str, mark: str
) -> None:
    path = written(tmp_path / name, mark + GOOD.replace("\n", ends))
    assert rows_of(path) == ROWS
    assert open_log(path, CSV).columns == ("id", "day", "note")


def test_a_gz_within_a_zip_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "log.zip", gzip.compress(GOOD.encode()))
    assert rows_of(path) == ROWS


def test_only_the_asked_cells_come_in_the_asked_order(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", GOOD)
    assert rows_of(path, names=["note", "id"]) == [LogRow(1, ("a", "1")), LogRow(2, ("b", "2"))]
    assert rows_of(path, names=["day"])[0] == LogRow(1, ("2015-03-02",))


def test_whole_rows_are_told_apart_by_columns_nobody_asks_for(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", "id,day,note\n1,x,a\n1,x,b\n1,x,a\n")
    marks = [row[1][1] for row in rows_of(path, names=["id", WHOLE_ROW])]
    assert marks[0] == marks[2] != marks[1]


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (LogFile("tsv"), "id\tday\n1\tx,y\n"),
        (LogFile("csv", separator=";"), "id;day\n1;x,y\n"),
        (LogFile("csv", separator=";", quote="'"), "id;day\n1;'x,y'\n"),
        (LogFile("csv", separator=";", quote=""), "id;day\n1;x,y\n"),
        (LogFile("csv", has_header=False), '1,"x,y"\n'),
        (LogFile("csv", encoding="utf-16"), 'id,day\n1,"x,y"\n'),
    ],
)
def test_styles(tmp_path: Path, how: LogFile, text: str) -> None:
    path = written(tmp_path / "log", text.encode(how.encoding))
    assert rows_of(path, how) == [LogRow(1, ("1", "x,y"))]
    assert open_log(path, how).columns == (("id", "day") if how.has_header else ("1", "2"))


def test_a_word_of_another_language_in_its_encoding(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", "编号,备注\n1,客户延期\n".encode("gbk"))
    assert rows_of(path, LogFile("csv", encoding="gbk"), ["备注"]) == [LogRow(1, ("客户延期",))]


BAD_ROWS = {
    "ragged-short": ("1,x\n", "ragged"),
    "ragged-long": ("1,x,y,z\n", "ragged"),
    "nul": ("1,x\0,y\n", "nul"),
    "quote-in-the-middle": ('1,"x" y,z\n', "bad-quote"),
    "quote-never-closed": ('1,"x,y\n', "quote-not-closed"),
    "one-cell-too-long": (f"1,{'x' * 200_000},y\n", "too-long"),
    "one-line-too-long": (f"1,{'x' * 3_000_000},y\n", "too-long"),
    "wrong-encoding": ("1,x\udcff,y\n", "wrong-encoding"),
}


@pytest.mark.parametrize(("line", "reason"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_named_and_the_next_are_read(tmp_path: Path, line: str, reason: str) -> None:
    text = f'id,day,note\n1,2015-03-02,a\n{line}3,"c\nd",e\n4,f,g\n'
    path = written(tmp_path / "log.csv", text.encode("utf-8", "surrogateescape"))
    first, bad, *others = rows_of(path)
    assert first == ROWS[0]
    assert isinstance(bad, BadRow)
    assert (bad.number, bad.reason) == (2, reason)
    assert "1," in bad.text
    assert others == [LogRow(3, ("3", "c\nd", "e")), LogRow(4, ("4", "f", "g"))]


def test_a_quote_never_closed_costs_one_row_wherever_it_is_noticed(tmp_path: Path) -> None:
    # The next quote closes the open one, and what stands between would be one long row.
    text = 'id,a,b\n1,"x,y\n2,p,q\n3,",",r\n4,s,t\n'
    rows = rows_of(written(tmp_path / "log.csv", text))
    assert [(row.number, type(row)) for row in rows] == [
        (1, BadRow), (2, LogRow), (3, LogRow), (4, LogRow),
    ]  # fmt: skip


def test_many_lines_behind_an_open_quote_are_still_read(tmp_path: Path) -> None:
    lines = "".join(f"{number},{'x' * 1000},y\n" for number in range(2, 3000))
    rows = rows_of(written(tmp_path / "log.csv", 'id,a,b\n1,"x,y\n' + lines))
    assert isinstance(rows[0], BadRow)
    assert rows[0].reason == "quote-not-closed"
    assert [row.number for row in rows[1:] if isinstance(row, LogRow)] == list(range(2, 3000))


def test_empty_lines_are_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", GOOD.replace("\n2", "\n\n\n2") + "\n\n")
    assert rows_of(path) == ROWS


def broken(path: Path, how: LogFile = CSV, names: tuple[str, ...] = ("id",)) -> LogBroken:
    with pytest.raises(LogBroken) as caught:
        list(open_log(path, how).rows(names))
    return caught.value


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_gz_is_read_up_to_there(tmp_path: Path, cut: float) -> None:
    whole = gzip.compress(b"id,day\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(99_999)))
    path = tmp_path / "log.csv.gz"
    path.write_bytes(whole[: int(len(whole) * cut)])
    numbers = map(attrgetter("number"), open_log(path, CSV).rows(["id"]))
    seen: list[int] = []
    with pytest.raises(LogBroken) as caught:
        # Unlike a list made of them, this keeps those that came before.
        deque(map(seen.append, numbers), maxlen=0)
    assert caught.value.reason == "truncated"
    assert caught.value.row == seen[-1] == len(seen) > 1_000


def test_packing_that_is_broken_says_so(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(b"id\n" + b"".join(b"%d\n" % (n * n) for n in range(50_000))))
    whole[len(whole) // 2] ^= 0xFF
    (tmp_path / "log.gz").write_bytes(whole)
    assert broken(tmp_path / "log.gz").reason == "broken-packing"
    (tmp_path / "log.zip").write_bytes(b"PK\x03\x04 and no more")
    assert broken(tmp_path / "log.zip").reason == "broken-zip"


def test_a_zip_of_several_wants_one_named(tmp_path: Path) -> None:
    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../etc/passwd", "b.csv"):
            archive.writestr(name, "id\n7\n")
    found = broken(path)
    assert (found.reason, found.text) == ("which-member", "../../etc/passwd, b.csv")
    assert broken(path, LogFile("csv", member="c.csv")).reason == "no-member"
    # It is read where it lies: its name leads nowhere.
    assert rows_of(path, LogFile("csv", member="../../etc/passwd")) == [LogRow(1, ("7",))]
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["log.zip"]
    assert broken(written(tmp_path / "a.csv", GOOD), LogFile("csv", member="b")).reason == (
        "not-a-zip"
    )


def test_a_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE", 1 << 20)
    bomb = b"id\n" + (b"0" * 999 + b"\n") * 8_000
    assert broken(written(tmp_path / "log.csv.gz", bomb)).reason == "bomb"
    assert broken(written(tmp_path / "log.zip", bomb)).reason == "bomb"
    monkeypatch.setattr(tables, "MAX_SKIPPED", 1 << 21)
    assert broken(written(tmp_path / "log.csv", b"id\n" + b"0" * 8_000_000)).reason == "too-long"


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    assert broken(tmp_path / "none.csv").reason == "no-file"
    assert broken(tmp_path).reason == "is-folder"
    assert broken(written(tmp_path / "empty.csv", "")).reason == "empty"
    assert broken(written(tmp_path / "empty.csv.gz", "")).reason == "empty"
    assert broken(written(tmp_path / "blank.csv", "\n\n")).reason == "empty"
    sixteen = written(tmp_path / "sixteen.csv", GOOD.encode("utf-16"))
    assert (broken(sixteen).reason, broken(sixteen).text) == ("wrong-encoding", "utf-16")


def test_columns_that_are_missing_or_there_twice(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", "id,day,day\n1,2,3\n")
    assert rows_of(path, names=["id"]) == [LogRow(1, ("1",))]
    twice = broken(path, names=("id", "day"))
    assert (twice.reason, twice.text) == ("double-column", "day")
    missing = broken(path, names=("id", "Day"))
    assert (missing.reason, missing.text, missing.row) == ("no-column", "Day", 0)

"""XES as it streams by: quick way and parser say the same, and nothing harmful is read."""

from __future__ import annotations

import gzip
from collections import deque
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language.logs import WHOLE_ROW, BadRow, LogBroken, LogFile, LogRow
from engine.runtime.importers import markup
from engine.runtime.importers.opening import open_log

from .logs import written

XES = LogFile("xes")
NAMES = ("case:id", "at", "word", "case:word", "none")


def log(*traces: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f"{head}\n<log xes.version='1.0' xmlns='http://www.xes-standard.org/'>\n{''.join(traces)}</log>"


def trace(name: str, *parts: str) -> str:
    return f'<trace><string key="id" value={quoteattr(name)}/>\n{"".join(parts)}</trace>\n'


def event(**said: str) -> str:
    pairs = (f"\n\t<string key={quoteattr(k)} value={quoteattr(v)}/>" for k, v in said.items())
    return f"<event>{''.join(pairs)}\n</event>\n"


def rows_of(path: Path, names: tuple[str, ...] = NAMES) -> list[LogRow | BadRow]:
    return list(open_log(path, XES).rows(names))


def by_the_parser(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[LogRow | BadRow]:
    with monkeypatch.context() as patched:
        patched.setattr(markup, "run_text", lambda _run: None)
        return rows_of(path)


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz", "log.zip"])
def test_events_are_rows(tmp_path: Path, name: str) -> None:
    text = log(
        '<extension name="Time" prefix="time" uri="http://x"/>',
        '<global scope="event"><string key="word" value="__INVALID__"/></global>',
        '<string key="id" value="the log"/>',
        trace("a", event(at="1", word="new"), event(at="2")),
        trace("b", event(word="x", at="3", **{"case:word": "of the event"})),
        '<trace><string key="word" value="of the trace"/>',
        event(at="4", **{"case:word": "of the event"}) + "</trace>",
    )
    path = written(tmp_path / name, text)
    assert rows_of(path) == [
        LogRow(1, ("a", "1", "new", None, None)), LogRow(2, ("a", "2", None, None, None)),
        LogRow(3, ("b", "3", "x", "of the event", None)),
        LogRow(4, (None, "4", None, "of the trace", None)),
    ]  # fmt: skip


def test_what_a_trace_says_behind_its_events_is_theirs_too(tmp_path: Path) -> None:
    late = f'<trace>{event(at="1")}{event(at="2")}<string key="id" value="a"/></trace>'
    path = written(tmp_path / "log.xes", log(late, "<trace>", event(at="3"), "</trace>"))
    assert [row[1][0] for row in rows_of(path)] == ["a", "a", None]


def test_attributes_within_attributes_are_named_by_their_path(tmp_path: Path) -> None:
    inner = '<string key="b" value="x"><int key="c" value="7"/></string>'
    listed = '<list key="l"><values><string key="d" value="y"/></values></list>'
    text = log(trace("a", f'<event><date key="a" value="1">{inner}</date>{listed}</event>'))
    path = written(tmp_path / "log.xes", text)
    assert rows_of(path, ("a", "a.b", "a.b.c", "l.d", "b")) == [
        LogRow(1, ("1", "x", "7", "y", None))
    ]


def test_other_spellings_of_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spelt = (
        "<event><string value='é&lt;&#x20AC;' key='word'/></event>",
        '<x:event xmlns:x="http://x/"><x:string key="word" value="a"/></x:event>',
        '<!-- <event><string key="word" value="no"/></event> -->',
        '<event id="1"><string key="word" value="b"></string></event>',
        '<event><!-- here --><string key="word" value="c"/></event><event/>',
        '<event><string key="word" value="d"/><!-- <event><string key="word" '
        'value="no"/></event>--></event>',
        "<![CDATA[<event></event>]]>",
        '<event><!-- <event><string key="word" value="-->"/></event>',
        "<?pi <event><string key=\"word\" value=\"no\"/></event> ?>",
        '<event><string key="word" value="a\tb&#10;c"/></event>',
        event(word="中文"),
    )  # fmt: skip
    path = written(tmp_path / "log.xes", log(trace("a", *spelt)))
    words = [row[1][2] for row in rows_of(path)]
    assert words == ["é<€", "a", "b", "c", None, "d", None, "a b\nc", "中文"]
    assert by_the_parser(path, monkeypatch) == rows_of(path)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = log(trace("é", event(word="ü")), head=f'<?xml version="1.0" encoding="{encoding}"?>')
    path = written(tmp_path / "log.xes", text.encode(encoding))
    assert rows_of(path)[0][1][:3] == ("é", None, "ü")


def test_an_attribute_written_twice_costs_its_event(tmp_path: Path) -> None:
    twice = '<event><string key="at" value="1"/><int key="at" value="2"/></event>'
    path = written(tmp_path / "log.xes", log(trace("a", event(at="0"), twice, event(at="3"))))
    assert [(row.number, type(row)) for row in rows_of(path)] == [
        (1, LogRow), (2, BadRow), (3, LogRow),
    ]  # fmt: skip
    assert rows_of(path)[1] == BadRow(2, "double-attribute", "at")


def test_whole_events_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = trace("a", *(event(at="1", x=x) for x in "121"))
    path = written(tmp_path / "log.xes", log(some))
    one, other, same = (row[1][1] for row in rows_of(path, ("at", WHOLE_ROW)))
    assert one == same != other
    with monkeypatch.context() as patched:
        patched.setattr(markup, "run_text", lambda _run: None)
        assert [row[1][1] for row in rows_of(path, ("at", WHOLE_ROW))] == [one, other, same]


def broken(path: Path) -> tuple[str, int, int]:
    rows: list[LogRow | BadRow] = []
    with pytest.raises(LogBroken) as caught:
        # Unlike a list made of them, this keeps those that came before.
        deque(map(rows.append, open_log(path, XES).rows(NAMES)), maxlen=0)
    return caught.value.reason, caught.value.row, len(rows)


BOMB = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<log><trace><event><string key="at" value="&b;"/></event></trace></log>"""
OUTSIDE = """<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<log><trace><event><string key="at" value="1"/></event></trace></log>"""
BAD = {
    "entity-bomb": (BOMB, "doctype", 0),
    "external-entity": (OUTSIDE, "doctype", 0),
    "external-dtd": ('<!DOCTYPE log SYSTEM "http://x/log.dtd"><log/>', "doctype", 0),
    "empty": ("", "empty", 0),
    "no-xml": ("id,at\n1,2\n", "broken-xml", 0),
    "html": ("<html><body/></html>", "not-xes", 0),
    "cut-short": (log(trace("a", event(at="1"), event(at="2")))[:-9], "broken-xml", 2),
    "crossed": (log(trace("a", event(at="1"), "<event></trace></event>")), "broken-xml", 1),
    "unknown-entity": (log(trace("a", event(at="1"), "&nbsp;")), "broken-xml", 1),
    "control": (log(trace("a", event(at="1"), event(at="\x01"))), "broken-xml", 1),
    "nul": (log(trace("a", event(at="1"), event(at="\0"))), "broken-xml", 1),
    "no-character": (log(trace("a", event(at="\uffff"))), "broken-xml", 0),
    "deep": (log("<list key='a'>" * 100), "deep", 0),
}


@pytest.mark.parametrize(("text", "reason", "rows"), BAD.values(), ids=BAD)
def test_what_is_no_log_says_so(tmp_path: Path, text: str, reason: str, rows: int) -> None:
    assert broken(written(tmp_path / "log.xes", text)) == (reason, rows, rows)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    text = log(trace("a", event(at="1"), event(at="é"))).encode("latin-1")
    assert broken(written(tmp_path / "log.xes", text))[0] == "broken-xml"


def test_the_line_of_what_is_broken_is_the_files_own(tmp_path: Path) -> None:
    text = log(trace("a", *(event(at=str(n)) for n in range(100)), "<oops>"))
    line = text.split("<oops>")[0].count("\n") + 1
    with pytest.raises(LogBroken) as caught:
        rows_of(written(tmp_path / "log.xes", text))
    assert f"line {line}" in caught.value.text


def test_a_truncated_gz_gives_what_came_before(tmp_path: Path) -> None:
    traces = [trace(str(n), event(at=str(n * n)), event(at=str(n))) for n in range(20_000)]
    whole = gzip.compress(log(*traces).encode())
    path = tmp_path / "log.xes.gz"
    path.write_bytes(whole[: len(whole) // 2])
    reason, row, rows = broken(path)
    assert reason == "truncated"
    assert row == rows > 5_000


def test_a_long_trace_streams_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_HELD", 100)
    events = [event(at=str(n)) for n in range(30_000)]
    path = written(tmp_path / "log.xes", log(trace("a", *events)))
    most, count = 0, 0
    reader = open_log(path, XES).rows(NAMES)
    for count, row in enumerate(reader, 1):
        assert row[:2] == (count, ("a", str(count - 1), None, None, None))
        most = max(most, count)
    assert count == 30_000
    late = log(f"<trace>{''.join(events)}<string key='id' value='a'/></trace>")
    assert broken(written(tmp_path / "late.xes", late))[0] == "late-attribute"


KEYS = st.sampled_from(["at", "word", "case:word", "é"])
VALUES = st.text(st.sampled_from("ab<>&\"'\n\t é]-?中"), max_size=4)
FILLER = st.sampled_from(
    ["", "<!-- x -->", "<event/>", "\n", "<?p?>", "<!--<event>", "</event>-->"]
)
Event = tuple[dict[str, str], str, str]
EVENTS = st.lists(
    st.tuples(st.dictionaries(KEYS, VALUES, max_size=3), FILLER, st.sampled_from("\"'")),
    max_size=6,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(traces=st.lists(EVENTS, max_size=4), noise=st.integers(0, 400))
def test_the_quick_way_and_the_parser_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, traces: list[list[Event]], noise: int
) -> None:  # fmt: skip
    parts = []
    for number, events in enumerate(traces):
        inside = [event(**said).replace('"at"', f"{sign}at{sign}") + filler
                  for said, filler, sign in events]  # fmt: skip
        parts.append(trace(str(number), *inside))
    text = log(*parts)
    # Now and then something is missing in the middle.
    text = text if noise > 300 else text[:noise] + text[noise + 3 :]
    path = written(tmp_path / "log.xes", text)

    def outcome() -> tuple[list[LogRow | BadRow], str]:
        rows: list[LogRow | BadRow] = []
        try:
            deque(map(rows.append, open_log(path, XES).rows((*NAMES, WHOLE_ROW))), maxlen=0)
        except LogBroken as broken:
            return rows, broken.reason
        return rows, ""

    quick = outcome()
    with monkeypatch.context() as patched:
        patched.setattr(markup, "run_text", lambda _run: None)
        assert outcome() == quick

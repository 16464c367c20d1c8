"""``--fix``: splices that leave every other byte alone, and fixes that never make it worse."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.fixes import fix_file, fix_files, plan_fixes
from engine.language.problems import Place, Problem, fixable
from engine.language.source import decode, read
from engine.language.splice import Edit, Offsets, splice, without_overlaps

from .kit import shipped_files

FOLDERS = sorted(path for path in (Path(__file__).parent / "cases" / "reading").iterdir())

BEFORE = """\
schema：playbook/1   # 注释：留着，不动
id:   contract
title: 报价（急），“快” | Quote
due: ３ business days
via: [email，phone]    # aligned
if: （a.b ＞ 3） and c；
bold: {to:drafting, note: 当面, 或电话}
sta\u200btes: {аccount.tier: yes}
no: 1
standard: Note: by phone, Fax: by fax
mail: @all
more:
\tlevel: 1
"""
AFTER = """\
schema: playbook/1   # 注释：留着，不动
id:   contract
title: 报价（急），“快” | Quote
due: 3 business days
via: [email,phone]    # aligned
if: (a.b > 3) and c
bold: {to: drafting, note: '当面, 或电话'}
states: {account.tier: true}
"no": 1
standard: 'Note: by phone, Fax: by fax'
mail: '@all'
more:
  level: 1
"""


def fixed(text: str) -> str:
    data = text.encode()
    return fix_file("x.yaml", data, _found(data)).decode()


def _found(data: bytes) -> list[Problem]:
    text, problems = decode(data, "x.yaml")
    return problems or read(text, "x.yaml")[1]


def test_what_is_safe_is_mended_and_nothing_else_moves() -> None:
    """Comments, alignment and texts stay as they are, character for character."""
    assert fixed(BEFORE) == AFTER
    assert [each.rule for each in _found(AFTER.encode())] == []


def test_mending_twice_mends_nothing_more() -> None:
    assert fixed(AFTER) == AFTER


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_mended_file_is_worse(folder: Path) -> None:
    """No kind of mistake comes that was not there; a second round finds nothing more to do."""
    data = (folder / "bad.yaml").read_bytes()
    before = _found(data)
    mended = fix_file("bad.yaml", data, before)
    after = _found(mended)
    assert {each.rule for each in after} <= {each.rule for each in before}
    assert fix_file("bad.yaml", mended, after) == mended
    if any(each.fix is not None for each in before):
        assert mended != data


def test_line_ends_and_the_mark_of_utf8_stay() -> None:
    data = b"\xef\xbb\xbfid: a\r\nvia:\temail\r\n# last"
    assert fix_file("x.yaml", data, _found(data)) == b"\xef\xbb\xbfid: a\r\nvia: email\r\n# last"


def test_only_changed_files_come_back() -> None:
    files = {**shipped_files(), "extra.yaml": "due：3 days\nid: a\n".encode()}
    problems = [*_found_at("extra.yaml", files["extra.yaml"])]
    assert fix_files(files, problems) == {"extra.yaml": b"due: 3 days\nid: a\n"}
    assert fix_files(files, []) == {}


def _found_at(path: str, data: bytes) -> list[Problem]:
    return read(data.decode(), path)[1]


def test_another_room_may_bring_its_fix() -> None:
    """A duration in Chinese is the grammar's to find and the reader's to splice."""
    data = "a: 1\ndue: 3个工作日   # 注\n".encode()
    found = fixable(Place("x.yaml", 2, 6, 11), "chinese-duration", "3 business days")
    assert fix_file("x.yaml", data, [found]) == "a: 1\ndue: 3 business days   # 注\n".encode()


def test_a_fix_that_makes_it_worse_is_left_out() -> None:
    """Of two, the sound one is made."""
    text = "a: 1\nb: 2\n"
    bad = fixable(Place("x.yaml", 1, 4, 5), "chinese-duration", "[")
    good = fixable(Place("x.yaml", 2, 4, 5), "chinese-duration", "3")
    assert fix_file("x.yaml", text.encode(), [bad, good]) == b"a: 1\nb: 3\n"


def test_a_place_outside_the_file_is_no_edit() -> None:
    places = [(0, 1, 2), (9, 1, 2), (1, 0, 2), (1, 4, 9), (1, 5, 4)]
    found = [fixable(Place("x.yaml", *each), "chinese-duration", "!") for each in places]
    assert plan_fixes("a: 1\n", found) == []


def test_overlapping_fixes_wait_for_the_next_round() -> None:
    edits = [Edit(4, 6, "x"), Edit(0, 3, "y"), Edit(2, 5, "z"), Edit(0, 3, "y")]
    assert without_overlaps(edits) == [Edit(0, 3, "y"), Edit(4, 6, "x")]


@pytest.mark.parametrize("edits", [[Edit(0, 9, "")], [Edit(-1, 0, "")], [Edit(2, 1, "")]])
def test_an_edit_outside_the_text_is_an_error(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        splice("abc", edits)


def test_edits_that_overlap_are_an_error() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        splice("abcdef", [Edit(0, 3, ""), Edit(2, 4, "")])


@st.composite
def _texts_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    new = draw(st.lists(st.text(max_size=5), min_size=4, max_size=4))
    spans = zip(cuts[::2], cuts[1::2], new, strict=False)
    return text, [Edit(start, end, each) for start, end, each in spans]


@given(_texts_and_edits())
def test_edits_change_their_spans_only(case: tuple[str, list[Edit]]) -> None:
    """Between two edits every character is the one that was there."""
    text, edits = case
    rebuilt, at = "", 0
    for edit in edits:
        rebuilt += text[at : edit.start] + edit.text
        at = edit.end
    assert splice(text, edits) == rebuilt + text[at:]
    assert splice(text, []) == text
    kept = [text[one.end : other.start] for one, other in pairwise(edits)]
    assert all(each in splice(text, edits) for each in kept)


@given(st.text("ab\r\n报😀", max_size=30))
def test_a_place_becomes_its_characters(text: str) -> None:
    """Every stretch of every line, behind any line end."""
    offsets = Offsets(text)
    for number, line in enumerate(text.split("\n"), 1):
        for column in range(1, len(line) + 1):
            edit = offsets.edit(Place("x", number, column, column + 1), "")
            assert edit is not None
            assert text[edit.start : edit.end] == line[column - 1]

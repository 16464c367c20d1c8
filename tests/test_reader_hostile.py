"""What a hostile file costs, counted in events and nodes, never in seconds (X1-X7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.language import tree
from engine.language.characters import MAX_PROBLEMS
from engine.language.compiler import compile_files
from engine.language.encoding import MAX_BYTES, decode
from engine.language.events import Events, open_events
from engine.language.nodes import Mapping
from engine.language.problems import Problem
from engine.language.source import MAX_REREAD, MAX_ROUNDS, read
from engine.language.tree import MAX_DEPTH, MAX_NODES

BOMB = "\n".join(
    ["a: &a [x,x,x,x,x,x,x,x,x]"]
    + [f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdef", "bcdefg", strict=True)]
)


@pytest.fixture
def events_taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many events each pass over a text took from the parser."""
    counts: list[int] = []

    def counted(text: str, *, of_record: bool = False) -> Events:
        events = open_events(text, of_record=of_record)
        counts.append(0)

        def take() -> Any:
            counts[-1] += 1
            return events.take()

        return events._replace(take=take)

    monkeypatch.setattr(tree, "open_events", counted)
    return counts


def problems(text: str) -> list[Problem]:
    found = read(text, "x.yaml")[1]
    assert all(each.line("zh") and each.line("en") for each in found)
    return found


def test_an_alias_bomb_expands_nothing(events_taken: list[int]) -> None:
    """X1: refused where the first anchor stands, after as many events as the text has."""
    assert len(BOMB) < 300
    found = problems(BOMB)
    assert {each.rule for each in found} == {"yaml-alias"}
    assert (found[0].place.line, found[0].place.column) == (1, 4)
    assert len(events_taken) == 1
    assert events_taken[0] < len(BOMB)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "[\n" * 200_000,
        "{a: " * 200_000,
        "- " * 200_000,
        "? " * 200_000,
        "[{" * 99_999,
    ],
    ids=["brackets", "bracket lines", "braces", "dashes", "question marks", "mixed"],
)
def test_depth_is_judged_on_the_stream(text: str, events_taken: list[int]) -> None:
    """X2: as many events are taken as levels are allowed, however deep the text goes on."""
    (found,) = problems(text)
    assert found.rule == "too-deep"
    assert events_taken[0] <= 2 * MAX_DEPTH + 10


def test_deep_indentation_is_too_deep() -> None:
    """X2: a mapping in a mapping, five hundred times."""
    text = "".join(" " * level + "a:\n" for level in range(500))
    (found,) = problems(text)
    assert (found.rule, found.place.line) == ("too-deep", MAX_DEPTH + 2)


def test_as_deep_as_allowed_is_read() -> None:
    text = "a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert problems(text) == []


def test_a_recursive_alias_is_refused() -> None:
    """X2: ``&a [*a]`` is a list that holds itself."""
    assert [each.rule for each in problems("&a [*a]")] == ["yaml-alias", "yaml-alias"]


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [id]\n",
        "a: !foo x\n",
        "!foo\na: 1\n",
        "a: !<tag:x> y1\n",
        "a: !e!x y1\n",
        "a: !!int foo\n",
    ],
)
def test_a_tag_is_refused_and_executes_nothing(text: str) -> None:
    """X3: with its line, whatever it names."""
    found = read(text, "x.yaml")
    assert found[0] is None
    assert [each.rule for each in found[1]] == ["yaml-tag"]


@pytest.mark.parametrize("text", ["9" * 5_000, "-" + "1" * 5_000, "0." + "3" * 5_000])
def test_a_number_of_5000_digits_is_told(text: str) -> None:
    """X4: nothing converts it."""
    assert [each.rule for each in problems(f"a: {text}\n")] == ["number-too-long"]


def test_many_values_stop_the_reading(events_taken: list[int]) -> None:
    """X7: past the limit nothing is taken from the parser."""
    found = problems("a: [" + "1," * (MAX_NODES * 2) + "1]")
    assert [each.rule for each in found] == ["too-many-values"]
    assert events_taken[0] <= MAX_NODES + 10


def test_many_problems_stop_the_reading(events_taken: list[int]) -> None:
    """X7: a file is told so much at once, and no more."""
    found = problems("a: [" + "yes, " * 10_000 + "x]")
    assert [each.rule for each in found[:-1]] == ["yaml-1.1-word"] * MAX_PROBLEMS
    assert found[-1].rule == "too-many-problems"
    assert events_taken[0] < 2 * MAX_PROBLEMS


@pytest.mark.parametrize("sign", ["\u200b", "\x01", "\ta\n", "\r", "%a\n", "e\u0301\n"])
def test_many_bad_characters_stop_the_looking(sign: str, events_taken: list[int]) -> None:
    """X6, X7: told a hundred times, nothing is parsed."""
    found = problems(sign * 100_000)
    assert [each.rule for each in found[-1:]] == ["too-many-problems"]
    assert len(found) == MAX_PROBLEMS + 1
    assert events_taken == []


def test_a_file_over_a_megabyte_is_not_decoded() -> None:
    """X7: 100 MB are refused by their length."""
    text, found = decode(b"\xff" * (MAX_BYTES + 1), "x.yaml")
    assert (text, [each.rule for each in found]) == ("", ["file-too-large"])


def test_reading_on_is_bounded(events_taken: list[int]) -> None:
    """X7: a file of nothing but mistakes is parsed so often, and large ones hardly again."""
    assert problems("a: b: c\n" * 200)
    assert len(events_taken) <= MAX_ROUNDS
    events_taken.clear()
    text = "a: b: c\n" * 100_000
    assert problems(text)
    assert len(events_taken) * len(text) <= MAX_REREAD + 2 * len(text)


@pytest.mark.parametrize(
    ("make", "encoding"),
    [
        (lambda text: text.encode("gbk"), "GBK"),
        (lambda text: text.encode("gb18030"), "GBK"),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.encode("utf-16-le"), "UTF-16"),
        (lambda text: text.encode("utf-16-be"), "UTF-16"),
        (lambda text: b"\xfe\xff" + text.encode("utf-16-be"), "UTF-16"),
        (lambda text: text.encode("utf-32"), "UTF-32"),
    ],
)
def test_another_encoding_is_named(make: Callable[[str], bytes], encoding: str) -> None:
    """X6: for a whole Chinese file and for one with a single Chinese title."""
    for text in (
        "schema: playbook/1\ntitle: 合同起草与订立，从报价到签署\n" * 40,
        "id: a\ntitle: 合同\n",
    ):
        text_out, (found,) = decode(make(text), "x.yaml")
        assert text_out == ""
        assert found.values == {"encoding": encoding}


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Müller & Söhne", "latin-1"), ("résumé déjà créée", "latin-1"),
        ("Договор поставки", "cp1251"), ("契約書の作成", "shift_jis"), ("Ελλάδα", "iso8859-7"),
    ],
)  # fmt: skip
def test_other_encodings_are_not_called_gbk(name: str, encoding: str) -> None:
    """X6: what it is nobody can know; where it begins is told."""
    _, (found,) = decode(f"id: a\nname: {name}\n".encode(encoding), "x.yaml")
    assert found.case == "not-utf8"
    assert found.place.line == 2


def test_the_mark_of_utf8_is_accepted() -> None:
    """X6: Windows editors write it."""
    text, found = decode(b"\xef\xbb\xbfa: 1\n", "x.yaml")
    assert (text, found) == ("a: 1\n", [])


def test_a_lone_surrogate_is_refused_in_both_forms() -> None:
    """X6: as an escape and as a character."""
    assert [each.rule for each in problems('a: "\\ud800"\n')] == ["bad-escape"]
    assert [each.rule for each in problems("a: \ud800\n")] == ["control-character"]


def test_emoji_and_their_joiners_are_characters_like_any_other() -> None:
    """X6 refuses what hides, not what is written."""
    assert problems("title: 家庭 👨\u200d👩\u200d👧 | Family 👍\ufe0f\n") == []


def test_a_hostile_file_leaves_the_others_their_answer() -> None:
    """X1-X7: the whole workspace is told, each file at its place, and nothing raises."""
    files = {
        "bomb.yaml": BOMB.encode(),
        "deep.yaml": b"[" * 200_000,
        "gbk.yaml": "title: 合同起草\n".encode("gbk"),
        "tag.yaml": b"a: !!python/object/apply:os.system [id]\n",
    }
    compiled, found = compile_files(files)
    assert compiled is None
    assert {each.place.path: each.rule for each in found if each.rule != "empty-workspace"} == {
        "bomb.yaml": "yaml-alias",
        "deep.yaml": "too-deep",
        "gbk.yaml": "not-utf8",
        "tag.yaml": "yaml-tag",
    }


def test_what_is_cured_for_the_rooms_behind_keeps_its_place() -> None:
    """A full-width sign is told once, and the value goes on as it was meant."""
    root, found = read("due: ３ business days\n", "x.yaml")
    assert [each.rule for each in found] == ["full-width-punctuation"]
    assert isinstance(root, Mapping)
    due = root.entries["due"][1]
    assert (due.place.column, due.place.end_column) == (6, 21)
    assert getattr(due, "text", "") == "3 business days"

"""One tree from two parsers: PyYAML's C events, and ruamel's pure YAML 1.2 as the oracle."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from engine.language.characters import Lines
from engine.language.nodes import Node, Scalar, Sequence, find, plain
from engine.language.problems import Place
from engine.language.source import read
from engine.language.tree import Grower

from . import soak_reader
from .kit import ROOT, shipped_files

CLEAN = sorted((Path(__file__).parent / "cases" / "clean").glob("*.yaml"))
TEXTS = {
    **{path: data.decode() for path, data in shipped_files().items()},
    **{path.name: path.read_text("utf-8") for path in CLEAN},
    **{path.name: path.read_text("utf-8") for path in ROOT.glob("tests/workspaces/**/*.yaml")},
}
STYLES = """\
plain: 报价 中 | Quote
single: 'it''s 甲：乙'
double: "a\\tb \\u00e9"
literal: |
  一行
    two

folded: >-
  one
  two
over: first
  second
empty:
tilde: ~
list:
- a
-
- {at: 2025-09-26 09:00, x: , 'y z': [1, 2.50, -3, true, null, "4"]}
nested: [[a, b], {c: d}, e: f]
? explicit
: value
😀: {k: v}   # comment
"""


@pytest.mark.parametrize("path", TEXTS)
def test_both_parsers_give_one_tree(path: str) -> None:
    """Values, texts, styles and places of all that is shipped and of two whole stages."""
    fast, pure = read(TEXTS[path], path), read(TEXTS[path], path, of_record=True)
    assert fast == pure
    assert fast[0] is not None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_parsers_give_one_tree_of_every_form(end: str) -> None:
    text = STYLES.replace("\n", end)
    fast, pure = read(text, "x.yaml"), read(text, "x.yaml", of_record=True)
    assert fast == pure
    assert fast[1] == []


@pytest.mark.parametrize("path", TEXTS)
def test_a_value_means_what_ruamel_says(path: str) -> None:
    """The scalar rules are ours: each agrees with the type ruamel's resolver finds.

    A date stays text here; the vocabulary says what is a date.
    """
    tree = read(TEXTS[path], path)[0]
    assert tree is not None
    loader = YAML(typ="safe", pure=True)
    pairs = list(_pairs(tree, loader.compose(TEXTS[path])))
    assert pairs
    for scalar, node in pairs:
        kind: str = str(node.tag).rpartition(":")[2]
        assert type(scalar.value) in _TYPES[kind], (scalar, node.tag)
        assert scalar.text == node.value
        start, end = node.start_mark, node.end_mark
        if scalar.text and start.line == end.line:
            place = (scalar.place.line, scalar.place.column, scalar.place.end_column)
            assert place == (start.line + 1, start.column + 1, end.column + 1)


_TYPES: dict[str, set[type]] = {
    "str": {str}, "timestamp": {str}, "bool": {bool}, "null": {type(None)},
    "int": {int}, "float": {Decimal},
}  # fmt: skip


def _pairs(ours: Node, theirs: Any) -> Iterator[tuple[Scalar, ScalarNode]]:
    if isinstance(ours, Scalar):
        assert isinstance(theirs, ScalarNode)
        yield ours, theirs
    elif isinstance(ours, Sequence):
        assert isinstance(theirs, SequenceNode)
        for item, node in zip(ours.items, theirs.value, strict=True):
            yield from _pairs(item, node)
    else:
        assert isinstance(theirs, MappingNode)
        for (_, value), (_, node) in zip(ours.entries.values(), theirs.value, strict=True):
            yield from _pairs(value, node)


def test_the_forms_mean_what_they_say() -> None:
    tree, problems = read(STYLES, "x.yaml")
    assert problems == []
    assert tree is not None
    values = plain(tree)
    assert isinstance(values, dict)
    assert values["single"] == "it's 甲：乙"
    assert values["double"] == "a\tb é"
    assert values["literal"] == "一行\n  two\n"
    assert (values["folded"], values["over"]) == ("one two", "first second")
    assert values["list"][2]["y z"] == [1, Decimal("2.50"), -3, True, None, "4"]
    assert values["nested"] == [["a", "b"], {"c": "d"}, {"e": "f"}]
    assert [type(each) for each in values["list"][2]["y z"][:2]] == [int, Decimal]


def test_places_count_characters_behind_any_text() -> None:
    """Bytes would be off behind Chinese, UTF-16 units behind emoji; an empty value has its key."""
    tree, _ = read(STYLES, "x.yaml")
    assert tree is not None
    assert find(tree, ("plain",)).place == Place("x.yaml", 1, 8, 20)
    assert find(tree, ("😀", "k")).place == Place("x.yaml", 22, 8, 9)
    assert find(tree, ("empty",)).place == Place("x.yaml", 13, 1, 6)
    time = find(tree, ("list", 2, "at"))
    assert isinstance(time, Scalar)
    assert time.at(11, 5) == Place("x.yaml", 18, 19, 24)


def test_a_quoted_text_has_places_inside_the_quotes() -> None:
    tree, _ = read("if: 'a > b'\n", "x.yaml")
    assert tree is not None
    condition = find(tree, ("if",))
    assert isinstance(condition, Scalar)
    assert condition.at(2, 1) == Place("x.yaml", 1, 8, 9)


_HARD = st.text("ab1:-[]{}#'\"\n &*!|>%?,~报：，\t", max_size=60)


@given(_HARD | st.text(max_size=80))
@settings(max_examples=500, deadline=None)
def test_both_parsers_give_one_tree_of_any_text(text: str) -> None:
    """Whatever both parsers take, they take alike; whatever they do not is a problem."""
    soak_reader.check(text, fully=True)


def test_random_texts_are_answered() -> None:
    """Pieces of shipped files, changed, and texts of hard parts (X1-X6); the same every time."""
    seen = soak_reader.run(40_000, seed=3, fully_every=20)
    assert min(seen["tree"], seen["problems"]) > 4_000


def test_ruamel_stands_in_where_no_c_parser_was_built(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read(STYLES, "x.yaml")
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    assert read(STYLES, "x.yaml") == expected
    for wrong in ("a: [x\nb: 1\n", "a: b: c\n", 'a: "x\n', "a:\n  b: 1\n c: 2\n", "a b\nc: 1\n"):
        found = read(wrong, "x.yaml")[1]
        assert [each.rule for each in found] != ["yaml-syntax"], wrong
        assert found


def test_the_parser_that_gives_up_is_told_where() -> None:
    """What a parser says stays inside the room; the place is in the text."""
    grower = Grower(Lines("a: [\n", "x.yaml"))
    assert grower.grow("a: [\n") is None
    assert grower.fault is not None
    assert grower.fault.line <= 2


def test_reading_loads_no_ruamel() -> None:
    """It is the reader of record, and slow to import: only those who compare pay for it."""
    code = (
        "import sys; from engine.language.source import read\n"
        "assert not {'yaml', 'ruamel.yaml', 'pydantic'} & set(sys.modules)\n"
        "read('a: 1', 'x.yaml'); read('a: [', 'x.yaml')\n"
        "print(sorted({'yaml', 'ruamel.yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['yaml']\n"

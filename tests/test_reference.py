"""The reference is generated where it can be, checked where it cannot; one word for one thing."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.language.loader import load_file
from engine.language.source import plain, read
from engine.language.words import TERMS
from schemas.generate import MODELS, schema_text
from schemas.hover import names_of
from schemas.reference import Lang, keys_table, words_table

from .kit import ROOT
from .test_schemas import SHAPES

PAGES: dict[Lang, Path] = {
    "en": ROOT / "docs" / "playbook-language.md",
    "zh": ROOT / "docs" / "playbook-language.zh.md",
}
GLOSSARY = ROOT / "docs" / "glossary.md"
ONLY_NAMES = {"Calendars", "Escalations", "Forms", "Recoveries"}
"""Files in which names stand beside schema and title, and nothing else."""

BLOCK = re.compile(r"<!-- (?P<what>keys: (?P<name>\w+)|words) -->\n(?P<body>.*?)<!-- end -->", re.S)
YAML = re.compile(r"(?:<!-- yaml: (?P<shape>\w+) -->\n)?```yaml\n(?P<text>.*?)```", re.S)


@pytest.mark.parametrize("lang", PAGES)
def test_the_tables_are_current(lang: Lang, request: pytest.FixtureRequest) -> None:
    """No table of keys is typed by hand."""
    text = PAGES[lang].read_text("utf-8")

    def fresh(match: re.Match[str]) -> str:
        table = keys_table(match["name"], lang) if match["name"] else words_table(lang)
        return f"<!-- {match['what']} -->\n{table}\n<!-- end -->"

    renewed = BLOCK.sub(fresh, text)
    if request.config.getoption("--update-cases"):
        PAGES[lang].write_text(renewed, encoding="utf-8", newline="\n")
    assert renewed == PAGES[lang].read_text("utf-8"), "see --update-cases"


@pytest.mark.parametrize("lang", PAGES)
def test_every_shape_is_in_the_reference_once(lang: Lang) -> None:
    """A key that is not in the reference does not exist for a process owner."""
    named = Counter(match["name"] for match in BLOCK.finditer(PAGES[lang].read_text("utf-8")))
    assert named.pop(None) == 1
    assert named == dict.fromkeys(SHAPES.keys() - ONLY_NAMES, 1)


@pytest.mark.parametrize("lang", PAGES)
def test_every_example_is_right(lang: Lang) -> None:
    """A whole file loads; a fragment fits the shape it says it belongs to."""
    blocks = list(YAML.finditer(PAGES[lang].read_text("utf-8")))
    assert len(blocks) > 15
    for block in blocks:
        if block["shape"]:
            tree, problems = read(block["text"], "fragment.yaml")
            assert problems == []
            assert tree is not None
            _check_fragment(block["shape"], plain(tree))
        else:
            _, problems = load_file("example.yaml", block["text"].encode())
            assert [each.line("en") for each in problems] == []


def _check_fragment(shape: str, value: Any) -> None:
    schema = next(found for name in MODELS if _has(found := _schema(name), shape))
    part = schema["$defs"].get(shape, schema)
    assert value.keys() <= part["properties"].keys()
    for key, each in value.items():
        whole = {**part["properties"][key], "$defs": schema["$defs"]}
        jsonschema.Draft202012Validator(whole).validate(each)


@functools.cache
def _schema(name: str) -> Any:
    return json.loads(schema_text(name))


def _has(schema: Any, shape: str) -> bool:
    title = " | ".join(names_of(SHAPES[shape]))
    return shape in schema.get("$defs", {}) or schema["title"] == title


def test_both_languages_say_the_same() -> None:
    """The same headings, tables, examples: only the words differ."""
    pages = [path.read_text("utf-8") for path in PAGES.values()]
    for pattern in (r"(?m)^#+ ", r"<!-- .*? -->", r"```\w+"):
        first, second = (re.findall(pattern, page) for page in pages)
        assert first == second
    texts = [
        [re.sub(r" *#.*", "", block["text"]) for block in YAML.finditer(page)] for page in pages
    ]
    assert texts[0] == texts[1]


# The glossary.


def _glossary() -> list[tuple[str, str]]:
    row = r"(?m)^\| ([^|]+) \| ([^|]+) \| [^|]+ \| [^|]+ \|$"
    rows = re.findall(row, GLOSSARY.read_text("utf-8"))
    return [(word, zh) for word, zh in rows if word not in {"word", "---"}]


def test_one_word_has_one_meaning() -> None:
    """No word stands twice, in either language."""
    for column in zip(*_glossary(), strict=True):
        assert [word for word, times in Counter(column).items() if times > 1] == []


def test_what_messages_say_is_in_the_glossary() -> None:
    """Messages and editors use the glossary's words, in both languages."""
    glossary = dict(_glossary())
    for term in TERMS.values():
        assert glossary.get(term.en, term.zh) == term.zh, term.en
    nouns = {names_of(shape)[1] for name, shape in SHAPES.items() if name not in ONLY_NAMES}
    assert nouns - glossary.keys() == {"beginning", "formats", "many", "messages"}

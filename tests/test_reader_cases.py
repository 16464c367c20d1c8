"""Every mistake a file can hold, one folder each, answered in both languages at its place.

``bad.yaml`` is read as it is, byte for byte; ``zh.txt`` and ``en.txt`` are what is printed.
``tests/cases/clean`` holds two whole stages as a process owner wrote them: nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.language.messages_reading import READING
from engine.language.problems import Problem, in_order
from engine.language.source import decode, read
from engine.language.titles import Lang
from engine.present.problems import as_text

from .kit import ROOT, shipped_files

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path for path in (CASES / "reading").iterdir() if path.is_dir())
CLEAN = sorted((CASES / "clean").glob("*.yaml"))

# Too large to stand in a folder: tests/test_reader_hostile.py makes them.
MADE = {"file-too-large", "too-many-problems", "too-many-values"}
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def problems_of(data: bytes) -> list[Problem]:
    text, problems = decode(data, "bad.yaml")
    return in_order(problems or read(text, "bad.yaml")[1])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_is_answered_at_its_place(
    folder: Path, lang: Lang, golden: Callable[[Path, str], None]
) -> None:
    """X4, X5, X6 and the traps of the playbook language: line, column, what and cure."""
    data = (folder / "bad.yaml").read_bytes()
    shown = as_text(problems_of(data), {"bad.yaml": data}, lang)
    golden(folder / f"{lang}.txt", shown + "\n")


def test_every_wording_of_the_reader_has_a_case() -> None:
    tried = {each.case for folder in FOLDERS for each in problems_of(_bad(folder))}
    assert READING.keys() - tried == MADE


def test_no_wording_speaks_the_parsers_english() -> None:
    """A process owner never reads "could not find expected ':'"."""
    parsers = re.compile(r"\bexpected|scanning|parsing|token|scalar|mapping values")
    for folder in FOLDERS:
        for each in problems_of(_bad(folder)):
            assert not parsers.search(each.line("en")), each.line("en")
            assert re.search("[\u4e00-\u9fff]", each.message("zh")), each.line("zh")


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_what_people_write_is_left_alone(path: Path) -> None:
    """Full-width punctuation in texts, comments, times in braces: no trap is seen in them."""
    tree, problems = read(path.read_text("utf-8"), path.name)
    assert [each.line("en") for each in problems] == []
    assert tree is not None


def test_the_shipped_files_are_left_alone() -> None:
    for path, data in shipped_files().items():
        text, refused = decode(data, path)
        tree, problems = read(text, path)
        assert [each.line("en") for each in [*refused, *problems]] == []
        assert tree is not None


def test_the_examples_of_the_documents_are_left_alone() -> None:
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    # The page of a rule shows what breaks it.
    pages = [page for page in found if page.parent.name != "rules"]
    examples = [found for page in pages for found in FENCE.findall(page.read_text("utf-8"))]
    for each in examples:
        assert [found.line("en") for found in read(each, "example.yaml")[1]] == []


def _bad(folder: Path) -> bytes:
    return (folder / "bad.yaml").read_bytes()

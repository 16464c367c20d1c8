"""Every mistake a person can make: one folder each, answered in both languages (house rule 7).

``edit.json`` says what is changed in the one stage kept for tests, or in the ``workspace``
sketch, which uses the whole language; ``zh.txt`` and ``en.txt`` are
exactly what the command line prints.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.language import loader
from engine.language.messages import MESSAGES
from engine.language.messages_compile import COMPILE
from engine.language.messages_delivery import DELIVERY
from engine.language.messages_lint import LINT
from engine.language.messages_logic import LOGIC
from engine.language.messages_mapping import MAPPING
from engine.language.messages_population import POPULATION
from engine.language.messages_reading import READING
from engine.language.messages_shape import SHAPE
from engine.language.messages_time import TIME
from engine.language.problems import Problem, in_order
from engine.language.titles import Lang
from engine.language.tree import MAX_NODES
from engine.present.problems import as_text

from .kit import (
    compiled_shipped,
    contract_files,
    edited,
    play_all,
    problems_of,
    sketch_files,
)

CASES = Path(__file__).parent / "cases" / "problems"
FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())

# Wordings no edit of the two workspaces can reach; each has a test of its own below or
# in the room that raises it.
ELSEWHERE = {
    "not-yet-run",  # by an engine that lacks something, in test_abilities
    "empty-workspace",
    "file-unreadable",
    "too-many-files",
    "not-taken.journey",
}


@pytest.fixture(scope="module", autouse=True)
def _each_file_is_read_once() -> Iterator[None]:
    """Of every case one file differs: the others are read once for all cases."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_file", functools.cache(loader.load_file))
        yield


def _files(folder: Path) -> dict[str, bytes]:
    edit = json.loads((folder / "edit.json").read_text("utf-8"))
    workspace = edit.get("workspace", "playbooks")
    files = sketch_files() if workspace == "sketch" else contract_files()
    if edit["replace"] is None:
        return {**files, f"{workspace}/{edit['file']}": edit["with"].encode()}
    return edited(files, edit["file"], edit["replace"], edit["with"], workspace)


@functools.cache
def _found(folder: Path) -> list[Problem]:
    return problems_of(_files(folder))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_is_answered_at_its_place(
    folder: Path, lang: Lang, golden: Callable[[Path, str], None]
) -> None:
    """The answer names file, line and column, the mistake, and the cure."""
    golden(folder / f"{lang}.txt", as_text(_found(folder), _files(folder), lang) + "\n")


def test_every_wording_has_a_case() -> None:
    """No message is untried; conditions, moments, reader and lint have cases of their own."""
    tried = {problem.case for folder in FOLDERS for problem in _found(folder)}
    elsewhere = LINT.keys() | LOGIC.keys() | POPULATION.keys() | MAPPING.keys()
    elsewhere |= DELIVERY.keys()
    elsewhere |= TIME.keys() | READING.keys()
    assert MESSAGES.keys() - tried - elsewhere == ELSEWHERE


def test_no_wording_hides_another() -> None:
    """The catalogue is put together from parts; a case stands in one of them alone."""
    parts = [COMPILE, DELIVERY, LINT, LOGIC, MAPPING, POPULATION, READING, SHAPE, TIME]
    names = [case for part in parts for case in part]
    assert sorted(names) == sorted(set(names))
    assert set(names) <= MESSAGES.keys()


def test_every_wording_has_both_languages() -> None:
    """Neither half of a message or cure is empty unless both are."""
    for case, (what, cure) in MESSAGES.items():
        assert all((what.zh, what.en)), case
        assert bool(cure.zh) == bool(cure.en), case


def test_no_wording_leaves_a_gap() -> None:
    """Every {name} in a message is filled."""
    for folder in FOLDERS:
        for problem in _found(folder):
            for text in (problem.line("zh"), problem.line("en")):
                assert not re.search(r"\{[a-z_]+\}", text), folder.name


def test_the_shipped_workspace_has_no_problem() -> None:
    """What we ship is clean, and its stories pass."""
    _, problems = play_all(compiled_shipped())
    assert problems == []


def test_all_problems_come_at_once_sorted() -> None:
    """A person mends a file once, not once per mistake."""
    found = _found(CASES / "several")
    assert len(found) >= 2
    assert found == in_order(found)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ("schema: playbook/1\nid: 合同".encode("gbk"), "not-utf8"),
        (b"#" * 1_000_001, "file-too-large"),
        (b"a: [" + b"1," * MAX_NODES + b"1]", "too-many-values"),
    ],
    ids=["gbk", "large", "many"],
)
def test_a_hostile_file_is_answered(data: bytes, rule: str) -> None:
    """A file that cannot be read at all still gets a place and a cure."""
    found = problems_of({**contract_files(), "playbooks/extra.yaml": data})
    assert [problem.rule for problem in found] == [rule]
    assert found[0].place.path == "playbooks/extra.yaml"


def test_an_empty_folder_is_answered() -> None:
    """No playbook at all is a problem, not a success."""
    assert [problem.rule for problem in problems_of({})] == ["empty-workspace"]

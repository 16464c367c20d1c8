"""Every number of the catalogue is shown by a test that exists, and none by one that does not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .catalogue import CATALOGUE
from .ledger import FaultLedger


def marked(path: Path) -> Iterator[str]:
    """Yield the numbers that the tests of a file name by their marks."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
            for each in node.args:
                assert isinstance(each, ast.Constant), f"{path}: {ast.unparse(node)}"
                yield str(each.value)


@pytest.fixture(scope="module")
def named(root: Path) -> dict[str, str]:
    files = sorted((root / "tests").glob("test_*.py"))
    files += sorted((root / "tests" / "faults").glob("test_*.py"))
    return {number: path.name for path in files for number in marked(path)}


def test_every_number_is_shown(named: dict[str, str]) -> None:
    shown = set(named) | {number for number, entry in CATALOGUE.items() if entry.shown_by}
    assert sorted(set(CATALOGUE) - shown) == []


def test_no_test_names_a_number_that_is_none(named: dict[str, str]) -> None:
    assert {number: named[number] for number in set(named) - set(CATALOGUE)} == {}


def test_what_is_shown_elsewhere_is_there(root: Path) -> None:
    for number, entry in CATALOGUE.items():
        for test in entry.shown_by:
            file, _, name = test.partition("::")
            assert (root / file).is_file(), number
            assert not name or f"def {name}(" in (root / file).read_text("utf-8"), number


def test_a_table_is_read_by_columns() -> None:
    ledger = FaultLedger()
    ledger.enter("F1 F3", "sqlite", tries=1_000, lost=1)
    other = FaultLedger()
    other.enter("F1", "sqlite", tries=500, refused=2)
    other.outcomes["F21"] = {"a": "passed", "b": "FAILED"}
    ledger.take(other)
    rows = [line.split() for line in ledger.table()]
    assert rows[0] == ["fault", "store", "tries", "lost", "duplicated", "refused"]
    assert rows[1][0] == "F1"
    assert rows[1][-5:] == ["sqlite", "1,500", "1", "0", "2"]
    assert rows[2][-5:] == ["sqlite", "1,000", "1", "0", "0"]
    assert " ".join(rows[3]).endswith("1 FAILED, 1 passed")
    with pytest.raises(ValueError, match="F99"):
        ledger.enter("F99", "sqlite", tries=1)

"""The documents about rules are those their docstrings make: nothing is typed twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.language.lint.registry import rules
from engine.present.findings import RULE_PAGE

from .kit import ROOT
from .rule_pages import PAGES, documents


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)
def test_a_document_is_what_its_docstring_makes(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    """``--update-cases`` writes it anew."""
    golden(path, documents()[path])


def test_no_document_is_left_behind() -> None:
    """A page of a rule that is gone would still be found by a search."""
    assert {path.name for path in PAGES.glob("*.md")} == {path.name for path in documents()}


def test_a_problem_leads_to_its_page() -> None:
    """What a problem says about its page is where the page lies."""
    for name in rules():
        assert (ROOT / RULE_PAGE.replace("{rule}", name)).is_file(), name

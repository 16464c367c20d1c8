"""Every row of the domain has its story: told in docs/lifecycle-coverage.md, drawn here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .kit import ROOT
from .lifecycle_index import WHOLE, table, title_of
from .story_index import shown, stories_for, told

DOCS = ROOT / "docs"
SHOWN_ELSEWHERE = {"engine", "threshold"}
"""A clause the engine keeps has its own tests; a threshold is read, and leaves no record."""


@pytest.mark.parametrize("row", table())
def test_whatever_serves_a_row_occurs_in_a_story(row: str) -> None:
    """A touchpoint is done, a paper comes, a stall happens: not only declared."""
    occurring = frozenset[str]().union(*shown().values())
    asked = {name for names in table()[row].values() for name in names}
    silent = {name for name in asked - occurring if name.partition("/")[0] not in SHOWN_ELSEWHERE}
    assert not silent, sorted(silent)


def _row(row: str, item: str, names: list[str]) -> str:
    served = "; ".join(
        f"{name.removeprefix('engine/')} (engine)"
        if name.startswith("engine/")
        else f"{name.partition('/')[0]} `{name.partition('/')[2]}` {title_of(name)}"
        for name in names
    )
    stories = ", ".join(told(path) for path in stories_for(names)) or WHOLE
    return f"| {row} | {item} | {served} | {stories} |"


def test_the_table_for_people_is_drawn_from_the_same_rows(
    golden: Callable[[Path, str], None],
) -> None:
    """docs/lifecycle-coverage.md says what the case file says, with titles and stories."""
    lines = [
        "# What serves each row of the domain | 领域的每一行由什么来办",
        "",
        "Drawn from the case file of `tests/test_lifecycle_coverage.py`, whose rows are those of",
        "[domain.md](domain.md), and from what the shipped stories show when they are played. The",
        "last column names as few stories as show all that any story shows of a row.",
        "",
        "| row | asked for | served by | story |",
        "|---|---|---|---|",
    ]
    for row, items in table().items():
        lines += [_row(row, item, names) for item, names in items.items()]
    golden(DOCS / "lifecycle-coverage.md", "\n".join(lines) + "\n")

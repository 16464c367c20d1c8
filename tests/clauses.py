"""Which clause of docs/semantics.md is shown by which test.

A clause is a bullet such as ``- S1.5 Next happening = ...``; a test names the clauses it
shows with ``@pytest.mark.clause("S1.5")``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

SEMANTICS = Path("docs", "semantics.md")
_CLAUSE = re.compile(r"^- (S\d+\.\d+)\s", re.MULTILINE)

Coverage = Mapping[str, Sequence[str]]
"""Clause id to the tests that show it, in the order of the document."""


def clause_ids(document: str) -> tuple[str, ...]:
    """Return the ids of all clauses in document order."""
    return tuple(_CLAUSE.findall(document))


def read_clause_ids(root: Path) -> tuple[str, ...]:
    """Return the ids of the clauses of the project at ``root``; none without the document."""
    document = root / SEMANTICS
    return clause_ids(document.read_text(encoding="utf-8")) if document.exists() else ()


def coverage(ids: Iterable[str], items: Iterable[pytest.Item]) -> Coverage:
    """Return which tests show each clause; a test's parameters count as one test.

    A worked case (``@pytest.mark.case(path)``) counts by itself, as its file.

    Raises:
        pytest.UsageError: a test names a clause that the document does not have, so that
            a renumbered clause cannot keep its tests by accident.
    """
    shown: dict[str, dict[str, None]] = {clause: {} for clause in ids}
    for item in items:
        for clause in _named(item):
            if clause not in shown:
                raise pytest.UsageError(
                    f"{item.nodeid} names the clause {clause!r}; {SEMANTICS.as_posix()} has none"
                )
            shown[clause][_shown_by(item)] = None
    return {clause: tuple(tests) for clause, tests in shown.items()}


def table(covered: Coverage) -> Iterator[str]:
    """Yield the lines of the report: every clause, then the count and those without a test."""
    width = max(map(len, covered), default=0)
    for clause, tests in covered.items():
        first, *others = tests or ("-",)
        yield f"{clause:<{width}}  {first}"
        for other in others:
            yield f"{'':<{width}}  {other}"
    bare = [clause for clause, tests in covered.items() if not tests]
    yield f"{len(covered)} clauses: {len(covered) - len(bare)} shown, {len(bare)} without a test"
    if bare:
        yield "without: " + " ".join(bare)


def _shown_by(item: pytest.Item) -> str:
    case = item.get_closest_marker("case")
    return str(case.args[0]) if case is not None else item.nodeid.partition("[")[0]


def _named(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("clause"):
        if not mark.args or mark.kwargs:
            raise pytest.UsageError(f"{item.nodeid}: write the mark as clause('S1.5')")
        yield from map(str, mark.args)

"""Which mutant was caught by which worked case in this run.

A test of a case under a mutant is marked ``@pytest.mark.mutant(name, clauses, path)``; it is
caught where that test passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

CAUGHT, SURVIVED = "caught", "SURVIVED"


@dataclass
class Ledger:
    """Mutant → the cases it was tried on, and whether each caught it."""

    tried: dict[str, dict[str, str]] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)

    def note(self, item: pytest.Item, report: pytest.TestReport) -> None:
        """Enter the outcome of one phase; a pass counts in the call alone."""
        mark = item.get_closest_marker("mutant")
        if mark is None or not (report.when == "call" or report.failed):
            return
        name, clauses, path = mark.args
        self.clauses[name] = " ".join(clauses)
        self.tried.setdefault(name, {})[path] = CAUGHT if report.passed else SURVIVED

    def take(self, other: Ledger) -> None:
        """Add what another process of this run entered."""
        self.clauses |= other.clauses
        for name, cases in other.tried.items():
            self.tried.setdefault(name, {}).update(cases)

    def table(self) -> Iterator[str]:
        """Yield one line for each mutant and case: mutant, clauses, outcome, case."""
        wide = max(map(len, self.tried), default=0)
        spread = max(map(len, self.clauses.values()), default=0)
        for name, cases in sorted(self.tried.items()):
            for index, (path, outcome) in enumerate(sorted(cases.items())):
                head = ("", "") if index else (name, self.clauses[name])
                yield f"{head[0]:<{wide}}  {head[1]:<{spread}}  {outcome:<8}  {path}"

    def lines(self) -> Iterator[str]:
        """Yield the closing line: how many mutants were tried, on how many cases, who survived."""
        if not self.tried:
            return
        outcomes = [each for cases in self.tried.values() for each in cases.values()]
        survived = sorted(name for name, cases in self.tried.items() if SURVIVED in cases.values())
        tail = f", SURVIVED: {' '.join(survived)}" if survived else ""
        yield f"mutants: {len(self.tried)} tried on {len(outcomes)} cases{tail}"

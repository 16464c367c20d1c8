"""The fault table: what was tried in this run, on which store, and what came of it.

A test enters its counts by the fixture ``faults``; tests that count nothing are told by how
many of them passed. A number nobody reached is printed too, or its absence would be unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from .catalogue import CATALOGUE

_HEAD = ("fault", "store", "tries", "lost", "duplicated", "refused")
_NOT_REACHED = "not reached"

Count = tuple[int, int, int, int]


@dataclass
class FaultLedger:
    """Counts by number and store, and the outcomes of the tests that name a number."""

    counts: dict[tuple[str, str], Count] = field(default_factory=dict)
    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)

    def enter(
        self,
        numbers: str,
        store: str,
        *,
        tries: int,
        lost: int = 0,
        duplicated: int = 0,
        refused: int = 0,
    ) -> None:
        """Add to the counts of one or more numbers (``F1 F3``) on one store."""
        for number in numbers.split():
            if number not in CATALOGUE:
                raise ValueError(f"the catalogue has no {number!r}")
            before = self.counts.get((number, store), (0, 0, 0, 0))
            now = (tries, lost, duplicated, refused)
            self.counts[number, store] = tuple(map(sum, zip(before, now, strict=True)))  # type: ignore[assignment]

    def select(self, items: Iterable[pytest.Item]) -> None:
        """Enter the tests that this run is going to try."""
        for item in items:
            for number in numbers_of(item):
                self.outcomes.setdefault(number, {}).setdefault(item.nodeid, _NOT_REACHED)

    def note(self, item: pytest.Item, report: pytest.TestReport) -> None:
        """Enter the outcome of one phase; only a call that passed counts as passed."""
        for number in numbers_of(item):
            tests = self.outcomes.setdefault(number, {})
            if report.failed:
                tests[item.nodeid] = "FAILED"
            elif report.skipped:
                tests[item.nodeid] = "skipped"
            elif report.when == "call":
                tests[item.nodeid] = "passed"

    def take(self, other: FaultLedger) -> None:
        """Add what another process of this run entered."""
        for (number, store), (tries, lost, duplicated, refused) in other.counts.items():
            self.enter(
                number, store, tries=tries, lost=lost, duplicated=duplicated, refused=refused
            )
        for number, tests in other.outcomes.items():
            mine = self.outcomes.setdefault(number, {})
            for test, word in tests.items():
                if word != _NOT_REACHED or test not in mine:
                    mine[test] = word

    def table(self) -> Iterator[str]:
        """Yield the table: a row for each number and store, or for its tests."""
        if not self.counts and not any(map(self._verdict, CATALOGUE)):
            return
        rows = [_HEAD, *self._rows()]
        wide = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
        for row in rows:
            cells = (f"{cell:<{wide[index]}}" if index < 2 else f"{cell:>{wide[index]}}"
                     for index, cell in enumerate(row))  # fmt: skip
            yield "  ".join(cells).rstrip()

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for number, entry in CATALOGUE.items():
            title = f"{number:<3} {entry.what}"
            stores = sorted(store for of, store in self.counts if of == number)
            for store in stores:
                counts = self.counts[number, store]
                yield (title, store, *(f"{count:,}" for count in counts))
                title = ""
            verdict = self._verdict(number)
            if verdict and (not stores or verdict.split(" ", 1)[1] != "passed"):
                yield (title, verdict, "", "", "", "")

    def _verdict(self, number: str) -> str:
        words = list(self.outcomes.get(number, {}).values())
        return ", ".join(f"{words.count(word)} {word}" for word in sorted(set(words)))


def numbers_of(item: pytest.Item) -> list[str]:
    """Return the numbers a test shows: those it names, and those that name it or its file."""
    named = [number for mark in item.iter_markers("fault") for number in mark.args]
    file, _, rest = item.nodeid.partition("::")
    here = {file, f"{file}::{rest.partition('[')[0]}"}
    return named + [
        number
        for number, entry in CATALOGUE.items()
        if number not in named and here & set(entry.shown_by)
    ]

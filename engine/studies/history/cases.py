"""A log → cases of signals: rows read, sorted by case and told in order, accounts together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter, getitem
from typing import Any, Protocol, TypeVar

import msgspec

from ...language.logs import WHOLE_ROW, BadRow, Log, LogBroken
from .case import Case
from .cells import Cells, column_cells
from .mapping import Column, LogMapping
from .meaning import Row, asked_columns, meant_by, needed_columns
from .tally import QualityTally
from .telling import Line, Teller

T = TypeVar("T")


class Sorter(Protocol):
    """Sorts more than fits in memory; ``runtime.spilling.Spill`` does."""

    def sorted(self, items: Iterable[T], key: Callable[[T], Any], type: type[T]) -> Iterator[T]:  # noqa: A002
        """Yield the items by their key, equal ones as they came."""


class Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row that is taken: its case, its number, and the texts of its cells."""

    case: str
    number: int
    cells: tuple[str | None, ...]


def read_cases(
    log: Log, mapping: LogMapping, spill: Sorter, tally: QualityTally
) -> Iterator[tuple[Case, ...]]:
    """Yield the cases of a log, account by account; what becomes of every row is counted.

    Without a column of accounts every case is one of its own, in the order of the cases' ids;
    else accounts come by name, and their cases by begin and id. A log that breaks off is read up
    to there, and the tally says so. The whole log is read before the first case comes.

    Raises:
        LogBroken: nothing of it can be read, or a column is missing.
    """
    reading = _Reading(log, mapping, tally)
    kept = spill.sorted(reading.rows(), attrgetter("case", "number"), Kept)
    cases = reading.cases(kept)
    if not mapping.account:
        for case in cases:
            tally.accounts += 1
            yield (case,)
        return
    ordered = spill.sorted(cases, attrgetter("account", "begins_at", "id"), Case)
    for _, each in itertools.groupby(ordered, attrgetter("account")):
        tally.accounts += 1
        yield tuple(each)


class _Reading:
    """One reading of a log."""

    def __init__(self, log: Log, mapping: LogMapping, tally: QualityTally) -> None:
        self.log, self.mapping, self.tally = log, mapping, tally
        self.names = needed_columns(mapping)
        must = {mapping.line: "no-line"} if isinstance(mapping.line, str) else {}
        must |= {mapping.account: "no-account", mapping.case: "no-case"}
        self.cells: list[Cells] = [
            column_cells(mapping.columns.get(name, Column(name)), must.get(name, ""))
            for name in self.names
        ]
        self.places = {name: place for place, name in enumerate(self.names)}
        # Rows are alike if they are so in every column, not only in those that are read.
        self.asked = self.names if mapping.row_id else (*self.names, WHOLE_ROW)
        self.teller = Teller(mapping, self.places, tally)
        told = (*(rule.at for rule in mapping.events), *mapping.starts)
        self.moments = sorted({self.places[name] for name in told})
        self.planned = sorted({self.places[name] for name in mapping.planned})

    def rows(self) -> Iterator[Kept]:
        """Yield the rows that are taken; count the others, and why they are not."""
        tally, caches, takes, counts = self.tally, self.cells, self.takes, self.counts()
        at, width, is_whole = self.places[self.mapping.case], len(self.names), len(self.asked)
        try:
            for row in self.log.rows(self.asked):
                tally.rows += 1
                number, texts = row[0], row[1]
                if type(row) is BadRow:
                    tally.reject(row.reason, number, text=row.text)
                    continue
                cells = tuple(map(getitem, caches, texts))
                if not counts(cells):
                    tally.left_out += 1
                elif takes(number, cells):
                    raws = tuple([each.raw for each in cells])
                    case = cells[at].text or ""
                    yield Kept(case, number, raws if is_whole == width else (*raws, texts[width]))
        except LogBroken as broken:
            if not tally.rows:
                raise
            tally.breaks(broken)
        if tally.rows:
            read = zip(self.names, self.cells, strict=True)
            tally.absent = tuple(name for name, cells in read if cells.is_absent)

    def counts(self) -> Callable[[Row], bool]:
        """Return what tells whether a row counts at all. One that cannot be read does."""
        where, places = meant_by(self.mapping.where, self.places), self.places
        if where is None:
            return lambda _cells: True
        asked = [places[name] for name in asked_columns(self.mapping.where)]

        def counts(cells: Row) -> bool:
            return where(cells, None, True, True) or any(cells[each].rejects for each in asked)

        return counts

    def takes(self, number: int, cells: Row) -> bool:
        """Take a row or count why not; note what it says that the mapping does not know."""
        for cell in cells:
            if not cell.is_plain:
                if self.notes(number, cells):
                    break
                return False
        tally = self.tally
        tally.accepted += 1
        for place in self.moments:
            at = cells[place].at
            if at is not None:
                if tally.last_at is None or at > tally.last_at:
                    tally.last_at = at
                if tally.first_at is None or at < tally.first_at:
                    tally.first_at = at
        # A planned moment may be where a case begins; it is not where a log ends.
        for place in self.planned:
            at = cells[place].at
            if at is not None and (tally.first_at is None or at < tally.first_at):
                tally.first_at = at
        return True

    def notes(self, number: int, cells: Row) -> bool:
        """Reject a row for its first cell that cannot be taken, or note the odd ones."""
        for place, cell in enumerate(cells):
            if cell.rejects:
                self.reject(number, place, cells, cell.rejects)
                return False
        tally = self.tally
        for name, cell in zip(self.names, cells, strict=True):
            if cell.note == "unknown":
                tally.unknown[name] += 1
            elif cell.note:
                tally.unmapped.add(cell.note, name, number, self.case_of(cells), cell.raw or "")
        return True

    def reject(self, number: int, place: int, cells: Row, reason: str) -> None:
        text = cells[place].raw or ""
        self.tally.reject(reason, number, self.names[place], self.case_of(cells), text)

    def case_of(self, cells: Row) -> str:
        return cells[self.places[self.mapping.case]].text or ""

    def cases(self, kept: Iterable[Kept]) -> Iterator[Case]:
        """Yield a case for each group of rows, but for those that tell nothing."""
        caches = self.cells
        for name, group in itertools.groupby(kept, attrgetter("case")):
            lines = [
                Line(each.number, tuple(map(getitem, caches, each.cells)))
                for each in self.unlike(name, group)
            ]
            case = self.teller.case(name, lines)
            if case is not None:
                yield case

    def unlike(self, name: str, group: Iterable[Kept]) -> Iterable[Kept]:
        """Return the rows of a case, without doubles unless those are kept; count them."""
        rows = list(group)
        if len(rows) == 1:
            return rows
        row_id = self.mapping.row_id
        place = self.places[row_id] if row_id else -1
        seen: set[str | None] = set()
        found: list[Kept] = []
        for row in rows:
            mark = row.cells[place]
            is_double = mark in seen and not (row_id and self.cells[place][mark].text is None)
            seen.add(mark)
            if not is_double or self.doubled(row, name, (mark or "") if row_id else ""):
                found.append(row)
        return found

    def doubled(self, row: Kept, case: str, text: str) -> bool:
        """Count a row that is like one before it; return whether it is kept all the same."""
        tally, how = self.tally, self.mapping.duplicates
        tally.doubles.add("double", self.mapping.row_id, row.number, case, text)
        if how == "keep":
            return True
        tally.accepted -= 1
        if how == "drop":
            tally.dropped += 1
        else:
            tally.reject("double", row.number, self.mapping.row_id, case, text)
        return False

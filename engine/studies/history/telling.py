"""The rows of one case → what the engine will be told of it, in order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from ...language.values import Instant
from .case import Case, Entry, Happened
from .mapping import EventRule, Group, LogMapping, OutcomeRule
from .meaning import Meant, Places, Row, data_of, meant_by, text_of
from .tally import QualityTally

FACTS_SET = "facts.set"
_LONG_AGO = -(2**62)


class Line(NamedTuple):
    """A row of a case: its number in the log and its cells."""

    number: int
    cells: Row


class Teller:
    """Tells cases as one mapping says, and counts what is odd about them."""

    def __init__(self, mapping: LogMapping, places: Places, tally: QualityTally) -> None:
        """Make the rules of a mapping quick, for rows with their cells in these places."""
        self._tally, self._by_rows = tally, mapping.ties == "rows"
        self._at = places[mapping.at] if mapping.at else -1
        self._account = places[mapping.account] if mapping.account else -1
        self._line = text_of(mapping.line, places)
        self._facts = data_of(mapping.facts, places)
        self._starts = [places[name] for name in mapping.starts]
        self._planned = [places[name] for name in mapping.planned]
        self._orders = [[places[name] for name in order] for order in mapping.orders]
        self._names = list(places)
        self._rules = list(enumerate(_rule(rule, places) for rule in mapping.events))
        self._groups = [_Group(group, places) for group in mapping.groups]
        self._outcomes = [_Outcome(rule, places, self._at) for rule in mapping.outcomes]

    def case(self, name: str, lines: list[Line]) -> Case | None:
        """Return the case of some rows, which come by number; None if it tells nothing."""
        number = lines[0].number
        lines = self._in_time(name, lines)
        self._check_orders(name, lines)
        first = lines[0].cells
        facts = self._facts(first)
        entries = self._entries(lines, facts)
        starts = _moments(lines, self._starts)
        begins = [*starts, *_moments(lines, self._planned), *(each.at for each in entries[:1])]
        if not begins:
            self._tally.empty += 1
            return None
        account = (first[self._account].text or "") if self._account >= 0 else name
        case = Case(
            name, account, self._line(first), min(begins), entries, number, facts,
            tuple(each.id for each in self._groups if each.has(lines)),
            tuple(
                Happened(each.id, at)
                for each in self._outcomes
                if (at := each.happened(lines, entries)) is not None
            ),
        )  # fmt: skip
        self._check(case, lines, starts)
        self._count(case)
        return case

    def _in_time(self, name: str, lines: list[Line]) -> list[Line]:
        """Return rows by their moment, those of one moment as they stand in the log."""
        place = self._at
        if place < 0 or len(lines) == 1:
            return lines
        latest = moment = _LONG_AGO
        moments: list[Instant] = []
        for line in lines:
            # A row without a moment of its own stays behind the one before it.
            cell = line.cells[place]
            moment = moment if cell.at is None else cell.at
            moments.append(moment)
            if moment < latest and cell.at is not None:
                column = self._names[place]
                self._tally.order.add("row-order", column, line.number, name, cell.raw or "")
            latest = max(latest, moment)
        if moments == sorted(moments):
            return lines
        return [lines[each] for each in sorted(range(len(lines)), key=moments.__getitem__)]

    def _entries(self, lines: list[Line], facts: dict[str, str]) -> tuple[Entry, ...]:
        """Return what the rules make of the rows, in the order that the mapping declares."""
        by_rows, last, rules = self._by_rows, len(lines) - 1, self._rules
        found: list[tuple[Instant, int, int, Entry]] = []
        unused = 0
        before: Row | None = None
        for index, (number, cells) in enumerate(lines):
            told = len(found)
            for place, (quick, words, at_place, is_meant, entry) in rules:
                # Most rules are about a word of one column, and most rows hold another.
                if words and cells[quick].text not in words:
                    continue
                at = cells[at_place].at
                if at is None:
                    continue
                if is_meant is None or is_meant(cells, before, index == 0, index == last):
                    ties = (index, place) if by_rows else (place, index)
                    found.append((at, *ties, entry(at, number, cells)))
            unused += told == len(found)
            before = cells
        self._tally.unused += unused
        # No two have the same place and row: the entries themselves are never compared.
        found.sort()
        return _without_echoes([each[3] for each in found], facts)

    def _check_orders(self, name: str, lines: list[Line]) -> None:
        """Count declared orders that a case breaks; each once, wherever its rows say so again."""
        broken: set[tuple[int, int]] = set()
        for order in self._orders:
            for number, cells in lines:
                known = [each for each in order if cells[each].at is not None]
                for one, other in pairwise(known):
                    early, late = cells[one], cells[other]
                    assert early.at is not None
                    assert late.at is not None
                    if late.at < early.at and (one, other) not in broken:
                        broken.add((one, other))
                        column = f"{self._names[one]} → {self._names[other]}"
                        text = f"{early.raw} → {late.raw}"
                        self._tally.order.add("broken-order", column, number, name, text)

    def _check(self, case: Case, lines: list[Line], starts: list[Instant]) -> None:
        """Count what is odd about a case as a whole."""
        tally, entries = self._tally, case.entries
        if starts and entries and entries[-1].at < min(starts):
            last = entries[-1]
            tally.order.add("ends-before-start", "", last.row, case.id, last.type)
        for one, other in pairwise(entries):
            if one.at == other.at:
                tally.ties.add("same-instant", "", other.row, case.id, f"{one.type}, {other.type}")
                break
        if self._account < 0:
            return
        for number, cells in lines:
            text = cells[self._account].text or ""
            if text != case.account:
                column = self._names[self._account]
                tally.order.add("other-account", column, number, case.id, text)
                break

    def _count(self, case: Case) -> None:
        tally = self._tally
        tally.cases += 1
        tally.events += len(case.entries)
        for entry in case.entries:
            tally.signals[entry.type] += 1
        tally.groups.update(case.groups)
        tally.outcomes.update(each.outcome for each in case.outcomes)


def _moments(lines: list[Line], places: list[int]) -> list[Instant]:
    """Return the moments that stand in some columns, row by row."""
    return [at for line in lines for each in places if (at := line.cells[each].at) is not None]


def _without_echoes(entries: list[Entry], facts: dict[str, str]) -> tuple[Entry, ...]:
    """Leave out facts that are told again as they stand: they would change nothing."""
    if not any(each.type == FACTS_SET for each in entries):
        return tuple(entries)
    known = dict(facts)
    kept: list[Entry] = []
    for entry in entries:
        if entry.type == FACTS_SET:
            if entry.data.items() <= known.items():
                continue
            known.update(entry.data)
        kept.append(entry)
    return tuple(kept)


class _Rule(NamedTuple):
    """An event rule, made quick: ``words`` that column ``quick`` must hold, then all the rest."""

    quick: int
    words: frozenset[str]
    at: int
    is_meant: Meant | None
    entry: Callable[[Instant, int, Row], Entry]


def _rule(rule: EventRule, places: Places) -> _Rule:
    words = dict(rule.when.words)
    name = next(iter(words), "")
    among = words.pop(name, frozenset())
    rest = replace(rule.when, words=words)
    type_, brings = rule.type, rule.brings
    data, by = data_of(rule.data, places), text_of(rule.by, places)

    def entry(at: Instant, number: int, cells: Row) -> Entry:
        return Entry(at, type_, number, data(cells), brings, by(cells))

    return _Rule(places.get(name, 0), among, places[rule.at], meant_by(rest, places), entry)


class _Group:
    """A kind of case."""

    def __init__(self, group: Group, places: Places) -> None:
        self.id, self._is_meant = group.id, meant_by(group.when, places)
        self._order = [places[name] for name in group.in_order]

    def has(self, lines: list[Line]) -> bool:
        """Whether any row is meant, and its moments are known and follow each other."""
        last, before = len(lines) - 1, None
        for index, (_, cells) in enumerate(lines):
            is_meant = self._is_meant
            if is_meant is None or is_meant(cells, before, index == 0, index == last):
                moments = [cells[place].at for place in self._order]
                known = [at for at in moments if at is not None]
                if len(known) == len(moments) and known == sorted(known):
                    return True
            before = cells
        return False


class _Outcome:
    """What really happened, found in the rows of a case."""

    def __init__(self, rule: OutcomeRule, places: Places, own: int) -> None:
        self.id, self._rule, self._is_meant = rule.id, rule, meant_by(rule.when, places)
        self._at = places[rule.at] if rule.at else own
        self._after = places[rule.after] if rule.after else -1

    def happened(self, lines: list[Line], entries: tuple[Entry, ...]) -> Instant | None:
        """Return when it happened, by the first row that says so; None if it did not."""
        signal = self._rule.signal
        if signal:
            return next((each.at for each in entries if each.type == signal), None)
        last, before = len(lines) - 1, None
        for index, (_, cells) in enumerate(lines):
            is_meant = self._is_meant
            if is_meant is None or is_meant(cells, before, index == 0, index == last):
                at = cells[self._at].at
                if at is not None and self._is_late(cells):
                    return at
            before = cells
        return None

    def _is_late(self, cells: Row) -> bool:
        if self._after < 0:
            return True
        after = cells[self._after]
        return after.at is not None and cells[self._at].day - after.day > self._rule.by_days

"""Patterns: several signals that mean something together, found by a matcher (S6.1).

A match is the numbers of the sightings it consists of, in the order the pattern names them.
Only what the newest sighting completes is found: everything before was judged when it came.
Missing values meet nothing: neither ``same`` nor ``differ`` is ever guessed (S1.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from ..language.joins import Check, Find, Join, Row, generate_join
from ..language.program_logic import Pattern
from ..language.reckoning import likeness
from ..language.terms import All, Known, Limit, Name, Term, walk
from ..language.values import Instant, Money, Value
from .calendar import BusinessCalendar
from .evaluate import Conditions, Facts
from .sightings import Sighting

ACCOUNT = "account"

Match = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a pattern: its signals, and the conditions on one or several sightings.

    ``own`` reads this place's sighting alone, ``cross`` earlier ones too; ``is_main`` where the
    pattern's condition on the signal itself applies.
    """

    signals: frozenset[str]
    own: tuple[Term, ...] = ()
    cross: tuple[Term, ...] = ()
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """A pattern made ready to be matched.

    ``each`` is the condition asked of every signal as it comes, because it speaks of
    ``signal.``; ``outer`` what must hold besides when the match is complete, because it reads
    facts. Neither is the matcher's.
    """

    id: str
    pattern: Pattern
    calendar: BusinessCalendar
    join: Join
    parts: tuple[Part, ...]
    none: Part
    aliases: tuple[str, ...] = ()
    each: Term | None = None
    outer: tuple[Term, ...] = ()
    thresholds: Mapping[str, tuple[Money, ...]] = field(default_factory=dict)
    conditions: Conditions = field(default_factory=Conditions, compare=False, repr=False)
    signals: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Gather every signal that the pattern must have seen."""
        seen = frozenset().union(*(part.signals for part in self.parts), self.none.signals)
        object.__setattr__(self, "signals", seen)

    @property
    def needs_several(self) -> bool:
        """Whether one sighting alone can never be a match."""
        return self.pattern.kind in {"sequence", "twice"} and len(self.parts) > 1

    def reach(self, at: Instant) -> Instant:
        """Return how far ``within`` reaches from an instant, in the stage's calendar (S3.2)."""
        return self.calendar.add(at, self.pattern.within)


class Matcher(Protocol):
    """Finds the matches of a pattern; every implementation finds the same in the same order."""

    def match(self, watch: Watch, sightings: Sequence[Sighting], now: Instant) -> tuple[Match, ...]:
        """Return the matches that the newest sighting completes; of an absence, those due.

        ``sightings`` are the window in the order of arrival, those used up by an earlier
        firing left out.
        """


# --- a pattern made ready


def watch(
    stage: str,
    pattern: Pattern,
    calendar: BusinessCalendar,
    thresholds: Mapping[str, tuple[Money, ...]],
) -> Watch:
    """Make a pattern ready: what one sighting decides, what several do, what facts do."""
    name = f"{stage}.{pattern.id}"
    if pattern.kind == "sequence":
        return _sequence(name, pattern, calendar, thresholds)
    main = Part(frozenset(pattern.signals), is_main=True)
    without = Part(frozenset(pattern.without))
    each, outer = _about(pattern.condition)
    parts: tuple[Part, ...] = (main, main)
    differing = len(pattern.differ) if pattern.kind == "twice" else 0
    join, none = Join(2, differing, "between" if pattern.without else ""), without
    if pattern.kind == "absent":
        # What must not come ends the wait, and so does what makes it not count.
        parts, join = (Part(frozenset(pattern.after)),), Join(1, none="until")
        none = Part(main.signals | without.signals, is_main=True)
    return Watch(name, pattern, calendar, join, parts, none, (), each, outer, thresholds)


def _about(condition: Term | None) -> tuple[Term | None, tuple[Term, ...]]:
    if condition is None:
        return None, ()
    names = (each.name for each in walk(condition) if isinstance(each, Name))
    if any(name.startswith("signal.") for name in names):
        return condition, ()
    return None, (condition,)


def _sequence(
    name: str,
    pattern: Pattern,
    calendar: BusinessCalendar,
    thresholds: Mapping[str, tuple[Money, ...]],
) -> Watch:
    aliases = tuple(step.alias for step in pattern.steps)
    asked: list[Term] = [part for step in pattern.steps for part in _conjuncts(step.condition)]
    asked += _conjuncts(pattern.condition)
    placed: dict[int, list[Term]] = {place: [] for place in range(len(aliases))}
    outer: list[Term] = []
    for term in asked:
        read = _places(term, aliases)
        if read is None or not read:
            outer.append(term)
        else:
            placed[max(read)].append(term)
    parts = tuple(
        Part(
            frozenset({step.signal}),
            tuple(term for term in placed[place] if _places(term, aliases) == {place}),
            tuple(term for term in placed[place] if _places(term, aliases) != {place}),
        )
        for place, step in enumerate(pattern.steps)
    )
    checks = tuple(place for place, part in enumerate(parts) if part.cross)
    join = Join(len(parts), 0, "between" if pattern.without else "", checks)
    none = Part(frozenset(pattern.without))
    each, rest = None, tuple(outer)
    return Watch(name, pattern, calendar, join, parts, none, aliases, each, rest, thresholds)


def _conjuncts(term: Term | None) -> Iterator[Term]:
    if isinstance(term, All):
        for part in term.parts:
            yield from _conjuncts(part)
    elif term is not None:
        yield term


def _places(term: Term, aliases: Sequence[str]) -> set[int] | None:
    """Return which steps a condition reads; None where it reads anything else."""
    places: set[int] = set()
    for each in walk(term):
        if isinstance(each, Name) and each.name.partition(".")[0] in aliases:
            places.add(aliases.index(each.name.partition(".")[0]))
        elif isinstance(each, Known | Limit) or (
            not isinstance(each, Name) and type(each).__name__ in _NEUTRAL
        ):
            continue
        else:
            return None
    return places


_NEUTRAL = frozenset({"Compare", "Among", "Has", "Compute", "All", "Either", "Not"})


# --- what all matchers share: conditions on one sighting, and what becomes of their finds


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one question: for each place of the join, and for what must not come."""

    rows: tuple[tuple[Row, ...], ...]
    none: tuple[Row, ...]
    newest: int


def table(watch: Watch, sightings: Sequence[Sighting]) -> Table:
    """Choose, for each place, the sightings that meet its conditions."""
    rows: list[tuple[Row, ...]] = []
    for place, part in enumerate(watch.parts):
        is_again = place > 0 and part is watch.parts[place - 1]
        rows.append(rows[-1] if is_again else tuple(_rows(watch, part, sightings)))
    none = tuple(_rows(watch, watch.none, sightings)) if watch.join.none else ()
    return Table(tuple(rows), none, sightings[-1].number)


def _rows(watch: Watch, part: Part, sightings: Sequence[Sighting]) -> Iterator[Row]:
    pattern = watch.pattern
    same = [name for name in pattern.same if name != ACCOUNT]
    differ = pattern.differ if part is not watch.none else ()
    for each in sightings:
        if each.type not in part.signals or not _meets(watch, part, each):
            continue
        key = [each.common.get(name) for name in same]
        told = [each.data.get(name) for name in differ]
        if None in key or None in told:
            continue
        yield Row(
            (each.at, each.number), each.number, each.at, watch.reach(each.at),
            tuple(likeness(value) for value in key if value is not None),
            tuple(likeness(value) for value in told if value is not None),
        )  # fmt: skip


def _meets(watch: Watch, part: Part, sighting: Sighting) -> bool:
    is_asked = part.is_main and watch.each is not None and sighting.type in watch.pattern.signals
    if is_asked and watch.id not in sighting.meets:
        return False
    place = watch.parts.index(part) if part.own else 0
    return all(_holds(watch, term, {place: sighting}) for term in part.own)


def _holds(watch: Watch, term: Term, at_hand: Mapping[int, Sighting]) -> bool:
    def value(name: str) -> Value | None:
        alias, _, field_name = name.partition(".")
        return at_hand[watch.aliases.index(alias)].data.get(field_name)

    facts = Facts(value, lambda _name: False, watch.thresholds)
    return watch.conditions.evaluate(term, facts).answer is True


def checks(watch: Watch, sightings: Sequence[Sighting]) -> tuple[Check, ...]:
    """Return, for each place with a condition on earlier sightings, that condition."""
    by_number = {each.number: each for each in sightings}
    return tuple(partial(_check, watch, by_number, place) for place in watch.join.checks)


def _check(watch: Watch, by_number: Mapping[int, Sighting], place: int, *numbers: int) -> bool:
    at_hand = {index: by_number[number] for index, number in enumerate(numbers)}
    return all(_holds(watch, term, at_hand) for term in watch.parts[place].cross)


def pinned(rows: Table) -> Iterator[tuple[tuple[Row, ...], ...]]:
    """Yield the rows of each place with the newest sighting in one place after the other."""
    for place, here in enumerate(rows.rows):
        newest = tuple(row for row in here if row.number == rows.newest)
        if newest:
            yield tuple(
                newest if other == place else tuple(r for r in each if r.number != rows.newest)
                for other, each in enumerate(rows.rows)
            )


def counted(watch: Watch, rows: Table, pairs: Callable[[], Sequence[Match]]) -> tuple[Match, ...]:
    """Return the one match of a count: the first window with enough, the newest among it.

    ``pairs`` finds each first sighting with each that its window reaches; it is not asked where
    there are too few in any case. Of sightings that must
    differ, those that differ from the newest and from each other count.
    """
    later: dict[int, set[int]] = {}
    if len(rows.rows[0]) < watch.pattern.at_least:
        return ()
    for first, other in pairs():
        later.setdefault(first, set()).add(other)
    ordered = sorted(rows.rows[0])
    for start in ordered:
        window = {start.number, *later.get(start.number, ())}
        if rows.newest not in window:
            continue
        members = [row for row in ordered if row.number in window]
        if watch.pattern.differ:
            members = _differing(members, rows.newest)
        if len(members) >= watch.pattern.at_least:
            return (tuple(row.number for row in members),)
    return ()


def _differing(members: Sequence[Row], newest: int) -> list[Row]:
    chosen = [row for row in members if row.number == newest]
    for row in members:
        pairs = (zip(row.differs, other.differs, strict=True) for other in chosen)
        if all(mine != theirs for pair in pairs for mine, theirs in pair):
            chosen.append(row)
    return sorted(chosen)


class PythonMatcher:
    """The default: loops generated for each shape of pattern."""

    def __init__(self) -> None:
        """Begin without any loops; each shape is made once."""
        self._finds: dict[Join, Find] = {}

    def match(self, watch: Watch, sightings: Sequence[Sighting], now: Instant) -> tuple[Match, ...]:
        """Return the matches that the newest sighting completes; of an absence, those due."""
        if not sightings or (len(sightings) == 1 and watch.needs_several):
            return ()
        if watch.pattern.kind == "count" and len(sightings) < watch.pattern.at_least:
            return ()
        find = self._finds.get(watch.join)
        if find is None:
            find = self._finds[watch.join] = generate_join(watch.join)
        rows = table(watch, sightings)
        asked = checks(watch, sightings)
        if watch.pattern.kind == "count":
            return counted(watch, rows, lambda: find(rows.rows, rows.none, asked, now))
        if watch.pattern.kind == "absent":
            return tuple(sorted(find(rows.rows, rows.none, asked, now)))
        chosen = (find(each, rows.none, asked, now) for each in pinned(rows))
        return tuple(sorted(match for found in chosen for match in found))

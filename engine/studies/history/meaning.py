"""What rows mean, made quick: the conditions and sources of a mapping over cells by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map

from .cells import Cell
from .mapping import ALWAYS, Condition, Constant, LogMapping, Source

Row = tuple[Cell, ...]
Places = Map[str, int]
"""Where the cell of each column stands in a row."""
Meant = Callable[[Row, Row | None, bool, bool], bool]
"""Whether a row is meant: it, the case's row before, whether it is the first, and the last."""


def needed_columns(mapping: LogMapping) -> tuple[str, ...]:
    """Return every column that the mapping reads, each once, in the order it is first named."""
    named: dict[str, None] = {}
    for name in _named(mapping):
        if name:
            named[name] = None
    return tuple(named)


def _named(mapping: LogMapping) -> Iterable[str]:
    yield from (mapping.case, mapping.account, mapping.row_id, mapping.at)
    yield from (*mapping.starts, *mapping.planned)
    yield from _columns_of([mapping.line, *mapping.facts.values()])
    yield from asked_columns(mapping.where)
    for rule in mapping.events:
        yield rule.at
        yield from _columns_of([rule.by, *rule.data.values()])
        yield from asked_columns(rule.when)
    for order in mapping.orders:
        yield from order
    for group in mapping.groups:
        yield from (*asked_columns(group.when), *group.in_order)
    for outcome in mapping.outcomes:
        yield from (*asked_columns(outcome.when), outcome.at, outcome.after)


def _columns_of(sources: Iterable[Source]) -> Iterable[str]:
    return (each for each in sources if isinstance(each, str))


def asked_columns(condition: Condition) -> tuple[str, ...]:
    """Return the columns a condition looks at."""
    some = condition
    return (*some.words, *some.known, *some.unknown, *some.changed, *some.rises)


def meant_by(condition: Condition, places: Places) -> Meant | None:
    """Return what tells whether a row is meant; None where every row is."""
    if condition == ALWAYS:
        return None
    words = [(places[name], among) for name, among in condition.words.items()]
    known, unknown, changed, rises = (
        [places[name] for name in names]
        for names in (condition.known, condition.unknown, condition.changed, condition.rises)
    )
    first, last = condition.first, condition.last

    def is_meant(row: Row, before: Row | None, is_first: bool, is_last: bool) -> bool:
        for place, among in words:
            if row[place].text not in among:
                return False
        if (first and not is_first) or (last and not is_last):
            return False
        for place in known:
            if row[place].text is None:
                return False
        for place in unknown:
            if row[place].text is not None:
                return False
        if before is None:
            return not rises
        for place in changed:
            if row[place].text == before[place].text:
                return False
        return all(_rises(row[place], before[place]) for place in rises)

    return is_meant


def _rises(cell: Cell, before: Cell) -> bool:
    return cell.number is not None and before.number is not None and cell.number > before.number


def data_of(sources: Map[str, Source], places: Places) -> Callable[[Row], dict[str, str]]:
    """Return what reads named values off a row; what is unknown there is left out."""
    fixed = {name: each.text for name, each in sources.items() if isinstance(each, Constant)}
    read = [(name, places[each]) for name, each in sources.items() if isinstance(each, str)]
    if not read:
        return lambda _row: fixed

    def data(row: Row) -> dict[str, str]:
        found = {name: text for name, place in read if (text := row[place].text)}
        return fixed | found if fixed else found

    return data


def text_of(source: Source, places: Places) -> Callable[[Row], str]:
    """Return what reads one value off a row, empty where it is unknown."""
    if isinstance(source, Constant):
        text = source.text
        return lambda _row: text
    if not source:
        return lambda _row: ""
    place = places[source]
    return lambda row: row[place].text or ""

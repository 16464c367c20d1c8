"""Which rows are meant, as written → conditions; groups of cases and what happened to them."""

from __future__ import annotations

from collections.abc import Iterable

from schemas import mapping as written

from ...language.here import Here
from ...language.spans import parse_span
from ...language.titles import Title
from ..reader import inside
from .columns import MOMENTS, NUMBERS, WANTED, Reader, each_of, in_one_form, shorter
from .mapping import ALWAYS, Column, Condition, EventRule, Group, OutcomeRule

_NAMED = ("known", "unknown", "changed", "rises")
_WHERE_NAMED = ("known", "unknown")
"""Words of ``where`` beside the names of columns."""


def read_where(reader: Reader, model: written.Mapping) -> Condition:
    """Return the rows that count at all."""
    spot = inside(reader.file.here, "where")
    if spot is None:
        return ALWAYS
    if not model.where:
        reader.add(spot.key, "empty-rows")
    names = [name for name in model.where if name not in _WHERE_NAMED]
    known, unknown = (_columns(reader, inside(spot, word)) for word in _WHERE_NAMED)
    return Condition(words=_words(reader, names, spot), known=known, unknown=unknown)


def read_rows(reader: Reader, said: written.Rows, here: Here) -> Condition:
    """Return which rows are meant."""
    if (spot := inside(here, "when")) is not None and not said.when:
        reader.add(spot.key, "empty-rows")
    known, unknown, changed, rises = (_columns(reader, inside(here, each)) for each in _NAMED)
    for spot in each_of(inside(here, "rises")):
        name = spot.scalar.text
        if reader.columns[name].kind not in NUMBERS and name not in reader.doubted:
            reader.add(spot.place, "cannot-compare.rises", name=name)
    words = _words(reader, said.when, here.into("when"))
    return Condition(words, known, unknown, changed, rises, said.first, said.last)


def _columns(reader: Reader, here: Here | None) -> tuple[str, ...]:
    spots = each_of(here)
    return tuple(reader.column(spot.scalar.text, spot).name for spot in spots)


def _words(reader: Reader, names: Iterable[str], here: Here) -> dict[str, frozenset[str]]:
    """Return the words that are meant of each column: what it is read as, not what stood there."""
    found: dict[str, frozenset[str]] = {}
    for name in names:
        spot = here.into(name)
        column = reader.column(name, spot, by_key=True)
        said = each_of(spot)
        found[name] = frozenset(_word(reader, column, each) for each in said)
        if not said:
            reader.add(spot.key, "empty-rows")
        if column.kind in MOMENTS:
            reader.add(spot.key, "cannot-compare", name=name)
    return found


def _word(reader: Reader, column: Column, here: Here) -> str:
    """Return a word that a column can come to."""
    text = in_one_form(column.kind, here.scalar.text)
    if text is None:
        wanted, found = WANTED[column.kind], here.scalar.text
        reader.add(here.place, "bad-fact", name=column.name, found=found, wanted=wanted)
    elif column.words and column.otherwise != "keep" and column.name not in reader.doubted:
        reader.known(text, set(column.words.values()), "word", here, by_value=True)
    return text or ""


def read_groups(reader: Reader, model: written.Mapping) -> tuple[Group, ...]:
    """Return the kinds of cases that are counted apart."""
    found = []
    for name, each in model.groups.items():
        here = reader.file.here.into("groups", name)
        when = read_rows(reader, each, here)
        for index, column in enumerate(each.in_order):
            reader.moment(column, here.into("in_order", index))
        if when == ALWAYS and not each.in_order:
            reader.add(here.key, "empty-rows.group", name=name)
        found.append(Group(name, Title.split(each.title), when, each.in_order))
    return tuple(found)


def read_outcomes(
    reader: Reader, model: written.Mapping, events: tuple[EventRule, ...]
) -> tuple[OutcomeRule, ...]:
    """Return what really happened to cases, for judging the alarms."""
    told = {each.type for each in events}
    found = []
    for name, each in model.outcomes.items():
        here = reader.file.here.into("outcomes", name)
        when = read_rows(reader, each, here)
        if each.signal is not None:
            _of_signal(reader, each, here, told)
        for index, warns in enumerate(each.foretold_by):
            spot = here.into("foretold_by", index)
            reader.known(warns, _alarms(reader), "alarm", spot, by_value=True)
        found.append(
            OutcomeRule(
                id=name,
                title=Title.split(each.title),
                at=_outcome_at(reader, each, model, here),
                when=when,
                after=reader.moment(each.after, here.into("after"), needs_time=False),
                by_days=_days(reader, each, here),
                signal=each.signal or "",
                foretold_by=each.foretold_by,
            )
        )
    return tuple(found)


def _of_signal(reader: Reader, said: written.CaseOutcome, here: Here, told: set[str]) -> None:
    """Check an outcome that is a signal: some event tells it, and nothing else says when."""
    reader.known(said.signal or "", told, "signal", here.into("signal"), by_value=True)
    for word in ("at", "after", "when", "known", "unknown", "changed", "rises", "first", "last"):
        if (spot := inside(here, word)) is not None:
            reader.add(spot.key, "says-nothing.signal", name=word)


def _outcome_at(
    reader: Reader, said: written.CaseOutcome, model: written.Mapping, here: Here
) -> str:
    if said.signal is not None:
        return ""
    if said.at is not None:
        return reader.moment(said.at, here.into("at"))
    if model.at is None:
        reader.add(here.key, "no-moment.outcome", name=here.step)
    return model.at or ""


def _days(reader: Reader, said: written.CaseOutcome, here: Here) -> int:
    """Return by how many days an outcome is later, where that is said."""
    spot = inside(here, "more_than")
    if spot is None:
        return 0
    if said.after is None:
        reader.add(spot.key, "says-nothing", name="more_than", allowed="after")
    span, problems = parse_span(spot.scalar)
    reader.problems += problems
    if span is not None and span.unit not in {"days", "weeks"}:
        reader.add(spot.place, "bad-days")
    return 0 if span is None else span.count * (7 if span.unit == "weeks" else 1)


def _alarms(reader: Reader) -> frozenset[str]:
    """Return what can warn of something, by ``STAGE.ID`` and ``ID``."""
    stages = reader.program.stages.values()
    logic = [f"{s.id}.{each.id}" for s in stages for each in s.rules]
    logic += [f"{s.id}.{each.id}" for s in stages for each in s.patterns]
    full = frozenset([*reader.touchpoints, *reader.watches, *logic])
    return full | shorter(full)

"""Which rows are meant, as written → conditions; groups of cases and what happened to them."""

from __future__ import annotations

from schemas import mapping as written

from ...language.here import Here
from ...language.program import Stage
from ...language.spans import parse_span
from ...language.titles import Title
from ..reader import inside
from .columns import MOMENTS, NUMBERS, Reader
from .mapping import ALWAYS, Condition, EventRule, Group, OutcomeRule

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
    words = {name: said for name, said in model.where.items() if name not in _WHERE_NAMED}
    named = {
        word: _columns(reader, model.where[word], spot.into(word))
        for word in _WHERE_NAMED if word in model.where
    }  # fmt: skip
    return Condition(words=_words(reader, words, spot), **named)


def read_rows(reader: Reader, said: written.Rows, here: Here) -> Condition:
    """Return which rows are meant."""
    if (spot := inside(here, "when")) is not None and not said.when:
        reader.add(spot.key, "empty-rows")
    named = {word: _columns(reader, getattr(said, word), here.into(word)) for word in _NAMED}
    for index, name in enumerate(said.rises):
        if reader.columns[name].kind not in NUMBERS:
            reader.add(here.into("rises", index).place, "cannot-rise", name=name)
    words = _words(reader, said.when, here.into("when"))
    return Condition(words=words, **named, first=said.first, last=said.last)


def _columns(reader: Reader, names: tuple[str, ...], here: Here) -> tuple[str, ...]:
    for index, name in enumerate(names):
        reader.column(name, here.into(index))
    return names


def _words(
    reader: Reader, said: dict[str, tuple[str, ...]], here: Here
) -> dict[str, frozenset[str]]:
    """Return the words that are meant of each column: those it is read as."""
    found: dict[str, frozenset[str]] = {}
    for name, words in said.items():
        spot = here.into(name)
        column = reader.column(name, spot, by_key=True)
        found[name] = frozenset(words)
        if not words:
            reader.add(spot.key, "empty-rows")
        if column.kind in MOMENTS:
            reader.add(spot.key, "cannot-compare", name=name)
        elif column.words and column.otherwise != "keep":
            for index, word in enumerate(words):
                among = set(column.words.values())
                reader.known(word, among, "word", spot.into(index), by_value=True)
    return found


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
            reader.known(warns, alarms(reader), "alarm", spot, by_value=True)
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
            reader.add(spot.key, "outcome-of-signal", name=word)


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
        reader.add(spot.key, "column-words", name="more_than", allowed="after")
    span, problems = parse_span(spot.scalar)
    reader.problems += problems
    if span is not None and span.unit not in {"days", "weeks"}:
        reader.add(spot.place, "bad-days")
    return 0 if span is None else span.count * (7 if span.unit == "weeks" else 1)


def alarms(reader: Reader) -> frozenset[str]:
    """Return what can warn of something, by ``STAGE.ID`` and ``ID``."""
    full = [
        f"{stage.id}.{name}" for stage in reader.program.stages.values() for name in _own(stage)
    ]
    return frozenset(full) | {each.partition(".")[2] for each in full}


def _own(stage: Stage) -> list[str]:
    states = [state for track in stage.tracks for state in track.states.values()]
    touchpoints = [each.id for state in states for each in state.touchpoints]
    stalls = [each.id for state in states for each in state.stalls]
    watches = [each.id for track in stage.tracks for each in (*track.stalls, *track.clocks)]
    logic = [each.id for each in (*stage.rules, *stage.patterns, *stage.on_demand)]
    return [*touchpoints, *stalls, *watches, *logic]

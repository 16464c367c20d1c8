"""What a stage asks, at a glance: its touchpoints, papers and limits of silence as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from ..language.program import Legend, Program, Stage, Stall, State, Touchpoint
from ..language.titles import Lang
from .prose_silence import ladder
from .prose_work import due, opens
from .speaker import Speaker


class Table(msgspec.Struct, frozen=True):
    """A titled table of texts."""

    title: str
    anchor: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def stage_tables(program: Program, legend: Legend, stage: Stage, lang: Lang) -> tuple[Table, ...]:
    """Return the tables of a stage; one without rows is left out."""
    speaker = Speaker(program, legend, stage, lang)
    made = (
        _made(
            speaker, "touchpoints", ("state", "touchpoint", "who", "with", "when", "late"), _work
        ),
        _made(speaker, "papers", ("document", "comes", "needed"), _papers),
        _made(speaker, "silence", ("where", "stall", "limit", "ladder", "play", "then"), _silence),
    )
    return tuple(table for table in made if table.rows)


Rows = Callable[[Speaker], Iterable[tuple[str, ...]]]


def _made(speaker: Speaker, name: str, columns: tuple[str, ...], rows: Rows) -> Table:
    titles = tuple(speaker.say(f"column.{column}") for column in columns)
    found = tuple(rows(speaker))
    return Table(speaker.say(f"table.{name}"), f"{speaker.stage.id}--table-{name}", titles, found)


def _states(speaker: Speaker) -> Iterator[State]:
    for track in speaker.stage.tracks:
        speaker.track = track.id
        yield from track.states.values()
    speaker.track = ""


def _work(speaker: Speaker) -> Iterator[tuple[str, ...]]:
    for state in _states(speaker):
        for each in state.touchpoints:
            yield _row(speaker, each, state)
    for each in speaker.stage.on_demand:
        yield _row(speaker, each, None)


def _row(speaker: Speaker, each: Touchpoint, state: State | None) -> tuple[str, ...]:
    channels = speaker.channels(each.via)
    contact = speaker.contact(each.contact) if each.contact else ""
    return (
        speaker.own("state", state.id) if state is not None else speaker.say("on-demand"),
        speaker.own("touchpoint", each.id),
        speaker.role(each.owner),
        speaker.clauses([contact, channels]),
        speaker.clauses([opens(speaker, each, state), due(speaker, each)]),
        speaker.title("ladder", each.escalate) if each.escalate else "–",
    )


def _papers(speaker: Speaker) -> Iterator[tuple[str, ...]]:
    comes: dict[str, list[str]] = {}
    needed: dict[str, list[str]] = {}
    for state in _states(speaker):
        for need in state.needs:
            for name in need.documents:
                needed.setdefault(name, []).append(speaker.own("state", state.id))
        for each in state.touchpoints:
            title = speaker.own("touchpoint", each.id)
            for name in dict.fromkeys(name for names in each.produces.values() for name in names):
                comes.setdefault(name, []).append(title)
            for need in each.needs:
                for name in need.documents:
                    needed.setdefault(name, []).append(title)
        for signal in state.moves:
            if signal in speaker.program.signals:
                for name in speaker.program.signals[signal].brings:
                    comes.setdefault(name, []).append(speaker.signal(signal))
    for name in dict.fromkeys([*comes, *needed]):
        yield (
            speaker.title("document", name),
            speaker.listed(dict.fromkeys(comes.get(name, ["–"]))),
            speaker.listed(dict.fromkeys(needed.get(name, ["–"]))),
        )


def _silence(speaker: Speaker) -> Iterator[tuple[str, ...]]:
    for track in speaker.stage.tracks:
        speaker.track = track.id
        for state in track.states.values():
            for each in state.stalls:
                yield _stall(speaker, each, speaker.own("state", state.id), state.owner)
        for each in track.stalls:
            where = speaker.states(each.states)
            owner = next(state.owner for state in track.states.values() if not state.end)
            yield _stall(speaker, each, where, owner)
    speaker.track = ""


def _stall(speaker: Speaker, each: Stall, where: str, owner: str) -> tuple[str, ...]:
    limit = speaker.moment(each.at) if each.at is not None else speaker.span(each.after)
    given = each.give_up
    then = ""
    if given is not None:
        then = speaker.say("give-up", span=speaker.span(given.after), to=speaker.state(given.to))
    return (
        where,
        speaker.own("stall", each.id),
        limit,
        ladder(speaker, each.ladder, owner) if each.ladder else "–",
        speaker.title("recovery", each.recovery) if each.recovery else "–",
        then or "–",
    )

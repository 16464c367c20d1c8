"""A stage as a drawing before it is drawn: states, what waits in them, and where they lead.

Every drawn format takes its boxes, arrows and words from here, so that they agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from ..language.keys import BEYOND, MAIN, alternative_keys, key_of
from ..language.program import Alternative, Legend, Program, Stage, Stall, State, Track
from ..language.titles import Lang
from .prose_moves import end_words, needs
from .prose_work import due
from .speaker import Speaker

LineKind = Literal[
    "", "need", "work", "stall", "climb", "recovery", "timeout", "success", "lost", "dormant",
    "stray",
]  # fmt: skip
"""What a line is about, and so its sign; none for plain words."""
ArrowKind = Literal["move", "give_up", "timeout", "wake", "start", "anytime", "stray"]
"""What an arrow is; ``stray`` is a way that history took and the playbook does not have."""


class Line(msgspec.Struct, frozen=True):
    """One line inside a box; ``aside`` is its deadline or limit, ``keys`` what it speaks of."""

    kind: LineKind
    text: str
    aside: str = ""
    keys: tuple[str, ...] = ()


class Box(msgspec.Struct, frozen=True):
    """One state, or a beginning: ``turn`` is a party, ``end`` how it ends, else ``mark``."""

    id: str
    title: str
    turn: str = ""
    end: str = ""
    mark: Literal["", "start", "anytime"] = ""
    word: str = ""
    lines: tuple[Line, ...] = ()
    key: str = ""


class Arrow(msgspec.Struct, frozen=True):
    """All ways of one kind from one box to another, each with its words.

    ``keys`` are, for each label, the ways it speaks of, as ``engine.studies.coverage`` names them.
    """

    source: str
    target: str
    kind: ArrowKind
    labels: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()


class Panel(msgspec.Struct, frozen=True):
    """One track."""

    id: str
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    notes: tuple[str, ...] = ()


class Chart(msgspec.Struct, frozen=True):
    """One stage, or the lifecycle; ``key`` explains the signs used."""

    id: str
    title: str
    panels: tuple[Panel, ...]
    ends: tuple[str, ...] = ()


def stage_chart(program: Program, legend: Legend, stage: Stage, lang: Lang) -> Chart:
    """Return a stage as boxes and arrows."""
    speaker = Speaker(program, legend, stage, lang)
    panels = tuple(_panel(speaker, track) for track in stage.tracks)
    ends = tuple(end_words(speaker, end) for end in stage.ends)
    return Chart(stage.id, legend.title(f"stage/{stage.id}", lang), panels, ends)


def _panel(speaker: Speaker, track: Track) -> Panel:
    speaker.track = track.id
    alone = len(speaker.stage.tracks) == 1 and track.id == MAIN
    title = "" if alone else speaker.own("track", track.id)
    boxes = [Box("start", "", mark="start")]
    boxes += [_box(speaker, track, state) for state in track.states.values()]
    if track.anytime:
        boxes.append(Box("anytime", speaker.say("anytime"), mark="anytime"))
    found = Panel(
        track.id,
        title,
        tuple(boxes),
        tuple(_merged(_arrows(speaker, track))),
        tuple(_notes(speaker, track)),
    )
    speaker.track = ""
    return found


def _box(speaker: Speaker, track: Track, state: State) -> Box:
    word = speaker.say(f"end.{state.end}") if state.end else speaker.say(f"turn.{state.waits_for}")
    lines = tuple(_lines(speaker, track, state))
    title = speaker.own("state", state.id)
    turn = "" if state.end else state.waits_for
    key = key_of("state", speaker.stage, track, state.id)
    return Box(state.id, title, turn, state.end, "", word, lines, key)


def _lines(speaker: Speaker, track: Track, state: State) -> Iterator[Line]:
    if state.needs:
        yield Line("need", needs(speaker, state.needs))
    for each in state.touchpoints:
        keys = (f"touchpoint/{speaker.stage.id}.{each.id}",)
        yield Line("work", speaker.own("touchpoint", each.id), due(speaker, each), keys)
    if state.timeout is not None:
        yield Line(
            "timeout",
            speaker.say("key.timeout"),
            speaker.once(state.timeout.moment, "timeout.span", "moment"),
        )
    for stall in state.stalls:
        yield from _stall(speaker, stall)
    for stall in track.stalls:
        if state.id in stall.states:
            # Its ladder and play stand once beside the track's title.
            yield _silence(speaker, stall)


def _limit(speaker: Speaker, each: Stall) -> str:
    return speaker.moment(each.at) if each.at is not None else speaker.span(each.after)


def _silence(speaker: Speaker, each: Stall) -> Line:
    keys = (f"stall/{speaker.stage.id}.{each.id}",)
    return Line("stall", speaker.own("stall", each.id), _limit(speaker, each), keys)


def _stall(speaker: Speaker, each: Stall) -> Iterator[Line]:
    program = speaker.program
    yield _silence(speaker, each)
    if each.ladder:
        tiers = program.ladders[each.ladder].tiers
        keys = tuple(f"tier/{each.ladder}.{tier.id}" for tier in tiers)
        yield Line("climb", _climb(speaker, each.ladder), "", keys)
    if each.recovery:
        steps = program.recoveries[each.recovery].steps
        keys = tuple(f"followup/{each.recovery}.{step.id}" for step in steps)
        yield Line("recovery", speaker.title("recovery", each.recovery), "", keys)


def _climb(speaker: Speaker, ladder: str) -> str:
    tiers = len(speaker.program.ladders[ladder].tiers)
    return speaker.say("tiers", name=speaker.title("ladder", ladder), count=tiers)


def _notes(speaker: Speaker, track: Track) -> Iterator[str]:
    if track.each:
        opened = speaker.signals(track.opened_by)
        thing = speaker.amid(speaker.title("thing", track.each))
        yield speaker.say("track.each", thing=thing, signals=opened)
    for each in track.stalls:
        told = [f"{speaker.own('stall', each.id)} · {_limit(speaker, each)}"]
        told += [_climb(speaker, each.ladder)] if each.ladder else []
        told += [speaker.title("recovery", each.recovery)] if each.recovery else []
        yield speaker.clauses(told)
    for hold in track.holds:
        yield speaker.labelled("key.hold", speaker.own("hold", hold.id))
    for clock in track.clocks:
        span = speaker.span(clock.within)
        yield speaker.labelled("key.clock", f"{speaker.own('clock', clock.id)} · {span}")


def _arrows(speaker: Speaker, track: Track) -> Iterator[Arrow]:
    for start in track.starts:
        label = (speaker.term(start.condition),) if start.condition is not None else ()
        yield Arrow("start", start.to, "start", label, ((),) * len(label))
    for state in track.states.values():
        yield from _moves(speaker, track, state.id, state.moves, "move")
        if state.timeout is not None and state.timeout.to:
            words = speaker.once(state.timeout.moment, "timeout.span", "moment")
            way = key_of("timeout", speaker.stage, track, state.id)
            yield Arrow(state.id, state.timeout.to, "timeout", (words,), ((way,),))
        for each in state.stalls:
            yield from _give_up(speaker, state.id, each)
        for signal, to in state.wakes.items():
            key = key_of("wake", speaker.stage, track, f"{state.id}.{signal}")
            yield Arrow(state.id, to, "wake", (speaker.happening(signal),), ((key,),))
    for each in track.stalls:
        for name in each.states:
            yield from _give_up(speaker, name, each)
    yield from _moves(speaker, track, "anytime", track.anytime, "anytime")


def _give_up(speaker: Speaker, source: str, each: Stall) -> Iterator[Arrow]:
    if each.give_up is not None:
        span = speaker.span(each.give_up.after)
        label = speaker.say("given-up", stall=speaker.own("stall", each.id), span=span)
        key = f"give_up/{speaker.stage.id}.{each.id}"
        yield Arrow(source, each.give_up.to, "give_up", (label,), ((key,),))


def _moves(
    speaker: Speaker,
    track: Track,
    source: str,
    moves: Mapping[str, tuple[Alternative, ...]],
    kind: ArrowKind,
) -> Iterator[Arrow]:
    for signal, ways in moves.items():
        for key, way, to in alternative_keys(speaker.stage, track, source, signal, ways):
            is_beyond = key.endswith(BEYOND)
            label = _way(speaker, signal, way, is_first=way is ways[0], is_beyond=is_beyond)
            target = source if to == "stay" else to
            yield Arrow(source, target, kind, (label,), ((key,),))


def _way(
    speaker: Speaker, signal: str, way: Alternative, *, is_first: bool, is_beyond: bool
) -> str:
    label = speaker.happening(signal)
    if way.condition is not None:
        label = speaker.say("label.if", label=label, condition=speaker.term(way.condition))
    elif not is_first:
        label = speaker.say("label.else", label=label)
    if not way.up_to:
        return label
    said = "label.beyond" if is_beyond else "label.up-to"
    return speaker.say(said, label=label, count=way.up_to)


def _merged(arrows: Iterator[Arrow]) -> Iterator[Arrow]:
    """Yield one arrow for all ways of a kind between two boxes: fewer lines, all their words."""
    found: dict[tuple[str, str, ArrowKind], dict[str, list[str]]] = {}
    for each in arrows:
        said = found.setdefault((each.source, each.target, each.kind), {})
        for label, keys in zip(each.labels, each.keys, strict=True):
            said.setdefault(label, []).extend(keys)
    for (source, target, kind), said in found.items():
        # "At any time, stay" says nothing that the other ways do not say.
        if source != target or kind != "anytime":
            yield Arrow(source, target, kind, tuple(said), tuple(map(tuple, said.values())))

"""The lifecycle as a whole: its stages, and where the ends of each lead; as words and drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..language.program import Ending, Legend, Program, Stage, Track
from ..language.program_logic import LifecycleStage, Onward
from ..language.titles import Lang
from .chart import Arrow, Box, Chart, Line, Panel
from .document import Block, Document, Heading, Point, Sentence
from .speaker import Speaker

STOP = "stop"


def lifecycle_document(program: Program, legend: Legend, lang: Lang) -> Document:
    """Return the stages in order, and where each of their ends leads (S2.5, S2.7)."""
    return tuple(_blocks(program, legend, lang))


def _blocks(program: Program, legend: Legend, lang: Lang) -> Iterator[Block]:
    whole = program.lifecycle
    if whole is None:
        yield Heading(_speaker(program, legend, lang).say("stages"), 1, "lifecycle")
        yield Sentence(_speaker(program, legend, lang).say("stages.loose"))
        for stage in program.stages.values():
            yield _stage_point(Speaker(program, legend, stage, lang), stage)
        return
    yield Heading(legend.title(f"lifecycle/{whole.id}", lang), 1, "lifecycle")
    for each in whole.stages:
        speaker = Speaker(program, legend, program.stages[each.id], lang)
        tag = speaker.say(f"per.{each.per}")
        yield Heading(legend.title(f"stage/{each.id}", lang), 2, each.id, tag)
        yield from _ends(speaker, each)
    speaker = _speaker(program, legend, lang)
    if whole.beside:
        yield Heading(speaker.say("beside"), 2, "beside")
        for name in whole.beside:
            stage = program.stages[name]
            yield _stage_point(Speaker(program, legend, stage, lang), stage)
    if whole.leave:
        yield Heading(speaker.say("leave"), 2, "leave")
        yield Sentence(speaker.say("leave.when"))
        for way in whole.leave:
            title = legend.title(f"leave/{way.id}", lang)
            text = speaker.say(
                "leave.way",
                condition=speaker.term(way.condition),
                end=speaker.say(f"end.{way.end}"),
            )
            yield Point(speaker.sentence(text), speaker.say("titled:", title=title))


def _speaker(program: Program, legend: Legend, lang: Lang) -> Speaker:
    return Speaker(program, legend, next(iter(program.stages.values())), lang)


def _stage_point(speaker: Speaker, stage: Stage) -> Point:
    ends = tuple(
        Point(speaker.say(f"end.{end}"), f"{title}:" if speaker.lang == "en" else f"{title}：")
        for title, end in end_titles(speaker, stage)
    )
    return Point(speaker.title("stage", stage.id), inner=ends)


def end_titles(speaker: Speaker, stage: Stage) -> Iterator[tuple[str, Ending]]:
    """Yield the ends of a stage: title, and how it ends."""
    if stage.ends:
        for each in stage.ends:
            yield speaker.own("end", each.id), each.end
        return
    for track in stage.tracks:
        yield from _track_ends(speaker, track)


def _track_ends(speaker: Speaker, track: Track) -> Iterator[tuple[str, Ending]]:
    speaker.track = track.id
    for state in track.states.values():
        if state.end:
            yield speaker.own("state", state.id), state.end
    speaker.track = ""


def _ends(speaker: Speaker, each: LifecycleStage) -> Iterator[Point]:
    for name, ways in each.ends.items():
        label = speaker.say("titled:", title=_end_title(speaker, name))
        told = [_way(speaker, way, is_else=index > 0) for index, way in enumerate(ways)]
        if len(told) == 1:
            yield Point(speaker.ended(told[0]), label)
        else:
            yield Point("", label, tuple(Point(speaker.sentence(text)) for text in told))


def _end_title(speaker: Speaker, name: str) -> str:
    for stage in (speaker.stage,):
        if any(each.id == name for each in stage.ends):
            return speaker.own("end", name)
        for track in stage.tracks:
            if name in track.states:
                speaker.track = track.id
                title = speaker.own("state", name)
                speaker.track = ""
                return title
    return name


def _way(speaker: Speaker, way: Onward, *, is_else: bool) -> str:
    text = _onward(speaker, way)
    if way.carries:
        carried = (_thing_or_fact(speaker, name) for name in way.carries)
        text = speaker.clauses([text, speaker.say("carries", names=speaker.listed(carried))])
    if way.condition is not None:
        return speaker.say("move.if", condition=speaker.term(way.condition), then=text)
    return speaker.say("move.else", then=text) if is_else else text


def _thing_or_fact(speaker: Speaker, name: str) -> str:
    return speaker.title("fact" if "." in name else "thing", name)


def _onward(speaker: Speaker, way: Onward) -> str:
    if way.new_journey:
        stage = speaker.quoted(speaker.title("stage", way.new_journey))
        return speaker.say("onward.new", stage=stage)
    if way.to in {"", STOP}:
        return speaker.say("onward.stop")
    stage = speaker.quoted(speaker.title("stage", way.to))
    if way.each:
        return speaker.say("onward.each", stage=stage, thing=speaker.title("thing", way.each))
    return speaker.say("onward.to", stage=stage)


def lifecycle_chart(program: Program, legend: Legend, lang: Lang) -> Chart:
    """Return the stages as boxes, their ends as arrows."""
    speaker = _speaker(program, legend, lang)
    whole = program.lifecycle
    if whole is None:
        boxes = tuple(_stage_box(program, legend, name, lang, "") for name in program.stages)
        return Chart("lifecycle", speaker.say("stages"), (Panel("main", "", boxes, ()),))
    boxes = tuple(
        _stage_box(program, legend, each.id, lang, speaker.say(f"per.{each.per}"))
        for each in whole.stages
    )
    boxes += tuple(
        _stage_box(program, legend, name, lang, speaker.say("beside")) for name in whole.beside
    )
    arrows = [
        arrow
        for each in whole.stages
        for arrow in _stage_arrows(Speaker(program, legend, program.stages[each.id], lang), each)
    ]
    if any(arrow.target == STOP for arrow in arrows):
        boxes += (Box(STOP, speaker.say("stopped"), word=speaker.say("stop")),)
    first = Box("start", "", mark="start")
    start = Arrow("start", whole.stages[0].id, "start")
    title = legend.title(f"lifecycle/{whole.id}", lang)
    panel = Panel("main", "", (first, *boxes), (start, *_joined(arrows)))
    return Chart("lifecycle", title, (panel,))


def _joined(arrows: Iterable[Arrow]) -> Iterator[Arrow]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in arrows:
        found.setdefault((each.source, each.target, each.kind), []).extend(each.labels)
    for (source, target, kind), labels in found.items():
        yield Arrow(source, target, "wake" if kind == "wake" else "move", tuple(labels))


def _stage_box(program: Program, legend: Legend, name: str, lang: Lang, word: str) -> Box:
    speaker = Speaker(program, legend, program.stages[name], lang)
    ends = end_titles(speaker, program.stages[name])
    lines = tuple(Line(end, title) for title, end in ends if end)
    return Box(name, legend.title(f"stage/{name}", lang), word=word or name, lines=lines)


def _stage_arrows(speaker: Speaker, each: LifecycleStage) -> Iterator[Arrow]:
    for name, ways in each.ends.items():
        for index, way in enumerate(ways):
            label = _end_title(speaker, name)
            if way.condition is not None:
                label = speaker.say("label.if", label=label, condition=speaker.term(way.condition))
            elif index:
                label = speaker.say("label.else", label=label)
            if way.each:
                label = speaker.say(
                    "label.each", label=label, thing=speaker.title("thing", way.each)
                )
            target = way.new_journey or (way.to if way.to not in {"", STOP} else STOP)
            yield Arrow(each.id, target, "wake" if way.new_journey else "move", (label,))

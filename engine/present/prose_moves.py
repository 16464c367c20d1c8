"""Where a state leads, what its gate asks, and what happens by itself: in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..language.canonical import write_term
from ..language.program import Alternative, Need, StageEnd, State, Track
from ..language.terms import Term
from ..language.titles import Title
from .document import Point
from .speaker import Speaker


def starts(speaker: Speaker, track: Track) -> str:
    """Return where a track begins."""
    told = []
    for each in track.starts:
        state = speaker.state(each.to)
        if each.condition is not None:
            told.append(speaker.say("start.if", condition=speaker.term(each.condition), to=state))
        else:
            told.append(speaker.say("start.else" if told else "start", to=state))
    return speaker.clauses(told)


def moves(speaker: Speaker, listed: Mapping[str, tuple[Alternative, ...]]) -> tuple[Point, ...]:
    """Return one point per signal: what happened, and where that leads."""
    return tuple(_move(speaker, signal, ways) for signal, ways in listed.items())


def _move(speaker: Speaker, signal: str, ways: tuple[Alternative, ...]) -> Point:
    label = speaker.say("move:", signal=speaker.signal(signal))
    if len(ways) == 1 and ways[0].condition is None:
        return Point(speaker.ended(_way(speaker, ways[0])), label)
    inner = []
    for index, way in enumerate(ways):
        text = _way(speaker, way)
        if way.condition is not None:
            text = speaker.say("move.if", condition=speaker.term(way.condition), then=text)
        elif index:
            text = speaker.say("move.else", then=text)
        inner.append(Point(speaker.sentence(text)))
    return Point("", label, tuple(inner))


def _way(speaker: Speaker, way: Alternative) -> str:
    to = speaker.say("stay") if way.to == "stay" else speaker.say("to", to=speaker.state(way.to))
    if not way.up_to:
        return to
    times = speaker.say("once" if way.up_to == 1 else "up-to", count=way.up_to)
    if not way.otherwise:
        return speaker.say("bounded", to=to, times=times)
    then = speaker.say("stay")
    if way.otherwise != "stay":
        then = speaker.say("to", to=speaker.state(way.otherwise))
    return speaker.say("bounded.else", to=to, times=times, then=then)


def timeout(speaker: Speaker, state: State) -> tuple[Point, ...]:
    """Return what happens by itself once a state has lasted."""
    each = state.timeout
    if each is None:
        return ()
    if each.to:
        then = speaker.say("to", to=speaker.state(each.to))
    else:
        then = speaker.say("counts", signal=speaker.cited(each.signal))
    when = speaker.once(each.moment, "timeout.span", "moment")
    text = speaker.say("timeout", when=when, then=then)
    if each.condition is not None:
        text = speaker.say("only-if", text=text, condition=speaker.term(each.condition))
    return (Point(speaker.ended(text), speaker.say("timeout:")),)


def needs(speaker: Speaker, listed: Iterable[Need]) -> str:
    """Return what a gate asks for, one part after the other."""
    return speaker.clauses(_need(speaker, each) for each in listed)


def _is_bare(title: Title, condition: Term) -> bool:
    """Whether nobody wrote a title: the condition as written stands in its place then."""
    written = "".join(write_term(condition).split())
    return "".join(title.zh.split()) == "".join(title.en.split()) == written


def _need(speaker: Speaker, need: Need) -> str:
    if need.condition is not None:
        title = speaker.legend.titles.get(f"need/{need.id}")
        said = speaker.term(need.condition)
        if title is None or _is_bare(title, need.condition):
            return said
        return speaker.say("need.titled", title=title.text(speaker.lang), condition=said)
    names = [
        *(speaker.title("document", name) for name in need.documents),
        *(speaker.title("fact", name) for name in need.facts),
        *(speaker.signal(name) for name in need.signals),
    ]
    return speaker.any_of(names)


def end_words(speaker: Speaker, end: StageEnd) -> str:
    """Return one way a stage with tracks is over: its title, and what its tracks reached."""
    told = []
    tracks = {track.id: track for track in speaker.stage.tracks}
    before = speaker.track
    for name, states in end.when.items():
        speaker.track = name
        phrase = "end.every" if tracks[name].each else "end.track"
        title = speaker.own("track", name)
        told.append(speaker.say(phrase, track=title, states=speaker.states(states)))
    speaker.track = before
    title = speaker.quoted(speaker.own("end", end.id))
    outcome = speaker.say(f"end.{end.end}")
    return speaker.say("end.when", title=title, outcome=outcome, when=speaker.clauses(told))

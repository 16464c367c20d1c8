"""A stage as the document its process owner signs: complete, in Chinese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..language.calendars import Calendar
from ..language.compiler import Compiled
from ..language.facts import write_value
from ..language.program import State, Touchpoint, Track
from ..language.titles import Lang
from .document import Block, Document, Heading, Point, Sentence
from .prose_logic import logic, promises
from .prose_moves import end_words, moves, needs, starts, timeout
from .prose_silence import clock, hold, ladder, stall
from .prose_work import touchpoint
from .speaker import Speaker

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
MIDNIGHT = 24 * 60
NO_LIMIT = 9999
"""``known_until`` of a calendar that knows no public holidays."""


def stage_document(compiled: Compiled, name: str, lang: Lang) -> Document:
    """Return a stage in words: everything a journey through it can meet.

    What is signed is one version of the program, named at the end (S8.1).
    """
    stage = compiled.program.stages[name]
    speaker = Speaker(compiled.program, compiled.legend, stage, lang)
    return (
        Heading(speaker.title("stage", stage.id), 1, stage.id),
        *_frame(speaker),
        *_ends(speaker),
        *(block for track in stage.tracks for block in _track(speaker, track)),
        *logic(speaker, usual_overdue(speaker)),
        *promises(speaker, compiled.promises.get(name, ())),
        *_thresholds(speaker),
        Heading(speaker.say("signing"), 2, f"{stage.id}--signing"),
        Sentence(speaker.say("signing.version", id=compiled.id)),
        Sentence(speaker.say("signing.line")),
    )


def _frame(speaker: Speaker) -> Iterator[Block]:
    say, stage = speaker.say, speaker.stage
    yield Sentence(speaker.ended(speaker.role(stage.owner)), say("owner:"))
    yield Sentence(calendar_words(speaker, stage.calendar), say("calendar:"))
    if stage.scope == "account":
        yield Sentence(say("scope.account"))
    if stage.started_by:
        yield Sentence(say("started-by", signals=speaker.signals(stage.started_by)))
    if stage.observe:
        yield Sentence(say("observe"))
    usual = usual_overdue(speaker)
    if usual.remind or usual.escalate:
        yield Sentence(_overdue(speaker, usual), say("overdue:"))


def usual_overdue(speaker: Speaker) -> Touchpoint:
    """Return the touchpoint whose reminder and ladder most others of the stage share."""
    listed = [each for each in speaker.touchpoints() if each.due is not None]
    if not listed:
        return Touchpoint("", "")
    counted = Counter((each.remind, each.escalate) for each in listed)
    remind, escalate = counted.most_common(1)[0][0]
    return Touchpoint("", speaker.stage.owner, remind=remind, escalate=escalate)


def _overdue(speaker: Speaker, usual: Touchpoint) -> str:
    remind = speaker.say("remind-before", span=speaker.span(usual.remind)) if usual.remind else ""
    climb = ""
    if usual.escalate:
        tiers = ladder(speaker, usual.escalate, usual.owner)
        name = speaker.title("ladder", usual.escalate)
        climb = speaker.say("overdue-climb", ladder=name, tiers=tiers)
    told = speaker.clauses([remind, climb])
    return speaker.spaced(speaker.ended(told), speaker.say("overdue-own"))


def calendar_words(speaker: Speaker, name: str) -> str:
    """Return a calendar: its title, zone, week and holidays."""
    calendar = speaker.program.calendars[name]
    gap = "；" if speaker.lang == "zh" else "; "
    days = gap.join(_week(speaker, calendar))
    title = speaker.title("calendar", name)
    told = speaker.say("calendar", title=title, zone=calendar.zone, days=days)
    if calendar.known_until == NO_LIMIT:
        return told
    return speaker.spaced(told, speaker.say("holidays", year=calendar.known_until))


def _week(speaker: Speaker, calendar: Calendar) -> Iterator[str]:
    names, first, week = WEEKDAYS[speaker.lang], 0, len(calendar.weekly)
    for day in range(1, week + 1):
        if day < week and calendar.weekly[day] == calendar.weekly[first]:
            continue
        shifts = calendar.weekly[first]
        if shifts:
            to = "至" if speaker.lang == "zh" else " to "
            days = names[first] if day - first == 1 else f"{names[first]}{to}{names[day - 1]}"
            hours = speaker.listed(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in shifts)
            yield f"{days} {hours}"
        first = day


def _clock(minute: int) -> str:
    # Midnight closes as 24:00; a night shift closes on the next date.
    hour, rest = divmod(minute if minute <= MIDNIGHT else minute - MIDNIGHT, 60)
    return f"{hour:02}:{rest:02}"


def _thresholds(speaker: Speaker) -> Iterator[Block]:
    """Yield the named amounts that conditions speak of."""
    if not speaker.program.thresholds:
        return
    yield Heading(speaker.say("thresholds"), 2, f"{speaker.stage.id}--thresholds")
    for name, amounts in speaker.program.thresholds.items():
        listed = speaker.listed(write_value(each) for each in amounts)
        yield Point(
            speaker.ended(listed), speaker.say("titled:", title=speaker.title("threshold", name))
        )


def _ends(speaker: Speaker) -> Iterator[Block]:
    if not speaker.stage.ends:
        return
    yield Heading(speaker.say("ends"), 2, f"{speaker.stage.id}--ends")
    yield Sentence(speaker.say("ends.first"))
    for end in speaker.stage.ends:
        yield Point(speaker.sentence(end_words(speaker, end)))


def _track(speaker: Speaker, track: Track) -> Iterator[Block]:
    speaker.track = track.id
    say, stage = speaker.say, speaker.stage
    alone = len(stage.tracks) == 1 and track.id == "main"
    title = say("states") if alone else say("track", title=speaker.own("track", track.id))
    yield Heading(title, 2, f"{stage.id}-{track.id}")
    usual_owner = _usual_owner(track, stage.owner)
    if track.each:
        opened = speaker.signals(track.opened_by)
        thing = speaker.amid(speaker.title("thing", track.each))
        yield Sentence(say("track.each", thing=thing, signals=opened))
    if usual_owner != stage.owner:
        yield Point(speaker.ended(speaker.role(usual_owner)), say("owner:"))
    yield Point(speaker.ended(starts(speaker, track)), say("start:"))
    if track.anytime:
        yield Point("", say("anytime:"), moves(speaker, track.anytime))
    yield from (hold(speaker, each, track) for each in track.holds)
    yield from (clock(speaker, each, track) for each in track.clocks)
    for each in track.stalls:
        yield Point("", say("track-stall:"), (stall(speaker, each, _owner(track, each.states)),))
    if track.endless:
        yield Point(say("endless"))
    for state in track.states.values():
        yield from _state(speaker, track, state, usual_owner)
    speaker.track = ""


def _usual_owner(track: Track, otherwise: str) -> str:
    """Return who owns most states of a track: said once, and again only where it differs."""
    counted = Counter(state.owner for state in track.states.values() if not state.end)
    return counted.most_common(1)[0][0] if counted else otherwise


def _owner(track: Track, states: tuple[str, ...]) -> str:
    named = [track.states[name].owner for name in states] or [
        state.owner for state in track.states.values() if not state.end
    ]
    return named[0] if named else ""


def _state(speaker: Speaker, track: Track, state: State, owner: str) -> Iterator[Block]:
    say = speaker.say
    tag = say(f"end.{state.end}") if state.end else say(f"turn.{state.waits_for}")
    place = f"{speaker.stage.id}-{track.id}-{state.id}"
    yield Heading(speaker.own("state", state.id), 3, place, tag)
    if state.owner != owner and not state.end:
        yield Point(speaker.ended(speaker.role(state.owner)), say("owner:"))
    if state.needs:
        yield Point(speaker.ended(needs(speaker, state.needs)), say("enter:"))
    usual = usual_overdue(speaker)
    work = tuple(touchpoint(speaker, each, state, usual) for each in state.touchpoints)
    if work:
        yield Point("", say("work:"), work)
    onward = (*moves(speaker, state.moves), *timeout(speaker, state))
    if onward:
        yield Point("", say("onward:"), onward)
    if state.stalls:
        told = tuple(stall(speaker, each, state.owner) for each in state.stalls)
        yield Point("", say("stalls:"), told)
    for signal, to in state.wakes.items():
        text = say("wakes", to=speaker.state(to))
        yield Point(speaker.ended(text), say("move:", signal=speaker.signal(signal)))

"""Where the tracks of a journey stand, as a story expects it: states, and facts of items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..core.identity import item_id, track_of
from ..core.journey import Item, Journey, Lane
from ..language.program import Fact, Program, Stage
from ..language.values import Value


def missed(
    said: Mapping[str, str], journey: Journey, tracks: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield each expectation of a track that is missed: its name, the state wanted, the actual.

    A track with instances stands in a state when each of them does; where the same line names
    the item, that one alone (S2.10). ``tracks`` gives the thing of each, nothing without items.
    """
    for name, state in said.items():
        if name not in tracks:
            continue
        named = said.get(tracks[name], "") if tracks[name] else ""
        lanes = [
            lane
            for lane in journey.lanes.values()
            if track_of(lane.track) == name and (not named or lane.track == f"{name}/{named}")
        ]
        if not lanes or any(lane.state != state for lane in lanes):
            yield name, state, ", ".join(_told(lane) for lane in lanes) or "–"


def _told(lane: Lane) -> str:
    key = lane.track.partition("/")[2]
    return f"{key}: {lane.state or '–'}" if key else lane.state or "–"


def fact_of(name: str, said: Mapping[str, str], journey: Journey) -> Value | None:
    """Return a journey's fact: that of the item a line names, or of the only one there is."""
    thing = name.partition(".")[0]
    item: Item | None = None
    if thing in said:
        item = journey.items.get(item_id(thing, said[thing]))
    else:
        own = [each for each in journey.items.values() if each.thing == thing]
        item = own[0] if len(own) == 1 else None
    return journey.facts.get(name) if item is None else item.facts.get(name)


def key_of(program: Program, stages: Iterable[Stage], touchpoint: str) -> dict[str, Fact]:
    """Return the fact that tells which item is meant, by its names, for a track with items."""
    for track in (track for stage in stages for track in stage.tracks):
        owns = any(t.id == touchpoint for s in track.states.values() for t in s.touchpoints)
        if owns and track.each:
            thing = program.things.get(track.each)
            key = thing.key if thing is not None else ""
            # Of a draft with problems the thing, its key or the key's fact may be missing.
            fact = program.facts.get(f"{track.each}.{key}")
            return {} if fact is None else {fact.name: fact, key: fact}
    return {}


def ends_of(stage: Stage) -> frozenset[str]:
    """Return how a stage can end: its declared ends, the states of its track, or the kind."""
    states = [state for track in stage.tracks for state in track.states.values() if state.end]
    named = {state.id for state in states} | {end.id for end in stage.ends}
    return frozenset(named | {state.end for state in states} | {end.end for end in stage.ends})

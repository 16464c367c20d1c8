"""What comes from outside, as written → behaviours by state, and what may come at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas import population as written

from ...language.here import Here
from ...language.program import Stage, State
from .drawn import read_values
from .reader import DEFAULT, Reader, as_percent, inside
from .spreads import read_duration
from .values import WHOLE, Behaviour, Reaction, Reply

Layer = dict[str, dict[str, Any]]
"""What is said of each state or stage, word by word."""

_OF_A_STATE = ("once_done", "replies", "silence", "reacts", "also")


def read_layer(reader: Reader, said: Mapping[str, written.Behaviour], here: Here) -> Layer:
    """Return what is said of states and stages; every name in it must exist."""
    found: Layer = {}
    for name, each in said.items():
        spot = here.into(name)
        stages = reader.program.stages
        if name in stages:
            found[name] = _of_a_stage(reader, each, spot)
        elif name in reader.states:
            found[name] = _of_a_state(reader, each, spot, *reader.states[name])
        else:
            first = name.partition(".")[0]
            own = [state for state in reader.states if state.startswith(f"{first}.")]
            kind, among = ("state", own) if own else ("playbook", list(stages))
            reader.known(name if own else first, among, kind, spot)
    return found


def behaviours(common: Layer, own: Layer) -> dict[str, Behaviour]:
    """Return the behaviour in every state: what a segment says over what is said for all."""
    merged = merge(common, own)
    return {name: Behaviour(**words) for name, words in merged.items() if "anytime" not in words}


def anytime(common: Layer, own: Layer) -> dict[str, tuple[Reply, ...]]:
    """Return what may come at any time of a stage."""
    merged = merge(common, own)
    return {name: words["anytime"] for name, words in merged.items() if "anytime" in words}


def merge(common: Layer, own: Layer) -> Layer:
    """Return both layers as one, the words of the second over those of the first."""
    names = [*common, *(name for name in own if name not in common)]
    return {name: {**common.get(name, {}), **own.get(name, {})} for name in names}


def _of_a_stage(reader: Reader, each: written.Behaviour, here: Here) -> dict[str, Any]:
    for word in _OF_A_STATE:
        if (spot := inside(here, word)) is not None:
            reader.add(spot.key, "behaviour-misplaced", name=word)
    return {"anytime": _replies(reader, each.anytime, here.into("anytime"))}


def _of_a_state(
    reader: Reader, each: written.Behaviour, here: Here, stage: Stage, state: State
) -> dict[str, Any]:
    if (spot := inside(here, "anytime")) is not None:
        reader.add(spot.key, "behaviour-misplaced.state", name=stage.id)
    words: dict[str, Any] = {}
    if each.once_done:
        own = [touchpoint.id for touchpoint in state.touchpoints]
        for index, name in enumerate(each.once_done):
            spot = here.into("once_done", index)
            reader.known(name, own, "touchpoint", spot, by_value=True)
        words["once_done"] = each.once_done
    if inside(here, "replies") is not None or each.silence is not None:
        words |= _answers(reader, each, here)
    if inside(here, "also") is not None:
        words["also"] = _replies(reader, each.also, here.into("also"))
    if inside(here, "reacts") is not None:
        words["reactions"] = _reactions(reader, each, here.into("reacts"), stage)
    return words


def _answers(reader: Reader, each: written.Behaviour, here: Here) -> dict[str, Any]:
    """Return the replies and the silence they leave; together they are all there is."""
    replies = _replies(reader, each.replies, here.into("replies"))
    total = sum(reply.chance for reply in replies)
    if total > WHOLE:
        reader.add(here.into("replies").key, "shares-not-whole.replies", total=as_percent(total))
    silence = max(WHOLE - total, 0)
    if (spot := inside(here, "silence")) is not None:
        told = reader.share(spot)
        if told != silence and total <= WHOLE and len(replies) == len(each.replies):
            rest = as_percent(silence)
            reader.add(spot.place, "shares-not-whole.silence", total=as_percent(total), rest=rest)
    return {"replies": replies, "silence": silence}


def _replies(reader: Reader, said: Mapping[str, written.Reply], here: Here) -> tuple[Reply, ...]:
    read = [_reply(reader, name, each, here.into(name)) for name, each in said.items()]
    return tuple(reply for reply in read if reply is not None)


def _reply(reader: Reader, name: str, each: written.Reply, here: Here) -> Reply | None:
    signals, documents = reader.program.signals, reader.program.documents
    if not reader.known(name, signals, "signal", here):
        return None
    chance = reader.share(here.into("chance"))
    after = read_duration(reader, here.into("after"))
    fields = {**signals[name].data, **reader.paper_dates}
    data = read_values(reader, inside(here, "data"), fields, "field")
    for index, document in enumerate(each.brings):
        spot = here.into("brings", index)
        reader.known(document, documents, "document", spot, by_value=True)
    times = 1 if each.times is None else each.times
    times = reader.count(times, inside(here, "times"), "times")
    apart = read_duration(reader, inside(here, "apart"))
    if after is None:
        return None
    return Reply(name, chance, after, data, each.brings, times, apart)


def _reactions(
    reader: Reader, each: written.Behaviour, here: Here, stage: Stage
) -> dict[str, Reaction]:
    own = {name.partition(".")[2] for name in reader.touchpoints if name.startswith(f"{stage.id}.")}
    among = own | reader.follow_ups.keys() | {DEFAULT}
    found: dict[str, Reaction] = {}
    for name in each.reacts:
        spot = here.into(name)
        if not reader.known(name, among, "touchpoint", spot):
            continue
        chance = reader.share(spot.into("chance"))
        after = read_duration(reader, spot.into("after"))
        if after is not None:
            found["" if name == DEFAULT else name] = Reaction(chance, after)
    return found

"""Items: several of one thing, told apart by their key, each with facts of its own (S2.10)."""

from __future__ import annotations

from collections.abc import Mapping

from ..language.facts import read_value, write_value
from ..language.program import SignalKind
from ..language.values import Value
from . import records as r
from .draft import Draft, Happening
from .identity import item_id
from .journey import Signal, Timer
from .reading import items_of


class ItemUnclear(Exception):  # noqa: N818  # becomes a refusal, never an error to the caller
    """It cannot be told which item is meant; ``reason`` and ``names`` say what is missing."""

    def __init__(self, reason: str, name: str) -> None:
        """Keep what a refusal says."""
        super().__init__(reason)
        self.reason, self.names = reason, (name,)


class ItemUnserved(Exception):  # noqa: N818  # becomes an incident, never an error to the caller
    """An item was opened that no stage serves any more: a person must look at it (S2.10)."""

    def __init__(self, item: str) -> None:
        """Keep which item it is."""
        super().__init__(item)
        self.item = item


def open_item(draft: Draft, thing: str, key: str, facts: Mapping[str, Value]) -> None:
    """Open an item that a row of a form names, or give the facts to the one there is.

    Its opening signal happens with it, as every other track sees it (S2.10). ``facts`` are
    typed already, by their full names.
    """
    item = item_id(thing, key)
    if item in draft.journey.items:
        _learn(draft, item, facts)
        return
    data: dict[str, Value] = {draft.program.many[thing]: key}
    opened_by = _opener_of(draft, thing)
    if opened_by:
        draft.queue.append(Happening(opened_by, draft.signal.by, data, item=item, opens={**facts}))
    else:
        record_item(draft, item, facts)


def record_item(draft: Draft, item: str, facts: Mapping[str, Value]) -> None:
    """Record that an item is there, its key among its facts."""
    thing, _, key = item.partition("/")
    name = f"{thing}.{draft.program.many[thing]}"
    own = read_value(draft.program.program.facts[name], key)
    known = {**facts, name: key if own is None else own}
    draft.record(r.ItemOpened(draft.at, thing, key, dict(sorted(known.items()))))
    draft.changed_facts = True


def _learn(draft: Draft, item: str, facts: Mapping[str, Value]) -> None:
    lane, happening = draft.view.lane, draft.view.happening
    draft.view.look(lane, Happening("", item=item))
    for name, value in sorted(facts.items()):
        draft.set_fact(name, value)
    draft.view.look(lane, happening)


def _opener_of(draft: Draft, thing: str) -> str:
    """Return the signal that opens an item of a thing in this stage; its own one first."""
    tracks = [track for track in draft.stage.tracks if track.each == thing]
    found = [name for track in tracks for name in track.opened_by]
    return min(found, key=lambda name: (name.partition(".")[0] != thing, name), default="")


def opens(draft: Draft, thing: str, signal: str) -> bool:
    """Tell whether a signal opens an item of a thing here.

    Where no track keeps the items of a thing apart, any signal about a new one does.
    """
    tracks = [track for track in draft.stage.tracks if track.each == thing]
    return not tracks or any(signal in track.opened_by for track in tracks)


def item_of(draft: Draft, kind: SignalKind, data: Mapping[str, Value]) -> str:
    """Return the item a signal is about, as ``shipment/S1``; nothing for a thing without items.

    Without its key, the only open item is meant.

    Raises:
        ItemUnclear: there are several, or none of that key and the signal opens none.
    """
    thing = kind.name.partition(".")[0]
    field = draft.program.many.get(thing)
    if field is None:
        return ""
    key = key_of(data.get(field))
    if key:
        item = item_id(thing, key)
        if item not in draft.journey.items and not opens(draft, thing, kind.name):
            raise ItemUnclear("unknown-item", key)
        return item
    return only_item(draft, thing)


def only_item(draft: Draft, thing: str) -> str:
    """Return the one item there is of a thing.

    Raises:
        ItemUnclear: there is none, or there are several.
    """
    items = items_of(draft.journey.items.values(), thing)
    if len(items) != 1:
        raise ItemUnclear("item-unclear", f"{thing}.{draft.program.many[thing]}")
    return item_id(thing, items[0].key)


def named_item(draft: Draft, thing: str, data: Mapping[str, Value]) -> str:
    """Return the item of a thing that the data of something name, or nothing."""
    field = draft.program.many[thing]
    key = key_of(data.get(f"{thing}.{field}", data.get(field)))
    return item_id(thing, key) if key else ""


def item_told(draft: Draft, thing: str, facts: Mapping[str, Value]) -> str:
    """Return the item that facts of a thing are told of; nothing where there is no item at all.

    Raises:
        ItemUnclear: there are several and none is named, or one that is not there.
    """
    key = key_of(facts.get(f"{thing}.{draft.program.many[thing]}"))
    if not key:
        any_open = items_of(draft.journey.items.values(), thing)
        return only_item(draft, thing) if any_open else ""
    item = item_id(thing, key)
    if item not in draft.journey.items:
        if not opens(draft, thing, ""):
            raise ItemUnclear("unknown-item", key)
        record_item(draft, item, {})
    return item


def meant_by(draft: Draft, signal: Signal) -> str:
    """Return the item that an arriving signal is about, as far as it can be told."""
    if not draft.program.many or not draft.journey.playbook:
        return ""
    kind = draft.program.program.signals.get(signal.type)
    name, _, word = signal.type.partition(".")
    try:
        if kind is not None:
            return item_of(draft, kind, signal.data)
        if draft.linked.only_track:
            return ""  # no task belongs to an item here
        lane = lane_of_task(draft, name, signal.data)[0] if word == "done" else ""
    except ItemUnclear:
        return ""
    return draft.item_of_lane(lane)


def is_new_here(draft: Draft) -> bool:
    """Tell whether the arriving signal opens an item that is not there yet in this stage."""
    type_, data = draft.signal.type, draft.signal.data
    thing = type_.partition(".")[0]
    if thing not in draft.program.many:
        return False
    item = named_item(draft, thing, data)
    opened = any(type_ in track.opened_by for track in draft.stage.tracks if track.each == thing)
    return opened and bool(item) and item not in draft.journey.items


def lane_of_task(
    draft: Draft, name: str, data: Mapping[str, Value]
) -> tuple[str, dict[str, Value]]:
    """Return the lane whose open task of that name is meant, and the data without its key.

    Nothing where no task of the name is open. Of several instances the key tells which.

    Raises:
        ItemUnclear: several have such a task open, and the data do not say which is meant.
    """
    tasks = draft.journey.tasks.values()
    lanes = list(dict.fromkeys(t.track for t in tasks if t.name == name and t.status == "open"))
    if not lanes or not draft.item_of_lane(lanes[0]):
        return lanes[0] if lanes else "", dict(data)
    touchpoint = draft.linked.touchpoints.get(name)
    form = draft.program.program.forms.get(touchpoint.form) if touchpoint else None
    asked = {field.fact for field in form.fields} if form else set()
    return _told_lane(draft, lanes, data, asked)


def _told_lane(
    draft: Draft, lanes: list[str], data: Mapping[str, Value], asked: set[str]
) -> tuple[str, dict[str, Value]]:
    thing = draft.item_of_lane(lanes[0]).partition("/")[0]
    full = f"{thing}.{draft.program.many[thing]}"
    # A short name is the form's own where it asks for one that ends so.
    short = full.partition(".")[2]
    is_asked = any(each.partition(".")[2] == short for each in asked)
    names = [each for each in (full, short) if each in data and not (is_asked and each == short)]
    key = key_of(data[names[0]]) if names else ""
    meant = [lane for lane in lanes if not key or lane.partition("/")[2] == key]
    if len(meant) != 1:
        raise ItemUnclear("unknown-item" if key else "item-unclear", key or full)
    rest = {name: value for name, value in data.items() if name not in names or name in asked}
    return meant[0], rest


def lane_of_timer(draft: Draft, timer: Timer) -> str:
    """Return the lane a timer belongs to: its task's, stall's or climb's, or that of its visit."""
    journey = draft.journey
    if timer.lane in journey.lanes:
        return timer.lane
    for table in (journey.tasks, journey.stalls, journey.climbs):
        owner = table.get(timer.subject) or table.get(timer.scope)
        if owner is not None:
            return owner.track
    kind, _, visit = timer.scope.partition(":")
    lane = visit.rpartition("#")[0]
    return lane if kind == "visit" and lane in journey.lanes else ""


def is_opened_elsewhere(draft: Draft, signal: str, item: str) -> bool:
    """Tell whether a signal opens the items of a thing in another stage, and in this one not."""
    thing = item.partition("/")[0]
    return any(
        track.each == thing and signal in track.opened_by
        for stage in draft.program.program.stages.values()
        for track in stage.tracks
    )


def new_key(draft: Draft) -> str:
    """Return the key of an item that is opened from inside, where nobody named it.

    Derived from the record that opens it, as every id (S1.4).
    """
    return f"{draft.journey.id}.{draft.number}"


def key_of(value: Value | None) -> str:
    """Return a key as text; nothing where there is none."""
    if value is None or value == "":
        return ""
    return value if isinstance(value, str) else str(write_value(value))


# --- what a finished touchpoint counts as


def emit(
    draft: Draft, lane: str, signal: str, by: str, data: Mapping[str, Value] | None = None
) -> None:
    """Let a signal happen that comes out of a lane: a timeout, a rule, a finished touchpoint.

    Raises:
        ItemUnclear: it is about an item, and it cannot be told which.
    """
    told = dict(data or {})
    item, is_new = item_counted(draft, signal, lane, told)
    if is_new:
        record_item(draft, item, {})
    draft.queue.append(Happening(signal, by, told, item=item))


def item_counted(
    draft: Draft, signal: str, lane: str, data: Mapping[str, Value]
) -> tuple[str, bool]:
    """Return the item that a signal of a lane is about, and whether it opens it.

    Its own lane's item, the one that the data name, a new one where the signal opens them, or
    the only one there is.

    Raises:
        ItemUnclear: there are several, or none.
    """
    kind = draft.program.program.signals.get(signal)
    own = draft.item_of_lane(lane)
    thing = signal.partition(".")[0]
    if kind is None:
        return own, False
    if thing not in draft.program.many:
        return "", False
    if own.partition("/")[0] == thing:
        return own, False
    named = named_item(draft, thing, data)
    opening = any(signal in track.opened_by for track in draft.stage.tracks if track.each == thing)
    if named:
        is_new = named not in draft.journey.items
        if is_new and not opens(draft, thing, signal):
            raise ItemUnclear("unknown-item", named.partition("/")[2])
        return named, is_new
    if opening:
        return item_id(thing, new_key(draft)), True
    return only_item(draft, thing), False

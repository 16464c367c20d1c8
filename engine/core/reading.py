"""What a condition reads, seen from where it stands: a lane, an item, the signal at hand.

The facts of the vocabulary are read at once; everything else here is worked out only for the
condition that asks for it: ``parent.``, ``signal.``, ``track.NAME.state``, ``today``, what is
counted, and what is gathered over all items (S2.1, S2.5, S2.10, S6.5).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ..language.engine_signals import ENGINE_SIGNALS
from ..language.facts import read_value
from ..language.program import Stage, State, Track
from ..language.values import Day, Instant, Span, Value
from .clock import local
from .evaluate import Facts
from .identity import item_id
from .journey import Account, Context, Item, Journey, Lane
from .link import LinkedProgram
from .validity import last_day


class Known(Protocol):
    """What a decision knows; :class:`engine.core.draft.Draft` is that."""

    program: LinkedProgram
    context: Context
    journey: Journey
    account: Account
    at: Instant

    @property
    def stage(self) -> Stage:
        """The compiled playbook the journey is in."""

    def track(self, name: str) -> Track:
        """Return a track of the stage by the name of a lane in it."""

    def state(self, lane: Lane) -> State:
        """Return the state a lane stands in."""


class Said(Protocol):
    """What a signal at hand says, and what it is about."""

    @property
    def type(self) -> str:
        """Its type."""

    @property
    def by(self) -> str:
        """Who did it."""

    @property
    def item(self) -> str:
        """The item it is about, as ``shipment/S1``."""

    @property
    def data(self) -> dict[str, Value]:
        """Its data by field."""


class View:
    """The place a condition is read from: a lane and the signal being handled, if there are any.

    Inside the instance of an item, or while a signal about an item is handled, the facts and
    documents of its thing are this item's (S2.10). The lane's own item comes first. Conditions
    read it as it is (:class:`engine.core.evaluate.Readable`).
    """

    __slots__ = ("_key", "_meant", "_playbook", "draft", "happening", "lane", "thresholds")

    def __init__(self, draft: Known, lane: str = "", happening: Said | None = None) -> None:
        """Look from ``lane`` while ``happening`` is handled."""
        self.draft = draft
        self.thresholds = draft.program.program.thresholds
        self.lane, self.happening, journey = lane, happening, draft.journey
        self._playbook, self._key = journey.playbook, journey.key
        self._meant: dict[str, str] | None = None

    def look(self, lane: str = "", happening: Said | None = None) -> None:
        """Look from a lane, at what happens: what conditions read next is read from there."""
        if lane == self.lane and happening is self.happening:
            return
        self.lane, self.happening, journey = lane, happening, self.draft.journey
        self._playbook, self._key = journey.playbook, journey.key
        self._meant = None

    @property
    def meant(self) -> dict[str, str]:
        """The item meant of each thing, worked out once somebody asks."""
        if self._meant is None:
            self._meant = self._work_out()
        return self._meant

    def facts(self) -> Facts:
        """Return what conditions read from here, to be changed in part."""
        return Facts(
            self.value, self.has, self.thresholds, self.expired, self.expires, self.column,
            self.items, self.times, self.elapsed,
        )  # fmt: skip

    def _work_out(self) -> dict[str, str]:
        draft, items = self.draft, dict[str, str]()
        if draft.program.many:
            # A journey that is one for each item of a thing is that item's own (S2.5).
            grain = draft.program.grains.get(self._playbook, "")
            if grain:
                items[grain] = item_id(grain, self._key)
        if self.happening is not None and self.happening.item:
            item = self.happening.item
            items[item.partition("/")[0]] = item
        track, _, key = self.lane.partition("/")
        if key:
            each = draft.track(track).each
            items[each.partition("/")[0]] = item_id(each, key)
        return items

    def mean(self, item: str) -> None:
        """Let the facts and documents of a thing be those of one of its items."""
        self.meant[item.partition("/")[0]] = item

    # --- facts and documents

    def value(self, name: str) -> Value | None:
        """Return the value of a name, or None when it is unknown."""
        draft = self.draft
        plain = draft.program.plain
        if name in plain:
            return draft.journey.facts.get(name, plain[name])
        declared = draft.program.program.facts.get(name)
        if declared is None:
            return self._beyond(name)
        is_shared = declared.scope == "account"
        home: Account | Journey | Item
        home = draft.account if is_shared else self._home(name.partition(".")[0])
        if declared.valid is not None and 0 < home.ends.get(name, 0) <= draft.at:
            return None  # its last day is over: unknown again
        return home.facts.get(name, declared.starts_at)

    values = value

    def has(self, document: str) -> bool:
        """Tell whether a document is there and valid: this item's, where there are several."""
        home = self._home_of(document)
        return document in home.documents and not 0 < home.ends.get(document, 0) <= self.draft.at

    documents = has

    def expired(self, document: str) -> bool:
        """Tell whether a document is there and no longer valid."""
        return document in self._home_of(document).documents and not self.has(document)

    def expires(self, document: str) -> Day | None:
        """Return the last day of a document; unknown where it is not there or never expires."""
        home = self._home_of(document)
        ends = home.ends.get(document, 0) if document in home.documents else 0
        zone = self.draft.program.calendars[self.draft.stage.calendar].data.zone
        return last_day(ends, zone) if ends else None

    def _home_of(self, document: str) -> Journey | Item:
        thing = self.draft.program.program.documents[document].thing
        return self._home(thing) if thing in self.draft.program.many else self.draft.journey

    def _home(self, thing: str) -> Journey | Item:
        """Return what holds the facts and documents of a thing: the item meant, or the journey."""
        item = self.item_of(thing) if thing in self.draft.program.many else None
        return self.draft.journey if item is None else item

    def item_of(self, thing: str) -> Item | None:
        """Return the item of a thing that is meant here, if one is."""
        return self.draft.journey.items.get(self.meant.get(thing, ""))

    # --- what is not a fact of the vocabulary

    def _beyond(self, name: str) -> Value | None:
        first, _, rest = name.partition(".")
        if first == "signal":
            return self._field(rest)
        if first == "parent":
            return self.draft.context.parent.get(rest)
        if first == "track":
            return self._state_of(rest.partition(".")[0])
        return self.today() if name == "today" else None

    def _field(self, name: str) -> Value | None:
        happening = self.happening
        if happening is None or name not in happening.data:
            return None
        signals = self.draft.program.program.signals
        kind = signals.get(happening.type) or ENGINE_SIGNALS.get(happening.type)
        if kind is None or name not in kind.data:
            return None
        return read_value(kind.data[name], happening.data[name])

    def _state_of(self, track: str) -> str | None:
        # Of a track with several instances, the one of the item that is meant (S2.10).
        item = self.meant.get(self.draft.track(track).each, "")
        key = item.partition("/")[2]
        lane = self.draft.journey.lanes.get(f"{track}/{key}" if key else track)
        return lane.state or None if lane is not None else None

    def today(self) -> Day:
        """Return the date of this decision where the stage's calendar is."""
        draft = self.draft
        zone = draft.program.calendars[draft.stage.calendar].data.zone
        return Day(local(draft.at, zone).date())

    # --- counting

    def column(self, name: str) -> tuple[Value | None, ...]:
        """Return a fact of every item of its thing, in the order they were opened."""
        declared = self.draft.program.program.facts[name]
        thing = name.partition(".")[0]
        items = self.draft.journey.items.values()
        return tuple(each.facts.get(name, declared.starts_at) for each in items_of(items, thing))

    def items(self, thing: str) -> int:
        """Return how many items of a thing are open: not at an end of a track of theirs."""
        draft = self.draft
        items = items_of(draft.journey.items.values(), thing)
        tracks = [track.id for track in draft.stage.tracks if track.each == thing]
        return sum(1 for item in items if not _has_ended(draft, tracks, item))

    def times(self, signal: str) -> int:
        """Return how often a signal was seen in this journey."""
        heard = self.draft.journey.heard.get(signal)
        return 0 if heard is None else heard.times

    def elapsed(self, signal: str, span: Span) -> bool | None:
        """Tell whether a signal was last seen at least so long ago; unknown if never (S3.12)."""
        draft = self.draft
        heard = draft.journey.heard.get(signal)
        if heard is None:
            return None
        calendar = draft.program.calendars[draft.stage.calendar]
        return calendar.add(heard.last, span) <= draft.at


def items_of(items: Iterable[Item], thing: str) -> list[Item]:
    """Return the items of one thing, in the order they were opened."""
    return [item for item in items if item.thing == thing]


def _has_ended(draft: Known, tracks: list[str], item: Item) -> bool:
    lanes: list[Lane | None] = [draft.journey.lanes.get(f"{each}/{item.key}") for each in tracks]
    ends = [bool(lane and lane.state and draft.state(lane).end) for lane in lanes]
    return bool(ends) and all(ends)

"""What a stage of tracks must do, told a second time and in another way (S1.6, S1.8, S2).

Which moves exist is known to machines of the package ``transitions``, one for each track; in
which order they are tried, what waits and what ends the stage is worked out here, plainly,
from lists of facts, papers and counts. Nothing of the engine's machine room is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.core import records as r
from engine.core.evaluate import Facts, evaluate
from engine.core.link import LinkedProgram
from engine.core.machine import build_oracle
from engine.language.facts import read_value
from engine.language.program import Alternative, Need, Track
from engine.language.terms import Term
from engine.language.values import Value

from .random_playbooks import STAY, Event

WORST = ("lost", "dormant", "success")
Seen = tuple[str, ...]
"""One thing that is seen from outside: an entry, something that waits or is let go, an end."""


@dataclass
class Place:
    """Where one track stands on its machine; no state before it has begun."""

    track: Track
    machine: Any
    state: str = ""
    pending: str = ""
    blockers: tuple[str, ...] = ()


@dataclass
class Choice:
    """What a signal comes to: a trigger and target, something to wait for, or nothing."""

    trigger: str = ""
    to: str = ""
    waits: tuple[str, ...] = ()
    counted: str = ""

    @property
    def is_none(self) -> bool:
        """Whether nothing is to be done."""
        return not self.to and not self.waits


@dataclass
class Model:
    """One journey as it must be."""

    linked: LinkedProgram
    facts: dict[str, Value] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)
    taken: dict[str, int] = field(default_factory=dict)
    outcome: str = ""
    seen: list[Seen] = field(default_factory=list)
    moves: int = 0
    changed: bool = False
    woken: str = ""
    entered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build a machine for each track."""
        self.stage = self.linked.stages["stage"].stage
        self.places = [Place(track, build_oracle(track)) for track in self.stage.tracks]

    # --- what happens

    def begin(self, facts: dict[str, Value]) -> list[Seen]:
        """Begin: every track chooses its start, or waits for what that needs."""
        self.seen = []
        self.learn(facts)
        for place in self.places:
            self.follow(place, "journey.started", self.start_of(place))
        self.rest()
        return self.seen

    def take(self, event: Event) -> tuple[str, list[Seen]]:
        """Return how an event is taken, and what is seen of it."""
        self.seen, self.changed = [], False
        if self.is_wrong(event):
            return "refused", []
        if self.outcome in {"success", "lost"}:
            return "ignored", []
        known = dict(self.facts)
        if event.type == "facts.set":
            self.learn(event.data)
            self.rest()
            return "taken", self.seen
        kind = self.linked.program.signals.get(event.type)
        if kind is None:
            return "ignored", []
        filled = {kind.sets[name]: value for name, value in event.data.items() if name in kind.sets}
        self.learn(filled)
        papers = (*kind.brings, *event.brings)
        self.papers |= set(papers)
        self.changed |= bool(papers)
        used = known != self.facts or bool(papers)
        for place in self.places:
            choice = self.choose(place, event.type)
            if not choice.is_none and self.is_awake(place):
                self.follow(place, event.type, choice)
                used = True
        self.rest()
        return ("taken" if used else "ignored"), self.seen

    def is_wrong(self, event: Event) -> bool:
        """Whether an event must be refused whole."""
        program = self.linked.program
        if event.type == "journey.started":
            return True
        if self.outcome in {"success", "lost"}:
            return False
        kind = program.signals.get(event.type)
        if kind is None and event.type != "facts.set":
            return False
        declared = program.facts if kind is None else kind.data
        read = [
            name in declared and read_value(declared[name], value) is not None
            for name, value in event.data.items()
        ]
        return not all(read) or any(name not in program.documents for name in event.brings)

    def is_awake(self, place: Place) -> bool:
        """In a dormant journey only what sleeps can be woken; the rest is closed."""
        closed = self.outcome == "dormant" or self.woken
        return not closed or bool(self.end_of(place))

    def learn(self, facts: dict[str, Value]) -> None:
        """Learn facts as their types read them."""
        for name, raw in facts.items():
            value = read_value(self.linked.program.facts[name], raw)
            assert value is not None
            self.changed |= self.facts.get(name) != value
            self.facts[name] = value

    def rest(self) -> None:
        """End what is over, then try again what waited, until nothing changes."""
        self.close()
        while self.changed:
            self.changed = False
            for place in self.places:
                if place.pending and self.outcome in {"", "dormant"}:
                    self.retry(place)
            self.close()

    def retry(self, place: Place) -> None:
        """Try again what a track waits for."""
        signal = place.pending
        begins = not place.state and signal == "journey.started"
        choice = self.start_of(place) if begins else self.choose(place, signal)
        if not choice.is_none:
            self.follow(place, signal, choice)
        if choice.is_none or (choice.to == STAY and not choice.waits):
            self.drop(place)
            if not place.state:
                self.follow(place, "journey.started", self.start_of(place))

    # --- choosing

    def start_of(self, place: Place) -> Choice:
        """The first way to begin whose condition holds, if its gate stands open."""
        for way in place.track.starts:
            answer, unknown = self.answer(way.condition)
            if answer is None:
                return Choice(to=way.to, waits=unknown)
            if answer:
                return Choice("start", way.to, self.closed(place.track, way.to))
        raise AssertionError("the last way has no condition")

    def choose(self, place: Place, signal: str) -> Choice:
        """The move of a signal: exits before moves, none in an end, first alternative first."""
        if self.end_of(place):
            to = place.track.states[place.state].wakes.get(signal)
            return Choice(f"{signal}#0", to, self.closed(place.track, to)) if to else Choice()
        exits = place.track.anytime.get(signal, ())
        moves = place.track.states[place.state].moves.get(signal, ()) if place.state else ()
        for offset, source, listed in ((0, "anytime", exits), (len(exits), place.state, moves)):
            for index, each in enumerate(listed):
                key = f"{place.track.id}.{source}.{signal}#{index}"
                choice = self.weigh(place.track, each, f"{signal}#{index + offset}", key)
                if not choice.is_none:
                    return choice
        return Choice()

    def weigh(self, track: Track, each: Alternative, trigger: str, key: str) -> Choice:
        """What one alternative comes to."""
        answer, unknown = self.answer(each.condition)
        if answer is None:
            return Choice(to=each.to, waits=unknown or ("?",))
        if not answer:
            return Choice()
        if each.up_to and self.taken.get(key, 0) >= each.up_to:
            to = each.otherwise
            return Choice(f"{trigger}.else", to, self.closed(track, to)) if to else Choice()
        counted = key if each.up_to else ""
        return Choice(trigger, each.to, self.closed(track, each.to), counted)

    def closed(self, track: Track, to: str) -> tuple[str, ...]:
        """What is missing at the gate of a state."""
        if to == STAY:
            return ()
        return tuple(need.id for need in track.states[to].needs if not self.is_met(need))

    def is_met(self, need: Need) -> bool:
        """Whether one need is met."""
        if need.condition is not None:
            return self.answer(need.condition)[0] is True
        facts = [self.facts.get(name) for name in need.facts]
        known = any(each is not None and each is not False for each in facts)
        return known or not self.papers.isdisjoint(need.documents)

    def answer(self, term: Term | None) -> tuple[bool | None, tuple[str, ...]]:
        """Whether a condition holds on what is known, and what is not known."""
        facts = Facts(self.value, self.papers.__contains__, self.linked.program.thresholds)
        found = evaluate(term, facts)
        return found.answer, found.unknown

    def value(self, name: str) -> Value | None:
        """The value of a name."""
        if name.startswith("track."):
            wanted = name.split(".")[1]
            return next(each.state for each in self.places if each.track.id == wanted) or None
        return self.facts.get(name)

    def end_of(self, place: Place) -> str:
        """The end a track has come to, if it has."""
        return place.track.states[place.state].end if place.state else ""

    # --- following

    def follow(self, place: Place, signal: str, choice: Choice) -> None:
        """Wait, stay, or go."""
        if choice.waits:
            self.wait(place, signal, choice)
            return
        if choice.counted:
            self.taken[choice.counted] = self.taken.get(choice.counted, 0) + 1
        if choice.to == STAY:
            self.moves += 1
            return
        if place.pending and place.pending != signal:
            self.drop(place)
        self.enter(place, choice)
        if self.outcome == "dormant":
            self.outcome = ""
            self.seen.append(("woken",))
            self.woken = signal
        self.seen.append(("entered", place.track.id, choice.to))

    def enter(self, place: Place, choice: Choice) -> None:
        """Stand in a state; where it had a move there, the machine must know it."""
        self.moves += 1
        self.entered.append(place.track.id)
        self.changed |= len(self.places) > 1
        place.pending, place.blockers = "", ()
        if place.state:
            trigger = getattr(place, "trigger")  # noqa: B009  # the machine adds it
            assert trigger(choice.trigger)
            assert place.state == choice.to
        else:
            place.machine.add_model(place, initial=choice.to)

    def wait(self, place: Place, signal: str, choice: Choice) -> None:
        """Remember what waits; the latest word takes the place of an earlier one."""
        waits = choice.waits
        if (place.pending, place.blockers) == (signal, waits):
            return
        if place.pending and place.pending != signal:
            self.drop(place)
        place.pending, place.blockers = signal, waits
        self.seen.append(("pending", place.track.id, signal, choice.to))

    def drop(self, place: Place) -> None:
        """Let go what waited."""
        self.seen.append(("dropped", place.track.id, place.pending))
        place.pending, place.blockers = "", ()

    # --- the end of the stage

    def close(self) -> None:
        """End the stage: the first declared end that holds, or the worst of all tracks."""
        if self.outcome:
            return
        end = self.declared() if self.stage.ends else self.worst()
        if not end:
            if self.woken:
                self.awaken()
            self.woken = ""
            self.entered.clear()
            return
        self.woken = ""
        self.entered.clear()
        self.outcome = end
        for place in self.places:
            if place.pending:
                self.drop(place)
        self.seen.append(("ended", end))

    def awaken(self) -> None:
        """What was closed while the journey slept goes on where it stood."""
        for place in self.places:
            if place.track.id in self.entered:
                continue
            if not place.state:
                self.follow(place, "journey.started", self.start_of(place))
            elif not self.end_of(place):
                if place.pending and place.pending != self.woken:
                    self.drop(place)
                place.pending, place.blockers = "", ()
                self.changed |= len(self.places) > 1
                self.seen.append(("entered", place.track.id, place.state))

    def declared(self) -> str:
        """The outcome of the first end whose tracks stand where it says."""
        states = {place.track.id: place.state for place in self.places}
        for end in self.stage.ends:
            if all(states[track] in among for track, among in end.when.items()):
                return end.end
        return ""

    def worst(self) -> str:
        """The worst end of all tracks, once all have ended."""
        ends = [self.end_of(place) for place in self.places]
        return next(end for end in WORST if end in ends) if all(ends) else ""


def seen_of(records: tuple[r.Record, ...]) -> list[Seen]:
    """The same things as the model tells, out of what the engine recorded."""
    seen: list[Seen] = []
    for record in records:
        if isinstance(record, r.StateEntered):
            seen.append(("entered", record.track, record.state))
        elif isinstance(record, r.MovePending):
            seen.append(("pending", record.track, record.signal, record.to))
        elif isinstance(record, r.MoveDropped):
            seen.append(("dropped", record.track, record.signal))
        elif isinstance(record, r.JourneyWoken):
            seen.append(("woken",))
        elif isinstance(record, r.JourneyEnded):
            seen.append(("ended", record.outcome))
    return seen

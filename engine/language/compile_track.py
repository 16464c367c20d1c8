"""A track → one flat state machine with all that watches over it (S2, S3.5, S5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas import playbook as written

from .compile_touchpoint import Desk, compile_touchpoint
from .compile_watch import compile_clock, compile_hold, compile_stall
from .here import Here
from .keys import MAIN
from .moments import parse_times
from .program import Alternative, Start, State, Timeout, Track

STAY = "stay"
ANYTIME = "anytime"


def compile_track(desk: Desk, track: str, flow: written.Flow, here: Here, **own: str) -> Track:
    """Compile one track; ``own`` are its calendar and owner where they are not the stage's.

    The states of a stage that declares no track stand in the legend without one.
    """
    prefix = "" if track == MAIN else f"{track}."
    return _Track(desk, track, flow, here, prefix, **own).compile()


@dataclass(slots=True)
class _Track:
    desk: Desk
    id: str
    flow: written.Flow
    here: Here
    prefix: str
    own_calendar: str = ""
    own_owner: str = ""

    @property
    def calendar(self) -> str:
        return self.own_calendar or self.desk.calendar

    @property
    def owner(self) -> str:
        return self.own_owner or self.desk.owner

    def compile(self) -> Track:
        """Return the track; every problem found is kept in the compilation."""
        flow, here = self.flow, self.here
        if not flow.states:
            self.desk.compilation.add(here.key, "missing-part", name="states")
        for word in (STAY, ANYTIME):
            if word in flow.states:
                self.desk.compilation.add(here.into("states", word).key, "engine-word", name=word)
        ends = [name for name, state in flow.states.items() if state.end is not None]
        if flow.states and not ends and not self.is_endless:
            self.desk.compilation.add(here.into("states").key, "no-end")
        states = {name: self.state(name, state) for name, state in flow.states.items()}
        return Track(
            id=self.id,
            starts=self.starts(),
            anytime=self.moves(flow.anytime, here.into(ANYTIME), ANYTIME),
            states=states,
            each=self.each(flow) if isinstance(flow, written.Track) else "",
            opened_by=self.desk.signal_set(flow.opened_by, here, "opened_by")
            if isinstance(flow, written.Track)
            else (),
            endless=self.is_endless,
            holds=tuple(
                compile_hold(self.desk, key, each, here.into("holds", key), flow.states)
                for key, each in flow.holds.items()
            ),
            clocks=tuple(
                compile_clock(
                    self.desk, key, each, here.into("clocks", key), self.calendar, flow.holds
                )
                for key, each in flow.clocks.items()
            ),
            stalls=tuple(
                compile_stall(
                    self.desk,
                    key,
                    each,
                    here.into("stalls", key),
                    flow.states,
                    self.calendar,
                    of_track=True,
                )
                for key, each in flow.stalls.items()
            ),
            calendar=self.own_calendar,
        )

    @property
    def is_endless(self) -> bool:
        """Whether having no end is meant: said here or for the whole stage."""
        return self.flow.endless or self.desk.model.endless

    def each(self, track: written.Track) -> str:
        compilation, here = self.desk.compilation, self.here
        if track.each is None:
            if track.opened_by:
                compilation.add(here.into("opened_by").key, "opened-without-each")
            return ""
        if not track.opened_by:
            compilation.add(here.into("each").key, "each-without-opening", name=track.each)
        thing = compilation.known(track.each, compilation.things, "thing", here, "each")
        if thing and not compilation.things[thing].key:
            compilation.add(here.into("each").place, "not-several", name=thing)
        return thing

    def starts(self) -> tuple[Start, ...]:
        ways, here = self.flow.start or (), self.here.into("start")
        if not ways and self.flow.states:
            self.desk.compilation.add(self.here.key, "missing-part", name="start")
        for index, way in enumerate(ways):
            if way.if_ is None and index < len(ways) - 1:
                self.desk.compilation.add(here.into(index + 1).place, "move-shadowed")
        if ways and ways[-1].if_ is not None:
            self.desk.compilation.add(here.into(len(ways) - 1).place, "start-without-otherwise")
        return tuple(
            Start(
                self.target(way.to, here.into(index, "to")),
                self.desk.compilation.condition(way.if_, here, index, "if", names=self.desk.names),
            )
            for index, way in enumerate(ways)
        )

    # --- one state

    def state(self, name: str, state: written.State) -> State:
        desk, here = self.desk, self.here.into("states", name)
        desk.declare("state", f"{self.prefix}{name}", state.title, here)
        self.refuse_work_at_the_end(name, state, here)
        if not state.end and state.waits_for is None:
            desk.compilation.add(here.key, "turn-missing", name=name)
        owner = desk.role(state.owner, here, "owner") or self.owner
        return State(
            id=name,
            waits_for=state.waits_for or "",
            owner=owner,
            end=state.end or "",
            needs=desk.needs(state.needs, here, "needs"),
            touchpoints=tuple(
                compile_touchpoint(
                    desk,
                    key,
                    each,
                    here.into("touchpoints", key),
                    owner=owner,
                    calendar=self.own_calendar,
                )
                for key, each in state.touchpoints.items()
            ),
            moves=self.moves(state.moves, here.into("moves"), name) if state.moves else {},
            stalls=tuple(
                compile_stall(
                    desk, key, each, here.into("stalls", key), self.flow.states, self.calendar
                )
                for key, each in state.stalls.items()
            ),
            wakes=self.wakes(state, here.into("wakes")) if state.wakes else {},
            timeout=self.timeout(name, state.timeout, here.into("timeout"))
            if state.timeout is not None
            else None,
        )

    def refuse_work_at_the_end(self, name: str, state: written.State, here: Here) -> None:
        if state.end is None:
            return
        for key in ("touchpoints", "moves", "stalls", "timeout"):
            if getattr(state, key):
                self.desk.compilation.add(here.into(key).key, "work-at-the-end", name=name)

    def target(self, name: str, here: Here, *, may_stay: bool = False) -> str:
        if may_stay and name == STAY:
            return name
        return self.desk.compilation.target(name, self.flow.states, here)

    def timeout(self, state: str, each: written.Timeout, here: Here) -> Timeout | None:
        desk = self.desk
        key = f"timeout/{desk.key(self.prefix + state)}"
        desk.declare("timeout", f"{self.prefix}{state}", each.title, here)
        for words in (("after", "at"), ("to", "signal")):
            said = {word: getattr(each, word) is not None for word in words}
            desk.compilation.one_of(said, here)
        moment = desk.moment(each.after, here, "after") or desk.moment(each.at, here, "at")
        condition = desk.compilation.condition(each.if_, here, "if", names=desk.names)
        to = self.target(each.to, here.into("to")) if each.to is not None else ""
        signal = desk.signal(each.signal, here.into("signal")) if each.signal is not None else ""
        desk.compilation.spot(key, here)
        return Timeout(moment, to, signal, condition) if moment is not None else None

    def wakes(self, state: written.State, here: Here) -> dict[str, str]:
        if state.wakes and state.end != "dormant":
            self.desk.compilation.add(here.key, "wakes-without-sleep")
        compiled: dict[str, str] = {}
        for signal, to in state.wakes.items():
            spot = here.into(signal)
            self.desk.signal(signal, spot, by_key=True)
            compiled[signal] = self.target(to, spot)
        return compiled

    # --- moves

    def moves(
        self, moves: Mapping[str, Iterable[written.Alternative]], here: Here, source: str
    ) -> dict[str, tuple[Alternative, ...]]:
        return {
            signal: self.alternatives(tuple(listed), here.into(signal), source, signal)
            for signal, listed in moves.items()
        }

    def alternatives(
        self, listed: tuple[written.Alternative, ...], here: Here, source: str, signal: str
    ) -> tuple[Alternative, ...]:
        desk = self.desk
        name = desk.key(f"{self.prefix}{source}.{signal}")
        desk.signal(signal, here, by_key=True)
        desk.compilation.declare("move", name, None, here)
        compiled = []
        for index, each in enumerate(listed):
            spot = here.into(index)
            desk.compilation.spot(f"alternative/{name}#{index}", spot)
            compiled.append(self.alternative(each, spot, signal))
            if index and listed[index - 1].if_ is None and listed[index - 1].up_to is None:
                desk.compilation.add(spot.place, "move-shadowed")
        return tuple(compiled)

    def alternative(self, each: written.Alternative, here: Here, signal: str) -> Alternative:
        compilation = self.desk.compilation
        names = self.desk.names_about(each.if_, (signal,))
        condition = compilation.condition(each.if_, here, "if", names=names)
        to = self.target(each.to, here.into("to"), may_stay=True)
        up_to = 0
        if each.up_to is not None:
            up_to = compilation.parsed(here.into("up_to"), parse_times) or 0
        otherwise = ""
        if each.else_ is not None:
            otherwise = self.target(each.else_, here.into("else"), may_stay=True)
            if each.up_to is None:
                compilation.add(here.into("else").key, "else-without-bound")
        return Alternative(to, condition, up_to, otherwise)

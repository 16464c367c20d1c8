"""What is kept of a case until its account has left: what it heard, and where it left its way."""

from __future__ import annotations

from collections import Counter

from ...core.identity import track_of
from ...core.journey import Journey
from ...core.link import LinkedProgram
from ...language.program import State
from ...language.values import Instant
from .tally import ArcTally, Asked, AskedTally, ConformanceTally, Off, OffTally, Where


class Standing:
    """Where one journey of a case stands: its stage, its lanes, and what it was asked for."""

    __slots__ = ("asked", "lanes", "planned", "stage", "states")

    def __init__(self) -> None:
        self.stage = ""
        self.lanes: dict[str, str] = {}
        self.states: dict[str, State | None] = {}
        self.planned: dict[str, Asked] = {}
        self.asked: dict[str, Asked] = {}

    def begin(self, stage: str) -> None:
        """Stand in a stage, in none of its states yet."""
        self.stage = stage
        self.lanes, self.states, self.planned, self.asked = {}, {}, {}, {}

    def place(self, lane: str = "") -> tuple[str, str, str]:
        """Return stage, track and state of a lane; without one those of the only lane there is."""
        if not lane and len(self.lanes) == 1:
            lane = next(iter(self.lanes))
        return self.stage, track_of(lane), self.lanes.get(lane, "")

    def enter(self, program: LinkedProgram, lane: str, name: str) -> State | None:
        """Stand in a state from now on; return it as the playbook has it."""
        stage = program.stages.get(self.stage)
        track = stage.tracks.get(track_of(lane)) if stage is not None else None
        state = track.states.get(name) if track is not None else None
        self.lanes[lane], self.states[lane] = name, state
        return state


class CaseSeen:
    """One case: the signals history told of it, and everything that counts for it."""

    __slots__ = ("begun_at", "heard", "last_id", "missed", "offs", "required", "where")

    def __init__(self, where: Where, begun_at: Instant) -> None:
        self.where, self.begun_at = where, begun_at
        self.heard: list[tuple[Instant, str]] = []
        self.last_id = ""
        self.offs: Counter[Off] = Counter()
        self.required: Counter[Asked] = Counter()
        self.missed: Counter[Asked] = Counter()

    def hear(self, at: Instant, signal: str, name: str) -> None:
        """Keep what history told; what goes to several journeys of a case was told once."""
        if not name or name != self.last_id:
            self.heard.append((at, signal))
        self.last_id = name

    def ask(self, asked: Asked, *, seen: bool) -> None:
        """Keep that something was required, and whether it was there."""
        self.required[asked] += 1
        if not seen:
            self.missed[asked] += 1

    def close(self, tally: ConformanceTally, journeys: list[Journey]) -> None:
        """Count the case: nothing more will be told of it."""
        fits = not self.offs
        tally.cases += 1
        tally.fitting += fits
        tally.complete += fits and all(each.outcome for each in journeys)
        for place, (off, count) in enumerate(self.offs.items()):
            found = OffTally(self.where, count, 1, int(place == 0))
            tally.deviations.setdefault(off, OffTally(self.where)).merge(found)
        for asked, number in self.required.items():
            missed = self.missed[asked]
            found_there = AskedTally(number, number - missed, int(missed > 0))
            tally.required.setdefault(asked, AskedTally()).merge(found_there)
        tally.variants.add(tuple(signal for _, signal in self.heard), self.where, fits=fits)
        self._count_arcs(tally)

    def _count_arcs(self, tally: ConformanceTally) -> None:
        """Count what followed on what; begin and end of a case are named by nothing."""
        before, since = "", self.begun_at
        taken: set[tuple[str, str]] = set()
        for at, signal in self.heard:
            tally.activities[signal] = tally.activities.get(signal, 0) + 1
            self._count_arc(tally, (before, signal), taken).time.add(at - since)
            before, since = signal, at
        self._count_arc(tally, (before, ""), taken)

    @staticmethod
    def _count_arc(
        tally: ConformanceTally, arc: tuple[str, str], taken: set[tuple[str, str]]
    ) -> ArcTally:
        counted = tally.arcs.setdefault(arc, ArcTally())
        counted.count += 1
        counted.cases += arc not in taken
        taken.add(arc)
        return counted

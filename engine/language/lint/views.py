"""Stages and tracks as the checks walk them: with their ways drawn and their file beside them.

Everything here is worked out once, in one pass; a place is looked up only for a finding.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemas.playbook import Playbook

from ..here import Here
from ..loader import File
from ..program import Stage, State, Touchpoint, Track
from .ways import Way, reach, ways_of


@dataclass(frozen=True)
class TrackView:
    """One track of a stage: its ways from state to state, and where they are written."""

    stage: StageView
    track: Track
    _after: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def here(self) -> Here:
        """Where the track is written: the stage itself where there are no tracks."""
        here = self.stage.file.here
        return here.into("tracks", self.track.id) if self.stage.model.tracks else here

    def at(self, state: str, *steps: str | int) -> Here:
        """Return the spot of a state, or of something in it."""
        return self.here.into("states", state, *steps)

    @functools.cached_property
    def ways(self) -> Mapping[str, tuple[Way, ...]]:
        """The ways out of each state, those that hold anywhere left out."""
        return ways_of(self.stage.stage, self.track)

    @functools.cached_property
    def anywhere(self) -> tuple[Way, ...]:
        """The ways out of every state that is no end: ``anytime`` and rules without ``in``."""
        return self.ways[""]

    @functools.cached_property
    def entries(self) -> Mapping[str, tuple[Way, ...]]:
        """The ways into each state, those that hold anywhere too."""
        into: dict[str, list[Way]] = {name: [] for name in self.track.states}
        for ways in self.ways.values():
            for way in ways:
                into[way.to].append(way)
        return {name: tuple(ways) for name, ways in into.items()}

    @functools.cached_property
    def reachable(self) -> frozenset[str]:
        """The states that some way leads to from a start."""
        starts = (start.to for start in self.track.starts)
        return reach(self.ways, (*starts, *(way.to for way in self.anywhere)))

    def after(self, state: str) -> frozenset[str]:
        """Return the states that come after a state: what it leads to, and so on."""
        if state not in self._after:
            leading = [way.to for way in (*self.ways[state], *self.anywhere)]
            self._after[state] = reach(self.ways, leading)
        return self._after[state]

    def working(self) -> Iterator[State]:
        """Yield the states that are no end."""
        return (state for state in self.track.states.values() if not state.end)


@dataclass(frozen=True)
class StageView:
    """One stage that compiled without a problem, and the file it is written in."""

    stage: Stage
    file: File
    model: Playbook

    @functools.cached_property
    def tracks(self) -> tuple[TrackView, ...]:
        """The tracks, in the order written."""
        return tuple(TrackView(self, track) for track in self.stage.tracks)

    @functools.cached_property
    def homes(self) -> Mapping[str, tuple[TrackView, str]]:
        """The track and state each touchpoint belongs to; those on demand have none."""
        return {
            touchpoint.id: (view, state.id)
            for view in self.tracks
            for state in view.track.states.values()
            for touchpoint in state.touchpoints
        }

    @functools.cached_property
    def touchpoints(self) -> Mapping[str, Touchpoint]:
        """Every touchpoint of the stage by its name, those on demand too."""
        planned = (each for track in self.stage.tracks for each in planned_in(track))
        return {each.id: each for each in (*planned, *self.stage.on_demand)}

    def at(self, touchpoint: str, *steps: str | int) -> Here:
        """Return the spot of a touchpoint, or of something in it."""
        home = self.homes.get(touchpoint)
        if home is None:
            return self.file.here.into("on_demand", touchpoint, *steps)
        view, state = home
        return view.at(state, "touchpoints", touchpoint, *steps)


def planned_in(track: Track) -> Iterator[Touchpoint]:
    """Yield the touchpoints of a track's states."""
    return (each for state in track.states.values() for each in state.touchpoints)


def views(stages: Iterable[Stage], files: Iterable[File]) -> tuple[StageView, ...]:
    """Pair each compiled stage with the file that wrote it, in the order of the files."""
    compiled = {stage.id: stage for stage in stages}
    return tuple(
        StageView(compiled[file.model.id], file, file.model)
        for file in files
        if isinstance(file.model, Playbook) and file.model.id in compiled
    )

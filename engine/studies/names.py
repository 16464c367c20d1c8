"""The names a story may use, each list made once for all of its lines."""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property
from itertools import chain

from ..core.decide import ACKNOWLEDGED
from ..core.handling import CANCEL, HAND_OVER, SKIP
from ..language.compiler import Compiled
from ..language.keys import MAIN
from ..language.program import Stage, Stall, State, Touchpoint, Track
from .standing import ends_of

ACCOUNT = "account"
"""What a line names for its journey to leave it to the account which of its journeys hear it."""


OWN_SIGNALS = frozenset({HAND_OVER, SKIP, CANCEL, ACKNOWLEDGED})
"""What people do beside doing a task; each can be refused."""


class Names:
    """Every name of some stages, and of what all stages share."""

    def __init__(self, compiled: Compiled, stages: tuple[Stage, ...]) -> None:
        """Collect the names of ``stages``."""
        self.compiled, self.stages = compiled, stages
        self.program = compiled.program

    @cached_property
    def expected(self) -> dict[str, Set[str]]:
        """What each word of an expectation may name."""
        program, stalls = self.program, self.stalls
        tasks = self.touchpoints.keys() | self.follow_ups | program.documents.keys()
        timed = stalls | tasks | self.watches
        signals = program.signals.keys() | {f"{name}.done" for name in tasks} | OWN_SIGNALS
        patterns = {each.id for stage in self.stages for each in stage.patterns}
        rules = {each.id for stage in self.stages for each in stage.rules}
        causes = {key[6:] for key in self.compiled.legend.places if key.startswith("cause/")}
        return {
            "stalled": stalls, "recovered": stalls, "gave_up": stalls,
            "unfounded": timed | self.tiers, "escalated": self.tiers,
            "overdue": tasks | self.watches, "open": tasks | program.facts.keys(), "skipped": tasks,
            "cancelled": tasks, "deferred": tasks,
            "task": tasks, "stage": {stage.id for stage in self.stages}, "state": self.states,
            "held": timed, "running": timed,
            "due": timed, "ignored": signals, "refused": signals, "cause": causes,
            "pattern": patterns, "rule": rules,
            "ended": frozenset().union(*(ends_of(stage) for stage in self.stages)),
            "never": timed | self.tiers | self.states | signals | rules | patterns,
        }  # fmt: skip

    @cached_property
    def tracks(self) -> dict[str, Set[str]]:
        """The states of every track that has a name of its own."""
        found: dict[str, Set[str]] = {}
        for track in self._tracks:
            found[track.id] = found.get(track.id, frozenset()) | track.states.keys()
        found.pop(MAIN, None)
        return found

    @cached_property
    def things(self) -> Set[str]:
        """The things of which there are several, each told apart by its key (S2.10)."""
        return {name for name, thing in self.program.things.items() if thing.key}

    @cached_property
    def states(self) -> Set[str]:
        """All states of all tracks."""
        return {name for track in self._tracks for name in track.states}

    @cached_property
    def touchpoints(self) -> dict[str, Touchpoint]:
        """Every touchpoint by name, those on demand too."""
        listed = [each for state in self._states for each in state.touchpoints]
        return {each.id: each for each in (*listed, *self._on_demand)}

    @cached_property
    def stalls(self) -> Set[str]:
        """All stalls, of states and of tracks."""
        of_states: list[tuple[Stall, ...]] = [state.stalls for state in self._states]
        of_tracks = [track.stalls for track in self._tracks]
        return {stall.id for stall in chain(*of_states, *of_tracks)}

    @cached_property
    def watches(self) -> Set[str]:
        """Stalls and clocks: what an acknowledgment can be about beside a task."""
        return self.stalls | {each.id for track in self._tracks for each in track.clocks}

    @cached_property
    def follow_ups(self) -> Set[str]:
        """The steps of all recovery plays."""
        return {step.id for play in self.program.recoveries.values() for step in play.steps}

    @cached_property
    def tiers(self) -> Set[str]:
        """The tiers of all ladders."""
        return {tier.id for ladder in self.program.ladders.values() for tier in ladder.tiers}

    @cached_property
    def _tracks(self) -> list[Track]:
        return [track for stage in self.stages for track in stage.tracks]

    @cached_property
    def _states(self) -> list[State]:
        return [state for track in self._tracks for state in track.states.values()]

    @cached_property
    def _on_demand(self) -> list[Touchpoint]:
        return [each for stage in self.stages for each in stage.on_demand]

"""What the checks look at: a compiled workspace, its stages, and all that is used in it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..constants import decide_constant
from ..here import Here
from ..loader import File
from ..problems import Place
from ..program import Legend, Program, Touchpoint
from ..titles import Lang
from .uses import Condition, Uses, uses_of
from .views import StageView, TrackView


@dataclass(frozen=True)
class Subject:
    """A workspace to be checked: what compiled, and whether that is all of it.

    ``is_whole`` is False where a file has a problem: what is used nowhere in the rest may
    well be used there.
    """

    program: Program
    legend: Legend
    files: tuple[File, ...]
    conditions: tuple[Condition, ...]
    stages: tuple[StageView, ...]
    languages: tuple[Lang, ...]
    is_whole: bool

    @functools.cached_property
    def uses(self) -> Uses:
        """Every mention of a signal or document."""
        return uses_of(self.program, self.stages, self.conditions)

    @functools.cached_property
    def tracks(self) -> tuple[TrackView, ...]:
        """The tracks of all stages."""
        return tuple(view for stage in self.stages for view in stage.tracks)

    @functools.cached_property
    def verdicts(self) -> Mapping[int, bool | None]:
        """Which conditions can come out one way only, by the identity of their terms.

        The compiler keeps one term for all conditions of one text, so each is judged once.
        """
        terms = {id(each.term): each.term for each in self.conditions}
        return {key: decide_constant(term, self.program.facts) for key, term in terms.items()}

    def named(self, kind: str, name: str) -> Place:
        """Return where a declared name stands."""
        return self.legend.places[f"{kind}/{name}"]

    def of_kind(self, kind: str) -> Iterator[File]:
        """Yield the files of one kind, such as ``calendars/1``."""
        return (file for file in self.files if file.kind == kind)

    def shared(self, kind: str, name: str, *steps: str | int) -> Here:
        """Return the spot of ``name`` at the top of a file of ``kind``, or of something in it."""
        files = list(self.of_kind(kind))
        home = next((file for file in files if file.here.into(name).key != file.here.key), files[0])
        return home.here.into(name, *steps)

    def touchpoints(self) -> Iterator[tuple[StageView, Touchpoint]]:
        """Yield every touchpoint with its stage."""
        return ((view, each) for view in self.stages for each in view.touchpoints.values())

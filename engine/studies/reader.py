"""What readers of populations and mappings share: the workspace's names, the problems found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from ..core.validity import EXPIRES
from ..language.compilation import DECLARED_IN, MAX_PROBLEMS
from ..language.compiler import Compiled
from ..language.here import Here
from ..language.loader import File
from ..language.problems import Place, Problem, problem, unknown
from ..language.program import Fact, FollowUp, FormField, Program, Touchpoint
from ..language.source import Mapping as Tree


def inside(here: Here, step: str) -> Here | None:
    """Return the spot under a key, or None where nobody wrote it."""
    node = here.node
    return here.into(step) if isinstance(node, Tree) and step in node.entries else None


def id_of(path: str) -> str:
    """Return the name of what a file holds: that of the file, without its ending."""
    return path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


@dataclass
class Reader:
    """Knows the names of the workspace, and collects what is wrong with one file.

    ``meant`` are names that were misspelt or ambiguous: of them nothing is said to be missing.
    """

    compiled: Compiled
    file: File
    problems: list[Problem] = field(default_factory=list)
    meant: set[str] = field(default_factory=set)

    @property
    def program(self) -> Program:
        """What the file is for."""
        return self.compiled.program

    @cached_property
    def touchpoints(self) -> dict[str, Touchpoint]:
        """Every touchpoint by ``STAGE.NAME``, those on demand too."""
        found: dict[str, Touchpoint] = {}
        for stage in self.program.stages.values():
            states = [state for track in stage.tracks for state in track.states.values()]
            listed = [each for state in states for each in state.touchpoints]
            found |= {f"{stage.id}.{each.id}": each for each in (*listed, *stage.on_demand)}
        return found

    @cached_property
    def follow_ups(self) -> dict[str, FollowUp]:
        """The steps of all recovery plays by name."""
        plays = self.program.recoveries.values()
        return {step.id: step for play in plays for step in play.steps}

    @cached_property
    def paper_dates(self) -> dict[str, Fact]:
        """The dates that documents bear, as facts are written: ``licence.expires``."""
        papers = self.program.documents.items()
        names = [f"{name}{EXPIRES}" for name, paper in papers if paper.has_own_date]
        return {name: Fact(name, "date", "journey") for name in names}

    def fields(self, fields: tuple[FormField, ...]) -> dict[str, Fact]:
        """Return the facts of a form's fields by their names, the short ones too."""
        facts = self.program.facts
        full = {each.fact: facts[each.fact] for each in fields if each.fact in facts}
        return {fact.partition(".")[2]: facts[fact] for fact in full} | full

    def add(self, place: Place, case: str, **values: object) -> None:
        """Note a problem of catalogue entry ``case``."""
        if self.has_room:
            self.problems.append(problem(place, case, **values))

    def unlike(self, place: Place, case: str, name: str, allowed: Collection[str]) -> None:
        """Note that a word is none of those allowed, offering the nearest."""
        if self.has_room:
            self.problems.append(unknown(place, case, name, allowed))

    def known(
        self, name: str, among: Collection[str], kind: str, here: Here, *, by_value: bool = False
    ) -> bool:
        """Tell whether a name exists; where it does not, that is a problem."""
        if name in among:
            return True
        if DECLARED_IN.get(kind) not in self.compiled.unread and self.has_room:
            place = here.place if by_value else here.key
            found = unknown(place, "unknown-name", name, among, kind=kind)
            self.problems.append(found)
            self.meant.add(found.values.get("near", name))
        return False

    @property
    def has_room(self) -> bool:
        """Whether the file may be told one more problem, or that there are too many.

        Looking for what a person might have meant costs far more than finding a mistake: the
        bound keeps any file answered soon (X7).
        """
        return len(self.problems) <= MAX_PROBLEMS

    def told(self) -> list[Problem]:
        """Return the problems of what was written: a placeholder for what was not is nowhere."""
        return at_most([each for each in self.problems if each.place.line])


def at_most(problems: list[Problem]) -> list[Problem]:
    """Return the problems of a file; of very many the first, and that there are more."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    more = problem(problems[MAX_PROBLEMS].place, "too-many-problems", limit=MAX_PROBLEMS)
    return [*problems[:MAX_PROBLEMS], more]

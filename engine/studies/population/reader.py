"""What all parts of a population share while it is read: names, shares, and the problems found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ...language.calendars import Calendar
from ...language.facts import read_value
from ...language.here import Here
from ...language.keys import MAIN
from ...language.problems import Place
from ...language.program import Fact, Stage, State
from ...language.source import Mapping as Tree
from ...language.values import Percent
from ..reader import Reader as CommonReader
from ..reader import inside
from .values import WHOLE, Millionths

__all__ = ["DEFAULT", "MOST", "Reader", "as_percent", "inside", "millionths"]

MOST = 10_000
"""How many people, teams, years or times there can be: more is a slip of the finger."""

DEFAULT = "default"
"""The word for all others, of work, reactions and costs."""

_PERCENT = Fact("", "percent", "journey")
_PER_POINT = WHOLE // 100


def millionths(text: str) -> Millionths | None:
    """Return a percentage such as ``12.5%`` exactly, or None where it is none."""
    found = read_value(_PERCENT, text)
    if not isinstance(found, Percent):
        return None
    share = found.amount * _PER_POINT
    return int(share) if share == int(share) else None


@dataclass
class Reader(CommonReader):
    """Knows the names of the workspace, and collects what is wrong with one population."""

    @cached_property
    def states(self) -> dict[str, tuple[Stage, State]]:
        """Every state by ``STAGE.STATE``, or ``STAGE.TRACK.STATE`` where there are tracks."""
        found: dict[str, tuple[Stage, State]] = {}
        for stage in self.program.stages.values():
            for track in stage.tracks:
                own = f"{stage.id}." if track.id == MAIN else f"{stage.id}.{track.id}."
                found |= {f"{own}{state.id}": (stage, state) for state in track.states.values()}
        return found

    @cached_property
    def channels(self) -> frozenset[str]:
        """The channels of the vocabulary."""
        kind = "channel/"
        return frozenset(
            key.removeprefix(kind) for key in self.compiled.legend.places if key.startswith(kind)
        )

    @cached_property
    def calendar(self) -> Calendar | None:
        """The calendar that counts: the population's own, else that of where it begins."""
        written = inside(self.file.here, "calendar")
        stage = self.program.stages.get(self.file.here.into("begins").scalar.text)
        name = written.scalar.text if written else stage.calendar if stage else ""
        return self.program.calendars.get(name)

    def share(self, here: Here | None, otherwise: Millionths = 0) -> Millionths:
        """Return a share from 0 % to 100 %, exactly; what is none is a problem, and nothing."""
        if here is None:
            return otherwise
        found = millionths(here.scalar.text)
        if found is None or not 0 <= found <= WHOLE:
            self.add(here.place, "bad-chance", text=here.scalar.text)
            return 0
        return found

    def factor(self, here: Here | None) -> float:
        """Return by how much a rate is multiplied: 1 where nothing is written."""
        if here is None:
            return 1.0
        found = millionths(here.scalar.text)
        if found is None or found < 0:
            self.add(here.place, "bad-chance.factor", text=here.scalar.text)
            return 1.0
        return found / WHOLE

    def whole(self, shares: Iterable[Millionths], here: Here) -> None:
        """Check that shares add up to all, unless one of them could not be read."""
        total = sum(shares)
        if total != WHOLE and not self._is_told(here):
            self.add(here.key, "shares-not-whole", total=as_percent(total))

    def count(self, number: int, here: Here | None, name: str) -> int:
        """Return a number of people, teams, years or times, which is at least 1."""
        if not 1 <= number <= MOST and here is not None:
            self.add(here.place, "bad-capacity", name=name, found=number, most=MOST)
        return min(max(number, 1), MOST)

    def _is_told(self, here: Here) -> bool:
        """Tell whether something inside a mapping is told to be wrong already."""
        inner = set(_places(here))
        return any(each.place in inner for each in self.problems)


def _places(here: Here) -> Iterable[Place]:
    if isinstance(here.node, Tree):
        for label, node in here.node.entries.values():
            yield label.place
            yield node.place


def as_percent(share: Millionths) -> str:
    """Return a share as people write it: ``97.5%``."""
    points, rest = divmod(share, _PER_POINT)
    return f"{points}.{rest:04d}".rstrip("0").rstrip(".") + "%"

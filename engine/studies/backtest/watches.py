"""What a backtest looks for: firings, the figures of a simulation, and how the log fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.link import LinkedProgram
from ...language.titles import Title
from ...language.values import Instant
from ..conformance.fitting import Fitting
from ..conformance.tally import encode as encode_fitting
from ..figures.tally import encode as encode_figures
from ..figures.weeks import Weeks
from ..history.case import Case
from ..history.mapping import Constant, LogMapping
from ..population.values import WHOLE, Arrivals, Population, Segment
from .figuring import HistoryCounter
from .firings import Firings
from .replaying import SEGMENT
from .tally import encode
from .work import Piece


@dataclass(frozen=True, slots=True)
class FiringWatch:
    """Counts what is noticed; with ``keeps`` every firing is kept too."""

    keeps: bool = False

    def look(
        self,
        program: LinkedProgram,
        mapping: LogMapping,
        piece: Piece,
        accounts: Mapping[int, Sequence[Case]],
    ) -> _Firings:
        """Begin to look at a piece."""
        weeks = weeks_of(mapping, piece.begins_at, piece.ends_at)
        return _Firings(program, mapping, accounts, weeks, keeps=self.keeps)


class _Firings(Firings):
    def found(self) -> bytes:
        return encode(self.tally)


@dataclass(frozen=True, slots=True)
class FigureWatch:
    """Counts what a simulation counts."""

    def look(
        self,
        program: LinkedProgram,
        mapping: LogMapping,
        piece: Piece,
        accounts: Mapping[int, Sequence[Case]],
    ) -> _Figures:
        """Begin to look at a piece."""
        del accounts
        return _Figures(program, as_population(program, mapping, piece.begins_at, piece.ends_at))


class _Figures(HistoryCounter):
    def found(self) -> bytes:
        return encode_figures(self.tally)


@dataclass(frozen=True, slots=True)
class FitWatch:
    """Counts how history fits the state machines."""

    def look(
        self,
        program: LinkedProgram,
        mapping: LogMapping,
        piece: Piece,
        accounts: Mapping[int, Sequence[Case]],
    ) -> _Fits:
        """Begin to look at a piece."""
        del mapping, piece, accounts
        return _Fits(program)


class _Fits(Fitting):
    def found(self) -> bytes:
        return encode_fitting(self.tally)


def weeks_of(mapping: LogMapping, begins_at: Instant, ends_at: Instant) -> Weeks:
    """Return the weeks that loads are counted in: those of the mapping's zone."""
    return Weeks(begins_at, max(ends_at, begins_at + 1), mapping.zone)


def as_population(
    program: LinkedProgram, mapping: LogMapping, begins_at: Instant, ends_at: Instant
) -> Population:
    """Return the customers of history as a population that is only counted, never drawn."""
    calendar = program.stages[mapping.playbook].stage.calendar
    everybody = Segment(SEGMENT, Title("历史", "History"), WHOLE, {}, {}, {}, {})
    ends_at = max(ends_at, begins_at + 1)
    weeks = weeks_of(mapping, begins_at, ends_at)
    return Population(
        id=mapping.id, path=mapping.path, title=mapping.title, playbook=mapping.playbook,
        line=mapping.line.text if isinstance(mapping.line, Constant) else "", calendar=calendar,
        begins_at=begins_at, arrivals_end_at=ends_at, ends_at=ends_at, starts_on=weeks.dates[0],
        arrivals=Arrivals(0.0), segments=(everybody,), zone=mapping.zone,
    )  # fmt: skip

"""A whole backtest: what is replayed through which programs, and what all pieces add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from ...core.link import LinkedProgram, link
from ...language.program import Program
from ..conformance.summing import conformance
from ..conformance.tally import ConformanceTally
from ..conformance.tally import decode as decode_fits
from ..figures.tally import Tally
from ..figures.tally import decode as decode_figures
from ..history.mapping import LogMapping
from ..history.quality import Quality
from ..population.values import Population
from ..sent import sent
from .findings import Against, Backtest, Band, BandPoint, Firing
from .observed import as_observed
from .pairing import Pairs, against, compared, decode_pairs
from .reacting import ReactionTally, ReactionWatch
from .reacting import decode as decode_reactions
from .scaled import BAND, as_scaled
from .summing import Seen, Window, backtest_of, sorted_keys
from .tally import ReplayTally, decode, encode
from .watches import FigureWatch, FiringWatch, FitWatch
from .work import Piece, ReplayWork, Watch

WHOLE = 100
"""Per cent of the deadlines as they are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a backtest is asked for beside the plain figures.

    ``other`` is another workspace's program to compare with, ``population`` says what customers
    would have done; with ``keeps`` every firing is handed out.
    """

    band: bool = False
    other: Program | None = None
    population: Population | None = None
    keeps: bool = False


class PieceDone(NamedTuple):
    """What a piece came to: under the program, the band's, the other one; and the difference."""

    first: tuple[bytes, ...]
    scaled: tuple[bytes, ...] = ()
    other: tuple[bytes, ...] = ()
    pairs: bytes = b""


@dataclass(frozen=True, slots=True)
class BacktestWork:
    """Replays pieces through every program that is asked for, one after another."""

    first: ReplayWork
    scaled: tuple[ReplayWork, ...] = ()
    other: ReplayWork | None = None
    keeps: bool = False

    def __call__(self, piece: Piece) -> PieceDone:
        """Replay a piece and return what was seen of it."""
        first = self.first(piece)
        scaled = tuple(work(piece)[0] for work in self.scaled)
        if self.other is None:
            return PieceDone(first, scaled)
        other = self.other(piece)
        mine, theirs = decode(first[0]), decode(other[0])
        pairs = compared(mine.firings, theirs.firings)
        theirs.firings = []
        if not self.keeps:
            mine.firings = []
        first, other = (encode(mine), *first[1:]), (encode(theirs), *other[1:])
        return PieceDone(first, scaled, other, msgspec.msgpack.encode(pairs))


class _Sums:
    """What was counted under one program."""

    def __init__(self) -> None:
        self.tally, self.figures, self.fits = ReplayTally(), Tally(), ConformanceTally()
        self.reactions = ReactionTally()

    def take(self, found: tuple[bytes, ...]) -> list[Firing]:
        """Add what a piece came to; return its firings, which are not kept."""
        tally = decode(found[0])
        firings, tally.firings = tally.firings, []
        self.tally.merge(tally)
        self.figures.merge(decode_figures(found[1]))
        self.fits.merge(decode_fits(found[2]))
        for packed in found[3:]:
            self.reactions.merge(decode_reactions(packed))
        return firings


class Running:
    """One backtest: its work, and what the pieces add up to as they come."""

    def __init__(self, program: Program, mapping: LogMapping, asked: Asked) -> None:
        """Prepare what is replayed; nothing has been yet."""
        self.mapping, self.asked = mapping, asked
        self.program = link(as_observed(program))
        self.other = link(as_observed(asked.other)) if asked.other is not None else None
        percents = BAND if asked.band else ()
        self.scaled = {
            each: link(as_observed(as_scaled(program, each, mapping.playbook))) for each in percents
        }
        self._first, self._second = _Sums(), _Sums()
        self._bands = {each: ReplayTally() for each in percents}
        self._pairs = Pairs()

    @property
    def work(self) -> BacktestWork:
        """What is done with each piece."""
        asked = self.asked
        figures: tuple[Watch, ...] = (FigureWatch(), FitWatch())
        keeps = FiringWatch(keeps=asked.keeps or asked.other is not None)
        reactions: tuple[Watch, ...] = ()
        if asked.population is not None:
            reactions = (ReactionWatch(asked.population),)
        return BacktestWork(
            self._through(self.program, (keeps, *figures, *reactions)),
            tuple(self._through(each, (FiringWatch(),)) for each in self.scaled.values()),
            self._through(self.other, (keeps, *figures)) if self.other is not None else None,
            asked.keeps,
        )

    def _through(self, program: LinkedProgram, watches: tuple[Watch, ...]) -> ReplayWork:
        return ReplayWork(sent(program), self.mapping, watches)

    def take(self, done: PieceDone) -> list[Firing]:
        """Add what a piece came to, in the order of the pieces; return its firings."""
        firings = self._first.take(done.first)
        for percent, packed in zip(self._bands, done.scaled, strict=True):
            self._bands[percent].merge(decode(packed))
        if done.other:
            self._second.take(done.other)
            self._pairs.merge(decode_pairs(done.pairs))
        return firings

    # --- what is told

    def backtest(
        self, window: Window, quality: Quality, beyond: int = 0, *, is_partial: bool = False
    ) -> Backtest:
        """Return everything that was found."""
        population = self.asked.population
        return backtest_of(
            self.program,
            self.mapping,
            window,
            self._seen(self._first, quality, beyond, is_partial=is_partial),
            self._told_bands(),
            self._first.reactions.told(),
            population.id if population is not None else "",
        )

    def against(self, first: Backtest, window: Window) -> Against | None:
        """Return the two workspaces side by side, where another is asked for."""
        if self.other is None:
            return None
        seen = self._seen(self._second, first.quality, first.beyond, is_partial=first.is_partial)
        second = backtest_of(self.other, self.mapping, window, seen)
        return against(first, second, self._pairs, (self.program, self.other))

    def _seen(self, sums: _Sums, quality: Quality, beyond: int, *, is_partial: bool) -> Seen:
        fits = conformance(sums.fits)
        return Seen(sums.tally, sums.figures, fits, quality, beyond, is_partial)

    def _told_bands(self) -> tuple[Band, ...]:
        if not self._bands:
            return ()
        tallies = {**self._bands, WHOLE: self._first.tally}
        keys = dict.fromkeys(key for tally in tallies.values() for key in tally.watches)
        return tuple(
            Band(
                *key,
                tuple(
                    BandPoint(percent, watched.count, watched.cases)
                    if (watched := tallies[percent].watches.get(key)) is not None
                    else BandPoint(percent, 0, 0)
                    for percent in sorted(tallies)
                ),
            )
            for key in sorted_keys([*keys], self.program)
        )

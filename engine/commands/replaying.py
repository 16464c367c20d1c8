"""History replayed piece by piece, over processes, for every command that looks at a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, Protocol, TypeVar

from ..language.titles import Lang
from ..language.values import Instant
from ..present.closing import word
from ..runtime.collecting import paused_collector
from ..runtime.pool import PieceFailedError, run_all
from ..studies.backtest.summing import Window
from ..studies.backtest.work import Piece, pieces
from ..studies.history.case import Case
from .outcome import ENVIRONMENT, StoppedError
from .working import at_work, watching

Result = TypeVar("Result")


class Log(Protocol):
    """A log that is open: its accounts, and the moments it lies between.

    These are known once the first account has come.
    """

    @property
    def begins_at(self) -> Instant | None:
        """The first moment."""

    @property
    def ends_at(self) -> Instant | None:
        """The horizon."""

    def accounts(self) -> Iterator[tuple[Case, ...]]:
        """Yield the cases of each account."""


@dataclass(frozen=True, slots=True)
class _Quick(Generic[Result]):
    """Work without the garbage collector: what a replay makes holds no cycles."""

    work: Callable[[Piece], Result]

    def __call__(self, piece: Piece) -> Result:
        with paused_collector():
            return self.work(piece)


@dataclass(slots=True)
class Replayed:
    """How a replay went: its window, how many cases lie beyond it, and whether it is whole."""

    window: Window = Window(0, 1)  # noqa: RUF009 - a value
    beyond: int = 0
    is_whole: bool = True


def replay_all(
    work: Callable[[Piece], Result],
    log: Log,
    workers: int | str | None,
    take: Callable[[Result], object],
    lang: Lang,
) -> Replayed:
    """Replay a whole log; hand what each piece came to to ``take``, in the order of the log.

    Interrupted with Ctrl-C, what is done is handed over.

    Raises:
        StoppedError: a piece could not be replayed, or whoever should work is not there.
    """
    found = Replayed()

    def window() -> tuple[Instant, Instant]:
        begins_at, ends_at = log.begins_at, log.ends_at
        found.window = Window(begins_at or 0, ends_at or 0)
        return found.window

    waiting = pieces(log.accounts(), window)
    first = list(islice(waiting, 2))  # a short log needs nobody else
    shown = watching(word("replaying", lang), None, lang, "cases")
    alone = len(first) if len(first) == 1 else None
    with at_work(workers, alone, lang) as (executor, in_flight), shown as advance:

        def done(piece: Piece, result: Result) -> None:
            found.beyond += piece.beyond
            take(result)
            advance(piece.cases)

        try:
            found.is_whole = run_all(_Quick(work), chain(first, waiting), executor, done, in_flight)
        except PieceFailedError as error:
            told = word("piece-failed", lang, piece=error.index + 1, why=error)
            raise StoppedError(told, ENVIRONMENT) from error
    return found

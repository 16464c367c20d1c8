"""``touchline backtest``: a company's own history replayed through its playbooks, and told."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from ..language.titles import Lang
from ..present.closing import next_command, word
from ..runtime.writing import written_at_end, written_whole
from ..studies.backtest.findings import Against, Backtest
from ..studies.backtest.running import Asked, PieceDone, Running
from ..studies.history.mapping import LogMapping
from ..studies.history.quality import Quality
from .outcome import INTERRUPTED, OK, USAGE, StoppedError
from .replaying import Log, replay_all
from .testing import Said

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..studies.population.values import Population

# Imported where they are used: each costs a run that does not ask for it.
# ruff: noqa: PLC0415

Shape = Literal["text", "json"]


class History(Log, Protocol):
    """A log that is open, by its mapping (:class:`.histories.History`)."""

    @property
    def mapping(self) -> LogMapping:
        """The mapping it is read by."""

    def quality(self) -> Quality:
        """Return the report of what was read so far."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    log: Path
    mapping: Path
    workspace: Path | None = None
    against: Path | None = None
    where: tuple[str, ...] = ()
    sample: str | None = None
    band: bool = False
    population: str | None = None
    case: str | None = None
    shape: Shape = "text"
    report: Path | None = None
    firings: Path | None = None
    workers: int | str | None = None
    strict: bool = False
    max_rejects: str | None = None

    def again(self) -> list[str]:
        """Return the words after ``touchline backtest`` that tell the same once more."""
        words = [self.workspace.as_posix()] if self.workspace is not None else []
        words += [self.log.as_posix(), "--mapping", self.mapping.as_posix()]
        if self.against is not None:
            words += ["--against", self.against.as_posix()]
        for each in self.where:
            words += ["--where", each]
        for option in ("sample", "population", "max_rejects"):
            said = getattr(self, option)
            words += [f"--{option.replace('_', '-')}", said] if said is not None else []
        return [*words, *(f"--{option}" for option in ("band", "strict") if getattr(self, option))]


class Backtesting:
    """One backtest: what was asked for, and what became of it; ``code`` is how it ends.

    Raises:
        StoppedError: what is asked for cannot be had together, or not at all.
    """

    def __init__(
        self,
        compiled: Compiled,
        history: History,
        wanted: Wanted,
        lang: Lang,
        *,
        other: Compiled | None = None,
        population: Population | None = None,
    ) -> None:
        """Prepare the replay; nothing has been read yet."""
        self.compiled, self.history, self.wanted, self.lang = compiled, history, wanted, lang
        self.other = other
        self.code = OK
        self._check()
        asked = Asked(
            band=wanted.band,
            other=other.program if other is not None else None,
            population=population,
            keeps=wanted.firings is not None,
        )
        self.running = Running(compiled.program, history.mapping, asked)

    def _check(self) -> None:
        wanted, lang = self.wanted, self.lang
        for file, name, ending in (
            (wanted.report, "no-report", ".html"),
            (wanted.firings, "no-firings", ".csv"),
        ):
            if file is not None and file.suffix.lower() != ending:
                raise StoppedError(word(name, lang, path=file), USAGE)
        if wanted.case is None:
            return
        for option in ("report", "firings", "against", "population", "band"):
            if getattr(wanted, option):
                raise StoppedError(word("one-case", lang, option=f"--{option}"), USAGE)

    def tell(self) -> Iterator[Said]:
        """Replay, and yield what is to be said.

        Raises:
            StoppedError: a piece could not be replayed, or whoever should work is not there.
            OSError: a file cannot be written; this is found out before the replay.
        """
        wanted = self.wanted
        if wanted.case is not None:
            yield Said(self._one(wanted.case))
            return
        with ExitStack() as files:
            write_report = files.enter_context(written_at_end(wanted.report))
            found, both = self._run(files)
            yield from self._told(found, both)
            if write_report is not None:
                from ..present.replay_report import replay_page

                page = replay_page(found, self.compiled, self.lang, self._command(), both)
                write_report(page.encode())
        for path in (wanted.report, wanted.firings):
            if path is not None:
                yield Said(word("written", self.lang, path=path.as_posix()), aside=True)
        if found.is_partial:
            yield Said(word("interrupted-log", self.lang, cases=found.cases), aside=True)
            self.code = INTERRUPTED

    def next_command(self) -> str:
        """Return the next useful command: the report of this backtest, or one of its cases."""
        again = self.wanted.again()
        if self.wanted.case is not None or self.wanted.report is not None:
            return next_command(self.lang, "conform", *_log_words(self.wanted))
        return next_command(self.lang, "backtest", *again, "--report", "backtest.html")

    # --- the replay

    def _run(self, files: ExitStack) -> tuple[Backtest, Against | None]:
        take = self._taking(files)
        replayed = replay_all(self.running.work, self.history, self.wanted.workers, take, self.lang)
        quality = self.history.quality()
        found = self.running.backtest(
            replayed.window, quality, replayed.beyond, is_partial=not replayed.is_whole
        )
        return found, self.running.against(found, replayed.window)

    def _taking(self, files: ExitStack) -> Callable[[PieceDone], object]:
        """Return what takes a piece: it is added, and its firings are written where wanted."""
        path, running = self.wanted.firings, self.running
        if path is None:
            return running.take
        from ..present.firings_file import firings_head, firings_rows

        file = files.enter_context(written_whole(path))
        file.write(firings_head().encode())
        zone = self.history.mapping.zone
        return lambda done: file.write(firings_rows(running.take(done), zone).encode())

    def _one(self, wanted: str) -> str:
        """Return the timeline of one case, replayed with all others of its account."""
        from ..present.replay_case import case_text
        from ..studies.backtest.one_case import OneCase
        from ..studies.backtest.replaying import replay

        history, program = self.history, self.running.program
        for index, account in enumerate(history.accounts()):
            case = next((each for each in account if each.id == wanted), None)
            if case is None:
                continue
            seen, ends_at = OneCase(index, wanted), history.ends_at or 0
            replay(program, history.mapping, account, index, seen, ends_at)
            legend = self.compiled.legend
            return case_text(seen, case, program, legend, history.mapping, ends_at, self.lang)
        raise StoppedError(word("no-case", self.lang, case=wanted), USAGE)

    # --- what is told

    def _told(self, found: Backtest, both: Against | None) -> Iterator[Said]:
        from ..present.simulated_data import results_hash, results_json

        told = word("hash", self.lang, hash=results_hash(both or found))
        if self.wanted.shape == "json":
            yield Said(results_json(both or found), more=True)
            yield Said(told, aside=True)
            return
        yield Said(self._text(found, both), more=True)
        yield Said(told)

    def _text(self, found: Backtest, both: Against | None) -> str:
        if both is not None:
            from ..present.replay_against import against_text

            return against_text(both, self.compiled, self.lang, self._command(), self.other)
        from ..present.replayed import backtest_text

        return backtest_text(found, self.compiled, self.lang, self._command())

    def _command(self) -> str:
        return shlex.join(["touchline", "backtest", *self.wanted.again()])


def _log_words(wanted: Wanted) -> list[str]:
    plain = Wanted(log=wanted.log, mapping=wanted.mapping, workspace=wanted.workspace)
    return plain.again()

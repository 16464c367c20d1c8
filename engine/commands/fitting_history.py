"""``touchline calibrate``: a population fitted to history, and history beside its simulation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.link import LinkedProgram, link
from ..language.compiler import Compiled, check_files
from ..language.problems import Problem
from ..language.program import program_hash
from ..language.titles import Lang
from ..present.calibrated_population import population_text
from ..present.closing import next_command, word
from ..runtime.writing import written_at_end
from ..studies.backtest.observed import as_observed
from ..studies.backtest.watches import FigureWatch
from ..studies.backtest.work import ReplayWork
from ..studies.calibration.fitting import Where, calibrate
from ..studies.calibration.samples import Samples, decode
from ..studies.calibration.watching import SampleWatch
from ..studies.figures.tally import Tally
from ..studies.figures.tally import decode as decode_tally
from ..studies.population.reading import population_problems, prepare_population
from ..studies.sent import sent
from .outcome import FINDINGS, INTERRUPTED, OK, USAGE, StoppedError
from .replaying import replay_all
from .testing import Said

if TYPE_CHECKING:
    from ..studies.calibration.findings import Calibration
    from ..studies.population.values import Population
    from .histories import History

# Imported where they are used: each costs a run that does not ask for it.
# ruff: noqa: PLC0415

MOST_SIMULATED = 5_000
"""So many journeys at most are simulated beside history, unless more are asked for."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    output: Path
    report: Path | None = None
    journeys: int | None = None
    seed: int = 1
    workers: int | str | None = None


class Calibrating:
    """One calibration; ``code`` is how the command ends, ``problems`` what the text lacks.

    Raises:
        StoppedError: what is asked for cannot be had.
    """

    def __init__(
        self,
        compiled: Compiled,
        files: Mapping[str, bytes],
        history: History,
        wanted: Wanted,
        lang: Lang,
    ) -> None:
        """Nothing has been replayed or written yet."""
        self.compiled, self.files, self.history = compiled, files, history
        self.wanted, self.lang = wanted, lang
        self.code, self.problems = OK, list[Problem]()
        for file, name, endings in (
            (wanted.output, "no-population-file", {".yaml", ".yml"}),
            (wanted.report, "no-report", {".html"}),
        ):
            if file is not None and file.suffix.lower() not in endings:
                raise StoppedError(word(name, lang, path=file), USAGE)

    def tell(self) -> Iterator[Said]:
        """Replay, fit, write and compare; yield what is to be said.

        Raises:
            StoppedError: the log holds no case, or cannot be replayed.
            OSError: a file cannot be written; this is found out before the run.
        """
        wanted, lang = self.wanted, self.lang
        # A workspace that never had a population has no folder of them.
        wanted.output.parent.mkdir(exist_ok=True)
        with ExitStack() as files:
            write = files.enter_context(written_at_end(wanted.output))
            write_report = files.enter_context(written_at_end(wanted.report))
            samples, figures = self.replayed()
            found = self._fitted(samples)
            text = population_text(found, self.compiled, self.history.path.name, lang).encode()
            assert write is not None
            write(text)
            population = self._population(text)
            if population is not None:
                yield from self._compared(found, population, figures, write_report)
        for path in (wanted.output, *((wanted.report,) if population is not None else ())):
            if path is not None:
                yield Said(word("written", lang, path=path.as_posix()), aside=True)

    def next_command(self, workspace: Path | None) -> str:
        """Return the next useful command: the population simulated, or what is wrong with it."""
        if self.problems:
            return next_command(self.lang, "explain-rule", self.problems[0].rule)
        output = self.wanted.output
        words = () if workspace is None else (workspace.as_posix(),)
        if workspace is not None and output.resolve().is_relative_to(workspace.resolve()):
            return next_command(self.lang, "simulate", *words, "--population", output.stem)
        return next_command(self.lang, "validate", *words)

    # --- history

    def replayed(self) -> tuple[Samples, Tally]:
        """Replay the log; return what a calibration sees of it, and the figures of a run.

        Raises:
            StoppedError: it cannot be replayed.
        """
        observed = as_observed(self.compiled.program)
        self.observed = link(observed, program_hash(observed))
        watches = (SampleWatch(), FigureWatch())
        work = ReplayWork(sent(self.observed), self.history.mapping, watches)
        samples, figures = Samples(), Tally()

        def take(found: tuple[bytes, ...]) -> None:
            samples.merge(decode(found[0]))
            figures.merge(decode_tally(found[1]))

        went = replay_all(work, self.history, self.wanted.workers, take, self.lang)
        if not went.is_whole:
            self.code = INTERRUPTED
        return samples, figures

    def _fitted(self, samples: Samples) -> Calibration:
        if not samples.dates:
            raise StoppedError(
                word("nothing-to-fit", self.lang, path=self.history.path.name), FINDINGS
            )
        begins = self.history.mapping.playbook
        calendar = self.observed.calendars[self.observed.stages[begins].stage.calendar]
        where = Where(self.compiled.program, begins, calendar, self.history.ends_at or 0)
        return calibrate(samples, where)

    # --- simulation

    def _population(self, text: bytes) -> Population | None:
        """Read the population as anybody would, or note what is wrong with it."""
        name = self.wanted.output.as_posix()
        files = {**self.files, name: text}
        checked = check_files(files)
        self.problems = [*checked.problems, *population_problems(checked, files)]
        if self.problems:
            self.code = FINDINGS
            return None
        file = next(each for each in checked.draft.populations if each.path == name)
        return prepare_population(checked.draft, file)[0]

    def _compared(
        self,
        found: Calibration,
        population: Population,
        figures: Tally,
        write_report: object,
    ) -> Iterator[Said]:
        from ..present.calibrated import calibrated_text
        from ..present.calibrated_told import Told
        from ..studies.calibration.comparing import beside

        simulated = self._simulated(population)
        both = beside(self.compiled.program, figures, simulated, self.wanted.seed)
        told = [Told(found, both, self.compiled, lang) for lang in ("zh", "en")]
        own = next(each for each in told if each.lang == self.lang)
        yield Said(calibrated_text(own), more=True)
        if callable(write_report):
            from ..present.calibrated_report import calibration_page

            write_report(calibration_page(told, self.lang).encode())

    def _simulated(self, population: Population) -> Tally:
        from ..present.simulated import going
        from ..runtime.pool import run_all
        from ..studies.simulation.plan import Chunk, chunks, plan_for
        from .chunk_work import ChunkDone, chunk_work
        from .working import at_work, watching

        program: LinkedProgram = link(self.compiled.program, self.compiled.id)
        plan = plan_for(population, self.wanted.seed)
        journeys = self.wanted.journeys or min(plan.customers, MOST_SIMULATED)
        plan = plan_for(population, self.wanted.seed, max(journeys, 1))
        total, pieces = Tally(), chunks(plan)
        who = at_work(self.wanted.workers, len(pieces), self.lang)
        shown = watching(going(self.lang), plan.customers, self.lang)
        with who as (executor, in_flight), shown as advance:

            def done(chunk: Chunk, came: ChunkDone) -> None:
                total.merge(decode_tally(came.tally))
                advance(chunk.customers(plan))

            if not run_all(chunk_work(program, plan, None), pieces, executor, done, in_flight):
                self.code = INTERRUPTED
        return total

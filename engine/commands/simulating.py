"""``touchline simulate``: a population run through the playbooks, and told."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..core.link import link
from ..language.titles import Lang
from ..present.closing import named, next_command, word
from ..runtime.pool import PieceFailedError, run_all
from ..runtime.writing import written_at_end, written_whole
from ..studies.simulation.plan import Chunk, Plan, chunks, plan_for
from .chunk_work import ChunkDone, chunk_work, unpacked
from .outcome import ENVIRONMENT, INTERRUPTED, OK, USAGE, StoppedError
from .testing import Said
from .working import at_work, watching

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..language.problems import Problem
    from ..present.event_files import LogShape
    from ..studies.figures.results import Results
    from ..studies.figures.tally import Tally
    from ..studies.population.values import Population

# Imported where they are used: each costs a run that does not ask for it.
# ruff: noqa: PLC0415

Shape = Literal["text", "json"]


def population_of(
    compiled: Compiled, name: str | None, lang: Lang
) -> tuple[Population | None, list[Problem]]:
    """Return the population of that name or path, or what is wrong with it.

    Without a name it is the one whose customers begin where the lifecycle begins, so that
    what is rehearsed is the whole of it; where none does, the first by path.

    Raises:
        StoppedError: the workspace has none of that name, or none at all.
    """
    from ..studies.population.reading import prepare_population
    from ..studies.rehearsal import populations_of, widest_population

    files = populations_of(compiled)
    if not files:
        raise StoppedError(word("no-population", lang), USAGE)
    wanted = widest_population(compiled) if name is None else name
    for own, file in files.items():
        if wanted == own or Path(wanted).resolve() == Path(file.path).resolve():
            return prepare_population(compiled, file)
    raise StoppedError(named("which-population", wanted, files, lang), USAGE)


def where_and_who(path: Path | None, population: str | None) -> tuple[Path | None, str | None]:
    """Return workspace and population as meant where a population file stands for either.

    Its workspace is the one it lies in, so that naming one file never rehearses another.
    """
    from ..runtime.files import workspace_around

    if path is None and population is not None and Path(population).is_file():
        return workspace_around(Path(population)), population
    if path is None or not path.is_file():
        return path, population
    if population is None and "populations" in path.parts:
        population = path.as_posix()
    return workspace_around(path), population


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    path: Path | None = None
    journeys: int | None = None
    seed: int = 1
    workers: int | str | None = None
    shape: Shape = "text"
    report: Path | None = None
    events: Path | None = None
    customer: int | None = None

    def again(self, population: Population, plan: Plan) -> list[str]:
        """Return the words after ``touchline simulate`` that run the same once more."""
        words = [self.path.as_posix()] if self.path is not None else []
        words += ["--population", population.id, "--journeys", str(plan.customers)]
        return [*words, "--seed", str(self.seed)]


class Simulating:
    """One run: what was asked for, and what became of it; ``code`` is how the command ends.

    Raises:
        StoppedError: what is asked for cannot be had together, or not at all.
    """

    def __init__(
        self, compiled: Compiled, population: Population, wanted: Wanted, lang: Lang
    ) -> None:
        """Plan the run; nothing has been run or written yet."""
        self.compiled, self.wanted, self.lang = compiled, wanted, lang
        self.program = link(compiled.program, compiled.id)
        self.plan = plan_for(population, wanted.seed, wanted.journeys)
        self.again = wanted.again(population, self.plan)
        self.code = OK
        self._check(population)

    def _check(self, population: Population) -> None:
        wanted, lang = self.wanted, self.lang
        if not self.plan.customers:
            raise StoppedError(word("nobody-comes", lang, path=population.path), USAGE)
        for file, name, endings in (
            (wanted.report, "no-report", {".html"}),
            (wanted.events, "no-log", {".csv", ".xes"}),
        ):
            if file is not None and file.suffix.lower() not in endings:
                raise StoppedError(word(name, lang, path=file), USAGE)
        if wanted.customer is None:
            return
        for given, option in ((wanted.report, "--report"), (wanted.events, "--events")):
            if given is not None:
                raise StoppedError(word("one-customer", lang, option=option), USAGE)
        if wanted.customer >= self.plan.customers:
            told = word("no-customer", lang, number=wanted.customer, customers=self.plan.customers)
            raise StoppedError(told, USAGE)

    def tell(self) -> Iterator[Said]:
        """Run, and yield what is to be said.

        Raises:
            StoppedError: a chunk could not be run, or whoever should work is not there.
            OSError: a file cannot be written; this is found out before the run.
        """
        if self.wanted.customer is not None:
            yield Said(self._one(self.wanted.customer))
            return
        with ExitStack() as files:
            write_report = files.enter_context(written_at_end(self.wanted.report))
            tally, is_whole = self._run(files)
            results = self._results(tally)
            yield from self._told(results)
            if write_report is not None:
                from ..present.report import report_page

                page = report_page(
                    results, self.compiled, self.lang, self._command(), self._extra(results)
                )
                write_report(page.encode())
        for path in (self.wanted.report, self.wanted.events):
            if path is not None:
                yield Said(word("written", self.lang, path=path.as_posix()), aside=True)
        if not is_whole:
            from ..present.simulated import interrupted

            yield Said(interrupted(results, self.lang), aside=True)
            self.code = INTERRUPTED

    def next_command(self) -> str:
        """Return the next useful command: the report of this run, or one of its customers."""
        if self.wanted.customer is not None:
            return next_command(self.lang, "simulate", *self.again)
        if self.wanted.report is None:
            return next_command(self.lang, "simulate", *self.again, "--report", "simulation.html")
        return next_command(self.lang, "simulate", *self.again, "--customer", "0")

    # --- the run

    def _run(self, files: ExitStack) -> tuple[Tally, bool]:
        from ..present.event_files import log_head, log_tail
        from ..present.simulated import going
        from ..studies.figures.tally import Tally, decode

        total, shape, log = Tally(), self._log_shape(), None
        if self.wanted.events is not None and shape is not None:
            log = files.enter_context(written_whole(self.wanted.events))
            log.write(log_head(shape).encode())
        pieces = chunks(self.plan)
        who = at_work(self.wanted.workers, len(pieces), self.lang)
        shown = watching(going(self.lang), self.plan.customers, self.lang)
        with who as (executor, in_flight), shown as advance:

            def done(chunk: Chunk, found: ChunkDone) -> None:
                total.merge(decode(found.tally))
                self._take(found)
                if log is not None:
                    log.writelines(unpacked(found.events))
                advance(chunk.customers(self.plan))

            work = self._work(shape)
            try:
                is_whole = run_all(work, pieces, executor, done, in_flight)
            except PieceFailedError as error:
                raise StoppedError(self._failed(pieces[error.index], error), ENVIRONMENT) from error
        if log is not None and shape is not None:
            log.write(log_tail(shape).encode())
        return total, is_whole

    def _work(self, events: LogShape | None) -> Callable[[Chunk], ChunkDone]:
        return chunk_work(self.program, self.plan, events)

    def _take(self, found: ChunkDone) -> None:
        """Take what a chunk found beside its tally: here nothing."""

    def _failed(self, chunk: Chunk, error: PieceFailedError) -> str:
        first = self.plan.members(chunk.first)[0]
        return word("chunk-failed", self.lang, chunk=chunk.index + 1, first=first, why=error)

    def _log_shape(self) -> LogShape | None:
        path = self.wanted.events
        if path is None:
            return None
        return "xes" if path.suffix.lower() == ".xes" else "csv"

    # --- what is told

    def _results(self, tally: Tally) -> Results:
        from ..studies.figures.summing import results

        return results(tally, self.program, self.plan)

    def _told(self, results: Results) -> Iterator[Said]:
        from ..present.simulated_data import results_hash, results_json

        told = word("hash", self.lang, hash=results_hash(results))
        if self.wanted.shape == "json":
            yield Said(results_json(results), more=True)
            yield Said(told, aside=True)
            return
        from ..present.simulated import summary_text

        yield Said(summary_text(results, self.compiled, self.lang, self._command()))
        yield Said(told)

    def _command(self) -> str:
        return shlex.join(["touchline", "simulate", *self.again])

    def _extra(self, results: Results) -> Mapping[Lang, str]:  # noqa: ARG002 - a comparison does
        """Return what stands in the report after the headline, by language."""
        return {}

    def _one(self, index: int) -> str:
        from ..present.simulated_customer import customer_text
        from ..studies.figures.one_customer import OneCustomer
        from ..studies.simulation.run import run_customer

        seen = OneCustomer(index)
        run_customer(self.program, self.plan, index, seen)
        return customer_text(
            seen, self.program, self.compiled.legend, self.plan.population, self.lang
        )

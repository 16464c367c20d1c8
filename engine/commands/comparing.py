"""``touchline simulate --against``: two versions of the playbooks met by the same customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.clock import MICROSECONDS_PER_DAY
from ..core.link import link
from ..language.titles import Lang
from ..present.closing import next_command, word
from ..present.compared import compared_section, compared_text
from ..runtime.files import read_workspace
from ..studies.figures.findings import Comparison, findings
from ..studies.figures.pairs import Pairs
from ..studies.population.fitting import fit
from .chunk_work import ChunkDone, ChunkWork, PairWork, chunk_work
from .outcome import USAGE, StoppedError
from .simulating import Simulating, Wanted
from .testing import Said

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..language.problems import Problem
    from ..present.event_files import LogShape
    from ..studies.figures.results import Results
    from ..studies.population.values import Population

# Imported where they are used: each costs a run that does not ask for it.
# ruff: noqa: PLC0415


def files_against(files: Mapping[str, bytes], other: Path, lang: Lang) -> dict[str, bytes]:
    """Return the files of the other version: a whole workspace, or ours with one file replaced.

    Raises:
        StoppedError: a single file replaces none of the workspace, because none has its name.
        PlaybookErrors: it cannot be read.
    """
    if not other.is_file():
        return read_workspace(other)
    ours = next((path for path in files if Path(path).name == other.name), None)
    if ours is None:
        raise StoppedError(word("replaces-none", lang, path=other.as_posix()), USAGE)
    # By its own name, so that what is wrong with it is told of it and not of ours.
    read = {other.as_posix(): other.read_bytes()}
    return {path: files[path] for path in files if path != ours} | read


class Comparing(Simulating):
    """One run under two versions: the first is counted as ever, and compared with the second.

    Raises:
        StoppedError: what is asked for cannot be had together, or not at all.
    """

    def __init__(
        self, compiled: Compiled, population: Population, wanted: Wanted, lang: Lang
    ) -> None:
        """Plan the run of this version; the other is named by :meth:`meet`."""
        super().__init__(compiled, population, wanted, lang)
        if wanted.customer is not None:
            raise StoppedError(word("one-customer", lang, option="--against"), USAGE)
        self.pairs = Pairs()

    def meet(self, other: Compiled, against: Path) -> list[Problem]:
        """Bring the same customers to the other version; return what it lacks of them."""
        self.again += ["--against", against.as_posix()]
        name = self.plan.population.path
        file = next(each for each in self.compiled.populations if each.path == name)
        fitted, problems = fit(self.plan.population, file, other)
        self.other, self.second = other.id, link(other.program, other.id)
        if fitted is not None:
            self.second_plan = replace(self.plan, population=fitted)
        return problems if fitted is None else []

    def next_command(self) -> str:
        """Return the next useful command: the report of this comparison, or this version alone."""
        if self.wanted.report is None:
            return super().next_command()
        return next_command(self.lang, "simulate", *self.again[:-2])

    def _work(self, events: LogShape | None) -> PairWork:
        first: ChunkWork = chunk_work(self.program, self.plan, events)
        return PairWork(first, chunk_work(self.second, self.second_plan, None))

    def _take(self, found: ChunkDone) -> None:
        assert found.pairs is not None
        self.pairs.merge(found.pairs)

    def _comparison(self, results: Results) -> Comparison:
        lasts = results.ends_at - results.begins_at
        return Comparison(
            first=self.compiled.id, second=self.other, population=self.plan.population.id,
            seed=self.plan.seed, customers=self.pairs.customers, pieces=self.pairs.pieces,
            weeks=max(1, round(lasts / (7 * MICROSECONDS_PER_DAY))), is_partial=results.is_partial,
            findings=findings(self.pairs),
        )  # fmt: skip

    def _told(self, results: Results) -> Iterator[Said]:
        from ..present.simulated_data import results_hash, results_json

        comparison = self._comparison(results)
        told = word("hash", self.lang, hash=results_hash(comparison))
        if self.wanted.shape == "json":
            yield Said(results_json(comparison), more=True)
            yield Said(told, aside=True)
            return
        yield Said(compared_text(comparison, self.compiled, self.lang))
        yield Said(told)

    def _extra(self, results: Results) -> Mapping[Lang, str]:
        comparison = self._comparison(results)
        languages: tuple[Lang, ...] = ("zh", "en")
        return {each: compared_section(comparison, self.compiled, each) for each in languages}

"""``touchline test``: stories played, told, and counted, with what they reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..language.problems import in_order
from ..language.titles import Lang
from ..present.closing import other_program, verdict, word
from .outcome import USAGE, StoppedError
from .playing import play_each
from .surroundings import columns, is_coloured, shows_progress

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..studies.coverage import StageCoverage
    from ..studies.script import Script
    from ..studies.stories import Played

# Imported where they are used: each costs a run of stories that does not ask for it.
# ruff: noqa: PLC0415

Shape = Literal["text", "json", "junit"]


class Said(NamedTuple):
    """Something to print; an ``aside`` belongs beside the results, ``more`` follows on its line."""

    text: str
    aside: bool = False
    more: bool = False


@dataclass
class Testing:
    """One run of stories: what was asked for, and what became of it.

    Raises:
        StoppedError: the diagram would be neither SVG nor HTML.
    """

    compiled: Compiled
    files: Mapping[str, bytes]
    scripts: list[Script]
    lang: Lang
    url: str | None = None
    shape: Shape = "text"
    covers: bool = False
    diagram: Path | None = None
    played: list[Played] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.diagram is not None and self.diagram.suffix.lower() not in {".svg", ".html"}:
            raise StoppedError(word("no-drawing", self.lang, path=self.diagram), USAGE)

    @property
    def failed(self) -> int:
        """How many stories did not come true, or could not be played."""
        return sum(not each.passed for each in self.played) + len(self._waiting)

    @property
    def _waiting(self) -> list[Script]:
        return [each for each in self.scripts if each.not_yet]

    def tell(self) -> Iterator[Said]:
        """Play every story; yield what is to be said, as it becomes known.

        Raises:
            StoppedError: the database cannot be used, or a diagram cannot be written.
        """
        yield from self._play()
        found = self._coverage() if self.covers or self.diagram else ()
        if self.shape == "text":
            yield from self._told()
        else:
            yield Said(self._results(found))
        if self.covers and self.shape != "json":
            yield Said(self._covered(found), aside=self.shape != "text")
        if self.diagram is not None:
            yield from self._drawn(self.diagram, found)
        if self.shape == "text":
            yield Said(verdict(len(self.scripts), self.failed, self.lang))

    def _play(self) -> Iterator[Said]:
        runs = [each for each in self.scripts if not each.not_yet]
        yield from self._progress(0, runs)
        for each in play_each(self.scripts, self.compiled, self.url, self.lang):
            self.played.append(each)
            if shows_progress():
                yield Said("\r\x1b[K", aside=True, more=True)
            if self.shape == "text":
                yield Said(self._story(each) + "\n")
            for line in other_program(each, self.compiled.id, self.lang):
                yield Said(line, aside=True)
            yield from self._progress(len(self.played), runs)

    def _progress(self, number: int, runs: list[Script]) -> Iterator[Said]:
        if shows_progress() and number < len(runs):
            told = f"\r\x1b[K[{number + 1}/{len(runs)}] {runs[number].path}"
            yield Said(told, aside=True, more=True)

    def _story(self, played: Played) -> str:
        if played.passed:
            from ..present.story_told import story_text

            return story_text(played, self.lang)
        from ..present.beside import beside_text

        return beside_text(played, self.lang, columns())

    def _told(self) -> Iterator[Said]:
        from ..present.closing import found as counted
        from ..present.problems import as_text

        found = [problem for each in self.played for problem in each.problems]
        found += in_order(problem for each in self._waiting for problem in each.not_yet)
        if found:
            yield Said(as_text(found, self.files, self.lang, is_coloured=is_coloured()))
            yield Said(counted(len(found), self.lang), aside=True)

    def _results(self, found: tuple[StageCoverage, ...]) -> str:
        from ..present import results

        if self.shape == "junit":
            from ..runtime.clock import now

            return results.results_junit(self.played, self._waiting, self.lang, now())
        more = {}
        if self.covers:
            from ..present.coverage import coverage_json

            more = {"coverage": coverage_json(self.compiled, found, self.lang)}
        return results.results_json(self.played, self._waiting, self.lang, **more)

    # --- what was reached

    def _coverage(self) -> tuple[StageCoverage, ...]:
        from ..studies.coverage import coverage

        journals = [journal for each in self.played for journal in (each.records, *each.others)]
        return coverage(self.compiled.program, journals)

    def _covered(self, found: tuple[StageCoverage, ...]) -> str:
        from ..present.coverage import coverage_text

        return coverage_text(self.compiled, found, self.lang, columns()) + "\n"

    def _drawn(self, file: Path, found: tuple[StageCoverage, ...]) -> Iterator[Said]:
        from ..present.coverage import coverage_page, coverage_svg
        from ..runtime.writing import write_file

        # Only stages that stories play: a drawing all in red says nothing.
        shown = [each for each in found if each.reached] or list(found)
        drawn = {file: coverage_page(self.compiled, shown, self.lang)}
        if file.suffix.lower() == ".svg":
            # One drawing a file: the stage's name stands in it where there are several.
            drawn = {
                file.with_stem(f"{file.stem}.{each.stage}") if len(shown) > 1 else file: (
                    coverage_svg(self.compiled, each, self.lang)
                )
                for each in shown
            }
        for path, text in drawn.items():
            write_file(path, text.encode())
            yield Said(word("written", self.lang, path=path.as_posix()), aside=True)

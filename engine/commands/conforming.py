"""The command that says how history fits the playbooks: ``touchline conform``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from .backtesting import workspace_and_log
from .frame import fail, lang_option, workers_option
from .importing import history_options
from .loading import compile_at
from .outcome import INTERRUPTED, USAGE

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..language.titles import Lang
    from ..studies.conformance.findings import Conformed
    from .histories import History

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415

Shape = Literal["text", "json"]


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[WORKSPACE] LOG"
)
@history_options
@click.option(
    "--discover",
    is_flag=True,
    help="Also what followed on what in the log itself, next to the playbook's diagram.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help='json: as "touchline schema conformance" describes.',
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the diagrams with the deviations on them: one offline .html file.",
)
@workers_option
@lang_option
def conform(
    paths: tuple[Path, ...],
    mapping: Path | None,
    workers: str | None,
    lang: Lang,
    shape: Shape,
    discover: bool,
    report: Path | None,
    **asked: Any,
) -> None:
    """Compare history with the playbooks: which cases fit, where the others leave them.

    LOG is an event log that the mapping reads; WORKSPACE the folder of playbooks, by default the
    one around the mapping. Every case fits or has one first deviation, so that the counts add up
    to all cases. The same files give the same bytes, whatever the number of workers.

    Example: touchline conform examples/uci log.csv --mapping tickets --discover --report fit.html
    """
    from ..present.closing import next_command, word
    from .histories import open_history
    from .working import workers_of

    if mapping is None:
        fail(word("mapping-wanted", lang, log=paths[-1].as_posix()), USAGE)
    if report is not None and report.suffix.lower() != ".html":
        fail(word("no-report", lang, path=report), USAGE)
    at_work = workers_of(workers, lang)
    workspace, log = workspace_and_log("conform", paths, mapping, lang)
    compiled, _ = compile_at(workspace, lang)
    history = open_history(compiled, log, mapping, lang, **asked)
    words = _again(workspace, log, mapping, asked)
    run = Conforming(compiled, history, lang, shape, report, [*words, *["--discover"] * discover])
    for text, aside in run.tell(at_work, discover=discover):
        click.echo(text, err=aside, nl=aside)
    click.echo(next_command(lang, "backtest", *words), err=True)
    if not run.is_whole:
        sys.exit(INTERRUPTED)


def _again(workspace: Path | None, log: Path, mapping: Path, asked: dict[str, Any]) -> list[str]:
    """Return the words after the command that mean the same part of the same log."""
    words = [workspace.as_posix()] if workspace is not None else []
    words += [log.as_posix(), "--mapping", mapping.as_posix()]
    for each in asked["where"]:
        words += ["--where", each]
    for option in ("sample", "max_rejects"):
        if asked[option] is not None:
            words += [f"--{option.replace('_', '-')}", asked[option]]
    return [*words, *["--strict"] * asked["strict"]]


@dataclass(slots=True)
class Conforming:
    """One comparison: what was asked for; ``is_whole`` unless it was interrupted."""

    compiled: Compiled
    history: History
    lang: Lang
    shape: Shape
    report: Path | None
    again: list[str]
    is_whole: bool = field(default=True, init=False)

    def tell(self, workers: int | str | None, *, discover: bool) -> Iterator[tuple[str, bool]]:
        """Replay, and yield what is to be said, with whether it is said aside.

        Raises:
            StoppedError: a piece could not be replayed, or whoever should work is not there.
            OSError: the report cannot be written; this is found out before the replay.
        """
        from ..present.closing import word
        from ..runtime.writing import written_at_end

        with written_at_end(self.report) as write:
            found = self._compared(workers, discover=discover)
            yield self._text(found), False
            if write is not None:
                from ..present.conform_report import conformance_page

                command = shlex.join(["touchline", "conform", *self.again])
                write(conformance_page(found, self.compiled, self.lang, command).encode())
        if self.report is not None:
            yield word("written", self.lang, path=self.report.as_posix()), True
        if not self.is_whole:
            yield word("interrupted-log", self.lang, cases=found.conformance.cases), True

    def _compared(self, workers: int | str | None, *, discover: bool) -> Conformed:
        from ..core.link import link
        from ..studies.backtest.observed import as_observed
        from ..studies.backtest.watches import FitWatch
        from ..studies.backtest.work import ReplayWork
        from ..studies.conformance.findings import Conformed
        from ..studies.conformance.summing import conformance
        from ..studies.conformance.tally import ConformanceTally, decode
        from ..studies.sent import sent
        from .replaying import replay_all

        mapping, tally = self.history.mapping, ConformanceTally()
        program = link(as_observed(self.compiled.program))
        work = ReplayWork(sent(program), mapping, (FitWatch(),))

        def take(found: tuple[bytes, ...]) -> None:
            tally.merge(decode(found[0]))

        replayed = replay_all(work, self.history, workers, take, self.lang)
        self.is_whole = replayed.is_whole
        return Conformed(
            program=program.id, mapping=mapping.id, title_zh=mapping.title.zh,
            title_en=mapping.title.en, zone=mapping.zone, begins_at=replayed.window.begins_at,
            ends_at=replayed.window.ends_at, beyond=replayed.beyond,
            is_partial=not replayed.is_whole, conformance=conformance(tally, discover=discover),
            quality=self.history.quality(),
        )  # fmt: skip

    def _text(self, found: Conformed) -> str:
        if self.shape == "json":
            from ..present.simulated_data import results_json

            return results_json(found)
        from ..present.conformed import conformed_text

        return conformed_text(found, self.compiled, self.lang)

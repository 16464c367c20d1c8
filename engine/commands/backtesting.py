"""The command that replays history: ``touchline backtest``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .frame import fail, lang_option, workers_option
from .importing import history_options
from .loading import compile_against, compile_at, report
from .outcome import FINDINGS, USAGE, StoppedError

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..language.titles import Lang
    from ..studies.population.values import Population

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[WORKSPACE] LOG"
)
@click.option(
    "--against",
    metavar="OTHER",
    type=click.Path(path_type=Path),
    help="Compare with another workspace, or with an earlier file of the same name.",
)
@click.option("--band", is_flag=True, help="Also with all deadlines at 80 % and at 120 %.")
@click.option(
    "--population",
    metavar="NAME",
    help="Also what its customers might have answered, had anybody asked them.",
)
@click.option("--case", metavar="ID", help="Instead tell the timeline of one case, with reasons.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help='json: as "touchline schema backtest" describes, or backtest-against with --against.',
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a report with charts: one offline .html file.",
)
@click.option(
    "--firings",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every firing, as .csv: case, rule, due_at, fired_at, clause.",
)
@workers_option
@history_options
@lang_option
def backtest(
    paths: tuple[Path, ...],
    mapping: Path | None,
    against: Path | None,
    population: str | None,
    workers: str | None,
    lang: Lang,
    **asked: Any,
) -> None:
    """Replay a company's own history: what would have been noticed, when, by whom, and was it true.

    LOG is an event log that the mapping reads; WORKSPACE the folder of playbooks, by default the
    one around the mapping. History wins: what was recorded happens at its own time, between it
    deadlines come due as they would have. The same files give the same results and the same
    hash, whatever the number of workers. Ctrl-C keeps what is done, tells it, and exits with 130.

    Example: touchline backtest examples/uci log.csv --mapping tickets --report backtest.html
    """
    from ..present.closing import word
    from .backtests import Backtesting, Wanted
    from .histories import open_history
    from .working import workers_of

    if mapping is None:
        fail(word("mapping-wanted", lang, log=paths[-1].as_posix()), USAGE)
    at_work = workers_of(workers, lang)
    workspace, log = workspace_and_log("backtest", paths, mapping, lang)
    wanted = Wanted(
        log=log, mapping=mapping, workspace=workspace, against=against, population=population,
        workers=at_work, **asked,
    )  # fmt: skip
    compiled, files = compile_at(workspace, lang)
    other = compile_against(files, against, lang)[0] if against is not None else None
    people = _people(compiled, files, population, lang) if population is not None else None
    history = open_history(
        compiled, log, mapping, lang, where=wanted.where, sample=wanted.sample,
        strict=wanted.strict, max_rejects=wanted.max_rejects,
    )  # fmt: skip
    run = Backtesting(compiled, history, wanted, lang, other=other, population=people)
    for said in run.tell():
        click.echo(said.text, err=said.aside, nl=not said.more)
    click.echo(run.next_command(), err=True)
    if run.code:
        sys.exit(run.code)


def workspace_and_log(
    command: str, paths: tuple[Path, ...], mapping: Path, lang: Lang
) -> tuple[Path | None, Path]:
    """Return the workspace and the log as named; without one, the workspace of the mapping.

    Raises:
        StoppedError: there are not one or two of them.
    """
    from ..present.closing import word
    from ..runtime.files import workspace_around

    *before, log = paths
    if len(before) > 1:
        raise StoppedError(word("which-log", lang, command=command), USAGE)
    if before:
        return before[0], log
    return (workspace_around(mapping) if mapping.is_file() else None), log


def _people(compiled: Compiled, files: dict[str, bytes], population: str, lang: Lang) -> Population:
    """Return the population of that name; end with what is wrong with it."""
    from .simulating import population_of

    people, problems = population_of(compiled, population, lang)
    if people is None:
        report(problems, files, lang, "text")
        sys.exit(FINDINGS)
    return people

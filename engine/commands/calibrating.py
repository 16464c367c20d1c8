"""The command that fits a population to history: ``touchline calibrate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .frame import fail, lang_option, workers_option
from .importing import history_options
from .loading import compiled_of, read_files
from .loading import report as show
from .outcome import USAGE

if TYPE_CHECKING:
    from ..language.titles import Lang

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@click.argument("log", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the population: a .yaml file, best in the workspace's folder populations.",
)
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    help="The folder of playbooks; without it, the one the mapping lies in.",
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw history beside its simulation: one offline .html file.",
)
@click.option(
    "--journeys",
    type=click.IntRange(min=1, max=1_000_000),
    metavar="N",
    help="How many are simulated beside history; without it as many, but at most 5,000.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other chances.")
@workers_option
@history_options
@lang_option
def calibrate(
    log: Path,
    mapping: Path | None,
    workspace: Path | None,
    workers: str | None,
    output: Path,
    lang: Lang,
    **asked: Any,
) -> None:
    """Fit a population to history: who comes, what is answered, how soon, with what outcome.

    LOG is replayed through the playbooks; each number of the population that is written stands
    with what it rests on, and what the log cannot show is marked, to be edited. Then it is
    simulated, and both are set side by side. The same log gives the same bytes.

    Example: touchline calibrate log.csv --mapping own -o playbooks/populations/fitted.yaml
    """
    from ..present.closing import word
    from ..runtime.files import workspace_around
    from .fitting_history import Calibrating, Wanted
    from .histories import open_history
    from .working import workers_of

    if mapping is None:
        fail(word("mapping-wanted", lang, log=log.as_posix()), USAGE)
    at_work = workers_of(workers, lang)
    around = workspace or (workspace_around(mapping) if mapping.is_file() else None)
    files = read_files(around, lang)
    # What a former run wrote must not stand in its own way.
    files = {path: data for path, data in files.items() if not _is_same(Path(path), output)}
    compiled = compiled_of(files, lang, around)
    of_run = {name: asked.pop(name) for name in ("report", "journeys", "seed")}
    wanted = Wanted(output=output, workers=at_work, **of_run)
    history = open_history(compiled, log, mapping, lang, **asked)
    run = Calibrating(compiled, files, history, wanted, lang)
    for said in run.tell():
        click.echo(said.text, err=said.aside, nl=not said.more)
    if run.problems:
        show(run.problems, {output.as_posix(): output.read_bytes()}, lang, "text")
    click.echo(run.next_command(around), err=True)
    if run.code:
        sys.exit(run.code)


def _is_same(path: Path, other: Path) -> bool:
    return path.resolve() == other.resolve()

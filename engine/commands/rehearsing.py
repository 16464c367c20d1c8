"""The command that rehearses a population: ``touchline simulate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .frame import lang_option, workers_option
from .loading import compile_against, compile_at, report, say_next
from .outcome import FINDINGS

if TYPE_CHECKING:
    from ..language.titles import Lang
    from .simulating import Simulating

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--population",
    metavar="NAME",
    help="Who comes, by name or path; without it, those who begin where the lifecycle does.",
)
@click.option(
    "--journeys",
    type=click.IntRange(min=1, max=100_000_000),
    metavar="N",
    help="How many customers come; without it, as many as the population says.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other chances.")
@workers_option
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help='json: as "touchline schema simulation" describes, or comparison with --against.',
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a report with charts: one offline .html file.",
)
@click.option(
    "--events",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the event log for process mining, as .csv or .xes.",
)
@click.option(
    "--customer",
    type=click.IntRange(min=0),
    metavar="I",
    help="Instead tell the timeline of one customer of this run, with the reasons.",
)
@click.option(
    "--against",
    metavar="OTHER",
    type=click.Path(path_type=Path),
    help="Compare with another workspace, or with an earlier file of the same name.",
)
@lang_option
def simulate(
    path: Path | None,
    population: str | None,
    workers: str | None,
    against: Path | None,
    lang: Lang,
    **asked: Any,
) -> None:
    """Rehearse a population: the funnel, stalls, workload, cost and value before anybody feels it.

    PATH is a folder of playbooks, or a population in it; without it, the shipped ones. The same
    seed gives the same results and the same hash, whatever the number of workers. Ctrl-C keeps
    what is done, tells it, and exits with 130.

    Example: touchline simulate --journeys 1000 --seed 7 --report simulation.html
    """
    from .simulating import Simulating, Wanted, population_of, where_and_who
    from .working import workers_of

    kind: type[Simulating] = Simulating
    if against is not None:
        from .comparing import Comparing as kind  # noqa: N813 - the same, with another version

    at_work = workers_of(workers, lang)
    path, population = where_and_who(path, population)
    compiled, files = compile_at(path, lang)
    people, problems = population_of(compiled, population, lang)
    if people is None:
        report(problems, files, lang, "text")
        say_next(lang, "explain-rule", problems[0].rule)
        sys.exit(FINDINGS)
    run = kind(compiled, people, Wanted(path=path, workers=at_work, **asked), lang)
    if against is not None:
        _meet(run, files, against, lang)
    for said in run.tell():
        click.echo(said.text, err=said.aside, nl=not said.more)
    click.echo(run.next_command(), err=True)
    if run.code:
        sys.exit(run.code)


def _meet(run: Simulating, files: dict[str, bytes], against: Path, lang: Lang) -> None:
    """Compile the other version, and bring the customers to it; end with what it lacks."""
    from .comparing import Comparing

    assert isinstance(run, Comparing)
    other, others = compile_against(files, against, lang)
    problems = run.meet(other, against)
    if problems:
        report(problems, others, lang, "text")
        sys.exit(FINDINGS)

"""The commands about journeys that were recorded: explained, and written down as stories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from .frame import fail, lang_option
from .loading import compile_at, say_next
from .outcome import USAGE
from .places import Place

if TYPE_CHECKING:
    from ..language.program import Legend
    from ..language.titles import Lang
    from .explaining import Recorded

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@click.argument("journey", metavar="JOURNEY")
@click.argument("thing", required=False, default="")
@click.option("--at", metavar="TIME", help='As it stood then, local time: "2025-10-09 10:00".')
@click.option(
    "--db",
    "url",
    metavar="URL",
    envvar="TOUCHLINE_DB",
    show_envvar=True,
    help="JOURNEY is one in this database, unless there is a story of that name.",
)
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    help="The folder whose titles are used; without it, the story's own, or the shipped ones.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: the same as ids and values.",
)
@lang_option
def explain(
    journey: str,
    thing: str,
    at: str | None,
    url: str | None,
    workspace: Path | None,
    shape: str,
    lang: Lang,
) -> None:
    """Explain a journey: why something happened, why not, when it would, what would turn it.

    JOURNEY is a story, played up to --at, or with --db a recorded journey, by its id or an account
    that has one. THING is a touchpoint, state, stall, tier or play step; without it, where the
    journey stands.

    Example: touchline explain playbooks/scenarios/contract/quiet_quote.yaml unit
    """
    from .explaining import answer

    if url is None or _is_story(journey):
        recorded, legend, where = _of_story(Path(journey), at, workspace, lang)
        place: tuple[str, ...] = ()
    else:
        named = Place(url, workspace, "text", lang)
        recorded, legend = _of_database(named, journey, at)
        journey, place = recorded.journey.id, named.words()
        where = None
    told, names = answer(recorded, thing, legend, shape, lang)
    click.echo(told)
    if names and not thing:
        say_next(lang, "explain", journey, names[0], *place)
    elif where is not None:
        say_next(lang, "test", where)
    else:
        say_next(lang, "timeline", journey, *place)


def _is_story(journey: str) -> bool:
    """Tell whether a file is meant although the environment names a database."""
    source = click.get_current_context().get_parameter_source("url")
    try:
        return source is ParameterSource.ENVIRONMENT and Path(journey).is_file()
    except (OSError, ValueError):
        return False  # no file can have such a name


def _of_story(
    path: Path, at: str | None, workspace: Path | None, lang: Lang
) -> tuple[Recorded, Legend, Path]:
    from ..language.problems import PlaybookErrors
    from ..present.phrases_live import say
    from ..runtime.files import workspace_of
    from .explaining import recorded_story

    if not path.exists():
        fail(say("no-story-there", lang, path=path.as_posix()), USAGE)
    try:
        folder = workspace if workspace is not None else workspace_of(path)
    except PlaybookErrors as errors:
        fail("\n".join(each.line(lang) for each in errors.problems), USAGE)
    compiled, _ = compile_at(folder, lang)
    return recorded_story(compiled, path, at, lang), compiled.legend, folder


def _of_database(place: Place, text: str, at: str | None) -> tuple[Recorded, Legend]:
    from .explaining import recorded_journey
    from .finding import journey_meant
    from .opening import opening

    with opening(place) as here:
        journey = journey_meant(here, text)
        legend = here.legend(journey.program)
    return recorded_journey(place.url, journey.id, at, place.lang), legend


@click.command()
@click.argument("journal", metavar="JOURNAL")
@click.option("--db", "url", metavar="URL", help="JOURNAL is the id of a journey in this database.")
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    help="The playbooks it ran by; without it, the shipped ones. With --db, its own are known.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file."
)
@lang_option
def record(
    journal: str, url: str | None, workspace: Path | None, output: Path | None, lang: Lang
) -> None:
    """Write a recorded journey down as a story, to be played and kept as a test.

    JOURNAL is a file with one record of JSON a line, or with --db the id of a journey. What
    no story can say, such as a refused signal, stands in a comment at the end.

    Example: touchline record quiet_quote.jsonl --output playbooks/scenarios/quiet.yaml
    """
    from ..present.closing import word
    from ..runtime.writing import write_file
    from .recording import record_file, record_journey

    if url is not None:
        told = record_journey(url, journal, lang)
    else:
        told = record_file(compile_at(workspace, lang)[0].program, Path(journal), lang)
    if output is None:
        click.echo(told, nl=False)
        ran_by = ("--db", url) if url is not None else ("-w", workspace) if workspace else ()
        say_next(lang, "record", journal, *ran_by, "--output", "story.yaml")
        return
    write_file(output, told.encode())
    click.echo(word("written", lang, path=output.as_posix()), err=True)
    say_next(lang, "test", output)

"""The commands about journeys that were recorded: explained, and written down as stories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .frame import lang_option
from .loading import compile_at, say_next

if TYPE_CHECKING:
    from ..language.titles import Lang

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@click.argument("journey", metavar="JOURNEY")
@click.argument("thing", required=False, default="")
@click.option("--at", metavar="TIME", help='As it stood then, local time: "2025-10-09 10:00".')
@click.option("--db", "url", metavar="URL", help="JOURNEY is the id of one in this database.")
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

    JOURNEY is a story, played up to --at, or with --db the id of a recorded journey. THING is
    a touchpoint, state, stall, tier or play step; without it, where the journey stands.

    Example: touchline explain playbooks/scenarios/contract/quiet_quote.yaml unit
    """
    from ..runtime.files import workspace_of
    from .explaining import answer, recorded_journey, recorded_story

    path = Path(journey)
    folder = workspace if workspace is not None or url else workspace_of(path)
    compiled, _ = compile_at(folder, lang)
    if url is not None:
        recorded = recorded_journey(url, journey, at, lang)
    else:
        recorded = recorded_story(compiled, path, at, lang)
    told, names = answer(recorded, thing, compiled.legend, shape, lang)
    click.echo(told)
    following = ("explain", journey, names[0]) if names and not thing else ("test", folder)
    say_next(lang, *following, *(("--db", url) if url and not thing else ()))


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

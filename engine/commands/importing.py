"""The command that reads a company's own event log: ``touchline import``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from .frame import fail, lang_option
from .loading import compile_at
from .outcome import FINDINGS, USAGE

if TYPE_CHECKING:
    from ..language.titles import Lang
    from .histories import History

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


def history_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what every replay asks: the mapping, which part, how good it must be."""
    options = (
        click.option(
            "-m", "--mapping", metavar="M", type=click.Path(path_type=Path),
            help="How rows become signals: a schema: mapping/1 file, or its id in the workspace.",
        ),
        click.option(
            "--where", metavar="GROUP|COLUMN=WORD", multiple=True,
            help="Only cases of a group, or with a word in a column; may be repeated.",
        ),
        click.option(
            "--sample", metavar="N|P%",
            help="Only some accounts, drawn by their names: the same ones every time.",
        ),
        click.option("--strict", is_flag=True, help="Anything doubtful in the log ends with 1."),
        click.option(
            "--max-rejects", metavar="N|P%", help="More rejected rows than this end with 1."
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command(name="import")
@click.argument("log", type=click.Path(path_type=Path))
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    help="The folder of playbooks; without it, the one the mapping lies in.",
)
@history_options
@click.option(
    "--suggest",
    is_flag=True,
    help="Propose a mapping to edit: what each column may hold, and in which formats.",
)
@click.option(
    "--events",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the signals, one JSON object a line, in order.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    help='json: as "touchline schema quality" describes.',
)
@lang_option
def import_log(
    log: Path,
    workspace: Path | None,
    mapping: Path | None,
    suggest: bool,
    events: Path | None,
    shape: Literal["text", "json"],
    lang: Lang,
    **asked: Any,
) -> None:
    """Read an event log by a mapping, and say how good it is; nothing is kept, nothing guessed.

    LOG is a csv, tsv, xlsx, xes or jsonl file, also within gz or zip. Every row is accounted for:
    taken, rejected with its number and the reason, or left out. Replay it with backtest.

    Example: touchline import tickets.csv.gz --mapping mappings/tickets.yaml --strict
    """
    from ..present.closing import next_command, word
    from ..runtime.files import workspace_around

    if suggest:
        from .suggesting import suggest as suggested

        click.echo(suggested(log, lang), nl=False)
        return
    if mapping is None:
        fail(word("mapping-wanted", lang, log=log.as_posix()), USAGE)
    from .histories import open_history

    around = workspace or (workspace_around(mapping) if mapping.is_file() else None)
    compiled, _ = compile_at(around, lang)
    history = open_history(compiled, log, mapping, lang, **asked)
    _read(history, events)
    click.echo(_report(history, shape, lang), nl=False)
    if events is not None:
        click.echo(word("written", lang, path=events.as_posix()), err=True)
    faults = history.faults()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(FINDINGS)
    words = (around, log, "--mapping", mapping)
    click.echo(next_command(lang, "backtest", *words), err=True)


def _read(history: History, events: Path | None) -> None:
    """Read all of a log; write its signals where they are asked for."""
    from ..runtime.writing import written_whole
    from ..studies.history.signals import signal_lines

    opened = nullcontext(None) if events is None else written_whole(events)
    with opened as file:
        for account in history.anyhow():
            if file is not None:
                for case in account:
                    file.writelines(signal_lines(case, history.mapping))


def _report(history: History, shape: str, lang: Lang) -> str:
    if shape == "json":
        from ..present.quality import quality_json

        return quality_json(history.quality())
    from ..present.quality import quality_text

    return quality_text(history.quality(), lang)

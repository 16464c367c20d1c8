"""What most commands begin and end with: a workspace read and compiled, problems, what is next."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from .. import __version__
from .outcome import ENVIRONMENT, FINDINGS, USAGE

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..language.problems import Problem
    from ..language.titles import Lang

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415

Finding = Literal["text", "json", "github", "sarif"]


def read_files(path: Path | None, lang: Lang, shape: Finding = "text") -> dict[str, bytes]:
    """Return the files of a workspace, the shipped one without a path; end with what hinders it."""
    from ..language.problems import PlaybookErrors
    from ..runtime.files import read_workspace, shipped_playbooks

    try:
        return read_workspace(path or shipped_playbooks())
    except PlaybookErrors as errors:
        report(errors.problems, {}, lang, shape)
        sys.exit(USAGE if path is None or not path.exists() else ENVIRONMENT)


def compile_at(path: Path | None, lang: Lang) -> tuple[Compiled, dict[str, bytes]]:
    """Return a workspace compiled, and its files; end with its problems where it has any."""
    files = read_files(path, lang)
    return compiled_of(files, lang, path), files


def compiled_of(files: dict[str, bytes], lang: Lang, path: Path | None = None) -> Compiled:
    """Return files compiled; end with their problems where they have any."""
    from ..language.compiler import compile_files

    compiled, problems = compile_files(files)
    if compiled is None:
        report(problems, files, lang, "text")
        say_next(lang, "validate", path)
        sys.exit(FINDINGS)
    return compiled


def compile_against(
    files: dict[str, bytes], other: Path, lang: Lang
) -> tuple[Compiled, dict[str, bytes]]:
    """Return another version compiled, a workspace or one file, and its files; or end.

    Raises:
        StoppedError: a single file replaces none of the workspace, because none has its name.
    """
    from ..language.problems import PlaybookErrors
    from .comparing import files_against

    try:
        others = files_against(files, other, lang)
    except PlaybookErrors as errors:
        report(errors.problems, {}, lang, "text")
        sys.exit(USAGE)
    return compiled_of(others, lang, other), others


def report(problems: list[Problem], files: dict[str, bytes], lang: Lang, shape: Finding) -> None:
    """Print problems in the shape asked for, and how many there are."""
    from ..present.closing import found
    from ..present.findings import report as reported
    from .surroundings import is_coloured

    told = reported(problems, files, lang, shape, version=__version__, is_coloured=is_coloured())
    if told:
        click.echo(told)
    if problems:
        click.echo(found(len(problems), lang), err=True)


def say_next(lang: Lang, command: str, *words: object) -> None:
    """Say beside the results which command is likely next."""
    from ..present.closing import next_command

    click.echo(next_command(lang, command, *words), err=True)

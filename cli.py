"""The command line: parse, call, print. Decisions are made elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import click

if TYPE_CHECKING:
    from engine.language.compiler import Compiled
    from engine.language.problems import Problem
    from engine.studies.host import Host
    from engine.studies.script import Script
    from engine.studies.stories import Played

Lang = Literal["zh", "en"]

FINDINGS, USAGE, ENVIRONMENT, CONFLICT, INTERRUPTED = 1, 2, 3, 4, 130

EXAMPLES = """\
touchline validate playbooks        check every file of a workspace
touchline test playbooks            play its stories and judge them
touchline test playbooks --lang zh  the same, told in Chinese

touchline --help lists all commands."""


class _InOrder(click.Group):
    """Lists commands in the order of a playbook's life, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the commands in the order they were declared."""
        return list(self.commands)


def _lang(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="en",
        envvar="TOUCHLINE_LANG",
        show_envvar=True,
        help="Language of titles and messages.",
    )(command)


@click.group(cls=_InOrder, invoke_without_command=True)
@click.version_option(package_name="touchline", prog_name="touchline")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Rule-driven playbooks for customer touchpoints (触点管理).

    Exit codes: 0 ok, 1 findings, 2 usage, 3 environment, 4 conflict, 130 interrupted.
    """
    if ctx.invoked_subcommand is None:
        click.echo(EXAMPLES)


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@_lang
def validate(path: Path | None, shape: str, lang: Lang) -> None:
    """Check a workspace: every mistake, each at its place, with the cure.

    PATH is a folder of playbooks; without it, the shipped ones are checked.

    Example: touchline validate playbooks --lang zh
    """
    compiled, files = _compile(path, lang, shape)
    problems = _story_problems(compiled)
    _report(problems, files, lang, shape)
    if problems:
        _count_problems(len(problems), lang)
        sys.exit(FINDINGS)
    if shape == "text":
        click.echo(_count(compiled, len(files), lang))
        _next(f"touchline test {path or ''}".rstrip())


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--db",
    "url",
    metavar="URL",
    help="Play on a durable engine, such as sqlite:///journeys.db; played again, it goes on.",
)
@_lang
def test(path: Path | None, url: str | None, lang: Lang) -> None:
    """Play the stories of a workspace and judge what they expect.

    PATH is a folder of playbooks, or one story in it; without it, the shipped ones.

    Example: touchline test playbooks --db sqlite:///journeys.db
    """
    compiled, files = _compile(path, lang, "text")
    scripts, problems = _scripts(compiled, path)
    _report(problems, files, lang, "text")
    played = [] if problems else _play(scripts, compiled, url, lang)
    for each in played:
        _report(each.problems, files, lang, "text")
    failed = sum(not each.passed for each in played)
    if problems:
        sys.exit(FINDINGS)
    if not scripts:
        click.echo(f"{path or ''}: no story (schema: story/1) lies here", err=True)
        sys.exit(USAGE)
    click.echo(_verdict(len(played), failed, lang))
    if failed:
        sys.exit(FINDINGS)
    _next(f"touchline validate {path or ''}".rstrip())


def _compile(path: Path | None, lang: Lang, shape: str) -> tuple[Compiled, dict[str, bytes]]:
    from engine.language.compiler import compile_files
    from engine.language.problems import PlaybookErrors
    from engine.runtime.files import read_workspace, shipped_playbooks

    try:
        files = read_workspace(path or shipped_playbooks())
    except PlaybookErrors as errors:
        _report(errors.problems, {}, lang, shape)
        sys.exit(USAGE)
    compiled, problems = compile_files(files)
    if compiled is None:
        _report(problems, files, lang, shape)
        _count_problems(len(problems), lang)
        sys.exit(FINDINGS)
    return compiled, files


def _scripts(compiled: Compiled, path: Path | None) -> tuple[list[Script], list[Problem]]:
    from engine.studies.script import prepare

    scripts: list[Script] = []
    problems: list[Problem] = []
    only = path is not None and path.is_file()
    for file in compiled.stories:
        if only and path is not None and not Path(file.path).samefile(path):
            continue
        script, found = prepare(compiled, file)
        problems += found
        if script is not None:
            scripts.append(script)
    return scripts, problems


def _story_problems(compiled: Compiled) -> list[Problem]:
    return _scripts(compiled, None)[1]


def _play(scripts: list[Script], compiled: Compiled, url: str | None, lang: Lang) -> list[Played]:
    from engine.present.timeline import story_text
    from engine.runtime.failures import EngineError, OtherBodyError
    from engine.studies.stories import play

    played: list[Played] = []
    try:
        with _host(compiled, url) as host:
            for script in scripts:
                try:
                    each = play(script, host)
                except OtherBodyError:
                    _told_otherwise(script, lang)
                click.echo(story_text(each, lang) + "\n")
                _warn_of_another_program(each, compiled, lang)
                played.append(each)
    except EngineError as error:
        click.echo(error.line(lang), err=True)
        sys.exit(ENVIRONMENT)
    return played


def _told_otherwise(script: Script, lang: Lang) -> NoReturn:
    told = {
        "zh": "数据库里记着这个情景的另一种写法；换一个数据库，或把情景改回原样",
        "en": "this database has seen the story told otherwise; use a fresh one, or put it back",
    }
    click.echo(f"{script.path}: {told[lang]} [other-body]", err=True)
    sys.exit(CONFLICT)


def _warn_of_another_program(each: Played, compiled: Compiled, lang: Lang) -> None:
    """A journey keeps the program it began with (S8.1): say so where it is not today's."""
    begun = {program for record in each.records if (program := getattr(record, "program", ""))}
    if begun - {compiled.id}:
        told = {
            "zh": "这个旅程按开始时的程序 {old} 走，不是现在的 {new}；要试现在的，换一个数据库",
            "en": "this journey runs by the program it began with, {old}, not today's {new}; "
            "to try today's, use a fresh database",
        }
        text = told[lang].replace("{old}", ", ".join(sorted(begun))).replace("{new}", compiled.id)
        click.echo(f"{each.script.path}: {text}", err=True)


@contextmanager
def _host(compiled: Compiled, url: str | None) -> Iterator[Host]:
    """Open the place stories are played in, and close it whatever happens."""
    if url is None:
        from engine.core.link import link
        from engine.studies.host import MemoryHost

        yield MemoryHost(link(compiled.program))
        return
    from engine.runtime.clock import ManualClock
    from engine.runtime.rehearsing import StoredHost
    from engine.runtime.service import Engine

    clock = ManualClock()
    with Engine.open(url, compiled, clock=clock) as engine:
        yield StoredHost(engine, clock)


def _report(problems: Iterable[Problem], files: dict[str, bytes], lang: Lang, shape: str) -> None:
    from engine.present.problems import as_json, as_text

    listed = list(problems)
    if shape == "json":
        click.echo(as_json(listed, lang))
    elif listed:
        click.echo(as_text(listed, files, lang))


def _count(compiled: Compiled, files: int, lang: Lang) -> str:
    stages, stories = len(compiled.program.stages), len(compiled.stories)
    if lang == "zh":
        return f"{files} 个文件，{stages} 个剧本，{stories} 个情景，0 个问题（程序 {compiled.id}）"
    counted = ", ".join((_plural(files, "file"), _plural(stages, "playbook"), _stories(stories)))
    return f"{counted}, 0 problems (program {compiled.id})"


def _verdict(stories: int, failed: int, lang: Lang) -> str:
    if lang == "zh":
        return f"{stories} 个情景，{stories - failed} 个通过，{failed} 个不符"
    return f"{_stories(stories)}: {stories - failed} passed, {failed} failed"


def _count_problems(count: int, lang: Lang) -> None:
    click.echo(f"{count} 个问题" if lang == "zh" else _plural(count, "problem"), err=True)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count} stories"


def _next(command: str) -> None:
    click.echo(f"→ {command}", err=True)


def main() -> None:
    """Run the command line; the console script ``touchline`` calls this."""
    # A Chinese title must not crash a console that speaks another encoding.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    cli(prog_name="touchline")


if __name__ == "__main__":
    main()

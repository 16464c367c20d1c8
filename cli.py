"""The command line: parse, call, print. Decisions are made elsewhere."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import click

from engine import __version__
from engine.commands.outcome import ENVIRONMENT, FINDINGS, INTERRUPTED, USAGE, StoppedError

if TYPE_CHECKING:
    from engine.language.compiler import Compiled
    from engine.language.problems import Problem
    from engine.present.show import Shape

Lang = Literal["zh", "en"]
Finding = Literal["text", "json", "github", "sarif"]

EXAMPLES = """\
touchline init my_playbooks         begin a small workspace with a story that passes
touchline validate playbooks        check every file of a workspace
touchline show contract --lang zh   read a stage as the document its owner signs

touchline --help lists all commands."""


class _Commands(click.Group):
    """Commands in the order of a playbook's life; what stops one becomes a sentence and a code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the commands in the order they were declared."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command asked for."""
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()
        except StoppedError as stopped:
            click.echo(stopped.sentence, err=True)
            ctx.exit(stopped.code)
        except BrokenPipeError:
            # Whoever read us has gone, as `head` does.
            _drop_output()
            ctx.exit(ENVIRONMENT)
        except OSError as error:
            click.echo(f"{error.filename or 'touchline'}: {error.strerror or error}", err=True)
            ctx.exit(ENVIRONMENT)
        return answer


def _lang(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="en",
        envvar="TOUCHLINE_LANG",
        show_envvar=True,
        help="Language of titles and messages.",
    )(command)


def _complete(what: Literal["stages", "kinds", "rules"]) -> Callable[..., list[str]]:
    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        from engine.commands.completing import names_of

        return names_of(what, begun, ctx.params.get("workspace"))

    return complete


@click.group(cls=_Commands, invoke_without_command=True)
@click.version_option(__version__, prog_name="touchline")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Rule-driven playbooks for customer touchpoints (触点管理).

    Exit codes: 0 ok, 1 findings, 2 usage, 3 environment, 4 conflict, 130 interrupted.
    """
    if ctx.invoked_subcommand is None:
        click.echo(EXAMPLES)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_lang
def init(folder: Path, lang: Lang) -> None:
    """Begin a small workspace: one stage, its shared files, and a story that passes.

    FOLDER is made, or must be empty: nothing of yours is ever written over. The comments
    are in the language of --lang.

    Example: touchline init my_playbooks --lang zh
    """
    from engine.commands.beginning import begin
    from engine.present.closing import word

    files = begin(folder, lang)
    for path in files:
        click.echo(path.as_posix())
    click.echo(word("began", lang, files=len(files)), err=True)
    _next(lang, "test", folder)


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="github: annotations of a workflow run; sarif: for code scanning.",
)
@click.option("--fix", is_flag=True, help="Mend what has one sure cure, then check again.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@_lang
def validate(path: Path | None, shape: Finding, fix: bool, diff: bool, lang: Lang) -> None:
    """Check a workspace: every mistake, each at its place, with the cure.

    PATH is a folder of playbooks; without it, the shipped ones are checked.

    Example: touchline validate playbooks --lang zh
    """
    from engine.commands.checking import check

    files = _read(path, lang, shape)
    if fix or diff:
        from engine.commands.mending import mend

        files, shown, told = mend(files, lang, is_dry=diff)
        click.echo(shown, nl=False)
        click.echo("\n".join(told), err=True)
    checked, problems = check(files)
    _report(problems, files, lang, shape)
    if problems:
        _next(lang, "explain-rule", problems[0].rule)
        sys.exit(FINDINGS)
    if shape == "text":
        from engine.present.closing import counted

        click.echo(counted(checked.draft, len(files), lang))
    _next(lang, "test", path)


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
    from engine.commands.playing import play_each
    from engine.commands.preparing import scripts_of
    from engine.language.problems import in_order
    from engine.present.closing import not_run, other_program, verdict, word
    from engine.present.timeline import story_text
    from engine.runtime.files import workspace_of

    compiled, files = _compile(path, lang)
    scripts, problems = scripts_of(compiled, path)
    _report(problems, files, lang, "text")
    if problems:
        sys.exit(FINDINGS)
    if not scripts:
        _fail(word("no-story", lang, path=path or ""), USAGE)
    played = []
    for each in play_each(scripts, compiled, url, lang):
        click.echo(story_text(each, lang) + "\n")
        for line in other_program(each, compiled.id, lang):
            click.echo(line, err=True)
        played.append(each)
    waiting = [each for each in scripts if each.not_yet]
    found = [problem for each in played for problem in each.problems]
    found += in_order(problem for each in waiting for problem in each.not_yet)
    _report(found, files, lang, "text")
    for line in not_run(compiled.program, lang):
        click.echo(line, err=True)
    failed = sum(not each.passed for each in played) + len(waiting)
    click.echo(verdict(len(played) + len(waiting), failed, lang))
    if failed:
        sys.exit(FINDINGS)
    first = next(iter(compiled.program.stages))
    where = workspace_of(path) if path is not None and path.is_file() else path
    _next(lang, "show", first, *(("-w", where) if where else ()))


@cli.command()
@click.argument("stage", required=False, shell_complete=_complete("stages"))
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    help="The folder of playbooks; without it, the shipped ones.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "mermaid", "dot", "svg", "html"]),
    default="text",
    help="text: the document to sign; html: drawing, tables and document in one offline file.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file."
)
@_lang
def show(
    stage: str | None, workspace: Path | None, shape: Shape, output: Path | None, lang: Lang
) -> None:
    """Show a stage: as the document its owner signs, as a drawing, or as a page.

    Without STAGE, the lifecycle: its stages, and where their ends lead.

    Example: touchline show contract --format html --output contract.html
    """
    from engine.present.closing import named, word
    from engine.present.document import columns_of
    from engine.present.show import show as shown_as
    from engine.runtime.writing import write_file

    compiled, _ = _compile(workspace, lang)
    stages = compiled.program.stages
    if stage is not None and stage not in stages:
        _fail(named("no-stage", stage, stages, lang), USAGE)
    shown = shown_as(compiled, stage, shape, lang, columns_of(sys.stdout))
    if output is None:
        click.echo(shown, nl=False)
    else:
        write_file(output, shown.encode())
        click.echo(word("written", lang, path=output.as_posix()), err=True)
    where = ("-w", workspace) if workspace else ()
    if stage is None:
        _next(lang, "show", next(iter(stages)), *where)
    elif shape == "text":
        _next(lang, "show", stage, *where, "--format", "html", "--output", f"{stage}.html")
    else:
        _next(lang, "validate", workspace)


@cli.command()
@click.argument("name", required=False, shell_complete=_complete("kinds"))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write all schemas into a folder.",
)
@_lang
def schema(name: str | None, output: Path | None, lang: Lang) -> None:
    """Print the JSON Schema of one kind of file, or list the kinds.

    Example: touchline schema playbook
    """
    from engine.present.closing import named, word
    from engine.runtime.schemas import schema_files, write_schemas

    kinds = schema_files()
    if name is not None and name not in kinds:
        _fail(named("no-kind", name, kinds, lang), USAGE)
    if output is not None:
        for path in write_schemas(output):
            click.echo(word("written", lang, path=path.as_posix()), err=True)
    elif name is not None:
        click.echo(kinds[name].read_text("utf-8"), nl=False)
    else:
        click.echo("\n".join(kinds))
        _next(lang, "schema", "playbook")


@cli.command("explain-rule")
@click.argument("name", required=False, shell_complete=_complete("rules"))
@_lang
def explain_rule(name: str | None, lang: Lang) -> None:
    """Explain a rule, the name in brackets behind a problem; without NAME, list them all.

    Example: touchline explain-rule dead-end --lang zh
    """
    from engine.language.lint.registry import explain, listing, rules
    from engine.present.closing import named

    if name is not None and name not in rules():
        _fail(named("no-rule", name, rules(), lang), USAGE)
    click.echo(listing(lang) if name is None else explain(name, lang))
    following = ("validate",) if name else ("explain-rule", next(iter(rules())))
    _next(lang, *following)


def _reserve(name: str, purpose: str) -> None:
    """Keep a command's name for what will have it; asked for, it says so (exit 2)."""

    def answer(arguments: tuple[str, ...], lang: Lang) -> None:  # noqa: ARG001  # any are taken
        from engine.present.closing import word

        _fail(word("reserved", lang, name=name), USAGE)

    answer.__doc__ = f"Reserved: {purpose}.\n\nExample: touchline {name}"
    take = click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    cli.command(name, context_settings={"ignore_unknown_options": True})(take(_lang(answer)))


_reserve("verify", "prove the promises of a playbook; not in this version")
_reserve("diff", "say what changed in meaning between two workspaces; not in this version")
_reserve("migrate", "move running journeys to a new program; not in this version")


def _read(path: Path | None, lang: Lang, shape: Finding = "text") -> dict[str, bytes]:
    from engine.language.problems import PlaybookErrors
    from engine.runtime.files import read_workspace, shipped_playbooks

    try:
        return read_workspace(path or shipped_playbooks())
    except PlaybookErrors as errors:
        _report(errors.problems, {}, lang, shape)
        sys.exit(USAGE if path is None or not path.exists() else ENVIRONMENT)


def _compile(path: Path | None, lang: Lang) -> tuple[Compiled, dict[str, bytes]]:
    from engine.language.compiler import compile_files

    files = _read(path, lang)
    compiled, problems = compile_files(files)
    if compiled is None:
        _report(problems, files, lang, "text")
        _next(lang, "validate", path)
        sys.exit(FINDINGS)
    return compiled, files


def _report(problems: list[Problem], files: dict[str, bytes], lang: Lang, shape: Finding) -> None:
    from engine.present.closing import found
    from engine.present.findings import report

    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    told = report(problems, files, lang, shape, version=__version__, is_coloured=is_coloured)
    if told:
        click.echo(told)
    if problems:
        click.echo(found(len(problems), lang), err=True)


def _next(lang: Lang, command: str, *words: object) -> None:
    from engine.present.closing import next_command

    click.echo(next_command(lang, command, *words), err=True)


def _fail(sentence: str, code: int) -> NoReturn:
    raise StoppedError(sentence, code)


def main() -> None:
    """Run the command line; the console script ``touchline`` calls this."""
    # A Chinese title must not crash a console that speaks another encoding.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    # A command lives for a moment: fewer looks for garbage are a tenth of its time.
    gc.set_threshold(100_000)
    try:
        code = cli.main(prog_name="touchline", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _drop_output()
        click.echo(err=True)
        code = INTERRUPTED
    sys.exit(code)


def _drop_output() -> None:
    """Let go what was not written yet: at exit it would block, or fail, once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()

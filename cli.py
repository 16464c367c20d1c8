"""The command line: parse, call, print. Decisions are made elsewhere."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from engine import __version__
from engine.commands.acting import done, facts, signal, start
from engine.commands.backtesting import backtest
from engine.commands.calibrating import calibrate
from engine.commands.conforming import conform
from engine.commands.frame import Commands, complete, drop_output, fail, lang_option, reserve
from engine.commands.importing import import_log
from engine.commands.journeys import explain, record
from engine.commands.keeping import away, backup, check, deploy, erase, roles, tick
from engine.commands.loading import Finding, compile_at, read_files, report, say_next
from engine.commands.looking import incidents, journeys, tasks, timeline
from engine.commands.minding import ack, cancel, end, note, pause, reassign, resume, skip
from engine.commands.outbox import outbox
from engine.commands.outcome import FINDINGS, INTERRUPTED, USAGE
from engine.commands.rehearsing import simulate
from engine.commands.serving import doctor, worker

if TYPE_CHECKING:
    from engine.present.show import Shape

Lang = Literal["zh", "en"]
Results = Literal["text", "json", "junit"]

HEADINGS = {
    "init": "Write playbooks",
    "simulate": "Rehearse, and replay history",
    "show": "Read them",
    "deploy": "Work by them, on a database",
    "journeys": "See how it goes",
    "tick": "Keep the database",
    "schema": "Look things up",
    "verify": "Reserved",
}
"""The parts of ``--help``, by the command each begins with."""

EXAMPLES = """\
touchline init my_playbooks         begin a small workspace with a story that passes
touchline validate playbooks        check every file of a workspace
touchline show contract --lang zh   read a stage as the document its owner signs

touchline --help lists all commands."""


@click.group(cls=Commands, invoke_without_command=True)
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
@lang_option
def init(folder: Path, lang: Lang) -> None:
    """Begin a small workspace: one stage, its shared files, a story that passes, a population.

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
    say_next(lang, "test", folder)


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
@lang_option
def validate(path: Path | None, shape: Finding, fix: bool, diff: bool, lang: Lang) -> None:
    """Check a workspace: every mistake, each at its place, with the cure.

    PATH is a folder of playbooks; without it, the shipped ones are checked.

    Example: touchline validate playbooks --lang zh
    """
    from engine.commands.checking import check

    files = read_files(path, lang, shape)
    if fix or diff:
        from engine.commands.mending import mend

        files, shown, told = mend(files, lang, is_dry=diff)
        click.echo(shown, nl=False)
        click.echo("\n".join(told), err=True)
    checked, problems = check(files)
    report(problems, files, lang, shape)
    if problems:
        say_next(lang, "explain-rule", problems[0].rule)
        sys.exit(FINDINGS)
    if shape == "text":
        from engine.present.closing import counted

        click.echo(counted(checked.draft, len(files), lang))
    say_next(lang, "test", path)


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--db",
    "url",
    metavar="URL",
    help="Play on a durable engine, such as sqlite:///journeys.db; played again, it goes on.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    help="junit: XML for workflow runs.",
)
@click.option("--coverage", is_flag=True, help="Tell which parts no story reached.")
@click.option(
    "--diagram",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw what was reached, as .svg or .html.",
)
@lang_option
def test(
    path: Path | None,
    url: str | None,
    shape: Results,
    coverage: bool,
    diagram: Path | None,
    lang: Lang,
) -> None:
    """Play the stories of a workspace and judge what they expect.

    PATH is a folder of playbooks, or a story or folder in it; without it, the shipped ones.

    Example: touchline test playbooks --coverage --diagram coverage.html
    """
    from engine.commands.preparing import scripts_of
    from engine.commands.testing import Testing
    from engine.present.closing import word
    from engine.runtime.files import workspace_around

    where = workspace_around(path) if path is not None else None
    compiled, files = compile_at(where, lang)
    scripts, problems = scripts_of(compiled, path)
    if problems:
        report(problems, files, lang, "text")
        sys.exit(FINDINGS)
    if not scripts:
        fail(word("no-story", lang, path=path or ""), USAGE)
    run = Testing(compiled, files, scripts, lang, url, shape, coverage, diagram)
    for said in run.tell():
        click.echo(said.text, err=said.aside, nl=not said.more)
    if run.failed:
        sys.exit(FINDINGS)
    say_next(lang, "show", next(iter(compiled.program.stages)), *(("-w", where) if where else ()))


cli.add_command(simulate)
cli.add_command(import_log)
cli.add_command(backtest)
cli.add_command(conform)
cli.add_command(calibrate)


@cli.command()
@click.argument("stage", required=False, shell_complete=complete("stages"))
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
@lang_option
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

    compiled, _ = compile_at(workspace, lang)
    stages = compiled.program.stages
    if stage is not None and stage not in stages:
        fail(named("no-stage", stage, stages, lang), USAGE)
    shown = shown_as(compiled, stage, shape, lang, columns_of(sys.stdout))
    if output is None:
        click.echo(shown, nl=False)
    else:
        write_file(output, shown.encode())
        click.echo(word("written", lang, path=output.as_posix()), err=True)
    where = ("-w", workspace) if workspace else ()
    if stage is None:
        say_next(lang, "show", next(iter(stages)), *where)
    elif shape == "text":
        say_next(lang, "show", stage, *where, "--format", "html", "--output", f"{stage}.html")
    else:
        say_next(lang, "validate", workspace)


# A day with a database, from the morning's playbooks to the evening's copy.
cli.add_command(deploy)
cli.add_command(roles)
cli.add_command(away)
cli.add_command(start)
cli.add_command(signal)
cli.add_command(tasks)
cli.add_command(done)
cli.add_command(skip)
cli.add_command(reassign)
cli.add_command(ack)
cli.add_command(cancel)
cli.add_command(note)
cli.add_command(facts)
cli.add_command(pause)
cli.add_command(resume)
cli.add_command(end)
cli.add_command(journeys)
cli.add_command(timeline)
cli.add_command(explain)
cli.add_command(record)
cli.add_command(incidents)
cli.add_command(outbox)
cli.add_command(tick)
cli.add_command(worker)
cli.add_command(doctor)
cli.add_command(check)
cli.add_command(backup)
cli.add_command(erase)


@cli.command()
@click.argument("name", required=False, shell_complete=complete("kinds"))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write all schemas into a folder.",
)
@lang_option
def schema(name: str | None, output: Path | None, lang: Lang) -> None:
    """Print the JSON Schema of one kind of file, or list the kinds.

    Example: touchline schema playbook
    """
    from engine.present.closing import named, word
    from engine.runtime.schemas import schema_files, write_schemas

    kinds = schema_files()
    if name is not None and name not in kinds:
        fail(named("no-kind", name, kinds, lang), USAGE)
    if output is not None:
        for path in write_schemas(output):
            click.echo(word("written", lang, path=path.as_posix()), err=True)
    elif name is not None:
        click.echo(kinds[name].read_text("utf-8"), nl=False)
    else:
        click.echo("\n".join(kinds))
        say_next(lang, "schema", "playbook")


@cli.command("explain-rule")
@click.argument("name", required=False, shell_complete=complete("rules"))
@lang_option
def explain_rule(name: str | None, lang: Lang) -> None:
    """Explain a rule, the name in brackets behind a problem; without NAME, list them all.

    Example: touchline explain-rule dead-end --lang zh
    """
    from engine.language.lint.registry import explain, listing, rules
    from engine.present.closing import named

    if name is not None and name not in rules():
        fail(named("no-rule", name, rules(), lang), USAGE)
    click.echo(listing(lang) if name is None else explain(name, lang))
    following = ("validate",) if name else ("explain-rule", next(iter(rules())))
    say_next(lang, *following)


reserve(cli, "verify", "prove the promises of a playbook; not in this version")
reserve(cli, "diff", "say what changed in meaning between two workspaces; not in this version")
cli.headings = HEADINGS
reserve(cli, "migrate", "move running journeys to a new program; not in this version")


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
        drop_output()
        click.echo(err=True)
        code = INTERRUPTED
    # All that is left goes with the process: looking through it would take half a second.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()

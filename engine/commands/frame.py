"""The frame every command stands in: how commands are listed, ended, completed, reserved."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn

import click

from .outcome import ENVIRONMENT, USAGE, StoppedError

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


class Commands(click.Group):
    """Commands in the order of a playbook's life; what stops one becomes a sentence and a code."""

    headings: Mapping[str, str] = {}
    """What ``--help`` writes above a command: it and those behind it belong together."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands in parts, each under its heading."""
        names = self.list_commands(ctx)
        room = formatter.width - 6 - max(len(name) for name in names)
        parts: dict[str, list[tuple[str, str]]] = {}
        heading = "Commands"
        for name in names:
            heading = self.headings.get(name, heading)
            told = self.commands[name].get_short_help_str(room)
            parts.setdefault(heading, []).append((name, told))
        widest = max(len(name) for name in names)
        for heading, rows in parts.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), told) for name, told in rows])

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
            drop_output()
            ctx.exit(ENVIRONMENT)
        except OSError as error:
            click.echo(f"{error.filename or 'touchline'}: {error.strerror or error}", err=True)
            ctx.exit(ENVIRONMENT)
        return answer


def drop_output() -> None:
    """Let go what was not written yet: at exit it would block, or fail, once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def lang_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="en",
        envvar="TOUCHLINE_LANG",
        show_envvar=True,
        help="Language of titles and messages.",
    )(command)


def db_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--db``: the database it works on."""
    return click.option(
        "--db",
        "url",
        metavar="URL",
        required=True,
        envvar="TOUCHLINE_DB",
        show_envvar=True,
        help="The database, such as sqlite:///journeys.db.",
    )(command)


def by_option(*, required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what gives a command the option ``--by``: who acts.

    It is ``required`` where authority counts: nobody acts for the system by leaving it out.
    """
    # A default, even None, would stand for a person who is not named.
    unnamed = {"required": True} if required else {"default": ""}
    return click.option(
        "--by",
        metavar="PERSON",
        envvar="TOUCHLINE_BY",
        show_envvar=True,
        help="Who does this.",
        **unnamed,
    )


def workers_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--workers``."""
    return click.option(
        "--workers",
        metavar="W",
        help="Processes, without it one for each core; or the address of a Dask scheduler.",
    )(command)


def complete(what: Literal["stages", "kinds", "rules"]) -> Callable[..., list[str]]:
    """Return what a shell asks for the names of something."""

    def names(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        from .completing import names_of

        return names_of(what, begun, ctx.params.get("workspace"))

    return names


def reserve(cli: click.Group, name: str, purpose: str) -> None:
    """Keep a command's name for what will have it; asked for, it says so (exit 2)."""

    def answer(arguments: tuple[str, ...], lang: Literal["zh", "en"]) -> None:  # noqa: ARG001  # any are taken
        from ..present.closing import word

        fail(word("reserved", lang, name=name), USAGE)

    answer.__doc__ = f"Reserved: {purpose}.\n\nExample: touchline {name}"
    take = click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    cli.command(name, context_settings={"ignore_unknown_options": True})(take(lang_option(answer)))


def fail(sentence: str, code: int) -> NoReturn:
    """End the command with a sentence and an exit code."""
    raise StoppedError(sentence, code)

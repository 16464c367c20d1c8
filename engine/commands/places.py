"""Options that every command on a database takes: which one, by what titles, and who acts."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import click

from .frame import by_option, db_option, fail, lang_option
from .outcome import USAGE

# Heavy rooms are imported inside what needs them, so that --help costs little.
# ruff: noqa: PLC0415

Shape = Literal["text", "json"]
Command = Callable[..., Any]


_SAID = re.compile(r"([?&][^=&]*pass[^=&]*=)[^&]*", re.IGNORECASE)


class Place(NamedTuple):
    """A database as it was named, and how to speak of what is in it."""

    url: str
    workspace: Path | None
    shape: Shape
    lang: Literal["zh", "en"]

    @property
    def is_json(self) -> bool:
        """Whether ids and values are wanted, not sentences."""
        return self.shape == "json"

    def words(self) -> tuple[str, ...]:
        """Return the options by which the next command finds the same place.

        A password is never repeated on a screen; what the environment says need not be.
        """
        named = (
            () if os.environ.get("TOUCHLINE_DB") == self.url else ("--db", without_secret(self.url))
        )
        return (*named, *(("-w", str(self.workspace)) if self.workspace else ()))


class Hand(NamedTuple):
    """Who does something, when it happened, and the id that makes saying it twice safe."""

    by: str
    at: str | None
    id: str | None


def without_secret(url: str) -> str:
    """Return the address of a database without the password in it."""
    scheme, sep, rest = _SAID.sub(r"\1***", url).partition("://")
    who, at, where = rest.rpartition("@")
    hidden = f"{who.partition(':')[0]}:***" if ":" in who else who
    return f"{scheme}{sep}{hidden}{at}{where}"


class Said(NamedTuple):
    """What comes with a signal or a finished task: values, papers, a form that was filled in."""

    pairs: tuple[str, ...]
    brings: tuple[str, ...]
    file: Path | None


def on_database(command: Command) -> Command:
    """Give a command its database: ``--db``, ``-w``, ``--format`` and ``--lang`` as one place."""

    @functools.wraps(command)
    def placed(url: str, workspace: Path | None, shape: Shape, lang: Any, **given: Any) -> Any:
        return command(Place(url, workspace, shape, lang), **given)

    workspace = click.option(
        "-w",
        "--workspace",
        type=click.Path(path_type=Path),
        help="The folder whose titles are used; without it, those deployed in the database.",
    )
    shape = click.option(
        "--format",
        "shape",
        type=click.Choice(["text", "json"]),
        default="text",
        help="json: ids and values.",
    )
    return db_option(workspace(shape(lang_option(placed))))


def acting(*, named: bool) -> Callable[[Command], Command]:
    """Return what gives a command who acts: ``--by``, ``--at`` and ``--id`` as one hand.

    ``named``: nobody may leave out who does it.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def handed(
            place: Place, by: str, at: str | None, signal_id: str | None, **given: Any
        ) -> Any:
            if named and not by.strip():
                from ..present.phrases_live import say

                fail(say("empty", place.lang, option="--by"), USAGE)
            return command(place, Hand(by, at, signal_id), **given)

        at = click.option(
            "--at", metavar="TIME", help='When it happened, local time: "2025-10-09 10:00".'
        )
        signal_id = click.option(
            "--id",
            "signal_id",
            metavar="ID",
            help="Said again with the same id, nothing happens twice.",
        )
        return by_option(required=named)(at(signal_id(handed)))

    return decorate


def data_option(name: str, what: str) -> Callable[[Command], Command]:
    """Return what gives a command values: ``--data name=value``, as often as wanted."""
    return click.option(f"--{name}", "pairs", metavar="NAME=VALUE", multiple=True, help=what)


def saying(what: str) -> Callable[[Command], Command]:
    """Return what gives a command ``--data``, ``--brings`` and ``--file``, as one thing said."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def said(
            *place: Any,
            pairs: tuple[str, ...],
            brings: tuple[str, ...],
            file: Path | None,
            **given: Any,
        ) -> Any:
            return command(*place, said=Said(pairs, brings, file), **given)

        papers = click.option(
            "--brings",
            metavar="DOCUMENT",
            multiple=True,
            help="A document that came along; as often as wanted.",
        )
        form = click.option(
            "--file",
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help="A filled form as JSON: outcome, data, rows (of tables) and brings.",
        )
        return data_option("data", what)(papers(form(said)))

    return decorate

"""The commands of who runs the engine: a worker, and a look at how the database is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .frame import db_option, lang_option
from .places import Place, on_database

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@db_option
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    help="The playbooks new journeys take; without it, those deployed in the database.",
)
@click.option(
    "--sinks",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where effects go (schema: delivery/1); without it, to the log.",
)
@click.option("--once", "is_once", is_flag=True, help="Do all there is to do now, and end.")
@click.option(
    "--budget",
    metavar="NAME=N,...",
    help="How much a turn takes: signals=100,timers=100,delivery=100, and threads=2 that deliver.",
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    help="Answer /healthz, /readyz and /metrics there, such as 127.0.0.1:9464.",
)
@click.option(
    "--log",
    "log",
    type=click.Choice(["auto", "json", "console", "plain"]),
    default="auto",
    show_default=True,
    help="Lines on stderr; auto: for a terminal there, else json.",
)
@click.option("-v", "--verbose", "is_verbose", is_flag=True, help="A line for every batch too.")
@lang_option
def worker(**asked: Any) -> None:
    """Decide what waits and what comes due, and deliver effects, until told to stop.

    On PostgreSQL run as many as you like; on a file, one beside a service. SIGTERM or Ctrl-C:
    finishes what is in hand and ends within 10 seconds (exit 0); again: ends at once (exit
    130; nothing is lost). Exit 3: the database is not one, is damaged, or cannot be used
    until somebody looks; while it is only away, the worker waits for it.

    Example: touchline worker --db sqlite:///journeys.db --listen 127.0.0.1:9464
    """
    from .running import Asked, work

    work(Asked(**asked))


@click.command()
@on_database
def doctor(place: Place) -> None:
    """Look at a database and what it runs on, and tell what needs a hand; changes nothing.

    Versions, settings that durability rests on, clocks, public holidays of the years to come,
    programs and their journeys, workers, what waits, room on the disk. Exit 1: something
    needs a hand.

    Example: touchline doctor --db sqlite:///journeys.db
    """
    from .examining import examine

    examine(place)

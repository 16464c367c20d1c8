"""The commands that keep a database: checked, copied, given playbooks, erased."""

from __future__ import annotations

from pathlib import Path

import click

from .frame import by_option
from .places import Place, on_database

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@click.argument("playbooks", required=False, type=click.Path(path_type=Path))
@click.option("--dry-run", "is_tried", is_flag=True, help="Say what would change; deploy nothing.")
@on_database
@by_option()
def deploy(place: Place, by: str, playbooks: Path | None, is_tried: bool) -> None:
    """Give a database its playbooks: new journeys run by them, those under way keep their own.

    PLAYBOOKS is a folder; without it, the shipped ones. Says what changed since the last
    deployment, and how many journeys stay on which program. The same again changes nothing.

    Example: touchline deploy playbooks --by chen
    """
    from .deploying import deploy as deployed

    deployed(place, playbooks or place.workspace, by, is_tried=is_tried)


@click.command()
@click.argument("pairs", metavar="[ROLE=PERSON]...", nargs=-1)
@on_database
def roles(place: Place, pairs: tuple[str, ...]) -> None:
    """Say who fills which role from now on; without ROLE=PERSON, show it.

    Until somebody says so, each role is filled by a person of its own name. With --format json
    a list of {role, level, person, away}.

    Example: touchline roles account_manager=wang team_lead=chen
    """
    from .staffing import fill_roles

    fill_roles(place, pairs)


@click.command()
@click.argument("person")
@click.option("--until", metavar="TIME", required=True, help='Local time: "2025-10-09 09:00".')
@click.option("--from", "begins", metavar="TIME", help="Without it, from now on.")
@click.option("--deputy", default="", metavar="PERSON", help="Who stands in.")
@on_database
def away(place: Place, person: str, until: str, begins: str | None, deputy: str) -> None:
    """Say that a person is away, so that what is due in that time goes to who stands in.

    Example: touchline away wang --until "2025-10-09 09:00" --deputy li
    """
    from .staffing import note_absence

    note_absence(place, person, begins, until, deputy)


@click.command()
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many.")
@on_database
def tick(place: Place, limit: int | None) -> None:
    """Decide what has come due, and signals that wait, where no worker runs.

    Example: touchline tick --db sqlite:///journeys.db
    """
    from .tending import tick as ticked

    ticked(place, limit)


@click.command()
@click.option(
    "--deep",
    "is_deep",
    is_flag=True,
    help="Fold every journal again and compare, record by record.",
)
@on_database
def check(place: Place, is_deep: bool) -> None:
    """Check a database: read it through, and with --deep prove it from its journals.

    Names the first bad record of each journey or account (exit 1). With --format json a list
    of {place, record, what}, empty where all is well. Nothing is changed.

    Example: touchline check --deep
    """
    from .tending import check as checked

    checked(place, is_deep=is_deep)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@on_database
def backup(place: Place, file: Path) -> None:
    """Write a copy of the whole database as one view of it, while others go on using it.

    Nothing is ever written over. PostgreSQL has tools of its own for this: pg_dump.

    Example: touchline backup journeys-monday.db
    """
    from .tending import backup as backed_up

    backed_up(place, file)


@click.command()
@click.argument("account")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@on_database
@by_option(required=True)
def erase(place: Place, by: str, account: str, is_sure: bool) -> None:
    """Erase the personal facts of an account for good; its journeys and journals stay.

    Asks first, unless told --yes. Nothing brings them back but a backup, which must be erased too.

    Example: touchline erase acme --by chen --yes
    """
    from .tending import erase as erased

    erased(place, account, by, is_sure=is_sure)

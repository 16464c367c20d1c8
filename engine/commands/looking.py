"""The commands that look: what there is to do, how journeys stand, their story, what went wrong."""

from __future__ import annotations

from typing import Any

import click

from .frame import by_option
from .places import Place, on_database

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415

LIMIT = 100
"""How many rows are listed unless more are asked for."""

limit_option = click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    help="At most so many.",
)


@click.command()
@click.option("--owner", metavar="PERSON", help="Those of one person.")
@click.option("--role", help="Those of one role, whoever fills it.")
@click.option("--account", help="Those of one account.")
@click.option("--journey", help="Those of one journey.")
@click.option("--overdue", "is_overdue", is_flag=True, help="Only those whose deadline has passed.")
@click.option("--all", "is_all", is_flag=True, help="Those too that have not begun yet.")
@limit_option
@on_database
def tasks(place: Place, is_all: bool, **asked: Any) -> None:
    """List what there is to do, by deadline: overdue first.

    With --format json a list of {journey, task, name, item, account, stage, owner, role, status,
    opened_at, due_at, is_overdue}.

    Example: touchline tasks --owner account_manager
    """
    from .listing import Asked, list_tasks

    list_tasks(place, Asked(status=None if is_all else "open", **asked))


@click.command()
@click.option("--stalled", "is_stalled", is_flag=True, help="Only those gone silent for too long.")
@click.option("--account", help="Those of one account.")
@click.option("--line", help="Those of one product line.")
@click.option("--playbook", metavar="STAGE", help="Those in one stage.")
@click.option(
    "--status",
    type=click.Choice(["running", "dormant", "ended"]),
    help="Without it, those that are under way or asleep.",
)
@limit_option
@on_database
def journeys(place: Place, **wanted: Any) -> None:
    """List journeys and how they stand: stalled ones first, then those with work overdue.

    With --format json a list of {journey, account, line, key, stage, status, outcome, states,
    is_paused, stalls, overdue, next_due, began_at, version, program}.

    Example: touchline journeys --stalled
    """
    from .listing import Wanted, list_journeys

    list_journeys(place, Wanted(**wanted))


@click.command()
@click.argument("journey")
@on_database
def timeline(place: Place, journey: str) -> None:
    """Tell the story of a journey so far, in the local time of its calendar.

    JOURNEY is an id, the beginning of one, or an account that has one under way. With --format
    json, its records as they are kept, each with its number.

    Example: touchline timeline acme
    """
    from .listing import tell_story

    tell_story(place, journey)


@click.command()
@click.option("--all", "is_all", is_flag=True, help="Those too that were seen to.")
@click.option(
    "--close",
    "closes",
    type=(str, int),
    metavar="JOURNEY RECORD",
    help="Say that this one was seen to: it stays in the story, and leaves the list.",
)
@on_database
@by_option()
def incidents(place: Place, by: str, is_all: bool, closes: tuple[str, int] | None) -> None:
    """List what a person must look at: conditions that cannot be computed, parked signals.

    With --format json a list of {journey, record, at, code, about, state}. Exit 1 while one
    is open.

    Example: touchline incidents --close acme/steel/contract/1 27 --by chen
    """
    from .listing import close_incident, list_incidents

    if closes is None:
        list_incidents(place, is_all=is_all)
    else:
        close_incident(place, *closes, by)

"""The commands about what is on its way out: the shelf of what could not be delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from .frame import Commands
from .looking import limit_option
from .places import Place, on_database

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415

STATES = ("pending", "sending", "done", "dead", "unknown", "dropped")


@click.group(cls=Commands)
def outbox() -> None:
    """See what is on its way out, and decide about what could not be delivered.

    A delivery is one effect for one target; its id is JOURNEY/RECORD/INDEX/TARGET, the same that
    receivers are sent. On the shelf lie the dead, after their last attempt, and those that are
    never sent twice where nobody knows whether they arrived.

    Example: touchline outbox list
    """


def _filtering(states: tuple[str, ...], without: str) -> Callable[[Any], Any]:
    def decorate(command: Any) -> Any:
        target = click.option("--target", metavar="NAME", help="Those for one target.")
        journey = click.option("--journey", metavar="ID", help="Those of one journey.")
        state = click.option(
            "--state", type=click.Choice(states), help=f"Those in one state; without it, {without}."
        )
        return state(target(journey(command)))

    return decorate


@outbox.command("list")
@_filtering((*STATES, "all"), "those that wait for a person: dead and unknown")
@limit_option
@on_database
def list_deliveries(place: Place, **asked: Any) -> None:
    """List deliveries, those due first; end with 1 where some wait for a person.

    With --format json a list of {id, journey, record, index, target, state, attempts, due_at,
    at_most_once, why, what}.

    Example: touchline outbox list --state pending --target sales_system
    """
    from .shelf import Asked, tell_shelf

    tell_shelf(place, Asked(**asked))


@outbox.command()
@click.argument("delivery", metavar="ID")
@on_database
def show(place: Place, delivery: str) -> None:
    """Show one delivery: how it stands, and what it says.

    With --format json the fields of list, and the effect itself.

    Example: touchline outbox show acme/valves/contract/1/12/0/sales_system
    """
    from .shelf import tell_one

    tell_one(place, delivery)


@outbox.command()
@click.argument("deliveries", metavar="[ID]...", nargs=-1)
@_filtering(("dead", "unknown", "dropped", "pending"), "the dead")
@on_database
def retry(place: Place, deliveries: tuple[str, ...], **asked: Any) -> None:
    """Try deliveries again, by id or all that are meant.

    They are due at once, with all their attempts before them. One that is never sent twice is
    sent again too: whoever says so knows that it did not arrive.

    Example: touchline outbox retry --target sales_system
    """
    from .shelf import Asked, send_again

    send_again(place, deliveries, Asked(**asked))


@outbox.command()
@click.argument("deliveries", metavar="[ID]...", nargs=-1)
@_filtering(("dead", "unknown", "pending"), "the dead")
@on_database
def drop(place: Place, deliveries: tuple[str, ...], **asked: Any) -> None:
    """Give deliveries up, by id or all that are meant.

    Nobody tries them any more; they stay listed as dropped.

    Example: touchline outbox drop acme/valves/contract/1/12/0/sales_system
    """
    from .shelf import Asked, give_up

    give_up(place, deliveries, Asked(**asked))

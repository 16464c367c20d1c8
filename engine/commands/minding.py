"""The commands by which people see to tasks and journeys: handed over, left out, paused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .places import Hand, Place, acting, on_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..core.journey import Journey
    from ..language.values import Instant
    from ..runtime.step import Receipt
    from .opening import Opened

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415

reason_option = click.option("--reason", default="", help="Why, in a few words.")


@click.command()
@click.argument("journey")
@click.argument("about", required=False, default="")
@on_database
@acting(named=True)
def ack(place: Place, hand: Hand, journey: str, about: str) -> None:
    """Acknowledge what is being escalated: you see to it, and its ladder rests for a while.

    ABOUT is the stall, or the task that is late; it may be left out where there is only one.

    Example: touchline ack acme quote_unanswered --by chen
    """
    from .deeds import acknowledge

    acknowledge(place, journey, about, hand)


@click.command()
@click.argument("journey")
@click.argument("task")
@click.argument("to")
@on_database
@acting(named=True)
def reassign(place: Place, hand: Hand, journey: str, task: str, to: str) -> None:
    """Hand a task over to another person, or to a partner.

    Example: touchline reassign acme send_quote zhang --by chen
    """
    _do_to_task(
        place, journey, task, hand,
        lambda here, each, name, at: here.engine.reassign(
            each.id, name, to, by=hand.by, at=at, id=hand.id
        ),
    )  # fmt: skip


@click.command()
@click.argument("journey")
@click.argument("task")
@reason_option
@on_database
@acting(named=True)
def skip(place: Place, hand: Hand, journey: str, task: str, reason: str) -> None:
    """Leave a task out this time; what comes after it need not wait for it.

    Example: touchline skip acme ask_satisfaction --reason "asked in person" --by chen
    """
    _do_to_task(
        place, journey, task, hand,
        lambda here, each, name, at: here.engine.skip(
            each.id, name, by=hand.by, reason=reason, at=at, id=hand.id
        ),
    )  # fmt: skip


@click.command()
@click.argument("journey")
@click.argument("task")
@on_database
@acting(named=True)
def cancel(place: Place, hand: Hand, journey: str, task: str) -> None:
    """Call a task off; nothing that waits for it begins.

    Example: touchline cancel acme go_through_redline --by chen
    """
    _do_to_task(
        place, journey, task, hand,
        lambda here, each, name, at: here.engine.cancel(
            each.id, name, by=hand.by, at=at, id=hand.id
        ),
    )  # fmt: skip


@click.command()
@click.argument("journey")
@click.argument("text")
@on_database
@acting(named=True)
def note(place: Place, hand: Hand, journey: str, text: str) -> None:
    """Write a note into a journey's story; it changes nothing else.

    Example: touchline note acme "Called twice; their buyer is back on Monday" --by wang
    """
    _do(place, journey, hand, lambda here, each, at: here.engine.note(
        each.id, text, by=hand.by, at=at, id=hand.id
    ))  # fmt: skip


@click.command()
@click.argument("journey")
@reason_option
@on_database
@acting(named=True)
def pause(place: Place, hand: Hand, journey: str, reason: str) -> None:
    """Pause a journey: all its clocks stand still until it is resumed.

    Example: touchline pause acme --reason "they move to a new plant" --by chen
    """
    _do(place, journey, hand, lambda here, each, at: here.engine.pause(
        each.id, reason, by=hand.by, at=at, id=hand.id
    ))  # fmt: skip


@click.command()
@click.argument("journey")
@reason_option
@on_database
@acting(named=True)
def resume(place: Place, hand: Hand, journey: str, reason: str) -> None:
    """Resume a paused journey: its clocks go on from where they stood.

    Example: touchline resume acme --by chen
    """
    _do(place, journey, hand, lambda here, each, at: here.engine.resume(
        each.id, reason, by=hand.by, at=at, id=hand.id
    ))  # fmt: skip


@click.command()
@click.argument("journey")
@click.option(
    "--outcome",
    type=click.Choice(["success", "lost"]),
    default="lost",
    show_default=True,
    help="How it ended.",
)
@reason_option
@on_database
@acting(named=True)
def end(place: Place, hand: Hand, journey: str, outcome: str, reason: str) -> None:
    """End a journey by hand, whatever stage it is in.

    Example: touchline end acme --outcome lost --reason "merged into another company" --by chen
    """
    _do(place, journey, hand, lambda here, each, at: here.engine.end(
        each.id, outcome=outcome, reason=reason, by=hand.by, at=at, id=hand.id
    ))  # fmt: skip


def _do(
    place: Place,
    journey: str,
    hand: Hand,
    deed: Callable[[Opened, Journey, Instant | None], Receipt],
) -> None:
    from .deeds import act

    act(place, journey, hand, deed)


def _do_to_task(
    place: Place,
    journey: str,
    task: str,
    hand: Hand,
    deed: Callable[[Opened, Journey, str, Instant | None], Receipt],
) -> None:
    from .finding import task_meant

    _do(
        place, journey, hand,
        lambda here, each, at: deed(
            here, each, task if task in each.tasks else task_meant(here, each, task)[0], at
        ),
    )  # fmt: skip

"""The commands by which something happens: a journey begins, is told, has a task done."""

from __future__ import annotations

import click

from .frame import complete
from .places import Hand, Place, Said, acting, data_option, on_database, saying

# Heavy rooms are imported inside the command that needs them, so that --help costs little.
# ruff: noqa: PLC0415


@click.command()
@click.argument("account")
@click.option(
    "--playbook",
    metavar="STAGE",
    required=True,
    shell_complete=complete("stages"),
    help="The stage it begins in.",
)
@click.option("--line", default="", help="The product line it is about.")
@click.option("--key", default="", help="What tells it from others of the account and line.")
@click.option(
    "--state",
    "states",
    metavar="[TRACK=]STATE",
    multiple=True,
    help="Begin in this state, for one that is under way already.",
)
@click.option(
    "--item", "items", metavar="THING=KEY", multiple=True, help="An item there is already."
)
@data_option("fact", "What is known already; as often as wanted; typed by the vocabulary.")
@on_database
@acting(named=False)
def start(
    place: Place,
    hand: Hand,
    pairs: tuple[str, ...],
    states: tuple[str, ...],
    items: tuple[str, ...],
    **address: str,
) -> None:
    """Begin a journey of an account; one that runs for the same already is found instead.

    Example: touchline start acme --playbook contract --fact contract.amount="90000 CNY"
    """
    from ..core.journey import Address
    from .deeds import Beginning, begin

    begin(place, Address(**address), Beginning(pairs, states, items), hand)


@click.command()
@click.argument("whom")
@click.argument("signal", required=False, default="")
@click.option(
    "--account",
    "is_account",
    is_flag=True,
    help="WHOM is an account: the vocabulary says which of its journeys takes it, or begins by it.",
)
@click.option("--line", default="", help="With --account: the product line it is about, if known.")
@click.option("--key", default="", help="With --account: what tells journeys of a line apart.")
@saying("What the signal says, as often as wanted; typed by the vocabulary.")
@on_database
@acting(named=False)
def signal(
    place: Place, hand: Hand, whom: str, signal: str, is_account: bool, said: Said, **about: str
) -> None:
    """Say what happened: the customer answered, a paper came, a fact became known.

    WHOM is a journey: its id, the beginning of it, or an account that has one under way. With -
    in its place, one signal is read as JSON from the standard input, with its own address.

    Example: touchline signal acme quote.accepted
    """
    from .deeds import send, send_written

    if whom == "-":
        send_written(place)
    elif not signal:
        raise click.MissingParameter(param_type="argument", param_hint="'SIGNAL'")
    else:
        from ..core.journey import Address

        address = Address(account=whom, **about) if is_account else Address(journey=whom)
        send(place, address, signal, said, hand)


@click.command()
@click.argument("journey")
@click.argument("task")
@click.option("--outcome", default="", help="How it ended, where it can end in several ways.")
@saying("A field of its form, as often as wanted; typed by the vocabulary.")
@on_database
@acting(named=True)
def done(place: Place, hand: Hand, journey: str, task: str, outcome: str, said: Said) -> None:
    """Report a task as done, with what its form asks for.

    TASK is its name, TASK.OUTCOME, or its title. Where something is missing, nothing changes,
    and what can be filled in is listed (exit 1).

    Example: touchline done acme settle_terms --outcome agreed --data contract.amount="90000 CNY"
    """
    from .deeds import complete_task

    complete_task(place, journey, task, outcome, said, hand)


@click.command()
@click.argument("account")
@data_option("fact", "What is known of the account; as often as wanted; typed by the vocabulary.")
@on_database
@acting(named=False)
def facts(place: Place, hand: Hand, account: str, pairs: tuple[str, ...]) -> None:
    """Set facts of an account; all its running journeys look again at once.

    Example: touchline facts acme --fact account.tier=A --fact account.on_hold=no
    """
    from .deeds import set_facts

    set_facts(place, account, pairs, hand)

"""What people do to a journey: which one is found, what is said is typed, the answer is told."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from msgspec.structs import replace

from ..core.journey import Address, Signal
from ..core.own_signals import STARTED
from ..core.records import SignalRefused
from ..present.answers import answer_text, answer_values, facts_text, fill_in
from ..present.closing import next_command
from ..present.phrases_live import say
from ..runtime.receiving import MAX_BYTES, Filled, read_signal
from .filling import (
    documents_of,
    facts_of_account,
    fields_of,
    full_name,
    names_of,
    read_file,
    values_of,
)
from .finding import (
    check_signal_name,
    climb_meant,
    item_of_task,
    journey_meant,
    one_of,
    task_meant,
    way_to_do,
)
from .loading import say_next
from .opening import Opened, opening
from .outcome import FINDINGS, USAGE, StoppedError
from .places import Hand, Place, Said

if TYPE_CHECKING:
    from ..core.journey import Journey
    from ..language.values import Instant
    from ..runtime.step import Receipt

SOURCE = "cli"
"""Where signals of the command line say they come from."""

_ASKS = {"field-missing", "field-wrong", "outcome-missing", "outcome-unknown"}
"""Refusals that say what to fill in."""

Deed = Callable[[Opened, "Journey", "Instant | None"], "Receipt"]


def act(place: Place, text: str, hand: Hand, deed: Deed) -> None:
    """Do something to the journey meant by ``text`` and tell what came of it.

    Raises:
        StoppedError: it cannot be done.
    """
    with opening(place) as here:
        journey = journey_meant(here, text)
        zone = here.wording(journey.playbook, journey.program).zone
        receipt = deed(here, journey, here.instant(hand.at, zone))
        tell(here, [receipt], {journey.id: journey})


def tell(here: Opened, receipts: Sequence[Receipt], before: Mapping[str, Journey]) -> None:
    """Print answers, and what to do next; end with 1 where one was refused."""
    place, lang = here.place, here.lang
    if any(each.is_duplicate for each in receipts):
        click.echo(say("repeat", lang), err=True)
    if place.is_json:
        values = [answer_values(each) for each in receipts]
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        for each in receipts:
            held = before.get(each.journey) or here.engine.journey(each.journey)
            wording = here.wording(held.playbook, held.program)
            click.echo(answer_text(each, wording, here.around))
    bad = [each for each in receipts if each.outcome in {"refused", "incident"}]
    if bad:
        _tell_cure(here, bad[0])
        sys.exit(FINDINGS)
    if len(receipts) == 1:
        _say_following(here, receipts[0].journey)


def _say_following(here: Opened, journey_id: str) -> None:
    """Name the command that shows what there is to do now, or else the story."""
    tasks = here.engine.journey(journey_id).tasks.values()
    is_open = any(task.status == "open" for task in tasks)
    following = ("tasks", "--journey") if is_open else ("timeline",)
    say_next(here.lang, *following, journey_id, *here.place.words())


def _tell_cure(here: Opened, receipt: Receipt) -> None:
    """Say what can be filled in, or where to ask why."""
    refused = next((each for each in receipt.records if isinstance(each, SignalRefused)), None)
    if refused is None:
        say_next(here.lang, "incidents", *here.place.words())
        return
    journey = here.engine.journey(receipt.journey)
    if refused.reason == "no-authority":
        _tell_who_may(here, journey, refused.names[0])
    if refused.reason in _ASKS:
        wording = here.wording(journey.playbook, journey.program)
        program = here.program(journey).program
        name = refused.type.partition(".")[0]
        fields = fields_of(program, journey.playbook, refused.type)
        found = here.program(journey).stages[journey.playbook].touchpoints.get(name)
        titles = wording.legend
        outcomes = {
            each: titles.title(f"outcome/{journey.playbook}.{name}.{each}", here.lang)
            for each in (found.outcomes if found is not None else ())
        }
        click.echo(fill_in(fields, outcomes, wording, here.lang), err=True)
    task = refused.type.partition(".")[0]
    known = here.program(journey).stages[journey.playbook].touchpoints
    about = (task,) if task in known else ()
    say_next(here.lang, "explain", journey.id, *about, *here.place.words())


def _tell_who_may(here: Opened, journey: Journey, act_: str) -> None:
    program, legend = here.program(journey).program, here.legend(journey.program)
    able = [name for name, role in program.roles.items() if role.may.get(act_)]
    # Whom to ask first: those nearest to the work.
    able.sort(key=lambda name: (program.levels.index(program.roles[name].level), name))
    titles = [legend.title(f"role/{name}", here.lang) for name in able]
    gap = "、" if here.lang == "zh" else ", "
    click.echo(say("may", here.lang, roles=gap.join(titles)), err=True)


# --- beginning


class Beginning(NamedTuple):
    """How a journey begins: what is known, the states it is in already, the items there are."""

    pairs: tuple[str, ...]
    states: tuple[str, ...]
    items: tuple[str, ...]


def begin(place: Place, address: Address, how: Beginning, hand: Hand) -> None:
    """Begin a journey, or find the one that runs for the same already.

    Raises:
        StoppedError: it cannot begin.
    """
    with opening(place, makes=True) as here:
        linked = here.engine.linked()
        stages = linked.program.stages
        playbook = one_of(here, "no-playbook", address.playbook, stages)
        facts = values_of(how.pairs, linked.program.facts, "--fact", place.lang)
        wording = here.wording(playbook, linked.id)
        tracks = {name: name for name in (*linked.stages[playbook].tracks, "state")}
        states = [each if "=" in each else f"state={each}" for each in how.states]
        data = {
            **facts,
            **names_of(states, tracks, "--state", place.lang),
            **names_of(how.items, linked.program.things, "--item", place.lang),
        }
        at = here.instant(hand.at, wording.zone)
        signal = Signal(STARTED, _id(hand), SOURCE, hand.by, at or 0, data, address=address)
        receipt = here.engine.begin(signal)
        if receipt.outcome == "nothing":
            click.echo(say("twin", place.lang), err=True)
            receipt = replace(receipt, is_duplicate=False)
        tell(here, [receipt], {})


def _id(hand: Hand) -> str:
    return hand.id or secrets.token_hex(8)


# --- signals


class Heard:
    """What came with a signal or a finished task, read: typed by hand over what a file says."""

    def __init__(self, said: Said) -> None:
        self.pairs, self.brings = said.pairs, said.brings
        self.filled = read_file(said.file) if said.file is not None else Filled()

    def data(self, here: Opened, journey: Journey, name: str) -> dict[str, Any]:
        """Return all values, those typed on the command line over those of the file."""
        program = here.program(journey).program
        fields = fields_of(program, journey.playbook, name)
        filled = {full_name(each, fields): value for each, value in self.filled.data.items()}
        return {**filled, **values_of(self.pairs, fields, "--data", here.lang)}

    def papers(self, here: Opened, journey: Journey) -> tuple[str, ...]:
        """Return the documents that came along."""
        brings = (*self.filled.brings, *self.brings)
        return documents_of(brings, here.program(journey).program, here.lang)


def send(place: Place, address: Address, name: str, said: Said, hand: Hand) -> None:
    """Send a signal to a journey, or to an account whose vocabulary says which one takes it.

    Raises:
        StoppedError: it cannot be sent.
    """
    if address.account:
        _send_to_account(place, address, name, said, hand)
        return

    def deed(here: Opened, journey: Journey, at: Instant | None) -> Receipt:
        check_signal_name(here, here.program(journey).program, journey, name)
        heard = Heard(said)
        signal = Signal(
            name, _id(hand), SOURCE, hand.by, at or 0, heard.data(here, journey, name),
            heard.papers(here, journey), rows=heard.filled.rows,
        )  # fmt: skip
        return here.engine.signal(journey.id, signal)

    act(place, address.journey, hand, deed)


def _send_to_account(place: Place, address: Address, name: str, said: Said, hand: Hand) -> None:
    with opening(place) as here:
        linked = here.engine.linked()
        program = linked.program
        check_signal_name(here, program, None, name)
        heard = Heard(said)
        kind = program.signals.get(name)
        declared = kind.data if kind is not None else program.facts
        data = {**heard.filled.data, **values_of(heard.pairs, declared, "--data", place.lang)}
        papers = documents_of((*heard.filled.brings, *heard.brings), program, place.lang)
        at = here.instant(hand.at, here.zone)
        signal = Signal(
            name, _id(hand), SOURCE, hand.by, at or 0, data, papers, address, heard.filled.rows
        )
        tell(here, here.engine.send(signal), {})


def send_written(place: Place) -> None:
    """Send one signal of JSON from the standard input, where its address says.

    Raises:
        StoppedError: it is not one, or cannot be sent.
    """
    body = sys.stdin.buffer.read(MAX_BYTES + 1)
    with opening(place) as here:
        signal = read_signal(body)
        engine = here.engine
        if signal.type == STARTED:
            tell(here, [engine.begin(signal)], {})
        elif signal.address.journey:
            before = engine.journey(signal.address.journey)
            tell(here, [engine.signal(before.id, signal)], {before.id: before})
        else:
            tell(here, engine.send(signal), {})


def set_facts(place: Place, account: str, pairs: Sequence[str], hand: Hand) -> None:
    """Set facts of an account; every running journey of it looks again (S7.9).

    Raises:
        StoppedError: a fact is none of an account, or not of its type.
    """
    if not pairs:
        raise StoppedError(say("nothing-given", place.lang, option="--fact"), USAGE)
    with opening(place) as here:
        program = here.engine.linked().program
        names = [pair.partition("=")[0].strip() for pair in pairs]
        known = program.facts
        strays = [name for name in names if name in known and known[name].scope == "journey"]
        if strays:
            raise here.stop("of-a-journey", name=strays[0])
        facts = values_of(pairs, facts_of_account(program), "--fact", place.lang)
        at = here.instant(hand.at, here.zone)
        receipts = here.engine.set_facts(
            account, facts, by=hand.by, at=at, id=hand.id, source=SOURCE
        )
        if not place.is_json:
            click.echo(facts_text(account, facts, here.legend(here.engine.linked().id), place.lang))
        tell(here, receipts, {})
        if len(receipts) != 1:
            say_next(place.lang, "journeys", "--account", account, *place.words())


# --- tasks


def complete_task(place: Place, text: str, task: str, outcome: str, said: Said, hand: Hand) -> None:
    """Report a task as done.

    Raises:
        StoppedError: there is no such task, or a value is not of its type.
    """

    def deed(here: Opened, journey: Journey, at: Instant | None) -> Receipt:
        name, own = task_meant(here, journey, task)
        way = way_to_do(here, journey, name)
        if way[0] != "done":
            command = next_command(place.lang, way[0], *way[1:], *place.words())
            raise here.stop("bring-it", name=name, command=command)
        heard = Heard(said)
        return here.engine.complete(
            journey.id, name, by=hand.by, outcome=outcome or own or heard.filled.outcome,
            data={**item_of_task(here, journey, task), **heard.data(here, journey, name)},
            brings=heard.papers(here, journey),
            rows=heard.filled.rows, at=at, id=hand.id,
        )  # fmt: skip

    act(place, text, hand, deed)


def acknowledge(place: Place, text: str, about: str, hand: Hand) -> None:
    """Take up what is being escalated, so that its ladder rests.

    Raises:
        StoppedError: nothing of that name is being escalated.
    """

    def deed(here: Opened, journey: Journey, at: Instant | None) -> Receipt:
        climb = climb_meant(here, journey, about)
        return here.engine.acknowledge(journey.id, climb, by=hand.by, at=at, id=hand.id)

    act(place, text, hand, deed)

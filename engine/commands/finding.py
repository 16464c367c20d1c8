"""Which journey, task, signal or playbook is meant: full names, short ones, titles; or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..core.own_signals import OWN, STARTED
from ..language.facts import describe_type
from ..present.phrases_live import meant, say
from ..runtime.failures import UnknownJourneyError
from .outcome import USAGE, StoppedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.journey import Journey
    from ..language.program import Program
    from ..runtime.store import JourneyRow
    from .opening import Opened

SHOWN = 10
"""How many journeys are listed where more than one may be meant."""

TASK_SIGNALS = ("task.hand_over", "task.skip", "task.cancel")
"""What commands of their own send."""


def journey_meant(here: Opened, text: str) -> Journey:
    """Return the journey of an id, of the beginning of one, or the only one of an account.

    Of several, one that is under way is meant before one that has ended. Which was taken is
    said where it is not the id itself.

    Raises:
        StoppedError: there is none, or more than one.
    """
    engine = here.engine
    try:
        return engine.journey(text)
    except UnknownJourneyError:
        rows = engine.journeys(account=text) or _beginning(here, text)
    alive = [row for row in rows if row.status != "ended"]
    found = alive or list(rows)
    if len(found) == 1:
        click.echo(say("taken-for", here.lang, text=text, journey=found[0].id), err=True)
        return engine.journey(found[0].id)
    if not found:
        raise StoppedError(_nobody(here, text), USAGE)
    head = say("which-journey", here.lang, text=text)
    listed = [f"  {row.id}" for row in found[:SHOWN]]
    more = ["  …"] if len(found) > SHOWN else []
    raise StoppedError("\n".join([head, *listed, *more]), USAGE)


def _beginning(here: Opened, text: str) -> Sequence[JourneyRow]:
    """Return the journeys whose id begins so; ids are in order, so they lie together."""
    rows = here.engine.journeys(after=text, limit=SHOWN + 1) if text else ()
    return [row for row in rows if row.id.startswith(text)]


def _nobody(here: Opened, text: str) -> str:
    rows = here.engine.journeys(limit=1000)
    names = dict.fromkeys([*(row.id for row in rows), *(row.account for row in rows)])
    return meant("no-journey", text, names, here.lang)


def task_meant(here: Opened, journey: Journey, text: str) -> tuple[str, str]:
    """Return the name of the touchpoint or step meant, and its outcome where the name holds one.

    ``settle_terms``, ``settle_terms.agreed``, the id of a task or its title.

    Raises:
        StoppedError: the stage has nothing of that name.
    """
    known = _tasks_of(here, journey)
    name, _, outcome = text.partition(".")
    if text in journey.tasks:
        return journey.tasks[text].name, ""
    if text in known:
        return text, ""
    if name in known:
        return name, outcome
    titled = [each for each, titles in known.items() if text in titles]
    if len(titled) == 1:
        return titled[0], ""
    raise StoppedError(meant("no-task", text, known, here.lang), USAGE)


def item_of_task(here: Opened, journey: Journey, text: str) -> dict[str, str]:
    """Return which item a task is about, as its signal says it; nothing for a task of none."""
    task = journey.tasks.get(text)
    track, _, key = task.track.partition("/") if task is not None else ("", "", "")
    if not key:
        return {}
    linked = here.program(journey)
    thing = linked.stages[journey.playbook].tracks[track].each
    return {f"{thing}.{linked.many[thing]}": key}


def way_to_do(here: Opened, journey: Journey, name: str) -> tuple[str, ...]:
    """Return the command that does a task: what is missing is not reported, it is brought.

    ``name`` is its name, or its id where several bear the name.
    """
    tasks = [each for each in journey.tasks.values() if name in {each.name, each.id}]
    if not any(each.kind == "blocker" for each in tasks):
        return ("done", journey.id, name)
    name, program = tasks[0].name, here.program(journey).program
    item = [
        word
        for key, value in item_of_task(here, journey, tasks[0].id).items()
        for word in ("--data", f"{key}={value}")
    ]
    if name in program.documents:
        return ("signal", journey.id, "facts.set", *item, "--brings", name)
    fact = program.facts.get(name)
    if fact is None:
        return ("explain", journey.id)
    pair = f"{name}={describe_type(fact).partition(' | ')[0]}"
    if fact.scope == "account":
        return ("facts", journey.account, "--fact", pair)
    return ("signal", journey.id, "facts.set", *item, "--data", pair)


def _tasks_of(here: Opened, journey: Journey) -> dict[str, tuple[str, ...]]:
    """Return all that can be done in a stage, each with its titles: open tasks first."""
    program, titles = here.program(journey), here.legend(journey.program).titles
    linked = program.stages[journey.playbook]
    steps = [
        (f"followup/{play}.{step.id}", step.id)
        for play, recovery in program.program.recoveries.items()
        for step in recovery.steps
    ]
    keys = [
        *((f"touchpoint/{journey.playbook}.{name}", name) for name in linked.touchpoints),
        *steps,
        *(("", task.name) for task in journey.tasks.values()),
    ]
    is_open = {task.name for task in journey.tasks.values() if task.status == "open"}
    found: dict[str, tuple[str, ...]] = {}
    for key, name in sorted(keys, key=lambda each: each[1] not in is_open):
        title = titles.get(key)
        found[name] = (*found.get(name, ()), *((title.zh, title.en) if title else ()))
    return found


def check_signal_name(here: Opened, program: Program, journey: Journey | None, name: str) -> None:
    """Check that somebody declares a signal of that name.

    Raises:
        StoppedError: nobody does; a slip of the keyboard is not recorded for ever.
    """
    allowed = [*program.signals, *(each for each in sorted(OWN) if each not in TASK_SIGNALS)]
    if journey is not None:
        tasks = _tasks_of(here, journey)
        task, _, outcome = name.partition(".")
        if name in tasks or (outcome and task in tasks):
            return
    if name not in allowed and name != STARTED:
        raise StoppedError(meant("no-signal", name, allowed, here.lang), USAGE)


def one_of(here: Opened, phrase: str, name: str, allowed: Iterable[str]) -> str:
    """Return a name that is one of these.

    Raises:
        StoppedError: it is none of them.
    """
    names = list(allowed)
    if name not in names:
        raise StoppedError(meant(phrase, name, names, here.lang), USAGE)
    return name


def climb_meant(here: Opened, journey: Journey, text: str) -> str:
    """Return what is being escalated by its name; the only one where none is given.

    Raises:
        StoppedError: nothing is, nothing of that name is, or more than one is.
    """
    names = list(
        dict.fromkeys(each.removeprefix("stall:").partition("#")[0] for each in journey.climbs)
    )
    if not text and len(names) == 1:
        return names[0]
    if not names:
        raise here.stop("no-climb", journey=journey.id)
    if not text:
        raise here.stop("which-climb", allowed=", ".join(names))
    return one_of(here, "which-one", text, names)

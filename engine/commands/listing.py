"""What is read from a database for people: rows found, put into words or values, and printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from ..present.answers import journal_text, record_values
from ..present.board import (
    Wording,
    in_order,
    incident_values,
    incidents_text,
    journey_values,
    journeys_text,
    named_apart,
    task_values,
    tasks_text,
)
from ..present.phrases_live import say
from .finding import journey_meant, one_of, way_to_do
from .loading import say_next
from .opening import Opened, opening
from .outcome import FINDINGS, USAGE, StoppedError
from .places import Place

if TYPE_CHECKING:
    from ..core.journey import Journey
    from ..runtime.store import JourneyRow, Status, TaskRow

_NOT_ENDED: tuple[Status, ...] = ("running", "dormant")

Row = TypeVar("Row")


class Asked(NamedTuple):
    """Which tasks are asked for."""

    owner: str | None
    role: str | None
    account: str | None
    journey: str | None
    status: str | None
    is_overdue: bool
    limit: int


class Wanted(NamedTuple):
    """Which journeys are asked for; without a status, those that have not ended."""

    account: str | None
    line: str | None
    playbook: str | None
    status: Status | None
    is_stalled: bool
    limit: int


def list_tasks(place: Place, asked: Asked) -> None:
    """Print tasks, and how to do the first of them.

    Raises:
        StoppedError: the database cannot be read, or has no such journey.
    """
    with opening(place) as here:
        journey = journey_meant(here, asked.journey).id if asked.journey else None
        rows = here.engine.tasks(
            owner=asked.owner, role=asked.role, account=asked.account, journey=journey,
            status=asked.status, overdue=asked.is_overdue, limit=asked.limit + 1,
        )  # fmt: skip
        kept = _first(here, rows, asked.limit)
        names = dict.fromkeys(row.journey for row in kept)
        journeys = {name: here.engine.journey(name) for name in names}
        tasks = in_order((row, *_about(here, journeys[row.journey], row)) for row in kept)
        _print(place, tasks, task_values, lambda: tasks_text(tasks, here.around))
        _say_late(here)
        if tasks:
            first = tasks[0][0]
            name = named_apart(tasks)[first.journey, first.id]
            way = way_to_do(here, journeys[first.journey], name)
            say_next(place.lang, *way, *place.words())
        else:
            say_next(place.lang, "journeys", *place.words())


def _about(here: Opened, journey: Journey, row: TaskRow) -> tuple[Wording, str]:
    wording = here.wording(journey.playbook, journey.program)
    task = journey.tasks.get(row.id)
    return wording, task.track.partition("/")[2] if task is not None else ""


def list_journeys(place: Place, wanted: Wanted) -> None:
    """Print how journeys stand, and where to read the story of the first.

    Raises:
        StoppedError: the database cannot be read, or has no such playbook.
    """
    with opening(place) as here:
        if wanted.playbook is not None:
            one_of(here, "no-playbook", wanted.playbook, here.engine.linked().stages)
        rows = _standing(here, wanted)
        found = []
        for row in _first(here, rows, wanted.limit):
            journey = here.engine.journey(row.id)
            found.append((row, journey, here.wording(journey.playbook, journey.program)))
        _print(place, found, journey_values, lambda: journeys_text(found, here.around))
        _say_late(here)
        if found:
            stalled = [each for each in found if each[1].stalls] or found
            say_next(place.lang, "timeline", stalled[0][0].id, *place.words())
        else:
            say_next(place.lang, "tasks", *place.words())


def _standing(here: Opened, wanted: Wanted) -> list[JourneyRow]:
    """Return rows of journeys, those stalled before all others: a limit must not hide them."""
    statuses = (wanted.status,) if wanted.status else _NOT_ENDED
    found: dict[str, JourneyRow] = {}
    for is_stalled in (True,) if wanted.is_stalled else (True, False):
        for status in statuses:
            rows = here.engine.journeys(
                account=wanted.account, line=wanted.line, playbook=wanted.playbook,
                stalled=is_stalled, status=status, limit=wanted.limit + 1,
            )  # fmt: skip
            found.update((row.id, row) for row in rows)
    return list(found.values())


def tell_story(place: Place, text: str) -> None:
    """Print the story of a journey so far.

    Raises:
        StoppedError: the database cannot be read, or has no such journey.
    """
    with opening(place) as here:
        journey = journey_meant(here, text)
        records = here.engine.history(journey.id)
        if place.is_json:
            told = json.dumps(record_values(records, 1), ensure_ascii=False, indent=2)
        else:
            wording = here.wording(journey.playbook, journey.program)
            told = journal_text(journey.id, records, wording, here.around)
        click.echo(told)
        say_next(place.lang, "explain", journey.id, *place.words())


def list_incidents(place: Place, *, is_all: bool) -> None:
    """Print what a person must look at; end with 1 where something is open.

    Raises:
        StoppedError: the database cannot be read.
    """
    with opening(place) as here:
        rows = here.engine.incidents(state=None if is_all else "open")
        wordings = _wordings(here, (row.journey for row in rows))
        found = [(row, wordings[row.journey]) for row in rows]
        _print(place, found, incident_values, lambda: incidents_text(found, here.around))
        first = next((row for row in rows if row.state == "open"), None)
        if first is None:
            say_next(place.lang, "check", *place.words())
            return
        say_next(place.lang, "incidents", "--close", first.journey, first.record, *place.words())
        sys.exit(FINDINGS)


def close_incident(place: Place, text: str, record: int, by: str) -> None:
    """Say that an incident was seen to.

    Raises:
        StoppedError: there is no such incident.
    """
    if not by.strip():
        raise StoppedError(say("empty", place.lang, option="--by"), USAGE)
    with opening(place) as here:
        journey = journey_meant(here, text)
        there = [row for row in here.engine.incidents(state=None) if row.journey == journey.id]
        if record not in {row.record for row in there}:
            raise here.stop("no-incident", journey=journey.id, record=record)
        is_new = here.engine.close_incident(journey.id, record, by=by)
        phrase = "closed" if is_new else "closed-already"
        click.echo(say(phrase, place.lang, journey=journey.id, record=record))
        say_next(place.lang, "incidents", *place.words())


def _wordings(here: Opened, journeys: Iterable[str]) -> Mapping[str, Wording]:
    found: dict[str, Wording] = {}
    for each in journeys:
        if each not in found:
            journey: Journey = here.engine.journey(each)
            found[each] = here.wording(journey.playbook, journey.program)
    return found


def _first(here: Opened, rows: Sequence[Row], limit: int) -> Sequence[Row]:
    """Return the first rows, and say where there are more."""
    if len(rows) > limit:
        click.echo(say("more", here.lang, limit=limit), err=True)
    return rows[:limit]


def _say_late(here: Opened) -> None:
    """Say where deadlines have come due that nobody decided: what is shown is older than now."""
    with here.engine.store.reading() as reading:
        following = reading.next_due()
    if following is not None and following <= here.now:
        click.echo(say("not-ticked", here.lang), err=True)


def _print(
    place: Place,
    found: Sequence[tuple[Any, ...]],
    values: Callable[..., dict[str, Any]],
    text: Callable[[], str],
) -> None:
    if place.is_json:
        listed = [values(*each) for each in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        click.echo(text())

"""Who fills which role and who is away, as a database keeps it; shown and changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import click

from ..core.journey import Absence, Directory
from ..present.board import Role, role_values, roles_text
from ..present.phrases_live import meant, say
from ..runtime.rows import read_directory
from .loading import say_next
from .opening import Opened, opening
from .outcome import USAGE, StoppedError
from .places import Place

EXAMPLE = "account_manager=wang"


def fill_roles(place: Place, pairs: Sequence[str]) -> None:
    """Say who fills roles from now on, if any are given; print who fills which.

    Raises:
        StoppedError: a role that the playbooks do not declare, or the database failed.
    """
    with opening(place, makes=bool(pairs)) as here:
        roles = here.engine.linked().program.roles
        wanted = _said(pairs, roles, place)
        if wanted:
            held = _directory(here).people
            here.engine.fill_roles({**{name: held.get(name, name) for name in roles}, **wanted})
        _show(here)
        say_next(place.lang, "tasks", *place.words())


def note_absence(place: Place, person: str, begins: str | None, until: str, deputy: str) -> None:
    """Say that a person is away for a while, and who stands in.

    Raises:
        StoppedError: it ends before it begins, or nobody has said yet who fills which role.
    """
    with opening(place) as here:
        start = here.instant(begins, here.zone) or here.now
        end = here.instant(until, here.zone)
        assert end is not None
        if end <= start:
            raise here.stop("away-nowhen", until=until)
        roles = here.engine.linked().program.roles
        if not _directory(here).people:
            # Nobody said otherwise so far: a person of each role's own name fills it.
            here.engine.fill_roles({name: name for name in roles})
        here.engine.note_absence(person, Absence(start, end, deputy))
        _show(here)
        say_next(place.lang, "tasks", "--owner", person, *place.words())


def _said(pairs: Sequence[str], roles: Mapping[str, object], place: Place) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        role, equals, person = (each.strip() for each in pair.partition("="))
        if not equals or not person:
            told = say("no-pair", place.lang, option="ROLE=PERSON", text=pair, example=EXAMPLE)
            raise StoppedError(told, USAGE)
        if role not in roles:
            raise StoppedError(meant("no-role", role, roles, place.lang), USAGE)
        if role in found:
            raise StoppedError(say("twice", place.lang, option="ROLE=PERSON", name=role), USAGE)
        found[role] = person
    return found


def _directory(here: Opened) -> Directory:
    with here.engine.store.reading() as reading:
        held = reading.directory()
    return read_directory(held[1]) if held is not None else Directory()


def _show(here: Opened) -> None:
    program, directory = here.engine.linked(), _directory(here)
    legend = here.legend(program.id)
    levels = program.program.levels
    found = [
        Role(name, legend.title(f"role/{name}", here.lang), role.level,
             directory.people.get(name, name),
             tuple(each for each in directory.absences.get(directory.people.get(name, name), ())
                   if each.until > here.now))
        for name, role in program.program.roles.items()
    ]  # fmt: skip
    found.sort(key=lambda each: (levels.index(each.level), each.name))
    if here.place.is_json:
        values = [role_values(each, here.zone) for each in found]
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        click.echo(roles_text(found, here.zone, here.around))

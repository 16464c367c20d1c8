"""What keeps a database well: checks, copies, deployments, erasure; and what came."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..present.board import counted, iso
from ..present.dated import soon
from ..present.phrases_live import say
from .loading import say_next
from .opening import Opened, opening
from .outcome import CONFLICT, FINDINGS, StoppedError
from .places import Place
from .surroundings import shows_progress

if TYPE_CHECKING:
    from ..runtime.flaws import Checked, Flaw


def tick(place: Place, limit: int | None) -> None:
    """Decide what has come due and what waits; print how much, and what comes next.

    Raises:
        StoppedError: the database failed, or holds a journey that cannot be read.
    """
    with opening(place) as here:
        decided = here.engine.tick(limit)
        with here.engine.store.reading() as reading:
            following = reading.next_due()
        zone = here.zone
        if place.is_json:
            _print({"decided": decided, "next_due": iso(following, zone)})
        else:
            click.echo(say("fired", place.lang, count=decided))
            at = soon(following, here.now, zone, place.lang) if following is not None else ""
            click.echo(say("next-due" if at else "no-next", place.lang, at=at))
        say_next(place.lang, "tasks", *place.words())


def check(place: Place, *, is_deep: bool) -> None:
    """Look through a database; end with 1 where something is wrong.

    Raises:
        StoppedError: it cannot be read, or its files are damaged.
    """
    with opening(place) as here:
        if not is_deep:
            here.engine.verify()
            _tell_whole(place)
            return
        found = _checked_deep(here)
        if place.is_json:
            _print([flaw_values(each, place) for each in found.flaws])
        for each in () if place.is_json else found.flaws:
            click.echo(each.line(place.lang))
        if found.flaws:
            _say_damage(here, found.flaws[0])
            sys.exit(FINDINGS)
        if not place.is_json:
            click.echo(_sound(found, place))
        say_next(place.lang, "backup", "journeys-backup.db", *place.words())


def _checked_deep(here: Opened) -> Checked:
    from ..runtime.deep import check_deep  # noqa: PLC0415  # only --deep pays for it

    if not shows_progress():
        return check_deep(here.engine.store)
    from .working import watching  # noqa: PLC0415  # a bar is for who watches

    done = 0
    with watching(say("checking", here.lang), None, here.lang, "cases") as advance:

        def tell(number: int) -> None:
            nonlocal done
            advance(number - done)
            done = number

        return check_deep(here.engine.store, tell)


def flaw_values(flaw: Flaw, place: Place) -> dict[str, Any]:
    """Return one thing that is wrong as ids and values."""
    return {
        "subject": flaw.subject, "of": flaw.of, "record": flaw.record, "code": flaw.code,
        "message": flaw.message(place.lang), "cure": flaw.cure(place.lang),
    }  # fmt: skip


def _tell_whole(place: Place) -> None:
    if place.is_json:
        _print([])
    else:
        click.echo(say("whole", place.lang))
    say_next(place.lang, "check", "--deep", *place.words())


def _sound(found: Checked, place: Place) -> str:
    lang = place.lang
    return say(
        "checked", lang, journeys=counted(found.journeys, "journey", lang),
        accounts=counted(found.accounts, "account", lang),
        records=counted(found.records, "record", lang),
    )  # fmt: skip


def _say_damage(here: Opened, flaw: Flaw) -> None:
    if flaw.subject == "journey":
        say_next(here.lang, "timeline", flaw.of, *here.place.words())
    else:
        say_next(here.lang, "doctor", *here.place.words())


def backup(place: Place, file: Path) -> None:
    """Write a copy of a database to a file that is not there yet.

    Raises:
        StoppedError: the file is there, or cannot be written.
    """
    with opening(place) as here:
        if file.exists():
            raise StoppedError(say("there-already", place.lang, path=file.as_posix()), CONFLICT)
        here.engine.store.backup(file)
        if place.is_json:
            _print({"path": file.as_posix(), "bytes": file.stat().st_size})
        else:
            click.echo(say("backed-up", place.lang, path=file.as_posix()))
        say_next(place.lang, "check", "--deep", "--db", f"sqlite:///{file.as_posix()}")


def erase(place: Place, account: str, by: str, *, is_sure: bool) -> None:
    """Erase an account's personal facts, once somebody has said yes.

    Raises:
        StoppedError: there is no such account, or nobody said yes.
    """
    with opening(place) as here:
        here.engine.account(account)
        if not is_sure and not _is_sure(say("erase.ask", place.lang, account=account)):
            raise StoppedError(say("not-erased", place.lang), FINDINGS)
        erased = here.engine.erase(account, by=by)
        if place.is_json:
            _print({"account": account, "erased": erased})
        else:
            values = counted(erased, "personal value", place.lang)
            click.echo(say("erased", place.lang, account=account, count=erased, values=values))
        say_next(place.lang, "check", "--deep", *place.words())


def _is_sure(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        # Nobody is there to answer: that is no yes. The question waits on its line.
        click.echo(err=True)
        return False


def _print(values: object) -> None:
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))

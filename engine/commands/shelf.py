"""Deliveries as people see to them: found, told, tried again, given up."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Sequence
from typing import NamedTuple, cast, get_args
from urllib.parse import unquote

import click
from msgspec.structs import replace

from ..language.values import Instant
from ..present.effects import told
from ..present.phrases_delivery import say
from ..present.shelf import Shelved, shelf_text, shelved_text, shelved_values
from ..runtime.accepting import check_text
from ..runtime.delivery.composing import Composer, Untold, plainly
from ..runtime.store import DeliveryRow, DeliveryState
from .loading import say_next
from .opening import Opened, opening
from .outcome import CONFLICT, FINDINGS, USAGE, StoppedError
from .places import Place

SHELF: tuple[DeliveryState, ...] = ("dead", "unknown")
ALL: tuple[DeliveryState, ...] = get_args(DeliveryState)
MOST = 1_000_000
"""More deliveries than one list is made of; the store counts them out."""

_ID = re.compile(r"(?P<journey>.+)/(?P<record>[0-9]{1,18})/(?P<index>[0-9]{1,9})/(?P<target>[^/]+)")


class Asked(NamedTuple):
    """Which deliveries are meant; what is left out is not asked about."""

    state: str | None = None
    target: str | None = None
    journey: str | None = None
    limit: int = MOST

    @property
    def says_nothing(self) -> bool:
        """Whether nothing at all was said."""
        return self.state is None and self.target is None and self.journey is None


def tell_shelf(place: Place, asked: Asked) -> None:
    """Print deliveries; end with 1 where some of the shelf were asked for and are there.

    Raises:
        StoppedError: the database cannot be read.
    """
    lang = place.lang
    with opening(place) as here:
        states = ALL if asked.state == "all" else _states(asked, SHELF)
        rows = _meant(here, asked, states, asked.limit + 1)
        if len(rows) > asked.limit:
            click.echo(say("more", lang, limit=asked.limit), err=True)
        found = _shelved(here, rows[: asked.limit])
        if place.is_json:
            listed = [shelved_values(each) for each in found]
            click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        else:
            click.echo(shelf_text(found, here.around, is_shelf=asked.says_nothing))
        waiting = _unrouted(here)
        if waiting:
            click.echo(say("backlog", lang, count=waiting), err=True)
        shelved = [each for each in found if each.row.state in SHELF]
        if shelved:
            say_next(lang, "outbox", "show", shelved[0].id, *place.words())
            sys.exit(FINDINGS)
        say_next(lang, "incidents", *place.words())


def tell_one(place: Place, text: str) -> None:
    """Print one delivery and what it says.

    Raises:
        StoppedError: the database cannot be read, or there is no such delivery.
    """
    with opening(place) as here:
        (found,) = _shelved(here, [_found(here, text)])
        if place.is_json:
            values = shelved_values(found) | {"effect": found.effect_values()}
            click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        else:
            click.echo(shelved_text(found, here.around))
        if found.row.state in SHELF:
            say_next(place.lang, "outbox", "retry", found.id, *place.words())
        else:
            say_next(place.lang, "outbox", "list", *place.words())


def send_again(place: Place, texts: Sequence[str], asked: Asked) -> None:
    """Put deliveries back on their way, with all their attempts before them.

    Raises:
        StoppedError: nothing is meant, or one of them cannot be tried now; nothing was changed.
    """

    def again(row: DeliveryRow, now: Instant) -> DeliveryRow:
        return replace(row, state="pending", attempts=0, due_at=now, lease_until=0, error="")

    with opening(place) as here:
        rows = _chosen(here, texts, asked, {"dead", "unknown", "dropped", "pending"})
        _save(here, [again(row, here.now) for row in rows])
        _tell_done(place, "retried", rows)
        say_next(place.lang, "outbox", "list", "--state", "pending", *place.words())


def give_up(place: Place, texts: Sequence[str], asked: Asked) -> None:
    """Drop deliveries: nobody tries them any more.

    Raises:
        StoppedError: nothing is meant, or one of them cannot be dropped now; nothing was changed.
    """
    with opening(place) as here:
        rows = _chosen(here, texts, asked, {"dead", "unknown", "pending"})
        _save(here, [replace(row, state="dropped") for row in rows])
        _tell_done(place, "dropped", rows)
        say_next(place.lang, "outbox", "list", *place.words())


def _tell_done(place: Place, done: str, rows: Sequence[DeliveryRow]) -> None:
    if place.is_json:
        ids = [Shelved.id_of(row) for row in rows]
        click.echo(json.dumps({done: ids}, ensure_ascii=False, indent=2))
    else:
        click.echo(say(done, place.lang, count=len(rows)))


# --- which are meant


def _states(asked: Asked, otherwise: tuple[DeliveryState, ...]) -> tuple[DeliveryState, ...]:
    if asked.state is None:
        return otherwise
    return (cast("DeliveryState", asked.state),)


def _meant(
    here: Opened, asked: Asked, states: Sequence[DeliveryState], limit: int
) -> list[DeliveryRow]:
    for name, text in (("journey", asked.journey), ("target", asked.target)):
        if text is not None:
            check_text(name, text)
    wide = MOST if asked.target is not None else limit
    with here.engine.store.reading() as reading:
        rows = reading.deliveries(states, wide, asked.journey)
    return [row for row in rows if asked.target in {None, row.target}][:limit]


def _chosen(
    here: Opened, texts: Sequence[str], asked: Asked, allowed: Collection[str]
) -> list[DeliveryRow]:
    """Return the deliveries that something is to be done with."""
    if bool(texts) != asked.says_nothing:
        raise StoppedError(say("both" if texts else "which", here.lang), USAGE)
    if not texts:
        return _meant(here, asked, _states(asked, ("dead",)), MOST)
    rows = [_found(here, each) for each in dict.fromkeys(texts)]
    for row in rows:
        if row.state not in allowed:
            state = say(f"state.{row.state}", here.lang)
            told_ = say("not-now", here.lang, id=Shelved.id_of(row), state=state)
            raise StoppedError(told_, CONFLICT)
    return rows


def _found(here: Opened, text: str) -> DeliveryRow:
    """Return the delivery of an id, as it is listed or as receivers are sent it."""
    check_text("id", text)
    if _ID.fullmatch(text) is None:
        raise StoppedError(say("bad-id", here.lang, id=text), USAGE)
    for spelt in (text, unquote(text)):
        match = _ID.fullmatch(spelt)
        if match is None:
            continue
        key = (int(match["record"]), int(match["index"]), match["target"])
        with here.engine.store.reading() as reading:
            rows = reading.deliveries(ALL, MOST, match["journey"])
        found = [row for row in rows if (row.record, row.index, row.target) == key]
        if found:
            return found[0]
    raise StoppedError(say("not-found", here.lang, id=text), USAGE)


def _unrouted(here: Opened) -> int:
    with here.engine.store.reading() as reading:
        return reading.backlog().effects


def _save(here: Opened, rows: Sequence[DeliveryRow]) -> None:
    with here.engine.store.writing() as tx:
        for row in rows:
            if not tx.save_delivery(row):
                # All or nothing: a worker has just taken it, or somebody else was quicker.
                told_ = say("changed", here.lang, id=Shelved.id_of(row))
                raise StoppedError(told_, CONFLICT)


def _shelved(here: Opened, rows: Sequence[DeliveryRow]) -> list[Shelved]:
    """Return deliveries with what they tell."""
    composer = Composer(plainly)
    with here.engine.store.reading() as reading:
        looked = [(row, composer.find(reading, row), reading.journey(row.journey)) for row in rows]
    found = []
    for row, what, journey in looked:
        wording = here.wording(journey.playbook, journey.program) if journey else None
        if isinstance(what, Untold) or wording is None:
            found.append(Shelved(row, wording.zone if wording else here.zone))
        else:
            words = told(what.effect, what.about, wording, here.lang)
            found.append(Shelved(row, wording.zone, words, what.effect))
    return found

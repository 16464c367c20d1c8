"""What stands in a message: the effect, the journey it is about, and people's words for both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, TypeVar
from urllib.parse import quote

import msgspec

from ...core.records import Effect, Notify, SendMessage
from ...language.titles import Lang
from .. import rows
from ..failures import StoreError
from ..store import DeliveryRow, OutboxRow, Reading
from .message import About, Tell, Told

Found = TypeVar("Found")

ERASED = "the personal values it would tell were erased"
DAMAGED = "its effect does not read back"


class Untold(msgspec.Struct, frozen=True):
    """Nothing can be told of an effect, and why."""

    why: str


class Composed(TypedDict):
    """What a message says, by its fields."""

    effect: Effect
    about: About
    told: Told
    link: str


class Composer:
    """Makes messages from what the store holds."""

    def __init__(self, tell: Tell, link: str = "") -> None:
        """Word them by ``tell``; ``link`` leads to a journey, its id stands for ``{journey}``."""
        self._tell, self._link = tell, link

    def effect(self, reading: Reading, row: OutboxRow) -> Effect | Untold:
        """Return an effect of the outbox; one that cannot be told keeps no other from it (P8)."""
        return _read(lambda: rows.read_effect(reading, row) or Untold(ERASED))

    def compose(self, reading: Reading, row: DeliveryRow, lang: Lang) -> Composed | Untold:
        """Return what is said of a delivery; or why nothing can be."""
        held = reading.effect(row.journey, row.record, row.index)
        effect = self.effect(reading, held) if held is not None else Untold(DAMAGED)
        about = _read(lambda: _about(reading, row))
        if isinstance(effect, Untold) or isinstance(about, Untold):
            return effect if isinstance(effect, Untold) else Untold(DAMAGED)
        link = self._link.replace("{journey}", quote(row.journey, safe=""))
        return Composed(effect=effect, about=about, told=self._tell(effect, about, lang), link=link)


def _read(read: Callable[[], Found]) -> Found | Untold:
    try:
        return read()
    except StoreError as error:
        if error.code != "damaged":
            raise
        return Untold(DAMAGED)


def _about(reading: Reading, row: DeliveryRow) -> About:
    journey = reading.journey(row.journey)
    made = rows.read_records(reading, reading.history(row.journey, row.record, row.record))
    at = made[0].at if made else 0
    if journey is None:
        return About(row.journey, at=at)
    return About(journey.id, journey.account, journey.line, journey.playbook, journey.key, at)


def plainly(effect: Effect, about: About, lang: Lang) -> Told:  # noqa: ARG001  # the shape of all
    """Word an effect by its own names: what is told where nobody gives better words."""
    if isinstance(effect, Notify):
        title = f"{effect.reason} {effect.about} → {effect.person} ({effect.role})"
    elif isinstance(effect, SendMessage):
        title = f"{effect.message} → {effect.contact}"
    else:
        title = str(effect.__struct_config__.tag)
    texts = effect.texts if isinstance(effect, SendMessage) else {}
    return Told(title, texts.get(lang) or next(iter(texts.values()), title))

"""What stands in a message: the effect, the journey it is about, and people's words for both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

import msgspec

from ...core.records import Effect, Notify, SendMessage
from ...language.titles import Lang
from .. import rows
from ..failures import StoreError
from ..store import DeliveryRow, OutboxRow, Reading
from .envelope import delivery_id
from .message import About, Message, Tell, Told

Read = TypeVar("Read")

ERASED = "the personal values it would tell were erased"
DAMAGED = "its effect does not read back"
NEWER = "a newer engine wrote its effect; this one does not know it"


class Untold(msgspec.Struct, frozen=True):
    """Nothing can be told of an effect, and why; ``is_ours`` where a newer engine could (F32)."""

    why: str
    is_ours: bool = False


class Found(msgspec.Struct, frozen=True):
    """An effect, and what it is about."""

    effect: Effect
    about: About


class Composer:
    """Makes messages from what the store holds; reading and wording are two steps.

    Whoever words an effect may read the store himself, which he may not within a view.
    """

    def __init__(self, tell: Tell, link: str = "") -> None:
        """Word them by ``tell``; ``link`` leads to a journey, its id stands for ``{journey}``."""
        self._tell, self._link = tell, link

    def effect(self, reading: Reading, row: OutboxRow) -> Effect | Untold:
        """Return an effect of the outbox; one that cannot be told keeps no other from it (P8)."""
        return _read(lambda: rows.read_effect(reading, row) or Untold(ERASED))

    def find(self, reading: Reading, row: DeliveryRow) -> Found | Untold:
        """Return what a delivery is to tell; or why nothing can be told."""
        held = reading.effect(row.journey, row.record, row.index)
        effect = self.effect(reading, held) if held is not None else Untold(DAMAGED)
        if isinstance(effect, Untold):
            return effect
        about = _read(lambda: _about(reading, row))
        return about if isinstance(about, Untold) else Found(effect, about)

    def compose(self, row: DeliveryRow, found: Found, lang: Lang) -> Message:
        """Return the message of one attempt."""
        try:
            told = self._tell(found.effect, found.about, lang)
        except Exception:  # noqa: BLE001  # words are a courtesy: what happened must be told
            told = plainly(found.effect, found.about, lang)
        return Message(
            id=delivery_id(row),
            target=row.target,
            attempt=row.attempts,
            effect=found.effect,
            about=found.about,
            lang=lang,
            told=told,
            link=self._link.replace("{journey}", quote(row.journey, safe="")),
        )


def _read(read: Callable[[], Read]) -> Read | Untold:
    try:
        return read()
    except StoreError as error:
        if error.code == "newer-row":
            return Untold(NEWER, is_ours=True)
        if error.code != "damaged":
            raise
        return Untold(DAMAGED)


def _about(reading: Reading, row: DeliveryRow) -> About:
    journey = reading.journey(row.journey)
    made = rows.read_records(reading, reading.history(row.journey, row.record, row.record))
    at = made[0].at if made else 0
    if journey is None:
        return About(row.journey, at=at)
    return About(
        journey.id, journey.account, journey.line, journey.playbook, journey.key, at,
        journey.program,
    )  # fmt: skip


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

"""Records of items: one of several of a thing (S2.10)."""

from __future__ import annotations

from ...language.values import Value
from .base import Base


class ItemOpened(Base, frozen=True, tag="item_opened"):
    """One more item of a thing is there; its own key is among its facts."""

    thing: str
    key: str
    facts: dict[str, Value] = {}

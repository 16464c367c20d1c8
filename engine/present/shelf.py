"""Deliveries as people read them: how each stands, why, and what it would say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from ..core.records import Effect
from ..language.titles import Lang
from ..runtime.delivery.message import Told
from ..runtime.store import DeliveryRow
from .aligned import aligned
from .board import Around, iso
from .dated import soon
from .phrases_delivery import say
from .phrases_why import why
from .problems import PLAIN, RED

_OPEN = frozenset({"dead", "unknown"})


class Shelved(NamedTuple):
    """A delivery with the local time it is told in, and what it says where that can be told."""

    row: DeliveryRow
    zone: str
    told: Told | None = None
    effect: Effect | None = None

    @staticmethod
    def id_of(row: DeliveryRow) -> str:
        """Return what a person calls a delivery."""
        return f"{row.journey}/{row.record}/{row.index}/{row.target}"

    @property
    def id(self) -> str:
        """What a person calls it."""
        return self.id_of(self.row)

    def title(self, lang: Lang) -> str:
        """Return what it says on one line."""
        return self.told.title if self.told is not None else say("damaged", lang)

    def effect_values(self) -> Any:
        """Return its effect as plain values, None where it cannot be told."""
        return None if self.effect is None else msgspec.to_builtins(self.effect)


def shelf_text(found: Sequence[Shelved], around: Around, *, is_shelf: bool) -> str:
    """Return deliveries as a table."""
    lang = around.lang
    if not found:
        return say("none.shelf" if is_shelf else "none", lang)
    columns = ("id", "state", "attempts", "due", "what", "why")
    titles = [say(f"column.{name}", lang) for name in columns]
    first, *rest = aligned(titles, [_cells(each, around) for each in found], texts=len(titles))
    if around.is_coloured:
        rest = [
            f"{RED}{line}{PLAIN}" if each.row.state in _OPEN else line
            for line, each in zip(rest, found, strict=True)
        ]
    return "\n".join([first, *rest])


def shelved_text(found: Shelved, around: Around) -> str:
    """Return one delivery with all it says."""
    lang, cells = around.lang, _cells(found, around)
    once = say("once", lang) if found.row.is_once else ""
    labels = [say(f"column.{name}", lang) for name in ("state", "attempts", "due", "why")]
    values = (cells[1] + once, cells[2], cells[3], cells[5])
    lines = aligned(["", ""], list(zip(labels, values, strict=True)), texts=2)[1:]
    text = "" if found.told is None else f"\n{found.told.text}"
    return "\n".join([found.id, *lines, "", found.title(lang)]) + text


def shelved_values(found: Shelved) -> dict[str, Any]:
    """Return a delivery as ids and values."""
    row = found.row
    return {
        "id": found.id, "journey": row.journey, "record": row.record, "index": row.index,
        "target": row.target, "state": row.state, "attempts": row.attempts,
        "due_at": iso(row.due_at, found.zone), "at_most_once": row.is_once, "why": row.error,
        "what": "" if found.told is None else found.told.title,
    }  # fmt: skip


def _cells(each: Shelved, around: Around) -> tuple[str, ...]:
    row, lang = each.row, around.lang
    due = soon(row.due_at, around.now, each.zone, lang) if row.state == "pending" else "–"
    return (
        each.id, say(f"state.{row.state}", lang), str(row.attempts), due, each.title(lang),
        why(row.error, lang) or "–",
    )  # fmt: skip

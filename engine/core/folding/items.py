"""Folding items: what is known of one of several, apart from all others (S2.10)."""

from __future__ import annotations

from msgspec.structs import replace

from .. import records as r
from ..identity import item_id
from ..journey import Item
from .fold import Changes, Fold


def _opened(fold: Fold, record: r.ItemOpened) -> None:
    item = Item(record.thing, record.key, record.at, record.facts)
    fold.table("items")[item_id(record.thing, record.key)] = item


def _fact(fold: Fold, record: r.FactSet) -> None:
    if not record.item:
        fold.table("facts")[record.name] = record.value
        if not record.ends and record.name not in fold.journey.ends:
            return
    else:
        items = fold.table("items")
        item = items[record.item]
        items[record.item] = replace(item, facts={**item.facts, record.name: record.value})
    _keep_end(fold, record)


def _document(fold: Fold, record: r.DocumentBrought) -> None:
    if not record.item:
        fold.table("documents")[record.name] = record.at
    else:
        items = fold.table("items")
        item = items[record.item]
        items[record.item] = replace(item, documents={**item.documents, record.name: record.at})
    _keep_end(fold, record)


def _keep_end(fold: Fold, record: r.FactSet | r.DocumentBrought | r.DocumentDated) -> None:
    """Remember from when on a fact or document no longer holds; what comes anew has a new end."""
    journey = fold.journey
    held = journey.items[record.item].ends if record.item else journey.ends
    if held.get(record.name, 0) == record.ends:
        return
    ends = {name: end for name, end in held.items() if name != record.name}
    if record.ends:
        ends[record.name] = record.ends
    if record.item:
        items = fold.table("items")
        items[record.item] = replace(items[record.item], ends=ends)
    else:
        fold.set("ends", ends)


CHANGES: Changes = {
    r.ItemOpened: _opened,
    r.FactSet: _fact,
    r.DocumentBrought: _document,
    r.DocumentDated: _keep_end,
}

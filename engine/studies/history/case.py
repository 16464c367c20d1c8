"""One case of history: what the engine will be told of one journey, in order of time."""

from __future__ import annotations

import msgspec

from ...language.values import Instant


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One signal as history tells it; ``row`` is where, ``type`` and the rest as the engine takes.

    Entries of a case are in the order they are replayed in: by ``at``, then as declared.
    """

    at: Instant
    type: str
    row: int
    data: dict[str, str] = {}
    brings: tuple[str, ...] = ()
    by: str = ""


class Happened(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An outcome that was declared in the mapping, and when it happened."""

    outcome: str
    at: Instant


class Case(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One journey of history. ``facts`` are known when it begins; ``groups`` count it apart."""

    id: str
    account: str
    line: str
    begins_at: Instant
    entries: tuple[Entry, ...]
    row: int = 0
    facts: dict[str, str] = {}
    groups: tuple[str, ...] = ()
    outcomes: tuple[Happened, ...] = ()

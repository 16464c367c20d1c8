"""How good a log is: everything that was read, left out, rejected, doubled or out of order."""

from __future__ import annotations

import msgspec

from ...language.values import Instant

EXAMPLES = 5
"""How many examples are kept of each kind of trouble: the first ones, by row."""

SCHEMA = "quality/1"


class Example(msgspec.Struct, frozen=True):
    """Where some trouble was seen: row, case where it is known, and the text that stood there."""

    row: int
    case: str = ""
    text: str = ""


class Trouble(msgspec.Struct, frozen=True):
    """One kind of trouble: how often, and the first examples.

    ``reason`` is a word: of rejected rows ``no-case``, ``ragged``, ``unreadable-date``,
    ``unreadable-number``, ``unknown-word``, ``out-of-range``, ``too-long``, ``not-utf8`` …;
    ``column`` where it stood (two, joined with `` → ``, for an order that was broken).
    """

    reason: str
    count: int
    column: str = ""
    examples: tuple[Example, ...] = ()


class Counted(msgspec.Struct, frozen=True):
    """A name and how often."""

    name: str
    count: int


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """The quality report of one log.

    ``rows`` = ``accepted`` + ``rejected`` + ``left_out`` (by ``where``) + ``dropped`` (doubles).
    ``unknown``: cells that held a word for nothing, by column. ``unmapped``: words that no map
    of the mapping names. ``order``: cases whose moments break a declared order, and rows that
    stand in the log before ones of their case that happened earlier. ``ties``: cases with
    signals at the same instant, whose order is the declared one. ``signals`` by type.
    ``unused``: rows that told the engine nothing. ``broken``: the log ends too early.
    ``absent``: columns the mapping reads that no row has. ``zone`` is that of the mapping.
    ``empty``: cases without a signal or a start, which are left out.
    """

    schema: str = SCHEMA
    mapping: str
    log: str
    rows: int
    accepted: int
    rejected: int
    left_out: int
    dropped: int
    unused: int
    cases: int
    accounts: int
    events: int
    first_at: Instant | None
    last_at: Instant | None
    rejects: tuple[Trouble, ...] = ()
    doubles: tuple[Trouble, ...] = ()
    order: tuple[Trouble, ...] = ()
    ties: tuple[Trouble, ...] = ()
    unmapped: tuple[Trouble, ...] = ()
    unknown: tuple[Counted, ...] = ()
    signals: tuple[Counted, ...] = ()
    groups: tuple[Counted, ...] = ()
    outcomes: tuple[Counted, ...] = ()
    broken: Trouble | None = None
    empty: int = 0
    absent: tuple[str, ...] = ()
    zone: str = "Etc/UTC"

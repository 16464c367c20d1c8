"""A mapping that fits a program: how rows of a log become cases of signals. Nothing is guessed.

Made by ``history.reading.prepare_mapping`` from a file of ``schema: mapping/1``.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Literal

from ...language.logs import LogFile, LogKind
from ...language.titles import Title
from ...language.values import Instant

__all__ = [
    "ALWAYS", "Column", "ColumnKind", "Condition", "Constant", "EventRule", "Group", "LogFile",
    "LogKind", "LogMapping", "Otherwise", "OutcomeRule", "Source",
]  # fmt: skip

Otherwise = Literal["reject", "unknown", "keep"]
ColumnKind = Literal["text", "number", "money", "percent", "yes_no", "date", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """How the texts of one column are read.

    ``formats`` are tried in order, for ``date`` and ``time``. A date alone happens at
    ``minute`` of its local day in ``zone``. ``unknown`` are words that stand for nothing;
    ``words`` replaces words, and ``otherwise`` says what becomes of one that is not among them.
    A moment before ``earliest`` or after ``latest`` is out of range. ``unreadable``: what
    cannot be read rejects the row, or is unknown.
    """

    name: str
    kind: ColumnKind = "text"
    formats: tuple[str, ...] = ()
    zone: str = "Etc/UTC"
    minute: int = 0
    unknown: frozenset[str] = frozenset()
    words: Map[str, str] = field(default_factory=dict)
    otherwise: Otherwise = "keep"
    currency: str = ""
    decimal: str = "."
    thousands: str = ""
    earliest: Instant | None = None
    latest: Instant | None = None
    unreadable: Literal["reject", "unknown"] = "reject"


@dataclass(frozen=True, slots=True)
class Condition:
    """Which rows are meant; all that is said must hold. Columns by name.

    ``words``: the cell is one of these. ``changed``: it differs from the case's row before, or
    this is its first. ``rises``: it is a greater number than in the row before. ``first`` and
    ``last`` are of the case, in order of time.
    """

    words: Map[str, frozenset[str]] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    rises: tuple[str, ...] = ()
    first: bool = False
    last: bool = False


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the mapping itself, in the engine's own notation."""

    text: str


Source = str | Constant
"""The column a value comes from, or the value."""


@dataclass(frozen=True, slots=True)
class EventRule:
    """What rows tell the engine: a signal, at the moment in column ``at``.

    ``type`` is as the engine takes it: ``quote.sent``, ``TOUCHPOINT.done``, ``facts.set``,
    ``task.handed_over``, ``journey.paused`` …. Its place among the rules is the order of those
    that happen at the same instant in one case; then the rows' own.
    """

    type: str
    at: str
    when: Condition = ALWAYS
    data: Map[str, Source] = field(default_factory=dict)
    brings: tuple[str, ...] = ()
    by: Source = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of case that is counted apart; a case is in it if any of its rows is meant."""

    id: str
    title: Title
    when: Condition
    in_order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """What really happened, for judging alarms: at the moment in ``at``, of rows that are meant.

    With ``after``, only if that moment lies later than the one in column ``after``, by more than
    ``by_days`` whole local days (0: a later day). With ``signal`` it happened when the first
    signal of that type did. ``foretold_by`` are the ids of touchpoints, stalls, clocks, rules,
    patterns that warn of it, ``STAGE.ID`` or ``ID``.
    """

    id: str
    title: Title
    at: str = ""
    when: Condition = ALWAYS
    after: str = ""
    by_days: int = 0
    signal: str = ""
    foretold_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogMapping:
    """How a log is told to the engine.

    A case begins in ``playbook``, at the earliest of its first signal and the moments in
    ``starts``, knowing ``facts`` of its first row. Without ``account`` every case is an account
    of its own. ``where`` are the rows that count at all. ``orders`` are columns whose moments
    should follow each other; where they do not, that is reported. ``unobserved`` are touchpoints
    and documents the log cannot show (S2.9). ``ends_at``: the log's end; None: its last moment.
    ``ties``: what happened at one instant is ordered by the rules, then the rows, where rows
    hold milestones; by the rows, then the rules, where each row is an event. ``at`` is the
    column of the rows' own moment, where they have one: it orders the rows of a case.
    ``planned``: moments by which a case is there at the latest, such as a promised date; a case
    that is over before them is nothing odd.
    """

    id: str
    path: str
    title: Title
    log: LogFile
    playbook: str
    zone: str
    case: str
    columns: Map[str, Column]
    events: tuple[EventRule, ...]
    account: str = ""
    line: Source = Constant("standard")
    row_id: str = ""
    facts: Map[str, Source] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    where: Condition = ALWAYS
    orders: tuple[tuple[str, ...], ...] = ()
    unobserved: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    outcomes: tuple[OutcomeRule, ...] = ()
    duplicates: Literal["keep", "drop", "reject"] = "keep"
    ends_at: Instant | None = None
    ties: Literal["rules", "rows"] = "rules"
    at: str = ""
    planned: tuple[str, ...] = ()

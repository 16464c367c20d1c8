"""The results of a backtest as data: what is printed, drawn and published as JSON.

Whole numbers only: counts, instants and lengths in microseconds. Lists are in the order of the
playbooks, then by name; the mapping's groups and outcomes in its own order.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from ...language.values import Instant
from ..conformance.findings import Conformance
from ..figures.results import Results, Spread
from ..history.quality import Counted, Quality

SCHEMA = "backtest/1"
AGAINST = "backtest-against/1"

WatchKind = Literal["overdue", "reminder", "clock", "stall", "tier", "timeout", "rule", "pattern"]


class Firing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something the engine noticed by itself, in one case; ``clause`` says by which rule of ours.

    ``name`` is the touchpoint, clock, stall, rule or pattern; of a tier ``LADDER.TIER``, and
    ``about`` is what it climbs for (the stall, touchpoint or clock). ``due_at`` is when it came
    due, ``fired_at`` when it was noticed: later only for what was late on arrival.
    """

    case: str
    account: str
    kind: WatchKind
    stage: str
    name: str
    about: str
    role: str
    due_at: Instant
    fired_at: Instant
    clause: str


class Verdict(msgspec.Struct, frozen=True):
    """A watch beside an outcome: cases by what was noticed and what happened.

    ``hits``: noticed before it happened; ``late``: it happened first; ``false_alarms``: noticed,
    and it never happened. ``lead``: from noticing to happening, of the hits.
    """

    outcome: str
    hits: int
    late: int
    false_alarms: int
    lead: Spread


class WatchFigures(msgspec.Struct, frozen=True):
    """One thing that is watched: how often it fired, in how many cases, when first and last.

    ``groups`` are the cases it fired in by group of the mapping. ``at_end`` of them were noticed
    and not over at the log's end. ``months`` are the firings by local month (``2013-04``), those
    without any left out; ``example`` is the case it fired in first.
    """

    kind: WatchKind
    stage: str
    name: str
    about: str
    clause: str
    count: int
    cases: int
    first_at: Instant
    last_at: Instant
    groups: tuple[Counted, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    months: tuple[Counted, ...] = ()
    example: str = ""


LEAD_DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 180, 365)
"""Where the bins of lead times begin, in whole days."""


class LeadBin(msgspec.Struct, frozen=True):
    """How many were noticed so many ``days`` ahead or more, but less than the next bin's."""

    days: int
    count: int


class OutcomeFigures(msgspec.Struct, frozen=True):
    """One declared outcome against all that foretells it: every case is in one of the four.

    ``noticed`` and it happened, ``missed`` (it happened unnoticed), ``false_alarms``, ``quiet``.
    ``in_time`` of the noticed were noticed before it happened; ``lead`` is of those, and
    ``leads`` are the same by bins of ``LEAD_DAYS``, empty ones left out.
    """

    outcome: str
    title_zh: str
    title_en: str
    foretold_by: tuple[str, ...]
    happened: int
    noticed: int
    in_time: int
    missed: int
    false_alarms: int
    quiet: int
    lead: Spread
    leads: tuple[LeadBin, ...] = ()


class GroupFigures(msgspec.Struct, frozen=True):
    """One group of cases of the mapping."""

    group: str
    title_zh: str
    title_en: str
    cases: int


class RoleWeek(msgspec.Struct, frozen=True):
    """What came to a role in one week: tasks opened, notices of tiers and reminders."""

    begins_on: dt.date
    tasks: int
    notices: int


class RoleLoad(msgspec.Struct, frozen=True):
    """What came to one role, week by week."""

    role: str
    tasks: int
    notices: int
    weeks: tuple[RoleWeek, ...]


class BandPoint(msgspec.Struct, frozen=True):
    """How often a watch fires, in how many cases, with all deadlines × ``percent``."""

    percent: int
    count: int
    cases: int


class Band(msgspec.Struct, frozen=True):
    """How sensitive a watch is to its deadlines."""

    kind: WatchKind
    stage: str
    name: str
    about: str
    points: tuple[BandPoint, ...]


class Reaction(msgspec.Struct, frozen=True):
    """What a population's customers would have done about one stall (an assumption).

    Of ``stalls`` in history, ``history`` ended by an answer; by the population between
    ``least`` (only the first step is answered) and ``most`` (any of them) would have, earlier.
    In millionths of a stall, so that sums are exact.
    """

    stage: str
    stall: str
    stalls: int
    history: int
    least: int
    most: int


class Backtest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a backtest comes to.

    ``figures`` are those of a simulation, counted from history: stages, states, touchpoints,
    stalls; contacts are those the playbook asks for, per account and week. ``begins_at`` is the
    first moment, ``ends_at`` the horizon; ``open`` cases were judged there. ``refused`` are
    signals that could not be taken as they were told, ``ignored`` those that nobody waited for,
    ``incidents`` what a person would have had to look at; ``beyond`` are cases that begin after
    the horizon and were left out. ``population`` is whose reactions are assumed; ``unobserved``
    is what the mapping says the log cannot show; ``from_first_row`` are the facts that were
    taken as known from a case's begin, because the log gives them no date. ``is_partial``:
    somebody interrupted it.
    """

    schema: str = SCHEMA
    program: str
    mapping: str
    title_zh: str
    title_en: str
    zone: str
    begins_at: Instant
    ends_at: Instant
    cases: int
    accounts: int
    events: int
    timers: int
    open: int
    refused: int
    groups: tuple[GroupFigures, ...]
    watches: tuple[WatchFigures, ...]
    outcomes: tuple[OutcomeFigures, ...]
    loads: tuple[RoleLoad, ...]
    figures: Results
    conformance: Conformance
    quality: Quality
    bands: tuple[Band, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    ignored: int = 0
    incidents: int = 0
    beyond: int = 0
    is_partial: bool = False
    population: str = ""
    unobserved: tuple[str, ...] = ()
    from_first_row: tuple[str, ...] = ()


class WatchPair(msgspec.Struct, frozen=True):
    """One watch under two workspaces, on the same history; None where one does not have it fire.

    ``only_first`` cases it fired in under the first alone, and ``example_first`` is the first of
    them; the same for the second. Nothing here is chance: the history is the same.
    """

    kind: WatchKind
    stage: str
    name: str
    about: str
    first: WatchFigures | None
    second: WatchFigures | None
    only_first: int
    only_second: int
    example_first: str = ""
    example_second: str = ""


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """Two workspaces on the same history: the watches of the first in its order, then the rest."""

    schema: str = AGAINST
    first: Backtest
    second: Backtest
    watches: tuple[WatchPair, ...]

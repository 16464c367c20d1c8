"""The results of a simulation as data: what is printed, drawn, compared and published as JSON.

Every number is a whole one: counts, microseconds, parts per million, or an exact amount of
money; a quantile is the upper end of its bin in a fixed-bin histogram (``figures.tally``).
Lists are in the order of the playbooks, then by name.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from ...language.values import Instant, Money

SCHEMA = "simulation/1"


class Spread(msgspec.Struct, frozen=True):
    """How long something took, in microseconds: how often, mean, and quantiles."""

    count: int
    mean: int
    p50: int
    p90: int
    p99: int


class Share(msgspec.Struct, frozen=True):
    """How many of how many."""

    count: int
    of: int


class EndFigures(msgspec.Struct, frozen=True):
    """One way a stage ended: how often, and as what."""

    end: str
    outcome: str
    count: int


class StageFigures(msgspec.Struct, frozen=True):
    """One stage: journeys that entered it, how they ended, who is in it still, for how long."""

    stage: str
    entered: int
    open: int
    ends: tuple[EndFigures, ...]
    time: Spread


class StateFigures(msgspec.Struct, frozen=True):
    """One state of a track: visits, and how long one took (``track`` empty where it is one)."""

    stage: str
    track: str
    state: str
    visits: int
    open: int
    time: Spread


class MoveFigures(msgspec.Struct, frozen=True):
    """One move that was made; ``by`` is the signal or the cause."""

    stage: str
    track: str
    source: str
    target: str
    by: str
    count: int


class TouchpointFigures(msgspec.Struct, frozen=True):
    """One kind of task: opened, done in time or late, not done, still open.

    ``kind`` is ``touchpoint``, ``follow_up`` (its ``name`` is ``PLAY.STEP``) or ``blocker``, which
    asks for a document or fact. One without a deadline is in time. ``time`` is from opening to
    done.
    """

    stage: str
    name: str
    kind: str
    opened: int
    in_time: int
    late: int
    skipped: int
    cancelled: int
    open: int
    time: Spread


class Recovered(msgspec.Struct, frozen=True):
    """What won a contact back, and how often: the last that was done before the answer.

    ``by`` is its key in the legend: ``followup/PLAY.STEP`` or ``touchpoint/STAGE.NAME``; empty
    where nothing was done.
    """

    by: str
    count: int


class StallFigures(msgspec.Struct, frozen=True):
    """One stall with its cause: how often, how it ended, what recovered it, for how long."""

    stage: str
    stall: str
    cause: str
    count: int
    recovered: int
    gave_up: int
    lost: int
    left: int
    unfounded: int
    open: int
    recovered_by: tuple[Recovered, ...]
    time: Spread


class TierFigures(msgspec.Struct, frozen=True):
    """One tier of a ladder: how often it was reached, and passed over."""

    ladder: str
    tier: str
    reached: int
    skipped: int


class RuleFigures(msgspec.Struct, frozen=True):
    """One rule or pattern: how often it acted."""

    stage: str
    name: str
    kind: str
    count: int


class WeekLoad(msgspec.Struct, frozen=True):
    """One week's work of a role, against what its people have; capacity None: no limit."""

    begins_on: dt.date
    worked: int
    capacity: int | None


class RoleFigures(msgspec.Struct, frozen=True):
    """One role: its people, its work, how long work waited, what it costs, week by week."""

    role: str
    people: int | None
    tasks: int
    worked: int
    wasted: int
    waited: Spread
    cost: Money | None
    weeks: tuple[WeekLoad, ...]


class ChannelFigures(msgspec.Struct, frozen=True):
    """Contacts by one channel, and what they cost."""

    channel: str
    contacts: int
    cost: Money | None


class ContactFigures(msgspec.Struct, frozen=True):
    """Contacts with customers; ``per_week``: customer-weeks by how many contacts fell in them.

    The last entry is that many or more. ``deferred`` were put off by the contact limits.
    """

    contacts: int
    deferred: int
    channels: tuple[ChannelFigures, ...]
    per_week: tuple[int, ...]


class BudgetFigures(msgspec.Struct, frozen=True):
    """What it all costs (D6.5)."""

    labour: Money
    contacts: Money
    sites: Money
    total: Money


class ValueFigures(msgspec.Struct, frozen=True):
    """Customers by what they are worth (D4.4): all, lost, dormant, and won back after a stall."""

    customers: int
    all: Money
    lost: Money
    dormant: Money
    saved: Money


class LittleFigures(msgspec.Struct, frozen=True):
    """Little's law: mean number there ``l``, arrivals per day ``rate``, mean stay ``w``.

    ``of`` is a stage, or empty for the journeys in all of them. Each is counted by itself: ``l``
    in millionths from heads counted hour by hour, ``rate`` in millionths per day from the
    arrivals, ``w`` in microseconds from the stays. ``gap`` is |l - rate × w| in millionths of
    ``l``; ``holds`` while the gap is within ``allowed``, which is what counting in whole hours
    can cost.
    """

    of: str
    l: int  # noqa: E741 - the law's own letter
    rate: int
    w: int
    gap: int
    allowed: int
    holds: bool


class IncidentFigures(msgspec.Struct, frozen=True):
    """One kind of incident: how often, and the first customer it happened to."""

    code: str
    key: str
    count: int
    first_customer: int
    journey: str


class SegmentFigures(msgspec.Struct, frozen=True):
    """One kind of customer: how many, how their journeys ended; its titles, where it has any."""

    segment: str
    customers: int
    success: int
    lost: int
    dormant: int
    open: int
    title_zh: str = ""
    title_en: str = ""


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a simulation comes to.

    ``customers`` came; ``journeys`` began; ``signals`` were decided, timers among them.
    ``is_partial``: it was interrupted, and only so many customers are in it.
    """

    schema: str = SCHEMA
    program: str
    population: str
    title_zh: str
    title_en: str
    seed: int
    begins_at: Instant
    ends_at: Instant
    zone: str
    customers: int
    asked: int
    is_partial: bool
    journeys: int
    signals: int
    records: int
    success: int
    lost: int
    dormant: int
    open: int
    segments: tuple[SegmentFigures, ...]
    stages: tuple[StageFigures, ...]
    states: tuple[StateFigures, ...]
    moves: tuple[MoveFigures, ...]
    touchpoints: tuple[TouchpointFigures, ...]
    stalls: tuple[StallFigures, ...]
    tiers: tuple[TierFigures, ...]
    rules: tuple[RuleFigures, ...]
    roles: tuple[RoleFigures, ...]
    contacts: ContactFigures
    budget: BudgetFigures | None
    value: ValueFigures | None
    little: tuple[LittleFigures, ...]
    incidents: tuple[IncidentFigures, ...]

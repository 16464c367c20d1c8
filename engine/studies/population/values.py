"""A population ready to be simulated: typed, every chance exact, every name known.

Chances are whole parts per million, so that they add up exactly. Only the parameters of a
distribution are floats; what is drawn from one is rounded at once to whole microseconds, or
to the last digit of an amount.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...language.titles import Title
from ...language.values import ClockRange, Instant, Money, Value

Millionths = int
"""A share or a probability in parts per million: 250_000 is 25 %."""

WHOLE: Millionths = 1_000_000


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a number is spread; drawn by its inverse, from one uniform number (S1.1).

    ``parameters`` by kind: constant (value,); uniform (low, high); exponential (mean,);
    lognormal (mu, sigma) of the logarithm; gamma (shape, scale); triangular (low, mode, high);
    table (share, value, share, value …), shares rising from 0 to 1, straight between them.
    """

    kind: Literal["constant", "uniform", "exponential", "lognormal", "gamma", "triangular", "table"]
    parameters: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time to be drawn, in seconds.

    ``counts`` says in what time it passes: ``elapsed``, or ``business``: the shift time of the
    calendar that holds where it is used, where a business day is that calendar's usual shift.
    """

    seconds: Distribution
    counts: Literal["elapsed", "business"] = "elapsed"


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same value."""

    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several values, by shares that add up to :data:`WHOLE`."""

    values: tuple[Value, ...]
    shares: tuple[Millionths, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, an amount of money or a percentage to be drawn, rounded to ``digits`` decimals."""

    kind: Literal["whole", "number", "money", "percent"]
    spread: Distribution
    currency: str = ""
    digits: int = 0


@dataclass(frozen=True, slots=True)
class DateIn:
    """The date so long after the moment of drawing, as its calendar's zone has it."""

    after: Duration


@dataclass(frozen=True, slots=True)
class NextKey:
    """The key of a new item of a thing that has many: ``prefix`` and a number (S2.10)."""

    prefix: str


@dataclass(frozen=True, slots=True)
class LatestKey:
    """The key of an item there is already: the lane's own where it is of that thing.

    Elsewhere the newest of the journey, rows drawn earlier in the same form among them; in a
    row that is drawn ``per`` row of another table, the key of that row.
    """

    thing: str


@dataclass(frozen=True, slots=True)
class PartOf:
    """A share of what a money, number or percent fact is when it is drawn; nothing if unknown.

    The fact is looked for in the lane's item, the row, the journey, the account, then the
    parent journey. The whole of it may be of any type.
    """

    fact: str
    share: Millionths = WHOLE


Drawn = Fixed | OneOf | Amount | DateIn | NextKey | LatestKey | PartOf
"""How one value of a fact, a form field or a signal comes about."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Something that comes from outside: with what chance, how long after, saying what.

    ``times`` more than one is a burst: so many in a row, ``apart`` from one another. ``data`` is
    by field of the signal, or ``DOCUMENT.expires`` for the date a document bears. In a lane that
    belongs to an item its key comes with the reply unless ``data`` says another.
    """

    signal: str
    chance: Millionths
    after: Duration
    data: Mapping[str, Drawn] = field(default_factory=dict)
    brings: tuple[str, ...] = ()
    times: int = 1
    apart: Duration | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a touchpoint or follow-up that was done does to a customer who was silent.

    With ``chance`` the customer answers after all: one of the state's replies, by their own
    proportions, so long ``after`` it.
    """

    chance: Millionths
    after: Duration


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What comes from outside while a journey stands in a state.

    At the entry one of ``replies`` is drawn, or silence: together they are :data:`WHOLE`.
    ``also`` are drawn each by itself. ``reactions`` are by name of touchpoint or follow-up;
    ``""`` is every other. With ``once_done`` all of it is drawn, and counts from, when the last
    of these touchpoints was done in this visit, not the entry.
    """

    replies: tuple[Reply, ...] = ()
    silence: Millionths = WHOLE
    also: tuple[Reply, ...] = ()
    reactions: Mapping[str, Reaction] = field(default_factory=dict)
    once_done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table in a form, which opens an item (S4.3); there with ``chance``.

    With ``per`` it is drawn once for each row of that other table of the same form.
    """

    data: Mapping[str, Drawn]
    chance: Millionths = WHOLE
    per: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """How colleagues do one kind of task.

    ``waits`` passes before somebody begins, where the role has people without limit; ``takes``
    is the time of one person, in shift time. With ``forgotten`` it is left lying until a
    reminder or a tier of its ladder is heard of, each with chance ``reminded``. ``outcomes``
    are by shares that add up to :data:`WHOLE`; none where the task has none. A field of its form
    that ``form`` leaves out is filled with the segment's fact of that name, else, where it is
    required, with a plain value of its type. ``rows`` are the tables of the form, by thing, in
    the order of drawing.
    """

    waits: Duration
    takes: Duration
    forgotten: Millionths = 0
    reminded: Millionths = WHOLE
    outcomes: tuple[tuple[str, Millionths], ...] = ()
    form: Mapping[str, Drawn] = field(default_factory=dict)
    brings: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of customer: what share of all, what is known of them, how they behave.

    ``facts`` are those of the whole population with the segment's own over them, in the order
    of drawing; they are known when the first journey begins, and whenever a form asks.
    ``states`` are by ``STAGE.TRACK.STATE`` (``STAGE.STATE`` with one track), ``anytime`` by
    stage, ``work`` by ``STAGE.NAME`` or ``NAME`` of a touchpoint or follow-up, ``""`` for all
    others: already merged, so that nothing has to be looked for elsewhere.
    """

    id: str
    title: Title
    share: Millionths
    facts: Mapping[str, Drawn]
    states: Mapping[str, Behaviour]
    anytime: Mapping[str, tuple[Reply, ...]]
    work: Mapping[str, Work]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When customers come: a Poisson stream whose rate changes by weekday, season and hour.

    ``per_week`` is the mean of a week whose factors are all 1; ``weekdays`` (Monday first) and
    ``months`` (January first) multiply the rate; ``hours`` are local to the calendar's zone, and
    hold all of the day's customers. ``even``: at equal distances instead of by chance.
    """

    per_week: float
    weekdays: tuple[float, ...] = (1.0,) * 7
    months: tuple[float, ...] = (1.0,) * 12
    hours: ClockRange = ClockRange(0, 24 * 60)  # noqa: RUF009 - frozen
    even: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of one role in each team.

    Their shifts are those of ``calendar``; whoever is free takes the task that has waited
    longest. ``away``: how often a year one of them is absent, and for how long.
    """

    role: str
    people: int
    calendar: str
    away_per_year: float = 0.0
    away_for: Duration | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What work and contacts cost, in one currency (D6.5).

    ``hours`` by role, per hour worked, ``""`` for every other; ``channels`` by channel, per
    contact; ``sites`` in all per month.
    """

    currency: str
    hours: Mapping[str, Money] = field(default_factory=dict)
    channels: Mapping[str, Money] = field(default_factory=dict)
    sites: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a customer is worth (D4.4): ``monthly`` × 12 × ``years``.

    ``monthly`` is drawn, or read from the money fact of that name at the end.
    """

    monthly: Amount | Fixed | str
    years: int


@dataclass(frozen=True, slots=True)
class Chaos:
    """What goes wrong on the way, on purpose, with signals that come from outside.

    ``lost`` never arrive, ``duplicated`` arrive twice with the same id, ``late`` arrive
    ``late_by`` after they happened, with the time they happened.
    """

    lost: Millionths = 0
    duplicated: Millionths = 0
    late: Millionths = 0
    late_by: Duration | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """A population that fits a program: who comes, what they do, who serves them.

    Customers come from ``begins_at`` until ``arrivals_end_at`` and are watched until
    ``ends_at``: journeys that run then are counted as open. ``teams``: customers are dealt to
    so many teams in turn, each with its own ``staff``; a team is what is simulated as one
    piece. 0: nobody shares anybody, and every customer is a piece. With ``stages`` only those
    are rehearsed: journeys of others are not begun, one that goes on into another is over.
    ``zone`` is that of ``calendar``: the days and hours of ``arrivals`` are local to it.
    """

    id: str
    path: str
    title: Title
    playbook: str
    line: str
    calendar: str
    begins_at: Instant
    arrivals_end_at: Instant
    ends_at: Instant
    starts_on: dt.date
    arrivals: Arrivals
    segments: tuple[Segment, ...]
    teams: int = 0
    staff: Mapping[str, Staff] = field(default_factory=dict)
    costs: Costs | None = None
    worth: Worth | None = None
    chaos: Chaos = field(default_factory=Chaos)
    zone: str = "Etc/UTC"
    stages: tuple[str, ...] = ()

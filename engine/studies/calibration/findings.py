"""What a calibration finds, as data: everything a population says, with what it rests on.

Lengths are seconds, instants microseconds. Every share has its interval of 95 % (Wilson), every
rate too (Garwood); those of the parameters stand with their family.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from ...language.values import Instant
from .families import Fitted

Counts = Literal["elapsed", "business"]


@dataclass(frozen=True, slots=True)
class ShareFit:
    """One of several that exclude each other: how often seen, its share, the interval of it."""

    name: str
    seen: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TimeFit:
    """A length of time: in which time it passes, and what its sample came to.

    ``inside`` of those seen came in somebody's shift, ``outside`` not: that decides ``counts``.
    """

    counts: Counts
    fitted: Fitted
    inside: int
    outside: int


@dataclass(frozen=True, slots=True)
class ValueFit:
    """The values of a fact or of a field of a signal, of which ``known`` were seen.

    ``shares`` where there are few different ones; else ``spread`` in ``unit`` (``number``,
    ``percent``, ``days`` after the day, or a currency) to so many ``digits``; neither where
    there are too many different texts to be a choice.
    """

    name: str
    known: int
    shares: tuple[ShareFit, ...] = ()
    spread: Fitted | None = None
    unit: str = ""
    digits: int = 0


@dataclass(frozen=True, slots=True)
class ReplyFit:
    """A signal that comes: with what chance, how long after, saying and bringing what.

    ``times``: so many in a row, ``apart`` from each other on the average.
    """

    chance: ShareFit
    time: TimeFit
    data: tuple[ValueFit, ...] = ()
    brings: tuple[str, ...] = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class StateFit:
    """What comes from outside in one state.

    ``basis`` is the touchpoint after which lengths count; empty: the entry. ``cuts`` is why how
    many visits were cut off, ``until`` how far anybody was watched (microseconds), ``beyond``
    how many answers came later than that and were left out.
    """

    state: str
    visits: int
    basis: str
    replies: tuple[ReplyFit, ...]
    silence: ShareFit
    also: tuple[ReplyFit, ...]
    rare: tuple[tuple[str, int], ...]
    cuts: tuple[tuple[str, int], ...]
    until: int
    beyond: int


@dataclass(frozen=True, slots=True)
class StageFit:
    """What may come at any time of a stage, which so many journeys entered."""

    stage: str
    entered: int
    anytime: tuple[ReplyFit, ...]


@dataclass(frozen=True, slots=True)
class WorkFit:
    """How one touchpoint or follow-up is done, as far as the log shows.

    ``done`` is the share that is ever done. ``instead`` are the signals by which alone the log
    shows it: they come as replies, bringing what it yields, and nobody does it besides.
    """

    name: str
    opened: int
    done: ShareFit
    time: TimeFit | None
    outcomes: tuple[ShareFit, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """How a weekday or month differs: ``factor`` of the mean, ``seen`` cases in ``days``."""

    name: str
    factor: float
    seen: int
    days: int


@dataclass(frozen=True, slots=True)
class ArrivalFit:
    """When cases begin: a mean of ``per_week`` while all factors are 1.

    ``weekdays`` and ``months`` are empty where they cannot be told from chance, or not at all.
    ``opens`` and ``closes`` are the hours of all but one in a hundred, ``hourly`` all of them.
    ``dispersion`` of the weeks: 1 is chance alone, more is waves that no population has.
    """

    first_on: dt.date
    last_on: dt.date
    cases: int
    per_week: float
    low: float
    high: float
    weekdays: tuple[Factor, ...]
    months: tuple[Factor, ...]
    opens: int
    closes: int
    hourly: tuple[int, ...]
    dispersion: float
    has_year: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """A population as history has it, and everything that history cannot say.

    ``unseen`` are states that wait for somebody outside and were never entered, ``silent`` those
    in which nothing ever came; ``undone`` touchpoints with outcomes of which none was seen;
    ``unknown`` facts that forms ask for and the log does not hold; ``lines`` the business lines,
    the most frequent first.
    """

    playbook: str
    calendar: str
    stages: tuple[str, ...]
    lines: tuple[ShareFit, ...]
    ends_at: Instant
    follow_days: int
    arrivals: ArrivalFit
    facts: tuple[ValueFit, ...]
    states: tuple[StateFit, ...]
    anytime: tuple[StageFit, ...]
    work: tuple[WorkFit, ...]
    unseen: tuple[str, ...]
    silent: tuple[str, ...]
    undone: tuple[str, ...]
    unknown: tuple[str, ...]
    workday: float

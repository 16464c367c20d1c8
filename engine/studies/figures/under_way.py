"""What is kept of a customer until it has left, and where what it does is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...core import records as r
from ...core.journey import Task
from ...language.values import Instant, Money
from ..population.values import Population
from ..simulation.observing import Customer
from .tally import Histogram, Incident, Key, Tally
from .weeks import Weeks


class Job:
    """A task that is known: its part's key, where it stands, when it was opened, and if late."""

    __slots__ = ("is_late", "key", "opened_at", "scope", "track")

    def __init__(self, key: Key, task: Task) -> None:
        self.key, self.track, self.scope = key, task.track, task.scope
        self.opened_at: Instant | None = None
        self.is_late = False


class Silence:
    """A stall that has not ended, and what was last done during it (``by``)."""

    __slots__ = ("by", "key", "play", "since", "track")

    def __init__(self, key: Key, record: r.Stalled) -> None:
        self.key, self.since, self.by = key, record.at, ""
        self.track, self.play = record.occurrence.track, record.occurrence.recovery


class Visit:
    """A journey in one stage: since when, how it ended, and what is under way there.

    ``present_since`` is below zero while it is not there: dormant, or over; ``slept`` is how
    long it was dormant and came back. ``lanes`` are where its tracks stand, and since when;
    ``left`` the state a track is just coming from.
    """

    __slots__ = (
        "climbs", "ended", "entered_at", "lanes", "left", "present_since", "slept", "stage",
        "stalls", "tasks",
    )  # fmt: skip

    def __init__(self, stage: str, at: Instant) -> None:
        self.stage, self.entered_at, self.present_since, self.slept = stage, at, at, 0
        self.ended: tuple[str, str, Instant] | None = None
        self.lanes: dict[str, tuple[str, Instant]] = {}
        self.left: dict[str, str] = {}
        self.tasks: dict[str, Job] = {}
        self.stalls: dict[str, Silence] = {}
        self.climbs: dict[str, str] = {}


class Known:
    """A customer that has not left: its visits by journey, contacts by week, and its worth."""

    __slots__ = ("contacts", "is_won_back", "monthly", "visits")

    def __init__(self) -> None:
        self.visits: dict[str, Visit] = {}
        self.contacts: dict[int, int] = {}
        self.monthly: Money | None = None
        self.is_won_back = False


class Scene:
    """Whose decision is being counted, and where: one for a whole run, to be quick."""

    __slots__ = ("customer", "journey", "known", "population", "tally", "visit", "weeks", "worth")

    def __init__(self, population: Population, weeks: Weeks) -> None:
        """Count what happens in ``population``."""
        self.tally, self.population, self.weeks = Tally(), population, weeks
        worth = population.worth
        # The fact that says what a customer is worth a month, where a fact does.
        self.worth = worth.monthly if worth and isinstance(worth.monthly, str) else ""
        self.customer: Customer | None = None
        self.known, self.visit, self.journey = Known(), NOWHERE, ""

    def add(self, *key: str, by: int = 1) -> None:
        """Count one more, or so many more, of what ``key`` names."""
        counts = self.tally.counts
        counts[key] = counts.get(key, 0) + by

    def time(self, length: int, *key: str) -> None:
        """Count one length of time; told late, an end may seem to lie before its beginning."""
        times = self.tally.times.get(key)
        if times is None:
            times = self.tally.times[key] = Histogram()
        times.add(max(length, 0))

    def see(self, code: str, key: str) -> None:
        """Count an incident of the customer at hand."""
        assert self.customer is not None
        self.tally.see((code, key), Incident(1, self.customer.index, self.journey))


NOWHERE = Visit("", 0)
"""Where a journey is that has not begun."""

Counts = Mapping[type, Callable[[Scene, Any], None]]
"""By type of record, what counts it."""

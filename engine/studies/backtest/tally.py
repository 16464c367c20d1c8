"""What a replay is counted in: exact sums that merge, whoever counted which part."""

from __future__ import annotations

import msgspec

from ...language.values import Instant
from ..figures.tally import Histogram, add_counts
from .findings import LEAD_DAYS, Firing, WatchKind

Key = tuple[WatchKind, str, str, str]
"""Kind, stage, name and what it is about."""


class Judged(msgspec.Struct, gc=False):
    """One watch beside one outcome (:class:`.findings.Verdict`)."""

    hits: int = 0
    late: int = 0
    false_alarms: int = 0
    lead: Histogram = msgspec.field(default_factory=Histogram)

    def merge(self, other: Judged) -> None:
        """Add all that another has counted."""
        self.hits += other.hits
        self.late += other.late
        self.false_alarms += other.false_alarms
        self.lead.merge(other.lead)


class Watched(msgspec.Struct, gc=False):
    """One watch: how often it fired, and where (:class:`.findings.WatchFigures`)."""

    first_at: Instant
    last_at: Instant
    example: str
    count: int = 0
    cases: int = 0
    groups: dict[str, int] = {}
    months: dict[str, int] = {}
    verdicts: dict[str, Judged] = {}

    def merge(self, other: Watched) -> None:
        """Add all that another has counted; of two that fired first at once ours did."""
        if other.first_at < self.first_at:
            self.first_at, self.example = other.first_at, other.example
        self.last_at = max(self.last_at, other.last_at)
        self.count += other.count
        self.cases += other.cases
        add_counts(self.groups, other.groups)
        add_counts(self.months, other.months)
        for outcome, judged in other.verdicts.items():
            self.verdicts.setdefault(outcome, Judged()).merge(judged)


class Foretold(msgspec.Struct, gc=False):
    """One outcome beside all that foretells it (:class:`.findings.OutcomeFigures`)."""

    happened: int = 0
    noticed: int = 0
    in_time: int = 0
    missed: int = 0
    false_alarms: int = 0
    quiet: int = 0
    lead: Histogram = msgspec.field(default_factory=Histogram)
    days: dict[int, int] = {}

    def merge(self, other: Foretold) -> None:
        """Add all that another has counted."""
        self.happened += other.happened
        self.noticed += other.noticed
        self.in_time += other.in_time
        self.missed += other.missed
        self.false_alarms += other.false_alarms
        self.quiet += other.quiet
        self.lead.merge(other.lead)
        add_counts(self.days, other.days)


class ReplayTally(msgspec.Struct):
    """Everything counted so far.

    ``tasks`` and ``notices`` are by role and number of the week; ``cases`` all that were
    replayed, ``open`` of them with a journey that had not ended; ``refused`` signals that could
    not be taken as they were told, ``ignored`` those that nobody waited for, ``incidents`` what
    a person would have had to look at. ``firings`` are kept only where they are asked for, in
    the order of the cases.
    """

    cases: int = 0
    accounts: int = 0
    events: int = 0
    timers: int = 0
    open: int = 0
    refused: int = 0
    ignored: int = 0
    incidents: int = 0
    groups: dict[str, int] = {}
    watches: dict[Key, Watched] = {}
    outcomes: dict[str, Foretold] = {}
    tasks: dict[str, dict[int, int]] = {}
    notices: dict[str, dict[int, int]] = {}
    firings: list[Firing] = []

    def merge(self, other: ReplayTally) -> None:
        """Add all that another has counted, of cases that come after ours."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        add_counts(self.groups, other.groups)
        for mine, theirs in ((self.tasks, other.tasks), (self.notices, other.notices)):
            for role, weeks in theirs.items():
                add_counts(mine.setdefault(role, {}), weeks)
        for key, watched in other.watches.items():
            known = self.watches.get(key)
            if known is None:
                self.watches[key] = watched
            else:
                known.merge(watched)
        for outcome, foretold in other.outcomes.items():
            self.outcomes.setdefault(outcome, Foretold()).merge(foretold)
        self.firings += other.firings


_NUMBERS = ("cases", "accounts", "events", "timers", "open", "refused", "ignored", "incidents")


def bin_of(days: int) -> int:
    """Return the day that the bin of so many whole days begins with."""
    return max(each for each in LEAD_DAYS if each <= max(days, 0))


def encode(tally: ReplayTally) -> bytes:
    """Return a tally as bytes, to be sent from one process to another."""
    return msgspec.msgpack.encode(tally)


def decode(data: bytes) -> ReplayTally:
    """Read a tally back from :func:`encode`."""
    return msgspec.msgpack.decode(data, type=ReplayTally)

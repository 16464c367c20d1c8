"""What a run is counted in: exact sums that merge, no larger for a million than for a hundred.

Nothing here is rounded but the bins of a histogram, and those are fixed: so merging is
associative, and whoever counted which part leaves no trace in the sum.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from .results import Spread

Key = tuple[str, ...]
_Name = TypeVar("_Name")

_FINE = 5
"""A bin is at most 1/32 of its values wide: 2 to the power of 5 bins an octave."""
_PLAIN = 2 << _FINE
"""Below this every number has its own bin."""

SPREAD = (50, 90, 99)
"""The percentiles that are told."""


def bin_of(value: int) -> int:
    """Return the bin a whole number of microseconds falls in; below zero counts as zero."""
    if value < _PLAIN:
        return max(value, 0)
    octave = value.bit_length() - _FINE - 1
    return (octave << _FINE) + (value >> octave)


def end_of(number: int) -> int:
    """Return the largest value of a bin."""
    if number < _PLAIN:
        return number
    octave = (number >> _FINE) - 1
    return ((number - (octave << _FINE) + 1) << octave) - 1


class Histogram(msgspec.Struct, gc=False):
    """How often which length of time was seen, with the exact number and sum of them."""

    count: int = 0
    total: int = 0
    bins: dict[int, int] = {}

    def add(self, value: int) -> None:
        """Count one length of time, in microseconds."""
        self.count += 1
        self.total += value
        number = bin_of(value)
        self.bins[number] = self.bins.get(number, 0) + 1

    def merge(self, other: Histogram) -> None:
        """Add all that another has counted."""
        self.count += other.count
        self.total += other.total
        add_counts(self.bins, other.bins)

    def quantile(self, percent: int) -> int:
        """Return the end of the first bin up to which so many of a hundred lie; 0 of nothing."""
        wanted = -(-self.count * percent // 100)
        reached = 0
        for number in sorted(self.bins):
            reached += self.bins[number]
            if reached >= wanted:
                return end_of(number)
        return 0

    @property
    def spread(self) -> Spread:
        """What is told of it; the mean is exact, rounded down."""
        mean = self.total // self.count if self.count else 0
        return Spread(self.count, mean, *(self.quantile(each) for each in SPREAD))


class Incident(msgspec.Struct, gc=False):
    """One kind of incident: how often, and where it is seen first (by the customer's number)."""

    count: int
    first_customer: int
    journey: str


class Tally(msgspec.Struct):
    """Everything counted so far.

    ``counts`` are plain numbers by what is counted and of what; ``times`` lengths of time alike.
    ``present`` is by stage (empty: any) the change in the number of journeys there from one
    whole hour of the run to the next; ``loads`` by role the work of each week, ``amounts``
    money in millionths by what it is and its currency.
    """

    counts: dict[Key, int] = {}
    times: dict[Key, Histogram] = {}
    present: dict[str, dict[int, int]] = {}
    loads: dict[str, dict[int, int]] = {}
    amounts: dict[tuple[str, str], int] = {}
    incidents: dict[tuple[str, str], Incident] = {}

    def count(self, *key: str) -> int:
        """Return one of the counts, 0 where nothing of it was seen."""
        return self.counts.get(key, 0)

    def time(self, *key: str) -> Spread:
        """Return what is told of one of the lengths of time."""
        return self.times.get(key, Histogram()).spread

    def under(self, *begin: str) -> list[Key]:
        """Return the rest of every key of a count that begins so, in order."""
        size = len(begin)
        return sorted(key[size:] for key in self.counts if key[:size] == begin)

    def merge(self, other: Tally) -> None:
        """Add all that another has counted; in whatever order, the sum is the same."""
        add_counts(self.counts, other.counts)
        add_counts(self.amounts, other.amounts)
        for name, change in other.present.items():
            add_counts(self.present.setdefault(name, {}), change)
        for role, weeks in other.loads.items():
            add_counts(self.loads.setdefault(role, {}), weeks)
        for key, times in other.times.items():
            self.times.setdefault(key, Histogram()).merge(times)
        for kind, incident in other.incidents.items():
            self.see(kind, incident)

    def see(self, kind: tuple[str, str], incident: Incident) -> None:
        """Count incidents of one kind; the first is that of the first customer."""
        known = self.incidents.setdefault(
            kind, Incident(0, incident.first_customer, incident.journey)
        )
        known.count += incident.count
        if incident.first_customer < known.first_customer:
            known.first_customer, known.journey = incident.first_customer, incident.journey


def add_counts(into: dict[_Name, int], more: dict[_Name, int]) -> None:
    """Add numbers to those of the same name; what comes to nothing is not kept."""
    for name, number in more.items():
        total = into.get(name, 0) + number
        if total:
            into[name] = total
        else:
            into.pop(name, None)


def encode(tally: Tally) -> bytes:
    """Return a tally as bytes, small enough to be sent from one process to another."""
    return msgspec.msgpack.encode(tally)


def decode(data: bytes) -> Tally:
    """Read a tally back from :func:`encode`."""
    return msgspec.msgpack.decode(data, type=Tally)

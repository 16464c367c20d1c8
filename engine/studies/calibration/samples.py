"""What history is counted in for fitting: samples that merge, no larger for a million cases.

Lengths of time are kept exactly, by how often each was seen, until there are too many different
ones; then each falls into a bin of at most 1/32 of it, as everywhere in our figures. Whether it
came to that depends on what was seen alone, so merging is associative and commutative.
"""

from __future__ import annotations

import msgspec

from ..figures.tally import add_counts, bin_of, end_of

Key = tuple[str, ...]

MOST_DIFFERENT = 1_500
"""How many different lengths of one kind are kept exactly."""

MOST_WORDS = 40
"""How many different words of one fact are kept; more are no choice but a text."""


class Sample(msgspec.Struct, gc=False):
    """Whole numbers, lengths of time in microseconds or amounts, by how often each was seen."""

    seen: dict[int, int] = {}
    is_coarse: bool = False

    def add(self, value: int, times: int = 1) -> None:
        """Count a number, once or so many times."""
        value = _middle(value) if self.is_coarse else value
        self.seen[value] = self.seen.get(value, 0) + times
        if len(self.seen) > MOST_DIFFERENT and not self.is_coarse:
            self._coarsen()

    def merge(self, other: Sample) -> None:
        """Add all that another has seen."""
        if other.is_coarse and not self.is_coarse:
            self._coarsen()
        for value, times in other.seen.items():
            self.add(value, times)

    def _coarsen(self) -> None:
        exact, self.seen, self.is_coarse = self.seen, {}, True
        for value, times in exact.items():
            self.add(value, times)

    @property
    def count(self) -> int:
        """How many were seen in all."""
        return sum(self.seen.values())


def _middle(value: int) -> int:
    """Return the middle of the bin a number falls in, mirrored below zero; of a middle, itself."""
    if value < 0:
        return -_middle(-value)
    number = bin_of(value)
    low = end_of(number - 1) + 1 if number else 0
    return (low + end_of(number)) // 2


class Words(msgspec.Struct, gc=False):
    """Values of one fact or field, as the engine writes them, by how often each was seen.

    ``is_open`` once there were too many different ones: none of them is kept then.
    """

    seen: dict[str, int] = {}
    is_open: bool = False

    def add(self, value: str, times: int = 1) -> None:
        """Count a value."""
        if self.is_open:
            return
        self.seen[value] = self.seen.get(value, 0) + times
        if len(self.seen) > MOST_WORDS:
            self.seen, self.is_open = {}, True

    def merge(self, other: Words) -> None:
        """Add all that another has seen."""
        if other.is_open:
            self.seen, self.is_open = {}, True
        for value, times in other.seen.items():
            self.add(value, times)


class Samples(msgspec.Struct):
    """Everything that history shows, as far as a population can say it.

    ``dates`` are cases by the ordinal of the local day they began on, ``hours`` by local hour.
    ``counts`` are plain numbers, ``times`` lengths of time, ``words`` and ``amounts`` the values
    of facts and fields, by what they are and of what. ``amounts`` are in millionths of the unit.
    """

    dates: dict[int, int] = {}
    hours: dict[int, int] = {}
    counts: dict[Key, int] = {}
    times: dict[Key, Sample] = {}
    words: dict[Key, Words] = {}
    amounts: dict[Key, Sample] = {}

    def add(self, *key: str, by: int = 1) -> None:
        """Count one more, or so many more, of what ``key`` names."""
        self.counts[key] = self.counts.get(key, 0) + by

    def count(self, *key: str) -> int:
        """Return one of the counts, 0 where nothing of it was seen."""
        return self.counts.get(key, 0)

    def time(self, length: int, *key: str) -> None:
        """Count a length of time, in microseconds; told late, it may seem to be below none."""
        _at(self.times, key).add(max(length, 0))

    def sample(self, *key: str) -> Sample:
        """Return the lengths of one kind, none where none was seen."""
        return self.times.get(key, Sample())

    def merge(self, other: Samples) -> None:
        """Add all that another has counted; in whatever order, the sum is the same."""
        add_counts(self.dates, other.dates)
        add_counts(self.hours, other.hours)
        add_counts(self.counts, other.counts)
        for times, more in ((self.times, other.times), (self.amounts, other.amounts)):
            for key, sample in more.items():
                _at(times, key).merge(sample)
        for key, words in other.words.items():
            self.words.setdefault(key, Words()).merge(words)


def _at(samples: dict[Key, Sample], key: Key) -> Sample:
    found = samples.get(key)
    if found is None:
        found = samples[key] = Sample()
    return found


def encode(samples: Samples) -> bytes:
    """Return samples as bytes, small enough to be sent from one process to another."""
    return msgspec.msgpack.encode(samples)


def decode(data: bytes) -> Samples:
    """Read samples back from :func:`encode`."""
    return msgspec.msgpack.decode(data, type=Samples)

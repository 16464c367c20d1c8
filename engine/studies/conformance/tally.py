"""What cases of history are counted in: exact sums that merge, in whatever order.

Of a deviation, an arc or a visit there are no more than the playbooks and the log have words
for. Of variants there may be as many as cases: each is counted under sixteen bytes, and the
signals themselves are kept of the most frequent only.
"""

from __future__ import annotations

import hashlib

import msgspec

from ..figures.tally import Histogram, add_counts

KEPT = 1_000
"""Of so many variants at least the signals are kept, the most frequent ones."""

Where = tuple[int, str]
"""A case by the number of its customer and its own id; the least is the first."""

Off = tuple[str, ...]
"""A deviation: kind, stage, track, state, signal, where to, then its names."""

Asked = tuple[str, str, str, str]
"""What is required: ``touchpoint`` or ``document``, stage, state, name."""


class OffTally(msgspec.Struct, gc=False):
    """One deviation: how often, in how many cases, of how many the first, and the first of them."""

    example: Where
    count: int = 0
    cases: int = 0
    first: int = 0

    def merge(self, other: OffTally) -> None:
        """Add all that another has counted."""
        self.example = min(self.example, other.example)
        self.count += other.count
        self.cases += other.cases
        self.first += other.first


class AskedTally(msgspec.Struct, gc=False):
    """One thing required: how often it was, how often it was there, cases where it was not."""

    asked: int = 0
    seen: int = 0
    cases: int = 0

    def merge(self, other: AskedTally) -> None:
        """Add all that another has counted."""
        self.asked += other.asked
        self.seen += other.seen
        self.cases += other.cases


class ArcTally(msgspec.Struct, gc=False):
    """One thing right after another: how often, in how many cases, and how long it took."""

    count: int = 0
    cases: int = 0
    time: Histogram = msgspec.field(default_factory=Histogram)

    def merge(self, other: ArcTally) -> None:
        """Add all that another has counted."""
        self.count += other.count
        self.cases += other.cases
        self.time.merge(other.time)


class Known(msgspec.Struct, gc=False):
    """A variant whose signals are kept, and the first case of it."""

    signals: tuple[str, ...]
    example: Where


class VariantTally(msgspec.Struct):
    """All variants by a name made of their signals: their cases, and those of them that fit.

    One whose signals were let go had at least ``KEPT`` before it. If it comes again so do its
    signals; if not, it stays behind them: so those of the most frequent are always known.
    """

    cases: dict[bytes, int] = {}
    fitting: dict[bytes, int] = {}
    known: dict[bytes, Known] = {}

    def add(self, signals: tuple[str, ...], where: Where, *, fits: bool) -> None:
        """Count a case that heard these signals, in this order."""
        name = variant_name(signals)
        self.cases[name] = self.cases.get(name, 0) + 1
        if fits:
            self.fitting[name] = self.fitting.get(name, 0) + 1
        self._keep(name, Known(signals, where))

    def merge(self, other: VariantTally) -> None:
        """Add all that another has counted."""
        add_counts(self.cases, other.cases)
        add_counts(self.fitting, other.fitting)
        for name, known in other.known.items():
            self._keep(name, known)

    def most_frequent(self, number: int) -> list[tuple[bytes, Known]]:
        """Return so many of the variants, the most frequent first; ties by their signals."""
        ranked = sorted(
            self.known.items(), key=lambda each: (-self.cases[each[0]], each[1].signals)
        )
        return ranked[:number]

    def _keep(self, name: bytes, known: Known) -> None:
        held = self.known.get(name)
        if held is None:
            self.known[name] = known
            if len(self.known) > 2 * KEPT:
                self.known = dict(self.most_frequent(KEPT))
        elif known.example < held.example:
            held.example = known.example


class ConformanceTally(msgspec.Struct):
    """Everything counted so far; ``activities`` and ``arcs`` are the log's own, without rules."""

    cases: int = 0
    fitting: int = 0
    complete: int = 0
    deviations: dict[Off, OffTally] = {}
    variants: VariantTally = msgspec.field(default_factory=VariantTally)
    required: dict[Asked, AskedTally] = {}
    activities: dict[str, int] = {}
    arcs: dict[tuple[str, str], ArcTally] = {}

    def merge(self, other: ConformanceTally) -> None:
        """Add all that another has counted; in whatever order, the sum is the same."""
        self.cases += other.cases
        self.fitting += other.fitting
        self.complete += other.complete
        self.variants.merge(other.variants)
        add_counts(self.activities, other.activities)
        for off, found in other.deviations.items():
            self.deviations.setdefault(off, OffTally(found.example)).merge(found)
        for asked, seen in other.required.items():
            self.required.setdefault(asked, AskedTally()).merge(seen)
        for arc, times in other.arcs.items():
            self.arcs.setdefault(arc, ArcTally()).merge(times)


def variant_name(signals: tuple[str, ...]) -> bytes:
    """Return sixteen bytes that stand for a sequence of signals: the same in every process."""
    return hashlib.blake2b("\n".join(signals).encode(), digest_size=16).digest()


def encode(tally: ConformanceTally) -> bytes:
    """Return a tally as bytes, small enough to be sent from one process to another."""
    return msgspec.msgpack.encode(tally)


def decode(data: bytes) -> ConformanceTally:
    """Read a tally back from :func:`encode`."""
    return msgspec.msgpack.decode(data, type=ConformanceTally)

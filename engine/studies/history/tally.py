"""The quality report while it is counted: nothing that happens to a row goes untold."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Mapping as Map
from operator import attrgetter

from ...language.logs import LogBroken
from ...language.values import Instant
from .mapping import LogMapping
from .quality import EXAMPLES, Counted, Example, Quality, Trouble

SHOWN = 80
"""So much of a text is shown as an example."""


class Troubles:
    """Troubles of one kind, by reason and column, each with its first examples."""

    def __init__(self) -> None:
        """Begin with none."""
        self.counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[Example]] = {}

    def add(self, reason: str, column: str, row: int, case: str = "", text: str = "") -> None:
        """Count one; it is kept as an example if it is among the first, by row."""
        self.counts[reason, column] += 1
        kept = self._examples.setdefault((reason, column), [])
        if len(kept) < EXAMPLES or row < kept[-1].row:
            cut = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
            insort(kept, Example(row, case, cut), key=attrgetter("row", "case"))
            del kept[EXAMPLES:]

    def told(self) -> tuple[Trouble, ...]:
        """Return them, the most frequent first."""
        ranked = sorted(self.counts.items(), key=lambda each: (-each[1], each[0]))
        return tuple(
            Trouble(key[0], count, key[1], tuple(self._examples[key])) for key, count in ranked
        )


class QualityTally:
    """What was read of a log, counted. ``last_at`` is known when the first case comes out."""

    def __init__(self, mapping: LogMapping) -> None:
        """Begin with nothing read."""
        self._mapping = mapping
        self.rows = self.accepted = self.rejected = self.left_out = self.dropped = 0
        self.unused = self.cases = self.accounts = self.events = self.empty = 0
        self.first_at: Instant | None = None
        self.last_at: Instant | None = None
        self.rejects, self.doubles, self.order = Troubles(), Troubles(), Troubles()
        self.ties, self.unmapped = Troubles(), Troubles()
        self.unknown: Counter[str] = Counter()
        self.signals: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.broken: Trouble | None = None
        self.absent: tuple[str, ...] = ()

    def reject(
        self, reason: str, row: int, column: str = "", case: str = "", text: str = ""
    ) -> None:
        """Count a row that is not taken, and why."""
        self.rejected += 1
        self.rejects.add(reason, column, row, case, text)

    def breaks(self, broken: LogBroken) -> None:
        """Keep where the log ends too early."""
        example = Example(broken.row, text=broken.text)
        self.broken = Trouble(broken.reason, 1, examples=(example,))

    def quality(self, log_name: str) -> Quality:
        """Return the report of what was read so far."""
        mapping = self._mapping
        return Quality(
            mapping=mapping.id, log=log_name, rows=self.rows, accepted=self.accepted,
            rejected=self.rejected, left_out=self.left_out, dropped=self.dropped,
            unused=self.unused, cases=self.cases, accounts=self.accounts, events=self.events,
            first_at=self.first_at, last_at=self.last_at,
            rejects=self.rejects.told(), doubles=self.doubles.told(), order=self.order.told(),
            ties=self.ties.told(), unmapped=self.unmapped.told(),
            unknown=_counted(self.unknown), signals=_counted(self.signals),
            groups=_counted(self.groups, [each.id for each in mapping.groups]),
            outcomes=_counted(self.outcomes, [each.id for each in mapping.outcomes]),
            broken=self.broken, empty=self.empty, absent=self.absent, zone=mapping.zone,
        )  # fmt: skip


def _counted(counts: Map[str, int], names: list[str] | None = None) -> tuple[Counted, ...]:
    """Return counts in the mapping's order, where it names them; else by name."""
    listed = sorted(counts) if names is None else names
    return tuple(Counted(name, counts.get(name, 0)) for name in listed)

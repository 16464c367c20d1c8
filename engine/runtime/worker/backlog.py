"""How much work waits: counted for metrics, health and the doctor."""

from __future__ import annotations

from collections import Counter

import msgspec

from ...language.values import Instant
from ..store import DeliveryState, Reading

COUNTED = 10_000
"""Rows that are counted at most: a scrape must stay cheap however long the queue is."""

OPEN: tuple[DeliveryState, ...] = ("pending", "sending", "dead", "unknown")
"""The states of deliveries that somebody still has to do something about."""


class Backlog(msgspec.Struct, frozen=True):
    """What nobody has done yet; a number may stand for «at least so many» (:data:`COUNTED`).

    ``waiting`` is journeys with signals that wait, ``effects`` what nobody has routed yet.
    """

    waiting: int
    effects: int
    deliveries: dict[str, int]
    incidents: int
    next_due: Instant | None

    def lag(self, now: Instant) -> float:
        """Return for how many seconds the first timer has been due; 0 where none is."""
        return max(0.0, (now - self.next_due) / 1_000_000) if self.next_due is not None else 0.0


def backlog(reading: Reading) -> Backlog:
    """Return how much work waits.

    Raises:
        StoreError: the store failed.
    """
    states = Counter(row.state for row in reading.deliveries(OPEN, COUNTED))
    return Backlog(
        waiting=len(reading.waiting_journeys(COUNTED, frozenset())),
        effects=len(reading.pending_effects(COUNTED)),
        deliveries={state: states[state] for state in OPEN},
        incidents=sum(row.state == "open" for row in reading.incidents()),
        next_due=reading.next_due(),
    )

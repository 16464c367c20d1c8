"""How much work there is and how late it is: for metrics, health and the doctor."""

from __future__ import annotations

import msgspec

from ...language.values import Instant
from ..store import Backlog, Store


class Outlook(msgspec.Struct, frozen=True):
    """What nobody has done yet, and when the first timer comes, or came, due."""

    backlog: Backlog
    next_due: Instant | None

    def lag(self, now: Instant) -> float:
        """Return for how many seconds the first timer has been due; 0 where none is."""
        return max(0.0, (now - self.next_due) / 1_000_000) if self.next_due is not None else 0.0


def outlook(store: Store) -> Outlook:
    """Return how much work there is; the database counts, no rows are fetched.

    Raises:
        StoreError: the store failed.
    """
    with store.reading() as reading:
        return Outlook(reading.backlog(), reading.next_due())

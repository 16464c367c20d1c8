"""What happens next: one heap of instants for everybody who shares a clock."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, Protocol

from ...language.values import Instant

OUTSIDE, TIMER = 0, 1
"""At one instant what comes from outside is taken before what falls due (S1.5)."""


class Owner(Protocol):
    """Whose event it is: it is told when the event's time has come."""

    def happen(self, at: Instant, action: Callable[[Any], None], about: Any) -> None:
        """Do ``action`` about something, at an instant."""


class Agenda:
    """Events to come, in order of time, then of rank, then as they were entered."""

    __slots__ = ("_heap", "_number", "until")

    def __init__(self, until: Instant) -> None:
        """Nothing is planned yet; what would happen at ``until`` or later never does."""
        self._heap: list[tuple[Instant, int, int, Owner, Callable[[Any], None], Any]] = []
        self._number = 0
        self.until = until

    def enter(
        self, at: Instant, rank: int, owner: Owner, action: Callable[[Any], None], about: Any
    ) -> bool:
        """Plan an event; return whether its time will come."""
        if at >= self.until:
            return False
        self._number += 1
        heappush(self._heap, (at, rank, self._number, owner, action, about))
        return True

    def run(self) -> None:
        """Let everything happen until nothing is left."""
        heap = self._heap
        while heap:
            at, _, _, owner, action, about = heappop(heap)
            owner.happen(at, action, about)

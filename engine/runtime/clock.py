"""The wall clock: the one place of the engine that asks what time it is (S1.3)."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..language.values import Instant

Clock = Callable[[], Instant]
"""What the engine asks for the time: microseconds UTC."""


def now() -> Instant:
    """Return the machine's time."""
    return time.time_ns() // 1_000


class ManualClock:
    """A clock that stands until it is set: for rehearsals and tests."""

    def __init__(self, at: Instant = 0) -> None:
        self._at = at

    def __call__(self) -> Instant:
        """Return the instant it was last set to."""
        return self._at

    def set(self, at: Instant) -> None:
        """Set the clock, forwards or backwards."""
        self._at = at

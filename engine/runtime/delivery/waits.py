"""How long to wait before the next attempt: longer each time, and not all at once."""

from __future__ import annotations

from ...language.deliveries import Target
from ...language.values import MICROSECONDS_PER_SECOND, Instant

PATIENCE = 24 * 3600
"""Seconds for which a receiver's own wish to wait is honoured, at most (F30)."""

_DOUBLINGS = 40
"""More of them than any bound on a wait; a power without one would grow for ever."""


def next_attempt(
    target: Target, attempts: int, now: Instant, after: float, drawn: float
) -> Instant:
    """Return when to try again after ``attempts``; ``drawn`` from 0 to 1 spreads those who failed.

    Half of the wait is sure and half is drawn, so that what failed together does not come
    back together. ``after`` is what the receiver asked for, in seconds.
    """
    doubled = target.first_wait * 2 ** min(max(attempts - 1, 0), _DOUBLINGS)
    wait = min(doubled, target.most_wait)
    spread = wait / 2 + drawn * wait / 2
    asked = min(max(after, 0.0), PATIENCE)
    return now + int(max(spread, asked) * MICROSECONDS_PER_SECOND)

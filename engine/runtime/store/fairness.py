"""Who of many that are due comes first: one account's flood does not keep others waiting (F16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

WINDOW = 32
"""How many times as many as are wanted are looked at, where one account has too many."""

_FEW = 4
"""One account takes at most this part of a claim while others have work, too."""


def has_flood(found: Sequence[tuple[str, str]], limit: int) -> bool:
    """Tell whether one account has more than its share of journeys, each given with its account."""
    counts = Counter(account for _, account in found)
    return len(found) >= limit and max(counts.values(), default=0) > _share(limit)


def shared_out(found: Sequence[tuple[str, str]], limit: int) -> list[str]:
    """Return journeys to work on: of each account its share, in order, then what is left."""
    taken: Counter[str] = Counter()
    first: list[str] = []
    later: list[str] = []
    for journey, account in found:
        taken[account] += 1
        (first if taken[account] <= _share(limit) else later).append(journey)
    return (first + later)[:limit]


def _share(limit: int) -> int:
    return max(1, limit // _FEW)

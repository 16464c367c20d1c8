"""What a comparison of two versions finds: each difference, its interval, whether it is noise."""

from __future__ import annotations

import math

import msgspec

from .intervals import half_width
from .pairs import Pairs

SCHEMA = "comparison/1"


class Finding(msgspec.Struct, frozen=True):
    """One measure under both versions, over all customers.

    ``difference`` is first minus second. ``low`` and ``high`` are its 95 % interval, None where
    no spread is known: a single piece. ``is_noise`` where the interval holds zero, or is unknown.
    """

    measure: str
    first: int
    second: int
    difference: int
    low: int | None
    high: int | None
    is_noise: bool


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions compared on the same customers.

    ``pieces`` are independent: teams where people are shared, else customers. Findings are in
    the order of their measures.
    """

    schema: str = SCHEMA
    first: str
    second: str
    population: str
    seed: int
    customers: int
    pieces: int
    weeks: int
    is_partial: bool
    findings: tuple[Finding, ...]


def findings(pairs: Pairs) -> tuple[Finding, ...]:
    """Return every difference there is to tell, by measure."""
    found = []
    for measure, sums in sorted(pairs.sums.items()):
        difference = sums.first - sums.second
        half = half_width(
            pairs.pieces, difference, pairs.customers, sums.squares, sums.cross, pairs.sizes
        )
        low = high = None
        if math.isfinite(half):
            whole = math.ceil(half * pairs.customers)
            low, high = difference - whole, difference + whole
        is_noise = low is None or high is None or low <= 0 <= high
        found.append(Finding(measure, sums.first, sums.second, difference, low, high, is_noise))
    return tuple(found)

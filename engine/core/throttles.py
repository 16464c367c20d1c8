"""How rarely a rule or pattern may act, and which occasions make its share (S6.1, S6.2)."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from ..language.values import Instant, Percent, Throttle
from .calendar import BusinessCalendar
from .journey import Memory


def holds_back(
    throttle: Throttle | None, memory: Memory, calendar: BusinessCalendar, at: Instant
) -> bool:
    """Tell whether a throttle forbids to act at an instant; what is remembered is data (S6.2)."""
    if throttle is None:
        return False
    if throttle.kind == "journey":
        return bool(memory.fired_at)
    # Quiet is counted from the last occasion, also one that was held back; else from the firing.
    last = memory.seen_at if throttle.kind == "quiet" else memory.fired_at
    return bool(last) and at < calendar.add(last, throttle.span)


def is_sampled(share: Percent, journey: str, rule: str, occasion: int) -> bool:
    """Tell whether an occasion is of the share: by a hash, so that it can be repeated (S1.4)."""
    digest = hashlib.sha256(f"{journey}/{rule}/{occasion}".encode()).digest()
    # A fraction of 2^64, compared exactly: no float decides anything.
    return Decimal(int.from_bytes(digest[:8], "big")) * 100 < share.amount * 2**64

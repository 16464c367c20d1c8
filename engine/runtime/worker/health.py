"""Whether a worker is alive, and whether it can work."""

from __future__ import annotations

from collections.abc import Callable

from ..clock import Clock
from ..failures import EngineError
from .listening import Answer, told
from .outlook import Outlook

STUCK = 120.0
"""Seconds after which a worker whose deciding thread has not come round counts as stuck."""


def healthz(slowest: Callable[[], float]) -> Answer:
    """Answer 200 while the thread that decides comes round, 503 when it hangs: start us anew."""
    seconds = slowest()
    state = "stuck" if seconds > STUCK else "alive"
    return told(200 if state == "alive" else 503, {"state": state, "last_round": round(seconds, 3)})


def readyz(look: Callable[[], Outlook], clock: Clock) -> Answer:
    """Answer 200 while the database can be read, with how far behind we are; else 503."""
    try:
        found = look()
    except EngineError as error:
        return told(503, {"state": "no database", "code": error.code})
    return told(
        200,
        {
            "state": "ready",
            "lag_seconds": round(found.lag(clock()), 3),
            "waiting": found.backlog.waiting,
        },
    )

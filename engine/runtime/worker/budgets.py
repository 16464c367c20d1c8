"""How much a worker takes at once, and how long it rests: fixed numbers, all of them here."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import msgspec

from ..clock import Clock, now


class Budget(msgspec.Struct, frozen=True):
    """How much of each kind of work one turn takes, so that no kind waits for all of another.

    ``signals`` and ``timers`` are journeys a transaction, taken in turns: 10^5 timers due at
    once cost a fresh signal one batch of them (F16). ``delivery`` is how many attempts
    one thread makes in a turn, ``threads`` how many deliver; none where a process only decides.
    """

    signals: int = 100
    timers: int = 100
    delivery: int = 100
    threads: int = 2


class Rhythm(msgspec.Struct, frozen=True):
    """How a worker rests, in seconds.

    ``poll``: between two looks where nobody wakes it. ``floor``: after the first look that
    found nothing, doubled by each further one up to ``poll``. ``longest``: the end of backing
    off. ``heartbeat``: between two signs of life. ``grace``: what a stop leaves to the work
    in hand. ``breath``: the share of a batch's time it then leaves the database to others,
    where only one can write at a time.
    """

    poll: float = 1.0
    floor: float = 0.02
    longest: float = 30.0
    heartbeat: float = 10.0
    grace: float = 8.0
    breath: float = 0.0


SERVER = Rhythm()
"""Beside a database server: it wakes us, and many can write."""
EMBEDDED = Rhythm(poll=0.2, breath=0.25)
"""Beside a file or in memory: another process wakes nobody, and one writes at a time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """By what a worker measures its rests, and by what chance it spreads them.

    ``clock`` says when timers are due; ``seconds`` is a clock that only runs forwards, by
    which everything else is measured (F20).
    """

    rhythm: Rhythm = SERVER
    clock: Clock = now
    seconds: Callable[[], float] = time.monotonic
    random: Random = field(default_factory=Random)

    def spread(self, seconds: float) -> float:
        """Return a time from half to one and a half of it: no two workers come at once (F19)."""
        return seconds * self.random.uniform(0.5, 1.5)

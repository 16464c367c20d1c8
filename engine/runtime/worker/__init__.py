"""Workers: they decide waiting signals and due timers, and deliver effects, until told to stop."""

from __future__ import annotations

from .budgets import EMBEDDED, SERVER, Budget, Pace, Rhythm
from .crew import Chore, Crew
from .witness import Witness, Witnesses
from .worker import Done, Worker

__all__ = [
    "EMBEDDED",
    "SERVER",
    "Budget",
    "Chore",
    "Crew",
    "Done",
    "Pace",
    "Rhythm",
    "Witness",
    "Witnesses",
    "Worker",
]

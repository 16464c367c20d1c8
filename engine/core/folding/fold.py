"""A journey being folded: a private copy that is changed in place until it is handed out.

A journey is frozen for all who hold it. Folding copies it once, and each of its tables at its
first change only: what a record costs does not grow with the journal or with what a journey
holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import force_setattr

from ..journey import Journey, Lane, Task, Timer
from ..records import Record


class Fold:
    """A copy of a journey that records are applied to, one after the other.

    ``lanes``, ``tasks`` and ``timers``, which nearly every decision changes, are copied at
    once; the other tables at their first change.
    """

    __slots__ = ("_owned", "journey", "lanes", "tasks", "timers")

    def __init__(self, journey: Journey) -> None:
        """Begin from ``journey``, which itself never changes."""
        copied: Journey = journey.__copy__()  # type: ignore[attr-defined]  # structs have it
        self.journey = copied
        self.lanes: dict[str, Lane] = journey.lanes.copy()
        self.tasks: dict[str, Task] = journey.tasks.copy()
        self.timers: dict[str, Timer] = journey.timers.copy()
        force_setattr(copied, "lanes", self.lanes)
        force_setattr(copied, "tasks", self.tasks)
        force_setattr(copied, "timers", self.timers)
        self._owned = {"lanes", "tasks", "timers"}

    def set(self, name: str, value: Any) -> None:
        """Set a plain field."""
        force_setattr(self.journey, name, value)

    def table(self, name: str) -> dict[str, Any]:
        """Return a table of the journey to change: its own copy, made at the first change."""
        held: dict[str, Any] = getattr(self.journey, name)
        if name not in self._owned:
            held = held.copy()
            force_setattr(self.journey, name, held)
            self._owned.add(name)
        return held

    def see(self, instant: int) -> None:
        """Move the journey's own time on; it never runs back (S1.3)."""
        if instant > self.journey.now:
            force_setattr(self.journey, "now", instant)

    def end_scope(self, scope: str) -> None:
        """Withdraw the timers whose scope is over (S3.9)."""
        timers, over = self.timers, list[str]()
        for key, timer in timers.items():
            if timer.scope == scope:
                over.append(key)  # a comprehension is a call, and this is hot
        for key in over:
            del timers[key]


Change = Callable[[Fold, Any], None]
Changes = Mapping[type[Record], Change]
"""Record → how it changes a journey; a record that is not there changes nothing but its number."""

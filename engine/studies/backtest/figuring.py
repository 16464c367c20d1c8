"""The figures of a simulation, counted from history; contacts are those the playbook asks for.

In history nobody does what the playbook asks, so no contact is ever spent (S4.6). What opens
with a contact of the customer's counts instead: as one contact, in the week in which it may be
made, unless it was over before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core import records as r
from ...core.journey import Journey
from ...core.link import LinkedProgram
from ...core.outreach import PARTY
from ...language.values import Instant
from ..figures.counting import COUNTS, Counter
from ..figures.under_way import Scene
from ..population.values import Population
from ..simulation.observing import Customer


class HistoryCounter(Counter):
    """Counts a replay as a run is counted (an :class:`Observer`)."""

    def __init__(self, program: LinkedProgram, population: Population) -> None:
        """Count the customers of history."""
        table: dict[type, Callable[[Scene, Any], None]] = {
            **COUNTS,
            r.TaskOpened: self._opened,
            r.TaskDone: self._done,
            r.TaskCancelled: self._over,
            r.TaskSkipped: self._over,
            r.ContactHeld: self._unasked,
            r.ContactSkipped: self._unasked,
        }
        del table[r.ContactSpent]
        super().__init__(program, population, table)
        self._program = program
        self._asked: dict[str, tuple[str, Instant]] = {}

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Count what may be made until the horizon, and all else of an account."""
        scene = self._scene
        scene.customer, scene.known = customer, self._known[customer.index]
        for channel, to in self._asked.values():
            if to <= at:
                _contact(scene, channel, to)
        self._asked.clear()
        super().left(customer, journeys, at)

    def _opened(self, scene: Scene, record: r.TaskOpened) -> None:
        COUNTS[r.TaskOpened](scene, record)
        job = scene.visit.tasks.get(record.id)
        if job is not None and self._reaches(job.key).startswith(PARTY):
            to = max(record.at, record.contact_at)
            self._asked[f"{scene.journey}:{record.id}"] = record.via, to

    def _reaches(self, key: tuple[str, ...]) -> str:
        """Return whom a task contacts, by its stage, kind and name."""
        stage, kind, name = key
        if kind == "follow_up":
            play, _, step = name.rpartition(".")
            follow_up = self._program.follow_ups.get((play, step))
            return follow_up.contact if follow_up is not None else ""
        touchpoint = self._program.stages[stage].touchpoints.get(name)
        return touchpoint.contact if touchpoint is not None else ""

    def _done(self, scene: Scene, record: r.TaskDone) -> None:
        asked = self._asked.pop(f"{scene.journey}:{record.id}", None)
        if asked is not None:
            _contact(scene, asked[0], min(asked[1], record.at))
        COUNTS[r.TaskDone](scene, record)

    def _over(self, scene: Scene, record: r.TaskCancelled | r.TaskSkipped) -> None:
        asked = self._asked.pop(f"{scene.journey}:{record.id}", None)
        if asked is not None and asked[1] < record.at:
            _contact(scene, *asked)
        COUNTS[type(record)](scene, record)

    def _unasked(self, scene: Scene, record: r.ContactHeld | r.ContactSkipped) -> None:
        del scene
        self._asked.pop(record.contact, None)


def _contact(scene: Scene, channel: str, at: Instant) -> None:
    scene.add("contact", channel)
    contacts, week = scene.known.contacts, scene.weeks.of(at)
    contacts[week] = contacts.get(week, 0) + 1

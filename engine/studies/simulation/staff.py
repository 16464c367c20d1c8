"""The people of a team: whoever is free takes the task that has waited longest, in shift time."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Protocol

from ...core.calendar import BusinessCalendar
from ...core.journey import Absence
from ...language.values import MICROSECONDS_PER_HOUR, Instant
from ..population.values import Distribution, Staff
from .agenda import OUTSIDE, Agenda
from .chance import Chance
from .drawing import draw
from .setting import Setting

MICROSECONDS_PER_YEAR = 8_766 * MICROSECONDS_PER_HOUR
"""A year of 365 days and a quarter: what absences a year are counted by."""


class Task(Protocol):
    """What a desk needs to know of a piece of work."""

    @property
    def asked_at(self) -> Instant:
        """When somebody was first needed for it."""

    def is_wanted_of(self, role: str) -> bool:
        """Tell whether it is still to be begun, and by that role."""

    def begin(self, person: str, at: Instant) -> int:
        """Somebody begins; return how much shift time it takes, in microseconds."""

    def finish(self, at: Instant) -> None:
        """It is done."""


@dataclass(slots=True, eq=False)
class Person:
    """One of a role's people; absent from each ``begins`` to its ``until``."""

    name: str
    calendar: BusinessCalendar
    begins: list[Instant] = field(default_factory=list)
    until: list[Instant] = field(default_factory=list)

    def present(self, at: Instant) -> Instant:
        """Return the first instant, from ``at`` on, at which the person works."""
        while True:
            at = self.calendar.next_opening(at)
            away = bisect_right(self.begins, at) - 1
            if away < 0 or at >= self.until[away]:
                return at
            at = self.until[away]

    def done(self, at: Instant, work: int) -> Instant:
        """Return when so much work begun at an instant is done: closing and absence interrupt."""
        first = bisect_right(self.until, at)
        for begins, until in zip(self.begins[first:], self.until[first:], strict=True):
            before = self.calendar.between(at, max(begins, at))
            if before >= work:
                break
            work, at = work - before, until
        return self.calendar.add_shift_time(at, work)


class Desk:
    """The people of one role in one team, and the tasks that wait for them."""

    def __init__(self, agenda: Agenda, staff: Staff, people: list[Person]) -> None:
        """Everybody is free."""
        self.role, self.people = staff.role, people
        self._agenda = agenda
        self._free = deque(people)
        self._queue: list[tuple[Instant, int, Task]] = []
        self._number = 0
        self._wake_at: Instant | None = None
        self.now: Instant = 0

    def happen(self, at: Instant, action: Callable[[Any], None], about: Any) -> None:
        """Do what was planned."""
        self.now = at
        action(about)

    def ask(self, task: Task, now: Instant, ready: Instant) -> None:
        """Put a task where it is seen, once it may be begun."""
        if ready > now:
            self._agenda.enter(ready, OUTSIDE, self, self._join, task)
        else:
            self.now = now
            self._join(task)

    def _join(self, task: Task) -> None:
        self._number += 1
        heappush(self._queue, (task.asked_at, self._number, task))
        self._deal()

    def _deal(self) -> None:
        """Give what waits to whoever is there, longest waiting and longest free first."""
        queue, free, now = self._queue, self._free, self.now
        while queue and free:
            if not queue[0][2].is_wanted_of(self.role):
                heappop(queue)
                continue
            person = self._there(now)
            if person is None:
                self._wake(min(each.present(now) for each in free))
                return
            _, _, task = heappop(queue)
            work = task.begin(person.name, now)
            # What takes longer than there is time is never done, however long that is.
            if now + work < self._agenda.until:
                done = person.done(now, work)
                self._agenda.enter(done, OUTSIDE, self, self._done, (person, task))

    def _there(self, now: Instant) -> Person | None:
        for index, person in enumerate(self._free):
            if person.present(now) == now:
                del self._free[index]
                return person
        return None

    def _wake(self, at: Instant) -> None:
        if self._wake_at is None or self._wake_at <= self.now or at < self._wake_at:
            self._wake_at = at
            self._agenda.enter(at, OUTSIDE, self, self._look, None)

    def _look(self, _nothing: None) -> None:
        self._deal()

    def _done(self, finished: tuple[Person, Task]) -> None:
        person, task = finished
        self._free.append(person)
        task.finish(self.now)
        self._deal()


class Team:
    """One team: a desk for each role that has people."""

    def __init__(self, setting: Setting, agenda: Agenda, number: int) -> None:
        """Draw who is away when, for the whole time."""
        self.number = number
        population = setting.population
        self.absences: dict[str, tuple[Absence, ...]] = {}
        self.desks: dict[str, Desk] = {}
        for role, staff in population.staff.items() if population.teams else ():
            self.desks[role] = Desk(agenda, staff, self._people(setting, staff))

    def _people(self, setting: Setting, staff: Staff) -> list[Person]:
        calendar = setting.program.calendars.get(staff.calendar) or setting.calendar
        names = [f"{staff.role} {each + 1}@team {self.number}" for each in range(staff.people)]
        people = [Person(name, calendar) for name in names]
        for index, person in enumerate(people):
            deputy = names[(index + 1) % len(names)] if len(names) > 1 else ""
            self._be_away(setting, staff, person, deputy)
        return people

    def _be_away(self, setting: Setting, staff: Staff, person: Person, deputy: str) -> None:
        if not staff.away_per_year or staff.away_for is None:
            return
        chance = Chance(setting.plan.seed, self.number, f"away/{person.name}")
        gap = Distribution("exponential", (MICROSECONDS_PER_YEAR / staff.away_per_year,))
        at, found = setting.population.begins_at, []
        while True:
            at += round(draw(gap, chance.uniform("gap")))
            if at >= setting.population.ends_at:
                break
            until = setting.after(at, staff.away_for, chance.uniform("for"), person.calendar)
            if until > at:
                person.begins.append(at)
                person.until.append(until)
                found.append(Absence(at, until, deputy))
            at = until
        self.absences[person.name] = tuple(found)

"""A program and a plan side by side, with what is looked up at every event found once."""

from __future__ import annotations

import re

from ...core.abilities import missing
from ...core.calendar import BusinessCalendar
from ...core.journey import Directory
from ...core.link import LinkedProgram
from ...language.program import Touchpoint
from ...language.values import Instant
from ..population.values import Behaviour, Chaos, Distribution, Duration, Population, Segment, Work
from .arrivals import rate_of
from .drawing import microseconds
from .plan import Plan

NOT_REHEARSED = "not-rehearsed"
"""What a stage lacks that a population leaves out: journeys of it are not begun."""

_CURRENCY = re.compile(rb'"currency":"([A-Z]{3})"')

AT_ONCE = Duration(Distribution("constant", (0.0,)))
NO_WORK = Work(AT_ONCE, AT_ONCE)
"""Work the population says nothing of: it is done as soon as somebody is there."""


class Setting:
    """What all customers of a run have in common."""

    def __init__(self, program: LinkedProgram, plan: Plan) -> None:
        """Look up what a run needs of its program."""
        population = plan.population
        self.program, self.plan, self.population = program, plan, population
        first = program.stages[population.playbook].stage.calendar
        self.calendar = program.calendars.get(population.calendar) or program.calendars[first]
        self.rate = rate_of(population)
        self.directory = Directory(1, {role: role for role in program.program.roles})
        self.is_calm = population.chaos == Chaos()
        self.currency = _currency(program, population)
        self._behaviours: dict[tuple[str, str, str, str], tuple[str, Behaviour] | None] = {}
        self._work: dict[tuple[str, str, str], Work] = {}
        self._lacking: dict[str, tuple[str, ...]] = {}

    def behaviour(
        self, segment: Segment, stage: str, track: str, state: str
    ) -> tuple[str, Behaviour] | None:
        """Return what comes from outside in a state, and the words it is drawn by."""
        key = (segment.id, stage, track, state)
        if key not in self._behaviours:
            self._behaviours[key] = self._find(segment, stage, track, state)
        return self._behaviours[key]

    def _find(
        self, segment: Segment, stage: str, track: str, state: str
    ) -> tuple[str, Behaviour] | None:
        for name in (f"{stage}.{track}.{state}", f"{stage}.{state}"):
            found = segment.states.get(name)
            if found is not None:
                return name, found
        return None

    def work(self, segment: Segment, stage: str, name: str) -> Work:
        """Return how colleagues of a segment's customers do a task."""
        key = (segment.id, stage, name)
        found = self._work.get(key)
        if found is None:
            named = (f"{stage}.{name}", name, "")
            known = (segment.work[each] for each in named if each in segment.work)
            found = self._work[key] = next(known, NO_WORK)
        return found

    def can_be_told(self, name: str) -> bool:
        """Tell whether what a blocker asks for is a fact or a document, and not why none helps."""
        program = self.program.program
        return name in program.facts or name in program.documents

    def touchpoint(self, stage: str, name: str) -> Touchpoint | None:
        """Return a touchpoint of a stage, or nothing for a follow-up or what is asked for."""
        linked = self.program.stages.get(stage)
        return linked.touchpoints.get(name) if linked is not None else None

    def is_rehearsed(self, stage: str) -> bool:
        """Tell whether the population lets journeys go through a stage."""
        return not self.population.stages or stage in self.population.stages

    def lacking(self, playbook: str) -> tuple[str, ...]:
        """Return what the engine does not run of a playbook."""
        if playbook not in self._lacking:
            known = playbook in self.program.stages
            found = missing(self.program.program, playbook) if known else ()
            own = () if self.is_rehearsed(playbook) else (NOT_REHEARSED,)
            self._lacking[playbook] = (*found, *own)
        return self._lacking[playbook]

    def after(
        self,
        since: Instant,
        duration: Duration,
        u: float,
        calendar: BusinessCalendar | None = None,
    ) -> Instant:
        """Return the instant a drawn length of time after another."""
        passed = microseconds(duration, u)
        # Shift time passes no faster than time: past the end nobody asks how far.
        if duration.counts == "elapsed" or since + passed >= self.population.ends_at:
            return since + passed
        return (calendar or self.calendar).add_shift_time(since, passed)


def _currency(program: LinkedProgram, population: Population) -> str:
    """Return the currency of amounts nobody speaks of: the first that is spoken of at all."""
    if population.costs is not None:
        return population.costs.currency
    amounts = [each for amounts in program.program.thresholds.values() for each in amounts]
    named = [each.currency for each in amounts if each.currency]
    for stage in program.stages.values():
        named += [code.decode() for code in _CURRENCY.findall(stage.written)]
    return named[0] if named else "CNY"

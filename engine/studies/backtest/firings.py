"""Listens to a replay: what was noticed, when, by whom, and what really happened in the case."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...core import records as r
from ...core.clock import MICROSECONDS_PER_DAY, local, on_date
from ...core.decide import STARTED
from ...core.journey import Journey, Signal
from ...core.link import LinkedProgram
from ...core.timers import TIMER_DUE
from ...language.values import Instant
from ..figures.weeks import Weeks
from ..history.case import Case
from ..history.mapping import LogMapping, OutcomeRule
from ..simulation.observing import Customer, Worked
from .families import Families
from .noticing import NOTICING, Key, Noticed, noticed
from .replaying import SOURCE
from .tally import Foretold, Judged, ReplayTally, Watched, bin_of

_TOLD = frozenset({"reminded", "escalated"})
"""Notices that count as load: of reminders and of tiers."""


class Firings:
    """Counts a replay (an :class:`Observer`); ``tally`` holds what was counted so far."""

    def __init__(
        self,
        program: LinkedProgram,
        mapping: LogMapping,
        accounts: Mapping[int, Sequence[Case]],
        weeks: Weeks,
        *,
        keeps: bool = False,
    ) -> None:
        """Count what is told of ``accounts``, by number; with ``keeps`` keep each firing too."""
        self.tally = ReplayTally(
            groups={each.id: 0 for each in mapping.groups},
            outcomes={each.id: Foretold() for each in mapping.outcomes},
        )
        self._program, self._mapping = program, mapping
        self._accounts, self._weeks, self._keeps = accounts, weeks, keeps
        self._months = _Months(weeks, mapping.zone)
        self._families = Families()
        self._foretells = _Foretelling(mapping.outcomes)
        self._noticed: dict[str, list[Noticed]] = {}

    def came(self, customer: Customer) -> None:
        """Count an account, and its cases."""
        self.tally.accounts += 1
        cases = self._accounts[customer.index]
        self.tally.cases += len(cases)
        self._noticed = {case.id: [] for case in cases}

    def decided(
        self,
        customer: Customer,  # noqa: ARG002  # an Observer's list
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: r.Decision,
        now: Instant,
    ) -> None:
        """Count one decision, and keep what it noticed until the case is over."""
        tally = self.tally
        if signal.type == TIMER_DUE:
            tally.timers += 1
        elif signal.source == SOURCE and signal.type != STARTED:
            tally.events += 1
            tally.refused += decision.outcome == "refused"
            tally.ignored += decision.outcome == "ignored"
        if not before.playbook:
            self._families.case_of(after)
        is_noticing = False
        for record in decision.records:
            heed = _HEEDED.get(type(record))
            if heed is None:
                continue
            if heed is _NOTICED:
                is_noticing = True
            else:
                heed(self, record)
        for effect in decision.effects:
            if type(effect) is r.Notify and effect.reason in _TOLD:
                self._load(tally.notices, effect.role, max(effect.deferred_to, now))
        if is_noticing:
            found = noticed(self._program, before, after, signal, decision)
            self._noticed[self._families.case_of(after)].extend(found)

    def opened(self, record: r.TaskOpened) -> None:
        """Count a task as load of its role."""
        self._load(self.tally.tasks, record.role, record.at)

    def incident(self, record: r.IncidentRaised) -> None:
        """Count what a person would have had to look at."""
        del record
        self.tally.incidents += 1

    def deviated(self, record: r.Deviated) -> None:
        """Count what could not be taken as it was told."""
        self.tally.refused += record.kind == "refused"

    def worked(self, worked: Worked) -> None:
        """Who worked how long, no log says."""

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Judge the cases of an account as they stand at the horizon."""
        del at
        still = {self._families.case_of(each) for each in journeys if not each.outcome}
        for case in self._accounts[customer.index]:
            self.tally.open += case.id in still
            for group in case.groups:
                self.tally.groups[group] = self.tally.groups.get(group, 0) + 1
            self._judge(case, self._noticed[case.id])
        self._noticed = {}
        self._families.forget()

    # --- one case

    def _judge(self, case: Case, found: list[Noticed]) -> None:
        first: dict[Key, Instant] = {}
        for each in found:
            self._watch(case, each, is_first=each.key not in first)
            first.setdefault(each.key, each.fired_at)
            if self._keeps:
                self.tally.firings.append(each.of(case.id, case.account))
        if not self._mapping.outcomes:
            return
        happened: dict[str, Instant] = {}
        for one in case.outcomes:
            happened[one.outcome] = min(one.at, happened.get(one.outcome, one.at))
        alarms: dict[str, Instant] = {}
        for key, at in first.items():
            for outcome in self._foretells.outcomes(key):
                judged = self.tally.watches[key].verdicts.setdefault(outcome, Judged())
                _verdict(judged, at, happened.get(outcome))
                alarms[outcome] = min(at, alarms.get(outcome, at))
        for outcome, foretold in self.tally.outcomes.items():
            _confuse(foretold, alarms.get(outcome), happened.get(outcome))

    def _watch(self, case: Case, found: Noticed, *, is_first: bool) -> None:
        at = found.fired_at
        watched = self.tally.watches.get(found.key)
        if watched is None:
            watched = self.tally.watches[found.key] = Watched(at, at, case.id)
        if at < watched.first_at:
            watched.first_at, watched.example = at, case.id
        watched.last_at = max(watched.last_at, at)
        watched.count += 1
        month = self._months.of(at)
        watched.months[month] = watched.months.get(month, 0) + 1
        if is_first:
            watched.cases += 1
            for group in case.groups:
                watched.groups[group] = watched.groups.get(group, 0) + 1

    def _load(self, loads: dict[str, dict[int, int]], role: str, at: Instant) -> None:
        weeks, week = loads.setdefault(role, {}), self._weeks.of(at)
        weeks[week] = weeks.get(week, 0) + 1


def _NOTICED(seen: Firings, record: r.Record) -> None:  # noqa: N802 - a mark
    """Stand for what is noticed: it needs the whole decision."""


_HEEDED: Mapping[type, Callable[[Firings, Any], None]] = {
    **dict.fromkeys(NOTICING, _NOTICED),
    r.TaskOpened: Firings.opened,
    r.IncidentRaised: Firings.incident,
    r.Deviated: Firings.deviated,
}
"""What is looked at, by type of record: most are not."""


class _Months:
    """The local months of a replay, laid out once: to word each instant would be slow."""

    def __init__(self, weeks: Weeks, zone: str) -> None:
        first = local(weeks.begins_at, zone).date().replace(day=1)
        self._begins: list[Instant] = []
        self._names: list[str] = []
        while not self._begins or self._begins[-1] <= weeks.ends_at:
            self._begins.append(on_date(first, 0, zone))
            self._names.append(f"{first:%Y-%m}")
            first = (first + dt.timedelta(days=31)).replace(day=1)

    def of(self, at: Instant) -> str:
        """Return the month an instant lies in, as ``2013-04``; what is earlier, in the first."""
        return self._names[max(bisect_right(self._begins, at) - 1, 0)]


class _Foretelling:
    """Which outcomes a watch is an alarm of."""

    def __init__(self, outcomes: Sequence[OutcomeRule]) -> None:
        self._named = [(each.id, frozenset(each.foretold_by)) for each in outcomes]
        self._known: dict[Key, tuple[str, ...]] = {}

    def outcomes(self, key: Key) -> tuple[str, ...]:
        """Return them, in their order; a tier alarms of what is foretold by what it climbs for.

        A reminder does not: it comes before anything is late.
        """
        known = self._known.get(key)
        if known is None:
            names = {key.name, key.about, f"{key.stage}.{key.name}", f"{key.stage}.{key.about}"}
            known = self._known[key] = tuple(
                name
                for name, foretold_by in self._named
                if key.kind != "reminder" and not foretold_by.isdisjoint(names)
            )
        return known


def _verdict(judged: Judged, noticed_at: Instant, happened_at: Instant | None) -> None:
    """Count one case in which a watch fired; at the very instant it happened is late (S1.5)."""
    if happened_at is None:
        judged.false_alarms += 1
    elif noticed_at < happened_at:
        judged.hits += 1
        judged.lead.add(happened_at - noticed_at)
    else:
        judged.late += 1


def _confuse(foretold: Foretold, noticed_at: Instant | None, happened_at: Instant | None) -> None:
    """Put one case in one of the four fields."""
    foretold.happened += happened_at is not None
    if noticed_at is None:
        foretold.missed += happened_at is not None
        foretold.quiet += happened_at is None
    elif happened_at is None:
        foretold.false_alarms += 1
    else:
        foretold.noticed += 1
        lead = happened_at - noticed_at
        if lead > 0:
            foretold.in_time += 1
            foretold.lead.add(lead)
            begins = bin_of(lead // MICROSECONDS_PER_DAY)
            foretold.days[begins] = foretold.days.get(begins, 0) + 1

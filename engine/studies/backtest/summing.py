"""From tallies to a backtest: every figure in the order of the playbooks and of the mapping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, get_args

from ...core.link import LinkedProgram
from ...language.values import Instant
from ..conformance.findings import Conformance
from ..figures.results import Results
from ..figures.summing import in_order, results
from ..figures.tally import Tally
from ..history.mapping import Constant, LogMapping
from ..history.quality import Counted, Quality
from ..simulation.plan import Plan
from . import findings as f
from .noticing import CLAUSES
from .tally import Judged, Key, ReplayTally, Watched
from .watches import as_population, weeks_of


class Window(NamedTuple):
    """From the first moment of a log to its horizon."""

    begins_at: Instant
    ends_at: Instant


class Seen(NamedTuple):
    """What was counted of a replay, and of the log itself."""

    tally: ReplayTally
    figures: Tally
    conformance: Conformance
    quality: Quality
    beyond: int = 0
    is_partial: bool = False


def backtest_of(
    program: LinkedProgram,
    mapping: LogMapping,
    window: Window,
    seen: Seen,
    bands: tuple[f.Band, ...] = (),
    reactions: tuple[f.Reaction, ...] = (),
    population: str = "",
) -> f.Backtest:
    """Return everything that was counted in a replay through ``program``."""
    tally = seen.tally
    return f.Backtest(
        program=program.id,
        mapping=mapping.id,
        title_zh=mapping.title.zh,
        title_en=mapping.title.en,
        zone=mapping.zone,
        begins_at=window.begins_at,
        ends_at=window.ends_at,
        cases=tally.cases,
        accounts=tally.accounts,
        events=tally.events,
        timers=tally.timers,
        open=tally.open,
        refused=tally.refused,
        ignored=tally.ignored,
        incidents=tally.incidents,
        beyond=seen.beyond,
        is_partial=seen.is_partial,
        groups=tuple(
            f.GroupFigures(each.id, each.title.zh, each.title.en, tally.groups.get(each.id, 0))
            for each in mapping.groups
        ),
        watches=watches_of(tally, program, mapping),
        outcomes=_outcomes(tally, mapping),
        loads=_loads(tally, program, mapping, window),
        figures=_figures(seen.figures, program, mapping, window, tally.accounts),
        conformance=seen.conformance,
        quality=seen.quality,
        bands=bands,
        reactions=reactions,
        population=population,
        unobserved=mapping.unobserved,
        from_first_row=undated(mapping),
    )


def undated(mapping: LogMapping) -> tuple[str, ...]:
    """Return the facts that are known from a case's begin only because the log dates them not.

    Where rows have a moment of their own (``at``), the first row's facts are as they were then;
    what an event tells later, and what the mapping itself says, is no question either.
    """
    if mapping.at:
        return ()
    told = {name for rule in mapping.events if rule.type == "facts.set" for name in rule.data}
    found = (n for n, source in mapping.facts.items() if not isinstance(source, Constant))
    return tuple(sorted(name for name in found if name not in told))


def sorted_keys(keys: Sequence[Key], program: LinkedProgram) -> list[Key]:
    """Return watches in the order of the playbooks: by stage, kind, name and what they are about.

    Names stand as the playbook has them; tiers from the lowest up.
    """
    stages = {name: number for number, name in enumerate(in_order(program.program))}
    kinds = get_args(f.WatchKind)
    places = {name: _places(program, name) for name in stages}
    tiers = {
        f"{ladder}.{tier.id}": number
        for ladder, one in program.program.ladders.items()
        for number, tier in enumerate(one.tiers)
    }

    def rank(key: Key) -> tuple[int, int, int, str, int, str]:
        kind, stage, name, about = key
        order = places.get(stage, {}).get(about or name, len(stages))
        return stages.get(stage, -1), kinds.index(kind), order, about, tiers.get(name, 0), name

    return sorted(keys, key=rank)


def _places(program: LinkedProgram, stage: str) -> dict[str, int]:
    linked = program.stages[stage]
    names = (*linked.touchpoints, *linked.stalls, *linked.clocks)
    return {name: number for number, name in enumerate(names)}


def watches_of(
    tally: ReplayTally, program: LinkedProgram, mapping: LogMapping
) -> tuple[f.WatchFigures, ...]:
    """Return all that fired."""
    return tuple(
        _watch(key, tally.watches[key], mapping) for key in sorted_keys([*tally.watches], program)
    )


def _watch(key: Key, watched: Watched, mapping: LogMapping) -> f.WatchFigures:
    kind, stage, name, about = key
    counted = [Counted(each.id, watched.groups.get(each.id, 0)) for each in mapping.groups]
    named = [each.id for each in mapping.outcomes if each.id in watched.verdicts]
    return f.WatchFigures(
        kind=kind, stage=stage, name=name, about=about, clause=CLAUSES[kind],
        count=watched.count, cases=watched.cases,
        first_at=watched.first_at, last_at=watched.last_at,
        groups=tuple(each for each in counted if each.count),
        verdicts=tuple(_verdict(outcome, watched.verdicts[outcome]) for outcome in named),
        months=tuple(Counted(month, count) for month, count in sorted(watched.months.items())),
        example=watched.example,
    )  # fmt: skip


def _verdict(outcome: str, judged: Judged) -> f.Verdict:
    return f.Verdict(outcome, judged.hits, judged.late, judged.false_alarms, judged.lead.spread)


def _outcomes(tally: ReplayTally, mapping: LogMapping) -> tuple[f.OutcomeFigures, ...]:
    found = []
    for rule in mapping.outcomes:
        one = tally.outcomes[rule.id]
        found.append(
            f.OutcomeFigures(
                outcome=rule.id, title_zh=rule.title.zh, title_en=rule.title.en,
                foretold_by=rule.foretold_by, happened=one.happened, noticed=one.noticed,
                in_time=one.in_time, missed=one.missed, false_alarms=one.false_alarms,
                quiet=one.quiet, lead=one.lead.spread,
                leads=tuple(f.LeadBin(*each) for each in sorted(one.days.items())),
            )
        )  # fmt: skip
    return tuple(found)


def _loads(
    tally: ReplayTally, program: LinkedProgram, mapping: LogMapping, window: Window
) -> tuple[f.RoleLoad, ...]:
    dates = weeks_of(mapping, *window).dates
    roles = program.program.roles
    others = sorted((tally.tasks.keys() | tally.notices.keys()) - roles.keys())
    return tuple(
        _load(role, tally, dates)
        for role in (*roles, *others)
        if role in tally.tasks or role in tally.notices
    )


def _load(role: str, tally: ReplayTally, dates: Sequence[dt.date]) -> f.RoleLoad:
    tasks, notices = tally.tasks.get(role, {}), tally.notices.get(role, {})
    weeks = tuple(
        f.RoleWeek(dates[week], tasks.get(week, 0), notices.get(week, 0))
        for week in sorted(tasks.keys() | notices.keys())
    )
    return f.RoleLoad(role, sum(tasks.values()), sum(notices.values()), weeks)


def _figures(
    tally: Tally, program: LinkedProgram, mapping: LogMapping, window: Window, accounts: int
) -> Results:
    population = as_population(program, mapping, *window)
    return results(tally, program, Plan(population, 0, accounts))

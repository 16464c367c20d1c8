"""Rules and patterns found by what can make them act: made once, when a program is linked.

A rule is asked again only when something it reads has changed, so rules on other signals cost a
journey nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..language.program import Program, Stage
from ..language.program_logic import Rule
from ..language.terms import Elapsed, Expiry, Name, Paper, Tally, Term, walk
from .calendar import BusinessCalendar
from .patterns import Watch, watch

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """The rules of a stage: by the signal they answer, and by the names they read.

    ``anyhow`` are asked at every signal, because what they read changes outside the journey or
    by the clock: facts of the account, of the parent, ``today``, what expires. ``standing`` are
    asked when a state is entered. ``things`` gives the thing with many items whose facts a rule
    reads: it is asked for each of them (S2.10); ``measured`` what each rule measures from a
    signal, which time alone turns.
    """

    rules: tuple[Rule, ...] = ()
    by_signal: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    by_name: Mapping[str, Places] = field(default_factory=dict)
    anyhow: Places = ()
    standing: Places = ()
    things: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, tuple[Elapsed, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PatternIndex:
    """Patterns by the signals they watch, in the order they are written."""

    by_signal: Mapping[str, tuple[Watch, ...]] = field(default_factory=dict)
    by_id: Mapping[str, Watch] = field(default_factory=dict)


def index_rules(program: Program, stage: Stage) -> RuleIndex:
    """Return the rules of a stage by what can make them act."""
    by_signal: dict[str, tuple[Rule, ...]] = {}
    by_name: dict[str, Places] = {}
    anyhow: list[int] = []
    standing: list[int] = []
    for place, rule in enumerate(stage.rules):
        if rule.when:
            for signal in rule.when:
                by_signal[signal] = (*by_signal.get(signal, ()), rule)
            continue
        names = dict.fromkeys(_read(rule.condition))
        for name in names:
            by_name[name] = (*by_name.get(name, ()), place)
        if any(_changes_outside(program, name) for name in names):
            anyhow.append(place)
        if rule.states or any(name.startswith("track.") for name in names):
            standing.append(place)
    things = {rule.id: thing for rule in stage.rules if (thing := _thing(program, rule))}
    measured = {rule.id: tuple(_measured(rule.condition)) for rule in stage.rules}
    return RuleIndex(
        stage.rules, by_signal, by_name, tuple(anyhow), tuple(standing), things, measured
    )


def _measured(condition: Term | None) -> Iterator[Elapsed]:
    for each in walk(condition) if condition is not None else ():
        if isinstance(each, Elapsed):
            yield each


def _read(condition: Term | None) -> Iterator[str]:
    for each in walk(condition) if condition is not None else ():
        if isinstance(each, Name | Paper | Expiry | Tally):
            yield each.name
        elif isinstance(each, Elapsed):
            yield each.signal


def _changes_outside(program: Program, name: str) -> bool:
    if name == "today" or name.startswith("parent."):
        return True
    document = program.documents.get(name)
    if document is not None:
        return document.valid is not None or document.has_own_date
    fact = program.facts.get(name)
    return fact is not None and (fact.scope == "account" or fact.valid is not None)


def _thing(program: Program, rule: Rule) -> str:
    for each in walk(rule.condition) if rule.condition is not None and not rule.when else ():
        if not isinstance(each, Name | Paper | Expiry):
            continue
        known = program.documents.get(each.name)
        thing = known.thing if known is not None else each.name.partition(".")[0]
        if thing in program.things and program.things[thing].key:
            return thing
    return ""


def index_patterns(
    program: Program, stage: Stage, calendars: Mapping[str, BusinessCalendar]
) -> PatternIndex:
    """Return the patterns over one journey of a stage by the signals they watch."""
    return _index(
        watch(stage.id, each, calendars[stage.calendar], program.thresholds)
        for each in stage.patterns
        if each.scope == "journey"
    )


def index_account_patterns(
    program: Program, calendars: Mapping[str, BusinessCalendar]
) -> PatternIndex:
    """Return the patterns over all journeys of an account: of every stage, by stage name."""
    return _index(
        watch(name, each, calendars[stage.calendar], program.thresholds)
        for name, stage in sorted(program.stages.items())
        for each in stage.patterns
        if each.scope == "account"
    )


def _index(watches: Iterator[Watch]) -> PatternIndex:
    by_signal: dict[str, tuple[Watch, ...]] = {}
    by_id: dict[str, Watch] = {}
    for each in watches:
        by_id[each.id] = each
        for signal in sorted(each.signals):
            by_signal[signal] = (*by_signal.get(signal, ()), each)
    return PatternIndex(by_signal, by_id)

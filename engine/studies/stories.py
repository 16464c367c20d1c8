"""Stories played and judged: what was done, and whether what must be seen was seen.

An expectation is read after everything due by then. It is judged on the records up to
its instant alone, so a story plays the same in memory, on a store, or a second time on a
store that has already seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemas.scenario import Expect

from ..core import records as r
from ..core.clock import local
from ..core.evolve import evolve_account, refold
from ..core.journey import Account, Journey
from ..language.facts import write_value
from ..language.problems import Problem, problem
from ..language.values import Instant, Value
from .host import Host
from .script import Script, Step


@dataclass(frozen=True, slots=True)
class Played:
    """A story that was played: its script, its journal, and what was found per line."""

    script: Script
    records: tuple[r.Record, ...]
    findings: tuple[tuple[Problem, ...], ...]  # of the beginning, then of each line

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order of the lines."""
        return tuple(each for found in self.findings for each in found)

    @property
    def passed(self) -> bool:
        """Whether everything that must be seen was seen."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Seen:
    """The journal up to one instant, and what it adds up to."""

    at: Instant
    zone: str
    records: tuple[r.Record, ...]
    journey: Journey
    account: Account

    def text(self, at: Instant) -> str:
        return local(at, self.zone).strftime("%Y-%m-%d %H:%M")

    def fact(self, name: str) -> Value | None:
        return self.account.facts.get(name, self.journey.facts.get(name))


def play(script: Script, host: Host) -> Played:
    """Play a script line by line; every expectation is judged, not only the first to fail."""
    findings: list[tuple[Problem, ...]] = []
    begin = script.begin
    assert begin.signal is not None
    journey_id = host.start(begin.signal, script.context, begin.at)
    findings.append(tuple(_not_begun(begin, host.history(journey_id))))
    for index, step in enumerate(script.steps):
        if step.signal is not None:
            host.advance(journey_id, step.at, inclusive=False)
            decision = host.send(journey_id, step.signal, step.at)
            findings.append(tuple(_not_taken(script, index, decision)))
            continue
        host.advance(journey_id, step.at, inclusive=True)
        findings.append(tuple(_judge(step, _seen(script, host, journey_id, step.at))))
    history = host.history(journey_id)
    findings[0] += tuple(_incidents(script, history))
    return Played(script, history, tuple(findings))


def _seen(script: Script, host: Host, journey_id: str, at: Instant) -> _Seen:
    records = tuple(each for each in host.history(journey_id) if each.at <= at)
    account = Account()
    for fact in host.account_history(journey_id):
        account = evolve_account(account, fact) if fact.at <= at else account
    return _Seen(at, script.zone, records, refold(journey_id, records), account)


def _not_begun(begin: Step, history: tuple[r.Record, ...]) -> Iterable[Problem]:
    if not any(isinstance(record, r.JourneyStarted) for record in history):
        names = [getattr(record, "reason", "incident") for record in history]
        values = {"signal": "begin", "reason": ", ".join(names), "names": ""}
        yield problem(begin.here.key, "not-taken", **values)


def _incidents(script: Script, history: tuple[r.Record, ...]) -> Iterable[Problem]:
    """Whatever a person must look at fails the story, at the last line before it."""
    told: set[tuple[str, str]] = set()
    for record in history:
        if isinstance(record, r.IncidentRaised) and (record.code, record.key) not in told:
            told.add((record.code, record.key))
            before = [step for step in (script.begin, *script.steps) if step.at <= record.at]
            here = before[-1].here if before else script.begin.here
            at = script.legend.places.get(record.key, here.place)
            names = ", ".join(record.names)
            yield problem(here.place, "incident", code=record.code, names=names, place=at)


def _not_taken(script: Script, index: int, decision: r.Decision) -> Iterable[Problem]:
    """A line without effect is a mistake, unless the story says that it expects it."""
    if decision.outcome in {"taken", "nothing"}:
        return
    step = script.steps[index]
    announced = _announced(script, step.at)
    for record in decision.records:
        if not isinstance(record, r.SignalIgnored | r.SignalRefused) or record.type in announced:
            continue
        names = ", ".join(getattr(record, "names", ()))
        values = {"signal": record.type, "reason": record.reason, "names": names}
        yield problem(step.here.place, "not-taken", **values)


def _announced(script: Script, at: Instant) -> set[str]:
    expected = [step.expect for step in script.steps if step.at == at and step.expect]
    return {name for expect in expected for name in (*expect.ignored, *expect.refused)}


def _judge(step: Step, seen: _Seen) -> Iterable[Problem]:
    assert step.expect is not None
    for word, happened in _HAPPENED.items():
        for name in getattr(step.expect, word):
            yield from _at_this_instant(step, seen, word, name, happened)
    for word, holding in _HOLDS.items():
        said = getattr(step.expect, word)
        for name in [said] if isinstance(said, str) else said or ():
            yield from _now(step, seen, word, name, holding(seen))
    yield from _due(step, seen)
    yield from _facts(step, seen)
    yield from _never(step, seen)
    yield from _nothing_since(step, seen)


# --- what happened at exactly this instant


def _ended(outcome: str) -> Callable[[r.Record], str]:
    def name(record: r.Record) -> str:
        matches = isinstance(record, r.StallEnded) and record.outcome == outcome
        return record.stall if matches and isinstance(record, r.StallEnded) else ""

    return name


def _named(kind: type[r.Record], attribute: str) -> Callable[[r.Record], str]:
    return lambda record: str(getattr(record, attribute)) if isinstance(record, kind) else ""


def _stall_of(record: r.Record) -> str:
    return record.occurrence.stall if isinstance(record, r.Stalled) else ""


_HAPPENED: dict[str, Callable[[r.Record], str]] = {
    "stalled": _stall_of,
    "escalated": _named(r.Escalated, "tier"),
    "overdue": _named(r.TaskOverdue, "name"),
    "recovered": _ended("recovered"),
    "gave_up": _ended("gave_up"),
    "ignored": _named(r.SignalIgnored, "type"),
    "refused": _named(r.SignalRefused, "type"),
}


def _at_this_instant(
    step: Step, seen: _Seen, word: str, name: str, happened: Callable[[r.Record], str]
) -> Iterable[Problem]:
    instants = [record.at for record in seen.records if happened(record) == name]
    if step.at in instants:
        return
    place = step.here.into(word).place
    values = {"wanted": f"{word}: {name}", "at": seen.text(step.at)}
    if instants:
        yield problem(place, "expectation.earlier", **values, actual=seen.text(instants[-1]))
    else:
        yield problem(place, "expectation.not", **values)


# --- what holds now


def _open_tasks(seen: _Seen) -> list[str]:
    return [task.name for task in seen.journey.tasks.values() if task.status == "open"]


_HOLDS: dict[str, Callable[[_Seen], list[str]]] = {
    "state": lambda seen: [lane.state for lane in seen.journey.lanes.values()],
    "open": _open_tasks,
    "task": lambda seen: [
        task.name for task in seen.journey.tasks.values() if task.kind == "follow_up"
    ],
    "waits_on": lambda seen: [
        name
        for lane in seen.journey.lanes.values()
        for name in (lane.pending.blockers if lane.pending else ())
    ],
    "held": lambda seen: _timed(seen, is_held=True),
    "running": lambda seen: _timed(seen, is_held=False),
    "cause": lambda seen: [each.cause for each in seen.journey.stalls.values()],
}


def _timed(seen: _Seen, *, is_held: bool) -> list[str]:
    timers = seen.journey.timers.values()
    return [
        timer.subject.partition("#")[0]
        for timer in timers
        if bool(timer.holds) == is_held and timer.purpose in {"stall", "task.due"}
    ]


def _now(step: Step, seen: _Seen, word: str, name: str, actual: list[str]) -> Iterable[Problem]:
    if name not in actual:
        text = ", ".join(dict.fromkeys(actual)) or "–"
        wanted = {"wanted": f"{word}: {name}", "at": seen.text(step.at)}
        yield problem(step.here.into(word).place, "expectation.now", **wanted, actual=text)


def _due(step: Step, seen: _Seen) -> Iterable[Problem]:
    for name, wanted in step.due.items():
        timers = seen.journey.timers.values()
        found = [
            timer.due_at
            for timer in timers
            if timer.subject.partition("#")[0] == name
            and timer.purpose in {"stall", "task.due"}
            and not timer.holds  # on hold a due time is undefined (S3.5)
        ]
        if wanted not in found:
            actual = ", ".join(seen.text(each) for each in found) or "–"
            text = {"wanted": f"due: {name} {seen.text(wanted)}", "at": seen.text(step.at)}
            place = step.here.into("due", name).place
            yield problem(place, "expectation.now", **text, actual=actual)


def _facts(step: Step, seen: _Seen) -> Iterable[Problem]:
    for name, wanted in step.facts.items():
        value = seen.fact(name)
        if value != wanted:
            actual = "–" if value is None else write_value(value)
            text = {"wanted": f"{name}: {write_value(wanted)}", "at": seen.text(step.at)}
            place = step.here.into("fact", name).place
            yield problem(place, "expectation.now", **text, actual=actual)


# --- what must not have happened


def _never(step: Step, seen: _Seen) -> Iterable[Problem]:
    assert step.expect is not None
    for index, name in enumerate(step.expect.never):
        when = [record.at for record in seen.records if name in _spoken(record)]
        if when:
            place = step.here.into("never", index).place
            yield problem(place, "expectation.never", wanted=name, actual=seen.text(when[0]))


def _spoken(record: r.Record) -> tuple[str, ...]:
    """Return the names a record makes true, for ``never``: planning alone does not count."""
    if isinstance(record, r.TaskOpened | r.TaskOverdue | r.TaskDone):
        return (record.name,)
    if isinstance(record, r.Escalated):
        return (record.tier,)
    if isinstance(record, r.StateEntered):
        return (record.state,)
    if isinstance(record, r.SignalTaken):
        return (record.type,)
    return (_stall_of(record),)


def _nothing_since(step: Step, seen: _Seen) -> Iterable[Problem]:
    if step.nothing_since is None:
        return
    last = max((record.at for record in seen.records), default=seen.at)
    if last != step.nothing_since:
        place = step.here.into("nothing_since").place
        values = {"wanted": seen.text(step.nothing_since), "actual": seen.text(last)}
        yield problem(place, "expectation.since", **values)


def expected_words(expect: Expect) -> list[str]:
    """Return an expectation as short texts, for a timeline: ``stalled: quote_unanswered``."""
    said = expect.model_dump(exclude_defaults=True)
    return [f"{word}: {_short(value)}" for word, value in said.items()]


def _short(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_short(each)}" for key, each in value.items())
    return ", ".join(str(each) for each in value) if isinstance(value, tuple | list) else str(value)

"""What a story expects, judged on a journal up to one instant.

What happened late, a timer after downtime or a signal that was reported afterwards, is seen
when it was taken, and an expectation may be dated either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.scenario import Expect

from ..core import records as r
from ..core.clock import local
from ..core.evolve import refold
from ..core.explain.then import taken_at
from ..core.journey import Account, Journey
from ..language.facts import write_value
from ..language.problems import Problem, problem
from ..language.values import Instant, Value
from .standing import fact_of, missed
from .steps import Step


@dataclass(frozen=True, slots=True)
class Seen:
    """The journal up to one instant, and what it adds up to."""

    at: Instant
    zone: str
    dated: tuple[tuple[r.Record, Instant], ...]
    journey: Journey
    account: Account

    @classmethod
    def of(
        cls,
        journey_id: str,
        history: Iterable[r.Record],
        account: Account,
        at: Instant,
        zone: str,
    ) -> Seen:
        """Return what of a journal is seen by ``at``."""
        dated = tuple(each for each in taken_at(history) if each[1] <= at)
        journey = refold(journey_id, tuple(record for record, _ in dated))
        return cls(at, zone, dated, journey, account)

    @property
    def records(self) -> tuple[r.Record, ...]:
        """The records alone."""
        return tuple(record for record, _ in self.dated)

    def text(self, at: Instant) -> str:
        """Return an instant as the story writes it."""
        return local(at, self.zone).strftime("%Y-%m-%d %H:%M")

    def fact(self, name: str, said: Mapping[str, str]) -> Value | None:
        """Return a fact: the account's, the journey's, or that of the item a line names."""
        return self.account.facts.get(name, fact_of(name, said, self.journey))


def judge(step: Step, seen: Seen) -> Iterable[Problem]:
    """Yield what of an expectation is not so."""
    assert step.expect is not None
    for word, happened in _HAPPENED.items():
        for name in getattr(step.expect, word):
            yield from _at_this_instant(step, seen, word, name, happened)
    for word, holding in _HOLDS.items():
        said = getattr(step.expect, word)
        for name in [said] if isinstance(said, str) else said or ():
            yield from _now(step, seen, word, name, holding(seen))
    yield from _tracks(step, seen)
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


def _named(kind: Any, attribute: str) -> Callable[[r.Record], str]:
    return lambda record: str(getattr(record, attribute)) if isinstance(record, kind) else ""


def _stall_of(record: r.Record) -> str:
    return record.occurrence.stall if isinstance(record, r.Stalled) else ""


def _ends(seen: Seen) -> list[str]:
    ends = [each.state for each in seen.records if isinstance(each, r.JourneyEnded)]
    return ends[-1:] if seen.journey.outcome else []


def _deferred(record: r.Record) -> str:
    """Return the touchpoint whose contact may be made later only (S4.6)."""
    if isinstance(record, r.TaskOpened) and record.contact_at:
        return record.name
    later = isinstance(record, r.MessageSent) and record.to > record.at
    return record.name if later and isinstance(record, r.MessageSent) else ""


def _logic_of(record: r.Record) -> str:
    """Return the rule or pattern that acted, as its own stage names it."""
    if isinstance(record, r.RuleFired):
        return record.rule.partition(".")[2]
    return record.pattern.partition(".")[2] if isinstance(record, r.PatternMatched) else ""


_HAPPENED: dict[str, Callable[[r.Record], str]] = {
    "stalled": _stall_of,
    "escalated": _named(r.Escalated, "tier"),
    "overdue": _named(r.TaskOverdue | r.ClockOverdue, "name"),
    "recovered": _ended("recovered"),
    "gave_up": _ended("gave_up"),
    "incident": _named(r.IncidentRaised, "code"),
    "cancelled": _named(r.TaskCancelled, "name"),
    "skipped": _named(r.TaskSkipped, "name"),
    "deferred": _deferred,
    "rule": _logic_of,
    "pattern": _logic_of,
    "ignored": _named(r.SignalIgnored, "type"),
    "refused": _named(r.SignalRefused, "type"),
}


def _at_this_instant(
    step: Step, seen: Seen, word: str, name: str, happened: Callable[[r.Record], str]
) -> Iterable[Problem]:
    found = [(record.at, taken) for record, taken in seen.dated if happened(record) == name]
    if any(step.at in instants for instants in found):
        return
    instants = [at for at, _ in found]
    place = step.here.into(word).place
    values = {"wanted": f"{word}: {name}", "at": seen.text(step.at)}
    if instants:
        yield problem(place, "expectation.earlier", **values, actual=seen.text(instants[-1]))
    else:
        yield problem(place, "expectation.not", **values)


# --- what holds now


def _unfounded(record: r.Record) -> tuple[str, ...]:
    """Return what a record takes back: a stall, an overdue mark, or only tiers of a stall."""
    if isinstance(record, r.StallEnded) and record.outcome == "unfounded":
        return (record.stall,)
    if not isinstance(record, r.Unfounded):
        return ()
    return record.tiers if record.about.startswith("stall:") else (record.name,)


def _open_tasks(seen: Seen) -> list[str]:
    return [task.name for task in seen.journey.tasks.values() if task.status == "open"]


_HOLDS: dict[str, Callable[[Seen], list[str]]] = {
    "stage": lambda seen: [seen.journey.playbook],
    "ended": lambda seen: [seen.journey.outcome or "–", *_ends(seen)],
    "state": lambda seen: [lane.state for lane in seen.journey.lanes.values()],
    "open": _open_tasks,
    "task": lambda seen: [
        task.name for task in seen.journey.tasks.values() if task.kind == "follow_up"
    ],
    "waits_on": lambda seen: [
        name
        for waiting in (
            *(lane.pending for lane in seen.journey.lanes.values()),
            seen.journey.onward,
        )
        for name in (waiting.blockers if waiting else ())
    ],
    "held": lambda seen: _timed(seen, is_held=True),
    "running": lambda seen: _timed(seen, is_held=False),
    "cause": lambda seen: [each.cause for each in seen.journey.stalls.values()],
    "unfounded": lambda seen: [name for each in seen.records for name in _unfounded(each)],
}


_DEADLINES = frozenset({"stall", "task.due", "clock.due"})
"""Purposes of the deadlines that a story may speak of."""


def _timed(seen: Seen, *, is_held: bool) -> list[str]:
    timers = seen.journey.timers.values()
    return [
        timer.subject.partition("#")[0]
        for timer in timers
        if bool(timer.holds) == is_held and timer.purpose in _DEADLINES
    ]


def _now(step: Step, seen: Seen, word: str, name: str, actual: list[str]) -> Iterable[Problem]:
    if name not in actual:
        text = ", ".join(dict.fromkeys(actual)) or "–"
        wanted = {"wanted": f"{word}: {name}", "at": seen.text(step.at)}
        yield problem(step.here.into(word).place, "expectation.now", **wanted, actual=text)


def _tracks(step: Step, seen: Seen) -> Iterable[Problem]:
    """Judge the state of each track named: of one with items every instance, or the one named."""
    for name, state, actual in missed(_said(step), seen.journey, step.tracks):
        wanted = {"wanted": f"{name}: {state}", "at": seen.text(step.at)}
        yield problem(step.here.into(name).place, "expectation.now", **wanted, actual=actual)


def _said(step: Step) -> dict[str, str]:
    said = (step.expect.__pydantic_extra__ if step.expect else None) or {}
    return {name: str(each) for name, each in said.items()}


def _due(step: Step, seen: Seen) -> Iterable[Problem]:
    for name, wanted in step.due.items():
        timers = seen.journey.timers.values()
        found = [
            timer.due_at
            for timer in timers
            if timer.subject.partition("#")[0] == name
            and timer.purpose in _DEADLINES
            and not timer.holds  # on hold a due time is undefined (S3.5)
        ]
        if wanted not in found:
            actual = ", ".join(seen.text(each) for each in found) or "–"
            text = {"wanted": f"due: {name} {seen.text(wanted)}", "at": seen.text(step.at)}
            place = step.here.into("due", name).place
            yield problem(place, "expectation.now", **text, actual=actual)


def _facts(step: Step, seen: Seen) -> Iterable[Problem]:
    for name, wanted in step.facts.items():
        value = seen.fact(name, _said(step))
        if value != wanted:
            actual = "–" if value is None else write_value(value)
            text = {"wanted": f"{name}: {write_value(wanted)}", "at": seen.text(step.at)}
            place = step.here.into("fact", name).place
            yield problem(place, "expectation.now", **text, actual=actual)


# --- what must not have happened


def _never(step: Step, seen: Seen) -> Iterable[Problem]:
    assert step.expect is not None
    for index, name in enumerate(step.expect.never):
        when = [record.at for record in seen.records if name in _spoken(record)]
        if when:
            place = step.here.into("never", index).place
            yield problem(place, "expectation.never", wanted=name, actual=seen.text(when[0]))


def _spoken(record: r.Record) -> tuple[str, ...]:
    """Return the names a record makes true, for ``never``: planning alone does not count."""
    if isinstance(record, r.TaskOpened | r.TaskOverdue | r.TaskDone | r.ClockOverdue):
        return (record.name,)
    if isinstance(record, r.Escalated):
        return (record.tier,)
    if isinstance(record, r.StateEntered):
        return (record.state,)
    if isinstance(record, r.SignalTaken):
        return (record.type,)
    return (_stall_of(record) or _logic_of(record),)


def _nothing_since(step: Step, seen: Seen) -> Iterable[Problem]:
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

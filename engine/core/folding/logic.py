"""Folding rules and patterns: what each remembers of its firings, and the window (S6)."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from .. import records as r
from ..journey import Account, Memory
from ..sightings import Sighting
from .fold import Changes, Fold

Logic = dict[str, Memory]


def memory_key(name: str, item: str = "") -> str:
    """Return what a rule or pattern is remembered under: each item's apart (S2.10)."""
    return f"{name}@{item}" if item else name


def _fired(fold: Fold, record: r.RuleFired) -> None:
    logic, key = fold.table("logic"), memory_key(record.rule, record.item)
    held = logic.get(key, Memory())
    logic[key] = replace(
        held,
        is_true=record.turns, fired_at=record.at, seen_at=record.at,
        asked=held.asked + record.asks,
    )  # fmt: skip


def _held_back(fold: Fold, record: r.RuleHeldBack) -> None:
    logic, key = fold.table("logic"), memory_key(record.rule, record.item)
    held = logic.get(key, Memory())
    # What was not of the share was no occasion: only a throttle remembers those.
    seen_at = record.at if record.reason == "throttle" else held.seen_at
    logic[key] = replace(
        held, is_true=record.turns, seen_at=seen_at, asked=held.asked + record.asks
    )


def _over(fold: Fold, record: r.RuleOver) -> None:
    logic, key = fold.table("logic"), memory_key(record.rule, record.item)
    logic[key] = replace(logic.get(key, Memory()), is_true=False)
    fold.end_scope(rule_scope(record.rule, record.item))


def rule_scope(name: str, item: str = "") -> str:
    """Return the scope of what ends when a rule is over."""
    return f"rule:{memory_key(name, item)}"


# --- windows: the same for a journey and for an account


def sighted(window: tuple[Sighting, ...], record: r.SignalSighted) -> tuple[Sighting, ...]:
    """Return the window with one more sighting, without those nobody needs."""
    kept = window
    if record.dropped:
        kept = tuple(each for each in window if each.number not in record.dropped)
    return (*kept, record.sighting)


def forgotten(logic: Logic, dropped: tuple[int, ...]) -> Logic:
    """Return what is remembered once sightings are dropped: they need not be told apart."""
    return {
        name: replace(held, used=tuple(each for each in held.used if each not in dropped))
        if held.used
        else held
        for name, held in logic.items()
    }


def matched(logic: Logic, record: r.PatternMatched) -> Memory:
    """Return what a pattern remembers after a match."""
    numbers = tuple(each.number for each in record.sightings)
    held = logic.get(record.pattern, Memory())
    return replace(held, fired_at=record.at, seen_at=record.at, used=(*held.used, *numbers))


def held_back(logic: Logic, record: r.PatternHeldBack) -> Memory:
    """Return what a pattern remembers after a match that did not act."""
    return replace(logic.get(record.pattern, Memory()), seen_at=record.at)


def answered(logic: Logic, record: r.AbsenceAnswered) -> Memory:
    """Return what a pattern remembers once some of its waits are settled."""
    held = logic.get(record.pattern, Memory())
    return replace(held, used=(*held.used, *record.sightings))


def _sighted(fold: Fold, record: r.SignalSighted) -> None:
    fold.set("sightings", sighted(fold.journey.sightings, record))
    if record.dropped:
        logic = fold.table("logic")
        logic.update(forgotten(logic, record.dropped))


def _matched(fold: Fold, record: r.PatternMatched) -> None:
    if not record.of_account:
        fold.table("logic")[record.pattern] = matched(fold.journey.logic, record)


def _pattern_held(fold: Fold, record: r.PatternHeldBack) -> None:
    if not record.of_account:
        fold.table("logic")[record.pattern] = held_back(fold.journey.logic, record)


def _answered(fold: Fold, record: r.AbsenceAnswered) -> None:
    fold.table("logic")[record.pattern] = answered(fold.journey.logic, record)


CHANGES: Changes = {
    r.RuleFired: _fired,
    r.RuleHeldBack: _held_back,
    r.RuleOver: _over,
    r.SignalSighted: _sighted,
    r.PatternMatched: _matched,
    r.PatternHeldBack: _pattern_held,
    r.AbsenceAnswered: _answered,
}


# --- the account


def account_changes(account: Account, record: Any) -> dict[str, Any]:
    """Return what one account record changes beside the account's version."""
    if isinstance(record, r.FactSet):
        ends = {name: end for name, end in account.ends.items() if name != record.name}
        if record.ends:
            ends[record.name] = record.ends
        return {"facts": {**account.facts, record.name: record.value}, "ends": ends}
    if isinstance(record, r.AccountTagged):
        return {"tags": tuple(dict.fromkeys((*account.tags, record.name)))}
    if isinstance(record, r.SignalSighted):
        logic = forgotten(account.logic, record.dropped) if record.dropped else account.logic
        return {"sightings": sighted(account.sightings, record), "logic": logic}
    if isinstance(record, r.PatternMatched):
        held = matched(account.logic, record)
    elif isinstance(record, r.PatternHeldBack):
        held = held_back(account.logic, record)
    elif isinstance(record, r.AbsenceAnswered):
        held = answered(account.logic, record)
    else:
        return {}
    return {"logic": {**account.logic, record.pattern: held}}

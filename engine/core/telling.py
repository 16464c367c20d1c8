"""What an account is told itself, by nobody's journey: its facts (S7.9)."""

from __future__ import annotations

from collections.abc import Mapping

from ..language.facts import read_value
from ..language.program import Fact
from ..language.values import Instant, Value
from . import records as r
from .calendar import BusinessCalendar
from .journey import Account
from .link import LinkedProgram
from .validity import fact_ends


def told(
    program: LinkedProgram, account: Account, facts: Mapping[str, Value], at: Instant
) -> tuple[tuple[r.FactSet, ...], tuple[str, ...]]:
    """Return the records that facts of an account lead to, and the names that are refused.

    Refused is what the vocabulary does not declare for accounts, and what is not of its type.
    A value that is known already leads to nothing; tags are added, never replaced (D2.6).

    Raises:
        NoSuchTime: a fact would be valid beyond the years that calendars reach.
    """
    made: list[r.FactSet] = []
    refused: list[str] = []
    calendar = _calendar(program, account)
    for name in sorted(facts):
        declared = program.program.facts.get(name)
        if declared is None or declared.scope != "account":
            refused.append(name)
            continue
        value, known = read_value(declared, facts[name]), _known(declared, account, at)
        if value is None:
            refused.append(name)
            continue
        if declared.type == "tags" and isinstance(value, tuple):
            value = tuple(dict.fromkeys((*(known if isinstance(known, tuple) else ()), *value)))
        if declared.valid is not None or known != value:
            made.append(r.FactSet(at, name, value, "", fact_ends(declared, at, calendar)))
    return tuple(made), tuple(refused)


def _known(fact: Fact, account: Account, at: Instant) -> Value | None:
    if fact.valid is not None and 0 < account.ends.get(fact.name, 0) <= at:
        return None  # its last day is over: unknown again
    return account.facts.get(fact.name, fact.starts_at)


def _calendar(program: LinkedProgram, account: Account) -> BusinessCalendar:
    """Return the account's own calendar, else that of the program's first stage."""
    own = account.facts.get(program.calendar_fact) if program.calendar_fact else None
    if isinstance(own, str) and own in program.calendars:
        return program.calendars[own]
    first = next(iter(program.stages.values()))
    return program.calendars[first.stage.calendar]


def is_work(program: LinkedProgram, name: str) -> bool:
    """Tell whether work of that name can ever come up: a touchpoint, a play's step, a blocker."""
    declared = program.program
    return (
        any(name in stage.touchpoints for stage in program.stages.values())
        or name in declared.documents
        or name in declared.facts
        or any(name == step.id for play in declared.recoveries.values() for step in play.steps)
    )

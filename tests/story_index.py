"""What the shipped stories show of what is declared, read off the journals they leave."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from engine.core import records as r
from engine.core.evolve import evolve
from engine.core.journey import Journey
from engine.studies.host import MemoryHost
from engine.studies.stories import Played, play

from .kit import compiled_shipped, linked_shipped, scripts_of
from .lifecycle_index import index


@functools.cache
def _played() -> dict[str, tuple[Played, tuple[r.AccountRecord, ...]]]:
    """Return every shipped story, by path, as it was played, and what its account remembers."""
    compiled = compiled_shipped()
    found = {}
    for script in scripts_of(compiled)[0]:
        host = MemoryHost(linked_shipped())
        played = play(script, host)
        found[script.path] = played, host.account_history(played.journey)
    return found


def journals() -> Iterator[tuple[r.Record, ...]]:
    """Yield the journal of every journey of every shipped story."""
    for played, _ in _played().values():
        yield from (played.records, *played.others)


@functools.cache
def shown() -> dict[str, frozenset[str]]:
    """Return every shipped story, by path, with the names (``kind/name``) that it shows."""
    found: dict[str, frozenset[str]] = {}
    for path, (played, account) in _played().items():
        names: set[str] = set()
        for records in (played.records, *played.others):
            names.update(_of_journal(records))
        names.update(_of_records(account))
        found[path] = frozenset(names & index().keys())
    return found


def stories_for(names: Iterable[str]) -> list[str]:
    """Return as few stories as show all of ``names`` that any shows: the richest ones first."""
    wanted = set(names) & frozenset().union(*shown().values())
    chosen: list[str] = []
    while wanted:
        best = max(shown(), key=lambda path: len(wanted & shown()[path]))
        chosen.append(best)
        wanted -= shown()[best]
    return chosen


def told(path: str) -> str:
    """Return a story as a page in ``docs`` names it: stage and name, leading to its file."""
    story = PurePosixPath(path)
    return f"[{story.parent.name}/{story.stem}](../{path})"


def _of_journal(records: Iterable[r.Record]) -> Iterator[str]:
    journey = Journey("")
    for record in records:
        before, journey = journey, evolve(journey, record)
        stage = before.playbook or journey.playbook
        yield from _of_records([record])
        match record:
            case r.TaskOpened():
                task = before.tasks[record.id]
                stall = before.stalls.get(task.scope)
                if task.kind == "follow_up" and stall is not None:
                    yield f"followup/{stall.recovery}.{record.name}"
            case r.TaskDone():
                yield from _of_touchpoint(f"touchpoint/{stage}.{record.name}", stage)
            case r.StateEntered():
                yield f"state/{stage}.{record.state}"
                yield from (f"variant/{stage}.{name}" for name in record.variants)
            case r.Stalled():
                yield f"stall/{stage}.{record.occurrence.stall}"
            case r.ClimbStarted():
                yield f"ladder/{record.climb.ladder}"


def _of_touchpoint(name: str, stage: str) -> Iterator[str]:
    shape = index().get(name)
    if shape is not None:
        yield name
        yield f"mark/{stage}.{shape.mark}"
        yield f"form/{shape.form}"
        side, _, who = (shape.with_ or "").partition(".")
        yield f"partner/{who}" if side == "partner" else f"contact/{side}.{who}"


_NAMES: dict[type, tuple[str, ...]] = {
    r.SignalTaken: ("signal/{0.type}",),
    r.TaskOpened: ("role/{0.role}", "channel/{0.via}"),
    r.TaskReassigned: ("role/{0.role}",),
    r.ContactDeferred: ("limits/contact_limits",),
    r.RecoveryStarted: ("recovery/{0.play}",),
    r.StageEnded: ("onward/{0.stage}.{0.end}",),
    r.Escalated: ("level/{0.level}",),
    r.TimerArmed: ("calendar/{0.timer.calendar}",),
    r.MessageSent: ("message/{0.message}",),
    r.RuleFired: ("rule/{0.rule}",),
    r.PatternMatched: ("pattern/{0.pattern}",),
    r.FactSet: ("fact/{0.name}",),
    r.DocumentBrought: ("document/{0.name}",),
}
"""What a record names itself, those of an account too."""


def _of_records(records: Iterable[r.Record | r.AccountRecord]) -> Iterator[str]:
    for record in records:
        for name in _NAMES.get(type(record), ()):
            yield name.format(record)

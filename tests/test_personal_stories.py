"""Every shipped story with all its facts personal: decided alike, kept nowhere else (S7.4, Z13)."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.core import records as r
from engine.core.link import link
from engine.core.personal import is_named
from engine.language.compiler import Compiled
from engine.language.program import Program, program_hash
from engine.runtime.clock import ManualClock
from engine.runtime.deep import check_deep
from engine.runtime.rehearsing import StoredHost
from engine.runtime.service import Engine
from engine.studies.host import MemoryHost
from engine.studies.script import Script
from engine.studies.stories import play

from .kit import compiled_shipped, scripts_of
from .small_workspace import DAY


def _all_personal(program: Program) -> Program:
    """Mark every fact that may be marked: those of our own people and keys may not."""
    keys = {f"{thing.id}.{thing.key}" for thing in program.things.values()}
    facts = {
        name: fact
        if name in keys or fact.type in {"person", "calendar"}
        else replace(fact, personal=True)
        for name, fact in program.facts.items()
    }
    signals = {
        name: replace(
            kind,
            data={
                field: replace(fact, personal=facts[fact.name].personal)
                if fact.name in facts
                else fact
                for field, fact in kind.data.items()
            },
        )
        for name, kind in program.signals.items()
    }
    return replace(program, facts=facts, signals=signals)


def _marked() -> Compiled:
    shipped = compiled_shipped()
    program = _all_personal(shipped.program)
    return dataclasses.replace(shipped, program=program, id=program_hash(program))


MARKED = _marked()
LINKED = link(MARKED.program)
SCRIPTS = scripts_of(MARKED)[0][::9]
"""Of all shipped stories every ninth: one of each kind, and CI is kept short."""


def _name(script: Script) -> str:
    return Path(script.path).stem


def _elsewhere(path: Path) -> dict[str, str]:
    """Return what every table but the one of personal values holds, as one text."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if row[0] not in {"personal", "personal_keys", "programs"}
        ]
        return {
            name: repr(
                [
                    tuple(each.decode("utf-8", "replace") if isinstance(each, bytes) else each
                          for each in row)
                    for row in connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608
                ]
            )
            for name in names
        }  # fmt: skip


@pytest.mark.fault("Z13")
@pytest.mark.parametrize("script", SCRIPTS, ids=_name)
def test_what_is_personal_changes_no_decision_and_can_be_erased(
    script: Script, tmp_path: Path
) -> None:
    in_memory = play(script, MemoryHost(LINKED))
    path, clock = tmp_path / "story.db", ManualClock()
    with Engine.open(f"sqlite:///{path}", MARKED, clock=clock) as engine:
        stored = play(script, StoredHost(engine, clock))
        assert stored.passed
        assert [type(each) for each in stored.records] == [type(each) for each in in_memory.records]
        facts = [each for each in stored.records if isinstance(each, r.FactSet)]
        assert facts == [each for each in in_memory.records if isinstance(each, r.FactSet)]
        assert check_deep(engine.store).flaws == ()
        _check_nothing_leaks(path, facts)
        before = {row.id: engine.journey(row.id) for row in engine.journeys()}
        accounts = sorted({row.account for row in engine.journeys()})
        erased = sum(engine.erase(account, by="auditor") for account in accounts)
        assert erased or not any(_is_marked(each) for each in facts)
        assert check_deep(engine.store).flaws == ()
        for row in engine.journeys():
            found = engine.journey(row.id)
            assert not any(MARKED.program.facts[name].personal for name in found.facts)
            assert found.lanes.keys() == before[row.id].lanes.keys()
            assert found.tasks == before[row.id].tasks
            assert found.timers == before[row.id].timers
        assert all(engine.erase(account) == 0 for account in accounts)
        # Whatever comes due is still decided, and every signal of the story still answered.
        clock.set(clock() + 60 * DAY)
        engine.tick()
        assert check_deep(engine.store).flaws == ()


def _is_marked(fact: r.FactSet) -> bool:
    return MARKED.program.facts[fact.name].personal


def _check_nothing_leaks(path: Path, facts: list[r.FactSet]) -> None:
    kept = _elsewhere(path)
    for fact in facts:
        value = fact.value
        # A choice is a word of the playbook: it stands in titles and conditions anyway.
        is_text = MARKED.program.facts[fact.name].type == "text"
        if _is_marked(fact) and is_text and isinstance(value, str) and len(value) > 5:
            assert [name for name, text in kept.items() if value in text] == [], fact
    if any(_is_marked(each) for each in facts):
        assert is_named(kept["journal"] + kept["account_journal"])

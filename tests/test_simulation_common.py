"""Chance common to two versions: who does not meet a change is not changed by it (issue 5)."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from engine.core import records as r
from engine.core.link import LinkedProgram, link
from engine.language.compiler import compile_files

from . import rehearsed, small_workspace
from . import simulated as s

CUSTOMERS = 60
REVIEW = "  review:\n    title: 审核 | Review\n"
FURTHER = """\
  reading:
    title: 细读 | Reading
    waits_for: us
    touchpoints:
      read_through:
        title: 通读 | Read it through
        with: internal
        due: 2 business days
    moves:
      read_through.done: review
"""


def program(files: dict[str, bytes]) -> LinkedProgram:
    compiled, problems = compile_files(files)
    assert compiled is not None, problems
    return link(compiled.program, compiled.id)


def changed(*changes: tuple[str, str]) -> LinkedProgram:
    text = small_workspace.PLAYBOOK
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    files = small_workspace.files()
    (path,) = (each for each in files if files[each].decode() == small_workspace.PLAYBOOK)
    return program({**files, path: text.encode()})


def lives(linked: LinkedProgram, **more: Any) -> dict[int, tuple[list[Any], list[Any]]]:
    """Return what each customer's decisions and work were, but for the name of the program."""
    found = s.run(linked, rehearsed.buyers(**more), 3, CUSTOMERS)
    told: dict[int, tuple[list[Any], list[Any]]] = {i: ([], []) for i in range(CUSTOMERS)}
    for who, _, signal, decision, now in found.decisions:
        records = [each for each in decision.records if not isinstance(each, r.JourneyStarted)]
        told[who.index][0].append((now, signal.type, signal.data, records))
    for work in found.works:
        told[work.customer.index][1].append(work)
    return told


def reached(life: tuple[list[Any], list[Any]], state: str) -> bool:
    return any(
        isinstance(each, r.StateEntered) and each.state == state
        for *_, records in life[0]
        for each in records
    )


def test_who_does_not_come_to_a_new_state_does_not_feel_it() -> None:
    """Those who do come there differ: so there was something to be felt."""
    alone: dict[str, Any] = {"teams": 0, "staff": {}}
    before = lives(program(small_workspace.files()), **alone)
    after = lives(changed((REVIEW, FURTHER + REVIEW), ("to: review}", "to: reading}")), **alone)
    met = {index for index, life in after.items() if reached(life, "reading")}
    assert 3 < len(met) < CUSTOMERS - 3
    assert {index for index in before if before[index] != after[index]} == met


def test_a_state_nobody_comes_to_changes_nobody_not_even_those_who_share_people() -> None:
    assert lives(program(small_workspace.files())) == lives(changed((REVIEW, FURTHER + REVIEW)))


class _Plain(yaml.SafeLoader):
    """Reads every scalar as the text it is."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012 - as PyYAML has it


def backwards(said: Any) -> Any:
    """Return a document with every mapping in the opposite order; lists stay as they are."""
    if isinstance(said, dict):
        return {key: backwards(said[key]) for key in reversed(said)}
    return [backwards(each) for each in said] if isinstance(said, list) else said


@pytest.mark.parametrize("teams", [0, 2])
def test_the_order_of_a_files_lines_changes_nobody(teams: int) -> None:
    files = {}
    for path, data in reversed(small_workspace.files().items()):
        text = yaml.dump(
            backwards(yaml.load(data, _Plain)),  # noqa: S506 - a safe loader
            allow_unicode=True, sort_keys=False,
        )  # fmt: skip
        files[path] = re.sub(r"'(\d+)'", r"\1", text).encode()
    more: dict[str, Any] = {"teams": teams} | ({} if teams else {"staff": {}})
    assert lives(program(files), **more) == lives(program(small_workspace.files()), **more)

"""What changes a program's identity, and what does not: both directions of S8.1."""

from __future__ import annotations

import functools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language import compiler, loader
from engine.language.compiler import Compiled, compile_files
from engine.language.program import Program, decode, encode, program_hash

from .kit import compiled_shipped, edited, shipped_files, sketch_files
from .rewriting import rewritten


@functools.cache
def compiled_sketch() -> Compiled:
    """The sketch, compiled; it must have no problem."""
    compiled, problems = compile_files(sketch_files())
    assert compiled is not None, [each.line("en") for each in problems]
    return compiled


@pytest.fixture(scope="module", autouse=True)
def _each_file_is_read_once() -> Iterator[None]:
    """Of every edit one file differs: the others are read once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_file", functools.cache(loader.load_file))
        yield


CASES: dict[str, list[tuple[str, str, str]]] = json.loads(
    (Path(__file__).parent / "cases" / "identity.json").read_text("utf-8")
)
"""Edits of the sketch, file, old and new: such as change a decision, and such as do not."""

BASES = {
    "shipped": (shipped_files, compiled_shipped),
    "sketch": (sketch_files, compiled_sketch),
}


@pytest.mark.clause("S8.1")
@pytest.mark.parametrize("name", BASES)
def test_a_program_is_data_that_reads_back(name: str) -> None:
    program = BASES[name][1]().program
    again = decode(encode(program))
    assert again == program
    assert encode(again) == encode(program)
    assert program_hash(again) == BASES[name][1]().id


# --- what does not change it


@pytest.mark.clause("S8.1")
@pytest.mark.parametrize("name", BASES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_another_way_of_writing_is_the_same_program(name: str, seed: int) -> None:
    """Titles, comments, quotes, flow and block, the order of keys, file names and splits."""
    files, base = BASES[name]
    chance = random.Random(seed)  # noqa: S311  # a choice of edits, not a secret
    compiled, problems = compile_files(rewritten(files(), chance))
    assert compiled is not None, [each.line("en") for each in problems[:5]]
    assert compiled.program == base().program
    assert compiled.id == base().id


# --- what does change it


def _structs(value: Any, path: str = "") -> Iterator[tuple[str, msgspec.Struct]]:
    if isinstance(value, msgspec.Struct):
        yield path, value
        for name in value.__struct_fields__:
            yield from _structs(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _structs(each, f"{path}[{index}]")
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _structs(each, f"{path}[{name}]")


def _others(value: Any) -> Iterator[Any]:
    """Other values a field could have, each of which means something else."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield f"{value}x"
    elif isinstance(value, tuple):
        yield (*value, "x")
        if value:
            yield value[:-1]
        if len(set(map(repr, value))) > 1:
            yield value[::-1]
    elif isinstance(value, dict):
        yield {**value, "x": "x"}
        if value:
            yield dict(list(value.items())[:-1])
    else:
        yield "x" if value is None else None


@pytest.mark.clause("S8.1")
@pytest.mark.parametrize("name", BASES)
def test_every_leaf_is_part_of_the_identity(name: str) -> None:
    """Whatever field of whatever part is another, the bytes that are hashed are other bytes."""
    program = BASES[name][1]().program
    seen: set[bytes] = set()
    count = 0
    for path, part in _structs(program):
        own = msgspec.json.encode(part, order="sorted")
        if own in seen and part is not program:
            continue  # the same part elsewhere
        seen.add(own)
        assert own in encode(program), path
        for field in part.__struct_fields__:
            if isinstance(part, Program) and field == "semantics":
                assert (
                    program_hash(msgspec.structs.replace(part, semantics=2)) != BASES[name][1]().id
                )
            for other in _others(getattr(part, field)):
                changed = msgspec.structs.replace(part, **{field: other})
                count += 1
                assert msgspec.json.encode(changed, order="sorted") != own, f"{path}.{field}"
    assert count > 1_000


@pytest.mark.clause("S8.1")
@pytest.mark.parametrize(("file", "old", "new"), CASES["changes"], ids=lambda text: str(text)[:40])
def test_an_edit_that_changes_a_decision_changes_the_identity(
    file: str, old: str, new: str
) -> None:
    compiled, problems = compile_files(edited(sketch_files(), file, old, new, "sketch"))
    assert compiled is not None, [each.line("en") for each in problems]
    assert compiled.id != compiled_sketch().id


@pytest.mark.clause("S8.1")
@pytest.mark.parametrize(("file", "old", "new"), CASES["same"], ids=lambda text: str(text)[:40])
def test_two_ways_to_say_one_thing_are_one_program(file: str, old: str, new: str) -> None:
    compiled, problems = compile_files(edited(sketch_files(), file, old, new, "sketch"))
    assert compiled is not None, [each.line("en") for each in problems]
    assert compiled.id == compiled_sketch().id


@pytest.mark.clause("S3.4", "S8.1")
def test_another_release_of_zone_rules_is_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two machines that count hours differently must not take each other's decisions (S1.4)."""
    monkeypatch.setattr(compiler, "TZDATA_VERSION", "1999z")
    compiled, _ = compile_files(sketch_files())
    assert compiled is not None
    assert compiled.id != compiled_sketch().id


def test_what_a_playbook_promises_is_kept_beside_the_program() -> None:
    """A promise changes no decision: typed, by stage, and no part of what is hashed."""
    promises = compiled_sketch().promises["fulfillment"]
    assert [each.kind for each in promises] == ["every", "always", "after", "never", "never"]
    assert promises[3].never == ("remind_before_due",)
    assert promises[3].condition is not None

"""A folder of files → one program, or every problem in it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas import playbook as written

from .compilation import Compilation
from .compile_delivery import compile_delivery
from .compile_lifecycle import compile_lifecycle
from .compile_shared import compile_shared
from .compile_stage import CompiledStage, compile_stage, endings_of
from .deliveries import Delivery
from .echoes import Damage, without_echoes
from .loader import KINDS, File, load
from .problems import Place, Problem, in_order, problem
from .program import SEMANTICS, Legend, Program, program_hash
from .program_logic import Promise
from .titles import Lang
from .zones import TZDATA_VERSION

_DECLARE_NOTHING = frozenset({"story/1", "population/1", "mapping/1", "delivery/1"})
"""Kinds of files whose names no other file may use."""
_KIND = re.compile(rb"^[ \t]*schema:[ \t]*['\"]?([a-z_]+/[0-9]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled workspace: program, identity, texts, stories, populations, mappings, delivery.

    ``promises``, by stage, are checked by studies and are part of no program; ``languages``
    are those its texts are written in. ``unread`` is empty for what runs: the kinds of files
    of which one could not be read, in a draft (:class:`Checked`). ``delivery`` says where
    effects go, and is part of no program either; None where nobody says.
    """

    program: Program
    id: str
    legend: Legend
    stories: tuple[File, ...]
    populations: tuple[File, ...] = ()
    mappings: tuple[File, ...] = ()
    promises: Mapping[str, tuple[Promise, ...]] = field(default_factory=dict)
    languages: tuple[Lang, ...] = ("zh", "en")
    unread: frozenset[str] = frozenset()
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """All that is known of a workspace, also of one with problems.

    ``draft`` is what it comes to: its names are all that could be known, so that stories can
    be judged beside a broken playbook; it is to be run only where there are no ``problems``.
    ``files`` have a shape; in ``compilation`` lies where everything was declared.
    """

    draft: Compiled
    problems: list[Problem]
    compilation: Compilation
    files: tuple[File, ...]


def compile_files(files: Mapping[str, bytes]) -> tuple[Compiled | None, list[Problem]]:
    """Compile the files of a workspace, ``path → bytes``.

    Returns the compiled workspace, or None and all problems, sorted by place.
    """
    checked = check_files(files)
    return (None if checked.problems else checked.draft), checked.problems


def check_files(files: Mapping[str, bytes]) -> Checked:
    """Compile the files of a workspace as far as they can be read.

    A file that cannot be read hides the names it would declare: elsewhere they are then
    taken for known, and everything else is still judged.
    """
    loaded, problems = load(files)
    written_ = any(b"schema: playbook/" in data for data in files.values())
    if not written_ and not any(file.kind == "playbook/1" for file in loaded):
        problems.append(_nothing_there(min(files, default="")))
    compilation = Compilation(unread=_unread(files, loaded))
    stages = _compile(compilation, loaded)
    delivery = compile_delivery(compilation, [f for f in loaded if f.kind == "delivery/1"])
    damage = functools.reduce(Damage.__or__, (file.damage for file in loaded), Damage())
    listed = in_order([*problems, *without_echoes(compilation.problems, damage, files)])
    program = _program(compilation, stages)
    draft = Compiled(
        program=program,
        id="" if listed else program_hash(program),
        legend=compilation.legend,
        stories=tuple(file for file in loaded if file.kind == "story/1"),
        populations=tuple(file for file in loaded if file.kind == "population/1"),
        mappings=tuple(file for file in loaded if file.kind == "mapping/1"),
        promises={each.stage.id: each.promises for each in stages if each.promises},
        languages=compilation.languages,
        unread=compilation.unread,
        delivery=delivery,
    )
    return Checked(draft, listed, compilation, tuple(loaded))


def _compile(compilation: Compilation, loaded: list[File]) -> list[CompiledStage]:
    playbooks = [file for file in loaded if file.kind == "playbook/1"]
    compile_shared(compilation, loaded)
    # What can start a stage, worked out once for all stages: a signal, or the end of a stage.
    starters = set(compilation.signals)
    for file in playbooks:
        assert isinstance(file.model, written.Playbook)
        starters |= {f"{file.model.id}.{end}" for end in endings_of(file.model)}
    compiled = [compile_stage(compilation, file, starters) for file in playbooks]
    lifecycles = [file for file in loaded if file.kind == "lifecycle/1"]
    compile_lifecycle(compilation, lifecycles, playbooks)
    return [stage for stage in compiled if stage is not None]


def _program(compilation: Compilation, stages: list[CompiledStage]) -> Program:
    return Program(
        semantics=SEMANTICS,
        tzdata=TZDATA_VERSION,
        stages={each.stage.id: each.stage for each in stages},
        calendars=compilation.calendars,
        ladders=compilation.ladders,
        recoveries=compilation.recoveries,
        levels=compilation.levels,
        roles=compilation.roles,
        facts=compilation.facts,
        documents=compilation.documents,
        signals=compilation.signals,
        forms=compilation.forms,
        thresholds=compilation.thresholds,
        things=compilation.things,
        partners=compilation.partners,
        messages=compilation.messages,
        formats=compilation.formats,
        limits=compilation.limits,
        lifecycle=compilation.lifecycle,
    )


def _unread(files: Mapping[str, bytes], loaded: list[File]) -> frozenset[str]:
    """Return the kinds of files of which one could not be read; without its kind, any of them."""
    unread: set[str] = set()
    for path in files.keys() - {file.path for file in loaded}:
        found = _KIND.search(files[path])
        kind = found[1].decode() if found else ""
        unread |= {kind} if kind in KINDS else set(KINDS)
    return frozenset(unread - _DECLARE_NOTHING)


def _nothing_there(path: str) -> Problem:
    return problem(Place(path, 1, 1, 2), "empty-workspace")

"""A folder of files → one program, or every problem in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .compilation import Compilation
from .compile_shared import compile_shared
from .compile_stage import compile_stage
from .loader import File, load
from .problems import Place, Problem, in_order, problem
from .program import SEMANTICS, Legend, Program, program_hash
from .zones import TZDATA_VERSION


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled workspace: the program, its identity, its texts and its stories."""

    program: Program
    id: str
    legend: Legend
    stories: tuple[File, ...]


def compile_files(files: Mapping[str, bytes]) -> tuple[Compiled | None, list[Problem]]:
    """Compile the files of a workspace, ``path → bytes``.

    Returns the compiled workspace, or None and all problems, sorted by place. A shared
    file that cannot be read hides its names, so playbooks are then only checked for shape.
    """
    loaded, problems = load(files)
    if not any(b"schema: playbook/" in data for data in files.values()):
        problems.append(_nothing_there(min(files, default="")))
    stories = tuple(file for file in loaded if file.kind == "story/1")
    playbooks = [file for file in loaded if file.kind == "playbook/1"]
    shared = [file for file in loaded if file.kind not in {"story/1", "playbook/1"}]
    if _unread_shared(files, loaded):
        # Names it would have declared are missed everywhere: only its own problems are told.
        return None, in_order(problems)
    compilation = Compilation()
    compile_shared(compilation, shared)
    compiled = [(file, compile_stage(compilation, file)) for file in playbooks]
    found = in_order([*problems, *compilation.problems])
    if found:
        return None, found
    stages = {stage.id: stage for _, stage in compiled if stage is not None}
    program = Program(
        semantics=SEMANTICS,
        tzdata=TZDATA_VERSION,
        stages=stages,
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
    )
    return Compiled(program, program_hash(program), compilation.legend, stories), []


def _unread_shared(files: Mapping[str, bytes], loaded: list[File]) -> bool:
    """Whether a file that may declare names could not be read; then unknown names prove nothing."""
    unread = files.keys() - {file.path for file in loaded}
    return any(
        b"schema: story/" not in files[path] and b"schema: playbook/" not in files[path]
        for path in unread
    )


def _nothing_there(path: str) -> Problem:
    return problem(Place(path, 1, 1, 2), "empty-workspace")

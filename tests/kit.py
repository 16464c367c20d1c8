"""What several tests share: the shipped workspace in memory, compiled, edited, played."""

from __future__ import annotations

import functools
from pathlib import Path

from engine.core.link import link
from engine.language.compiler import Compiled, compile_files
from engine.language.problems import Problem
from engine.studies.host import MemoryHost
from engine.studies.script import Script, prepare
from engine.studies.stories import Played, play

ROOT = Path(__file__).resolve().parent.parent
PLAYBOOKS = ROOT / "playbooks"


def shipped_files() -> dict[str, bytes]:
    """Return the shipped workspace as a person at the project's root would name its files."""
    paths = sorted(PLAYBOOKS.rglob("*.yaml"))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def edited(files: dict[str, bytes], file: str, old: str, new: str) -> dict[str, bytes]:
    """Return the files with the first ``old`` of one file replaced; the place must exist."""
    path = f"playbooks/{file}"
    text = files[path].decode()
    assert old in text, f"{path} has no {old!r}"
    return {**files, path: text.replace(old, new, 1).encode()}


@functools.cache
def compiled_shipped() -> Compiled:
    """Return the shipped workspace, compiled."""
    compiled, problems = compile_files(shipped_files())
    assert compiled is not None, problems
    return compiled


def scripts_of(compiled: Compiled) -> tuple[list[Script], list[Problem]]:
    """Return the stories of a workspace as scripts, and what is wrong with them."""
    scripts: list[Script] = []
    problems: list[Problem] = []
    for file in compiled.stories:
        script, found = prepare(compiled, file)
        problems += found
        scripts += [script] if script is not None else []
    return scripts, problems


def play_all(compiled: Compiled) -> tuple[list[Played], list[Problem]]:
    """Play every story in memory; return what was played and all problems."""
    scripts, problems = scripts_of(compiled)
    program = link(compiled.program)
    played = [play(script, MemoryHost(program)) for script in scripts]
    return played, [*problems, *(found for each in played for found in each.problems)]


def problems_of(files: dict[str, bytes]) -> list[Problem]:
    """Return everything wrong with a workspace: its files, then its stories, then their outcome."""
    compiled, problems = compile_files(files)
    return problems if compiled is None else play_all(compiled)[1]

"""What several tests share: the shipped workspace in memory, compiled, edited, played."""

from __future__ import annotations

import functools
from pathlib import Path

from engine.core.link import LinkedProgram, link
from engine.language.compiler import Compiled, check_files, compile_files
from engine.language.problems import Problem, in_order
from engine.studies.host import MemoryHost
from engine.studies.population.reading import population_problems
from engine.studies.script import Script, prepare, story_problems
from engine.studies.stories import Played, play

ROOT = Path(__file__).resolve().parent.parent
PLAYBOOKS = ROOT / "playbooks"
CONTRACT = ROOT / "tests" / "workspaces" / "contract"
"""One stage with its shared files and stories, kept as it was: what answers are cut from."""
SKETCH = ROOT / "tests" / "workspaces" / "sketch"


def shipped_files() -> dict[str, bytes]:
    """Return the shipped workspace as a person at the project's root would name its files."""
    paths = sorted(PLAYBOOKS.rglob("*.yaml"))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def contract_files() -> dict[str, bytes]:
    """Return the one stage kept for tests, named as if it were a person's own ``playbooks``.

    Golden answers and identities are cut from it, so that a better word in a shipped
    playbook changes none of them.
    """
    paths = sorted(CONTRACT.rglob("*.yaml"))
    return {
        (PLAYBOOKS.relative_to(ROOT) / path.relative_to(CONTRACT)).as_posix(): path.read_bytes()
        for path in paths
    }


@functools.cache
def compiled_contract() -> Compiled:
    """Return the one stage kept for tests, compiled."""
    compiled, problems = compile_files(contract_files())
    assert compiled is not None, problems
    return compiled


def sketch_files() -> dict[str, bytes]:
    """Return the sketch: a second workspace, which uses the whole language."""
    paths = sorted(SKETCH.rglob("*.yaml"))
    return {f"sketch/{path.relative_to(SKETCH).as_posix()}": path.read_bytes() for path in paths}


def edited(
    files: dict[str, bytes], file: str, old: str, new: str, folder: str = "playbooks"
) -> dict[str, bytes]:
    """Return the files with the first ``old`` of one file replaced; the place must exist."""
    path = f"{folder}/{file}"
    text = files[path].decode()
    assert old in text, f"{path} has no {old!r}"
    return {**files, path: text.replace(old, new, 1).encode()}


@functools.cache
def compiled_shipped() -> Compiled:
    """Return the shipped workspace, compiled."""
    compiled, problems = compile_files(shipped_files())
    assert compiled is not None, problems
    return compiled


@functools.cache
def linked_shipped() -> LinkedProgram:
    """Return the shipped program, linked: a quarter of a second that many tests would spend."""
    return link(compiled_shipped().program)


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
    played = [play(script, MemoryHost(program)) for script in scripts if not script.not_yet]
    not_yet = [found for script in scripts for found in script.not_yet]
    return played, [*problems, *not_yet, *(found for each in played for found in each.problems)]


def problems_of(files: dict[str, bytes]) -> list[Problem]:
    """Return everything wrong with a workspace: its files, then its stories, then their outcome."""
    checked = check_files(files)
    if checked.problems:
        return in_order([*checked.problems, *story_problems(checked, files)])
    found = population_problems(checked, files)
    return in_order(found) if found else play_all(checked.draft)[1]

"""Stories of a workspace, ready to be played."""

from __future__ import annotations

from pathlib import Path

from ..language.compiler import Compiled
from ..language.problems import Problem
from ..studies.script import Script, prepare


def scripts_of(compiled: Compiled, path: Path | None) -> tuple[list[Script], list[Problem]]:
    """Return the stories of a workspace, or those at or below ``path``, and what is wrong."""
    scripts: list[Script] = []
    problems: list[Problem] = []
    only = path.resolve() if path is not None else None
    for file in compiled.stories:
        if only is not None and not Path(file.path).resolve().is_relative_to(only):
            continue
        script, found = prepare(compiled, file)
        problems += found
        if script is not None:
            scripts.append(script)
    return scripts, problems

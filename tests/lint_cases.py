"""The examples of every rule's page, tried on a small workspace that has no finding.

An example is the page's own: its good lines stand in ``cases/lint/workspace``, and the bad
ones take their place. ``cases/lint/NAME/case.json`` may name other changes both need.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from engine.core.link import link
from engine.language.lint import lint_files
from engine.language.lint.registry import Rule, rules
from engine.language.problems import Problem, in_order
from engine.studies.history.reading import mapping_problems
from engine.studies.host import MemoryHost
from engine.studies.population.reading import population_problems
from engine.studies.stories import play

from .kit import ROOT, scripts_of

CASES = ROOT / "tests" / "cases" / "lint"
WORKSPACE = CASES / "workspace"

Files = Mapping[str, bytes]


@functools.cache
def workspace() -> Files:
    """Return the small workspace, by file name."""
    paths = sorted(WORKSPACE.rglob("*.yaml"))
    return {path.relative_to(WORKSPACE).as_posix(): path.read_bytes() for path in paths}


def is_shown(rule: Rule) -> bool:
    """Tell whether a page's example is YAML: some mistakes are no lines of a file."""
    return not rule.bad.startswith(("(", "touchline "))


def folder_of(rule: Rule) -> Path:
    """Return the folder of a rule's golden files."""
    return CASES / rule.name


def good_files(rule: Rule) -> Files:
    """Return the workspace with what both halves of a rule's example need."""
    case = folder_of(rule) / "case.json"
    edits = json.loads(case.read_text("utf-8")) if case.exists() else ()
    return changed(workspace(), edits, rule.name)


def changed(files: Files, edits: Iterable[Sequence[str]], about: str = "") -> Files:
    """Return the files with each edit made: a file, a text in it, and what stands there then."""
    result = dict(files)
    for file, old, new in edits:
        text = result.get(file, b"").decode()
        assert old in text, f"{about}: {file} has no {old!r}"
        result[file] = (text.replace(old, new, 1) if old else new).encode()
    return result


def more_of(rule: Rule) -> Mapping[str, list[list[str]]]:
    """Return the edits that show a rule's other wordings, by case of the catalogue."""
    more = folder_of(rule) / "more.json"
    found: Mapping[str, list[list[str]]] = (
        json.loads(more.read_text("utf-8")) if more.exists() else {}
    )
    return found


def bad_files(rule: Rule) -> Files:
    """Return the same workspace with the bad lines of the example in place of the good ones."""
    files = good_files(rule)
    found = next(_spots(files, rule.good.split("\n")), None)
    assert found is not None, f"{rule.name}: the good lines stand nowhere in the workspace"
    file, first, indent = found
    lines = files[file].decode().split("\n")
    bad = [f"{' ' * indent}{line}".rstrip() for line in rule.bad.split("\n")]
    lines[first : first + len(rule.good.split("\n"))] = bad
    return {**files, file: "\n".join(lines).encode()}


def _spots(files: Files, wanted: list[str]) -> Iterator[tuple[str, int, int]]:
    """Yield where lines stand in a row: the file, the first line, and how far they are indented."""
    for file, data in files.items():
        lines = data.decode().split("\n")
        for first in range(len(lines) - len(wanted) + 1):
            indent = len(lines[first]) - len(lines[first].lstrip())
            indented = [f"{' ' * indent}{line}".rstrip() for line in wanted]
            if lines[first : first + len(wanted)] == indented:
                yield file, first, indent


def problems_of(files: Files) -> list[Problem]:
    """Return everything there is to say about a workspace, its stories played."""
    checked, found = lint_files(files)
    found = [*found, *population_problems(checked, files), *mapping_problems(checked, files)]
    if checked.problems:
        return in_order(found)
    scripts, problems = scripts_of(checked.draft)
    found = [*found, *problems]
    if not problems:
        program = link(checked.draft.program)
        for script in scripts:
            found += play(script, MemoryHost(program)).problems
    return in_order(found)


def all_rules() -> list[Rule]:
    """Return every rule, in the order of their groups."""
    return list(rules().values())

"""Worked cases of the semantics: a small playbook and a story that must come true.

A case is one file of ``tests/cases/semantics``; it names the clauses it shows and the mutants
(``tests/mutants``) that must make it fail. It leaves out all that says nothing: titles, who
is waited for, the calendar and the owner. What is wrong is told at the case's own lines.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from engine.core.link import link
from engine.language.compiler import Compiled, compile_files
from engine.language.loader import KINDS
from engine.language.problems import Problem
from engine.language.source import plain, read
from engine.present.story_told import story_text
from engine.studies.host import MemoryHost
from engine.studies.script import Script, prepare
from engine.studies.stories import Played, play

from .journeys import SHARED

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "semantics"

_KEYS = {"title", "clauses", "lesson", "broken_by"}
_OPTIONAL = {"shared", "lifecycle"}
_COLLECTIONS = frozenset(
    {"things", "facts", "documents", "signals", "roles", "causes", "channels", "thresholds"}
)
"""Where a case adds to the shared words; everything else of them it replaces."""


class CaseError(AssertionError):
    """A case that cannot be played: it is written wrong, or its playbook is."""


@dataclass(frozen=True)
class Case:
    """One worked case as its file says it."""

    path: str
    clauses: tuple[str, ...]
    lesson: str
    broken_by: tuple[str, ...]
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """Its area and its own name: ``time/hold_at_night``."""
        return Path(self.path).relative_to("tests/cases/semantics").with_suffix("").as_posix()


@functools.cache
def all_cases() -> tuple[Case, ...]:
    """Return every case, by path."""
    return tuple(read_case(path) for path in sorted(CASES.rglob("*.yaml")))


def read_case(path: Path) -> Case:
    """Read one case file.

    Raises:
        CaseError: it is not a case.
    """
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    tree, problems = read(text, name)
    written = plain(tree) if tree is not None and not problems else None
    if not isinstance(written, dict):
        raise CaseError("\n".join(each.line("en") for each in problems) or f"{name}: no case")
    wrong = written.keys() ^ {*_KEYS, "stages", "story", *(_OPTIONAL & written.keys())}
    if wrong:
        raise CaseError(f"{name}: missing or unknown: {', '.join(sorted(wrong))}")
    files = {**playbooks(written, name), name: _story_text(text, written["title"], name)}
    mutants = written["broken_by"]
    broken_by = tuple(mutants if isinstance(mutants, list) else [mutants])
    return Case(name, tuple(written["clauses"]), written["lesson"], broken_by, files)


def _story_text(text: str, title: str, name: str) -> bytes:
    """Return the story as a file in which every line stands where it does in the case."""
    lines = text.splitlines()
    begin = next((n for n, line in enumerate(lines) if line.rstrip() == "story:"), 0)
    end = next(
        (n for n, line in enumerate(lines) if n > begin and line[:1].strip() not in ("", "#")),
        len(lines),
    )
    body = lines[begin + 1 : end]
    indent = next((line[: len(line) - len(line.lstrip())] for line in body if line.strip()), "")
    if begin < 2 or not indent:
        raise CaseError(f"{name}: a block `story:` stands below the title and the clauses")
    head = [f"{indent}schema: story/1", f"{indent}title: {json.dumps(title, ensure_ascii=False)}"]
    return "\n".join([*head, *[""] * (begin - 1), *body, ""]).encode()


# --- the playbooks of a case


def playbooks(written: Mapping[str, Any], name: str) -> dict[str, bytes]:
    """Return the files of a case's stages and shared words, complete."""
    shared = {kind: yaml.safe_load(each) for kind, each in SHARED.items()}
    for kind, each in (written.get("shared") or {}).items():
        shared[kind] = _merged(shared.get(kind, {"schema": f"{kind}/1"}), each)
    files = {f"shared/{kind}.yaml": each for kind, each in shared.items()}
    if written.get("lifecycle"):
        files["lifecycle.yaml"] = {"schema": "lifecycle/1", "id": "way", **written["lifecycle"]}
    for stage, each in written["stages"].items():
        files[f"{stage}.yaml"] = _stage(stage, each)
    return {path: _dumped(_titled(each, name)) for path, each in files.items()}


def playbooks_of(stages: Mapping[str, str], **written: Any) -> dict[str, bytes]:
    """Return the files of a small workspace: stages as YAML, the rest as a case writes it."""
    read_ = {name: yaml.safe_load(text) for name, text in stages.items()}
    return playbooks({"stages": read_, **written}, "test")


def _merged(base: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return shared words with those of a case: named entries added, all else replaced."""
    merged = dict(base)
    for key, value in more.items():
        known = merged.get(key)
        if key == "things" and isinstance(known, dict):
            merged[key] = {
                **known,
                **{thing: _merged(known.get(thing) or {}, each) for thing, each in value.items()},
            }
        elif key in _COLLECTIONS and isinstance(known, dict):
            merged[key] = {**known, **value}
        else:
            merged[key] = value
    return merged


def _stage(name: str, written: Mapping[str, Any]) -> dict[str, Any]:
    stage = {"schema": "playbook/1", "id": name, "calendar": "office", **written}
    stage.setdefault("owner", "worker")
    flows = [stage, *(stage.get("tracks") or {}).values()]
    for flow in flows:
        if "states" in flow:
            flow["states"] = {state: _state(each) for state, each in flow["states"].items()}
    return stage


def _state(written: Mapping[str, Any] | None) -> dict[str, Any]:
    state = dict(written or {})
    return state if "end" in state else {"waits_for": "us", **state}


def _titled(file: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a file with the titles its kind asks for, and with ``{}`` for bare names."""
    file.pop("listed", None)
    model = KINDS[file["schema"]]
    for _ in range(20):
        try:
            model.model_validate(file)
        except ValidationError as error:
            mended = [_mend(file, each) for each in error.errors(include_url=False)]
            if any(mended):
                continue
        return file
    raise CaseError(f"{name}: {file['schema']} does not come to rest")


def _mend(file: dict[str, Any], error: Any) -> bool:
    steps, is_bare = list(error["loc"]), error["input"] is None
    if error["type"] == "missing" and steps[-1] == "title":
        held = _at(file, steps[:-1])
        if isinstance(held, dict):
            name = held.get("id") or next((s for s in steps[-2::-1] if isinstance(s, str)), "名")
            held["title"] = f"{name} | {name}"
            return True
    held = _at(file, steps[:-1]) if steps else None
    if is_bare and isinstance(held, dict) and held.get(steps[-1], 0) is None:
        held[steps[-1]] = {}
        return True
    return False


def _at(value: Any, steps: list[Any]) -> Any:
    for step in steps:
        # A step that is not there names the alternative that was tried, not a key.
        if (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        ):
            value = value[step]
    return value


def _dumped(file: dict[str, Any]) -> bytes:
    return yaml.safe_dump(file, allow_unicode=True, sort_keys=False).encode()


# --- playing


@functools.cache
def _compiled(path: str) -> tuple[Compiled, Script]:
    case = next(each for each in all_cases() if each.path == path)
    return compiled_case(case)


def compiled_case(case: Case) -> tuple[Compiled, Script]:
    """Return the playbooks of a case, compiled, and its story as a script.

    Raises:
        CaseError: with every problem, and the generated line where it is not in the case.
    """
    compiled, problems = compile_files(case.files)
    if compiled is None:
        raise CaseError(f"{case.path}: its playbooks\n" + "\n".join(_told(case, problems)))
    script, problems = prepare(compiled, compiled.stories[0])
    if script is None or script.not_yet:
        found = problems or list(script.not_yet if script else ())
        raise CaseError("\n".join(each.line("en") for each in found))
    return compiled, script


def _told(case: Case, problems: list[Problem]) -> Iterator[str]:
    for each in problems:
        yield each.line("en")
        if each.place.path != case.path:
            text = case.files.get(each.place.path, b"").decode().splitlines()
            yield f"    {text[each.place.line - 1] if text else ''}"


def play_case(case: Case) -> Played:
    """Play a case in memory, from its beginning."""
    compiled, script = _compiled(case.path)
    return play(script, MemoryHost(link(compiled.program)))


def failure(case: Case, played: Played) -> str:
    """Return why a case fails: each finding at its line, then the timeline; empty if none."""
    if played.passed:
        return ""
    found = "\n".join(each.line("en") for each in played.problems)
    return f"{case.path}: {case.lesson}\n{found}\n\n{story_text(played, 'en')}"

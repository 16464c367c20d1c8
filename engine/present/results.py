"""The results of stories for other programs: JSON, and JUnit XML for workflow runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from ..core.clock import local
from ..language.problems import Problem
from ..language.titles import Lang, Title
from ..language.values import Instant
from ..studies.script import Script
from ..studies.stories import Played
from .beside import beside_text
from .findings import problem_values
from .svg_parts import escape

_COLUMNS = 120


def results_json(
    played: Iterable[Played], waiting: Iterable[Script], lang: Lang, **more: Any
) -> str:
    """Return every story with whether it came true and its problems, and ``more`` beside them."""
    told = [_values(each.script, each.problems, lang, runs=True) for each in played]
    told += [_values(each, each.not_yet, lang, runs=False) for each in waiting]
    return json.dumps({"stories": told, **more}, ensure_ascii=False, indent=2)


def _values(
    script: Script, problems: Sequence[Problem], lang: Lang, *, runs: bool
) -> dict[str, Any]:
    return {
        "path": script.path,
        "title": Title.split(script.title).text(lang),
        "playbook": script.playbook,
        "runs": runs,
        "passed": not problems,
        "problems": [problem_values(each, lang) for each in problems],
    }


def results_junit(
    played: Sequence[Played], waiting: Sequence[Script], lang: Lang, now: Instant
) -> str:
    """Return one JUnit suite: a story that does not come true is a failure.

    A story of what the engine does not run is an error. What is written is what every schema
    in use allows: the time of the run, ``now``, without a zone (it is UTC), and nothing timed.
    """
    timestamp = f"{local(now, 'Etc/UTC'):%Y-%m-%dT%H:%M:%S}"
    failures = sum(not each.passed for each in played)
    head = {
        "package": "touchline", "id": 0, "name": "touchline", "timestamp": timestamp,
        "hostname": "localhost", "tests": len(played) + len(waiting), "failures": failures,
        "errors": len(waiting), "time": 0,
    }  # fmt: skip
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    lines += [f"<testsuite{_attributes(head)}>", "<properties/>"]
    lines += [line for each in played for line in _case(each, lang)]
    lines += [line for each in waiting for line in _not_run(each, lang)]
    lines += ["<system-out/>", "<system-err/>", "</testsuite>", "</testsuites>"]
    return "\n".join(lines)


def _case(played: Played, lang: Lang) -> Iterator[str]:
    if played.passed:
        yield f"<testcase{_named(played.script, lang)}/>"
        return
    yield f"<testcase{_named(played.script, lang)}>"
    yield from _trouble("failure", played.problems, lang, beside_text(played, lang, _COLUMNS))
    yield "</testcase>"


def _not_run(script: Script, lang: Lang) -> Iterator[str]:
    yield f"<testcase{_named(script, lang)}>"
    told = "\n".join(each.line(lang) for each in script.not_yet)
    yield from _trouble("error", script.not_yet, lang, told)
    yield "</testcase>"


def _trouble(tag: str, problems: Sequence[Problem], lang: Lang, text: str) -> Iterator[str]:
    first = problems[0]
    said = {"type": first.rule, "message": first.line(lang)}
    yield f"<{tag}{_attributes(said)}>{escape(text)}</{tag}>"


def _named(script: Script, lang: Lang) -> str:
    title = Title.split(script.title).text(lang)
    name = f"{PurePath(script.path).stem}: {title}"
    return _attributes({"classname": script.playbook, "name": name, "time": 0})


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f' {name}="{escape(str(value))}"' for name, value in values.items())

"""Problems for people, editors, workflow runs and code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from ..language.problems import Problem
from ..language.titles import Lang
from ..language.wording import sentence
from .problems import as_text

Shape = Literal["text", "json", "github", "sarif"]
RULE_PAGE = "docs/rules/{rule}.md"
"""Where a rule is explained, from the project's root."""


def report(
    problems: Sequence[Problem],
    files: Mapping[str, bytes],
    lang: Lang,
    shape: Shape,
    *,
    version: str = "",
    is_coloured: bool = False,
) -> str:
    """Return problems in one format; empty where there is nothing to print.

    ``version`` is the tool's, for formats that name it.
    """
    if shape == "json":
        return as_json(problems, lang)
    if shape == "sarif":
        return as_sarif(problems, lang, version)
    if shape == "github":
        return "\n".join(_annotation(each, lang) for each in problems)
    return as_text(problems, files, lang, is_coloured=is_coloured)


def as_json(problems: Iterable[Problem], lang: Lang) -> str:
    """Return problems as a JSON list of path, line, columns, rule, message, hint and url."""
    listed = [problem_values(each, lang) for each in problems]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def problem_values(problem: Problem, lang: Lang) -> dict[str, Any]:
    """Return one problem as plain values."""
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "end_column": problem.place.end_column,
        "rule": problem.rule,
        "message": problem.message(lang),
        "hint": problem.hint(lang),
        "url": RULE_PAGE.replace("{rule}", problem.rule),
    }


def _annotation(problem: Problem, lang: Lang) -> str:
    place = problem.place
    told = sentence(problem.message(lang), problem.hint(lang), lang)
    properties = {
        "file": place.path,
        "line": str(place.line),
        "endLine": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.end_column),
        "title": problem.rule,
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::error {listed}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(problems: Iterable[Problem], lang: Lang, version: str) -> str:
    """Return problems as SARIF 2.1.0; columns are counted in characters."""
    listed = list(problems)
    rules = sorted({each.rule for each in listed})
    run = {
        "tool": {"driver": _driver(rules, version)},
        "columnKind": "unicodeCodePoints",
        "language": "zh-CN" if lang == "zh" else "en-US",
        "results": list(_results(listed, rules, lang)),
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _driver(rules: Iterable[str], version: str) -> dict[str, Any]:
    described = [
        {"id": rule, "help": {"text": RULE_PAGE.replace("{rule}", rule)}} for rule in rules
    ]
    driver: dict[str, Any] = {"name": "touchline", "rules": described}
    return {**driver, "semanticVersion": version} if version else driver


def _results(
    problems: Iterable[Problem], rules: Sequence[str], lang: Lang
) -> Iterator[dict[str, Any]]:
    from urllib.parse import quote  # noqa: PLC0415  # 4 ms that only this format pays

    for each in problems:
        place = each.place
        region = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.line,
            "endColumn": place.end_column,
        }
        yield {
            "ruleId": each.rule,
            "ruleIndex": rules.index(each.rule),
            "level": "error",
            "message": {"text": sentence(each.message(lang), each.hint(lang), lang)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(place.path)},
                        "region": region,
                    }
                }
            ],
        }

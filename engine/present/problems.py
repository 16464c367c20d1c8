"""Problems as people read them: one line each, with the source line and a caret below."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from rich.cells import cell_len

from ..language.problems import Place, Problem
from ..language.titles import Lang

SHOWN = 140
"""Characters of a long line that are shown around the place."""


def as_text(problems: Iterable[Problem], files: Mapping[str, bytes], lang: Lang) -> str:
    """Return problems with snippets; carets count a Chinese character as two columns."""
    return "\n".join(_block(each, files, lang) for each in problems)


def as_json(problems: Iterable[Problem], lang: Lang) -> str:
    """Return problems as a JSON list of path, line, columns, rule, message and hint."""
    listed = [
        {
            "path": each.place.path,
            "line": each.place.line,
            "column": each.place.column,
            "end_column": each.place.end_column,
            "rule": each.rule,
            "message": each.message(lang),
            "hint": each.hint(lang),
        }
        for each in problems
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def _block(problem: Problem, files: Mapping[str, bytes], lang: Lang) -> str:
    place = problem.place
    # bytes.splitlines would not know every line end that the parser knows.
    text = files.get(place.path, b"").decode("utf-8-sig", "replace")
    lines = text.split("\n")
    if not 0 < place.line <= len(lines) or not lines[place.line - 1].strip():
        return problem.line(lang)
    line, column, end = _window(lines[place.line - 1].rstrip("\r"), place)
    margin = " " * len(str(place.line))
    before = " " * cell_len(line[: column - 1])
    width = max(cell_len(line[column - 1 : end - 1]), 1)
    caret = f"{before}^{'~' * (width - 1)}"
    return f"{problem.line(lang)}\n{margin} |\n{place.line} | {line}\n{margin} | {caret}"


def _window(line: str, place: Place) -> tuple[str, int, int]:
    """Return the part of a long line that holds the place, with the place's columns in it."""
    column, end = place.column, min(place.end_column, len(line) + 1)
    start = max(0, column - 1 - SHOWN // 2) if len(line) > SHOWN else 0
    shown = line[start : start + SHOWN]
    head = "…" if start else ""
    tail = "…" if start + SHOWN < len(line) else ""
    shift = start - len(head)
    return f"{head}{shown}{tail}", column - shift, min(end - shift, len(head + shown) + 1)

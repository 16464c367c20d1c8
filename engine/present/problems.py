"""Problems as people read them: one line each, with the source line and a caret below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ..language.problems import Place, Problem
from ..language.titles import Lang
from .width import width

BOLD, RED, PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[0m"
_PLACE = re.compile(r".*?:\d+:\d+:")
# What would steer the terminal, or not be seen at all, is shown as one visible sign.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_HIDES = "literal-secret"
"""The rule whose places are shown to nobody: reports of problems are kept and sent about (Z6)."""

SHOWN = 140
"""Characters of a long line that are shown around the place."""


def as_text(
    problems: Iterable[Problem],
    files: Mapping[str, bytes],
    lang: Lang,
    *,
    is_coloured: bool = False,
) -> str:
    """Return problems with snippets; carets count a Chinese character as two columns."""
    told = list(problems)
    hidden = [each.place for each in told if each.rule == _HIDES]
    blocks = (_block(each, files, lang, hidden) for each in told)
    return "\n".join(_coloured(block) if is_coloured else block for block in blocks)


def visible(text: str) -> str:
    """Return text that steers no terminal: what would is shown as one sign, line ends stay."""
    return _UNSEEN.sub("·", text)


def _coloured(block: str) -> str:
    """Return a problem with its place bold and its caret red."""
    first, *snippet = block.split("\n")
    place = _PLACE.match(first)
    if place is not None:
        first = f"{BOLD}{place[0]}{PLAIN}{first[place.end() :]}"
    if snippet:
        margin, bar, caret = snippet[-1].partition("|")
        snippet[-1] = f"{margin}{bar}{RED}{caret}{PLAIN}"
    return "\n".join([first, *snippet])


def _block(
    problem: Problem, files: Mapping[str, bytes], lang: Lang, hidden: Sequence[Place] = ()
) -> str:
    place = problem.place
    # bytes.splitlines would not know every line end that the parser knows.
    text = files.get(place.path, b"").decode("utf-8-sig", "replace")
    lines = text.split("\n")
    # Bytes of another encoding would be shown as what they are not.
    unreadable = problem.rule == "not-utf8" or not 0 < place.line <= len(lines)
    if unreadable or not lines[place.line - 1].strip():
        return problem.line(lang)
    whole = visible(lines[place.line - 1].rstrip("\r"))
    for each in hidden:
        if (each.path, each.line) == (place.path, place.line):
            first, last = each.column - 1, each.end_column - 1
            whole = whole[:first] + "•" * (last - first) + whole[last:]
    line, column, end = _window(whole, place)
    margin = " " * len(str(place.line))
    before = " " * width(line[: column - 1])
    marked = max(width(line[column - 1 : end - 1]), 1)
    caret = f"{before}^{'~' * (marked - 1)}"
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

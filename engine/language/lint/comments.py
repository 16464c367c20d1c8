"""Comments that speak to the lint: ``# lint: allow NAME — reason``, wherever they stand.

A scan of the text of its own, because a tree keeps no comments: a ``#`` inside quotes or a
block of text is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..problems import Place

_WORD = re.compile(r"#\s*lint\b", re.IGNORECASE)
_ALLOW = re.compile(
    r"#\s*lint\s*[:：]\s*allow\s+(?P<names>[\w.-]+(?:\s*[,，、]\s*[\w.-]+)*)"
    r"(?:\s*(?:—+|–+|--+|[:：]|\s-\s)\s*(?P<reason>.*))?(?P<rest>.*)\Z",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\w.-]+")
_BLOCK_SCALAR = re.compile(r"(?:^|[\s:-])[|>][-+0-9]{0,2}\s*\Z")
_ITEMS = re.compile(r"\s*(?:- +)*")
# What may stand before a quote that opens a text: a quote inside a word is an apostrophe.
_OPENS = re.compile(r"(?:^|[\[{,]|[:?-] )\s*\Z")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: its line and columns, its text, and whether its line holds nothing else."""

    place: Place
    text: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """A rule allowed on a stretch of lines, ``first`` to ``last``, and why."""

    place: Place
    rule: str
    reason: str
    first: int
    last: int


def lint_comments(text: str, path: str) -> list[Comment]:
    """Return the comments of a file that begin with the word ``lint``."""
    if not _WORD.search(text):
        return []
    return [each for each in _comments(text, path) if _WORD.match(each.text)]


def _comments(text: str, path: str) -> Iterator[Comment]:
    quote, block = "", -1
    for number, line in enumerate(text.split("\n"), 1):
        content = line.rstrip("\r")
        indent = len(content) - len(content.lstrip(" "))
        if block >= 0 and (not content.strip() or indent > block):
            continue
        block = -1
        at, quote = _end_of_content(content, quote)
        if at < len(content):
            place = Place(path, number, at + 1, len(content) + 1)
            yield Comment(place, content[at:], not content[:at].strip())
        if not quote and _BLOCK_SCALAR.search(content[:at].rstrip()):
            block = _key_column(content)


def _key_column(content: str) -> int:
    match = _ITEMS.match(content)
    return match.end() if match else 0


def _end_of_content(line: str, quote: str) -> tuple[int, str]:
    """Return where a line's comment begins, or its length, and the quote still open behind it."""
    at = 0
    while at < len(line):
        sign = line[at]
        if quote:
            if sign == "\\" and quote == '"':
                at += 1
            elif sign == quote:
                # Two single quotes inside a single-quoted text are one of its characters.
                doubled = quote == "'" and line[at + 1 : at + 2] == "'"
                at += doubled
                quote = quote if doubled else ""
        elif sign == "#" and (at == 0 or line[at - 1] in " \t"):
            return at, ""
        elif sign in "'\"" and _OPENS.search(line, 0, at):
            quote = sign
        at += 1
    return len(line), quote


@dataclass(frozen=True, slots=True)
class Said:
    """What one comment says: the rules it names and its reason, or nothing readable."""

    comment: Comment
    names: tuple[str, ...]
    reason: str


def read_comment(comment: Comment) -> Said:
    """Read ``# lint: allow NAME — reason``; names are empty where it says something else."""
    match = _ALLOW.match(comment.text)
    if match is None:
        return Said(comment, (), "")
    names = tuple(_NAME.findall(match["names"]))
    return Said(comment, names, (match["reason"] or match["rest"] or "").strip())


def reach_of(comment: Comment, lines: list[str]) -> tuple[int, int]:
    """Return the first and last line a comment speaks of, counted from 1.

    A comment behind something speaks of that line; one alone of the next line and, where
    that line opens a block, of the block.
    """
    number = comment.place.line
    if not comment.is_alone:
        return number, number
    first = next(
        (at for at in range(number + 1, len(lines) + 1) if _is_content(lines[at - 1])), number
    )
    return first, _end_of_block(lines, first)


def _end_of_block(lines: list[str], first: int) -> int:
    opening = lines[first - 1]
    column = len(opening) - len(opening.lstrip(" "))
    is_item = opening.lstrip().startswith("- ")
    last = first
    for number in range(first + 1, len(lines) + 1):
        line = lines[number - 1]
        if not _is_content(line):
            continue
        indent = len(line) - len(line.lstrip(" "))
        # The items of a list may stand right below their key.
        below = indent == column and line.lstrip().startswith("- ") and not is_item
        if indent <= column and not below:
            break
        last = number
    return last


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")

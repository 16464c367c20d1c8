"""Characters that must not stand in a file, looked for before any parser sees the text (X6).

Each is told at its place; what is left for the parser has the same lines and columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, islice

import msgspec

from .problems import Place, Problem, fixable, problem

# Everything YAML cannot print, every line end but LF and CRLF, and all that steers the
# direction of writing or has no width: two files that look the same must be the same.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LONE_RETURN = re.compile("\r(?!\n)")
# Joiners belong to emoji and to some scripts; beside plain letters they only hide.
_JOINERS = frozenset("\u200c\u200d")
_PLAIN = re.compile(r"[\x00-\x7f\u4e00-\u9fff]")
_HIDDEN = frozenset("\xad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | frozenset(
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2061, 0x2070), *range(0xFFF9, 0xFFFC))
)
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)
_TABS = re.compile(r"\t+")
_INDENT = 2
MAX_PROBLEMS = 100
"""How many problems one file is told at once."""


class Lines:
    """The lines of a text as the parser will see them, and how far their columns moved."""

    def __init__(self, text: str, path: str) -> None:
        """Split the text; a line keeps its carriage return, if it has one."""
        self.path = path
        self.lines = text.split("\n")
        self.whole = True
        self._moved: dict[int, list[tuple[int, int]]] = {}

    @property
    def text(self) -> str:
        """The text for the parser."""
        return "\n".join(self.lines)

    def content(self, line: int) -> str:
        """Return a line, counted from 1, without its line end."""
        return self.lines[line - 1].rstrip("\r") if 0 < line <= len(self.lines) else ""

    def replace(self, line: int, column: int, end_column: int, new: str) -> None:
        """Put ``new`` for the characters of a place; columns count in the line as it is now."""
        old = self.lines[line - 1]
        self.lines[line - 1] = old[: column - 1] + new + old[end_column - 1 :]
        self.whole = False
        by = len(new) - (end_column - column)
        if by:
            self._moved.setdefault(line, []).append((column + len(new), by))

    def blank(self, line: int) -> None:
        """Take a line out without moving the others."""
        self.lines[line - 1] = ""
        self.whole = False

    def as_written(self, found: Problem) -> Problem:
        """Return a problem at its place in the text as the person wrote it."""
        place = found.place
        if place.line not in self._moved:
            return found
        column, end = place.column, place.end_column
        for at, by in reversed(self._moved[place.line]):
            end -= by if end >= at else 0
            column -= by if column >= at else 0
        column = max(column, 1)
        place = Place(place.path, place.line, column, max(end, column + 1))
        return msgspec.structs.replace(found, place=place)


def refuse_characters(lines: Lines, text: str) -> list[Problem]:
    """Find all that may not stand in a file, and take it out of the lines for the parser.

    Past ``MAX_PROBLEMS`` of one sort no more are looked for, and the text is left as it is.
    """
    found = list(islice(_refused(lines, text), MAX_PROBLEMS))
    # Most files have none of these: to find that out is cheap for one sign, not for a pattern.
    if "\t" in text:
        found += _tabs(lines, text)
    found += islice(_not_composed(lines, text), MAX_PROBLEMS)
    if "<<<<<<<" in text or ">>>>>>>" in text:
        found += islice(_conflicts(lines, text), MAX_PROBLEMS)
    if "%" in text:
        found += islice(_directives(lines), MAX_PROBLEMS)
    return found


def _spots(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield line, column and match of every hit, counting lines once."""
    line, start, since = 1, 0, 0
    for match in pattern.finditer(text):
        line += text.count("\n", since, match.start())
        start = text.rfind("\n", 0, match.start()) + 1
        since = match.start()
        yield line, match.start() - start + 1, match


def _refused(lines: Lines, text: str) -> Iterator[Problem]:
    for line, column, match in chain(_spots(_REFUSED, text), _spots(_LONE_RETURN, text)):
        sign = match[0]
        if sign in _JOINERS and _joins(text, match.start()):
            continue
        place = Place(lines.path, line, column, column + 1)
        case = "hidden-character" if sign in _HIDDEN else "control-character"
        # A stand-in of the same width, and of no meaning to the parser.
        lines.replace(line, column, column + 1, "_")
        yield fixable(place, case, "", code=f"U+{ord(sign):04X}", name=_name(sign))


def _joins(text: str, at: int) -> bool:
    around = (text[at - 1 : at], text[at + 1 : at + 2])
    return all(each and not _PLAIN.match(each) for each in around)


def _name(sign: str) -> str:
    return unicodedata.name(sign, "control character").lower()


def _tabs(lines: Lines, text: str) -> list[Problem]:
    found: list[Problem] = []
    # From the end, because a tab becomes several spaces.
    for line, column, match in reversed(list(islice(_spots(_TABS, text), MAX_PROBLEMS))):
        before = text[match.start() - column + 1 : match.start()]
        if before.startswith("#") or " #" in before:
            continue
        place = Place(lines.path, line, column, column + len(match[0]))
        if before.strip(" "):
            lines.replace(line, column, place.end_column, " " * len(match[0]))
            found.append(fixable(place, "tab-in-text", " "))
        else:
            spaces = " " * (_INDENT * len(match[0]))
            lines.replace(line, column, place.end_column, spaces)
            found.append(fixable(place, "tab-in-text.indent", spaces))
    return found[::-1]


def _not_composed(lines: Lines, text: str) -> Iterator[Problem]:
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        composed = unicodedata.normalize("NFC", line)
        if composed == line:
            continue
        column = _first_difference(line, composed) + 1
        end = len(line) - _first_difference(line[::-1], composed[::-1]) + 1
        end = max(end, column + 1)
        fix = composed[column - 1 : len(composed) - (len(line) - end + 1)]
        yield fixable(Place(lines.path, number, column, end), "not-composed", fix)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _conflicts(lines: Lines, text: str) -> Iterator[Problem]:
    """Tell each conflict once; of its two sides the first is read on."""
    open_, theirs = False, 0
    for line, _, match in _spots(_CONFLICT, text):
        sign = match[1][0]
        if sign == "=" and not open_:
            continue
        if sign == "<" or (sign == ">" and not open_):
            place = Place(lines.path, line, 1, 8)
            yield problem(place, "merge-conflict")
        if sign == ">":
            for each in range(theirs or line, line):
                lines.blank(each)
        open_ = sign != ">"
        theirs = line if sign in "=|" and not theirs else 0 if sign in "<>" else theirs
        lines.blank(line)


def _directives(lines: Lines) -> Iterator[Problem]:
    """Lines that begin with ``%`` above the first that says something."""
    for number in range(1, len(lines.lines) + 1):
        written = lines.content(number)
        if written.startswith("%"):
            lines.blank(number)
            yield problem(
                Place(lines.path, number, 1, len(written) + 1), "yaml-directive", text=written
            )
        elif written.strip() and not written.lstrip().startswith("#"):
            return

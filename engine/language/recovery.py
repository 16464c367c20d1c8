"""Reading on behind a mistake: its line is mended for the parser, or left out.

Only what the parser sees changes. One mistake then does not hide the others of its file, and
places stay those of the text as it was written (``characters.Lines`` keeps count).
"""

from __future__ import annotations

import re

from .characters import Lines
from .problems import Problem
from .tree import indent_of

COMMENT = re.compile(r"(?:^| )#")
CLOSERS = {"[": "]", "{": "}"}


def content_of(lines: Lines, line: int) -> str:
    """A line without its comment and the spaces at its end."""
    text = lines.content(line)
    comment = COMMENT.search(text)
    return (text[: comment.start()] if comment else text).rstrip(" ")


def line_above(lines: Lines, line: int) -> int:
    """The next line above that says something, 0 where there is none."""
    return next((each for each in range(line - 1, 0, -1) if content_of(lines, each)), 0)


def margins_above(lines: Lines, line: int) -> list[int]:
    """The indentations that the lines above leave open, the deepest first."""
    margins: list[int] = []
    for each in range(line_above(lines, line), 0, -1):
        text = content_of(lines, each)
        if not text:
            continue
        margin = indent_of(text)
        if not margins or margin < margins[-1]:
            margins.append(margin)
        if margin == 0:
            break
    return margins


def read_past(lines: Lines, found: Problem) -> None:
    """Mend the line of a mistake as far as its cure is plain, else leave it out."""
    place = found.place
    text = lines.content(place.line)
    if found.fix is not None:
        lines.replace(place.line, place.column, place.end_column, found.fix)
    elif found.rule == "unclosed-quote":
        lines.replace(place.line, len(text) + 1, len(text) + 1, found.values["sign"])
    elif found.rule == "unclosed-bracket":
        end = len(content_of(lines, place.line))
        lines.replace(place.line, end + 1, end + 1, _closers(text, place.column))
    elif found.rule == "missing-colon" and _has_children(lines, place.line):
        lines.replace(place.line, place.end_column, place.end_column, ":")
    elif found.rule == "bad-indentation":
        _move(lines, place.line)
    else:
        leave_out(lines, place.line)


def _closers(text: str, opened: int) -> str:
    closers: list[str] = []
    for sign in text[opened - 1 :]:
        if sign in CLOSERS:
            closers.append(CLOSERS[sign])
        elif closers and sign == closers[-1]:
            closers.pop()
    return "".join(reversed(closers)) or " "


def _below(lines: Lines, line: int) -> range:
    """The lines that belong to a line: all below it that are indented further."""
    margin = indent_of(lines.content(line))
    for each in range(line + 1, len(lines.lines) + 1):
        if content_of(lines, each) and indent_of(lines.content(each)) <= margin:
            return range(line + 1, each)
    return range(line + 1, len(lines.lines) + 1)


def _beside(lines: Lines, line: int) -> range:
    """The lines below that are indented as far as a line, or further."""
    margin = indent_of(lines.content(line))
    for each in range(line + 1, len(lines.lines) + 1):
        if content_of(lines, each) and indent_of(lines.content(each)) < margin:
            return range(line + 1, each)
    return range(line + 1, len(lines.lines) + 1)


def _has_children(lines: Lines, line: int) -> bool:
    return any(content_of(lines, each) for each in _below(lines, line))


def _move(lines: Lines, line: int) -> None:
    """Indent a line, and all that belongs to it, like the nearest line above it."""
    margins = margins_above(lines, line)
    width = indent_of(lines.content(line))
    wanted = min(margins, key=lambda each: abs(each - width), default=width)
    if wanted == width:
        leave_out(lines, line)
        return
    moved = [each for each in (line, *_beside(lines, line)) if content_of(lines, each)]
    widths = {each: indent_of(lines.content(each)) for each in moved}
    deeper = [here for here in widths.values() if here > width]
    for each, here in widths.items():
        # Lines that already stand where this one should are its neighbours, not its own.
        if here == width or min(deeper) > wanted:
            lines.replace(each, 1, here + 1, " " * max(here + wanted - width, 0))


def leave_out(lines: Lines, line: int) -> None:
    """Leave a line out with all that belongs to it, its list at the same margin too."""
    margin = indent_of(lines.content(line))
    is_item = lines.content(line).lstrip(" ").startswith("-")
    below = _below(lines, line)
    for each in (line, *below):
        lines.blank(each)
    for each in range(below.stop, len(lines.lines) + 1):
        text = lines.content(each)
        if is_item or not text.startswith(" " * margin + "- "):
            return
        for inner in (each, *_below(lines, each)):
            lines.blank(inner)

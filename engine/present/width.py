"""How wide a text is on a screen, and where its lines may be broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

_WIDE = frozenset("WF")
WIDE = 2
"""Columns of a Chinese character."""
_MARKS = frozenset({"Mn", "Me", "Cf"})
# A Chinese line begins with none of these, and ends with none of those.
_CLINGS_BEFORE = frozenset("，。；：、！？）》」』”’…—％,.;:!?)]}%")
_CLINGS_AFTER = frozenset("（《「『“‘([{")


def width(text: str) -> int:
    """Return how many columns a text fills: a Chinese character two, a combining mark none."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def wrap(text: str, room: int, measure: Callable[[str], int] = width) -> list[str]:
    """Return the text as lines of at most ``room``, broken as each script allows.

    Between Chinese characters anywhere but beside clinging punctuation; otherwise at
    spaces. A single word longer than a line stays whole.
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and measure((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def balance(text: str, room: int, measure: Callable[[str], int] = width) -> list[str]:
    """Return the text wrapped into as few lines, of lengths as even as they can be."""
    lines = wrap(text, room, measure)
    low, high = 1, room
    while len(lines) > 1 and low < high:
        middle = (low + high) // 2
        if len(wrap(text, middle, measure)) > len(lines):
            low = middle + 1
        else:
            high = middle
    return wrap(text, high, measure)


def _cells(character: str) -> int:
    if unicodedata.category(character) in _MARKS:
        return 0
    # Curly quotes and dashes are ambiguous; beside Chinese, fonts draw most of them narrow.
    return WIDE if unicodedata.east_asian_width(character) in _WIDE else 1


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay together: a word with its space, a Chinese character with its marks."""
    piece = ""
    for character in text:
        if piece and _may_break(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after in _CLINGS_BEFORE or before in _CLINGS_AFTER:
        return False
    if before == " ":
        return after != " "
    return after != " " and WIDE in {_cells(before), _cells(after)}

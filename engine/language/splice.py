"""Edits of a text that leave every other byte alone: line ends, comments, alignment."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from .problems import Place


class Edit(msgspec.Struct, frozen=True, order=True):
    """Put ``text`` for the characters from ``start`` up to, not with, ``end``; both from 0."""

    start: int
    end: int
    text: str


class Offsets:
    """Where the lines of a text begin, so that a place can be turned into an edit."""

    def __init__(self, text: str) -> None:
        """Find where each line starts; a carriage return belongs to its line."""
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def edit(self, place: Place, text: str) -> Edit | None:
        """Return the edit that puts ``text`` for a place, None where the text has no such place."""
        if not 0 < place.line <= len(self._lines) or place.column < 1:
            return None
        if not place.column <= place.end_column <= len(self._lines[place.line - 1]) + 1:
            return None
        start = self._starts[place.line - 1] + place.column - 1
        return Edit(start, start + place.end_column - place.column, text)


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits in order, each once, leaving out those that reach into an earlier one."""
    kept: list[Edit] = []
    for edit in sorted(set(edits)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def splice(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits made; every character outside them stays as it is.

    Raises:
        ValueError: an edit lies outside the text, or two of them overlap.
    """
    end = len(text)
    for edit in sorted(edits, reverse=True):
        if not 0 <= edit.start <= edit.end <= end:
            raise ValueError(f"edit {edit.start}-{edit.end} overlaps another or leaves the text")
        text = text[: edit.start] + edit.text + text[edit.end :]
        end = edit.start
    return text

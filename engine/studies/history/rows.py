"""What stands between a log on disk and the pure rooms: rows of texts, and how they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol


class LogRow(NamedTuple):
    """One row: its number in the log, from 1 (a header is not counted), and its cells.

    ``cells`` are in the order of the names that were asked for; None where the row has none.
    """

    number: int
    cells: tuple[str | None, ...]


class BadRow(NamedTuple):
    """A row that is none: ``reason`` is a word of the quality report, ``text`` shows it."""

    number: int
    reason: str
    text: str = ""


class LogBroken(Exception):  # noqa: N818 - a state of the file
    """The log cannot be read on: ``reason`` is a word of the quality report.

    ``row`` is the last that could be read; ``text`` what the reader said, in its own words.
    """

    def __init__(self, reason: str, row: int = 0, text: str = "") -> None:
        """Keep all three."""
        super().__init__(f"{reason} after row {row}: {text}")
        self.reason, self.row, self.text = reason, row, text


class Log(Protocol):
    """A log that is open. ``columns`` are its columns where they are known before reading."""

    columns: tuple[str, ...] | None

    def rows(self, names: Sequence[str]) -> Iterator[LogRow | BadRow]:
        """Yield every row with the cells of these columns.

        Raises:
            LogBroken: what follows cannot be read.
        """

"""A log on disk, as the pure rooms see it: how it is written, and rows of texts as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

LogKind = Literal["csv", "tsv", "xlsx", "xes", "jsonl", "cloudevents"]

WHOLE_ROW = "\0row"
"""Asked for under this name, last of all, a log gives what tells a whole row from all others."""


@dataclass(frozen=True, slots=True)
class LogFile:
    """How the log is written: its kind and, for tables, encoding, separator, header, sheet.

    Without a header the columns are named ``1``, ``2`` …. ``utf-8`` takes a byte-order mark.
    """

    kind: LogKind
    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    has_header: bool = True
    sheet: str = ""
    member: str = ""


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
    """A log that is open; it may be read more than once."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Its columns, where they are known before reading."""

    def rows(self, names: Sequence[str]) -> Iterator[LogRow | BadRow]:
        """Yield every row with the cells of these columns.

        Raises:
            LogBroken: what follows cannot be read.
        """

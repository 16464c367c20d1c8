"""Open a log of any kind; nothing is read of it that was not asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ...language.logs import Log, LogFile, LogKind
from .lines import open_lines, seen_paths
from .markup import open_xes, seen_keys
from .sheets import open_sheet
from .tables import open_table


def open_log(path: Path, how: LogFile) -> Log:
    """Open a log, written as the mapping says.

    Raises:
        LogBroken: it cannot be opened, or is not written like that.
    """
    return _OPENERS[how.kind](path, how)


def columns_of(path: Path, how: LogFile, rows: int) -> tuple[str, ...]:
    """Return the columns of a log, of those kinds that have no header by its first rows.

    Raises:
        LogBroken: it cannot be opened, or is not written like that.
    """
    if how.kind == "xes":
        return seen_keys(path, how, rows)
    if how.kind in {"jsonl", "cloudevents"}:
        return seen_paths(path, how, rows)
    return open_log(path, how).columns or ()


_OPENERS: Mapping[LogKind, Callable[[Path, LogFile], Log]] = {
    "csv": open_table,
    "tsv": open_table,
    "xes": open_xes,
    "jsonl": open_lines,
    "cloudevents": open_lines,
    "xlsx": open_sheet,
}

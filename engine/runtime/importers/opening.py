"""Open a log of any kind; nothing is read of it that was not asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ...language.logs import Log, LogFile, LogKind
from .lines import open_lines
from .markup import open_xes
from .sheets import open_sheet
from .tables import open_table


def open_log(path: Path, how: LogFile) -> Log:
    """Open a log, written as the mapping says.

    Raises:
        LogBroken: it cannot be opened, or is not written like that.
    """
    return _OPENERS[how.kind](path, how)


_OPENERS: Mapping[LogKind, Callable[[Path, LogFile], Log]] = {
    "csv": open_table,
    "tsv": open_table,
    "xes": open_xes,
    "jsonl": open_lines,
    "cloudevents": open_lines,
    "xlsx": open_sheet,
}

"""Open a log of any kind; nothing is read of it that was not asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ...language.logs import Log, LogBroken, LogFile, LogKind
from .tables import open_table


def open_log(path: Path, how: LogFile) -> Log:
    """Open a log, written as the mapping says.

    Raises:
        LogBroken: it cannot be opened, or is not written like that.
    """
    opener = _OPENERS.get(how.kind)
    if opener is None:
        raise LogBroken("not-yet", text=how.kind)
    return opener(path, how)


_OPENERS: Mapping[LogKind, Callable[[Path, LogFile], Log]] = {
    "csv": open_table,
    "tsv": open_table,
}

"""Logs and mappings made up for tests: a table as text, what it holds, what becomes of it."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.language.logs import BadRow, LogFile, LogRow
from engine.language.titles import Title
from engine.runtime.importers.opening import open_log
from engine.runtime.spilling import Spill
from engine.studies.history.case import Case
from engine.studies.history.cases import read_cases
from engine.studies.history.mapping import Column, EventRule, LogMapping
from engine.studies.history.quality import Quality, Trouble
from engine.studies.history.tally import QualityTally

TITLE = Title("历史", "History")
CSV = LogFile("csv")
NOON = 12 * 60


def written(path: Path, text: str | bytes) -> Path:
    """Write a log, packed as its name says."""
    data = text.encode() if isinstance(text, str) else text
    if path.suffix == ".gz":
        data = gzip.compress(data)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("log.csv", data)
    else:
        path.write_bytes(data)
    return path


def rows_of(path: Path, how: LogFile = CSV, names: Sequence[str] = ()) -> list[LogRow | BadRow]:
    """Return every row of a log, with the cells of some columns, or of all there are."""
    log = open_log(path, how)
    return list(log.rows(names or log.columns or ()))


def day(name: str, form: str = "YYYY-MM-DD", **more: Any) -> Column:
    """Return a column of days, which happen at noon."""
    return Column(name, "date", (form,), minute=NOON, **more)


def moment(name: str, form: str = "iso", **more: Any) -> Column:
    """Return a column of moments."""
    return Column(name, "time", (form,), **more)


def mapping_of(columns: Sequence[Column], events: Sequence[EventRule], **more: Any) -> LogMapping:
    """Return a mapping of cases named in the column ``id``."""
    given: dict[str, Any] = {"log": CSV, "playbook": "order", "zone": "Etc/UTC", "case": "id"}
    given |= more
    named = {each.name: each for each in columns}
    return LogMapping(
        id="history", path="history.yaml", title=TITLE, columns=named, events=tuple(events), **given
    )


def read(
    path: Path, mapping: LogMapping, spill: Spill | None = None
) -> tuple[list[tuple[Case, ...]], Quality]:
    """Return the accounts of a log, and its quality."""
    tally = QualityTally(mapping)
    accounts = list(read_cases(open_log(path, mapping.log), mapping, spill or Spill(), tally))
    return accounts, tally.quality(path.name)


def told(troubles: Sequence[Trouble]) -> list[tuple[str, str, int]]:
    """Return troubles as reason, column and how often."""
    return [(each.reason, each.column, each.count) for each in troubles]

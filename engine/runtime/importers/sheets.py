"""Sheets of xlsx workbooks, row by row. openpyxl is an extra; without it the cure is one line."""

from __future__ import annotations

import datetime as dt
import importlib.util
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...language.logs import WHOLE_ROW, BadRow, LogBroken, LogFile, LogRow
from .streams import MOST_TIMES, PATIENCE, open_file
from .tables import digest, picker

# What openpyxl raises where the parts of a workbook are not what they should be.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, SyntaxError, KeyError, ValueError, OSError)


def open_sheet(path: Path, how: LogFile) -> SheetLog:
    """Open a sheet of a workbook, and read its header.

    Raises:
        LogBroken: it cannot be opened, is empty, or there is no such sheet; or no openpyxl.
    """
    with _sheet(path, how) as sheet:
        first = next(_records(sheet), None)
    if first is None:
        raise LogBroken("empty", text=path.name)
    # Cells to the right of the last name are no columns, unless rows hold something there.
    named = [cell or "" for cell in first] if how.has_header else _numbers(len(first))
    while named and not named[-1]:
        named.pop()
    return SheetLog(path, how, tuple(named))


@dataclass(frozen=True, slots=True)
class SheetLog:
    """A sheet on disk; a cell is told as it is kept, not as it is shown.

    Dates and times are told as ISO 8601, numbers in plain decimals; an empty cell is nothing.
    """

    path: Path
    how: LogFile
    columns: tuple[str, ...] | None

    def rows(self, names: Sequence[str]) -> Iterator[LogRow | BadRow]:
        """Yield every row with the cells of these columns; empty ones are none.

        Raises:
            LogBroken: a column is missing or there twice, or what follows cannot be read.
        """
        assert self.columns is not None
        width, pick = len(self.columns), picker(self.columns, names)
        number, is_whole = 0, WHOLE_ROW in names
        try:
            with _sheet(self.path, self.how) as sheet:
                records = _records(sheet)
                if self.how.has_header:
                    next(records, None)
                for record in records:
                    number += 1
                    if any(cell is not None for cell in record[width:]):
                        yield BadRow(number, "ragged", f"{len(record)} ≠ {width}")
                        continue
                    cells = [*record[:width], *[None] * (width - len(record))]
                    whole = (digest("\x1f".join(map(str, cells))),) if is_whole else ()
                    yield LogRow(number, (*pick(cells), *whole))
        except LogBroken as broken:
            raise LogBroken(broken.reason, number, broken.text) from None


@contextmanager
def _sheet(path: Path, how: LogFile) -> Iterator[Any]:
    if importlib.util.find_spec("openpyxl") is None:
        raise LogBroken("no-openpyxl")
    # Costs more to load than all the rest; most logs are no workbooks.
    openpyxl = importlib.import_module("openpyxl")
    with open_file(path) as file:
        try:
            _check_size(path)
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except LogBroken:
            raise
        except _BROKEN as error:
            raise LogBroken("not-a-workbook", text=str(error)) from None
        try:
            names = book.sheetnames
            if how.sheet not in names and (how.sheet or len(names) > 1):
                raise LogBroken("no-sheet" if how.sheet else "which-sheet", text=", ".join(names))
            yield book[how.sheet or names[0]]
        except _BROKEN as error:
            raise LogBroken("not-a-workbook", text=str(error)) from None
        finally:
            book.close()


def _check_size(path: Path) -> None:
    """Refuse a workbook that unpacks to more than any."""
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > max(PATIENCE, MOST_TIMES * path.stat().st_size):
        raise LogBroken("bomb")


def _records(sheet: Any) -> Iterator[list[str | None]]:
    for row in sheet.iter_rows(values_only=True):
        record = [_told(value) for value in row]
        if any(cell is not None for cell in record):
            yield record


def _told(value: Any) -> str | None:
    """Return a cell as text."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        # Also at midnight: nobody can tell a day from its first moment.
        return value.isoformat()
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() else f"{value:.15g}"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _numbers(width: int) -> list[str]:
    return [str(number) for number in range(1, width + 1)]

"""Cells: the texts of a column, read as its mapping says, each text once. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from decimal import Decimal

import msgspec

from ...core.clock import EPOCH_ORDINAL, MICROSECONDS_PER_DAY, WallClock, local
from ...language.facts import MAX_TEXT, exact
from ...language.values import MICROSECONDS_PER_MINUTE, Instant
from .formats import NO_TIME, Reader, Stamp, read_format
from .mapping import Column, ColumnKind

REMEMBERED = 50_000
"""So many texts of a column are remembered; then it begins anew, so that memory stays flat."""
_UTC = "Etc/UTC"
MAX_NAME = 200
"""Longer names of cases, accounts and lines are none."""

_EARLIEST, _LATEST = dt.date(1000, 1, 1).toordinal(), dt.date(8999, 12, 31).toordinal()
"""Days outside are out of range of any log; no calendar reaches them."""

YES_NO = {
    "true": "true", "false": "false", "yes": "true", "no": "false", "y": "true", "n": "false",
    "1": "true", "0": "false", "是": "true", "否": "false",
}  # fmt: skip
"""The words of yes and no, in lower case; other words are named in ``words``."""


class Cell(msgspec.Struct, frozen=True, gc=False):
    """A cell that was read: ``text`` in the engine's notation, None where nothing is known.

    ``at`` is the moment it tells and ``day`` the ordinal of its local date; ``number`` its
    number. ``rejects``: why its row is rejected. ``note``: what else there is to report of it:
    ``unknown`` for a word for nothing, ``unknown-word``, ``blank``, or why it is taken as unknown.
    ``is_plain``: there is neither.
    """

    raw: str | None
    text: str | None
    at: Instant | None = None
    day: int = 0
    number: Decimal | None = None
    rejects: str = ""
    note: str = ""
    is_plain: bool = True


Read = Callable[[str], Cell]


def column_cells(column: Column, must: str = "") -> Cells:
    """Return the cells of a column, read on demand.

    With ``must`` a row in which nothing is known here is rejected for that reason.
    """
    return Cells(column, must)


class Cells(dict[str | None, Cell]):
    """The cells of a column by their texts; one that is new is read when it is asked for.

    ``is_absent`` while no row has this column.
    """

    def __init__(self, column: Column, must: str) -> None:
        """Begin with none."""
        super().__init__()
        self.is_absent = True
        self._column, self._must, self._read = column, must, _READERS[column.kind](column)

    def __missing__(self, raw: str | None) -> Cell:
        if len(self) >= REMEMBERED:
            self.clear()
        self.is_absent = self.is_absent and raw is None
        cell = self._new(raw)
        if self._must and not cell.rejects:
            cell = self._named(cell)
        self[raw] = cell
        return cell

    def _named(self, cell: Cell) -> Cell:
        """Take a cell as a name, or reject its row: nobody is found under no name."""
        text = (cell.text or "").strip()
        if text and len(text) <= MAX_NAME:
            return cell
        return _rejected(cell.raw, "too-long" if text else self._must)

    def _new(self, raw: str | None) -> Cell:
        column = self._column
        if raw is None:
            return Cell(raw, None)
        if raw in column.unknown:
            return _noted(raw, "unknown")
        text, note = raw, ""
        if column.words:
            known = column.words.get(raw)
            if known is None and column.otherwise == "reject":
                return _rejected(raw, "unknown-word")
            if known is None and column.otherwise == "unknown":
                return _noted(raw, "unknown-word")
            text, note = (raw, "unknown-word") if known is None else (known, "")
        cell = self._read(text)
        if cell.rejects:
            is_lenient = column.unreadable == "unknown"
            return _noted(raw, cell.rejects) if is_lenient else _rejected(raw, cell.rejects)
        note = note or cell.note
        if not note and text is raw:
            return cell
        return msgspec.structs.replace(cell, raw=raw, note=note, is_plain=not note)


def _rejected(raw: str | None, reason: str) -> Cell:
    return Cell(raw, None, rejects=reason, is_plain=False)


def _noted(raw: str, note: str) -> Cell:
    return Cell(raw, None, note=note, is_plain=False)


def _text(_column: Column) -> Read:
    def read(text: str) -> Cell:
        if len(text) > MAX_TEXT:
            return _rejected(text, "too-long")
        # The engine takes no empty text; a condition may still ask for it.
        return Cell(text, text, note="" if text.strip() else "blank")

    return read


def _yes_no(_column: Column) -> Read:
    def read(text: str) -> Cell:
        found = YES_NO.get(text.strip().lower())
        return Cell(text, found) if found else _rejected(text, "unreadable-yes-no")

    return read


def _number_pattern(column: Column, whole: int, decimals: int) -> re.Pattern[str]:
    digits = f"[0-9]{{1,{whole}}}"
    if column.thousands:
        mark = re.escape(column.thousands)
        digits = f"(?:[0-9]{{1,3}}(?:{mark}[0-9]{{3}}){{1,{whole // 3}}}|{digits})"
    return re.compile(rf"([+-]?)({digits})(?:{re.escape(column.decimal)}([0-9]{{1,{decimals}}}))?")


def _number(
    column: Column, unit: str = "", sign: str = "", size: tuple[int, int] = (15, 15)
) -> Read:
    """Read numbers in the column's style; ``unit`` is what the engine wants behind them."""
    pattern = _number_pattern(column, *size)

    def read(text: str) -> Cell:
        found = pattern.fullmatch(text.strip().removesuffix(sign).rstrip())
        if found is None:
            return _rejected(text, "unreadable-number")
        minus, whole, decimals = found.groups()
        whole = whole.replace(column.thousands, "") if column.thousands else whole
        written = minus.replace("+", "") + whole + (f".{decimals}" if decimals else "")
        if len(whole) > size[0]:
            return _rejected(text, "unreadable-number")
        # Nothing below zero is nothing, too.
        number = exact(written) or Decimal(0)
        return Cell(text, f"{number}{unit}", number=number)

    return read


def _money(column: Column) -> Read:
    return _number(column, f" {column.currency}", size=(15, 6))


def _percent(column: Column) -> Read:
    return _number(column, "%", "%", size=(6, 6))


def _moment(column: Column) -> Read:
    readers = [read_format(text).read for text in column.formats]
    of_day = column.minute * MICROSECONDS_PER_MINUTE if column.kind == "date" else None

    def read(text: str) -> Cell:
        stamp = _first(readers, text.strip())
        # What asks for a time is not given a day: at which hour, nobody said.
        if stamp is None or (of_day is None and stamp.time == NO_TIME):
            return _rejected(text, "unreadable-date" if of_day is not None else "unreadable-time")
        found = _placed(stamp, column.zone, of_day)
        if found is None or not _is_within(found[0], column):
            return _rejected(text, "out-of-range")
        at, day = found
        return Cell(text, dt.date.fromordinal(day).isoformat(), at, day)

    return read


def _first(readers: list[Reader], text: str) -> Stamp | None:
    for read in readers:
        stamp = read(text)
        if stamp is not None:
            return stamp
    return None


def _is_within(at: Instant, column: Column) -> bool:
    is_after = column.earliest is None or column.earliest <= at
    return is_after and (column.latest is None or at <= column.latest)


def _placed(stamp: Stamp, zone: str, of_day: int | None) -> tuple[Instant, int] | None:
    """Return the instant a cell tells and its local day, None where no calendar reaches.

    With ``of_day`` it is that time of the day the cell names; a day with an offset is the
    local one of that moment.
    """
    day, time, offset = stamp
    if not _EARLIEST < day < _LATEST:
        return None
    if offset is not None:
        at = _wall(_UTC, day, time) - offset
        # The zone of most logs that bear offsets needs no rules to be looked up.
        is_utc = zone == _UTC
        day = at // MICROSECONDS_PER_DAY + EPOCH_ORDINAL if is_utc else local(at, zone).toordinal()
        if of_day is None:
            return at, day
    return _wall(zone, day, time if of_day is None else of_day), day


def _wall(zone: str, day: int, time: int) -> Instant:
    return _walls(zone, dt.date.fromordinal(day).year).instant(day, time)


@functools.cache
def _walls(zone: str, year: int) -> WallClock:
    first = dt.date(year, 1, 1).toordinal()
    return WallClock.build(zone, first, dt.date(year + 1, 1, 1).toordinal())


_READERS: dict[ColumnKind, Callable[[Column], Read]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "percent": _percent,
    "yes_no": _yes_no,
    "date": _moment,
    "time": _moment,
}

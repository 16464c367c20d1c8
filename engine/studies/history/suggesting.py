"""What the columns of a log may hold: candidates with how many rows each reads, never a choice.

A format that reads every row is still only a candidate: where two read them all and say
different days, both are named, and whoever knows the log chooses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .cells import YES_NO, column_cells
from .formats import NO_TIME, read_format
from .mapping import Column

ROWS = 20_000
"""So many rows are looked at."""
FEW = 12
"""Up to so many different words are listed."""
_MOST = 0.2
"""A column is of a kind if so much of what is not blank can be read as that."""

Kind = Literal["blank", "date", "time", "number", "yes_no", "words", "text"]

_DAYS = ("YYYY-MM-DD", "YYYY/M/D", "D/M/YYYY", "M/D/YYYY", "D/M/YY", "M/D/YY", "D-M-YYYY",
         "M-D-YYYY", "D.M.YYYY", "D.M.YY", "D-MMM-YY", "D-MMM-YYYY", "D MMM YYYY", "MMM D, YYYY",
         "D MMMM YYYY", "YYYYMMDD", "YYYY年M月D日")  # fmt: skip
_CLOCKS = ("HH:mm", "HH:mm:ss", "H:mm", "h:mm A")
FORMATS = (*_DAYS, *(f"{day} {clock}" for day in _DAYS for clock in _CLOCKS), "iso")
"""Every format that is tried."""
STYLES = ((".", ""), (".", ","), (",", "."), (",", ""), (".", " "), (".", "'"))
"""Every style of numbers that is tried: the sign before decimals, and between thousands."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to read a column, and how many rows can be read like that."""

    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What a column may hold: the best candidates, the first alone if there is no doubt.

    ``others`` are words that the candidates cannot read, ``words`` the few that there are.
    """

    name: str
    kind: Kind
    rows: int
    filled: int
    distinct: int
    candidates: tuple[Candidate, ...] = ()
    others: tuple[Candidate, ...] = ()
    words: tuple[Candidate, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether only one way of reading is left."""
        return len(self.candidates) == 1


def profiles(columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> list[Profile]:
    """Return what each column may hold, by the rows that are given."""
    counts: list[Counter[str]] = [Counter() for _ in columns]
    number = 0
    for row in rows:
        number += 1
        for count, cell in zip(counts, row, strict=True):
            if cell is not None and cell.strip():
                count[cell] += 1
    return [_profile(name, count, number) for name, count in zip(columns, counts, strict=True)]


def _profile(name: str, counts: Counter[str], rows: int) -> Profile:
    filled = counts.total()
    if not filled:
        return Profile(name, "blank", rows, 0, 0)
    kind: Kind
    for kind, found in _readings(counts):
        best = max((each for each, _ in found), key=lambda each: each.rows, default=None)
        if best is not None and best.rows >= filled * _MOST:
            same = [(each, read) for each, read in found if each.rows == best.rows]
            left = counts - Counter({text: counts[text] for text in same[0][1]})
            chosen = _unlike(same)
            return Profile(name, kind, rows, filled, len(counts), chosen, _listed(left))
    few = _listed(counts) if len(counts) <= FEW else ()
    return Profile(name, "words" if few else "text", rows, filled, len(counts), words=few)


Found = list[tuple[Candidate, dict[str, object]]]
"""Candidates, each with what it makes of every text it can read."""


def _readings(counts: Counter[str]) -> Iterator[tuple[Kind, Found]]:
    words = {text.strip().lower() for text in counts}
    if words <= YES_NO.keys() and not words <= {"0", "1"}:
        yield "yes_no", [(Candidate("yes_no", counts.total()), dict.fromkeys(counts))]
    yield "number", list(_numbers(counts))
    days, times = _dates(counts)
    # Where more can be read as moments they are; a day is not made of a time.
    most = max((each.rows for each, _ in (*days, *times)), default=0)
    named: tuple[tuple[Kind, Found], ...] = (("time", times), ("date", days))
    for kind, found in named:
        if any(each.rows == most for each, _ in found):
            yield kind, found


def _numbers(counts: Counter[str]) -> Iterator[tuple[Candidate, dict[str, object]]]:
    for decimal, thousands in STYLES:
        cells = column_cells(Column("", "number", decimal=decimal, thousands=thousands))
        read: dict[str, object] = {
            text: cells[text].number for text in counts if not cells[text].rejects
        }
        if read:
            style = f"decimal: {decimal!r}, thousands: {thousands!r}"
            yield Candidate(style, sum(counts[text] for text in read)), read


def _dates(counts: Counter[str]) -> tuple[Found, Found]:
    days: Found = []
    times: Found = []
    for form in FORMATS:
        reader = read_format(form).read
        stamps = {text: reader(text.strip()) for text in counts}
        read: dict[str, object] = {text: stamp for text, stamp in stamps.items() if stamp}
        if not read:
            continue
        is_time = all(stamp is None or stamp.time != NO_TIME for stamp in stamps.values())
        found = (Candidate(form, sum(counts[text] for text in read)), read)
        (times if is_time else days).append(found)
    return days, times


def _unlike(found: Found) -> tuple[Candidate, ...]:
    """Return the candidates that read some text differently; of those that agree, the first."""
    kept: Found = []
    for candidate, read in found:
        if not any(read == other for _, other in kept):
            kept.append((candidate, read))
    return tuple(candidate for candidate, _ in kept)


def _listed(counts: Counter[str]) -> tuple[Candidate, ...]:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Candidate(text, count) for text, count in ranked[:FEW])

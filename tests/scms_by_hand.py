"""The SCMS delivery history counted by hand: csv and datetime, and nothing of ours.

What ``examples/scms`` has the engine find must be what these few lines find, case by case;
and the slice that is kept there is the one chosen here.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

Row = dict[str, str]

QUOTED, ORDERED, PROMISED, DELIVERED, RECORDED = DATES = (
    "PQ First Sent to Client Date",
    "PO Sent to Vendor Date",
    "Scheduled Delivery Date",
    "Delivered to Client Date",
    "Delivery Recorded Date",
)
LARGEST = 300
"""So many rows the slice may have."""

TOLD = ("70356", "82707")
"""The lines that the stories tell."""


def rows_of(path: Path) -> list[Row]:
    """Read a log, whole or sliced."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> dt.date | None:
    """Return the day a cell tells, or None for words such as ``Pre-PQ Process``."""
    for form in ("%d-%b-%y", "%m/%d/%y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            pass
    return None


def days(row: Row) -> tuple[dt.date | None, dt.date | None, dt.date, dt.date, dt.date]:
    """Return when a line was quoted, ordered, promised, delivered and recorded."""
    quoted, ordered, promised, delivered, recorded = (day(row[name]) for name in DATES)
    assert promised
    assert delivered
    assert recorded
    return quoted, ordered, promised, delivered, recorded


def figures(rows: Iterable[Row]) -> dict[str, set[str]]:
    """Return the lines each figure counts, by their ID."""
    found: dict[str, set[str]] = {name: set() for name, _ in _true_of(None, None, 0, 0, True)}
    for row in rows:
        quoted, ordered, promised, delivered, recorded = days(row)
        late, noted = (delivered - promised).days, (recorded - delivered).days
        there = [each for each in (quoted, ordered, delivered, recorded) if each]
        for name, holds in _true_of(quoted, ordered, late, noted, there == sorted(there)):
            if holds:
                found[name].add(row["ID"])
    return found


def _true_of(
    quoted: dt.date | None,
    ordered: dt.date | None,
    late: int,
    noted: int,
    fits: bool,
) -> Iterator[tuple[str, bool]]:
    asked = (ordered - quoted).days if quoted and ordered else 0
    yield "lines", True
    yield "late", late > 0
    yield "late more than 14 days", late > 14
    yield "late more than 30 days", late > 30
    yield "recorded after more than 7 days", noted > 7
    yield "recorded after more than 30 days", noted > 30
    yield "quoted and ordered", bool(quoted and ordered)
    yield "ordered after more than 30 days", asked > 30
    yield "ordered after more than 90 days", asked > 90
    yield "ordered before the quotation", asked < 0
    yield "in order", fits


# --- the slice


def sliced(rows: list[Row]) -> list[Row]:
    """Return the slice, in the order of the log.

    First every line whose milestones are out of order, and those that the stories tell; then,
    in the order of IDs, each line that is the first of its kind in some respect
    (``_respects``), then the second, the third and so on, until there are 300.
    """
    by_id = sorted(rows, key=lambda row: int(row["ID"]))
    in_order = figures(rows)["in order"]
    chosen = {row["ID"] for row in rows if row["ID"] not in in_order} | {*TOLD}
    rank = 0
    while len(chosen) < LARGEST:
        rank += 1
        seen: dict[tuple[str, str], int] = {}
        for row in by_id:
            kinds = [(name, kind) for name, kind in _respects(row) if kind]
            for kind in kinds:
                seen[kind] = seen.get(kind, 0) + 1
            if any(seen[kind] == rank for kind in kinds) and len(chosen) < LARGEST:
                chosen.add(row["ID"])
    return [row for row in rows if row["ID"] in chosen]


def _respects(row: Row) -> Iterator[tuple[str, str]]:
    quoted, ordered, promised, delivered, recorded = days(row)
    yield from ((name, row[name]) for name in ("Country", "Managed By", "Vendor INCO Term"))
    yield from ((name, row[name]) for name in ("Shipment Mode", "Product Group"))
    yield from ((name, row[name] if day(row[name]) is None else "day") for name in DATES)
    yield "words", " and ".join(row[name] for name in DATES if day(row[name]) is None)
    source = row["Fulfill Via"]
    yield "late", f"{source} {_kind((delivered - promised).days, 1, 14, 30)}"
    yield "recorded", f"{source} {_kind((recorded - delivered).days, 1, 7, 30)}"
    yield "ordered", _kind((ordered - quoted).days, 1, 30, 90) if quoted and ordered else ""


def _kind(days: int, *bounds: int) -> str:
    """Tell where a number of days lies: on a bound, one beyond it, or between."""
    for bound in bounds:
        if days <= bound + 1:
            return f"{days - bound:+} of {bound}" if days >= bound else f"below {bound}"
    return f"above {bounds[-1]}"

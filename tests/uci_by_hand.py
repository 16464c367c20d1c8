"""The UCI service tickets judged by hand: csv and datetime, and nothing of ours.

What ``examples/uci`` has the engine find must be what these few lines find, ticket by ticket;
and the slice that is kept there is the one chosen here.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

Row = dict[str, str]
Tickets = dict[str, list[Row]]

COLUMNS = (
    "number", "incident_state", "reassignment_count", "reopen_count", "sys_mod_count", "made_sla",
    "opened_at", "sys_updated_at", "priority", "assignment_group",
)  # fmt: skip
"""The columns of the slice: those that are used, and the one that tells two rows apart."""

LARGEST = 120
"""So many tickets the slice may have."""

HOUR = dt.timedelta(hours=1)
STANDARD = {"1": (4, False), "2": (8, False), "3": (20, True), "4": (50, True)}
"""By priority: within how many hours, and whether they are business hours."""

WAITING = {"Awaiting User Info", "Awaiting Evidence"}
"""While it is the user's turn the standard stands still."""


def rows_of(path: Path) -> list[Row]:
    """Read a log, whole or sliced."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    with zipfile.ZipFile(path) as held:
        (name,) = held.namelist()
        return list(csv.DictReader(io.StringIO(held.read(name).decode("utf-8-sig"))))


@functools.cache
def when(text: str) -> dt.datetime:
    """Return the moment a cell tells, on the clock on the wall."""
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007  # the log says no zone


def tickets_of(rows: Iterable[Row]) -> Tickets:
    """Return the rows of each ticket in order of time, those of one minute as they stand."""
    found: Tickets = {}
    for row in rows:
        found.setdefault(row["number"], []).append(row)
    return {name: sorted(mine, key=lambda row: when(row["sys_updated_at"]))
            for name, mine in found.items()}  # fmt: skip


# --- time


def shifts(since: dt.datetime, until: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield what lies between two moments of Monday to Friday, 08:00 to 18:00."""
    day = dt.datetime(since.year, since.month, since.day)  # noqa: DTZ001
    while day < until:
        opens, closes = max(since, day + 8 * HOUR), min(until, day + 18 * HOUR)
        if day.weekday() < 5 and opens < closes:
            yield opens, closes
        day += 24 * HOUR


def between(since: dt.datetime, until: dt.datetime, business: bool) -> dt.timedelta:
    """Return how much time lies between two moments."""
    if not business:
        return until - since
    return sum((closes - opens for opens, closes in shifts(since, until)), dt.timedelta())


def add(start: dt.datetime, length: dt.timedelta, business: bool) -> dt.datetime:
    """Return the first moment at which so much time has passed."""
    if not business or not length:
        return start + length
    for opens, closes in shifts(start, start + dt.timedelta(days=3650)):
        if closes - opens >= length:
            return opens + length
        length -= closes - opens
    raise AssertionError(start)


# --- the standard


def overdue_at(
    rows: list[Row], end: dt.datetime, held: Collection[str] = WAITING
) -> dt.datetime | None:
    """Return when a ticket is first over its standard, or None; ``held`` states stop the clock.

    ``due = add(add(start, target), time waited for the user)``, by the priority it has by then;
    over where it comes before the ticket is resolved. A ticket begins when it was opened, or by
    its first row where that is earlier; reopened, it begins anew.
    """
    begins = min(when(rows[0]["opened_at"]), when(rows[0]["sys_updated_at"]))
    start: dt.datetime | None = begins
    waits: list[tuple[dt.datetime, dt.datetime]] = []
    waiting: dt.datetime | None = None
    state, reopened, priority, turned = "", 0, rows[0]["priority"], begins
    for row in [*rows, None]:
        now = when(row["sys_updated_at"]) if row else end + dt.timedelta.resolution
        for standard in dict.fromkeys([priority, row["priority"] if row else priority]):
            turned = turned if standard == priority else now
            priority = standard
            if (
                start is not None
                and waiting is None
                and (due := _due(start, waits, priority)) < now
            ):
                return max(due, turned)
        if row is None:
            break
        if int(row["reopen_count"]) > reopened:
            reopened, start, waits, turned = int(row["reopen_count"]), now, [], now
        if row["incident_state"] == state:
            continue
        state = row["incident_state"]
        if waiting is not None and state not in held:
            waits, waiting = [*waits, (waiting, now)], None
        if state in held:
            waiting = waiting or now
        if state in {"Resolved", "Closed"}:
            start = None
    return None


def _due(
    start: dt.datetime, waits: list[tuple[dt.datetime, dt.datetime]], priority: str
) -> dt.datetime:
    hours, business = STANDARD[priority[0]]
    waited = sum((between(*each, business) for each in waits), dt.timedelta())
    return add(add(start, hours * HOUR, business), waited, business)


def figures(tickets: Tickets) -> dict[str, set[str]]:
    """Return the tickets that each figure counts."""
    end = max(when(row["sys_updated_at"]) for rows in tickets.values() for row in rows)
    found: dict[str, set[str]] = {}
    for name, rows in tickets.items():
        for figure, holds in (
            ("tickets", True),
            ("breached", rows[-1]["made_sla"] == "false"),
            ("kept", rows[-1]["made_sla"] == "true"),
            ("waited for the user", any(r["incident_state"] == "Awaiting User Info" for r in rows)),
            ("reopened", any(int(row["reopen_count"]) for row in rows)),
            ("overdue", overdue_at(rows, end) is not None),
            ("overdue if nothing stopped the clock", overdue_at(rows, end, ()) is not None),
        ):
            found.setdefault(figure, set()).update({name} if holds else ())
    return found


# --- the slice


def sliced(rows: list[Row]) -> list[Row]:
    """Return the slice, in the order of the log.

    First every ticket that is odd (``_is_odd``), and the longest; then, by number, each that is
    the first of its kind in some respect (``_respects``), the second, the third and so on, until
    there are enough.
    """
    tickets = tickets_of(rows)
    as_written: Tickets = {}
    for row in rows:
        as_written.setdefault(row["number"], []).append(row)
    end = max(when(row["sys_updated_at"]) for row in rows)
    respects = {name: list(_respects(mine, end)) for name, mine in sorted(tickets.items())}
    longest = max(sorted(tickets), key=lambda name: len(tickets[name]))
    chosen = {name for name, mine in as_written.items() if _is_odd(mine)} | {longest}
    rank = 0
    while len(chosen) < LARGEST:
        rank += 1
        seen: dict[str, int] = {}
        for name, kinds in respects.items():
            for kind in kinds:
                seen[kind] = seen.get(kind, 0) + 1
            if any(seen[kind] == rank for kind in kinds) and len(chosen) < LARGEST:
                chosen.add(name)
    return [row for row in rows if row["number"] in chosen]


def _is_odd(rows: list[Row]) -> bool:
    """Tell whether a ticket has something few have; its rows as they stand in the log."""
    times = [when(row["sys_updated_at"]) for row in rows]
    states = [row["incident_state"] for row in rows]
    return (
        times != sorted(times)
        or when(rows[0]["opened_at"]) > times[0]
        or "-100" in states
        or states[-1] != "Closed"
        or any(a == "Closed" and b != "Closed" for a, b in pairwise(states))
        or any(a not in {"Resolved", "Closed"} and b == "Closed" for a, b in pairwise(states))
        or _has_its_order(rows)
    )


def _has_its_order(rows: list[Row]) -> bool:
    """Tell whether a ticket came to wait and was taken up, both in one minute."""
    before, entered = "", dict[str, list[str]]()
    for row in rows:
        if row["incident_state"] != before:
            before = row["incident_state"]
            entered.setdefault(row["sys_updated_at"], []).append(before.partition(" ")[0])
    return any(("Awaiting", "Active") in pairwise(states) for states in entered.values())


def _respects(rows: list[Row], end: dt.datetime) -> Iterator[str]:
    first, last = rows[0], rows[-1]
    over = "over" if overdue_at(rows, end) else "within"
    yield f"{last['priority']} {over} {last['made_sla']}"
    yield f"handed on {min(int(last['reassignment_count']), 6)} times"
    yield f"reopened {last['reopen_count']} times"
    yield f"begins {first['incident_state']}"
    if over == "over" and any(row["incident_state"] in WAITING for row in rows):
        yield f"{last['priority']} over in spite of waiting"
    for before, after in pairwise(rows):
        states = before["incident_state"], after["incident_state"]
        if states[0] != states[1]:
            yield f"{states[0]} to {states[1]}"
        if before["priority"] != after["priority"]:
            waited = any(row["incident_state"] in WAITING for row in rows)
            yield f"{before['priority']} to {after['priority']} {waited}"


def slice_text(rows: list[Row]) -> str:
    """Return the slice as it is kept: the columns that are used, one ticket after another."""
    held = io.StringIO()
    file = csv.DictWriter(held, COLUMNS, extrasaction="ignore", lineterminator="\n")
    file.writeheader()
    file.writerows(sliced(rows))
    return held.getvalue()

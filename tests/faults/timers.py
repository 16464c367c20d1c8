"""Very many journeys whose timers come due at once, made by copying one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from engine.core.journey import Signal
from engine.core.records import TimerFired, decode_record
from engine.runtime.service import Engine

from . import held, killing
from .held import Row

TABLES = ("accounts", "journeys")


def multiply(url: str, account: str, times: int) -> None:
    """Copy everything of an account so often, under the names ``copy-1``, ``copy-2``.

    Only what a decision starts from is copied: where journeys and accounts stand, not how
    they came there.
    """
    rows = held.read(url)
    with held.connected(url) as connection:
        connection.execute("BEGIN")
        for table in TABLES:
            own = [row for row in rows[table] if account in _owners(row)]
            copies = (
                _renamed(row, account, f"copy-{number}")
                for number in range(1, times + 1)
                for row in own
            )
            _insert(connection, url, table, own, copies)
        connection.execute("COMMIT")


def _owners(row: Row) -> set[str]:
    journey = str(row.get("journey", row.get("id", "")))
    return {str(row.get("account", "")), journey, journey.partition("/")[0]}


def _renamed(row: Row, account: str, name: str) -> list[Any]:
    return [_in(value, account, name) for value in row.values()]


def _in(value: Any, account: str, name: str) -> Any:
    if isinstance(value, bytes) and value[:1] == b"{":
        return _in(value.decode(), account, name).encode()
    if not isinstance(value, str):
        return value
    if value == account:
        return name
    if value.startswith(f"{account}/"):
        return name + value[len(account) :]
    return value.replace(f'"{account}"', json.dumps(name)).replace(
        f'"{account}/steel', f'"{name}/steel'
    )


def _insert(
    connection: Any, url: str, table: str, own: list[Row], copies: Iterator[list[Any]]
) -> None:
    if not own:
        return
    names = ", ".join(f'"{each}"' for each in own[0])
    if held.sqlite_path(url):
        places = ", ".join("?" * len(own[0]))
        connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', copies)  # noqa: S608
        return
    with connection.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for each in copies:
            copy.write_row(each)


class Rush(NamedTuple):
    """What happened while very many timers were due."""

    done: int
    """How many were fired."""
    waits: tuple[float, ...]
    """Seconds that somebody waited for an answer between two batches."""
    usage: tuple[tuple[int, int], ...]
    """Open files and memory in KiB, after each batch."""


def rush(
    engine: Engine,
    fresh: str,
    until: int,
    batch: int = 100,
    tell: Callable[[int], None] = lambda _done: None,
) -> Rush:
    """Fire timers in batches until so many are; between two, one signal to ``fresh``."""
    done = 0
    waits: list[float] = []
    usage: list[tuple[int, int]] = []
    while done < until:
        step = engine.drain("timers", batch)
        if not step:
            break
        done += step
        sent = Signal("client.asked", str(len(waits)), "rush", data={"tags": ("a",)})
        began = time.perf_counter()
        assert not engine.signal(fresh, sent).is_duplicate
        waits.append(time.perf_counter() - began)
        usage.append(killing.usage())
        tell(done)
    return Rush(done, tuple(waits), tuple(usage))


def fired(url: str) -> list[tuple[str, str, int]]:
    """Return which timers of the copies have fired: journey, timer and when it was due."""
    with held.connected(url) as connection:
        found = connection.execute(
            "SELECT journey, record FROM journal WHERE record LIKE '%timer_fired%'"
        ).fetchall()
    records = ((journey, decode_record(text)) for journey, text in found)
    return [
        (journey, each.id, each.at)
        for journey, each in records
        if isinstance(each, TimerFired) and journey.startswith("copy-")
    ]


def due(url: str, until: int) -> int:
    """Return how many journeys have a timer due by then."""
    with held.connected(url) as connection:
        query = f"SELECT count(*) FROM journeys WHERE next_due <= {until:d}"  # noqa: S608
        return int(connection.execute(query).fetchone()[0])

"""Timers that are due, and long journals: ``python -m benchmarks.durable_due``.

Fetching what is due of ten thousand and of a million open timers, on SQLite and PostgreSQL; a
journey's next signal when its journal is short and when it holds a hundred thousand records.
Both halves of a ratio are measured in turn; medians.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.core.decide import NOTED
from engine.core.journey import Signal
from engine.runtime.clock import ManualClock
from engine.runtime.service import Engine
from engine.runtime.store import JourneyRow, Store
from engine.runtime.store.opening import open_store
from tests.postgres import running_server

from .durable_work import Work, compiled
from .reference import begin

FEW, MANY, DUE, LONG = 10_000, 1_000_000, 100, 100_000
TURNS, CHUNK = 101, 10_000
NOW = 1_800_000_000_000_000


def fill(store: Store, count: int) -> None:
    """Keep ``count`` journeys with a timer each, of which the first hundred are due."""
    for first in range(0, count, CHUNK):
        with store.writing() as tx:
            for number in range(first, min(first + CHUNK, count)):
                tx.save_journey(_journey(number), expected=0)


def _journey(number: int) -> JourneyRow:
    due = (
        NOW - DUE + number if number < DUE else NOW + 1 + number * 1_000_003 % (30 * 86_400_000_000)
    )
    name = f"account-{number}/line/deal/1"
    return JourneyRow(
        name, f"account-{number}", "line", "deal", "", "program", 1, "running", due, 0, b"{}"
    )


def fetching(store: Store) -> Callable[[], None]:
    """Return what fetches a hundred due journeys."""

    def run() -> None:
        with store.reading() as reading:
            assert len(reading.due(NOW, DUE, frozenset())) == DUE

    return run


def signalling(work: Work, journey: str) -> Callable[[], None]:
    """Return what sends one more signal to a journey."""
    sent = iter(range(10_000_000))

    def run() -> None:
        work.engine.signal(
            journey, Signal(NOTED, f"note-{journey}-{next(sent)}", data={"text": "x"})
        )

    return run


def compare(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Run both in turn and return the medians in microseconds."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for run, times in zip((one, other), taken, strict=True):
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1e6)
    few, many = (statistics.median(times) for times in taken)
    return few, many


def _timers(name: str, few: str, many: str, count: int) -> str:
    stores = [open_store(few), open_store(many)]
    fill(stores[0], FEW)
    fill(stores[1], count)
    one, other = compare(*(fetching(store) for store in stores))
    for store in stores:
        store.close()
    return (
        f"{name}: {DUE} due of {FEW:,} timers {one:.0f} us, of {count:,} {other:.0f} us,"
        f" ratio {other / one:.2f} (must 1.3)\n"
    )


def _long(url: str, length: int) -> str:
    clock = ManualClock(begin())
    with Engine.open(url, compiled(), clock=clock) as engine:
        work = Work(engine, clock, range(2))
        short, long = work.journeys
        told = range(0, length, 100)
        for first in told:
            engine.signal_many([
                (long, Signal(NOTED, f"fill-{number}", data={"text": "x"}))
                for number in range(first, first + 100)
            ])  # fmt: skip
        records = engine.journey(long).version
        one, other = compare(signalling(work, short), signalling(work, long))
    return (
        f"next signal of a new journey {one:.0f} us, of one with {records:,} records"
        f" {other:.0f} us, ratio {other / one:.2f}\n"
    )


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, default=Path.cwd())
    asked.add_argument("--timers", type=int, default=MANY)
    asked.add_argument("--records", type=int, default=LONG)
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="touchline-", dir=given.folder))
    try:
        files = [f"sqlite:///{folder / name}.db" for name in ("few", "many", "long")]
        sys.stdout.write(_timers("SQLite", files[0], files[1], given.timers))
        sys.stdout.write(_long(files[2], given.records))
        with running_server(folder) as server:
            few, many = server.fresh(empty=True), server.fresh(empty=True)
            sys.stdout.write(_timers("PostgreSQL", few, many, given.timers))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

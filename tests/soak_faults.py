"""Faults by the thousand, by hand: ``python -m tests.soak_faults --kills 10000 --timers 1000000``.

On each store processes are killed at random points until there were so many kills, all oracles
asked after each round; then so many timers come due at once while signals keep coming. It
prints a running count, and at the end seed, version and what was found, for a file under
``benchmarks/results``. It exits with 1 where anything was lost, twice or wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from engine import __version__
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.service import Engine

from . import postgres
from .faults import oracles, timers, workload
from .faults.crew import WORKERS, Crew
from .faults.killing import lifetimes
from .faults.rounds import LONGEST, Calm, play_round
from .small_workspace import MONDAY, at, compiled

STORES = ("sqlite", "postgresql")


class Place(NamedTuple):
    """Where databases are made."""

    store: str
    folder: Path
    server: postgres.Server | None


def say(text: str, *, ends: bool = True) -> None:
    """Write a line, or one that the next overwrites."""
    sys.stdout.write(text + ("\n" if ends else "\r"))
    sys.stdout.flush()


def rounds(place: Place, workspace: Compiled, seed: int) -> Iterator[tuple[int, list[str]]]:
    """Yield kills and what was wrong, round by round."""
    if place.server is None:
        calm = Calm(place.folder / "calm", workspace, workload.operations())
        life = lifetimes(seed, LONGEST)
        while True:
            done = play_round(place.folder / "killed", workspace, calm, life)
            wrong = list(map(str, done.found)) + ([] if done.is_as_calm else ["not as calm"])
            yield done.kills, wrong
    for number in itertools.count():
        url = place.server.fresh()
        crew = Crew(url, place.folder / str(number), workspace, seed + number)
        crew.work()
        crew.rest()
        found = oracles.check(url, crew.told())
        place.server.drop(url)
        yield crew.kills, list(map(str, found))


def kill(place: Place, workspace: Compiled, wanted: int, seed: int) -> tuple[str, int]:
    """Kill so often; return the line of the result, and how many things were wrong."""
    kills = bad = 0
    for number, (more, wrong) in enumerate(rounds(place, workspace, seed), 1):
        kills += more
        bad += len(wrong)
        for each in wrong:
            say(f"  round {number}: {each}")
        say(f"  {place.store}: {kills:,} kills, {number:,} rounds, {bad} wrong", ends=False)
        if kills >= wanted:
            break
    who = f"{WORKERS} workers" if place.server else "1 client"
    return f"{place.store}: kill -9 {kills:,} ({number:,} rounds, {who}), wrong {bad}", bad


def rush(place: Place, workspace: Compiled, due: int) -> tuple[str, int]:
    """Let so many timers come due at once; return the line of the result, and what was wrong."""
    url = place.server.fresh() if place.server else f"sqlite:///{place.folder / 'timers.db'}"
    clock = ManualClock(MONDAY)
    with Engine.open(url, workspace, clock=clock) as engine:
        engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        fresh = engine.start("fresh", line="steel", playbook="offer", facts=workload.AMOUNT)
    say(f"  {place.store}: copying", ends=False)
    timers.multiply(url, "a", due)
    clock.set(at("03-02 14:00"))  # the task is late by then, and nothing else has come due

    def tell(done: int) -> None:
        say(f"  {place.store}: {done:,} of {due:,} timers", ends=False)

    with Engine.open(url, workspace, clock=clock) as engine:
        found = timers.rush(engine, fresh, 2 * due, tell=tell)
    fired = timers.fired(url)
    left = timers.due(url, clock())
    bad = (len(fired) - len(set(fired))) + abs(due - len({each[0] for each in fired})) + left
    waits = sorted(found.waits)
    p99 = waits[len(waits) * 99 // 100]
    memory = found.usage[-1][1] // 1024
    if place.server:
        place.server.drop(url)
    return (
        f"{place.store}: {due:,} timers due at once: {len(fired):,} fired, {left} left, "
        f"a fresh signal waited {p99 * 1000:.1f} ms at the 99th percentile "
        f"({waits[-1] * 1000:.1f} ms at most), memory {memory} MiB at most, wrong {bad}"
    ), bad


@contextlib.contextmanager
def places(stores: list[str], folder: Path | None) -> Iterator[list[Place]]:
    """Make a folder, and run a server where one is wanted."""
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        found = []
        for store in stores:
            (root / store).mkdir()
            server = None
            if store == "postgresql":
                server = stack.enter_context(postgres.running_server())
            found.append(Place(store, root / store, server))
        yield found


def main() -> int:
    """Read the options, soak, print the result."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=10_000, help="on each store")
    options.add_argument("--timers", type=int, default=1_000_000, help="on each store; 0: none")
    options.add_argument("--stores", nargs="+", choices=STORES, default=list(STORES))
    options.add_argument("--seed", type=int, default=20261122)
    options.add_argument("--folder", type=Path, help="where databases are made")
    chosen = options.parse_args()
    workspace = compiled()
    lines, bad = [], 0
    with places(chosen.stores, chosen.folder) as found:
        for place in found:
            if chosen.kills:
                line, wrong = kill(place, workspace, chosen.kills, chosen.seed)
                say(line)
                lines.append(line)
                bad += wrong
            if chosen.timers:
                line, wrong = rush(place, workspace, chosen.timers)
                say(line)
                lines.append(line)
                bad += wrong
    say(f"seed {chosen.seed}, touchline {__version__}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.machine()}")  # fmt: skip
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())

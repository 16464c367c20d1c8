"""A backtest beside the core's own rate, and a whole log: ``python -m benchmarks.replay``.

First the slice of service tickets (``examples/uci``), read once and repeated: the decisions of
its replay are noted, then the same decisions are made by ``step`` alone, and replayed whole, with
everything a backtest counts. Rounds are interleaved, the first is dropped, the ratio is the
median of the pairs, in CPU time of this process.

Then, where ``--log`` names the whole log, ``touchline backtest`` from beginning to end by the
clock on the wall, with its report; ``--events`` repeats its cases under other names until there
are so many events, and replays them without a report.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from engine.commands.backtesting import backtest
from engine.commands.histories import open_history
from engine.commands.loading import compile_at
from engine.commands.replaying import replay_all
from engine.core.decide import step
from engine.core.journey import Account, Context, Directory, Journey, Signal
from engine.core.link import LinkedProgram
from engine.core.records import Decision
from engine.language.values import Instant
from engine.runtime.collecting import paused_collector
from engine.studies.backtest.replaying import Replay
from engine.studies.backtest.running import Asked, Running
from engine.studies.backtest.work import Piece, pieces
from engine.studies.history.case import Case
from engine.studies.history.mapping import LogMapping
from engine.studies.simulation.observing import Customer, Worked

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = ROOT / "examples" / "uci"
SLICE, MAPPING = WORKSPACE / "data" / "tickets_slice.csv", Path("tickets")
ROUNDS, TIMES = 5, 4
GOAL, GOAL_SECONDS, GOAL_MILLION = 0.6, 15, 120
MILLION = 1_000_000


class Noted:
    """An observer that notes each decision that was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Context, Journey, Signal, Instant]] = []

    def came(self, customer: Customer) -> None:
        """Nothing is decided when somebody comes."""

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: Decision,
        now: Instant,
    ) -> None:
        """Note what is asked; a ticket is an account of its own, without shared facts."""
        del customer, after, decision
        self.asked.append((Context(Account(before.id), self.directory), before, signal, now))

    directory = Directory()

    def worked(self, worked: Worked) -> None:
        """Nobody works in history."""

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Nothing is decided when a case is over."""


def renamed(accounts: list[tuple[Case, ...]], times: int) -> Iterator[tuple[Case, ...]]:
    """Yield all accounts so many times, each under another name."""
    for number in range(times):
        for account in accounts:
            yield tuple(
                replace(case, id=f"{case.id}-{number}", account=f"{case.account}-{number}")
                for case in account
            )


def decide(program: LinkedProgram, noted: Noted) -> float:
    """Return the CPU seconds of the decisions alone."""
    start = time.process_time()
    for context, journey, signal, now in noted.asked:
        step(program, context, journey, signal, now)
    return time.process_time() - start


def replay_whole(running: Running, some: list[Piece]) -> float:
    """Return the CPU seconds of the replay with everything a backtest counts."""
    work = running.work
    start = time.process_time()
    for piece in some:
        running.take(work(piece))
    return time.process_time() - start


def beside_the_core() -> None:
    """Print the rate of a backtest as a ratio of the core's own."""
    compiled, _ = compile_at(WORKSPACE, "en")
    history = open_history(compiled, SLICE, MAPPING, "en")
    accounts = list(history.accounts())
    window = history.begins_at or 0, history.ends_at or 0
    some = list(pieces(renamed(accounts, TIMES), lambda: window))
    running = Running(compiled.program, history.mapping, Asked())
    program, noted = running.program, Noted()
    noted.directory = Directory(1, {role: role for role in program.program.roles})
    replay = Replay(program, history.mapping, noted, window[1])
    for number, account in enumerate(renamed(accounts, TIMES)):
        replay.account(account, number)
    taken: list[tuple[float, float]] = []
    for round_ in range(ROUNDS + 1):
        with paused_collector():
            each = decide(program, noted), replay_whole(running, some)
        if round_:
            taken.append(each)
    count = len(noted.asked)
    ratio = statistics.median(core / whole for core, whole in taken)
    for name, at in (("step alone", 0), ("backtest", 1)):
        seconds = statistics.median(each[at] for each in taken)
        sys.stdout.write(f"{name:34}{seconds / count * 1e6:10.1f} us a decision\n")
    sys.stdout.write(f"{'backtest / step':34}{ratio:10.2f} (goal {GOAL})\n\n")


def whole(log: Path) -> None:
    """Print the seconds of ``touchline backtest`` on a whole log, with its report."""
    with tempfile.TemporaryDirectory() as folder:
        words = [str(WORKSPACE), str(log), "--mapping", str(MAPPING)]
        start = time.perf_counter()
        report = f"{folder}/backtest.html"
        backtest.main([*words, "--report", report], standalone_mode=False)
        seconds = time.perf_counter() - start
    sys.stdout.write(
        f"\n{'import, backtest and report':34}{seconds:10.1f} s (goal {GOAL_SECONDS})\n"
    )


class Repeated:
    """A history told so many times that it has a number of events."""

    def __init__(self, log: Path, events: int) -> None:
        self.compiled, _ = compile_at(WORKSPACE, "en")
        self.history = open_history(self.compiled, log, MAPPING, "en")
        self.mapping: LogMapping = self.history.mapping
        self.wanted = events

    @property
    def begins_at(self) -> Instant | None:
        """The first moment."""
        return self.history.begins_at

    @property
    def ends_at(self) -> Instant | None:
        """The horizon."""
        return self.history.ends_at

    def accounts(self) -> Iterator[tuple[Case, ...]]:
        """Yield the accounts until there are enough events."""
        known = list(self.history.accounts())
        events = sum(len(case.entries) for account in known for case in account)
        told = 0
        for account in renamed(known, -(-self.wanted // events)):
            if told >= self.wanted:
                return
            told += sum(len(case.entries) for case in account)
            yield account


def many(log: Path, events: int) -> None:
    """Print the seconds of a replay of so many events."""
    repeated = Repeated(log, events)
    running = Running(repeated.compiled.program, repeated.mapping, Asked())
    start = time.perf_counter()
    replay_all(running.work, repeated, None, running.take, "en")
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{f'{events:,} events':34}{seconds:10.1f} s, "
        f"{seconds * MILLION / events:.0f} s a million (goal {GOAL_MILLION})\n"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, help="the whole log of service tickets")
    parser.add_argument("--events", type=int, default=0, help="and so many events of it")
    arguments = parser.parse_args()
    sys.stdout.write(f"Python {platform.python_version()}\n")
    beside_the_core()
    if arguments.log is not None:
        whole(arguments.log)
        if arguments.events:
            many(arguments.log, arguments.events)


if __name__ == "__main__":
    main()

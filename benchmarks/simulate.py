"""The reference work simulated, beside SimPy: ``python -m benchmarks.simulate``.

Ours: a population on the reference workspace (``reference.py``), customers one after another, each
through its 24 happenings and its beginning, with all that the engine does and records, and an
observer told of each decision. SimPy: one process a customer, its answer racing the silence clock,
and the same plain table of states that the other peers get. Rounds are interleaved, the first is
dropped, a ratio is the median of the pairs of one round, in CPU time of this process.

Then the same work in one process and in two, by the clock on the wall, and the cost of a journey
as their number grows. ``--sizes`` chooses the numbers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from engine.core.journey import Journey, Signal
from engine.core.link import LinkedProgram
from engine.core.records import Decision
from engine.language.titles import Title
from engine.language.values import MICROSECONDS_PER_HOUR, Instant
from engine.runtime.collecting import paused_collector
from engine.studies.population.values import (
    WHOLE,
    Arrivals,
    Behaviour,
    Distribution,
    Duration,
    Fixed,
    Population,
    Reply,
    Segment,
    Work,
)
from engine.studies.simulation.chance import Chance
from engine.studies.simulation.observing import Customer, Worked
from engine.studies.simulation.plan import Chunk, Plan, chunks, plan_for
from engine.studies.simulation.run import run_chunk

from .peers import DUE, Data
from .reference import FIELDS, HAPPENINGS, NOTED, STALLING, STATES, WORDS, ZONE, begin, linked

ROUNDS, JOURNEYS, TOGETHER = 5, 300, 1_000
GOAL, GOAL_TOGETHER = 4.0, 1.7
SIZES = (1_000, 10_000)
HOUR = 3_600.0
SILENCE = 72 * HOUR
ANSWERS, NOTES, AFTER_ALL = (1.0 * HOUR, 3.0 * HOUR), (0.1 * HOUR, 0.9 * HOUR), 160 * HOUR


class Count:
    """An observer that counts what it is told."""

    def __init__(self) -> None:
        self.customers = self.decisions = self.ended = 0

    def came(self, customer: Customer) -> None:
        """Count a customer."""
        del customer
        self.customers += 1

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: Decision,
        now: Instant,
    ) -> None:
        """Count a decision."""
        del customer, before, after, signal, decision, now
        self.decisions += 1

    def worked(self, worked: Worked) -> None:
        """Nobody works here: the reference work has no such happening."""
        raise AssertionError(worked)

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Count those who came through."""
        del customer, at
        self.ended += journeys[0].outcome == "success"


def population() -> Population:
    """Return customers who answer within hours, and are silent for a week in two states."""
    states: dict[str, Behaviour] = {}
    for index, state in enumerate(STATES[:-1]):
        data = {FIELDS[index % len(FIELDS)]: Fixed(5 + index)}
        spread = Distribution("uniform", ANSWERS)
        if index in STALLING:
            spread = Distribution("constant", (AFTER_ALL,))
        reply = Reply(f"deal.{WORDS[index % len(WORDS)]}", WHOLE, Duration(spread), data)
        noted = Reply("deal.noted", WHOLE, Duration(Distribution("uniform", NOTES)), data)
        states[f"deal.{state}"] = Behaviour((reply,), 0, (noted,) if index in NOTED else ())
    at_once = Duration(Distribution("constant", (0.0,)))
    zero = {f"deal.{field}": Fixed(0) for field in FIELDS}
    # What is forgotten is never done: the reference work has no finished tasks.
    work = {"": Work(at_once, at_once, forgotten=WHOLE)}
    segment = Segment("all", Title("全部", "All"), WHOLE, zero, states, {}, work)
    until = begin() + 30 * 24 * MICROSECONDS_PER_HOUR
    return Population(
        id="reference", path="", title=Title("参照", "Reference"), playbook="deal", line="line",
        calendar="office", begins_at=begin(), arrivals_end_at=until,
        ends_at=until + 365 * 24 * MICROSECONDS_PER_HOUR, starts_on=dt.date(2026, 3, 2),
        arrivals=Arrivals(5_000.0), segments=(segment,), zone=ZONE,
    )  # fmt: skip


def simulated(program: LinkedProgram, plan: Plan, some: Sequence[Chunk]) -> Count:
    """Run chunks of a plan; all come through, each with all its happenings."""
    count = Count()
    for chunk in some:
        run_chunk(program, plan, chunk, count)
    assert count.ended == count.customers
    assert count.decisions == count.customers * (len(HAPPENINGS) + 1), count.decisions
    return count


def ours(count: int) -> float:
    """Return the CPU seconds of our simulation."""
    plan = plan_for(population(), 7, count)
    start = time.process_time()
    simulated(PROGRAM, plan, chunks(plan))
    return time.process_time() - start


def simpy(count: int) -> float:
    """Return the CPU seconds of SimPy's race: an answer, or the silence clock if it is first."""
    library = import_module("simpy")
    drawn = [[_waits(Chance(7, customer))] for customer in range(count)]
    journeys = [Data() for _ in range(count)]
    environment = library.Environment()
    for journey, (waits,) in zip(journeys, drawn, strict=True):
        environment.process(_process(environment, journey, waits))
    start = time.process_time()
    environment.run()
    seconds = time.process_time() - start
    assert all(each.state == STATES[-1] for each in journeys)
    assert all(len(each.work) == len(HAPPENINGS) for each in journeys)
    return seconds


def _waits(chance: Chance) -> list[float | None]:
    """Return how long each happening lets wait, drawn beforehand; None: until the clock is over."""
    found: list[float | None] = []
    for each in HAPPENINGS:
        low, high = NOTES if each.word == "noted" else ANSWERS
        found.append(low + (high - low) * chance.uniform("wait") if each.word else None)
    return found


def _process(environment: Any, journey: Data, waits: list[float | None]) -> Any:
    yield environment.timeout(waits[0] or 0.0)
    for (field, target, work, value), wait in zip(TABLE, waits, strict=True):
        clock = environment.timeout(SILENCE)
        yield clock if wait is None else environment.timeout(wait) | clock
        journey.data[field] = value
        if journey.data[field] >= 1:
            journey.state = target
            journey.work.append(work)


TABLE = [(each.field, each.target, (f"work_{each.target}", DUE), each.value) for each in HAPPENINGS]
PROGRAM = linked()


def beside_simpy() -> None:
    """Print the two side by side."""
    if not find_spec("simpy"):
        sys.stdout.write("SimPy is not installed: pip install -e '.[bench]'\n")
        return
    works: dict[str, Callable[[int], float]] = {"touchline": ours, "SimPy, race": simpy}
    taken: dict[str, list[float]] = {name: [] for name in works}
    for round_ in range(ROUNDS + 1):
        for name, work in works.items():
            gc.collect()
            with paused_collector():
                each = work(JOURNEYS) / (JOURNEYS * len(HAPPENINGS)) * 1e6
            if round_:
                taken[name].append(each)
    pairs = zip(taken["SimPy, race"], taken["touchline"], strict=True)
    ratio = statistics.median(its / own for its, own in pairs)
    sys.stdout.write(f"SimPy {version('simpy')}, {ROUNDS} rounds of {JOURNEYS} journeys\n")
    for name, found in taken.items():
        sys.stdout.write(f"{name:34}{statistics.median(found):10.2f} us a happening\n")
    sys.stdout.write(f"{'our rate / SimPy':34}{ratio:10.3f} (goal {GOAL})\n\n")


def _share(about: tuple[int, int]) -> int:
    """Run every chunk of one worker's share; the wall decides, so results are only counted."""
    worker, workers = about
    plan = plan_for(population(), 7, TOGETHER)
    return simulated(PROGRAM, plan, chunks(plan)[worker::workers]).customers


def together() -> None:
    """Print what a second process brings, by the clock on the wall."""
    ratios = []
    for round_ in range(ROUNDS):
        seconds = []
        for workers in (1, 2):
            with ProcessPoolExecutor(workers) as executor:
                list(executor.map(len, ["warm"] * workers))
                start = time.perf_counter()
                done = executor.map(_share, [(each, workers) for each in range(workers)])
                assert sum(done) == TOGETHER
                seconds.append(time.perf_counter() - start)
        if round_:
            ratios.append(seconds[0] / seconds[1])
    ratio = statistics.median(ratios)
    sys.stdout.write(f"{'two processes / one':34}{ratio:10.2f} (goal {GOAL_TOGETHER})\n\n")


def growing(sizes: Sequence[int]) -> None:
    """Print the cost of one journey as their number grows, and the memory at the end."""
    first = 0.0
    for size in sizes:
        gc.collect()
        each = ours(size) / size * 1e6
        first = first or each
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        line = f"{each:10.0f} us a journey{each / first:8.2f} of the first{peak:8} MiB at most"
        sys.stdout.write(f"{f'{size:,} journeys':34}{line}\n")


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    sys.stdout.write(f"Python {platform.python_version()}\n")
    beside_simpy()
    together()
    growing(arguments.sizes)


if __name__ == "__main__":
    main()

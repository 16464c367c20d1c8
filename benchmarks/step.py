"""The reference work beside five peers: ``python -m benchmarks.step``.

Ours is ``decide`` with everything it records: tasks with owners and business deadlines, silence
clocks, an escalation ladder, rules, and the playbook line and values behind every record; the
folded journey included. The peers change a state behind a guard and append a row.
Rounds are interleaved, the first is dropped, and every ratio is the median of the pairs of one
round, in CPU time of this process.
"""

from __future__ import annotations

import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec

from engine.core.decide import step
from engine.core.journey import Journey
from engine.core.timers import timer_signal

from .peers import PEERS, quiet
from .reference import HAPPENINGS, begin, context, due, linked, signals

ROUNDS, JOURNEYS = 7, 200
PACKAGES = ("transitions", "Automat", "sismic", "python-statemachine", "SpiffWorkflow")
BASE = "transitions, cursor"
OURS = "touchline, decide + evolve"


def ours() -> Callable[[int], float]:
    """Return the contender that steps our journeys, started and compiled beforehand."""
    program = linked()
    slice_ = context(program)
    told = [signals(begin(), number) for number in range(JOURNEYS)]

    def started(number: int) -> Journey:
        signal = told[number][0]
        assert signal is not None
        return step(program, slice_, Journey(f"journey-{number}"), signal, signal.at).after

    def run(count: int) -> float:
        journeys = [started(number) for number in range(count)]
        seconds = 0.0
        for index in range(1, len(HAPPENINGS) + 1):
            # A shell hands a due timer over as a signal; finding it is the store's work.
            arrived = [
                told[number][index] or timer_signal(due(journeys[number]))
                for number in range(count)
            ]
            start = time.process_time()
            for number in range(count):
                signal = arrived[number]
                journeys[number] = step(program, slice_, journeys[number], signal, signal.at).after
            seconds += time.process_time() - start
        assert all(each.outcome == "success" for each in journeys)
        return seconds

    return run


def main() -> None:
    """Measure all in turn and print the table."""
    quiet()
    contenders = {OURS: (ours(), JOURNEYS)}
    for name, (module, run, count) in PEERS.items():
        if not module or find_spec(module):
            contenders[name] = (run, count)
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for round_ in range(ROUNDS + 1):
        for name, (run, count) in contenders.items():
            gc.collect()
            each = run(count) / (count * len(HAPPENINGS)) * 1e6
            if round_:
                taken[name].append(each)
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES if _is_there(name))
    sys.stdout.write(f"Python {platform.python_version()}, {versions}, {ROUNDS} rounds\n")
    sys.stdout.write(f"{'':34}{'us a signal':>12}{'rate / transitions':>20}{'ours / its':>12}\n")
    for name in sorted(taken, key=lambda each: statistics.median(taken[each])):
        own = statistics.median(taken[name])
        base = _ratio(taken[BASE], taken[name])
        sys.stdout.write(
            f"{name:34}{own:12.2f}{base:20.3f}{_ratio(taken[name], taken[OURS]):12.2f}\n"
        )


def _ratio(one: list[float], other: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def _is_there(name: str) -> bool:
    try:
        version(name)
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    main()

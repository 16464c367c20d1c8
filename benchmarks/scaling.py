"""What a step costs as everything around it grows: ``python -m benchmarks.scaling``.

The same reference journey, in a workspace of 20 and of 1,000 states, with 10 and 1,000 rules on
facts it never hears of, beside none and 50 other playbooks, and with a short and a long journal
behind it. Each pair is stepped in turn in the same run; the ratio should be 1.
"""

from __future__ import annotations

import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable

from engine.core.decide import FACTS_SET, step
from engine.core.journey import Journey, Signal
from engine.core.link import LinkedProgram
from engine.core.timers import timer_signal
from engine.language.values import Value

from .reference import HAPPENINGS, Size, begin, context, due, linked, signals

ROUNDS, JOURNEYS = 7, 60
GOAL = 1.2
SIZES = {
    "20 states": (Size(), "1,000 states", Size(states=1_000)),
    "10 rules": (Size(rules=10), "1,000 rules", Size(rules=1_000)),
    "1 playbook": (Size(), "51 playbooks", Size(playbooks=51)),
}


def _work(program: LinkedProgram, before: int = 0) -> Callable[[], float]:
    """Return a round: microseconds a signal, after ``before`` signals that only set facts."""
    slice_ = context(program)

    def started(number: int) -> Journey:
        signal = signals(begin(), number)[0]
        assert signal is not None
        return step(program, slice_, Journey(f"journey-{number}"), signal, signal.at).after

    def grown(journey: Journey) -> Journey:
        for each in range(before):
            data: dict[str, Value] = {"deal.score": each % 2 + 1}
            signal = Signal(FACTS_SET, f"before-{each}", at=journey.now, data=data)
            journey = step(program, slice_, journey, signal, signal.at).after
        return journey

    journeys = [started(number) for number in range(JOURNEYS)]
    if before:
        journeys[:] = [grown(journeys[0])] * JOURNEYS

    def run() -> float:
        seconds = 0.0
        for number, journey in enumerate(journeys):
            for told in signals(begin(), number)[1:]:
                signal = told or timer_signal(due(journey))
                start = time.process_time()
                journey = step(program, slice_, journey, signal, signal.at).after  # noqa: PLW2901
                seconds += time.process_time() - start
            assert journey.outcome == "success"
        return seconds / (JOURNEYS * len(HAPPENINGS)) * 1e6

    return run


def main() -> None:
    """Measure each pair in turn and print the table; exit 1 where one grows."""
    sys.stdout.write(f"Python {platform.python_version()}, {ROUNDS} rounds\n")
    small = linked()
    pairs = [
        (one, _work(linked(a)), other, _work(linked(b))) for one, (a, other, b) in SIZES.items()
    ]
    pairs.append(("13 records", _work(small), "10,000 records", _work(small, before=5_000)))
    is_level = True
    for one, first, other, second in pairs:
        rounds = []
        for _ in range(ROUNDS + 1):
            gc.collect()
            rounds.append((first(), second()))
        ratio = statistics.median(b / a for a, b in rounds[1:])
        is_level &= ratio <= GOAL
        low, high = (statistics.median(each[side] for each in rounds[1:]) for side in (0, 1))
        sys.stdout.write(f"{one:>12} {low:8.2f} us   {other:>22} {high:8.2f} us   {ratio:6.3f}\n")
    sys.stdout.write(f"goal {GOAL}: {'kept' if is_level else 'missed'}\n")
    if not is_level:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

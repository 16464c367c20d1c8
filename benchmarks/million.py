"""A million journeys in bounded memory: ``python -m benchmarks.million``.

The funnel of ``benchmarks.theory`` through the runner of ``touchline simulate``: chunks spread over
two processes, tallies merged in order, summed up at the end. Printed are journeys a second and the
most memory that any of the processes held.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import time

from engine.commands.chunk_work import ChunkDone, chunk_work
from engine.runtime.pool import AHEAD, processes, run_all
from engine.studies.figures.summing import results
from engine.studies.figures.tally import Tally, decode
from engine.studies.simulation.plan import Chunk, chunks, plan_for

from .theory import asked, linked

GOAL_MIB = 1_024


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    program, total = linked(), Tally()
    plan = plan_for(asked(), 7, arguments.journeys)

    def take(chunk: Chunk, found: ChunkDone) -> None:
        del chunk
        total.merge(decode(found.tally))

    began = time.perf_counter()
    with processes(arguments.workers) as executor:
        work = chunk_work(program, plan, None)
        run_all(work, chunks(plan), executor, take, AHEAD * arguments.workers)
    found = results(total, program, plan)
    seconds = time.perf_counter() - began
    sizes = [resource.getrusage(each).ru_maxrss // 1024
             for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]  # fmt: skip
    sys.stdout.write(
        f"Python {platform.python_version()}, {arguments.workers} processes\n"
        f"{found.journeys:,} journeys, {found.signals:,} signals in {seconds:,.0f} s"
        f" ({found.journeys / seconds:,.0f} journeys a second)\n"
        f"most memory: {sizes[0]} MiB here, {sizes[1]} MiB in a worker (goal {GOAL_MIB} in all)\n"
    )


if __name__ == "__main__":
    main()

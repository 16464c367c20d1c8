"""Time a 20,000-line workspace from text to program: ``python -m benchmarks.workspace``.

Read, validate (models), compile and lint, each beside what ruamel.yaml's round-trip load takes for
the same text in the same run: a ratio holds on any machine, a number of seconds on one.
All of it is what ``touchline validate`` asks, which pauses the garbage collector; so do its parts.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from ruamel.yaml import YAML

from engine.commands.checking import check
from engine.language import source
from engine.language.compiler import check_files
from engine.language.loader import load
from engine.runtime.collecting import paused_collector

from .generated import generated_workspace

ROUNDS = 3
GOAL = 0.1


def main() -> None:
    """Print the table of one run; exit 1 where the whole takes more than the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    files = generated_workspace(arguments.lines)
    checked = check_files(files)
    assert checked.problems == [], [each.line("en") for each in checked.problems[:3]]
    lines = sum(data.count(b"\n") for data in files.values())
    works: tuple[Callable[[], object], ...] = (
        lambda: _ruamel(files),
        lambda: _read(files),
        lambda: _paused(load, files),
        lambda: _paused(check_files, files),
        lambda: check(files),
    )
    peer, read, loaded, compiled, whole = _medians(works, arguments.rounds)
    print(f"{len(files)} files, {lines} lines, {len(checked.draft.program.stages)} playbooks")  # noqa: T201
    rows = {
        "ruamel.yaml round trip": peer,
        "read": read,
        "validate": loaded - read,
        "compile": compiled - loaded,
        "lint": whole - compiled,
        "all": whole,
    }
    for name, seconds in rows.items():
        print(f"{name:24}{seconds:8.3f} s{seconds / peer:9.4f} of the peer")  # noqa: T201
    if whole > GOAL * peer:
        sys.exit(f"all took more than {GOAL} of the peer's time")


def _paused(work: Callable[[Mapping[str, bytes]], object], files: Mapping[str, bytes]) -> None:
    with paused_collector():
        work(files)


@paused_collector()
def _read(files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        text, _ = source.decode(data, path)
        source.read(text, path)


def _ruamel(files: Mapping[str, bytes]) -> None:
    for data in files.values():
        YAML().load(BytesIO(data))


def _medians(works: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return the median CPU time of each, rounds interleaved, the first dropped."""
    taken = [[_once(work) for work in works] for _ in range(rounds + 1)][1:]
    return [statistics.median(each) for each in zip(*taken, strict=True)]


def _once(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()

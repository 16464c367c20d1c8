"""Imports of event logs: ``python -m benchmarks.imports --data FOLDER --sizes 100000 1000000``.

CSV: the service tickets of UCI by the example's own mapping, all that an import does with a row:
cells typed, rows sorted by case, rules asked, cases made, everything counted. Beside it
``csv.DictReader`` and ``datetime.strptime`` of the columns that the mapping reads as moments.
XES: the purchases of BPI Challenge 2019, their rows, and the whole import of two columns; beside
them an lxml ``iterparse`` loop that counts events. FOLDER holds the full files; without it these
are left out. Rounds are interleaved, the first is dropped, a ratio is the median of the pairs of
one round, in CPU time of this process.

Then the most memory that an import of a generated log holds, as it grows: ten million events take
a quarter of an hour, so they are asked for by hand.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gc
import io
import multiprocessing
import platform
import resource
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from engine.language.compiler import compile_files
from engine.language.logs import LogFile
from engine.language.titles import Title
from engine.runtime.collecting import paused_collector
from engine.runtime.files import read_workspace
from engine.runtime.importers.opening import open_log
from engine.runtime.importers.streams import open_stream
from engine.runtime.spilling import Spill
from engine.studies.history.cases import read_cases
from engine.studies.history.mapping import Column, Condition, EventRule, LogMapping
from engine.studies.history.meaning import needed_columns
from engine.studies.history.reading import prepare_mapping
from engine.studies.history.tally import QualityTally

ROOT = Path(__file__).resolve().parent.parent
TICKETS, PURCHASES = "uci498_incident_event_log.zip", "bpic2019_one_trace_per_variant.xes.gz"
ROUNDS = 3
SIZES = (100_000, 1_000_000)
GOAL_CSV, GOAL_XES = 0.5, 2.0
PER_CASE = 10
CASE, NAME, AT = "case:concept:name", "concept:name", "time:timestamp"


def tickets() -> LogMapping:
    """Return the mapping of the example of service tickets."""
    compiled, problems = compile_files(read_workspace(ROOT / "examples" / "uci"))
    assert compiled is not None, problems
    mapping, found = prepare_mapping(compiled, compiled.mappings[0])
    assert mapping is not None, found
    return mapping


def plain(kind: LogFile, at: Column, case: str, what: str) -> LogMapping:
    """Return a mapping that tells one signal for each event."""
    rule = EventRule("step.taken", at.name, Condition(), {"what": what})
    return LogMapping(
        id="plain", path="", title=Title("历史", "History"), log=kind, playbook="", zone="Etc/UTC",
        case=case, columns={at.name: at}, events=(rule,), at=at.name, ties="rows",
    )  # fmt: skip


def imported(path: Path, mapping: LogMapping) -> QualityTally:
    """Import a log; every row is accounted for."""
    tally = QualityTally(mapping)
    for _ in read_cases(open_log(path, mapping.log), mapping, Spill(), tally):
        pass
    assert tally.rows == tally.accepted + tally.rejected + tally.left_out + tally.dropped
    return tally


def dict_reader(path: Path, moments: Sequence[str]) -> int:
    """Read every row as ``csv.DictReader`` does, and its moments with ``strptime``."""
    rows = 0
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        for row in csv.DictReader(io.TextIOWrapper(file, "utf-8", newline="")):
            rows += 1
            for name in moments:
                if row[name] != "?":
                    dt.datetime.strptime(row[name], "%d/%m/%Y %H:%M").replace(tzinfo=dt.UTC)
    return rows


def counted_by_lxml(path: Path) -> int:
    """Count the events of an XES log."""
    iterparse = import_module("lxml.etree").iterparse
    events = 0
    with open_stream(path) as stream:
        for _, element in iterparse(stream, events=("end",), tag="event"):
            events += 1
            element.clear()
    return events


def read_rows(path: Path) -> int:
    """Read the events of an XES log as rows of three columns."""
    return sum(1 for _ in open_log(path, LogFile("xes")).rows((CASE, NAME, AT)))


def beside(works: dict[str, Callable[[], object]], peer: str, goals: dict[str, float]) -> None:
    """Print how long each takes, and our rates beside the peer's."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for round_ in range(ROUNDS + 1):
        for name, work in works.items():
            gc.collect()
            with paused_collector():
                start = time.process_time()
                work()
                seconds = time.process_time() - start
            if round_:
                taken[name].append(seconds)
    for name, found in taken.items():
        sys.stdout.write(f"{name:40}{statistics.median(found):10.2f} s\n")
    for name, goal in goals.items():
        pairs = zip(taken[peer], taken[name], strict=True)
        ratio = statistics.median(its / own for its, own in pairs)
        sys.stdout.write(f"{f'{name} / {peer}':60}{ratio:10.2f} (goal {goal})\n")
    sys.stdout.write("\n")


def csv_and_xes(folder: Path) -> None:
    """Print both imports beside their peers."""
    mapping = tickets()
    read = needed_columns(mapping)
    moments = [
        name for name in read if name in mapping.columns and mapping.columns[name].kind == "time"
    ]
    path = folder / TICKETS
    sys.stdout.write(f"{len(read)} columns, of them {len(moments)} moments: {', '.join(moments)}\n")
    works: dict[str, Callable[[], object]] = {
        "import, csv": lambda: imported(path, mapping),
        "DictReader + strptime": lambda: dict_reader(path, moments),
    }
    beside(works, "DictReader + strptime", {"import, csv": GOAL_CSV})
    if not find_spec("lxml"):
        sys.stdout.write("lxml is not installed: pip install -e '.[bench]'\n")
        return
    purchases = folder / PURCHASES
    plainly = plain(LogFile("xes"), Column(AT, "time", ("iso",)), CASE, NAME)
    works = {
        "rows, xes": lambda: read_rows(purchases),
        "import, xes": lambda: imported(purchases, plainly),
        "lxml, count only": lambda: counted_by_lxml(purchases),
    }
    beside(works, "lxml, count only", {"rows, xes": GOAL_XES, "import, xes": GOAL_XES})


def held(size: int) -> tuple[int, float]:
    """Import a generated log, its cases shuffled together; return peak MiB and CPU seconds."""
    cases = size // PER_CASE
    kind = LogFile("csv")
    mapping = plain(kind, Column("at", "time", ("YYYY-MM-DD HH:mm:ss",)), "case", "what")
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("case,at,what\n")
            for number in range(size):
                at = begin + dt.timedelta(seconds=number * 7)
                file.write(f"c{number * 7919 % cases},{at:%Y-%m-%d %H:%M:%S},step {number % 23}\n")
        start = time.process_time()
        tally = imported(path, mapping)
        seconds = time.process_time() - start
    assert (tally.rows, tally.accepted, tally.cases) == (size, size, cases)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, seconds


def growing(sizes: Sequence[int]) -> None:
    """Print what an import holds as the log grows, each in a process of its own."""
    fresh = multiprocessing.get_context("spawn")
    for size in sizes:
        with ProcessPoolExecutor(1, mp_context=fresh) as executor:
            peak, seconds = executor.submit(held, size).result()
        each = seconds / size * 1e6
        sys.stdout.write(f"{f'{size:,} events':40}{peak:10} MiB at most{each:10.1f} us an event\n")
        sys.stdout.flush()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    sys.stdout.write(f"Python {platform.python_version()}\n")
    if arguments.data is not None:
        csv_and_xes(arguments.data)
    growing(arguments.sizes)


if __name__ == "__main__":
    main()

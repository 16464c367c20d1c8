"""N days after X unless Y, for every N from 1 to 90: the engine counts as a few lines do.

The example's own stages, with a tier for every day: the real mapping, importer and replay, on
the slice and, where ``TOUCHLINE_DATA`` is, on all of the log.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from engine.core import records as r
from engine.core.journey import Journey, Signal
from engine.core.link import link
from engine.language.compiler import Compiled, compile_files
from engine.language.loader import load_file
from engine.language.values import Instant
from engine.runtime.importers.opening import open_log
from engine.runtime.spilling import Spill
from engine.studies.backtest.observed import as_observed
from engine.studies.backtest.replaying import Replay
from engine.studies.history.cases import read_cases
from engine.studies.history.mapping import LogMapping
from engine.studies.history.reading import prepare_mapping
from engine.studies.history.tally import QualityTally
from engine.studies.simulation.observing import Customer

from . import real_logs
from .harness import needs_harness
from .histories import Seen
from .kit import ROOT
from .scms_by_hand import Row, days, rows_of

EXAMPLE = "examples/scms"
MAPPING = f"{EXAMPLE}/mappings/delivery_history.yaml"
SLICE = ROOT / EXAMPLE / "data" / "delivery_history_slice.csv"
MOST = 90

LADDERS = {"delivery_tiers": 0, "quote_tiers": 1, "recording_tiers": 1}
"""By how many days each ladder begins after the day it is counted from."""

DAY_BY_DAY = (
    ("after: 30 days", "after: 1 day"),
    ("due: 7 days\n        standard: 登", "due: 1 day\n        standard: 登"),
    ("remind: 2 days", "remind: 2 hours"),
)
"""The first day after which each of the two is noticed; the third begins at a date."""


def _every_day() -> str:
    """Return the ladders with a tier ``dN`` for every N, reached once more than N days are over."""
    lines = ["schema: escalations/1", "title: 每天一层 | A tier a day"]
    for ladder, begins in LADDERS.items():
        lines += [f"{ladder}:", "  title: 每天一层 | A tier a day", "  tiers:"]
        lines += [
            f"    - {{id: d{n}, level: team, after: {n - begins} days, do: remind}}"
            for n in range(1, MOST + 1)
        ]
    lines += ["duty_tiers:", "  title: 日常 | Everyday", "  tiers:"]
    lines += ["    - {id: lead, level: team, after: 0 days, do: remind}"]
    return "\n".join(lines) + "\n"


def _compiled() -> Compiled:
    paths = sorted((ROOT / EXAMPLE).rglob("*.yaml"))
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    stage = files[f"{EXAMPLE}/order_line.yaml"].decode()
    for old, new in DAY_BY_DAY:
        assert stage.count(old) == 1, old
        stage = stage.replace(old, new)
    files[f"{EXAMPLE}/order_line.yaml"] = stage.encode()
    files[f"{EXAMPLE}/shared/escalations.yaml"] = _every_day().encode()
    compiled, problems = compile_files(files)
    assert compiled is not None, problems
    return compiled


def _mapping(compiled: Compiled) -> LogMapping:
    file, _ = load_file(MAPPING, (ROOT / MAPPING).read_bytes())
    assert file is not None
    mapping, problems = prepare_mapping(compiled, file)
    assert mapping is not None, problems
    return mapping


class _Tiers(Seen):
    """Counts the tiers that were reached, by ladder."""

    def __init__(self) -> None:
        super().__init__()
        self.reached: Counter[tuple[str, str]] = Counter()

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: r.Decision,
        now: Instant,
    ) -> None:
        """Keep what was reached only."""
        del customer, signal, now
        for record in decision.records:
            if isinstance(record, r.Escalated):
                climb = after.climbs.get(record.climb) or before.climbs[record.climb]
                self.reached[climb.ladder, record.tier] += 1


def _by_the_engine(log: Path) -> Counter[tuple[str, str]]:
    compiled = _compiled()
    mapping, tiers = _mapping(compiled), _Tiers()
    assert mapping.ends_at is not None
    replay = Replay(link(as_observed(compiled.program)), mapping, tiers, mapping.ends_at)
    accounts = read_cases(open_log(log, mapping.log), mapping, Spill(), QualityTally(mapping))
    for index, cases in enumerate(accounts):
        replay.account(cases, index)
    return tiers.reached


def _by_hand(rows: list[Row]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        quoted, ordered, promised, delivered, recorded = days(row)
        # Answered by the order, or by the goods being there; stock is never ordered from a maker.
        answered = min(ordered or delivered, delivered)
        is_stock = row["Fulfill Via"] == "From RDC"
        silent = (answered - quoted).days if quoted and not is_stock else 0
        for ladder, over in (
            ("delivery_tiers", (delivered - promised).days),
            ("quote_tiers", silent),
            ("recording_tiers", (recorded - delivered).days),
        ):
            found.update((ladder, f"d{n}") for n in range(1, min(over, MOST + 1)))
    return found


@pytest.mark.clause("S1.5", "S3.2", "S3.8", "S5.3")
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=needs_harness("data"))])
def test_for_every_n_the_engine_counts_as_a_script_does(whole: bool) -> None:
    """More than N days late, unanswered, unrecorded: 270 figures, all alike."""
    log = real_logs.real_log(real_logs.SCMS) if whole else SLICE
    found = _by_the_engine(log)
    assert found == _by_hand(rows_of(log))
    assert len(found) == len(LADDERS) * MOST

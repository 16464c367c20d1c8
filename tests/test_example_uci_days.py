"""N days after a ticket was opened unless it was resolved, for every N from 1 to 90.

The example's own stage with one standard for all and a tier for every day: the real mapping,
importer and replay, on the slice and, where ``TOUCHLINE_DATA`` is, on all of the log.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from engine.core import records as r
from engine.core.journey import Journey, Signal
from engine.language.values import Instant
from engine.studies.simulation.observing import Customer

from . import real_logs
from .example_replays import example_files, replay_log
from .harness import needs_harness
from .histories import Seen
from .kit import ROOT
from .uci_by_hand import Row, rows_of, tickets_of, when

MAPPING = "examples/uci/mappings/tickets.yaml"
SLICE = ROOT / "examples" / "uci" / "data" / "tickets_slice.csv"
MOST = 90
DAY = dt.timedelta(days=1)


def _every_day() -> dict[str, bytes]:
    """Return the example with a standard of a day that nothing stops, and a tier ``dN`` a day."""
    files = example_files("uci")
    stage = files["examples/uci/ticket.yaml"].decode()
    stage, changes = re.subn(r"within: 20 business hours", "within: 1 day", stage)
    stage, stops = re.subn(r" +pauses: while waiting for customer\n", "", stage)
    stage, variants = re.subn(r"\nvariants:\n(  .*\n)+", "\n", stage)
    assert (changes, stops, variants) == (1, 1, 1)
    files["examples/uci/ticket.yaml"] = stage.encode()
    ladders = files["examples/uci/shared/escalations.yaml"].decode()
    tiers = "".join(
        f"    - {{id: d{n}, level: team, after: {n - 1} days, do: remind}}\n"
        for n in range(1, MOST + 1)
    )
    ladders, changes = re.subn(
        r"(ticket_tiers:\n.*\n  tiers:\n)(    - .*\n)+", rf"\g<1>{tiers}", ladders
    )
    assert changes == 1
    files["examples/uci/shared/escalations.yaml"] = ladders.encode()
    return files


class _Tiers(Seen):
    """Counts the tiers that were reached of the standard."""

    def __init__(self) -> None:
        super().__init__()
        self.reached: Counter[str] = Counter()

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
        del customer, before, after, signal, now
        for record in decision.records:
            if isinstance(record, r.Escalated) and record.climb.startswith("resolution"):
                self.reached[record.tier] += 1


def _by_hand(rows: list[Row]) -> Counter[str]:
    end = max(when(row["sys_updated_at"]) for row in rows) + dt.timedelta.resolution
    found: Counter[str] = Counter()
    for mine in tickets_of(rows).values():
        begins = min(when(mine[0]["opened_at"]), when(mine[0]["sys_updated_at"]))
        runs: list[tuple[dt.datetime, dt.datetime]] = []
        start: dt.datetime | None = begins
        state, reopened = "", 0
        for row in mine:
            if int(row["reopen_count"]) > reopened:
                reopened, start = int(row["reopen_count"]), when(row["sys_updated_at"])
            if row["incident_state"] != state and start is not None:
                state = row["incident_state"]
                if state in {"Resolved", "Closed"}:
                    runs, start = [*runs, (start, when(row["sys_updated_at"]))], None
            state = row["incident_state"]
        runs = [*runs, (start, end)] if start is not None else runs
        for since, until in runs:
            over = -(-(until - since) // DAY) - 1  # what ends just then is in time
            found.update(f"d{n}" for n in range(1, min(over, MOST) + 1))
    return found


@pytest.mark.clause("S1.5", "S3.2", "S3.8", "S5.3")
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=needs_harness("data"))])
def test_for_every_n_the_engine_counts_as_a_script_does(whole: bool) -> None:
    """Open for more than N days: 90 figures, all alike."""
    log = real_logs.real_log(real_logs.UCI) if whole else SLICE
    tiers = _Tiers()
    replay_log(_every_day(), MAPPING, log, tiers)
    assert tiers.reached == _by_hand(rows_of(log))
    assert len(tiers.reached) == MOST

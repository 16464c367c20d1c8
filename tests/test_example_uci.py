"""The example of service tickets: the engine judges each as a few lines of csv and datetime do.

Ticket by ticket, on the slice that is kept here and, where ``TOUCHLINE_DATA`` is, on all of it.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import cli
from engine.commands.outcome import OK
from engine.core import records as r
from engine.core.journey import Journey, Signal
from engine.language.values import Instant
from engine.studies.simulation.observing import Customer

from . import real_logs
from .example_replays import example_files, replay_log
from .harness import needs_harness
from .histories import Seen
from .kit import ROOT
from .uci_by_hand import (
    LARGEST,
    Tickets,
    figures,
    overdue_at,
    rows_of,
    slice_text,
    tickets_of,
    when,
)

EXAMPLE = ROOT / "examples" / "uci"
MAPPING = EXAMPLE / "mappings" / "tickets.yaml"
SLICE = EXAMPLE / "data" / "tickets_slice.csv"

ISSUE = {
    "tickets": 20_769,
    "breached": 8_174,
    "kept": 12_595,
    "waited for the user": 4_775,
    "reopened": 234,
    "overdue": 5_677,
    "overdue if nothing stopped the clock": 7_548,
}
"""What is known of all of the log; the last two are what the example's standard comes to."""

ROWS = 119_998


@dataclass(frozen=True)
class Found:
    """One log, counted by hand and by the command."""

    log: Path
    tickets: Tickets
    by_hand: dict[str, set[str]]
    results: dict[str, Any]
    firings: list[dict[str, str]]

    def of(self, kind: str, name: str) -> Iterator[dict[str, str]]:
        """Yield each time that a watch fired."""
        return (each for each in self.firings if (each["kind"], each["rule"]) == (kind, name))

    def counted(self, part: str, name: str, value: str) -> dict[str, Any]:
        """Return the one entry of a list in the results whose ``name`` is ``value``."""
        (entry,) = (each for each in self.results[part] if each[name] == value)
        return dict(entry)


class Overdue(Seen):
    """Keeps the cases whose clock ran out, and nothing else."""

    def __init__(self) -> None:
        """None so far."""
        super().__init__()
        self.cases: set[str] = set()

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: r.Decision,
        now: Instant,
    ) -> None:
        """Keep the case of a clock that is over."""
        del customer, before, signal, now
        if any(isinstance(record, r.ClockOverdue) for record in decision.records):
            self.cases.add(after.key)


def _backtested(log: Path, folder: Path) -> Found:
    file = folder / "firings.csv"
    line = ["backtest", str(EXAMPLE), str(log), "--mapping", str(MAPPING), "--format", "json"]
    told = CliRunner().invoke(cli, [*line, "--firings", str(file)])
    assert told.exit_code == OK, told.stderr
    tickets = tickets_of(rows_of(log))
    with file.open(encoding="utf-8", newline="") as firings:
        return Found(
            log,
            tickets,
            figures(tickets),
            json.loads(told.stdout),
            list(csv.DictReader(firings)),
        )


@pytest.fixture(
    scope="module", params=["slice", pytest.param("whole", marks=needs_harness("data"))]
)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return what the command and the hand find in one log."""
    log = SLICE if request.param == "slice" else real_logs.real_log(real_logs.UCI)
    return _backtested(log, tmp_path_factory.mktemp("uci"))


# --- the same, ticket by ticket


@pytest.mark.clause("S3.5", "S3.6", "S2.8")
def test_a_ticket_is_over_its_standard_exactly_when_the_hand_says(found: Found) -> None:
    """By its priority then, what it waited for the user left out: the same minute."""
    end = max(when(row["sys_updated_at"]) for rows in found.tickets.values() for row in rows)
    by_hand = {name: overdue_at(rows, end) for name, rows in found.tickets.items()}
    noticed: dict[str, dt.datetime] = {}
    for each in found.of("clock", "resolution"):
        at = dt.datetime.fromisoformat(each["fired_at"]).replace(tzinfo=None)
        noticed.setdefault(each["case"], at)
    assert noticed == {name: at for name, at in by_hand.items() if at is not None}


def test_the_matrix_beside_the_verdict_of_the_company_is_the_same(found: Found) -> None:
    """Every ticket is in one of the four, and the verdict comes after the alarm."""
    counted = found.counted("outcomes", "outcome", "breached")
    breached, overdue = found.by_hand["breached"], found.by_hand["overdue"]
    assert counted["happened"] == len(breached)
    assert counted["noticed"] == counted["in_time"] == len(breached & overdue)
    assert counted["missed"] == len(breached - overdue)
    assert counted["false_alarms"] == len(overdue - breached)
    assert counted["quiet"] == len(found.by_hand["tickets"] - breached - overdue)


@pytest.mark.clause("S3.6")
def test_without_the_hold_others_are_over_the_standard(found: Found) -> None:
    """The same playbook without its pause: the days spent waiting for the user count as ours."""
    files = example_files("uci")
    stage = files["examples/uci/ticket.yaml"].decode()
    line = "    pauses: while waiting for customer\n"
    assert stage.count(line) == 1
    files["examples/uci/ticket.yaml"] = stage.replace(line, "").encode()
    over = Overdue()
    replay_log(files, MAPPING.relative_to(ROOT).as_posix(), found.log, over)
    assert over.cases == found.by_hand["overdue if nothing stopped the clock"]
    assert found.by_hand["overdue"] < over.cases


def test_the_groups_are_those_of_the_hand(found: Found) -> None:
    """Whoever waited for the user, was reopened, or kept the company's own standard."""
    cases = {each["group"]: each["cases"] for each in found.results["groups"]}
    assert cases == {
        "waited_for_user": len(found.by_hand["waited for the user"]),
        "reopened": len(found.by_hand["reopened"]),
        "kept": len(found.by_hand["kept"]),
    }
    reopened = found.counted("outcomes", "outcome", "reopened")
    assert reopened["happened"] == len(found.by_hand["reopened"])


def test_who_is_handed_on_three_times_is_noticed(found: Found) -> None:
    """At most as often as the log counts: back to the same team is no handing on."""
    handed_on = {name: int(rows[-1]["reassignment_count"]) for name, rows in found.tickets.items()}
    fired = Counter(each["case"] for each in found.of("pattern", "passed_around"))
    assert fired
    assert all(handed_on[name] >= 3 * times for name, times in fired.items())


def test_the_log_is_good_but_for_what_is_named(found: Found) -> None:
    """No row is refused; the five opened after their first row, and the one out of order."""
    quality = found.results["quality"]
    rows = sum(len(each) for each in found.tickets.values())
    assert (quality["rows"], quality["accepted"]) == (rows, rows)
    assert quality["cases"] == len(found.tickets)
    troubles = {each["reason"]: each["count"] for each in quality["order"]}
    assert troubles == {"broken-order": 5, "row-order": 2}
    unknown = {each["name"]: each["count"] for each in quality["unknown"]}
    assert unknown["incident_state"] == 2


def test_every_ticket_fits_or_is_named(found: Found) -> None:
    """One is open at the log's end; whoever does not fit has left the playbook somewhere first."""
    fit, tickets = found.results["conformance"], len(found.tickets)
    assert fit["cases"] == tickets
    assert sum(each["first"] for each in fit["deviations"]) == tickets - fit["fitting"]
    assert found.results["open"] == 1


# --- all of it


@needs_harness("data")
def test_all_of_the_log_comes_to_what_is_known_of_it() -> None:
    """The hand, too, is right."""
    rows = rows_of(real_logs.real_log(real_logs.UCI))
    by_hand = figures(tickets_of(rows))
    assert {name: len(tickets) for name, tickets in by_hand.items()} == ISSUE
    assert len(rows) == ROWS
    waited = by_hand["overdue if nothing stopped the clock"] - by_hand["overdue"]
    assert (len(waited), len(waited & by_hand["breached"])) == (1_871, 1_524)


@needs_harness("data")
def test_the_slice_is_cut_as_it_says() -> None:
    """The chosen tickets with the columns that are used, nothing else changed."""
    rows = rows_of(real_logs.real_log(real_logs.UCI))
    assert SLICE.read_text("utf-8") == slice_text(rows)


# --- the slice


def test_the_slice_holds_every_kind() -> None:
    """Every state, priority, figure, and what few tickets have."""
    rows = rows_of(SLICE)
    tickets = tickets_of(rows)
    by_hand = figures(tickets)
    assert len(tickets) == LARGEST
    for name, chosen in by_hand.items():
        assert chosen, name
        assert name == "tickets" or len(chosen) < LARGEST, name
    states = {row["incident_state"] for row in rows}
    assert {"New", "Active", "Resolved", "Closed", "-100"} < states
    assert len([each for each in states if each.startswith("Awaiting")]) == 4
    assert len({row["priority"] for row in rows}) == 4
    turned = {
        (mine[0]["priority"], mine[-1]["priority"])
        for mine in tickets.values()
        if mine[0]["priority"] != mine[-1]["priority"]
    }
    assert len(turned) >= 9
    assert max(len(mine) for mine in tickets.values()) == 58
    assert max(int(row["reopen_count"]) for row in rows) == 8


# --- the workspace


def test_the_story_passes_and_reaches_every_part() -> None:
    """All of them pass, and together they leave nothing of the playbook out."""
    result = CliRunner().invoke(cli, ["test", str(EXAMPLE), "--coverage", "--lang", "en"])
    assert result.exit_code == OK, result.stdout
    assert re.search(r"^ticket .*: (\d+) of \1$", result.stdout, re.MULTILINE)


def test_the_workspace_has_no_finding() -> None:
    """Its mapping too."""
    result = CliRunner().invoke(cli, ["validate", str(EXAMPLE), "--lang", "en"])
    assert result.exit_code == OK, result.stdout
    assert "0 problems" in result.stdout

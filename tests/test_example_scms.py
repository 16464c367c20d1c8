"""The example of deliveries: what the engine finds is what a few lines of csv and datetime find.

Case by case, on the slice that is kept here and, where ``TOUCHLINE_DATA`` is, on all of it.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import cli
from engine.commands.outcome import OK

from . import real_logs
from .harness import needs_harness
from .kit import ROOT
from .scms_by_hand import LARGEST, ORDERED, QUOTED, days, figures, rows_of, sliced

EXAMPLE = ROOT / "examples" / "scms"
MAPPING = EXAMPLE / "mappings" / "delivery_history.yaml"
SLICE = EXAMPLE / "data" / "delivery_history_slice.csv"

WATCHED = {
    "late": ("stall", "delivery_late", ""),
    "late more than 14 days": ("tier", "delivery_tiers.unit", "delivery_late"),
    "late more than 30 days": ("tier", "delivery_tiers.group", "delivery_late"),
    "recorded after more than 7 days": ("overdue", "record_delivery", ""),
    "recorded after more than 30 days": ("tier", "recording_tiers.unit", "record_delivery"),
    "ordered after more than 30 days": ("stall", "quote_unanswered", ""),
    "ordered after more than 90 days": ("tier", "quote_tiers.unit", "quote_unanswered"),
}
"""What the hand counts, and by which watch the engine notices it: kind, rule, about."""

HAPPENED = {
    "delivered_late": "late",
    "delivered_very_late": "late more than 14 days",
    "recorded_late": "recorded after more than 7 days",
    "recorded_very_late": "recorded after more than 30 days",
    "ordered_very_late": "ordered after more than 90 days",
}
"""The outcomes that the mapping declares, and what the hand calls them."""

ISSUE = {
    "lines": 10_324,
    "late": 1_186,
    "late more than 14 days": 495,
    "late more than 30 days": 230,
    "recorded after more than 7 days": 1_013,
    "recorded after more than 30 days": 268,
    "quoted and ordered": 3_842,
    "ordered after more than 30 days": 1_460,
    "ordered after more than 90 days": 482,
    "ordered before the quotation": 5,
    "in order": 10_302,
}
"""What is known of all of the log."""


@dataclass(frozen=True)
class Found:
    """One log, counted by hand and by the command."""

    by_hand: dict[str, set[str]]
    results: dict[str, Any]
    firings: list[dict[str, str]]

    def of(self, kind: str, name: str, about: str) -> list[str]:
        """Return the cases in which a watch fired, as often as it did."""
        meant = (kind, name, about) if about else (kind, name)
        fields = ("kind", "rule", "about")[: len(meant)]
        return [
            each["case"] for each in self.firings if tuple(each[name] for name in fields) == meant
        ]

    def counted(self, part: str, name: str, value: str) -> dict[str, Any]:
        """Return the one entry of a list in the results whose ``name`` is ``value``."""
        (entry,) = (each for each in self.results[part] if each[name] == value)
        return dict(entry)


def _backtested(log: Path, folder: Path) -> Found:
    file = folder / "firings.csv"
    line = ["backtest", str(EXAMPLE), str(log), "--mapping", str(MAPPING)]
    told = CliRunner().invoke(cli, [*line, "--format", "json", "--firings", str(file)])
    assert told.exit_code == OK, told.stderr
    with file.open(encoding="utf-8", newline="") as firings:
        fired = list(csv.DictReader(firings))
    return Found(figures(rows_of(log)), json.loads(told.stdout), fired)


@pytest.fixture(
    scope="module", params=["slice", pytest.param("whole", marks=needs_harness("data"))]
)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return what the command and the hand find in one log."""
    log = SLICE if request.param == "slice" else real_logs.real_log(real_logs.SCMS)
    return _backtested(log, tmp_path_factory.mktemp("scms"))


# --- the same, case by case


@pytest.mark.parametrize("figure", WATCHED)
def test_what_is_noticed_is_what_happened(found: Found, figure: str) -> None:
    """Once in every case that the hand counts, and in no other."""
    noticed = found.of(*WATCHED[figure])
    assert sorted(noticed) == sorted(found.by_hand[figure])


def test_the_groups_split_what_is_noticed(found: Found) -> None:
    """Whoever was quoted and ordered is a group; only there does silence last."""
    both = found.by_hand["quoted and ordered"]
    assert found.counted("groups", "group", "both_dates")["cases"] == len(both)
    silent = found.by_hand["ordered after more than 30 days"]
    assert silent <= both
    watch = next(each for each in found.results["watches"] if each["name"] == "quote_unanswered")
    assert watch["groups"] == [{"name": "both_dates", "count": len(silent)}]


@pytest.mark.parametrize(("outcome", "figure"), HAPPENED.items())
def test_what_really_happened_is_counted_alike(found: Found, outcome: str, figure: str) -> None:
    """The outcomes of the mapping; each was foretold in every case, before it happened."""
    counted = found.counted("outcomes", "outcome", outcome)
    assert counted["happened"] == len(found.by_hand[figure])
    assert (counted["noticed"], counted["in_time"]) == (counted["happened"],) * 2
    assert counted["missed"] == 0


def test_an_alarm_at_the_first_bound_is_false_where_the_second_is_not_reached(
    found: Found,
) -> None:
    """30 days of silence foretell 90; those that end between the two were false alarms."""
    early = found.by_hand["ordered after more than 30 days"]
    counted = found.counted("outcomes", "outcome", "ordered_very_late")
    late = found.by_hand["ordered after more than 90 days"]
    assert counted["false_alarms"] == len(early - late)
    assert counted["quiet"] == len(found.by_hand["lines"]) - len(early)


def test_the_order_of_milestones_fits_or_is_named(found: Found) -> None:
    """Who fits is counted, each of the others has left the playbook somewhere first."""
    fit, lines = found.results["conformance"], len(found.by_hand["lines"])
    assert (fit["cases"], fit["fitting"]) == (lines, len(found.by_hand["in order"]))
    assert sum(each["first"] for each in fit["deviations"]) == lines - fit["fitting"]
    assert fit["complete"] == fit["fitting"]
    assert found.results["open"] == 0


def test_the_quality_of_the_log_names_what_is_out_of_order(found: Found) -> None:
    """Nothing is rejected; the quotations after their order are among the 22."""
    quality = found.results["quality"]
    lines = len(found.by_hand["lines"])
    assert (quality["rows"], quality["accepted"], quality["cases"]) == (lines,) * 3
    broken = {each["column"]: each["count"] for each in quality["order"]}
    backward = found.by_hand["ordered before the quotation"]
    assert broken[f"{QUOTED} → {ORDERED}"] == len(backward)
    assert sum(broken.values()) == lines - len(found.by_hand["in order"])
    assert {each["reason"] for each in quality["order"]} == {"broken-order"}


# --- all of it


@needs_harness("data")
def test_all_of_the_log_comes_to_what_is_known_of_it() -> None:
    """The hand, too, is right."""
    by_hand = figures(rows_of(real_logs.real_log(real_logs.SCMS)))
    assert {name: len(lines) for name, lines in by_hand.items()} == ISSUE


@needs_harness("data")
def test_the_slice_is_cut_as_it_says() -> None:
    """The chosen lines, word for word, with line ends that people can read."""
    log = real_logs.real_log(real_logs.SCMS)
    head, *lines = gzip.decompress(log.read_bytes()).decode("utf-8").split("\r")
    chosen = {row["ID"] for row in sliced(rows_of(log))}
    kept = [line for line in lines if line.partition(",")[0] in chosen]
    assert SLICE.read_bytes().decode("utf-8") == "\n".join([head, *kept, ""])


# --- the slice


def test_the_slice_holds_every_kind() -> None:
    """Every figure counts some of its lines and leaves out others; none is more than 300."""
    by_hand = figures(rows_of(SLICE))
    assert len(by_hand["lines"]) == LARGEST
    for name, lines in by_hand.items():
        assert lines, name
        assert name == "lines" or lines < by_hand["lines"], name
    assert len(by_hand["in order"]) == LARGEST - 22


def test_lines_lie_on_both_sides_of_every_bound() -> None:
    """Exactly 14 days and 15, exactly 30 and 31, and so on: each bound is met from both sides."""
    met = set()
    for row in rows_of(SLICE):
        quoted, ordered, promised, delivered, recorded = days(row)
        met.add(("late", (delivered - promised).days))
        met.add(("recorded", (recorded - delivered).days))
        if quoted and ordered:
            met.add(("ordered", (ordered - quoted).days))
    for name, bound in (("late", 0), ("late", 14), ("late", 30), ("recorded", 7),
                        ("recorded", 30), ("ordered", 30), ("ordered", 90)):  # fmt: skip
        assert {(name, bound), (name, bound + 1)} <= met


def test_one_line_is_told_with_its_reckoning() -> None:
    """Counted from the quotation by days; at a promised date nothing is counted."""
    line = ["backtest", str(EXAMPLE), str(SLICE), "--mapping", str(MAPPING), "--lang", "en"]
    told = CliRunner().invoke(cli, [*line, "--case", "70356"])
    assert told.exit_code == OK, told.stderr
    days_after = '"No order 30 days after the quotation": 2011-03-10 Thu 12:00 + 30 days → '
    assert f"{days_after}2011-04-09 Sat 12:00\n" in told.stdout
    assert '"Promised date passed, not delivered": 2011-12-23 Fri 00:00\n' in told.stdout


# --- the workspace


def test_stories_reach_every_part() -> None:
    """All of them pass, and together they leave nothing of the playbook out."""
    result = CliRunner().invoke(cli, ["test", str(EXAMPLE), "--coverage", "--lang", "en"])
    assert result.exit_code == OK, result.stdout
    assert re.search(r"^order_line .*: (\d+) of \1$", result.stdout, re.MULTILINE)


def test_the_workspace_has_no_finding() -> None:
    """Its mapping too."""
    result = CliRunner().invoke(cli, ["validate", str(EXAMPLE), "--lang", "en"])
    assert result.exit_code == OK, result.stdout
    assert "0 problems" in result.stdout

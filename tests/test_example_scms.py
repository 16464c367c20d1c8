"""The example of deliveries: what the engine finds is what a few lines of csv and datetime find.

Case by case, on the slice that is kept here and, where ``TOUCHLINE_DATA`` is, on all of it.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
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
from .scms_by_hand import days, figures, rows_of, sliced

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
"""What the hand counts, and by which watch the engine notices it: kind, name, about."""

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
    printed: str

    def of(self, kind: str, name: str, about: str) -> list[str]:
        """Return the cases in which a watch fired, as often as it did."""
        meant = (kind, name, about) if about else (kind, name)
        fields = ("kind", "name", "about")[: len(meant)]
        return [
            each["case"] for each in self.firings if tuple(each[name] for name in fields) == meant
        ]

    def counted(self, part: str, name: str, value: str) -> dict[str, Any]:
        """Return the one entry of a list in the results whose ``name`` is ``value``."""
        (entry,) = (each for each in self.results[part] if each[name] == value)
        return dict(entry)


def _backtested(log: Path, folder: Path) -> Found:
    file = folder / "firings.csv"
    line = ["backtest", str(EXAMPLE), str(log), "--mapping", str(MAPPING), "--lang", "en"]
    printed = CliRunner().invoke(cli, [*line, "--firings", str(file)])
    assert printed.exit_code == OK, printed.stderr
    told = CliRunner().invoke(cli, [*line, "--format", "json"])
    assert told.exit_code == OK, told.stderr
    with file.open(encoding="utf-8", newline="") as firings:
        return Found(
            figures(rows_of(log)), json.loads(told.stdout), list(csv.DictReader(firings)),
            printed.stdout,
        )  # fmt: skip


@pytest.fixture(
    scope="module", params=["slice", pytest.param("whole", marks=needs_harness("data"))]
)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return what the command and the hand find in one log."""
    log = SLICE if request.param == "slice" else real_logs.real_log(real_logs.SCMS)
    return _backtested(log, tmp_path_factory.mktemp("scms"))

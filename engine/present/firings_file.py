"""Every firing of a replay as a row of CSV, for whoever wants to look at them one by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ..core.clock import local
from ..studies.backtest.findings import Firing

COLUMNS = (
    "case", "account", "kind", "stage", "rule", "about", "role", "due_at", "fired_at", "clause",
)  # fmt: skip


def firings_head() -> str:
    """Return the row of names."""
    return _rows([COLUMNS])


def firings_rows(firings: Iterable[Firing], zone: str) -> str:
    """Return a row for each firing; instants are local times with their offset."""
    return _rows(
        (
            each.case, each.account, each.kind, each.stage, each.name, each.about, each.role,
            local(each.due_at, zone).isoformat(), local(each.fired_at, zone).isoformat(),
            each.clause,
        )
        for each in firings
    )  # fmt: skip


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()

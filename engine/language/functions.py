"""The functions a condition may call: a closed list, each over one name (S6.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from .terms import Gathering

Function = Literal["count", "sum", "largest", "smallest", "latest", "since"]

FUNCTIONS: Mapping[str, str] = {
    "count": "count(shipment)",
    "sum": "sum(receivable.amount)",
    "largest": "largest(receivable.amount)",
    "smallest": "smallest(receivable.amount)",
    "latest": "latest(shipment.promised_on)",
    "since": "since(quote.sent)",
}
"""Each function with a use of it, for the cure of a problem."""

OTHER_WORDS: Mapping[str, str] = {
    "len": "count", "number": "count", "counts": "count", "size": "count", "total": "sum",
    "sums": "sum", "max": "largest", "maximum": "largest", "min": "smallest",
    "minimum": "smallest", "last": "latest", "newest": "latest", "after": "since",
    "elapsed": "since", "age": "since",
}  # fmt: skip
"""What people who know spreadsheets or other languages write instead."""

WRITTEN: Mapping[Gathering, Function] = {
    "items": "count",
    "times": "count",
    "sum": "sum",
    "largest": "largest",
    "smallest": "smallest",
    "latest": "latest",
}
"""How a gathering term is written; ``count`` is of a thing's items or of a signal's times."""

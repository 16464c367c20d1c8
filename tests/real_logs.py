"""The real event logs, whole: too large to be kept here, and named by ``TOUCHLINE_DATA``.

Where they come from stands in the page of each example. A test that reads one says
``@needs_harness("data")``; the slices beside the examples are always there.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "TOUCHLINE_DATA"

SCMS = "scms_delivery_history.csv.gz"
UCI = "uci498_incident_event_log.zip"
BPIC2019 = "bpic2019_one_trace_per_variant.xes.gz"


def are_here() -> bool:
    """Tell whether the folder is named and holds every log."""
    folder = os.environ.get(FOLDER, "")
    return bool(folder) and all((Path(folder) / name).is_file() for name in (SCMS, UCI, BPIC2019))


def real_log(name: str) -> Path:
    """Return the path of one real log."""
    return Path(os.environ[FOLDER]) / name

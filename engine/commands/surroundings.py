"""What a command finds around it: the terminal it speaks to, and what its reader wants."""

from __future__ import annotations

import os
import shutil
import sys

WIDEST, UNSEEN = 160, 120
"""Columns of something shown side by side: at most on a terminal, and where there is none."""


def is_coloured() -> bool:
    """Tell whether results may be coloured: on a terminal, and not against ``NO_COLOR``."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def shows_progress() -> bool:
    """Tell whether somebody can watch: what is told beside the results goes to a terminal."""
    return sys.stderr.isatty()


def columns() -> int:
    """Return how wide something side by side may be."""
    return min(shutil.get_terminal_size().columns, WIDEST) if sys.stdout.isatty() else UNSEEN


def cores() -> int:
    """Return how many processes can work at once here."""
    counted = getattr(os, "sched_getaffinity", None)
    return len(counted(0)) if counted is not None else os.cpu_count() or 1

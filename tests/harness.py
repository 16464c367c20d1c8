"""Optional harnesses: what a test may need that not every machine has.

A test says ``@needs_harness("rete")``. Where the harness is absent the test is skipped,
and the run ends with one line for every harness, so that nobody takes a skip for a pass:

    harness rete (durable-rules): absent (pip install -e '.[rete]'; ...)
"""

from __future__ import annotations

import functools
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from . import language_server, postgres, real_logs

_NOT_REACHED = "not reached"


@dataclass(frozen=True)
class Harness:
    """One optional harness: how to tell whether it is here, and the cure if it is not."""

    name: str
    what: str
    cure: str
    is_here: Callable[[], bool]


@functools.cache
def _rete_is_here() -> bool:
    # In a child, because the C code can take the process down with it, even on import.
    child = subprocess.run(
        [sys.executable, "-c", "import durable_rules_engine"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    return child.returncode == 0


def _wheel_is_here() -> bool:
    return all(importlib.util.find_spec(name) for name in ("pip", "hatchling"))


def _sismic_is_here() -> bool:
    return importlib.util.find_spec("sismic") is not None


def _dask_is_here() -> bool:
    return importlib.util.find_spec("distributed") is not None


def _mining_is_here() -> bool:
    return importlib.util.find_spec("r4pm") is not None


def _workbooks_are_here() -> bool:
    return importlib.util.find_spec("openpyxl") is not None


@functools.cache
def _editor_is_here() -> bool:
    return language_server.program() is not None


def _data_is_here() -> bool:
    return real_logs.are_here()


@functools.cache
def _strace_is_here() -> bool:
    program = shutil.which("strace")
    if program is None:
        return False
    # It may be installed and yet not be allowed to look at another process.
    child = subprocess.run(
        [program, "-qq", "-e", "trace=none", sys.executable, "-c", ""],
        capture_output=True,
        check=False,
        timeout=60,
    )
    return child.returncode == 0


@functools.cache
def _tmpfs_is_here() -> bool:
    if not shutil.which("mount"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder],  # noqa: S607
            capture_output=True,
            check=False,
            timeout=60,
        )
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True, timeout=60)  # noqa: S607
    return mounted.returncode == 0


HARNESSES: dict[str, Harness] = {
    harness.name: harness
    for harness in (
        Harness(
            "rete",
            "durable-rules",
            "pip install -e '.[rete]'; needs a C compiler and Python before 3.13",
            _rete_is_here,
        ),
        Harness(
            "editor",
            f"yaml-language-server {language_server.VERSION}",
            "install Node.js with npm; the server itself is then fetched once",
            _editor_is_here,
        ),
        Harness(
            "sismic",
            "Sismic's simulated clock",
            "pip install -e '.[test]'",
            _sismic_is_here,
        ),
        Harness(
            "dask",
            "Dask's executor",
            "pip install -e '.[dask]'",
            _dask_is_here,
        ),
        Harness(
            "mining",
            "r4pm, a reader of event logs",
            "pip install -e '.[test]'",
            _mining_is_here,
        ),
        Harness(
            "data",
            "real event logs, whole",
            "set TOUCHLINE_DATA to the folder with the logs named in tests/real_logs.py",
            _data_is_here,
        ),
        Harness(
            "strace",
            "power loss and disk errors",
            "apt-get install strace, where processes may be traced",
            _strace_is_here,
        ),
        Harness(
            "tmpfs",
            "a disk of one megabyte",
            "run as somebody who may mount one; else a full disk is only made believe",
            _tmpfs_is_here,
        ),
        Harness(
            "xlsx",
            "openpyxl, a reader of workbooks",
            "pip install -e '.[xlsx]'",
            _workbooks_are_here,
        ),
        Harness("postgres", "a PostgreSQL server", postgres.CURE, postgres.is_here),
        Harness(
            "wheel",
            "pip and hatchling",
            "python -m ensurepip && python -m pip install -e '.[test]'",
            _wheel_is_here,
        ),
    )
}


def needs_harness(name: str) -> pytest.MarkDecorator:
    """Mark a test as needing the harness ``name``: skipped where it is absent."""
    if name not in HARNESSES:
        raise ValueError(f"no harness {name!r}; there are: {', '.join(HARNESSES)}")
    return pytest.mark.harness(name)


def names(item: pytest.Item) -> tuple[str, ...]:
    """Return the harnesses that ``item`` needs."""
    return tuple(mark.args[0] for mark in item.iter_markers("harness"))


def skip_without(item: pytest.Item) -> None:
    """Skip ``item`` if a harness it needs is absent, naming the cure."""
    for name in names(item):
        harness = HARNESSES[name]
        if not harness.is_here():
            pytest.skip(f"harness {name} is absent: {harness.cure}")


@dataclass
class Ledger:
    """What became of the tests of each harness in one run."""

    outcomes: dict[str, dict[str, str]] = field(default_factory=dict)

    def select(self, items: Iterable[pytest.Item]) -> None:
        """Enter the tests that this run is going to try."""
        for item in items:
            for name in names(item):
                self.outcomes.setdefault(name, {})[item.nodeid] = _NOT_REACHED

    def note(self, item: pytest.Item, report: pytest.TestReport) -> None:
        """Enter the outcome of one phase: only a call phase that passed counts as ran."""
        for name in names(item):
            outcomes = self.outcomes.setdefault(name, {})
            if report.failed:
                outcomes[item.nodeid] = "FAILED"
            elif report.skipped:
                outcomes[item.nodeid] = "skipped"
            elif report.when == "call":
                outcomes[item.nodeid] = "ran"

    def take(self, other: Ledger) -> None:
        """Add what another process of this run entered: what it reached counts."""
        for name, outcomes in other.outcomes.items():
            mine = self.outcomes.setdefault(name, {})
            for test, word in outcomes.items():
                if word != _NOT_REACHED or test not in mine:
                    mine[test] = word

    def lines(self) -> Iterator[str]:
        """Yield one line for every harness."""
        for harness in HARNESSES.values():
            yield f"harness {harness.name} ({harness.what}): {self._verdict(harness)}"

    def _verdict(self, harness: Harness) -> str:
        outcomes = list(self.outcomes.get(harness.name, {}).values())
        if not outcomes:
            return "not selected"
        if not harness.is_here():
            return f"absent ({harness.cure})"
        counts = {word: outcomes.count(word) for word in sorted(set(outcomes))}
        if list(counts) == ["ran"]:
            return "ran"
        return ", ".join(f"{word} {count}" for word, count in counts.items())

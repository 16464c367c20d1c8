"""What every run says at its end: the harnesses, the sizes, and on request the clauses."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from . import catches, clauses, harness
from .faults.ledger import FaultLedger
from .live import clock, engine, store, workspace  # noqa: F401  # fixtures
from .postgres import postgres_server, postgres_url, private_postgres  # noqa: F401  # fixtures

ROOT = Path(__file__).resolve().parent.parent

# Nothing is timed: a busy machine must not turn a test red, nor the first example, which
# fills the caches for the rest. In CI the same cases every time: a clone must not turn red
# by chance. Run by hand, each run tries new ones.
settings.register_profile(
    "house", settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
)
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

# Temporary databases in memory where the machine has such a place: what a kill -9 leaves
# behind does not depend on the disk, and waiting for fsync was half of a slow hour's run.
_MEMORY = Path("/dev/shm")  # noqa: S108  # pytest makes its own private folder in it
if os.access(_MEMORY, os.W_OK):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

_LEDGER = pytest.StashKey[harness.Ledger]()
_COVERAGE = pytest.StashKey[clauses.Coverage]()
_CATCHES = pytest.StashKey[catches.Ledger]()
_CLOSING = pytest.StashKey[list[str]]()
_FAULTS = pytest.StashKey[FaultLedger]()
_STORES = pytest.StashKey[set[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--clauses``, ``--mutants`` and ``--update-cases``."""
    parser.addoption(
        "--update-cases",
        action="store_true",
        help="write what is printed now into the golden files; read the difference first",
    )
    parser.addoption(
        "--clauses",
        action="store_true",
        help="print each clause of docs/semantics.md with the tests that show it",
    )
    parser.addoption(
        "--mutants",
        action="store_true",
        help="print each mutant of tests/mutants with its clauses and the cases that catch it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Open the ledgers of this run."""
    config.stash[_LEDGER] = harness.Ledger()
    config.stash[_CATCHES] = catches.Ledger()
    config.stash[_CLOSING] = []
    config.stash[_FAULTS] = FaultLedger()
    config.stash[_STORES] = set()
    if hasattr(config, "workerinput"):
        # One of several processes ignores Ctrl-C, and so would every command it starts.
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note what was selected, after every deselection."""
    session.config.stash[_LEDGER].select(session.items)
    session.config.stash[_FAULTS].select(session.items)
    ids = clauses.read_clause_ids(session.config.rootpath)
    session.config.stash[_COVERAGE] = clauses.coverage(ids, session.items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine has no harness for."""
    harness.skip_without(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Enter each outcome in the ledgers of harnesses and of mutants."""
    report = yield
    item.config.stash[_LEDGER].note(item, report)
    item.config.stash[_CATCHES].note(item, report)
    item.config.stash[_FAULTS].note(item, report)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what this process entered to the one that prints, where several share the run."""
    config = session.config
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is None:
        return
    ledger, caught = config.stash[_LEDGER], config.stash[_CATCHES]
    output["harnesses"] = ledger.outcomes
    output["mutants"] = (caught.tried, caught.clauses)
    output["clauses"] = {name: list(tests) for name, tests in config.stash[_COVERAGE].items()}
    faults = config.stash[_FAULTS]
    output["faults"] = (faults.counts, faults.outcomes)
    output["closing"] = config.stash[_CLOSING]
    stores: set[str] = config.stash[_STORES]
    output["stores"] = sorted(stores)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add up what one of several processes sends (pytest-xdist); one that died sends nothing."""
    sent: dict[str, Any] = getattr(node, "workeroutput", None) or {}
    stash: pytest.Stash = node.config.stash
    if "closing" not in sent:
        return
    stash[_LEDGER].take(harness.Ledger(sent["harnesses"]))
    stash[_CATCHES].take(catches.Ledger(*sent["mutants"]))
    stash[_FAULTS].take(FaultLedger(*sent["faults"]))
    stash[_COVERAGE] = sent["clauses"]
    stash[_CLOSING].extend(sent["closing"])
    stash[_STORES].update(sent["stores"])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the closing lines."""
    covered = config.stash.get(_COVERAGE, None)
    if config.option.clauses and covered is not None:
        terminalreporter.section(f"clauses of {clauses.SEMANTICS.as_posix()}")
        for line in clauses.table(covered):
            terminalreporter.write_line(line)
    if config.option.collectonly:
        return
    caught = config.stash[_CATCHES]
    if config.option.mutants:
        terminalreporter.section("mutants")
        for line in caught.table():
            terminalreporter.write_line(line)
    fault_table = list(config.stash[_FAULTS].table())
    if fault_table:
        terminalreporter.section("faults: what was tried, and what came of it")
    for line in fault_table:
        terminalreporter.write_line(line)
    terminalreporter.section("house")
    closing: list[str] = [*config.stash[_CLOSING], _stores_line(config.stash[_STORES])]
    for line in (*sorted(closing), *caught.lines(), *config.stash[_LEDGER].lines()):
        terminalreporter.write_line(line)


def _stores_line(tested: set[str]) -> str:
    # Also what was not: a run without PostgreSQL must not pass for one with it.
    kinds = ("memory", "sqlite file", "postgresql")
    missing = [kind for kind in kinds if not any(each.startswith(kind) for each in tested)]
    without = f"; NOT TESTED: {', '.join(missing)}" if tested and missing else ""
    return f"stores under contract: {', '.join(sorted(tested)) or 'none selected'}{without}"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with its golden file, or write it with ``--update-cases``."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-cases"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{path}: see --update-cases"

    return compare


@pytest.fixture
def closing_lines(request: pytest.FixtureRequest) -> list[str]:
    """The lines that tests want printed at the end of the run."""
    return request.config.stash[_CLOSING]


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> FaultLedger:
    """The fault table, in which a test enters what it tried."""
    return request.config.stash[_FAULTS]


@pytest.fixture
def tested_stores(request: pytest.FixtureRequest) -> set[str]:
    """The stores that the run ends by naming, from all processes that share it."""
    return request.config.stash[_STORES]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT

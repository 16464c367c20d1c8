"""Touchline: a rule-driven engine for customer touchpoint playbooks.

What other services call. Names are loaded on first use, so that a command that only
prints its help pays for nothing else.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.decide import decide
    from .core.evolve import evolve, refold
    from .core.journey import Account, Address, Context, Directory, Journey, Signal
    from .core.link import link
    from .core.records import Decision, Record
    from .core.wire import WireError, decode_value, encode_value
    from .language.logs import LogBroken
    from .language.problems import Place, PlaybookErrors, Problem
    from .language.program import Program
    from .present.simulated_data import results_hash, results_json
    from .runtime.failures import (
        EngineError,
        FactsRefusedError,
        NobodyServesError,
        NotYetRunError,
        OtherBodyError,
        RefusedError,
        StaleError,
        StartRefusedError,
        StoreError,
        UnacceptableError,
        UnknownAccountError,
        UnknownJourneyError,
        UnknownTaskError,
    )
    from .runtime.importers.opening import open_log
    from .runtime.receiving import read_signal
    from .runtime.service import Engine
    from .runtime.step import Receipt
    from .runtime.store.kept import IncidentRow, JourneyRow, TaskRow
    from .runtime.transacting import Subscription
    from .runtime.worker import Budget, Worker
    from .runtime.workspace import Workspace, instant
    from .studies.backtest.face import backtest
    from .studies.backtest.findings import Backtest
    from .studies.figures.results import Results
    from .studies.rehearsal import simulate

__version__ = "0.1.0"

_ROOMS = {
    "Account": "core.journey", "Address": "core.journey", "Context": "core.journey",
    "Directory": "core.journey", "Journey": "core.journey", "Signal": "core.journey",
    "Decision": "core.records", "Record": "core.records",
    "decide": "core.decide", "evolve": "core.evolve", "refold": "core.evolve",
    "WireError": "core.wire", "decode_value": "core.wire", "encode_value": "core.wire",
    "read_signal": "runtime.receiving",
    "link": "core.link", "Program": "language.program",
    "Place": "language.problems", "Problem": "language.problems",
    "PlaybookErrors": "language.problems",
    **dict.fromkeys(
        (
            "EngineError", "FactsRefusedError", "NobodyServesError", "NotYetRunError",
            "OtherBodyError", "RefusedError", "StaleError", "StartRefusedError", "StoreError",
            "UnacceptableError", "UnknownAccountError", "UnknownJourneyError", "UnknownTaskError",
        ),
        "runtime.failures",
    ),
    "Receipt": "runtime.step",
    **dict.fromkeys(("IncidentRow", "JourneyRow", "TaskRow"), "runtime.store.kept"),
    "Subscription": "runtime.transacting",
    "Budget": "runtime.worker", "Worker": "runtime.worker",
    "Engine": "runtime.service", "Workspace": "runtime.workspace",
    "instant": "runtime.workspace",
    "Results": "studies.figures.results", "simulate": "studies.rehearsal",
    "Backtest": "studies.backtest.findings", "backtest": "studies.backtest.face",
    "open_log": "runtime.importers.opening", "LogBroken": "language.logs",
    "results_hash": "present.simulated_data", "results_json": "present.simulated_data",
}  # fmt: skip

__all__ = [
    "Account",
    "Address",
    "Backtest",
    "Budget",
    "Context",
    "Decision",
    "Directory",
    "Engine",
    "EngineError",
    "FactsRefusedError",
    "IncidentRow",
    "Journey",
    "JourneyRow",
    "LogBroken",
    "NobodyServesError",
    "NotYetRunError",
    "OtherBodyError",
    "Place",
    "PlaybookErrors",
    "Problem",
    "Program",
    "Receipt",
    "Record",
    "RefusedError",
    "Results",
    "Signal",
    "StaleError",
    "StartRefusedError",
    "StoreError",
    "Subscription",
    "TaskRow",
    "UnacceptableError",
    "UnknownAccountError",
    "UnknownJourneyError",
    "UnknownTaskError",
    "WireError",
    "Worker",
    "Workspace",
    "backtest",
    "decide",
    "decode_value",
    "encode_value",
    "evolve",
    "instant",
    "link",
    "open_log",
    "read_signal",
    "refold",
    "results_hash",
    "results_json",
    "simulate",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its room on first use."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_ROOMS[name]}", __name__), name)
    globals()[name] = value
    return value

"""A kit for tests of replays: cases written by hand, and what an observer saw of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from engine.core import clock
from engine.core import records as r
from engine.core.journey import Journey, Signal
from engine.core.link import LinkedProgram, link
from engine.language.compiler import compile_files
from engine.language.titles import Title
from engine.language.values import Instant
from engine.studies.backtest.findings import Backtest
from engine.studies.backtest.observed import as_observed
from engine.studies.backtest.replaying import replay
from engine.studies.backtest.summing import Seen as Counts
from engine.studies.backtest.summing import Window, backtest_of
from engine.studies.backtest.tally import ReplayTally, decode
from engine.studies.backtest.watches import FigureWatch, FiringWatch, FitWatch
from engine.studies.backtest.work import ReplayWork, pieces
from engine.studies.conformance.summing import conformance
from engine.studies.conformance.tally import ConformanceTally
from engine.studies.conformance.tally import decode as decode_fits
from engine.studies.figures.tally import Tally
from engine.studies.figures.tally import decode as decode_figures
from engine.studies.history.case import Case, Entry, Happened
from engine.studies.history.mapping import LogFile, LogMapping
from engine.studies.history.quality import Quality
from engine.studies.sent import sent
from engine.studies.simulation.observing import Customer, Worked

from .lifecycles import compiled

A_Record = TypeVar("A_Record", bound=r.Record)

ZONE = "Etc/UTC"


def at(text: str, zone: str = ZONE) -> Instant:
    """Return an instant written as a local time."""
    return clock.parse_local(text, zone)


def observed(text: str) -> LinkedProgram:
    """Compile stages written in one text, and link them as history is replayed through them."""
    return link(as_observed(compiled(text).program))


def observed_files(files: Mapping[str, bytes]) -> LinkedProgram:
    """Compile the files of a workspace, and link them as history is replayed through them."""
    found, problems = compile_files(dict(files))
    assert found is not None, "\n".join(each.line("en") for each in problems)
    return link(as_observed(found.program))


def a_mapping(playbook: str = "stage", **more: Any) -> LogMapping:
    """Return a mapping that begins cases in a playbook."""
    said: dict[str, Any] = {
        "id": "log", "path": "mappings/log.yaml", "title": Title("历史", "History"),
        "log": LogFile("csv"), "playbook": playbook, "zone": ZONE, "case": "id",
        "columns": {}, "events": (),
    }  # fmt: skip
    return LogMapping(**{**said, **more})


def case(
    name: str,
    begins: str,
    *entries: tuple[Any, ...],
    account: str = "",
    zone: str = ZONE,
    happened: Iterable[tuple[str, str]] = (),
    **more: Any,
) -> Case:
    """Return a case: an entry is (local time, type) and, if it says anything, its data."""
    told = tuple(
        Entry(at(when, zone), kind, row, *rest)
        for row, (when, kind, *rest) in enumerate(entries, 1)
    )
    outcomes = tuple(Happened(outcome, at(when, zone)) for outcome, when in happened)
    return Case(name, account or name, "steel", at(begins, zone), told, outcomes=outcomes, **more)


class Seen:
    """An observer that keeps everything, by journey."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.customers: list[Customer] = []
        self.decisions: list[tuple[str, Signal, r.Decision, Instant]] = []
        self.journeys: dict[str, Journey] = {}
        self.left_at: list[Instant] = []

    def came(self, customer: Customer) -> None:
        """Keep who came."""
        self.customers.append(customer)

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,
        signal: Signal,
        decision: r.Decision,
        now: Instant,
    ) -> None:
        """Keep what was decided."""
        del customer, after
        self.decisions.append((before.id, signal, decision, now))

    def worked(self, worked: Worked) -> None:
        """Nobody works in history."""
        raise AssertionError(worked)

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Keep how all stand at the end."""
        del customer
        self.journeys |= {each.id: each for each in journeys}
        self.left_at.append(at)

    def records(self, kind: type[A_Record], journey: str = "") -> list[A_Record]:
        """Return all records of a kind, of one journey or of all."""
        return [
            record
            for name, _, decision, _ in self.decisions
            for record in decision.records
            if isinstance(record, kind) and journey in {"", name}
        ]


def replayed(
    program: LinkedProgram,
    cases: Iterable[Case],
    ends: str = "2026-01-01 00:00",
    mapping: LogMapping | None = None,
) -> Seen:
    """Replay cases, each account's together, and return what an observer saw."""
    accounts: dict[str, list[Case]] = {}
    for each in cases:
        accounts.setdefault(each.account, []).append(each)
    seen = Seen()
    for index, mine in enumerate(accounts.values()):
        replay(program, mapping or a_mapping(), tuple(mine), index, seen, at(ends))
    return seen


def accounts_of(cases: Iterable[Case]) -> list[tuple[Case, ...]]:
    """Return cases by account, in the order an importer hands them out."""
    accounts: dict[str, list[Case]] = {}
    for each in sorted(cases, key=lambda one: (one.account, one.begins_at, one.id)):
        accounts.setdefault(each.account, []).append(each)
    return [tuple(each) for each in accounts.values()]


def a_quality(**more: Any) -> Quality:
    """Return the quality report of a log without trouble."""
    numbers = dict.fromkeys(
        ("rows", "accepted", "rejected", "left_out", "dropped", "unused", "cases", "accounts",
         "events"), 0,
    )  # fmt: skip
    said: dict[str, Any] = {**numbers, "first_at": None, "last_at": None, **more}
    return Quality(mapping="log", log="log.csv", **said)


def found_in(
    program: LinkedProgram,
    cases: Iterable[Case],
    mapping: LogMapping | None = None,
    begins: str = "2025-01-01 00:00",
    ends: str = "2026-01-01 00:00",
    *,
    size: int = 2,
) -> tuple[ReplayTally, Backtest]:
    """Backtest cases in small pieces; return the tally with every firing, and the results."""
    mapping = mapping or a_mapping()
    window = Window(at(begins), at(ends))
    work = ReplayWork(sent(program), mapping, (FiringWatch(keeps=True), FigureWatch(), FitWatch()))
    tally, figures, fits, beyond = ReplayTally(), Tally(), ConformanceTally(), 0
    for piece in pieces(accounts_of(cases), lambda: window, size):
        firings, counts, fit = work(piece)
        tally.merge(decode(firings))
        figures.merge(decode_figures(counts))
        fits.merge(decode_fits(fit))
        beyond += piece.beyond
    seen = Counts(tally, figures, conformance(fits), a_quality(), beyond)
    return tally, backtest_of(program, mapping, window, seen)

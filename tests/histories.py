"""A kit for tests of replays: cases written by hand, and what an observer saw of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from engine.core import clock
from engine.core import records as r
from engine.core.journey import Journey, Signal
from engine.core.link import LinkedProgram, link
from engine.language.titles import Title
from engine.language.values import Instant
from engine.studies.backtest.observed import as_observed
from engine.studies.backtest.replaying import replay
from engine.studies.history.case import Case, Entry, Happened
from engine.studies.history.mapping import LogFile, LogMapping
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

"""Everything a transaction reads, on any database; how a statement is sent is the dialect's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ...language.values import Instant
from . import statements as s
from .kept import (
    AccountJournalRow,
    AccountRow,
    Backlog,
    DeliveryRow,
    DeliveryState,
    DeploymentRow,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyFilter,
    JourneyRow,
    OutboxRow,
    TaskFilter,
    TaskRow,
    WaitingRow,
    WorkerRow,
)

Row = TypeVar("Row")
Tuples = Sequence[tuple[Any, ...]]


class SqlReading(ABC):
    """A view of a database."""

    @abstractmethod
    def _fetch(self, statement: s.Statement, values: Mapping[str, Any]) -> Tuples:
        """Send a statement and return what it finds."""

    @abstractmethod
    def now(self) -> Instant:
        """Return the database's time, by which leases are measured (F20)."""

    def _one(self, row: type[Row], statement: s.Statement, **values: Any) -> Row | None:
        found = self._fetch(statement, values)
        return row(*found[0]) if found else None

    def _all(self, row: type[Row], statement: s.Statement, **values: Any) -> list[Row]:
        return [row(*each) for each in self._fetch(statement, values)]

    def _value(self, statement: s.Statement, **values: Any) -> Any:
        found = self._fetch(statement, values)
        return found[0][0] if found else None

    def _ids(self, statement: s.Statement, limit: int, without: frozenset[str], **more: Any) -> Any:
        # Those passed over are few, and a list of them would be a statement for every length.
        found = self._fetch(statement, {"limit": limit + len(without), **more})
        return [name for (name,) in found if name not in without][:limit]

    # --- programs, people, workers

    def program(self, program_id: str) -> bytes | None:
        """See :class:`~engine.runtime.store.Reading`, as for everything below."""
        found: bytes | None = self._value(s.PROGRAM, id=program_id)
        return found

    def program_ids(self) -> dict[str, int]:
        """Count the living of each program."""
        return dict(self._fetch(s.PROGRAM_IDS, {}))

    def directory(self) -> tuple[int, bytes] | None:
        """Find the newest."""
        found = self._fetch(s.DIRECTORY, {})
        return (found[0][0], found[0][1]) if found else None

    def deployments(self) -> list[DeploymentRow]:
        """List them, the newest first."""
        return self._all(DeploymentRow, s.DEPLOYMENTS)

    def workers(self) -> list[WorkerRow]:
        """List them by id."""
        return self._all(WorkerRow, s.WORKERS)

    # --- journeys

    def journey(self, journey_id: str) -> JourneyRow | None:
        """Find one."""
        return self._one(JourneyRow, s.JOURNEY, id=journey_id)

    def journeys(self) -> list[JourneyRow]:
        """List all by id."""
        return self._all(JourneyRow, s.JOURNEYS)

    def select_journeys(self, wanted: JourneyFilter, after: str, limit: int) -> list[JourneyRow]:
        """List those asked for."""
        asked = s.asked_for(wanted)
        statement = s.journeys_where(tuple(asked))
        return self._all(JourneyRow, statement, **asked, after=after, limit=limit)

    def alive(self, account: str, line: str, playbook: str, key: str) -> str | None:
        """Find the one of its combination."""
        values = {"account": account, "line": line, "playbook": playbook, "key": key}
        found: str | None = self._value(s.ALIVE, **values)
        return found

    def of_account(self, account: str, *, alive: bool) -> list[JourneyRow]:
        """List an account's."""
        statement = s.ALIVE_OF_ACCOUNT if alive else s.OF_ACCOUNT
        return self._all(JourneyRow, statement, account=account)

    def count(self, account: str, line: str, playbook: str) -> int:
        """Count all there ever were."""
        return int(self._value(s.COUNT, account=account, line=line, playbook=playbook))

    def due(self, until: Instant, limit: int, passing_over: frozenset[str]) -> list[str]:
        """List those with a timer due."""
        found: list[str] = self._ids(s.DUE, limit, passing_over, until=until)
        return found

    def next_due(self) -> Instant | None:
        """Find the first of all timers."""
        found: Instant | None = self._value(s.NEXT_DUE)
        return found

    def history(self, journey: str, first: int = 1, last: int | None = None) -> list[JournalRow]:
        """List records."""
        high = s.LAST if last is None else last
        return self._all(JournalRow, s.HISTORY, journey=journey, low=first, high=high)

    def tasks(self, wanted: TaskFilter, limit: int) -> list[TaskRow]:
        """List those asked for."""
        asked = s.asked_for(wanted)
        found = self._fetch(s.tasks_where(tuple(asked)), {**asked, "limit": limit})
        return [TaskRow(*_flagged(each, -1)) for each in found]

    # --- accounts

    def account(self, account_id: str) -> AccountRow | None:
        """Find one."""
        return self._one(AccountRow, s.ACCOUNT, id=account_id)

    def account_ids(self, after: str, limit: int) -> list[str]:
        """List ids."""
        found: list[str] = self._ids(s.ACCOUNT_IDS, limit, frozenset(), after=after)
        return found

    def account_history(
        self, account: str, first: int = 1, last: int | None = None
    ) -> list[AccountJournalRow]:
        """List records."""
        high = s.LAST if last is None else last
        values = {"account": account, "low": first, "high": high}
        return self._all(AccountJournalRow, s.ACCOUNT_HISTORY, **values)

    def account_records(self, journey: str, decision: int) -> list[AccountJournalRow]:
        """List those of one decision."""
        values = {"journey": journey, "decision": decision}
        return self._all(AccountJournalRow, s.ACCOUNT_RECORDS, **values)

    def personal_key(self, account: str) -> bytes | None:
        """Find it."""
        found: bytes | None = self._value(s.PERSONAL_KEY, account=account)
        return found

    def personal(self, account: str) -> dict[str, str]:
        """List values by name."""
        return dict(self._fetch(s.PERSONAL, {"account": account}))

    # --- signals

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        """Find the answer."""
        values = {"journey": journey, "source": source, "signal_id": signal_id}
        return self._one(InboxRow, s.ANSWERED, **values)

    def answers(self, journey: str) -> list[InboxRow]:
        """List all of a journey."""
        return self._all(InboxRow, s.ANSWERS, journey=journey)

    def asked(self, account: str, source: str, signal_id: str) -> InboxRow | None:
        """Find the answer."""
        values = {"account": account, "source": source, "signal_id": signal_id}
        return self._one(InboxRow, s.ASKED, **values)

    def waiting(self, journey: str) -> list[WaitingRow]:
        """List them in order."""
        return self._all(WaitingRow, s.WAITING, journey=journey)

    def waiting_journeys(self, limit: int, passing_over: frozenset[str]) -> list[str]:
        """List them, the longest waiting first."""
        found: list[str] = self._ids(s.WAITING_JOURNEYS, limit, passing_over)
        return found

    def attempts(self, journeys: Sequence[str]) -> dict[str, int]:
        """Count the begun and not ended."""
        counted = {each: self._value(s.ATTEMPTS, journey=each) for each in journeys}
        return {journey: begun for journey, begun in counted.items() if begun}

    # --- effects and incidents

    def outbox(self, journey: str, first: int, last: int) -> list[OutboxRow]:
        """List effects."""
        return self._all(OutboxRow, s.OUTBOX, journey=journey, low=first, high=last)

    def pending_effects(self, limit: int) -> list[OutboxRow]:
        """List those without a route."""
        return self._all(OutboxRow, s.PENDING_EFFECTS, limit=limit)

    def effect(self, journey: str, record: int, index: int) -> OutboxRow | None:
        """Find one."""
        return self._one(OutboxRow, s.EFFECT, journey=journey, record=record, index=index)

    def deliveries(
        self, states: Sequence[DeliveryState], limit: int, journey: str | None = None
    ) -> list[DeliveryRow]:
        """List those in the states."""
        values: dict[str, Any] = {f"state{n}": state for n, state in enumerate(states)}
        if journey is not None:
            values["journey"] = journey
        statement = s.deliveries_in(len(states), of_journey=journey is not None)
        return delivery_rows(self._fetch(statement, {**values, "limit": limit}))

    def backlog(self) -> Backlog:
        """Count."""
        ((waiting, since),) = self._fetch(s.WAITING_COUNT, {})
        deliveries: dict[DeliveryState, int] = dict(self._fetch(s.DELIVERY_COUNTS, {}))
        effects, incidents = self._value(s.PENDING_COUNT), self._value(s.OPEN_INCIDENTS)
        return Backlog(waiting, since, effects, deliveries, incidents)

    def next_delivery(self) -> Instant | None:
        """Find the first of both kinds."""
        firsts = (self._value(s.NEXT_UNSENT), self._value(s.NEXT_LEASED))
        return min((each for each in firsts if each is not None), default=None)

    def incidents(self) -> list[IncidentRow]:
        """List all."""
        return self._all(IncidentRow, s.INCIDENTS)

    def strays(self, limit: int) -> list[tuple[str, str]]:
        """List table and id."""
        return [(table, of) for table, of in self._fetch(s.STRAYS, {"limit": limit})]


def delivery_rows(found: Tuples) -> list[DeliveryRow]:
    """Return deliveries as read."""
    return [DeliveryRow(*_flagged(each, -2)) for each in found]


def _flagged(found: tuple[Any, ...], place: int) -> list[Any]:
    """Return a row with yes or no in one place: not every database has a type for it."""
    row = list(found)
    row[place] = bool(row[place])
    return row

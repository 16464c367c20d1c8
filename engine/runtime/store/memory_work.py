"""What is to be done, without a disk: signals, tasks, effects and deliveries, incidents."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest

from msgspec.structs import replace

from ...language.values import Instant
from .. import clock
from .kept import (
    DeliveryRow,
    DeliveryState,
    InboxRow,
    IncidentRow,
    OutboxRow,
    TaskFilter,
    TaskRow,
    WaitingRow,
)
from .memory_tables import DeliveryId, Tables, test_for


class Work(Tables):
    """What is to be done: signals, tasks, effects and their deliveries, incidents."""

    def answered(self, journey: str, source: str, signal_id: str) -> InboxRow | None:
        """Find the answer."""
        return self._inbox.get((journey, source, signal_id))

    def answers(self, journey: str) -> list[InboxRow]:
        """List all of a journey."""
        return [row for key, row in sorted(self._inbox.items()) if key[0] == journey]

    def strays(self, limit: int) -> list[tuple[str, str]]:
        """List table and id."""
        spoken = {
            ("account_journal", of) for of in self._account_journal if of not in self._accounts
        }
        of_journeys = {
            "incidents": {key[0] for key in self._incidents}, "journal": set(self._journal),
            "inbox": {key[0] for key in self._inbox if "/" in key[0]},
            "outbox": set(self._outbox), "tasks": {key[0] for key in self._tasks},
            "waiting": {of for of, rows in self._waiting.items() if rows},
        }  # fmt: skip
        for table, known in of_journeys.items():
            spoken |= {(table, of) for of in known if of not in self._journeys}
        return sorted(spoken)[:limit]

    def asked(self, account: str, source: str, signal_id: str) -> InboxRow | None:
        """Find the answer."""
        return self._asked.get((account, source, signal_id))

    def add_answer(self, row: InboxRow) -> None:
        """Keep it."""
        self._add(self._inbox, (row.journey, row.source, row.signal_id), row)
        if row.account is not None:
            self._add(self._asked, (row.account, row.source, row.signal_id), row)

    def waiting(self, journey: str) -> list[WaitingRow]:
        """List them in order."""
        return sorted(self._waiting.get(journey, ()), key=lambda row: row.number)

    def waiting_journeys(self, limit: int, passing_over: frozenset[str]) -> list[str]:
        """List them, the longest waiting first."""
        found = (
            (min(row.accepted_at for row in rows), journey)
            for journey, rows in self._waiting.items()
            if journey not in passing_over
        )
        return [name for _, name in nsmallest(limit, found)]

    def add_waiting(self, rows: list[WaitingRow]) -> None:
        """Keep them."""
        for row in rows:
            self._append(self._waiting, row.journey, row, lambda each: each.number)

    def drop_waiting(self, journey: str, number: int) -> None:
        """Delete it."""
        held = self._waiting.get(journey, ())
        left = tuple(row for row in held if row.number != number)
        if left:
            self._put(self._waiting, journey, left)
        else:
            self._drop(self._waiting, journey)

    def attempts(self, journeys: Sequence[str]) -> dict[str, int]:
        """Count the begun and not ended."""
        return {each: self._attempts[each] for each in journeys if each in self._attempts}

    def begin_attempts(self, journeys: Sequence[str]) -> None:
        """Count up."""
        for each in journeys:
            self._put(self._attempts, each, self._attempts.get(each, 0) + 1)

    def end_attempts(self, journeys: Sequence[str]) -> None:
        """Delete the counts."""
        for each in journeys:
            self._drop(self._attempts, each)

    def tasks(self, wanted: TaskFilter, limit: int) -> list[TaskRow]:
        """List those asked for."""
        fits = test_for(wanted, "is_overdue", "due_by")
        due_by = wanted.due_by
        found = (
            row
            for row in self._tasks.values()
            if fits(row)
            and (row.is_overdue or not wanted.is_overdue)
            and (due_by is None or (row.due_at is not None and row.due_at <= due_by))
        )
        return nsmallest(limit, found, key=_by_due)

    def save_tasks(self, rows: list[TaskRow], gone: list[tuple[str, str]]) -> None:
        """Put and delete."""
        for key in gone:
            self._drop(self._tasks, tuple(key))
        for row in rows:
            self._put(self._tasks, (row.journey, row.id), row)

    def outbox(self, journey: str, first: int, last: int) -> list[OutboxRow]:
        """List effects."""
        rows = (row for row in self._outbox.get(journey, ()) if first <= row.record <= last)
        return sorted(rows, key=lambda row: (row.record, row.index))

    def pending_effects(self, limit: int) -> list[OutboxRow]:
        """List those without a route."""
        found = (row for rows in self._outbox.values() for row in rows if row.state == "pending")
        return nsmallest(limit, found, key=lambda row: (row.journey, row.record, row.index))

    def effect(self, journey: str, record: int, index: int) -> OutboxRow | None:
        """Find one."""
        found = (row for row in self.outbox(journey, record, record) if row.index == index)
        return next(found, None)

    def add_effects(self, rows: list[OutboxRow]) -> None:
        """Queue them."""
        for row in rows:
            self._append(self._outbox, row.journey, row, lambda each: (each.record, each.index))

    def route(self, rows: list[OutboxRow], deliveries: list[DeliveryRow]) -> None:
        """Mark and queue."""
        routed = {(row.journey, row.record, row.index) for row in rows}
        for journey in sorted({row.journey for row in rows}):
            held = self._outbox.get(journey, ())
            self._put(
                self._outbox,
                journey,
                tuple(
                    replace(row, state="routed")
                    if (journey, row.record, row.index) in routed
                    else row
                    for row in held
                ),
            )
        for row in deliveries:
            if _delivery_id(row) not in self._deliveries:
                self._put(self._deliveries, _delivery_id(row), row)

    def deliveries(
        self, states: Sequence[DeliveryState], limit: int, journey: str | None = None
    ) -> list[DeliveryRow]:
        """List those in the states."""
        found = (
            row
            for row in self._deliveries.values()
            if row.state in states and journey in {None, row.journey}
        )
        return nsmallest(limit, found, key=lambda row: (row.due_at, *_delivery_id(row)))

    def next_delivery(self) -> Instant | None:
        """Find the first of both kinds."""
        whens = {"pending": "due_at", "sending": "lease_until"}
        found = (
            getattr(row, whens[row.state])
            for row in self._deliveries.values()
            if row.state in whens
        )
        return min(found, default=None)

    def lease_deliveries(self, until: Instant, limit: int, seconds: float) -> list[DeliveryRow]:
        """Take those whose lease has run out first: they have waited longest."""
        now = self.now()
        every = self._deliveries.values()
        run_out = (row for row in every if row.state == "sending" and row.lease_until <= now)
        unsent = (row for row in every if row.state == "pending" and row.due_at <= until)
        found = nsmallest(limit, run_out, key=lambda row: row.lease_until)
        found += nsmallest(limit - len(found), unsent, key=lambda row: row.due_at)
        leased = [
            replace(row, state="sending", attempts=row.attempts + 1, fence=row.fence + 1,
                    lease_until=now + int(seconds * 1_000_000))
            for row in found
        ]  # fmt: skip
        for row in leased:
            self._put(self._deliveries, _delivery_id(row), row)
        return leased

    def save_delivery(self, row: DeliveryRow) -> bool:
        """Write it, if the fence still is its own."""
        held = self._deliveries.get(_delivery_id(row))
        if held is None or held.fence != row.fence:
            return False
        self._put(self._deliveries, _delivery_id(row), replace(row, is_once=held.is_once))
        return True

    def incidents(self) -> list[IncidentRow]:
        """List all."""
        return [self._incidents[key] for key in sorted(self._incidents)]

    def add_incidents(self, rows: list[IncidentRow]) -> None:
        """Keep them."""
        for row in rows:
            self._add(self._incidents, (row.journey, row.record), row)

    def set_incident(self, journey: str, record: int, state: str) -> bool:
        """Write the state."""
        held = self._incidents.get((journey, record))
        if held is not None:
            self._put(self._incidents, (journey, record), replace(held, state=state))
        return held is not None

    def now(self) -> Instant:
        """Return this machine's time."""
        return clock.now()


def _delivery_id(row: DeliveryRow) -> DeliveryId:
    return row.journey, row.record, row.index, row.target


def _by_due(row: TaskRow) -> tuple[bool, Instant, str, str]:
    return row.due_at is None, row.due_at or 0, row.journey, row.id

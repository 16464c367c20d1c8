"""The rows a store keeps, and what they are asked for by; a store decides nothing (S7)."""

from __future__ import annotations

from typing import Literal

import msgspec

from ...language.values import Instant

Status = Literal["running", "dormant", "ended"]


class JourneyRow(msgspec.Struct, frozen=True):
    """Where a journey stands; ``version`` is the number of its last record (S7.1).

    ``stalls`` is how many stalls are open, ``head`` the hash of its last record (Z11).
    """

    id: str
    account: str
    line: str
    playbook: str
    key: str
    program: str
    version: int
    status: Status
    next_due: Instant | None
    shard: int
    snapshot: bytes
    began_at: Instant = 0
    stalls: int = 0
    head: bytes = b""


class JournalRow(msgspec.Struct, frozen=True):
    """One record of a journey, with why it was made; appended, never changed (S7.4).

    ``hash`` covers the record, its reason and the hash before it: nobody can change one
    record, or take one out, without changing all that follow (Z11).
    """

    journey: str
    number: int
    record: str
    why: str
    hash: bytes = b""


class AccountRow(msgspec.Struct, frozen=True):
    """What is known of an account; ``origin`` is what was known before its first record.

    ``head`` is the hash of its last record.
    """

    id: str
    version: int
    origin: bytes
    snapshot: bytes
    head: bytes = b""


class AccountJournalRow(msgspec.Struct, frozen=True):
    """One record of an account, and the decision that made it: journey and first record.

    What was told of the account itself, by nobody's journey, has no journey (S7.9).
    """

    account: str
    number: int
    journey: str
    decision: int
    record: str
    hash: bytes = b""


class InboxRow(msgspec.Struct, frozen=True):
    """A signal that was answered: its body's digest, and where the answer is (S7.2).

    ``account`` is set for the signals that asked for a journey: they are found by it.
    """

    journey: str
    source: str
    signal_id: str
    account: str | None
    digest: str
    outcome: str
    first: int
    last: int


class OutboxRow(msgspec.Struct, frozen=True):
    """An effect to be performed; journey, record and index are its id (S7.3).

    ``pending`` until a worker has said where it goes (one :class:`DeliveryRow` a target), then
    ``routed``; ``done`` from the start is what concerns only other journeys of the store.
    """

    journey: str
    record: int
    index: int
    effect: str
    state: str = "pending"


class IncidentRow(msgspec.Struct, frozen=True):
    """Something a person must look at, found without reading journals."""

    journey: str
    record: int
    at: Instant
    code: str
    about: str
    state: str = "open"


class WaitingRow(msgspec.Struct, frozen=True):
    """A signal that is accepted and not decided yet; its journey takes them by number (S7.9)."""

    journey: str
    number: int
    signal: str
    accepted_at: Instant


class TaskRow(msgspec.Struct, frozen=True):
    """A piece of work as people ask for it; what it is in full stands in the journey."""

    journey: str
    id: str
    account: str
    name: str
    owner: str
    role: str
    status: str
    opened_at: Instant
    due_at: Instant | None
    is_overdue: bool


DeliveryState = Literal["pending", "sending", "done", "dead", "unknown", "dropped"]


class DeliveryRow(msgspec.Struct, frozen=True):
    """One effect on its way to one target (S7.3).

    ``attempts`` are counted before each attempt. While ``sending`` it is leased until
    ``lease_until``; ``fence`` rises with each lease, and who holds an older one may not write.
    ``dead`` after its last attempt, ``unknown`` where an ``is_once`` attempt did not end.
    """

    journey: str
    record: int
    index: int
    target: str
    state: DeliveryState = "pending"
    attempts: int = 0
    due_at: Instant = 0
    lease_until: Instant = 0
    fence: int = 0
    is_once: bool = False
    error: str = ""


class DeploymentRow(msgspec.Struct, frozen=True):
    """A program published here, with the titles of all in it; the newest serves new journeys."""

    number: int
    program: str
    at: Instant
    by: str
    legend: bytes


class WorkerRow(msgspec.Struct, frozen=True):
    """A worker that is running, or was when it was last seen."""

    id: str
    started_at: Instant
    seen_at: Instant
    host: str
    version: str


class JourneyFilter(msgspec.Struct, frozen=True):
    """Which journeys are asked for; what is left out is not asked about."""

    account: str | None = None
    line: str | None = None
    playbook: str | None = None
    key: str | None = None
    status: Status | None = None
    program: str | None = None
    is_stalled: bool = False


class TaskFilter(msgspec.Struct, frozen=True):
    """Which tasks are asked for; what is left out is not asked about."""

    owner: str | None = None
    role: str | None = None
    account: str | None = None
    journey: str | None = None
    status: str | None = None
    is_overdue: bool = False
    due_by: Instant | None = None


class Backlog(msgspec.Struct, frozen=True):
    """How much is to be done; ``deliveries`` by state, those that are done left out."""

    waiting: int = 0
    waiting_since: Instant | None = None
    effects: int = 0
    deliveries: dict[DeliveryState, int] = {}
    incidents: int = 0

"""Records: what was decided, in the order it was decided. Output, durable, append-only (S7.4).

``at`` is always the instant the thing counts from: when a signal happened, when a timer
was due (S1.3). Records carry the values that were used (S1.2), never text.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ..language.values import Instant, Value
from .journey import Climb, Occurrence, Signal, Task, Timer


class _Record(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record"):
    at: Instant


class JourneyStarted(_Record, frozen=True, tag="journey_started"):
    """A journey began under one program (S8.1)."""

    program: str
    account: str
    line: str
    key: str
    playbook: str


class SignalTaken(_Record, frozen=True, tag="signal_taken"):
    """A signal arrived, or one of ours counted as another (source ``engine``).

    ``is_awaited``: a touchpoint starts after it, so the visit remembers when it came.
    """

    type: str
    taken_at: Instant
    source: str = "engine"
    id: str = ""
    by: str = ""
    data: dict[str, Value] = {}
    is_awaited: bool = False


class SignalIgnored(_Record, frozen=True, tag="signal_ignored"):
    """Nobody waited for it; ``reason`` says why (S1.7)."""

    type: str
    reason: str


class SignalRefused(_Record, frozen=True, tag="signal_refused"):
    """It could not be taken: what is missing or mistyped; nothing else changed (S4.3)."""

    type: str
    taken_at: Instant
    reason: str
    source: str = "engine"
    id: str = ""
    by: str = ""
    names: tuple[str, ...] = ()


class FactSet(_Record, frozen=True, tag="fact_set"):
    """A fact became known or changed."""

    name: str
    value: Value


class DocumentBrought(_Record, frozen=True, tag="document_brought"):
    """A document is there."""

    name: str


class StateLeft(_Record, frozen=True, tag="state_left"):
    """A visit of a state ended; timers of the visit end with it."""

    track: str
    state: str
    visit: int


class StateEntered(_Record, frozen=True, tag="state_entered"):
    """A visit of a state began; ``used`` are the facts its guards read."""

    track: str
    state: str
    visit: int
    by: str = ""
    used: dict[str, Value] = {}


class MovePending(_Record, frozen=True, tag="move_pending"):
    """A move waits for documents or facts (S1.8)."""

    track: str
    signal: str
    blockers: tuple[str, ...]
    to: str = ""


class MoveDropped(_Record, frozen=True, tag="move_dropped"):
    """A pending move is no longer possible."""

    track: str
    signal: str


class MoveCounted(_Record, frozen=True, tag="move_counted"):
    """A bounded move was taken once more."""

    move: str


class TaskPlanned(_Record, frozen=True, tag="task_planned"):
    """A task is known and waits for its start."""

    task: Task


class TaskOpened(_Record, frozen=True, tag="task_opened"):
    """A task can be worked on."""

    id: str
    name: str
    role: str
    owner: str
    due_at: Instant | None = None


class TaskDone(_Record, frozen=True, tag="task_done"):
    """A task was completed."""

    id: str
    name: str
    outcome: str = ""
    by: str = ""


class TaskCancelled(_Record, frozen=True, tag="task_cancelled"):
    """A task ended without being done."""

    id: str
    name: str
    reason: Literal["left", "condition", "stall_ended", "once"] = "left"


class TaskReminded(_Record, frozen=True, tag="task_reminded"):
    """The owner was reminded of a deadline to come."""

    id: str
    name: str


class TaskOverdue(_Record, frozen=True, tag="task_overdue"):
    """A deadline passed."""

    id: str
    name: str


class TaskReassigned(_Record, frozen=True, tag="task_reassigned"):
    """Ownership moved."""

    id: str
    name: str
    role: str
    owner: str


class TimerArmed(_Record, frozen=True, tag="timer_armed"):
    """A deadline began to run."""

    timer: Timer


class TimerFired(_Record, frozen=True, tag="timer_fired"):
    """A deadline came due; ``taken_at`` is later than ``at`` after downtime (S3.10)."""

    id: str
    taken_at: Instant


class TimerDisarmed(_Record, frozen=True, tag="timer_disarmed"):
    """A deadline was withdrawn while its scope goes on."""

    id: str


class TimerHeld(_Record, frozen=True, tag="timer_held"):
    """A deadline is on hold for ``reason``."""

    id: str
    reason: str


class TimerReleased(_Record, frozen=True, tag="timer_released"):
    """One hold ended; when it was the last, the deadline runs to ``due_at`` (S3.5)."""

    id: str
    reason: str
    due_at: Instant


class Stalled(_Record, frozen=True, tag="stalled"):
    """Silence went beyond its limit."""

    occurrence: Occurrence
    state: str


StallOutcome = Literal["recovered", "lost", "left", "gave_up"]


class StallEnded(_Record, frozen=True, tag="stall_ended"):
    """A stall is over."""

    id: str
    stall: str
    outcome: StallOutcome


class ClimbStarted(_Record, frozen=True, tag="climb_started"):
    """A ladder begins to be climbed."""

    climb: Climb


class Escalated(_Record, frozen=True, tag="escalated"):
    """A tier was reached."""

    climb: str
    tier: str
    level: str
    do: str
    role: str
    person: str
    used: dict[str, Value] = {}


class TierSkipped(_Record, frozen=True, tag="tier_skipped"):
    """A tier was passed over."""

    climb: str
    tier: str
    reason: Literal["condition", "owner_level", "nobody"]
    used: dict[str, Value] = {}


class ClimbQuieted(_Record, frozen=True, tag="climb_quieted"):
    """Somebody acknowledged; the climb stops until ``until``."""

    climb: str
    by: str
    until: Instant


class ClimbEnded(_Record, frozen=True, tag="climb_ended"):
    """What was escalated is over."""

    climb: str


class RecoveryStarted(_Record, frozen=True, tag="recovery_started"):
    """A recovery play began."""

    stall: str
    play: str


class JourneyPaused(_Record, frozen=True, tag="journey_paused"):
    """Somebody paused the journey: every timer is held (S3.6)."""

    reason: str = ""


class JourneyResumed(_Record, frozen=True, tag="journey_resumed"):
    """The journey goes on."""

    reason: str = ""


class JourneyEnded(_Record, frozen=True, tag="journey_ended"):
    """An end state was reached."""

    state: str
    outcome: Literal["success", "lost", "dormant"]


class JourneyWoken(_Record, frozen=True, tag="journey_woken"):
    """A dormant journey goes on (S5.4)."""

    by: str


class IncidentRaised(_Record, frozen=True, tag="incident_raised"):
    """Something a person must look at; ``code`` names it, ``key`` the playbook line (S1.9).

    ``signal``, ``source`` and ``id`` name what was being taken. Where nothing of it could be
    taken, ``parked`` is the whole signal: it can be sent again, under a new id, once the
    playbook is mended.
    """

    code: str
    key: str = ""
    names: tuple[str, ...] = ()
    signal: str = ""
    source: str = ""
    id: str = ""
    taken_at: Instant = 0
    parked: Signal | None = None


Record = (
    JourneyStarted | SignalTaken | SignalIgnored | SignalRefused | FactSet | DocumentBrought
    | StateLeft | StateEntered | MovePending | MoveDropped | MoveCounted
    | TaskPlanned | TaskOpened | TaskDone | TaskCancelled | TaskReminded | TaskOverdue
    | TaskReassigned | TimerArmed | TimerFired | TimerDisarmed | TimerHeld | TimerReleased
    | Stalled | StallEnded | ClimbStarted | Escalated | TierSkipped | ClimbQuieted | ClimbEnded
    | RecoveryStarted | JourneyPaused | JourneyResumed | JourneyEnded | JourneyWoken
    | IncidentRaised
)  # fmt: skip


class Notify(msgspec.Struct, frozen=True, omit_defaults=True, tag="notify", tag_field="effect"):
    """Tell a person; ``record`` and ``index`` with the journey are the effect's id (S7.3)."""

    record: int
    index: int
    reason: Literal["assigned", "reminded", "escalated", "taken_over", "incident"]
    role: str
    person: str
    about: str


Effect = Notify


class Why(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a record was made: the playbook line and the values read; rendered on request (S6.4)."""

    record: int
    key: str
    used: dict[str, Value] = {}
    unknown: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True):
    """What one signal led to."""

    outcome: Literal["taken", "ignored", "refused", "incident", "nothing"]
    records: tuple[Record, ...] = ()
    account_records: tuple[FactSet, ...] = ()
    effects: tuple[Effect, ...] = ()
    why: tuple[Why, ...] = ()


def encode_records(records: tuple[Record, ...]) -> list[bytes]:
    """Return each record as JSON, one form per value."""
    return [msgspec.json.encode(record, order="sorted") for record in records]


def decode_record(data: bytes | str) -> Record:
    """Read a record back.

    Raises:
        msgspec.ValidationError: the bytes are not a record of this version.
    """
    return msgspec.json.decode(data, type=Record)  # type: ignore[no-any-return]  # union alias

"""Records: what was decided, in the order it was decided. Output, durable, append-only (S7.4).

``at`` is always the instant the thing counts from: when a signal happened, when a timer
was due (S1.3). Records carry the values that were used (S1.2), never text. One module per
area; here stand the union of all, and the decision that carries them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

import msgspec

from ...language.values import Value
from ..kept import Kept
from .base import Base
from .contacts import (
    ContactDeferred,
    ContactHeld,
    ContactReleased,
    ContactReserved,
    ContactSkipped,
    ContactSpent,
)
from .effects import Effect, Notify, NotifyReason, Send, SendMessage, Start
from .items import ItemOpened
from .journeys import (
    DocumentBrought,
    DocumentDated,
    Expired,
    FactSet,
    IncidentRaised,
    JourneyEnded,
    JourneyPaused,
    JourneyResumed,
    JourneyStarted,
    JourneyWoken,
    PersonalErased,
    SignalIgnored,
    SignalRefused,
    SignalTaken,
)
from .links import (
    Deviated,
    ExitTaken,
    JourneyClosed,
    JourneySeeded,
    OnwardPending,
    SeedMerged,
    SeedRefused,
    StageEnded,
    StageEntered,
    TouchpointPassedOver,
)
from .logic import (
    AbsenceAnswered,
    AccountTagged,
    ActionSkipped,
    ActionsSent,
    HeldReason,
    Notified,
    PatternHeldBack,
    PatternMatched,
    RuleFired,
    RuleHeldBack,
    RuleOver,
    SignalSighted,
    SkippedReason,
)
from .moves import MoveCounted, MoveDropped, MovePending, StateEntered, StateLeft, TimedOut
from .silence import (
    ClimbEnded,
    ClimbQuieted,
    ClimbStarted,
    Escalated,
    NoticeGiven,
    RecoverySkipped,
    RecoveryStarted,
    Stalled,
    StallEnded,
    StallOutcome,
    TierSkipped,
    Unfounded,
)
from .tasks import (
    MessageSent,
    RoundsLeftOut,
    TaskCancelled,
    TaskDone,
    TaskInTime,
    TaskOpened,
    TaskOverdue,
    TaskPlanned,
    TaskReassigned,
    TaskReminded,
    TaskSkipped,
    WhyLeftOut,
)
from .timers import (
    TimerArmed,
    TimerDisarmed,
    TimerFired,
    TimerHeld,
    TimerMoved,
    TimerReleased,
)
from .watch import (
    ClockOverdue,
    ClockReminded,
    ClockStarted,
    ClockStopped,
    HoldBegan,
    HoldEnded,
    VariantsChosen,
)

__all__ = [
    "AbsenceAnswered", "AccountRecord", "AccountTagged", "ActionSkipped", "ActionsSent",
    "Base", "ClimbEnded", "ClimbQuieted", "ClimbStarted", "ClockOverdue", "ClockReminded",
    "ClockStarted", "ClockStopped", "ContactDeferred", "ContactHeld", "ContactReleased",
    "ContactReserved", "ContactSkipped", "ContactSpent", "Decision", "Deviated",
    "DocumentBrought", "DocumentDated", "Effect", "Escalated", "ExitTaken", "Expired",
    "FactSet", "HeldReason", "HoldBegan", "HoldEnded", "IncidentRaised", "ItemOpened",
    "JourneyClosed", "JourneyEnded", "JourneyPaused", "JourneyResumed", "JourneySeeded",
    "JourneyStarted", "JourneyWoken", "MessageSent", "MoveCounted", "MoveDropped",
    "MovePending", "NoticeGiven", "Notified", "Notify", "NotifyReason", "OnwardPending",
    "Outcome", "PatternHeldBack", "PatternMatched", "PersonalErased", "Record", "RecoverySkipped",
    "RecoveryStarted", "RoundsLeftOut", "RuleFired", "RuleHeldBack", "RuleOver", "SeedMerged",
    "SeedRefused", "Send", "SendMessage", "SignalIgnored", "SignalRefused", "SignalSighted",
    "SignalTaken", "SkippedReason", "StageEnded", "StageEntered", "StallEnded", "StallOutcome",
    "Stalled", "Start", "StateEntered", "StateLeft", "TaskCancelled", "TaskDone", "TaskInTime",
    "TaskOpened", "TaskOverdue", "TaskPlanned", "TaskReassigned", "TaskReminded",
    "TaskSkipped", "TierSkipped", "TimedOut", "TimerArmed", "TimerDisarmed", "TimerFired",
    "TimerHeld", "TimerMoved", "TimerReleased", "TouchpointPassedOver", "Unfounded",
    "VariantsChosen", "Why", "WhyLeftOut", "decode_account_record", "decode_effect",
    "decode_record", "encode_records",
]  # fmt: skip

Record = (
    JourneyStarted | SignalTaken | SignalIgnored | SignalRefused | FactSet | DocumentBrought
    | StateLeft | StateEntered | MovePending | MoveDropped | MoveCounted | TaskPlanned
    | TaskOpened | TaskDone | TaskCancelled | TaskReminded | TaskOverdue | TaskReassigned
    | TimerArmed | TimerFired | TimerDisarmed | TimerHeld | TimerReleased | Stalled | StallEnded
    | ClimbStarted | Escalated | TierSkipped | ClimbQuieted | ClimbEnded | RecoveryStarted
    | JourneyPaused | JourneyResumed | JourneyEnded | JourneyWoken | IncidentRaised | RuleFired
    | RuleHeldBack | RuleOver | SignalSighted | PatternMatched | PatternHeldBack
    | AbsenceAnswered | Notified | ActionSkipped | ActionsSent | NoticeGiven | RecoverySkipped
    | Unfounded | TimerMoved | HoldBegan | HoldEnded | ClockStarted | ClockReminded
    | ClockOverdue | ClockStopped | VariantsChosen | ItemOpened | TaskInTime | TimedOut
    | RoundsLeftOut | DocumentDated | Expired | StageEnded | StageEntered | OnwardPending
    | JourneySeeded | SeedMerged | SeedRefused | ExitTaken | JourneyClosed | Deviated
    | TouchpointPassedOver | TaskSkipped | MessageSent
)  # fmt: skip

AccountRecord = (
    FactSet | AccountTagged | SignalSighted | PatternMatched | PatternHeldBack | AbsenceAnswered
    | ContactReserved | ContactDeferred | ContactHeld | ContactSkipped | ContactSpent
    | ContactReleased | PersonalErased
)  # fmt: skip
"""What a decision may say of the account, which all its journeys share."""

Outcome = Literal["taken", "ignored", "refused", "incident", "nothing"]


class Why(Kept, frozen=True):
    """Why a record was made: the playbook line and the values read; rendered on request (S6.4)."""

    record: int
    key: str
    used: dict[str, Value] = {}
    unknown: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What one signal led to."""

    outcome: Outcome
    records: tuple[Record, ...] = ()
    account_records: tuple[AccountRecord, ...] = ()
    effects: tuple[Effect, ...] = ()
    why: tuple[Why, ...] = ()


_encode = msgspec.json.Encoder(order="sorted").encode


def encode_records(records: Sequence[Record | AccountRecord]) -> list[bytes]:
    """Return each record as JSON, one form per value."""
    return [_encode(record) for record in records]


# Made once and when first needed: reading what a union is takes longer than reading a record.


@cache
def _records() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Record)


@cache
def _account_records() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(AccountRecord)


@cache
def _effects() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Effect)


def decode_record(data: bytes | str) -> Record:
    """Read a record back.

    Raises:
        msgspec.ValidationError: the bytes are not a record of this version.
    """
    return _records().decode(data)  # type: ignore[no-any-return]  # a union is no type


def decode_account_record(data: bytes | str) -> AccountRecord:
    """Read a record of an account back.

    Raises:
        msgspec.ValidationError: the bytes are not a record of this version.
    """
    return _account_records().decode(data)  # type: ignore[no-any-return]  # a union is no type


def decode_effect(data: bytes | str) -> Effect:
    """Read an effect back.

    Raises:
        msgspec.ValidationError: the bytes are not an effect of this version.
    """
    return _effects().decode(data)  # type: ignore[no-any-return]  # a union is no type

"""One decision: what it led to, how it is found again, and what is done where it fails."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Self

from ..core.decide import Step, step
from ..core.journey import Context, Journey, Signal
from ..core.link import LinkedProgram
from ..core.records import Decision, IncidentRaised, SignalIgnored, SignalRefused
from ..language.values import Instant
from . import rows
from .failures import RefusedError
from .poison import parked
from .store import InboxRow, Reading

CrashPoint = Callable[[str], None]

CRASH_POINTS = (
    "before-begin", "after-begin", "after-read", "after-decide", "after-records",
    "after-snapshot", "after-account", "after-effects", "before-commit", "after-commit",
)  # fmt: skip
"""The instants of a step at which a test may end the process (F1)."""


class Receipt(Decision, frozen=True):
    """What one signal led to, and where it is kept.

    ``is_duplicate``: the signal had been answered before, and this is the first answer
    (S7.2). ``first`` is the number of the decision's first record in its journey.
    """

    journey: str = ""
    first: int = 1
    is_duplicate: bool = False

    @property
    def last(self) -> int:
        """The number of the last record; one less than ``first`` where there is none."""
        return self.first + len(self.records) - 1

    @property
    def reason(self) -> str:
        """Why it was refused, ignored or parked, such as ``task-not-open``; empty where taken."""
        if self.outcome in {"taken", "nothing"}:
            return ""
        for record in reversed(self.records):
            if isinstance(record, SignalRefused | SignalIgnored):
                return record.reason
            if isinstance(record, IncidentRaised):
                return record.code
        return ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the :attr:`reason` is about: the fields, documents or tasks it names."""
        for record in reversed(self.records):
            if isinstance(record, SignalRefused | IncidentRaised):
                return record.names
        return ()

    def expect_taken(self) -> Self:
        """Return this receipt if the signal was taken.

        Raises:
            RefusedError: it was refused, ignored or parked; that is recorded, nothing else.
        """
        if self.outcome in {"refused", "ignored", "incident"}:
            raise RefusedError(self.reason, self.names)
        return self

    def decision(self) -> Decision:
        """Return the bare decision, as the core made it."""
        return Decision(self.outcome, self.records, self.account_records, self.effects, self.why)


def step_or_park(
    program: LinkedProgram, context: Context, journey: Journey, signal: Signal, now: Instant
) -> Step:
    """Decide; a signal on which the engine itself fails is parked as an incident.

    One journey's bad luck must not stop the others (P8), and a timer that fails must not
    come due again for ever.
    """
    try:
        return step(program, context, journey, signal, now)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is this journey's alone
        return parked(journey, signal, now, "engine-fault", _blamed(error))


def _blamed(error: Exception) -> tuple[str, str]:
    """Return what failed and where: never what it says, which may quote a person (Z6)."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return type(error).__name__, f"{Path(frame.filename).name}:{frame.lineno}"


def answer(receipt: Receipt, signal: Signal, account: str | None, digest: str) -> InboxRow:
    """Return the row by which a repeat of the signal finds the first answer (S7.2)."""
    return InboxRow(
        receipt.journey, signal.source, signal.id, account, digest,
        receipt.outcome, receipt.first, receipt.last,
    )  # fmt: skip


def recall(reading: Reading, row: InboxRow) -> Receipt:
    """Return the first answer to a signal again, marked as a duplicate (S7.2)."""
    journal = reading.history(row.journey, row.first, row.last)
    made = reading.account_records(row.journey, row.first) if journal else []
    return Receipt(
        row.outcome,  # type: ignore[arg-type]  # written from a decision's outcome
        rows.read_records(reading, journal),
        rows.read_account_records(reading, made),
        rows.read_effects(reading, reading.outbox(row.journey, row.first, row.last)),
        rows.read_why(reading, journal),
        row.journey,
        row.first,
        is_duplicate=True,
    )


def receipt_of(journey: Journey, decision: Decision) -> Receipt:
    """Return what a decision of ``journey`` as it was before led to."""
    return Receipt(
        decision.outcome, decision.records, decision.account_records, decision.effects,
        decision.why, journey.id, journey.version + 1,
    )  # fmt: skip

"""One decision in one transaction: read what it may see, decide, write all of it (S7.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

from msgspec.structs import replace

from ..core.decide import Step, folded, step
from ..core.evolve import evolve_account
from ..core.journey import Account, Context, Directory, Journey, Signal
from ..core.link import LinkedProgram
from ..core.records import Decision, IncidentRaised, TimerFired
from ..core.timers import TIMER_DUE
from ..language.values import Instant
from . import rows
from .programs import Programs
from .store import AccountRow, InboxRow, Reading, Writing

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

    def decision(self) -> Decision:
        """Return the bare decision, as the core made it."""
        return Decision(self.outcome, self.records, self.account_records, self.effects, self.why)


class Standing(NamedTuple):
    """Where a decision starts from: who it is about, and by which program."""

    journey: Journey
    account_id: str
    program: str
    newcomer: Account | None = None


class Stepper:
    """Takes one signal after the other; every step is one transaction of the caller's."""

    def __init__(self, programs: Programs, reached: CrashPoint) -> None:
        """Decide with ``programs``; ``reached`` is told every crash point passed."""
        self._programs = programs
        self._reached = reached

    def take(self, tx: Writing, standing: Standing, signal: Signal, now: Instant) -> Receipt:
        """Decide one signal and write everything it led to, except its answer (S7.1)."""
        return self.keep(tx, standing, self.decide(tx, standing, signal, now))

    def decide(self, tx: Writing, standing: Standing, signal: Signal, now: Instant) -> Step:
        """Decide one signal on what the store holds; nothing is written yet."""
        program = self._programs.linked(tx, standing.program)
        _, account = self._account(tx, standing)
        above = tx.journey(standing.journey.parent or signal.address.parent)
        parent = rows.read_journey(tx, above).facts if above is not None else {}
        context = Context(account, read_directory(tx, program), parent)
        self._reached("after-read")
        decided = step_or_park(program, context, standing.journey, signal, now)
        self._reached("after-decide")
        return decided

    def keep(self, tx: Writing, standing: Standing, decided: Step) -> Receipt:
        """Write everything a decision led to, except its answer (S7.1)."""
        decision = decided.decision
        if not decision.records:
            return _receipt(standing.journey, decision)
        held, account = self._account(tx, standing)
        self._write_journey(tx, standing.journey, decided)
        self._write_account(tx, held, account, standing.journey, decision)
        tx.add_effects(rows.outbox_rows(standing.journey.id, decision.effects))
        self._reached("after-effects")
        return _receipt(standing.journey, decision)

    def _account(self, tx: Writing, standing: Standing) -> tuple[AccountRow | None, Account]:
        held = tx.account(standing.account_id)
        account = rows.read_account(tx, held) if held else standing.newcomer
        return held, account or Account(standing.account_id)

    def _write_journey(self, tx: Writing, journey: Journey, decided: Step) -> None:
        first, decision = journey.version + 1, decided.decision
        held = tx.journey(journey.id) if journey.version else None
        head, began_at = (held.head, held.began_at) if held else (b"", decision.records[0].at)
        made = rows.journal_rows(journey.id, first, head, decision)
        tx.add_records(made)
        tx.add_incidents(rows.incident_rows(journey.id, first, decision.records))
        self._reached("after-records")
        row = rows.journey_row(decided.after, began_at, made[-1].hash)
        tx.save_journey(row, expected=journey.version)
        self._reached("after-snapshot")

    def _write_account(
        self,
        tx: Writing,
        held: AccountRow | None,
        account: Account,
        journey: Journey,
        decision: Decision,
    ) -> None:
        facts = decision.account_records
        before = held or rows.first_account_row(account)
        made = rows.account_rows(before, journey.id, journey.version + 1, facts)
        if held is None or facts:
            after = reduce(evolve_account, facts, account)
            head = made[-1].hash if made else before.head
            row = AccountRow(account.id, after.version, before.origin, rows.snapshot(after), head)
            tx.save_account(row, expected=held.version if held else None)
        tx.add_account_records(made)
        self._reached("after-account")


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
        now = max(now, journey.now)
        at = min(signal.at or now, now)
        names = (f"{type(error).__name__}: {error}",)
        raised = IncidentRaised(
            at, "engine-fault", "", names, signal.type, signal.source, signal.id, now
        )
        timer = journey.timers.get(str(signal.data.get("timer", "")))
        if signal.type == TIMER_DUE and timer is not None:
            fired = TimerFired(timer.due_at, timer.id, now)
            return folded(journey, Decision("incident", (fired, raised)))
        return folded(journey, Decision("incident", (replace(raised, parked=signal),)))


def answer(receipt: Receipt, signal: Signal, account: str | None = None) -> InboxRow:
    """Return the row by which a repeat of the signal finds the first answer (S7.2)."""
    return InboxRow(
        receipt.journey, signal.source, signal.id, account, rows.digest(signal),
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


def read_directory(reading: Reading, program: LinkedProgram) -> Directory:
    """Return who fills which role: as said, or each role a person of its own name."""
    said = reading.directory()
    if said is None:
        return Directory(0, {role: role for role in program.program.roles})
    return replace(rows.read_directory(said[1]), version=said[0])


def _receipt(journey: Journey, decision: Decision) -> Receipt:
    return Receipt(
        decision.outcome, decision.records, decision.account_records, decision.effects,
        decision.why, journey.id, journey.version + 1,
    )  # fmt: skip

"""What one transaction works on: journeys and accounts as values, read once and written once.

However many signals a transaction decides, a journey is read back by the first of them only,
and its row is written when all are decided (S7.1).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import reduce
from typing import NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from ..core.addresses import Candidate, Whereabouts, is_alive
from ..core.decide import Step
from ..core.evolve import evolve_account, evolve_all
from ..core.journey import Account, Context, Directory, Journey, Signal
from ..core.link import LinkedProgram
from ..core.records import AccountRecord, Decision
from ..language.values import Instant, Value
from . import rows
from .accepting import check_text
from .failures import UnknownJourneyError
from .holding import HeldAccount, HeldJourney
from .personal import Veil
from .programs import Programs
from .remembering import Remembered
from .step import CrashPoint, Receipt, answer, receipt_of, step_or_park
from .store import (
    AccountJournalRow,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyRow,
    OutboxRow,
    TaskRow,
    Writing,
)


class Around(Protocol):
    """What is entered around every decision: a span, or names bound to what is logged."""

    def __call__(self, name: str, about: dict[str, str], /) -> AbstractContextManager[None]:
        """Return what to enter; ``about`` names journey, signal and source."""


def nothing_around(_name: str, _about: dict[str, str], /) -> AbstractContextManager[None]:
    """Enter nothing."""
    return nullcontext()


class Deciding(NamedTuple):
    """What decisions are made with, by every transaction of one engine."""

    programs: Programs
    remembered: Remembered
    reached: CrashPoint
    around: Around = nothing_around
    random: Callable[[int], bytes] = secrets.token_bytes


class Told(NamedTuple):
    """A decision that was kept: what a subscriber hears of when it is committed."""

    account: str
    receipt: Receipt


Found = tuple[InboxRow, Receipt | None]
"""The answer a signal had before; with its receipt where that is of this very transaction."""


class Work:
    """One transaction's journeys and accounts."""

    def __init__(
        self, tx: Writing, deciding: Deciding, newest: str, *, locks_first: bool = False
    ) -> None:
        """Work in ``tx``; new journeys take the program ``newest`` (S8.2).

        With ``locks_first`` every account is locked before its first journey is read: for
        those who met others there (S7.8).
        """
        self.tx = tx
        self.newest = newest
        self.receipts: list[Told] = []
        self._deciding = deciding
        self._locks_first = locks_first
        self._locked: set[str] = set()
        self._journeys: dict[str, HeldJourney] = {}
        self._accounts: dict[str, HeldAccount] = {}
        self._directories: dict[str, Directory] = {}
        self._answers: dict[tuple[str, str, str], Found] = {}
        self._asked: dict[tuple[str, str, str], Found] = {}
        self._records: list[JournalRow] = []
        self._incidents: list[IncidentRow] = []
        self._told: list[AccountJournalRow] = []
        self._effects: list[OutboxRow] = []
        self._veils: dict[str, Veil] = {}

    # --- reading

    def program(self, program_id: str = "") -> LinkedProgram:
        """Return a program, by default the one that new journeys take."""
        return self._deciding.programs.linked(self.tx, program_id or self.newest)

    def find(self, journey_id: str) -> Journey | None:
        """Return a journey as it stands now, None where there is none."""
        held = self._journeys.get(journey_id)
        if held is not None:
            return held.now
        row = self.tx.journey(journey_id)
        if row is None:
            return None
        if self._locks_first:
            self.lock(row.account)
        return self._hold(row).now

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands now.

        Raises:
            UnknownJourneyError: there is no such journey.
        """
        held = self._journeys.get(journey_id)
        if held is not None:
            return held.now
        check_text("journey", journey_id)
        found = self.find(journey_id)
        if found is None:
            raise UnknownJourneyError(journey_id)
        return found

    def account(self, account_id: str) -> Account:
        """Return an account as it stands now; one that nobody knows is empty."""
        return self._account(account_id).now

    def know(self, account: Account) -> None:
        """Take what is said of an account if nothing is known of it yet."""
        held = self._account(account.id)
        if held.row is None and not held.now.version:
            held.now = account

    def lock(self, account: str) -> None:
        """Keep others from an account until the end: what its journeys are is going to be read."""
        if account not in self._locked:
            self.tx.lock(account)
            self._locked.add(account)

    def alive(self, account: str) -> list[Candidate]:
        """Return an account's running and dormant journeys, by id."""
        self.lock(account)
        for row in self.tx.of_account(account, alive=True):
            if row.id not in self._journeys:
                self._hold(row)
        found = [
            Candidate(each.now, each.began_at)
            for each in self._journeys.values()
            if each.now.account == account and is_alive(each.now)
        ]
        return sorted(found, key=lambda each: each.journey.id)

    def whereabouts(self, account: str) -> list[Whereabouts]:
        """Return where an account's running and dormant journeys stand, by id."""
        self.lock(account)
        found = {
            row.id: Whereabouts(row.id, row.line, row.key, row.playbook)
            for row in self.tx.of_account(account, alive=True)
            if row.id not in self._journeys
        }
        for held in self._journeys.values():
            now = held.now
            if now.account == account and is_alive(now):
                found[now.id] = Whereabouts(now.id, now.line, now.key, now.playbook)
        return [found[name] for name in sorted(found)]

    def answered(self, journey: str, source: str, signal_id: str) -> Found | None:
        """Return the answer to a signal that a journey had before (S7.2)."""
        key = journey, source, signal_id
        row = None if key in self._answers else self.tx.answered(*key)
        return self._answers.get(key) if row is None else (row, None)

    def asked(self, account: str, source: str, signal_id: str) -> Found | None:
        """Return the answer to a signal that asked for a journey of an account before (S7.2)."""
        key = account, source, signal_id
        row = None if key in self._asked else self.tx.asked(*key)
        return self._asked.get(key) if row is None else (row, None)

    def directory(self, program: LinkedProgram) -> Directory:
        """Return who fills which role: as said, or each role a person of its own name."""
        found = self._directories.get(program.id)
        if found is None:
            found = self._deciding.programs.directory(self.tx, program)
            self._directories[program.id] = found
        return found

    # --- deciding

    def decide(self, journey: Journey, signal: Signal, now: Instant) -> Step:
        """Decide one signal on what is held; nothing is kept yet."""
        program = self.program(journey.program)
        account = self.account(journey.account or signal.address.account)
        above = journey.parent or signal.address.parent
        context = Context(account, self.directory(program), self._facts(above))
        self._deciding.reached("after-read")
        if self._deciding.around is nothing_around:
            decided = step_or_park(program, context, journey, signal, now)
        else:
            about = {
                "journey_id": journey.id, "signal_id": signal.id, "signal": signal.type,
                "source": signal.source,
            }  # fmt: skip
            with self._deciding.around("decide", about):
                decided = step_or_park(program, context, journey, signal, now)
        self._deciding.reached("after-decide")
        return decided

    def keep(self, journey: Journey, step: Step, account_id: str = "") -> Receipt:
        """Keep a decision of a journey, except its answer; it is written by :meth:`flush`."""
        decision = step.decision
        receipt = receipt_of(journey, decision)
        if not decision.records:
            return receipt
        held = self._journeys.get(journey.id)
        if held is None:  # it begins
            held = self._journeys[journey.id] = HeldJourney(journey, decision.records[0].at)
        account = step.after.account or account_id
        veil = self.veil(account, step.after.program)
        kept = decision if veil is None else veil.decision(decision)
        made = rows.journal_rows(journey.id, receipt.first, held.head, kept)
        self._records += made
        self._incidents += rows.incident_rows(journey.id, receipt.first, decision.records)
        encode = msgspec.json.encode if veil is None else veil.effect
        self._effects += rows.outbox_rows(journey.id, decision.effects, encode)
        if held.kept is not None or kept is not decision:
            held.kept = evolve_all(held.kept or held.now, kept.records)
        held.head, held.now = made[-1].hash, step.after
        by = journey.id, receipt.first
        self._tell(account, decision.account_records, kept.account_records, by)
        self.receipts.append(Told(account, receipt))
        return receipt

    def tell(self, account: str, records: tuple[AccountRecord, ...]) -> None:
        """Keep what was told of an account itself, by no journey (S7.9)."""
        veil = self.veil(account)
        told = Decision("taken", account_records=records)
        kept = told if veil is None else veil.decision(told)
        self._tell(account, records, kept.account_records, ("", 0))

    def veil(self, account: str, program: str = "") -> Veil | None:
        """Return what hides an account's personal values; None where no program marks any.

        What the newest program marks is hidden, too, whatever program decided (S7.4).
        """
        marks = self.program(program).personal
        if program and program != self.newest:
            marks |= self.program().personal
        if not marks.names:
            return None
        found = self._veils.get(account)
        if found is None:
            found = self._veils[account] = Veil(self.tx, account, self._deciding.random)
        found.marks |= marks
        return found

    def digest(self, account: str, signal: Signal) -> str:
        """Return what tells one body from another under the same id (S7.2)."""
        veil = self.veil(account)
        keyed = None if veil is None else veil.digest(signal)
        return rows.digest(signal) if keyed is None else keyed

    def answer(self, receipt: Receipt, signal: Signal, account: str | None = None) -> None:
        """Remember the answer to a signal; ``account`` where it asked for a journey of one."""
        about = account if account is not None else self.journey(receipt.journey).account
        self.remember(answer(receipt, signal, account, self.digest(about, signal)), receipt)

    def remember(self, row: InboxRow, receipt: Receipt | None = None) -> None:
        """Remember an answer."""
        self._answers[row.journey, row.source, row.signal_id] = row, receipt
        if row.account is not None:
            self._asked[row.account, row.source, row.signal_id] = row, receipt

    # --- writing

    def flush(self) -> None:
        """Write everything that was kept (S7.1)."""
        if self._records:
            self._write_journeys()
        if self._records or self._told:
            self._write_accounts()
            self.tx.add_effects(self._effects)
            self._deciding.reached("after-effects")
        for row, _ in self._answers.values():
            self.tx.add_answer(row)
        for veil in self._veils.values():
            veil.write()

    def _write_journeys(self) -> None:
        self.tx.add_records(self._records)
        self.tx.add_incidents(self._incidents)
        self._deciding.reached("after-records")
        changed: list[TaskRow] = []
        gone: list[tuple[str, str]] = []
        # As they came: what ends was held before what begins in its place (S2.6).
        for held in self._journeys.values():
            if held.now.version != held.version:
                row = rows.journey_row(held.now, held.began_at, held.head, held.kept)
                self.tx.save_journey(row, expected=held.version)
                self._deciding.remembered.keep_journey(row, held.now)
                now, over = rows.task_changes(held.before, held.now)
                changed += now
                gone += over
        if changed or gone:
            self.tx.save_tasks(changed, gone)
        self._deciding.reached("after-snapshot")

    def _write_accounts(self) -> None:
        for held in self._accounts.values():
            if held.row is not None and held.is_changed:
                row = replace(held.row, snapshot=rows.snapshot(held.kept or held.now))
                self.tx.save_account(row, expected=held.expected)
                self._deciding.remembered.keep_account(row, held.now)
        if self._told:
            self.tx.add_account_records(self._told)
        self._deciding.reached("after-account")

    # --- how

    def _tell(
        self,
        account_id: str,
        records: tuple[AccountRecord, ...],
        kept: tuple[AccountRecord, ...],
        by: tuple[str, int],
    ) -> None:
        """Keep records of an account as ``kept``, with the decision that made them."""
        held = self._account(account_id)
        if held.row is None:
            self._begin_account(held)
        assert held.row is not None
        if records:
            made = rows.account_rows(held.row, *by, kept)
            if held.kept is not None or kept is not records:
                held.kept = reduce(evolve_account, kept, held.kept or held.now)
            held.now = reduce(evolve_account, records, held.now)
            held.row = replace(held.row, version=held.now.version, head=made[-1].hash)
            held.is_changed = True
            self._told += made

    def _begin_account(self, held: HeldAccount) -> None:
        veil = self.veil(held.now.id)
        origin = rows.snapshot(held.now) if veil is None else veil.account(held.now)
        held.row, held.is_changed = rows.first_account_row(held.now, origin), True
        held.kept = rows.kept_account(held.row)

    def _hold(self, row: JourneyRow) -> HeldJourney:
        value = self._deciding.remembered.journey(self.tx, row)
        held = HeldJourney(value, row.began_at, row.head, rows.kept_journey(row))
        self._journeys[row.id] = held
        return held

    def _account(self, account_id: str) -> HeldAccount:
        held = self._accounts.get(account_id)
        if held is None:
            row = self.tx.account(account_id)
            if row is None:
                value, kept = Account(account_id), None
            else:
                value = self._deciding.remembered.account(self.tx, row)
                kept = rows.kept_account(row)
            held = self._accounts[account_id] = HeldAccount(value, row, kept)
        return held

    def _facts(self, journey_id: str) -> dict[str, Value]:
        above = self.find(journey_id) if journey_id else None
        return above.facts if above is not None else {}

"""The library's face: start journeys, send signals, let time pass, read what happened (S7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, TypeVar

from ..core.abilities import missing
from ..core.decide import STARTED
from ..core.journey import Account, Address, Context, Directory, Journey, Signal
from ..core.records import IncidentRaised, SignalRefused
from ..core.timers import next_timer, timer_signal
from ..language.compiler import Compiled
from ..language.values import Instant, Value
from . import rows
from .accepting import check_signal, check_text
from .archive import Archive, journey_in
from .clock import Clock, now
from .failures import (
    NotYetRunError,
    OtherBodyError,
    StartRefusedError,
    StoreError,
    UnacceptableError,
)
from .programs import Programs
from .step import CrashPoint, Receipt, Standing, Stepper, answer, recall
from .store import ConflictError, InboxRow, Reading, Store, Writing
from .store.opening import open_store

Result = TypeVar("Result")

ATTEMPTS = 5
"""How often a step is tried when somebody else changes the same journey first (S7.8)."""


def _nowhere(_point: str) -> None:
    """Pass a crash point; outside of tests nothing happens there."""


class Engine(Archive):
    """Journeys on one store.

    Every decision is one transaction: when a call returns, what it decided survives the
    end of the process (S7.1, P1). Safe to use from several threads; writers take turns.
    """

    def __init__(
        self,
        store: Store,
        workspace: Compiled,
        *,
        clock: Clock = now,
        directory: Mapping[str, str] | None = None,
        crash_point: CrashPoint = _nowhere,
    ) -> None:
        """Use an open store; :meth:`open` takes an address instead."""
        super().__init__(store)
        self._clock = clock
        self._reached = crash_point
        self._programs = Programs()
        self._stepper = Stepper(self._programs, crash_point)
        self._program = workspace.id
        stages = workspace.program.stages
        self._missing = {name: missing(workspace.program, name) for name in stages}
        with store.writing() as tx:
            self._programs.register(tx, workspace.program)
        if directory is not None:
            self.fill_roles(directory)

    @classmethod
    def open(
        cls,
        url: str,
        workspace: Compiled,
        *,
        clock: Clock = now,
        directory: Mapping[str, str] | None = None,
        crash_point: CrashPoint = _nowhere,
    ) -> Self:
        """Open the store at ``sqlite:///journeys.db`` or ``memory:``.

        New journeys run by ``workspace``; those that run already keep to the program they
        began with (S8.1). ``directory`` says from now on who fills which role; where
        nobody ever said, each role is filled by a person of the same name.

        Raises:
            StoreError: the store cannot be opened; nothing was created or changed.
        """
        store = open_store(url)
        try:
            return cls(store, workspace, clock=clock, directory=directory, crash_point=crash_point)
        except BaseException:
            store.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    # --- what happens

    def start(
        self,
        account: str,
        *,
        line: str,
        playbook: str,
        key: str = "",
        facts: Mapping[str, Value] | None = None,
        at: Instant | None = None,
        state: str = "",
    ) -> str:
        """Begin a journey and return its id, such as ``acme/steel/contract/1``.

        While one of the same account, line, playbook and key runs or sleeps, its id is
        returned and nothing else happens (S2.6). ``state`` begins elsewhere than at the
        playbook's start, for journeys that are under way already.

        Raises:
            StartRefusedError: the playbook, the state or a fact is not one; nothing was kept.
            NotYetRunError: the playbook says what this engine does not run; nothing was kept.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed.
        """
        if "state" in (facts or {}):
            raise UnacceptableError("facts", "state is not a fact; give it as state=")
        data = {**(facts or {}), **({"state": state} if state else {})}
        address = Address(account=account, line=line, key=key, playbook=playbook)
        wanted = Signal(STARTED, "start", at=at or 0, data=data, address=address)
        _check_start(wanted)

        def work(tx: Writing) -> str:
            alive = tx.alive(account, line, playbook, key)
            if alive is not None:
                return alive
            journey = _new_id(tx, address)
            return self._begin(tx, journey, _renamed(wanted, f"start:{journey}"), None).journey

        return self._transact(work)

    def begin(self, signal: Signal, context: Context | None = None) -> Receipt:
        """Begin a journey by a signal with an id of its own; its address says for whom.

        A repeat answers with the first answer, also after the journey has ended (S7.2).
        Of ``context`` the account is taken if nothing is known of it yet.

        Raises:
            OtherBodyError: the id was used for something else.
            StartRefusedError: the playbook, the state or a fact is not one; nothing was kept.
            NotYetRunError: the playbook says what this engine does not run; nothing was kept.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed.
        """
        _check_start(signal)
        address = signal.address

        def work(tx: Writing) -> Receipt:
            before = tx.asked(address.account, signal.source, signal.id)
            if before is not None:
                return _repeated(tx, before, signal)
            alive = tx.alive(address.account, address.line, address.playbook, address.key)
            if alive is not None:
                taken = tx.answered(alive, signal.source, signal.id)
                if taken is not None:
                    return _repeated(tx, taken, signal)
                # Remembered, so that a repeat finds the same journey after it has ended.
                merged = Receipt("nothing", journey=alive, is_duplicate=True)
                tx.add_answer(answer(merged, signal, address.account))
                return merged
            newcomer = context.account if context else None
            return self._begin(tx, _new_id(tx, address), signal, newcomer)

        return self._transact(work)

    def signal(self, journey: str, signal: Signal) -> Receipt:
        """Take a signal and return what it led to.

        Timers due strictly before it happened fire first, each in its own transaction
        (S1.5). A repeat answers with the first answer, marked ``is_duplicate`` (S7.2).

        Raises:
            UnknownJourneyError: there is no such journey.
            OtherBodyError: the id was used for something else; nothing changed.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed; send the same signal again.
        """
        check_signal(signal)
        moment = self._clock()

        def work(tx: Writing) -> Receipt | None:
            held = journey_in(tx, journey)
            before = tx.answered(journey, signal.source, signal.id)
            if before is not None:
                return _repeated(tx, before, signal)
            latest = max(moment, held.now)
            happened = min(signal.at or latest, latest)
            if self._fire(tx, held, happened - 1, moment):
                return None
            receipt = self._stepper.take(tx, _standing(held), signal, moment)
            tx.add_answer(answer(receipt, signal))
            return receipt

        while (receipt := self._transact(work)) is None:
            pass
        return receipt

    def tick(self) -> int:
        """Fire every timer that has come due, in due order, and return how many (S3.10).

        One transaction each. A journey whose program or snapshot cannot be read is passed
        over, and the error raised when all others are done (P8).

        Raises:
            StoreError: the store failed, or holds a journey that cannot be read.
        """
        moment = self._clock()
        fired = 0
        failed: dict[str, StoreError] = {}

        def work(tx: Writing) -> str | None:
            due = tx.due(moment, frozenset(failed))
            if due is None:
                return None
            try:
                self._fire(tx, journey_in(tx, due), moment, moment)
            except StoreError as error:
                if error.code not in {"damaged", "program-missing"}:
                    raise
                failed[due] = error
            return due

        while self._transact(work) is not None:
            fired += 1
        for error in failed.values():
            raise error
        return fired

    def fire(self, journey: str) -> bool:
        """Fire the first timer of one journey that has come due; tell whether there was one.

        Raises:
            UnknownJourneyError: there is no such journey.
            StoreError: the store failed.
        """
        moment = self._clock()
        return self._transact(lambda tx: self._fire(tx, journey_in(tx, journey), moment, moment))

    def fill_roles(self, people: Mapping[str, str]) -> None:
        """Say who fills which role from now on; the same again changes nothing (S1.2).

        Raises:
            UnacceptableError: a name no store can keep.
            StoreError: the store failed.
        """
        for role, person in people.items():
            check_text("role", role)
            check_text(role, person)
        wanted = dict(people)

        def work(tx: Writing) -> None:
            held = tx.directory()
            version, before = (0, None) if held is None else held
            if before is None or rows.read_directory(before).people != wanted:
                directory = Directory(version + 1, wanted)
                tx.add_directory(directory.version, rows.snapshot(directory))

        self._transact(work)

    # --- how

    def _transact(self, work: Callable[[Writing], Result]) -> Result:
        for _ in range(ATTEMPTS):
            try:
                self._reached("before-begin")
                with self._store.writing() as tx:
                    self._reached("after-begin")
                    result = work(tx)
                    self._reached("before-commit")
                self._reached("after-commit")
                return result
            except ConflictError:
                continue
        raise StoreError("busy")

    def _begin(
        self, tx: Writing, journey: str, signal: Signal, newcomer: Account | None
    ) -> Receipt:
        account = signal.address.account
        lacking = self._missing.get(signal.address.playbook, ())
        if lacking:
            raise NotYetRunError(signal.address.playbook, lacking)
        standing = Standing(Journey(journey), account, self._program, newcomer)
        receipt = self._stepper.take(tx, standing, signal, self._clock())
        if receipt.outcome in {"refused", "incident"}:
            raise _refused(receipt)  # which undoes the transaction: no trace is left
        tx.add_answer(answer(receipt, signal, account))
        return receipt

    def _fire(self, tx: Writing, journey: Journey, until: Instant, moment: Instant) -> bool:
        timer = next_timer(journey)
        if timer is None or timer.due_at > until:
            return False
        receipt = self._stepper.take(tx, _standing(journey), timer_signal(timer), moment)
        # A due timer is used up by its decision, or it would come due again for ever.
        assert receipt.records
        return True


def _standing(journey: Journey) -> Standing:
    return Standing(journey, journey.account, journey.program)


def _renamed(signal: Signal, signal_id: str) -> Signal:
    return Signal(signal.type, signal_id, at=signal.at, data=signal.data, address=signal.address)


def _repeated(reading: Reading, before: InboxRow, signal: Signal) -> Receipt:
    found = rows.digest(signal)
    if found != before.digest:
        raise OtherBodyError(signal.source, signal.id, before.digest, found)
    return recall(reading, before)


def _new_id(reading: Reading, address: Address) -> str:
    count = reading.count(address.account, address.line, address.playbook) + 1
    parts = (address.account, address.line, address.playbook)
    # A slash inside a name would make two journeys share an id.
    return "/".join([*(each.replace("%", "%25").replace("/", "%2F") for each in parts), str(count)])


def _check_start(signal: Signal) -> None:
    check_signal(signal)
    if signal.type != STARTED:
        raise UnacceptableError("type", f"a journey begins with {STARTED}")
    if not signal.address.account:
        raise UnacceptableError("account", "it is empty")


def _refused(receipt: Receipt) -> StartRefusedError:
    first = receipt.records[0]
    if isinstance(first, SignalRefused):
        return StartRefusedError(first.reason, first.names)
    if isinstance(first, IncidentRaised):
        return StartRefusedError(first.code, first.names)
    return StartRefusedError("unknown")

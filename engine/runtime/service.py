"""The library's face: start journeys, send signals, let time pass, read what happened (S7)."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from ..core.abilities import missing
from ..core.decide import STARTED
from ..core.journey import Account, Address, Context, Journey, Signal
from ..core.patterns import Matcher
from ..core.timers import next_timer, timer_signal
from ..language.compiler import Compiled
from ..language.values import Instant, Value
from .accepting import check_signal
from .answering import all_repeated, new_id, repeated, start_refused
from .archive import journey_in
from .clock import Clock, now
from .exchange import Neighbours
from .failures import (
    NobodyServesError,
    NotYetRunError,
    StoreError,
    UnacceptableError,
)
from .programs import Programs
from .roster import Roster
from .step import CrashPoint, Receipt, Standing, Stepper, answer
from .store import Store, Writing
from .store.opening import open_store


def _nowhere(_point: str) -> None:
    """Pass a crash point; outside of tests nothing happens there."""


class Engine(Roster):
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
        matcher: Matcher | None = None,
    ) -> None:
        """Use an open store; :meth:`open` takes an address instead."""
        super().__init__(store, crash_point)
        self._clock = clock
        self._programs = Programs(matcher)
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
        matcher: Matcher | None = None,
    ) -> Self:
        """Open the store at ``sqlite:///journeys.db`` or ``memory:``.

        New journeys run by ``workspace``; those that run already keep to the program they
        began with (S8.1). ``directory`` says from now on who fills which role; where
        nobody ever said, each by a person of its name. ``matcher`` only changes speed (S6.1).

        Raises:
            StoreError: the store cannot be opened; nothing was created or changed.
        """
        store = open_store(url)
        try:
            return cls(store, workspace, clock=clock, directory=directory,
                       crash_point=crash_point, matcher=matcher)  # fmt: skip
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

        While one for the same account, line and key runs or sleeps in a stage of the same
        grain, its id is returned and nothing else happens (S2.6). ``state`` begins elsewhere
        than at the playbook's start, for journeys that are under way already.

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
            alive = self._neighbours(tx).twin(address)
            if alive is not None:
                return alive
            journey = new_id(tx, address)
            return self._begin(tx, journey, _renamed(wanted, f"start:{journey}"), None).journey

        return self._transact(work)

    def begin(self, signal: Signal, context: Context | None = None) -> Receipt:
        """Begin a journey by a signal with an id of its own; its address says for whom.

        Its ``parent`` is the journey it is a child of, such as the contract of one more order
        (S2.5). A repeat answers with the first answer, also after the journey has ended (S7.2).
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
                return repeated(tx, before, signal)
            alive = self._neighbours(tx).twin(address)
            if alive is not None:
                taken = tx.answered(alive, signal.source, signal.id)
                if taken is not None:
                    return repeated(tx, taken, signal)
                # Remembered, so that a repeat finds the same journey after it has ended.
                merged = Receipt("nothing", journey=alive, is_duplicate=True)
                tx.add_answer(answer(merged, signal, address.account))
                return merged
            newcomer = context.account if context else None
            return self._begin(tx, new_id(tx, address), signal, newcomer)

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
                return repeated(tx, before, signal)
            latest = max(moment, held.now)
            happened = min(signal.at or latest, latest)
            if self._fire(tx, held, happened - 1, moment):
                return None
            receipt = self._stepper.take(tx, _standing(held), signal, moment)
            tx.add_answer(answer(receipt, signal))
            self._spread(tx, receipt, held, moment)
            return receipt

        while (receipt := self._transact(work)) is None:
            pass
        return receipt

    def send(self, signal: Signal) -> tuple[Receipt, ...]:
        """Take a signal of which only the account is known; return what it led to, by journey.

        Its address names the account, and line and key where they are known; the vocabulary
        says by ``correlate`` which of the account's journeys it is for (S7.2). Where none
        takes it, it begins the playbooks that are ``started_by`` it. Where nobody can tell
        which is meant, it is parked as an incident of the newest. A repeat answers with the
        first answers, marked ``is_duplicate``.

        Raises:
            NobodyServesError: no journey takes it and no playbook begins by it.
            OtherBodyError: the id was used for something else; nothing changed.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed; send the same signal again.
        """
        check_signal(signal)
        account = signal.address.account
        if not account:
            raise UnacceptableError("account", "it is empty")
        moment = self._clock()

        def work(tx: Writing) -> tuple[Receipt, ...] | None:
            before = tx.asked(account, signal.source, signal.id)
            if before is not None:
                return all_repeated(tx, account, before, signal)
            happened = min(signal.at or moment, moment)
            neighbours = self._neighbours(tx)
            for each in neighbours.alive(account):
                if self._fire(tx, each.journey, happened - 1, moment):
                    return None
            receipts = neighbours.deliver(signal, moment)
            if not receipts:
                raise NobodyServesError(account, signal.type)
            for index, receipt in enumerate(receipts):
                # Found again by the account; of several journeys the first stands for all.
                tx.add_answer(answer(receipt, signal, None if index else account))
            return tuple(receipts)

        while (receipts := self._transact(work)) is None:
            pass
        return receipts

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
            found = tx.due(moment, 1, frozenset(failed))
            if not found:
                return None
            (due,) = found
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

    # --- how

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
            raise start_refused(receipt)  # which undoes the transaction: no trace is left
        tx.add_answer(answer(receipt, signal, account))
        self._spread(tx, receipt, standing.journey, self._clock())
        return receipt

    def _neighbours(self, tx: Writing) -> Neighbours:
        program = self._programs.linked(tx, self._program)
        return Neighbours(tx, self._stepper, program, lambda name: self._missing.get(name, ()))

    def _spread(self, tx: Writing, receipt: Receipt, before: Journey, moment: Instant) -> None:
        self._neighbours(tx).spread(receipt, moment, has_children=bool(before.seeds))

    def _fire(self, tx: Writing, journey: Journey, until: Instant, moment: Instant) -> bool:
        timer = next_timer(journey)
        if timer is None or timer.due_at > until:
            return False
        receipt = self._stepper.take(tx, _standing(journey), timer_signal(timer), moment)
        # A due timer is used up by its decision, or it would come due again for ever.
        assert receipt.records
        self._spread(tx, receipt, journey, moment)
        return True


def _standing(journey: Journey) -> Standing:
    return Standing(journey, journey.account, journey.program)


def _renamed(signal: Signal, signal_id: str) -> Signal:
    return Signal(signal.type, signal_id, at=signal.at, data=signal.data, address=signal.address)


def _check_start(signal: Signal) -> None:
    check_signal(signal)
    if signal.type != STARTED:
        raise UnacceptableError("type", f"a journey begins with {STARTED}")
    if not signal.address.account:
        raise UnacceptableError("account", "it is empty")

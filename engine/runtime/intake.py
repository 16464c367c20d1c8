"""What happens comes in: journeys begin, signals are taken at once or accepted for later (S7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from ..core.decide import STARTED
from ..core.journey import Account, Address, Context, Journey, Signal
from ..language.values import Instant, Value
from .accepting import check_signal, check_text
from .answering import (
    all_repeated,
    check_same,
    check_waiting,
    new_id,
    repeated,
    start_refused,
    waiting_row,
)
from .exchange import Neighbours
from .failures import (
    NobodyServesError,
    NotYetRunError,
    StaleError,
    UnacceptableError,
    UnknownJourneyError,
)
from .roster import Roster
from .step import Receipt

Check = Callable[[Neighbours, Journey], None]
"""What a caller wants to hold of a journey before its signal is taken; it raises where not."""


class Intake(Roster):
    """Journeys that begin and take signals."""

    def start(  # noqa: PLR0913  # each by its name
        self,
        account: str,
        *,
        line: str,
        playbook: str,
        key: str = "",
        facts: Mapping[str, Value] | None = None,
        at: Instant | None = None,
        state: str = "",
        by: str = "",
        id: str | None = None,  # noqa: A002  # what a caller calls it
    ) -> str:
        """Begin a journey and return its id, such as ``acme/steel/contract/1``.

        While one for the same account, line and key runs or sleeps in a stage of the same
        grain, its id is returned and nothing else happens (S2.6). ``state`` begins elsewhere
        than at the playbook's start, for journeys that are under way already. The same start
        with an ``id`` of the caller's own finds its journey even after that has ended (S7.2).

        Raises:
            StartRefusedError: the playbook, the state or a fact is not one; nothing was kept.
            NotYetRunError: the playbook says what this engine does not run; nothing was kept.
            OtherBodyError: the id was used for something else.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed.
        """
        if "state" in (facts or {}):
            raise UnacceptableError("facts", "state is not a fact; give it as state=")
        data = {**(facts or {}), **({"state": state} if state else {})}
        address = Address(account=account, line=line, key=key, playbook=playbook)
        wanted = Signal(STARTED, id or "start", by=by, at=at or 0, data=data, address=address)
        if id is not None:
            check_text("id", id)
            return self.begin(wanted).journey
        _check_start(wanted)

        def work(all_: Neighbours) -> str:
            alive = all_.twin(address)
            if alive is not None:
                return alive
            journey = new_id(all_.work, address)
            named = replace(wanted, id=f"start:{journey}")
            return self._begin(all_, journey, named, None).journey

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

        def work(all_: Neighbours) -> Receipt:
            held = all_.work
            before = held.asked(address.account, signal.source, signal.id)
            if before is not None:
                return repeated(held.tx, before, signal)
            alive = all_.twin(address)
            if alive is not None:
                taken = held.answered(alive, signal.source, signal.id)
                if taken is not None:
                    return repeated(held.tx, taken, signal)
                # Remembered, so that a repeat finds the same journey after it has ended.
                merged = Receipt("nothing", journey=alive, is_duplicate=True)
                held.answer(merged, signal, address.account)
                return merged
            newcomer = context.account if context else None
            return self._begin(all_, new_id(held, address), signal, newcomer)

        return self._transact(work)

    def signal(
        self, journey: str, signal: Signal, *, expected_version: int | None = None
    ) -> Receipt:
        """Take a signal and return what it led to.

        Timers due strictly before it happened fire first, each in its own transaction
        (S1.5); before them what the journey has waiting (S7.9). A repeat answers with the
        first answer, marked ``is_duplicate`` (S7.2). What the playbook refuses or nobody waits
        for is a receipt with that outcome, and recorded: see :attr:`Receipt.reason`.

        With ``expected_version`` it is taken only if the journey still is what the caller
        saw; timers that are due count as a change.

        Raises:
            UnknownJourneyError: there is no such journey.
            StaleError: the journey has gone on since ``expected_version``; nothing changed.
            OtherBodyError: the id was used for something else; nothing changed.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed; send the same signal again.
        """
        if expected_version is None:
            return self._signal(journey, signal)
        return self._signal(journey, signal, _must_be(expected_version))

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

        def work(all_: Neighbours) -> tuple[Receipt, ...] | None:
            held = all_.work
            before = held.asked(account, signal.source, signal.id)
            if before is not None:
                return all_repeated(held, account, before, signal)
            happened = min(signal.at or moment, moment)
            for each in all_.alive(account):
                settled = all_.settle(each.journey.id, moment)
                if all_.fire(settled, happened - 1, moment) is not None:
                    return None
            receipts = all_.deliver(signal, moment)
            if not receipts:
                raise NobodyServesError(account, signal.type)
            for index, receipt in enumerate(receipts):
                # Found again by the account; of several journeys the first stands for all.
                held.answer(receipt, signal, None if index else account)
            return tuple(receipts)

        while (receipts := self._transact(work)) is None:
            pass
        return receipts

    def accept(self, journey: str, signal: Signal) -> None:
        """Keep a signal and let a worker decide it; when this returns it is not lost (S7.9).

        Whoever touches the journey next decides it first, in the order of acceptance, and
        before any timer. Its answer is found by sending it again with :meth:`signal`. Accepted
        twice it is kept once.

        Raises:
            UnknownJourneyError: there is no such journey.
            OtherBodyError: the id was used for something else; nothing changed.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed; accept the same signal again.
        """
        check_signal(signal)
        check_text("journey", journey)
        moment = self._clock()

        def work(all_: Neighbours) -> None:
            tx = all_.work.tx
            tx.prefetch((journey,), ((journey, signal.source, signal.id),))
            row = tx.journey(journey)
            if row is None:
                raise UnknownJourneyError(journey)
            before = tx.answered(journey, signal.source, signal.id)
            if before is not None:
                check_same(tx, before, signal)
                return
            waiting = tx.waiting(journey)
            if any(check_waiting(tx, each, signal) for each in waiting):
                return
            number = waiting[-1].number + 1 if waiting else 1
            veil = all_.work.veil(row.account, row.program)
            tx.add_waiting([waiting_row(journey, number, signal, moment, veil)])

        self._transact(work)

    def fire(self, journey: str) -> bool:
        """Fire the first timer of one journey that has come due; tell whether there was one.

        Raises:
            UnknownJourneyError: there is no such journey.
            StoreError: the store failed.
        """
        moment = self._clock()

        def work(all_: Neighbours) -> bool:
            is_fired = all_.fire(all_.settle(journey, moment), moment, moment) is not None
            all_.forget_attempts(journey, is_fired=is_fired)
            return is_fired

        return self._transact(work)

    # --- how

    def _signal(self, journey: str, signal: Signal, check: Check | None = None) -> Receipt:
        """Take a signal if ``check`` has nothing against it; a repeat is not checked."""
        check_signal(signal)
        moment = self._clock()

        def work(all_: Neighbours) -> Receipt | None:
            all_.work.tx.prefetch((journey,), ((journey, signal.source, signal.id),))
            return self._take(all_, journey, signal, moment, check)

        while (receipt := self._transact(work)) is None:
            pass
        return receipt

    def _take(
        self,
        all_: Neighbours,
        journey: str,
        signal: Signal,
        moment: Instant,
        check: Check | None = None,
    ) -> Receipt | None:
        """Take a signal that has been checked; None where a timer had to fire first."""
        work, held = all_.work, all_.settle(journey, moment)
        before = work.answered(journey, signal.source, signal.id)
        if before is not None:
            return repeated(work.tx, before, signal)
        latest = max(moment, held.now)
        happened = min(signal.at or latest, latest)
        is_fired = all_.fire(held, happened - 1, moment) is not None
        all_.forget_attempts(journey, is_fired=is_fired)
        if is_fired:
            return None
        if check is not None:
            check(all_, held)
        receipt = all_.take(held, signal, moment)
        work.answer(receipt, signal)
        return receipt

    def _begin(
        self, all_: Neighbours, journey: str, signal: Signal, newcomer: Account | None
    ) -> Receipt:
        account, playbook = signal.address.account, signal.address.playbook
        lacking = all_.lacking(playbook)
        if lacking:
            raise NotYetRunError(playbook, lacking)
        if newcomer is not None:
            all_.work.know(newcomer)
        begun = Journey(journey)
        step = all_.work.decide(begun, signal, self._clock())
        receipt = all_.work.keep(begun, step, account)
        if receipt.outcome in {"refused", "incident"}:
            raise start_refused(receipt)  # which undoes the transaction: no trace is left
        all_.work.answer(receipt, signal, account)
        all_.spread(receipt, step, self._clock(), has_children=False)
        return receipt


def _must_be(version: int) -> Check:
    def check(_all: Neighbours, journey: Journey) -> None:
        if journey.version != version:
            raise StaleError(journey.id, version, journey.version)

    return check


def _check_start(signal: Signal) -> None:
    check_signal(signal)
    if signal.type != STARTED:
        raise UnacceptableError("type", "a journey begins with {signal}", signal=STARTED)
    if not signal.address.account:
        raise UnacceptableError("account", "it is empty")

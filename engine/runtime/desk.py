"""What people do: complete, skip, hand over, acknowledge, pause, note, and say what is so.

Every one of these sends a signal of the core's own and returns its receipt. An ``id`` of the
caller's own makes a repeat safe (S7.2); without one each call is another happening. What the
playbook refuses is no error but a receipt whose ``outcome`` is ``refused``: it is recorded,
:attr:`Receipt.reason` says why, and everything else is as it was (S4.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ..core.decide import (
    ACKNOWLEDGED,
    CLOSED,
    CONTEXT_CHANGED,
    FUTURE_TOLERANCE,
    NOTED,
    PAUSE,
    RESUME,
)
from ..core.handling import CANCEL, HAND_OVER, SKIP
from ..core.happenings import ENGINE
from ..core.journey import Address, Journey, Signal
from ..core.telling import is_work
from ..language.values import Instant, Value
from .accepting import check_signal
from .answering import recalled
from .batches import Batches
from .exchange import Neighbours
from .failures import StaleError, UnacceptableError, UnknownTaskError
from .intake import Check
from .step import Receipt
from .store import Reading
from .telling import Changed, tell_account

Rows = Mapping[str, Sequence[Mapping[str, Value]]]


class Desk(Batches):
    """Journeys that people work on."""

    def complete(  # noqa: PLR0913  # each by its name
        self,
        journey: str,
        touchpoint: str,
        *,
        by: str = "",
        outcome: str = "",
        data: Mapping[str, Value] | None = None,
        brings: Sequence[str] = (),
        rows: Rows | None = None,
        at: Instant | None = None,
        id: str | None = None,  # noqa: A002  # what a caller calls it
        expected_version: int | None = None,
    ) -> Receipt:
        """Say that a touchpoint, a follow-up or what is asked for has been done (S4.3).

        ``outcome`` is one of its outcomes, ``data`` what its form asks for, ``brings`` the
        documents that come along, ``rows`` the tables of its form. Where something is missing
        the receipt is ``refused``, with the reason and the names of what is.

        Raises:
            UnknownJourneyError: there is no such journey.
            UnknownTaskError: the playbooks know no work of that name; nothing was recorded.
            StaleError: the journey has gone on since ``expected_version``; nothing changed.
            OtherBodyError: the id was used for something else.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed; call again with the same ``id``.
        """
        signal = Signal(
            f"{touchpoint}.done", self._name(id), by=by, at=at or 0,
            data={**(data or {}), **({"outcome": outcome} if outcome else {})},
            brings=tuple(brings),
            rows={name: tuple(dict(row) for row in table) for name, table in (rows or {}).items()},
        )  # fmt: skip
        return self._signal(journey, signal, _knows(touchpoint, expected_version))

    def skip(
        self, journey: str, touchpoint: str, *, by: str, reason: str,
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """Leave a task out this time; what comes after it need not wait for it (D3.6).

        Raises:
            UnknownTaskError: the playbooks know no work of that name; nothing was recorded.
            EngineError: as :meth:`complete`.
        """
        return self._about(journey, SKIP, touchpoint, by, at, id, reason=reason)

    def cancel(
        self, journey: str, touchpoint: str, *, by: str, reason: str = "",
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """Call a task off; nothing that waits for it begins (D3.6). See :meth:`end` for journeys.

        Raises:
            UnknownTaskError: the playbooks know no work of that name; nothing was recorded.
            EngineError: as :meth:`complete`.
        """
        return self._about(journey, CANCEL, touchpoint, by, at, id, reason=reason)

    def reassign(
        self, journey: str, touchpoint: str, to: str, *, by: str, instead_of: str = "",
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """Give an open task to another person or to a partner; it counts as a handover (D3.1).

        With ``instead_of`` only if that is who owns it.

        Raises:
            UnknownTaskError: the playbooks know no work of that name; nothing was recorded.
            EngineError: as :meth:`complete`.
        """
        said = {"from": instead_of} if instead_of else {}
        return self._about(journey, HAND_OVER, touchpoint, by, at, id, to=to, **said)

    def acknowledge(
        self, journey: str, about: str, *, by: str,
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """Take note of an escalation: its climb stops for a declared time (S5.3).

        ``about`` is what is escalated: a task's id, a stall's name or its occurrence.

        Raises:
            EngineError: as :meth:`complete`.
        """
        return self._say(journey, ACKNOWLEDGED, by, at, id, about=about)

    def pause(
        self, journey: str, reason: str, *, by: str,
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """Stop every clock of a journey until :meth:`resume` (S3.6).

        Raises:
            EngineError: as :meth:`complete`.
        """
        return self._say(journey, PAUSE, by, at, id, reason=reason)

    def resume(
        self, journey: str, reason: str = "", *, by: str,
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """Let a paused journey go on.

        Raises:
            EngineError: as :meth:`complete`.
        """
        return self._say(journey, RESUME, by, at, id, reason=reason)

    def end(
        self, journey: str, *, by: str, outcome: str = "lost", reason: str = "", into: str = "",
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """End a journey by hand, as ``lost`` or ``success``; ``into`` is one it was merged into.

        Raises:
            EngineError: as :meth:`complete`.
        """
        said = {"reason": reason, "into": into}
        given = {name: value for name, value in said.items() if value}
        return self._say(journey, CLOSED, by, at, id, outcome=outcome, **given)

    def note(
        self, journey: str, text: str, *, by: str,
        at: Instant | None = None, id: str | None = None,  # noqa: A002
    ) -> Receipt:  # fmt: skip
        """Write something down in a journey, also in one that has ended; nothing follows from it.

        Raises:
            EngineError: as :meth:`complete`.
        """
        return self._say(journey, NOTED, by, at, id, text=text)

    def close_incident(self, journey: str, record: int, *, by: str = "") -> bool:
        """Say that an incident is seen to; tell whether there was an open one.

        Who did it is noted in the journey. What the incident is about is mended by other
        calls: a signal that it parked is sent again, under a new id.

        Raises:
            UnknownJourneyError: there is no such journey.
            StoreError: the store failed.
        """
        signal = Signal(NOTED, f"closes:{record}", ENGINE, by, data={"closes": record})
        check_signal(signal)
        moment = self._clock()

        def work(all_: Neighbours) -> bool:
            held, tx, noted = all_.settle(journey, moment), all_.work.tx, signal
            if all_.work.answered(journey, ENGINE, signal.id) is not None:
                if not _is_open(tx, journey, record):
                    return False
                # What went wrong again was open again: another note.
                noted = replace(signal, id=f"{signal.id}@{held.version}")
            if not tx.set_incident(journey, record, "closed"):
                return False
            all_.work.answer(all_.take(held, noted, moment), noted)
            return True

        return self._transact(work)

    # --- the account

    def set_facts(
        self,
        account: str,
        facts: Mapping[str, Value],
        *,
        by: str = "",
        at: Instant | None = None,
        id: str | None = None,  # noqa: A002  # what a caller calls it
        source: str = "api",
    ) -> tuple[Receipt, ...]:
        """Say what is so of an account; return what it led to in each of its journeys (S7.9).

        One commit keeps the facts and makes every journey that runs or sleeps wait to look
        again; then they decide one by one. If this call dies between, whoever touches a
        journey next lets it decide first, before any of its timers. A fact that is known
        already leads to nothing. An account that nobody knows begins with its first facts. The
        same ``source`` and ``id`` again answer with the first answers.

        Raises:
            FactsRefusedError: names the facts that the vocabulary does not declare for
                accounts, and those of another type; nothing was kept.
            OtherBodyError: the id was used for something else; nothing changed.
            UnacceptableError: a value no store can keep.
            StoreError: the store failed; call again with the same ``id``.
        """
        signal = Signal(
            CONTEXT_CHANGED, self._name(id), source, by, at or 0, dict(facts),
            address=Address(account=account),
        )  # fmt: skip
        check_signal(signal)
        if not account:
            raise UnacceptableError("account", "it is empty")
        moment = self._clock()
        if signal.at > moment + FUTURE_TOLERANCE:
            raise UnacceptableError("at", "it is in the future")
        changed, is_repeat = self._transact(lambda all_: tell_account(all_, signal, moment))
        found = (self._looked(each, changed, moment) for each in changed.journeys)
        return tuple(replace(each, is_duplicate=is_repeat) for each in found)

    def _looked(self, journey: str, changed: Changed, moment: Instant) -> Receipt:
        def work(all_: Neighbours) -> Receipt:
            all_.work.tx.prefetch((journey,), ((journey, ENGINE, changed.signal),))
            all_.settle(journey, moment)
            found = all_.work.answered(journey, ENGINE, changed.signal)
            assert found is not None  # it waited, and is decided by now
            return recalled(all_.work.tx, found)

        return self._transact(work)

    # --- how

    def _say(
        self, journey: str, kind: str, by: str, at: Instant | None, name: str | None, **data: Value
    ) -> Receipt:
        return self._signal(journey, Signal(kind, self._name(name), by=by, at=at or 0, data=data))

    def _about(
        self,
        journey: str,
        kind: str,
        task: str,
        by: str,
        at: Instant | None,
        name: str | None,
        **data: Value,
    ) -> Receipt:
        said = {"task": task, **data}
        signal = Signal(kind, self._name(name), by=by, at=at or 0, data=said)
        return self._signal(journey, signal, _knows(task))

    def _name(self, said: str | None) -> str:
        return self._fresh_id() if said is None else said


def _is_open(reading: Reading, journey: str, record: int) -> bool:
    return any(
        (row.journey, row.record, row.state) == (journey, record, "open")
        for row in reading.incidents()
    )


def _knows(task: str, version: int | None = None) -> Check:
    """Return the check that the playbooks know work of that name, and the journey's version."""

    def check(all_: Neighbours, journey: Journey) -> None:
        if version is not None and journey.version != version:
            raise StaleError(journey.id, version, journey.version)
        names = {each.name for each in journey.tasks.values()}
        if task in names or task in journey.tasks:
            return
        if not is_work(all_.work.program(journey.program), task):
            raise UnknownTaskError(journey.id, task)

    return check

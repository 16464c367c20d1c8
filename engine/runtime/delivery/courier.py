"""Effects on their way: routed to targets, leased, attempted, and what became of it kept (S7.3).

Nothing is sent inside a transaction: an attempt is counted and leased in one, made outside
of any, and its end is kept in another, if the lease still is ours (F17, F29).
"""

from __future__ import annotations

import random as chance
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from msgspec.structs import replace

from ...language.deliveries import Target
from ...language.values import Instant
from ..clock import Clock, now
from ..programs import Programs
from ..store import DeliveryRow, DeliveryState, IncidentRow, OutboxRow, Reading, Store, Writing
from .composing import Composer, Untold, plainly
from .envelope import delivery_id
from .message import Message, Outcome, Tell
from .routing import deliveries_of
from .targets import Targets
from .waits import next_attempt

COURIER_POINTS = (
    "delivery-before-route", "delivery-after-route", "delivery-after-lease",
    "delivery-after-mark", "delivery-before-send", "delivery-after-send",
    "delivery-before-save", "delivery-after-save",
)  # fmt: skip
"""The instants at which a test may end the process (F1, F3)."""

SPARE = 60.0
"""Seconds a lease is longer than the longest attempt: what is slow is not yet dead."""

UNDERWAY = "an attempt was begun and nobody knows how it ended"
"""Stands in an ``is_once`` delivery from before its attempt until after (P4)."""

UNKNOWN, DEAD = "delivery-unknown", "delivery-dead"
"""Codes of the incidents that deliveries become."""


class _Ready(NamedTuple):
    """An attempt about to be made."""

    row: DeliveryRow
    target: Target
    message: Message


class _Done(NamedTuple):
    """An attempt that has ended, or was none."""

    row: DeliveryRow
    outcome: Outcome


class Courier:
    """Takes effects from the outbox to their targets; many may work on one store."""

    def __init__(
        self,
        store: Store,
        targets: Targets,
        *,
        clock: Clock = now,
        random: Callable[[], float] = chance.random,
        tell: Tell = plainly,
        reached: Callable[[str], None] = lambda _point: None,
        parallel: int = 8,
    ) -> None:
        """Deliver to ``targets``, ``parallel`` at a time; ``tell`` words effects for people.

        ``random`` answers from 0 to 1 and spreads attempts in time. ``reached`` is told every
        point of :data:`COURIER_POINTS` that is passed.
        """
        self._store, self._targets, self._clock = store, targets, clock
        self._random, self._reached, self._parallel = random, reached, parallel
        self._composer = Composer(tell, targets.delivery.link)
        self._programs = Programs()
        self._lease = SPARE + max((each.timeout for each in targets), default=0)

    def close(self) -> None:
        """Let go of the sinks."""
        self._targets.close()

    # --- routing

    def route(self, limit: int) -> int:
        """Say of up to so many effects where they go; return how many there were."""
        with self._store.reading() as reading:
            pending = reading.pending_effects(limit)
            if not pending:
                return 0
            at = self._clock()
            found = [each for row in pending for each in self._deliveries(reading, row, at)]
        self._reached("delivery-before-route")
        with self._store.writing() as tx:
            tx.route(pending, found)
        self._reached("delivery-after-route")
        return len(pending)

    def _deliveries(self, reading: Reading, row: OutboxRow, at: Instant) -> list[DeliveryRow]:
        effect = self._composer.effect(reading, row)
        if isinstance(effect, Untold):
            return []
        levels = self._levels(reading, row.journey)
        return deliveries_of(row, effect, self._targets, levels, at)

    def _levels(self, reading: Reading, journey: str) -> dict[str, str]:
        """Return the level of each role, by the program the journey is pinned to."""
        if not any(each.levels for each in self._targets):
            return {}
        held = reading.journey(journey)
        if held is None:
            return {}
        roles = self._programs.linked(reading, held.program).program.roles
        return {name: role.level for name, role in roles.items()}

    # --- delivering

    def deliver(self, limit: int, stopping: Callable[[], bool] = lambda: False) -> int:
        """Make up to so many attempts, as far as deliveries are due; return how many.

        They are begun in the order they came due, several at a time, so that one slow target
        does not hold up the others: who gets what first is likely, not promised. Once
        ``stopping`` says so nothing more is begun.
        """
        made = 0
        with ThreadPoolExecutor(self._parallel, "touchline-courier") as pool:
            underway: set[Future[_Done]] = set()
            while True:
                room = min(self._parallel - len(underway), limit - made)
                leased = self._take(room) if room > 0 and not stopping() else []
                made += len(leased)
                underway |= {pool.submit(self._attempt, each) for each in self._prepared(leased)}
                if not underway:
                    return made
                ended, underway = wait(underway, return_when=FIRST_COMPLETED)
                self._keep([each.result() for each in ended])

    def _take(self, room: int) -> list[DeliveryRow]:
        with self._store.writing() as tx:
            leased = tx.lease_deliveries(self._clock(), room, self._lease)
        if leased:
            self._reached("delivery-after-lease")
        return leased

    def _prepared(self, leased: Sequence[DeliveryRow]) -> list[_Ready]:
        """Return what can be attempted, once what is attempted at most once is marked."""
        if not leased:
            return []
        with self._store.reading() as reading:
            found = [self._ready(reading, row) for row in leased]
        self._keep([each for each in found if isinstance(each, _Done)])
        ready = [each for each in found if isinstance(each, _Ready)]
        lost = self._mark([each.row for each in ready if each.row.is_once])
        return [each for each in ready if each.row not in lost]

    def _ready(self, reading: Reading, row: DeliveryRow) -> _Ready | _Done:
        """Return what is to be sent, or how it ends without an attempt."""
        target = self._targets.get(row.target)
        if target is None:
            return _Done(row, Outcome("refused", f'no target "{row.target}" any more'))
        if row.is_once and row.error == UNDERWAY:
            return _Done(row, Outcome("unknown", UNDERWAY))
        if row.attempts > target.attempts:
            # It was begun so often and never came back: it may be what kills us (F28).
            return _Done(row, Outcome("refused", f"{target.attempts} attempts were begun"))
        composed = self._composer.compose(reading, row, target.lang)
        if isinstance(composed, Untold):
            return _Done(row, Outcome("refused", composed.why))
        message = Message(
            id=delivery_id(row), target=row.target, attempt=row.attempts, lang=target.lang,
            **composed,
        )  # fmt: skip
        return _Ready(row, target, message)

    def _mark(self, once: Sequence[DeliveryRow]) -> list[DeliveryRow]:
        """Mark those whose attempt may not be made twice; return those that are ours no more."""
        if not once:
            return []
        with self._store.writing() as tx:
            lost = [row for row in once if not tx.save_delivery(replace(row, error=UNDERWAY))]
        self._reached("delivery-after-mark")
        return lost

    def _attempt(self, ready: _Ready) -> _Done:
        self._reached("delivery-before-send")
        try:
            outcome = self._targets.sink(ready.target.name).send(ready.message)
        except Exception as error:  # noqa: BLE001  # another package's code; its words may hold secrets
            why = f"sink {ready.target.sink} failed: {type(error).__name__}"
            outcome = Outcome("unknown", why)
        self._reached("delivery-after-send")
        return _Done(ready.row, outcome)

    # --- keeping what became of it

    def _keep(self, ended: Sequence[_Done]) -> None:
        if not ended:
            return
        self._reached("delivery-before-save")
        at = self._clock()
        with self._store.writing() as tx:
            for each in ended:
                after = self._after(each, at)
                # Who was too slow has lost the lease: somebody else says what became of it.
                if tx.save_delivery(after):
                    _report(tx, after, at)
        self._reached("delivery-after-save")

    def _after(self, done: _Done, at: Instant) -> DeliveryRow:
        """Return the row as it stands after an attempt."""
        row, outcome = done
        state = self._state(row, outcome)
        due_at = row.due_at
        target = self._targets.get(row.target)
        if state == "pending" and target is not None:
            due_at = next_attempt(target, row.attempts, at, outcome.after, self._random())
        return replace(row, state=state, due_at=due_at, lease_until=0, error=outcome.why)

    def _state(self, row: DeliveryRow, outcome: Outcome) -> DeliveryState:
        if outcome.kind == "delivered":
            return "done"
        if outcome.kind == "unknown" and row.is_once:
            return "unknown"
        target = self._targets.get(row.target)
        if outcome.kind == "refused" or target is None or row.attempts >= target.attempts:
            return "dead"
        return "pending"


def _report(tx: Writing, row: DeliveryRow, at: Instant) -> None:
    """Raise an incident for what a person must look at."""
    if row.state not in {"dead", "unknown"}:
        return
    # The record may have one already: then that is open again, and the shelf tells the rest.
    if not tx.set_incident(row.journey, row.record, "open"):
        code = UNKNOWN if row.state == "unknown" else DEAD
        about = f"{row.target} {row.error}"
        tx.add_incidents([IncidentRow(row.journey, row.record, at, code, about)])

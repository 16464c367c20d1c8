"""Effects on their way: routed to targets, leased, attempted, and what became of it kept (S7.3).

Nothing is sent inside a transaction: an attempt is counted and leased in one, made outside
of any, and its end is kept in another, if the lease still is ours (F17, F29).
"""

from __future__ import annotations

import random as chance
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from msgspec.structs import replace

from ...language.deliveries import Target
from ...language.values import Instant
from ..clock import Clock, now
from ..programs import Programs
from ..store import DeliveryRow, DeliveryState, IncidentRow, OutboxRow, Reading, Store, Writing
from .composing import ERASED, Composer, Found, Untold, plainly
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


Ended = Callable[[DeliveryRow, float], None]
"""Hears of a delivery as it stands after an attempt, and how long that took."""


class _Routed(NamedTuple):
    """An effect and where it goes; ``why`` it goes nowhere, where that is an incident."""

    row: OutboxRow
    goes: list[DeliveryRow]
    why: str = ""


class _Ready(NamedTuple):
    """An attempt about to be made."""

    row: DeliveryRow
    target: Target
    message: Message


class _Done(NamedTuple):
    """An attempt that has ended, or was none."""

    row: DeliveryRow
    outcome: Outcome
    seconds: float = 0


class Courier:
    """Takes effects from the outbox to their targets; many may work on one store."""

    def __init__(  # noqa: PLR0913  # what tests put in the place of chance and time
        self,
        store: Store,
        targets: Targets,
        *,
        clock: Clock = now,
        random: Callable[[], float] = chance.random,
        tell: Tell = plainly,
        ended: Ended = lambda _row, _seconds: None,
        reached: Callable[[str], None] = lambda _point: None,
        seconds: Callable[[], float] = time.monotonic,
        parallel: int = 8,
    ) -> None:
        """Deliver to ``targets``, ``parallel`` at a time; ``tell`` words effects for people.

        ``random`` answers from 0 to 1 and spreads attempts in time. ``ended`` is told what
        became of each attempt, once that is kept, and how many ``seconds`` it took. ``reached``
        is told every point of :data:`COURIER_POINTS` that is passed.
        """
        self._store, self._targets, self._clock = store, targets, clock
        self._random, self._reached, self._parallel = random, reached, parallel
        self._ended, self._seconds = ended, seconds
        self._composer = Composer(tell, targets.delivery.link)
        self._programs = Programs()
        self._lease = SPARE + max((each.timeout for each in targets), default=0)

    def close(self) -> None:
        """Let go of the sinks."""
        self._targets.close()

    # --- routing

    def route(self, limit: int) -> int:
        """Say of up to so many effects where they go; return how many there were.

        One that only a newer engine can read is left to it (F32); one that nobody can read is
        done with, and an incident.
        """
        with self._store.reading() as reading:
            found = [self._routed(reading, row) for row in reading.pending_effects(limit)]
        routed = [each for each in found if each is not None]
        if not routed:
            return 0
        self._reached("delivery-before-route")
        with self._store.writing() as tx:
            tx.route([each.row for each in routed], [to for each in routed for to in each.goes])
            for each in routed:
                if each.why:
                    _raise(tx, each.row, DEAD, "", self._clock())
        self._reached("delivery-after-route")
        return len(routed)

    def _routed(self, reading: Reading, row: OutboxRow) -> _Routed | None:
        effect = self._composer.effect(reading, row)
        if not isinstance(effect, Untold):
            levels = self._levels(reading, row.journey)
            goes = deliveries_of(row, effect, self._targets, levels, self._clock())
            return _Routed(row, goes)
        if effect.is_ours:
            return None
        return _Routed(row, [], "" if effect.why == ERASED else effect.why)

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
        with self._store.reading() as reading:
            following = reading.next_delivery()
            # Leases are of the database's time, everything else of ours.
            if following is None or following > max(self._clock(), reading.now()):
                return []
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
            looked = [(row, self._look(reading, row)) for row in leased]
        self._keep([_Done(row, found) for row, found in looked if isinstance(found, Outcome)])
        ready = [
            _Ready(row, target, self._composer.compose(row, found, target.lang))
            for row, found in looked
            if not isinstance(found, Outcome) and (target := self._targets.get(row.target))
        ]
        lost = self._mark([each.row for each in ready if each.row.is_once])
        return [each for each in ready if each.row not in lost]

    def _look(self, reading: Reading, row: DeliveryRow) -> Found | Outcome:
        """Return what is to be told, or how it ends without an attempt."""
        target = self._targets.get(row.target)
        if target is None:
            return Outcome("refused", f'no target "{row.target}" any more')
        if row.is_once and row.error == UNDERWAY:
            return Outcome("unknown", UNDERWAY)
        if row.attempts > target.attempts:
            # It was begun so often and never came back: it may be what kills us (F28).
            return Outcome("refused", f"{target.attempts} attempts were begun")
        found = self._composer.find(reading, row)
        if isinstance(found, Untold):
            return Outcome("retry" if found.is_ours else "refused", found.why)
        return found

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
        began = self._seconds()
        try:
            outcome = self._targets.sink(ready.target.name).send(ready.message)
        except Exception as error:  # noqa: BLE001  # another package's code; its words may hold secrets
            why = f"sink {ready.target.sink} failed: {type(error).__name__}"
            outcome = Outcome("unknown", why)
        self._reached("delivery-after-send")
        return _Done(ready.row, outcome, self._seconds() - began)

    # --- keeping what became of it

    def _keep(self, ended: Sequence[_Done]) -> None:
        if not ended:
            return
        self._reached("delivery-before-save")
        at = self._clock()
        after = [(self._after(each, at), each.seconds) for each in ended]
        with self._store.writing() as tx:
            # Who was too slow has lost the lease: somebody else says what became of it.
            kept = [(row, seconds) for row, seconds in after if tx.save_delivery(row)]
            for row, _ in kept:
                _report(tx, row, at)
        self._reached("delivery-after-save")
        for row, seconds in kept:
            self._ended(row, seconds)

    def _after(self, done: _Done, at: Instant) -> DeliveryRow:
        """Return the row as it stands after an attempt."""
        row, outcome = done.row, done.outcome
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
        if outcome.why == ERASED:
            return "dropped"  # as its account wished: there is nothing to look into
        target = self._targets.get(row.target)
        if outcome.kind == "refused" or target is None or row.attempts >= target.attempts:
            return "dead"
        return "pending"


def _report(tx: Writing, row: DeliveryRow, at: Instant) -> None:
    """Raise an incident for what a person must look at."""
    if row.state in {"dead", "unknown"}:
        code = UNKNOWN if row.state == "unknown" else DEAD
        _raise(tx, row, code, row.target, at)


def _raise(tx: Writing, row: OutboxRow | DeliveryRow, code: str, about: str, at: Instant) -> None:
    # The record may have one already: then that is open again, and the shelf tells the rest.
    if not tx.set_incident(row.journey, row.record, "open"):
        tx.add_incidents([IncidentRow(row.journey, row.record, at, code, about)])

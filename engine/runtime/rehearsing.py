"""Stories on a store: killed and played again they come to the same history (S7.2)."""

from __future__ import annotations

from ..core.journey import Absence, Context, Journey, Signal
from ..core.records import AccountRecord, Decision, Record
from ..language.values import Instant
from .clock import ManualClock
from .service import Engine


class StoredHost:
    """A place to play stories in that keeps what was played.

    The story's times become the engine's: ``clock`` must be the one the engine was opened
    with. Whatever was played before is recognised by its ids and changes nothing.
    """

    def __init__(self, engine: Engine, clock: ManualClock) -> None:
        self._engine = engine
        self._clock = clock

    def start(self, signal: Signal, context: Context, now: Instant) -> str:
        """Begin a journey and return its id; one begun by the same signal is found again.

        The story's people fill the roles from now on (S1.2).
        """
        self._clock.set(now)
        if context.directory.people:
            self._engine.fill_roles(context.directory.people)
        return self._engine.begin(signal, context).journey

    def advance(
        self, journey_id: str, until: Instant, *, inclusive: bool, now: Instant = 0
    ) -> None:
        """Let time pass for the account's journeys: fire what is due by then (S1.5).

        Every timer fires at the instant it is due, or at ``now`` where that is later.
        """
        while (due := self._next(journey_id)) is not None:
            journey, due_at = due
            if due_at > until or (due_at == until and not inclusive):
                break
            self._clock.set(max(due_at, now))
            self._engine.fire(journey)
        self._clock.set(max(until, now))

    def send(self, journey_id: str, signal: Signal, now: Instant) -> Decision:
        """Take one signal; one sent before answers with the decision as first made."""
        self._clock.set(now)
        return self._engine.signal(journey_id, signal).decision()

    def post(self, signal: Signal, now: Instant) -> tuple[Decision, ...]:
        """Take one signal of which only the account is known (S7.2)."""
        self._clock.set(now)
        return tuple(receipt.decision() for receipt in self._engine.send(signal))

    def journeys(self, journey_id: str) -> tuple[str, ...]:
        """Return the ids of all journeys of that one's account, in the order they began."""
        account = self._engine.journey(journey_id).account
        rows = self._engine.journeys(account=account)
        return tuple(row.id for row in sorted(rows, key=lambda row: (row.began_at, row.id)))

    def journey(self, journey_id: str) -> Journey:
        """Return a journey as it stands."""
        return self._engine.journey(journey_id)

    def _next(self, journey_id: str) -> tuple[str, Instant] | None:
        account = self._engine.journey(journey_id).account
        found = [
            (row.id, row.next_due)
            for row in self._engine.journeys(account=account)
            if row.next_due is not None
        ]
        return min(found, key=lambda each: (each[1], each[0]), default=None)

    def be_away(self, person: str, absence: Absence) -> None:
        """Note in the directory that a person will be away (S4.4)."""
        self._engine.note_absence(person, absence)

    def history(self, journey_id: str) -> tuple[Record, ...]:
        """Return the journal."""
        return self._engine.history(journey_id)

    def account_history(self, journey_id: str) -> tuple[AccountRecord, ...]:
        """Return what was recorded of the journey's account, by all its journeys."""
        return self._engine.account_history(self._engine.journey(journey_id).account)

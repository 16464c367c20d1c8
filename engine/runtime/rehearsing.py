"""Stories on a store: killed and played again they come to the same history (S7.2)."""

from __future__ import annotations

from ..core.journey import Context, Signal
from ..core.records import Decision, FactSet, Record
from ..core.timers import next_timer
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

    def advance(self, journey_id: str, until: Instant, *, inclusive: bool) -> None:
        """Let time pass for one journey: fire what is due before (or at) ``until`` (S1.5).

        Every timer fires at the instant it is due, never late.
        """
        while (timer := next_timer(self._engine.journey(journey_id))) is not None:
            if timer.due_at > until or (timer.due_at == until and not inclusive):
                break
            self._clock.set(timer.due_at)
            self._engine.fire(journey_id)
        self._clock.set(until)

    def send(self, journey_id: str, signal: Signal, now: Instant) -> Decision:
        """Take one signal; one sent before answers with the decision as first made."""
        self._clock.set(now)
        return self._engine.signal(journey_id, signal).decision()

    def history(self, journey_id: str) -> tuple[Record, ...]:
        """Return the journal."""
        return self._engine.history(journey_id)

    def account_history(self, journey_id: str) -> tuple[FactSet, ...]:
        """Return what the journey recorded of its account."""
        account = self._engine.journey(journey_id).account
        return self._engine.account_history(account, journey=journey_id)

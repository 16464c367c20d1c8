"""A signal or timer that nobody survived deciding is parked as an incident (S7.6, F28)."""

from __future__ import annotations

from msgspec.structs import replace

from ..core.decide import Step, folded
from ..core.journey import Journey, Signal
from ..core.records import Decision, IncidentRaised, TimerFired
from ..core.timers import TIMER_DUE
from ..language.values import Instant


def parked(
    journey: Journey, signal: Signal, now: Instant, code: str, names: tuple[str, ...]
) -> Step:
    """Return the decision that puts a signal aside; a due timer is used up by it.

    Nothing else of the journey changes. A person finds the signal whole in the incident.
    """
    now = max(now, journey.now)
    at = min(signal.at or now, now)
    raised = IncidentRaised(at, code, "", names, signal.type, signal.source, signal.id, now)
    timer = journey.timers.get(str(signal.data.get("timer", "")))
    if signal.type == TIMER_DUE and timer is not None:
        fired = TimerFired(timer.due_at, timer.id, now)
        return folded(journey, Decision("incident", (fired, raised)))
    return folded(journey, Decision("incident", (replace(raised, parked=signal),)))

"""A step is a decision and the journey after it: never another than its records fold to (S7.4)."""

from __future__ import annotations

import msgspec
import pytest

from benchmarks import reference
from engine.core.decide import CONTEXT_CHANGED, Step, decide, step
from engine.core.evolve import evolve_all
from engine.core.journey import Journey, Signal
from engine.core.timers import timer_signal

PROGRAM = reference.linked()
CONTEXT = reference.context(PROGRAM)


def _played() -> list[tuple[Journey, Signal, Step]]:
    """Every happening of one journey of the reference work, with what it led to."""
    journey, found = Journey("journey"), []
    for each in reference.signals(reference.begin(), 0):
        signal = each or timer_signal(reference.due(journey))
        made = step(PROGRAM, CONTEXT, journey, signal, signal.at)
        found.append((journey, signal, made))
        journey = made.after
    assert journey.outcome == "success"
    return found


PLAYED = _played()
# In the state whose touchpoint waits for a note: what is drafted of one changes the visit.
_HERE, _NOTE, _ = PLAYED[4]
_AT = _NOTE.at


@pytest.mark.clause("S7.4")
def test_the_journey_after_a_step_is_the_fold_of_its_records() -> None:
    for journey, signal, made in PLAYED:
        before = msgspec.json.encode(journey)
        assert made.after == evolve_all(journey, made.decision.records) != journey
        assert made.decision == decide(PROGRAM, CONTEXT, journey, signal, signal.at)
        assert msgspec.json.encode(journey) == before


@pytest.mark.clause("S7.4")
@pytest.mark.parametrize(
    ("signal", "outcome"),
    [
        (Signal(_NOTE.type, "x", at=_AT, data={"papers": "many"}), "refused"),
        (Signal("deal.signed", "x", at=_AT + 10**12), "refused"),
        (Signal("what.ever", "x", at=_AT), "ignored"),
        (Signal("timer.due", "x", at=_AT, data={"timer": "gone"}), "nothing"),
        (Signal(CONTEXT_CHANGED, "x", at=_AT), "nothing"),
    ],
)
def test_what_leads_to_little_leaves_no_more_than_it_records(signal: Signal, outcome: str) -> None:
    made = step(PROGRAM, CONTEXT, _HERE, signal, _AT)
    assert made.decision.outcome == outcome
    assert made.after == evolve_all(_HERE, made.decision.records)

"""Several journeys in one store: seeded, merged, found by their account (S2.6, S7.2, S7.8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Engine, Signal
from engine.core import records as r
from engine.core.journey import Address
from engine.runtime.clock import ManualClock
from engine.runtime.failures import NobodyServesError, OtherBodyError

from .lifecycles import compiled
from .test_core_links import WAY

HOUR = 3_600_000_000
MORNING = 1_758_531_600_000_000
WORKSPACE = compiled(
    WAY.replace("  offer:\n    start", "  offer:\n    started_by: client.wrote\n    start")
)


@pytest.fixture(params=["memory:", "sqlite"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a store in memory, and on one in a file."""
    url = "memory:" if request.param == "memory:" else f"sqlite:///{tmp_path}/journeys.db"
    with Engine.open(url, WORKSPACE, clock=ManualClock(MORNING)) as opened:
        yield opened


def _order(engine: Engine) -> tuple[str, str]:
    """Begin a delivery and end it; return it and its child."""
    delivery = engine.start("acme", line="steel", playbook="delivery", key="C1")
    engine.signal(delivery, Signal("deal.accepted", "accepted"))
    child = next(row.id for row in engine.journeys() if row.playbook == "order")
    return delivery, child


def _to_account(kind: str, name: str, **data: str) -> Signal:
    return Signal(kind, name, data={**data}, address=Address(account="acme", line="steel"))


@pytest.mark.clause("S2.5", "S2.6")
def test_a_child_begins_in_the_transaction_that_ends_its_parent(engine: Engine) -> None:
    """Its id follows from the parent's record; the effect is done, not owed."""
    delivery, child = _order(engine)
    records = enumerate(engine.history(delivery), 1)
    seeded = [number for number, each in records if isinstance(each, r.JourneySeeded)]
    assert child in {f"{delivery}/{number}" for number in seeded}
    journey = engine.journey(child)
    assert (journey.parent, journey.key) == (delivery, "C1")
    assert all(engine.check(row.id) for row in engine.journeys())
    with engine._store.reading() as reading:  # noqa: SLF001  # the outbox has no reader yet
        states = {row.effect[:16]: row.state for row in reading.outbox(delivery, 1, 99)}
        assert set(states.values()) == {"done", "pending"}


@pytest.mark.clause("S2.5")
def test_a_child_reads_what_its_parent_knows(engine: Engine) -> None:
    """``parent.`` is read from the store in the transaction of the step (S1.2)."""
    delivery = engine.start("acme", line="steel", playbook="delivery", facts={"deal.urgent": True})
    engine.signal(delivery, Signal("deal.accepted", "accepted"))
    child = next(row.id for row in engine.journeys() if row.playbook == "order")
    engine.signal(child, Signal("deal.again", "again"))
    assert engine.journey(child).lanes["main"].state == "closed"


@pytest.mark.clause("S2.6")
def test_a_second_start_in_another_stage_of_the_grain_finds_the_first(engine: Engine) -> None:
    """A contract that is in delivery is not offered a second time."""
    offer = engine.start("acme", line="steel", playbook="offer", key="C1")
    engine.signal(offer, Signal("deal.signed", "signed"))
    assert engine.journey(offer).playbook == "delivery"
    assert engine.start("acme", line="steel", playbook="offer", key="C1") == offer
    assert engine.start("acme", line="steel", playbook="offer", key="C2") != offer


@pytest.mark.clause("S1.2", "S7.8")
def test_what_one_journey_learns_of_the_account_the_others_look_at(engine: Engine) -> None:
    """Both leave: the one that was told, and the one that only reads the same account."""
    first = engine.start("acme", line="steel", playbook="offer", key="C1")
    second = engine.start("acme", line="steel", playbook="offer", key="C2")
    other = engine.start("bolt", line="steel", playbook="offer")
    engine.signal(first, Signal("client.merged", "m", data={"standing": "merged"}))
    assert engine.journey(first).outcome == engine.journey(second).outcome == "lost"
    assert engine.journey(other).outcome == ""
    changed = [each for each in engine.history(second) if isinstance(each, r.SignalTaken)][-1]
    assert (changed.type, changed.source) == ("context.changed", "engine")
    assert engine.check(second)


def test_a_change_that_means_nothing_leaves_no_trace(engine: Engine) -> None:
    """A journal is not filled with what others learn."""
    first = engine.start("acme", line="steel", playbook="offer", key="C1")
    second = engine.start("acme", line="steel", playbook="offer", key="C2")
    before = engine.history(second)
    engine.signal(first, Signal("client.merged", "m", data={"standing": "open"}))
    assert engine.history(second) == before


@pytest.mark.clause("S7.2")
def test_a_signal_to_an_account_finds_its_journey_and_repeats(engine: Engine) -> None:
    """The repeat is answered by the first answers; another body is an error."""
    offer = engine.start("acme", line="steel", playbook="offer")
    signal = _to_account("deal.signed", "s1")
    first = engine.send(signal)
    assert [(each.journey, each.outcome) for each in first] == [(offer, "taken")]
    again = engine.send(signal)
    assert [each.is_duplicate for each in again] == [True]
    assert [each.records for each in again] == [each.records for each in first]
    with pytest.raises(OtherBodyError):
        engine.send(_to_account("deal.left", "s1"))


@pytest.mark.clause("S7.2")
def test_a_signal_for_all_is_repeated_by_all(engine: Engine) -> None:
    """Two offers read the letter, and both answer again."""
    for key in ("C1", "C2"):
        engine.start("acme", line="steel", playbook="offer", key=key)
    signal = _to_account("client.wrote", "w")
    first = engine.send(signal)
    assert len(first) == 2
    again = engine.send(signal)
    assert {each.journey for each in again} == {each.journey for each in first}
    assert all(each.is_duplicate for each in again)


@pytest.mark.clause("S7.2", "S2.5")
def test_a_signal_begins_the_playbook_that_is_started_by_it(engine: Engine) -> None:
    """Nobody serves the account yet: the letter begins an offer, which takes it."""
    receipt = engine.send(_to_account("client.wrote", "w"))[0]
    assert engine.journey(receipt.journey).playbook == "offer"
    again = engine.send(_to_account("client.wrote", "w"))
    assert [each.journey for each in again] == [receipt.journey]
    assert len(engine.journeys()) == 1
    with pytest.raises(NobodyServesError):
        engine.send(Signal("deal.signed", "s", address=Address(account="bolt", line="steel")))


@pytest.mark.clause("S7.2")
def test_an_ambiguous_signal_is_an_incident_with_the_signal_kept(engine: Engine) -> None:
    """It is parked whole, and can be sent again to the journey that is meant."""
    for key in ("C1", "C2"):
        engine.start("acme", line="steel", playbook="offer", key=key)
    assert [each.outcome for each in engine.send(_to_account("client.paid", "p"))] == ["incident"]
    assert [each.code for each in engine.incidents()] == ["ambiguous-address"]


@pytest.mark.clause("S7.2", "S1.5")
def test_timers_of_the_account_come_before_a_later_signal(engine: Engine) -> None:
    """What was due before the signal happened has fired when it is taken."""
    offer = engine.start("acme", line="steel", playbook="offer")
    clock = engine._clock  # noqa: SLF001  # the manual clock it was opened with
    assert isinstance(clock, ManualClock)
    clock.set(MORNING + 30 * HOUR)
    engine.send(_to_account("deal.signed", "s"))
    kinds = [type(each) for each in engine.history(offer)]
    assert kinds.index(r.TaskOverdue) < kinds.index(r.StageEnded)

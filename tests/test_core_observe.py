"""Mode ``observe`` (history wins), and the engine's own signals (S2.9, S6.1)."""

from __future__ import annotations

import pytest

from engine.core import records as r

from .lifecycles import World, linked

HISTORY = """
stages:
  stage:
    mode: observe
    start: a
    states:
      a:
        touchpoints:
          first: {form: terms, needs: [offer], due: 1 business day}
          then: {starts: after first}
        moves: {deal.asked: b}
      b: {needs: [draft], moves: {deal.checked: c}}
      c: {moves: {deal.accepted: [{if: deal.amount > 5 EUR, to: d}, {to: won}]}}
      d: {moves: {deal.signed: won}}
      won: {end: success}
"""
OBSERVED = linked(HISTORY)
LIVE = linked(HISTORY.replace("mode: observe", "mode: live"))

CLOSING = linked("""
stages:
  stage:
    mode: observe
    start: a
    states:
      a: {moves: {deal.accepted: settled}}
      settled:
        moves: {deal.checked: closed}
        timeout: {after: 5 days, to: closed}
      closed: {end: success}
""")

GIVEN = linked("""
stages:
  stage:
    start: a
    states:
      a:
        waits_for: customer
        touchpoints:
          late: {due: 1 business day, overdue: {escalate: ladder}}
        moves:
          task.overdue: b
        stalls: {quiet: {after: 10 days, silent: customer}}
      b:
        waits_for: customer
        moves: {stall.began: c}
        stalls: {still: {after: 2 business days, silent: customer}}
      c: {moves: {journey.paused: d}}
      d: {end: success}
""")


def _deviations(world: World) -> list[tuple[str, str]]:
    return [(each.kind, each.signal) for each in world.seen(r.Deviated)]


@pytest.mark.clause("S2.9")
def test_a_missing_document_does_not_hold_history_up() -> None:
    """What live would wait for, history has done: noted and followed."""
    live, world = World(LIVE), World(OBSERVED)
    for each in (live, world):
        each.begin("stage")
        each.signal("deal.asked")
    assert live.where() == "stage.a"
    assert live.open() == ["first", "draft"]
    assert world.where() == "stage.b"
    assert _deviations(world) == [("pending", "deal.asked")]
    assert world.seen(r.Deviated)[0].names == ("draft",)
    assert world.journey().deviations == 1


@pytest.mark.clause("S2.9")
def test_history_that_skips_a_state_is_followed_from_the_nearest() -> None:
    """An unmatched move is taken from where history must have been."""
    live, world = World(LIVE), World(OBSERVED)
    for each in (live, world):
        each.begin("stage", deal__amount="9 EUR")
        each.signal("deal.accepted")
    assert live.where() == "stage.a"
    assert world.where() == "stage.d"
    assert world.seen(r.Deviated)[0].names == ("a", "c")


@pytest.mark.clause("S2.9")
def test_an_unknown_fact_does_not_hold_history_up() -> None:
    """The first way that may be is taken."""
    world = World(OBSERVED)
    world.begin("stage")
    world.signal("deal.accepted")
    assert world.where() == "stage.d"


@pytest.mark.clause("S2.9")
def test_what_was_refused_live_was_done_in_history() -> None:
    """The form and the paper are missing; the task was done all the same."""
    live, world = World(LIVE), World(OBSERVED)
    for each in (live, world):
        each.begin("stage")
        each.signal("first.done", deal__urgent=True)
    assert live.open() == ["first"]
    assert world.open() == ["then"]
    assert world.journey().facts == {"deal.urgent": True}
    assert _deviations(world) == [("refused", "first.done")]
    world.signal("nobody.done")
    assert len(_deviations(world)) == 1


@pytest.mark.clause("S2.9")
def test_history_goes_on_after_the_end() -> None:
    """An end that was none is left again."""
    world = World(OBSERVED)
    world.begin("stage")
    world.signal("deal.signed")
    assert world.where() == "stage.won success"
    world.signal("deal.checked")
    assert world.where() == "stage.c"


@pytest.mark.clause("S2.9")
def test_history_that_ends_what_has_ended_is_no_deviation() -> None:
    """The log tells of the closing that time had brought an hour before."""
    world = World(CLOSING)
    world.begin("stage")
    world.signal("deal.accepted")
    world.until("2025-09-27 10:00")
    assert world.where() == "stage.closed success"
    assert world.signal("deal.checked").outcome == "ignored"
    assert (world.where(), _deviations(world)) == ("stage.closed success", [])
    world.signal("deal.accepted")
    assert (world.where(), _deviations(world)) == (
        "stage.settled", [("unmatched", "deal.accepted")]
    )  # fmt: skip


@pytest.mark.clause("S2.9")
def test_what_the_log_cannot_show_neither_blocks_nor_counts() -> None:
    """No task, no deadline, no gate: what comes after it opens."""
    world = World(OBSERVED)
    world.begin("stage", unobserved=("first", "draft"))
    assert world.open() == ["then"]
    world.signal("deal.asked")
    assert world.where() == "stage.b"
    world.until("2025-09-30 10:00")
    assert (world.seen(r.TaskOverdue), _deviations(world)) == ([], [])


def test_a_signal_history_cannot_place_is_ignored() -> None:
    """Nowhere in the track: nothing to follow (S1.7)."""
    world = World(OBSERVED)
    world.begin("stage")
    assert world.signal("client.called").outcome == "ignored"


@pytest.mark.clause("S6.1")
def test_a_playbook_moves_on_what_the_engine_itself_says() -> None:
    """In the decision that made it true: overdue, stalled, paused."""
    world = World(GIVEN)
    world.begin("stage")
    world.until("2025-09-23 10:00")
    assert world.where() == "stage.b"
    overdue = world.seen(r.TaskOverdue)[0]
    given = next(each for each in world.seen(r.SignalTaken) if each.type == "task.overdue")
    assert (given.at, given.source, given.data) == (overdue.at, "engine", {"about": "late"})
    world.until("2025-09-25 10:00")
    assert world.where() == "stage.c"
    world.signal("journey.paused", reason="why")
    assert world.where() == "stage.d success"


def test_signals_that_nobody_waits_for_are_not_given() -> None:
    """They would fill the journal for nobody."""
    world = World(OBSERVED)
    world.begin("stage")
    world.until("2025-09-30 10:00")
    assert world.seen(r.TaskOverdue)
    assert {each.type for each in world.seen(r.SignalTaken)} == {"journey.started"}

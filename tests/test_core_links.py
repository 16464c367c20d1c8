"""From stage to stage, to children and new journeys, and out of the lifecycle (S2.5–S2.10)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.core import records as r
from engine.core.evolve import refold

from .lifecycles import World, linked

WAY = """
shared:
  vocabulary:
    things:
      deal:
        facts: {next_on: {type: date}}
        signals:
          again: {from: customer}
          left: {from: customer}
      client:
        facts: {standing: {type: choice, choices: {open: 开 | Open, merged: 并 | Merged}}}
        signals:
          merged: {from: us, sets: [standing]}
          asked: {from: customer, correlate: newest}
          wrote: {from: customer, correlate: all}
          paid: {from: customer, correlate: refuse}
lifecycle:
  stages:
    offer: {per: contract, ends: {won: delivery, lost: stop, asleep: stop}}
    delivery:
      per: contract
      ends:
        over: {to: order, each: order}
        again: offer
        lost: stop
    order:
      per: order
      ends:
        repeated:
          - {if: deal.amount >= large, new_journey: offer, carries: [deal.amount]}
          - {new_journey: delivery, carries: [deal]}
        closed: stop
  beside: [care]
  leave:
    merged: {title: 并 | Merged, if: client.standing == merged, end: lost}
stages:
  offer:
    start: quoting
    states:
      quoting:
        touchpoints: {quote: {due: 4 business hours}}
        moves: {deal.signed: won, deal.left: lost, deal.asked: asleep}
      won: {end: success}
      lost: {end: lost}
      asleep: {end: dormant, wakes: {client.asked: quoting}}
  delivery:
    start: sending
    states:
      sending:
        touchpoints: {quote: {due: 2 business days}, pack: {}}
        moves: {deal.accepted: over, deal.again: again, deal.left: lost}
      over: {end: success}
      again: {end: success}
      lost: {end: lost}
  order:
    start: closing
    states:
      closing:
        moves:
          deal.again:
            - {if: parent.deal.urgent, to: closed}
            - {to: repeated}
          deal.left: closed
      repeated: {end: success}
      closed: {end: lost}
  care:
    scope: account
    started_by: delivery.over
    endless: true
    start: caring
    states:
      caring: {moves: {client.wrote: stay}}
"""
PROGRAM = linked(WAY)


@pytest.fixture
def world() -> World:
    """One customer, nothing begun."""
    return World(PROGRAM)


@pytest.mark.clause("S2.5")
def test_a_stage_of_the_same_grain_goes_on_in_the_same_journey(world: World) -> None:
    """Tasks and timers of the old stage are closed; facts and documents stay."""
    world.begin("offer", deal__amount="5 EUR")
    assert world.open() == ["quote"]
    world.signal("deal.signed", brings=("offer",))
    assert world.where() == "delivery.sending"
    journey = world.journey()
    assert journey.stages == ("offer",)
    assert {"offer", "order_form"} <= journey.documents.keys()
    assert journey.facts["deal.amount"]
    assert [task.due_at for task in journey.tasks.values() if task.name == "quote"] != [None]
    assert all(timer.subject in journey.tasks for timer in journey.timers.values())
    ended, entered = world.seen(r.StageEnded), world.seen(r.StageEntered)
    assert [(each.stage, each.end, each.outcome) for each in ended] == [("offer", "won", "success")]
    assert [(each.stage, each.by) for each in entered] == [("delivery", "offer.won")]
    assert [each.name for each in world.seen(r.TaskCancelled)] == ["quote"]
    assert world.seen(r.JourneyEnded) == []


@pytest.mark.clause("S2.5")
def test_a_loop_back_enters_the_stage_anew(world: World) -> None:
    """In the same journey, with what is done asked again."""
    world.begin("offer")
    world.signal("deal.signed")
    world.signal("deal.again")
    assert world.where() == "offer.quoting"
    assert world.journey().stages == ("offer", "delivery")
    assert world.open() == ["quote"]
    assert world.ids == ("journey-1",)


@pytest.mark.clause("S2.5", "S2.6")
def test_a_finer_stage_begins_as_a_child_that_reads_its_parent(world: World) -> None:
    """The parent has ended; its facts are read as ``parent.``; the child knows whose it is."""
    world.begin("offer", key="C1", deal__urgent=True)
    world.signal("deal.signed")
    world.signal("deal.accepted")
    assert world.where() == "delivery.over success"
    child = world.newest("order")
    seeded = next(each for each in world.seen(r.JourneySeeded) if each.seed.playbook == "order")
    number = world.host.history("journey-1").index(seeded) + 1
    assert (child.id, child.parent, child.key) == (f"journey-1/{number}", "journey-1", "C1")
    world.signal("deal.again", child.id)
    assert world.where(child.id) == "order.closed lost"
    entered = world.seen(r.StateEntered, child.id)[-1]
    assert list(entered.used) == ["parent.deal.urgent"]


@pytest.mark.clause("S2.6")
def test_a_stop_leads_nowhere(world: World) -> None:
    """The journey ends, and nothing is seeded."""
    world.begin("offer")
    world.signal("deal.left")
    assert world.where() == "offer.lost lost"
    assert world.ids == ("journey-1",)
    assert world.seen(r.StageEnded) == []


def _to_order(world: World, **facts: Any) -> str:
    world.begin("delivery", **facts)
    world.signal("deal.accepted")
    return world.newest("order").id


@pytest.mark.clause("S2.6")
def test_a_repurchase_seeds_a_new_journey_with_what_it_carries(world: World) -> None:
    """By conditions in order; a new journey is nobody's child, and carries what is named."""
    order = _to_order(world, deal__urgent=False)
    world.signal("facts.set", order, deal__amount="5000 EUR", deal__count=3)
    world.signal("deal.again", order)
    assert world.where(order) == "order.repeated success"
    new = world.newest("offer")
    assert (new.parent, new.seeded_by) == ("", order)
    assert list(new.facts) == ["deal.amount"]
    assert world.where(new.id) == "offer.quoting"


@pytest.mark.clause("S2.6")
def test_carrying_a_thing_carries_its_facts_and_papers(world: World) -> None:
    """All of the thing that is known, and the documents that do not expire."""
    order = _to_order(world, deal__urgent=False)
    world.signal("facts.set", order, deal__amount="5 EUR", deal__count=3)
    world.signal("deal.again", order, brings=("offer",))
    new = world.newest("delivery")
    assert list(new.facts) == ["deal.amount", "deal.count"]
    assert list(new.documents) == ["offer"]


@pytest.mark.clause("S1.8", "S2.5")
def test_a_way_on_that_depends_on_what_nobody_knows_waits(world: World) -> None:
    """It never falls through: a blocker asks for the fact, and then the journey goes on."""
    order = _to_order(world, deal__urgent=False)
    world.signal("deal.again", order)
    assert world.where(order) == "order.repeated"
    assert world.open(order) == ["deal.amount"]
    assert world.seen(r.OnwardPending, order)[0].blockers == ("deal.amount",)
    assert len(world.ids) == 3
    world.signal("facts.set", order, deal__amount="5000 EUR")
    assert world.where(order) == "order.repeated success"
    assert world.open(order) == []
    assert world.where(world.newest("offer").id) == "offer.quoting"


@pytest.mark.clause("S2.6")
def test_a_running_twin_is_merged_and_recorded(world: World) -> None:
    """The seed says into which; the twin is not begun again and learns nothing."""
    order = _to_order(world, deal__urgent=False)
    world.begin("offer")
    before = world.ids
    world.signal("facts.set", order, deal__amount="5000 EUR")
    world.signal("deal.again", order)
    assert world.ids == before
    merged = world.seen(r.SeedMerged, order)
    assert [each.into for each in merged] == [before[-1]]
    assert world.journey(order).seeds[str(merged[0].seed)].merged_into == before[-1]


@pytest.mark.clause("S2.6")
def test_a_twin_is_one_in_any_stage_of_the_grain(world: World) -> None:
    """A contract under way in delivery is the same contract as one being offered."""
    order = _to_order(world, deal__urgent=False)
    world.begin("delivery")
    world.signal("facts.set", order, deal__amount="5000 EUR")
    world.signal("deal.again", order)
    assert len(world.seen(r.SeedMerged, order)) == 1


@pytest.mark.clause("S2.5")
def test_an_account_has_one_journey_beside(world: World) -> None:
    """``started_by`` an end: the first begins it, the second finds it."""
    _to_order(world)
    care = world.newest("care")
    world.begin("delivery", key="C2")
    second = world.ids[-1]
    world.signal("deal.accepted", second)
    assert [name for name in world.ids if world.journey(name).playbook == "care"] == [care.id]
    assert [each.into for each in world.seen(r.SeedMerged, second)] == [care.id]


# --- out of the lifecycle


@pytest.mark.clause("S2.7")
def test_an_exit_ends_every_journey_of_the_account_at_once(world: World) -> None:
    """The fact comes through one journey; all leave, with their tasks and timers closed."""
    world.begin("offer")
    world.begin("delivery", key="C2")
    world.signal("client.merged", standing="merged")
    assert [world.journey(each).outcome for each in world.ids] == ["lost", "lost"]
    for name in world.ids:
        journey = world.journey(name)
        assert (journey.tasks, journey.timers, journey.climbs) == ({}, {}, {})
        assert [each.exit for each in world.seen(r.ExitTaken, name)] == ["merged"]
    assert world.seen(r.StageEnded) == []


@pytest.mark.clause("S2.7")
def test_an_exit_comes_before_the_move_of_the_same_signal(world: World) -> None:
    """Facts, then exits, then moves (S1.6): a sale to a merged account is no sale."""
    world.begin("offer")
    world.signal("deal.asked")
    assert world.journey().outcome == "dormant"
    world.signal("client.merged", standing="merged")
    assert world.journey().outcome == "lost"
    assert [each.state for each in world.seen(r.StateEntered)] == ["quoting", "asleep"]


@pytest.mark.clause("S2.7")
def test_a_journey_begun_outside_leaves_at_once(world: World) -> None:
    """Nothing is planned for an account that is no customer any more."""
    world.begin("offer")
    world.signal("client.merged", standing="merged")
    late = world.begin("delivery", key="C2")
    assert world.journey(late).outcome == "lost"
    assert world.seen(r.TaskPlanned, late) == []


@pytest.mark.clause("S2.7")
def test_an_unknown_exit_does_not_end_anything(world: World) -> None:
    """Missing facts are the rule, not a reason to go."""
    world.begin("offer")
    assert world.seen(r.ExitTaken) == []
    assert world.where() == "offer.quoting"


@pytest.mark.clause("S2.7")
def test_somebody_ends_a_journey_by_hand(world: World) -> None:
    """With reason and outcome; it leads nowhere, and ends only once."""
    world.begin("offer")
    wrong = world.signal("journey.closed", outcome="won")
    assert (wrong.outcome, world.journey().outcome) == ("refused", "")
    world.signal("journey.closed", outcome="lost", reason="double", into="journey-9")
    assert (world.journey().outcome, world.journey().timers) == ("lost", {})
    assert [(each.reason, each.into) for each in world.seen(r.JourneyClosed)] == [
        ("double", "journey-9")
    ]
    assert world.signal("journey.closed").outcome == "ignored"


# --- sleep


@pytest.mark.clause("S5.4", "S2.5")
def test_a_dormant_stage_is_not_over_and_wakes_where_it_slept(world: World) -> None:
    """``dormant: stop`` is sleep: the named signal wakes it in its own stage."""
    world.begin("offer")
    world.signal("deal.asked")
    assert world.where() == "offer.asleep dormant"
    assert world.signal("deal.checked").outcome == "ignored"
    world.signal("client.asked")
    assert world.where() == "offer.quoting"
    assert len(world.seen(r.JourneyWoken)) == 1


# --- the account and its journeys


@pytest.mark.clause("S7.2")
def test_the_newest_that_waits_takes_a_signal_of_the_account(world: World) -> None:
    """A sleeper that the signal wakes comes before a younger journey that does not wait."""
    world.begin("offer")
    world.signal("deal.asked")
    world.until("2025-09-22 11:00")
    world.begin("delivery", key="C2")
    assert [each.outcome for each in world.post("client.asked")] == ["taken"]
    assert world.where() == "offer.quoting"


@pytest.mark.clause("S7.2")
def test_all_that_speak_of_it_take_a_signal_for_all(world: World) -> None:
    """``correlate: all`` reaches each journey whose playbook names it, and no other."""
    _to_order(world)
    decided = world.post("client.wrote")
    assert [each.outcome for each in decided] == ["taken"]
    care = world.newest("care").id
    assert [each.type for each in world.seen(r.SignalTaken, care)][-1] == "client.wrote"


@pytest.mark.clause("S7.2")
def test_nobody_can_tell_and_refuse_parks_it(world: World) -> None:
    """An incident of the newest, with the whole signal: none of them takes it."""
    world.begin("offer")
    world.begin("delivery", key="C2")
    decided = world.post("client.paid")
    assert [each.outcome for each in decided] == ["incident"]
    raised = world.seen(r.IncidentRaised, world.ids[-1])[0]
    assert (raised.code, raised.names) == ("ambiguous-address", world.ids)
    assert raised.parked is not None
    assert [each.outcome for each in world.post("client.paid", key="C2")] == ["ignored"]


@pytest.mark.clause("S7.2")
def test_nobody_there_is_told(world: World) -> None:
    """No journey takes it and no playbook begins by it."""
    assert world.post("client.asked") == []


def test_every_journal_refolds_to_what_its_journey_is(world: World) -> None:
    """Also through stages, seeds and exits (S7.4)."""
    order = _to_order(world, deal__urgent=False)
    world.signal("deal.again", order)
    world.signal("client.merged", order, standing="merged")
    for name in world.ids:
        assert refold(name, world.host.history(name)) == world.journey(name)

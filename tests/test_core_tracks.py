"""Tracks and items where a story cannot say it: incidents, order of records, what is kept (S2)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.core import records as r
from engine.core.draft import Draft
from engine.core.evolve import refold
from engine.core.journey import Context, Signal
from engine.core.link import link
from engine.core.reading import View
from engine.language.values import Span

from .journeys import ORDERS, Play, linked_program

PREPAID = {"order.amount": "200 EUR"}


def orders(**begin: str) -> Play:
    """A journey on the workspace of tracks and items."""
    return Play(linked_program(ORDERS), "2025-09-22 10:00", facts={**PREPAID, **begin})


def lane(play: Play, name: str) -> str:
    """The state a lane stands in."""
    return play.journey.lanes[name].state


@pytest.mark.clause("S2.10")
def test_an_item_opened_after_the_end_is_an_incident_with_its_signal_kept() -> None:
    """Never ignored: nobody serves it any more, so a person must see it."""
    play = orders(ordering="briefing")
    play.signal("order.cancelled")
    assert play.journey.outcome == "lost"
    decision = play.signal("shipment.planned", number="S9")
    assert decision.outcome == "incident"
    [incident] = [each for each in decision.records if isinstance(each, r.IncidentRaised)]
    assert incident.code == "item-unserved"
    assert incident.parked is not None
    assert incident.parked.data == {"number": "S9"}
    assert play.signal("shipment.accepted", number="S9").outcome == "ignored"


@pytest.mark.clause("S2.10")
def test_a_signal_about_an_item_nobody_opened_is_refused() -> None:
    """A wrong number is the sender's mistake, and is told to the sender."""
    play = orders()
    play.signal("shipment.planned", number="S1")
    decision = play.signal("shipment.left", number="S7")
    [refused] = decision.records
    assert isinstance(refused, r.SignalRefused)
    assert (refused.reason, refused.names) == ("unknown-item", ("S7",))
    play.done("pack", fragile=False)
    nameless = play.signal("shipment.left")
    assert nameless.outcome == "taken", "the only one there is"
    assert lane(play, "delivery/S1") == "on_the_way"


@pytest.mark.clause("S2.10")
def test_what_a_touchpoint_counts_as_opens_an_item_with_what_its_form_said() -> None:
    """The complaint that a delivery opens has its kind, and a key derived from the record."""
    play = orders()
    play.signal("shipment.planned", number="S1")
    play.done("pack", fragile=False)
    play.signal("shipment.left", number="S1")
    decision = play.done("file_damage", complaint__kind="broken")
    assert decision.outcome == "taken"
    [item] = [each for each in play.journey.items.values() if each.thing == "complaint"]
    assert item.facts["complaint.kind"] == "broken"
    assert item.key.startswith("journey-1.")
    assert lane(play, f"service/{item.key}") == "open"
    assert "complaint.kind" not in play.journey.items["shipment/S1"].facts
    play.done("answer", complaint__number=item.key)
    assert lane(play, f"service/{item.key}") == "settled"
    assert refold("journey-1", play.records) == play.journey


@pytest.mark.clause("S2.10", "S3.9")
def test_each_item_has_its_own_tasks_and_deadlines() -> None:
    """Packing one shipment ends its deadline, and leaves the other's."""
    play = orders()
    play.signal("shipment.planned", number="S1")
    play.at("2025-09-22 12:00").signal("shipment.planned", number="S2")
    assert play.open.count("pack") == 2
    play.done("pack", shipment__number="S1", shipment__fragile=True)
    tasks = [task.track for task in play.journey.tasks.values() if task.name == "pack"]
    assert tasks == ["delivery/S2"]
    play.until("2025-09-24 09:00")
    late = [each for each in play.seen(r.TaskOverdue) if each.name == "pack"]
    assert [play.time(each.at) for each in late] == ["2025-09-23 12:00"]
    assert play.journey.items["shipment/S1"].facts["shipment.fragile"] is True
    assert "shipment.fragile" not in play.journey.items["shipment/S2"].facts


@pytest.mark.clause("S2.10")
def test_once_is_once_for_each_item() -> None:
    """What was done for one shipment is still asked of the next."""
    play = orders()
    play.signal("shipment.planned", number="S1")
    play.done("pack", fragile=False)
    play.signal("shipment.planned", number="S2")
    assert [task.track for task in play.journey.tasks.values() if task.name == "pack"] == [
        "delivery/S2"
    ]


@pytest.mark.clause("S1.7", "S6.5")
def test_a_sum_that_cannot_be_computed_refuses_its_signal_whole() -> None:
    """Taken without its amount a payment would be lost in silence."""
    play = orders()
    play.signal("receivable.planned", number="R1", amount="900 EUR")
    before = play.journey.items
    decision = play.signal("receivable.paid", number="R1")
    [refused] = decision.records
    assert isinstance(refused, r.SignalRefused)
    assert (refused.reason, refused.names) == ("fact-unknown", ("signal.amount",))
    assert play.journey.items == before


@pytest.mark.clause("S2.10")
def test_a_story_may_begin_among_its_items() -> None:
    """Each track is found where the beginning says, its instance with it."""
    play = orders(ordering="ready", delivery="on_the_way", shipment="S1")
    assert {name: each.state for name, each in play.journey.lanes.items()} == {
        "ordering": "ready", "delivery/S1": "on_the_way",
    }  # fmt: skip
    wrong = Play(linked_program(ORDERS), "2025-09-22 10:00", facts={"delivery": "nowhere"})
    assert wrong.decisions[0].outcome == "refused"
    nameless = Play(linked_program(ORDERS), "2025-09-22 10:00", facts={"shipment": ""})
    assert nameless.decisions[0].outcome == "refused"


@pytest.mark.clause("S2.5", "S2.1", "S2.10", "S6.5")
def test_everything_a_condition_reads_is_read_from_where_it_stands() -> None:
    """The parent's facts, the lane's own item, other tracks, what is gathered over all items."""
    play = orders(ordering="review")
    for number, amount in (("R1", "900 EUR"), ("R2", "40 EUR")):
        play.signal("receivable.planned", number=number, amount=amount)
    draft = _draft(play)
    view = View(draft, "payment/R2")
    assert str(view.value("receivable.number")) == "R2"
    assert view.value("track.ordering.state") == "review"
    assert view.value("track.payment.state") == "waiting"
    assert View(draft).value("track.payment.state") is None, "of which one?"
    assert view.value("parent.order.amount") == 7
    assert [str(each) for each in view.column("receivable.number")] == ["R1", "R2"]
    assert view.items("receivable") == 2
    assert view.value("signal.amount") is None


def _draft(play: Play) -> Draft:
    context = Context(play.account, play.directory, parent={"order.amount": 7})
    asking = Signal("asking", "0")
    return Draft(play.linked, context, play.journey, asking, play.now, play.now, play.account)


@pytest.mark.clause("S2.3")
def test_a_stage_in_which_no_item_came_ends_only_when_a_track_has_ended() -> None:
    """Beginning it ends nothing, although every item there is has arrived."""
    play = orders()
    assert play.journey.outcome == ""
    assert play.journey.lanes["ordering"].pending is not None


@pytest.mark.clause("S2.10", "S2.7")
def test_an_exit_reaches_a_track_that_has_not_begun() -> None:
    """Cancelled before its start could be made: the track goes to its exit."""
    play = orders()
    assert (lane(play, "ordering"), play.open) == ("", ["contract"])
    play.signal("order.cancelled")
    assert lane(play, "ordering") == "dropped"
    assert play.journey.tasks == {}


@pytest.mark.clause("S3.12", "S2.10")
def test_only_what_is_one_and_never_ends_is_read_at_once() -> None:
    """A fact that ends, or of which there are several, is looked at where it stands and when."""
    linked = orders(ordering="review").linked
    facts = linked.program.facts
    name = next(iter(sorted(linked.plain)))
    ending = replace(facts[name], valid=Span(1, "days"))
    again = link(replace(linked.program, facts={**facts, name: ending}))
    assert linked.plain.keys() - again.plain.keys() == {name}
    assert "receivable.number" in facts
    assert "receivable.number" not in linked.plain

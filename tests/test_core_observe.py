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

ASKING = linked("""
stages:
  stage:
    mode: observe
    start: a
    on_demand:
      call: {due: 1 business day}
    rules:
      asks: {when: deal.asked, do: [{open: call}]}
    states:
      a: {moves: {deal.accepted: won}}
      won: {end: success}
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
    assert world.signal("deal.checked").outcome == "taken"
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


@pytest.mark.clause("S2.9")
def test_work_on_demand_that_the_log_cannot_show_is_passed_over() -> None:
    """A rule asks for it; nobody could ever tell that it was done."""
    shown, hidden = World(ASKING), World(ASKING)
    shown.begin("stage")
    hidden.begin("stage", unobserved=("call",))
    for each in (shown, hidden):
        each.signal("deal.asked")
        each.until("2025-09-30 10:00")
    assert (shown.open(), hidden.open()) == (["call"], [])
    assert [len(each.seen(r.TaskOverdue)) for each in (shown, hidden)] == [1, 0]
    assert [each.name for each in hidden.seen(r.TouchpointPassedOver)] == ["call"]
    assert [len(each.seen(r.RuleFired)) for each in (shown, hidden)] == [1, 1]


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


# --- only history deviates, and only where the playbook has no way for it

OWN_WORDS = linked("""
stages:
  stage:
    mode: observe
    start: a
    states:
      a:
        waits_for: customer
        moves: {deal.asked: b}
        stalls: {quiet: {after: 2 business days, silent: customer}}
      b:
        waits_for: customer
        moves: {stall.began: c}
        stalls: {still: {after: 9 days, silent: customer}}
      c: {end: lost}
""")

SIDE_BY_SIDE = linked("""
stages:
  stage:
    mode: observe
    tracks:
      money:
        start: a
        states:
          a: {moves: {deal.signed: b, deal.asked: b}}
          b: {moves: {deal.checked: paid}}
          paid: {end: success}
      goods:
        start: k
        states:
          k: {moves: {deal.accepted: m}}
          m: {moves: {deal.signed: z, deal.priced: z}}
          z: {end: success}
""")

EXITS = linked("""
stages:
  stage:
    mode: observe
    start: a
    anytime: {client.held: lost}
    states:
      a: {touchpoints: {call: {starts: after deal.priced}}, moves: {deal.asked: b}}
      b: {moves: {deal.priced: won}}
      won: {end: success}
      asleep: {end: dormant, wakes: {client.called: a}}
      lost: {end: lost}
""")

GATED_TEXT = """
stages:
  stage:
    mode: observe
    start: a
    states:
      a: {needs: [offer], moves: {deal.asked: b}}
      b: {moves: {deal.signed: c}}
      c: {needs: [draft], moves: {deal.checked: won}}
      won: {end: success}
"""
GATED = linked(GATED_TEXT)

DONE = """
stages:
  stage:
    mode: observe
    start: a
    states:
      a:
        touchpoints:
          agree:
            form: terms
            outcomes: {agreed: 谈定 | Agreed, refused: 不成 | Refused}
            produces: {agreed: draft}
            mark: need
          later: {starts: after agree}
          weekly: {form: terms, repeats: every 1 week, counted_from: done}
        moves: {agree.agreed: b}
      b: {needs: [draft], moves: {deal.signed: won}}
      won: {end: success}
"""


@pytest.mark.clause("S2.9")
def test_the_engines_own_words_do_not_leave_the_playbook() -> None:
    """A silence began where nothing moves on it: that is no word of history."""
    world = World(OWN_WORDS)
    world.begin("stage")
    world.until("2025-09-30 10:00")
    assert world.seen(r.Stalled)
    assert (world.where(), _deviations(world)) == ("stage.a", [])
    world.signal("deal.asked")
    world.until("2025-10-30 10:00")
    assert world.where() == "stage.c lost"


@pytest.mark.clause("S2.9")
def test_what_one_track_waits_for_strays_in_no_other() -> None:
    """It is history of that track; a signal that no track has a way for is followed in each."""
    world = World(SIDE_BY_SIDE)
    world.begin("stage")
    world.signal("deal.signed")
    assert (world.where(), _deviations(world)) == ("stage.b+k", [])
    world.signal("deal.priced")
    assert (world.where(), _deviations(world)) == ("stage.b+z", [("unmatched", "deal.priced")])


@pytest.mark.clause("S2.9")
def test_what_a_state_itself_waits_for_has_its_place_there() -> None:
    """A touchpoint starts after it: the move that another state has on it is not taken."""
    world = World(EXITS)
    world.begin("stage")
    world.signal("deal.priced")
    assert (world.where(), _deviations(world), world.open()) == ("stage.a", [], ["call"])


@pytest.mark.clause("S2.9")
def test_exits_and_what_wakes_are_ways_that_history_may_have_gone() -> None:
    """After the end an exit; from anywhere what would have woken a journey asleep."""
    world = World(EXITS)
    world.begin("stage")
    world.signal("deal.asked")
    world.signal("deal.priced")
    assert world.where() == "stage.won success"
    world.signal("client.held")
    assert world.where() == "stage.lost lost"
    world.signal("client.called")
    assert world.where() == "stage.a"
    assert _deviations(world) == [("unmatched", "client.held"), ("unmatched", "client.called")]


@pytest.mark.clause("S2.9")
def test_who_is_told_of_the_same_end_again_learns_nothing() -> None:
    """The playbook came there by itself, or history says it twice: nothing is entered again."""
    world = World(OBSERVED)
    world.begin("stage", deal__amount="1 EUR")
    for _ in range(2):
        assert world.signal("deal.accepted").outcome == "taken"
        assert world.where() == "stage.won success"
    assert len(_deviations(world)) == 1
    assert [each.state for each in world.seen(r.StateEntered)] == ["a", "won"]


@pytest.mark.clause("S2.9")
def test_a_gate_before_the_start_does_not_hold_history_up() -> None:
    """Nothing is noted while the paper may still come; once history is past it, it is."""
    live, world = World(linked(GATED_TEXT.replace("mode: observe", "mode: live"))), World(GATED)
    for each in (live, world):
        each.begin("stage")
    assert _deviations(world) == []
    world.signal("deal.asked")
    live.signal("deal.asked")
    assert (live.where(), world.where()) == ("stage.", "stage.b")
    assert _deviations(world) == [("pending", "journey.started")]
    assert world.seen(r.Deviated)[0].names == ("offer",)
    brought = World(GATED)
    brought.begin("stage")
    brought.signal("deal.asked", brings=("offer",))
    assert (brought.where(), _deviations(brought)) == ("stage.b", [])


@pytest.mark.clause("S2.9")
def test_who_skips_a_state_lacks_its_papers_all_the_same() -> None:
    """Both are noted: the way that was not there, and what its gate asks for."""
    world = World(GATED)
    world.begin("stage")
    world.signal("deal.asked", brings=("offer",))
    world.signal("deal.checked")
    world.signal("deal.signed")
    assert world.where() == "stage.c"
    assert _deviations(world) == [
        ("unmatched", "deal.checked"), ("unmatched", "deal.signed"), ("pending", "deal.signed"),
    ]  # fmt: skip


@pytest.mark.clause("S2.9")
def test_what_was_done_although_refused_keeps_its_outcome() -> None:
    """Its documents, its mark, and the round after it."""
    world = World(linked(DONE))
    world.begin("stage")
    world.signal("agree.done", outcome="agreed")
    assert world.where() == "stage.b"
    assert _deviations(world) == [("refused", "agree.done")]
    (done,) = world.seen(r.TaskDone)
    assert (done.outcome, done.mark) == ("agreed", "need")
    again = World(linked(DONE))
    again.begin("stage")
    again.signal("weekly.done")
    again.until("2025-09-30 10:00")
    assert again.open() == ["agree", "weekly"]


@pytest.mark.clause("S2.9")
def test_what_was_done_before_its_time_is_not_asked_for_any_more() -> None:
    """It was planned for later; history did it, and that is noted."""
    world = World(OBSERVED)
    world.begin("stage")
    world.signal("then.done")
    assert _deviations(world) == [("refused", "then.done")]
    world.signal("first.done", deal__amount="9 EUR", brings=("offer",))
    assert world.open() == []


@pytest.mark.clause("S2.9")
def test_what_cannot_be_read_does_not_keep_history_from_going_on() -> None:
    """Unreadable facts and unheard-of papers are left out, and noted; live it is refused."""
    live, world = World(LIVE), World(OBSERVED)
    assert live.begin("stage", deal__amount="much")
    assert live.where() == "."
    world.begin("stage", deal__amount="much")
    world.signal("deal.asked", brings=("unheard-of", "draft"))
    assert world.where() == "stage.b"
    world.signal("deal.accepted", unheard="of")
    assert world.where() == "stage.d"
    reasons = [each.names[0] for each in world.seen(r.Deviated) if each.kind == "refused"]
    assert reasons == ["field-wrong", "unknown-document", "field-wrong"]

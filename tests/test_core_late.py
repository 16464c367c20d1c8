"""What comes late, what cannot be computed, what was left out: the journey keeps its safety net."""

from __future__ import annotations

import msgspec
import pytest

from engine.core import records as r
from engine.core.decide import decide
from engine.core.journey import Context, Journey, Signal
from engine.core.link import link
from engine.language.program import Program, decode, encode, encoded_hash, program_hash
from engine.language.values import Value

from .journeys import CONTRACT, Play, program_of, stage
from .stages import STALL

CHAIN = stage("""
    start: a
    states:
      a:
        touchpoints:
          extra: {if: deal.urgent}
          then: {starts: after extra}
        moves: {then.done: b}
      b: {end: success}
    """)
THURSDAY = "2025-09-25 10:00"


@pytest.mark.clause("S4.5")
def test_what_follows_a_touchpoint_left_out_does_not_wait_for_it() -> None:
    play = Play(CHAIN, THURSDAY, facts={"deal.urgent": False})
    assert play.open == ["then"]


@pytest.mark.clause("S1.7", "S1.8")
def test_a_touchpoint_of_unknown_condition_asks_somebody_for_the_fact() -> None:
    play = Play(CHAIN, THURSDAY)
    assert play.open == ["deal.urgent"]
    play.learn("deal.urgent", True)
    assert play.open == ["extra"]
    assert [each.name for each in play.seen(r.TaskDone)] == ["deal.urgent"]


@pytest.mark.clause("S1.8", "S1.9")
def test_a_tier_that_cannot_be_computed_fires_and_the_ladder_goes_on() -> None:
    linked = stage(
        """
        start: a
        states:
          a:
            waits_for: customer
            moves: {deal.signed: b}
            stalls: {quiet: {after: 1 business day, silent: customer, escalate: ladder}}
          b: {end: success}
        """,
        escalations="""
        ladder:
          tiers:
            - {id: one, level: team, after: 0 minutes, do: remind, if: deal.count / 0 > 1}
            - {id: two, level: unit, after: 1 business day, do: notify}
        """,
    )
    play = Play(linked, THURSDAY, facts={"deal.count": 1}).until("2025-09-29 10:00")
    assert [each.tier for each in play.seen(r.Escalated)] == ["one", "two"]
    [incident] = play.seen(r.IncidentRaised)
    assert incident.key == "tier/ladder.one"


@pytest.mark.clause("S5.1")
def test_a_late_word_never_sets_the_silence_clock_back() -> None:
    play = Play(STALL, THURSDAY).at("2025-09-25 12:00")
    play.signal("client.called")
    play.at("2025-09-25 13:00").signal("deal.asked", happened="2025-09-25 11:00")
    assert play.due("stall", "quiet") == "2025-09-26 12:00"


@pytest.mark.clause("S5.1", "S5.2")
def test_a_word_from_before_the_visit_ends_no_stall_of_it() -> None:
    play = Play(STALL, THURSDAY).until("2025-09-26 10:00")
    play.at("2025-09-26 11:00").signal("deal.asked", happened="2025-09-25 09:00")
    assert play.stalled == {"quiet"}


@pytest.mark.clause("S5.1")
def test_an_unless_that_turned_true_elsewhere_holds_at_the_due_instant() -> None:
    linked = stage("""
        start: a
        states:
          a:
            waits_for: customer
            moves: {deal.signed: b}
            stalls: {quiet: {after: 1 business day, silent: customer, unless: client.on_hold}}
          b: {end: success}
        """)
    play = Play(linked, THURSDAY)
    play.account = msgspec.structs.replace(play.account, facts={"client.on_hold": True})
    play.until("2025-09-26 10:00")
    assert play.seen(r.Stalled) == []
    assert play.due("stall") == "held"


@pytest.mark.clause("S5.4")
def test_a_customer_who_leaves_is_not_won_back() -> None:
    linked = stage("""
        start: a
        states:
          a:
            waits_for: customer
            moves: {deal.signed: won, deal.asked: gone}
            stalls: {quiet: {after: 1 business day, silent: customer}}
          won: {end: success}
          gone: {end: lost}
        """)
    for signal, outcome in [("deal.signed", "recovered"), ("deal.asked", "lost")]:
        play = Play(linked, THURSDAY).until("2025-09-26 10:00")
        play.signal(signal)
        assert [each.outcome for each in play.seen(r.StallEnded)] == [outcome]


@pytest.mark.clause("S1.9", "S7.6")
def test_a_parked_signal_is_kept_whole() -> None:
    linked = stage("""
        start: a
        states:
          a: {moves: {deal.accepted: [{if: deal.count / 0 > 1, to: b}]}}
          b: {end: success}
        """)
    play = Play(linked, THURSDAY, facts={"deal.count": 1})
    play.signal("deal.accepted", brings=("offer",))
    [incident] = play.seen(r.IncidentRaised)
    assert incident.parked is not None
    assert (incident.parked.type, incident.parked.brings) == ("deal.accepted", ("offer",))


@pytest.mark.clause("S1.4")
def test_equal_signals_give_equal_bytes() -> None:
    def facts(names: list[str]) -> Signal:
        every: dict[str, Value] = {"deal.amount": "5 EUR", "deal.urgent": True, "deal.count": 3}
        return Signal("facts.set", "x", data={name: every[name] for name in names})

    play = Play(CHAIN, THURSDAY)
    one, other = (
        decide(CHAIN, Context(play.account, play.directory), play.journey, signal, play.now)
        for signal in (
            facts(["deal.amount", "deal.urgent", "deal.count"]),
            facts(["deal.count", "deal.urgent", "deal.amount"]),
        )
    )
    assert r.encode_records(one.records) == r.encode_records(other.records)


@pytest.mark.clause("S8.1")
def test_a_field_added_later_changes_no_program_compiled_before() -> None:
    program = program_of(CONTRACT)
    data = encode(program)
    assert b'"stays"' not in data, "a default is left out"
    assert encoded_hash(data) == program_hash(decode(data)) == link(program).id


@pytest.mark.clause("S8.1")
def test_a_program_of_a_newer_semantics_is_refused() -> None:
    newer: Program = msgspec.structs.replace(program_of(CONTRACT), semantics=99)
    with pytest.raises(ValueError, match="semantics 99"):
        link(newer)


def test_an_ended_journey_is_not_paused() -> None:
    play = Play(STALL, THURSDAY)
    play.signal("deal.signed")
    assert play.take("journey.paused", {}).outcome == "ignored"
    assert not play.journey.is_paused
    assert isinstance(play.journey, Journey)

"""History replayed: recorded signals at their times, deadlines between them (S1.5, S2.9)."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from engine.core import records as r
from engine.core.decide import Step, step
from engine.core.journey import Account, Address, Context, Directory, Signal
from engine.core.link import link
from engine.studies.backtest import replaying
from engine.studies.backtest.observed import as_observed
from engine.studies.history.case import Case
from engine.studies.host import MemoryHost

from .histories import a_mapping, at, case, observed, replayed
from .lifecycles import compiled

STALL = """
stages:
  stage:
    start: a
    states:
      a:
        waits_for: customer
        moves: {deal.asked: b}
        stalls: {quiet: {after: 10 days, silent: customer}}
      b:
        touchpoints: {check: {due: 5 days}}
        moves: {deal.checked: won, check.done: won}
      won: {end: success}
"""


def _stalls(*cases: Case, ends: str = "2025-03-01 00:00") -> list[tuple[str, list[r.Stalled]]]:
    seen = replayed(observed(STALL), cases, ends)
    return [(each.id, seen.records(r.Stalled, each.id)) for each in cases]


def test_a_program_for_history_observes_everywhere_and_is_another_program() -> None:
    """Its identity says that history wins (S2.9, S8.1)."""
    live = compiled(STALL).program
    seen = as_observed(live)
    assert [each.observe for each in seen.stages.values()] == [True]
    assert [each.observe for each in live.stages.values()] == [False]
    assert link(seen).id != link(live).id


def test_a_signal_comes_before_a_deadline_of_the_same_instant() -> None:
    """Ten days to the microsecond is in time; one later is not (S1.5, S3.8)."""
    late = case("late", "2025-01-01 12:00", ("2025-01-11 12:01", "deal.asked"))
    even = case("even", "2025-01-01 12:00", ("2025-01-11 12:00", "deal.asked"))
    found = dict(_stalls(late, even))
    assert [each.at for each in found["late"]] == [at("2025-01-11 12:00")]
    assert found["even"] == []


def test_the_end_of_the_log_judges_what_is_open() -> None:
    """A deadline at the very horizon is over; one after it is not known to be."""
    due, open_ = case("due", "2025-02-19 00:00"), case("open", "2025-02-19 00:01")
    found = dict(_stalls(due, open_))
    assert [each.at for each in found["due"]] == [at("2025-03-01 00:00")]
    assert found["open"] == []


def test_what_lies_beyond_the_horizon_never_happens() -> None:
    """Nothing is told that happened after the declared end, and no case begins there."""
    early = case("early", "2025-02-19 00:00", ("2025-03-01 00:01", "deal.asked"))
    later = case("later", "2025-03-02 00:00", account="early")
    seen = replayed(observed(STALL), (early, later), "2025-03-01 00:00")
    assert list(seen.journeys) == ["early"]
    assert seen.journeys["early"].lanes["main"].state == "a"


def test_cases_of_one_account_are_told_in_order_of_time() -> None:
    """Merged by time, then by case, then as declared; deadlines of all between them."""
    one = case("1", "2025-01-01 00:00", ("2025-01-20 00:00", "deal.asked"), account="acme")
    two = case("2", "2025-01-05 00:00", ("2025-01-20 00:00", "deal.asked"), account="acme")
    seen = replayed(observed(STALL), (one, two))
    told = [(name, signal.type, now) for name, signal, _, now in seen.decisions]
    assert told[:6] == [
        ("1", "journey.started", at("2025-01-01 00:00")),
        ("2", "journey.started", at("2025-01-05 00:00")),
        ("1", "timer.due", at("2025-01-11 00:00")),
        ("2", "timer.due", at("2025-01-15 00:00")),
        ("1", "deal.asked", at("2025-01-20 00:00")),
        ("2", "deal.asked", at("2025-01-20 00:00")),
    ]
    assert len(seen.customers) == 1


def test_ties_follow_the_declared_order() -> None:
    """Two signals of one instant come as the case has them."""
    first = case(
        "1",
        "2025-01-01 00:00",
        ("2025-01-02 00:00", "deal.asked"),
        ("2025-01-02 00:00", "deal.checked"),
    )
    other = case(
        "2",
        "2025-01-01 00:00",
        ("2025-01-02 00:00", "deal.checked"),
        ("2025-01-02 00:00", "deal.asked"),
    )
    seen = replayed(observed(STALL), (first, other))
    assert seen.records(r.Deviated, "1") == []
    assert [each.kind for each in seen.records(r.Deviated, "2")] == ["unmatched", "unmatched"]


def test_a_deadline_that_moves_is_not_met_twice() -> None:
    """What was entered for an old instant is gone when that comes."""
    held = case(
        "1", "2025-01-01 00:00", ("2025-01-05 00:00", "journey.paused"),
        ("2025-01-20 00:00", "journey.resumed"),
    )  # fmt: skip
    seen = replayed(observed(STALL), (held,))
    assert [each.at for each in seen.records(r.Stalled)] == [at("2025-01-26 00:00")]
    asked = case("1", "2025-01-01 00:00", ("2025-01-08 00:00", "deal.asked"))
    seen = replayed(observed(STALL), (asked,))
    due = [now for _, signal, _, now in seen.decisions if signal.type == "timer.due"]
    assert due == [at("2025-01-13 00:00")]


def test_facts_are_typed_by_the_vocabulary() -> None:
    """A log has texts; numbers, yes and no become what the engine takes."""
    known = case(
        "1", "2025-01-01 00:00", ("2025-01-02 00:00", "facts.set", {"deal.urgent": "false"}),
        facts={"deal.amount": "5200.00 USD", "deal.urgent": "true"},
    )  # fmt: skip
    seen = replayed(observed(STALL), (known,))
    assert seen.records(r.SignalRefused) == []
    said = [(each.name, each.value) for each in seen.records(r.FactSet)]
    assert ("deal.urgent", True) in said
    assert said[-1] == ("deal.urgent", False)


def test_what_the_log_cannot_show_is_told_at_the_start() -> None:
    """The task is neither opened nor overdue (S2.9)."""
    asked = case("1", "2025-01-01 00:00", ("2025-01-02 00:00", "deal.asked"))
    blind = replayed(observed(STALL), (asked,), mapping=a_mapping(unobserved=("check",)))
    plain = replayed(observed(STALL), (asked,))
    assert [each.name for each in plain.records(r.TaskOverdue)] == ["check"]
    assert blind.records(r.TaskOverdue) == []
    assert blind.records(r.TaskOpened) == []
    assert [each.name for each in blind.records(r.TouchpointPassedOver)] == ["check"]


def test_an_error_of_one_case_is_its_own_incident() -> None:
    """The others of its account go on, and so does the run."""
    bad = case("bad", "2025-01-01 00:00", ("2025-01-02 00:00", "deal.asked"), account="acme")
    good = case("good", "2025-01-01 00:00", ("2025-01-03 00:00", "deal.asked"), account="acme")
    program = observed(STALL)

    def failing(*said: Any) -> Step:
        _, _, journey, signal, _ = said
        if journey.id == "bad" and signal.type == "deal.asked":
            raise ZeroDivisionError("by nothing")
        return step(*said)

    with patch.object(replaying, "step", failing):
        seen = replayed(program, (bad, good))
    raised = seen.records(r.IncidentRaised)
    assert [(each.code, each.names) for each in raised] == [
        ("exception", ("ZeroDivisionError", "by nothing"))
    ]
    assert seen.records(r.Stalled, "bad") == []
    assert seen.journeys["good"].lanes["main"].state == "b"


WAY = """
shared:
  vocabulary:
    things:
      deal: {signals: {again: {from: customer}, packed: {from: us}}}
lifecycle:
  stages:
    offer: {per: contract, ends: {won: {to: order, each: order}}}
    order: {per: order, ends: {repeated: {new_journey: offer}, closed: stop}}
stages:
  offer:
    start: quoting
    states:
      quoting: {moves: {deal.signed: won}}
      won: {end: success}
  order:
    start: closing
    states:
      closing:
        touchpoints: {pack: {}}
        moves: {deal.again: repeated, deal.packed: closed}
      repeated: {end: success}
      closed: {end: success}
"""


def test_what_comes_later_goes_to_the_newest_journey_of_the_case_that_it_fits() -> None:
    """History knows of one case; the lifecycle made a child of it, and a new one of that."""
    told = (
        ("2025-01-02 00:00", "deal.signed"),
        ("2025-01-03 00:00", "pack.done"),
        ("2025-01-04 00:00", "deal.again"),
        ("2025-01-05 00:00", "deal.signed"),
        ("2025-01-06 00:00", "facts.set", {"deal.urgent": "true"}),
        ("2025-01-07 00:00", "deal.packed"),
        ("2025-01-08 00:00", "deal.packed"),
    )
    seen = replayed(
        observed(WAY), (case("1", "2025-01-01 00:00", *told),), mapping=a_mapping("offer")
    )
    heard = [
        (signal.type, name) for name, signal, _, _ in seen.decisions if signal.source == "history"
    ]
    first, second, third, fourth = seen.journeys
    assert first == "1"
    assert [seen.journeys[each].playbook for each in seen.journeys] == ["offer", "order"] * 2
    assert heard == [
        ("journey.started", first), ("deal.signed", first), ("pack.done", second),
        ("deal.again", second), ("deal.signed", third), ("facts.set", fourth),
        ("deal.packed", fourth), ("deal.packed", fourth),
    ]  # fmt: skip
    assert seen.records(r.SignalRefused) == []


def test_a_story_of_a_case_decides_alike() -> None:
    """The same signals on the same program in the place where stories are played (S1.1)."""
    told = (("2025-01-04 09:00", "deal.asked"), ("2025-01-13 09:00", "deal.checked"))
    program = observed(STALL)
    seen = replayed(program, (case("1", "2025-01-01 09:00", *told),), "2025-02-01 00:00")
    host = MemoryHost(program)
    people = {role: role for role in program.program.roles}
    address = Address(account="1", line="steel", key="1", playbook="stage")
    began = at("2025-01-01 09:00")
    name = host.start(
        Signal("journey.started", "1:0", "history", at=began, address=address),
        Context(Account("1"), Directory(1, people)), began,
    )  # fmt: skip
    for number, (when, kind) in enumerate(told, 1):
        host.advance(name, at(when), inclusive=False)
        host.send(name, Signal(kind, f"1:{number}", "history", at=at(when)), at(when))
    host.advance(name, at("2025-02-01 00:00"), inclusive=True)
    records = [record for _, _, decision, _ in seen.decisions for record in decision.records]
    assert records == list(host.history(name))
    assert [type(each) for each in records if type(each) in {r.TaskOverdue, r.StateEntered}] == [
        r.StateEntered, r.StateEntered, r.TaskOverdue, r.StateEntered
    ]  # fmt: skip


def test_history_reaches_what_a_signal_to_all_has_begun() -> None:
    """It is of the case that sent the signal."""
    program = observed("""
shared:
  vocabulary: {things: {deal: {signals: {alarmed: {from: us}}}}}
stages:
  stage:
    start: a
    rules: {dear: {if: deal.amount > 5 EUR, do: [{emit: deal.alarmed}]}}
    states: {a: {moves: {deal.signed: won}}, won: {end: success}}
  care:
    started_by: deal.alarmed
    start: caring
    states: {caring: {moves: {deal.checked: over}}, over: {end: success}}
""")
    told = case(
        "1", "2025-01-06 10:00", ("2025-01-08 10:00", "deal.checked"),
        facts={"deal.amount": "9 EUR"},
    )  # fmt: skip
    seen = replayed(program, (told,))
    outcomes = [(each.playbook, each.outcome) for each in seen.journeys.values()]
    assert outcomes == [("stage", ""), ("care", "success")]

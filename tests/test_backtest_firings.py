"""What a replay notices, and how that is judged beside what really happened."""

from __future__ import annotations

from typing import Any

from engine.language.titles import Title
from engine.studies.backtest.findings import Firing, LeadBin
from engine.studies.history.case import Case
from engine.studies.history.mapping import Condition as When
from engine.studies.history.mapping import Group, OutcomeRule
from engine.studies.history.quality import Counted

from .histories import a_mapping, at, case, found_in, observed

ALL = """
stages:
  stage:
    start: a
    clocks:
      total:
        starts: journey.started
        stops: deal.signed
        within: 20 days
        remind: 2 days before due
        escalate: ladder
    rules: {dear: {if: deal.amount > 5 EUR, do: [{tag: dear}]}}
    states:
      a:
        waits_for: customer
        touchpoints:
          check: {due: 5 days, overdue: {remind: 1 day before due, escalate: ladder}}
        moves: {deal.asked: b}
        stalls: {quiet: {after: 10 days, silent: customer, escalate: ladder, recover: play}}
      b:
        timeout: {after: 3 days, to: c}
        moves: {deal.signed: won}
      c: {moves: {deal.signed: won}}
      won: {end: success}
"""
PROGRAM = observed(ALL)


def _firings(*cases: Case, **more: Any) -> list[Firing]:
    tally, _ = found_in(PROGRAM, cases, **more)
    return tally.firings


def test_every_kind_of_watch_is_told_with_its_instant_and_its_clause() -> None:
    """In the order it happened: nothing that history told is among it."""
    one = case(
        "1", "2025-01-06 10:00", ("2025-01-07 10:00", "facts.set", {"deal.amount": "9 EUR"}),
        ("2025-01-18 10:00", "deal.asked"),
    )  # fmt: skip
    told = [
        (each.kind, each.name, each.about, each.role, each.due_at, each.clause)
        for each in _firings(one, ends="2025-01-27 00:00")
    ]
    assert told == [
        ("rule", "dear", "", "worker", at("2025-01-07 10:00"), "S6.1"),
        ("reminder", "check", "", "worker", at("2025-01-10 10:00"), "S4.1"),
        ("overdue", "check", "", "worker", at("2025-01-11 10:00"), "S4.1"),
        ("tier", "ladder.first", "check", "lead", at("2025-01-11 10:00"), "S5.3"),
        ("tier", "ladder.second", "check", "boss", at("2025-01-14 09:00"), "S5.3"),
        ("stall", "quiet", "", "worker", at("2025-01-16 10:00"), "S5.1"),
        ("tier", "ladder.first", "quiet", "lead", at("2025-01-16 10:00"), "S5.3"),
        ("tier", "ladder.second", "quiet", "boss", at("2025-01-17 10:00"), "S5.3"),
        ("timeout", "b", "", "worker", at("2025-01-21 10:00"), "S3.9"),
        ("reminder", "total", "", "worker", at("2025-01-24 10:00"), "S4.1"),
        ("clock", "total", "", "worker", at("2025-01-26 10:00"), "S3.6"),
        ("tier", "ladder.first", "total", "lead", at("2025-01-26 10:00"), "S5.3"),
    ]
    assert {(each.case, each.account, each.stage) for each in _firings(one)} == {
        ("1", "1", "stage")
    }


def test_what_was_late_on_arrival_is_due_before_it_is_noticed() -> None:
    """A deadline that lies in the past when it is armed is noticed then (S5.6)."""
    program = observed("""
stages:
  stage:
    start: a
    states:
      a: {moves: {deal.asked: b}}
      b:
        touchpoints: {hurry: {due: 3 days before deal.wanted_on}}
        moves: {deal.signed: won}
      won: {end: success}
""")
    one = case(
        "1", "2025-01-06 10:00", ("2025-01-09 10:00", "deal.asked"),
        facts={"deal.wanted_on": "2025-01-08"},
    )  # fmt: skip
    tally, _ = found_in(program, (one,))
    (found,) = tally.firings
    assert (found.kind, found.name, found.clause) == ("overdue", "hurry", "S5.6")
    assert found.fired_at == at("2025-01-09 10:00")
    assert found.due_at < at("2025-01-06 10:00")


# --- beside what happened

OUTCOMES = (
    OutcomeRule("left", Title("走", "Left"), foretold_by=("stage.quiet",)),
    OutcomeRule("angry", Title("怒", "Angry"), foretold_by=("check", "ladder.second")),
)
GROUPS = (Group("big", Title("大", "Big"), When()), Group("none", Title("无", "None"), When()))
MAPPING = a_mapping(outcomes=OUTCOMES, groups=GROUPS)

JUDGED = (
    case("hit", "2025-01-06 10:00", happened=[("left", "2025-01-18 10:00")], groups=("big",)),
    case("even", "2025-01-06 10:00", happened=[("left", "2025-01-16 10:00")]),
    case(
        "late", "2025-01-06 10:00", groups=("big",),
        happened=[("left", "2025-01-25 10:00"), ("left", "2025-01-16 09:00")],
    ),
    case("false", "2025-01-06 10:00"),
    case(
        "missed", "2025-01-06 10:00", ("2025-01-08 10:00", "deal.asked"),
        happened=[("left", "2025-01-20 10:00"), ("left", "2025-01-19 10:00")],
    ),
    case("quiet", "2025-01-06 10:00", ("2025-01-08 10:00", "deal.asked")),
)  # fmt: skip


def test_an_alarm_is_a_hit_late_or_false() -> None:
    """Before it happened, when or after it had, or for nothing; the lead is that of hits."""
    _, found = found_in(PROGRAM, JUDGED, MAPPING, ends="2025-01-27 00:00")
    stall = next(each for each in found.watches if each.kind == "stall")
    assert (stall.count, stall.cases, stall.example) == (4, 4, "even")
    (verdict,) = stall.verdicts
    assert (verdict.outcome, verdict.hits, verdict.late, verdict.false_alarms) == ("left", 1, 2, 1)
    two_days = 2 * 24 * 3600 * 1_000_000
    assert (verdict.lead.count, verdict.lead.mean) == (1, two_days)
    assert stall.groups == (Counted("big", 2),)
    assert stall.months == (Counted("2025-01", 4),)


def test_every_case_is_in_one_of_four_fields() -> None:
    """Noticed and happened, missed, false alarm, quiet: they add up to all of them."""
    _, found = found_in(PROGRAM, JUDGED, MAPPING, ends="2025-01-27 00:00")
    left, angry = found.outcomes
    assert (left.noticed, left.missed, left.false_alarms, left.quiet) == (3, 1, 1, 1)
    assert (left.happened, left.in_time) == (4, 1)
    assert left.leads == (LeadBin(2, 1),)
    assert (angry.noticed, angry.missed, angry.happened) == (0, 0, 0)
    for each in found.outcomes:
        assert each.noticed + each.missed + each.false_alarms + each.quiet == found.cases == 6
    assert [(each.group, each.cases) for each in found.groups] == [("big", 2), ("none", 0)]


def test_a_tier_is_judged_as_what_it_climbs_for_or_where_it_is_named() -> None:
    """Reminders are no alarms: nothing is late yet."""
    _, found = found_in(PROGRAM, JUDGED[:1], MAPPING, ends="2025-01-27 00:00")
    judged = {
        (each.kind, each.name, each.about): [one.outcome for one in each.verdicts]
        for each in found.watches
    }
    assert judged["tier", "ladder.first", "quiet"] == ["left"]
    assert judged["tier", "ladder.first", "check"] == ["angry"]
    assert judged["tier", "ladder.second", "quiet"] == ["left", "angry"]
    assert judged["reminder", "check", ""] == []
    assert judged["overdue", "check", ""] == ["angry"]


def test_load_is_what_came_to_a_role_week_by_week() -> None:
    """Tasks as they opened, notices of tiers and reminders as they were given."""
    _, found = found_in(PROGRAM, JUDGED[3:4], ends="2025-01-27 00:00")
    loads = {each.role: each for each in found.loads}
    assert [(f"{each.begins_on}", each.tasks, each.notices) for each in loads["worker"].weeks] == [
        ("2025-01-06", 1, 1), ("2025-01-13", 1, 0), ("2025-01-20", 0, 1),
    ]  # fmt: skip
    assert (loads["lead"].tasks, loads["lead"].notices) == (1, 2)
    assert loads["boss"].notices == sum(each.notices for each in loads["boss"].weeks) == 2


def test_what_history_said_is_counted_as_it_was_taken() -> None:
    """Events, timers, what was refused or ignored, and the cases that are open at the horizon."""
    told = (
        case("1", "2025-01-06 10:00", ("2025-01-07 10:00", "deal.checked"),
             ("2025-01-07 11:00", "deal.asked"), ("2025-01-07 12:00", "deal.signed")),
        case("2", "2025-01-06 10:00", ("2025-01-07 10:00", "facts.set", {"what": "ever"})),
        case("3", "2027-01-06 10:00"),
    )  # fmt: skip
    _, found = found_in(PROGRAM, told, ends="2025-01-08 00:00")
    assert (found.cases, found.beyond, found.accounts, found.open) == (2, 1, 2, 1)
    assert (found.events, found.ignored, found.refused) == (4, 1, 1)
    assert found.figures.customers == 2
    assert found.conformance.cases == 2


def test_pieces_add_up_to_the_same_however_they_are_cut() -> None:
    """An account is never cut; the sums do not know of pieces."""
    cases = [
        case(f"{number}", f"2025-01-{9 - number % 4:02} 10:00", account=f"acme-{number % 4}")
        for number in range(9)
    ]
    whole, _ = found_in(PROGRAM, cases, size=100)
    cut, results = found_in(PROGRAM, cases, size=1)
    assert whole == cut
    assert results == found_in(PROGRAM, cases, size=100)[1]
    assert results.accounts == 4


CONTACTS = """
shared:
  vocabulary: {contacts: {buyer: 采购 | Buyer}}
  recoveries:
    play:
      follow_ups:
        - {id: ring, after: 0 days, with: customer.buyer, via: [phone]}
        - {id: visit, after: 20 days, with: customer.buyer, via: [phone]}
stages:
  stage:
    start: a
    states:
      a:
        waits_for: customer
        touchpoints:
          write: {with: customer.buyer, via: [phone]}
          think: {with: internal}
        moves: {deal.asked: b}
        stalls: {quiet: {after: 10 days, silent: customer, recover: play}}
      b:
        touchpoints: {thank: {with: customer.buyer, via: [phone]}}
        moves: {deal.signed: won}
      won: {end: success}
"""


def test_contacts_are_those_the_playbook_asks_for() -> None:
    """Nobody made them: each that opened counts once in its week, unless over at once (S4.6)."""
    told = (
        case("1", "2025-01-06 10:00", ("2025-01-20 10:00", "write.done"), account="acme"),
        case("2", "2025-01-07 10:00", account="acme"),
        case(
            "3", "2025-01-06 10:00", ("2025-01-08 10:00", "deal.asked"),
            ("2025-01-08 10:00", "deal.signed"),
        ),
    )  # fmt: skip
    _, found = found_in(observed(CONTACTS), told, ends="2025-02-01 00:00")
    contacts = found.figures.contacts
    # Of 1: write and ring; of 2: write and ring; of 3: write, and no thanks.
    assert contacts.contacts == 5
    assert [(each.channel, each.contacts) for each in contacts.channels] == [("phone", 5)]
    # Four weeks of acme's, two with two of them; of the other account the first with one.
    assert contacts.per_week[:3] == (2 + 3, 1, 2)


STARTER = """
shared:
  vocabulary:
    things:
      deal: {signals: {alarmed: {from: us}}}
stages:
  stage:
    start: a
    rules: {dear: {if: deal.amount > 5 EUR, do: [{emit: deal.alarmed}]}}
    states:
      a: {moves: {deal.signed: won}}
      won: {end: success}
  care:
    started_by: deal.alarmed
    start: caring
    states:
      caring: {touchpoints: {look: {due: 1 day}}, moves: {deal.checked: over}}
      over: {end: success}
"""


def test_what_a_signal_to_all_has_begun_is_noticed_in_the_case_that_sent_it() -> None:
    """A playbook that starts by itself is seeded by the journey that sent it."""
    told = (
        case("1", "2025-01-06 10:00", account="acme"),
        case("2", "2025-01-06 10:00", account="acme", facts={"deal.amount": "9 EUR"}),
    )
    tally, _ = found_in(observed(STARTER), told, ends="2025-02-01 00:00")
    found = [(each.case, each.kind, each.name) for each in tally.firings]
    assert found == [("2", "rule", "dear"), ("2", "overdue", "look")]


def test_months_are_those_of_the_mappings_zone() -> None:
    """At five in the afternoon of the 31st it is February in Shanghai."""
    told = (
        case("1", "2025-01-21 17:00"),
        case("2", "2025-01-21 15:59"),
        case("3", "2025-02-17 09:00"),
    )
    _, found = found_in(PROGRAM, told, a_mapping(zone="Asia/Shanghai"), ends="2025-03-01 00:00")
    stall = next(each for each in found.watches if each.kind == "stall")
    assert stall.months == (Counted("2025-01", 1), Counted("2025-02", 2))

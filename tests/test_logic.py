"""Rules and patterns in the core: what a story cannot say (S6)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import msgspec
import pytest
import yaml

from engine.core import records as r
from engine.core.evaluate import Facts, Finding
from engine.core.evolve import evolve_account, refold
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal
from engine.core.link import link
from engine.core.records import AccountRecord
from engine.core.throttles import is_sampled
from engine.language.compiler import compile_files
from engine.language.program import decode, encode
from engine.language.terms import Term
from engine.language.values import Percent
from engine.runtime.matching import DurableMatcher
from engine.studies.host import MemoryHost

from .harness import needs_harness
from .journeys import A_Record, Play, stage
from .semantics import playbooks

STATES = """
    states:
      a: {moves: {deal.signed: end}}
      end: {end: success}
    """
ROUND = stage("""
    start: a
    rules:
      there: {if: deal.urgent, in: a, do: [{move: b}]}
      back: {if: deal.urgent, in: b, do: [{move: a}]}
    states:
      a: {moves: {deal.signed: end}}
      b: {moves: {deal.signed: end}}
      end: {end: success}
    """)
SAMPLED = stage("""
    start: a
    rules:
      some: {when: client.called, sample: 50%, do: [{set: {deal.count: deal.count + 1}}]}
    states:
      a: {moves: {deal.signed: end}}
      end: {end: success}
    """)
WEEKLY = stage("""
    start: a
    rules:
      rarely: {when: client.called, throttle: once per 7 days, do: [{notify: boss}]}
    states:
      a: {moves: {deal.signed: end}}
      end: {end: success}
    """)
SHARED_WINDOW = stage("""
    start: a
    on_demand: {align: {owner: lead}}
    patterns:
      two_prices:
        twice: deal.priced
        same: account
        differ: [amount, by]
        within: 30 days
        do: [{open: align}]
    states:
      a: {moves: {deal.signed: end}}
      end: {end: success}
    """)
COUNTED = stage("""
    start: a
    patterns:
      many:
        count: client.called
        at_least: 500
        within: 300 days
        if: deal.urgent
        do: [{notify: boss}]
    states:
      a: {moves: {deal.signed: end}}
      end: {end: success}
    """)


def begin(linked: object, **facts: object) -> Play:
    """Begin a journey on a Monday morning."""
    given = {name.replace("__", "."): value for name, value in facts.items()}
    return Play(linked, "2025-09-22 10:00", facts=given)  # type: ignore[arg-type]  # a program


@pytest.mark.clause("S1.6", "S6.1")
def test_rules_that_never_come_to_rest_are_an_incident_that_names_them() -> None:
    """Each leads into the other's scope: nothing is recorded but the incident naming both."""
    play = begin(ROUND)
    decision = play.learn("deal.urgent", True)
    assert decision.outcome == "incident"
    (incident,) = decision.records
    assert isinstance(incident, r.IncidentRaised)
    assert incident.code == "loop"
    assert set(incident.names) >= {"rule.there", "rule.back"}
    assert "deal.urgent" not in play.journey.facts


@pytest.mark.clause("S6.1", "S1.4")
def test_a_sample_is_the_same_whoever_asks() -> None:
    """By journey, rule and occasion: repeated it falls alike, over many it is its share."""
    first, second = begin(SAMPLED, deal__count=0), begin(SAMPLED, deal__count=0)
    for play in (first, second):
        for _ in range(12):
            play.signal("client.called")
    assert first.records == second.records
    assert 0 < len(first.seen(r.RuleFired)) < 12
    assert len(first.seen(r.RuleFired)) + len(first.seen(r.RuleHeldBack)) == 12
    share = Percent(Decimal(5))
    taken = sum(is_sampled(share, f"journey-{n}", "stage.some", 0) for n in range(4_000))
    assert 150 < taken < 250


@pytest.mark.clause("S6.2", "S7.4")
def test_a_throttle_survives_a_restart() -> None:
    """It is in the journal: refolded, the rule remembers when it last acted."""
    play = begin(WEEKLY)
    play.signal("client.called")
    refolded = refold("journey-1", play.records)
    assert refolded == play.journey
    play.journey = msgspec.json.decode(msgspec.json.encode(refolded), type=Journey)
    play.at("2025-09-25 10:00").signal("client.called")
    assert [each.reason for each in play.seen(r.RuleHeldBack)] == ["throttle"]
    play.at("2025-09-29 10:00").signal("client.called")
    assert len(play.seen(r.RuleFired)) == 2


@pytest.mark.clause("S6.1", "S7.8")
def test_two_quotes_on_two_journeys_find_each_other() -> None:
    """The window is the account's; the match acts on the journey that completed it."""
    one, other = begin(SHARED_WINDOW), begin(SHARED_WINDOW)
    other.journey = msgspec.structs.replace(other.journey, id="journey-2")
    one.take("deal.priced", {"amount": "500 EUR"})
    other.account = one.account
    other.signals = 100  # a source counts its signals through
    other.take("deal.priced", {"amount": "450 EUR"})
    assert other.seen(r.PatternMatched) == [], "both are from the same person"
    by_another = msgspec.structs.replace(_signal(other, "400 EUR"), by="李")
    decision = other.decide(by_another, other.now)
    (match,) = [each for each in decision.records if isinstance(each, r.PatternMatched)]
    assert [each.journey for each in match.sightings] == ["journey-1", "journey-2"]
    assert other.open == ["align"]
    assert one.open == []
    # Used up for the account: the next on either journey begins anew.
    used = other.account.logic["stage.two_prices"].used
    assert set(used) == {each.number for each in match.sightings}


def _signal(play: Play, amount: str) -> Signal:
    return Signal("deal.priced", "x", "test", "", play.now, {"amount": amount})


@pytest.mark.clause("S6.1", "S7.4")
def test_account_records_fold_to_the_account_and_read_back() -> None:
    play = begin(SHARED_WINDOW)
    for amount in ("500 EUR", "450 EUR"):
        play.take("deal.priced", {"amount": amount})
    account = Account("acme")
    for record in play.account_records:
        data = msgspec.json.encode(record, order="sorted")
        account = evolve_account(account, msgspec.json.decode(data, type=AccountRecord))
    assert account == play.account
    assert len(account.sightings) == 2


@pytest.mark.clause("S6.1", "S1.7")
def test_a_full_window_is_an_incident_and_counts_no_further() -> None:
    """At most 500 of a journey; the signal itself is taken all the same."""
    play = begin(COUNTED)
    for _ in range(500):
        play.signal("client.called")
    assert play.seen(r.IncidentRaised) == []
    assert {each.reason for each in play.seen(r.PatternHeldBack)} == {"unknown"}
    play.signal("client.called")
    (incident,) = play.seen(r.IncidentRaised)
    assert (incident.code, incident.key) == ("window-full", "pattern/stage.many")
    assert len(play.journey.sightings) == 500


@pytest.mark.clause("S3.12")
def test_a_rule_that_notes_the_day_wakes_nobody_at_midnight() -> None:
    """It reads the day when its signal comes; only a rule that turns by itself is woken."""
    noting = stage(
        NOTES_THE_DAY.replace("CONDITION", "when: deal.asked, if: today > deal.wanted_on")
    )
    turning = stage(NOTES_THE_DAY.replace("CONDITION", "if: today > deal.wanted_on"))
    timers = [
        {each.purpose for each in begin(it).journey.timers.values()} for it in (noting, turning)
    ]
    assert timers == [set(), {"midnight"}]


NOTES_THE_DAY = """
    start: a
    rules:
      noted: {CONDITION, do: [{set: {deal.wanted_on: today}}]}
    states:
      a: {moves: {deal.signed: end}}
      end: {end: success}
    """


@pytest.mark.clause("S6.1")
def test_what_no_pattern_can_need_is_forgotten() -> None:
    play = begin(SHARED_WINDOW)
    play.signal("deal.priced", amount="500 EUR")
    play.at("2025-11-22 10:00").signal("deal.priced", amount="500 EUR")
    assert [play.time(each.at) for each in play.account.sightings] == ["2025-11-22 10:00"]


@pytest.mark.clause("S6.1", "S8.1")
def test_a_program_read_back_decides_alike() -> None:
    for linked in (SAMPLED, SHARED_WINDOW, COUNTED):
        again = link(decode(encode(linked.program)))
        plays = [begin(each, deal__count=0) for each in (linked, again)]
        for play in plays:
            for amount in ("500 EUR", "400 EUR", "400 EUR"):
                play.signal("deal.priced", amount=amount)
                play.signal("client.called")
        assert plays[0].decisions == plays[1].decisions


@needs_harness("rete")
@pytest.mark.clause("S6.1")
def test_a_journey_goes_the_same_way_with_either_matcher() -> None:
    matcher = DurableMatcher()
    durable = link(SHARED_WINDOW.program, SHARED_WINDOW.id, matcher)
    try:
        plays = [begin(each) for each in (SHARED_WINDOW, durable)]
        for play in plays:
            for number in range(6):
                signal = _signal(play, f"{number % 3 + 1} EUR")
                by = msgspec.structs.replace(signal, id=str(number), by="张李"[number % 2])
                play.decide(by, play.now)
        assert plays[0].decisions == plays[1].decisions
        assert plays[0].seen(r.PatternMatched)
        assert matcher.asked
        assert matcher.fell_back == ()
    finally:
        matcher.close()


@pytest.mark.clause("S6.1", "S1.9")
def test_a_rule_that_cannot_be_computed_stops_nobody() -> None:
    """A division by zero is an incident of that rule; the signal goes on."""
    linked = stage("""
        start: a
        rules:
          per_part: {if: deal.count / deal.parts > 2, do: [{notify: boss}]}
        states:
          a: {moves: {deal.priced: b}}
          b: {moves: {deal.signed: end}}
          end: {end: success}
        """)
    play = begin(linked, deal__parts=0)
    play.signal("deal.priced", count=4)
    assert play.state == "b"
    (incident,) = play.seen(r.IncidentRaised)
    assert (incident.code, incident.key) == ("condition-error", "rule/stage.per_part")


def test_rules_on_other_signals_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand rules on facts that do not change cost a signal no question."""
    rules = "\n".join(
        f"      r{n}: {{if: deal.count > {n + 5}, do: [{{notify: boss}}]}}" for n in range(200)
    )
    linked = stage(f"    start: a\n    rules:\n{rules}\n{STATES}")
    play = begin(linked)
    asked: list[object] = []
    plain = linked.conditions.evaluate

    def noted(term: Term | None, facts: Facts) -> Finding:
        asked.append(term)
        return plain(term, facts)

    monkeypatch.setattr(linked.conditions, "evaluate", noted)
    play.signal("deal.priced", urgent=True)
    assert asked == []
    play.signal("deal.priced", count=1)
    assert len(asked) == 200


# --- several journeys


TWO_STAGES = """
stages:
  selling:
    start: a
    rules:
      tells_all: {when: deal.signed, do: [{emit: client.called}]}
    states:
      a:
        touchpoints: {first: {due: 1 business hour}, then: {due: 2 business hours}}
        moves: {deal.asked: end}
      end: {end: success}
  caring:
    start: a
    on_demand: {align: {owner: lead}}
    patterns:
      two_prices:
        twice: deal.priced
        same: account
        differ: amount
        within: 30 days
        do: [{open: align}, {escalate: ladder}]
      late: {count: task.overdue, same: account, at_least: 2, within: 9 days, do: [{open: align}]}
      calls:
        count: client.called
        same: account
        at_least: 2
        within: 30 days
        do: [{notify: boss}]
    states:
      a: {moves: {client.called: b}}
      b: {moves: {deal.asked: end}}
      end: {end: success}
"""


class Both(NamedTuple):
    """Two journeys of one account in a host, and how to tell them something."""

    host: MemoryHost
    selling: str
    caring: str

    def tell(self, kind: str, number: int, **data: str) -> None:
        """Something happens on the journey that sells."""
        self.host.send(self.selling, Signal(kind, f"t{number}", "test", "张", AT, {**data}), AT)

    def seen(self, journey: str, kind: type[A_Record]) -> list[A_Record]:
        """All records of a kind of one journey."""
        return [each for each in self.host.history(journey) if isinstance(each, kind)]


AT = 1_758_535_200_000_000


def two_journeys(*stages: str) -> Both:
    """Begin a journey in each stage, for one account."""
    files = playbooks(yaml.safe_load(TWO_STAGES), "two stages")
    compiled, problems = compile_files(files)
    assert compiled is not None, problems
    host = MemoryHost(link(compiled.program))
    people = Directory(people={role: role for role in compiled.program.roles})
    begun = {}
    for name in stages:
        address = Address(account="acme", line=name, playbook=name)
        started = Signal("journey.started", name, "test", at=AT, address=address)
        begun[name] = host.start(started, Context(Account("acme"), people), AT)
    return Both(host, begun["selling"], begun.get("caring", ""))


@pytest.mark.clause("S7.8", "S6.3")
def test_a_match_completed_elsewhere_is_acted_on_in_its_own_stage() -> None:
    """The quotes are of the journey that sells; what to open stands in the one that cares."""
    both = two_journeys("selling", "caring")
    both.tell("deal.priced", 1, amount="500 EUR")
    both.tell("deal.priced", 2, amount="400 EUR")
    assert [each.playbook for each in both.seen(both.selling, r.ActionsSent)] == ["caring"]
    assert [each.name for each in both.seen(both.caring, r.TaskOpened)] == ["align"]
    assert "align" not in [each.name for each in both.seen(both.selling, r.TaskOpened)]
    (climb,) = both.seen(both.caring, r.ClimbStarted)
    assert climb.climb.subject in both.host.journey(both.caring).tasks


@pytest.mark.clause("S6.1", "S7.8")
def test_the_engines_own_signals_are_seen_in_every_stage() -> None:
    """What is overdue where it sells is counted by the pattern of the stage that cares."""
    both = two_journeys("selling", "caring")
    both.host.advance(both.selling, AT + 3 * 3_600_000_000, inclusive=True)
    assert len(both.seen(both.selling, r.TaskOverdue)) == 2
    assert "align" in [each.name for each in both.seen(both.caring, r.TaskOpened)]


@pytest.mark.clause("S7.8", "S1.7")
def test_where_nobody_is_in_that_stage_it_is_an_incident() -> None:
    alone = two_journeys("selling")
    alone.tell("deal.priced", 1, amount="500 EUR")
    alone.tell("deal.priced", 2, amount="400 EUR")
    (incident,) = alone.seen(alone.selling, r.IncidentRaised)
    assert (incident.code, incident.names) == ("nobody-to-act", ("caring",))


@pytest.mark.clause("S6.3", "S7.2")
def test_a_signal_about_the_account_reaches_its_other_journeys_once() -> None:
    """Heard where it is emitted and where it is waited for, seen once by the account's patterns."""
    both = two_journeys("selling", "caring")
    both.tell("deal.signed", 1)
    assert both.host.journey(both.caring).lanes["main"].state == "b"
    assert both.seen(both.caring, r.PatternMatched) == []
    both.tell("deal.signed", 2)
    journals = [both.seen(each, r.PatternMatched) for each in (both.selling, both.caring)]
    assert [len(each) for each in journals] == [1, 0]
    assert both.seen(both.caring, r.Notified)

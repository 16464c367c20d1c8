"""Contacts inside decisions: one budget for all journeys, quiet hours, messages (S4.6, D5.4)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.core import records as r
from engine.core.journey import Journey
from engine.core.link import LinkedProgram

from .journeys import Play, stage

VOCABULARY = """
    channels: {phone: 电话 | Phone, email: 邮件 | E-mail}
    contacts: {buyer: 采购 | Buyer}
    things:
      deal:
        scope: journey
        facts: {amount: {type: money}, wanted_on: {type: date}, urgent: {type: yes_no}}
        documents: {offer: , order_form: , draft: }
        signals: {asked: {from: customer}, signed: {from: customer}, urged: {from: customer}}
      client:
        scope: account
        facts:
          tier: {type: choice, choices: {A: 甲 | A, B: 乙 | B}}
          language: {type: choice, choices: {zh: 中文 | Chinese, en: 英文 | English}}
          calendar: {type: calendar}
        signals: {called: {from: customer}}
    """
CALENDARS = """
    office: {zone: Etc/UTC, weekly: {monday to friday: [09:00-17:00]}}
    abroad: {zone: America/New_York, weekly: {monday to friday: [09:00-17:00]}}
    """
LIMITS = """
schema: contact_limits/1
title: 限 | Limits
at_most: [{limit: 1 per 3 days, via: [phone]}]
quiet: [20:00-08:30]
except: [deal.urged]
"""
MESSAGES = """
schema: messages/1
title: 话 | Messages
formats: {date: 2026年3月5日 | 5 March 2026, money: "12,345.00 CNY"}
notice:
  title: 通知 | Notice
  zh: 金额 {deal.amount}，{deal.wanted_on} 到货。
  en: "{deal.amount}, wanted on {deal.wanted_on}."
"""
STATES = """
    start: a
    states:
      a:
        touchpoints:
          call: {with: customer.buyer, via: [phone], due: 1 business day}
        moves: {deal.asked: b, deal.urged: c, deal.signed: end}
      b:
        touchpoints:
          write: {with: customer.buyer, via: [email], form: terms, message: notice}
        moves: {deal.signed: end}
      c:
        touchpoints:
          call_back: {with: customer.buyer, via: [phone]}
          ask: {with: customer.buyer, via: [email], message: notice, outcomes: [agreed, refused]}
        moves: {deal.signed: end}
      end: {end: success}
    """
FORMS = "terms: {fields: {deal.amount: optional, deal.wanted_on: optional}}"


def world(limits: str = LIMITS, states: str = STATES) -> LinkedProgram:
    return stage(
        states, vocabulary=VOCABULARY, calendars=CALENDARS, forms=FORMS,
        contact_limits=limits, messages=MESSAGES,
    )  # fmt: skip


WORLD = world()


def beside(play: Play, at: str, **options: Any) -> Play:
    """Begin a second journey of the same customer on the account as it is by now."""
    other = Play(play.linked, at, account=play.account.facts, **options)
    other.journey = Journey("journey-2")
    other.records, other.account_records, other.decisions = [], [], []
    other.account = play.account
    other.take("journey.started", {})
    return other


def ledger(play: Play) -> list[tuple[str, str, str]]:
    return [
        (name.partition("#")[0], each.status, play.time(each.at))
        for name, each in play.account.contacts.items()
    ]


def effects(play: Play, kind: type[Any]) -> list[Any]:
    return [
        each for decision in play.decisions for each in decision.effects if isinstance(each, kind)
    ]


@pytest.mark.clause("S4.6")
def test_a_contact_is_reserved_when_it_opens_and_spent_when_it_is_made() -> None:
    play = Play(WORLD, "2025-09-22 10:00")
    assert ledger(play) == [("journey-1:call", "reserved", "2025-09-22 10:00")]
    [told] = effects(play, r.Notify)
    assert (told.via, told.contact, told.contact_at) == ("phone", "customer.buyer", 0)
    play.at("2025-09-22 11:00").done("call")
    assert ledger(play) == [("journey-1:call", "spent", "2025-09-22 11:00")]


@pytest.mark.clause("S4.6")
def test_two_journeys_of_one_customer_share_the_budget() -> None:
    first = Play(WORLD, "2025-09-22 10:00")
    first.done("call")
    second = beside(first, "2025-09-23 09:00")
    task = second.task("call")
    assert task.status == "open"
    assert second.time(task.contact_at) == "2025-09-25 10:00"
    assert [each.to for each in second.account_records if isinstance(each, r.ContactDeferred)] == [
        task.contact_at
    ]
    assert second.due("task.due") == "2025-09-24 09:00", "the deadline is the playbook's"
    assert effects(second, r.Notify)[0].contact_at == task.contact_at


@pytest.mark.clause("S4.6")
def test_a_contact_whose_task_ends_without_it_frees_its_place() -> None:
    first = Play(WORLD, "2025-09-22 10:00")
    first.signal("deal.asked")
    assert ("journey-1:call", "reserved", "2025-09-22 10:00") not in ledger(first)
    second = beside(first, "2025-09-22 10:30")
    assert second.task("call").contact_at == 0


@pytest.mark.clause("S4.6")
def test_above_the_limit_a_contact_is_skipped_or_held_where_that_is_said() -> None:
    for word in ("skip", "hold"):
        first = Play(world(LIMITS + f"above_limit: {word}\n"), "2025-09-22 10:00")
        first.done("call")
        second = beside(first, "2025-09-23 09:00")
        assert second.open == []
        if word == "skip":
            assert [each.reason for each in second.seen(r.TaskCancelled)] == ["contact_limit"]
            [skipped] = second.account_records
            assert isinstance(skipped, r.ContactSkipped)
            continue
        assert [each.reason for each in effects(second, r.Notify)] == ["contact_held"]
        second.at("2025-09-24 09:00").signal("client.called")
        assert second.open == []
        assert len(effects(second, r.Notify)) == 1, "told once"
        second.at("2025-09-25 10:00").signal("client.called")
        assert second.open == ["call"], "there is room again"


@pytest.mark.clause("S4.6")
def test_quiet_hours_go_by_the_customers_calendar_and_defer_the_contact_not_the_task() -> None:
    here = Play(WORLD, "2025-09-22 21:00")
    assert here.time(here.task("call").contact_at) == "2025-09-23 08:30"
    assert here.task("call").status == "open"
    abroad = Play(WORLD, "2025-09-22 21:00", account={"client.calendar": "abroad"})
    assert abroad.task("call").contact_at == 0, "it is 17:00 in New York"


@pytest.mark.clause("S4.6")
def test_what_an_exception_leads_to_is_not_limited_but_counts() -> None:
    first = Play(WORLD, "2025-09-22 10:00")
    first.done("call")
    first.at("2025-09-22 22:00").signal("deal.urged")
    assert first.task("call_back").contact_at == 0
    assert ("journey-1:call_back", "reserved", "2025-09-22 22:00") in ledger(first)


@pytest.mark.clause("S5.3")
def test_quiet_hours_of_the_calendar_defer_a_notice_and_nothing_else() -> None:
    calendars = """
        office: {zone: Etc/UTC, weekly: {monday to friday: [09:00-17:00]}, quiet: [18:00-09:00]}
        abroad: {zone: Etc/UTC, weekly: {monday to friday: [09:00-17:00]}}
        """
    states = """
        start: a
        states:
          a:
            touchpoints:
              work: {due: 10 hours, overdue: {remind: 1 hour before due, escalate: ladder}}
            moves: {deal.signed: end}
          end: {end: success}
        """
    linked = stage(states, vocabulary=VOCABULARY, calendars=calendars, forms=FORMS)
    play = Play(linked, "2025-09-22 10:00").until("2025-09-22 20:00")
    assert play.when(r.TaskReminded) == ["2025-09-22 19:00"]
    assert play.when(r.Escalated) == ["2025-09-22 20:00"]
    first, second = effects(play, r.Notify)
    assert (first.reason, first.deferred_to) == ("assigned", 0)
    assert (second.reason, play.time(second.deferred_to)) == ("reminded", "2025-09-23 09:00")
    play.until("2025-09-23 09:00")
    told = effects(play, r.Notify)[2]
    assert (told.reason, told.do, told.deferred_to) == ("escalated", "remind", 0)


# --- messages


@pytest.mark.clause("S4.6")
def test_a_message_goes_out_with_what_the_form_says_when_it_is_done() -> None:
    play = Play(WORLD, "2025-09-22 10:00")
    play.signal("deal.asked")
    assert effects(play, r.SendMessage) == []
    play.done("write", amount="12500 EUR", wanted_on="2025-11-20")
    [sent] = effects(play, r.SendMessage)
    assert sent.texts == {
        "zh": "金额 12,500.00 EUR，2025年11月20日 到货。",
        "en": "12,500.00 EUR, wanted on 20 November 2025.",
    }
    assert (sent.via, sent.contact, sent.deferred_to) == ("email", "customer.buyer", 0)
    assert [each.message for each in play.seen(r.MessageSent)] == ["notice"]


@pytest.mark.clause("S4.6")
def test_the_customers_own_language_is_enough() -> None:
    play = Play(WORLD, "2025-09-22 10:00", account={"client.language": "en"})
    play.signal("deal.asked")
    play.done("write", amount="1 EUR", wanted_on="2025-11-20")
    assert list(effects(play, r.SendMessage)[0].texts) == ["en"]


@pytest.mark.clause("S4.6", "S1.7")
def test_a_message_with_an_unknown_name_is_not_sent_but_told() -> None:
    play = Play(WORLD, "2025-09-22 10:00")
    play.signal("deal.asked")
    assert play.done("write", amount="1 EUR").outcome == "taken"
    assert effects(play, r.SendMessage) == []
    assert [(each.code, each.names) for each in play.seen(r.IncidentRaised)] == [
        ("message-incomplete", ("deal.wanted_on",))
    ]


@pytest.mark.clause("S4.6")
def test_a_message_that_waits_for_an_answer_goes_out_when_it_opens() -> None:
    known = {"deal.amount": "1 EUR", "deal.wanted_on": "2025-11-20"}
    play = Play(WORLD, "2025-09-22 10:00", facts=known)
    play.signal("deal.urged")
    assert len(effects(play, r.SendMessage)) == 1
    play.done("ask", outcome="agreed")
    assert len(effects(play, r.SendMessage)) == 1, "once"
    unknown = Play(WORLD, "2025-09-22 10:00")
    unknown.signal("deal.urged")
    assert (effects(unknown, r.SendMessage), unknown.seen(r.IncidentRaised)) == ([], [])


@pytest.mark.clause("S4.6", "S5.3")
def test_a_message_done_in_quiet_hours_goes_when_they_end() -> None:
    known = {"deal.amount": "1 EUR", "deal.wanted_on": "2025-11-20"}
    play = Play(WORLD, "2025-09-22 10:00", facts=known)
    play.signal("deal.asked")
    play.at("2025-09-22 22:00").done("write")
    [sent] = effects(play, r.SendMessage)
    assert play.time(sent.deferred_to) == "2025-09-23 08:30"
    assert ledger(play)[-1] == ("journey-1:write", "spent", "2025-09-23 08:30")


@pytest.mark.clause("S4.6", "S7.4")
def test_records_and_effects_of_contacts_read_back_equal() -> None:
    play = Play(
        WORLD, "2025-09-22 21:00", facts={"deal.amount": "1 EUR", "deal.wanted_on": "2025-11-20"}
    )
    play.signal("deal.urged")
    play.done("ask", outcome="agreed")
    for decision in play.decisions:
        for effect in decision.effects:
            assert msgspec.json.decode(msgspec.json.encode(effect), type=r.Effect) == effect
        for record in decision.account_records:
            read = msgspec.json.decode(msgspec.json.encode(record), type=r.AccountRecord)
            assert read == record

"""Owners, absence, deputies, authority, handovers (S4.4, D3.1, D3.5, D3.6)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.core import records as r
from engine.core.clock import parse_local
from engine.core.journey import Absence, Directory, Signal

from .journeys import Play, stage

STAFF = {"worker": "wang", "lead": "li", "boss": "bo"}
PEOPLE = """
    roles:
      worker: {level: staff, reports_to: lead, one_for_each: [account, line]}
      lead: {level: team, reports_to: boss, may: {acknowledge: true, skip: true, approve: 900 EUR}}
      boss: {level: unit, may: {acknowledge: true, skip: true, approve: true}}
    partners:
      carrier: {title: 承运 | Carrier, answers_to: lead, tools: [portal], trained_in: [unloading]}
    """
WORK = stage(
    """
    start: a
    overdue: {remind: 1 business hour before due, escalate: ladder}
    states:
      a:
        touchpoints:
          call: {due: 1 business day}
          idle: {}
          ship: {with: partner.carrier, hands_over: {tools: [portal], trained_in: [customs]}}
          later: {starts: after call}
          agree: {starts: after deal.asked, form: terms, outcomes: [approved, refused]}
        moves: {deal.signed: end}
      end: {end: success}
    """,
    people=PEOPLE,
)


def away(begins: str, until: str, deputy: str = "") -> tuple[Absence, ...]:
    return (Absence(parse_local(begins, "Etc/UTC"), parse_local(until, "Etc/UTC"), deputy),)


class Staffed(Play):
    """A play whose people are away now and then."""

    absent: dict[str, tuple[Absence, ...]]

    def __init__(self, at: str, people: dict[str, str] | None = None, **absent: Any) -> None:
        self.absent = absent
        super().__init__(WORK, at, people=people or STAFF)

    def decide(self, signal: Any, now: int) -> r.Decision:
        self.directory = Directory(1, self.directory.people, self.absent)
        return super().decide(signal, now)

    def told(self, about: str) -> list[tuple[str, str, str]]:
        """Who was told why about a task so far, and instead of whom."""
        return [
            (effect.reason, effect.person, effect.instead_of)
            for decision in self.decisions
            for effect in decision.effects
            if isinstance(effect, r.Notify) and effect.about.startswith(about)
        ]


@pytest.mark.clause("S4.4")
def test_an_absence_that_covers_the_deadline_moves_the_task_to_the_deputy() -> None:
    play = Staffed("2025-09-22 10:00", wang=away("2025-09-20 00:00", "2025-09-24 00:00", "deng"))
    assert play.task("call").owner == "deng"
    assert play.told("call") == [("assigned", "deng", "wang")]
    [moved] = [each for each in play.seen(r.TaskReassigned) if each.name == "call"]
    assert (moved.before, moved.is_handover, play.journey.handovers) == ("wang", True, 1)


@pytest.mark.clause("S4.4")
def test_an_absence_that_ends_before_the_deadline_redirects_the_notice_only() -> None:
    play = Staffed("2025-09-22 10:00", wang=away("2025-09-20 00:00", "2025-09-23 10:00", "deng"))
    assert play.task("call").owner == "wang", "half-open: back at the deadline itself"
    assert play.told("call") == [("assigned", "deng", "wang")]
    assert play.journey.handovers == 0
    assert play.told("idle") == [("assigned", "deng", "wang")]
    assert play.task("idle").owner == "wang", "what has no deadline can wait"


@pytest.mark.clause("S4.4")
def test_without_a_deputy_the_next_above_who_is_there_is_told() -> None:
    both = away("2025-09-20 00:00", "2025-09-30 00:00")
    play = Staffed("2025-09-22 10:00", wang=both, li=both)
    assert (play.task("call").owner, play.task("call").role) == ("bo", "boss")
    assert play.told("idle") == [("assigned", "bo", "wang")]


@pytest.mark.clause("S4.4")
def test_a_deputy_who_is_away_too_passes_it_on_and_a_circle_ends() -> None:
    play = Staffed(
        "2025-09-22 10:00",
        wang=away("2025-09-20 00:00", "2025-10-01 00:00", "deng"),
        deng=away("2025-09-23 00:00", "2025-10-01 00:00", "fang"),
        fang=away("2025-09-01 00:00", "2025-10-01 00:00", "wang"),
    )
    assert play.task("call").owner == "li", "deng is here today but not at the deadline"
    assert play.told("idle") == [("assigned", "deng", "wang")]


@pytest.mark.clause("S4.4")
def test_each_notice_looks_again_who_is_there() -> None:
    play = Staffed("2025-09-22 10:00")
    play.absent = {"wang": away("2025-09-23 08:00", "2025-09-23 09:30", "deng")}
    play.until("2025-09-23 09:00")
    assert play.told("call") == [("assigned", "wang", ""), ("reminded", "deng", "wang")]
    assert play.task("call").owner == "wang"


@pytest.mark.clause("S4.4", "S5.3")
def test_a_tier_whose_person_is_away_tells_the_deputy_and_else_the_next_above() -> None:
    for deputy, person in [("deng", "deng"), ("", "bo")]:
        play = Staffed("2025-09-22 10:00", li=away("2025-09-23 00:00", "2025-09-25 00:00", deputy))
        play.until("2025-09-23 10:00")
        [first] = play.seen(r.Escalated)
        assert (first.tier, first.person) == ("first", person)
        assert play.seen(r.TierSkipped) == []


@pytest.mark.clause("S4.4")
def test_nobody_at_all_is_an_incident_and_escalates_at_once() -> None:
    play = Staffed("2025-09-22 10:00", {"somebody": "x"})
    assert [each.code for each in play.seen(r.IncidentRaised)][:1] == ["owner-unresolved"]
    assert all(task.owner for task in play.journey.tasks.values() if task.status == "open")
    assert [each.climb.subject.partition("#")[0] for each in play.seen(r.ClimbStarted)] == [
        "call", "idle", "ship",
    ]  # fmt: skip


# --- handing over


def by(play: Play, who: str, kind: str, **data: str) -> r.Decision:
    """Let somebody do something; ``from_`` stands for ``from``."""
    play.signals += 1
    names: dict[str, Any] = {name.rstrip("_"): value for name, value in data.items()}
    signal = Signal(kind, f"s{play.signals}", "test", who, play.now, names)
    return play.decide(signal, play.now)


def refused(decision: r.Decision) -> tuple[str, tuple[str, ...]]:
    [record] = decision.records
    assert isinstance(record, r.SignalRefused)
    return record.reason, record.names


@pytest.mark.clause("S4.4")
def test_a_task_is_handed_over_counted_and_told() -> None:
    play = Staffed("2025-09-22 10:00")
    assert (
        by(play, "wang", "task.hand_over", task="call", from_="wang", to="fang").outcome == "taken"
    )
    assert (play.task("call").owner, play.journey.handovers) == ("fang", 1)
    assert play.told("call")[-1] == ("handed_over", "fang", "")


@pytest.mark.clause("S4.4", "S4.3")
@pytest.mark.parametrize(
    ("data", "reason", "names"),
    [
        ({"task": "nothing", "to": "fang"}, "task-not-open", ("nothing",)),
        ({"task": "later", "to": "fang"}, "task-not-open", ("later",)),
        ({"task": "call"}, "field-missing", ("to",)),
        ({"task": "call", "from_": "fang", "to": "li"}, "not-the-owner", ("wang",)),
        ({"task": "call", "to": "wang"}, "already-the-owner", ("wang",)),
        ({"task": "call", "to": "deng"}, "person-absent", ("deng",)),
        ({"task": "idle", "to": "deng"}, "person-absent", ("deng",)),
        ({"task": "ship", "to": "carrier"}, "partner-not-able", ("trained_in.customs",)),
    ],
)
def test_a_handover_that_cannot_be_is_refused_with_what_is_missing(
    data: dict[str, str], reason: str, names: tuple[str, ...]
) -> None:
    play = Staffed("2025-09-22 10:00", deng=away("2025-09-22 00:00", "2025-09-25 00:00"))
    before = play.journey.tasks
    assert refused(by(play, "wang", "task.hand_over", **data)) == (reason, names)
    assert play.journey.tasks == before


@pytest.mark.clause("S4.2")
def test_work_for_a_partner_who_is_not_able_is_flagged_when_it_opens() -> None:
    play = Staffed("2025-09-22 10:00")
    [flag] = [each for each in play.seen(r.IncidentRaised) if each.code == "partner-not-able"]
    assert flag.names == ("trained_in.customs",)


# --- authority


@pytest.mark.clause("S4.4")
def test_only_who_may_skips_and_what_comes_after_it_begins() -> None:
    play = Staffed("2025-09-22 10:00")
    assert refused(by(play, "wang", "task.skip", task="call")) == ("no-authority", ("skip",))
    assert by(play, "li", "task.skip", task="call", reason="节前不打").outcome == "taken"
    assert play.seen(r.TaskSkipped)[0].by == "li"
    assert "call" not in play.open
    assert "later" in play.open


@pytest.mark.clause("S4.4")
def test_what_is_called_off_lets_nothing_begin_after_it() -> None:
    play = Staffed("2025-09-22 10:00")
    assert refused(by(play, "wang", "task.cancel", task="call")) == ("no-authority", ("skip",))
    assert by(play, "bo", "task.cancel", task="call").outcome == "taken"
    assert [(each.reason, each.by) for each in play.seen(r.TaskCancelled)] == [("by_hand", "bo")]
    assert "later" not in play.open


@pytest.mark.clause("S4.4")
def test_a_deputy_may_what_the_absent_person_may() -> None:
    play = Staffed("2025-09-22 10:00", li=away("2025-09-22 00:00", "2025-09-23 00:00", "deng"))
    assert by(play, "deng", "task.skip", task="call").outcome == "taken"
    later = Staffed("2025-09-22 10:00", li=away("2025-09-23 00:00", "2025-09-24 00:00", "deng"))
    assert by(later, "deng", "task.skip", task="call").outcome == "refused"


@pytest.mark.clause("S4.4", "S5.3")
def test_only_who_may_acknowledges() -> None:
    play = Staffed("2025-09-22 10:00").until("2025-09-23 10:00")
    assert refused(by(play, "wang", "escalation.acknowledged", about="call")) == (
        "no-authority", ("acknowledge",),
    )  # fmt: skip
    assert by(play, "li", "escalation.acknowledged", about="call").outcome == "taken"
    assert by(play, "", "escalation.acknowledged", about="call").outcome == "taken"


@pytest.mark.clause("S4.4")
@pytest.mark.parametrize(
    ("who", "amount", "outcome", "taken"),
    [
        ("li", "900 EUR", "approved", "taken"),
        ("li", "901 EUR", "approved", "refused"),
        ("li", "5 USD", "approved", "refused"),
        ("bo", "901 EUR", "approved", "taken"),
        ("wang", "5 EUR", "approved", "refused"),
        ("wang", "901 EUR", "refused", "taken"),
    ],
)
def test_an_approval_takes_authority_up_to_the_amount(
    who: str, amount: str, outcome: str, taken: str
) -> None:
    play = Staffed("2025-09-22 10:00")
    play.signal("deal.asked")
    decision = by(play, who, "agree.done", outcome=outcome, amount=amount)
    assert decision.outcome == taken

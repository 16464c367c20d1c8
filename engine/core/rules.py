"""Rules: once when a condition turns true, as long as it is, or at a signal (S6.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..language.program_logic import Rule
from ..language.terms import Elapsed
from ..language.values import NOTHING, Span
from . import records as r
from .actions import Origin, perform, settle_climbs
from .draft import Draft, Happening
from .escalation import end_climb
from .evaluate import Finding, evaluate_value
from .folding.logic import memory_key, rule_scope
from .journey import Memory, Timer
from .logic_index import RuleIndex
from .throttles import holds_back, is_sampled
from .timers import Deadline, arm, freeze, thaw

EVERYWHERE = ""
_NOTHING = Memory()


def rule_name(draft: Draft, rule: Rule) -> str:
    """Return what a rule is remembered under: its stage's name and its own."""
    return f"{draft.journey.playbook}.{rule.id}"


# --- rules that answer a signal


def answer(draft: Draft, happening: Happening, stood: frozenset[str]) -> None:
    """Let the rules on a signal act; ``stood`` are the states in which it found the journey."""
    for rule in draft.linked.rules.by_signal.get(happening.type, ()):
        if not rule.states or not stood.isdisjoint(rule.states):
            _answer(draft, rule, happening)


def _answer(draft: Draft, rule: Rule, happening: Happening) -> None:
    name, key = rule_name(draft, rule), draft.key("rule", rule.id)
    draft.step(f"rule.{rule.id}")
    draft.view.look(EVERYWHERE, happening)
    finding = draft.check_or_report(rule.condition, key)
    memory = draft.journey.logic.get(name, Memory())
    reason: r.HeldReason | None = None
    if finding.answer is not True:
        reason = "unknown" if finding.answer is None else "condition"
    elif rule.sample and not is_sampled(rule.sample, draft.journey.id, name, memory.asked):
        reason = "sample"
    elif holds_back(rule.throttle, memory, draft.calendar, draft.at):
        reason = "throttle"
    asks = rule.sample is not None and finding.answer is True
    if reason is not None:
        held = r.RuleHeldBack(draft.at, name, reason, "", finding.used, asks=asks)
        draft.record(held, key, finding)
        return
    draft.record(r.RuleFired(draft.at, name, "", finding.used, asks=asks), key, finding)
    perform(draft, Origin(key, name, rule_scope(name)), rule.actions, happening)


# --- rules that turn


def review(draft: Draft) -> bool:
    """Ask the rules whose names have changed since the last review; tell whether any acted."""
    before = len(draft.records), len(draft.account_records), len(draft.queue)
    if draft.journey.climbs:
        settle_climbs(draft)
    if not draft.is_over:
        index = draft.linked.rules
        for place in _to_ask(draft):
            if draft.linked.rules is not index:
                break  # a rule has led to another stage, whose own rules are asked instead
            for item in _items(draft, index.things.get(index.rules[place].id, "")):
                _review(draft, index.rules[place], item)
    return before != (len(draft.records), len(draft.account_records), len(draft.queue))


def _to_ask(draft: Draft) -> list[int]:
    """Return the places of the rules to ask, in the order they are written."""
    index, since, since_account = draft.linked.rules, draft.reviewed, draft.reviewed_account
    draft.reviewed, draft.reviewed_account = len(draft.records), len(draft.account_records)
    if not index.rules:
        return []
    asked = set() if since else set(index.anyhow)
    for records in (draft.records[since:], draft.account_records[since_account:]):
        for record in records:
            turned = _TURNED.get(type(record))
            if turned is not None:
                asked.update(turned(index, record))
    if draft.woken:
        # Only then: what a signal costs must not grow with the number of rules.
        names = (rule_name(draft, rule) for rule in index.rules)
        asked.update(place for place, name in enumerate(names) if name in draft.woken)
    return sorted(asked)


def _opened(index: RuleIndex, record: r.ItemOpened) -> Iterator[int]:
    for name in (record.thing, *record.facts):
        yield from index.by_name.get(name, ())


_TURNED: dict[type, Callable[[RuleIndex, Any], Iterable[int]]] = {
    r.FactSet: lambda index, record: index.by_name.get(record.name, ()),
    r.DocumentBrought: lambda index, record: index.by_name.get(record.name, ()),
    r.SignalTaken: lambda index, record: index.by_name.get(record.type, ()),
    r.ItemOpened: _opened,
    r.StateEntered: lambda index, _record: index.standing,
    r.JourneyWoken: lambda index, _record: index.standing,
    r.JourneyStarted: lambda index, _record: range(len(index.rules)),
    r.StageEntered: lambda index, _record: range(len(index.rules)),
}
"""The rules that a record may have turned."""


def _items(draft: Draft, thing: str) -> list[str]:
    if not thing:
        return [""]
    return [name for name, item in draft.journey.items.items() if item.thing == thing]


def _review(draft: Draft, rule: Rule, item: str) -> None:
    if rule.when:
        return
    name, key = rule_name(draft, rule), draft.key("rule", rule.id)
    memory = draft.journey.logic.get(memory_key(name, item), _NOTHING)
    if rule.states and {lane.state for lane in draft.lanes}.isdisjoint(rule.states):
        # Out of scope nothing holds: coming back with it true is a turn (S6.1).
        if memory.is_true:
            _over(draft, rule, item, Finding(None, {}, ()))
        return
    draft.view.look(EVERYWHERE, Happening("", item=item) if item else None)
    finding = draft.check_or_report(rule.condition, key)
    measured = draft.linked.rules.measured.get(rule.id)
    if measured:
        _wait(draft, rule, item, measured)
    if finding.answer is True and not memory.is_true:
        _turn(draft, rule, item, memory, finding)
    elif memory.is_true and (finding.answer is False or (rule.lasting and not finding.answer)):
        _over(draft, rule, item, finding)
    elif memory.is_true and rule.hold:
        _hold(draft, rule, item)


def _turn(draft: Draft, rule: Rule, item: str, memory: Memory, finding: Finding) -> None:
    name, key = rule_name(draft, rule), draft.key("rule", rule.id)
    draft.step(f"rule.{rule.id}")
    _hold(draft, rule, item)
    if holds_back(rule.throttle, memory, draft.calendar, draft.at):
        held = r.RuleHeldBack(draft.at, name, "throttle", item, finding.used, turns=True)
        draft.record(held, key, finding)
        return
    draft.record(r.RuleFired(draft.at, name, item, finding.used, turns=True), key, finding)
    origin = Origin(key, name, rule_scope(name, item), item)
    perform(draft, origin, rule.actions, draft.view.happening)


def _over(draft: Draft, rule: Rule, item: str, finding: Finding) -> None:
    """End what a rule holds and what it has begun, except the work it opened (S6.1)."""
    name, key = rule_name(draft, rule), draft.key("rule", rule.id)
    draft.step(f"rule.{rule.id}.over")
    draft.record(r.RuleOver(draft.at, name, item, finding.used), key, finding)
    scope = rule_scope(name, item)
    for lane in draft.lanes:
        thaw(draft, lane.track, scope)
    end_climb(draft, scope)
    for task in list(draft.journey.tasks.values()):
        if task.scope == scope and task.kind == "follow_up":
            draft.record(r.TaskCancelled(draft.at, task.id, task.name, "condition"))


def _hold(draft: Draft, rule: Rule, item: str) -> None:
    scope = rule_scope(rule_name(draft, rule), item)
    for lane in draft.lanes:
        if lane.track.partition("/")[0] in rule.hold and not draft.state(lane).end:
            freeze(draft, lane.track, scope)


# --- since: a rule that time alone turns


def wake(draft: Draft, timer: Timer) -> None:
    """Ask a rule again, because what it measures from is now long enough ago (S3.12)."""
    draft.woken.add(timer.subject.partition("@")[0])


def _wait(draft: Draft, rule: Rule, item: str, measured: tuple[Elapsed, ...]) -> None:
    """Keep one timer for each ``since(…)`` that time will turn."""
    subject = memory_key(rule_name(draft, rule), item)
    running = {
        timer.detail: timer for timer in draft.journey.timers.values()
        if timer.purpose == "rule" and timer.subject == subject
    }  # fmt: skip
    for place, each in enumerate(measured):
        detail = f"{each.signal}/{place}"
        deadline = _elapses(draft, each)
        timer = running.get(detail)
        if timer is not None and (deadline is None or timer.due_at != deadline.at):
            draft.record(r.TimerDisarmed(draft.at, timer.id))
            timer = None
        if timer is None and deadline is not None:
            why = draft.key("rule", rule.id)
            arm(draft, "rule", subject, deadline, scope=f"since:{subject}", detail=detail, why=why)


def _elapses(draft: Draft, term: Elapsed) -> Deadline | None:
    heard = draft.journey.heard.get(term.signal)
    span = evaluate_value(term.span, draft.view)[0]
    if heard is None or not isinstance(span, Span) or span == NOTHING:
        return None
    due_at = draft.calendar.add(heard.last, span)
    if due_at <= draft.at:
        return None
    return Deadline(due_at, span, draft.stage.calendar, heard.last)

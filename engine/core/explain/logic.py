"""Why a rule or a pattern acted, was held back, or has not had its occasion (S6.1, S6.2)."""

from __future__ import annotations

from collections.abc import Iterator

from ...language.values import Throttle
from .. import records as r
from ..journey import Memory
from ..throttles import holds_back
from .question import Answer, Question
from .values import Blocked, Line, Part, Told


def about_rule(asked: Question, name: str) -> Answer:
    """Answer for a rule: each time it acted or was held back, and how its condition stands."""
    rule = next(each for each in asked.draft.stage.rules if each.id == name)
    key = f"{asked.journey.playbook}.{name}"
    parts: list[Part] = [Line(asked.key("rule", name))]
    past = asked.told(r.RuleFired, r.RuleHeldBack, r.RuleOver, rule=key)
    for told in past:
        parts.append(told)
        if isinstance(told.record, r.RuleFired | r.RuleHeldBack):
            parts += asked.condition_then(rule.condition, told.record.used)
    fired = [each for each in past if isinstance(each.record, r.RuleFired)]
    stands = {lane.state for lane in asked.lanes}
    if rule.states and stands.isdisjoint(rule.states):
        parts.append(Blocked("rule_scope", rule.states))
        return ("happened" if fired else "elsewhere"), parts
    if not _is_true(asked, key):
        parts += asked.condition(rule.condition)
    if rule.when:
        parts.append(Blocked("after", rule.when))
    parts += _throttled(asked, key, rule.throttle)
    return ("happened" if fired else "blocked"), parts


def about_pattern(asked: Question, name: str) -> Answer:
    """Answer for a pattern: what it matched, and whether its throttle holds it back now."""
    pattern = next(each for each in asked.draft.stage.patterns if each.id == name)
    key = f"{asked.journey.playbook}.{name}"
    parts: list[Part] = [Line(asked.key("pattern", name))]
    past: list[Told] = asked.told(r.PatternMatched, r.PatternHeldBack, pattern=key)
    parts += past
    matched = any(isinstance(each.record, r.PatternMatched) for each in past)
    heard = (*pattern.signals, *(step.signal for step in pattern.steps), *pattern.after)
    parts.append(Blocked("after", tuple(dict.fromkeys(heard))))
    parts += _throttled(asked, key, pattern.throttle)
    return ("happened" if matched else "blocked"), parts


def _is_true(asked: Question, key: str) -> bool:
    return asked.journey.logic.get(key, Memory()).is_true


def _throttled(asked: Question, key: str, throttle: Throttle | None) -> Iterator[Part]:
    memory = asked.journey.logic.get(key, Memory())
    calendar = asked.draft.calendar
    if throttle is None or not holds_back(throttle, memory, calendar, asked.at):
        return
    if throttle.kind == "journey":
        yield Blocked("once")
        return
    since = memory.fired_at if throttle.kind == "span" else memory.seen_at
    yield Blocked("throttle", (), calendar.add(since, throttle.span))

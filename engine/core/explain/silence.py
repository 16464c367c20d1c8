"""Why a stall began or did not, and why a tier was reached, skipped, or is still to come."""

from __future__ import annotations

from collections.abc import Iterator

from ...language.program import Stall, Tier
from .. import records as r
from ..journey import Climb
from .question import Answer, Question
from .values import Blocked, Earlier, Line, Part, Told


def about_stall(asked: Question, name: str) -> Answer:
    """Answer for a stall: when it began, or when it would, and which signals prevent it."""
    stall = asked.draft.linked.stalls[name]
    parts: list[Part] = [Line(asked.key("stall", name))]
    began = [each for each in asked.told(r.Stalled) if _stall_of(each) == name]
    for told in began:
        parts += [told, *asked.fired(told.number), Earlier(stall.resets, told.record.at)]
    parts += asked.told(r.StallEnded, stall=name)
    for occurrence in asked.journey.stalls.values():
        if occurrence.stall == name:
            for timer in asked.timers("give_up", occurrence.id):
                parts += asked.running(timer)
            return "happened", parts
    timers = asked.timers("stall", name)
    if not timers:
        homes = () if began else (Blocked("state", _homes(asked, stall)),)
        return ("happened" if began else "elsewhere"), [*parts, *homes]
    for timer in timers:
        parts += asked.running(timer)
        if not timer.holds:
            parts.append(Earlier(stall.resets, timer.due_at))
    is_held = all(timer.holds for timer in timers)
    return ("blocked" if is_held else "running"), [*parts, *asked.condition(stall.unless)]


def _stall_of(told: Told) -> str:
    return told.record.occurrence.stall if isinstance(told.record, r.Stalled) else ""


def _homes(asked: Question, stall: Stall) -> tuple[str, ...]:
    return stall.states or tuple(
        name
        for track in asked.draft.stage.tracks
        for name, state in track.states.items()
        if stall.id in {each.id for each in state.stalls}
    )


def about_clock(asked: Question, name: str) -> Answer:
    """Answer for a clock across states: when it began, runs out, or what it waits for."""
    clock = asked.draft.linked.clocks[name]
    parts: list[Part] = [Line(asked.key("clock", name))]
    begun = [each for each in asked.told(r.ClockStarted) if _clock_of(each) == name]
    parts += begun
    for told in asked.told(r.ClockOverdue, name=name):
        parts += [told, *asked.fired(told.number), Earlier(clock.stops, told.record.at)]
    parts += asked.told(r.ClockStopped, name=name)
    running = [each for each in asked.journey.clocks.values() if each.clock == name]
    for each in running:
        for timer in asked.timers("clock.due", each.id):
            parts += asked.running(timer)
    if not begun:
        parts.append(Blocked("after", clock.starts))
    return ("running" if running else "happened" if begun else "elsewhere"), parts


def _clock_of(told: Told) -> str:
    return told.record.clock.clock if isinstance(told.record, r.ClockStarted) else ""


def about_tier(asked: Question, name: str) -> Answer:
    """Answer for a tier of any ladder: reached, skipped, still to come, or never begun."""
    ladders = asked.program.program.ladders
    keys = [ladder for ladder, each in ladders.items() if name in {tier.id for tier in each.tiers}]
    past = asked.told(r.Escalated, r.TierSkipped, tier=name)
    climbed = [each.climb.ladder for each in asked.history if isinstance(each, r.ClimbStarted)]
    # Many ladders have a tier of that name: those climbed here are meant, if there are any.
    lines = [ladder for ladder in keys if ladder in climbed] or keys
    parts: list[Part] = [Line(f"tier/{ladder}.{name}") for ladder in lines]
    for told in past:
        parts += [told, *asked.fired(told.number), *_condition(asked, told)]
    coming = [
        part
        for climb in asked.journey.climbs.values()
        if climb.ladder in keys
        for part in _to_come(asked, climb, name)
    ]
    if past or coming:
        return ("running" if coming else "happened"), [*parts, *coming]
    return "elsewhere", [*parts, Blocked("no_climb", _climbers(asked, keys))]


def _condition(asked: Question, told: Told) -> Iterator[Part]:
    record = told.record
    assert isinstance(record, r.Escalated | r.TierSkipped)
    tier = _tier(asked, record)
    if tier is not None and getattr(record, "reason", "condition") == "condition":
        yield from asked.condition_then(tier.condition, record.used)


def _tier(asked: Question, record: r.Escalated | r.TierSkipped) -> Tier | None:
    for each in asked.history:
        if isinstance(each, r.ClimbStarted) and each.climb.id == record.climb:
            return asked.program.tiers.get((each.climb.ladder, record.tier))
    return None


def _to_come(asked: Question, climb: Climb, name: str) -> Iterator[Part]:
    for timer in asked.timers("tier", climb.id):
        if timer.detail != name:
            continue
        yield from asked.running(timer, not_before=climb.quiet_until)
        if climb.quiet_until > asked.at:
            yield Blocked("acknowledged", (), climb.quiet_until)
        yield from asked.condition(asked.program.tiers[climb.ladder, name].condition)


def _climbers(asked: Question, ladders: list[str]) -> tuple[str, ...]:
    linked = asked.draft.linked
    stalls = [name for name, stall in linked.stalls.items() if stall.ladder in ladders]
    work = [name for name, each in linked.touchpoints.items() if each.escalate in ladders]
    return (*stalls, *work)

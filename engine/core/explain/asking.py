"""Questions asked of one journey: why, why not, when, and what would change it (S6.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...language.values import Instant
from .. import records as r
from ..journey import Context, Journey
from ..link import LinkedProgram
from .logic import about_pattern, about_rule
from .question import Answer, Question
from .silence import about_clock, about_stall, about_tier
from .states import about_state
from .values import Blocked, Explanation, Kind, Part, Waits
from .work import about_follow_up, about_touchpoint


def explain(
    program: LinkedProgram,
    context: Context,
    journey: Journey,
    history: Sequence[r.Record],
    why: Sequence[r.Why],
    subject: str = "",
    at: Instant = 0,
) -> tuple[Explanation, ...]:
    """Say why ``subject`` happened or did not, and what would change that.

    ``subject`` is the id of a touchpoint, play step, stall, tier, state, rule or pattern of the
    journey's stage, or of a clock; without one the journey itself is explained. ``history`` and
    ``why`` are what was recorded up to ``at``. Empty where the stage has nothing of that name.
    """
    asked = Question(program, context, journey, history, {each.record: each for each in why}, at)
    if not subject:
        verdict, parts = _about_journey(asked)
        return (Explanation("journey", journey.id, verdict, at, tuple(parts)),)
    found = []
    for kind, names in subjects(program, journey).items():
        if subject in names:
            verdict, parts = _ANSWERS[kind](asked, subject)
            found.append(Explanation(kind, subject, verdict, at, tuple(parts)))
    return tuple(found)


def subjects(program: LinkedProgram, journey: Journey) -> Mapping[Kind, tuple[str, ...]]:
    """Return what can be asked about in a journey, by kind, in document order."""
    linked = program.stages.get(journey.playbook)
    if linked is None:
        return {}
    ladders, plays = program.program.ladders, program.program.recoveries
    tracks = linked.stage.tracks
    return {
        "touchpoint": tuple(linked.touchpoints),
        "stall": tuple(linked.stalls),
        "clock": tuple(linked.clocks),
        "state": tuple(name for track in tracks for name in track.states),
        "tier": tuple(tier.id for ladder in ladders.values() for tier in ladder.tiers),
        "follow_up": tuple(step.id for play in plays.values() for step in play.steps),
        "rule": tuple(rule.id for rule in linked.stage.rules),
        "pattern": tuple(pattern.id for pattern in linked.stage.patterns),
    }


def _about_journey(asked: Question) -> Answer:
    parts: list[Part] = []
    for lane in asked.lanes:
        parts += asked.told(r.StateEntered, track=lane.track, visit=lane.visit)
        if lane.pending is not None:
            parts.append(Waits(lane.pending.signal, lane.state))
            parts.append(Blocked("need", lane.pending.blockers))
    for task in asked.journey.tasks.values():
        parts += asked.told(r.TaskOpened, id=task.id)
    for timer in sorted(asked.journey.timers.values(), key=lambda each: each.due_at):
        parts += asked.running(timer)
    if not asked.lanes:
        parts.append(Blocked("not_started"))
    return ("happened" if asked.journey.outcome else "running"), parts


_ANSWERS: dict[Kind, Callable[[Question, str], Answer]] = {
    "touchpoint": about_touchpoint,
    "stall": about_stall,
    "clock": about_clock,
    "state": about_state,
    "tier": about_tier,
    "follow_up": about_follow_up,
    "rule": about_rule,
    "pattern": about_pattern,
}

"""Recovery: a bounded play that wins contact back, and what giving up leads to (S5.4)."""

from __future__ import annotations

from ..language.program import Recovery, Stall
from ..language.values import Money, Value
from . import records as r
from .draft import Draft
from .follow_ups import open_follow_up
from .journey import Lane, Occurrence, Timer
from .timers import arm, count


def cause_of(draft: Draft, stall: Stall) -> str:
    """Return the cause its play names, for a stall that names none (D5.2)."""
    play = draft.program.program.recoveries.get(stall.recovery)
    return play.cause if play is not None else ""


def at_stake(draft: Draft, stall: Stall) -> dict[str, Value]:
    """Return the money a stall is about, by fact, as known now (S5.4, D4.4).

    It is what the stall's own ladder and play weigh; where they weigh none, or nothing of it
    is known, the largest sums of the journey, one per currency.
    """
    weighed = {name: draft.fact(name) for name in draft.linked.stakes[stall.id]}
    named = {name: value for name, value in weighed.items() if value is not None}
    return dict(sorted((named or _largest(draft)).items()))


def _largest(draft: Draft) -> dict[str, Value]:
    found: dict[str, tuple[str, Money]] = {}
    for name, value in sorted(draft.journey.facts.items()):
        if isinstance(value, Money):
            known = found.get(value.currency)
            if known is None or known[1].amount < value.amount:
                found[value.currency] = (name, value)
    return dict(found[currency] for currency in sorted(found))


def begin(draft: Draft, lane: Lane, stall: Stall, occurrence: Occurrence) -> None:
    """Begin the play of a stall, unless it has been as often as it may."""
    play = draft.program.program.recoveries.get(stall.recovery)
    if play is None:
        return
    name = f"{draft.journey.playbook}.{lane.track}:{stall.recovery}"
    key = f"recovery/{stall.recovery}"
    earlier = _counting(draft, play, name, stall.calendar)
    if play.limit is not None and len(earlier) >= play.limit.count:
        draft.record(r.RecoverySkipped(draft.at, stall.id, stall.recovery), key)
        return
    limited = (name, earlier) if play.limit is not None else ("", ())
    draft.record(r.RecoveryStarted(draft.at, stall.id, stall.recovery, *limited), key)
    for step in play.steps:
        deadline = count(draft, step.after, stall.calendar)
        if deadline.at <= draft.at:
            open_follow_up(draft, lane, step, stall.recovery, occurrence.id)
        else:
            why, scope = f"followup/{stall.recovery}.{step.id}", occurrence.id
            arm(draft, "follow_up", scope, deadline, scope=scope, detail=step.id, why=why)


def _counting(draft: Draft, play: Recovery, name: str, calendar: str) -> tuple[int, ...]:
    """Return when a play was begun before, as far as that still counts for its limit."""
    if play.limit is None:
        return ()
    per = play.limit.per
    begun = draft.journey.plays.get(name, ())
    return tuple(at for at in begun if count(draft, per, calendar, at).at > draft.at)


def follow_up_due(draft: Draft, timer: Timer) -> None:
    """Open the step of a play whose time has come."""
    occurrence = draft.journey.stalls[timer.subject]
    lane = draft.journey.lanes[occurrence.track]
    step = draft.program.follow_ups[occurrence.recovery, timer.detail]
    open_follow_up(draft, lane, step, occurrence.recovery, occurrence.id)

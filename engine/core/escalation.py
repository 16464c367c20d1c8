"""Escalation: a ladder climbed tier by tier (S5.3).

Its tiers and offsets are those of the program the journey is pinned to, so a ladder that
began cannot change under the climb.
"""

from __future__ import annotations

from msgspec.structs import replace

from ..language.program import Tier
from ..language.values import Span
from . import records as r
from .contacts import after_quiet
from .draft import Draft
from .journey import Climb, Task, Timer, Told
from .people import (
    NOBODY,
    Standing,
    absence_of,
    acting_or_above,
    is_above,
    person_in,
    reassign,
    role_at,
)
from .timers import Deadline, arm, count

ACK_HOLDS = Span(1, "business_days")
"""How long an acknowledgment stops the climb unless its ladder says otherwise (S5.3)."""


def begin_climb(draft: Draft, climb: Climb, key: str, resumed: str = "") -> None:
    """Start a climb; tiers at once are reached in this decision, the others get timers.

    With ``resumed``, a tier's name, the climb takes up at that tier: those below are passed
    over, and it is reached at once (S5.2).
    """
    if not climb.ladder or climb.id in draft.journey.climbs:
        return
    # Settled once: all that belongs to a climb counts in the calendar it began in (D3.7).
    climb = replace(climb, calendar=draft.calendar_named(climb.calendar))
    draft.record(r.ClimbStarted(draft.at, climb), key)
    tiers = draft.program.program.ladders[climb.ladder].tiers
    level = next((n for n, tier in enumerate(tiers) if tier.id == resumed), -1)
    at_once: list[Tier] = []
    for number, tier in enumerate(tiers):
        deadline = count(draft, tier.after, climb.calendar)
        if number < level:
            draft.record(r.TierSkipped(draft.at, climb.id, tier.id, "resumed"))
        elif number == level or deadline.at <= draft.at:
            at_once.append(tier)
        else:
            _wait_for(draft, climb, tier.id, deadline)
    for tier in at_once:
        _reach(draft, climb.id, tier, is_last=tier is at_once[-1])


def end_climb(draft: Draft, origin: str) -> None:
    """End the climb of ``origin``, if there is one; its tiers are disarmed (S5.2)."""
    if origin in draft.journey.climbs:
        draft.record(r.ClimbEnded(draft.at, origin))


def level_of(draft: Draft, origin: str) -> str:
    """Return the last tier a climb has reached by this decision's instant, or nothing."""
    climb = draft.journey.climbs.get(origin)
    told = climb.told if climb is not None else ()
    return next((each.tier for each in reversed(told) if each.at <= draft.at), "")


def tier_due(draft: Draft, timer: Timer) -> None:
    """Reach the tier whose time has come, or wait while the climb is acknowledged."""
    climb = draft.journey.climbs[timer.subject]
    if climb.quiet_until > draft.at:
        later = Deadline(climb.quiet_until, timer.span, timer.calendar)
        _wait_for(draft, climb, timer.detail, later)
        return
    _reach(draft, climb.id, draft.program.tiers[climb.ladder, timer.detail])


def notice_due(draft: Draft, timer: Timer) -> None:
    """Give the notice that quiet hours had put off; the level was reached in time (S5.3)."""
    climb = draft.journey.climbs[timer.subject]
    last = climb.told[-1]
    draft.record(r.NoticeGiven(draft.at, climb.id, last.tier))
    _tell(draft, climb, last)


def _tell(draft: Draft, climb: Climb, last: Told) -> None:
    """Give the notice of a tier, to whom it was reached for or who acts for them now (S4.4)."""
    holder = person_in(draft, last.role)
    told = Standing(last.role, last.person, holder if holder != last.person else "")
    if absence_of(draft, last.person, draft.now) is not None:
        acts = acting_or_above(draft, last.role)
        told = acts if acts.person else told
    do = draft.program.tiers[climb.ladder, last.tier].do
    draft.notify(
        "escalated", told.role, told.person, climb.subject, do=do, instead_of=told.instead_of
    )


def acknowledge(draft: Draft, origin: str, by: str) -> None:
    """Stop a climb for a declared time, counted in the deadline's calendar (S5.3)."""
    climb = draft.journey.climbs[origin]
    holds = draft.program.program.ladders[climb.ladder].ack_holds or ACK_HOLDS
    until = count(draft, holds, climb.calendar).at
    draft.record(r.ClimbQuieted(draft.at, origin, by, until))


def _wait_for(draft: Draft, climb: Climb, tier: str, deadline: Deadline) -> None:
    why = f"tier/{climb.ladder}.{tier}"
    arm(draft, "tier", climb.id, deadline, scope=climb.id, detail=tier, why=why)


def _reach(draft: Draft, origin: str, tier: Tier, *, is_last: bool = True) -> None:
    """Reach one tier, or pass it over; ``is_last`` unless more come in the same breath."""
    climb = draft.journey.climbs[origin]
    key = f"tier/{climb.ladder}.{tier.id}"
    # After downtime the due tiers are recorded in order, and the highest has the notice.
    is_unsaid = not climb.tells_all and not (is_last and _is_highest_due(draft, origin))
    finding = draft.check_or_report(tier.condition, key)
    # An unknown tier condition fires the tier: better one notice too many (S1.8).
    if finding.answer is False:
        skipped = r.TierSkipped(draft.at, origin, tier.id, "condition", finding.used)
        draft.record(skipped, key, finding)
    elif not is_above(draft, tier.level, climb.role):
        draft.record(r.TierSkipped(draft.at, origin, tier.id, "owner_level"), key)
    else:
        role = role_at(draft, climb.role, tier.level)
        # Somebody, but away: told is who acts, or who is above; nobody is passed over (S4.4).
        acts = acting_or_above(draft, role) if role and person_in(draft, role) else NOBODY
        role, person = acts.role, acts.person
        if not person:
            _pass_over(draft, origin, tier, key, is_last=is_last)
            return
        reached = r.Escalated(
            draft.at, origin, tier.id, tier.level, tier.do, role, person, finding.used,
            is_unsaid=is_unsaid,
        )  # fmt: skip
        draft.record(reached, key, finding)
        if not is_unsaid:
            _give_notice(draft, draft.journey.climbs[origin])
        if tier.do == "take_over":
            _take_over(draft, climb, role, person, key)
        return
    _say_what_is_owed(draft, origin, is_unsaid=is_unsaid)


def _pass_over(draft: Draft, origin: str, tier: Tier, key: str, *, is_last: bool) -> None:
    """Skip a tier with nobody on it at once: the next one up does not wait for its turn."""
    draft.record(r.TierSkipped(draft.at, origin, tier.id, "nobody"), key)
    following = next((each for each in _tiers_waiting(draft, origin)), None)
    if following is None or not is_last:
        _say_what_is_owed(draft, origin, is_unsaid=not is_last)
        return
    draft.record(r.TimerDisarmed(draft.at, following.id))
    climb = draft.journey.climbs[origin]
    _reach(draft, origin, draft.program.tiers[climb.ladder, following.detail])


def _tiers_waiting(draft: Draft, origin: str) -> list[Timer]:
    timers = draft.journey.timers.values()
    return [each for each in timers if each.purpose == "tier" and each.subject == origin]


def _is_highest_due(draft: Draft, origin: str) -> bool:
    """Tell whether no further tier of a climb is due by now: none was missed meanwhile."""
    waiting = _tiers_waiting(draft, origin)
    return not any(each.due_at <= draft.now and not each.holds for each in waiting)


def _say_what_is_owed(draft: Draft, origin: str, *, is_unsaid: bool) -> None:
    """Give the notice of the highest tier reached, when those above it were passed over."""
    climb = draft.journey.climbs[origin]
    if climb.is_unsaid and not is_unsaid:
        _give_notice(draft, climb, is_owed=True)


def _give_notice(draft: Draft, climb: Climb, *, is_owed: bool = False) -> None:
    """Tell the last person reached, now or when the quiet hours of the calendar are over."""
    last: Told = climb.told[-1]
    data = draft.program.calendars[climb.calendar].data
    awake = after_quiet(data.quiet, data.zone, draft.now)
    if awake is None or awake <= draft.now:
        if is_owed:
            draft.record(r.NoticeGiven(draft.at, climb.id, last.tier))
        _tell(draft, climb, last)
        return
    for timer in draft.journey.timers.values():
        if timer.purpose == "notice" and timer.subject == climb.id:
            return  # one notice waits already, and will go to the highest by then
    deadline = Deadline(awake, ACK_HOLDS, climb.calendar)
    arm(draft, "notice", climb.id, deadline, scope=climb.id, why=f"tier/{climb.ladder}.{last.tier}")


def _take_over(draft: Draft, climb: Climb, role: str, person: str, key: str) -> None:
    for task in _tasks_of(draft, climb):
        if task.owner != person:
            reassign(draft, task, role, person, key)
            draft.notify("taken_over", role, person, task.id)


def _tasks_of(draft: Draft, climb: Climb) -> list[Task]:
    # A climb over one overdue task takes that task; one over a stall, the track's open work.
    tasks = draft.journey.tasks
    if climb.subject in tasks:
        return [tasks[climb.subject]]
    return [task for task in tasks.values() if task.status == "open" and task.track == climb.track]

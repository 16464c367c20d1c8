"""What ends by itself: papers with their dates, facts that expire, a day (S3.12, S4.3)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ..language.facts import read_value
from ..language.program import Fact
from ..language.values import NOTHING, Day, Instant
from . import clock
from . import records as r
from .draft import Draft
from .journey import Purpose, Signal, Timer
from .timers import Deadline, arm
from .validity import EXPIRES

_DATE = Fact("expires", "date", "journey")
_ALL_DAY = 1440
_FOREVER: frozenset[Purpose] = frozenset({"expiry", "midnight", "repeat"})
"""Purposes of timers that belong to no visit: a journey that has ended lets go of them."""


def review(draft: Draft) -> None:
    """Keep one timer at the next expiry of what the stage reads, and one at the next midnight.

    The midnight only while a condition that is asked by itself reads ``today``.
    """
    journey = draft.journey
    if journey.outcome:
        for timer in [each for each in journey.timers.values() if each.purpose in _FOREVER]:
            draft.record(r.TimerDisarmed(draft.at, timer.id))
        return
    if draft.linked.expiring:
        _watch_expiry(draft)
    if draft.linked.daily or draft.linked.daily_pending:
        _watch_midnight(draft)


def take_dates(draft: Draft) -> Signal:
    """Take the dates written on documents out of what a signal says: they are no facts."""
    signal, documents = draft.signal, draft.program.program.documents
    if draft.program.dated.isdisjoint(signal.data):
        return signal
    for name, raw in sorted(signal.data.items()):
        document = documents.get(name.removesuffix(EXPIRES))
        if document is None or not name.endswith(EXPIRES) or not document.has_own_date:
            continue
        day = read_value(_DATE, raw)
        if isinstance(day, Day):
            draft.dates[document.id] = day
    if draft.dates:
        told = {f"{name}{EXPIRES}" for name in draft.dates}
        data = {name: raw for name, raw in signal.data.items() if name not in told}
        draft.signal = replace(signal, data=data)
    return draft.signal


def expiry_due(draft: Draft, timer: Timer) -> None:
    """Let everything that waits ask again: a paper is no longer valid, a fact unknown."""
    draft.record(r.Expired(draft.at, timer.subject))
    draft.changed_facts = True


def midnight_due(draft: Draft, _timer: Timer) -> None:
    """Let everything that waits ask again: it is another day."""
    draft.changed_facts = True


def _watch_expiry(draft: Draft) -> None:
    timer, ahead = _timer(draft, "expiry"), list(_endings(draft))
    if timer is None and not ahead:
        return
    # One that came while the journey was paused has not been noticed yet.
    noticed = draft.at if timer is None else min(draft.at, timer.due_at - 1)
    wanted = min((each for each in ahead if each[0] > noticed), default=None)
    if timer is not None and wanted == (timer.due_at, timer.subject):
        return
    if timer is not None:
        draft.record(r.TimerDisarmed(draft.at, timer.id))
    if wanted is not None:
        _arm(draft, "expiry", wanted[1], wanted[0])


def _endings(draft: Draft) -> Iterator[tuple[Instant, str]]:
    """Yield when each thing ends that the stage reads, of the account, the journey, its items."""
    journey, expiring = draft.journey, draft.linked.expiring
    own = [each.ends for each in journey.items.values()]
    for held in (draft.account.ends, journey.ends, *own):
        for name, ends in held.items():
            if name in expiring:
                yield ends, name


def _watch_midnight(draft: Draft) -> None:
    is_needed = any(
        (lane.track, lane.state) in draft.linked.daily
        or (lane.pending is not None and (lane.track, lane.state) in draft.linked.daily_pending)
        for lane in draft.lanes
    )
    timer = _timer(draft, "midnight")
    if timer is not None and not is_needed:
        draft.record(r.TimerDisarmed(draft.at, timer.id))
    elif timer is None and is_needed:
        zone = draft.program.calendars[draft.stage.calendar].data.zone
        _arm(draft, "midnight", "", clock.on_date(draft.today().on, _ALL_DAY, zone))


def _arm(draft: Draft, purpose: Purpose, subject: str, at: Instant) -> None:
    arm(draft, purpose, subject, Deadline(at, NOTHING, draft.stage.calendar), scope="")


def _timer(draft: Draft, purpose: Purpose) -> Timer | None:
    for timer in draft.journey.timers.values():
        if timer.purpose == purpose:
            return timer
    return None

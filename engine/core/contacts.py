"""The contact budget of a customer over all its journeys (S4.6, D5.4): pure arithmetic.

A cap allows so many contacts in any stretch of its length, wherever the stretch begins. Of two
contacts that want the last place, the one planned first has it, even if its own time is later.
"""

from __future__ import annotations

import datetime as dt
import functools
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from ..language.calendars import Shift
from ..language.program_logic import Cap, ContactLimits
from ..language.values import Instant
from . import clock
from .calendar import BusinessCalendar
from .journey import Contact

UNLIMITED = ContactLimits(caps=())
"""What holds where nobody has written contact limits."""

Ledger = Mapping[str, Contact]
Obstacle = Literal["", "quiet", "cap"]


class Budget(NamedTuple):
    """What bounds the contacts of one customer; windows and hours go by the customer's calendar."""

    limits: ContactLimits
    calendar: BusinessCalendar

    @property
    def quiet(self) -> tuple[Shift, ...]:
        """The hours of any day in which the customer is not contacted: both lists are kept."""
        return (*self.limits.quiet, *self.calendar.data.quiet)

    def counts(self, channel: str) -> bool:
        """Tell whether a contact by this channel counts; with no list all do."""
        return not self.limits.counts or channel in self.limits.counts


class Slot(msgspec.Struct, frozen=True, gc=False):
    """When and how a contact may be made, and what pushed it there.

    ``deferred`` goes to ``at``; ``skipped`` and ``held`` say what the limits say of a contact
    above a cap.
    """

    kind: Literal["free", "deferred", "skipped", "held"]
    channel: str
    at: Instant
    obstacle: Obstacle = ""


def find_slot(
    budget: Budget, ledger: Ledger, via: tuple[str, ...], at: Instant, own: str = ""
) -> Slot:
    """Return how a contact wanted ``at`` an instant may be made (S4.6).

    The first channel of ``via`` that is free soonest is taken; one that does not count is free
    at once. What ``own`` has reserved before does not stand in its way.

    Raises:
        NoSuchTime: a window or quiet hours reach beyond the years of business time.
    """
    channels = via or ("",)
    caps = [(cap, _times(budget, cap, ledger, at, own)) for cap in budget.limits.caps]
    found = [_earliest(budget, caps, channel, at) for channel in channels]
    awake = _after_quiet(budget, at)
    best = min(range(len(found)), key=lambda index: (_late(found[index]), index))
    opens_at, channel = found[best], channels[best]
    if opens_at is None:
        return Slot("held", channel, at, "quiet")
    if opens_at == at:
        return Slot("free", channel, at)
    if opens_at == awake:
        return Slot("deferred", channel, opens_at, "quiet")
    return Slot(_ABOVE[budget.limits.above_limit], channel, opens_at, "cap")


_ABOVE: dict[str, Literal["deferred", "skipped", "held"]] = {
    "defer": "deferred",
    "skip": "skipped",
    "hold": "held",
}


def outworn(budget: Budget, ledger: Ledger, now: Instant) -> tuple[str, ...]:
    """Return the contacts made so long ago that no window reaches back to them."""
    return tuple(
        name
        for name, contact in ledger.items()
        if contact.status == "spent"
        and all(budget.calendar.add(contact.at, cap.limit.per) <= now for cap in budget.limits.caps)
    )


def after_quiet(quiet: Iterable[Shift], zone: str, at: Instant) -> Instant | None:
    """Return ``at``, or the end of the quiet hours it lies in; None where they never end.

    Half-open: at their end the customer may be contacted. Hours that follow each other without
    a gap are one stretch; a stretch past midnight belongs to the date it begins on.
    """
    hours, since = tuple(quiet), at
    while (closes := _closing(hours, zone, at)) is not None:
        if closes - since > _TWO_DAYS:
            return None
        at = closes
    return at


_TWO_DAYS = 2 * clock.MICROSECONDS_PER_DAY


def _closing(quiet: tuple[Shift, ...], zone: str, at: Instant) -> Instant | None:
    for opens, closes in _stretches(quiet, zone, at // clock.MICROSECONDS_PER_DAY):
        if opens <= at < closes:
            return closes
    return None


@functools.lru_cache(maxsize=4096)
def _stretches(
    quiet: tuple[Shift, ...], zone: str, date: int
) -> tuple[tuple[Instant, Instant], ...]:
    """Return the quiet hours that a day of UTC may lie in; asked at every contact."""
    begins = date * clock.MICROSECONDS_PER_DAY
    ends = begins + clock.MICROSECONDS_PER_DAY - 1
    first, last = (clock.local(at, zone).date().toordinal() for at in (begins, ends))
    days = [dt.date.fromordinal(each) for each in range(first - 1, last + 1)]
    return tuple(
        (clock.on_date(day, opens, zone), clock.on_date(day, closes, zone))
        for day in days
        for opens, closes in quiet
    )


def _after_quiet(budget: Budget, at: Instant) -> Instant | None:
    return after_quiet(budget.quiet, budget.calendar.data.zone, at)


def _late(at: Instant | None) -> tuple[bool, Instant]:
    return at is None, at or 0


def _earliest(
    budget: Budget, bounds: list[tuple[Cap, list[Instant]]], channel: str, at: Instant
) -> Instant | None:
    """Return the first instant at which a channel is open, or None where it never is."""
    if not budget.counts(channel):
        return at
    caps = [(cap, times) for cap, times in bounds if not cap.via or channel in cap.via]
    # Only where a window ends can room appear; after the last of them there is room for sure.
    ends = {budget.calendar.add(each, cap.limit.per) for cap, times in caps for each in times}
    for candidate in sorted({at, *(end for end in ends if end > at)}):
        opens_at = _after_quiet(budget, candidate)
        if opens_at is None:
            return None
        if all(_has_room(budget, cap, times, opens_at) for cap, times in caps):
            return opens_at
    return None


def _times(budget: Budget, cap: Cap, ledger: Ledger, now: Instant, own: str) -> list[Instant]:
    """Return the instants that count for a cap, ascending.

    What is reserved and not yet made is still to come, however long ago it was planned.
    """
    return sorted(
        contact.at if contact.status == "spent" else max(contact.at, now)
        for name, contact in ledger.items()
        if name != own
        and contact.status != "held"
        and budget.counts(contact.channel)
        and (not cap.via or contact.channel in cap.via)
    )


def _has_room(budget: Budget, cap: Cap, times: list[Instant], at: Instant) -> bool:
    """Tell whether one more contact ``at`` an instant keeps every stretch within the cap."""
    limit = cap.limit
    place = bisect_right(times, at)
    merged = [*times[:place], at, *times[place:]]
    # Every run of one more than the cap that holds the new contact must be longer than the
    # stretch.
    for first in range(max(0, place - limit.count), place + 1):
        last = first + limit.count
        if last < len(merged) and merged[last] < budget.calendar.add(merged[first], limit.per):
            return False
    return True

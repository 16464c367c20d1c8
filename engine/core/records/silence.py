"""Records of stalls, ladders and recovery (S5)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Instant, Value
from ..journey import Climb, Occurrence
from .base import Base


class Stalled(Base, frozen=True, tag="stalled"):
    """Silence went beyond its limit."""

    occurrence: Occurrence
    state: str


StallOutcome = Literal["recovered", "lost", "left", "gave_up", "unfounded"]


class StallEnded(Base, frozen=True, tag="stall_ended"):
    """A stall is over; ``key`` with its track and ``level``, the last tier reached, is kept.

    An unfounded one counts as neither stalled nor recovered, and nothing is kept of it (S5.5).
    """

    id: str
    stall: str
    outcome: StallOutcome
    key: str = ""
    level: str = ""


class ClimbStarted(Base, frozen=True, tag="climb_started"):
    """A ladder begins to be climbed."""

    climb: Climb


class Escalated(Base, frozen=True, tag="escalated"):
    """A tier was reached; ``is_unsaid``: a higher one is due as well, and it gets the notice."""

    climb: str
    tier: str
    level: str
    do: str
    role: str
    person: str
    used: dict[str, Value] = {}
    is_unsaid: bool = False


class TierSkipped(Base, frozen=True, tag="tier_skipped"):
    """A tier was passed over; ``resumed``: the climb took up above it (S5.2)."""

    climb: str
    tier: str
    reason: Literal["condition", "owner_level", "nobody", "resumed"]
    used: dict[str, Value] = {}


class ClimbQuieted(Base, frozen=True, tag="climb_quieted"):
    """Somebody acknowledged; the climb stops until ``until``."""

    climb: str
    by: str
    until: Instant


class ClimbEnded(Base, frozen=True, tag="climb_ended"):
    """What was escalated is over."""

    climb: str


class NoticeGiven(Base, frozen=True, tag="notice_given"):
    """The notice of the last tier reached went out, later than the tier (S5.3)."""

    climb: str
    tier: str


class RecoveryStarted(Base, frozen=True, tag="recovery_started"):
    """A recovery play began; ``earlier`` are its starts that still count for its limit."""

    stall: str
    play: str
    key: str = ""
    earlier: tuple[Instant, ...] = ()


class RecoverySkipped(Base, frozen=True, tag="recovery_skipped"):
    """A play was not begun: it has been, as often as it may (S5.4)."""

    stall: str
    play: str


class Unfounded(Base, frozen=True, tag="unfounded"):
    """A mark that a late signal shows to be wrong: an overdue one, or tiers of a stall (S5.5).

    ``about`` is the task, clock or stall, ``name`` what the playbook calls it; ``tiers`` those
    reached for nothing.
    """

    about: str
    name: str
    tiers: tuple[str, ...] = ()

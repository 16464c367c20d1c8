"""Records of rules and patterns: what fired, what was held back, what they did (S6)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Value
from ..sightings import Sighting
from .base import Base

HeldReason = Literal["throttle", "sample", "condition", "unknown"]
SkippedReason = Literal[
    "already-open", "already-there", "already-climbing", "already-paused", "not-paused",
    "already-running", "journey-ended", "other-stage", "nothing-known",
]  # fmt: skip


class RuleFired(Base, frozen=True, tag="rule_fired"):
    """A rule acts: its condition turned true, or its signal came (S6.1).

    ``item`` is the one it is about, where its condition reads facts of several; ``used`` are
    the values it read. ``turns`` unless it only answers a signal; ``asks`` where it takes a
    share of the occasions.
    """

    rule: str
    item: str = ""
    used: dict[str, Value] = {}
    turns: bool = False
    asks: bool = False


class RuleHeldBack(Base, frozen=True, tag="rule_held_back"):
    """A rule had its occasion and did not act: ``reason`` says why (S6.2, S6.4)."""

    rule: str
    reason: HeldReason
    item: str = ""
    used: dict[str, Value] = {}
    turns: bool = False
    asks: bool = False


class RuleOver(Base, frozen=True, tag="rule_over"):
    """A condition no longer holds, or its scope was left: the rule can fire again (S6.1)."""

    rule: str
    item: str = ""
    used: dict[str, Value] = {}


class SignalSighted(Base, frozen=True, tag="signal_sighted"):
    """Patterns remember a signal; ``dropped`` are sightings no pattern can need any more."""

    sighting: Sighting
    dropped: tuple[int, ...] = ()


class PatternMatched(Base, frozen=True, tag="pattern_matched"):
    """Several signals together mean something: which, and what it is put down to (S6.1).

    ``sightings`` are used up: they do not count again for this pattern. ``of_account`` where
    the account remembers that, not the journey.
    """

    pattern: str
    sightings: tuple[Sighting, ...]
    cause: str = ""
    used: dict[str, Value] = {}
    of_account: bool = False


class PatternHeldBack(Base, frozen=True, tag="pattern_held_back"):
    """A match that did not act; its sightings go on counting (S6.2, S6.4)."""

    pattern: str
    sightings: tuple[int, ...]
    reason: HeldReason
    used: dict[str, Value] = {}
    unknown: tuple[str, ...] = ()
    of_account: bool = False


class AbsenceAnswered(Base, frozen=True, tag="absence_answered"):
    """What a pattern waited for has come in time: these sightings are settled (S6.1)."""

    pattern: str
    sightings: tuple[int, ...]


class Notified(Base, frozen=True, tag="notified"):
    """A rule or pattern tells a person."""

    by: str
    role: str
    person: str
    message: str = ""


class AccountTagged(Base, frozen=True, tag="account_tagged"):
    """A tag was put on the account."""

    name: str


class ActionSkipped(Base, frozen=True, tag="action_skipped"):
    """An action had nothing to do, or could not be done any more; ``reason`` says why."""

    by: str
    verb: str
    name: str
    reason: SkippedReason


class ActionsSent(Base, frozen=True, tag="actions_sent"):
    """A match was completed outside the stage its pattern stands in; that stage's journey acts."""

    pattern: str
    playbook: str

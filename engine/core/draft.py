"""A decision being made: the journey so far, the records of this decision, work still to do.

Every change goes through :meth:`Draft.record`, which folds it at once, so that what the
rest of the decision reads is always exactly what the journal will say (S7.4).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from ..language.program import Stage, State, Track
from ..language.terms import Term
from ..language.values import Day, Instant, Value
from . import records as r
from .clock import local
from .evaluate import UNKNOWN, ConditionError, Facts, Finding
from .evolve import evolve, evolve_account
from .journey import Account, Context, Journey, Lane, Signal
from .link import LinkedProgram, LinkedStage

MAX_STEPS = 1_000
TRAIL = 50

NotifyReason = Literal["assigned", "reminded", "escalated", "taken_over", "incident"]


class LoopFound(Exception):  # noqa: N818  # becomes an incident, never an error to the caller
    """More than ``MAX_STEPS`` micro-steps: a cycle in the playbook, named by its steps (S1.6)."""

    def __init__(self, steps: tuple[str, ...]) -> None:
        """Keep the signals and moves that went round."""
        super().__init__(" → ".join(steps))
        self.steps = steps


@dataclass(frozen=True, slots=True)
class Happening:
    """A signal type at work inside one decision; ``data`` is already typed."""

    type: str
    by: str = ""
    data: dict[str, Value] = field(default_factory=dict)
    brings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """A move asked for by a rule of time, such as giving up."""

    track: str
    to: str
    by: str


@dataclass(slots=True)
class Draft:
    """Working state of one decision."""

    program: LinkedProgram
    context: Context
    journey: Journey
    signal: Signal
    now: Instant
    at: Instant
    account: Account
    records: list[r.Record] = field(default_factory=list)
    account_records: list[r.FactSet] = field(default_factory=list)
    effects: list[r.Effect] = field(default_factory=list)
    why: list[r.Why] = field(default_factory=list)
    queue: deque[Happening | MoveRequest] = field(default_factory=deque)
    steps: int = 0
    trail: deque[str] = field(default_factory=lambda: deque(maxlen=TRAIL))
    changed_facts: bool = False

    # --- what is known

    @property
    def linked(self) -> LinkedStage:
        """The stage the journey is in."""
        return self.program.stages[self.journey.playbook]

    @property
    def stage(self) -> Stage:
        """The compiled playbook of that stage."""
        return self.linked.stage

    def track(self, name: str) -> Track:
        """Return a track of the stage by name."""
        return self.linked.tracks[name]

    def state(self, lane: Lane) -> State:
        """Return the state a lane stands in."""
        return self.track(lane.track).states[lane.state]

    @property
    def lanes(self) -> list[Lane]:
        """The lanes in document order (S1.6); none before the journey has begun."""
        lanes = self.journey.lanes
        if not lanes:
            return []
        return [lanes[track.id] for track in self.stage.tracks if track.id in lanes]

    def fact(self, name: str) -> Value | None:
        """Return a fact's value, or None when it is unknown."""
        declared = self.program.program.facts.get(name)
        if declared is None:
            return self.today() if name == "today" else None
        held = self.account.facts if declared.scope == "account" else self.journey.facts
        return held.get(name, declared.starts_at)

    def today(self) -> Day:
        """Return the date of this decision where the stage's calendar is."""
        zone = self.program.calendars[self.stage.calendar].data.zone
        return Day(local(self.at, zone).date())

    def check(self, term: Term | None, key: str) -> Finding:
        """Evaluate the condition of the playbook line ``key`` on what is known now.

        Raises:
            ConditionError: it cannot be computed; the error names the line (S1.9).
        """
        documents = self.journey.documents
        thresholds = self.program.program.thresholds
        try:
            facts = Facts(self.fact, documents.__contains__, thresholds)
            return self.program.conditions.evaluate(term, facts)
        except ConditionError as error:
            error.key = key
            raise

    def check_or_report(self, term: Term | None, key: str) -> Finding:
        """Like :meth:`check`, but what cannot be computed counts as unknown and is reported.

        For conditions whose failure must not take a deadline or a ladder with it (S1.8, S1.9).
        """
        try:
            return self.check(term, key)
        except ConditionError as error:
            self.record(self.incident("condition-error", key, (str(error),)), key)
            return UNKNOWN

    def key(self, kind: str, name: str) -> str:
        """Return the legend key of something in this stage."""
        return f"{kind}/{self.journey.playbook}.{name}"

    # --- what is decided

    @property
    def number(self) -> int:
        """The number the next record will have."""
        return self.journey.version + 1

    def record(self, record: r.Record, why: str = "", finding: Finding | None = None) -> None:
        """Append a record and fold it; ``why`` is the legend key of the line that caused it."""
        number = self.number
        self.records.append(record)
        self.journey = evolve(self.journey, record)
        if why:
            used = finding.used if finding else {}
            self.why.append(r.Why(number, why, used, finding.unknown if finding else ()))

    def notify(self, reason: NotifyReason, role: str, person: str, about: str) -> None:
        """Add an effect that belongs to the record just made (S7.3)."""
        number = self.journey.version
        index = sum(1 for effect in self.effects if effect.record == number)
        self.effects.append(r.Notify(number, index, reason, role, person, about))

    def set_fact(self, name: str, value: Value) -> None:
        """Set a fact where it lives, journey or account, unless it already has that value."""
        declared = self.program.program.facts[name]
        if declared.type == "tags" and isinstance(value, tuple):
            # Requests of a customer are added, never replaced (D2.6).
            known = self.fact(name)
            value = tuple(dict.fromkeys((*(known if isinstance(known, tuple) else ()), *value)))
        if self.fact(name) == value:
            return
        self.changed_facts = True
        record = r.FactSet(self.at, name, value)
        if declared.scope == "account":
            self.account_records.append(record)
            self.account = evolve_account(self.account, record)
        else:
            self.record(record)

    def bring(self, document: str) -> None:
        """Note that a document is there."""
        self.changed_facts = True
        self.record(r.DocumentBrought(self.at, document))

    def take_signal(
        self, happening: Happening, source: str = "engine", signal_id: str = ""
    ) -> None:
        """Record a signal, noting whether a touchpoint of this visit starts after it."""
        is_awaited = self.is_awaited(happening.type)
        self.record(
            r.SignalTaken(
                at=self.at,
                type=happening.type,
                taken_at=self.now,
                source=source,
                id=signal_id,
                by=happening.by,
                data=happening.data,
                is_awaited=is_awaited,
            )
        )

    def is_awaited(self, signal: str) -> bool:
        """Tell whether a touchpoint of a visited state starts after a signal (S4.5)."""
        return any(
            touchpoint.starts is not None and signal in touchpoint.starts.after
            for lane in self.lanes
            for touchpoint in self.state(lane).touchpoints
        )

    def refusal(self, reason: str, names: tuple[str, ...] = ()) -> r.SignalRefused:
        """Return the record of a refusal of this decision's signal (S4.3)."""
        signal = self.signal
        return r.SignalRefused(
            self.at, signal.type, self.now, reason, signal.source, signal.id, signal.by, names
        )

    def incident(self, code: str, key: str, names: tuple[str, ...]) -> r.IncidentRaised:
        """Return the record of something a person must look at, with this signal's name."""
        signal = self.signal
        return r.IncidentRaised(
            self.at, code, key, names, signal.type, signal.source, signal.id, self.now
        )

    def step(self, doing: str) -> None:
        """Count a micro-step.

        Raises:
            LoopFound: the decision does not come to rest (S1.6).
        """
        self.steps += 1
        self.trail.append(doing)
        if self.steps > MAX_STEPS:
            # By then it only goes round: the last stretch holds the whole cycle.
            raise LoopFound(tuple(dict.fromkeys(self.trail)))

    def decision(self, outcome: Literal["taken", "ignored", "refused", "nothing"]) -> r.Decision:
        """Return what was decided."""
        return r.Decision(
            outcome,
            tuple(self.records),
            tuple(self.account_records),
            tuple(self.effects),
            tuple(self.why),
        )

"""A decision being made: the journey so far, the records of this decision, work still to do.

Every change goes through :meth:`Draft.record`, which folds it at once, so that what the
rest of the decision reads is always exactly what the journal will say (S7.4).
"""

from __future__ import annotations

from typing import Any

from ..language.terms import Term
from ..language.values import Instant, Value
from . import records as r
from .contacts import after_quiet
from .evaluate import UNKNOWN, ConditionError, Finding
from .evolve import apply, evolve_account
from .happenings import FactUnknown, Happening, LoopFound, MoveRequest, StageOver
from .identity import item_id
from .journey import Address
from .knowing import MAIN, Knowing
from .validity import document_ends, fact_ends

__all__ = [
    "MAIN", "MAX_STEPS", "Draft", "FactUnknown", "Happening", "LoopFound", "MoveRequest",
    "StageOver",
]  # fmt: skip

MAX_STEPS = 1_000
TRAIL = 50
"""How many of the last steps are named where a decision does not come to rest."""


class Draft(Knowing):
    """A decision being made: what it knows, and what it records."""

    __slots__ = ()

    def check_or_report(self, term: Term | None, key: str) -> Finding:
        """Like :meth:`check`, but what cannot be computed counts as unknown and is reported.

        For conditions whose failure must not take a deadline or a ladder with it (S1.8, S1.9).
        """
        try:
            return self.check(term, key)
        except ConditionError as error:
            self.record(self.incident("condition-error", key, (str(error),)), key)
            return UNKNOWN

    # --- what is decided

    @property
    def number(self) -> int:
        """The number the next record will have."""
        return self.journey.version + 1

    def record(self, record: r.Record, why: str = "", finding: Finding | None = None) -> None:
        """Append a record and fold it; ``why`` is the legend key of the line that caused it."""
        self.records.append(record)
        number = apply(self.fold, record)
        if why:
            if finding is None:
                self.why.append(r.Why(number, why))
            else:
                self.why.append(r.Why(number, why, finding.used, finding.unknown))
        if self.journey.playbook is not self.placed:
            self._place(self.journey.playbook)

    def effect_id(self) -> tuple[int, int]:
        """Return the record just made and the index of its next effect (S7.3)."""
        number, effects = self.journey.version, self.effects
        if not effects:
            return number, 0
        return number, sum(1 for effect in effects if effect.record == number)

    def notify(
        self, reason: r.NotifyReason, role: str, person: str, about: str, **more: Any
    ) -> None:
        """Add a notice that belongs to the record just made (S7.3).

        ``more`` are further fields of :class:`engine.core.records.Notify`. In the quiet hours
        of the stage's calendar the notice waits for their end, never what it tells of (S5.3).
        """
        data = self.calendar.data
        awake = after_quiet(data.quiet, data.zone, self.now) if data.quiet else None
        if awake is not None and awake > self.now:
            more["deferred_to"] = awake
        self.effects.append(r.Notify(*self.effect_id(), reason, role, person, about, **more))

    def record_account(self, record: r.AccountRecord) -> None:
        """Append a record of the account, and fold it."""
        self.account_records.append(record)
        self.account = evolve_account(self.account, record)

    def send(self, kind: str, data: dict[str, Value], by: str, playbook: str = "") -> None:
        """Send a signal to the account's other journeys, or to the one in a stage (S7.2, S7.8).

        It belongs to the record just made, and is taken by each of them in a step of its own.
        """
        address = Address(account=self.journey.account, playbook=playbook)
        self.effects.append(r.Send(*self.effect_id(), kind, address, data, by, self.at))

    def set_fact(self, name: str, value: Value) -> None:
        """Set a fact where it lives, journey or account, unless it already has that value."""
        declared = self.program.program.facts[name]
        if declared.type == "tags" and isinstance(value, tuple):
            # Requests of a customer are added, never replaced (D2.6).
            known = self.fact(name)
            value = tuple(dict.fromkeys((*(known if isinstance(known, tuple) else ()), *value)))
        if declared.valid is None:
            if self.view.value(name) == value:
                return
            ends = 0
        else:
            ends = fact_ends(declared, self.at, self.calendar)
        self.changed_facts = True
        home = self._home(name.partition(".")[0]) if self.program.many else ""
        record = r.FactSet(self.at, name, value, home, ends)
        if declared.scope == "account":
            self.record_account(record)
        else:
            self.record(record)

    def bring(self, document: str) -> None:
        """Note that a document is there: of the item that is meant, where there are several."""
        self.changed_facts = True
        paper = self.program.program.documents[document]
        ends = self._ends_of(document)
        self.record(r.DocumentBrought(self.at, document, self._home(paper.thing), ends))

    def date_documents(self) -> None:
        """Note the dates of documents that this signal tells without bringing them."""
        if not self.dates:
            return
        kind = self.program.program.signals.get(self.signal.type)
        brought = {each.name for each in self.records if isinstance(each, r.DocumentBrought)}
        brought |= {*self.signal.brings, *(kind.brings if kind is not None else ())}
        for name in sorted(self.dates.keys() - brought):
            self.changed_facts = True
            item = self._home(self.program.program.documents[name].thing)
            self.record(r.DocumentDated(self.at, name, self._ends_of(name), item))

    def _ends_of(self, document: str) -> Instant:
        paper = self.program.program.documents[document]
        return document_ends(paper, self.at, self.dates.get(document), self.calendar)

    def _home(self, thing: str) -> str:
        """Return the item that a fact or document of a thing belongs to here, if to any."""
        if thing not in self.program.many:
            return ""
        item = self.view.item_of(thing)
        return "" if item is None else item_id(item.thing, item.key)

    def take_signal(
        self, happening: Happening, source: str = "engine", signal_id: str = ""
    ) -> None:
        """Record a signal, noting whether a touchpoint of this visit starts after it."""
        is_awaited = self.is_awaited(happening.type)
        is_late = bool(signal_id) and self.at < self.journey.now
        is_counted = happening.type in self.program.counted
        taken = r.SignalTaken(
            self.at, happening.type, self.now, source, signal_id, happening.by, happening.data,
            is_awaited, is_late, is_counted, happening.item, happening.rows,
        )  # fmt: skip
        self.record(taken)

    def is_awaited(self, signal: str) -> bool:
        """Tell whether something of a visited state is counted from a signal (S4.5, S5.1)."""
        if not self.placed or signal not in self.linked.awaited:
            return False
        return any(signal in self.watched(lane).awaited[lane.state] for lane in self.lanes)

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
        self.trail.append(doing)
        if len(self.trail) > MAX_STEPS:
            # By then it only goes round: the last stretch holds the whole cycle.
            raise LoopFound(tuple(dict.fromkeys(self.trail[-TRAIL:])))

    def decision(self, outcome: r.Outcome) -> r.Decision:
        """Return what was decided."""
        return r.Decision(
            outcome,
            tuple(self.records),
            tuple(self.account_records),
            tuple(self.effects),
            tuple(self.why),
        )

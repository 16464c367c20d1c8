"""From what a replay tells to counts of how history fits: each decision is looked at once.

A case fits when history did nothing that the state machines forbid. What the playbook asked for
and history did not show is counted beside that: it breaks no state machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...core import records as r
from ...core.decide import FACTS_SET, STARTED
from ...core.happenings import ENGINE
from ...core.identity import track_of
from ...core.journey import Journey, Signal
from ...core.link import LinkedProgram
from ...core.records import Decision
from ...core.timers import TIMER_DUE
from ...language.program import Need
from ...language.values import Instant
from ..backtest.replaying import FAILED
from ..simulation.observing import Customer, Worked
from .tally import Asked, ConformanceTally, Off
from .under_way import CaseSeen, Standing

NOT_OPEN = "task-not-open"
SAID_AGAIN = frozenset({"already-the-owner", "already-paused"})
"""Why what was so already is not taken once more: no deviation."""
_NO_EVENTS = frozenset({STARTED, TIMER_DUE, FACTS_SET, FAILED})
"""What the graph and the variants are not of: no event, or none of history."""
MISSING = "document-missing"


class Fitting:
    """Judges cases while they are replayed (an :class:`Observer`); ``tally`` is what was found."""

    def __init__(self, program: LinkedProgram) -> None:
        """Judge by ``program``, which follows history (S2.9); nothing has been seen yet."""
        self.tally = ConformanceTally()
        self._program = program
        self._cases: dict[str, CaseSeen] = {}
        self._case_of: dict[str, str] = {}
        self._looks: dict[str, _Look] = {}

    def came(self, customer: Customer) -> None:
        """An account alone is no case."""

    def decided(
        self,
        customer: Customer,
        before: Journey,
        after: Journey,  # noqa: ARG002  # an Observer's list
        signal: Signal,
        decision: Decision,
        now: Instant,  # noqa: ARG002
    ) -> None:
        """Keep what one decision shows of the case it is part of."""
        look = self._looks.get(before.id)
        if look is None:
            case = self._case(customer, before.id, signal)
            look = self._looks[before.id] = _Look(self._program, case)
        if signal.source != ENGINE and signal.type not in _NO_EVENTS:
            look.case.hear(signal.at, signal.type, signal.id)
        look.at(decision, signal)

    def worked(self, worked: Worked) -> None:
        """Nobody works in history."""

    def left(self, customer: Customer, journeys: tuple[Journey, ...], at: Instant) -> None:
        """Count the cases of an account: all is over with them, or the log ends here."""
        del customer, at
        parts: dict[str, list[Journey]] = {name: [] for name in self._cases}
        for journey in journeys:
            parts[self._case_of[journey.id]].append(journey)
        for name, case in self._cases.items():
            case.close(self.tally, parts[name])
        self._cases, self._case_of, self._looks = {}, {}, {}

    def _case(self, customer: Customer, journey: str, signal: Signal) -> CaseSeen:
        """Return the case a journey is part of: its own, or that of the one that led to it."""
        said = signal.address
        led = self._case_of.get(said.seeded_by) or self._case_of.get(said.parent)
        if signal.source == ENGINE and led is None:
            led = next(reversed(self._cases), None)  # begun by a signal of the case at hand
        known = self._case_of[journey] = led or journey
        if led is None:
            self._cases[journey] = CaseSeen((customer.index, journey), signal.at)
        return self._cases[known]


class _Look:
    """One journey, decision by decision: where it left the playbook, what was asked and done."""

    __slots__ = ("_missing", "_offs", "_program", "_signal", "_standing", "case")

    def __init__(self, program: LinkedProgram, case: CaseSeen) -> None:
        self.case = case
        self._program, self._standing = program, Standing()
        self._offs: list[tuple[str, str, tuple[str, str, str], tuple[str, ...], list[str]]] = []
        self._missing: tuple[str, ...] = ()

    def at(self, decision: Decision, signal: Signal) -> None:
        """Take in all records of a decision, then count what it deviated in."""
        self._signal = signal
        if decision.outcome == "incident" and signal.source not in {ENGINE, "timer"}:
            codes = [each.code for each in decision.records if isinstance(each, r.IncidentRaised)]
            self._off("refused", signal.type, tuple(codes))
        for record in decision.records:
            look = _LOOKS.get(type(record))
            if look is not None:
                look(self, record)
        if self._offs:
            self._count()

    def _count(self) -> None:
        is_unmatched = any(kind == "unmatched" for kind, *_ in self._offs)
        for kind, signal, place, names, to in self._offs:
            # A touchpoint done where nobody asked for it came at the wrong place: that is said
            # by the move it made, if it made one.
            if kind == "refused" and names[:1] == (NOT_OPEN,) and is_unmatched:
                continue
            off: Off = (kind, *place, signal, "".join(to), *names)
            self.case.offs[off] += 1
        self._offs = []

    def _off(self, kind: str, signal: str, names: tuple[str, ...], lane: str = "") -> None:
        self._offs.append((kind, signal, self._standing.place(lane), names, []))

    # --- one method per kind of record

    def started(self, record: r.JourneyStarted) -> None:
        self._standing.begin(record.playbook)

    def went_on(self, record: r.StageEntered) -> None:
        self._standing.begin(record.stage)

    def deviated(self, record: r.Deviated) -> None:
        lane = record.track or self._home(record.signal)
        self._off(record.kind, record.signal, record.names, lane)
        if record.kind == "pending":
            self._missing = record.names
        if record.kind == "refused" and record.names[:1] == (MISSING,):
            self._gate(record.signal.removesuffix(".done"), lane, record.names[1:])

    def refused(self, record: r.SignalRefused) -> None:
        if record.reason not in SAID_AGAIN:
            # Whom or what exactly it was about is the case's own: kinds are counted here.
            self._off("refused", record.type, (record.reason,), self._home(record.type))

    def ignored(self, record: r.SignalIgnored) -> None:
        if self._signal.source != ENGINE and record.reason not in SAID_AGAIN:
            self._off("ignored", record.type, ())

    def entered(self, record: r.StateEntered) -> None:
        state = self._standing.enter(self._program, record.track, record.state)
        if self._offs:
            self._follow(record)
        missing, self._missing = self._missing, ()
        if state is not None and state.needs:
            self._need(state.needs, state.id, missing)

    def _follow(self, record: r.StateEntered) -> None:
        """Note where history was followed to."""
        moved = track_of(record.track), record.by
        for kind, signal, (_, track, _), _, to in self._offs:
            if not to and kind in {"unmatched", "pending"} and (track, signal) == moved:
                to.append(record.state)

    def planned(self, record: r.TaskPlanned) -> None:
        task, state = record.task, self._standing.states.get(record.task.track)
        own = state.touchpoints if state is not None and task.kind == "touchpoint" else ()
        if state is not None and any(each.id == task.name for each in own):
            asked: Asked = ("touchpoint", self._standing.stage, state.id, task.name)
            self._standing.planned[task.id] = asked

    def opened(self, record: r.TaskOpened) -> None:
        asked = self._standing.planned.pop(record.id, None)
        if asked is not None:
            self._standing.asked[record.id] = asked

    def done(self, record: r.TaskDone) -> None:
        self._over(record.id, seen=True)
        if self._signal.type == f"{record.name}.done" and not self._offs:
            self._gate(record.name, self._home(self._signal.type), ())

    def skipped(self, record: r.TaskSkipped) -> None:
        self._over(record.id, seen=False)

    def cancelled(self, record: r.TaskCancelled) -> None:
        if record.reason == "left":
            self._over(record.id, seen=False)
        else:
            self._standing.asked.pop(record.id, None)

    # --- what was required

    def _over(self, task: str, *, seen: bool) -> None:
        asked = self._standing.asked.pop(task, None)
        if asked is not None:
            self.case.ask(asked, seen=seen)

    def _gate(self, touchpoint: str, lane: str, missing: Iterable[str]) -> None:
        stage = self._program.stages.get(self._standing.stage)
        known = stage.touchpoints.get(touchpoint) if stage is not None else None
        if known is not None:
            self._need(known.needs, self._standing.lanes.get(lane, ""), missing)

    def _need(self, needs: tuple[Need, ...], state: str, missing: Iterable[str]) -> None:
        """Keep which documents of a gate were there; what history cannot show counts as there."""
        for need in needs:
            if need.documents:
                asked: Asked = ("document", self._standing.stage, state, need.id)
                self.case.ask(asked, seen=need.id not in missing)

    def _home(self, signal: str) -> str:
        """Return the lane of the touchpoint that a signal says is done; nothing for any other."""
        stage = self._program.stages.get(self._standing.stage)
        return stage.homes.get(signal.removesuffix(".done"), "") if stage is not None else ""


_LOOKS: dict[type, Callable[[_Look, Any], None]] = {
    r.JourneyStarted: _Look.started, r.StageEntered: _Look.went_on,
    r.Deviated: _Look.deviated, r.SignalRefused: _Look.refused,
    r.SignalIgnored: _Look.ignored, r.StateEntered: _Look.entered,
    r.TaskPlanned: _Look.planned, r.TaskOpened: _Look.opened, r.TaskDone: _Look.done,
    r.TaskSkipped: _Look.skipped, r.TaskCancelled: _Look.cancelled,
}  # fmt: skip

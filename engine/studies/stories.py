"""Stories played and judged: what was done, and whether what must be seen was seen.

An expectation is read after everything due by then. It is judged on the records up to
its instant alone, so a story plays the same in memory, on a store, or a second time on a
store that has already seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from ..core import records as r
from ..core.evolve import evolve_account
from ..core.explain.then import taken_at
from ..core.journey import Account, Journey, Signal
from ..language.problems import Problem, problem
from ..language.values import Instant
from .host import Host
from .judging import Seen, expected_words, judge
from .lines import HANDLING
from .names import ACCOUNT
from .script import Script, Step

__all__ = ["Played", "expected_words", "play"]


@dataclass(frozen=True, slots=True)
class Played:
    """A story that was played: its script, its journal, and what was found per line.

    ``others`` are the journals of the journeys that it led to, or began beside its own.
    """

    script: Script
    journey: str
    records: tuple[r.Record, ...]
    findings: tuple[tuple[Problem, ...], ...]  # of the beginning, then of each line
    others: tuple[tuple[r.Record, ...], ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order of the lines."""
        return tuple(each for found in self.findings for each in found)

    @property
    def passed(self) -> bool:
        """Whether everything that must be seen was seen."""
        return not self.problems


def play(script: Script, host: Host) -> Played:
    """Play a script line by line; every expectation is judged, not only the first to fail."""
    return Playing(script, host).play()


@dataclass
class Playing:
    """A story being played: which journeys it began, and until when the engine is off."""

    script: Script
    host: Host
    own: str = ""
    begun: dict[str, str] = field(default_factory=dict)
    down: Instant = 0
    waiting: list[int] = field(default_factory=list)
    findings: dict[int, list[Problem]] = field(default_factory=dict)

    def play(self) -> Played:
        """Play every line, judge every expectation, and say what was found."""
        begin = self.script.begin
        assert begin.signal is not None
        self.own = self.host.start(begin.signal, self.script.context, begin.at)
        self.findings[-1] = list(_not_begun(begin, self.host.history(self.own)))
        for index, step in enumerate(self.script.steps):
            if self.down and step.at >= self.down:
                self._up()
            self.findings[index] = list(self._step(index, step))
        if self.down:
            self._up()
        return self._played()

    def _step(self, index: int, step: Step) -> Iterator[Problem]:
        if step.down_until is not None:
            self.before(step.at)
            self.down = max(self.down, step.down_until)
        elif step.absent is not None:
            self.before(step.at)
            self.host.be_away(*step.absent)
        elif step.signal is not None and self.down:
            self.waiting.append(index)
        elif step.signal is not None:
            self.before(step.at)
            yield from self._take(index, step, step.at)
        elif step.expect is not None:
            if not self.down:
                self.host.advance(self.own, step.at, inclusive=True)
            yield from self._judged(step)

    def before(self, at: Instant, now: Instant = 0) -> None:
        """Let what is due before an instant happen: at that instant a signal comes first (S1.5)."""
        self.host.advance(self.own, at, inclusive=False, now=now)

    def _up(self) -> None:
        """The engine is back: what waited is taken, and what fell due comes late (S3.10)."""
        now, self.down = self.down, 0
        for index in self.waiting:
            step = self.script.steps[index]
            self.before(step.at, now)
            self.findings[index] += self._take(index, step, now)
        self.waiting = []
        self.before(now, now)

    def _take(self, index: int, step: Step, now: Instant) -> Iterator[Problem]:
        assert step.signal is not None
        if step.begins:
            parent = self._journey(step.under) if step.under else ""
            if step.under and not parent:
                yield problem(step.here.into("from").place, "not-taken.journey", name=step.under)
                return
            address = replace(step.signal.address, parent=parent)
            signal = replace(step.signal, address=address)
            self.begun[step.journey] = self.host.start(signal, self.script.context, now)
            yield from _not_begun(step, self.host.history(self.begun[step.journey]))
        elif step.journey == ACCOUNT:
            for decision in self.host.post(step.signal, now):
                yield from _not_taken(self.script, index, decision)
        elif journey := self._journey(step.journey):
            signal = _meant(step.signal, self.host.journey(journey))
            decision = self.host.send(journey, signal, now)
            yield from _not_taken(self.script, index, decision)
        else:
            yield problem(step.here.place, "not-taken.journey", name=step.journey)

    def _journey(self, name: str) -> str:
        """Return the journey of a name: one begun under it, else the newest in that stage.

        One that still runs comes before one that is over.
        """
        if not name or name == ACCOUNT:
            return self.own
        if name in self.begun:
            return self.begun[name]
        found = [self.host.journey(each) for each in reversed(self.host.journeys(self.own))]
        named = [each for each in found if each.playbook == name]
        alive = [journey for journey in named if not journey.outcome]
        return next((journey.id for journey in (*alive, *named)), "")

    def _judged(self, step: Step) -> Iterator[Problem]:
        journey = self._journey(step.journey)
        if not journey:
            yield problem(step.here.place, "not-taken.journey", name=step.journey)
            return
        account = Account()
        for record in self.host.account_history(journey):
            account = evolve_account(account, record) if record.at <= step.at else account
        history = self.host.history(journey)
        yield from judge(step, Seen.of(journey, history, account, step.at, self.script.zone))

    def _played(self) -> Played:
        history = self.host.history(self.own)
        journeys = self.host.journeys(self.own)
        others = tuple(self.host.history(each) for each in journeys if each != self.own)
        for records in (history, *others):
            self.findings[-1] += _incidents(self.script, records)
        findings = tuple(tuple(found) for _, found in sorted(self.findings.items()))
        return Played(self.script, self.own, history, findings, others)


def _meant(signal: Signal, journey: Journey) -> Signal:
    """Return a handover of a thing as one of the task that its owner has open about it."""
    tasks = [task for task in journey.tasks.values() if task.status == "open"]
    named, owner = signal.data.get("task"), signal.data.get("from")
    if signal.type != HANDLING["hand_over"] or any(task.name == named for task in tasks):
        return signal
    held = next((task.id for task in tasks if task.owner == owner), named)
    return replace(signal, data={**signal.data, "task": held or ""})


def _not_begun(begin: Step, history: tuple[r.Record, ...]) -> Iterable[Problem]:
    if not any(isinstance(record, r.JourneyStarted) for record in history):
        names = [getattr(record, "reason", "incident") for record in history]
        values = {"signal": "begin", "reason": ", ".join(names), "names": ""}
        yield problem(begin.here.key, "not-taken", **values)


def _incidents(script: Script, history: tuple[r.Record, ...]) -> Iterable[Problem]:
    """Whatever a person must look at fails the story, at the last line before it.

    Unless the story says that it expects it, at that instant.
    """
    told: set[tuple[str, str]] = set()
    for record, taken in taken_at(history):
        if not isinstance(record, r.IncidentRaised) or (record.code, record.key) in told:
            continue
        told.add((record.code, record.key))
        if record.code in {code for at in (record.at, taken) for code in _expected(script, at)}:
            continue
        before = [step for step in (script.begin, *script.steps) if step.at <= record.at]
        here = before[-1].here if before else script.begin.here
        at = script.legend.places.get(record.key, here.place)
        names = ", ".join(record.names)
        yield problem(here.place, "incident", code=record.code, names=names, place=at)


def _expected(script: Script, at: Instant) -> set[str]:
    steps = [step.expect for step in script.steps if step.at == at and step.expect]
    return {code for expect in steps for code in expect.incident}


def _not_taken(script: Script, index: int, decision: r.Decision) -> Iterable[Problem]:
    """A line without effect is a mistake, unless the story says that it expects it."""
    if decision.outcome in {"taken", "nothing"}:
        return
    step = script.steps[index]
    announced = _announced(script, step.at)
    for record in decision.records:
        if not isinstance(record, r.SignalIgnored | r.SignalRefused) or record.type in announced:
            continue
        names = ", ".join(getattr(record, "names", ()))
        values = {"signal": record.type, "reason": record.reason, "names": names}
        yield problem(step.here.place, "not-taken", **values)


def _announced(script: Script, at: Instant) -> set[str]:
    expected = [step.expect for step in script.steps if step.at == at and step.expect]
    return {name for expect in expected for name in (*expect.ignored, *expect.refused)}

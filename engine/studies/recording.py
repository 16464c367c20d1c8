"""A journal → the story of its journey: what was done to it, and what was seen of it.

The story played anew must lead to the same journal; what no story can say is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from msgspec.structs import replace

from ..core import records as r
from ..core.clock import local
from ..core.decide import (
    ACKNOWLEDGED,
    CONTEXT_CHANGED,
    FACTS_SET,
    PAUSE,
    RESUME,
    SEED_ANSWERED,
    STARTED,
)
from ..core.evolve import evolve
from ..core.explain.then import taken_at
from ..core.happenings import ENGINE
from ..core.identity import track_of
from ..core.journey import Directory, Journey, Lane, Signal
from ..core.timers import next_timer
from ..core.validity import EXPIRES
from ..language.keys import MAIN
from ..language.program import Program
from ..language.values import Day, Instant, Value
from .lines import HANDLING

Said = Value | Mapping[str, "Said"] | tuple["Said", ...]
"""What stands behind a word of a story: a value, more words, or several of either."""

_OWN_ANSWERS = frozenset({CONTEXT_CHANGED, SEED_ANSWERED})
_VERBS = {verb: word for word, verb in HANDLING.items()}
_REASONS = {PAUSE: "pause", RESUME: "resume"}


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """One dated line of a story: its words in the order they are written."""

    at: Instant
    words: Mapping[str, Said]
    is_expectation: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """A journey as a story: the facts it began with, where it was found, and its lines.

    ``left_out`` are the types of signals that no story can say, in their order: what was
    refused is one, because a refusal keeps nothing of what was said (S4.3).
    """

    playbook: str
    zone: str
    begins_at: Instant
    found_in: Mapping[str, str]
    given: Mapping[str, Value]
    people: Mapping[str, str]
    lines: tuple[RecordedLine, ...]
    left_out: tuple[str, ...] = ()


def record_story(
    program: Program,
    history: Sequence[r.Record],
    directory: Directory | None = None,
    facts: Mapping[str, Value] | None = None,
) -> Recording | None:
    """Return the story of a journal by the program it was made with; None where none began.

    ``facts`` are those its account had before, ``directory`` says who was away when.
    """
    started = next((each for each in history if isinstance(each, r.JourneyStarted)), None)
    stage = program.stages.get(started.playbook) if started is not None else None
    if started is None or stage is None:
        return None
    calendar = program.calendars.get(stage.calendar)
    begin = history[0]
    told = dict(begin.data) if isinstance(begin, r.SignalTaken) else {}
    places = {"state", *(track.id for track in stage.tracks), *program.things}
    found_in = {"in" if name == "state" else name: str(told.pop(name)) for name in places & {*told}}
    zone = calendar.zone if calendar is not None else "Etc/UTC"
    reading = _Reading(program, list(taken_at(history)), zone, directory)
    lines = [*reading.down(), *_absences(directory, started.at), *reading.lines()]
    return Recording(
        started.playbook, zone, started.at,
        dict(sorted(found_in.items())), dict(sorted({**(facts or {}), **told}.items())),
        reading.people(), tuple(sorted(lines, key=_order)), tuple(reading.left_out),
    )  # fmt: skip


def _order(line: RecordedLine) -> tuple[Instant, bool]:
    return line.at, line.is_expectation


def _absences(directory: Directory | None, since: Instant) -> Iterator[RecordedLine]:
    for person, absences in (directory.absences if directory is not None else {}).items():
        for each in absences:
            words: dict[str, Said] = {"absent": person, "until": each.until}
            if each.deputy:
                words["to"] = each.deputy
            yield RecordedLine(max(each.begins, since), words)


@dataclass
class _Reading:
    """A journal being read: every record with the instant its decision was made."""

    program: Program
    dated: list[tuple[r.Record, Instant]]
    zone: str
    directory: Directory | None
    left_out: list[str] = field(default_factory=list)

    def people(self) -> dict[str, str]:
        """Return who fills each role, or filled it first."""
        found = dict(self.directory.people) if self.directory is not None else {}
        for record, _ in self.dated:
            if isinstance(record, r.TaskOpened) and record.owner:
                found.setdefault(record.role, record.owner)
            elif isinstance(record, r.Escalated) and record.person:
                found.setdefault(record.role, record.person)
        named = {role: name for role, name in found.items() if role and role != name}
        return dict(sorted(named.items()))

    def down(self) -> Iterator[RecordedLine]:
        """Yield when the engine took nothing: what fell due then came late (S3.10)."""
        for until, since in sorted(self.late.items()):
            yield RecordedLine(since, {"down": True, "until": until})

    @cached_property
    def late(self) -> dict[Instant, Instant]:
        """When the engine was back, and since when it had taken nothing.

        It was off where a timer came late, and where a signal did while a timer was due.
        """
        late: dict[Instant, Instant] = {}
        journey, armed = Journey(""), dict[str, Instant]()
        for taken, group in groupby(self.dated, key=lambda each: each[1]):
            due = next_timer(journey)
            was_due = due is not None and due.due_at < taken
            for record, _ in group:
                journey = evolve(journey, record)
                was_off = False
                if isinstance(record, r.TimerArmed):
                    armed[record.timer.id] = taken
                elif isinstance(record, r.TimerMoved | r.TimerReleased):
                    armed[record.id] = taken
                elif isinstance(record, r.TimerFired):
                    # One that a late word armed, in the past already, is no sign of it.
                    was_off = armed.get(record.id, taken) < record.at < taken
                elif isinstance(record, r.SignalTaken):
                    was_off = was_due and record.at < taken
                if was_off:
                    late[taken] = min(record.at, late.get(taken, record.at))
        return late

    def lines(self) -> Iterator[RecordedLine]:
        """Yield what was done, and after each instant what was seen."""
        for index, (record, taken) in enumerate(self.dated):
            if isinstance(record, r.SignalRefused):
                self.left_out.append(record.type)
            if isinstance(record, r.IncidentRaised) and record.parked is not None:
                yield from self._parked(record.parked, taken)
            if not isinstance(record, r.SignalTaken) or not _is_from_outside(record):
                continue
            dates, brought = self._papers(index)
            words = self._done(replace(record, data={**record.data, **dates}), brought)
            if not words:
                self.left_out.append(record.type)
                continue
            waited = record.at >= self.late.get(taken, taken)
            if record.by:
                words["by"] = record.by
            if record.at < taken and not waited:
                words["happened"] = record.at
            yield RecordedLine(record.at if waited else taken, words)
        yield from self._expectations()

    def _parked(self, signal: Signal, taken: Instant) -> Iterator[RecordedLine]:
        as_taken = r.SignalTaken(
            taken, signal.type, taken, signal.source, signal.id, signal.by, signal.data,
            rows=signal.rows,
        )  # fmt: skip
        words = self._done(as_taken, signal.brings)
        if words:
            yield RecordedLine(taken, words | ({"by": signal.by} if signal.by else {}))

    def _done(self, record: r.SignalTaken, brought: tuple[str, ...]) -> dict[str, Said]:
        data: dict[str, Said] = {**record.data, **record.rows}
        name, _, word = record.type.partition(".")
        if record.type in _VERBS:
            task = str(data.pop("task", "")).partition("#")[0]
            return {_VERBS[record.type]: task, **data}
        if record.type in _REASONS:
            return {_REASONS[record.type]: str(data.get("reason", ""))}
        if record.type == ACKNOWLEDGED:
            return {"ack": str(data.get("about", "")).partition("#")[0]}
        if record.type == FACTS_SET:
            return {"facts": data, **_brings(brought)}
        if word == "done" and name not in self.program.things:
            outcome = data.pop("outcome", None)
            words: dict[str, Said] = {"done": name}
            words |= {"outcome": outcome} if outcome is not None else {}
            return words | ({"form": data} if data else {}) | _brings(brought)
        if record.type in self.program.signals:
            words = {"signal": record.type}
            return words | ({"data": data} if data else {}) | _brings(brought)
        return {}

    def _papers(self, index: int) -> tuple[dict[str, Value], tuple[str, ...]]:
        """Return the dates that documents bore, and which came beside what comes by itself."""
        signal = self.dated[index][0]
        assert isinstance(signal, r.SignalTaken)
        kind = self.program.signals.get(signal.type)
        own = set(kind.brings if kind is not None else ())
        own |= _produced(self.program, signal.type.partition(".")[0])
        dates: dict[str, Value] = {}
        found = []
        for record, _ in self.dated[index + 1 :]:
            if isinstance(record, r.SignalTaken | r.TaskDone | r.StateEntered | r.TimerFired):
                break
            if not isinstance(record, r.DocumentBrought | r.DocumentDated):
                continue
            if record.ends and self.program.documents[record.name].has_own_date:
                dates[f"{record.name}{EXPIRES}"] = Day(local(record.ends - 1, self.zone).date())
            if isinstance(record, r.DocumentBrought) and record.name not in own:
                found.append(record.name)
        return dates, tuple(dict.fromkeys(found))

    # --- what was seen

    def _expectations(self) -> Iterator[RecordedLine]:
        journey = Journey("")
        for at, group in groupby(self.dated, key=lambda each: each[1]):
            seen: dict[str, tuple[str, ...]] = {}
            entered: dict[str, None] = {}
            for record, _ in group:
                journey = evolve(journey, record)
                if isinstance(record, r.StateEntered):
                    entered[record.track] = None
                for word, name in _notable(record):
                    seen[word] = tuple(dict.fromkeys((*seen.get(word, ()), name)))
            words: dict[str, Said] = {word: _alone(names) for word, names in seen.items()}
            if at == self.dated[-1][1]:
                words["stage"] = journey.playbook
            lanes = [journey.lanes[track] for track in entered if track in journey.lanes]
            for lane in lanes:
                words |= {} if lane.item else self._state(lane)
            if words:
                yield RecordedLine(at, {"expect": words}, is_expectation=True)
            for lane in lanes:
                if lane.item:
                    yield RecordedLine(at, {"expect": self._item(lane)}, is_expectation=True)

    def _state(self, lane: Lane) -> dict[str, Said]:
        """Return where a track stands: by its name, where it has one."""
        return {"state" if lane.track == MAIN else lane.track: lane.state}

    def _item(self, lane: Lane) -> dict[str, Said]:
        thing, _, key = lane.item.partition("/")
        return {track_of(lane.track): lane.state, thing: key}


def _alone(said: Said) -> Said:
    return said[0] if isinstance(said, tuple) and len(said) == 1 else said


def _brings(documents: tuple[str, ...]) -> dict[str, Said]:
    return {"brings": documents} if documents else {}


def _is_from_outside(record: r.SignalTaken) -> bool:
    """Tell whether a signal was sent; the engine's own and its answers come by themselves."""
    if record.type == STARTED or record.type in _OWN_ANSWERS:
        return False
    return record.source != ENGINE or bool(record.id)


def _produced(program: Program, touchpoint: str) -> set[str]:
    """Return the documents that a touchpoint of any stage produces by itself."""
    found: set[str] = set()
    for stage in program.stages.values():
        states = [state for track in stage.tracks for state in track.states.values()]
        listed = [each for state in states for each in state.touchpoints]
        for each in (*listed, *stage.on_demand):
            if each.id == touchpoint:
                found.update(*each.produces.values())
    return found


def _notable(record: r.Record) -> Iterator[tuple[str, str]]:
    """Yield what of a record a story expects at its instant: the word and the name."""
    match record:
        case r.Stalled():
            yield "stalled", record.occurrence.stall
        case r.Escalated():
            yield "escalated", record.tier
        case r.TaskOverdue():
            yield "overdue", record.name
        case r.StallEnded(outcome="recovered"):
            yield "recovered", record.stall
        case r.StallEnded(outcome="gave_up"):
            yield "gave_up", record.stall
        case r.TaskSkipped():
            yield "skipped", record.name
        case r.SignalIgnored():
            yield "ignored", record.type
        case r.IncidentRaised():
            yield "incident", record.code
        case r.PatternMatched():
            yield "pattern", record.pattern.partition(".")[2]
        case r.RuleFired():
            yield "rule", record.rule.partition(".")[2]
        case _:
            pass

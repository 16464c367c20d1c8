"""A story as written → a script: instants, signals and expectations, or its problems.

Story times are local to the playbook's calendar. Names a story expects must exist, so
that a misspelt expectation can never pass by never happening.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from schemas import scenario as written

from ..core.clock import parse_local
from ..core.decide import ACKNOWLEDGED, FACTS_SET, PAUSE, RESUME, STARTED
from ..core.journey import Account, Address, Context, Directory, Signal
from ..language.compiler import Compiled
from ..language.facts import describe_type, read_value
from ..language.loader import File, Here
from ..language.problems import Problem, problem, unknown
from ..language.program import Fact, FormField, Legend, Stage, State
from ..language.values import Instant, Value

STORY_ACCOUNT = "story"
_KIND_OF = {
    "stalled": "stall", "recovered": "stall", "gave_up": "stall", "held": "stall",
    "running": "stall", "due": "stall", "escalated": "tier", "state": "state",
    "ignored": "signal", "refused": "signal", "cause": "cause",
}  # fmt: skip
_VERBS = ("signal", "done", "facts", "ack", "pause", "resume", "expect")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story: a signal that is sent, or an expectation that is read."""

    at: Instant
    here: Here
    signal: Signal | None = None
    expect: written.Expect | None = None
    due: dict[str, Instant] = field(default_factory=dict)
    facts: dict[str, Value] = field(default_factory=dict)
    nothing_since: Instant | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A story ready to be played."""

    path: str
    title: str
    playbook: str
    zone: str
    legend: Legend
    begin: Step
    context: Context
    steps: tuple[Step, ...]


def prepare(compiled: Compiled, file: File) -> tuple[Script | None, list[Problem]]:
    """Turn a story file into a script, or say everything that is wrong with it."""
    story = file.model
    assert isinstance(story, written.Story)
    stage = compiled.program.stages.get(story.playbook)
    if stage is None:
        place = file.here.into("playbook").place
        names = compiled.program.stages
        return None, [unknown(place, "unknown-name", story.playbook, names, kind="playbook")]
    reader = _Reader(compiled, stage, file, compiled.program.calendars[stage.calendar].zone)
    script = reader.script(story)
    return (None if reader.problems else script), reader.problems


@dataclass(slots=True)
class _Reader:
    compiled: Compiled
    stage: Stage
    file: File
    zone: str
    problems: list[Problem] = field(default_factory=list)

    def script(self, story: written.Story) -> Script:
        here = self.file.here
        people = {role: role for role in self.compiled.program.roles}
        for role, person in story.people.items():
            self.known(role, self.compiled.program.roles, "role", here.into("people", role))
            people[role] = person
        context = Context(Account(self.account), Directory(1, people))
        begin = self.begin(story, here.into("begin"))
        steps = [
            self.line(line, number, here.into("timeline", number))
            for number, line in enumerate(story.timeline)
        ]
        self.check_order([begin, *steps])
        return Script(
            path=self.file.path,
            title=story.title,
            playbook=story.playbook,
            zone=self.zone,
            legend=self.compiled.legend,
            begin=begin,
            context=context,
            steps=tuple(steps),
        )

    @property
    def account(self) -> str:
        return f"{STORY_ACCOUNT}:{self.file.path}"

    def begin(self, story: written.Story, here: Here) -> Step:
        at = self.instant(story.begin.at, here.into("at"))
        data = self.given(story.given, self.file.here.into("given"))
        if story.begin.in_ is not None:
            states = [name for track in self.stage.tracks for name in track.states]
            self.known(story.begin.in_, states, "state", here.into("in"), by_value=True)
            data = {**data, "state": story.begin.in_}
        address = Address(account=self.account, line="story", playbook=story.playbook)
        return Step(at, here, Signal(STARTED, "begin", "story", at=at, data=data, address=address))

    def line(self, line: written.Line, number: int, here: Here) -> Step:
        at = self.instant(line.at, here.into("at"))
        said = [verb for verb in _VERBS if getattr(line, verb) is not None]
        if len(said) != 1:
            self.problems.append(problem(here.place, "bad-line", found=len(said)))
            return Step(at, here)
        if line.expect is not None:
            return self.expectation(line.expect, at, here.into("expect"))
        kind, data = self.doing(line, here)
        by = line.by or ""
        signal = Signal(kind, f"line-{number + 1}", "story", by, at, data, line.brings)
        for index, document in enumerate(line.brings):
            spot = here.into("brings", index)
            documents = self.compiled.program.documents
            self.known(document, documents, "document", spot, by_value=True)
        return Step(at, here, signal)

    def doing(self, line: written.Line, here: Here) -> tuple[str, dict[str, Value]]:
        if line.signal is not None:
            return line.signal, self.signal_data(line, here)
        if line.done is not None:
            return f"{line.done}.done", self.form(line, here)
        if line.facts is not None:
            return FACTS_SET, self.given(line.facts, here.into("facts"))
        if line.ack is not None:
            names = [*self.names("stall"), *self.names("touchpoint")]
            self.known(line.ack, names, "stall", here.into("ack"), by_value=True)
            return ACKNOWLEDGED, {"about": line.ack}
        if line.pause is not None:
            return PAUSE, {"reason": line.pause}
        return RESUME, {"reason": line.resume or ""}

    def signal_data(self, line: written.Line, here: Here) -> dict[str, Value]:
        name = line.signal or ""
        signals = self.compiled.program.signals
        if not self.known(name, signals, "signal", here.into("signal"), by_value=True):
            return {}
        return self.typed(line.data, signals[name].data, here.into("data"))

    def form(self, line: written.Line, here: Here) -> dict[str, Value]:
        name = line.done or ""
        tasks = {each.id: each for state in self.states() for each in state.touchpoints}
        self.known(
            name,
            [*tasks, *sorted(self.follow_ups())],
            "touchpoint",
            here.into("done"),
            by_value=True,
        )
        fields = self.fields(tasks[name].form) if name in tasks else ()
        facts = self.compiled.program.facts
        allowed = {field.fact: facts[field.fact] for field in fields}
        allowed |= {field.fact.partition(".")[2]: facts[field.fact] for field in fields}
        data = self.typed(line.form, allowed, here.into("form"))
        if line.outcome is not None:
            outcomes = tasks[name].outcomes if name in tasks else ()
            self.known(line.outcome, outcomes, "outcome", here.into("outcome"), by_value=True)
            data = {**data, "outcome": line.outcome}
        return data

    def given(self, raw: dict[str, written.Raw], here: Here) -> dict[str, Value]:
        return self.typed(raw, self.compiled.program.facts, here)

    def typed(
        self, raw: dict[str, written.Raw], allowed: dict[str, Fact], here: Here
    ) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name, each in raw.items():
            spot = here.into(name)
            if not self.known(name, allowed, "fact", spot):
                continue
            value = read_value(allowed[name], each)
            if value is None:
                wanted = describe_type(allowed[name])
                found = problem(spot.place, "bad-fact", name=name, found=each, wanted=wanted)
                self.problems.append(found)
            else:
                values[name] = value
        return values

    def expectation(self, expect: written.Expect, at: Instant, here: Here) -> Step:
        if not any(expect.model_dump(exclude_defaults=True).values()):
            self.problems.append(problem(here.key, "empty-expectation"))
        self.check_names(expect, here)
        due = {
            name: self.instant(text, here.into("due", name)) for name, text in expect.due.items()
        }
        facts = self.given(expect.fact, here.into("fact"))
        since = None
        if expect.nothing_since is not None:
            since = self.instant(expect.nothing_since, here.into("nothing_since"))
        return Step(at, here, None, expect, due, facts, since)

    def check_names(self, expect: written.Expect, here: Here) -> None:
        tasks = [*self.names("touchpoint"), *self.follow_ups(), *self.compiled.program.documents]
        stalls, tiers = self.names("stall"), self.tiers()
        states = [state.id for state in self.states()]
        signals = [*self.compiled.program.signals, *(f"{name}.done" for name in tasks)]
        allowed = {
            "stalled": stalls, "recovered": stalls, "gave_up": stalls, "escalated": tiers,
            "overdue": tasks, "open": tasks, "task": tasks, "state": states,
            "held": [*stalls, *tasks], "running": [*stalls, *tasks], "due": [*stalls, *tasks],
            "ignored": signals, "refused": signals, "cause": self.names("cause", own=False),
            "never": [*stalls, *tiers, *tasks, *states, *signals],
        }  # fmt: skip
        for word, names in allowed.items():
            kind = _KIND_OF.get(word, "task")
            said = getattr(expect, word)
            for index, name in enumerate([said] if isinstance(said, str) else said or ()):
                spot = here.into(word, name) if word == "due" else here.into(word, index)
                self.known(name, names, kind, spot, by_value=word != "due")

    def names(self, kind: str, *, own: bool = True) -> list[str]:
        prefix = f"{kind}/{self.stage.id}." if own else f"{kind}/"
        return [key[len(prefix) :] for key in self.compiled.legend.places if key.startswith(prefix)]

    def states(self) -> list[State]:
        return [state for track in self.stage.tracks for state in track.states.values()]

    def follow_ups(self) -> list[str]:
        return [
            step.id for play in self.compiled.program.recoveries.values() for step in play.steps
        ]

    def tiers(self) -> list[str]:
        return [
            tier.id for ladder in self.compiled.program.ladders.values() for tier in ladder.tiers
        ]

    def fields(self, form: str) -> tuple[FormField, ...]:
        found = self.compiled.program.forms.get(form)
        return found.fields if found is not None else ()

    def known(
        self, name: str, among: Iterable[str], kind: str, here: Here, *, by_value: bool = False
    ) -> bool:
        allowed = list(among)
        if name in allowed:
            return True
        place = here.place if by_value else here.key
        self.problems.append(unknown(place, "unknown-name", name, allowed, kind=kind))
        return False

    def instant(self, text: str, here: Here) -> Instant:
        try:
            return parse_local(text, self.zone)
        except ValueError:
            self.problems.append(problem(here.place, "bad-instant", text=text))
            return 0

    def check_order(self, steps: list[Step]) -> None:
        for before, after in pairwise(steps):
            backwards = (before.at, before.expect is not None) > (
                after.at,
                after.expect is not None,
            )
            if before.at and after.at and backwards:
                self.problems.append(problem(after.here.place, "line-out-of-order"))

"""The lines of a story, read one by one: instants, signals and expectations, or problems."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from schemas import scenario as written

from ..core.abilities import missing
from ..core.clock import parse_local
from ..core.decide import ACKNOWLEDGED, FACTS_SET, PAUSE, RESUME, STARTED
from ..core.journey import Absence, Account, Address, Context, Directory, Signal
from ..core.validity import EXPIRES
from ..language.compilation import DECLARED_IN
from ..language.compiler import Compiled
from ..language.facts import describe_type, read_value
from ..language.here import Here
from ..language.loader import File
from ..language.problems import Problem, problem, unknown
from ..language.program import Fact, Form, FormField, Stage
from ..language.values import Instant, Value
from .names import ACCOUNT, Names
from .standing import key_of
from .steps import Script, Step

STORY_ACCOUNT = "story"
_KIND_OF = {
    "stalled": "stall", "recovered": "stall", "gave_up": "stall", "held": "stall",
    "running": "stall", "due": "stall", "escalated": "tier", "state": "state",
    "ignored": "signal", "refused": "signal", "cause": "cause", "unfounded": "stall",
    "pattern": "pattern", "rule": "rule", "stage": "playbook", "ended": "end",
}  # fmt: skip
VERBS = (
    "signal", "done", "facts", "ack", "pause", "resume", "hand_over", "skip", "cancel", "absent",
    "down", "begins", "expect",
)  # fmt: skip
HANDLING = {"hand_over": "task.hand_over", "skip": "task.skip", "cancel": "task.cancel"}
"""What people do with a task beside doing it, and the engine's own signals for it."""
COMPANY = {
    "from_": ("hand_over", "begins"), "to": ("hand_over", "absent"), "until": ("absent", "down"),
    "outcome": ("done",), "happened": ("signal", "done", "facts"),
}  # fmt: skip
"""Words that say something only beside some verbs."""


@dataclass
class Lines:
    """The lines of one story, read one by one; what is wrong with them is collected."""

    compiled: Compiled
    stage: Stage
    file: File
    zone: str
    plays: bool
    problems: list[Problem] = field(default_factory=list)
    not_yet: list[Problem] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)

    def script(self, story: written.Story) -> Script:
        """Return the story as a script; what is wrong with it is collected."""
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
        if self.plays and (lacking := missing(self.compiled.program, self.stage.id)):
            self.wait_for(here.into("playbook"), *lacking)
        return Script(
            path=self.file.path,
            title=story.title,
            playbook=story.playbook,
            zone=self.zone,
            legend=self.compiled.legend,
            begin=begin,
            context=context,
            steps=tuple(steps),
            not_yet=tuple(self.not_yet),
        )

    def wait_for(self, here: Here, *features: str) -> None:
        """Note what the engine does not play yet: no mistake, but no story to play either."""
        self.not_yet.append(problem(here.place, "not-yet-run", features=" ".join(features)))

    @cached_property
    def names(self) -> Names:
        """Every name the story may use: of its stage, and of those a lifecycle joins to it."""
        program = self.compiled.program
        others = program.stages.values() if program.lifecycle is not None else ()
        own = self.stage
        return Names(self.compiled, (own, *(each for each in others if each is not own)))

    @property
    def account(self) -> str:
        """The account of the story: its own, so that stories on one store never meet."""
        return f"{STORY_ACCOUNT}:{self.file.path}"

    def begin(self, story: written.Story, here: Here) -> Step:
        """Return the first step: the journey begins, where the story finds it."""
        at = self.instant(story.begin.at, here.into("at"))
        data = self.given(story.given, self.file.here.into("given"))
        data |= self.found_in(story.begin, here)
        address = Address(account=self.account, line="story", playbook=story.playbook)
        return Step(at, here, Signal(STARTED, "begin", "story", at=at, data=data, address=address))

    def found_in(self, begin: written.Begin, here: Here) -> dict[str, Value]:
        """Return where a journey is found: its state, or those of its tracks, and its items."""
        told = {name: str(value) for name, value in (begin.__pydantic_extra__ or {}).items()}
        own = Names(self.compiled, (self.stage,))
        self.check_tracks(told, here, own)
        if begin.in_ is not None:
            self.known(begin.in_, own.states, "state", here.into("in"), by_value=True)
            told["state"] = begin.in_
        return dict(told)

    def check_tracks(self, said: Mapping[str, object], here: Here, names: Names) -> None:
        """Check states by the name of their track, and items by the name of their thing."""
        tracks, things = names.tracks, names.things
        for name, state in said.items():
            spot = here.into(name)
            if self.known(name, tracks.keys() | things, "track", spot) and name in tracks:
                self.known(str(state), tracks[name], "state", spot, by_value=True)

    def line(self, line: written.Line, number: int, here: Here) -> Step:
        """Return one line of the timeline as a step."""
        at = self.instant(line.at, here.into("at"))
        said = [verb for verb in VERBS if getattr(line, verb) is not None]
        if len(said) != 1:
            self.problems.append(problem(here.place, "bad-line", found=len(said)))
            return Step(at, here)
        self.check_company(line, said[0], here)
        journey = self.journey(line, here)
        if line.expect is not None:
            return replace(self.expectation(line.expect, at, here.into("expect")), journey=journey)
        if line.down is not None:
            return Step(at, here, down_until=self.until(line, at, here))
        if line.absent is not None:
            return self.absence(line, at, here)
        return self.sent(line, number, Step(at, here, journey=journey))

    def check_company(self, line: written.Line, verb: str, here: Here) -> None:
        """Check that words which go with a verb stand beside it."""
        for word, verbs in COMPANY.items():
            if getattr(line, word) is not None and verb not in verbs:
                spot = here.into(word.rstrip("_"))
                others = ", ".join(each.rstrip("_") for each in verbs)
                found = problem(spot.key, "bad-line.alone", name=word.rstrip("_"), allowed=others)
                self.problems.append(found)

    def journey(self, line: written.Line, here: Here) -> str:
        """Return which journey a line is about, where it is not the story's own."""
        name = line.journey or ""
        among = self.begun | {stage.id for stage in self.names.stages}
        if line.begins is not None:
            stages = self.compiled.program.stages
            self.known(line.begins, stages, "playbook", here.into("begins"), by_value=True)
            if line.from_ is not None:
                self.known(line.from_, among, "journey", here.into("from"), by_value=True)
            self.begun.add(name)
        elif name:
            among = among | {ACCOUNT}
            self.known(name, among, "journey", here.into("journey"), by_value=True)
        return name

    def until(self, line: written.Line, at: Instant, here: Here) -> Instant:
        """Return until when a line says that something lasts, which is after it begins."""
        if line.until is None:
            self.problems.append(problem(here.place, "bad-line.until"))
            return at
        until = self.instant(line.until, here.into("until"))
        if until <= at:
            self.problems.append(problem(here.into("until").place, "bad-line.until"))
        return until

    def absence(self, line: written.Line, at: Instant, here: Here) -> Step:
        """Note that somebody is away; it is known to whoever looks for them (S4.4)."""
        away = Absence(at, self.until(line, at, here), line.to or "")
        return Step(at, here, absent=(line.absent or "", away))

    def sent(self, line: written.Line, number: int, step: Step) -> Step:
        """Return the step of a line that is a signal."""
        here, when = step.here, step.at
        kind, data = self.doing(line, here)
        if line.happened is not None:
            when = self.instant(line.happened, here.into("happened"))
        for index, document in enumerate(line.brings):
            spot = here.into("brings", index)
            documents = self.compiled.program.documents
            self.known(document, documents, "document", spot, by_value=True)
        by, address = line.by or "", Address()
        if line.begins is not None:
            own = line.journey or "second"
            address = Address(account=self.account, line=own, playbook=line.begins)
        elif step.journey == ACCOUNT:
            address = Address(account=self.account)
        signal = Signal(
            kind, f"line-{number + 1}", "story", by, when, data, line.brings, address,
            self.rows(line, here.into("form")),
        )  # fmt: skip
        under = line.from_ or "" if line.begins is not None else ""
        return replace(step, signal=signal, begins=line.begins is not None, under=under)

    def doing(self, line: written.Line, here: Here) -> tuple[str, dict[str, Value]]:
        """Return the signal a line stands for, and what it says."""
        if line.signal is not None:
            return line.signal, self.signal_data(line, here)
        if line.done is not None:
            return f"{line.done}.done", self.form(line, here)
        if line.facts is not None:
            return FACTS_SET, self.given(line.facts, here.into("facts"))
        if line.begins is not None:
            return STARTED, self.given(line.data, here.into("data"))
        if line.ack is not None:
            names = self.names.watches | self.names.touchpoints.keys()
            self.known(line.ack, names, "stall", here.into("ack"), by_value=True)
            return ACKNOWLEDGED, {"about": line.ack}
        if line.pause is not None:
            return PAUSE, {"reason": line.pause}
        if line.resume is not None:
            return RESUME, {"reason": line.resume}
        return self.handling(line, here)

    def handling(self, line: written.Line, here: Here) -> tuple[str, dict[str, Value]]:
        """Return what somebody does with a task beside doing it (D3.1, D3.6)."""
        verb = next(each for each in HANDLING if getattr(line, each) is not None)
        name = str(getattr(line, verb))
        tasks = self.names.touchpoints.keys() | self.names.follow_ups
        # Of a thing, such as a complaint, whatever its owner has open is handed over.
        things = self.compiled.program.things.keys() if verb == "hand_over" else set()
        self.known(name, tasks | things, "touchpoint", here.into(verb), by_value=True)
        told: dict[str, Value] = {"task": name}
        if verb == "hand_over":
            told |= {key: said for key, said in (("from", line.from_), ("to", line.to)) if said}
        return HANDLING[verb], told

    def signal_data(self, line: written.Line, here: Here) -> dict[str, Value]:
        """Return what a signal of the vocabulary says."""
        name = line.signal or ""
        signals = self.compiled.program.signals
        if not self.known(name, signals, "signal", here.into("signal"), by_value=True):
            return {}
        return self.typed(line.data, signals[name].data, here.into("data"))

    def form(self, line: written.Line, here: Here) -> dict[str, Value]:
        """Return what was filled into the form of a task, and how it turned out."""
        name = line.done or ""
        tasks = self.names.touchpoints
        self.known(
            name,
            tasks.keys() | self.names.follow_ups,
            "touchpoint",
            here.into("done"),
            by_value=True,
        )
        form = self.form_of(name)
        plain = {key: each for key, each in line.form.items() if key not in form.rows}
        # Where a track has an instance for each item, the key tells which is meant (S2.10).
        words = self.named(form.fields) | key_of(self.compiled.program, self.names.stages, name)
        data = self.typed(plain, words, here.into("form"))
        if line.outcome is not None:
            outcomes = tasks[name].outcomes if name in tasks else ()
            self.known(line.outcome, outcomes, "outcome", here.into("outcome"), by_value=True)
            data = {**data, "outcome": line.outcome}
        return data

    def rows(self, line: written.Line, here: Here) -> dict[str, tuple[dict[str, Value], ...]]:
        """Return the tables of a filled form: each row opens one item of its thing (S4.3)."""
        tables = self.form_of(line.done or "").rows
        found: dict[str, tuple[dict[str, Value], ...]] = {}
        for thing, fields in tables.items():
            listed = line.form.get(thing)
            if isinstance(listed, list) and all(isinstance(row, dict) for row in listed):
                words, spot = self.named(fields), here.into(thing)
                found[thing] = tuple(
                    self.typed(row, words, spot.into(index)) for index, row in enumerate(listed)
                )
            elif listed is not None:
                spot = here.into(thing)
                wanted = "[{…}, {…}]"
                told = problem(spot.place, "bad-fact", name=thing, found=listed, wanted=wanted)
                self.problems.append(told)
        return found

    def named(self, fields: tuple[FormField, ...]) -> dict[str, Fact]:
        """Return the facts of fields by their names, the short ones too."""
        facts = self.compiled.program.facts
        full = {field.fact: facts[field.fact] for field in fields}
        return full | {field.fact.partition(".")[2]: facts[field.fact] for field in fields}

    def form_of(self, task: str) -> Form:
        """Return the form of a task; an empty one where it has none."""
        touchpoint = self.names.touchpoints.get(task)
        forms = self.compiled.program.forms
        return forms.get(touchpoint.form, Form()) if touchpoint is not None else Form()

    def given(self, raw: dict[str, written.Raw], here: Here) -> dict[str, Value]:
        """Return facts as values."""
        return self.typed(raw, self.compiled.program.facts, here)

    @cached_property
    def paper_dates(self) -> dict[str, Fact]:
        """The dates that documents bear, as facts are written."""
        names = [
            f"{name}{EXPIRES}"
            for name, paper in self.compiled.program.documents.items()
            if paper.has_own_date
        ]
        return {name: Fact(name, "date", "journey") for name in names}

    def typed(
        self, raw: dict[str, written.Raw], allowed: dict[str, Fact], here: Here
    ) -> dict[str, Value]:
        """Return what is written as values of the types it should have.

        The date written on a document may stand with them: ``licence.expires``.
        """
        allowed = {**allowed, **self.paper_dates}
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
        """Return the step of an expectation; every name in it must exist."""
        if not any(expect.model_dump(exclude_defaults=True).values()):
            self.problems.append(problem(here.key, "empty-expectation"))
        self.check_tracks(expect.__pydantic_extra__ or {}, here, self.names)
        self.check_names(expect, here)
        due = {
            name: self.instant(text, here.into("due", name)) for name, text in expect.due.items()
        }
        facts = self.given(expect.fact, here.into("fact"))
        since = None
        if expect.nothing_since is not None:
            since = self.instant(expect.nothing_since, here.into("nothing_since"))
        things = {track.id: track.each for s in self.names.stages for track in s.tracks}
        return Step(at, here, None, expect, due, facts, since, tracks=things)

    def check_names(self, expect: written.Expect, here: Here) -> None:
        """Check every name that an expectation names."""
        for word, names in self.names.expected.items():
            kind = _KIND_OF.get(word, "task")
            said = getattr(expect, word)
            for index, name in enumerate([said] if isinstance(said, str) else said or ()):
                spot = here.into(word, name) if word == "due" else here.into(word, index)
                self.known(name, names, kind, spot, by_value=word != "due")

    def known(
        self, name: str, among: Collection[str], kind: str, here: Here, *, by_value: bool = False
    ) -> bool:
        """Tell whether a name exists; where it does not, that is a problem."""
        if name in among:
            return True
        if DECLARED_IN.get(kind) not in self.compiled.unread:
            place = here.place if by_value else here.key
            self.problems.append(unknown(place, "unknown-name", name, among, kind=kind))
        return False

    def instant(self, text: str, here: Here) -> Instant:
        """Return a time of the story; local to the playbook's calendar."""
        try:
            return parse_local(text, self.zone)
        except ValueError:
            self.problems.append(problem(here.place, "bad-instant", text=text))
            return 0

    def check_order(self, steps: list[Step]) -> None:
        """Check that time runs forward, expectations last at one instant."""
        for before, after in pairwise(steps):
            backwards = (before.at, bool(before.expect)) > (after.at, bool(after.expect))
            if before.at and after.at and backwards:
                self.problems.append(problem(after.here.place, "line-out-of-order"))

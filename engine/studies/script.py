"""A story as written → a script: instants, signals and expectations, or its problems.

Story times are local to the playbook's calendar. Names a story expects must exist, so
that a misspelt expectation can never pass by never happening.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from schemas import scenario as written
from schemas.text import Written

from ..core.abilities import missing
from ..core.clock import parse_local
from ..core.decide import ACKNOWLEDGED, FACTS_SET, PAUSE, RESUME, STARTED
from ..core.journey import Account, Address, Context, Directory, Signal
from ..language.compilation import DECLARED_IN
from ..language.compiler import Checked, Compiled
from ..language.facts import describe_type, read_value
from ..language.here import Here
from ..language.loader import File
from ..language.problems import Problem, problem, unknown
from ..language.program import Fact, FormField, Legend, Stage, Touchpoint
from ..language.values import Instant, Value

STORY_ACCOUNT = "story"
_KIND_OF = {
    "stalled": "stall", "recovered": "stall", "gave_up": "stall", "held": "stall",
    "running": "stall", "due": "stall", "escalated": "tier", "state": "state",
    "ignored": "signal", "refused": "signal", "cause": "cause", "unfounded": "stall",
    "pattern": "pattern", "rule": "rule",
}  # fmt: skip
_STAGE, _WORDS = frozenset({"playbook/1"}), frozenset({"vocabulary/1"})
_TASKS = frozenset({"playbook/1", "recoveries/1", "vocabulary/1"})
_DECLARED_BY: Mapping[str, Set[str]] = {
    **dict.fromkeys(("state", "track", "outcome", "pattern", "rule", "playbook"), _STAGE),
    **dict.fromkeys(("touchpoint", "task", "stall", "signal"), _TASKS),
    **dict.fromkeys(("document", "cause", "thing"), _WORDS),
    "fact": {"vocabulary/1", "forms/1", "playbook/1"},
    "tier": {"escalations/1"}, "role": {"people/1"},
}  # fmt: skip
"""The kinds of files that can declare what a story names."""
_WORD = re.compile(r"[A-Za-z0-9_]+")
_VERBS = (
    "signal", "done", "facts", "ack", "pause", "resume", "hand_over", "absent", "down", "expect"
)  # fmt: skip


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
    """A story ready to be played, unless ``not_yet`` says what the engine cannot play of it."""

    path: str
    title: str
    playbook: str
    zone: str
    legend: Legend
    begin: Step
    context: Context
    steps: tuple[Step, ...]
    not_yet: tuple[Problem, ...] = ()


def prepare(
    compiled: Compiled, file: File, *, plays: bool = True
) -> tuple[Script | None, list[Problem]]:
    """Turn a story file into a script, or say everything that is wrong with it.

    Of a draft with problems (:class:`engine.language.compiler.Checked`) the story is judged as
    far as names are known; the script is then not to be played. Nobody ``plays`` it: then it
    is not asked what of it the engine cannot run (``not_yet``).
    """
    story = file.model
    assert isinstance(story, written.Story)
    stage = compiled.program.stages.get(story.playbook)
    if stage is None and "playbook/1" in compiled.unread:
        return None, []
    if stage is None:
        place = file.here.into("playbook").place
        names = compiled.program.stages
        return None, [unknown(place, "unknown-name", story.playbook, names, kind="playbook")]
    calendar = compiled.program.calendars.get(stage.calendar)
    reader = _Reader(compiled, stage, file, calendar.zone if calendar else "Etc/UTC", plays)
    script = reader.script(story)
    return (None if reader.problems else script), reader.problems


def story_problems(checked: Checked, files: Mapping[str, bytes]) -> list[Problem]:
    """Return what is wrong with the stories of a workspace, also of one with problems.

    There a name may be missing only because its declaration is broken. It is told if no file
    that could declare it is broken, or if the broken one was mended without losing anything
    and the workspace mentions the name nowhere.
    """
    stories = checked.draft.stories
    found = [each for story in stories for each in prepare(checked.draft, story, plays=False)[1]]
    if not found or not checked.problems:
        return found
    told = {story.path for story in stories}
    texts = (text for path, text in files.items() if path not in told)
    words = frozenset(
        word for text in texts for word in _WORD.findall(text.decode("utf-8", "replace"))
    )
    wrong = {each.place.path for each in checked.problems}
    broken = {file.kind for file in checked.files if file.path in wrong} | checked.draft.unread
    damaged = {file.kind for file in checked.files if file.damage} | checked.draft.unread
    return [each for each in found if _is_sure(each, words, broken, damaged)]


def _is_sure(found: Problem, words: frozenset[str], broken: Set[str], damaged: Set[str]) -> bool:
    if found.rule not in {"unknown-name", "bad-fact"}:
        return True
    sources = _DECLARED_BY[found.values.get("kind", "fact")]
    if broken.isdisjoint(sources):
        return True
    if found.rule == "bad-fact" or not damaged.isdisjoint(sources):
        return False
    return not words.issuperset(_WORD.findall(found.values["name"]))


@dataclass
class _Reader:
    compiled: Compiled
    stage: Stage
    file: File
    zone: str
    plays: bool
    problems: list[Problem] = field(default_factory=list)
    not_yet: list[Problem] = field(default_factory=list)

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

    def words_for_later(self, said: Written, here: Here) -> None:
        """Note a word that is not played yet: one a line, its verb before what goes with it."""
        keys = [type(said).model_fields[name].alias or name for name in sorted(said.later)]
        found = [key for key in keys if here.into(key).is_written]
        for key in [key for key in found if key in _VERBS] or found[:1]:
            self.wait_for(here.into(key), key)

    @property
    def account(self) -> str:
        return f"{STORY_ACCOUNT}:{self.file.path}"

    def begin(self, story: written.Story, here: Here) -> Step:
        at = self.instant(story.begin.at, here.into("at"))
        data = self.given(story.given, self.file.here.into("given"))
        self.check_tracks(story.begin.__pydantic_extra__ or {}, here)
        if story.begin.in_ is not None:
            self.known(story.begin.in_, self.state_names, "state", here.into("in"), by_value=True)
            data = {**data, "state": story.begin.in_}
        address = Address(account=self.account, line="story", playbook=story.playbook)
        return Step(at, here, Signal(STARTED, "begin", "story", at=at, data=data, address=address))

    def check_tracks(self, said: Mapping[str, object], here: Here) -> None:
        """Check states by the name of their track, and items by the name of their thing."""
        tracks = {track.id: track for track in self.stage.tracks}
        things = {name for name, thing in self.compiled.program.things.items() if thing.key}
        for name, state in said.items():
            spot = here.into(name)
            if self.known(name, tracks.keys() | things, "track", spot) and name in tracks:
                self.known(str(state), tracks[name].states, "state", spot, by_value=True)

    def line(self, line: written.Line, number: int, here: Here) -> Step:
        at = self.instant(line.at, here.into("at"))
        said = [verb for verb in _VERBS if getattr(line, verb) is not None]
        if len(said) != 1:
            self.problems.append(problem(here.place, "bad-line", found=len(said)))
            return Step(at, here)
        self.words_for_later(line, here)
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
            names = self.watches | self.touchpoints.keys()
            self.known(line.ack, names, "stall", here.into("ack"), by_value=True)
            return ACKNOWLEDGED, {"about": line.ack}
        if line.pause is not None:
            return PAUSE, {"reason": line.pause}
        if line.resume is not None:
            return RESUME, {"reason": line.resume}
        return "", {}  # a word of the language that is not played yet, and noted as such

    def signal_data(self, line: written.Line, here: Here) -> dict[str, Value]:
        name = line.signal or ""
        signals = self.compiled.program.signals
        if not self.known(name, signals, "signal", here.into("signal"), by_value=True):
            return {}
        return self.typed(line.data, signals[name].data, here.into("data"))

    def form(self, line: written.Line, here: Here) -> dict[str, Value]:
        name = line.done or ""
        tasks = self.touchpoints
        self.known(
            name,
            tasks.keys() | self.follow_ups,
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
        self.words_for_later(expect, here)
        self.check_tracks(expect.__pydantic_extra__ or {}, here)
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
        for word, names in self.expected.items():
            kind = _KIND_OF.get(word, "task")
            said = getattr(expect, word)
            for index, name in enumerate([said] if isinstance(said, str) else said or ()):
                spot = here.into(word, name) if word == "due" else here.into(word, index)
                self.known(name, names, kind, spot, by_value=word != "due")

    # --- the names of the stage, each list made once for all lines

    @cached_property
    def expected(self) -> dict[str, Set[str]]:
        """What each word of an expectation may name."""
        program, stalls, stage = self.compiled.program, self.stalls, self.stage
        tasks = self.touchpoints.keys() | self.follow_ups | program.documents.keys()
        timed = stalls | tasks | self.watches
        signals = program.signals.keys() | {f"{name}.done" for name in tasks}
        causes = {key[6:] for key in self.compiled.legend.places if key.startswith("cause/")}
        return {
            "stalled": stalls, "recovered": stalls, "gave_up": stalls, "unfounded": timed,
            "escalated": self.tiers, "overdue": tasks | self.watches, "open": tasks,
            "task": tasks, "state": self.state_names, "held": timed, "running": timed,
            "due": timed, "ignored": signals, "refused": signals, "cause": causes,
            "pattern": {each.id for each in stage.patterns},
            "rule": {each.id for each in stage.rules},
            "never": timed | self.tiers | self.state_names | signals,
        }  # fmt: skip

    @cached_property
    def state_names(self) -> Set[str]:
        """All states of all tracks."""
        return {name for track in self.stage.tracks for name in track.states}

    @cached_property
    def touchpoints(self) -> dict[str, Touchpoint]:
        """Every touchpoint by name, those on demand too."""
        states = [state for track in self.stage.tracks for state in track.states.values()]
        listed = [each for state in states for each in state.touchpoints]
        return {each.id: each for each in (*listed, *self.stage.on_demand)}

    @cached_property
    def stalls(self) -> Set[str]:
        """All stalls, of states and of tracks."""
        tracks = self.stage.tracks
        listed = [each.stalls for track in tracks for each in track.states.values()]
        return {stall.id for stalls in (*listed, *(t.stalls for t in tracks)) for stall in stalls}

    @cached_property
    def watches(self) -> Set[str]:
        """Stalls and clocks: what an acknowledgment can be about beside a task."""
        return self.stalls | {each.id for track in self.stage.tracks for each in track.clocks}

    @cached_property
    def follow_ups(self) -> Set[str]:
        """The steps of all recovery plays."""
        plays = self.compiled.program.recoveries.values()
        return {step.id for play in plays for step in play.steps}

    @cached_property
    def tiers(self) -> Set[str]:
        """The tiers of all ladders."""
        ladders = self.compiled.program.ladders.values()
        return {tier.id for ladder in ladders for tier in ladder.tiers}

    def fields(self, form: str) -> tuple[FormField, ...]:
        found = self.compiled.program.forms.get(form)
        return found.fields if found is not None else ()

    def known(
        self, name: str, among: Collection[str], kind: str, here: Here, *, by_value: bool = False
    ) -> bool:
        if name in among:
            return True
        if DECLARED_IN.get(kind) not in self.compiled.unread:
            place = here.place if by_value else here.key
            self.problems.append(unknown(place, "unknown-name", name, among, kind=kind))
        return False

    def instant(self, text: str, here: Here) -> Instant:
        try:
            return parse_local(text, self.zone)
        except ValueError:
            self.problems.append(problem(here.place, "bad-instant", text=text))
            return 0

    def check_order(self, steps: list[Step]) -> None:
        for before, after in pairwise(steps):
            backwards = (before.at, bool(before.expect)) > (after.at, bool(after.expect))
            if before.at and after.at and backwards:
                self.problems.append(problem(after.here.place, "line-out-of-order"))

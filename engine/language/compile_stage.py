"""One playbook → one stage: names, durations, gates and ladders resolved once (S8.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemas import playbook as written
from schemas import stall as stalls
from schemas import touchpoint as contacts

from .compilation import Compilation
from .compile_shared import contact_of
from .loader import File, Here
from .moments import parse_before_due, parse_moment, parse_times
from .program import (
    Alternative,
    GiveUp,
    Need,
    Stage,
    Stall,
    Start,
    State,
    Touchpoint,
    Track,
)
from .titles import Title
from .values import NOTHING, Moment, Span


def compile_stage(compilation: Compilation, file: File) -> Stage | None:
    """Compile one playbook; every problem found is kept in the compilation."""
    model, here = file.model, file.here
    assert isinstance(model, written.Playbook)
    if not compilation.declare("stage", model.id, model.title, here.into("id")):
        return None
    return _Stage(compilation, model, here).compile()


@dataclass(slots=True)
class _Stage:
    compilation: Compilation
    model: written.Playbook
    here: Here
    own_signals: set[str] = field(default_factory=set)

    def compile(self) -> Stage:
        known = self.compilation.known
        model, here = self.model, self.here
        calendar = known(
            model.calendar, self.compilation.calendars, "calendar", here.into("calendar").place
        )
        owner = known(model.owner, self.compilation.roles, "role", here.into("owner").place)
        ways = model.start or ()
        start = known(ways[0].to if ways else None, model.states, "state", here.into("start").place)
        if start and model.states[start].needs:
            place = here.into("states", start, "needs").key
            self.compilation.add(place, "not-yet", name=f"{start}.needs")
        self.own_signals = set(_touchpoint_signals(model.states))
        states = {
            name: self.state(name, state, owner, calendar) for name, state in model.states.items()
        }
        anytime = self.moves(model.anytime, here.into("anytime"), "anytime")
        return Stage(model.id, calendar, owner, (Track("main", (Start(start),), anytime, states),))

    def name(self, short: str) -> str:
        return f"{self.model.id}.{short}"

    def state(self, name: str, state: written.State, owner: str, calendar: str) -> State:
        here = self.here.into("states", name)
        self.compilation.declare("state", self.name(name), state.title, here)
        self.refuse_stay(name, here)
        self.refuse_work_at_the_end(name, state, here)
        if not state.end and state.waits_for is None:
            self.compilation.add(here.key, "turn-missing", name=name)
        owned = self.role(state.owner, here.into("owner")) or owner
        return State(
            name,
            state.waits_for or "",
            owned,
            state.end or "",
            self.needs(state.needs, here.into("needs")),
            tuple(
                self.touchpoint(key, each, here.into("touchpoints", key), owned)
                for key, each in state.touchpoints.items()
            ),
            self.moves(state.moves, here.into("moves"), name),
            tuple(
                self.stall(key, each, here.into("stalls", key), calendar)
                for key, each in state.stalls.items()
            ),
            self.wakes(state, here.into("wakes")),
        )

    def refuse_stay(self, name: str, here: Here) -> None:
        if name == "stay":
            self.compilation.add(here.key, "engine-word", name=name)

    def refuse_work_at_the_end(self, name: str, state: written.State, here: Here) -> None:
        for key in ("touchpoints", "moves", "stalls"):
            if state.end and getattr(state, key):
                self.compilation.add(here.into(key).key, "work-at-the-end", name=name)

    def role(self, name: str | None, here: Here) -> str:
        return self.compilation.known(name, self.compilation.roles, "role", here.place)

    def target(self, name: str, here: Here, *, may_stay: bool = False) -> str:
        states = [*self.model.states, *(["stay"] if may_stay else [])]
        return self.compilation.known(name, states, "state", here.place)

    def signal(self, name: str, here: Here, *, by_key: bool = False) -> str:
        allowed = [*self.compilation.signals, *self.own_signals]
        place = here.key if by_key else here.place
        return self.compilation.known(name, allowed, "signal", place)

    def moves(
        self, moves: Mapping[str, Iterable[written.Alternative]], here: Here, source: str
    ) -> dict[str, tuple[Alternative, ...]]:
        compiled: dict[str, tuple[Alternative, ...]] = {}
        for signal, alternatives in moves.items():
            spot = here.into(signal)
            self.signal(signal, spot, by_key=True)
            self.compilation.declare("move", f"{self.name(source)}.{signal}", None, spot)
            listed = [
                self.alternative(each, spot.into(index)) for index, each in enumerate(alternatives)
            ]
            for index, each in enumerate(list(alternatives)[:-1]):
                if each.if_ is None and each.up_to is None:
                    self.compilation.add(spot.into(index + 1).place, "move-shadowed")
            compiled[signal] = tuple(listed)
        return compiled

    def alternative(self, each: written.Alternative, here: Here) -> Alternative:
        condition = self.compilation.condition(each.if_, here.into("if"))
        to = self.target(each.to, here.into("to"), may_stay=True)
        up_to = 0
        if each.up_to is not None:
            up_to, problems = parse_times(here.into("up_to").scalar)
            self.compilation.problems += problems
        otherwise = ""
        if each.else_ is not None:
            otherwise = self.target(each.else_, here.into("else"), may_stay=True)
            if each.up_to is None:
                self.compilation.add(here.into("else").key, "else-without-bound")
        return Alternative(to, condition, up_to, otherwise)

    def needs(self, needs: Iterable[contacts.Need], here: Here) -> tuple[Need, ...]:
        return tuple(self.need(each, here.into(index)) for index, each in enumerate(needs))

    def need(self, each: contacts.Need, here: Here) -> Need:
        if bool(each.any) == (each.if_ is not None):
            self.compilation.add(here.place, "bad-need")
        allowed = [*self.compilation.documents, *self.compilation.facts]
        names = [
            self.compilation.known(name, allowed, "document", here.into("any", index).place)
            for index, name in enumerate(each.any)
        ]
        documents = tuple(name for name in names if name in self.compilation.documents)
        facts = tuple(name for name in names if name in self.compilation.facts)
        condition = self.compilation.condition(each.if_, here.into("if"))
        # A condition is known by its place, not its text: a space more is no other meaning.
        spot = ".".join(str(step) for step in here.path[1:])
        need = Need(" or ".join(each.any) or spot, documents, facts, condition=condition)
        self.compilation.places.setdefault(f"need/{need.id}", here.place)
        title = each.title or each.if_
        if title is not None:
            self.compilation.titles.setdefault(f"need/{need.id}", Title.split(title))
        return need

    def touchpoint(self, key: str, each: contacts.Touchpoint, here: Here, owner: str) -> Touchpoint:
        compilation = self.compilation
        compilation.declare("touchpoint", self.name(key), each.title, here)
        if each.standard is not None:
            compilation.titles[f"standard/{self.name(key)}"] = Title.split(each.standard)
        if f"thing/{key}" in compilation.places:
            compilation.add(here.key, "named-like-a-thing", name=key)
        steps = {step.id for play in compilation.recoveries.values() for step in play.steps}
        if key in steps:
            compilation.add(here.key, "named-like-a-step", name=key)
        for outcome, title in each.outcomes.items():
            spot = here.into("outcomes", outcome)
            if outcome == "done":
                compilation.add(spot.key, "engine-word", name=outcome)
            compilation.declare("outcome", f"{self.name(key)}.{outcome}", title, spot)
        return Touchpoint(
            id=key,
            owner=self.role(each.owner, here.into("owner")) or owner,
            contact=contact_of(compilation, each.with_, here.into("with")),
            via=compilation.each_known(each.via, compilation.channels, "channel", here.into("via")),
            condition=compilation.condition(each.if_, here.into("if")),
            starts=self.starts(each.starts, here.into("starts")),
            due=self.due(each.due, here.into("due")),
            remind=self.remind(each.overdue, here.into("overdue")),
            escalate=self.escalate(each.overdue, here.into("overdue")),
            form=compilation.known(each.form, compilation.forms, "form", here.into("form").place),
            needs=self.needs(each.needs, here.into("needs")),
            produces=self.produces(each, here.into("produces")),
            outcomes=tuple(each.outcomes),
            counts_as=self.counts_as(each, here.into("counts_as")),
            mark=each.mark or "",
            once=each.once,
            stays=each.stays,
        )

    def starts(self, text: str | None, here: Here) -> Moment | None:
        if text is None:
            return None
        moment = self.compilation.parsed(here, parse_moment)
        if moment is None:
            return None
        named = [name if "." in name else f"{name}.done" for name in moment.after]
        for name in named:
            self.signal(name, here)
        return Moment(moment.span, tuple(named), moment.ends_day)

    def due(self, text: str | None, here: Here) -> Moment | None:
        moment = self.compilation.parsed(here, parse_moment) if text is not None else None
        if moment is not None and moment.after:
            self.compilation.add(here.place, "not-yet", name=text)
        return moment

    def remind(self, own: contacts.Overdue | None, here: Here) -> Span | None:
        if own is None or (own.remind is None and own.escalate is not None):
            own, here = self.model.overdue, self.here.into("overdue")
        if own.remind is None:
            return None
        return self.compilation.parsed(here.into("remind"), parse_before_due)

    def escalate(self, own: contacts.Overdue | None, here: Here) -> str:
        # What a touchpoint does not say, its playbook says; ``overdue: {}`` says neither.
        if own is None or (own.escalate is None and own.remind is not None):
            own, here = self.model.overdue, self.here.into("overdue")
        return self.ladder(own.escalate, here.into("escalate"))

    def ladder(self, name: str | None, here: Here) -> str:
        return self.compilation.known(name, self.compilation.ladders, "ladder", here.place)

    def produces(self, each: contacts.Touchpoint, here: Here) -> dict[str, tuple[str, ...]]:
        compiled: dict[str, tuple[str, ...]] = {}
        for outcome, names in each.produces.items():
            spot = here.into(outcome)
            self.outcome(outcome, each, spot)
            compiled[outcome] = self.compilation.each_known(
                names, self.compilation.documents, "document", spot
            )
        return compiled

    def counts_as(self, each: contacts.Touchpoint, here: Here) -> dict[str, str]:
        compiled: dict[str, str] = {}
        for outcome, name in each.counts_as.items():
            spot = here.into(outcome)
            self.outcome(outcome, each, spot)
            compiled[outcome] = self.compilation.known(
                name, self.compilation.signals, "signal", spot.place
            )
        return compiled

    def outcome(self, name: str, each: contacts.Touchpoint, here: Here) -> None:
        self.compilation.known(name, ["done", *each.outcomes], "outcome", here.key)

    def stall(self, key: str, each: stalls.Stall, here: Here, calendar: str) -> Stall:
        compilation = self.compilation
        compilation.declare("stall", self.name(key), each.title, here)
        if each.silent is None and not each.without:
            compilation.add(here.key, "stall-without-end", name=key)
        named = [
            self.signal(name, here.into("without", index))
            for index, name in enumerate(each.without)
        ]
        heard = [kind.name for kind in compilation.signals.values() if kind.party == each.silent]
        own = compilation.known(
            each.calendar, compilation.calendars, "calendar", here.into("calendar").place
        )
        return Stall(
            id=key,
            after=compilation.span(here.into("after")) or NOTHING,
            calendar=own or calendar,
            resets=tuple(sorted({*named, *heard} - {""})),
            unless=compilation.condition(each.unless, here.into("unless")),
            cause=compilation.known(
                each.cause, compilation.causes, "cause", here.into("cause").place
            ),
            ladder=self.ladder(each.escalate, here.into("escalate")),
            recovery=compilation.known(
                each.recover, compilation.recoveries, "recovery", here.into("recover").place
            ),
            give_up=self.give_up(each.give_up, here.into("give_up")),
        )

    def give_up(self, each: stalls.GiveUp | None, here: Here) -> GiveUp | None:
        if each is None:
            return None
        after = self.compilation.span(here.into("after"))
        to = self.target(each.to, here.into("to"))
        if to and self.model.states[to].needs:
            self.compilation.add(here.into("to").place, "not-yet", name=f"give_up → {to}.needs")
        return GiveUp(after, to) if after is not None else None

    def wakes(self, state: written.State, here: Here) -> dict[str, str]:
        if state.wakes and state.end != "dormant":
            self.compilation.add(here.key, "wakes-without-sleep")
        compiled: dict[str, str] = {}
        for signal, to in state.wakes.items():
            spot = here.into(signal)
            self.signal(signal, spot, by_key=True)
            compiled[signal] = self.target(to, spot)
        return compiled


def _touchpoint_signals(states: Mapping[str, written.State]) -> Iterable[str]:
    for state in states.values():
        for key, touchpoint in state.touchpoints.items():
            yield f"{key}.done"
            yield from (f"{key}.{outcome}" for outcome in touchpoint.outcomes)

"""What rules and patterns do: each action has exactly one verb (S6.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from schemas import logic as written

from .compile_touchpoint import Desk
from .here import Here
from .names import Names
from .personal import check_spread
from .program_logic import Action
from .terms import Term

VERBS = (
    "open", "escalate", "recover", "notify", "set", "tag", "move", "pause", "resume", "emit"
)  # fmt: skip
_BESIDE = {"from_": "escalate", "message": "notify"}


def compile_actions(
    desk: Desk,
    actions: Iterable[written.Action],
    here: Here,
    names: Names,
    signals: Iterable[str] = (),
) -> tuple[Action, ...]:
    """Compile a list of actions; ``signals`` are those at hand when they are done."""
    kinds = [desk.compilation.kind_of(signal) for signal in signals]
    data = {name: fact for kind in kinds if kind for name, fact in kind.data.items()}
    known = replace(names, signal=data) if data else names
    compiled = (
        _Reader(desk, each, here.into(index), known).action() for index, each in enumerate(actions)
    )
    return tuple(action for action in compiled if action is not None)


@dataclass(slots=True)
class _Reader:
    desk: Desk
    each: written.Action
    here: Here
    names: Names

    def action(self) -> Action | None:
        add = self.desk.compilation.add
        said = [verb for verb in VERBS if getattr(self.each, verb) is not None]
        if len(said) != 1:
            add(self.here.place, "one-verb", words=", ".join(VERBS), found=len(said))
            return None
        for word, verb in _BESIDE.items():
            if getattr(self.each, word) is not None and said[0] != verb:
                name = word.rstrip("_")
                add(self.here.into(name).key, "beside-another-verb", name=name, verb=verb)
        return _COMPILE[said[0]](self, self.here.into(said[0]))

    def open(self, here: Here) -> Action:
        desk = self.desk
        return Action("open", desk.compilation.known(
            self.each.open, desk.outcomes, "touchpoint", here
        ))  # fmt: skip

    def escalate(self, here: Here) -> Action:
        ladder, tier = self.desk.ladder(self.each.escalate, here), ""
        if self.each.from_ is not None and ladder:
            tiers = [tier.id for tier in self.desk.compilation.ladders[ladder].tiers]
            spot = self.here.into("from")
            tier = self.desk.compilation.known(self.each.from_, tiers, "tier", spot)
        return Action("escalate", ladder, tier=tier)

    def recover(self, here: Here) -> Action:
        compilation = self.desk.compilation
        plays = compilation.recoveries
        return Action("recover", compilation.known(self.each.recover, plays, "recovery", here))

    def notify(self, here: Here) -> Action:
        compilation, spot = self.desk.compilation, self.here.into("message")
        message = compilation.known(self.each.message, compilation.messages, "message", spot)
        return Action("notify", self.desk.role(self.each.notify, here), message=message)

    def set(self, here: Here) -> Action:
        compilation = self.desk.compilation
        values: dict[str, Term] = {}
        for name in self.each.set or {}:
            spot = here.into(name)
            if compilation.known_at(name, compilation.facts, "fact", spot.key):
                term = compilation.expression(spot, compilation.facts[name], self.names)
                if term is not None:
                    values[name] = term
                    check_spread(compilation, name, term, self.names.signal or {}, spot)
        return Action("set", values=values)

    def tag(self, _here: Here) -> Action:
        return Action("tag", self.each.tag or "")

    def move(self, here: Here) -> Action:
        compilation = self.desk.compilation
        name = compilation.target(self.each.move, self.desk.states, here)
        tracks = self.desk.tracks_of(name) if name else ()
        if len(tracks) > 1:
            compilation.add(here.place, "state-in-tracks", name=name, tracks=", ".join(tracks))
        return Action("move", name, track=tracks[0] if tracks else "")

    def pause(self, _here: Here) -> Action:
        return Action("pause")

    def resume(self, _here: Here) -> Action:
        return Action("resume")

    def emit(self, here: Here) -> Action:
        compilation = self.desk.compilation
        return Action(
            "emit", compilation.known(self.each.emit, compilation.signals, "signal", here)
        )


_COMPILE: dict[str, Callable[[_Reader, Here], Action]] = {
    "open": _Reader.open, "escalate": _Reader.escalate, "recover": _Reader.recover,
    "notify": _Reader.notify, "set": _Reader.set, "tag": _Reader.tag, "move": _Reader.move,
    "pause": _Reader.pause, "resume": _Reader.resume, "emit": _Reader.emit,
}  # fmt: skip

"""What this engine does not run yet, by feature: a stage that runs, runs fully.

A program can say more than this version does. Whatever would be silently ignored is found
here, before a journey begins or a story is played, and named to the person who asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from ..language.engine_signals import ENGINE_SIGNALS
from ..language.program import (
    Document,
    Fact,
    FollowUp,
    Form,
    FormField,
    Need,
    Program,
    Recovery,
    SignalKind,
    Stage,
    Stall,
    State,
    Touchpoint,
)
from ..language.terms import Elapsed, Expiry, Name, Paper, Tally
from ..language.values import Moment

CUSTOMER = "customer"
_ELSEWHERE = ("parent.", "signal.", "track.")


@dataclass(frozen=True)
class _Look:
    """All that one stage consists of and uses."""

    program: Program
    stage: Stage

    @cached_property
    def parts(self) -> list[Any]:
        """Every part of the stage, and of the forms, ladders and plays it uses."""
        program, own = self.program, list(_parts(self.stage))
        names = {name for part in own for name in _names(part)}
        shared = (program.forms, program.ladders, program.recoveries)
        used = [table[name] for table in shared for name in sorted(names & table.keys())]
        return [*own, *(part for each in used for part in _parts(each))]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every text in those parts: names of facts, documents and signals among them."""
        return frozenset(name for part in self.parts for name in _names(part))

    def each(self, kind: type) -> list[Any]:
        """Return all parts of one kind."""
        return [part for part in self.parts if isinstance(part, kind)]

    @cached_property
    def facts(self) -> list[Fact]:
        """The facts that are read or filled."""
        filled = (fact for kind in self.signals for fact in kind.sets.values())
        names = self.names.union(filled) & self.program.facts.keys()
        return [self.program.facts[name] for name in sorted(names)]

    @cached_property
    def documents(self) -> list[Document]:
        """The documents that are needed, read or yielded."""
        named = self.names.intersection(self.program.documents)
        return [self.program.documents[name] for name in sorted(named)]

    @cached_property
    def signals(self) -> list[SignalKind]:
        """The signals of the vocabulary that the stage waits for or gives."""
        names = self.names.intersection(self.program.signals)
        return [self.program.signals[name] for name in sorted(names)]

    @cached_property
    def moments(self) -> list[Moment]:
        """Every moment of the stage."""
        return [part for part in self.parts if isinstance(part, Moment)]

    def is_gated(self, track: str, state: str) -> bool:
        """Tell whether a state needs something before it is entered."""
        return any(
            bool(each.states[state].needs)
            for each in self.stage.tracks
            if each.id == track and state in each.states
        )


def missing(program: Program, stage_id: str) -> tuple[str, ...]:
    """Return the features of a stage that this engine does not run; none means all of it.

    Raises:
        KeyError: the program has no such stage.
    """
    look = _Look(program, program.stages[stage_id])
    return tuple(name for name, needs in _FEATURES.items() if needs(look))


def missing_everywhere(program: Program) -> tuple[str, ...]:
    """Return what a program declares for all stages and this engine does not honour yet."""
    return tuple(name for name, needs in _WIDE.items() if needs(program))


def _starts_gated(look: _Look) -> bool:
    return any(
        look.is_gated(track.id, way.to) for track in look.stage.tracks for way in track.starts
    )


def _gives_up_gated(look: _Look) -> bool:
    return any(
        stall.give_up is not None and look.is_gated(track.id, stall.give_up.to)
        for track in look.stage.tracks
        for state in track.states.values()
        for stall in state.stalls
    )


def _dated(moment: Moment) -> bool:
    return moment != Moment(moment.span, after=moment.after, ends_day=moment.ends_day)


def _item_facts(look: _Look) -> bool:
    things = {name for name, thing in look.program.things.items() if thing.key}
    used = [fact.name for fact in look.facts] + [kind.name for kind in look.signals]
    return any(name.partition(".")[0] in things for name in used)


def _expires(look: _Look) -> bool:
    states = any(each.state == "expired" for each in look.each(Paper))
    dated = any(each.valid is not None or each.has_own_date for each in look.documents)
    return states or dated or bool(look.each(Expiry)) or any(each.valid for each in look.facts)


def _own_calendar(look: _Look) -> bool:
    own = {each.calendar for each in look.each(Touchpoint)} - {"", look.stage.calendar}
    return bool(own) or any(each.calendar == CUSTOMER for each in look.each(Stall))


def _late_on_arrival(look: _Look) -> bool:
    watched = [*look.each(Touchpoint), *look.each(Stall)]
    return any(each.late_on_arrival == "escalate" or each.catch_up for each in watched)


_FEATURES: dict[str, Callable[[_Look], bool]] = {
    "tracks": lambda look: len(look.stage.tracks) > 1 or bool(look.stage.ends),
    "each": lambda look: any(track.each for track in look.stage.tracks),
    "account-scope": lambda look: look.stage.scope == "account",
    "observe": lambda look: look.stage.observe,
    "conditional-start": lambda look: any(len(track.starts) > 1 for track in look.stage.tracks),
    "needs-at-the-start": _starts_gated,
    "needs-on-giving-up": _gives_up_gated,
    "holds": lambda look: any(track.holds for track in look.stage.tracks),
    "clocks": lambda look: any(track.clocks for track in look.stage.tracks),
    "track-stalls": lambda look: any(track.stalls for track in look.stage.tracks),
    "stall-at": lambda look: any(each.at or each.silence_from for each in look.each(Stall)),
    "recovered-by": lambda look: any(each.recovered_by for each in look.each(Stall)),
    "timeouts": lambda look: any(each.timeout for each in look.each(State)),
    "repeats": lambda look: any(each.repeats or each.stops for each in look.each(Touchpoint)),
    "due-after": lambda look: any(each.due and each.due.after for each in look.each(Touchpoint)),
    "dates": lambda look: any(_dated(moment) for moment in look.moments),
    "own-calendar": _own_calendar,
    "late-on-arrival": _late_on_arrival,
    "messages": lambda look: any(
        each.message for kind in (Touchpoint, FollowUp) for each in look.each(kind)
    ),
    "form-tables": lambda look: any(each.rows or each.checks for each in look.each(Form)),
    "required-if": lambda look: any(each.required_if for each in look.each(FormField)),
    "signal-gates": lambda look: any(each.signals for each in look.each(Need)),
    "recovery-limit": lambda look: any(each.limit for each in look.each(Recovery)),
    "items": _item_facts,
    "computed-facts": lambda look: any(kind.computes for kind in look.signals),
    "validity": _expires,
    "counting": lambda look: bool(look.each(Tally)) or bool(look.each(Elapsed)),
    "wider-facts": lambda look: any(each.name.startswith(_ELSEWHERE) for each in look.each(Name)),
    "engine-signals": lambda look: bool(look.names & ENGINE_SIGNALS.keys()),
    "rules": lambda look: bool(look.stage.rules),
    "patterns": lambda look: bool(look.stage.patterns),
    "variants": lambda look: bool(look.stage.variants),
}
"""Feature → whether a stage uses it; titles stand in ``language/words.FEATURES``."""

_WIDE: dict[str, Callable[[Program], bool]] = {
    "lifecycle": lambda program: (
        program.lifecycle is not None or any(stage.started_by for stage in program.stages.values())
    ),
    "contact-limits": lambda program: bool(program.limits),
    "quiet-hours": lambda program: (
        any(each.quiet for each in program.calendars.values())
        or any(each.quiet for each in program.limits)
    ),
    "authority": lambda program: any(role.may for role in program.roles.values()),
    "addresses": lambda program: any(kind.correlate for kind in program.signals.values()),
}


def _parts(value: object) -> Iterator[Any]:
    """Yield a struct and every struct below it, in the order they stand."""
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from _parts(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _parts(each)


def _names(part: msgspec.Struct) -> Iterator[str]:
    for name in part.__struct_fields__:
        # Any answer of a party resets a silence: that alone uses nothing of the signal, and
        # one that cannot be taken yet is refused when it comes (engine.core.decide).
        value = () if name == "resets" else getattr(part, name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | dict):
            yield from (each for each in value if isinstance(each, str))
            if isinstance(value, dict):
                yield from (each for each in value.values() if isinstance(each, str))

"""What changed between two programs, at the level of names: added, removed, changed (S8.1).

By meaning: a title, a comment or the order of files is no change. What changed *inside* a
name is for a difference in words to say (S8.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec.structs import replace

from .keys import MAIN
from .program import Program, Stage, State, Track

How = Literal["added", "removed", "changed"]


class NameChange(msgspec.Struct, frozen=True):
    """One name of a program that means something else now; ``key`` finds it in a legend."""

    kind: str
    name: str
    how: How

    @property
    def key(self) -> str:
        """What a legend has its title and place under."""
        return f"{self.kind}/{self.name}"


def changes(before: Program | None, after: Program) -> tuple[NameChange, ...]:
    """Return what changed, in the order in which a program names things; without ``before`` all."""
    old = dict(_parts(before)) if before is not None else {}
    new = dict(_parts(after))
    found = []
    for name in [*new, *(each for each in old if each not in new)]:
        if old.get(name) != new.get(name):
            how: How = "changed" if name in old and name in new else _one_sided(name in new)
            found.append(NameChange(*name, how))
    return tuple(found)


def _one_sided(is_new: bool) -> How:
    return "added" if is_new else "removed"


_Part = tuple[tuple[str, str], bytes]


def _parts(program: Program) -> Iterator[_Part]:
    """Yield every named part by kind and name, with what it means itself, without its parts."""
    for stage in program.stages.values():
        yield from _stage(stage)
    if program.lifecycle is not None:
        yield _part("lifecycle", program.lifecycle.id, program.lifecycle)
    tables: tuple[tuple[str, dict[str, object]], ...] = (
        ("ladder", {**program.ladders}), ("recovery", {**program.recoveries}),
        ("calendar", {**program.calendars}), ("fact", {**program.facts}),
        ("document", {**program.documents}), ("signal", {**program.signals}),
        ("thing", {**program.things}), ("form", {**program.forms}),
        ("message", {**program.messages}), ("format", {**program.formats}),
        ("threshold", {**program.thresholds}), ("role", {**program.roles}),
        ("partner", {**program.partners}),
    )  # fmt: skip
    for kind, table in tables:
        for name, part in table.items():
            yield _part(kind, name, part)
    for index, each in enumerate(program.limits):
        yield _part("limits", "contact" if index == 0 else f"contact#{index}", each)


def _stage(stage: Stage) -> Iterator[_Part]:
    # The one track of a stage that declares none has no name of its own.
    main = tuple(_bare(track) for track in stage.tracks if track.id == MAIN)
    own = replace(stage, tracks=main, on_demand=(), rules=(), patterns=(), variants=(), ends=())
    yield _part("stage", stage.id, own)
    for track in stage.tracks:
        yield from _track(stage, track)
    parts = (
        ("touchpoint", stage.on_demand), ("rule", stage.rules), ("pattern", stage.patterns),
        ("variant", stage.variants), ("end", stage.ends),
    )  # fmt: skip
    for kind, found in parts:
        for each in found:
            yield _part(kind, f"{stage.id}.{each.id}", each)


def _track(stage: Stage, track: Track) -> Iterator[_Part]:
    prefix = f"{stage.id}."
    if track.id != MAIN:
        yield _part("track", f"{stage.id}.{track.id}", _bare(track))
        prefix += f"{track.id}."
    for signal, ways in track.anytime.items():
        yield _part("move", f"{prefix}anytime.{signal}", ways)
    for state in track.states.values():
        yield from _state(stage, prefix, state)
    for kind, found in (("hold", track.holds), ("clock", track.clocks), ("stall", track.stalls)):
        for each in found:
            yield _part(kind, f"{stage.id}.{each.id}", each)


def _bare(track: Track) -> Track:
    return replace(track, states={}, anytime={}, holds=(), clocks=(), stalls=())


def _state(stage: Stage, prefix: str, state: State) -> Iterator[_Part]:
    own = replace(state, touchpoints=(), moves={}, stalls=(), timeout=None)
    yield _part("state", f"{prefix}{state.id}", own)
    for signal, ways in state.moves.items():
        yield _part("move", f"{prefix}{state.id}.{signal}", ways)
    if state.timeout is not None:
        yield _part("timeout", f"{prefix}{state.id}", state.timeout)
    for touchpoint in state.touchpoints:
        yield _part("touchpoint", f"{stage.id}.{touchpoint.id}", touchpoint)
    for stall in state.stalls:
        yield _part("stall", f"{stage.id}.{stall.id}", stall)


def _part(kind: str, name: str, part: object) -> _Part:
    return (kind, name), msgspec.json.encode(part, order="sorted")

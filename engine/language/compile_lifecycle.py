"""The lifecycle: the stages in order, and where each of their ends leads (S2.5–S2.7, D1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from schemas import lifecycle as written
from schemas import playbook

from .compilation import UNREADABLE, Compilation
from .compile_stage import endings_of
from .here import Here
from .loader import File
from .program_logic import Leave, Lifecycle, LifecycleStage, Onward

STOP = "stop"
GRAINS = ("account", "line", "contract", "order")
"""What a stage is run for, from coarse to fine."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """What the lifecycle must know of a playbook."""

    endings: tuple[str, ...]
    dormant: tuple[str, ...]
    scope: Literal["journey", "account"]
    here: Here


def compile_lifecycle(compilation: Compilation, files: list[File], playbooks: list[File]) -> None:
    """Compile the lifecycle; it stands in one file, or two could contradict each other."""
    stages = {}
    for file in playbooks:
        model = file.model
        assert isinstance(model, playbook.Playbook)
        asleep = _dormant(model)
        stages[model.id] = _Stage(endings_of(model), asleep, model.scope, file.here)
    for file in files:
        model_, here = file.model, file.here
        assert isinstance(model_, written.Lifecycle)
        if compilation.lifecycle is not None:
            first = compilation.places[f"lifecycle/{compilation.lifecycle.id}"]
            compilation.add(here.into("schema").place, "second-file", first=first)
            continue
        compilation.declare("lifecycle", model_.id, model_.title, here.into("id"))
        compilation.languages = model_.languages
        compilation.lifecycle = _lifecycle(compilation, model_, here, stages)


def _dormant(model: playbook.Playbook) -> tuple[str, ...]:
    if model.tracks:
        return tuple(name for name, each in model.ends.items() if each.end == "dormant")
    return tuple(name for name, state in model.states.items() if state.end == "dormant")


def _lifecycle(
    compilation: Compilation, model: written.Lifecycle, here: Here, stages: Mapping[str, _Stage]
) -> Lifecycle:
    compiled = []
    for name, each in model.stages.items():
        spot = here.into("stages", name)
        compilation.declare("lifecycle_stage", name, None, spot)
        if compilation.known_at(name, stages, "playbook", spot.key):
            _check_ends(compilation, each, spot.into("ends"), stages[name])
        compiled.append(
            LifecycleStage(name, each.per, _onwards(compilation, model, name, each, spot, stages))
        )
    _check_complete(compilation, model, here, stages)
    beside = compilation.set_of(model.beside, stages, "playbook", here, "beside")
    leave = tuple(_leave(compilation, key, each, here) for key, each in model.leave.items())
    return Lifecycle(model.id, tuple(compiled), beside, leave)


def _leave(compilation: Compilation, key: str, each: written.Leave, here: Here) -> Leave:
    spot = here.into("leave", key)
    compilation.declare("leave", key, each.title, spot)
    condition = compilation.condition(each.if_, spot, "if")
    return Leave(key, condition or UNREADABLE, each.end)


def _check_ends(
    compilation: Compilation, each: written.LifecycleStage, here: Here, stage: _Stage
) -> None:
    for end in each.ends if stage.endings else ():
        among = (*stage.endings, *stage.dormant)
        compilation.known_at(end, among, "end", here.into(end).key)
    missing = [end for end in stage.endings if end not in each.ends]
    if missing:
        compilation.add(here.key, "end-leads-nowhere", names=", ".join(missing))


def _check_complete(
    compilation: Compilation, model: written.Lifecycle, here: Here, stages: Mapping[str, _Stage]
) -> None:
    """Every playbook has its place; one of the account itself stands beside the others."""
    for name, stage in stages.items():
        if name not in model.stages and name not in model.beside:
            compilation.add(stage.here.into("id").place, "not-in-lifecycle", name=name)
    for index, name in enumerate(model.beside):
        if name in model.stages:
            spot = here.into("beside", index)
            compilation.add(spot.place, "stage-and-beside", name=name)


def _onwards(
    compilation: Compilation,
    model: written.Lifecycle,
    name: str,
    stage: written.LifecycleStage,
    here: Here,
    stages: Mapping[str, _Stage],
) -> dict[str, tuple[Onward, ...]]:
    compiled = {}
    for end, ways in stage.ends.items():
        spot = here.into("ends", end)
        listed = []
        for index, way in enumerate(ways):
            at = spot.into(index)
            compilation.spot(f"onward/{name}.{end}#{index}", at)
            if index and ways[index - 1].if_ is None:
                compilation.add(at.place, "move-shadowed")
            listed.append(_Onward(compilation, model, stages, stage, way, at).compile())
        if ways[-1].if_ is not None:
            last = spot.into(len(ways) - 1)
            compilation.add(last.place, "onward-without-otherwise")
        compiled[end] = tuple(listed)
    return compiled


@dataclass(frozen=True, slots=True)
class _Onward:
    compilation: Compilation
    model: written.Lifecycle
    stages: Mapping[str, _Stage]
    stage: written.LifecycleStage
    way: written.Onward
    here: Here

    def compile(self) -> Onward:
        way, here, compilation = self.way, self.here, self.compilation
        said = {"to": way.to is not None, "new_journey": way.new_journey is not None}
        compilation.one_of(said, here)
        if way.each is not None:
            self.check_each(way.each, here.into("each"))
        if way.carries and way.new_journey is None:
            compilation.add(here.into("carries").key, "carries-nowhere")
        among = {**compilation.things, **compilation.facts}
        return Onward(
            to=self.target(way.to, here.into("to"), may_stop=True),
            each=way.each or "",
            new_journey=self.target(way.new_journey, here.into("new_journey")),
            carries=compilation.set_of(way.carries, among, "fact", here, "carries"),
            condition=compilation.condition(way.if_, here, "if"),
        )

    def target(self, name: str | None, here: Here, *, may_stop: bool = False) -> str:
        if name is None or (may_stop and name == STOP):
            return name or ""
        among = (*self.model.stages, *([STOP] if may_stop else ()))
        return self.compilation.known(name, among, "playbook", here)

    def check_each(self, grain: str, here: Here) -> None:
        """Children are of the grain of the stage they begin in, which must be a finer one."""
        if not self.compilation.known(grain, GRAINS, "grain", here):
            return
        target = self.model.stages.get(self.way.to or "")
        if target is not None and target.per != grain:
            self.compilation.add(
                here.place, "each-of-another-grain", name=grain, stage=self.way.to, per=target.per
            )
        if GRAINS.index(grain) <= GRAINS.index(self.stage.per):
            self.compilation.add(here.place, "each-not-finer", name=grain, per=self.stage.per)

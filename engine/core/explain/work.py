"""Why a touchpoint or a step of a play is open, done, left out, late, or not there yet."""

from __future__ import annotations

from collections.abc import Iterator

from ...language.program import Touchpoint
from .. import records as r
from ..gates import unmet
from ..journey import Lane, Task
from .question import Answer, Question
from .states import ways
from .values import Blocked, Earlier, Line, Part, Told


def about_touchpoint(asked: Question, name: str) -> Answer:
    """Answer for a touchpoint: what became of it, or what it waits for."""
    touchpoint = asked.draft.linked.touchpoints[name]
    parts: list[Part] = [Line(asked.key("touchpoint", name))]
    past = asked.told(
        r.TaskOpened, r.TaskDone, r.TaskCancelled, r.TaskOverdue, r.TaskReminded,
        r.TaskReassigned, name=name,
    )  # fmt: skip
    for told in past:
        parts += [told, *_reckoned(asked, touchpoint, told)]
    tasks = [task for task in asked.journey.tasks.values() if task.name == name]
    for task in tasks:
        parts += _work(asked, touchpoint, task)
    if tasks:
        return ("running" if any(task.status == "open" for task in tasks) else "blocked"), parts
    if past:
        return "happened", parts
    return "elsewhere", [*parts, *_not_here(asked, touchpoint)]


def _reckoned(asked: Question, touchpoint: Touchpoint, told: Told) -> Iterator[Part]:
    """How a deadline that passed was counted; on what a touchpoint was left out."""
    record = told.record
    if isinstance(record, r.TaskOverdue | r.TaskReminded):
        yield from asked.fired(told.number)
    if isinstance(record, r.TaskOverdue):
        yield Earlier((f"{record.name}.done",), record.at)
    if isinstance(record, r.TaskCancelled) and record.reason == "condition":
        yield from asked.condition_then(touchpoint.condition, asked.used(told.number))


def _work(asked: Question, touchpoint: Touchpoint, task: Task) -> Iterator[Part]:
    for purpose in ("task.start", "task.remind", "task.due"):
        for timer in asked.timers(purpose, task.id):
            yield from asked.running(timer)
    if task.status == "open":
        missing = unmet(asked.draft, touchpoint.needs)
        if missing:
            yield Blocked("need", missing)
        return
    lane = asked.journey.lanes.get(task.track)
    unseen = _unseen(touchpoint, lane)
    if unseen:
        yield Blocked("after", unseen)
    yield from asked.condition(touchpoint.condition, lane)


def _unseen(touchpoint: Touchpoint, lane: Lane | None) -> tuple[str, ...]:
    if lane is None or touchpoint.starts is None:
        return ()
    return tuple(name for name in touchpoint.starts.after if name not in lane.seen)


def _not_here(asked: Question, touchpoint: Touchpoint) -> Iterator[Part]:
    homes = tuple(
        name
        for track in asked.draft.stage.tracks
        for name, state in track.states.items()
        if touchpoint.id in {each.id for each in state.touchpoints}
    )
    yield Blocked("state", homes)
    for home in homes:
        yield from ways(asked, home)


def about_follow_up(asked: Question, name: str) -> Answer:
    """Answer for a step of a recovery play: when it comes, counted from its stall."""
    recoveries = asked.program.program.recoveries
    plays = [play for play, each in recoveries.items() if name in {one.id for one in each.steps}]
    parts: list[Part] = [Line(f"followup/{play}.{name}") for play in plays]
    past = asked.told(r.TaskOpened, r.TaskDone, r.TaskCancelled, name=name)
    coming: list[Part] = []
    for occurrence in asked.journey.stalls.values():
        for timer in asked.timers("follow_up", occurrence.id):
            if timer.detail == name:
                step = asked.program.follow_ups[occurrence.recovery, name]
                coming += [*asked.running(timer), *asked.condition(step.condition)]
    if past or coming:
        return ("running" if coming else "happened"), [*parts, *past, *coming]
    stalls = asked.draft.linked.stalls.items()
    waits = tuple(stall for stall, each in stalls if each.recovery in plays)
    return "elsewhere", [*parts, Blocked("no_climb", waits)]

"""Counting where journeys go: into stages and out of them, from state to state (S2)."""

from __future__ import annotations

from ...core import records as r
from ...core.identity import track_of
from ...language.values import MICROSECONDS_PER_HOUR, Instant
from .under_way import Counts, Scene, Visit

EVERYWHERE = ""
"""The name of all stages together, where journeys are counted by stage."""


def close(scene: Scene, visit: Visit, at: Instant, *, is_running: bool) -> None:
    """Count a visit of a stage that is over, or that nobody watches any more."""
    stage = visit.stage
    _disappear(scene, visit, at)
    if visit.ended is None:
        scene.add("open", stage)
    else:
        end, outcome, ended_at = visit.ended
        scene.add("end", stage, end, outcome)
        scene.time(ended_at - visit.entered_at - visit.slept, "stage", stage)
    if is_running:
        for lane, (state, _) in visit.lanes.items():
            scene.add("state.open", stage, track_of(lane), state)
    for job in visit.tasks.values():
        if job.opened_at is not None:
            scene.add("task.open" if is_running else "task.cancelled", *job.key)
    for silence in visit.stalls.values():
        scene.add("stall.open" if is_running else "stall.left", *silence.key)


# --- the journey and its stages


def _started(scene: Scene, record: r.JourneyStarted) -> None:
    scene.add("journeys")
    _enter(scene, record.playbook, record.at)


def _stage_entered(scene: Scene, record: r.StageEntered) -> None:
    close(scene, scene.visit, record.at, is_running=False)
    _enter(scene, record.stage, record.at)


def _enter(scene: Scene, stage: str, at: Instant) -> None:
    scene.visit = scene.known.visits[scene.journey] = Visit(stage, at)
    scene.add("entered", stage)
    _appear(scene, stage, at)


def _stage_ended(scene: Scene, record: r.StageEnded) -> None:
    scene.visit.ended = record.end, record.outcome, record.at


def _journey_ended(scene: Scene, record: r.JourneyEnded) -> None:
    if scene.visit.ended is None:
        scene.visit.ended = record.state, record.outcome, record.at
    _disappear(scene, scene.visit, record.at)


def _woken(scene: Scene, record: r.JourneyWoken) -> None:
    visit = scene.visit
    if visit.ended is not None:
        visit.slept += record.at - visit.ended[2]
    visit.ended = None
    visit.present_since = record.at
    _appear(scene, visit.stage, record.at)


def _appear(scene: Scene, stage: str, at: Instant) -> None:
    hour = _hour(scene, at)
    for name in (stage, EVERYWHERE):
        scene.add("arrived", name)
        change = scene.tally.present.setdefault(name, {})
        change[hour] = change.get(hour, 0) + 1


def _disappear(scene: Scene, visit: Visit, at: Instant) -> None:
    if visit.present_since < 0:
        return
    since, visit.present_since = visit.present_since, -1
    at = max(at, since)
    hour = _hour(scene, at)
    for name in (visit.stage, EVERYWHERE):
        scene.time(at - since, "stay", name)
        change = scene.tally.present.setdefault(name, {})
        change[hour] = change.get(hour, 0) - 1


def _hour(scene: Scene, at: Instant) -> int:
    """Return the first whole hour of the run that does not lie before ``at``."""
    return -((scene.population.begins_at - at) // MICROSECONDS_PER_HOUR)


# --- states and moves


def _state_left(scene: Scene, record: r.StateLeft) -> None:
    visit = scene.visit
    visit.left[record.track] = record.state
    stood = visit.lanes.pop(record.track, None)
    if stood is not None:
        track = track_of(record.track)
        scene.time(record.at - stood[1], "state", visit.stage, track, record.state)


def _state_entered(scene: Scene, record: r.StateEntered) -> None:
    visit = scene.visit
    stage, track = visit.stage, track_of(record.track)
    visit.lanes[record.track] = record.state, record.at
    scene.add("visits", stage, track, record.state)
    source = visit.left.pop(record.track, "")
    if source:
        scene.add("move", stage, track, source, record.state, record.by)


COUNTS: Counts = {
    r.JourneyStarted: _started,
    r.StageEntered: _stage_entered,
    r.StageEnded: _stage_ended,
    r.JourneyEnded: _journey_ended,
    r.JourneyWoken: _woken,
    r.StateLeft: _state_left,
    r.StateEntered: _state_entered,
}

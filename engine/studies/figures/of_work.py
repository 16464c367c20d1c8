"""Counting what is done and what is not: tasks, stalls, ladders, rules, contacts (S4–S6)."""

from __future__ import annotations

from ...core import records as r
from ...language.values import Money
from .under_way import Counts, Job, Scene, Silence

# --- tasks


def _planned(scene: Scene, record: r.TaskPlanned) -> None:
    task, visit = record.task, scene.visit
    name = task.name
    if task.kind == "follow_up":
        silence = visit.stalls.get(task.scope)
        # A play that a rule has begun is named by its scope.
        play = silence.play if silence is not None else task.scope.rpartition(":")[2]
        name = f"{play}.{name}"
    visit.tasks[task.id] = Job((visit.stage, task.kind, name), task)


def _opened(scene: Scene, record: r.TaskOpened) -> None:
    job = scene.visit.tasks.get(record.id)
    if job is not None:
        job.opened_at = record.at
        scene.add("task", *job.key)


def _done(scene: Scene, record: r.TaskDone) -> None:
    job = scene.visit.tasks.pop(record.id, None)
    if job is None or job.opened_at is None:
        return
    scene.add("task.late" if job.is_late else "task.in_time", *job.key)
    scene.time(record.at - job.opened_at, "task", *job.key)
    for name, silence in scene.visit.stalls.items():
        if job.key[1] == "follow_up" and job.scope == name:
            silence.by = f"followup/{job.key[2]}"
        elif job.key[1] == "touchpoint" and job.track == silence.track:
            silence.by = f"touchpoint/{scene.visit.stage}.{job.key[2]}"


def _skipped(scene: Scene, record: r.TaskSkipped) -> None:
    _over(scene, record.id, "task.skipped")


def _cancelled(scene: Scene, record: r.TaskCancelled) -> None:
    _over(scene, record.id, "task.cancelled")


def _over(scene: Scene, task: str, how: str) -> None:
    job = scene.visit.tasks.pop(task, None)
    if job is not None and job.opened_at is not None:
        scene.add(how, *job.key)


def _overdue(scene: Scene, record: r.TaskOverdue) -> None:
    _mark(scene, record.id, is_late=True)


def _in_time(scene: Scene, record: r.TaskInTime) -> None:
    _mark(scene, record.id, is_late=False)


def _unfounded(scene: Scene, record: r.Unfounded) -> None:
    _mark(scene, record.about, is_late=False)


def _mark(scene: Scene, task: str, *, is_late: bool) -> None:
    # The engine's own mark: a deadline on hold does not make a task late (S3.5, S5.5).
    job = scene.visit.tasks.get(task)
    if job is not None:
        job.is_late = is_late


# --- silence


def _stalled(scene: Scene, record: r.Stalled) -> None:
    occurrence = record.occurrence
    key = scene.visit.stage, occurrence.stall, occurrence.cause
    scene.visit.stalls[occurrence.id] = Silence(key, record)
    scene.add("stall", *key)


def _stall_ended(scene: Scene, record: r.StallEnded) -> None:
    silence = scene.visit.stalls.pop(record.id, None)
    if silence is None:
        return
    scene.add(f"stall.{record.outcome}", *silence.key)
    scene.time(record.at - silence.since, "stall", *silence.key)
    if record.outcome == "recovered":
        scene.add("recovered_by", *silence.key, silence.by)
        scene.known.is_won_back |= bool(silence.by)


def _climbed(scene: Scene, record: r.ClimbStarted) -> None:
    scene.visit.climbs[record.climb.id] = record.climb.ladder


def _climb_ended(scene: Scene, record: r.ClimbEnded) -> None:
    scene.visit.climbs.pop(record.climb, None)


def _escalated(scene: Scene, record: r.Escalated) -> None:
    scene.add("tier", scene.visit.climbs.get(record.climb, ""), record.tier)


def _tier_skipped(scene: Scene, record: r.TierSkipped) -> None:
    scene.add("tier.skipped", scene.visit.climbs.get(record.climb, ""), record.tier)


# --- rules, contacts, facts, incidents


def _fired(scene: Scene, record: r.RuleFired) -> None:
    scene.add("rule", record.rule)


def _matched(scene: Scene, record: r.PatternMatched) -> None:
    scene.add("pattern", record.pattern)


def _contacted(scene: Scene, record: r.ContactSpent) -> None:
    if record.to >= scene.population.ends_at:
        return  # put off until after the end of the run
    scene.add("contact", record.channel)
    contacts, week = scene.known.contacts, scene.weeks.of(record.to)
    contacts[week] = contacts.get(week, 0) + 1


def _deferred(scene: Scene, record: r.ContactDeferred) -> None:
    scene.add("deferred", record.channel)


def _learnt(scene: Scene, record: r.FactSet) -> None:
    if record.name == scene.worth and isinstance(record.value, Money):
        scene.known.monthly = record.value


def _incident(scene: Scene, record: r.IncidentRaised) -> None:
    # An exception of ours has no line of a playbook; what kind it was is its first name.
    scene.see(record.code, record.key or "".join(record.names[:1]) * (record.code == "exception"))


def _refused(scene: Scene, record: r.SignalRefused) -> None:
    scene.see(f"refused.{record.reason}", record.type)


COUNTS: Counts = {
    r.TaskPlanned: _planned,
    r.TaskOpened: _opened,
    r.TaskDone: _done,
    r.TaskSkipped: _skipped,
    r.TaskCancelled: _cancelled,
    r.TaskOverdue: _overdue,
    r.TaskInTime: _in_time,
    r.Unfounded: _unfounded,
    r.Stalled: _stalled,
    r.StallEnded: _stall_ended,
    r.ClimbStarted: _climbed,
    r.ClimbEnded: _climb_ended,
    r.Escalated: _escalated,
    r.TierSkipped: _tier_skipped,
    r.RuleFired: _fired,
    r.PatternMatched: _matched,
    r.ContactSpent: _contacted,
    r.ContactDeferred: _deferred,
    r.FactSet: _learnt,
    r.IncidentRaised: _incident,
    r.SignalRefused: _refused,
}

"""What there is to do and how journeys stand, as tables: the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..core.clock import local
from ..core.journey import Absence, Journey, Lane
from ..language.program import Legend
from ..language.titles import Lang
from ..language.values import Instant
from ..runtime.store import IncidentRow, JourneyRow, TaskRow
from .aligned import aligned
from .closing import plural
from .dated import soon, when
from .phrases_live import incident, say
from .problems import PLAIN, RED, visible
from .timeline import task_title

Line = tuple[tuple[str, ...], bool]
"""The cells of a row, and whether somebody should look at it now."""


class Wording(NamedTuple):
    """What it takes to speak of one journey: its stage, its local time, the titles."""

    stage: str
    zone: str
    legend: Legend


class Around(NamedTuple):
    """Who reads, and when: ``is_coloured`` where the terminal shows colours."""

    now: Instant
    lang: Lang
    is_coloured: bool = False


Task = tuple[TaskRow, Wording, str]
"""A task, how to speak of it, and the key of the item it is about; empty where there is none."""
Standing = tuple[JourneyRow, Journey, Wording]
Incident = tuple[IncidentRow, Wording]


# --- tasks


def tasks_text(tasks: Sequence[Task], around: Around) -> str:
    """Return tasks as a table: overdue ones first, then by deadline."""
    lang = around.lang
    if not tasks:
        return say("tasks.none", lang)
    shows_zone = len({wording.zone for _, wording, _ in tasks}) > 1
    named = named_apart(tasks)
    lines = [
        _task_line(each, named[each[0].journey, each[0].id], around, shows_zone)
        for each in in_order(tasks)
    ]
    overdue = sum(is_urgent for _, is_urgent in lines)
    head = say("tasks.count", lang, count=counted(len(tasks), "task", lang), overdue=overdue)
    return _board(head, ("due", "task", "owner", "journey", "name"), lines, around)


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Return tasks: overdue ones, then by deadline, those without one last."""
    return sorted(
        tasks,
        key=lambda each: (
            not each[0].is_overdue, each[0].due_at is None, each[0].due_at or 0,
            each[0].journey, each[0].id,
        ),
    )  # fmt: skip


def named_apart(tasks: Iterable[Task]) -> dict[tuple[str, str], str]:
    """Return what each task is asked for by: its name, or its id where several bear the name."""
    rows = [row for row, _, _ in tasks]
    often = Counter((row.journey, row.name) for row in rows)
    return {
        (row.journey, row.id): row.name if often[row.journey, row.name] == 1 else row.id
        for row in rows
    }


def task_values(row: TaskRow, wording: Wording, item: str) -> dict[str, Any]:
    """Return a task as ids and values."""
    return {
        "journey": row.journey, "task": row.id, "name": row.name, "item": item,
        "account": row.account, "stage": wording.stage, "owner": row.owner, "role": row.role,
        "status": row.status, "opened_at": iso(row.opened_at or None, wording.zone),
        "due_at": iso(row.due_at, wording.zone), "is_overdue": row.is_overdue,
    }  # fmt: skip


def _task_line(task: Task, name: str, around: Around, shows_zone: bool) -> Line:
    row, wording, item = task
    due = _due(row, wording, around)
    title = task_title(row.name, wording.legend, around.lang, wording.stage)
    title = f"{title} · {item}" if item else title
    if row.status == "planned":
        title = say("task.planned", around.lang, title=title)
    zone = f" ({wording.zone})" if shows_zone and row.due_at is not None else ""
    cells = (f"{due}{zone}", title, row.owner or "–", row.journey, name)
    return cells, row.is_overdue


def _due(row: TaskRow, wording: Wording, around: Around) -> str:
    if row.due_at is None:
        return say("due.nothing", around.lang)
    at = soon(row.due_at, around.now, wording.zone, around.lang)
    return say("since", around.lang, at=at) if row.is_overdue else at


# --- journeys


def journeys_text(journeys: Sequence[Standing], around: Around) -> str:
    """Return journeys as a table: stalled ones first, by how long, then those with work overdue."""
    lang = around.lang
    if not journeys:
        return say("journeys.none", lang)
    ordered = sorted(journeys, key=lambda each: _urgency(each[1]))
    lines = [_journey_line(journey, wording, around) for _, journey, wording in ordered]
    stalled = sum(bool(journey.stalls) for _, journey, _ in journeys)
    count = counted(len(journeys), "journey", lang)
    head = say("journeys.count", lang, count=count, stalled=stalled)
    return _board(head, ("journey", "stage", "where", "marks", "next"), lines, around)


def journey_values(row: JourneyRow, journey: Journey, wording: Wording) -> dict[str, Any]:
    """Return how a journey stands as ids and values."""
    zone = wording.zone
    return {
        "journey": row.id, "account": row.account, "line": row.line, "key": row.key,
        "stage": row.playbook, "status": row.status, "outcome": journey.outcome,
        "states": {lane.track: lane.state for lane in journey.lanes.values()},
        "is_paused": journey.is_paused,
        "stalls": [
            {"stall": each.stall, "track": each.track, "since": iso(each.started_at, zone)}
            for each in journey.stalls.values()
        ],
        "overdue": _overdue(journey), "next_due": iso(row.next_due, zone),
        "began_at": iso(row.began_at or None, zone), "version": row.version,
        "program": row.program,
    }  # fmt: skip


def _urgency(journey: Journey) -> tuple[object, ...]:
    since = min((each.started_at for each in journey.stalls.values()), default=None)
    due = min((each.due_at for each in journey.timers.values()), default=None)
    is_over = bool(journey.outcome)
    return (
        is_over,
        since is None,
        since or 0,
        -_overdue(journey),
        due is None,
        due or 0,
        journey.id,
    )


def _overdue(journey: Journey) -> int:
    return sum(each.is_overdue for each in journey.tasks.values())


def _journey_line(journey: Journey, wording: Wording, around: Around) -> Line:
    legend, lang = wording.legend, around.lang
    titles = [_stands(lane, wording, lang) for lane in journey.lanes.values() if lane.state]
    timers = [each.due_at for each in journey.timers.values() if not each.holds]
    following = soon(min(timers), around.now, wording.zone, lang) if timers else "–"
    cells = (
        journey.id, legend.title(f"stage/{journey.playbook}", lang), ", ".join(titles) or "–",
        "; ".join(_marks(journey, wording, around)), following,
    )  # fmt: skip
    return cells, bool(journey.stalls or _overdue(journey)) and not journey.outcome


def _stands(lane: Lane, wording: Wording, lang: Lang) -> str:
    title = _own("state", wording, lane.track, lane.state, lang)
    item = lane.track.partition("/")[2]
    return f"{title} · {item}" if item else title


def _marks(journey: Journey, wording: Wording, around: Around) -> list[str]:
    lang = around.lang
    if journey.outcome:
        return [say(f"mark.{journey.outcome}", lang)]
    marks = [
        say(
            "mark.stalled", lang,
            name=_own("stall", wording, each.track, each.stall, lang),
            at=soon(each.started_at, around.now, wording.zone, lang),
        )
        for each in sorted(journey.stalls.values(), key=lambda each: each.started_at)
    ]  # fmt: skip
    overdue = _overdue(journey)
    if overdue:
        tasks = counted(overdue, "task", lang)
        marks.append(say("mark.overdue", lang, count=overdue, tasks=tasks))
    if journey.is_paused:
        marks.append(say("mark.paused", lang))
    blockers = [
        name for lane in journey.lanes.values() if lane.pending for name in lane.pending.blockers
    ]
    if blockers:
        names = [task_title(name, wording.legend, lang, wording.stage) for name in blockers]
        marks.append(say("mark.waits", lang, names=", ".join(names)))
    return marks or [say("mark.well", lang)]


def _own(kind: str, wording: Wording, track: str, name: str, lang: Lang) -> str:
    """Return the title of a stage's own, which may be named after its track."""
    titles, stage = wording.legend.titles, wording.stage
    keys = (f"{kind}/{stage}.{track.partition('/')[0]}.{name}", f"{kind}/{stage}.{name}")
    return next((titles[key].text(lang) for key in keys if key in titles), name)


# --- incidents


def incidents_text(incidents: Sequence[Incident], around: Around) -> str:
    """Return incidents as a table, the newest first."""
    lang = around.lang
    if not incidents:
        return say("incidents.none", lang)
    ordered = sorted(incidents, key=lambda each: (-each[0].at, each[0].journey, each[0].record))
    lines = [_incident_line(row, wording, lang) for row, wording in ordered]
    head = say("incidents.count", lang, count=counted(len(lines), "incident", lang))
    return _board(head, ("at", "journey", "record", "what", "about"), lines, around)


def incident_values(row: IncidentRow, wording: Wording) -> dict[str, Any]:
    """Return an incident as ids and values."""
    return {
        "journey": row.journey, "record": row.record, "at": iso(row.at, wording.zone),
        "code": row.code, "about": row.about.strip(), "state": row.state,
    }  # fmt: skip


def _incident_line(row: IncidentRow, wording: Wording, lang: Lang) -> Line:
    is_open = row.state == "open"
    what = incident(row.code, lang) + ("" if is_open else say("incident.closed", lang))
    at = when(row.at, wording.zone, lang)
    return (at, row.journey, str(row.record), what, row.about.strip()), is_open


# --- people


class Role(NamedTuple):
    """A role, who fills it, and when that person is away from now on."""

    name: str
    title: str
    level: str
    person: str
    absences: tuple[Absence, ...]


def roles_text(roles: Sequence[Role], zone: str, around: Around) -> str:
    """Return who fills which role as a table, those nearest to the work first."""
    lines = [
        ((each.title, each.person, _away(each, zone, around), each.level, each.name), False)
        for each in roles
    ]
    head = say("roles.count", around.lang, count=counted(len(roles), "role", around.lang))
    return _board(head, ("role", "person", "away", "level", "name"), lines, around)


def role_values(role: Role, zone: str) -> dict[str, Any]:
    """Return a role as ids and values."""
    return {
        "role": role.name, "level": role.level, "person": role.person,
        "away": [
            {"from": iso(each.begins, zone), "until": iso(each.until, zone), "deputy": each.deputy}
            for each in role.absences
        ],
    }  # fmt: skip


def _away(role: Role, zone: str, around: Around) -> str:
    lang, now = around.lang, around.now
    told = []
    for each in role.absences:
        ends = soon(each.until, now, zone, lang)
        begins = soon(each.begins, now, zone, lang)
        phrase = "away.deputy" if each.deputy else "away"
        told.append(say(phrase, lang, begins=begins, until=ends, deputy=each.deputy))
    return "; ".join(told) or "–"


# --- both


def counted(count: int, thing: str, lang: Lang) -> str:
    """Return ``3 tasks`` in English; a Chinese phrase has its own measure word."""
    return str(count) if lang == "zh" else plural(count, thing)


def iso(at: Instant | None, zone: str) -> str | None:
    """Return an instant as ISO 8601 in local time with its offset, or None."""
    return None if at is None else local(at, zone).isoformat()


def _board(head: str, columns: Sequence[str], lines: Sequence[Line], around: Around) -> str:
    titles = [say(f"column.{name}", around.lang) for name in columns]
    # Names were typed by people; a line end in one would break the table.
    rows = [tuple(visible(cell.replace("\n", " ")) for cell in cells) for cells, _ in lines]
    first, *rest = aligned(titles, rows, texts=len(titles))
    if around.is_coloured:
        urgent = [is_urgent for _, is_urgent in lines]
        rest = [
            f"{RED}{line}{PLAIN}" if loud else line for line, loud in zip(rest, urgent, strict=True)
        ]
    return "\n".join([head, first, *rest])

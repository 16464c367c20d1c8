"""A journal as a timeline: what happened, when, in the words of the playbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core import records as r
from ..core.decide import (
    ACKNOWLEDGED,
    CLOSED,
    CONTEXT_CHANGED,
    NOTED,
    PAUSE,
    RESUME,
    SEED_ANSWERED,
    STARTED,
)
from ..language.engine_signals import ENGINE_TITLES
from ..language.facts import write_value
from ..language.program import Legend
from ..language.titles import Lang
from ..language.values import Instant
from ..language.words import REASONS
from .dated import dated, when
from .timeline_logic import LogicTold
from .width import width as width_of
from .words import WORDS

_WORD_CELLS = 11
_TOLD_TIMERS = ("stall:", "task.due:", "clock.due:")
_TOLD_ELSEWHERE = {
    STARTED, PAUSE, RESUME, ACKNOWLEDGED, CLOSED, CONTEXT_CHANGED, SEED_ANSWERED,
    "task.hand_over", "task.skip", "task.cancel",
}  # fmt: skip


def journal_lines(
    records: Iterable[r.Record], legend: Legend, zone: str, lang: Lang, stage: str = ""
) -> Iterable[str]:
    """Return a journal as lines, dated; its own beginning says which stage it began in.

    Part of a journal begins in ``stage``.
    """
    told = (
        (each.at, tell(each, legend, lang, stage, zone)) for stage, each in staged(stage, records)
    )
    return dated((entry for entry in told if entry[1]), zone, lang)


def staged(playbook: str, records: Iterable[r.Record]) -> Iterable[tuple[str, r.Record]]:
    """Yield each record with the stage it was made in."""
    for record in records:
        if isinstance(record, r.StageEntered):
            playbook = record.stage
        elif isinstance(record, r.JourneyStarted):
            playbook = record.playbook
        yield playbook, record


def padded(word: str) -> str:
    """Return the word of a line as wide as all of them."""
    return word + " " * max(_WORD_CELLS - width_of(word), 1)


def tell(record: r.Record, legend: Legend, lang: Lang, playbook: str, zone: str) -> str:
    """Return a record on one line: its word, and what it says; empty where it tells nothing."""
    teller = _Teller(legend, lang, playbook, zone)
    tell = getattr(teller, str(record.__struct_config__.tag), None)
    told: tuple[str, str] | None = tell(record) if tell else None
    return f"  {padded(WORDS[told[0]].text(lang))}{told[1]}".rstrip() if told else ""


def task_title(name: str, legend: Legend, lang: Lang, playbook: str) -> str:
    """Return what a task is called: its touchpoint, its step, or what is missing."""
    return _Teller(legend, lang, playbook, "").task(name)


class _Teller(LogicTold):
    """One method per kind of record that people want to see, named like the record."""

    def __init__(self, legend: Legend, lang: Lang, playbook: str, zone: str) -> None:
        self.legend, self.lang, self.playbook, self.zone = legend, lang, playbook, zone

    def title(self, kind: str, name: str) -> str:
        return self.legend.title(f"{kind}/{name}", self.lang)

    def own(self, kind: str, name: str) -> str:
        title = self.legend.titles.get(f"{kind}/{self.playbook}.{name}")
        return title.text(self.lang) if title else name

    def task(self, name: str) -> str:
        own = self.legend.titles.get(f"touchpoint/{self.playbook}.{name}")
        if own is not None:
            return own.text(self.lang)
        steps = {
            key.rpartition(".")[2]: key for key in self.legend.titles if key.startswith("followup/")
        }
        if name in steps:
            return self.legend.titles[steps[name]].text(self.lang)
        needed = self.needed(name)
        return f"{WORDS['missing'].text(self.lang)}{needed}" if needed else name

    def needed(self, name: str) -> str:
        keys = (f"document/{name}", f"fact/{name}", f"need/{name}", f"check/{name}")
        titles = (self.legend.titles.get(key) for key in keys)
        return next((title.text(self.lang) for title in titles if title is not None), "")

    def person(self, role: str, person: str) -> str:
        title = self.title("role", role)
        return title if person == role else f"{person} ({title})"

    def signal(self, name: str) -> str:
        known = self.legend.titles.get(f"signal/{name}") or WORDS.get(name)
        known = known or ENGINE_TITLES.get(f"signal/{name}")
        if known is not None:
            return known.text(self.lang)
        task, _, outcome = name.partition(".")
        if f"outcome/{self.playbook}.{name}" in self.legend.titles:
            return f"{self.task(task)}: {self.own('outcome', name)}"
        return self.task(task) if outcome == "done" else name

    def when(self, at: Instant) -> str:
        return when(at, self.zone, self.lang)

    def data(self, values: dict[str, Any]) -> str:
        told = [f"{name} = {write_value(value)}" for name, value in values.items()]
        return f" ({'; '.join(told)})" if told else ""

    # --- one method per record

    def journey_started(self, record: r.JourneyStarted) -> tuple[str, str]:
        return "begins", self.title("stage", record.playbook)

    def signal_taken(self, record: r.SignalTaken) -> tuple[str, str] | None:
        # What the engine's own signals and done tasks lead to is told by records of its own.
        if record.type.endswith(".done") or record.type in _TOLD_ELSEWHERE:
            return None
        if f"outcome/{self.playbook}.{record.type}" in self.legend.titles:
            return None
        if record.type == NOTED:
            return "note", self.note(record)
        if record.source == "engine":
            return "counts_as", self.signal(record.type)
        by = f" · {record.by}" if record.by else ""
        late = f" ({WORDS['late'].text(self.lang)})" if record.is_late else ""
        return "signal", f"{self.signal(record.type)}{self.data(record.data)}{by}{late}"

    def note(self, record: r.SignalTaken) -> str:
        closes = record.data.get("closes")
        seen_to = f"{WORDS['seen_to'].text(self.lang)} #{closes}" if closes else ""
        told = (str(record.data.get("text", "")), seen_to, record.by)
        return " · ".join(each for each in told if each)

    def signal_ignored(self, record: r.SignalIgnored) -> tuple[str, str]:
        return "ignored", f"{self.signal(record.type)}: {REASONS[record.reason].text(self.lang)}"

    def signal_refused(self, record: r.SignalRefused) -> tuple[str, str]:
        names = [self.needed(name) or self.act(name) or self.task(name) for name in record.names]
        told = " ".join((REASONS[record.reason].text(self.lang), ", ".join(names))).rstrip()
        if names == [self.signal(record.type)]:
            told = REASONS[record.reason].text(self.lang)
        return "refused", f"{self.signal(record.type)}: {told}"

    def act(self, name: str) -> str:
        return WORDS[f"act.{name}"].text(self.lang) if f"act.{name}" in WORDS else ""

    def fact_set(self, record: r.FactSet) -> tuple[str, str]:
        return "fact", f"{self.title('fact', record.name)} = {write_value(record.value)}"

    def document_brought(self, record: r.DocumentBrought) -> tuple[str, str]:
        return "document", self.title("document", record.name)

    def state_entered(self, record: r.StateEntered) -> tuple[str, str]:
        track, _, item = record.track.partition("/")
        titled = self.legend.titles.get(f"state/{self.playbook}.{track}.{record.state}")
        told = titled.text(self.lang) if titled else self.own("state", record.state)
        return "enters", f"{told} · {item}" if item else told

    def move_pending(self, record: r.MovePending) -> tuple[str, str]:
        names = ", ".join(self.task(name) for name in record.blockers)
        return "waits_on", f"{self.signal(record.signal)} ({names})"

    def move_dropped(self, record: r.MoveDropped) -> tuple[str, str]:
        return "dropped", self.signal(record.signal)

    def task_opened(self, record: r.TaskOpened) -> tuple[str, str]:
        due = WORDS["due"].text(self.lang)
        ending = f", {due} {self.when(record.due_at)}" if record.due_at is not None else ""
        person = self.person(record.role, record.owner)
        contact = f", {self.contact(record.contact_at)}" if record.contact_at else ""
        return "task", f"{self.task(record.name)} → {person}{ending}{contact}"

    def task_done(self, record: r.TaskDone) -> tuple[str, str]:
        outcome = self.own("outcome", f"{record.name}.{record.outcome}") if record.outcome else ""
        text = self.task(record.name) + (f": {outcome}" if outcome else "")
        return "done", text + (f" · {record.by}" if record.by and record.by != "engine" else "")

    def task_cancelled(self, record: r.TaskCancelled) -> tuple[str, str]:
        return "cancelled", f"{self.task(record.name)} ({REASONS[record.reason].text(self.lang)})"

    def task_reminded(self, record: r.TaskReminded) -> tuple[str, str]:
        return "reminded", self.task(record.name)

    def task_overdue(self, record: r.TaskOverdue) -> tuple[str, str]:
        return "overdue", self.task(record.name)

    def task_skipped(self, record: r.TaskSkipped) -> tuple[str, str]:
        by = f" · {record.by}" if record.by else ""
        return "skipped", self.task(record.name) + by

    def message_sent(self, record: r.MessageSent) -> tuple[str, str]:
        later = f", {self.contact(record.to)}" if record.to > record.at else ""
        return "message", self.title("message", record.message) + later

    def contact(self, at: Instant) -> str:
        return f"{WORDS['contact_at'].text(self.lang)} {self.when(at)}"

    def task_in_time(self, record: r.TaskInTime) -> tuple[str, str]:
        return "in_time", self.task(record.name)

    def rounds_left_out(self, record: r.RoundsLeftOut) -> tuple[str, str]:
        times = f" × {record.count}" if record.count > 1 else ""
        why = REASONS[record.reason].text(self.lang)
        return "left_out", f"{self.task(record.name)}{times} ({why})"

    def timed_out(self, record: r.TimedOut) -> tuple[str, str] | None:
        if not record.holds:
            return None
        in_track = f"{record.track.partition('/')[0]}.{record.state}"
        titles = (f"timeout/{self.playbook}.{name}" for name in (in_track, record.state))
        told = next((key for key in titles if key in self.legend.titles), "")
        return "timeout", self.legend.titles[told].text(self.lang) if told else record.state

    def documentdated(self, record: r.DocumentDated) -> tuple[str, str]:
        name = self.title("document", record.name)
        return "valid_until", f"{name} → {self.when(record.ends)}"

    def expired(self, record: r.Expired) -> tuple[str, str]:
        return "expired", self.needed(record.name) or record.name

    def task_reassigned(self, record: r.TaskReassigned) -> tuple[str, str]:
        return "reassigned", f"{self.task(record.name)} → {self.person(record.role, record.owner)}"

    def timer_held(self, record: r.TimerHeld) -> tuple[str, str] | None:
        return ("held", self.timed(record.id)) if record.id.startswith(_TOLD_TIMERS) else None

    def timer_released(self, record: r.TimerReleased) -> tuple[str, str] | None:
        if not record.id.startswith(_TOLD_TIMERS):
            return None
        due = WORDS["due"].text(self.lang)
        return "released", f"{self.timed(record.id)}, {due} {self.when(record.due_at)}"

    def timed(self, timer_id: str) -> str:
        purpose, _, rest = timer_id.partition(":")
        name = rest.partition("#")[0]
        if purpose == "clock.due":
            return self.own("clock", name)
        return self.own("stall", name) if purpose == "stall" else self.task(name)

    def timer_moved(self, record: r.TimerMoved) -> tuple[str, str] | None:
        if not record.id.startswith(_TOLD_TIMERS):
            return None
        return "due", f"{self.timed(record.id)} → {self.when(record.due_at)}"

    def hold_began(self, record: r.HoldBegan) -> tuple[str, str]:
        return "hold", self.reason(record.reason)

    def hold_ended(self, record: r.HoldEnded) -> tuple[str, str]:
        return "hold_ended", self.reason(record.reason)

    def reason(self, reason: str) -> str:
        kind, _, name = reason.partition(":")
        # A rule's name holds its stage's; the item it is about comes last.
        return self.own(kind, name.partition("@")[0].rpartition(".")[2])

    def clock_started(self, record: r.ClockStarted) -> tuple[str, str]:
        return "clock", self.own("clock", record.clock.clock)

    def clock_reminded(self, record: r.ClockReminded) -> tuple[str, str]:
        return "reminded", self.own("clock", record.name)

    def clock_overdue(self, record: r.ClockOverdue) -> tuple[str, str]:
        cause = f" ({self.title('cause', record.cause)})" if record.cause else ""
        return "overdue", self.own("clock", record.name) + cause

    def clock_stopped(self, record: r.ClockStopped) -> tuple[str, str]:
        how = "" if record.outcome == "stopped" else f" ({WORDS['over'].text(self.lang)})"
        return "stopped", self.own("clock", record.name) + how

    def variants_chosen(self, record: r.VariantsChosen) -> tuple[str, str]:
        return "variants", ", ".join(self.own("variant", each) for each in record.variants) or "–"

    def unfounded(self, record: r.Unfounded) -> tuple[str, str]:
        tiers = f" ({', '.join(record.tiers)})" if record.tiers else ""
        return "unfounded", self.watched(record.name) + tiers

    def watched(self, name: str) -> str:
        kinds = ("stall", "clock")
        told = (self.legend.titles.get(f"{kind}/{self.playbook}.{name}") for kind in kinds)
        return next((title.text(self.lang) for title in told if title), self.task(name))

    def notice_given(self, record: r.NoticeGiven) -> tuple[str, str]:
        return "notice", record.tier

    def recovery_skipped(self, record: r.RecoverySkipped) -> tuple[str, str]:
        why = REASONS["limit"].text(self.lang)
        return "skipped", f"{self.title('recovery', record.play)} ({why})"

    def stalled(self, record: r.Stalled) -> tuple[str, str]:
        cause = record.occurrence.cause
        told = f" ({self.title('cause', cause)})" if cause else ""
        return "stalled", self.own("stall", record.occurrence.stall) + told

    def stall_ended(self, record: r.StallEnded) -> tuple[str, str]:
        return record.outcome, self.own("stall", record.stall)

    def escalated(self, record: r.Escalated) -> tuple[str, str]:
        done = WORDS[record.do].text(self.lang)
        return "escalated", f"{record.tier} → {self.person(record.role, record.person)}: {done}"

    def tier_skipped(self, record: r.TierSkipped) -> tuple[str, str]:
        return "skipped", f"{record.tier} ({REASONS[record.reason].text(self.lang)})"

    def climb_quieted(self, record: r.ClimbQuieted) -> tuple[str, str]:
        return "acknowledged", f"{record.by} → {self.when(record.until)}"

    def recovery_started(self, record: r.RecoveryStarted) -> tuple[str, str]:
        return "recovery", self.title("recovery", record.play)

    def journey_paused(self, record: r.JourneyPaused) -> tuple[str, str]:
        return "paused", record.reason

    def journey_resumed(self, record: r.JourneyResumed) -> tuple[str, str]:
        return "resumed", record.reason

    def journey_ended(self, record: r.JourneyEnded) -> tuple[str, str]:
        return "ended", WORDS[record.outcome].text(self.lang)

    def journey_woken(self, record: r.JourneyWoken) -> tuple[str, str]:
        return "woken", self.signal(record.by)

    def incident_raised(self, record: r.IncidentRaised) -> tuple[str, str]:
        place = self.legend.places.get(record.key)
        told = [record.code, record.signal, ", ".join(record.names), str(place or "")]
        return "incident", " · ".join(each for each in told if each)

    # --- the lifecycle

    def stage_ended(self, record: r.StageEnded) -> tuple[str, str]:
        return "stage_over", f"{self.title('stage', record.stage)}: {self.end(record.end)}"

    def stage_entered(self, record: r.StageEntered) -> tuple[str, str]:
        return "goes_on", self.title("stage", record.stage)

    def onward_pending(self, record: r.OnwardPending) -> tuple[str, str]:
        names = ", ".join(self.task(name) for name in record.blockers)
        return "waits_on", f"{self.end(record.end)} ({names})"

    def journey_seeded(self, record: r.JourneySeeded) -> tuple[str, str]:
        return record.seed.kind, self.title("stage", record.seed.playbook)

    def seed_merged(self, record: r.SeedMerged) -> tuple[str, str]:
        return "merged", record.into

    def seed_refused(self, record: r.SeedRefused) -> tuple[str, str]:
        return "not_begun", record.reason or WORDS["lacking"].text(self.lang)

    def exit_taken(self, record: r.ExitTaken) -> tuple[str, str]:
        return "leaves", self.title("leave", record.exit)

    def journey_closed(self, record: r.JourneyClosed) -> tuple[str, str]:
        return "closed", " · ".join(filter(None, (record.reason, record.by, record.into)))

    def deviated(self, record: r.Deviated) -> tuple[str, str]:
        told = WORDS[f"deviated.{record.kind}"].text(self.lang)
        return "deviates", f"{self.signal(record.signal)} ({told})"

    def end(self, name: str) -> str:
        known = self.legend.titles.get(f"end/{self.playbook}.{name}")
        return known.text(self.lang) if known is not None else self.own("state", name)

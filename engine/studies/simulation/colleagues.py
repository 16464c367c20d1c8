"""What colleagues do: tasks waited for, begun, done with all that their gate asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from ...core import records as r
from ...core.decide import Step
from ...core.journey import Journey, Signal
from ...language.values import Instant, Value
from ..population.values import WHOLE, Segment, Work
from .drawing import microseconds
from .hosting import AccountHost
from .observing import Worked
from .reporting import mended, report
from .staff import Team

MAX_TRIES = 5
"""How often somebody completes what a gate says is missing before it is left lying."""


@dataclass(slots=True, eq=False)
class Job:
    """One open task, from the side of those who do it."""

    colleagues: Colleagues
    journey: str
    task: str
    name: str
    stage: str
    kind: str
    track: str
    role: str
    work: Work
    asked_at: Instant
    contact_at: Instant
    person: str = ""
    begun_at: Instant | None = None
    microseconds: int = 0
    is_lying: bool = False
    is_closed: bool = False

    @property
    def key(self) -> str:
        """By what its chances are drawn."""
        return f"{self.stage}.{self.name}"

    def is_wanted_of(self, role: str) -> bool:
        """Tell whether it is still to be begun, and by that role."""
        return not self.is_closed and self.begun_at is None and self.role == role

    def begin(self, person: str, at: Instant) -> int:
        """Somebody begins; return how much shift time it takes, in microseconds."""
        host = self.colleagues.host
        self.person, self.begun_at = person, at
        self.microseconds = microseconds(self.work.takes, host.chance.uniform(f"takes/{self.key}"))
        host.working += 1
        return self.microseconds

    def finish(self, at: Instant) -> None:
        """It is done, needed or not."""
        host = self.colleagues.host
        host.pending += 1
        host.happen(at, self.colleagues.finish, self)


class Colleagues:
    """All who work for one customer."""

    def __init__(self, host: AccountHost, segment: Segment, team: Team) -> None:
        """Work as a segment of the population says."""
        self.host, self.segment, self.team = host, segment, team
        self.facts: Mapping[str, Value] = {}
        self._jobs: dict[tuple[str, str], Job] = {}
        self._finishing: Job | None = None
        self._refused: dict[Job, Signal] = {}
        self._waiting: set[Job] = set()

    # --- what becomes of tasks

    def opened(self, after: Journey, stage: str, record: r.TaskOpened) -> None:
        """Somebody is to do a task, unless it is forgotten."""
        task = after.tasks.get(record.id)
        if task is None or task.status != "open":
            return
        host = self.host
        if task.kind == "blocker" and not host.setting.can_be_told(record.name):
            return
        work = host.setting.work(self.segment, stage, record.name)
        job = Job(
            self, after.id, record.id, record.name, stage, task.kind, task.track, record.role,
            work, host.now, record.contact_at,
        )  # fmt: skip
        self._jobs[after.id, record.id] = job
        if work.forgotten and host.chance.uniform(f"forgotten/{job.key}") * WHOLE < work.forgotten:
            job.is_lying = True
        else:
            self._start(job)

    def closed(self, journey: str, record: r.TaskDone | r.TaskCancelled | r.TaskSkipped) -> None:
        """A task is over; who had begun it finds out at the end."""
        job = self._jobs.pop((journey, record.id), None)
        finishing = self._finishing
        if job is None:
            return
        if finishing is not None and job is not finishing and job.name == finishing.name:
            # Of two open rounds the older one counts as done: the other is still to do.
            job.task, finishing.task = finishing.task, job.task
            self._jobs[journey, job.task] = job
            job = finishing
        job.is_closed = True

    def reassigned(self, journey: str, record: r.TaskReassigned) -> None:
        """A task goes to another role, and to the end of no queue: it has waited already."""
        job = self._jobs.get((journey, record.id))
        if job is None or job.role == record.role:
            return
        before, job.role = job.role, record.role
        is_queued = before in self.team.desks or record.role in self.team.desks
        if is_queued and job.begun_at is None and not job.is_lying:
            self._start(job)

    def reminded(self, journey: str, task: str) -> None:
        """Somebody heard of a task: one that lay forgotten may be begun now."""
        job = self._jobs.get((journey, task))
        if job is None or not job.is_lying or (job in self._waiting and self._are_others_at(job)):
            return
        chance = self.host.chance
        if chance.uniform(f"reminded/{job.key}") * WHOLE < job.work.reminded:
            job.is_lying = False
            self._start(job)

    # --- doing it

    def _start(self, job: Job) -> None:
        """Queue a task for the people of its role, or let one of any number take it up."""
        host = self.host
        ready = max(host.now, job.contact_at)
        desk = self.team.desks.get(job.role)
        if desk is not None:
            desk.ask(job, host.now, ready)
            return
        wait = host.chance.uniform(f"waits/{job.key}")
        at = host.setting.after(ready, job.work.waits, wait)
        if at < host.setting.population.ends_at:
            at = host.setting.calendar.next_opening(at)
        host.plan(at, self._begin, job)

    def _begin(self, job: Job) -> None:
        """Somebody of a role without limit begins, if it is still to be done."""
        if job.is_closed or job.begun_at is not None or job.role in self.team.desks:
            return
        host = self.host
        owner = host.journeys[job.journey].tasks.get(job.task)
        person = owner.owner if owner is not None and owner.owner else job.role
        passed = job.begin(person, host.now)
        ended = host.now + passed
        if ended < host.setting.population.ends_at:
            ended = host.setting.calendar.add_shift_time(host.now, passed)
        host.plan(ended, self.finish, job)

    def finish(self, job: Job) -> None:
        """Whoever did a task says so, if it is still wanted."""
        host = self.host
        host.working -= 1
        task = host.journeys[job.journey].tasks.get(job.task)
        is_wasted = job.is_closed or task is None
        assert job.begun_at is not None
        host.observer.worked(
            Worked(
                host.customer, job.journey, job.stage, job.name, job.role, job.person,
                job.asked_at, job.begun_at, host.now, job.microseconds, is_wasted,
            )
        )  # fmt: skip
        if not is_wasted:
            self._complete(job)

    def _complete(self, job: Job) -> None:
        """Report a task as done; what the gate says is missing is brought, as somebody would."""
        signal, tried = self._tried(job, report(self.host, self.facts, job))
        if self._lacks_papers(tried) and self._are_others_at(job):
            # Nobody hands in what he sees to be unfinished: he waits, and it is no refusal.
            self._waiting.add(job)
        else:
            self._hand_in(job, signal, tried)
        if not job.is_closed:
            # It could not be done: it lies until somebody asks after it, or it can be after all.
            job.is_lying, job.begun_at = True, None
            self._refused[job] = signal

    def _lacks_papers(self, tried: Step) -> bool:
        refusal = tried.decision.records[-1] if tried.decision.outcome == "refused" else None
        return isinstance(refusal, r.SignalRefused) and refusal.reason == "document-missing"

    def _are_others_at(self, job: Job) -> bool:
        """Tell whether a colleague is still at something that brings a paper to the journey."""
        others = (each for each in self._jobs.values() if each.journey == job.journey)
        return any(each is not job and self._brings_papers(each) for each in others)

    def _brings_papers(self, job: Job) -> bool:
        touchpoint = self.host.setting.touchpoint(job.stage, job.name)
        is_at_work = not job.is_closed and job not in self._refused
        return is_at_work and touchpoint is not None and bool(touchpoint.produces)

    def _tried(self, job: Job, signal: Signal) -> tuple[Signal, Step]:
        host = self.host
        tried = host.try_out(job.journey, signal)
        for _ in range(MAX_TRIES):
            decision = tried.decision
            better = mended(host, job, signal, decision) if decision.outcome == "refused" else None
            if better is None:
                break
            signal = better
            tried = host.try_out(job.journey, signal)
        return signal, tried

    def _hand_in(self, job: Job, signal: Signal, tried: Step) -> None:
        self._finishing = job
        self.host.settle_for(job.journey, signal, tried)
        self._finishing = None

    def look_again(self) -> None:
        """Something happened to the account: what was refused may be taken now."""
        for job in [job for job in self._refused if job.is_closed]:
            del self._refused[job]
        for job in self._refused:
            if job.is_lying:
                self.host.plan(self.host.now, self._again, job)

    def _again(self, job: Job) -> None:
        """Hand in once more what was refused; nobody is told of it where that is in vain."""
        if job.is_closed or not job.is_lying:
            return
        host = self.host
        signal = replace(self._refused[job], id=host.signal_id(), at=host.now)
        # As it was handed in: whatever is told anew would make everybody look again, for ever.
        tried = host.try_out(job.journey, signal)
        if tried.decision.outcome != "refused":
            self._hand_in(job, signal, tried)

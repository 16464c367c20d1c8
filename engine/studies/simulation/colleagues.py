"""What colleagues do: tasks waited for, begun, done with all that their gate asks for."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from ...core import records as r
from ...core.decide import FACTS_SET
from ...core.identity import item_id
from ...core.journey import Journey, Signal
from ...language.program import Form, FormField, Touchpoint
from ...language.values import Instant, Value
from ..population.values import WHOLE, Segment, Work
from .drawing import microseconds
from .hosting import SOURCE, AccountHost
from .observing import Worked
from .staff import Team
from .telling import chosen, key_of_item, plain, tell, tell_all

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
        self._jobs: dict[tuple[str, str], Job] = {}
        self._finishing: Job | None = None

    # --- what becomes of tasks

    def opened(self, after: Journey, stage: str, record: r.TaskOpened) -> None:
        """Somebody is to do a task, unless it is forgotten."""
        task = after.tasks.get(record.id)
        if task is None or task.status != "open":
            return
        host = self.host
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
        job.role = record.role
        if job.begun_at is None and not job.is_lying and record.role in self.team.desks:
            self._start(job)

    def reminded(self, journey: str, task: str) -> None:
        """Somebody heard of a task: one that lay forgotten may be begun now."""
        job = self._jobs.get((journey, task))
        if job is None or not job.is_lying:
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
        host, signal = self.host, self._report(job)
        decision = host.try_out(job.journey, signal)
        for _ in range(MAX_TRIES):
            if decision.outcome != "refused":
                break
            better = self._mended(job, signal, decision)
            if better is None:
                break
            signal = better
            decision = host.try_out(job.journey, signal)
        self._finishing = job
        host.settle_for(job.journey, signal, decision)
        self._finishing = None
        if not job.is_closed:
            # It could not be done: it lies until somebody asks after it.
            job.is_lying, job.begun_at = True, None

    def _report(self, job: Job) -> Signal:
        host, program = self.host, self.host.program.program
        journey = host.journeys[job.journey]
        data = self._of_item(job, journey)
        brings: dict[str, None] = dict.fromkeys(job.work.brings)
        rows: dict[str, tuple[dict[str, Value], ...]] = {}
        kind = f"{job.name}.done"
        touchpoint = host.setting.touchpoint(job.stage, job.name)
        if job.kind == "blocker":
            if job.name in program.facts:
                kind, value = FACTS_SET, plain(host.setting, program.facts[job.name], host.now)
                data[job.name] = self._said(job, job.name, journey, value)
            elif job.name in program.documents:
                brings[job.name] = None
        elif job.kind == "touchpoint" and touchpoint is not None:
            data |= self._filled(job, touchpoint, journey)
            rows = self._rows(job, touchpoint, journey)
            brings |= dict.fromkeys(_wanted(touchpoint, journey))
        return Signal(
            kind, host.signal_id(), SOURCE, job.person, host.now, data, tuple(brings), rows=rows
        )

    def _of_item(self, job: Job, journey: Journey) -> dict[str, Value]:
        """Return the key of the item whose lane a task stands in, if it is one's."""
        key = job.track.partition("/")[2]
        if not key:
            return {}
        track = self.host.program.stages[journey.playbook].tracks.get(job.track.partition("/")[0])
        item = item_id(track.each, key) if track is not None else ""
        if track is None or item not in journey.items:
            return {}
        name = f"{track.each}.{self.host.program.many[track.each]}"
        return {name: key_of_item(self.host.setting, journey, item)}

    def _filled(self, job: Job, touchpoint: Touchpoint, journey: Journey) -> dict[str, Value]:
        host, form = self.host, self._form(touchpoint)
        data: dict[str, Value] = {}
        if touchpoint.outcomes:
            names = [name for name, _ in job.work.outcomes]
            u = host.chance.uniform(f"outcome/{job.key}")
            index = chosen([share for _, share in job.work.outcomes], u)
            data["outcome"] = names[index] if index < len(names) else touchpoint.outcomes[0]
        facts = host.program.program.facts
        for each in form.fields:
            said = each.fact in job.work.form or each.fact.partition(".")[2] in job.work.form
            is_known = each.fact in journey.facts or each.fact in host.account.facts
            if said or (each.required and each.required_if is None and not is_known):
                value = plain(host.setting, facts[each.fact], host.now)
                data[each.fact] = self._said(job, each.fact, journey, value)
        return data

    def _rows(
        self, job: Job, touchpoint: Touchpoint, journey: Journey
    ) -> dict[str, tuple[dict[str, Value], ...]]:
        """Return one row for each table of a form, with a key of its own."""
        host, found = self.host, {}
        for thing, columns in self._form(touchpoint).rows.items():
            key = f"{thing}.{host.program.many[thing]}"
            row = {key: self._said(job, key, journey, self._new_key(thing))}
            for each in columns:
                if each.fact != key and (self._is_said(job, each) or each.required):
                    value = plain(host.setting, host.program.program.facts[each.fact], host.now)
                    row[each.fact] = self._said(job, each.fact, journey, value)
            found[thing] = (row,)
        return found

    def _new_key(self, thing: str) -> Value:
        number = self.host.chance.count(f"key/{thing}") + 1
        fact = self.host.program.program.facts[f"{thing}.{self.host.program.many[thing]}"]
        return number if fact.type == "number" else f"{thing}-{number}"

    def _form(self, touchpoint: Touchpoint) -> Form:
        return self.host.program.program.forms.get(touchpoint.form, Form())

    @staticmethod
    def _is_said(job: Job, each: FormField) -> bool:
        return each.fact in job.work.form or each.fact.partition(".")[2] in job.work.form

    def _said(self, job: Job, name: str, journey: Journey, plainly: Value) -> Value:
        """Return what is written into a field: as the population says, else plainly."""
        host, form = self.host, job.work.form
        drawn = form.get(name) or form.get(name.partition(".")[2])
        if drawn is None:
            return plainly
        purpose = f"form/{job.key}/{name}"
        return tell(host.setting, host.chance, drawn, purpose, host.now, journey)

    def _mended(self, job: Job, signal: Signal, decision: r.Decision) -> Signal | None:
        """Return a report with what was missing of it, or nothing where nobody can help."""
        refusal = decision.records[-1]
        assert isinstance(refusal, r.SignalRefused)
        if refusal.reason == "field-missing":
            return self._with_fields(signal, refusal.names)
        if refusal.reason == "document-missing":
            return self._with_documents(job, signal, refusal.names)
        if refusal.reason == "no-authority":
            return self._by_another(job, signal)
        return None

    def _with_fields(self, signal: Signal, names: tuple[str, ...]) -> Signal:
        setting, facts = self.host.setting, self.host.program.program.facts
        data, rows = dict(signal.data), {thing: list(each) for thing, each in signal.rows.items()}
        for name in names:
            thing, bracket, rest = name.partition("[")
            if not bracket:
                data[name] = plain(setting, facts[name], self.host.now)
                continue
            number, _, column = rest.partition("].")
            full = f"{thing}.{column}"
            row = rows[thing][int(number) - 1]
            rows[thing][int(number) - 1] = {**row, full: plain(setting, facts[full], self.host.now)}
        return replace(signal, data=data, rows={thing: tuple(each) for thing, each in rows.items()})

    def _with_documents(self, job: Job, signal: Signal, names: tuple[str, ...]) -> Signal | None:
        """Bring the papers of unmet needs; facts that are needed are told first."""
        host = self.host
        touchpoint = host.setting.touchpoint(job.stage, job.name)
        needs = {each.id: each for each in touchpoint.needs} if touchpoint is not None else {}
        wanted = [needs[name] for name in names if name in needs]
        papers = [each.documents[0] for each in wanted if each.documents]
        told = [each.facts[0] for each in wanted if each.facts and not each.documents]
        new = [each for each in papers if each not in signal.brings]
        if told:
            facts = host.program.program.facts
            data = {name: plain(host.setting, facts[name], host.now) for name in told}
            by, at = signal.by, host.now
            host.take(job.journey, Signal(FACTS_SET, host.signal_id(), SOURCE, by, at, data))
        if not new and not told:
            return None
        return replace(signal, brings=(*signal.brings, *new))

    def _by_another(self, job: Job, signal: Signal) -> Signal | None:
        """Let who holds the role approve, else the next above: the first who has not tried."""
        host, roles = self.host, self.host.program.program.roles
        people = host.directory.people
        climb, role = [], job.role
        while role:
            climb.append(people.get(role, role))
            role = roles[role].reports_to if role in roles else ""
        later = climb[climb.index(signal.by) + 1 :] if signal.by in climb else climb
        return replace(signal, by=later[0]) if later else None


def _wanted(touchpoint: Touchpoint, journey: Journey) -> list[str]:
    """Return the papers that a touchpoint's gate asks for and nobody has yet."""
    return [
        need.documents[0]
        for need in touchpoint.needs
        if need.documents and journey.documents.keys().isdisjoint(need.documents)
    ]


__all__ = ["Colleagues", "Job", "tell_all"]

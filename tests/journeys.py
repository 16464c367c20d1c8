"""A kit for tests of the core: compile, begin a journey, let things happen, look.

Times are local to the playbook's calendar, written ``2025-09-26 10:00``. Between two
things that happen the timers due fire in their order; what happens at the very instant
of a timer comes first (S1.5).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from engine.core import clock
from engine.core import records as r
from engine.core.abilities import missing
from engine.core.decide import decide
from engine.core.evolve import evolve, evolve_account
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal, Task
from engine.core.link import LinkedProgram, LinkedStage, link
from engine.core.timers import next_timer, timer_signal
from engine.language.compiler import compile_files
from engine.language.program import Program
from engine.language.values import Instant

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "tests" / "workspaces" / "contract"
CLINIC = ROOT / "tests" / "workspaces" / "clinic"
ORDERS = ROOT / "tests" / "workspaces" / "orders"

A_Record = TypeVar("A_Record", bound=r.Record)
Facts = Mapping[str, Any]


@functools.cache
def program_of(folder: Path) -> Program:
    """Compile the playbooks of a folder; its stories are not needed here."""
    paths = [path for path in sorted(folder.rglob("*.yaml")) if "scenarios" not in path.parts]
    return _compiled({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


@functools.cache
def linked_program(folder: Path) -> LinkedProgram:
    """Compile and link a folder once for all tests."""
    return link(program_of(folder))


PLAYED = ("orders", "contract", "recall", "stage")


def played_stage(linked: LinkedProgram) -> LinkedStage:
    """The stage of a workspace that tests of the core play: one that this engine runs fully."""
    name = next(name for name in PLAYED if name in linked.stages)
    assert missing(linked.program, name) == ()
    return linked.stages[name]


def stage(text: str, **shared: str) -> LinkedProgram:
    """Compile one stage on the small shared words below.

    The text is YAML without titles, which are added; it may leave out ``calendar`` and
    ``owner``. A keyword such as ``ladder`` replaces the shared file of that name.
    """
    written = {"calendar": "office", "owner": "worker", **yaml.safe_load(text)}
    files = {f"shared/{name}.yaml": _titled(yaml.safe_load(each)) for name, each in SHARED.items()}
    for name, each in shared.items():
        files[f"shared/{name}.yaml"] = _titled(
            {**yaml.safe_load(SHARED.get(name, "{}")), **yaml.safe_load(each)}
        )
    states = {name: state or {} for name, state in written.pop("states").items()}
    for state in states.values():
        if "end" not in state:
            state.setdefault("waits_for", "us")
    head = {"schema": "playbook/1", "id": "stage", **written, "states": states}
    files["stage.yaml"] = _titled(head)
    return link(_compiled({name: _dump(file) for name, file in files.items()}))


def _compiled(files: Mapping[str, bytes]) -> Program:
    compiled, problems = compile_files(files)
    assert compiled is not None, "\n".join(problem.line("en") for problem in problems)
    return compiled.program


_NAMED = {
    "states", "touchpoints", "stalls", "things", "facts", "documents", "signals", "roles",
    "recoveries", "ladders", "forms", "calendars", "tiers_of",
    "rules", "patterns", "on_demand", "holds", "clocks", "variants",
}  # fmt: skip


def _titled(file: Any, named: bool = True) -> Any:
    """Give every named thing of a written file the title it needs."""
    if not isinstance(file, dict):
        return file
    body = {
        key: {name: _titled(each or {}) for name, each in value.items()}
        if key in _NAMED and isinstance(value, dict)
        else value
        for key, value in file.items()
    }
    if isinstance(body.get("outcomes"), list):
        body["outcomes"] = {name: name for name in body["outcomes"]}
    if isinstance(body.get("follow_ups"), list):
        body["follow_ups"] = [_titled(each) for each in body["follow_ups"]]
    if body.pop("listed", None):
        body = {
            name: _titled(each) if isinstance(each, dict) else each for name, each in body.items()
        }
    return {"title": "名 | Name", **body} if named else body


def _dump(file: Any) -> bytes:
    return yaml.safe_dump(file, allow_unicode=True, sort_keys=False).encode()


SHARED = {
    "vocabulary": """
        schema: vocabulary/1
        channels: {phone: 电话 | Phone}
        causes: {sales: 销售 | Sales}
        thresholds: {large: {title: 大 | Large, amount: [1000 EUR, 1200 USD]}}
        things:
          deal:
            scope: journey
            facts:
              amount: {type: money}
              cost: {type: money}
              count: {type: number}
              parts: {type: number}
              urgent: {type: yes_no}
              wanted_on: {type: date}
              share: {type: percent}
              tags: {type: tags}
            documents: {offer: , order_form: , draft: }
            signals:
              accepted: {from: customer}
              asked: {from: customer}
              signed: {from: customer, brings: [order_form]}
              priced: {from: us, sets: [amount, urgent, count], data: {note: text}}
              checked: {from: partner}
          client:
            scope: account
            facts:
              on_hold: {type: yes_no}
              tier: {type: choice, choices: {A: 甲 | A, B: 乙 | B}}
            signals:
              called: {from: customer}
              held: {from: us, sets: [on_hold]}
        """,
    "people": """
        schema: people/1
        levels: [staff, team, unit]
        roles:
          worker: {level: staff, reports_to: lead, one_for_each: [account, line]}
          lead: {level: team, reports_to: boss}
          boss: {level: unit}
        """,
    "calendars": """
        schema: calendars/1
        listed: true
        office: {zone: Etc/UTC, weekly: {monday to friday: [09:00-17:00]}}
        """,
    "escalations": """
        schema: escalations/1
        listed: true
        ladder:
          tiers:
            - {id: first, level: team, after: 0 minutes, do: remind}
            - {id: second, level: unit, after: 1 business day, do: take_over}
        """,
    "recoveries": """
        schema: recoveries/1
        listed: true
        play:
          follow_ups:
            - {id: ring, after: 0 days}
            - {id: visit, after: 2 business days, owner: lead}
        """,
    "forms": """
        schema: forms/1
        listed: true
        terms: {fields: {deal.amount: required, deal.urgent: optional, client.tier: optional}}
        """,
}


class Play:
    """One journey on a program, with everybody in their place unless said otherwise."""

    def __init__(
        self,
        linked: LinkedProgram,
        at: str,
        *,
        state: str = "",
        facts: Facts | None = None,
        account: Facts | None = None,
        people: Mapping[str, str] | None = None,
        owners: Mapping[str, str] | None = None,
    ) -> None:
        self.linked = linked
        self.stage = played_stage(linked).stage.id
        self.zone = linked.calendars[linked.stages[self.stage].stage.calendar].data.zone
        staff = {role: role for role in linked.program.roles} if people is None else dict(people)
        self.account = Account("acme", facts=dict(account or {}), owners=dict(owners or {}))
        self.directory = Directory(people=staff)
        self.journey = Journey("journey-1")
        self.records: list[r.Record] = []
        self.account_records: list[r.AccountRecord] = []
        self.decisions: list[r.Decision] = []
        self.now = clock.parse_local(at, self.zone)
        self.signals = 0
        begin = {**(facts or {}), **({"state": state} if state else {})}
        self.take("journey.started", begin)

    # --- letting things happen

    def at(self, text: str) -> Play:
        """Go to a time: timers due before it fire, those due at it have not yet."""
        self._fire(clock.parse_local(text, self.zone) - 1)
        return self._go(text)

    def until(self, text: str) -> Play:
        """Go to a time: timers due by it have fired."""
        self._fire(clock.parse_local(text, self.zone))
        return self._go(text)

    def down_until(self, text: str) -> Play:
        """The engine is off until a time; nothing fires before it is back."""
        return self._go(text)

    def catch_up(self) -> Play:
        """Fire what is due by now, at the present ``now``: late, in due order."""
        while (timer := next_timer(self.journey)) and timer.due_at <= self.now:
            self.decide(timer_signal(timer), self.now)
        return self

    def signal(
        self, kind: str, happened: str = "", brings: tuple[str, ...] = (), **data: Any
    ) -> r.Decision:
        """A signal arrives now; ``happened`` is an earlier time it is about."""
        names = {name.replace("__", "."): value for name, value in data.items()}
        at = clock.parse_local(happened, self.zone) if happened else self.now
        return self.take(kind, names, brings=brings, at=at)

    def done(self, name: str, brings: tuple[str, ...] = (), **data: Any) -> r.Decision:
        """Somebody completes a task; ``deal__amount`` stands for ``deal.amount``."""
        return self.signal(f"{name}.done", brings=brings, **data)

    def learn(self, name: str, value: Any) -> r.Decision:
        """A fact becomes known."""
        return self.take("facts.set", {name: value})

    def take(
        self, kind: str, data: Facts, *, brings: tuple[str, ...] = (), at: Instant | None = None
    ) -> r.Decision:
        """A signal arrives now."""
        self.signals += 1
        address = Address(playbook=self.stage, account="acme", line="line")
        when = self.now if at is None else at
        signal = Signal(
            kind, f"s{self.signals}", "test", "somebody", when, dict(data), brings, address
        )
        return self.decide(signal, self.now)

    def decide(self, signal: Signal, now: Instant) -> r.Decision:
        """Decide and keep what was decided."""
        context = Context(self.account, self.directory)
        decision = decide(self.linked, context, self.journey, signal, now)
        for record in decision.records:
            self.journey = evolve(self.journey, record)
        for made in decision.account_records:
            self.account = evolve_account(self.account, made)
        self.records += decision.records
        self.account_records += decision.account_records
        self.decisions.append(decision)
        return decision

    def _fire(self, until: Instant) -> None:
        while (timer := next_timer(self.journey)) and timer.due_at <= until:
            self.now = max(self.now, timer.due_at)
            self.decide(timer_signal(timer), self.now)

    def _go(self, text: str) -> Play:
        self.now = max(self.now, clock.parse_local(text, self.zone))
        return self

    # --- looking

    def time(self, at: Instant) -> str:
        """An instant as this play writes it."""
        return clock.local(at, self.zone).strftime("%Y-%m-%d %H:%M")

    def seen(self, kind: type[A_Record]) -> list[A_Record]:
        """All records of a kind so far."""
        return [record for record in self.records if isinstance(record, kind)]

    def when(self, kind: type[r.Record]) -> list[str]:
        """The times of all records of a kind."""
        return [self.time(record.at) for record in self.records if isinstance(record, kind)]

    @property
    def state(self) -> str:
        """The state the one track stands in."""
        return next(iter(self.journey.lanes.values())).state

    @property
    def stalled(self) -> set[str]:
        """Names of the stalls that are going on."""
        return {each.stall for each in self.journey.stalls.values()}

    @property
    def open(self) -> list[str]:
        """Names of the open tasks."""
        return [task.name for task in self.journey.tasks.values() if task.status == "open"]

    def task(self, name: str) -> Task:
        """The task of that name."""
        return next(task for task in self.journey.tasks.values() if task.name == name)

    def due(self, purpose: str, about: str = "") -> str:
        """When the timer of a purpose is due, or why it is not running."""
        found = [t for t in self.journey.timers.values() if t.purpose == purpose and about in t.id]
        if not found:
            return "none"
        return "held" if found[0].holds else self.time(found[0].due_at)

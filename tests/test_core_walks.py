"""A hundred thousand steps: any signal, at any time, on any stage shipped; nothing ever raises."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.clock import parse_local
from engine.core.decide import decide
from engine.core.evolve import evolve_account, evolve_all, refold
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal
from engine.core.link import LinkedProgram, link
from engine.core.own_signals import OWN, STARTED
from engine.core.records import Record
from engine.core.timers import next_timer, timer_signal
from engine.language.program import Fact
from engine.language.values import Value

from .kit import compiled_shipped

WALKS, STEPS = 500, 210
HOUR = 3_600_000_000
BEGIN = parse_local("2025-09-22 08:00", "Asia/Shanghai")
JUNK: tuple[Value, ...] = (
    True, -1, 2**62, "", "x", "2025-02-30", "9 JPY", ("a", "a"), "800000 CNY", "5%", "S1",
    "2026-05-01", "3 business days", "A", "approved", "agreed", "done",
)  # fmt: skip
OWN_TYPES = (
    *OWN, STARTED, "timer.due", "", ".", ".done", "no.such", "task.overdue", "stall.began",
    "child.ended", "journey.ended",
)  # fmt: skip


@functools.cache
def _linked() -> LinkedProgram:
    return link(compiled_shipped().program)


def _fitting(chance: random.Random, fact: Fact) -> Value:
    drawn: dict[str, Callable[[], Value]] = {
        "yes_no": lambda: chance.random() < 0.5,
        "number": lambda: chance.randint(0, 9),
        "money": lambda: chance.choice(["100 CNY", "800000 CNY", "9 USD"]),
        "percent": lambda: chance.choice(["5%", "80%"]),
        "date": lambda: f"2025-{chance.randint(10, 12)}-{chance.randint(1, 28):02}",
        "duration": lambda: chance.choice(["3 business days", "2 hours"]),
        "choice": lambda: chance.choice(fact.choices) if fact.choices else "x",
        "tags": lambda: ("vip",),
    }
    return drawn.get(fact.type, lambda: chance.choice(["S1", "S2", "li"]))()


class _Walk:
    """One journey walked at random, by a seed."""

    def __init__(self, seed: int) -> None:
        self.chance, self.now, self.linked = random.Random(seed), BEGIN, _linked()  # noqa: S311
        program = self.linked.program
        self.people = Directory(1, {role: role for role in program.roles})
        self.account = Account("acme")
        self.journey = Journey("walk")
        self.records: list[Record] = []
        self.steps = 0

    def run(self) -> int:
        stage = self.chance.choice(sorted(self.linked.stages))
        address = Address(account="acme", line="steel", playbook=stage)
        self.take(Signal(STARTED, "begin", at=self.now, address=address))
        while self.steps < STEPS:
            self.now += self.chance.randint(0, 40) * HOUR // 4
            timer = next_timer(self.journey)
            if timer is not None and timer.due_at <= self.now and self.chance.random() < 0.8:
                self.take(timer_signal(timer))
            else:
                self.take(self.signal())
        folded = refold("walk", self.records)
        assert msgspec.json.encode(folded) == msgspec.json.encode(self.journey)
        return self.steps

    def signal(self) -> Signal:
        kind = self.kind()
        late = self.chance.choice([0, 0, 0, 3, 90]) * HOUR
        data = self.data(kind)
        brings = tuple(self.chance.sample(sorted(self.linked.program.documents), 1))
        return Signal(
            kind, f"s{self.steps}", by=self.chance.choice(["", "li", "team_lead"]),
            at=self.chance.choice([0, max(self.now - late, 1), self.now + 90 * HOUR]),
            data=data, brings=brings if self.chance.random() < 0.3 else (),
        )  # fmt: skip

    def kind(self) -> str:
        chance, program = self.chance, self.linked.program
        tasks = [task.name for task in self.journey.tasks.values()]
        if tasks and chance.random() < 0.45:
            return f"{chance.choice(tasks)}.done"
        if chance.random() < 0.8:
            return chance.choice(sorted(program.signals))
        return chance.choice(OWN_TYPES)

    def data(self, kind: str) -> dict[str, Value]:
        chance, program = self.chance, self.linked.program
        if chance.random() < 0.15:
            return {chance.choice(["x", "about", "task", "state", "outcome"]): chance.choice(JUNK)}
        declared = program.signals.get(kind)
        if declared is not None:
            return {name: _fitting(chance, fact) for name, fact in sorted(declared.data.items())}
        name = kind.partition(".")[0]
        stage = self.linked.stages.get(self.journey.playbook)
        touchpoint = stage.touchpoints.get(name) if stage is not None else None
        if touchpoint is None:
            fact = chance.choice(sorted(program.facts))
            return {fact: _fitting(chance, program.facts[fact])} if kind == "facts.set" else {}
        form = program.forms.get(touchpoint.form)
        fields = form.fields if form is not None else ()
        found = {each.fact: _fitting(chance, program.facts[each.fact]) for each in fields}
        outcomes = sorted(touchpoint.outcomes)
        return {**found, **({"outcome": chance.choice(outcomes)} if outcomes else {})}

    def take(self, signal: Signal) -> None:
        context = Context(self.account, self.people)
        decision = decide(self.linked, context, self.journey, signal, self.now)
        self.steps += 1
        self.journey = evolve_all(self.journey, decision.records)
        self.records += decision.records
        for record in decision.account_records:
            self.account = evolve_account(self.account, record)
        if self.chance.random() < 0.02:
            again = decide(self.linked, context, replace(self.journey), signal, self.now)
            assert again == decide(self.linked, context, self.journey, signal, self.now)


@pytest.mark.clause("S1.1", "S1.7", "S7.4")
def test_a_hundred_thousand_steps_raise_nothing(closing_lines: list[str]) -> None:
    total = 0

    @settings(
        max_examples=WALKS, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**32))
    def walk(seed: int) -> None:
        nonlocal total
        total += _Walk(seed).run()

    walk()
    closing_lines.append(f"walks over all shipped stages: {total} steps, nothing raised")
    assert total >= 100_000

"""The same random life on all three stores, held against a reference of a hundred lines.

Journeys begin, signals come again or with another body, wait, time passes, the process ends
and another opens the store: what the engine says of every journey is what the reference says.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.core.journey import Signal
from engine.language.compiler import Compiled, compile_files
from engine.runtime.clock import ManualClock
from engine.runtime.failures import OtherBodyError
from engine.runtime.service import Engine
from engine.runtime.store.opening import open_store

from ..harness import needs_harness
from ..postgres import Server
from ..small_workspace import MONDAY, SHARED
from . import oracles
from .ledger import FaultLedger
from .oracles import Sent, Told
from .reference import ENDS, HOUR, PLAYBOOK, OtherBody, Reference

EXAMPLES = 25
STEPS = 30
KINDS = ("ring.done", "client.asked", "client.accepted", "client.withdrew")


def compiled() -> Compiled:
    shared = {f"shared/{name}.yaml": text.encode() for name, text in SHARED.items()}
    found, problems = compile_files({"call.yaml": PLAYBOOK.encode(), **shared})
    assert found is not None, problems
    return found


WORKSPACE = compiled()
NAMES = st.sampled_from(["1", "2", "3", "4", "5", "6"])
WHICH = st.integers(0, 10)


class Life(RuleBasedStateMachine):
    """What may happen, in any order; a subclass says on which store."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock(MONDAY)
        self.reference = Reference(MONDAY)
        self.accepted: dict[Sent, None] = {}
        self.facts = 0
        self.begin()
        self.open()

    def begin(self) -> None:
        """Make an empty store."""
        self.store = open_store("memory:")

    def open(self) -> None:
        """Open an engine on it."""
        self.engine = Engine(self.store, WORKSPACE, clock=self.clock)

    def ended(self) -> None:
        """Look at everything once more, and let go of it."""
        self.engine.close()

    def _one(self, which: int) -> str:
        names = sorted(self.reference.calls)
        return names[which % len(names)]

    @rule(account=st.sampled_from(["a", "b/c"]), key=st.sampled_from(["", "k"]))
    def start(self, account: str, key: str) -> None:
        expected = self.reference.start(account.replace("/", "%2F"), key)
        assert self.engine.start(account, line="steel", playbook="call", key=key) == expected

    @precondition(lambda self: self.reference.calls)
    @rule(which=WHICH, name=NAMES, kind=st.sampled_from(KINDS), waits=st.booleans())
    def tell(self, which: int, name: str, kind: str, waits: bool) -> None:
        journey = self._one(which)
        signal = Signal(kind, name, "test")
        try:
            if waits:
                self.reference.accept(journey, name, kind)
            else:
                repeat = self.reference.signal(journey, name, kind)
        except OtherBody:
            with pytest.raises(OtherBodyError):
                (self.engine.accept if waits else self.engine.signal)(journey, signal)
            return
        if waits:
            self.engine.accept(journey, signal)
        else:
            assert self.engine.signal(journey, signal).is_duplicate == repeat
        self.accepted[Sent(journey, "test", name)] = None

    @rule(hours=st.integers(1, 3))
    def pass_time(self, hours: int) -> None:
        self.reference.now += hours * HOUR
        self.clock.set(self.reference.now)

    @rule()
    def tick(self) -> None:
        assert self.engine.tick() == self.reference.tick()

    @rule(limit=st.integers(1, 3))
    def work(self, limit: int) -> None:
        done = 0
        while step := self.engine.drain("waiting", limit) + self.engine.drain("timers", limit):
            done += step
        assert done == self.reference.tick()

    @precondition(lambda self: self.reference.calls)
    @rule(which=WHICH, on_hold=st.booleans())
    def tell_account(self, which: int, on_hold: bool) -> None:
        account = self._one(which).partition("/")[0]
        self.facts += 1
        self.reference.tell_account(account, on_hold)
        named = account.replace("%2F", "/")
        self.engine.set_facts(named, {"client.on_hold": on_hold}, id=f"facts-{self.facts}")
        assert self.engine.account(named).facts["client.on_hold"] == on_hold

    @rule()
    def crash(self) -> None:
        self.open()

    @invariant()
    def is_what_the_reference_says(self) -> None:
        assert {row.id for row in self.engine.journeys()} == set(self.reference.calls)
        for name, call in self.reference.calls.items():
            journey = self.engine.journey(name)
            assert journey.outcome == ENDS.get(call.state, "")
            due = [each.due_at for each in journey.timers.values()]
            assert due == ([] if call.due is None else [call.due]), name
            tasks = self.engine.tasks(journey=name)
            assert [each.is_overdue for each in tasks if each.status == "open"] == (
                [call.is_late] if call.state == "calling" else []
            )
            assert self.engine.check(name)

    def teardown(self) -> None:
        self.ended()


class KeptLife(Life):
    """The same on a store that is read past the engine at the end."""

    url = ""

    def begin(self) -> None:
        """Take the store of this example."""

    def open(self) -> None:
        """Open the store anew, as the next process does."""
        if hasattr(self, "engine"):
            self.engine.close()
        self.engine = Engine.open(self.url, WORKSPACE, clock=self.clock)

    def ended(self) -> None:
        """Let go of it and ask every oracle."""
        self.engine.close()
        assert oracles.check(self.url, Told(tuple(self.accepted))) == []


def live(machine: type[Life], faults: FaultLedger, store: str, examples: int = EXAMPLES) -> None:
    """Let a machine live through its examples."""
    lives = itertools.count()

    class Counted(machine):  # type: ignore[misc, valid-type]
        def begin(self) -> None:
            next(lives)
            super().begin()

    run_state_machine_as_test(
        Counted, settings=settings(max_examples=examples, stateful_step_count=STEPS)
    )
    faults.enter("P2 P3 P5 P7", store, tries=next(lives))


@pytest.mark.fault("P2", "P3", "P5", "P7", "F25", "F26")
def test_lives_in_memory(faults: FaultLedger) -> None:
    live(Life, faults, "memory")


@pytest.mark.fault("P2", "P3", "P5", "P7", "F25", "F26")
def test_lives_on_sqlite(faults: FaultLedger, tmp_path: Path) -> None:
    numbers = itertools.count()

    class OnSqlite(KeptLife):
        def begin(self) -> None:
            self.url = f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"

    live(OnSqlite, faults, "sqlite")


@needs_harness("postgres")
@pytest.mark.fault("P2", "P3", "P5", "P7", "F25", "F26")
def test_lives_on_postgresql(faults: FaultLedger, postgres_server: Server) -> None:
    class OnPostgres(KeptLife):
        def begin(self) -> None:
            self.url = postgres_server.fresh()

        def ended(self) -> None:
            super().ended()
            postgres_server.drop(self.url)

    live(OnPostgres, faults, "postgresql", EXAMPLES // 2)

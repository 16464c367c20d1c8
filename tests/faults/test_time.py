"""Time and work in trouble: clocks that jump, workers that freeze, very many timers (F16-F20)."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.failures import StoreError
from engine.runtime.service import Engine

from ..harness import needs_harness
from ..small_workspace import DAY, MONDAY, at
from . import held, killing, oracles, timers, workload
from .killing import needs_fork
from .ledger import FaultLedger
from .oracles import Sent, Told
from .receiver import Receiver, targets
from .workload import World

NOON = at("03-02 12:00")
DUE = int(os.environ.get("TOUCHLINE_TIMERS", "100000"))
FIRED = int(os.environ.get("TOUCHLINE_TIMERS_FIRED", "2000"))


def world_at(url: str, folder: Path) -> World:
    return World(url, folder)


@pytest.mark.fault("F20", "P5")
def test_a_clock_that_jumps(store_url: str, workspace: Compiled, faults: FaultLedger) -> None:
    clock = ManualClock(MONDAY)
    jumps = (DAY, -DAY, DAY, 0, -DAY // 24, 2 * DAY, -DAY, 3 * DAY)
    with Engine.open(store_url, workspace, clock=clock) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        last = 0
        fired: list[tuple[str, int]] = []
        for number, jump in enumerate(jumps):
            clock.set(MONDAY + number * DAY // 2 + jump)
            engine.tick()
            sent = Signal("client.asked", str(number), "test", at=0, data={"tags": ("a",)})
            engine.signal(journey, sent)
            held_now = engine.journey(journey).now
            assert held_now >= last, "a journey's time never runs backwards"
            last = held_now
        for record in engine.history(journey):
            if type(record).__name__ == "TimerFired":
                fired.append((record.id, record.at))  # type: ignore[union-attr]
                assert record.taken_at >= record.at  # type: ignore[union-attr]
        assert fired
        assert len(set(fired)) == len(fired)
        assert engine.check(journey)
    faults.enter("F20", _name(store_url), tries=len(jumps))
    if store_url != "memory:":
        assert oracles.check(store_url, Told()) == []


@pytest.mark.fault("F20", "P6")
def test_a_lease_is_measured_by_the_database(
    kept_url: str, workspace: Compiled, tmp_path: Path
) -> None:
    # A worker whose clock is a year ahead cannot take what another is sending.
    clock = ManualClock(at("03-06 12:00"))
    with Engine.open(kept_url, workspace, clock=ManualClock(NOON)) as engine:
        engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
    with Engine.open(kept_url, workspace, clock=clock) as engine:
        engine.tick()
        hands = workload.hands_on(engine, world_at(kept_url, tmp_path), clock)
        while hands.courier.route(10):
            pass
        with engine.store.writing() as tx:
            leased = tx.lease_deliveries(clock(), 100, 30.0)
        assert leased
        clock.set(at("03-06 12:00") + 365 * DAY)
        assert hands.courier.deliver(100) == 0
        with engine.store.writing() as tx:
            assert all(tx.save_delivery(each) for each in leased)


def deliver_and_freeze(world: World, workspace: Compiled) -> None:
    """Send one effect and stand still before its end is noted; wake up and go on."""
    clock = ManualClock(at("03-06 12:00"))

    def reached(point: str) -> None:
        if point == "receiver-after":
            os.kill(os.getpid(), signal.SIGSTOP)

    with Engine.open(world.url, workspace, clock=clock) as engine:
        receiver = Receiver(world.sink, reached)
        courier = workload.courier_to(engine, targets(receiver), clock)
        courier.deliver(1)


@needs_fork
@pytest.mark.fault("F17", "P4", "P6")
def test_a_frozen_courier_that_wakes_cannot_write(
    kept_url: str, workspace: Compiled, tmp_path: Path, faults: FaultLedger
) -> None:
    world = world_at(kept_url, tmp_path)
    clock = ManualClock(NOON)
    with Engine.open(kept_url, workspace, clock=clock) as engine:
        engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        clock.set(at("03-06 12:00"))
        engine.tick()
        hands = workload.hands_on(engine, world, clock)
        while hands.courier.route(10):
            pass
        sleeper = killing.start(partial(deliver_and_freeze, world, workspace), world.said)
        _, status = os.waitpid(sleeper, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        held.let_leases_run_out(kept_url)
        while hands.courier.deliver(10):
            pass
        before = held.read(kept_url)["deliveries"]
        os.kill(sleeper, signal.SIGCONT)
        assert not killing.ended(os.waitpid(sleeper, 0)[1])
        assert sorted(map(str, held.read(kept_url)["deliveries"])) == sorted(map(str, before))
    # What it had sent was sent again under the same key, or a person was asked.
    told = world.told(is_at_rest=True, horizon=at("03-06 12:00"))
    found = oracles.check(kept_url, told)
    lost, duplicated = oracles.losses(found)
    faults.enter("F17", _name(kept_url), tries=1, lost=lost, duplicated=duplicated, refused=1)
    assert found == []


def drain_and_freeze(url: str, workspace: Compiled) -> None:
    """Claim a journey and stand still before it is written."""

    def reached(point: str) -> None:
        if point == "after-decide":
            os.kill(os.getpid(), signal.SIGSTOP)

    from engine.runtime.store.postgres import address  # noqa: PLC0415  # its driver is an extra

    # As the store's own, but a second for a minute: the test need not wait so long.
    address._PREPARING = address._PREPARING.replace("'60s'", "'1s'")  # noqa: SLF001
    with Engine.open(url, workspace, clock=ManualClock(NOON), crash_point=reached) as engine:
        try:
            engine.drain("waiting", 5)
        except StoreError as error:
            os.write(2, error.line("en").encode())
        else:
            raise AssertionError("the sleeper's write was taken")


@needs_fork
@needs_harness("postgres")
@pytest.mark.fault("F17", "P6")
def test_a_frozen_worker_gives_its_journeys_back(
    postgres_url: str, workspace: Compiled, tmp_path: Path, faults: FaultLedger
) -> None:
    said = tmp_path / "said.txt"
    asked = Signal("client.asked", "1", "test", at=MONDAY, data={"tags": ("a",)})
    with Engine.open(postgres_url, workspace, clock=ManualClock(NOON)) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        engine.accept(journey, asked)
        freeze = partial(drain_and_freeze, postgres_url, workspace)
        sleeper = killing.start(freeze, said)
        _, status = os.waitpid(sleeper, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        # The server ends the transaction of who holds it and does nothing; then it is ours.
        while not engine.drain("waiting", 5):
            pass
        os.kill(sleeper, signal.SIGCONT)
        assert not killing.ended(os.waitpid(sleeper, 0)[1])
    words = said.read_text("utf-8")
    assert "[" in words
    told = Told((Sent(journey, "test", "1"),), is_at_rest=True, horizon=MONDAY, said=words)
    found = oracles.check(postgres_url, told)
    lost, duplicated = oracles.losses(found)
    faults.enter("F17", "postgresql", tries=1, lost=lost, duplicated=duplicated, refused=1)
    assert found == []


@pytest.mark.fault("F16", "P5")
def test_very_many_timers_due_at_once(
    kept_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    clock = ManualClock(MONDAY)
    with Engine.open(kept_url, workspace, clock=clock) as engine:
        engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        fresh = engine.start("fresh", line="steel", playbook="offer", facts=workload.AMOUNT)
    timers.multiply(kept_url, "a", DUE)
    clock.set(at("03-03 09:00"))  # a day later all of them have come due
    with Engine.open(kept_url, workspace, clock=clock) as engine:
        # Between two batches somebody is served at once, whatever else is due.
        rush = timers.rush(engine, fresh, FIRED)
    assert len(rush.waits) >= rush.done // 100
    fired = timers.fired(kept_url)
    assert len(fired) >= rush.done - 1, "all but the one that was copied"
    assert len(set(fired)) == len(fired), "each fired once"
    assert timers.due(kept_url, clock()) >= DUE - len(fired), "the others are still due"
    flat = oracles.o9_usage_is_flat({}, Told(usage=rush.usage[len(rush.usage) // 3 :]))
    assert list(flat) == []
    faults.enter("F16", _name(kept_url), tries=len(fired))


def _name(url: str) -> str:
    return "memory" if url == "memory:" else held.kind(url)

"""Signals as the world sends them: again, changed, in disorder, too late, deadly (F25-F28)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.language.deliveries import Delivery, Target
from engine.runtime.clock import ManualClock
from engine.runtime.delivery.courier import Courier
from engine.runtime.delivery.message import DELIVERED, Message, Outcome
from engine.runtime.delivery.targets import Targets
from engine.runtime.failures import EngineError, OtherBodyError
from engine.runtime.service import Engine
from engine.runtime.step import Receipt

from ..small_workspace import MONDAY, at
from . import held, killing, oracles, workload
from .killing import needs_fork
from .ledger import FaultLedger
from .oracles import Sent, Told

HOUR = 3_600_000_000
NOON = at("03-02 12:00")
REPEATS = 1_000
THREADS = 8
SEED = 20261122
POISON = Signal("client.withdrew", "poison", "test", at=MONDAY)
DEATHS = 3
"""How often a signal may end the process before it is put aside."""


def started(url: str, workspace: Compiled, account: str = "a") -> tuple[Engine, str]:
    engine = Engine.open(url, workspace, clock=ManualClock(NOON))
    return engine, engine.start(account, line="steel", playbook="offer", facts=workload.AMOUNT)


def asked(name: str = "1", **more: object) -> Signal:
    signal = Signal("client.asked", name, "test", at=MONDAY, data={"tags": ("a",)})
    return replace(signal, **more)


def store_of(url: str) -> str:
    return "memory" if url == "memory:" else held.kind(url)


def found(engine: Engine, url: str, told: Told) -> list[oracles.Violation]:
    """Return what is wrong, as far as a store can be read past the engine."""
    assert all(engine.check(row.id) for row in engine.journeys())
    return [] if url == "memory:" else oracles.check(url, told)


@pytest.mark.fault("F25", "P2")
def test_the_same_signal_a_thousand_times_in_parallel(
    store_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    engine, journey = started(store_url, workspace)
    before = len(engine.history(journey))
    with ThreadPoolExecutor(THREADS) as pool:
        answers: list[Receipt] = list(
            pool.map(lambda _number: engine.signal(journey, asked()), range(REPEATS))
        )
    (first,) = [each for each in answers if not each.is_duplicate]
    assert {replace(each, is_duplicate=False) == first for each in answers} == {True}
    assert len(engine.history(journey)) == before + len(first.records)
    wrong = found(engine, store_url, Told((Sent(journey, "test", "1"),)))
    lost, duplicated = oracles.losses(wrong)
    faults.enter("F25", store_of(store_url), tries=REPEATS, lost=lost, duplicated=duplicated)
    engine.close()
    assert wrong == []


def send_again(url: str, workspace: Compiled, journey: str, name: str, times: int) -> None:
    with Engine.open(url, workspace, clock=ManualClock(NOON)) as engine:
        for _ in range(times):
            engine.signal(journey, asked(name))


@needs_fork
@pytest.mark.fault("F25")
def test_the_same_signal_from_many_processes(
    kept_url: str, workspace: Compiled, faults: FaultLedger, tmp_path: Path
) -> None:
    engine, journey = started(kept_url, workspace)
    engine.close()
    said = tmp_path / "said.txt"
    send = partial(send_again, kept_url, workspace, journey, "1", 25)
    children = [killing.start(send, said) for _ in range(4)]
    assert not any(killing.ended(os.waitpid(each, 0)[1]) for each in children)
    told = Told((Sent(journey, "test", "1"),), said=said.read_text("utf-8"))
    wrong = oracles.check(kept_url, told)
    lost, duplicated = oracles.losses(wrong)
    faults.enter("F25", held.kind(kept_url), tries=100, lost=lost, duplicated=duplicated)
    assert wrong == []


@pytest.mark.fault("F26")
def test_the_same_id_with_another_body_changes_nothing(
    store_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    engine, journey = started(store_url, workspace)
    first = engine.signal(journey, asked())
    before = engine.history(journey), engine.journey(journey)
    others = [
        asked(data={"tags": ("b",)}),
        asked(data={}),
        asked(by="another"),
        asked(at=MONDAY + 1),
        asked(type="client.accepted"),
    ]
    refused: list[EngineError] = []
    for other in others:
        with pytest.raises(OtherBodyError) as caught:
            engine.signal(journey, other)
        refused.append(caught.value)
    # Both hashes, so that two people can tell which of them has which.
    digests = {(each.values["first"], each.values["now"]) for each in refused}
    assert len({first for first, _ in digests}) == 1
    assert len({now for _, now in digests}) == len(others)
    assert (engine.history(journey), engine.journey(journey)) == before
    assert replace(engine.signal(journey, asked()), is_duplicate=False) == first
    told = Told((Sent(journey, "test", "1"),), refusals=tuple(refused))
    wrong = found(engine, store_url, told)
    engine.close()
    faults.enter("F26", store_of(store_url), tries=len(others), refused=len(refused))
    assert wrong == []


@pytest.mark.fault("F27", "P3", "X9")
def test_signals_in_any_order_are_never_an_exception(
    store_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    # Late, ahead of time, after the end: by policy each is taken, ignored or refused. The
    # same disorder leads to the same bytes on every store.
    chance = random.Random(SEED)  # noqa: S311  # the same each time is what is wanted
    clock = ManualClock(MONDAY)
    seen: list[str] = []
    with Engine.open(store_url, workspace, clock=clock) as engine:
        for number in range(12):
            journey = engine.start(
                f"a{number}", line="steel", playbook="offer", facts=workload.AMOUNT
            )
            signals = [
                Signal(kind, f"{line}", "test", at=at(when), data=data)
                for line, (when, kind, data) in enumerate(workload.LINES)
            ]
            signals.append(Signal("client.withdrew", "end", "test", at=at("03-10 09:00")))
            signals.append(Signal("client.asked", "ahead", "test", at=at("12-31 09:00")))
            chance.shuffle(signals)
            ended = ""
            for step, signal in enumerate(signals):
                clock.set(max(clock(), at("03-08 09:00") + step * HOUR))
                seen.append(engine.signal(journey, signal).outcome)
                engine.tick()
                outcome = engine.journey(journey).outcome
                assert not ended or outcome == ended, "what is closed stays closed"
                ended = outcome if outcome == "lost" else ""
        accepted = tuple(
            Sent(row.id, "test", each) for row in engine.journeys() for each in ("end", "ahead")
        )
        wrong = found(engine, store_url, Told(accepted))
    lost, duplicated = oracles.losses(wrong)
    faults.enter(
        "F27", store_of(store_url), tries=len(seen), lost=lost, duplicated=duplicated,
        refused=seen.count("refused"),
    )  # fmt: skip
    assert wrong == []
    assert set(seen) >= {"taken", "refused"}


def drain_with_poison(url: str, workspace: Compiled) -> None:
    """Work as a worker does, in a process that one signal ends."""

    @contextmanager
    def around(_what: str, about: Mapping[str, str]) -> Iterator[None]:
        if POISON.type in about.values():
            killing.die()
        yield

    with Engine.open(url, workspace, clock=ManualClock(NOON), around=around) as engine:
        while engine.drain("waiting", 10) + engine.drain("timers", 10):
            pass


@needs_fork
@pytest.mark.fault("F28", "P8")
def test_a_signal_that_kills_the_process_is_put_aside(
    kept_url: str, workspace: Compiled, faults: FaultLedger, tmp_path: Path
) -> None:
    engine, _ = started(kept_url, workspace)
    journeys = [
        engine.start(f"a{number}", line="steel", playbook="offer", facts=workload.AMOUNT)
        for number in range(5)
    ]
    for journey in journeys:
        engine.accept(journey, POISON if journey == journeys[2] else asked("good"))
    engine.accept(journeys[2], asked("after"))
    engine.close()
    deaths = 0
    while killing.in_a_process(partial(drain_with_poison, kept_url, workspace), tmp_path / "said"):
        deaths += 1
        assert deaths <= DEATHS, "the worker dies of it again and again"
    assert deaths == DEATHS
    accepted = [Sent(each, "test", "good") for each in journeys if each != journeys[2]]
    accepted += [Sent(journeys[2], "test", "poison"), Sent(journeys[2], "test", "after")]
    wrong = oracles.check(kept_url, Told(tuple(accepted), is_at_rest=True, horizon=NOON))
    with Engine.open(kept_url, workspace, clock=ManualClock(NOON)) as engine:
        (incident,) = engine.incidents()
        assert (incident.journey, incident.code) == (journeys[2], "poison")
        parked = [getattr(each, "parked", None) for each in engine.history(journeys[2])]
        assert POISON in parked, "the whole signal is in the incident"
    lost, duplicated = oracles.losses(wrong)
    faults.enter(
        "F28", held.kind(kept_url), tries=deaths, lost=lost, duplicated=duplicated, refused=1
    )
    assert wrong == []


class Deadly:
    """A sink that ends the process over one effect."""

    def __init__(self, over: str) -> None:
        self.over = over

    def send(self, message: Message) -> Outcome:
        if message.about.journey == self.over:
            killing.die()
        return DELIVERED

    def close(self) -> None:
        pass


def deliver_all(url: str, workspace: Compiled, over: str) -> None:
    clock = ManualClock(at("03-06 12:00"))
    with Engine.open(url, workspace, clock=clock) as engine:
        to = Targets(
            Delivery((Target("deadly", "test", attempts=DEATHS),)), {"deadly": Deadly(over)}
        )
        courier = Courier(engine.store, to, clock=clock, random=float, parallel=1)
        while courier.route(10) + courier.deliver(10):
            pass


@needs_fork
@pytest.mark.fault("F28", "P4", "P8")
def test_a_sink_that_kills_the_process_is_left_alone(
    kept_url: str, workspace: Compiled, faults: FaultLedger, tmp_path: Path
) -> None:
    clock = ManualClock(NOON)
    with Engine.open(kept_url, workspace, clock=clock) as engine:
        journeys = [
            engine.start(f"a{number}", line="steel", playbook="offer", facts=workload.AMOUNT)
            for number in range(3)
        ]
        clock.set(at("03-06 12:00"))
        engine.tick()
    effects = {row["journey"] for row in held.read(kept_url)["outbox"]}
    assert effects == set(journeys)
    deaths = 0
    deliver = partial(deliver_all, kept_url, workspace, journeys[1])
    while killing.in_a_process(deliver, tmp_path / "said"):
        deaths += 1
        held.let_leases_run_out(kept_url)
        assert deaths <= 100, "the courier dies of it again and again"
    rows = held.read(kept_url)["deliveries"]
    dead = [row for row in rows if row["state"] == "dead"]
    assert {row["journey"] for row in dead} == {journeys[1]}
    assert all(row["attempts"] > DEATHS for row in dead)
    assert {row["state"] for row in rows if row["journey"] != journeys[1]} == {"done"}
    assert deaths == DEATHS * len(dead)
    with Engine.open(kept_url, workspace) as engine:
        assert {each.code for each in engine.incidents()} >= {"delivery-dead"}
    faults.enter("F28", held.kind(kept_url), tries=deaths, refused=len(dead))
    assert oracles.check(kept_url, Told()) == []

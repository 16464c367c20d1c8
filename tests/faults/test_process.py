"""An engine in a process: threads, forks, asyncio, and what it uses up (F34, O9)."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.failures import StoreError
from engine.runtime.service import Engine

from ..small_workspace import MONDAY, at
from . import held, killing, oracles, workload
from .killing import needs_fork
from .ledger import FaultLedger
from .oracles import Sent, Told

NOON = at("03-02 12:00")
THREADS = 32
EACH = 8


def asked(name: str) -> Signal:
    return Signal("client.asked", name, "test", at=MONDAY, data={"tags": ("a",)})


def begun(url: str, workspace: Compiled) -> tuple[Engine, list[str]]:
    engine = Engine.open(url, workspace, clock=ManualClock(NOON))
    journeys = [
        engine.start(f"a{number}", line="steel", playbook="offer", facts=workload.AMOUNT)
        for number in range(4)
    ]
    return engine, journeys


def wrong(engine: Engine, url: str, accepted: list[Sent]) -> list[oracles.Violation]:
    assert all(engine.check(row.id) for row in engine.journeys())
    return [] if url == "memory:" else oracles.check(url, Told(tuple(accepted)))


def name_of(url: str) -> str:
    return "memory" if url == "memory:" else held.kind(url)


@pytest.mark.fault("F34", "P2")
def test_thirty_two_threads(store_url: str, workspace: Compiled, faults: FaultLedger) -> None:
    engine, journeys = begun(store_url, workspace)

    def work(thread: int) -> list[Sent]:
        sent = []
        for number in range(EACH):
            journey = journeys[(thread + number) % len(journeys)]
            engine.signal(journey, asked(f"{thread}-{number}"))
            sent.append(Sent(journey, "test", f"{thread}-{number}"))
        engine.journeys()
        return sent

    with ThreadPoolExecutor(THREADS) as pool:
        accepted = [one for each in pool.map(work, range(THREADS)) for one in each]
    found = wrong(engine, store_url, accepted)
    engine.close()
    lost, duplicated = oracles.losses(found)
    faults.enter("F34", name_of(store_url), tries=len(accepted), lost=lost, duplicated=duplicated)
    assert found == []


@pytest.mark.fault("F34")
def test_in_asyncio(store_url: str, workspace: Compiled) -> None:
    engine, journeys = begun(store_url, workspace)

    async def work() -> None:
        calls = (
            asyncio.to_thread(engine.signal, journeys[number % 4], asked(str(number)))
            for number in range(40)
        )
        await asyncio.gather(*calls)

    asyncio.run(work())
    accepted = [Sent(journeys[number % 4], "test", str(number)) for number in range(40)]
    found = wrong(engine, store_url, accepted)
    engine.close()
    assert found == []


@needs_fork
@pytest.mark.fault("F34")
def test_after_a_fork_an_engine_says_so(
    kept_url: str, workspace: Compiled, tmp_path: Path, faults: FaultLedger
) -> None:
    engine, journeys = begun(kept_url, workspace)
    engine.signal(journeys[0], asked("before"))

    def use() -> None:
        try:
            engine.signal(journeys[0], asked("in the child"))
        except StoreError as error:
            os.write(2, error.line("en").encode())
        # One of its own works.
        with Engine.open(kept_url, workspace, clock=ManualClock(NOON)) as own:
            own.signal(journeys[0], asked("anew"))

    said = tmp_path / "said.txt"
    assert not killing.in_a_process(use, said)
    assert "[forked]" in said.read_text("utf-8")
    engine.signal(journeys[0], asked("after"))
    accepted = [Sent(journeys[0], "test", each) for each in ("before", "anew", "after")]
    found = wrong(engine, kept_url, accepted)
    engine.close()
    faults.enter("F34", name_of(kept_url), tries=1, refused=1)
    assert found == []


@pytest.mark.fault("F34")
def test_it_uses_up_nothing(kept_url: str, workspace: Compiled) -> None:
    # O9: opened, used and closed again and again, by one process.
    usage = []
    for number in range(12):
        with Engine.open(kept_url, workspace, clock=ManualClock(NOON)) as engine:
            journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
            for one in range(5):
                engine.signal(journey, asked(f"{number}-{one}"))
        usage.append(killing.usage())
    assert list(oracles.o9_usage_is_flat({}, Told(usage=tuple(usage[2:])))) == []

"""PostgreSQL in trouble while engines run on it (F11-F14, F18)."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.failures import StoreError
from engine.runtime.service import Engine

from ..harness import needs_harness
from ..postgres import PrivateServer, Server
from ..small_workspace import MONDAY, at, compiled
from . import killing, oracles, workload
from .killing import needs_fork
from .ledger import FaultLedger
from .oracles import Sent, Told
from .proxy import proxied
from .workload import World

NOON = at("03-02 12:00")
CLIENTS = 3
SIGNALS = 60
TRIES = 400

pytestmark = needs_harness("postgres")


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    return compiled()


def asked(name: str) -> Signal:
    return Signal("client.asked", f"asked-{name}", "test", at=MONDAY, data={"tags": ("a",)})


def stubborn(act: Callable[[], object], refused: Callable[[StoreError], None]) -> None:
    """Do something again until the store takes it, as every client must."""
    for _ in range(TRIES):
        try:
            act()
        except StoreError as error:
            refused(error)
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the store never came back")


def send_all(world: World, workspace: Compiled, client: int) -> None:
    """Send signals to a journey of one's own and to one that all share, whatever happens."""

    def refused(error: StoreError) -> None:
        world.refuse(f"client-{client}", error)

    engines: list[Engine] = []
    stubborn(
        lambda: engines.append(Engine.open(world.url, workspace, clock=ManualClock(NOON))), refused
    )
    with engines[0] as engine:
        for account in (f"a{client}", "all"):
            start = partial(
                engine.start, account, line="steel", playbook="offer", facts=workload.AMOUNT
            )
            stubborn(start, refused)
        for number in range(SIGNALS):
            for account in (f"a{client}", "all"):
                journey, one = f"{account}/steel/offer/1", asked(f"{client}-{number}")
                stubborn(partial(engine.signal, journey, one), refused)
                world.note(f"{journey} {one.id}", [Sent(journey, one.source, one.id)])


def under_load(
    world: World, workspace: Compiled, disturb: Callable[[], None], times: int
) -> tuple[int, list[oracles.Violation]]:
    """Disturb a server while clients send; return the refusals, counted, and what is wrong."""
    clients = {
        killing.start(partial(send_all, world, workspace, number), world.said)
        for number in range(CLIENTS)
    }
    total = CLIENTS * SIGNALS * 2
    for step in range(1, times + 1):
        # By what has been done, not by the time it took.
        while len(world.noted()) < total * step // (times + 1):
            time.sleep(0.01)
        disturb()
    assert not any(killing.ended(os.waitpid(each, 0)[1]) for each in clients)
    told = world.told(sink=None)
    assert len(told.accepted) == total
    return len(world.refusals()), oracles.check(world.url, told)


def world_of(server: Server, folder: Path) -> World:
    return World(server.fresh(), folder)


@needs_fork
@pytest.mark.fault("F11", "P1", "P2")
def test_the_server_is_killed_under_load(
    private_postgres: PrivateServer, tmp_path: Path, workspace: Compiled, faults: FaultLedger
) -> None:
    world = world_of(private_postgres, tmp_path)

    def disturb() -> None:
        private_postgres.kill()
        private_postgres.start()

    refused, found = under_load(world, workspace, disturb, times=4)
    lost, duplicated = oracles.losses(found)
    faults.enter("F11", "postgresql", tries=4, lost=lost, duplicated=duplicated, refused=refused)
    assert found == []


@needs_fork
@pytest.mark.fault("F12")
@pytest.mark.parametrize("how", ["ended by an administrator", "kill -9"])
def test_sessions_are_killed_under_load(
    private_postgres: PrivateServer,
    tmp_path: Path,
    workspace: Compiled,
    faults: FaultLedger,
    how: str,
) -> None:
    world = world_of(private_postgres, tmp_path)
    name = make_url(world.url).database
    others = f"FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"

    def disturb() -> None:
        if how == "kill -9":  # the server then drops all other sessions too
            with suppress(Exception):
                found = private_postgres.execute(f"SELECT pid {others}")
                os.kill(found[0][0], signal.SIGKILL)
        else:
            private_postgres.execute(f"SELECT pg_terminate_backend(pid) {others}")

    times = 3 if how == "kill -9" else 10
    refused, found = under_load(world, workspace, disturb, times)
    lost, duplicated = oracles.losses(found)
    faults.enter(
        "F12", "postgresql", tries=times, lost=lost, duplicated=duplicated, refused=refused
    )
    assert found == []


@pytest.mark.fault("F13", "P2")
def test_a_committed_answer_that_is_lost(
    private_postgres: PrivateServer, tmp_path: Path, workspace: Compiled, faults: FaultLedger
) -> None:
    url = private_postgres.fresh()
    host = Path(str(make_url(url).query["host"]))
    sent: list[Sent] = []
    seen: list[bool] = []
    with proxied(host, tmp_path / "wire") as proxy:
        through = make_url(url).update_query_dict({"host": str(proxy.listening)})
        with Engine.open(
            through.render_as_string(hide_password=False), workspace, clock=ManualClock(NOON)
        ) as engine:
            journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
            refused = 0
            for number in range(1, 31):
                one = asked(str(number))
                proxy.lose(1 + number % 6)
                while True:
                    try:
                        receipt = engine.signal(journey, one)
                        break
                    except StoreError as error:
                        refused += error.code in {"commit-unknown", "connection-lost"}
                        if not refused:
                            raise
                sent.append(Sent(journey, one.source, one.id))
                seen.append(receipt.is_duplicate)
                assert receipt.records
    assert proxy.lost > 5
    # Some were kept although nobody was told so: the repeat was answered with the first answer.
    assert any(seen)
    found = oracles.check(url, Told(tuple(sent)))
    lost, duplicated = oracles.losses(found)
    faults.enter(
        "F13", "postgresql", tries=proxy.lost, lost=lost, duplicated=duplicated, refused=refused
    )
    assert found == []


@pytest.mark.fault("F14")
def test_engines_in_each_others_way(
    postgres_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    # Two accounts, each journey written by everybody at once: conflicts are tried again, and
    # nobody waits for somebody who waits for him.
    engines = [Engine.open(postgres_url, workspace, clock=ManualClock(NOON)) for _ in range(3)]
    sent: list[Sent] = []
    wrong: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for each in range(15):
                for account in ("a", "b") if number % 2 else ("b", "a"):
                    one = asked(f"{number}-{each}")
                    engines[number].signal(f"{account}/steel/offer/1", one)
                    sent.append(Sent(f"{account}/steel/offer/1", one.source, one.id))
                engines[number].set_facts(
                    "a", {"client.on_hold": bool((number + each) % 2)}, id=f"{number}-{each}"
                )
        except BaseException as error:  # noqa: BLE001  # told below
            wrong.append(error)

    for account in ("a", "b"):
        engines[0].start(account, line="steel", playbook="offer", facts=workload.AMOUNT)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    conflicts = sum(each.conflicts for each in engines)
    for engine in engines:
        engine.close()
    assert wrong == []
    assert len(sent) == 90
    found = oracles.check(postgres_url, Told(tuple(sent)))
    lost, duplicated = oracles.losses(found)
    faults.enter("F14", "postgresql", tries=conflicts, lost=lost, duplicated=duplicated)
    assert found == []


@pytest.mark.fault("F14")
def test_a_statement_that_takes_too_long_is_refused_whole(
    postgres_server: Server, postgres_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    import psycopg  # noqa: PLC0415  # absent where the harness is

    name = make_url(postgres_url).database
    postgres_server.execute(f"ALTER DATABASE \"{name}\" SET statement_timeout = '150ms'")
    with Engine.open(postgres_url, workspace, clock=ManualClock(NOON)) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        with psycopg.connect(postgres_url) as other:
            other.execute("LOCK TABLE journal IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StoreError) as caught:
                engine.signal(journey, asked("1"))
            other.rollback()
        assert caught.value.code in {"took-too-long", "busy"}
        assert not engine.signal(journey, asked("1")).is_duplicate
    told = Told((Sent(journey, "test", "asked-1"),), refusals=(caught.value,))
    faults.enter("F14", "postgresql", tries=1, refused=1)
    assert oracles.check(postgres_url, told) == []


@needs_fork
@pytest.mark.fault("F18", "P6")
def test_a_worker_killed_in_the_middle_of_a_statement(
    postgres_server: Server,
    postgres_url: str,
    workspace: Compiled,
    faults: FaultLedger,
    tmp_path: Path,
) -> None:
    name = make_url(postgres_url).database
    world = World(postgres_url, tmp_path)

    def ask(statement: str) -> list[tuple[object, ...]]:
        return postgres_server.execute(statement, name)

    with Engine.open(postgres_url, workspace, clock=ManualClock(NOON)) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        engine.accept(journey, asked("1"))
    ask("CREATE TABLE slow (is_so boolean); INSERT INTO slow VALUES (true)")
    ask("CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF EXISTS (SELECT 1 FROM slow) THEN PERFORM pg_sleep(600); END IF;"
        " RETURN NEW; END $$")  # fmt: skip
    ask("CREATE TRIGGER dawdling BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION dawdle()")
    waits = f"FROM pg_stat_activity WHERE datname = '{name}' AND wait_event = 'PgSleep'"

    def drain() -> None:
        with Engine.open(postgres_url, workspace, clock=ManualClock(NOON)) as worker:
            worker.drain("waiting", 5)

    child = killing.start(drain, world.said)
    while not ask(f"SELECT pid {waits}"):
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    assert killing.ended(os.waitpid(child, 0)[1])
    # The server looks every second whether the client is still there, and ends its work.
    deadline = time.monotonic() + 60
    while ask(f"SELECT pid {waits}"):
        assert time.monotonic() < deadline, "the dead worker's statement goes on"
        time.sleep(0.02)
    ask("DELETE FROM slow")
    with Engine.open(postgres_url, workspace, clock=ManualClock(NOON)) as engine:
        assert engine.drain("waiting", 5) == 1
    ask("DROP TRIGGER dawdling ON journal; DROP FUNCTION dawdle; DROP TABLE slow")
    told = Told((Sent(journey, "test", "asked-1"),), is_at_rest=True, horizon=MONDAY)
    found = oracles.check(postgres_url, told)
    lost, duplicated = oracles.losses(found)
    faults.enter("F18", "postgresql", tries=1, lost=lost, duplicated=duplicated)
    assert found == []

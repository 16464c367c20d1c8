"""SQLite in trouble while an engine runs on it: full, busy, read, damaged, gone (F6-F10, F15)."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.failures import EngineError, StoreError
from engine.runtime.service import Engine

from ..harness import needs_harness
from ..small_workspace import MONDAY, at, compiled
from . import held, killing, oracles, workload
from .killing import needs_fork
from .ledger import FaultLedger
from .oracles import Sent, Told
from .workload import World

WRITERS = 8
EACH = 12
NOON = at("03-02 12:00")


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    return compiled()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(f"sqlite:///{tmp_path / 'journeys.db'}", tmp_path)


def opened(world: World, workspace: Compiled) -> Engine:
    return Engine.open(world.url, workspace, clock=ManualClock(NOON))


def asked(number: int | str) -> Signal:
    return Signal("client.asked", f"asked-{number}", "test", at=MONDAY, data={"tags": ("a" * 900,)})


class Capped(sqlite3.Connection):
    """A connection whose database may be told to grow no further."""

    all: list[Capped] = []  # noqa: RUF012  # of this process, emptied by the fixture

    def __init__(self, *values: object, **more: object) -> None:
        super().__init__(*values, **more)  # type: ignore[arg-type]
        self.all.append(self)


def cap(pages: int) -> None:
    """Let no connection of this process make the database larger than it is by so much."""
    for each in Capped.all:
        with contextlib.suppress(sqlite3.ProgrammingError):  # closed meanwhile
            (now,) = each.execute("PRAGMA page_count").fetchone()
            each.execute(f"PRAGMA max_page_count = {now + pages}").fetchone()


@pytest.fixture
def capped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    connect = partial(sqlite3.connect, factory=Capped)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", connect)
    monkeypatch.setattr(sqlite3, "connect", connect)
    yield
    Capped.all.clear()


def until_refused(engine: Engine, journey: str, first: int = 0) -> tuple[list[Sent], StoreError]:
    """Send signals until one is refused; return those taken, and the refusal."""
    taken: list[Sent] = []
    for number in range(first, 5_000):
        signal = asked(number)
        try:
            engine.signal(journey, signal)
        except StoreError as error:
            return taken, error
        taken.append(Sent(journey, signal.source, signal.id))
    raise AssertionError("nothing was refused")


@pytest.mark.fault("F6")
@pytest.mark.usefixtures("capped")
def test_a_full_disk_refuses_and_recovers(
    world: World, workspace: Compiled, faults: FaultLedger
) -> None:
    with opened(world, workspace) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        cap(20)
        taken, error = until_refused(engine, journey)
        assert taken
        assert error.code == "disk-full"
        before = engine.history(journey)  # reading goes on
        with pytest.raises(StoreError, match="disk-full"):
            engine.signal(journey, asked(len(taken)))
        assert engine.history(journey) == before
        cap(10_000)
        again = engine.signal(journey, asked(len(taken)))
        assert not again.is_duplicate
        taken.append(Sent(journey, "test", f"asked-{len(taken)}"))
    found = oracles.check(world.url, Told(tuple(taken), refusals=(error,)))
    lost, duplicated = oracles.losses(found)
    faults.enter("F6", "sqlite", tries=2, lost=lost, duplicated=duplicated, refused=2)
    assert found == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


@needs_harness("tmpfs")
@pytest.mark.fault("F6")
def test_a_disk_that_is_really_full(
    small_disk: Path, workspace: Compiled, faults: FaultLedger
) -> None:
    world = World(f"sqlite:///{small_disk / 'journeys.db'}", small_disk)
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * 300_000)
    with opened(world, workspace) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        taken, error = until_refused(engine, journey)
        assert error.code == "disk-full"
        filler.unlink()  # there is space again
        more, _ = until_refused(engine, journey, first=len(taken))
        assert more
        taken += more
    # What refuses is the disk, not the file: a copy elsewhere reads and goes on.
    copy = World(f"sqlite:///{small_disk.parent / 'journeys.db'}", small_disk.parent)
    for each in small_disk.iterdir():
        shutil.copy(each, small_disk.parent / each.name)
    found = oracles.check(copy.url, Told(tuple(taken), refusals=(error,)))
    lost, duplicated = oracles.losses(found)
    faults.enter("F6", "sqlite", tries=2, lost=lost, duplicated=duplicated, refused=2)
    assert found == []


def write_much(world: World, workspace: Compiled, writer: int) -> None:
    """Send signals to a journey of one's own and to one that all share."""
    with opened(world, workspace) as engine:
        own = engine.start(f"a{writer}", line="steel", playbook="offer", facts=workload.AMOUNT)
        shared = engine.start("all", line="steel", playbook="offer", facts=workload.AMOUNT)
        for number in range(EACH):
            for journey in (own, shared):
                signal = asked(f"{writer}-{number}")
                engine.signal(journey, signal)
                world.note(f"{journey} {signal.id}", [Sent(journey, signal.source, signal.id)])


@needs_fork
@pytest.mark.fault("F9")
def test_eight_processes_write_at_once(
    world: World, workspace: Compiled, faults: FaultLedger
) -> None:
    opened(world, workspace).close()
    writers = [
        killing.start(partial(write_much, world, workspace, number), world.said)
        for number in range(WRITERS)
    ]
    assert not any(killing.ended(os.waitpid(each, 0)[1]) for each in writers)
    told = world.told(sink=None)
    assert len(told.accepted) == WRITERS * EACH * 2
    found = oracles.check(world.url, told)
    lost, duplicated = oracles.losses(found)
    faults.enter("F9", "sqlite", tries=len(told.accepted), lost=lost, duplicated=duplicated)
    assert found == []


@pytest.mark.fault("F10")
def test_a_reader_that_never_ends_stops_nobody(
    world: World, workspace: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Many times the log's usual length, without so many signals.
    monkeypatch.setattr("engine.runtime.store.sqlite_file.CHECKPOINT_PAGES", 200)
    with opened(world, workspace) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        path = held.sqlite_path(world.url)
        assert path is not None
        log = path.with_name(path.name + "-wal")
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        first = reader.execute("SELECT count(*) FROM journal").fetchone()
        for number in range(150):
            engine.signal(journey, asked(number))
        assert reader.execute("SELECT count(*) FROM journal").fetchone() == first
        grown = log.stat().st_size
        reader.execute("COMMIT")
        reader.close()
        for number in range(150, 300):
            engine.signal(journey, asked(number))
        assert int(engine.store.describe()["wal_bytes"]) == log.stat().st_size
        # With the reader gone the log begins anew instead of growing on.
        assert log.stat().st_size < grown * 1.5
    assert oracles.check(world.url, Told()) == []


def played(world: World, workspace: Compiled, lines: int) -> None:
    workload.play(world, workspace, lambda _point: None, workload.operations(lines=lines)[:-1])


@pytest.mark.fault("F15", "P1")
def test_a_restored_backup_is_told_by_what_clients_know(
    world: World, workspace: Compiled, faults: FaultLedger
) -> None:
    played(world, workspace, 2)
    path = held.sqlite_path(world.url)
    assert path is not None
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    backup = path.read_bytes()
    played(world, workspace, 5)
    with opened(world, workspace) as engine:
        known = {row.id: row.version for row in engine.journeys()}
    for each in world.folder.glob("journeys.db*"):
        each.unlink()
    path.write_bytes(backup)
    # The last commits are outside the promise; but a client that keeps the number of the
    # last record it was told of sees at once that they are missing.
    with opened(world, workspace) as engine:
        assert all(row.version < known[row.id] for row in engine.journeys())
    assert {each.kind for each in oracles.check(world.url, world.told(sink=None))} == {"lost"}
    world.notes.rename(world.folder / "before.jsonl")
    # Everything sent again under its own id, nothing is missing and nothing is twice.
    played(world, workspace, 5)
    found = oracles.check(world.url, world.told(sink=None))
    with opened(world, workspace) as engine:
        assert {row.id: row.version for row in engine.journeys()} == known
    lost, duplicated = oracles.losses(found)
    faults.enter("F15", "sqlite", tries=1, lost=lost, duplicated=duplicated)
    assert found == []


@pytest.mark.fault("F8")
def test_a_log_cut_short_is_an_earlier_moment_and_never_a_mixture(
    world: World, workspace: Compiled, faults: FaultLedger, tmp_path: Path
) -> None:
    # Killed with everything still in the log, which is then cut anywhere: what can be read
    # is whole, and what is sent again is taken again.
    play = partial(
        workload.play, world, workspace, killing.kill_at(150), workload.operations(lines=4)
    )
    assert killing.in_a_process(play, world.said)
    log = (tmp_path / "journeys.db-wal").read_bytes()
    step = len(log) // 12
    for size in range(len(log) - 7, step, -step):
        cut = tmp_path / f"cut-{size}"
        cut.mkdir()
        shutil.copy(tmp_path / "journeys.db", cut)
        (cut / "journeys.db-wal").write_bytes(log[:size])
        there = World(f"sqlite:///{cut / 'journeys.db'}", cut)
        assert {each.kind for each in oracles.check(there.url, world.told(sink=None))} <= {"lost"}
        played(there, workspace, 4)
        found = oracles.check(there.url, there.told(sink=None))
        lost, duplicated = oracles.losses(found)
        faults.enter("F8", "sqlite", tries=1, lost=lost, duplicated=duplicated)
        assert found == []


@pytest.mark.fault("F8", "P8")
def test_a_damaged_journey_is_told_and_stops_no_other_account(
    world: World, workspace: Compiled, faults: FaultLedger
) -> None:
    played(world, workspace, 3)
    path = held.sqlite_path(world.url)
    assert path is not None
    backup = path.with_name("backup.db")
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("VACUUM INTO ?", (str(backup),))
    broken, other = (workload.journey_of(workload.WHO[number]) for number in (0, 2))
    held.change(world.url, "UPDATE journeys SET snapshot = '{' WHERE id = ?", broken)
    with opened(world, workspace) as engine:
        with pytest.raises(StoreError) as caught:
            engine.signal(broken, asked("x"))
        assert caught.value.code == "damaged"
        assert engine.signal(other, asked("x")).records
        assert engine.check(other)
    faults.enter("F8", "sqlite", tries=1, refused=1)
    # The cure it names: from a backup, and everything since then sent again.
    for each in world.folder.glob("journeys.db*"):
        each.unlink()
    backup.rename(path)
    with opened(world, workspace) as engine:
        assert not engine.signal(other, asked("x")).is_duplicate
    assert oracles.check(world.url, world.told(sink=None)) == []


@pytest.mark.fault("F7")
def test_a_database_that_vanishes_is_not_begun_anew(
    world: World, workspace: Compiled, faults: FaultLedger
) -> None:
    played(world, workspace, 2)
    with opened(world, workspace) as engine:
        journey = workload.journey_of(workload.WHO[2])
        moved = world.folder / "moved"
        moved.mkdir()
        for each in world.folder.glob("journeys.db*"):
            each.rename(moved / each.name)
        # The files are still open: what is acknowledged is in them, wherever they are.
        with contextlib.suppress(EngineError):
            engine.signal(journey, asked("gone"))
            world.note("gone", [Sent(journey, "test", "asked-gone")])
        assert not (world.folder / "journeys.db").exists()
    there = World(f"sqlite:///{moved / 'journeys.db'}", moved)
    found = oracles.check(there.url, world.told(sink=None))
    lost, duplicated = oracles.losses(found)
    faults.enter("F7", "sqlite", tries=1, lost=lost, duplicated=duplicated)
    assert found == []

"""Each oracle is seen failing: a sound database, broken by hand, is found out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.runtime.failures import StoreError

from ..small_workspace import compiled
from . import held, oracles, workload
from .oracles import Sent, Told, check
from .receiver import append
from .workload import World

TODO = workload.operations(lines=6)[:-1]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("sound")
    world = World(f"sqlite:///{folder / 'journeys.db'}", folder)
    workload.play(world, compiled(), lambda _point: None, TODO)
    return world


@pytest.fixture
def world(sound: World, tmp_path: Path) -> World:
    """A copy of it to break."""
    for each in sound.folder.iterdir():
        shutil.copy(each, tmp_path / each.name)
    return World(f"sqlite:///{tmp_path / 'journeys.db'}", tmp_path)


def receive(world: World, key: str, **more: object) -> None:
    append(world.sink, {"key": key, "body": "{}", **more})


def rested(world: World) -> Told:
    return world.told(is_at_rest=True, horizon=TODO[-1].at)


def test_a_sound_database_is_found_sound(world: World) -> None:
    told = rested(world)
    assert len(told.accepted) > len(workload.WHO)
    assert len(oracles.read_sink(world.sink)) > 3
    assert check(world.url, told) == []


def sql(statement: str) -> Callable[[World], None]:
    return lambda world: held.change(world.url, statement)


JOURNEY = "beta/steel/offer/1"
LAST_RECORD = f"journey = '{JOURNEY}' AND number = 2"

BREACHES: dict[str, tuple[str, str, Callable[[World], None]]] = {
    "an acknowledged signal is gone": ("O1", "lost", lambda world: world.note(
        "x", [Sent(JOURNEY, "story", "never-came")])),
    "an answer is gone": ("O1", "lost", sql("DELETE FROM inbox WHERE signal_id = 'line-2'")),
    "a signal was decided twice": ("O1", "twice", sql(
        "INSERT INTO journal SELECT journey, 90 + number, record, why, hash FROM journal"
        " WHERE record LIKE '%line-2%' AND record LIKE '%signal_taken%'")),
    "an effect was never sent": ("O2", "lost", lambda world: world.sink.unlink()),
    "an effect was sent that nobody decided": ("O2", "wrong", lambda world: receive(
        world, f"{JOURNEY}#99.0")),
    "one key has two bodies": ("O2", "twice", lambda world: receive(
        world, oracles.read_sink(world.sink)[0].key)),
    "at most once was twice": ("O2", "twice", lambda world: receive(
        world, oracles.read_sink(world.sink)[0].key, target="once")),
    "a fence went back": ("O6", "wrong", sql("UPDATE deliveries SET fence = fence - 1")),
    "an attempt was not counted": ("O6", "wrong", lambda world: receive(
        world, oracles.read_sink(world.sink)[0].key, attempt=9)),
    "a signal still waits": ("O7", "wrong", sql(
        "INSERT INTO waiting VALUES ('x', 1, '{\"id\": \"1\"}', 0)")),
    "an attempt was never ended": ("O7", "wrong", sql("INSERT INTO attempts VALUES ('x', 3)")),
    "a delivery is still on its way": ("O7", "wrong", sql(
        "UPDATE deliveries SET state = 'sending'")),
    "a snapshot is not its journal's": ("O3", "wrong", sql(
        "UPDATE journeys SET snapshot = replace(snapshot, 'beta', 'betb')")),
    "a record was changed": ("O3", "wrong", sql(
        "UPDATE journal SET record = replace(record, '5000', '50')")),
    "a reason was changed": ("O3", "wrong", sql("UPDATE journal SET why = '' WHERE number = 5")),
    "an account is not its journal's": ("O3", "wrong", sql(
        "UPDATE accounts SET snapshot = replace(snapshot, 'beta', 'betb')")),
    "a record was taken out": ("O4", "wrong", sql("DELETE FROM journal WHERE number = 2")),
    "an answer lies behind the journal": ("O4", "wrong", sql(
        "UPDATE inbox SET last = last + 1000")),
    "an account record was taken out": ("O4", "wrong", sql(
        "DELETE FROM account_journal WHERE number = 1")),
    "a timer was forgotten": ("O5", "lost", sql("UPDATE journeys SET next_due = 1")),
    "the index of timers is behind": ("O5", "wrong", sql(
        "UPDATE journeys SET next_due = 9000000000000000")),
    "a timer fired early": ("O5", "wrong", sql(
        "UPDATE journal SET record = json_set(record, '$.taken_at', 1)"
        " WHERE record LIKE '%timer_fired%'")),
    "a timer fired twice": ("O5", "twice", sql(
        "INSERT INTO journal SELECT journey, 90 + number, record, why, hash FROM journal"
        " WHERE record LIKE '%timer_fired%'")),
    "an effect was never routed": ("O7", "wrong", sql("UPDATE outbox SET state = 'pending'")),
}  # fmt: skip


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_found(world: World, name: str) -> None:
    oracle, kind, break_it = BREACHES[name]
    break_it(world)
    found = check(world.url, rested(world))
    assert (oracle, kind) in {each[:2] for each in found}, found


def test_a_journey_elsewhere_than_expected_is_found(world: World) -> None:
    told = replace(rested(world), resting={JOURNEY: "ended"})
    assert [each.oracle for each in check(world.url, told)] == ["O7"]


def test_a_damaged_file_is_found(world: World) -> None:
    path = held.sqlite_path(world.url)
    assert path is not None
    held.change(world.url, "PRAGMA wal_checkpoint(TRUNCATE)")
    held.change(world.url, "CREATE TABLE extra (a)")
    held.change(world.url, "PRAGMA writable_schema = ON")
    assert held.integrity(world.url) == "ok"
    page = 4096
    with path.open("r+b") as file:
        file.seek(len(path.read_bytes()) - page)
        file.write(b"\x0d" + b"\xff" * 64)
    assert held.integrity(world.url) != "ok"


def test_usage_that_grows_is_found(world: World) -> None:
    told = rested(world)
    assert check(world.url, replace(told, usage=((10, 50_000), (11, 51_000)))) == []
    for last in ((20, 50_000), (10, 90_000)):
        found = check(world.url, replace(told, usage=((10, 50_000), last)))
        assert [each.oracle for each in found] == ["O9"]


def test_what_must_not_be_said_is_found(world: World) -> None:
    told = rested(world)
    for said in ("Traceback (most recent call last):", "password: hunter2"):
        found = check(world.url, replace(told, said=said, secrets=("hunter2",)))
        assert [each.oracle for each in found] == ["O10"]
        assert "hunter2" not in repr(found)
    assert check(world.url, replace(told, refusals=(StoreError("closed"),))) == []
    found = check(world.url, replace(told, refusals=(ValueError("x"),)))
    assert [each.oracle for each in found] == ["O10"]


def test_a_line_cut_short_by_a_kill_was_never_received(world: World) -> None:
    before = oracles.read_sink(world.sink)
    with world.sink.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"key": "a", "body": "b"})[:-3])
    assert oracles.read_sink(world.sink) == before

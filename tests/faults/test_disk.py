"""The disk fails: power lost, errors at write or sync (F4, F5)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..harness import needs_harness
from . import oracles, played, powerloss
from .ledger import FaultLedger
from .oracles import Told
from .powerloss import Image
from .workload import World

SEED = 7
STEPS = "16"
"""How many operations are played while the disk fails."""


def recorded(folder: Path, *arguments: str) -> list[powerloss.Call]:
    """Return what the workload did to its files."""
    code, said = powerloss.traced(folder, *arguments)
    assert (code, said) == (0, "")
    return list(powerloss.calls(folder / "trace"))


def violations(image: Image, folder: Path) -> list[oracles.Violation]:
    """Return what is wrong after a failure."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    image.write(folder)
    told = Told(accepted=image.told, sink=folder / "sink.jsonl")
    return oracles.check(f"sqlite:///{folder / 'journeys.db'}", told)


def images(calls: list[powerloss.Call], repeats: int) -> Iterator[Image]:
    """Yield the images after which a client had been told something."""
    return (each for each in powerloss.images(calls, SEED, repeats) if each.told)


@needs_harness("strace")
@pytest.mark.fault("F4", "P1", "P4")
def test_power_lost_at_each_write(tmp_path: Path, faults: FaultLedger) -> None:
    calls = recorded(tmp_path, STEPS)
    syncs = [each for each in calls if each.kind == "sync"]
    told = [each for each in calls if each.file == "acknowledged.jsonl"]
    assert len(syncs) >= len(told) > 10
    assert any(each.file == "sink.jsonl" for each in calls)
    tried = 0
    for image in images(calls, repeats=2):
        found = violations(image, tmp_path / "image")
        lost, duplicated = oracles.losses(found)
        faults.enter("F4", "sqlite", tries=1, lost=lost, duplicated=duplicated)
        assert found == [], f"image {tried}, seed {SEED}"
        tried += 1
    assert tried > 200


@needs_harness("strace")
@pytest.mark.fault("F4")
def test_with_a_lesser_setting_the_harness_finds_losses(tmp_path: Path) -> None:
    # The harness can fail: synchronous=NORMAL loses what was acknowledged.
    calls = recorded(tmp_path, "normal")
    found = (each for image in images(calls, repeats=1)
             for each in violations(image, tmp_path / "image"))  # fmt: skip
    assert any(each[:2] == ("O1", "lost") for each in found)


def nth(calls: list[powerloss.Call], kind: str, answers: int) -> int:
    """Return which call of a kind, on the database, is the first after so many answers."""
    count = told = 0
    for call in calls:
        told += call.file == "acknowledged.jsonl"
        count += call.kind == kind and (kind == "sync" or call.file.startswith("journeys.db"))
        if told == answers:
            return count + 1
    raise AssertionError(f"there were {told} answers")


@needs_harness("strace")
@pytest.mark.fault("F5")
def test_an_error_of_the_disk(tmp_path: Path, faults: FaultLedger) -> None:
    (tmp_path / "calm").mkdir()
    calls = recorded(tmp_path / "calm", STEPS)
    todo = accepted(World("", tmp_path / "calm"))
    for kind, syscall in (("sync", "fdatasync"), ("write", "pwrite64")):
        for answers in (1, 6):
            world = World(f"sqlite:///{tmp_path / 'journeys.db'}", tmp_path)
            for each in tmp_path.glob("*.*"):
                each.unlink()
            inject = f"{syscall}:error=EIO:when={nth(calls, kind, answers)}"
            refused = failed(world, inject, todo)
            found = carried_on(world)
            lost, twice = oracles.losses(found)
            faults.enter("F5", "sqlite", tries=1, lost=lost, duplicated=twice, refused=refused)
            assert found == [], inject


def accepted(world: World) -> list[str]:
    """Return the operations by which something was accepted, in order."""
    return [operation for operation, sent in world.noted().items() if sent]


def failed(world: World, inject: str, todo: list[str]) -> int:
    """Play while the disk fails once; return how many operations were refused."""
    assert powerloss.traced(world.folder, STEPS, inject=inject) == (0, "")
    refusals = world.refusals()
    assert refusals[0]["code"] == "disk-error", inject
    assert {each["code"] for each in refusals} <= {"disk-error", "restart-needed"}
    # After a write that failed nobody knows what the disk holds: this process accepts
    # nothing more, and what it had accepted before is there.
    done = accepted(world)
    assert done == todo[: len(done)]
    assert {each["operation"] for each in refusals} >= set(todo[len(done) :])
    assert oracles.check(world.url, world.told(sink=None)) == []
    return len(refusals)


def carried_on(world: World) -> list[oracles.Violation]:
    """Open it anew and play on; return what is wrong then."""
    assert powerloss.traced(world.folder, STEPS) == (0, "")
    assert set(world.noted()) == {each.id for each in played.operations(int(STEPS))}
    return oracles.check(world.url, world.told(sink=None))

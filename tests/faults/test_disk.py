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
    return oracles.check(f"sqlite:///{folder / 'journeys.db'}", Told(accepted=image.told))


def images(calls: list[powerloss.Call], repeats: int) -> Iterator[Image]:
    """Yield the images after which a client had been told something."""
    return (each for each in powerloss.images(calls, SEED, repeats) if each.told)


@needs_harness("strace")
@pytest.mark.fault("F4", "P1")
def test_power_lost_at_each_write(tmp_path: Path, faults: FaultLedger) -> None:
    calls = recorded(tmp_path, STEPS)
    syncs = [each for each in calls if each.kind == "sync"]
    told = [each for each in calls if each.file == "acknowledged.jsonl"]
    assert len(syncs) >= len(told) > 10, "each answer was preceded by a sync"
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


@needs_harness("strace")
@pytest.mark.fault("F5")
@pytest.mark.parametrize("call", ["fdatasync:9", "fdatasync:14", "pwrite64:60", "pwrite64:95"])
def test_an_error_of_the_disk(tmp_path: Path, faults: FaultLedger, call: str) -> None:
    name, _, number = call.partition(":")
    inject = f"{name}:error=EIO:when={number}"
    code, said = powerloss.traced(tmp_path, STEPS, inject=inject)
    assert (code, said) == (0, "")
    world = World(f"sqlite:///{tmp_path / 'journeys.db'}", tmp_path)
    refusals = world.refusals()
    assert {each["code"] for each in refusals} == {"disk-error"}
    # After a sync that failed nobody knows what the disk holds: nothing more is written by
    # this process. Whoever opens it anew finds nothing half done, and goes on.
    noted = list(world.noted())
    todo = [each.id for each in played.operations(int(STEPS))]
    assert noted == todo[: len(noted)]
    assert {each["operation"] for each in refusals} == set(todo[len(noted) :]) or not noted
    assert oracles.check(world.url, world.told()) == []
    code, said = powerloss.traced(tmp_path, STEPS)
    assert (code, said) == (0, "")
    assert list(world.noted()) == todo
    found = oracles.check(world.url, world.told())
    lost, duplicated = oracles.losses(found)
    faults.enter("F5", "sqlite", tries=1, lost=lost, duplicated=duplicated, refused=len(refusals))
    assert found == []

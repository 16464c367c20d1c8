"""Couriers killed by kill -9 at any point, again and again: nothing lost, no second key (F3)."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.language.deliveries import Delivery, Target
from engine.runtime.delivery.courier import Courier
from engine.runtime.delivery.targets import open_targets
from engine.runtime.store.opening import open_store

from .delivered import ESCALATED, deliveries, filled
from .faults.killing import CrashPoint, in_a_process, lifetimes, needs_fork
from .faults.ledger import FaultLedger

EFFECTS, LONGEST = 30, 40
"""How many effects there are, and how many points a process lives at most."""


@needs_fork
@pytest.mark.fault("F1", "F3")
@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_and_nothing_once_is_sent_twice(
    tmp_path: Path, faults: FaultLedger, seed: int
) -> None:
    """Of what is sent at least once every key arrives; of what is sent at most once none twice."""
    url = f"sqlite:///{(tmp_path / 'journeys.db').as_posix()}"
    files = {name: tmp_path / f"{name}.jsonl" for name in ("often", "once")}
    # Never shelved for its attempts: each of these processes is killed.
    often, once = (
        Target(name, "jsonl", {"path": str(path)}, attempts=1_000, is_once=name == "once")
        for name, path in files.items()
    )
    store = open_store(url)
    filled(store, tuple(replace(ESCALATED, index=number) for number in range(EFFECTS)))
    store.close()

    def play(reached: CrashPoint) -> None:
        mine = open_store(url)
        targets = open_targets(Delivery((often, once)))
        courier = Courier(mine, targets, reached=reached, parallel=3)
        while courier.route(5) or courier.deliver(5):
            pass
        mine.close()

    life, killed = lifetimes(seed, LONGEST), 0
    while in_a_process(partial(play, life())):
        killed += 1
        after = open_store(url)
        with after.writing() as tx:
            for row in tx.deliveries(["sending"], 100):
                # As if the lease had run out meanwhile.
                tx.save_delivery(replace(row, lease_until=1))
        after.close()

    store = open_store(url)
    rows = deliveries(store)
    store.close()
    keys = {
        name: Counter(json.loads(line)["id"] for line in path.read_bytes().splitlines())
        for name, path in files.items()
    }
    wanted = {f"acme%2Fsteel%2Foffer%2F1/3/{number}" for number in range(EFFECTS)}
    assert killed > 3
    assert {row.state for row in rows if row.target == "often"} == {"done"}
    lost = {f"{key}/often" for key in wanted} - keys["often"].keys()
    of_once = {row.index: row.state for row in rows if row.target == "once"}
    assert set(of_once.values()) <= {"done", "unknown"}
    lost |= {
        f"{key}/once"
        for key in wanted
        if of_once[int(key.rpartition("/")[2])] == "done" and f"{key}/once" not in keys["once"]
    }
    strange = keys["often"].keys() - {f"{key}/often" for key in wanted}
    twice = [key for key, times in keys["once"].items() if times > 1]
    faults.enter("F3", "sqlite", tries=killed, lost=len(lost), duplicated=len(strange) + len(twice))
    assert (lost, strange, twice) == (set(), set(), [])

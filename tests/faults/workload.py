"""What is going on while faults happen: customers, people, timers, repeats, told in order.

A client plays the operations and notes each one that was acknowledged in a file that a kill
does not touch. Started again it goes on behind the last one noted: an operation that was
done but not noted is sent again under its own id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from engine.core.decide import PAUSE, RESUME, STARTED
from engine.core.journey import Address, Signal
from engine.language.compiler import Compiled
from engine.language.values import Instant, Money, Value
from engine.runtime.clock import ManualClock
from engine.runtime.failures import EngineError
from engine.runtime.service import Engine
from engine.runtime.step import CrashPoint

from ..small_workspace import MONDAY, at
from .held import sqlite_path
from .oracles import Sent, Told, read_sink

PEOPLE = {"seller": "小李", "lead": "老张", "head": "王总"}
AMOUNT: dict[str, Value] = {"offer.amount": Money(Decimal(5000), "CNY"), "client.on_hold": False}
LAST = at("05-30 09:00")
"""When everything has had its time."""

WHO = (("acme/中国", "K-1"), ("acme/中国", "K-2"), ("beta", "K-1"))
"""Accounts and keys: two journeys share an account."""

LINES: tuple[tuple[str, str, dict[str, Value]], ...] = (
    ("03-02 10:00", "send_offer.done", {}),
    ("03-02 11:00", "client.asked", {"tags": ("快", "b", "a")}),
    ("03-02 12:00", "check_terms.done", {}),
    ("03-03 09:00", PAUSE, {"reason": "展会"}),
    ("03-03 15:00", RESUME, {}),
    ("03-04 10:00", "send_offer.done", {}),
    ("03-09 10:00", "call.done", {}),
    ("03-20 10:00", "client.accepted", {}),
)

Do = Callable[[Engine], Sequence[Sent]]


class Operation(NamedTuple):
    """Something a client does at a moment; it returns what it was told is accepted."""

    id: str
    at: Instant
    do: Do


@dataclass(frozen=True)
class World:
    """A store and the files beside it that survive every process."""

    url: str
    folder: Path

    @property
    def notes(self) -> Path:
        """Where the client notes what was acknowledged."""
        return self.folder / "acknowledged.jsonl"

    @property
    def sink(self) -> Path:
        """Where the receiver of effects writes down what reached it."""
        return self.folder / "sink.jsonl"

    @property
    def said(self) -> Path:
        """What processes write to their outputs."""
        return self.folder / "said.txt"

    @property
    def refused(self) -> Path:
        """Which operations were refused, and by which code."""
        return self.folder / "refused.jsonl"

    def note(self, operation: str, sent: Sequence[Sent]) -> None:
        """Note that an operation was acknowledged: one write, whole or not at all."""
        append(self.notes, {"operation": operation, "sent": [list(each) for each in sent]})

    def refuse(self, operation: str, error: EngineError) -> None:
        """Note that an operation was refused, and why."""
        line = {"operation": operation, "code": error.code, "said": error.line("en")}
        append(self.refused, line)

    def refusals(self) -> list[dict[str, str]]:
        """Return what was refused, in order."""
        if not self.refused.exists():
            return []
        return [json.loads(line) for line in self.refused.read_text("utf-8").splitlines()]

    def noted(self) -> dict[str, list[Sent]]:
        """Return what was acknowledged, by operation."""
        if not self.notes.exists():
            return {}
        lines = map(json.loads, self.notes.read_text(encoding="utf-8").splitlines())
        return {each["operation"]: [Sent(*one) for one in each["sent"]] for each in lines}

    def told(self, **more: Any) -> Told:
        """Return what the outside knows, for the oracles."""
        accepted = tuple(sent for each in self.noted().values() for sent in each)
        said = self.said.read_text(encoding="utf-8") if self.said.exists() else ""
        return Told(accepted=accepted, said=said, **{"sink": self.sink, **more})


def append(path: Path, line: object) -> None:
    """Append one line by one write; the page cache keeps it when the process is killed."""
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(out, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(out)


def operations(who: Sequence[tuple[str, str]] = WHO, lines: int = len(LINES)) -> list[Operation]:
    """Return what happens, in order: each account's story, with repeats and time between."""
    found = [Operation("roles", MONDAY, _fill_roles)]
    found += [Operation(f"begin {who_}", MONDAY, _begin(*who_)) for who_ in who]
    for number, (when, kind, data) in enumerate(LINES[:lines], 1):
        moment = at(when)
        for each in who:
            send = _signal(each, Signal(kind, f"line-{number}", "story", "小李", moment, data))
            found.append(Operation(f"{number} {each}", moment, send))
            if number % 3 == 0:
                found.append(Operation(f"{number} {each} again", moment, send))
        found.append(Operation(f"tick {number}", moment, _tick))
    found.append(Operation("tick last", LAST, _tick))
    return found


def play(
    world: World,
    workspace: Compiled,
    reached: CrashPoint,
    todo: Sequence[Operation],
) -> None:
    """Play what is not noted yet."""
    noted = world.noted()
    clock = ManualClock(MONDAY)
    with Engine.open(world.url, workspace, clock=clock, crash_point=reached) as engine:
        for operation in todo:
            if operation.id in noted:
                continue
            clock.set(operation.at)
            sent = operation.do(engine)
            reached("acknowledged")
            world.note(operation.id, sent)


def journey_of(account: str, key: str) -> str:
    """Return the id that the workload's journey of an account and key gets."""
    earlier = [each for each in WHO if each[0] == account]
    name = account.replace("/", "%2F")
    return f"{name}/steel/offer/{earlier.index((account, key)) + 1}"


def _fill_roles(engine: Engine) -> Sequence[Sent]:
    engine.fill_roles(PEOPLE)
    return ()


def _begin(account: str, key: str) -> Do:
    address = Address(account=account, line="steel", key=key, playbook="offer")
    signal = Signal(STARTED, f"begin-{key}", "story", at=MONDAY, data=AMOUNT, address=address)

    def do(engine: Engine) -> Sequence[Sent]:
        return [Sent(engine.begin(signal).journey, signal.source, signal.id)]

    return do


def _signal(who: tuple[str, str], signal: Signal) -> Do:
    journey = journey_of(*who)

    def do(engine: Engine) -> Sequence[Sent]:
        engine.signal(journey, signal)
        return [Sent(journey, signal.source, signal.id)]

    return do


def _tick(engine: Engine) -> Sequence[Sent]:
    engine.tick()
    return ()


def fresh(template: World, folder: Path) -> World:
    """Return a copy of an SQLite world that nobody has open."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in folder.iterdir():
        each.unlink()
    path = sqlite_path(template.url)
    assert path is not None
    copy = folder / "journeys.db"
    if path.exists():
        copy.write_bytes(path.read_bytes())
    return World(f"sqlite:///{copy}", folder)


def attempts_beyond_first(world: World) -> int:
    """Return how many attempts reached the receiver again under a key it knew."""
    attempts = read_sink(world.sink)
    return len(attempts) - len({each.key for each in attempts})


def everything(held: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Return what no fault may change, in order: all but how often things were tried."""
    kept = ("accounts", "account_journal", "inbox", "incidents", "journal", "journeys", "tasks")
    rows = {name: sorted(map(repr, held.get(name, ()))) for name in kept}
    rows["outbox"] = sorted(_effects(held["outbox"]))
    return rows


def _effects(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield repr({name: value for name, value in row.items() if name != "state"})

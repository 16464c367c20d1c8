"""What is going on while faults happen: customers, people, timers, repeats, told in order.

A client plays the operations and notes each one that was acknowledged in a file that a kill
does not touch. Started again it goes on behind the last one noted: an operation that was
done but not noted is sent again under its own id.
"""

from __future__ import annotations

import json
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
from engine.runtime.delivery.courier import Courier
from engine.runtime.delivery.targets import Targets
from engine.runtime.failures import EngineError
from engine.runtime.service import Engine
from engine.runtime.step import CrashPoint

from ..small_workspace import MONDAY, at
from .oracles import Sent, Told, read_sink
from .receiver import Receiver, append, targets

PEOPLE = {"seller": "小李", "lead": "老张", "head": "王总"}
AMOUNT: dict[str, Value] = {"offer.amount": Money(Decimal(5000), "CNY"), "client.on_hold": False}
LAST = at("05-30 09:00")
"""When everything has had its time."""

Who = tuple[str, str]
WHO: tuple[Who, ...] = (("acme/中国", "K-1"), ("acme/中国", "K-2"), ("beta", "K-1"))
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

FACTS: tuple[dict[str, Value], ...] = ({"client.on_hold": True}, {"client.on_hold": False})
"""What is told of an account, in turn."""


class Hands(NamedTuple):
    """What an operation works with."""

    engine: Engine
    courier: Courier


Do = Callable[[Hands], Sequence[Sent]]


class Operation(NamedTuple):
    """Something a client or a worker does at a moment; it returns what is accepted by then."""

    id: str
    at: Instant
    do: Do


@dataclass(frozen=True)
class World:
    """A store and the files beside it that survive every process."""

    url: str
    folder: Path
    shared: Path | None = None
    """Where the receiver is, if it is several clients' own."""

    @property
    def notes(self) -> Path:
        """Where the client notes what was acknowledged."""
        return self.folder / "acknowledged.jsonl"

    @property
    def sink(self) -> Path:
        """Where the receiver of effects writes down what reached it."""
        return (self.shared or self.folder) / "sink.jsonl"

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


def operations(who: Sequence[Who] = WHO, lines: int = len(LINES)) -> list[Operation]:
    """Return what happens, in order: each account's story, with repeats and time between."""
    found = [Operation("roles", MONDAY, _fill_roles)]
    found += [Operation(f"begin {each}", MONDAY, _begin(*each)) for each in who]
    for number in range(1, lines + 1):
        found += _told(who, number)
        moment = at(LINES[number - 1][0])
        found.append(Operation(f"work {number}", moment, _drain))
        found.append(Operation(f"tick {number}", moment, _tick))
        found.append(Operation(f"deliver {number}", moment, _deliver))
    return [*found, *ending()]


def _told(who: Sequence[Who], number: int) -> Iterator[Operation]:
    """Yield what is told of every journey at one line, and of every account."""
    when, kind, data = LINES[number - 1]
    moment = at(when)
    for each in who:
        signal = Signal(kind, f"line-{number}", "story", "小李", moment, data)
        # Some are decided at once, some are only accepted, and a worker decides them.
        send = (_accept if number % 3 == 1 else _signal)(journey_of(each, who), signal)
        yield Operation(f"{number} {each}", moment, send)
        if number % 3 != 2:
            yield Operation(f"{number} {each} again", moment, send)
    for account in sorted({account for account, _ in who}) if number % 2 else ():
        facts = FACTS[number // 2 % len(FACTS)]
        yield Operation(
            f"facts {number} {account}", moment, _facts(account, f"facts-{number}", facts)
        )


def ending() -> list[Operation]:
    """Return what brings everything to rest."""
    return [
        Operation("work last", LAST, _drain),
        Operation("tick last", LAST, _tick),
        Operation("deliver last", LAST, _deliver),
    ]


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
        hands = hands_on(engine, world, clock, reached)
        for operation in todo:
            if operation.id in noted:
                continue
            clock.set(operation.at)
            sent = operation.do(hands)
            reached("acknowledged")
            world.note(operation.id, sent)


def hands_on(
    engine: Engine, world: World, clock: ManualClock, reached: CrashPoint = lambda _point: None
) -> Hands:
    """Return an engine with a courier to the world's receiver."""
    return Hands(engine, courier_to(engine, targets(Receiver(world.sink, reached)), clock, reached))


def courier_to(
    engine: Engine,
    receivers: Targets,
    clock: ManualClock,
    reached: CrashPoint = lambda _point: None,
) -> Courier:
    """Return a courier; one attempt at a time, so that points are passed in the same order."""
    return Courier(engine.store, receivers, clock=clock, random=float, reached=reached, parallel=1)


def journey_of(one: Who, who: Sequence[Who] = WHO) -> str:
    """Return the id that the journey of an account and key gets."""
    same = [each for each in who if each[0] == one[0]]
    return f"{escaped(one[0])}/steel/offer/{same.index(one) + 1}"


def escaped(account: str) -> str:
    """Return an account as ids spell it."""
    return account.replace("/", "%2F")


def _fill_roles(hands: Hands) -> Sequence[Sent]:
    hands.engine.fill_roles(PEOPLE)
    return ()


def _begin(account: str, key: str) -> Do:
    address = Address(account=account, line="steel", key=key, playbook="offer")
    signal = Signal(STARTED, f"begin-{key}", "story", at=MONDAY, data=AMOUNT, address=address)

    def do(hands: Hands) -> Sequence[Sent]:
        return [Sent(hands.engine.begin(signal).journey, signal.source, signal.id)]

    return do


def _signal(journey: str, signal: Signal) -> Do:
    def do(hands: Hands) -> Sequence[Sent]:
        hands.engine.signal(journey, signal)
        return [Sent(journey, signal.source, signal.id)]

    return do


def _accept(journey: str, signal: Signal) -> Do:
    def do(hands: Hands) -> Sequence[Sent]:
        hands.engine.accept(journey, signal)
        return [Sent(journey, signal.source, signal.id)]

    return do


def _facts(account: str, name: str, facts: dict[str, Value]) -> Do:
    def do(hands: Hands) -> Sequence[Sent]:
        hands.engine.set_facts(account, facts, id=name, source="story")
        return [Sent(escaped(account), "story", name)]

    return do


def _drain(hands: Hands) -> Sequence[Sent]:
    while hands.engine.drain("waiting", 2) + hands.engine.drain("timers", 2):
        pass
    return ()


def _tick(hands: Hands) -> Sequence[Sent]:
    hands.engine.tick()
    return ()


def _deliver(hands: Hands) -> Sequence[Sent]:
    while hands.courier.route(3) + hands.courier.deliver(3):
        pass
    return ()


def attempts_beyond_first(world: World) -> int:
    """Return how many attempts reached the receiver again under a key it knew."""
    attempts = read_sink(world.sink)
    return len(attempts) - len({each.key for each in attempts})


def everything(held: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Return what no fault may change, in order: all but how often things were tried."""
    kept = ("accounts", "account_journal", "inbox", "journal", "journeys", "tasks")
    rows = {name: sorted(map(repr, held.get(name, ()))) for name in kept}
    rows["outbox"] = sorted(_effects(held["outbox"]))
    # Of an attempt that a kill ended a person may be asked: that is said of the attempt.
    decided = (row for row in held["incidents"] if not row["code"].startswith("delivery-"))
    rows["incidents"] = sorted(map(repr, decided))
    return rows


def _effects(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield repr({name: value for name, value in row.items() if name != "state"})

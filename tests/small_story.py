"""A story on the small playbook, as a host plays it; and everything a database then holds.

Run as a program it plays the story on the database it is given and writes the journal to
its output, for a process with another seed.
"""

from __future__ import annotations

import sqlite3
import sys
from decimal import Decimal
from pathlib import Path

from engine.core.decide import PAUSE, RESUME, STARTED
from engine.core.journey import Account, Address, Context, Directory, Signal
from engine.language.compiler import Compiled
from engine.language.values import Money, Value
from engine.runtime.clock import ManualClock
from engine.runtime.rehearsing import StoredHost
from engine.runtime.service import Engine
from engine.runtime.step import CrashPoint

from .small_workspace import MONDAY, at, compiled

PEOPLE = {"seller": "小李", "lead": "老张", "head": "王总"}
AMOUNT: dict[str, Value] = {"offer.amount": Money(Decimal(5000), "CNY"), "client.on_hold": False}
ADDRESS = Address(account="acme/中国", line="steel", key="K-1", playbook="offer")
CONTEXT = Context(Account("acme/中国", owners={"seller/steel": "小李"}), Directory(1, PEOPLE))
BEGIN = Signal(STARTED, "begin", "story", at=MONDAY, data=AMOUNT, address=ADDRESS)

LINES: tuple[tuple[str, str, dict[str, Value]], ...] = (
    ("03-02 10:00", "send_offer.done", {}),
    ("03-02 11:00", "client.asked", {"tags": ("快", "b", "a")}),
    ("03-02 12:00", "check_terms.done", {}),
    ("03-03 09:00", PAUSE, {"reason": "展会"}),
    ("03-03 15:00", RESUME, {}),
    ("03-04 10:00", "send_offer.done", {}),
    ("03-09 10:00", "call.done", {}),
    ("03-20 10:00", "client.accepted", {}),
    ("03-20 11:00", "send_offer.done", {}),
    ("03-20 12:00", "client.accepted", {}),
    ("03-24 12:00", "check_terms.done", {"outcome": "passed"}),
    ("03-25 12:00", "client.withdrew", {}),
)
SIGNALS = tuple(
    Signal(kind, f"line-{number}", "story", "小李", at(when), data)
    for number, (when, kind, data) in enumerate(LINES, 1)
)


def quiet(_point: str) -> None:
    """Pass every crash point."""


def play(
    path: Path, workspace: Compiled, crash_point: CrashPoint = quiet, lines: int = len(SIGNALS)
) -> None:
    """Play the story, or its first lines; what the database holds already changes nothing."""
    clock = ManualClock(MONDAY)
    url = f"sqlite:///{path}"
    with Engine.open(url, workspace, clock=clock, crash_point=crash_point) as engine:
        host = StoredHost(engine, clock)
        journey = host.start(BEGIN, CONTEXT, MONDAY)
        for signal in SIGNALS[:lines]:
            host.advance(journey, signal.at, inclusive=False)
            host.send(journey, signal, signal.at)
        if lines == len(SIGNALS):
            host.advance(journey, at("04-30 09:00"), inclusive=True)
        else:
            host.advance(journey, SIGNALS[lines].at, inclusive=False)


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, in order."""
    connection = sqlite3.connect(path)
    names = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    found = {
        name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
        for name in sorted(names)
    }
    connection.close()
    return found


if __name__ == "__main__":
    database = Path(sys.argv[1])
    play(database, compiled())
    sys.stdout.write(repr(everything(database)))

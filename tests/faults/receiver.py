"""Who effects are delivered to: somebody who writes down every attempt that reaches him."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine.language.deliveries import Delivery, Target
from engine.runtime.delivery.message import DELIVERED, Message, Outcome
from engine.runtime.delivery.targets import Targets

SINK, ONCE = "sink", "once"
"""Two targets of every effect: at least once, and at most once."""


class Receiver:
    """A sink that keeps a line for each attempt: one write, whole or not at all."""

    def __init__(self, path: Path, reached: Callable[[str], None]) -> None:
        self._path = path
        self._reached = reached

    def send(self, message: Message) -> Outcome:
        self._reached("receiver-before")
        about, effect = message.about, message.effect
        line = {
            "key": f"{about.journey}#{effect.record}.{effect.index}",
            "body": msgspec.json.encode(effect).decode(),
            "target": message.target,
            "attempt": message.attempt,
        }
        append(self._path, line)
        self._reached("receiver-after")
        return DELIVERED

    def close(self) -> None:
        pass


def targets(receiver: Receiver) -> Targets:
    """Return both targets; attempts that a kill ended are attempts, so there may be many."""
    delivery = Delivery((Target(SINK, "test", attempts=10_000), Target(ONCE, "test", is_once=True)))
    return Targets(delivery, {SINK: receiver, ONCE: receiver})


def append(path: Path, line: object) -> None:
    """Append one line by one write; the page cache keeps it when the process is killed."""
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(out, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(out)

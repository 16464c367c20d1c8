"""Where effects go, as values: targets with what they want and how hard they are tried (S7.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from .titles import Lang

ATTEMPTS, FIRST_WAIT, MOST_WAIT, TIMEOUT = 12, 30, 6 * 3600, 20
"""What counts where a file says nothing; waits and the timeout are seconds."""


ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\Z"
)
"""One plain e-mail address: no name, no list, nothing else."""


class Secret(msgspec.Struct, frozen=True):
    """Where a secret is found: a variable of the environment or a file, never the secret."""

    env: str = ""
    file: str = ""


class Target(msgspec.Struct, frozen=True):
    """One place effects go to; of what it names, all must hold of an effect it gets.

    ``options`` are those of its sink, with a :class:`Secret` wherever one stands. After a
    failed attempt it waits ``first_wait`` seconds, then twice as long each time, ``most_wait``
    at most; ``timeout`` bounds one attempt. ``is_once``: never a second attempt that could be
    a repeat.
    """

    name: str
    sink: str
    options: Mapping[str, Any] = {}
    effects: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    attempts: int = ATTEMPTS
    first_wait: int = FIRST_WAIT
    most_wait: int = MOST_WAIT
    timeout: int = TIMEOUT
    is_once: bool = False
    lang: Lang = "zh"


class Delivery(msgspec.Struct, frozen=True):
    """All targets in the order they are written; ``link`` leads people to a journey."""

    targets: tuple[Target, ...]
    link: str = ""


TO_THE_LOG = Delivery((Target("log", "log"),))
"""What is done where nobody says anything: every effect is told to the program's log."""

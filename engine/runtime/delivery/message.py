"""What a sink is given, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

import msgspec

from ...core.records import Effect
from ...language.titles import Lang
from ...language.values import Instant


class About(msgspec.Struct, frozen=True):
    """The journey an effect is about; ``at`` is when what it tells of was decided.

    ``playbook`` is the stage it stands in now, ``program`` what it runs by.
    """

    journey: str
    account: str = ""
    line: str = ""
    playbook: str = ""
    key: str = ""
    at: Instant = 0
    program: str = ""


class Told(msgspec.Struct, frozen=True):
    """An effect in people's words: one line, and all of it."""

    title: str
    text: str


Tell = Callable[[Effect, About, Lang], Told]
"""Words an effect for people; the words themselves are of the room ``present``."""


class Message(msgspec.Struct, frozen=True):
    """One effect on its way to one target.

    ``id`` is the same at every attempt, whoever makes it: receivers know a repeat by it (P4).
    ``attempt`` counts from 1. ``link`` is empty where nobody said where journeys are seen.
    """

    id: str
    target: str
    attempt: int
    effect: Effect
    about: About
    lang: Lang
    told: Told
    link: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """How an attempt ended.

    ``delivered``; ``retry``: surely not taken, may be tried again, ``after`` seconds at the
    soonest; ``refused``: it will never be taken; ``unknown``: perhaps taken, nobody said.
    ``why`` is read by people and kept: it never holds a secret or what a receiver sent back.
    """

    kind: Literal["delivered", "retry", "refused", "unknown"]
    why: str = ""
    after: float = 0


DELIVERED = Outcome("delivered")


class Sink(Protocol):
    """A way out. Called from several threads at once; it answers within its timeout."""

    def send(self, message: Message) -> Outcome:
        """Make one attempt; what it raises counts as ``unknown``."""

    def close(self) -> None:
        """Let go of what is held."""


class MakeSink(Protocol):
    """What an entry point of the group ``touchline.sinks`` is: options → a sink."""

    def __call__(self, options: dict[str, Any], *, timeout: float) -> Sink:
        """Make a sink; a secret among ``options`` is a ``Hidden``, revealed when it is used.

        Raises:
            SinkError: an option is missing or makes no sense, or something is not installed.
        """


class SinkError(Exception):
    """A sink cannot be made or used as it is set; the text names what, never a secret."""

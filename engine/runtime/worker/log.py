"""A worker's log: lines on stderr, or of structlog, with no secret and no contents (Z6)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal, TextIO

from ..clock import Clock, now
from ..failures import EngineError
from ..store import DeliveryRow
from .redaction import Redaction
from .witness import Witness

Level = Literal["debug", "info", "warning", "error"]
Write = Callable[[Level, str, Mapping[str, object]], None]
"""Writes one line: how bad it is, what happened, and what it is about. It redacts first."""

SKEW_NOTED = 5.0
"""Seconds between two clocks that are worth a warning (F20)."""

_BOUND: ContextVar[Mapping[str, str]] = ContextVar("touchline_log", default={})  # noqa: B039  # never changed in place


class Log(Witness):
    """Writes a line for what an operator would want to know; who has nothing to do is silent.

    What is written while a piece of work is done carries its ids: ``journey_id``,
    ``signal_id``, ``attempt``.
    """

    def __init__(self, write: Write, worker: str = "") -> None:
        """Write by ``write``; ``worker`` stands in every line."""
        self._write = write
        self._about = {"worker": worker} if worker else {}
        self._is_skewed = False
        self._done: dict[str, int] = {}
        self._adding = threading.Lock()

    @contextmanager
    def _around(self, what: str, about: Mapping[str, str]) -> Iterator[None]:
        token = _BOUND.set({**_BOUND.get(), **about})
        try:
            if what == "decide":
                self._say("debug", "deciding")
            yield
        finally:
            _BOUND.reset(token)

    def around(self, what: str, about: Mapping[str, str]) -> AbstractContextManager[None]:
        """Bind what a piece of work is about to every line written in it."""
        return self._around(what, about)

    def worked(self, chore: str, count: int, seconds: float) -> None:
        """Write that a batch was done, for who wants to know that much; and add it up."""
        with self._adding:
            self._done[chore] = self._done.get(chore, 0) + count
        self._say("debug", "batch done", chore=chore, count=count, seconds=round(seconds, 3))

    def failed(self, chore: str, error: BaseException, rest: float) -> None:
        """Write what failed, and when it is tried again."""
        code = error.code if isinstance(error, EngineError) else type(error).__name__
        self._say("error", "failed", chore=chore, code=code, error=error, rest=round(rest, 2))

    def beat(self, skew: float) -> None:
        """Write what was done since the last time; and once that the clocks differ or agree."""
        self._sum_up()
        is_skewed = abs(skew) > SKEW_NOTED
        if is_skewed != self._is_skewed:
            self._is_skewed = is_skewed
            if is_skewed:
                self._say("warning", "clock differs from the database", seconds=round(skew, 1))
            else:
                self._say("info", "clock agrees with the database again")

    def _sum_up(self) -> None:
        with self._adding:
            done, self._done = self._done, {}
        if done:
            self._say("info", "worked", **done)

    def delivered(self, row: DeliveryRow, seconds: float) -> None:
        """Write what became of an attempt to deliver."""
        is_bad = row.state in {"dead", "unknown"}
        self._say(
            "warning" if is_bad or row.error else "info", "delivery", journey_id=row.journey,
            record=row.record, index=row.index, target=row.target, attempt=row.attempts,
            outcome=row.state, error=row.error, seconds=round(seconds, 3),
        )  # fmt: skip

    def happened(self, event: str, about: Mapping[str, str | int | float]) -> None:
        """Write that the worker began, stops or ended."""
        self._sum_up()
        self._say("info", event, **about)

    def _say(self, level: Level, event: str, **about: object) -> None:
        kept = {name: value for name, value in about.items() if value != ""}
        self._write(level, event, {**self._about, **_BOUND.get(), **kept})


def plain(stream: TextIO, redaction: Redaction, clock: Clock = now, least: Level = "info") -> Write:
    """Return what writes lines such as ``2026-03-02T01:00:00Z info begun worker=a:1:2``."""
    levels: tuple[Level, ...] = ("debug", "info", "warning", "error")
    told = frozenset(levels[levels.index(least) :])

    def write(level: Level, event: str, about: Mapping[str, object]) -> None:
        if level not in told:
            return
        at = datetime.fromtimestamp(clock() // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = redaction.said(about)
        pairs = "".join(f" {name}={_shown(value)}" for name, value in said.items())
        stream.write(f"{at} {level} {redaction.text(event)}{pairs}\n")
        stream.flush()

    return write


def _shown(value: object) -> str:
    text = str(value)
    is_simple = text.isprintable() and not any(each in text for each in ' "=')
    return text if is_simple else repr(text)
